"""Days of the calendar: "March 4, 2024", "4 de marzo de 2024", "14/3/2024", each with all that it may mean."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.reading.language import languages, one_of
from pipeline.reading.numbers.dates import between, is_year
from pipeline.reading.numbers.number import Number
from pipeline.reading.regions import Order

_ISO = r"(?P<y1>(?:19|20)\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)"
_FIGURES = re.compile(
    rf"(?<![\d/.,-])(?:{_ISO}|(?P<a>\d{{1,2}})(?P<sign>[/.-])(?P<b>\d{{1,2}})(?:(?P=sign)(?P<y>(?:19|20)?\d\d))?)"
    r"(?![\d/]|[.,-]\d| ?%)"
)
_OPENED = re.compile(r",?[ \u00a0]?[(\[]")
_MONTHS, _LONGEST = 12, 31
_CENTURY = 2000


class _Gaps(NamedTuple):
    """What stands between a day and the month behind it, a month and the day behind it, and before a year."""

    before: re.Pattern[str]
    behind: re.Pattern[str]
    year: re.Pattern[str]
    beside: re.Pattern[str]


@cache
def _gaps() -> _Gaps:
    known = languages()
    ending = one_of(one.comparisons.ordinal_signs for one in known if one.comparisons)
    lists = one_of(one.stages.lists for one in known if one.stages)
    article = one_of(one.form.articles for one in known if one.form)
    return _Gaps(
        re.compile(rf"(?:\.?(?:{ending}))?(?:[ \u00a0]|-)(?:{between()})?"),
        re.compile(rf"\.?[ \u00a0](?:(?:{article}) )?"),
        re.compile(rf"(?:{ending})?\.?,?[ \u00a0](?:{between()})?"),
        re.compile(rf" (?:{lists}) (?:(?:{article}) )?"),
    )


class Day(NamedTuple):
    """A day that a text names; `readings` are (day, month, year) with 0 for a year that is not said.

    None where the figures are no date in the order of the text. It is `loose` where the figures may be something else:
    "3/4" without a year.
    """

    start: int
    end: int
    readings: frozenset[tuple[int, int, int]]
    loose: bool = False

    def same(self, other: "Day") -> bool:
        """Whether both can mean one day; a year that one leaves out is no difference."""
        return any(
            one[:2] == its[:2] and (one[2] == its[2] or 0 in (one[2], its[2]))
            for one in self.readings
            for its in other.readings
        )


def days(text: str, numbers: Sequence[Number], order: Order | None) -> Iterator[Day]:
    """The days of a text, given its numbers in order; without an `order` figures may be read in either.

    A day by name right beside figures settles their order: "04/09/2025 (4 September)".
    """
    said = [day for i, number in enumerate(numbers) if number.kind == "month" for day in _named(text, numbers, i)]
    yield from said
    either_way = {day.start: day for day in _in_figures(text, None)} if said else {}
    for day in _in_figures(text, order):
        both = either_way.get(day.start, day)
        meant = [one for one in said if _is_aside(both, one, text)]
        readings = frozenset(
            one for one in both.readings if any(its[:2] == one[:2] for day in meant for its in day.readings)
        )
        yield day._replace(readings=readings or day.readings)


def _is_aside(one: Day, other: Day, text: str) -> bool:
    """Whether one of two days stands in brackets behind the other."""
    first, last = sorted((one, other))
    return _OPENED.fullmatch(text, first.end, last.start) is not None and text[last.end : last.end + 1] in (")", "]")


def _in_figures(text: str, order: Order | None) -> Iterator[Day]:
    for match in _FIGURES.finditer(text):
        if match["y1"]:
            found = {(int(match["d1"]), int(match["m1"]), int(match["y1"]))}
        elif match["sign"] != "/" and not match["y"]:
            continue
        else:
            year = int(match["y"] or 0)
            a, b, year = int(match["a"]), int(match["b"]), year + _CENTURY * (0 < year < 100)
            found = {(a, b, year)} if order != "mdy" else set()
            found |= {(b, a, year)} if order in ("mdy", None) else set()
        yield Day(*match.span(), frozenset(filter(_is_day, found)), loose=not (match["y1"] or match["y"]))


def _is_day(one: tuple[int, int, int]) -> bool:
    return 1 <= one[0] <= _LONGEST and 1 <= one[1] <= _MONTHS


def _named(text: str, numbers: Sequence[Number], i: int) -> Iterator[Day]:
    """The day of a month that is named, where the day stands before or behind it."""
    month = numbers[i]
    before = numbers[i - 1] if i and _gaps().before.fullmatch(text, numbers[i - 1].end, month.start) else None
    behind = numbers[i + 1 : i + 2]
    if before and _count(before):
        first, last = before, month
    elif behind and _count(behind[0]) and _gaps().behind.fullmatch(text, month.end, behind[0].start):
        first, last = month, behind[0]
        behind = numbers[i + 2 : i + 3]
    else:
        return
    year = (
        behind[0]
        if behind and is_year(replace(behind[0], code=None)) and _gaps().year.fullmatch(text, last.end, behind[0].start)
        else None
    )
    day = before if before and _count(before) else last
    other = _beside(text, numbers, numbers.index(day), behind=day is last)
    end = year.end if year else last.end
    readings = {(one, int(min(month.values)), int(year.text) if year else 0) for one in _count(day)}
    yield Day(first.start, end, frozenset(readings))
    if other:
        its = {(one, int(min(month.values)), 0) for one in _count(other)}
        yield Day(other.start, other.end, frozenset(its))


def _beside(text: str, numbers: Sequence[Number], i: int, *, behind: bool) -> Number | None:
    """The day that stands by another, which alone touches the month: "March 4 and 5", "el 4 y 5 de marzo"."""
    first, last = (i, i + 1) if behind else (i - 1, i)
    if first < 0 or last >= len(numbers):
        return None
    is_joined = _gaps().beside.fullmatch(text, numbers[first].end, numbers[last].start)
    other = numbers[last if behind else first]
    return other if is_joined and _count(other) else None


def _count(number: Number) -> set[int]:
    """The days of a month that a number may be."""
    if number.unit is not None or number.kind == "month":
        return set()
    return {int(one) for one in number.values if one in range(1, _LONGEST + 1)}
