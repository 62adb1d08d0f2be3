"""What is finished by rule after an engine, and what is left alone."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.translation.drafting.finishing import finish
from pipeline.translation.drafting.protect import spans
from pipeline.translation.engines.base import Candidate

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases" / "finishing.yaml").read_text("utf-8"))
PIECES = st.sampled_from(
    '¿|?|!|¡| |  |1.5|1,5|%|mg|(|)|5 mg|word|Palabra|.|,|:|;|«|»|www.a.org|V600E|…|97,000|"'.split("|")
)
TEXTS = st.lists(PIECES, max_size=14).map("".join)
LANGUAGES = st.sampled_from(["es", "fr", "pt", "de"])
SIGNS: Any = st.sampled_from(["comma", "point"])


def cases() -> list[Any]:
    return [pytest.param(name, *row, id=f"{name}: {row[1]}") for name, rows in CASES.items() for row in rows]


@pytest.mark.parametrize(("name", "source", "draft", "expected"), cases())
def test_only_what_is_beyond_doubt_is_finished(name: str, source: str, draft: str, expected: str) -> None:
    language, sign = name.split()
    assert finish(source, Candidate(draft), language, "comma" if sign == "comma" else "point").text == expected


@given(source=TEXTS, target=TEXTS, language=LANGUAGES, decimal=SIGNS)
def test_what_is_finished_stays(source: str, target: str, language: str, decimal: Any) -> None:
    once = finish(source, Candidate(target), language, decimal)
    assert finish(source, once, language, decimal) == once


@given(source=TEXTS, target=TEXTS, language=LANGUAGES, decimal=SIGNS)
def test_what_must_stay_stays(source: str, target: str, language: str, decimal: Any) -> None:
    text = finish(source, Candidate(target), language, decimal).text
    before, after = ([part[start:end] for start, end in spans(part)] for part in (target, text))
    assert before == after


def test_all_but_the_text_of_a_candidate_is_kept() -> None:
    draft = Candidate("Tome 1.5 mg", -1.0, ("Tome",), cut=True)
    assert finish("Take 1.5 mg.", draft, "es", "comma") == Candidate("Tome 1,5 mg.", -1.0, ("Tome",), cut=True)
