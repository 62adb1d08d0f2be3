"""Phrases match what their pattern matches, wherever they do not try."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.text.phrases import Phrases, PhraseTable, whole_words
from pipeline.reading.contrasts import Words
from pipeline.reading.language import COMPLETE
from pipeline.reading.meanings import ALL

PATTERNS = (
    r"\bno\b|\bsin(?!\w)",
    r"(?<!\w)(?:an?|the )?knot(?:s|ted)?(?!\w)",
    r"(?<![\w.,])\d{1,3}(?:[.,]\d+)? ?[nks]+",
    r"n['’]t(?!\w)|\bnot(?!\w)",
    r"(?:,|\bo) ¿?no\s*\?",
    r"\b(?:sst|ßs|ks)\w*",
    r"[≥<(]\s?\d|\bas many",
    r"\b\w*ss(?!\w)",
    r"(?<=\w)not",
    r"\s(?:no|on)\b",
    r"\b(?:(?!)|n[oó]ta{1,2}n)",
    r"\bn(?:(?=o)o|[^o])s?\b",
    r"\ba[\W_]?no",
    r"(?:no|n['’]t|ss|ks|an?) ?(?:st|ok)?|\bkno\w",
    r"(?:\b|(?='))(?:no|not|at|ka|ks|st)+(?!\w)",
    r"(?<!\w)(?:n['’]t|'n|kſ|kn?o|a)(?: ?(?:st|ok))?",
    r"(?<!\w)(?:(?!not)\w{2,}(?:ss?|t)|no|\w*[^\Wn]ks)(?!\w)",
    r"(?<!\w)\w+ß",
    r"\w*-no|\w+t(?!\w)|\b(?:ok|no|st|an|ss)",
    r"[^\Wo]*n['’]t|\d+ ?an|(?:ok|no|st|so|as)",
    r"(?<!\w)(?:\d+ ?an|\w*-no)",
)
EVERY = [(contrast, one) for contrast in ALL for one in contrast.of("en").values()]
TEXTS = st.text("ansotkóıİſKßẞ0٣.,'’ (≥-?\n¿", max_size=14)


@pytest.mark.parametrize("flags", [re.IGNORECASE, re.NOFLAG])
@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=TEXTS)
def test_what_is_not_tried_does_not_match(pattern: str, flags: re.RegexFlag, text: str) -> None:
    expected = [match.span() for match in re.finditer(pattern, text, flags)]
    phrases = Phrases(pattern, flags)
    assert [match.span() for match in phrases.finditer(text)] == expected
    table = PhraseTable([("it", phrases)])
    assert table.spans(text) == expected
    assert table.match_in(text) == bool(expected)
    assert phrases.masked(text) == re.sub(pattern, lambda match: "\0" * len(match[0]), text, flags=flags)


@given(words=st.lists(st.sampled_from("at least every morning two of the left arm can't stop".split()), max_size=9))
def test_all_contrasts_at_once_are_each_by_itself(words: list[str]) -> None:
    text = " ".join(words)
    patterns = [(contrast, re.compile(rf"(?<!\w)(?:{one})(?!\w)", re.IGNORECASE)) for contrast, one in EVERY]
    said = Words(text, "en")
    found = {contrast for contrast in said.possible if said[contrast]}
    assert found == {contrast for contrast, pattern in patterns if pattern.search(text)}


@pytest.mark.parametrize("tag", COMPLETE)
def test_needles_of_contrasts_can_be_told(tag: str) -> None:
    tables = [whole_words(words) for contrast in ALL for words in contrast.of(tag).values()]
    assert sum("" in phrases.needles for phrases in tables) < len(tables) / 100


def test_nothing_is_found_by_no_pattern() -> None:
    assert not PhraseTable([]).match_in("not")
