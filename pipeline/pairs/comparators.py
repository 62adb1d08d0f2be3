"""The check on comparisons: "at least", "<", "up to" keep their direction."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TypeVar

from pipeline.core.edits import Span
from pipeline.pairs.comparisons import Comparison, comparisons, patterns, start_of
from pipeline.pairs.contrasts import contrasts
from pipeline.pairs.degrees import turned
from pipeline.pairs.numbers import of_source, of_target
from pipeline.pairs.quantity import TIMES, Number, unit_at
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import PairContext

Item = TypeVar("Item")
_HINT = 40  # characters; in the trials 20 refuses a sound pair, 30 to 80 give the same answers
_YEAR, _BESIDE = re.compile(r"19\d\d|20\d\d|2100"), re.compile(r"[ \u00a0](?:del? |of )?")


class _Side:
    """One text of a pair with what it compares, to be asked for what stands beside a number."""

    def __init__(self, text: str, language: str, numbers: list[Number]) -> None:
        self.text, self.language, self.numbers = text, language, numbers
        self.comparisons = comparisons(text, language, numbers)
        self._of = _by_value([(one.number, one) for one in self.comparisons])
        self._bare = _by_value([(number, number) for number in numbers])

    def comparing(self, number: Number) -> list[Comparison]:
        """The comparisons of a number that can mean the same."""
        return _alike(number, self._of)

    def same(self, number: Number) -> list[Number]:
        """The numbers that can mean the same."""
        return _alike(number, self._bare)


def _by_value(pairs: Sequence[tuple[Number, Item]]) -> dict[float, list[tuple[Number, Item]]]:
    places: dict[float, list[tuple[Number, Item]]] = {}
    for number, item in pairs:
        for one in number.readings:
            places.setdefault(one, []).append((number, item))
    return places


def _alike(number: Number, places: Mapping[float, list[tuple[Number, Item]]]) -> list[Item]:
    found = {id(item): item for one in number.readings for other, item in places.get(one, ()) if other.same(number)}
    return list(found.values())


@pair_check("pair/comparator", severity="error", needs=("numbers", "units", "comparisons", "negation"))
def comparator(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Direction of a comparison.

    "More than", "at least", "<" and the like bind to a number; the other direction is the opposite advice. So is "less"
    for "more" without a number.
    Example: “at least 30%” became “como máximo el 30 %”; “>200” became “<200”.
    """
    faults = list(_compared(source, target, context)) or list(turned(source, target, context))
    yield from faults or contrasts("pair/comparator", source, target, context)


def _compared(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    theirs = _Side(source, context.source_language, of_source(source, context))
    ours = _Side(target, context.target_language, of_target(target, context))
    if not theirs.comparisons and not ours.comparisons:
        return
    messages: dict[tuple[object, ...], str | None] = {}
    for one in ours.comparisons:
        key = (*_key(one.number), *one.alike)
        if key not in messages:
            messages[key] = _contradiction(one, theirs.comparing(one.number), ours.comparing(one.number))
        if message := messages[key]:
            yield Fault(one.start, one.end, message)
    yield from _lost_signs(theirs, ours)
    for lost, number in _alone(theirs, ours):
        yield Fault(number.start, number.end, f"“{lost.phrase}” of the source is missing")
    for new, _ in _alone(ours, theirs):
        yield Fault(new.start, new.end, f"“{new.phrase}” does not stand in the source")


def _key(number: Number) -> tuple[frozenset[float], float | None, bool]:
    return number.values, number.other, number.ambiguous


def _contradiction(ours: Comparison, same: list[Comparison], here: list[Comparison]) -> str | None:
    theirs, all_ours = Counter(c.meant for c in same), Counter(c.meant for c in here)
    elsewhere = any(_denied_on_one_side(ours, other) for other in same)
    if (lost := theirs - all_ours) and (all_ours - theirs)[ours.meant] and not elsewhere:
        return f"the comparison points the other way: “{ours.meant}”, in the source “{next(iter(lost))}”"
    signs = {c.sign for c in same}
    if ours.sign and "" not in signs and signs and ours.sign not in signs:
        return f"the sign is “{ours.sign}”, in the source “{next(iter(signs))}”"
    if ours.sign and not same:
        return f"the sign “{ours.sign}” does not stand in the source"
    return None


def _denied_on_one_side(one: Comparison, other: Comparison) -> bool:
    """Whether two phrases say the same and one has a negator far before it, which the other side may say in a verb."""
    return one.direction == other.direction and one.denied != other.denied and not (one.negative or other.negative)


def _lost_signs(theirs: _Side, ours: _Side) -> Iterator[Fault]:
    for one in theirs.comparisons:
        if one.sign and not ours.comparing(one.number) and (bare := ours.same(one.number)):
            yield Fault(bare[0].start, bare[0].end, f"the sign “{one.sign}” of the source is missing")


def _alone(one: _Side, other: _Side) -> Iterator[tuple[Comparison, Number]]:
    """Phrases of one side beside a number that the other has bare, with nothing near that could stand for them."""
    alone = [c for c in one.comparisons if c.close and not c.sign and not other.comparing(c.number)]
    hints = list(_hints(other)) if alone else []
    explained: dict[tuple[object, ...], bool] = {}
    for comparison in alone:
        here = other.same(comparison.number)
        if not here or not (_firm(comparison.number) or any(map(_firm, here))):
            continue
        if _is_span_of_time(comparison, one.language, here[0], other) or _is_range(comparison, one):
            continue
        key = _key(comparison.number)
        if key not in explained:
            explained[key] = any(_stands_by(number, *hint, other.text) for number in here for hint in hints)
        if not explained[key] and not _is_date(here[0], comparison.number, other):
            yield comparison, here[0]


def _hints(side: _Side) -> Iterator[tuple[str, Span]]:
    """What could stand for a comparison: all that compares, or nearly, and is not taken by a number of its own.

    With it, on which side of its number it stands.
    """
    bound = sorted((c.start, c.end) for c in side.comparisons if _firm(c.number) and not c.number.inherited)
    furthest = [0, *accumulate((end for _, end in bound), max)]
    known = patterns(side.language)
    for where, pattern in (("before", known.before), ("behind", known.behind), ("near", known.near)):
        for match in pattern.finditer(side.text):
            if match.end() > furthest[bisect_right(bound, (match.start(), len(side.text)))]:
                yield "near" if match[0].lower() in known.distant else where, match.span()


def _firm(number: Number) -> bool:
    return number.kind != "loose" or number.unit is not None


def _is_span_of_time(comparison: Comparison, language: str, number: Number, side: _Side) -> bool:
    """Whether "over two hours" may say how long something goes on; years may be an age."""
    before = side.text[max(number.start - 30, 0) : number.start]
    lasts = comparison.number.unit in TIMES or patterns(side.language).during.search(before)
    return comparison.phrase.lower() in patterns(language).lasting and bool(lasts)


def _is_range(comparison: Comparison, side: _Side) -> bool:
    """Whether the phrase joins two numbers: "5 up to 10 mg"."""
    last = bisect_left(side.numbers, comparison.start, key=start_of)
    ends = (unit_at(side.text, number.end)[1] for number in side.numbers[max(last - 2, 0) : last])
    return any(0 <= comparison.start - end <= 1 for end in ends)


def _is_date(number: Number, counterpart: Number, side: _Side) -> bool:
    """Whether a number, as one side writes it, belongs to a date: "until 30 April" is "hasta el 30 de abril"."""
    first = bisect_left(side.numbers, number.start - _HINT, key=start_of)
    last = bisect_right(side.numbers, number.end + _HINT, key=start_of)
    months = [other for other in side.numbers[first:last] if other.kind == "month"]
    year = number.unit is None and _YEAR.fullmatch(number.text) and _YEAR.fullmatch(counterpart.text)
    return bool(year) or any(_BESIDE.fullmatch(_between(number, month, side.text)) for month in months)


def _between(one: Number, other: Number, text: str) -> str:
    return text[min(one.end, other.end) : max(one.start, other.start)]


def _stands_by(number: Number, where: str, hint: Span, text: str) -> bool:
    between = text[min(number.end, hint[1]) : max(number.start, hint[0])]
    if where != "near" and (where == "before") != (hint[0] < number.start):
        return False
    return len(between) <= _HINT and not re.search(r"[.;!?]\s", between)
