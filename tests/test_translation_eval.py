"""The evaluation of engines judges rightly: terms, determiners, numbers, limits."""

import pytest

from benchmarks import translation_eval as evaluation
from pipeline.core.targets import Translation
from tests.debian import needs

PAIRS = [
    evaluation.Pair("The mask is 5 cm wide.", "La mascarilla mide 5 cm de ancho."),
    evaluation.Pair("Wear a mask.", "Use una mascarilla."),
]


def run(drafts: list[str], terms: dict[str, str]) -> evaluation.Scores:
    found = [Translation(draft, draft, None, "machine", None) for draft in drafts]
    return evaluation.score(PAIRS, found, evaluation.wanted(PAIRS, terms))


@pytest.fixture(autouse=True)
def dictionary() -> None:
    needs("apertium-eng-spa")


def test_the_references_are_perfect() -> None:
    scores = run([pair.reference for pair in PAIRS], {"mask": "mascarilla"})
    assert scores.bleu == pytest.approx(100)
    assert scores[2:] == (1, 1, 0, 1, 0)


def test_faults_count() -> None:
    scores = run(["El mascarilla mide 50 cm de ancho.", "Use mascarillas."], {"mask": "mascarilla"})
    assert (scores.exact, scores.by_form) == (0.5, 1)
    assert scores.wrong_determiners == 1
    assert scores.numbers_kept == 0


def test_a_feminine_noun_with_a_stressed_a_takes_el() -> None:
    scores = run(["El agua mide 5 cm.", "Use la agua."], {"mask": "agua"})
    assert scores.wrong_determiners == 0


def test_the_wrong_glossary_gives_every_term_anothers_translation() -> None:
    terms = {"a": "A", "b": "B", "c": "C"}
    wrong = evaluation.exchanged(terms)
    assert sorted(wrong.values()) == ["A", "B", "C"]
    assert all(wrong[term] != terms[term] for term in terms)


def test_each_limit_has_its_fault() -> None:
    good = evaluation.Scores(20, 55, 1, 1, 0, 1, 0.02)
    assert evaluation.faults({"raw": good, "terms": good, "wrong": good}) == []
    bad = evaluation.Scores(20, 50, 0.5, 0.5, 0.1, 1, 0.2)
    assert len(evaluation.faults({"raw": good, "terms": bad, "wrong": bad})) == 5
