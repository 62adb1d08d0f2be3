"""The words of a text that nothing of the other says: what a translation lost, and what it added."""

from collections.abc import Sequence
from functools import lru_cache

from pipeline.core.edits import Span
from pipeline.pairs.comparing.alignment import within
from pipeline.reading.meanings import MODALITY, NAMED
from pipeline.reading.sentence import Reading
from pipeline.reading.vocabulary.senses import Sense

_NONE = frozenset[str]()


@lru_cache(maxsize=64)
def unanswered(side: Reading, other: Reading) -> Sequence[Sense]:
    """The words of a side that nothing of the other says, be it by a contrast or the name of an illness."""
    return unexplained(alone(side, other), side, other)


def alone(side: Reading, other: Reading) -> list[Sense]:
    """The words of a side that none of the other may say; small ones are none, and of a short form nothing is known."""
    said = frozenset[str]().union(*(word.keys for word in other.senses))
    left = (word for word in side.senses if not word.is_small and word.keys.isdisjoint(said))
    return [word._replace(known=False, kinds=_NONE) if _is_short(word, side.text) else word for word in left]


def _is_short(word: Sense, text: str) -> bool:
    return word.end > word.start + 1 and text[word.start : word.end].isupper()


def unexplained(words: Sequence[Sense], side: Reading, other: Reading) -> list[Sense]:
    """Words of a side of which no contrast or illness tells that the other has them."""
    explained: list[Span] = []
    for contrast, said in side.contrasts.items():
        others = [word.meanings for word in other.words(contrast)] if contrast is not MODALITY else []
        meant = frozenset[str]().union(*others) if contrast not in NAMED else frozenset[str]()  # an eye is no eyelid
        explained += [(word.start, word.end) for word in said.words if word.meanings & meant or word.meanings in others]
    names = frozenset[str]().union(*(one.names for one in other.illnesses))
    explained += [(one.start, one.end) for one in side.illnesses if one.names & names]
    is_explained = within(explained)
    return [word for word in words if not is_explained(word.start, word.end)]
