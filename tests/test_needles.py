"""Needles: each match of a pattern holds one of them, in whatever case."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.text.needles import needles
from pipeline.core.text.phrases import folded
from pipeline.reading.language import COMPLETE, language

PIECES = {
    "no literal": (r"\w+", ("",)),
    "nothing": (r"(?!)", ()),
    "nothing beside something": (r"(?!)|never", ("never",)),
    "any case": (r"(?i)Never", ("Never",)),
    "a choice that may be left out": (r"(?:not)?", ("",)),
    "a choice of which one is empty": (r"(?:no|)", ("",)),
    "a literal": (r"never", ("never",)),
    "borders": (r"\bno(?!\w)", ("no",)),
    "a set of signs": (r"visuali[sz]ed", ("visualised", "visualized")),
    "a range is no list": (r"no[a-z]thing", ("thing",)),
    "a row of choices": (r"(?:is|are) (?:seen|felt)", ("are felt", "are seen", "is felt", "is seen")),
    "what may repeat": (r"(?:very )*rare", ("rare",)),
    "what must repeat": (r"(?:very )+\w", ("very ",)),
    "the longer of two": (r"no\s+evidence", ("evidence",)),
    "a group without case": (r"(?i:no) evidence", ("no evidence",)),
    "a shared beginning": (r"none|nor|never", ("never", "none", "nor")),
}
TABLES = [
    words
    for tag in COMPLETE
    if (negation := language(tag).negation)
    for words in (negation.none, negation.double, negation.negators)
]


@pytest.mark.parametrize(("pattern", "expected"), PIECES.values(), ids=list(PIECES))
def test_the_needles_of_a_pattern_are_told(pattern: str, expected: Sequence[str]) -> None:
    assert sorted(needles(pattern)) == sorted(expected)


@given(st.data())
def test_each_match_holds_a_needle(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(TABLES).flatmap(st.sampled_from))
    text = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE)))
    assert any(folded(needle) in folded(text) for needle in needles(pattern))
