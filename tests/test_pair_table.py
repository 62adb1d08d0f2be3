"""Every check on translations by its own cases: what it marks, how severely, its fix, and what it leaves alone."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.core.model import Finding, Waiver
from pipeline.core.settings import Settings
from pipeline.core.targets import Derivation
from pipeline.glossary import Glossary, as_glossary
from pipeline.glossary.concepts import Concept, Translation
from pipeline.pairs import PAIR_CHECKS, judge
from pipeline.rules.pair import PairContext

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases" / "pair-table.yaml").read_text("utf-8"))
LANGUAGES = ("es", "fr", "pt")
FEWEST = 4
VEIN = Translation("vena porta", forms=("venas porta",), forbidden=("vena portal", "puerta"))
GLOSSARIES = {"portal": Glossary((Concept("portal-vein", "portal vein", "anatomy", translations={"es": VEIN}),))}


def cases() -> list[Any]:
    return [pytest.param(name, case, id=f"{name}: {case}") for name, part in TABLE.items() for case in part["cases"]]


def target_of(case: dict[str, Any]) -> tuple[str, str]:
    language = next(language for language in LANGUAGES if language in case)
    return language, case[language]


def is_marked(case: dict[str, Any]) -> bool:
    return "⟦" in target_of(case)[1] or "marks" in case


def findings(name: str, case: dict[str, Any], waivers: tuple[Waiver, ...] = ()) -> list[Finding]:
    language, target = target_of(case)
    settings = Settings(decimal={language: case["decimal"]}) if "decimal" in case else Settings()
    said = {key: case[key] for key in ("cut", "unsure", "exposed") if key in case}
    context = PairContext(
        "en",
        language,
        settings,
        GLOSSARIES[case["glossary"]] if "glossary" in case else as_glossary(case.get("terms", {}), "en", language),
        derivation=Derivation(unknown=tuple(case.get("unknown", ())), **said),
    )
    found = judge(case["en"], re.sub("[⟦⟧]", "", target), context, waivers=waivers)
    return [finding for finding in found if finding.check == name]


@pytest.mark.parametrize(("name", "case"), cases())
def test_a_check_marks_what_it_should_and_nothing_else(name: str, case: dict[str, Any]) -> None:
    found, target = findings(name, case), target_of(case)[1]
    if not is_marked(case):
        assert found == []
        return
    start, end = (target.index(case["marks"]), 0) if "marks" in case else (target.index("⟦"), target.index("⟧") - 1)
    end = end or start + len(case.get("marks", ""))
    text = re.sub("[⟦⟧]", "", target)
    assert (found[0].start, found[0].end, found[0].severity) == (start, end, TABLE[name]["severity"])
    assert len(found) == 1 or case.get("several")
    if "becomes" in case:
        fix = found[0].suggestion
        assert (None if fix is None else text[:start] + fix + text[end:]) == case["becomes"]


@pytest.mark.parametrize("check", PAIR_CHECKS, ids=lambda check: check.id)
def test_every_check_has_cases_of_both_kinds_and_can_be_waived(check: Any) -> None:
    marked = [case for case in TABLE[check.id]["cases"] if is_marked(case)]
    assert check.severity == TABLE[check.id]["severity"]
    assert len(marked) >= FEWEST <= len(TABLE[check.id]["cases"]) - len(marked)
    waiver = Waiver(check.id, marked[0]["en"], "It is meant so.", "Dr. Gray")
    [finding, *_] = findings(check.id, marked[0], (waiver,))
    assert (finding.waived, finding.waived_by) == ("It is meant so.", "Dr. Gray")


def test_the_table_has_no_check_that_is_none() -> None:
    assert set(TABLE) == {check.id for check in PAIR_CHECKS}
