"""A quantity: a number of a sentence with the unit bound to it, and how units are written."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from pipeline.data import load
from pipeline.reading.language import Units, languages, one_of

Decimal = Literal["comma", "point"]
_SIZES: Mapping[str, list[tuple[str, float]]] = {
    "second": [("hour", 1 / 3600)], "minute": [("hour", 1 / 60)], "hour": [("hour", 1.0)], "day": [("hour", 24.0)],
    "week": [("hour", 168.0), ("hour", 180.0)],  # "quince días" are two weeks
    "month": [("month", 1.0)], "year": [("month", 12.0)], "%": [("share", 0.01)], "‰": [("share", 0.001)],
}  # fmt: skip
SPACES = " \u00a0\u2009\u202f"
_TABLE: Mapping[str, Any] = load("pair_numbers.yaml")
MEASURED = frozenset(_TABLE["measured"])
TIMES = frozenset({"second", "minute", "hour", "day", "week", "month"})
_CLOCK = re.compile(
    rf"(?P<minutes>:[0-5]\d(?![\d:])|h[0-5]\d(?!\d))?(?:[{SPACES}]?(?:(?P<half>[ap])\.?[{SPACES}]?m\b|o['’]clock))?",
    re.IGNORECASE,
)
_NONE = "|".join(re.escape(words) for words in _TABLE["not_units"])


class _Written(NamedTuple):
    """How units are written, in all languages: the unit of each name; a unit, one behind another, a time further on."""

    unit_of: Mapping[str, str]
    unit: re.Pattern[str]
    per: re.Pattern[str]
    rate: re.Pattern[str]


@cache
def _written() -> _Written:
    unit_of = {name: unit for unit in _TABLE["units"] for name in _names(unit)}
    names = _any_of(unit_of)
    times = _any_of(name for unit in TIMES for name in _names(unit) if len(name) > 2)
    per = one_of(units.per for units in _units())
    return _Written(
        unit_of,
        re.compile(rf"[{SPACES}]?[-‑]?(?!{_NONE})({names})(?![^\W_])", re.IGNORECASE),
        re.compile(rf"(?:[{SPACES}]?/[{SPACES}]?|[{SPACES}](?:{per})[{SPACES}])({names})(?![^\W_])", re.IGNORECASE),
        re.compile(rf"(?:[{SPACES}][^\W\d_]+){{1,2}}[{SPACES}](?:{per})[{SPACES}]({times})(?!\w)", re.IGNORECASE),
    )


def _units() -> list[Units]:
    return [units for one in languages() if (units := one.units)]


def _names(unit: str) -> list[str]:
    return [*_TABLE["units"][unit], *(name for units in _units() for name in units.names.get(unit, ()))]


def _any_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


class Number(NamedTuple):
    """A number and its place; `values` are the values it may have, `unit` the one written behind it.

    `figures`: written in figures, and must be found again; `word`: must not be contradicted; `loose`: may explain a
    number of the other side, no more. `other` is the second reading of "1.000", believed only where the other side
    writes that value beyond doubt.
    """

    start: int
    end: int
    values: frozenset[float]
    kind: Literal["figures", "word", "loose", "month"]
    unit: str | None = None
    text: str = ""
    ambiguous: bool = False
    other: float | None = None
    inherited: bool = False

    @property
    def readings(self) -> frozenset[float]:
        """All values that the number may have, the doubtful one included."""
        return self.values if self.other is None else self.values | {self.other}

    def same(self, number: "Number") -> bool:
        """Whether the two can mean the same: "1.000" is believed by its language, never by its looks."""
        if not self.values.isdisjoint(number.values):
            return True
        return (self.other in number.values and not number.ambiguous) or (
            number.other in self.values and not self.ambiguous
        )


def rounded(amount: float) -> float:
    """An amount without the dust of floating point."""
    return float(f"{amount:.12g}")


def unit_at(text: str, position: int) -> tuple[str | None, int]:
    """The unit that is written behind a number, by its common name ("mg/kg"), and where it ends."""
    written = _written()
    match = written.unit.match(text, position)
    if not match:
        return None, position
    unit, end = written.unit_of[match[1].lower()], match.end()
    while match := written.per.match(text, end):
        unit, end = f"{unit}/{written.unit_of[match[1].lower()]}", match.end()
    return unit, end


def amounts(number: Number) -> set[tuple[str, float]]:
    """How much a number of time or a share is, whatever its unit: two weeks are 14 days, a half is 50 %."""
    sizes = _SIZES.get(number.unit or "", ())
    shares = {("share", one) for one in number.values if one < 1 and number.unit is None}
    return shares | {(base, rounded(amount * size)) for base, size in sizes for amount in number.values}


def rate_at(text: str, position: int) -> str | None:
    """The time that a number counts in, some words behind it: "48 beats per minute" has the unit "/minute"."""
    match = _written().rate.match(text, position)
    return f"/{_written().unit_of[match[1].lower()]}" if match else None


def on_clock(text: str, position: int, amount: float) -> frozenset[float] | None:
    """The hours that a number may mean where the time of day is written behind it: "8:30", "10 p.m."."""
    found = _CLOCK.match(text, position)
    if not found or not found[0] or amount > 24:
        return None
    half = (found["half"] or "").lower()
    other = {"a": {0.0} if amount == 12 else set(), "p": {amount + 12}}.get(half, set())
    return frozenset({amount} | other)


def named(unit: str, text: str) -> bool:
    """Whether a text names a unit anywhere, with a number or without, or by an adjective: "diario"."""
    return _naming(unit).search(text) is not None


@cache
def _naming(unit: str) -> re.Pattern[str]:
    names = [re.escape(name) for name in _names(unit) if len(name) > 2]
    adjectives = one_of(units.adjectives.get(unit, ()) for units in _units())
    return re.compile(rf"\b(?:{'|'.join([*names, adjectives])})\b", re.IGNORECASE)
