"""The check on values that are right but said in another way than in the source, or may be read in two."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.pairs.comparing.alignment import ByValue
from pipeline.pairs.comparing.amounts import ByAmount
from pipeline.pairs.comparing.values import alone
from pipeline.pairs.comparing.wording import is_free
from pipeline.pairs.dates import halved
from pipeline.pairs.numbers import wrong_values
from pipeline.reading.language import Numbers, either, language
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_DOSED = frozenset({"g", "mg", "µg", "ng", "pg", "cg"})
_MEASURED = frozenset({"l", "dl", "L", "dL"})  # by which a laboratory gives values, and no label a dose


@pair_check("pair/restated", severity="warning", needs=("numbers", "units", "frequencies"))
def restated(pair: Pair) -> Iterator[Fault]:
    """Values said in another way.

    A dose in another unit and "every 12 hours" for "twice a day" may be the same, yet what is on the label is not: an
    editor should look. So with what was reckoned ("two of 250 mg, that is 500 mg") or left to other words in a sentence
    that was worded anew, and with what may be read in two ways: "biweekly", "1,500" where regions write either sign, a
    date in figures of which nothing tells the order.
    Example: “0.125 mg” became “125 µg”; “twice a day” became “cada 12 horas”.
    """
    yield from _doses(pair)
    yield from _rhythms(pair)
    yield from _otherwise(pair)
    yield from _ambiguous(pair)


def _doses(pair: Pair) -> Iterator[Fault]:
    doses = [one for one in pair.source.numbers if _is_dose(one.unit)]
    if not doses:
        return
    alike, equal = ByValue([(one, one) for one in doses]), ByAmount([(one, one) for one in doses])
    limits = {one.number for side in (pair.source, pair.target) for one in side.comparisons}
    for number in pair.target.numbers:
        if number in limits or not _is_dose(number.unit) or any(number.unit == one.unit for one in alike.alike(number)):
            continue
        former = next(iter(equal.alike(number)), None)
        if former and former not in limits:  # how much a day is on no label
            end = pair.target.unit_end(number)
            yield Fault(number.start, end, f"the source gives this amount in “{former.unit}”")


@cache
def _dated(tag: str) -> re.Pattern[str]:
    """What shows figures to be a date: "3/4" alone is a share."""
    return re.compile(rf"\b(?:{either((language(tag).numbers or Numbers()).dated)}) $", re.IGNORECASE)


def _is_dose(unit: str | None) -> bool:
    parts = (unit or "").split("/")
    return not _DOSED.isdisjoint(parts) and _MEASURED.isdisjoint(parts)


def _rhythms(pair: Pair) -> Iterator[Fault]:
    """Times a day that became a distance of hours, or the other way round."""
    wanted, found = pair.source.frequencies, pair.target.frequencies
    for one in found:
        alike = [its for its in wanted if its.word.sure and its.weekly & one.weekly]
        if (
            alike
            and one.is_several
            and all((its.unit == "hour") != (one.unit == "hour") for its in alike)
            and not _is_spaced(pair)
        ):
            yield Fault(one.start, one.end, f"the source says “{alike[0].word.text}”")


def _is_spaced(pair: Pair) -> bool:
    """Whether both sides say the hours between: "twice a day, 12 hours apart" is "cada 12 horas"."""
    there, here = ([number for number in side.numbers if number.unit == "hour"] for side in pair[:2])
    return any(one.same(its) for one in there for its in here)


def _otherwise(pair: Pair) -> Iterator[Fault]:
    """Values that follow from others, and those of one side that other words of a free translation may say."""
    target = pair.target
    one_sided = alone(pair.source, target)
    for number, is_new in one_sided.reckoned:
        if is_new:
            yield Fault(number.start, number.end, f"“{number.text}” follows from other values of the source")
        else:
            yield Fault(0, len(target.text), f"“{number.text}” of the source follows from other values")
    if one_sided.any and not one_sided.replaced and target.text.strip() and is_free(pair.source, pair.target):
        yield from wrong_values(one_sided, pair)


def _ambiguous(pair: Pair) -> Iterator[Fault]:
    target = pair.target
    for doubtful in pair.source.doubtful_frequencies:
        place = next(iter(target.doubtful_frequencies), None)
        start, end = (place.start, place.end) if place else (0, len(target.text))
        yield Fault(start, end, f"“{doubtful.text}” has two meanings; ask the author which is meant")
    for number in target.numbers if target.either else ():
        if number.ambiguous and number.unit:  # people and things that are counted have no decimals
            message = f"“{number.text}” is read in two ways; regions of the language differ"
            yield Fault(number.start, number.end, message)
    certain = [one for one in pair.source.days if len(one.readings) == 1]
    doubtful_days = [
        one for one in pair.source.days if len(one.readings) > 1 and not any(one.same(its) for its in certain)
    ]
    for day in target.days if doubtful_days else ():
        if any(
            one.same(day) and (not one.loose or _dated(pair.source.language).search(pair.source.text, 0, one.start))
            for one in doubtful_days
        ):
            written = target.text[day.start : day.end]
            yield Fault(day.start, day.end, f"“{written}” may be another day: the order in the source is not known")
    for time in halved(pair):
        yield Fault(time.start, time.end, "the source says that this is after noon")


CHECKS = (restated,)
