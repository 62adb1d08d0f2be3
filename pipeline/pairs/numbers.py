"""Checks on quantities: the same values in the same units, written as the target language writes them."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from pipeline.core.edits import Span
from pipeline.data import load
from pipeline.pairs.comparing.alignment import within
from pipeline.pairs.comparing.amounts import unconverted, without_rate
from pipeline.pairs.comparing.contrasts import contrasts
from pipeline.pairs.comparing.in_words import wrong_shares, wrong_spans, wrong_times
from pipeline.pairs.comparing.shifted import shifted
from pipeline.pairs.comparing.values import Alone, alone
from pipeline.pairs.comparing.wording import is_free
from pipeline.pairs.form.brackets import moved_brackets
from pipeline.reading.meanings import CONTRASTS
from pipeline.reading.numbers.amounts import sizes
from pipeline.reading.numbers.number import MEASURED, TIMES, Number, start_of
from pipeline.reading.numbers.units import unit_at
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_TABLE = load("pair_meaning.yaml")
_NEGATIVE = re.compile(_TABLE["negative"], re.IGNORECASE)
_SAYS = {True: "does not stand in the source", False: "is missing"}
_ONE = frozenset(_TABLE["one"])
_PER = next(one for one in CONTRASTS["pair/numbers"] if "m2" in one.of("en"))
_BODY = frozenset({"kg", "m2"})  # by what of a body a dose is measured out
_SMALL = frozenset({0.0, 2.0})  # in words, other words may say it: "none", "both", "is not nil"


@pair_check("pair/numbers", severity="error", needs=("numbers", "units", "amounts", "frequencies"))
def values(pair: Pair) -> Iterator[Fault]:
    """Quantities.

    Every value of the source stands in the translation, with its unit, and no other: a wrong figure is a wrong dose.
    Both sides are read to values, whatever their separators, in figures or words. What is measured stays in its
    brackets: "500 mg (5 ml)" is one dose, "500 mg 5 ml" is two. Equal amounts are one value: 15 minutes are a quarter
    of an hour.
    Example: “3 cm” became “8 cm”; “50 mg” became “50 g”.
    """
    if not pair.target.text.strip():
        return
    faults = [
        *_wrong_values(pair),
        *_wrong_units(pair),
        *_wrong_signs(pair),
        *(moved_brackets(pair) if pair.source.brackets else ()),
    ]
    are_counted = pair.source.numbers and pair.target.numbers
    faults = faults or [*_repeated(pair), *(wrong_times(pair) if are_counted else ())]
    faults = faults or (list(_by_body(pair)) if _PER in pair.source.said | pair.target.said else [])
    faults = faults or list(contrasts(CONTRASTS["pair/numbers"], pair))
    yield from faults or ((list(wrong_shares(pair)) or wrong_spans(pair)) if are_counted else ())


def _by_body(pair: Pair) -> Iterator[Fault]:
    """A dose for each kilogram of a body that became one for anybody, or the other way round."""
    for side, other in (pair[:2], pair[1::-1]):
        lost = next((word for word in side.words[_PER] if word.sure and word.meanings & _BODY), None)
        if lost is None or not any(number.unit in MEASURED for number in other.numbers):
            continue
        if any(word.meanings & _BODY for word in other.words[_PER]) or any(_counts_by(one, other) for one in _BODY):
            continue
        if side is pair.target:
            yield Fault(lost.start, lost.end, f"“{lost.text}” does not stand in the source")
        else:
            yield Fault(0, len(other.text), f"“{lost.text}” of the source is missing")


def _wrong_signs(pair: Pair) -> Iterator[Fault]:
    """A minus that came or went: twenty degrees below zero are no twenty degrees."""
    wanted, found = pair.source.below_zero, pair.target.below_zero
    if not (wanted or found) or any(_NEGATIVE.search(side.text) for side in (pair.source, pair.target)):
        return
    said, minus = _signs(pair.source.numbers, frozenset(wanted)), frozenset(found)
    for number in pair.target.numbers:
        signed = number in minus
        signs = {sign for value in number.readings for one, sign in said.get(value, {}).values() if one.same(number)}
        if number.kind != "month" and signs == {not signed}:
            yield Fault(number.start, number.end, f"the minus before “{number.text}” {_SAYS[signed]}")


def _signs(numbers: Sequence[Number], minus: frozenset[Number]) -> dict[float, dict[object, tuple[Number, bool]]]:
    """By value the numbers that may have it, those that are read alike once, and whether a minus stands before them."""
    said: dict[float, dict[object, tuple[Number, bool]]] = {}
    for one in numbers:
        signed = one in minus
        for value in one.readings:
            said.setdefault(value, {}).setdefault((one.values, one.other, one.ambiguous, signed), (one, signed))
    return said


def _repeated(pair: Pair) -> Iterator[Fault]:
    """A number that stands for another one too: "one in the morning and two at night" became two and two."""
    wanted, found = pair.source.numbers, pair.target.numbers
    ones = [n for n in wanted if n.text.lower() in _ONE]
    if not ones or any(1.0 in n.values for n in found):
        return
    firm, its = ([n for n in some if n.kind in ("figures", "word")] for some in (wanted, found))
    for number in its:
        there, here = ([n for n in some if n.same(number)] for some in (firm, its))
        if there and len(here) > len(there) and len(its) > len(firm):
            yield Fault(number.start, number.end, f"the source has “{ones[0].text}” here or beside it")
            return


def _wrong_values(pair: Pair) -> Iterator[Fault]:
    one_sided = alone(pair.source, pair.target)
    if one_sided.replaced or (one_sided.any and not is_free(pair.source, pair.target)):
        yield from wrong_values(one_sided, pair)


def wrong_values(one_sided: Alone, pair: Pair) -> Iterator[Fault]:
    """The faults of the values that one side alone has."""
    strange, missing, lost = one_sided.strange, one_sided.missing, one_sided.lost
    faults = [n for n in (one_sided.new if missing else strange) if lost or n.kind != "month"]
    formers = _first_by_likeness(lost)
    for number in faults:
        likeness = ((number.text, number.kind), (number.text, ""), ("", number.kind), ("", ""))
        former = next((formers[key] for key in likeness if key in formers), None)
        if former and former.text == number.text:
            message = f"“{number.text}” is another value in this language than in the source"
            yield Fault(number.start, number.end, message, _grouped(min(former.values), number.text))
        else:
            instead = f"; the source has “{former.text}”" if former else ""
            yield Fault(number.start, number.end, f"“{number.text}” does not stand in the source{instead}")
    if not faults:
        certainly = [n for n in pair.target.numbers if n.kind != "loose"]
        for number in missing:
            certain = bool(number.unit) or _SMALL.isdisjoint(number.values) or _counts_measured(number, pair)
            if number.kind == "figures" or (number.kind == "word" and certain):
                yield Fault(*_nearest(number, certainly, pair), f"“{number.text}” of the source is missing")
            elif number.kind == "word" and (one := _one_instead(number, pair)):
                yield Fault(one.start, one.end, f"“{one.text}” does not stand in the source; it has “{number.text}”")


def _one_instead(number: Number, pair: Pair) -> Number | None:
    """An article in the place of a small number, before the same thing, where it is the one more: "two doctors"."""
    ones, its = ([n for n in side.numbers if 1.0 in n.values] for side in pair[:2])
    counted = _counted(number, pair.source)
    return next((n for n in its if counted & _counted(n, pair.target)), None) if len(its) == len(ones) + 1 else None


def _counted(number: Number, side: Reading) -> frozenset[str]:
    """What the word right behind a number means."""
    behind = next((word for word in side.senses if word.start >= number.end and not word.is_small), None)
    return behind.keys if behind and behind.start == number.end + 1 else frozenset()


def _counts_measured(number: Number, pair: Pair) -> bool:
    """Whether a number says how many of a strength, as in "two 20 mg tablets"."""
    numbers = pair.source.numbers
    behind = bisect_left(numbers, number.end, key=start_of)
    nearest = numbers[behind] if behind < len(numbers) else None
    return bool(nearest and nearest.unit and pair.source.text[number.end : nearest.start].isspace())


def _first_by_likeness(numbers: Sequence[Number]) -> dict[tuple[str, str], Number]:
    """The first number of each text and kind, of each text, of each kind, and of all; "" stands for any."""
    first: dict[tuple[str, str], Number] = {}
    for number in sorted(numbers, key=start_of):
        for key in ((number.text, number.kind), (number.text, ""), ("", number.kind), ("", "")):
            first.setdefault(key, number)
    return first


def _grouped(value: float, text: str) -> str:
    """How to write an ambiguous "1,000" or "1.000" beyond doubt: its thousands by no-break spaces, or none to group."""
    if value < 1000:
        return text.replace(".", ",") if "." in text else text.replace(",", ".")
    return f"{value:.0f}" if value < 10000 else f"{value:,.0f}".replace(",", "\u00a0")


def _nearest(number: Number, numbers: Sequence[Number], pair: Pair) -> Span:
    """Where in the target the number should be: the nearest number by its share of the sentence, else all of it."""
    target = pair.target.text
    place = number.start / max(len(pair.source.text), 1) * len(target)
    after = bisect_left(numbers, place, key=start_of)
    nearest = min(numbers[max(after - 1, 0) : after + 1], key=lambda n: abs(n.start - place), default=None)
    return (nearest.start, nearest.end) if nearest else (0, len(target))


def _with_units_at_issue(pair: Pair) -> tuple[list[Number], list[Number]]:
    """The numbers of both sides without those whose unit only tells the time of day or how often, as the other does.

    Nor those that the other side gives in another unit.
    """
    wanted, found = (
        [number for number in side.numbers if not within(_times_of(side, other))(number.start, number.end)]
        for side, other in ((pair.source, pair.target), (pair.target, pair.source))
    )
    wanted, found = unconverted(wanted, pair.target.numbers), unconverted(found, pair.source.numbers)
    spans = {amount for whole in pair.target.wholes for amount in whole.amounts if amount[0] == "month"}
    wanted = [n for n in without_rate(wanted, pair.source, pair.target) if spans.isdisjoint(sizes(n))]
    return wanted, found


def _times_of(side: Reading, other: Reading) -> list[Span]:
    """Where a side says a time of day, or how often, that the other says as well."""
    rates = {rate for one in other.frequencies for rate in one.weekly}
    times = {amount for whole in other.wholes for amount in whole.amounts if amount[0] in ("clock", "always")}
    same = [(one.start, one.end) for one in side.frequencies if one.weekly & rates]
    return [*same, *((one.start, one.end) for one in side.wholes if one.amounts & times)]


def _wrong_units(pair: Pair) -> Iterator[Fault]:
    has_units = any(number.code for side in (pair.source, pair.target) for number in side.numbers)
    if has_units and any(_units_at_fault(pair.source.numbers, pair.target.numbers, pair)):
        yield from _units_at_fault(*_with_units_at_issue(pair), pair)


def _units_at_fault(wanted: Sequence[Number], found: Sequence[Number], pair: Pair) -> Iterator[Fault]:
    """Numbers that both sides have, with another unit here than there, or without the unit of a measurement."""
    units, units_found, in_source = (
        _units([n for n in wanted if n.kind != "loose" or n.unit not in (None, "second")]),  # "a second operation"
        _units(found),
        {part for n in wanted for part in (n.unit or "").split("/")},
    )
    often = within((one.start, one.end) for one in pair.target.frequencies)
    for number in found:
        there, here = _units_of(number, units), _units_of(number, units_found)
        unit = number.unit or ""
        # "Huit jours" are one week, and not eight.
        is_span = number.kind == "loose" and len(number.values) > 1 and number.unit == "day"
        if is_span and units.get(number.value, Counter())["week"] and not often(number.start, number.end):
            yield Fault(number.start, number.end, "the unit is “day”, in the source “week”")
        is_read_twice = number.kind == "loose" and len(number.values) > 1
        if not there or dict(there) == dict(here) or number.inherited or is_read_twice or _is_early(number, pair):
            continue
        more, less = there - here, here - there
        lost = [one for one in more if one and not any(_same_unit(one, other, pair) for other in less)]
        if unit and lost and less[unit] and not any(_same_unit(unit, other, pair) for other in more):
            end = pair.target.unit_end(number)
            yield Fault(number.start, max(end, number.end), f"the unit is “{unit}”, in the source “{lost[0]}”")
        elif not unit and "" not in there and lost and _is_missed(lost[0], number, pair.target):
            yield Fault(number.start, number.end, f"the unit “{lost[0]}” of the source is missing")
        elif (
            number.kind != "loose"
            and (unit in TIMES or (unit == "%" and _is_no_share(number, pair.source)))
            and set(there) == {""}
            and not in_source & {unit}
            and not pair.source.names(unit)
        ):
            yield Fault(number.start, number.end, f"the unit “{unit}” does not stand in the source")


def _is_no_share(number: Number, source: Reading) -> bool:
    """Whether the source says another share: one person in four is not 4 %."""
    shares = {amount for whole in source.wholes for amount in whole.amounts if amount[0] == "share"}
    return bool(shares) and shares.isdisjoint(sizes(number))


def _units(numbers: Sequence[Number]) -> dict[float, Counter[str]]:
    """By value: the units in which it stands, "" for none. A unit that only follows later in a list counts as both."""
    units: dict[float, Counter[str]] = {}
    for number in numbers:
        for one in number.values:
            count = units.setdefault(one, Counter())
            count[number.unit or ""] += 1
            count[""] += number.inherited
            if not count[""]:
                del count[""]
    return units


def _units_of(number: Number, units: Mapping[float, Counter[str]]) -> Counter[str]:
    """The units in which what a number may be worth stands."""
    found = [units[value] for value in number.values if value in units]
    return found[0] if len(found) == 1 else sum(found, Counter[str]())


def _is_early(number: Number, pair: Pair) -> bool:
    """Whether a number belongs to a time of day that follows from one of the source."""
    return _shifted(pair.source, pair.target)(number.start, number.end)


@lru_cache(maxsize=8)
def _shifted(source: Reading, target: Reading) -> Callable[[int, int], bool]:
    return within(shifted(source, target))


def _is_missed(unit: str, number: Number, target: Reading) -> bool:
    """Whether a number must not lose a unit: one of measurement, or a time that the target names nowhere.

    What stands for a second may be a plural as well: "in their 50s". Degrees without a scale are those of Celsius.
    """
    unit = unit.split("/", maxsplit=1)[0]
    bare = unit_at(target.text, number.end) if unit == "°C" else None
    if bare and bare.code == "deg":
        return False
    return unit in MEASURED or (unit in TIMES - {"second"} and not target.names(unit))


def _same_unit(one: str, other: str, pair: Pair) -> bool:
    """Whether two units are the same; what one of them is counted by may be said elsewhere: "mg/kg a day"."""
    parts, others = one.split("/"), other.split("/")
    if len(parts) != len(others):
        longer = parts if len(parts) > len(others) else others
        sides = (pair.source, pair.target)
        apart = [part for part in longer[1:] if part in TIMES | _BODY]
        if not all(_counts_by(part, side) for side in sides for part in apart):
            return False
        parts, others = ([*some[:1], *(part for part in some[1:] if part not in apart)] for some in (parts, others))
    return parts == others


def _counts_by(unit: str, side: Reading) -> bool:
    """Whether a side counts by a unit of time ("in 24 hours"), or by another, which pair/dose judges; or by a body."""
    if unit in _BODY:
        is_said = any(word.sure and unit in word.meanings for word in side.words[_PER])
        return is_said or any(unit in (number.unit or "").split("/")[1:] for number in side.numbers)
    return side.names(unit) or any(one.word.sure or one.unit == unit for one in side.frequencies)


CHECKS = (values,)
