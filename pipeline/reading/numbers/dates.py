"""Dates: the name of a month with the numbers that stand by it, and what can be a year."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.reading.language import languages, one_of
from pipeline.reading.numbers.number import Number

_YEAR = re.compile(r"19\d\d|20\d\d|2100")


class Date(NamedTuple):
    """A month and the numbers right before or behind it, a day or a year: "30 April 2024", "30 de abril de 2024"."""

    month: Number
    beside: tuple[Number, ...]


@cache
def between() -> str:
    """The pattern of what stands between the parts of a date, behind a blank, in whatever language."""
    return one_of(one.numbers.date_of for one in languages() if one.numbers)


@cache
def _beside() -> re.Pattern[str]:
    return re.compile(rf"[ \u00a0](?:{between()})?")


def dates(text: str, numbers: Sequence[Number]) -> Iterator[Date]:
    """The dates of a text, given its numbers in order."""
    beside: dict[Number, list[Number]] = {}
    for one, other in pairwise(numbers):
        if _beside().fullmatch(text, one.end, other.start):
            for month, number in ((one, other), (other, one)):
                if month.kind == "month":
                    beside.setdefault(month, []).append(number)
    for number in numbers:
        if number.kind == "month":
            yield Date(number, tuple(beside.get(number, ())))


def is_year(number: Number) -> bool:
    """Whether a number without a unit can be a year of our time."""
    return number.unit is None and _YEAR.fullmatch(number.text) is not None
