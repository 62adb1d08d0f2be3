"""The check on dates and times of day: the same day and the same hour, however each language writes them."""

import re
from collections.abc import Iterator, Sequence

from pipeline.reading.numbers.amounts import Whole
from pipeline.reading.numbers.days import Day
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_NOON = 720  # minutes
_EXACT = re.compile(r"\d[:.]\d\d|\d[ \u00a0]?h(?:\b|\d|oras|eures)")  # times so written go on to 24


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
    """Hours after noon that figures with minutes put before it: "8:15 pm" became "8:15"."""
    for time in halved(pair):
        written = pair.target.text[time.start : time.end]
        if _EXACT.search(pair.target.text, time.start, time.end + len(" horas")):
            yield Fault(time.start, time.end, f"“{written}” is before noon, in the source it is after")


def halved(pair: Pair) -> list[Whole]:
    """Times of the target that may be of the morning where the source has them after noon."""
    late = {
        minutes for one in pair.source.wholes if len(one.amounts) == 1 for of, minutes in one.amounts if of == "clock"
    }
    late = {minutes for minutes in late if minutes >= _NOON + 60}
    if not late:
        return []
    told = {
        minutes for one in pair.target.wholes if len(one.amounts) == 1 for of, minutes in one.amounts if of == "clock"
    }
    return [
        one
        for one in pair.target.wholes
        if len(one.amounts) == 2 and any(("clock", m) in one.amounts and m not in told for m in late)
    ]


CHECKS = (date,)
