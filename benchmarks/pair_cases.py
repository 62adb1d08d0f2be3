"""Cases of checks on translations, `tests/cases/pair-*.yaml`, as tests and `make accept` judge them: all or nothing.

A file holds any of two kinds of part. Under the id of a check stand its `severity` and its `cases`: a target with
⟦…⟧ is marked there by this check, one without is left alone by it. Other parts are lists of pairs, or lists under
further names: `faults` have exactly the findings at `error` that `finds` names, ⟦…⟧ being the place of one of them;
all others are sound and have none. The key of a target is its language.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.core.model import Finding, Waiver
from pipeline.core.settings import Settings
from pipeline.core.targets import Derivation
from pipeline.glossary import Glossary, as_glossary
from pipeline.glossary.concepts import Concept, Translation
from pipeline.pairs import PAIR_CHECKS, check_pair, judge
from pipeline.rules.pair import PairContext

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
OTHERS = ("pair-planted.yaml",)  # errors planted by a pattern: a form of its own, with its own test
FEWEST = 4
VEIN = Translation("vena porta", forms=("venas porta",), forbidden=("vena portal", "puerta"), status="reviewed")
GLOSSARIES = {"portal": Glossary((Concept("portal-vein", "portal vein", "anatomy", translations={"es": VEIN}),))}
_NO_LANGUAGES = {"en", "finds", "marks", "becomes", "decimal", "unknown", "cut", "unsure", "exposed", "terms"}
_NO_LANGUAGES |= {"glossary", "several"}
Case = dict[str, Any]


@cache
def _parts() -> tuple[tuple[str, Any], ...]:
    files = [file for file in sorted(CASES.glob("pair-*.yaml")) if file.name not in OTHERS]
    return tuple(part for file in files for part in yaml.safe_load(file.read_text("utf-8")).items())


def table() -> dict[str, Any]:
    """The parts that stand under the id of a check, wherever."""
    found: dict[str, Any] = {}
    for name, part in _parts():
        if "/" in name:
            known = found.setdefault(name, {"severity": part["severity"], "cases": []})
            known["cases"] = [*known["cases"], *part["cases"]]
    return found


def faulty() -> list[Case]:
    """Pairs with exactly the findings that they name."""
    return [case for name, part in _parts() if name == "faults" for case in _cases(part)]


def sound() -> list[Case]:
    """Pairs without a finding at `error`."""
    return [case for name, part in _parts() if "/" not in name and name != "faults" for case in _cases(part)]


def _cases(part: Any) -> Iterator[Case]:
    yield from part if isinstance(part, list) else (case for some in part.values() for case in some)


def target_of(case: Case) -> tuple[str, str]:
    """The language of a case's target, and the target with its marks."""
    language = next(key for key in case if key not in _NO_LANGUAGES)
    return language, case[language]


def is_marked(case: Case) -> bool:
    """Whether a case of a check holds a fault."""
    return "⟦" in target_of(case)[1] or "marks" in case


def plain(target: str) -> str:
    """A target without the signs of its marked place."""
    return re.sub("[⟦⟧]", "", target)


def errors(case: Case) -> list[Finding]:
    """The findings at `error` on a pair."""
    language, target = target_of(case)
    return [
        one for one in check_pair(case["en"], plain(target), "en", language, glossary={}) if one.severity == "error"
    ]


def findings(name: str, case: Case, waivers: tuple[Waiver, ...] = ()) -> list[Finding]:
    """What one check finds, with the settings, the glossary and the words of an engine that the case names."""
    language, target = target_of(case)
    settings = Settings(decimal={language: case["decimal"]}) if "decimal" in case else Settings()
    said = {key: case[key] for key in ("cut", "unsure", "exposed") if key in case}
    by_machine = bool(said) or "unknown" in case
    context = PairContext(
        "en",
        language,
        settings,
        GLOSSARIES[case["glossary"]] if "glossary" in case else as_glossary(case.get("terms", {}), "en", language),
        derivation=Derivation(unknown=tuple(case.get("unknown", ())), **said) if by_machine else None,
    )
    return [finding for finding in judge(case["en"], plain(target), context, waivers=waivers) if finding.check == name]


def too_few(name: str) -> str:
    """What a check lacks of cases of its own; empty where it has enough, and sound ones at least as many."""
    cases = table().get(name, {"cases": ()})["cases"]
    marked = sum(map(is_marked, cases))
    if FEWEST <= marked <= len(cases) - marked:
        return ""
    asked = f"{FEWEST} are asked, and sound ones at least as many"
    return f"{name} has {marked} cases of a fault and {len(cases) - marked} sound ones under its id; {asked}"


def fault_of_case(name: str, case: Case, severity: str) -> str:
    """What a check does otherwise than its case says; empty where it does the same."""
    found, target = findings(name, case), target_of(case)[1]
    if not is_marked(case):
        return f"marks {[plain(target)[one.start : one.end] for one in found]} in a sound one" if found else ""
    start, end = (target.index(case["marks"]), 0) if "marks" in case else (target.index("⟦"), target.index("⟧") - 1)
    end, text = end or start + len(case.get("marks", "")), plain(target)
    if not found:
        return f"does not mark “{text[start:end]}”"
    first = found[0]
    if (first.start, first.end) != (start, end):
        return f"marks “{text[first.start : first.end]}”, not “{text[start:end]}”"
    if first.severity != severity:
        return f"is of severity {first.severity}, not {severity}"
    return "marks several places" if len(found) > 1 and not case.get("several") else _fault_of_fix(case, text, first)


def _fault_of_fix(case: Case, text: str, first: Finding) -> str:
    start, end = first.start, first.end
    fixed = None if first.suggestion is None else text[:start] + first.suggestion + text[end:]
    if "becomes" in case and fixed != case["becomes"]:
        return f"suggests “{fixed}”" if fixed else "suggests nothing"
    return ""


def fault_of_pair(case: Case) -> str:
    """What all checks together do otherwise than a pair says; empty where they do the same."""
    found, (_, target) = errors(case), target_of(case)
    checks = sorted({one.check for one in found})
    if checks != case.get("finds", []):
        return f"has {checks}, not {case.get('finds', [])}"
    place = target.find("⟦"), target.find("⟧") - 1
    if checks and place not in {(one.start, one.end) for one in found}:
        return f"is not marked at “{plain(target)[slice(*place)]}”"
    return ""


def faults() -> Iterator[str]:
    """A line for each case that the checks do not meet, and for each check with too few cases."""
    yield from filter(None, (too_few(check.id) for check in PAIR_CHECKS))
    for name, part in table().items():
        for case in part["cases"]:
            if told := fault_of_case(name, case, part["severity"]):
                yield f"{name} {told}: “{case['en']}” → “{target_of(case)[1]}”"
    for case in (*faulty(), *sound()):
        if told := fault_of_pair(case):
            yield f"“{case['en']}” → “{target_of(case)[1]}” {told}"
