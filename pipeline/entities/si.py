"""Quantities in SI units, so that "2 cm" and "20 mm" can be compared."""

from functools import cache, reduce
from typing import NamedTuple

from pipeline.core.model import Normalised
from pipeline.data import load

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
    table = load("units.yaml")["si"]
    if code in table:
        scale, unit, *offset = table[code]
        return _Factor(scale, sum(offset), unit)
    parts = [_simple(part, table) for part in code.split("/")]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    scale = reduce(lambda scale, part: scale / part.scale, known[1:], known[0].scale)
    top = "" if known[0].unit == "1" and len(known) > 1 else known[0].unit
    return _Factor(scale, 0.0, "/".join([top, *(part.unit for part in known[1:])]))


def _simple(code: str, table: dict[str, list[float | str]]) -> _Factor | None:
    if code.startswith("10*"):
        return _Factor(10.0 ** int(code[3:]), 0.0, "1")
    if code not in table and code:
        return None
    scale, unit, *_ = table[code or "1"]
    return _Factor(float(scale), 0.0, str(unit))
