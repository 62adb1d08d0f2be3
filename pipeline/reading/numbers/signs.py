"""Minus signs: which numbers of a text stand below zero, by a sign or in words."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.core.text.phrases import Phrases
from pipeline.reading.language import either, language
from pipeline.reading.numbers.number import Number
from pipeline.reading.numbers.units import unit_end

_SIGN = re.compile(r"(?:^|(?<=[\s(=:≤≥<>]))[-−–](?=[\d.,])")
_BEHIND_NUMBER = re.compile(r"[\d%][ \u00a0]?$")
_NEAR = 30  # characters from a number to "below zero" behind its unit


class _Words(NamedTuple):
    before: re.Pattern[str]
    behind: re.Pattern[str]
    any: Phrases


@cache
def _words(tag: str) -> _Words:
    numbers = language(tag).numbers
    before, apart, behind = map(either, (numbers.minus, numbers.no_minus, numbers.below)) if numbers else ["(?!)"] * 3
    return _Words(
        re.compile(rf"(?<!\w)(?P<apart>(?:{apart}) )?(?:{before})[ \u00a0]$", re.IGNORECASE),
        re.compile(rf"[^.;,()\d]{{0,{_NEAR}}}?\b(?:{behind})(?!\w)", re.IGNORECASE),
        Phrases(rf"\b(?:{before}|{behind})\b"),
    )


def below_zero(text: str, language: str, numbers: Sequence[Number]) -> Iterator[Number]:
    """The numbers with a minus: by a sign or word right before them, or by words some way behind."""
    words, last = _words(language), 0
    if not (words.any.search(text) or _SIGN.search(text)):
        return
    signed = {
        match.end()
        for match in _SIGN.finditer(text)
        if not _BEHIND_NUMBER.search(text, max(0, match.start() - 3), match.start())  # all of it would take the square
    }
    for number in numbers:
        before = words.before.search(text, last, number.start)
        is_said = before and not before["apart"] and before.start() > last + (last > 0)
        if number.kind != "month" and (number.start in signed or is_said or words.behind.match(text, number.end)):
            yield number
        last = unit_end(text, number.end)
