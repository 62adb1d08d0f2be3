"""What goes with what: the words, numbers and negators of a sentence and those of its translation.

Words and numbers pair with the first of their meaning; two that changed places are swapped, unless the sentence around
them was turned round as well. Negators are aligned in their order.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, chain, pairwise
from math import inf
from typing import Generic, TypeVar

from pipeline.core.edits import Span
from pipeline.data import load
from pipeline.pairs.comparing.limits import keeps_limit
from pipeline.pairs.comparing.steps import keeps_clauses, keeps_steps
from pipeline.reading.contrasts import Word
from pipeline.reading.language import Clauses, either, language
from pipeline.reading.meanings import CONTRASTS, QUALITIES, UNORDERED
from pipeline.reading.numbers.number import Number
from pipeline.reading.polarity import Cue
from pipeline.reading.sentence import Reading
from pipeline.rules.pair import Pair

Item = TypeVar("Item")

_MEANING = load("pair_meaning.yaml")
_AGENTS: Mapping[str, re.Pattern[str]] = {
    tag: re.compile(rf"\w(?:{_MEANING['participles']}) (?:{words})(?: [\w-]+){{0,2}} ?$")
    for tag, words in _MEANING["agents"].items()
}
_PARTED = re.compile(r"[,;:.!?]\s")  # between two clauses
# Letters by which a word is known again in the other language, and characters by which it may move in a sentence that
# was not turned round. Reference pairs are answered alike with 3 to 7 letters; with 30 characters two sound pairs are
# refused.
_KINDS = (*chain(*CONTRASTS.values(), *UNORDERED.values()), *QUALITIES)
_STEM, _APART = 5, 15
# Found on the development half of TICO-19: how far the ends of two clauses may lie apart, as a share of the sentence;
# what it costs to leave a negator alone, saves to join two words of one kin, costs to join unlike ones.
_SHIFT = 0.2
_ALONE, _ALIKE, _UNLIKE = {"strong": 0.15, "sure": 0.1}, 0.3, 0.05
_MOST = 40  # cues; the alignment is quadratic in them


def paired(wanted: Sequence[Word], found: Sequence[Word]) -> list[tuple[int, int]]:
    """Which word of the source goes with which of the target, by index: the first of its meaning, sure ones first."""
    partners = dict(_of_one_mind(wanted, found))
    taken = set(partners.values())
    for strict in (True, False):
        if len(partners) in (len(wanted), len(found)):
            break
        free: dict[str, list[int]] = defaultdict(list)  # by meaning, the last word first
        for j in reversed(range(len(found))):
            for meaning in found[j].meanings if found[j].sure or not strict else ():
                free[meaning].append(j)
        for i, word in enumerate(wanted):
            if i in partners or (strict and not word.sure):
                continue
            for places in (free[meaning] for meaning in word.meanings):
                while places and places[-1] in taken:
                    places.pop()
            first = min((free[meaning][-1] for meaning in word.meanings if free[meaning]), default=None)
            if first is not None:
                partners[i] = first
                taken.add(first)
    return sorted(partners.items())


def _of_one_mind(wanted: Sequence[Word], found: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Words of several meanings, each with the first that has the very same: "wait … before" is no "before"."""
    free = [j for j, word in enumerate(found) if word.sure and len(word.meanings) > 1]
    for i, word in enumerate(wanted) if free else ():
        j = next((j for j in free if word.sure and found[j].meanings == word.meanings), None)
        if j is not None:
            free.remove(j)
            yield i, j


def swapped(words: Sequence[tuple[Word, Word]], pair: Pair) -> Span | None:
    """Where two words of the target stand the other way round, though the sentence around them does not."""
    for (one, its), (two, other) in pairwise(words):
        kept = keeps_limit((one, two), (its, other), pair.source, pair.target)
        if kept is False and one.meanings.isdisjoint(two.meanings):
            return min(its.start, other.start), max(its.end, other.end)
        if not kept and other.start < its.start and one.meanings.isdisjoint(two.meanings):
            turned = (
                voice_turned((one, two), (its, other), pair)
                or is_compared(one, two, other, its, pair)
                or keeps_steps(one, two, its, other, (pair.source, pair.target))
                or keeps_clauses(one, two, its, other, (pair.source, pair.target))
                or _turned_round(words, pair)
            )
            return None if turned else (other.start, its.end)
    return None


def voice_turned(there: tuple[Word, Word], here: tuple[Word, Word], pair: Pair) -> bool:
    """Whether one side alone names one of two words as the doer of a passive verb: "enhanced by aspirin"."""
    return any(_is_agent(word, pair.source) for word in there) != any(_is_agent(word, pair.target) for word in here)


def is_compared(one: Word, two: Word, first: Word, second: Word, pair: Pair) -> bool:
    """Whether two words are compared on both sides, by opposite qualities.

    "A grows faster than B" is "B crece más despacio que A".
    """
    places = (pair.source, one.end, two.end), (pair.target, first.end, second.end)
    if not all(than(side.language).search(side.text[start:end]) for side, start, end in places):
        return False
    said = [
        [frozenset().union(*(word.meanings for word in side.words[kind])) for kind in QUALITIES]
        for side in (pair.source, pair.target)
    ]
    ups = [bool(side.degrees["up"]) - bool(side.degrees["down"]) for side in (pair.source, pair.target) if side.degrees]
    turned = any(here and there and here.isdisjoint(there) for here, there in zip(*said, strict=True))
    return turned or (len(ups) > 1 and ups[0] * ups[1] < 0)


@cache
def than(tag: str) -> re.Pattern[str]:
    """What stands before that with which something is compared."""
    return re.compile(rf"\b(?:{either((language(tag).clauses or Clauses()).than)})")


def _is_agent(word: Word, side: Reading) -> bool:
    agent = _AGENTS.get(side.language.partition("-")[0])
    return agent is not None and agent.search(side.text, 0, word.start) is not None


def _turned_round(words: Sequence[tuple[Word, Word]], pair: Pair) -> bool:
    """Whether other parts of the sentence changed places as well, some words apart from one another."""
    there = _anchors(pair.source, [word for word, _ in words])
    here = _anchors(pair.target, [word for _, word in words])
    places = sorted((there[key], here[key]) for key in there.keys() & here.keys())
    latest = [-1, *accumulate((place for _, place in places), max)]
    behind = (bisect_right(places, (start - _APART, len(pair.target.text))) for start, _ in places)
    return any(place < latest[count] for (_, place), count in zip(places, behind, strict=True))


def may_be_turned(words: Sequence[tuple[Word, Word]], pair: Pair) -> bool:
    """Whether two words stand in a clause each, and nothing else of both texts proves that these kept their order."""
    if len(words) != 2:
        return False
    (one, its), (two, other) = words
    there, here = _anchors(pair.source, [one, two]), _anchors(pair.target, [its, other])
    end = _PARTED.search(pair.source.text, *sorted((one.start, two.start)))
    its_end = _PARTED.search(pair.target.text, *sorted((its.start, other.start)))
    if end is None or its_end is None:
        return False
    kept = [(there[key] < end.start()) == (here[key] < its_end.start()) for key in there.keys() & here.keys()]
    return not kept or not all(kept)


def _anchors(side: Reading, excluded: Sequence[Word]) -> dict[str, int]:
    """Where a text has, once, what the other language shares, but for the words at issue: numbers, stems, contrasts."""
    places = [(f"{max(n.values):g}", n.start) for n in side.numbers if n.kind != "month"]
    places += [(token.folded[:_STEM], token.start) for token in side.tokens if len(token.folded) >= _STEM]
    kinds = [(i, kind) for i, kind in enumerate(_KINDS) if kind in side.said]
    contrasting = [(i, word) for i, kind in kinds for word in side.words[kind] if word.sure]
    places += [(f"={i} {meaning}", word.start) for i, word in contrasting for meaning in word.meanings]
    apart = {place for word in excluded for place in range(word.start, word.end)}
    places = [(key, start) for key, start in places if start not in apart]
    once = Counter(key for key, _ in places)
    return {key: start for key, start in places if once[key] == 1}


class ByValue(Generic[Item]):
    """What stands beside numbers, to be asked for what stands beside those that can mean the same as another."""

    def __init__(self, pairs: Iterable[tuple[Number, Item]]) -> None:
        self._places: dict[float, list[tuple[Number, Item]]] = defaultdict(list)
        for number, item in pairs:
            for one in number.readings:
                self._places[one].append((number, item))
        self._asked: dict[tuple[object, ...], list[Item]] = {}

    def alike(self, number: Number) -> list[Item]:
        """Those items, each once."""
        key = value_key(number)
        if key not in self._asked:
            places = (place for one in number.readings for place in self._places.get(one, ()))
            self._asked[key] = list({id(item): item for other, item in places if other.same(number)}.values())
        return self._asked[key]


def value_key(number: Number) -> tuple[frozenset[float], float | None, bool]:
    """What decides with which numbers one can mean the same."""
    return number.values, number.other, number.ambiguous


def within(spans: Iterable[Span]) -> Callable[[int, int], bool]:
    """A function that tells whether a start and an end lie within one of the spans."""
    ordered = sorted(spans)
    furthest = [-1, *accumulate((end for _, end in ordered), max)]
    return lambda start, end: end <= furthest[bisect_right(ordered, (start, inf))]


def meeting(spans: Iterable[Span]) -> Callable[[int, int], bool]:
    """A function that tells whether a start and an end share a place with one of the spans."""
    ordered = sorted(spans)
    furthest = [-1, *accumulate((end for _, end in ordered), max)]
    return lambda start, end: start < furthest[bisect_left(ordered, (end,))]


def unmatched(wanted: Sequence[Number], found: Sequence[Number]) -> tuple[list[Number], list[Number]]:
    """The numbers of either side that have no partner: firm ones pair with firm ones first, then with loose ones."""
    lost, new = _pair_off([n for n in wanted if n.kind == "month"], [n for n in found if n.kind == "month"])
    firm, firm_found = ([n for n in side if n.kind in ("figures", "word")] for side in (wanted, found))
    lost, new = _pair_off([*firm, *lost], [*firm_found, *new])
    lost, _ = _pair_off(lost, [n for n in found if n.kind == "loose"])
    _, new = _pair_off([n for n in wanted if n.kind == "loose"], new)
    return lost, new


def _pair_off(wanted: Sequence[Number], found: Sequence[Number]) -> tuple[list[Number], list[Number]]:
    """Those of either side that are left when each number takes the first free one that can mean the same."""
    if not wanted or not found:
        return list(wanted), list(found)
    free: dict[float, list[int]] = {}
    for i in range(len(found) - 1, -1, -1):
        for one in found[i].readings:
            free.setdefault(one, []).append(i)
    taken: set[int] = set()
    left = []
    for number in wanted:
        for one in number.readings:
            places = free.get(one, [])
            while places and places[-1] in taken:
                places.pop()
            if places and number.same(found[places[-1]]):
                taken.add(places.pop())
                break
        else:
            left.append(number)
    return left, [number for i, number in enumerate(found) if i not in taken]


def in_step(cues: Sequence[Cue], side: Reading, other: Reading) -> Sequence[Cue]:
    """The cues of a side at the places that they have in the other, if both have like clauses, and as many."""
    ends, others = ([end for _, end in one.clauses] for one in (side, other))
    sizes = max(len(side.text), 1), max(len(other.text), 1)
    if len(ends) != len(others) or any(
        abs(end / sizes[0] - its / sizes[1]) > _SHIFT for end, its in zip(ends, others, strict=True)
    ):
        return cues
    return [cue._replace(at=_moved(cue.start, [0, *ends], [0, *others])) for cue in cues]


def _moved(place: int, ends: Sequence[int], others: Sequence[int]) -> float:
    i = min(bisect_right(ends, place), len(ends) - 1)
    share = (place - ends[i - 1]) / max(ends[i] - ends[i - 1], 1)
    return (others[i - 1] + share * (others[i] - others[i - 1])) / max(others[-1], 1)


def align(wanted: Sequence[Cue], found: Sequence[Cue]) -> tuple[list[Cue], list[Cue]]:
    """The negators of either side that the cheapest alignment of the cues, in order, leaves alone.

    Where both sides have one to spare, it only moved. A step costs the distance of its two cues; leaving out a weak cue
    costs nothing, another one `_ALONE`. A text of more than `_MOST` cues is no sentence; the rest is not looked at.
    """
    wanted, found = wanted[:_MOST], found[:_MOST]
    rows, columns = len(wanted) + 1, len(found) + 1
    cost = [[0.0] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            if i or j:
                cost[i][j] = min(
                    cost[i - 1][j] + _alone(wanted[i - 1]) if i else 9e9,
                    cost[i][j - 1] + _alone(found[j - 1]) if j else 9e9,
                    cost[i - 1][j - 1] + _together(wanted[i - 1], found[j - 1]) if i and j else 9e9,
                )
    return _left_alone(cost, wanted, found)


def _left_alone(cost: list[list[float]], wanted: Sequence[Cue], found: Sequence[Cue]) -> tuple[list[Cue], list[Cue]]:
    i, j = len(wanted), len(found)
    lost: list[Cue] = []
    added: list[Cue] = []
    while i or j:
        if i and j and cost[i][j] == cost[i - 1][j - 1] + _together(wanted[i - 1], found[j - 1]):
            i, j = i - 1, j - 1
        elif i and cost[i][j] == cost[i - 1][j] + _alone(wanted[i - 1]):
            i -= 1
            lost.append(wanted[i])
        else:
            j -= 1
            added.append(found[j])
    return _unexcused(lost[::-1], added[::-1])


def _unexcused(lost: Sequence[Cue], added: Sequence[Cue]) -> tuple[list[Cue], list[Cue]]:
    """Negators of one side alone that neither a negator nor a spare weak word of the other side may stand for."""
    missing, more = ([cue for cue in side if cue.kind in _ALONE] for side in (lost, added))
    moved = min(len(missing), len(more))
    return missing[moved + _spare(added, lost) :], more[moved + _spare(lost, added) :]


def _spare(cues: Sequence[Cue], others: Sequence[Cue]) -> int:
    """How many weak words a side has beyond those of the other; phrases that only look like a negation explain none."""
    return max(sum(c.kind == "weak" and c.reach < 1 for c in cues) - sum(c.kind == "weak" for c in others), 0)


def _alone(cue: Cue) -> float:
    return _ALONE.get(cue.kind, 0.0)


def _together(one: Cue, other: Cue) -> float:
    distance = abs(one.at - other.at)
    if one.kin and one.kin == other.kin:
        return min(distance, _ALONE["strong"]) - _ALIKE
    kinds = {one.kind, other.kind}
    if kinds == {"strong"}:
        return min(distance, 2 * _ALONE["strong"])
    if "kin" in kinds or kinds == {"weak"}:
        return 9e9
    return min(distance, _ALONE["strong"] / 2) + _UNLIKE if distance <= one.reach else 9e9
