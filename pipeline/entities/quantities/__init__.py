"""Quantities: a value or a range, its qualifier and its unit.

`numbers` finds numbers and `units` their units; here the words around them are read. Every look goes a fixed number of
characters far, so the time is linear. What only looks like a quantity is left: list marks, years, stages, gene names,
identifiers, and bare numbers that count nothing.
"""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.core.model import Quantity
from pipeline.core.text.matching import lower
from pipeline.core.text.phrases import Phrases, PhraseTable
from pipeline.data import load
from pipeline.entities.quantities.ages import ages
from pipeline.entities.quantities.measures import measured
from pipeline.entities.quantities.numbers import Number, Numbers
from pipeline.entities.quantities.qualifiers import (
    NEAR,
    REACH,
    Comparator,
    link_of_change,
    link_of_range,
    qualifier,
    word_before,
    words_around,
)
from pipeline.entities.quantities.values import Value, read, unit_at
from pipeline.entities.si import normalise
from pipeline.reading.numbers.units import Unit, is_time, power_at

_FAR = 70  # characters of a verb and the words between it and its bound or "from"
# "Do not drive for at least a day" forbids no more than it says.
_TURNED: dict[Comparator, Comparator] = {">": "≤", "<": "≥"}
_NAME_BEFORE = re.compile(r"(?:^|[^.!?:;)\]\s]\s)[A-Z]{2,}[a-z]?\s$")
_FOLLOWING = re.compile(r"(?:\s|[-‐](?=[a-z]))([a-z]+(?:-[a-z]+)*)(?![^\W_])")
_LINE_START = re.compile(r"(?:^|\n)[ \t]*$")
_PART = re.compile(r"[.:]\d|/\w|[^\W\d_]|\s[CF]\b")  # "30 C" may have lost its degrees
_REFERENCE = re.compile(r"\(\d+\.\d+\)")  # to a section: "(6.1)"
_DEGREES = ("Cel", "[degF]")
_DASH = re.compile(r"\S\s[-−–]\s\Z")
_MOST_ADJECTIVES = 3  # words between a number and its thing: "3 small round liver nodules"; more belong to another


@cache
def _series() -> re.Pattern[str]:
    """The numbers before one in a row: "stage 3 or 4"."""
    joins = load("quantities.yaml")["joins"]
    return re.compile(rf"\b\d+[a-z]?(?:,| (?:{'|'.join([*joins['row'], *joins['range']])})) $")


@cache
def _thing() -> re.Pattern[str]:
    """What is counted, before a bound: "8 tablets or fewer"."""
    return re.compile(rf"\s[a-z]{{3,}}s(?=\s{load('quantities.yaml')['links']['bound']}\s)")


@cache
def _forbidden() -> PhraseTable[None]:
    table = load("quantities.yaml")
    words = rf"(?: (?!(?:{'|'.join(table['unless'])})\b)[\w’'-]+){{0,4}}"
    verbs = (rf"\b(?:{verb})\b{words}" for verb in table["forbids"])
    being = (rf"\b(?:{verb})" for verb in table["forbids_being"])
    return PhraseTable((None, Phrases(rf"{before}\s{{1,2}}$", re.NOFLAG)) for before in (*verbs, *being))


def quantities(text: str) -> list[Quantity]:
    """The quantities of a text, in order; offsets are Unicode code points, units are UCUM codes, "1" for counts.

    >>> [(one.low, one.high, one.unit) for one in quantities("Take 5–10 mg twice a day, at most 2 g.")]
    [(5.0, 10.0, 'mg'), (2.0, 2.0, '/d'), (None, 2.0, 'g')]
    """
    found: list[Quantity] = []
    for quantity in _find(text):
        found.append(_measured(text, quantity, found[-1].end if found else 0))
    return found


def _find(text: str) -> Iterator[Quantity]:
    floor, numbers = 0, Numbers(text)
    while number := numbers.next(floor):
        if (power := power_at(text, number.start, "en")) and "/" in power.code:
            yield Quantity(number.start, power.end, 1.0, 1.0, power.code)
            floor = power.end
            continue
        signed = number.negative()
        between = link_of_range().before(text, max(floor, signed.start - REACH), signed.start)
        change = link_of_change().before(text, max(floor, signed.start - _FAR), signed.start)
        readings = read(numbers, signed, between=between is not None, changes=change is not None)
        low, floor = floor, max([number.end, *(r.end for r in readings)])
        for reading in readings if _is_sure(text, number, readings) else ():
            if quantity := _quantity(text, reading, low):
                yield quantity
                floor = max(floor, quantity.end)
            low = reading.end


def _is_sure(text: str, number: Number, readings: list[Value]) -> bool:
    """Whether what looks like a minus is one: a hyphen and a dash also come before what they set apart."""
    unit = next((reading.unit.code for reading in readings if reading.unit), None)
    if number.sign is None:
        return unit not in _DEGREES or not _DASH.search(text, max(0, number.start - 4), number.start)
    if text[number.sign] not in "-–‐":
        return True
    before = text[max(0, number.sign - REACH) : number.sign]
    if before and not before[-1].isspace():
        return True
    return unit in _DEGREES or word_before(text, number.sign) in words_around().sets["before_minus"]


def _measured(text: str, one: Quantity, floor: int) -> Quantity:
    """The quantity with its value in SI units and the name of what it measures."""
    normalised = normalise(one.low, one.high, one.unit)
    if normalised is None:
        return one
    measures = measured(text, one.start, one.end, floor, normalised.unit)
    return Quantity(
        one.start, one.end, one.low, one.high, one.unit, one.comparator, one.approximate, measures, normalised
    )


def _quantity(text: str, reading: Value, floor: int) -> Quantity | None:
    before = qualifier(text, reading, floor)
    comparator, end = before.comparator, reading.end
    if comparator is None:
        comparator, end = _trailing(text, reading)
    elif text[before.start].isalpha() and _forbidden().match_in(_before(text, before.start)):
        comparator = _TURNED.get(comparator, comparator)
    unit = reading.unit or _age(text, reading, before.start, end)
    if unit is None and (behind := _unit_behind(text, reading)):
        comparator, unit, end = comparator or behind[0], behind[1], behind[1].end
    qualified = comparator is not None or before.approximate
    if unit is None and not _is_bare_quantity(text, reading, before.start, qualified=qualified):
        return None
    low: float | None = reading.low
    high: float | None = reading.high
    if low == high and comparator in ("<", "≤"):
        low = None
    elif low == high and comparator in (">", "≥"):
        high = None
    code = unit.code if unit else "1"
    return Quantity(before.start, end, low, high, code, comparator, before.approximate)


def _before(text: str, position: int) -> str:
    """What stands before a position, in lower case."""
    return lower(text[max(0, position - _FAR) : position])


def _trailing(text: str, reading: Value) -> tuple[Comparator | None, int]:
    """The comparator behind a quantity: "70% or more", "50 years of age or older"."""
    old = ages().behind.match(text, reading.end) if reading.unit and is_time(reading.unit.code) else None
    thing = _thing().match(text, reading.end) if reading.unit is None else None
    end = old.end() if old else thing.end() if thing else reading.end
    found = words_around().trailing.match(text, end)
    if found is None or (found[1] == "+" and text[found.end() :].lstrip()[:1].isdigit()):  # "3 + 4"
        return None, reading.end
    return words_around().after[found[1]], found.end()


def _unit_behind(text: str, reading: Value) -> tuple[Comparator, Unit] | None:
    """The unit behind a comparator that stands behind the number: "two or more weeks"."""
    found = words_around().trailing.match(text, reading.end)
    unit = unit_at(text, found.end()) if found else None
    return (words_around().after[found[1]], unit) if found and unit else None


def _age(text: str, reading: Value, start: int, end: int) -> Unit | None:
    """Years, where the words around a bare number speak of age: "aged 50", "older than 65", "women over 50"."""
    around = text[start : reading.start] + text[reading.end : end]
    is_age = ages().around.search(around) or ages().before.search(text[max(0, start - 12) : start])
    if not is_age and ages().persons.match(around) and word_before(text, start) in words_around().sets["persons"]:
        is_age = None if _counts(text, reading) else ages().persons.match(around)
    # Above 120 it is no person's age.
    return Unit("a", reading.end) if is_age and reading.high <= 120 else None


def _is_bare_quantity(text: str, reading: Value, start: int, *, qualified: bool) -> bool:
    """Whether a number without a unit is a quantity: compared, a decimal, or a count of something named."""
    if _PART.match(text, reading.end) or words_around().name.match(text, reading.end) or _is_label(text, start):
        return False
    written = text[reading.start : reading.end]
    if not qualified and _REFERENCE.fullmatch(text, max(0, start - 1), reading.end + 1):
        return False
    if reading.word and written.lower() in words_around().sets["no_count"] and not qualified:
        return written.lower() in words_around().sets["counting"] and _counts(text, reading, adjectives=0)
    if qualified:
        return written.lower() not in words_around().sets["halves"] and "/" not in written
    if "." in written or "·" in written:
        return not _LINE_START.search(text, max(0, reading.start - 20), reading.start)
    return _counts(text, reading)


def _is_label(text: str, start: int) -> bool:
    if series := _series().search(text, max(0, start - NEAR), start):
        start = series.start()
    before = text[max(0, start - NEAR) : start]
    word = word_before(text, start)
    labels = words_around().sets["labels"]
    if word in labels or before[-1:] in labels:
        return True
    return not before[-3:].islower() and _NAME_BEFORE.search(before) is not None


def _counts(text: str, reading: Value, adjectives: int = _MOST_ADJECTIVES) -> bool:
    """Whether a plural follows: "3 small nodules"; behind 1 a thing that is commonly counted."""
    sets, position = words_around().sets, reading.thing or reading.end
    could_be_year = 1900 <= reading.low <= 2100 and "," not in text[reading.start : reading.end]
    for _ in range(adjectives + 1):
        found = _FOLLOWING.match(text, position)
        if found is None or found[1] in sets["breaks"] or found[1] in sets["no_things"]:
            return False
        if could_be_year:
            return found[1] in sets["counted_in_thousands"]
        if 0 < reading.high <= 1 and found[1] in sets["singulars"]:
            return True
        if (reading.thing or reading.high > 1) and _is_plural(found[1]):
            return True
        position = found.end()
    return False


def _is_plural(word: str) -> bool:
    sets = words_around().sets
    if word in sets["plurals"]:
        return True
    return len(word) > 3 and word[-1] == "s" and word[-2] not in "sui" and word not in sets["not_plural"]
