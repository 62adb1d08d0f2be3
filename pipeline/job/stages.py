"""The document stages in the order of the data, built once per process, settings and glossary."""

from collections.abc import Callable
from difflib import get_close_matches
from functools import reduce

import msgspec

from pipeline import checks, entities, ingest, repair, structure
from pipeline.checks.differing_values import CORPUS_CHECKS
from pipeline.core.files import digest
from pipeline.core.model import Document
from pipeline.core.settings import Settings
from pipeline.core.yamlfile import Place, YamlFile
from pipeline.glossary import Glossary
from pipeline.ingest.html import HTML_RULES
from pipeline.pairs import PAIR_CHECKS
from pipeline.pairs.across import SET_CHECKS
from pipeline.repair import terms
from pipeline.rules import Check, PairCheck, Rule, SetCheck

Stage = Callable[[Document], Document]

STAGES = (ingest.build, repair.build, terms.build, structure.build, entities.build, checks.build)
RULES: tuple[Rule, ...] = (*HTML_RULES, ingest.apply_edits, *repair.RULES, *terms.RULES)
CHECKS: tuple[Check | PairCheck | SetCheck, ...] = (*checks.CHECKS, *CORPUS_CHECKS, *PAIR_CHECKS, *SET_CHECKS)

_built: dict[str, Stage] = {}


def build(settings: Settings, glossary: Glossary) -> Stage:
    """All document stages as one function; what it returns is pure."""
    key = digest(msgspec.json.encode((settings, glossary.digest), order="deterministic"))
    if key not in _built:
        stages = [make(settings, glossary) for make in STAGES]
        _built[key] = lambda document: reduce(lambda seen, stage: stage(seen), stages, document)
    return _built[key]


def refuse_unknown_names(file: YamlFile) -> None:
    """Raise `UsageError` where `off` or `waive` of a settings or side file names no rule or check."""
    known = {one.id for one in (*RULES, *CHECKS)}
    data = file.data or {}
    named: list[tuple[Place, str]] = [(("off", i), name) for i, name in enumerate(data.get("off", ()))]
    named += [(("waive", i, "check"), waiver["check"]) for i, waiver in enumerate(data.get("waive", ()))]
    for place, name in named:
        if name not in known:
            near = get_close_matches(name, known, 1, 0.4)
            remedy = f"did you mean '{near[0]}'?" if near else "`python -m pipeline rules` lists them"
            raise file.fault(f"no rule or check is called '{name}'", place, remedy)
