"""Checks on what a sentence says: direction of comparisons, polarity, sides of the body."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from pipeline.checks.pair_comparators import comparator
from pipeline.checks.pair_context import PairContext
from pipeline.checks.pair_negation import negation
from pipeline.data import load
from pipeline.rules import Fault, pair_check

_TABLE: Mapping[str, Any] = load("pair_meaning.yaml")["sides"]


class Sides(NamedTuple):
    """The words of a language for the sides: all that may be one, those that surely are, and those for both."""

    may: dict[str, re.Pattern[str]]
    sure: dict[str, re.Pattern[str]]
    both: re.Pattern[str]


@cache
def _sides_of(language: str) -> Sides | None:
    table = _TABLE.get(language.partition("-")[0])
    if table is None:
        return None
    body = table.get("body", "")
    may, sure = (
        {side: re.compile(pattern.replace("{body}", body), re.IGNORECASE) for side, pattern in patterns.items()}
        for patterns in (table["may"], table.get("sure", table["may"]))
    )
    return Sides(may, sure, re.compile(table["both"], re.IGNORECASE))


@pair_check("pair/laterality", severity="error")
def laterality(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Side of the body.

    Left, right and both stay what they are. "Left" for what remains and "right" for what is correct are no sides.
    Example: “the left kidney” became “el riñón derecho”.
    """
    ours, theirs = _sides_of(context.target_language), _sides_of(context.source_language)
    if ours is None or theirs is None or not target.strip():
        return
    wanted, found = _places(source, theirs.sure), _places(target, ours.may)
    possible, counts = (Counter(side for side, *_ in places) for places in (_places(source, theirs.may), found))
    wrong = [
        place for place in found if not possible[place[0]] or ((counts - possible)[place[0]] and possible - counts)
    ]
    for side, start, end in wrong:
        yield Fault(start, end, f"the source does not say “{side}” here")
    order, order_found = [side for side, *_ in wanted], [side for side, *_ in found]
    if wrong:
        return
    if len(order) == len(order_found) > 1 and order != order_found and Counter(order) == counts:
        yield Fault(found[0][1], found[-1][2], "left and right stand the other way round")
    elif lost := [side for side in order if not counts[side] and not ours.both.search(target)]:
        yield Fault(0, len(target), f"“{lost[0]}” of the source is missing")


def _places(text: str, patterns: Mapping[str, re.Pattern[str]]) -> list[tuple[str, int, int]]:
    found = [(side, *match.span()) for side, pattern in patterns.items() for match in pattern.finditer(text)]
    return sorted(found, key=lambda place: place[1])


CHECKS = (comparator, negation, laterality)
