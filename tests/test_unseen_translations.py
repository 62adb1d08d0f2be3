"""Translations by people who did not know the checks: sound ones are left in peace, planted errors are caught.

The files hold natural, free translations of patient texts, letters, abstracts and talks (class `sound`), and
translations with one harmful change each. They were written as a trial of the checks and looked at afterwards; figures
on texts that nobody has looked at lie some points lower.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from pipeline.pairs import check_pair

CASES = Path(__file__).parent / "cases"
LANGUAGES = ("es", "fr", "pt")
MOST_ALARMS = 0.02
FEWEST = 0.94  # of all errors planted; per class:
FLOORS = {"digit": 0.98, "unit": 0.98, "side": 0.95, "drug": 0.98, "stage": 0.95, "dose-frequency": 0.95}
FLOORS |= {"number-word": 0.9, "comparator": 0.85, "negation-only": 0.85, "negation-beside": 0.85}


@cache
def rows(language: str) -> Mapping[str, list[tuple[str, str]]]:
    """Source and translation by class."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with (CASES / f"pair-unseen-{language}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found[row["class"]].append((row["source"], row["target"]))
    return found


@cache
def missed(language: str, kind: str) -> list[str]:
    """The translations of a class that raise no error."""
    pairs = rows(language)[kind]
    return [target for source, target in pairs if not has_error(source, target, language)]


def has_error(source: str, target: str, language: str) -> bool:
    return any(one.severity == "error" for one in check_pair(source, target, "en", language, glossary={}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sound_translations_raise_few_alarms(language: str) -> None:
    pairs = rows(language)["sound"]
    alarms = [target for source, target in pairs if has_error(source, target, language)]
    assert len(pairs) >= 300
    assert len(alarms) / len(pairs) <= MOST_ALARMS, alarms


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FLOORS)
def test_planted_errors_of_a_class_are_caught(language: str, kind: str) -> None:
    pairs = rows(language)[kind]
    assert len(pairs) >= 15
    assert 1 - len(missed(language, kind)) / len(pairs) >= FLOORS[kind], missed(language, kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_planted_errors_are_caught_in_all(language: str) -> None:
    kinds = rows(language).keys() - {"sound"}
    total = sum(len(rows(language)[kind]) for kind in kinds)
    assert 1 - sum(len(missed(language, kind)) for kind in kinds) / total >= FEWEST
