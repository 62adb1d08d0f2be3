"""Sentences longer than a model holds: parted at the ends of clauses, and their translations joined again."""

import re
from collections.abc import Callable, Iterable

import msgspec

from pipeline.translation.engines.base import Candidate

LONGEST_SOURCE = 512  # in pieces; what is longer is cut into clauses
_CLAUSE_END = re.compile(r"(?<=[;:,.!?)—–])\s+")
_WORD_END = re.compile(r"\s+")

Pieces = tuple[str, ...]


class Part(msgspec.Struct, frozen=True):
    """The pieces of a sentence or of a clause of a long one; `cut` where it was parted at no border of clauses."""

    pieces: Pieces
    cut: bool = False


def split(sentence: str, encode: Callable[[str], Pieces]) -> list[Part]:
    """The sentence whole where the model can hold it, else its clauses, as many in one part as fit."""
    pieces = encode(sentence)
    if len(pieces) <= LONGEST_SOURCE:
        return [Part(pieces)]
    parts: list[Part] = []
    for clauses in _packed(_CLAUSE_END.split(sentence), encode):
        if len(encode(clauses)) <= LONGEST_SOURCE:
            parts.append(Part(encode(clauses)))
        else:
            words = _packed(_WORD_END.split(clauses), encode)
            parts += [Part(encode(some)[:LONGEST_SOURCE], cut=True) for some in words]
    return parts


def join(parts: list[tuple[Part, list[Candidate]]]) -> list[Candidate]:
    """A sentence's candidates; of one that was parted only the best of each part, joined, can be told apart."""
    if len(parts) == 1 and not parts[0][0].cut:
        return parts[0][1]
    if not all(candidates for _, candidates in parts):
        return []
    best = [candidates[0] for _, candidates in parts]
    score = min(one.score for one in best)
    cut = any(part.cut for part, _ in parts) or any(one.cut for one in best)
    unknown = tuple(word for one in best for word in one.unknown)
    unsure = any(one.unsure for one in best)
    return [Candidate(" ".join(one.text for one in best if one.text), score, unknown, cut, unsure)]


def _packed(texts: Iterable[str], encode: Callable[[str], Pieces]) -> list[str]:
    """Join neighbours as long as they fit into the model."""
    packed: list[str] = []
    for text in texts:
        joined = f"{packed[-1]} {text}" if packed else text
        if packed and len(encode(joined)) <= LONGEST_SOURCE:
            packed[-1] = joined
        else:
            packed.append(text)
    return packed
