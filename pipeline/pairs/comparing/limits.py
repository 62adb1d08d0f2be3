"""Which of two words belongs to which side of a limit: "under 20 kg a quarter, from 20 kg half"."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.reading.contrasts import Word
from pipeline.reading.language import Clauses, either, language
from pipeline.reading.numbers.number import Number
from pipeline.reading.sentence import Reading

_Couple = tuple[Word, Word]


def keeps_limit(words: _Couple, others: _Couple, source: Reading, target: Reading) -> bool | None:
    """Whether two words stay on their side of the one limit that a source has from both sides; None where it has none.

    The target may name the limit once, and the rest by words of its own: "those who weigh less".
    """
    if len(source.comparisons) < len(words) or not target.comparisons:
        return None
    for limit in (one.number for one in source.comparisons):
        there, here = _by_word(words, source, limit), _by_word(others, target, limit)
        if there and here and all(there) and there[0] != there[1]:
            alike = {its == one for one, its in zip(there, here, strict=True) if its}
            return alike.pop() if len(alike) == 1 else None
    return None


def _by_word(words: _Couple, side: Reading, limit: Number) -> tuple[str, ...] | None:
    """In which direction a side compares a limit in the clause of each word, if its clauses tell it."""
    first, last = sorted(words)
    compared = [one for one in side.comparisons if one.number.same(limit)]
    found = set()
    for cut in _cuts(side, first.end, last.start):
        parts = [[one for one in compared if (one.start < cut) == is_first] for is_first in (True, False)]
        if compared and all(len(part) <= 1 for part in parts):
            found.add(tuple("".join(one.direction if one.people else one.meant for one in part) for part in parts))
    told = found.pop() if len(found) == 1 else None
    return told[::-1] if told and words[0] is last else told


def _cuts(side: Reading, start: int, end: int) -> Iterator[int]:
    """Where one clause may end and the next begin."""
    return (match.start() for match in _parts(side.language).finditer(side.text, start, end))


@cache
def _parts(tag: str) -> re.Pattern[str]:
    words = (language(tag).clauses or Clauses()).parts
    return re.compile(rf"[;:,.!?]\s|\b(?:{either(words)})(?!\w)" if words else r"[;:,.!?]\s", re.IGNORECASE)
