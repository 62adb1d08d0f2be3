"""Words that exclude one another, as one text says them: morning and evening, upper and lower, early and late."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipeline.reading.meanings import Contrast, Patterns


class Word(NamedTuple):
    """A word with all that it may mean; one that is not `sure` can only explain a word of the other side."""

    start: int
    end: int
    meanings: frozenset[str]
    text: str
    sure: bool = True


def said(text: str, language: str, among: tuple[Contrast, ...]) -> list[Contrast]:
    """The contrasts of which a text has a word beyond doubt."""
    return [contrast for contrast, sure in _sure(among, language) if sure.search(text)]


@cache
def _sure(among: tuple[Contrast, ...], language: str) -> list[tuple[Contrast, re.Pattern[str]]]:
    """The contrasts that a language knows, each with what is a word of it beyond doubt."""
    known = (
        (contrast, [f"(?:{pattern})" for key, pattern in contrast.of(language).items() if not key.endswith("~")])
        for contrast in among
    )
    return [(contrast, _compiled("|".join(sure))) for contrast, sure in known if sure]


def found(text: str, patterns: Patterns) -> list[Word]:
    """The words of a text that the patterns match, in order; of two that overlap the longer one that begins first.

    The key of a pattern names its meanings; with a tilde behind it the words are not sure.
    """
    everything = [
        Word(*match.span(), frozenset(key.rstrip("~").split()), match[0], not key.endswith("~"))
        for key, pattern in patterns.items()
        for match in _compiled(pattern).finditer(text)
    ]
    return apart(sorted(everything, key=lambda word: (word.start, -word.end)))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def apart(ordered: Sequence[Word]) -> list[Word]:
    """Words without those that overlap an earlier one."""
    kept: list[Word] = []
    for word in ordered:
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
    return kept
