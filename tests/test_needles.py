"""Needles and beginnings: each match of a pattern holds one of the former and begins with one of the latter."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.text.needles import END, LETTERS, beginnings, needles
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
BEGINNINGS = {
    "no literal": (r"\w+", ("",)),
    "nothing": (r"(?!)", ()),
    "a choice that may be left out": (r"(?:is )?(?:not|no)", ("is no", "is not", "no", "not")),
    "what may repeat": (r"(?:very |so )*rare", ("rare", "so ", "very ")),
    "what may repeat and is not known": (r"(?:very |[^ ]+ly )*rare", ("",)),
    "what may be all there is": (r"(?:very )*", ("",)),
    "what must repeat": (r"(?:no ){2}evidence", ("no ",)),
    "up to what is not known": (r"\b(?:no|without)\s+evidence", ("no", "without")),
    "borders": (r"(?<!\w)no\b(?= evidence)", ("no",)),
    "a choice of which one is empty": (r"(?:no|)\d", ("",)),
    "letters before": (r"(?<!\w)(?!sou)\w{3,}ou|foi", (LETTERS + "ou", "foi")),
    "letters but some": (r"[^\Wé]er", (LETTERS + "er",)),
    "letters twice": (r"\w+[^\W]ir", (LETTERS + "ir",)),
    "letters that may be none": (r"\w*(?:mente|-free)", (LETTERS + "-free", LETTERS + "mente")),
    "figures before": (r"\d{1,2} ?am", (LETTERS + " am", LETTERS + "am")),
    "letters that may repeat with what is behind": (r"(?:very |\w+ly )*rare", (LETTERS + "ly ", "rare", "very ")),
    "letters behind what is known": (r"(?:ha|no) \w+ado", ("ha ", "no ")),
    "letters behind what may be left out": (r"(?:ha )?\w+ado", ("",)),
    "letters alone": (r"\w+", ("",)),
    "signs among the letters": (r"[\w’]+ado", ("",)),
    "a sign that is no letter": (r"[^,]ado", ("",)),
    "an end": (r"(?:y|a la vez)(?!\w)", ("a la vez" + END, "y" + END)),
    "an end behind what is known and what is not": (r"(?:y|añad\w+)(?![\w-])", ("añad", "y" + END)),
    "an end behind letters": (r"\w+ado(?!\w)", (LETTERS + "ado" + END,)),
    "an end of nothing": (r"(?:ni|)(?!\w)", ("",)),
    "an end before more": (r"no(?!\w),? (?:hay|tiene)", ("no hay", "no tiene", "no, hay", "no, tiene")),
    "no end": (r"no(?!\W)", ("no",)),
    "what goes on behind a choice of which one is not known": (r"(?:el|est\w+) lado", ("el lado", "est")),
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


@pytest.mark.parametrize(("pattern", "expected"), BEGINNINGS.values(), ids=list(BEGINNINGS))
def test_how_a_pattern_begins_is_told(pattern: str, expected: Sequence[str]) -> None:
    assert sorted(beginnings(pattern)) == sorted(expected)


@given(st.data())
def test_each_match_begins_with_a_beginning(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(TABLES).flatmap(st.sampled_from))
    text = data.draw(st.from_regex(re.compile(rf"\A(?:{pattern})", re.IGNORECASE)))
    known = "|".join(
        LETTERS * one.startswith(LETTERS) + re.escape(folded(one.removeprefix(LETTERS))) for one in beginnings(pattern)
    )
    assert re.match(known, folded(text))
