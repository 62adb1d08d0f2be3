"""Checks on quantities: the same values in the same units, written as the target language writes them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.checks.pair_context import PairContext
from pipeline.checks.pair_dose import dose
from pipeline.checks.pair_values import MEASURED, TIMES, Decimal, Number, ambiguous, named, numbers, unit_at
from pipeline.rules import Fault, pair_check

Place = tuple[int, int]
_MINUS = re.compile(r"(?:^|(?<=[\s(]))[-−](\d+)")
_BELOW = re.compile(r"menos|bajo cero|negativ|moins|au-dessous de zéro|abaixo de zero", re.IGNORECASE)


def of_source(source: str, context: PairContext) -> list[Number]:
    """The numbers of a source sentence."""
    return numbers(source, context.source_language, _decimal(context, context.source_language))


def of_target(target: str, context: PairContext) -> list[Number]:
    """The numbers of a target sentence."""
    return numbers(target, context.target_language, _decimal(context, context.target_language))


def _decimal(context: PairContext, language: str) -> Decimal:
    default: Decimal = "comma" if language.partition("-")[0] in ("es", "fr", "pt") else "point"
    return context.settings.decimal.get(language, default)


@pair_check("pair/numbers", severity="error")
def values(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Quantities.

    Every value of the source stands in the translation, with its unit, and no other: a wrong figure is a wrong dose.
    Both sides are read to values, whatever their separators, in figures or words.
    Example: “3 cm” became “8 cm”; “50 mg” became “50 g”.
    """
    if not target.strip():
        return
    wanted, found = of_source(source, context), of_target(target, context)
    yield from _wrong_values(wanted, found, source, target)
    yield from _wrong_units(wanted, found, source, target)
    yield from _lost_signs(source, target, found)


def _lost_signs(source: str, target: str, found: Sequence[Number]) -> Iterator[Fault]:
    """A minus before a number: twenty degrees below zero are no twenty degrees."""
    below = {match[1] for match in _MINUS.finditer(source)} - {match[1] for match in _MINUS.finditer(target)}
    if below and not _BELOW.search(target):
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


def _wrong_values(wanted: list[Number], found: list[Number], source: str, target: str) -> Iterator[Fault]:
    lost, new = unmatched(wanted, found)
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
            if number.kind == "figures" or (number.kind == "word" and (number.unit or 2.0 not in number.values)):
                yield Fault(*_nearest(number, found, source, target), f"“{number.text}” of the source is missing")


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


def _nearest(number: Number, found: list[Number], source: str, target: str) -> Place:
    """Where in the target the number should be: the nearest number by its share of the sentence, else all of it."""
    place = number.start / max(len(source), 1) * len(target)
    nearest = min((n for n in found if n.kind != "loose"), key=lambda n: abs(n.start - place), default=None)
    return (nearest.start, nearest.end) if nearest else (0, len(target))


def _wrong_units(wanted: list[Number], found: list[Number], source: str, target: str) -> Iterator[Fault]:
    """Numbers that both sides have, with another unit here than there, or without the unit of a measurement."""
    units, units_found, in_source = (
        _units(wanted),
        _units(found),
        {part for n in wanted for part in (n.unit or "").split("/")},
    )
    for number in found:
        there = sum((units.get(value, Counter()) for value in number.values), Counter[str]())
        here = sum((units_found.get(value, Counter()) for value in number.values), Counter[str]())
        lost = [unit for unit in there - here if unit and not any(_same_unit(unit, other) for other in here - there)]
        unit = number.unit or ""
        if not there or number.inherited:
            continue
        if unit and lost and (here - there)[unit] and not any(_same_unit(unit, other) for other in there - here):
            end = unit_at(target, number.end)[1]
            yield Fault(number.start, max(end, number.end), f"the unit is “{unit}”, in the source “{lost[0]}”")
        elif not unit and "" not in there and lost and lost[0].split("/")[0] in MEASURED:
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


def _same_unit(one: str, other: str) -> bool:
    return all(a == b for a, b in zip(one.split("/"), other.split("/"), strict=False))


@pair_check("pair/number-format", severity="warning")
def number_format(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Form of numbers.

    A decimal sign of the other language is read, but not at once, and before three figures it misleads.
    Example: “4.5 cm” in a text that writes “4,5 cm”.
    """
    decimal = _decimal(context, context.target_language)
    wrong, right = (".", ",") if decimal == "comma" else (",", ".")
    for match in re.finditer(rf"(?<![\w.,])\d+{re.escape(wrong)}\d+(?![\w.,]*\d)", target):
        if not ambiguous(match[0]) and not re.fullmatch(r"\d{1,2}\.\d\d(?= ?h)", match[0]):
            yield Fault(*match.span(), f"the decimal sign is “{right}”", match[0].replace(wrong, right))


CHECKS = (values, number_format, dose)
