"""The document stages in the order of the data, built once per process, settings and glossary."""

from collections.abc import Callable
from functools import reduce

import msgspec

from pipeline import checks, entities, ingest, repair, structure
from pipeline.core.files import digest
from pipeline.core.model import Document
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary
from pipeline.repair import terms

Stage = Callable[[Document], Document]

STAGES = (ingest.build, repair.build, terms.build, structure.build, entities.build, checks.build)

_built: dict[str, Stage] = {}


def build(settings: Settings, glossary: Glossary) -> Stage:
    """All document stages as one function; what it returns is pure."""
    key = digest(msgspec.json.encode((settings, glossary.digest), order="deterministic"))
    if key not in _built:
        stages = [make(settings, glossary) for make in STAGES]
        _built[key] = lambda document: reduce(lambda seen, stage: stage(seen), stages, document)
    return _built[key]
