"""Whether a translation follows its source closely, or was worded anew.

A free translation says a "not" by another verb and a figure by words that no table holds; in one that goes along with
its source, word for word, what is missing is lost. What shows it are the anchors of both texts: numbers, everyday
words, words that both languages share. Those that stand in the same order speak for a close translation; those that
changed places, and everyday words that only one side has, against it.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.reading.sentence import Reading
from pipeline.reading.tokens import cognate
from pipeline.reading.vocabulary.everyday import everyday, knows

_STEM = 4  # letters of a word that may be known again in the other language
_MOST = 120  # anchors; they are compared one by one, and a text of more is no sentence
# Measured on pairs with a negator on one side alone: errors that planted one in a close translation have shares from
# 0.57, free translations mostly below. An anchor in another place tells more than a word alone: it cannot be a synonym.
_CLOSE, _FIRST, _MOVED, _JOINT = 0.57, 0.5, 1.5, 2
_CROSSED = 1  # anchors; "HIV test" is "test de VIH" in the closest translation
_SHORTER, _LONGER = 0.8, 1.3  # shares of the source's length: something was left out, or added, and not worded anew


class Anchor(NamedTuple):
    """What both sides may have at a place, and how much it tells that only one has it."""

    start: int
    keys: frozenset[object]
    weight: int

    def meets(self, other: "Anchor") -> bool:
        """Whether it may be the other in another language."""
        return not self.keys.isdisjoint(other.keys)


def is_free(source: Reading, target: Reading) -> bool:
    """Whether a translation was worded anew, as far as the everyday words of both languages are known."""
    return _can_tell(source, target) and closeness(source, target) < _CLOSE


@lru_cache(maxsize=64)
def closeness(source: Reading, target: Reading) -> float:
    """How much of what the anchors of both sides tell speaks for a close translation."""
    wanted, found = anchors(source), anchors(target)
    if max(len(wanted), len(found)) > _MOST:
        return 1.0
    kept = in_order(wanted, found)
    lost = 0 if is_cut(source, target) else _missed(wanted, found)
    new = _missed(found, wanted) if len(target.text) <= _LONGER * len(source.text) else 0
    close = len(kept) + _FIRST
    moved = min(_moved(wanted, found, kept), 1 + lost + new)  # clauses that only changed places say the same
    return close / (close + _MOVED * moved + lost + new)


def is_cut(source: Reading, target: Reading) -> bool:
    """Whether a translation is so short that a part of the source was left out of it."""
    return len(target.text) < _SHORTER * len(source.text)


def _can_tell(source: Reading, target: Reading) -> bool:
    return knows(source.language) and knows(target.language)


@lru_cache(maxsize=64)
def anchors(side: Reading) -> list[Anchor]:
    """The anchors of a text, in order; all that begins at one place is one."""
    keys: dict[int, set[object]] = {}
    weights: dict[int, int] = {}
    for number in side.numbers:
        if number.kind != "loose":
            keys.setdefault(number.start, set()).update(number.values)
    for word in everyday(side.tokens, side.language):
        keys.setdefault(word.start, set()).update(word.meanings)
        weights[word.start] = (_JOINT if word.joint else 1) if word.sure else 0
    for token in side.tokens:
        if len(token.plain) >= _STEM and token.plain.isalpha():
            keys.setdefault(token.start, set()).add(f"{cognate(token.plain)[:_STEM]}-")
    for contrast, words in side.contrasts.items():
        for one in words:
            keys.setdefault(one.start, set()).update((contrast, meaning) for meaning in one.meanings)
    return [Anchor(start, frozenset(keys[start]), weights.get(start, 0)) for start in sorted(keys)]


def in_order(wanted: Sequence[Anchor], found: Sequence[Anchor]) -> list[tuple[int, int]]:
    """The longest row of anchors that both sides have in one order, by index."""
    places: dict[object, list[int]] = {}
    for j, anchor in enumerate(found):
        for key in anchor.keys:
            places.setdefault(key, []).append(j)
    longest = [[0] * (len(found) + 1)]  # from the last anchor to the first
    for anchor in reversed(wanted):
        behind, met = longest[-1], {j for key in anchor.keys for j in places.get(key, ())}
        row = [0] * len(behind)
        for j in reversed(range(len(found))) if met else ():
            row[j] = behind[j + 1] + 1 if j in met else max(behind[j], row[j + 1])
        longest.append(row if met else behind)
    return list(_row(wanted, found, longest[::-1]))


def _row(
    wanted: Sequence[Anchor], found: Sequence[Anchor], longest: Sequence[Sequence[int]]
) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(wanted) and j < len(found):
        if wanted[i].meets(found[j]):
            yield i, j
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1


def _moved(wanted: Sequence[Anchor], found: Sequence[Anchor], kept: Sequence[tuple[int, int]]) -> int:
    """How often anchors that kept no place in the order stand on the other side, beyond more than one that did.

    Neighbours that moved together count once.
    """
    taken, free = {i for i, _ in kept}, set(range(len(found))) - {j for _, j in kept}
    moved, last = 0, (-2, -2)
    for i, anchor in enumerate(wanted):
        place = None if i in taken else next((j for j in sorted(free) if anchor.meets(found[j])), None)
        if place is not None:
            free.remove(place)
            if sum((one < i) != (its < place) for one, its in kept) > _CROSSED:
                moved += (i - 1, place - 1) != last
                last = i, place
    return moved


def _missed(side: Sequence[Anchor], other: Sequence[Anchor]) -> int:
    """How much the everyday words of a side tell that the other has nowhere."""
    said = frozenset[object]().union(*(anchor.keys for anchor in other))
    return sum(anchor.weight for anchor in side if anchor.keys.isdisjoint(said))
