"""The values that one side of a pair alone has, when all that the other may say for them is set aside."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.data import load
from pipeline.pairs.comparing.alignment import unmatched, within
from pipeline.pairs.comparing.amounts import EQUALS, apart_from_wholes, equal, unconverted, without_rate
from pipeline.pairs.comparing.complement import complement
from pipeline.pairs.comparing.shifted import shifted
from pipeline.reading.comparisons import Comparison
from pipeline.reading.language import either
from pipeline.reading.numbers.amounts import sizes
from pipeline.reading.numbers.number import MEASURED, TIMES, Number, amounts, rounded
from pipeline.reading.sentence import Reading

# What leaves the value itself out ("over 17"), in any language; other phrases take it in ("from 18").
_STRICT = re.compile(either(load("pair_meaning.yaml")["strict"]), re.IGNORECASE)
_FEW = 12  # numbers; of more, any value is the product of two


class Alone(NamedTuple):
    """The numbers of the source that are `lost`, of these the ones whose value is `missing`; likewise for the target.

    `reckoned` are numbers that follow from others, and whether the target has them. Where others stand in their place,
    in figures or words, they are `replaced`.
    """

    lost: Sequence[Number] = ()
    new: Sequence[Number] = ()
    missing: Sequence[Number] = ()
    strange: Sequence[Number] = ()
    reckoned: Sequence[tuple[Number, bool]] = ()
    replaced: bool = False

    @property
    def any(self) -> bool:
        """Whether a side has a number alone."""
        return bool(self.lost or self.new)


@lru_cache(maxsize=64)
def alone(source: Reading, target: Reading) -> Alone:
    """The values that one side alone has."""
    wanted, found = source.numbers, target.numbers
    lost, new = unmatched(wanted, found)
    if not lost and not new:
        return Alone()
    lost, new = _beside_frequencies(lost, new, source, target)
    there, here = (set().union(*map(amounts, side)) for side in (wanted, found))
    lost, new = [n for n in lost if amounts(n).isdisjoint(here)], [n for n in new if amounts(n).isdisjoint(there)]
    if not lost and not new:
        return Alone()
    lost, new = apart_from_wholes(lost, source, target), apart_from_wholes(new, target, source)
    if (lost or new) and (rest := complement(source, target)):
        lost, new = (
            [n for n in some if not place[0] <= n.start < place[1]]
            for some, place in zip((lost, new), rest, strict=True)
        )
    lost, new = (
        [n for n in some if 0.0 not in n.values or not side.below_zero]  # "bajo cero" is a minus
        for some, side in ((lost, source), (new, target))
    )
    if source.sides.each and (each := target.sides.each):  # "each eye" is "los dos ojos"
        new = [n for n in new if not any(place.start <= n.start < place.end for place in each)]
    lost, new = unconverted(lost, found), [n for n in unconverted(new, wanted) if not _is_quotient(n, wanted, found)]
    lost, new = without_rate(lost, source, target), without_rate(new, target, source)
    reckoned = list(_reckoned(lost, new, source, target))
    early = within(shifted(source, target))
    if moved := [(number, None, True) for number in new if early(number.start, number.end)]:
        reckoned += moved
        lost = [n for n in lost if n.unit not in TIMES]  # how much earlier
    explained = {number for number, _, _ in reckoned} | {other for _, other, _ in reckoned}
    lost, new = ([n for n in some if n not in explained] for some in (lost, new))
    missing, strange = _unknown(lost, found), _unknown(new, wanted)
    replaced = (
        bool(missing and strange)
        or _is_said_otherwise(missing, source, target)
        or _is_said_otherwise(strange, target, source)
    )
    return Alone(lost, new, missing, strange, [(n, is_new) for n, _, is_new in reckoned], replaced)


def _is_quotient(number: Number, *sides: Sequence[Number]) -> bool:
    """Whether a word says how often one amount of both sides goes into another: "halved, from 40 mg to 20 mg"."""
    if number.unit or number.kind == "figures" or any(len(numbers) > _FEW for numbers in sides):
        return False
    return all(
        any(
            one.unit is not None and one.unit == its.unit and rounded(one.value / its.value) in number.values
            for one, its in permutations(numbers, 2)
            if its.value
        )
        for numbers in sides
    )


def _is_said_otherwise(numbers: Sequence[Number], side: Reading, other: Reading) -> bool:
    """Whether the other side says something else in the place of numbers: "fivefold", "a month", "a quarter"."""
    if not numbers:
        return False
    here = frozenset().union(*map(sizes, side.numbers), *(whole.amounts for whole in side.wholes))
    kinds = {_kind(base) for number in numbers for base, _ in amounts(number)}
    there = (*(whole.amounts for whole in other.wholes), *map(frozenset, map(amounts, other.numbers)))
    if any(_kind(base) in kinds and here.isdisjoint(some) for some in there for base, _ in some):
        return True
    known = {value for number in side.numbers for value in number.values} | {1.0}
    return any(number.kind == "loose" and known.isdisjoint(number.values) for number in other.numbers)


def _kind(base: str) -> str:
    return "time" if base in ("hour", "month") else base


def _reckoned(
    lost: Sequence[Number], new: Sequence[Number], source: Reading, target: Reading
) -> Iterator[tuple[Number, Number | None, bool]]:
    """Numbers that follow from others, the number in whose place one stands, and whether the target has them.

    "Two tablets of 250 mg" are 500 mg, but only where the target has both as well; "over 17" is "from 18".
    """
    few = len(source.numbers) <= _FEW
    for number in new if few else ():
        for former in lost:
            if _is_next(number, former, target.comparisons, source.comparisons):
                yield number, former, True
    for number in new if few else ():
        kept = [n for n in source.numbers if n not in lost]
        if _is_product(number, kept) or _is_sum(number, kept):
            yield number, None, True
        elif _is_product(number, source.numbers) and _is_explained(number, target):
            yield number, next(iter(lost), None), True
    for number in lost if not new and len(target.numbers) <= _FEW else ():
        if _is_product(number, target.numbers):
            yield number, None, False


def _is_explained(number: Number, target: Reading) -> bool:
    """Whether words say that an amount is what stands beside it: "10 ml, that is two spoonfuls"."""
    here = (other for other in target.numbers if other is not number)
    return any(EQUALS.search(target.text, min(number.end, n.end), max(number.start, n.start)) for n in here)


def _is_sum(number: Number, others: Sequence[Number]) -> bool:
    """Whether a number is that of two others together: "two in the morning, two at night" are four."""
    return any(
        one.unit == its.unit
        and rounded(one.value + its.value) in number.values
        and (number.unit or "").split("/", maxsplit=1)[0] in ("", one.unit)
        for one, its in permutations(others, 2)
        if one.kind != "loose" and its.kind != "loose"
    )


def _is_product(number: Number, others: Sequence[Number]) -> bool:
    """Whether a number is so many times another of its unit; one that only counts is a share of another."""
    products = (
        replace(one, values=frozenset({rounded(value * by)}))
        for one, times in permutations(others, 2)
        if times.unit not in MEASURED | TIMES
        for value in one.values
        for by in times.values
        if by < 1 or (by > 1 and number.unit in MEASURED)
    )
    return any(
        not one.values.isdisjoint(number.values) if one.unit == number.unit else equal(one, number) for one in products
    )


def _is_next(number: Number, other: Number, here: Sequence[Comparison], there: Sequence[Comparison]) -> bool:
    """Whether two whole numbers mark one limit, one of them left out of what it limits, the other one of it."""
    if {number.unit, other.unit} & (MEASURED | TIMES):
        return False
    limits = ((one, its) for one in here if one.number == number for its in there if its.number == other)
    return any(
        one.meant == its.meant
        and bool(_STRICT.match(one.phrase)) != bool(_STRICT.match(its.phrase))
        and number.value - other.value == (1 if (one.meant == "up") == bool(_STRICT.match(its.phrase)) else -1)
        for one, its in limits
    )


def _beside_frequencies(
    lost: list[Number], new: list[Number], source: Reading, target: Reading
) -> tuple[list[Number], list[Number]]:
    """The numbers that do not only tell how often, as the other side does with others: "un jour sur deux".

    Nor the "24 hours" in which something is done so many times a day.
    """
    wanted, found = source.frequencies, target.frequencies
    rates = {rate for one in wanted for rate in one.weekly} & {rate for one in found for rate in one.weekly}
    lost_apart, new_apart = (
        [
            n
            for n in side
            if not any(f.weekly & rates and f.start <= n.start < f.end for f in frames)
            and not (n.unit == "hour" and 24.0 in n.values and any(f.unit == "day" for f in others))
        ]
        for side, frames, others in ((lost, wanted, found), (new, found, wanted))
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
