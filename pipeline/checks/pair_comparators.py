"""The check on comparisons: "at least", "<", "up to" keep their direction."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple, TypeVar

from pipeline.checks.negators import negations
from pipeline.checks.pair_context import PairContext
from pipeline.checks.pair_degrees import turned
from pipeline.checks.pair_numbers import of_source, of_target
from pipeline.checks.pair_quantity import TIMES, Number, unit_at
from pipeline.data import load
from pipeline.rules import Fault, pair_check

Place = tuple[int, int]
Item = TypeVar("Item")
_TABLE: Mapping[str, Any] = load("pair_meaning.yaml")
_SIGNS: dict[str, str] = _TABLE["signs"]
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)))
_DISTANT = frozenset(_TABLE["distant"])
_DIRECTION = {"<": "down", "≤": "down", ">": "up", "≥": "up", "±": "±"}
_LASTING = frozenset(_TABLE["lasting"])
_DURING = re.compile(rf"\b{_TABLE['during']}", re.IGNORECASE)
_BREAKS = {language: frozenset(words) for language, words in _TABLE["breaks"].items()}
_NEGATIVE = re.compile(r"(?:not?(?! m[áí][xn]i)|ne|pas|não|sans|sem|sin)\b", re.IGNORECASE)
_OPPOSITE = {"up": "down", "down": "up"}
_ORDINAL = re.compile(r"(?:st|nd|rd|th|re|ère|er|nde?|e|ème|[ºª°]|[oa])\b", re.IGNORECASE)
_NEAR, _FAR, _BEHIND, _GOVERNED = 3, 7, 2, 8
_HINT, _REACH = 40, 160
_WHERE = ("before", "behind", "near")
_YEAR, _BESIDE = re.compile(r"19\d\d|20\d\d|2100"), re.compile(r"[ \u00a0](?:del? |of )?")


class Comparison(NamedTuple):
    """A number with the direction that its sentence gives it; `sign` where it is written as one, else empty.

    `phrase` is what compares; where it is `close`, at most one word stands between it and the number. It is `denied`
    where a negator some words before it turns it round: "must not measure more than 5 cm".
    """

    number: Number
    direction: str
    sign: str
    start: int
    end: int
    phrase: str
    close: bool
    denied: bool = False

    @property
    def meant(self) -> str:
        """The direction when what denies it is taken into account."""
        return _OPPOSITE.get(self.direction, self.direction) if self.denied else self.direction

    @property
    def alike(self) -> tuple[object, ...]:
        """All by which a comparison of one number can differ from another."""
        return self.direction, self.sign, self.denied, self.negative

    @property
    def negative(self) -> bool:
        """Whether the phrase itself holds a negator: "no more than"."""
        return bool(_NEGATIVE.match(self.phrase))


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


def comparisons(text: str, language: str, numbers: list[Number]) -> list[Comparison]:
    """Every comparison of a sentence, bound to its number."""
    before, behind, _ = _patterns(language.partition("-")[0])
    denials = sorted(cue.end for cue in negations(text, language.partition("-")[0]) if cue.kind == "strong")
    found = [
        _comparison(text, match, number, _SIGNS[match[0]])
        for match in _SIGN.finditer(text)
        if (number := _following(text, match.end(), numbers, 0))
    ]
    for match in before.finditer(text):
        reach = _FAR if match[0].lower() in _DISTANT else _NEAR
        if number := _following(text, match.end(), numbers, reach):
            one = _comparison(text, match, number)
            near = slice(bisect_left(denials, match.start() - _REACH), bisect_right(denials, match.start()))
            denied = any(_governs(text[end : match.start()], language) for end in denials[near])
            found.append(one._replace(denied=denied and not one.negative))
    return found + [
        _comparison(text, match, number)
        for match in behind.finditer(text)
        if (number := _preceding(text, match.start(), numbers, _BEHIND))
        and not (before.match(text, match.start()) and _following(text, match.end(), numbers, 0))
    ]


def _comparison(text: str, match: re.Match[str], number: Number, sign: str = "") -> Comparison:
    start, end = min(match.start(), number.start), max(match.end(), number.end)
    between = text[min(match.end(), number.end) : max(match.start(), number.start)]
    direction = _DIRECTION[sign] if sign else str(match.lastgroup)
    return Comparison(number, direction, sign, start, end, match[0], len(between.split()) <= 1)


def _governs(between: str, language: str) -> bool:
    """Whether a negator reaches over these words to what compares."""
    words = between.lower().split()
    breaks = _BREAKS.get(language.partition("-")[0], frozenset())
    return len(words) <= _GOVERNED and breaks.isdisjoint(words) and not re.search(r"[.;:!?,()]", between)


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What compares before a number, what behind it, and what may stand for either."""
    table = _TABLE["comparators"].get(language, _TABLE["comparators"]["en"])
    return _pattern(table["before"]), _pattern(table["behind"]), _pattern({"near": table["near"]})


def _pattern(phrases: Mapping[str, list[str]]) -> re.Pattern[str]:
    groups = (rf"(?P<{direction}>\b(?:{'|'.join(listed)})(?!\w))" for direction, listed in phrases.items())
    return re.compile("|".join(groups), re.IGNORECASE)


def _following(text: str, position: int, numbers: list[Number], words: int) -> Number | None:
    for i in range(bisect_left(numbers, position, key=_start), len(numbers)):
        number = numbers[i]
        if number.kind != "month" and not _article(number, numbers[i + 1 : i + 2]):
            ordinal = number.kind == "figures" and _ORDINAL.match(text, number.end)
            return number if not ordinal and _near(text[position : number.start], words) else None
    return None


def _start(number: Number) -> int:
    return number.start


def _article(number: Number, following: list[Number]) -> bool:
    """Whether "un" is only the article of the number behind it: "un 60 %"."""
    return (
        number.kind == "loose"
        and 1.0 in number.values
        and len(number.text) <= len("uma")
        and any(other.start - number.end <= 2 for other in following)
    )


def _preceding(text: str, position: int, numbers: list[Number], words: int) -> Number | None:
    for i in range(bisect_left(numbers, position, key=_start) - 1, -1, -1):
        number = numbers[i]
        if number.end <= position and number.kind != "month":
            return number if _near(text[number.end : position], words) else None
    return None


def _near(between: str, words: int) -> bool:
    between = between.removeprefix(",")
    return len(between) < 80 and not re.search(r"[.;:!?,()]", between) and len(between.split()) <= words


@pair_check("pair/comparator", severity="error")
def comparator(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Direction of a comparison.

    "More than", "at least", "<" and the like bind to a number; the other direction is the opposite advice. So is "less"
    for "more" without a number.
    Example: “at least 30%” became “como máximo el 30 %”; “>200” became “<200”.
    """
    faults = list(_compared(source, target, context))
    yield from faults or turned(source, target, context)


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
        if _is_span_of_time(comparison, here[0], other) or _is_range(comparison, one):
            continue
        key = _key(comparison.number)
        if key not in explained:
            explained[key] = any(_stands_by(number, *hint, other.text) for number in here for hint in hints)
        if not explained[key] and not _is_date(here[0], comparison.number, other):
            yield comparison, here[0]


def _hints(side: _Side) -> Iterator[tuple[str, Place]]:
    """What could stand for a comparison: all that compares, or nearly, and is not taken by a number of its own.

    With it, on which side of its number it stands.
    """
    bound = sorted((c.start, c.end) for c in side.comparisons if _firm(c.number) and not c.number.inherited)
    furthest = [0, *accumulate((end for _, end in bound), max)]
    for where, pattern in zip(_WHERE, _patterns(side.language.partition("-")[0]), strict=True):
        for match in pattern.finditer(side.text):
            if match.end() > furthest[bisect_right(bound, (match.start(), len(side.text)))]:
                yield "near" if match[0].lower() in _DISTANT else where, match.span()


def _firm(number: Number) -> bool:
    return number.kind != "loose" or number.unit is not None


def _is_span_of_time(comparison: Comparison, number: Number, side: _Side) -> bool:
    """Whether "over two hours" may say how long something goes on; years may be an age."""
    lasts = comparison.number.unit in TIMES or _DURING.search(side.text[max(number.start - 30, 0) : number.start])
    return comparison.phrase.lower() in _LASTING and bool(lasts)


def _is_range(comparison: Comparison, side: _Side) -> bool:
    """Whether the phrase joins two numbers: "5 up to 10 mg"."""
    last = bisect_left(side.numbers, comparison.start, key=_start)
    ends = (unit_at(side.text, number.end)[1] for number in side.numbers[max(last - 2, 0) : last])
    return any(0 <= comparison.start - end <= 1 for end in ends)


def _is_date(number: Number, counterpart: Number, side: _Side) -> bool:
    """Whether a number, as one side writes it, belongs to a date: "until 30 April" is "hasta el 30 de abril"."""
    first = bisect_left(side.numbers, number.start - _HINT, key=_start)
    last = bisect_right(side.numbers, number.end + _HINT, key=_start)
    months = [other for other in side.numbers[first:last] if other.kind == "month"]
    year = number.unit is None and _YEAR.fullmatch(number.text) and _YEAR.fullmatch(counterpart.text)
    return bool(year) or any(_BESIDE.fullmatch(_between(number, month, side.text)) for month in months)


def _between(one: Number, other: Number, text: str) -> str:
    return text[min(one.end, other.end) : max(one.start, other.start)]


def _stands_by(number: Number, where: str, hint: Place, text: str) -> bool:
    between = text[min(number.end, hint[1]) : max(number.start, hint[0])]
    if where != "near" and (where == "before") != (hint[0] < number.start):
        return False
    return len(between) <= _HINT and not re.search(r"[.;!?]\s", between)
