"""Amounts that the other side says in other numbers: "half past four" and "16:30", "two stone" and "13 kilos"."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from pipeline.entities.si import normalise
from pipeline.reading.numbers.amounts import sizes
from pipeline.reading.numbers.number import Number, amounts
from pipeline.reading.numbers.units import is_vague
from pipeline.reading.sentence import Reading

_METRIC: Mapping[str, tuple[str, float]] = {
    "oz": ("kg", 0.02835), "lb": ("kg", 0.4536), "stone": ("kg", 6.35), "g": ("kg", 0.001), "kg": ("kg", 1.0),
    "in": ("m", 0.0254), "ft": ("m", 0.3048), "mi": ("m", 1609.0), "cm": ("m", 0.01), "m": ("m", 1.0),
    "km": ("m", 1000.0), "pint": ("l", 0.52), "ml": ("l", 0.001), "l": ("l", 1.0),
}  # fmt: skip
_IMPERIAL = frozenset({"oz", "lb", "stone", "in", "ft", "mi", "pint"})
_ROUGH = frozenset({"mo", "a", "10.a"})
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


def equal(number: Number, other: Number) -> bool:
    """Whether two numbers are one amount in two units of one system: 2.5 cm are 25 mm, 48 hours are two days."""
    if not number.code or not other.code or number.code == other.code:
        return False
    if not amounts(number).isdisjoint(amounts(other)):
        return True
    values = [(a, b) for a in number.values for b in other.values]
    return any(_in_si(a, number.code) == (its := _in_si(b, other.code)) and its is not None for a, b in values)


@lru_cache(maxsize=4096)
def _in_si(amount: float, code: str) -> tuple[float, str] | None:
    """An amount in SI units; None for what only counts, and for months and years, which are of no one size."""
    if any(is_vague(part) or part in _ROUGH for part in code.split("/")) or code[:1] == "/":
        return None
    found = normalise(amount, None, code)
    return (float(f"{found.low:.6g}"), found.unit) if found and found.low is not None and found.unit != "1" else None


def converted(number: Number, others: Sequence[Number]) -> bool:
    """Whether a number stands on the other side in another unit: "two stone" are "trece kilos", 2 cm are 20 mm."""
    return any(_converts(number, other) or _converts(other, number) or equal(number, other) for other in others)


def _converts(imperial: Number, metric: Number) -> bool:
    if imperial.unit == "°F" and metric.unit == "°C":
        # Rounded to whole degrees, a value is up to 0.5 off.
        return any(abs((f - 32) / 1.8 - c) < 0.6 for f in imperial.values for c in metric.values)
    (base, one), (other_base, other) = (_METRIC.get(number.unit or "", ("", 0.0)) for number in (imperial, metric))
    if imperial.unit not in _IMPERIAL or metric.unit in _IMPERIAL:
        return False
    both = ((a * one, b * other) for a in imperial.values for b in metric.values)
    return base == other_base and any(abs(a - b) <= _ROUGHLY * a for a, b in both)
