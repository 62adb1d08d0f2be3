"""Checks on quantities: the same values in the same units, written as the target language writes them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.core.edits import Span
from pipeline.pairs.amounts import apart_from_wholes, converted, wholes
from pipeline.pairs.contrasts import contrasts
from pipeline.pairs.dose import dose, frequencies
from pipeline.pairs.quantity import MEASURED, TIMES, Decimal, Number, amounts, named, unit_at
from pipeline.pairs.values import numbers
from pipeline.pairs.words import grammar_of
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import PairContext

_SMALL = frozenset({0.0, 2.0})  # in words, other words may say it: "none", "both", "is not nil"
_MINUS = re.compile(r"(?:^|(?<=[\s(]))[-−](\d+)")


def of_source(source: str, context: PairContext) -> list[Number]:
    """The numbers of a source sentence."""
    return numbers(source, context.source_language, decimal_of(context, context.source_language))


def of_target(target: str, context: PairContext) -> list[Number]:
    """The numbers of a target sentence."""
    return numbers(target, context.target_language, decimal_of(context, context.target_language))


def decimal_of(context: PairContext, language: str) -> Decimal:
    """The decimal sign of a language: the setting, else its own, the point where it is not known."""
    return context.settings.decimal_for(language) or grammar_of(language).decimal


@pair_check("pair/numbers", severity="error", needs=("numbers", "units", "amounts", "frequencies"))
def values(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Quantities.

    Every value of the source stands in the translation, with its unit, and no other: a wrong figure is a wrong dose.
    Both sides are read to values, whatever their separators, in figures or words. What is measured stays in its
    brackets: "500 mg (5 ml)" is one dose, "500 mg 5 ml" is two. Equal amounts are one value: 15 minutes are a quarter
    of an hour.
    Example: “3 cm” became “8 cm”; “50 mg” became “50 g”.
    """
    if not target.strip():
        return
    wanted, found = of_source(source, context), of_target(target, context)
    faults = [
        *_wrong_values(wanted, found, source, target, context),
        *_wrong_units(wanted, found, source, target, context),
        *_lost_signs(source, target, found, context), *_moved_brackets(wanted, found, source, target),
    ]  # fmt: skip
    yield from faults or contrasts("pair/numbers", source, target, context)


def _lost_signs(source: str, target: str, found: Sequence[Number], context: PairContext) -> Iterator[Fault]:
    """A minus before a number: twenty degrees below zero are no twenty degrees."""
    below = {match[1] for match in _MINUS.finditer(source)} - {match[1] for match in _MINUS.finditer(target)}
    if below and not grammar_of(context.target_language).below.search(target):
        for number in found:
            if number.text in below:
                yield Fault(number.start, number.end, f"the minus before “{number.text}” is missing")


def unmatched(wanted: Sequence[Number], found: Sequence[Number]) -> tuple[list[Number], list[Number]]:
    """The numbers of either side that have no partner: firm ones pair with firm ones first, then with loose ones."""
    lost, new = _pair_off([n for n in wanted if n.kind == "month"], [n for n in found if n.kind == "month"])
    firm, firm_found = ([n for n in side if n.kind in ("figures", "word")] for side in (wanted, found))
    lost, new = _pair_off([*firm, *lost], [*firm_found, *new])
    lost, _ = _pair_off(lost, [n for n in found if n.kind == "loose"])
    _, new = _pair_off([n for n in wanted if n.kind == "loose"], new)
    return lost, new


def _pair_off(ours: Sequence[Number], theirs: Sequence[Number]) -> tuple[list[Number], list[Number]]:
    """Those of either side that are left when each number takes the first free one that can mean the same."""
    free: dict[float, list[int]] = {}
    for i in range(len(theirs) - 1, -1, -1):
        for one in theirs[i].readings:
            free.setdefault(one, []).append(i)
    taken: set[int] = set()
    left = []
    for number in ours:
        for one in number.readings:
            places = free.get(one, [])
            while places and places[-1] in taken:
                places.pop()
            if places and number.same(theirs[places[-1]]):
                taken.add(places.pop())
                break
        else:
            left.append(number)
    return left, [number for i, number in enumerate(theirs) if i not in taken]


def _wrong_values(
    wanted: list[Number], found: list[Number], source: str, target: str, context: PairContext
) -> Iterator[Fault]:
    lost, new = unmatched(wanted, found)
    if not lost and not new:
        return
    lost, new = _beside_frequencies(lost, new, source, target, context)
    theirs, ours = (set().union(*map(amounts, side)) for side in (wanted, found))
    lost, new = [n for n in lost if amounts(n).isdisjoint(ours)], [n for n in new if amounts(n).isdisjoint(theirs)]
    if not lost and not new:
        return
    said, says = wholes(source, context.source_language), wholes(target, context.target_language)
    lost, new = apart_from_wholes(lost, said, found, says), apart_from_wholes(new, says, wanted, said)
    lost, new = [n for n in lost if not converted(n, found)], [n for n in new if not converted(n, wanted)]
    strange, missing = _unknown(new, wanted), _unknown(lost, found)
    faults = [n for n in (new if missing else strange) if lost or n.kind != "month"]
    for number in faults:
        former = min(lost, key=lambda n: (n.text != number.text, n.kind != number.kind, n.start), default=None)
        if former and former.text == number.text:
            message = f"“{number.text}” is another value in this language than in the source"
            yield Fault(number.start, number.end, message, _grouped(min(former.values), number.text))
        else:
            instead = f"; the source has “{former.text}”" if former else ""
            yield Fault(number.start, number.end, f"“{number.text}” does not stand in the source{instead}")
    if not faults:
        for number in missing:
            certain = bool(number.unit) or _SMALL.isdisjoint(number.values)
            if number.kind == "figures" or (number.kind == "word" and certain):
                yield Fault(*_nearest(number, found, source, target), f"“{number.text}” of the source is missing")


def _beside_frequencies(
    lost: list[Number], new: list[Number], source: str, target: str, context: PairContext
) -> tuple[list[Number], list[Number]]:
    """The numbers that do not only tell in words how often, as the other side does with others: "un jour sur deux"."""
    theirs, ours = frequencies(source, context.source_language), frequencies(target, context.target_language)
    rates = {rate for one in theirs for rate in one.weekly} & {rate for one in ours for rate in one.weekly}
    lost_apart, new_apart = (
        [
            n
            for n in side
            if n.kind == "figures" or not any(f.weekly & rates and f.start <= n.start < f.end for f in frames)
        ]
        for side, frames in ((lost, theirs), (new, ours))
    )
    return lost_apart, new_apart


def _unknown(numbers: Sequence[Number], others: Sequence[Number]) -> list[Number]:
    """The numbers that the other side does not have at all."""
    known: dict[float, set[Number]] = {}
    for other in others:
        alike = Number(0, 0, other.values, "word", ambiguous=other.ambiguous, other=other.other)
        for one in other.readings:
            known.setdefault(one, set()).add(alike)
    return [n for n in numbers if not any(n.same(other) for one in n.readings for other in known.get(one, ()))]


def _grouped(value: float, text: str) -> str:
    """How to write an ambiguous "1,000" or "1.000" beyond doubt: its thousands by no-break spaces, or none to group."""
    if value < 1000:
        return text.replace(".", ",") if "." in text else text.replace(",", ".")
    return f"{value:.0f}" if value < 10000 else f"{value:,.0f}".replace(",", "\u00a0")


def _nearest(number: Number, found: list[Number], source: str, target: str) -> Span:
    """Where in the target the number should be: the nearest number by its share of the sentence, else all of it."""
    place = number.start / max(len(source), 1) * len(target)
    nearest = min((n for n in found if n.kind != "loose"), key=lambda n: abs(n.start - place), default=None)
    return (nearest.start, nearest.end) if nearest else (0, len(target))


def _with_units_at_issue(found: list[Number], source: str, target: str, context: PairContext) -> list[Number]:
    """The numbers without those whose unit only tells the time of day, or how often, as the source does otherwise."""
    theirs, ours = frequencies(source, context.source_language), frequencies(target, context.target_language)
    rates = {rate for one in theirs for rate in one.weekly}
    said, says = wholes(source, context.source_language), wholes(target, context.target_language)
    there = {amount for whole in said for amount in whole.amounts if amount[0] in ("clock", "always")}
    same = [(one.start, one.end) for one in ours if one.weekly & rates]
    same += [(one.start, one.end) for one in says if one.amounts & there]
    return [number for number in found if not any(a <= number.start and number.end <= b for a, b in same)]


def _wrong_units(
    wanted: list[Number], found: list[Number], source: str, target: str, context: PairContext
) -> Iterator[Fault]:
    if any(_units_at_fault(wanted, found, source, target)):
        at_issue = _with_units_at_issue(found, source, target, context)
        yield from _units_at_fault(wanted, at_issue, source, target)


def _units_at_fault(wanted: list[Number], found: list[Number], source: str, target: str) -> Iterator[Fault]:
    """Numbers that both sides have, with another unit here than there, or without the unit of a measurement."""
    units, units_found, in_source = (
        _units([n for n in wanted if n.unit or n.kind != "loose"]),
        _units(found),
        {part for n in wanted for part in (n.unit or "").split("/")},
    )
    for number in found:
        there = sum((units.get(value, Counter()) for value in number.values), Counter[str]())
        here = sum((units_found.get(value, Counter()) for value in number.values), Counter[str]())
        lost = [unit for unit in there - here if unit and not any(_same_unit(unit, other) for other in here - there)]
        unit = number.unit or ""
        if not there or number.inherited or (number.kind == "loose" and len(number.values) > 1):
            continue
        if unit and lost and (here - there)[unit] and not any(_same_unit(unit, other) for other in there - here):
            end = unit_at(target, number.end)[1]
            yield Fault(number.start, max(end, number.end), f"the unit is “{unit}”, in the source “{lost[0]}”")
        elif not unit and "" not in there and lost and _is_missed(lost[0].split("/")[0], target):
            yield Fault(number.start, number.end, f"the unit “{lost[0]}” of the source is missing")
        elif (
            number.kind != "loose"
            and unit in TIMES
            and set(there) == {""}
            and not in_source & {unit}
            and not named(unit, source)
        ):
            yield Fault(number.start, number.end, f"the unit “{unit}” does not stand in the source")


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


def _is_missed(unit: str, target: str) -> bool:
    """Whether a number must not lose a unit: one of measurement, or a time that the target names nowhere.

    What stands for a second may be a plural as well: "in their 50s".
    """
    return unit in MEASURED or (unit in TIMES - {"second"} and not named(unit, target))


def _same_unit(one: str, other: str) -> bool:
    """Whether two units are the same; the time that one of them is counted in may be said elsewhere: "mg/kg a day"."""
    ours, theirs = one.split("/"), other.split("/")
    if len(ours) != len(theirs):
        ours, theirs = ([part for part in parts if part not in TIMES] for parts in (ours, theirs))
    return ours == theirs


def _moved_brackets(wanted: list[Number], found: list[Number], source: str, target: str) -> Iterator[Fault]:
    """Quantities that lost their brackets behind another: "500 mg (5 ml)" is one dose, "500 mg 5 ml" is two.

    Where the one before it took the brackets, the two are still told apart.
    """
    inside, inside_found = _enclosed(source), _enclosed(target)
    for former, number in pairwise(wanted):
        end = unit_at(source, former.end)[1]
        if not (former.unit and number.unit and _is_in(number, inside) and source[end : number.start].strip() == "("):
            continue
        here, before = ([n for n in found if n.same(one) and n.unit == one.unit] for one in (number, former))
        if here and before and not any(_is_in(n, inside_found) for n in (*here, *before)):
            end = unit_at(target, here[0].end)[1]
            yield Fault(here[0].start, end, f"“{target[here[0].start : end]}” stands in brackets in the source")


def _enclosed(text: str) -> list[Span]:
    """The stretches between a bracket and its mate, without the brackets."""
    opened: list[int] = []
    found = []
    for i, sign in enumerate(text):
        if sign in "([":
            opened.append(i)
        elif sign in ")]" and opened:
            found.append((opened.pop() + 1, i))
    return found


def _is_in(number: Number, places: list[Span]) -> bool:
    return any(start <= number.start and number.end <= end for start, end in places)


CHECKS = (values, dose)
