"""Amounts that the other side says in other numbers: "half past four" and "16:30", "two stone" and "13 kilos"."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Generic

from msgspec.structs import replace

from pipeline.data import load
from pipeline.entities.si import normalise
from pipeline.pairs.comparing.alignment import Item, within
from pipeline.reading.numbers.amounts import sizes
from pipeline.reading.numbers.number import MEASURED, TIMES, Number, amounts
from pipeline.reading.numbers.units import is_vague
from pipeline.reading.sentence import Reading

_METRIC: Mapping[str, tuple[str, float]] = {
    "oz": ("kg", 0.02835), "lb": ("kg", 0.4536), "stone": ("kg", 6.35), "g": ("kg", 0.001), "kg": ("kg", 1.0),
    "in": ("m", 0.0254), "ft": ("m", 0.3048), "mi": ("m", 1609.0), "cm": ("m", 0.01), "m": ("m", 1.0),
    "day": ("day", 1.0), "week": ("day", 7.0), "month": ("day", 30.0),
    "km": ("m", 1000.0), "pint": ("l", 0.52), "ml": ("l", 0.001), "l": ("l", 1.0),
}  # fmt: skip
_IMPERIAL = frozenset({"oz", "lb", "stone", "in", "ft", "mi", "pint", "month"})  # months are of no one length
_ROUGH = frozenset({"mo", "a", "10.a"})
_ROUGHLY = 0.06  # conversions are rounded; in the trials 0.05 refuses a sound one, up to 0.2 nothing changes
_BY_THE_MONTH = 0.08  # six weeks are a month and a half; five are no month
_DEGREES = 0.6  # rounded to whole degrees, a value is up to 0.5 off


EQUALS = re.compile(rf"\b(?:{load('pair_meaning.yaml')['equals']})\W*(?:\w+ )?$", re.IGNORECASE)
"""What says right before an amount that it is the one before: "one teaspoon, that is 5 ml"."""


def apart_from_wholes(numbers: Sequence[Number], side: Reading, other: Reading) -> list[Number]:
    """The numbers of a side that no amount explains: neither one they are part of, nor one that the other side says."""
    if not side.wholes and not other.wholes:
        return list(numbers)
    there = frozenset().union(*(whole.amounts for whole in other.wholes))
    known = there.union(*map(sizes, other.numbers))
    is_known = within((whole.start, whole.end) for whole in side.wholes if not whole.amounts.isdisjoint(known))
    return [n for n in numbers if sizes(n).isdisjoint(there) and not is_known(n.start, n.end)]


def unconverted(numbers: Sequence[Number], others: Sequence[Number]) -> list[Number]:
    """The numbers that do not stand on the other side in another unit: "two stone" is "trece kilos", 2 cm are 20 mm."""
    there: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for base, imperial, amount in (measure for other in others for measure in _measures(other)):
        there[base, imperial].append(amount)
    for known in there.values():
        known.sort()
    equals = ByAmount((other, other) for other in others)
    return [
        number
        for number in numbers
        if not equals.holds(number)
        and not any(
            _has_near(there[base, not imperial], *_reach(base, imperial=imperial, amount=amount))
            for base, imperial, amount in _measures(number)
        )
    ]


def without_rate(numbers: Sequence[Number], side: Reading, other: Reading) -> list[Number]:
    """The numbers of a side that are no rates, or measures, of which the other says the time apart: "1 g a day"."""
    rates = [(number, per) for number in other.numbers if (per := _per(number))]
    plain = [(number, "") for number in other.numbers if not _per(number)] if any(map(_per, numbers)) else []
    found = ((n, per, plain if per else rates) for n in numbers for per in [_per(n)])
    return [n for n, per, there in found if not any(_is_apart(n, per, its, rate, side, other) for its, rate in there)]


def _per(number: Number) -> str:
    """The unit of time by which a number counts what is measured, "" where there is none."""
    measured, _, by = (number.unit or "").rpartition("/")
    return by if by in TIMES and measured in MEASURED else ""


def _is_apart(number: Number, per: str, its: Number, rate: str, side: Reading, other: Reading) -> bool:
    if not (other if per else side).names(per or rate):
        return False
    one, two = (replace(n, code=(n.code or "").rpartition("/")[0] or n.code) for n in (number, its))
    return equal(one, two) or (one.unit == two.unit and one.same(two))


def equal(number: Number, other: Number) -> bool:
    """Whether two numbers are one amount in two units of one system: 2.5 cm are 25 mm, 48 hours are two days."""
    return number.code != other.code and not _amounts(number).isdisjoint(_amounts(other))


class ByAmount(Generic[Item]):
    """What stands beside numbers, to be asked for what stands beside those that are the same in another unit."""

    def __init__(self, pairs: Iterable[tuple[Number, Item]]) -> None:
        self._places: dict[tuple[object, object], dict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
        for number, item in pairs:
            for amount in _amounts(number):
                self._places[amount][number.code or ""].append(item)

    def alike(self, number: Number) -> list[Item]:
        """Those items, each once."""
        found = (
            item
            for amount in _amounts(number)
            for code, items in self._places.get(amount, {}).items()
            if code != number.code
            for item in items
        )
        return list({id(item): item for item in found}.values())

    def holds(self, number: Number) -> bool:
        """Whether there is any."""
        return any(code != number.code for amount in _amounts(number) for code in self._places.get(amount, {}))


def _amounts(number: Number) -> set[tuple[object, object]]:
    """What a number with a unit amounts to, in the units in which amounts are compared; nothing without a unit."""
    if not number.code:
        return set()
    in_si = (_in_si(one, number.code) for one in number.values)
    return {*amounts(number), *filter(None, in_si)}


@lru_cache(maxsize=4096)
def _in_si(amount: float, code: str) -> tuple[float, str] | None:
    """An amount in SI units; None for what only counts, and for months and years, which are of no one size."""
    if any(is_vague(part) or part in _ROUGH for part in code.split("/")) or code[:1] == "/":
        return None
    found = normalise(amount, None, code)
    return (float(f"{found.low:.6g}"), found.unit) if found and found.low is not None and found.unit != "1" else None


def _measures(number: Number) -> Iterator[tuple[str, bool, float]]:
    """What a number may measure, whether in units of the imperial kind, and how much of the metric unit."""
    unit = number.unit or ""
    if unit in ("°F", "°C"):
        yield from (("°C", unit == "°F", (one - 32) / 1.8 if unit == "°F" else one) for one in number.values)
    elif unit in _METRIC:
        base, size = _METRIC[unit]
        yield from ((base, unit in _IMPERIAL, one * size) for one in number.values)


def _reach(base: str, *, imperial: bool, amount: float) -> tuple[float, float]:
    """Between which amounts of the other kind one of the same stands."""
    if base == "°C":
        return amount - _DEGREES, amount + _DEGREES
    if base == "day":
        return amount * (1 - _BY_THE_MONTH), amount * (1 + _BY_THE_MONTH)
    if imperial:
        return amount * (1 - _ROUGHLY), amount * (1 + _ROUGHLY)
    return amount / (1 + _ROUGHLY), amount / (1 - _ROUGHLY)


def _has_near(known: Sequence[float], low: float, high: float) -> bool:
    place = bisect_left(known, low)
    return place < len(known) and known[place] <= high
