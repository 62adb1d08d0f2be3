"""Text cut where something begins or ends that is to be marked in it."""

from collections.abc import Iterable
from itertools import pairwise

import msgspec


class Mark(msgspec.Struct, frozen=True):
    """Something at [start, end) of a text: its class on the page, and the words that explain it."""

    start: int
    end: int
    kind: str
    title: str


class Piece(msgspec.Struct, frozen=True):
    """A stretch of text with the classes and the explanations of all marks over it."""

    text: str
    kinds: str = ""
    title: str = ""


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """A text in stretches over which the same marks stand.

    >>> [(one.text, one.kinds) for one in pieces("No 5 mg", [Mark(0, 2, "term", "a"), Mark(0, 4, "error", "b")])]
    [('No', 'term error'), (' 5', 'error'), (' mg', '')]
    """
    marks = [one for one in marks if one.start < one.end]
    borders = sorted({0, len(text), *(at for one in marks for at in (one.start, one.end) if 0 < at < len(text))})
    found = []
    for start, end in pairwise(borders):
        over = [one for one in marks if one.start <= start and end <= one.end]
        kinds = " ".join(dict.fromkeys(one.kind for one in over))
        found.append(Piece(text[start:end], kinds, "; ".join(dict.fromkeys(one.title for one in over))))
    return found
