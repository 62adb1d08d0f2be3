"""Every check on translations by its own cases: what it marks, how severely, its fix, and what it leaves alone."""

from typing import Any

import pytest

from benchmarks import pair_cases
from benchmarks.pair_cases import findings, is_marked
from pipeline.core.model import Waiver
from pipeline.pairs import PAIR_CHECKS

TABLE = pair_cases.table()


def cases() -> list[Any]:
    return [pytest.param(name, case, id=f"{name}: {case}") for name, part in TABLE.items() for case in part["cases"]]


@pytest.mark.parametrize(("name", "case"), cases())
def test_a_check_marks_what_it_should_and_nothing_else(name: str, case: dict[str, Any]) -> None:
    assert pair_cases.fault_of_case(name, case, TABLE[name]["severity"]) == ""


@pytest.mark.parametrize("check", PAIR_CHECKS, ids=lambda check: check.id)
def test_every_check_has_cases_and_as_many_sound_ones(check: Any) -> None:
    assert check.id in TABLE, f"no cases: write them into tests/cases/pair-….yaml under {check.id}"
    assert pair_cases.too_few(check.id) == ""
    assert check.severity == TABLE[check.id]["severity"]


@pytest.mark.parametrize("check", PAIR_CHECKS, ids=lambda check: check.id)
def test_every_check_can_be_waived(check: Any) -> None:
    marked = next(case for case in TABLE[check.id]["cases"] if is_marked(case))
    waiver = Waiver(check.id, marked["en"], "It is meant so.", "Dr. Gray")
    [finding, *_] = findings(check.id, marked, (waiver,))
    assert (finding.waived, finding.waived_by) == ("It is meant so.", "Dr. Gray")


def test_the_table_has_no_check_that_is_none() -> None:
    assert set(TABLE) == {check.id for check in PAIR_CHECKS}


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ({"en": "Take 5 mg.", "es": "Tome ⟦5⟧ mg."}, "does not mark “5”"),
        ({"en": "Take 5 mg.", "es": "Tome 6 mg."}, "marks ['6'] in a sound one"),
        ({"en": "Take 5 mg.", "es": "⟦Tome⟧ 6 mg."}, "marks “6”, not “Tome”"),
        ({"en": "Take 5 mg.", "es": "Tome ⟦6⟧ mg.", "becomes": "Tome 7 mg."}, "suggests nothing"),
    ],
)
def test_a_case_that_is_not_met_is_told(case: dict[str, Any], told: str) -> None:
    assert pair_cases.fault_of_case("pair/numbers", case, "error") == told


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ({"en": "Take 5 mg.", "es": "Tome 6 mg."}, "has ['pair/numbers'], not []"),
        ({"en": "Take 5 mg.", "es": "Tome ⟦5⟧ mg.", "finds": ["pair/numbers"]}, "has [], not ['pair/numbers']"),
        ({"en": "Take 5 mg.", "es": "⟦Tome⟧ 6 mg.", "finds": ["pair/numbers"]}, "is not marked at “Tome”"),
    ],
)
def test_a_pair_that_is_not_met_is_told(case: dict[str, Any], told: str) -> None:
    assert pair_cases.fault_of_pair(case) == told
