"""Amounts that the other side says in other numbers: "half past four" and "16:30", "two stone" and "13 kilos"."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.pairs.alignment import within
from pipeline.reading.numbers.amounts import sizes
from pipeline.reading.numbers.number import Number
from pipeline.reading.sentence import Reading

_METRIC: Mapping[str, tuple[str, float]] = {
    "oz": ("kg", 0.02835), "lb": ("kg", 0.4536), "stone": ("kg", 6.35), "g": ("kg", 0.001), "kg": ("kg", 1.0),
    "in": ("m", 0.0254), "ft": ("m", 0.3048), "mi": ("m", 1609.0), "cm": ("m", 0.01), "m": ("m", 1.0),
    "km": ("m", 1000.0), "pint": ("l", 0.52), "ml": ("l", 0.001), "l": ("l", 1.0),
}  # fmt: skip
_IMPERIAL = frozenset({"oz", "lb", "stone", "in", "ft", "mi", "pint"})
_ROUGHLY = 0.06  # conversions are rounded; in the trials 0.05 refuses a sound one, up to 0.2 nothing changes
_DEGREES = 0.6  # rounded to whole degrees, a value is up to 0.5 off


def apart_from_wholes(numbers: Sequence[Number], side: Reading, other: Reading) -> list[Number]:
    """The numbers of a side that no amount explains: neither one they are part of, nor one that the other side says."""
    if not side.wholes and not other.wholes:
        return list(numbers)
    there = frozenset().union(*(whole.amounts for whole in other.wholes))
    known = there.union(*map(sizes, other.numbers))
    is_known = within((whole.start, whole.end) for whole in side.wholes if not whole.amounts.isdisjoint(known))
    return [n for n in numbers if sizes(n).isdisjoint(there) and not is_known(n.start, n.end)]


def unconverted(numbers: Sequence[Number], others: Sequence[Number]) -> list[Number]:
    """The numbers that do not stand on the other side in units of the other kind, as "two stone" is "trece kilos"."""
    there: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for base, imperial, amount in (measure for other in others for measure in _measures(other)):
        there[base, imperial].append(amount)
    for known in there.values():
        known.sort()
    return [
        number
        for number in numbers
        if not any(
            _has_near(there[base, not imperial], *_reach(base, imperial=imperial, amount=amount))
            for base, imperial, amount in _measures(number)
        )
    ]


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
    if imperial:
        return amount * (1 - _ROUGHLY), amount * (1 + _ROUGHLY)
    return amount / (1 + _ROUGHLY), amount / (1 - _ROUGHLY)


def _has_near(known: Sequence[float], low: float, high: float) -> bool:
    place = bisect_left(known, low)
    return place < len(known) and known[place] <= high
