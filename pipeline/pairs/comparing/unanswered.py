"""The words of a text that nothing of the other says: what a translation lost, and what it added."""

from collections.abc import Sequence
from functools import lru_cache

from pipeline.core.edits import Span
from pipeline.pairs.comparing.alignment import within
from pipeline.reading.meanings import NAMED, STEERING
from pipeline.reading.sentence import Reading
from pipeline.reading.vocabulary.senses import Sense

_NONE = frozenset[str]()


@lru_cache(maxsize=64)
def unanswered(side: Reading, other: Reading) -> Sequence[Sense]:
    """The words of a side that nothing of the other says, be it by a contrast or the name of an illness."""
    return unexplained(alone(side, other), side, other)


def alone(side: Reading, other: Reading) -> list[Sense]:
    """The words of a side that none of the other may say; small ones are none, and of a short form nothing is known."""
    said = frozenset[str]().union(*(word.keys for word in other.senses if not _is_settled(word, side)))
    said |= frozenset(key for word in other.senses for key in word.keys if not key.endswith("-"))
    left = (word for word in side.senses if not word.is_small and word.keys.isdisjoint(said))
    return [word._replace(known=False, kinds=_NONE) if _is_short(word, side.text) else word for word in left]


def _is_settled(word: Sense, side: Reading) -> bool:
    """Whether a side says by sense what a word says, so that no other word is meant that only looks like it.

    "Raises" is answered by "augmente", and "raisin" beside it by nothing.
    """
    meanings = {key for key in word.keys if not key.endswith("-")}
    return any(not meanings.isdisjoint(one.keys) for one in side.senses)


def _is_short(word: Sense, text: str) -> bool:
    return word.end > word.start + 1 and text[word.start : word.end].isupper()


def unexplained(words: Sequence[Sense], side: Reading, other: Reading) -> list[Sense]:
    """Words of a side of which no contrast or illness tells that the other has them."""
    explained: list[Span] = []
    for contrast, said in side.contrasts.items():
        others = other.words(contrast) if contrast not in STEERING else []
        for word in said.words:
            # Of two that may mean the same neither says so: "fridge" and "congelador" have to do with cold.
            meant = [one.meanings for one in others if one.sure or word.sure]
            if word.meanings in meant or (contrast not in NAMED and any(word.meanings & its for its in meant)):
                explained.append((word.start, word.end))  # an eye is no eyelid
    names = frozenset[str]().union(*(one.names for one in other.illnesses))
    explained += [(one.start, one.end) for one in side.illnesses if one.names & names]
    is_explained = within(explained)
    return [word for word in words if not is_explained(word.start, word.end)]
