"""Checks on quantities: the same values in the same units, written as the target language writes them."""

import re
from collections.abc import Iterator, Sequence

from pipeline.checks.pair_context import PairContext
from pipeline.checks.pair_values import MEASURED, Decimal, Number, ambiguous, numbers, unit_at
from pipeline.rules import Fault, pair_check

Place = tuple[int, int]


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
    missing, extra = unmatched(wanted, found), unmatched(found, wanted)
    yield from _wrong_values(missing, extra, wanted, found, source, target)
    yield from _wrong_units(wanted, found, source, target)


def unmatched(numbers: Sequence[Number], others: Sequence[Number]) -> list[Number]:
    """The numbers for which the other side has no equal."""
    known = {value for other in others for value in other.values}
    doubtful = [other for other in others if other.other is not None]
    return [
        number
        for number in numbers
        if number.values.isdisjoint(known)
        and not (number.other in known and any(number.same(other) for other in others))
        and not any(number.same(other) for other in doubtful)
    ]


def _wrong_values(
    missing: list[Number], extra: list[Number], wanted: list[Number], found: list[Number], source: str, target: str
) -> Iterator[Fault]:
    strict_missing = [n for n in missing if n.kind == "figures"]
    strict_extra = [n for n in extra if n.kind == "figures"]
    lost = [n for n in missing if n.kind != "loose"]
    new = [n for n in extra if n.kind != "loose"]
    for i, number in enumerate(new if lost or strict_extra else ()):
        if number.kind == "figures" or lost:
            instead = f"; the source has “{lost[min(i, len(lost) - 1)].text}”" if lost else ""
            yield Fault(number.start, number.end, f"“{number.text}” does not stand in the source{instead}")
    if not new:
        for number in strict_missing:
            yield Fault(*_nearest(number, found, source, target), f"“{number.text}” of the source is missing")


def _nearest(number: Number, found: list[Number], source: str, target: str) -> Place:
    """Where in the target the number should be: the nearest number by its share of the sentence, else all of it."""
    place = number.start / max(len(source), 1) * len(target)
    nearest = min((n for n in found if n.kind != "loose"), key=lambda n: abs(n.start - place), default=None)
    return (nearest.start, nearest.end) if nearest else (0, len(target))


def _wrong_units(wanted: list[Number], found: list[Number], source: str, target: str) -> Iterator[Fault]:
    """Numbers that both sides have, with another unit here than there, or without the unit of a measurement."""
    for number in found:
        there = [n for n in wanted if n.same(number)]
        here = [n for n in found if n.same(number)]
        units = {n.unit for n in there if n.unit}
        if not there or not units:
            continue
        lost = [unit for unit in units if not any(n.unit and _same_unit(unit, n.unit) for n in here)]
        if number.unit and lost and not any(_same_unit(number.unit, unit) for unit in units):
            yield Fault(number.start, unit_at(target, number.end)[1], f"the unit is “{number.unit}”, in the source “{lost[0]}”")
        elif not number.unit and lost and lost[0] in MEASURED and all(n.unit is None for n in here):
            if not any(n.unit and _same_unit(n.unit, lost[0]) for n in found):
                yield Fault(number.start, number.end, f"the unit “{lost[0]}” of the source is missing")


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


CHECKS = (values, number_format)
