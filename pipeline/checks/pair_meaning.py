"""Checks on what a sentence says: direction of comparisons, polarity, sides of the body."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.checks.pair_comparators import comparator
from pipeline.checks.pair_context import PairContext
from pipeline.data import load
from pipeline.rules import Fault, pair_check

_SIDES: Mapping[str, Any] = {
    language: {name: re.compile(pattern, re.IGNORECASE) for name, pattern in table.items()}
    for language, table in load("pair_meaning.yaml")["sides"].items()
}
_LATERAL = ("left", "right")


@pair_check("pair/laterality", severity="error")
def laterality(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Side of the body.

    Left, right and both stay what they are. "Left" for what remains and "right" for what is correct are no sides.
    Example: “the left kidney” became “el riñón derecho”.
    """
    ours, theirs = _table(context.target_language), _table(context.source_language)
    if not ours or not theirs or not target.strip():
        return
    wanted = _sides(source, theirs)
    found = _sides(target, ours)
    possible = Counter({side: len(theirs.get(f"any_{side}", theirs[side]).findall(source)) for side in _LATERAL})
    counts = Counter(side for side, *_ in found)
    wrong = [place for place in found if counts[place[0]] > possible[place[0]]]
    for side, start, end in wrong:
        yield Fault(start, end, f"the source does not say “{side}” here")
    order, order_found = [side for side, *_ in wanted], [side for side, *_ in found]
    if not wrong and len(order) > 1 and Counter(order) == counts and order != order_found and order[::-1] == order_found:
        yield Fault(found[0][1], found[0][2], "left and right stand the other way round")
    elif not wrong and order and not found and not ours["both"].search(target):
        yield Fault(0, len(target), f"“{order[0]}” of the source is missing")


def _table(language: str) -> Mapping[str, re.Pattern[str]]:
    table: Mapping[str, re.Pattern[str]] = _SIDES.get(language.partition("-")[0], {})
    return table


def _sides(text: str, table: Mapping[str, re.Pattern[str]]) -> list[tuple[str, int, int]]:
    found = [(side, *match.span()) for side in _LATERAL for match in table[side].finditer(text)]
    return sorted(found, key=lambda place: place[1])


CHECKS = (comparator, laterality)
