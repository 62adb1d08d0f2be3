"""A quantity: a number of a sentence with the unit bound to it, and how units are written."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from pipeline.data import load

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
_UNIT_OF = {alias: unit for unit, aliases in _TABLE["units"].items() for alias in aliases}
_ALIASES = "|".join(re.escape(alias) for alias in sorted(_UNIT_OF, key=len, reverse=True))
_NONE = "|".join(re.escape(words) for words in _TABLE["not_units"])
_UNIT = re.compile(rf"[{SPACES}]?[-‑]?(?!{_NONE})({_ALIASES})(?![^\W_])", re.IGNORECASE)
_PER = re.compile(
    rf"(?:[{SPACES}]?/[{SPACES}]?|[{SPACES}](?:per|por|par)[{SPACES}])({_ALIASES})(?![^\W_])", re.IGNORECASE
)
_TIME = "|".join(re.escape(alias) for unit in TIMES for alias in _TABLE["units"][unit] if len(alias) > 2)
_RATE = re.compile(rf"(?:[{SPACES}][^\W\d_]+){{1,2}}[{SPACES}](?:per|por|par)[{SPACES}]({_TIME})(?!\w)", re.IGNORECASE)


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
    match = _UNIT.match(text, position)
    if not match:
        return None, position
    unit, end = _UNIT_OF[match[1].lower()], match.end()
    while match := _PER.match(text, end):
        unit, end = f"{unit}/{_UNIT_OF[match[1].lower()]}", match.end()
    return unit, end


def amounts(number: Number) -> set[tuple[str, float]]:
    """How much a number of time or a share is, whatever its unit: two weeks are 14 days, a half is 50 %."""
    sizes = _SIZES.get(number.unit or "", ())
    shares = {("share", one) for one in number.values if one < 1 and number.unit is None}
    return shares | {(base, rounded(amount * size)) for base, size in sizes for amount in number.values}


def rate_at(text: str, position: int) -> str | None:
    """The time that a number counts in, some words behind it: "48 beats per minute" has the unit "/minute"."""
    match = _RATE.match(text, position)
    return f"/{_UNIT_OF[match[1].lower()]}" if match else None


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
    aliases = [re.escape(alias) for alias in _TABLE["units"][unit] if len(alias) > 2]
    return re.compile(rf"\b(?:{'|'.join([*aliases, _TABLE['adjectives'].get(unit, '(?!)')])})\b", re.IGNORECASE)
