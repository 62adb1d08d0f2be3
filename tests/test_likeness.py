"""Likeness of terms: cosine of their character trigrams, weighed by TF-IDF."""

import pytest

from pipeline.entities.likeness import TermIndex

# By scikit-learn's TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3)), fitted on TERMS.
TERMS = ["liver", "liver cancer", "cancer of the liver", "lung cancer", "kidney", "b cell", "banana"]
LIKENESS = {
    "liver": {"liver": 1.0, "liver cancer": 0.7287, "cancer of the liver": 0.5392},
    "livers": {"liver": 0.9173, "liver cancer": 0.577, "cancer of the liver": 0.4269},
    "lievr cancer": {"liver": 0.3095, "liver cancer": 0.8334, "cancer of the liver": 0.6166, "lung cancer": 0.5982},
    "cancer of the lung": {"liver cancer": 0.3862, "cancer of the liver": 0.7219, "lung cancer": 0.7614},
    "b  cells": {"b cell": 0.8944},
    "banananana": {"banana": 0.9354},
    "a cell": {"b cell": 0.8944},
}


@pytest.mark.parametrize(("text", "expected"), LIKENESS.items())
def test_it_is_that_of_scikit_learn(text: str, expected: dict[str, float]) -> None:
    assert dict(TermIndex(TERMS).alike(text, 0.3)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("text", ["", " ", "xyz", "q"])
def test_what_shares_no_trigram_is_like_nothing(text: str) -> None:
    assert TermIndex(TERMS).alike(text, 0.01) == []


def test_a_term_is_wholly_like_itself_and_the_order_of_words_does_not_count() -> None:
    index = TermIndex(TERMS)
    assert all(dict(index.alike(term, 0.9999))[term] == pytest.approx(1) for term in TERMS)
    assert dict(index.alike("cancer  liver", 0.9999)) == pytest.approx({"liver cancer": 1})


def test_without_terms_there_is_nothing_alike() -> None:
    assert TermIndex([]).alike("liver", 0.0) == []
