"""Quantities in SI units, so that "2 cm" and "20 mm" can be compared."""

from functools import cache, reduce
from typing import NamedTuple

from pipeline.core.model import Normalised
from pipeline.reading.numbers.units import TABLE

_DIGITS = 12  # significant; beyond them a float shows only how it was reckoned


class _Factor(NamedTuple):
    """What one of a unit is in SI units: its value times `scale` plus `offset`."""

    scale: float
    offset: float
    unit: str


def normalise(low: float | None, high: float | None, code: str) -> Normalised | None:
    """A range in a unit (UCUM) as a range in SI units; None for a unit that `data/units.yaml` does not know.

    >>> normalise(5.0, 10.0, "mm")
    Normalised(low=0.005, high=0.01, unit='m')
    """
    factor = _factor(code)
    if factor is None:
        return None
    return Normalised(_value(low, factor), _value(high, factor), factor.unit)


def _value(value: float | None, factor: _Factor) -> float | None:
    return None if value is None else float(f"{value * factor.scale + factor.offset:.{_DIGITS}g}")


@cache
def _factor(code: str) -> _Factor | None:
    """The factor of a unit or of a quotient of units; "10*9" is a number."""
    row = TABLE.get(code)
    if row and row.si:
        scale, unit, *offset = row.si
        return _Factor(float(scale), sum(map(float, offset)), str(unit))
    parts = [_simple(part) for part in code.split("/")]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    scale = reduce(lambda scale, part: scale / part.scale, known[1:], known[0].scale)
    top = "" if known[0].unit == "1" and len(known) > 1 else known[0].unit
    return _Factor(scale, 0.0, "/".join([top, *(part.unit for part in known[1:] if part.unit != "1")]) or "1")


def _simple(code: str) -> _Factor | None:
    if code.startswith("10*"):
        return _Factor(10.0 ** int(code[3:]), 0.0, "1")
    row = TABLE.get(code or "1")
    if row is None or row.si is None:
        return None
    scale, unit, *_ = row.si
    return _Factor(float(scale), 0.0, str(unit))
