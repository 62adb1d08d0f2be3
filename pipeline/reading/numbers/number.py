"""A number of a sentence with the unit bound to it, and what it may mean."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

import msgspec
from msgspec.structs import replace

from pipeline.data import load
from pipeline.reading.numbers.units import SPACES, meaning

Decimal = Literal["comma", "point"]
_SIZES: Mapping[str, list[tuple[str, float]]] = {
    "second": [("hour", 1 / 3600)], "minute": [("hour", 1 / 60)], "hour": [("hour", 1.0)], "day": [("hour", 24.0)],
    "week": [("hour", 168.0), ("hour", 180.0)],  # "quince días" are two weeks
    "month": [("month", 1.0)], "year": [("month", 12.0)], "%": [("share", 0.01)], "‰": [("share", 0.001)],
}  # fmt: skip
MEASURED = frozenset(str(meaning(code)) for code in load("units.yaml")["measured"])
TIMES = frozenset({"second", "minute", "hour", "day", "week", "month"})
CLOCK: Mapping[str, str] = load("units.yaml")["clock"]
_CLOCK = re.compile(
    rf"(?P<minutes>:[0-5]\d(?![\d:])|h[0-5]\d(?!\d))?(?:[{SPACES}]?(?:(?P<half>[ap])\.?[{SPACES}]?m\b|{CLOCK['words']}))?",
    re.IGNORECASE,
)


class Number(msgspec.Struct, frozen=True, dict=True):
    """A number and its place; `values` are the values it may have, `code` is the UCUM code of its unit.

    `figures`: written in figures, and must be found again; `word`: must not be contradicted; `loose`: may explain a
    number of the other side, no more. `other` is the second reading of "1.000", believed only where the other side
    writes that value beyond doubt. `value` is what is written, without the readings that a clock, a year or a span of
    days adds; `scale` is the part of it that a word behind says ("2.5 million"); `ordinal`: it counts no things.
    """

    start: int
    end: int
    values: frozenset[float]
    kind: Literal["figures", "word", "loose", "month"]
    code: str | None = None
    text: str = ""
    ambiguous: bool = False
    other: float | None = None
    inherited: bool = False
    value: float = 0.0
    scale: float = 1.0
    ordinal: bool = False

    @cached_property
    def unit(self) -> str | None:
        """What its unit means, by the common name."""
        return meaning(self.code) if self.code else None

    @cached_property
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


def either_way(number: Number) -> Number:
    """A number as somebody may read it who does not know the region: "1,500" is one and a half or 1500."""
    if not number.ambiguous:
        return number
    grouped = float(re.sub("[.,]", "", number.text))
    other = {one / 1000 if one >= grouped else one * 1000 for one in number.values}
    return replace(number, values=number.values | {rounded(one) for one in other}, other=None)


def start_of(number: Number) -> int:
    """Where a number begins, to look it up in a sorted list."""
    return number.start


def rounded(amount: float) -> float:
    """An amount without the dust of floating point."""
    return float(f"{amount:.12g}")


def amounts(number: Number) -> set[tuple[str, float]]:
    """How much a number of time or a share is, whatever its unit: two weeks are 14 days, a half is 50 %."""
    sizes = _SIZES.get(number.unit or "", ())
    shares = {("share", one) for one in number.values if one < 1 and number.unit is None}
    return shares | {(base, rounded(amount * size)) for base, size in sizes for amount in number.values}


def on_clock(text: str, position: int, amount: float) -> frozenset[float] | None:
    """The hours that a number may mean where the time of day is written behind it: "8:30", "10 p.m."."""
    found = _CLOCK.match(text, position)
    if not found or not found[0] or amount > 24:
        return None
    half = (found["half"] or "").lower()
    other = {"a": {0.0} if amount == 12 else set(), "p": {amount + 12}}.get(half, set())
    return frozenset({amount} | other)
