"""Sides of the body by "left" and "right", as one text says them."""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from pipeline.reading.contrasts import Word
from pipeline.reading.language import either, language


class Sides(NamedTuple):
    """The sides that a text names: all words that may be one, those that surely are, whether it says "both".

    `each` is where it says something of each of two organs; None where the language has no words for that.
    """

    may: tuple[Word, ...]
    sure: tuple[Word, ...]
    both: bool
    each: tuple[Word, ...] | None = None


class _Patterns(NamedTuple):
    may: Mapping[str, re.Pattern[str]]
    sure: Mapping[str, re.Pattern[str]]
    both: re.Pattern[str]
    each: re.Pattern[str] | None


def sides(text: str, language: str) -> Sides:
    """The sides of a text; none in a language of which they are not known."""
    patterns = _patterns(language)
    if patterns is None:
        return Sides((), (), both=False)
    may, sure = (_places(text, some) for some in (patterns.may, patterns.sure))
    each = patterns.each and tuple(
        Word(*match.span(), frozenset({"each"}), match[0]) for match in patterns.each.finditer(text)
    )
    return Sides(may, sure, both=patterns.both.search(text) is not None, each=each)


@cache
def _patterns(tag: str) -> _Patterns | None:
    table = language(tag).sides
    if table is None:
        return None
    body = either(table.body)
    may, sure = (
        {side: re.compile(either(words).replace("{body}", body), re.IGNORECASE) for side, words in some.items()}
        for some in (table.may, table.sure or table.may)
    )
    each = re.compile(either(table.each), re.IGNORECASE) if table.each else None
    return _Patterns(may, sure, re.compile(either(table.both), re.IGNORECASE), each)


def _places(text: str, patterns: Mapping[str, re.Pattern[str]]) -> tuple[Word, ...]:
    found = (
        Word(match.start(), match.end(), frozenset({side}), match[0])
        for side, pattern in patterns.items()
        for match in pattern.finditer(text)
    )
    return tuple(sorted(found))
