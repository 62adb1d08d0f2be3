"""Needles: a pattern that is tried only on texts with one of its needles finds what it finds everywhere."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.text.needles import Screen, needles
from pipeline.reading.language import COMPLETE, language

PIECES = {
    "no literal": (r"\w+", ()),
    "any case": (r"(?i)never", ()),
    "a choice that may be left out": (r"(?:not)?", ()),
    "a choice of which one is empty": (r"(?:no|)", ()),
    "a literal": (r"never", ("never",)),
    "borders": (r"\bno(?!\w)", ("no",)),
    "a set of signs": (r"visuali[sz]ed", ("visualised", "visualized")),
    "a range is no list": (r"no[a-z]thing", ("thing",)),
    "a row of choices": (r"(?:is|are) (?:seen|felt)", ("are felt", "are seen", "is felt", "is seen")),
    "what may repeat": (r"(?:very )*rare", ("rare",)),
    "what must repeat": (r"(?:very )+\w", ("very ",)),
    "the longer of two": (r"no\s+evidence", ("evidence",)),
    "a group without case": (r"(?i:no) evidence", (" evidence",)),
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
    assert sorted(needles(re.compile(pattern))) == sorted(expected)


@given(st.data())
def test_a_screen_finds_what_its_patterns_find(data: st.DataObject) -> None:
    words = data.draw(st.sampled_from(TABLES))
    patterns = [re.compile(word) for word in words]
    pieces = st.one_of(st.sampled_from(patterns).flatmap(st.from_regex), st.text("no t", max_size=4))
    text = " ".join(data.draw(st.lists(pieces, max_size=4)))
    screen = Screen(patterns)
    expected = [match.span() for pattern in patterns for match in pattern.finditer(text)]
    assert screen.spans(text) == expected
    assert screen.match_in(text) == bool(expected)


def test_nothing_is_found_by_no_pattern() -> None:
    assert not Screen([]).match_in("not")
