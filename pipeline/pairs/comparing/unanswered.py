"""The words of a text that nothing of the other says: what a translation lost, and what it added."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from pipeline.core.edits import Span
from pipeline.pairs.comparing.alignment import meeting, within
from pipeline.reading.meanings import CONTRASTS, NAMED, STEERING
from pipeline.reading.sentence import Reading
from pipeline.reading.vocabulary.everyday import knows
from pipeline.reading.vocabulary.senses import Sense

_FEW = 3  # words; of fewer nothing can be told
_NONE = frozenset[str]()
# Who, when and how surely; how much, not of what: "one sachet", "one bottle".
_NO_CONTENT = STEERING.union(CONTRASTS["pair/numbers"])


@lru_cache(maxsize=64)
def unanswered(side: Reading, other: Reading) -> Sequence[Sense]:
    """The words of a side that nothing of the other says, be it by a contrast or the name of an illness."""
    return unexplained(alone(side, other), side, other)


def is_all_said(source: Reading, target: Reading) -> bool:
    """Whether a target says the words of its source, but for one and for those of numbers, which are compared."""
    if not (knows(source.language) and knows(target.language)) or len(source.senses) < _FEW:
        return False
    is_number = within(
        [
            *((one.start, source.unit_end(one)) for one in source.numbers),
            *((one.start, one.end) for one in source.wholes),
        ]
    )
    left = [word for word in unanswered(source, target) if not is_number(word.start, word.end)]
    return len(left) <= 1


def alone(side: Reading, other: Reading) -> list[Sense]:
    """The words of a side that none of the other may say; small ones are none, and of a short form nothing is known."""
    own = _meanings(side)
    # What a side says by sense is meant by no other word that only looks like it: "raises" is answered by "augmente",
    # and "raisin" beside it by nothing.
    said = frozenset[str]().union(*(word.keys for word in other.senses if own.isdisjoint(word.keys)), _meanings(other))
    left = (word for word in side.senses if not word.is_small and word.keys.isdisjoint(said))
    return [word._replace(known=False, kinds=_NONE) if _is_short(word, side.text) else word for word in left]


@lru_cache(maxsize=64)
def _meanings(side: Reading) -> frozenset[str]:
    """All that the words of a side may mean, without the beginnings by which they are known again."""
    return frozenset(key for word in side.senses for key in word.keys if not key.endswith("-"))


def _explaining(other: Reading, side: Reading) -> Callable[[int, int], bool]:
    """Whether a word of the other side may explain one of this; what answers a word already explains no more.

    "After recovery" is answered by "after surgery" no further than by "after".
    """
    said = frozenset[str]().union(*(word.keys for word in side.senses))
    is_taken = meeting((word.start, word.end) for word in other.senses if not word.keys.isdisjoint(said))
    is_left = meeting((word.start, word.end) for word in alone(other, side))
    return lambda start, end: is_left(start, end) or not is_taken(start, end)


def _is_short(word: Sense, text: str) -> bool:
    return word.end > word.start + 1 and text[word.start : word.end].isupper()


def unexplained(words: Sequence[Sense], side: Reading, other: Reading) -> list[Sense]:
    """Words of a side of which no contrast or illness tells that the other has them."""
    if not words:
        return []
    is_explained = within([*_by_contrasts(words, side, other), *_by_illnesses(side, other)])
    return [word for word in words if not is_explained(word.start, word.end)]


def _by_contrasts(words: Sequence[Sense], side: Reading, other: Reading) -> Iterator[Span]:
    """The words of contrasts that hold one of some words, and which the other side may say as well."""
    among = [
        (contrast, here)
        for contrast, said in side.contrasts.items()
        if contrast in other.contrasts
        and contrast not in _NO_CONTENT
        and (here := [one for one in said if any(one.start <= word.start and word.end <= one.end for word in words)])
    ]
    if not among:
        return
    explains = _explaining(other, side)
    for contrast, here in among:
        others = [one for one in other.contrasts[contrast] if explains(one.start, one.end)]
        # Of two that may mean the same neither says so: "fridge" and "congelador" have to do with cold.
        for word in here:
            meant = [one.meanings for one in others if one.sure or word.sure]
            is_part = contrast not in NAMED and not word.meanings.isdisjoint(chain(*meant))  # an eye is no eyelid
            if is_part or word.meanings in meant:
                yield word.start, word.end


def _by_illnesses(side: Reading, other: Reading) -> Iterator[Span]:
    names = frozenset[str]().union(*(one.names for one in other.illnesses))
    return ((one.start, one.end) for one in side.illnesses if not one.names.isdisjoint(names))
