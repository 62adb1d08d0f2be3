"""The check on comparisons: "at least", "<", "up to" keep their direction."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from pipeline.checks.pair_context import PairContext
from pipeline.checks.pair_numbers import of_source, of_target
from pipeline.checks.pair_values import Number
from pipeline.data import load
from pipeline.rules import Fault, pair_check

_TABLE: Mapping[str, Any] = load("pair_meaning.yaml")
_SIGNS: dict[str, str] = _TABLE["signs"]
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)))
_DISTANT = frozenset(_TABLE["distant"])
_DIRECTION = {"<": "down", "≤": "down", ">": "up", "≥": "up", "±": "±"}
_NEAR, _FAR, _BEHIND = 3, 7, 2


class Comparison(NamedTuple):
    """A number with the direction that its sentence gives it; `sign` where it is written as one."""

    number: Number
    direction: str
    sign: str | None
    start: int
    end: int


def comparisons(text: str, language: str, numbers: list[Number]) -> list[Comparison]:
    """Every comparison of a sentence, bound to its number."""
    found = []
    before, behind = _patterns(language.partition("-")[0])
    for match in _SIGN.finditer(text):
        sign = _SIGNS[match[0]]
        if number := _following(text, match.end(), numbers, 0):
            found.append(Comparison(number, _DIRECTION[sign], sign, match.start(), number.end))
    for match in before.finditer(text):
        reach = _FAR if match[0].lower() in _DISTANT else _NEAR
        if number := _following(text, match.end(), numbers, reach):
            found.append(Comparison(number, str(match.lastgroup), None, match.start(), number.end))
    return found + [
        Comparison(number, str(match.lastgroup), None, number.start, match.end())
        for match in behind.finditer(text)
        if (number := _preceding(text, match.start(), numbers, _BEHIND))
    ]


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = _TABLE["comparators"].get(language, _TABLE["comparators"]["en"])
    return _pattern(table["before"]), _pattern(table["behind"])


def _pattern(phrases: Mapping[str, list[str]]) -> re.Pattern[str]:
    groups = (rf"(?P<{direction}>\b(?:{'|'.join(listed)})(?!\w))" for direction, listed in phrases.items())
    return re.compile("|".join(groups), re.IGNORECASE)


def _following(text: str, position: int, numbers: list[Number], words: int) -> Number | None:
    for i, number in enumerate(numbers):
        if number.start >= position and number.kind != "month" and not _article(number, numbers[i + 1 : i + 2]):
            return number if _near(text[position : number.start], words) else None
    return None


def _article(number: Number, following: list[Number]) -> bool:
    """Whether "un" is only the article of the number behind it: "un 60 %"."""
    return number.kind == "loose" and any(other.start - number.end <= 2 for other in following)


def _preceding(text: str, position: int, numbers: list[Number], words: int) -> Number | None:
    before = [number for number in numbers if number.end <= position and number.kind != "month"]
    return before[-1] if before and _near(text[before[-1].end : position], words) else None


def _near(between: str, words: int) -> bool:
    return len(between) < 80 and not re.search(r"[.;:!?,()]", between) and len(between.split()) <= words


@pair_check("pair/comparator", severity="error")
def comparator(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Direction of a comparison.

    "More than", "at least", "<" and the like bind to a number; the other direction is the opposite advice.
    Example: “at least 30%” became “como máximo el 30 %”; “>200” became “<200”.
    """
    wanted = comparisons(source, context.source_language, of_source(source, context))
    if not wanted and not _SIGN.search(target):
        return
    found = comparisons(target, context.target_language, of_target(target, context))
    for ours in found:
        same = [theirs for theirs in wanted if theirs.number.same(ours.number)]
        here = [other for other in found if other.number.same(ours.number)]
        if message := _contradiction(ours, same, here):
            yield Fault(ours.start, ours.end, message)
    yield from _lost_signs(wanted, found, of_target(target, context))


def _contradiction(ours: Comparison, same: list[Comparison], here: list[Comparison]) -> str | None:
    theirs, all_ours = Counter(c.direction for c in same), Counter(c.direction for c in here)
    if (lost := theirs - all_ours) and (all_ours - theirs)[ours.direction]:
        return f"the comparison points the other way: “{ours.direction}”, in the source “{next(iter(lost))}”"
    signs = {c.sign for c in same}
    if ours.sign and None not in signs and signs and ours.sign not in signs:
        return f"the sign is “{ours.sign}”, in the source “{next(iter(signs))}”"
    if ours.sign and not same:
        return f"the sign “{ours.sign}” does not stand in the source"
    return None


def _lost_signs(wanted: list[Comparison], found: list[Comparison], numbers: list[Number]) -> Iterator[Fault]:
    for theirs in wanted:
        kept = not theirs.sign or any(ours.number.same(theirs.number) for ours in found)
        if not kept and (number := next((n for n in numbers if n.same(theirs.number)), None)):
            yield Fault(number.start, number.end, f"the sign “{theirs.sign}” of the source is missing")
