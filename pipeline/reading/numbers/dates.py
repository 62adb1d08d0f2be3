"""Dates: the name of a month with the numbers that stand by it, and what can be a year."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.reading.numbers.number import Number

_YEAR, _BESIDE = re.compile(r"19\d\d|20\d\d|2100"), re.compile(r"[ \u00a0](?:del? |of )?")


class Date(NamedTuple):
    """A month and the numbers right before or behind it, a day or a year: "30 April 2024", "30 de abril de 2024"."""

    month: Number
    beside: tuple[Number, ...]


def dates(text: str, numbers: Sequence[Number]) -> Iterator[Date]:
    """The dates of a text, given its numbers in order."""
    beside: dict[Number, list[Number]] = {}
    for one, other in pairwise(numbers):
        if _BESIDE.fullmatch(text, one.end, other.start):
            for month, number in ((one, other), (other, one)):
                if month.kind == "month":
                    beside.setdefault(month, []).append(number)
    for number in numbers:
        if number.kind == "month":
            yield Date(number, tuple(beside.get(number, ())))


def is_year(number: Number) -> bool:
    """Whether a number without a unit can be a year of our time."""
    return number.unit is None and _YEAR.fullmatch(number.text) is not None
