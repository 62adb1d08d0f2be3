"""What is bound to what: the dose of a group, the value of a test, the side of an organ.

A sentence names heads of one kind (adults, children) and as many values of one unit, or as many times of the day. Each
value belongs to the head beside it; where the translation has the same heads and the same values, it must bind them
alike.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from pipeline.pairs.comparing.amounts import equal
from pipeline.pairs.comparing.limits import crossed_values
from pipeline.pairs.dose import dose
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS, HEADS, Contrast
from pipeline.reading.numbers.dates import is_year
from pipeline.reading.numbers.number import TIMES, Number
from pipeline.reading.numbers.units import is_vague
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_MASSES = frozenset({"kg", "g", "mg", "µg", "ng"})
_BOTH = 2  # substances of a mixture: of more no reader can tell which is left out
V = TypeVar("V", Word, Number)


class Bound(NamedTuple, Generic[V]):
    """A head and the value that belongs to it."""

    head: Word
    value: V


@pair_check("pair/binding", severity="error", needs=("numbers", "units"))
def binding(pair: Pair) -> Iterator[Fault]:
    """Whose value it is.

    A dose keeps its group, its time of day and its drug, a result its test, a side its organ, each part of a mixture
    its substance; the ends of a range and of a ratio keep their order. Two of them that changed places are two errors,
    though every word is there.
    Example: “adults 20 mg, children 10 mg” became “adultos 10 mg, niños 20 mg”.
    """
    yield from next((found for found in map(list, (_crossed(pair), _turned(pair), _mixed(pair))) if found), ())


def _crossed(pair: Pair) -> Iterator[Fault]:
    """Values that stand beside another head than in the source, of the first kind that shows it."""
    if not all(map(_has_several, (pair.source, pair.target))):
        return
    sides = _common(pair.source.sides.sure, pair.target.sides.may, _same_word)
    for wanted, found in (*_shared_heads(pair), sides):
        if len(wanted) > 1 and (fault := next(_faults(wanted, found, pair), None)):
            yield fault
            return
    if place := crossed_values(pair.source, pair.target):
        yield Fault(*place, "the source has these values the other way round, on both sides of a limit")
    for times, its_times in _shared(_TIMES, pair):
        for wanted, found in _shared(HEADS, pair):
            yield from _rebound(_bind(wanted, *_common(times, its_times, _same_word)), found, its_times, _same_word)


def _has_several(side: Reading) -> bool:
    """Whether a side has several values that may change places."""
    firm = sum(number.kind in ("figures", "word") for number in side.numbers)
    return (
        firm > 1
        or len(side.sides.may) > 1
        or len(side.frequencies) > 1
        or any(kind in side.said and len(_sure(side, kind)) > 1 for kind in _TIMES)
    )


def _faults(wanted: Sequence[Word], found: Sequence[Word], pair: Pair) -> Iterator[Fault]:
    forms = {number.unit for number in pair.source.numbers if number.code and is_vague(number.code)}
    for unit in {unit for number in pair.source.numbers for unit in _units(number)}:
        counted = unit in forms
        numbers, its = (_measured(side, unit, counted=counted) for side in (pair.source, pair.target))
        faults = list(_rebound(_bind(wanted, *_common(numbers, its, _same_value)), found, its, _same_value))
        yield from faults if not (counted and faults and any(dose.find(pair))) else ()  # times that changed places
    often, its_often = ([one.word for one in side.frequencies if one.word.sure] for side in (pair.source, pair.target))
    yield from _rebound(_bind(wanted, *_common(often, its_often, _same_word)), found, its_often, _same_word)
    sides, its_sides = pair.source.sides.sure, pair.target.sides.may
    yield from _rebound(_bind(wanted, *_common(sides, its_sides, _same_word)), found, its_sides, _same_word)


def agrees(words: Sequence[Word], others: Sequence[Word], pair: Pair) -> bool:
    """Whether words of both sides are bound alike to heads that both sides have."""
    for wanted, found in _shared_heads(pair):
        here = _bind(wanted, *_common(words, others, _same_word))
        if here and not list(_rebound(here, found, others, _same_word)) and _bind(found, list(others), list(others)):
            return True
    return any(_keeps_side(kind, words, others, pair) for kind in HEADS if kind in pair.source.said)


def _keeps_side(kind: Contrast, words: Sequence[Word], others: Sequence[Word], pair: Pair) -> bool:
    """Whether the only head of a kind stands beside the same word: "the left eye" among other words of sides."""
    heads = [_sure(side, kind) for side in pair[:2]]
    if [len(some) for some in heads] != [1, 1] or not _same_word(heads[0][0], heads[1][0]):
        return False
    one, its = _beside(heads[0][0], words), _beside(heads[1][0], others)
    return one is not None and its is not None and _same_word(one, its)


def _beside(head: Word, among: Sequence[Word]) -> Word | None:
    """The word that stands right before or behind a head."""
    return next((one for one in among if 0 <= max(head.start - one.end, one.start - head.end) <= 1), None)


def _shared_heads(pair: Pair) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    """The heads of each kind that both sides name once."""
    yield from _shared(_KINDS, pair)
    if len(pair.source.drugs) > 1 and len(pair.target.drugs) > 1:
        yield _common(pair.source.drugs, pair.target.drugs, _same_word)


def _shared(kinds: tuple[Contrast, ...], pair: Pair) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    for kind in [one for one in kinds if one in pair.source.said]:
        if len(wanted := _sure(pair.source, kind)) > 1 and len(found := _sure(pair.target, kind)) > 1:
            yield _common(wanted, found, _same_word)


_MOST = 50  # values or heads of a kind in a sentence: more is a table, and each would be compared with all others
_TIMES = tuple(kind for kind in CONTRASTS["pair/dose"] if kind.of("en").keys() & {"morning", "mon"})
_KINDS = (*HEADS, *_TIMES)


def _sure(side: Reading, kind: Contrast) -> list[Word]:
    return [word for word in side.words[kind] if word.sure]


def _units(number: Number) -> set[str]:
    """What a number is compared by: its unit, without the time that it is counted in ("75 mg daily"), and its kind."""
    parts = (number.unit or "").split("/")
    unit = "/".join(part for part in parts if part not in TIMES) or number.unit or ""
    return {unit, *({"mass"} if unit in _MASSES else {"time"} if unit in TIMES else ())}


def _measured(side: Reading, unit: str, *, counted: bool = False) -> list[Number]:
    """The values of a unit; of a `counted` form also those that leave it out, and one: "two capsules … and one …"."""
    kinds = ("figures", "word", "loose") if counted else ("figures", "word")
    return [
        number
        for number in side.numbers
        if (unit in _units(number) or (counted and number.unit is None))
        and number.kind in kinds
        and not is_year(number)
        and side.text[number.start - 1 : number.start] != "/"  # of “120/80” the first is enough
    ]


def _same_word(one: Word, other: Word) -> bool:
    return not one.meanings.isdisjoint(other.meanings)


def _same_value(one: Number, other: Number) -> bool:
    return one.same(other) or equal(one, other)


def _common(wanted: Sequence[V], found: Sequence[V], same: Callable[[V, V], bool]) -> tuple[list[V], list[V]]:
    """What both sides have exactly once; nothing where there is so much of a kind that no reader binds it."""
    if max(len(wanted), len(found)) > _MOST:
        return [], []
    return (
        [one for one in wanted if sum(same(one, its) for its in found) == 1 == sum(same(one, two) for two in wanted)],
        [its for its in found if sum(same(one, its) for one in wanted) == 1 == sum(same(its, two) for two in found)],
    )


def _bind(heads: Sequence[Word], values: Sequence[V], partners: Sequence[V]) -> list[Bound[V]]:
    """Each head with its value; empty where the order does not tell.

    "Adults 20 mg, children 10 mg" and "20 mg for adults, 10 mg for children" go two by two, "adults and children, 20 mg
    and 10 mg" in their order.
    """
    if len(heads) != len(values) or len(heads) < 2 or len(values) != len(partners):
        return []
    row = sorted([*((head.start, True) for head in heads), *((value.start, False) for value in values)])
    is_head = [head for _, head in row]
    by_two = all(one != two for one, two in zip(is_head[::2], is_head[1::2], strict=True))
    in_turn = sum(one != two for one, two in pairwise(is_head)) == 1
    ordered = sorted(heads), sorted(values, key=lambda value: value.start)
    return [Bound(head, value) for head, value in zip(*ordered, strict=True)] if by_two or in_turn else []


def _rebound(
    wanted: Sequence[Bound[V]], heads: Sequence[Word], values: Sequence[V], same: Callable[[V, V], bool]
) -> Iterator[Fault]:
    """The values that the other side binds to another head."""
    if not wanted:
        return
    kept = [value for value in values if sum(same(one.value, value) for one in wanted) == 1]
    for head, value in _bind(heads, kept, [one.value for one in wanted]):
        its = next((one for one in wanted if _same_word(one.head, head)), None)
        if its and not same(its.value, value):
            start, end = min(head.start, value.start), max(head.end, value.end)
            yield Fault(
                start, end, f"“{head.text}” goes with “{its.value.text}” in the source, not with “{value.text}”"
            )


def _turned(pair: Pair) -> Iterator[Fault]:
    """Ranges and ratios whose ends changed places."""
    wanted = pair.source.spans
    for start, end, low, high in pair.target.spans:
        here = any(low.same(one.low) and high.same(one.high) for one in wanted)
        if not here and any(low.same(one.high) and high.same(one.low) for one in wanted):
            yield Fault(start, end, f"“{pair.target.text[start:end]}” stands the other way round in the source")


def _mixed(pair: Pair) -> Iterator[Fault]:
    """Two substances that are mixed in the proportion of one another."""
    wanted, found = (side.mixture if len(side.numbers) > 1 else () for side in pair[:2])
    if not len(wanted) == len(found) == _BOTH or wanted[0].amount.same(wanted[1].amount):
        return
    alike = [next((its for its in found if its.amount.same(one.amount)), None) for one in wanted]
    if alike[0] is None or alike[1] is None or alike[0] is alike[1]:
        return
    shared = [[sum(n * its.keys[key] for key, n in one.keys.items()) for its in alike if its] for one in wanted]
    if shared[0][1] + shared[1][0] > shared[0][0] + shared[1][1]:
        start, end = min(its.start for its in found), max(its.end for its in found)
        yield Fault(start, end, f"“{pair.target.text[start:end]}” mixes the two in the inverse proportion")


CHECKS = (binding,)
