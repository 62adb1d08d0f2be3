"""The check on dates and times of day: the same day and the same hour, however each language writes them."""

import re
from collections.abc import Iterator, Sequence

from pipeline.data import load
from pipeline.reading.numbers.amounts import Whole
from pipeline.reading.numbers.days import Day
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_NOON, _DAY = 720, 1440  # minutes
_BEHIND = 6  # characters in which the word for hours stands behind a time
_EXACT = re.compile(
    rf"\d[:.]\d\d|\d[ \u00a0]?h(?:\b|\d|{load('pair_meaning.yaml')['hours']})"
)  # times so written go on to 24


@pair_check("pair/date", severity="error", needs=("numbers", "units"))
def date(pair: Pair) -> Iterator[Fault]:
    """Dates and times of day.

    "March 4" is "4 de marzo", "4 mars", "4/3" and never "3 de abril"; a time after noon is not one of the morning. A
    date in figures is read in the order of its region.
    Example: “on March 4” became “el 3 de abril”; “at 8:15 pm” became “a las 8:15”.
    """
    wanted, found = pair.source.days, pair.target.days
    if wanted and found:
        yield from _wrong_days(wanted, found, pair.target)
    yield from _mornings(pair)


def _wrong_days(wanted: Sequence[Day], found: Sequence[Day], target: Reading) -> Iterator[Fault]:
    lost = [one for one in wanted if one.readings and not any(one.same(its) for its in found)]
    new = [its for its in found if not any(its.same(one) for one in wanted)]
    if lost and new and not (all(one.loose for one in lost) and all(one.loose for one in new)):
        for day in new:
            is_one = "no date in this language" if not day.readings else "another day than in the source"
            yield Fault(day.start, day.end, f"“{target.text[day.start : day.end]}” is {is_one}")


def _mornings(pair: Pair) -> Iterator[Fault]:
    """Hours of the other half of the day: "8:15 pm" became "8:15" or "8:15 de la mañana"."""
    if not _has_hours(pair.source):
        return
    wanted, found = _certain(pair.source), _certain(pair.target)
    there = {(minutes + _NOON) % _DAY for minutes in wanted.keys() - found.keys()}
    for minutes in found.keys() - wanted.keys():
        if minutes in there:
            yield _halved(found[minutes], pair)
    for time in halved(pair):
        if _EXACT.search(pair.target.text, time.start, time.end + _BEHIND):
            yield _halved(time, pair)


def _halved(time: Whole, pair: Pair) -> Fault:
    written = pair.target.text[time.start : time.end]
    return Fault(time.start, time.end, f"“{written}” is the other half of the day than in the source")


def _has_hours(side: Reading) -> bool:
    """Whether a time of day is written in figures; it spares most pairs the search for all that tells one."""
    return any(number.inherited and number.unit == "hour" for number in side.numbers)


def _certain(side: Reading) -> dict[float, Whole]:
    """The times of day that are told beyond doubt, by their minutes since midnight."""
    single = (one for one in side.wholes if len(one.amounts) == 1)
    return {minutes: one for one in single for of, minutes in one.amounts if of == "clock"}


def halved(pair: Pair) -> list[Whole]:
    """Times of the target that may be of the morning where the source has them after noon."""
    if not _has_hours(pair.source):
        return []
    told = _certain(pair.target)
    late = {("clock", minutes) for minutes in _certain(pair.source) if minutes >= _NOON + 60 and minutes not in told}
    return [one for one in pair.target.wholes if len(one.amounts) == 2 and one.amounts & late]


CHECKS = (date,)
