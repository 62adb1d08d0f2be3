"""Errors of many kinds, planted into sound translations, are caught: at least so many of each class."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from pipeline.pairs import check_pair

FILE = Path(__file__).parent / "cases" / "pair-planted.yaml"
TABLES: dict[str, list[dict[str, Any]]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
CASES = [case for part in TABLES.values() for case in part]
FLOORS = {"digit": 0.98, "word": 0.98, "unit": 0.98, "comparator": 0.98, "side": 0.98, "frequency": 0.98}
FLOORS |= {"drug": 0.98, "stage": 0.98, "dropped": 0.95, "added": 0.95, "beside": 0.70}
FEWEST = 30


class Planted(NamedTuple):
    """A translation with an error in it."""

    kind: str
    source: str
    target: str


def planted() -> Iterator[Planted]:
    for case in CASES:
        for kind in case.keys() & FLOORS.keys():
            for plant in case[kind]:
                right, wrong = plant.split(" → ")
                assert case["es"].count(right) == 1, plant
                yield Planted(kind, case["en"], case["es"].replace(right, wrong))


def is_caught(source: str, target: str) -> bool:
    return any(finding.severity == "error" for finding in check_pair(source, target, glossary={}))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["en"]) for case in CASES])
def test_before_anything_is_planted_nothing_is_found(case: dict[str, Any]) -> None:
    assert not is_caught(case["en"], case["es"])


@pytest.mark.parametrize("kind", FLOORS)
def test_planted_errors_are_caught(kind: str) -> None:
    mine = [one for one in planted() if one.kind == kind]
    missed = [one.target for one in mine if not is_caught(one.source, one.target)]
    assert len(mine) >= FEWEST
    assert 1 - len(missed) / len(mine) >= FLOORS[kind], missed


def test_there_are_enough_of_them() -> None:
    assert sum(1 for _ in planted()) >= 300
