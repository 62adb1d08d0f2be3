"""A share said from its other end: "fewer than one in ten need it" is "more than 90 % do not need it"."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pipeline.core.edits import Span
from pipeline.reading.numbers.amounts import sizes
from pipeline.reading.sentence import Reading

_ROUNDED = 0.006  # shares are held with two digits: a third and two thirds are 0.33 and 0.67


class Complement(NamedTuple):
    """Where a source and its target say the two shares that make a whole."""

    source: Span
    target: Span


@lru_cache(maxsize=64)
def complement(source: Reading, target: Reading) -> Complement | None:
    """The share of a source of which the target says the rest.

    One side must deny once more than the other, and what compares the shares, if anything does, point the other way.
    """
    if abs(_denials(source) - _denials(target)) != 1:
        return None
    wanted, found = list(_shares(source)), list(_shares(target))
    for size, span in wanted:
        for other, place in found:
            is_rest = abs(size + other - 1) < _ROUNDED < abs(size - other)
            if is_rest and _directions(source, span).isdisjoint(_directions(target, place)):
                return Complement(span, place)
    return None


def _shares(side: Reading) -> Iterator[tuple[float, Span]]:
    for whole in side.wholes:
        yield from ((size, (whole.start, whole.end)) for base, size in whole.amounts if base == "share" and size < 1)
    for number in side.numbers:
        if number.unit in ("%", "‰"):
            places = (number.start, side.unit_end(number))
            yield from ((size, places) for base, size in sizes(number) if base == "share" and size < 1)


def _denials(side: Reading) -> int:
    return sum(cue.kind == "strong" for cue in side.cues)


def _directions(side: Reading, span: Span) -> set[str]:
    return {one.direction for one in side.comparisons if span[0] <= one.number.start < span[1]}
