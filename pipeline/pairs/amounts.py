"""Amounts that the other side says in other numbers: "half past four" and "16:30", "two stone" and "13 kilos"."""

from collections.abc import Mapping, Sequence

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


def apart_from_wholes(numbers: Sequence[Number], side: Reading, other: Reading) -> list[Number]:
    """The numbers of a side that no amount explains: neither one they are part of, nor one that the other side says."""
    if not side.wholes and not other.wholes:
        return list(numbers)
    there = frozenset().union(*(whole.amounts for whole in other.wholes))
    known = there.union(*map(sizes, other.numbers))
    return [
        number
        for number in numbers
        if sizes(number).isdisjoint(there)
        and not any(
            whole.start <= number.start and number.end <= whole.end and not whole.amounts.isdisjoint(known)
            for whole in side.wholes
        )
    ]


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
    both = ((a * one, b * other) for a in imperial.values for b in metric.values)
    return base == other_base and any(abs(a - b) <= _ROUGHLY * a for a, b in both)
