"""Amounts that several words say together: "half past four", "three out of four", "a quarter of an hour".

The other language may say the same in other numbers: "16:30", "75 %", "15 minutes". What is written so explains them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.pairs.quantity import Number, amounts, rounded, unit_at
from pipeline.pairs.words import grammar_of
from pipeline.reading.language import Words, either, language

_DIGITS = r"\d{1,3}(?:[.,]\d+)?"
_METRIC: Mapping[str, tuple[str, float]] = {
    "oz": ("kg", 0.02835), "lb": ("kg", 0.4536), "stone": ("kg", 6.35), "g": ("kg", 0.001), "kg": ("kg", 1.0),
    "in": ("m", 0.0254), "ft": ("m", 0.3048), "mi": ("m", 1609.0), "cm": ("m", 0.01), "m": ("m", 1.0),
    "km": ("m", 1000.0), "pint": ("l", 0.52), "ml": ("l", 0.001), "l": ("l", 1.0),
}  # fmt: skip
_IMPERIAL = frozenset({"oz", "lb", "stone", "in", "ft", "mi", "pint"})
_ROUGHLY = 0.06  # conversions are rounded; in the trials 0.05 refuses a sound one, up to 0.2 nothing changes
_NOON, _DAY = 12, 1440
Amount = tuple[str, float]


class Whole(NamedTuple):
    """Words that say an amount together; a time of day may have two readings."""

    start: int
    end: int
    amounts: frozenset[Amount]


class _Patterns(NamedTuple):
    clock: tuple[tuple[re.Pattern[str], int | str], ...]
    half: re.Pattern[str]
    parts: tuple[tuple[re.Pattern[str], str, float], ...]
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
    number = rf"(?<![\w.,])(?:{_DIGITS}|{'|'.join(sorted(words, key=len, reverse=True))})(?!\w)"

    def compiled(words: Words, end: str = "") -> re.Pattern[str]:
        filled = f"(?:{either(words)}){end}".replace("{a}", one, 1).replace("{a}", "(?:{n})")
        return re.compile(rf"(?<!\w)(?:{filled.replace('{n}', number)})", re.IGNORECASE)

    return _Patterns(
        tuple((compiled(time.words), time.past) for time in table.clock),
        re.compile(either(table.half).replace("{n}", number), re.IGNORECASE),
        tuple((compiled(part.words, r"(?!\w)"), part.of, part.size) for part in table.parts),
        words,
    )


@lru_cache(maxsize=32)
def wholes(text: str, language: str) -> tuple[Whole, ...]:
    """Every amount that several words of a text say together."""
    patterns = _patterns(language)
    return (*_times(text, patterns), *_parts(text, patterns)) if patterns else ()


def _parts(text: str, patterns: _Patterns) -> Iterator[Whole]:
    for pattern, base, size in patterns.parts:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            count, by = _value(groups.get("a"), patterns), _value(groups.get("b"), patterns)
            last = groups.get("z")
            if by and (not last or float(last) - count in (9, 10)):
                amount = size * (1000 * count + by) if base == "pressure" else count * size / by
                yield Whole(*match.span(), frozenset({_amount(base, amount)}))


def _times(text: str, patterns: _Patterns) -> Iterator[Whole]:
    for pattern, past in patterns.clock:
        for match in pattern.finditer(text):
            hour, named = _value(match["h"], patterns), match.groupdict().get("m")
            minutes = _value(named, patterns) * (-1 if past == "-m" else 1) if named else float(past)
            if hour <= 2 * _NOON and minutes < 60 and unit_at(text, match.end("h"))[0] in (None, "hour"):
                half = patterns.half.match(text, match.end())
                yield Whole(*match.span(), _readings(hour, minutes, half))


def _readings(hour: float, minutes: float, half: re.Match[str] | None) -> frozenset[Amount]:
    """The minutes since midnight that a time may mean, in the morning or in the afternoon where it does not say."""
    side = next((name[0] for name, found in half.groupdict().items() if found), "") if half else ""
    hours = {hour} if hour > _NOON or side == "a" else {hour, hour + _NOON}
    return frozenset(("clock", (60 * one + minutes) % _DAY) for one in hours)


def _value(word: str | None, patterns: _Patterns) -> float:
    """The number that a word or figures say; an article, or nothing, is one."""
    if word and word[0].isdigit():
        return float(word.replace(",", "."))
    return patterns.words.get(re.sub(r"[\s‑]", "-", word.lower()), 1.0) if word else 1.0


def _amount(base: str, size: float) -> Amount:
    return base, float(f"{size:.2g}") if base == "share" else rounded(size)


def apart_from_wholes(
    numbers: Sequence[Number], ours: Sequence[Whole], others: Sequence[Number], theirs: Sequence[Whole]
) -> list[Number]:
    """The numbers that no amount explains: neither one they are part of, nor one that says them on the other side."""
    if not ours and not theirs:
        return list(numbers)
    there = frozenset().union(*(whole.amounts for whole in theirs))
    known = there.union(*map(_sizes, others))
    return [
        number
        for number in numbers
        if _sizes(number).isdisjoint(there)
        and not any(
            whole.start <= number.start and number.end <= whole.end and not whole.amounts.isdisjoint(known)
            for whole in ours
        )
    ]


def _sizes(number: Number) -> frozenset[Amount]:
    """What a number may be as an amount, as a time of day and as a plain count included."""
    sizes = {_amount(base, size) for base, size in amounts(number)}
    if number.unit in (None, "hour"):
        sizes |= {("clock", 60 * one % _DAY) for one in number.values if one <= 2 * _NOON}
    if number.unit is None:
        sizes |= {("count", one) for one in number.values}
    return frozenset(sizes)


def converted(number: Number, others: Sequence[Number]) -> bool:
    """Whether a number stands on the other side in units of the other kind: "two stone" are "trece kilos"."""
    return any(_converts(number, other) or _converts(other, number) for other in others)


def _converts(imperial: Number, metric: Number) -> bool:
    if imperial.unit == "°F" and metric.unit == "°C":
        # Rounded to whole degrees, a value is up to 0.5 off.
        return any(abs((f - 32) / 1.8 - c) < 0.6 for f in imperial.values for c in metric.values)
    (base, one), (other_base, other) = (_METRIC.get(number.unit or "", ("", 0.0)) for number in (imperial, metric))
    if imperial.unit not in _IMPERIAL or metric.unit in _IMPERIAL:
        return False
    sizes = ((a * one, b * other) for a in imperial.values for b in metric.values)
    return base == other_base and any(abs(a - b) <= _ROUGHLY * a for a, b in sizes)
