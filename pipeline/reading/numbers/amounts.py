"""Amounts that several words say together: "half past four", "three out of four", "a quarter of an hour".

The other language may say the same in other numbers: "16:30", "75 %", "15 minutes". What is written so explains them.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.core.text.phrases import Phrases, PhraseTable, whole_words
from pipeline.reading.language import Words, either, language
from pipeline.reading.numbers.grammar import grammar_of
from pipeline.reading.numbers.number import TIMES, Number, amounts, rounded
from pipeline.reading.numbers.units import code_at

_DIGITS = r"(?:\d{1,3}[.,\u00a0\u202f ]000|\d{1,3}(?:[.,]\d+)?)"
_GROUPED = re.compile(r"(\d+)[.,\s](000)")
_NOON, _DAY = 12, 1440
Amount = tuple[str, float]


class Whole(NamedTuple):
    """Words that say an amount together; a time of day may have two readings."""

    start: int
    end: int
    amounts: frozenset[Amount]


class _Patterns(NamedTuple):
    clock: PhraseTable[int | str]
    half: re.Pattern[str]
    parts: PhraseTable[tuple[str, float]]
    words: Mapping[str, float]


@cache
def _patterns(tag: str) -> _Patterns | None:
    table = language(tag).amounts
    if table is None:
        return None
    grammar = grammar_of(tag)
    one = rf"(?P<a>{{n}}|{either(table.articles)})"
    words = {word: amount for word, amount in grammar.cardinals.items() if amount <= 100} | dict.fromkeys(
        grammar.ones, 1.0
    )
    large = {word: by for table in (grammar.multipliers, grammar.scales) for word, by in table.items() if by <= 1000}
    words |= {f"{said}{word}": by for word, by in large.items() for said in ("", "a-", "one-")}
    named = "|".join(sorted(words, key=len, reverse=True)).replace("-", "[ -]")
    number = rf"(?<![\w.,])(?:{_DIGITS}|{named})(?!\w)"

    def compiled(words: Words, end: str = "") -> Phrases:
        filled = f"(?:{either(words)}){end}".replace("{a}", one, 1).replace("{a}", "(?:{n})")
        return whole_words(filled.replace("{n}", number), end="")

    return _Patterns(
        PhraseTable((time.past, compiled(time.words)) for time in table.clock),
        re.compile(either(table.half).replace("{n}", number), re.IGNORECASE),
        PhraseTable(((part.of, part.size), compiled(part.words, r"(?!\w)")) for part in table.parts),
        words,
    )


def wholes(text: str, language: str) -> tuple[Whole, ...]:
    """Every amount that several words of a text say together."""
    patterns = _patterns(language)
    return (*_times(text, patterns), *_parts(text, patterns)) if patterns else ()


def _parts(text: str, patterns: _Patterns) -> Iterator[Whole]:
    for (base, size), match in patterns.parts.matches(text):
        groups = match.groupdict()
        count, by = _value(groups.get("a"), patterns), _value(groups.get("b"), patterns)
        last = groups.get("z")
        if by and (not last or float(last) - count in (9, 10)):
            amount = size * (1000 * count + by) if base == "pressure" else count * size / by
            yield Whole(*match.span(), frozenset({_amount(base, amount)}))


def _times(text: str, patterns: _Patterns) -> Iterator[Whole]:
    for past, match in patterns.clock.matches(text):
        hour, named = _value(match["h"], patterns), match.groupdict().get("m")
        minutes = _value(named, patterns) * (-1 if past == "-m" else 1) if named else float(past)
        if hour <= 2 * _NOON and minutes < 60 and code_at(text, match.end("h")) in (None, "h"):
            half = patterns.half.match(text, match.end())
            yield Whole(*match.span(), _readings(hour, minutes, half))


def _readings(hour: float, minutes: float, half: re.Match[str] | None) -> frozenset[Amount]:
    """The minutes since midnight that a time may mean, in the morning or in the afternoon where it does not say."""
    side = next((name[0] for name, found in half.groupdict().items() if found), "") if half else ""
    hours = (
        {hour}
        if hour > _NOON or side == "a"
        else {hour + _NOON}
        if side == "p" and hour < _NOON
        else {hour, hour + _NOON}
    )
    return frozenset(("clock", (60 * one + minutes) % _DAY) for one in hours)


def _value(word: str | None, patterns: _Patterns) -> float:
    """The number that a word or figures say; an article, or nothing, is one."""
    if word and word[0].isdigit():
        return float(_GROUPED.sub(r"\1\2", word).replace(",", "."))
    return patterns.words.get(re.sub(r"[\s‑]", "-", word.lower()), 1.0) if word else 1.0


def _amount(base: str, size: float) -> Amount:
    return base, float(f"{size:.2g}") if base == "share" else rounded(size)


def sizes(number: Number) -> frozenset[Amount]:
    """What a number may be as an amount, as a time of day and as a plain count included; without "a day" behind it."""
    counted, _, by = (number.unit or "").partition("/")
    if by in TIMES and counted in TIMES:
        return sizes(replace(number, code=(number.code or "").partition("/")[0]))
    found = {_amount(base, size) for base, size in amounts(number)}
    if number.unit in (None, "hour"):
        found |= {("clock", 60 * one % _DAY) for one in number.values if one <= 2 * _NOON}
    if number.unit is None:
        found |= {("count", one) for one in number.values}
    return frozenset(found)
