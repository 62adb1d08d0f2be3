"""Which of two words belongs to which side of a limit: "under 20 kg a quarter, from 20 kg half"."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations

from pipeline.core.edits import Span
from pipeline.data import load
from pipeline.reading.comparisons import Comparison
from pipeline.reading.contrasts import Word
from pipeline.reading.language import Clauses, either, language
from pipeline.reading.numbers.number import Number
from pipeline.reading.sentence import Reading

_SIGN = rf"[;:,.!?]\s(?!(?:{load('pair_meaning.yaml')['relatives']})\b)"  # who is meant belongs to what stands before
_MOST = 12  # numbers; each is compared with each
_Couple = tuple[Word | Number, Word | Number]


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


def names_other_side(source: Reading, target: Reading) -> bool:
    """Whether a target names the other side of a limit, and two values went along: "from 12 two, younger ones one"."""
    for limit in (one.number for one in source.comparisons):
        one, its = (_compared(side, limit) for side in (source, target))
        if len(one) == len(its) == 1 and one[0].meant != its[0].meant:
            return any(kept for *_, kept in _values(limit, source, target))
    return False


def crossed_values(source: Reading, target: Reading) -> Span | None:
    """Where two values of a unit stand on the other side of a limit than in the source."""
    if not source.comparisons or not target.comparisons:
        return None
    for limit in (one.number for one in source.comparisons):
        for one, two, kept in _values(limit, source, target):
            if not kept and one.unit == two.unit:
                return min(one.start, two.start), max(one.end, two.end)
    return None


def _values(limit: Number, source: Reading, target: Reading) -> Iterator[tuple[Number, Number, bool]]:
    """Two values that both sides have once, and whether they kept their side of a limit; one may lack its unit."""
    values = [n for n in source.numbers[:_MOST] if not n.same(limit)]
    for one, two in combinations(values, 2):
        couples = [[n for n in target.numbers if n.same(value)] for value in (one, two)]
        alike = one.unit == two.unit or not (one.unit and two.unit)
        if alike and not one.same(two) and all(len(couple) == 1 for couple in couples):
            its, other = (couple[0] for couple in couples)
            there, here = (_whole(_by_word(*said, limit)) for said in (((one, two), source), ((its, other), target)))
            if there and here:
                yield its, other, there == here


def _whole(told: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Both directions, where one clause names the limit and the other one tells the rest."""
    if not told or told[0] == told[1] or not set(told) <= {"up", "down", ""}:
        return None
    return tuple(one or ("down" if "up" in told else "up") for one in told)


def _compared(side: Reading, limit: Number) -> list[Comparison]:
    return [one for one in side.comparisons if one.number.same(limit)]


def _by_word(words: _Couple, side: Reading, limit: Number) -> tuple[str, ...] | None:
    """In which direction a side compares a limit in the clause of each word, if its clauses tell it."""
    first, last = sorted(words, key=lambda one: one.start)
    compared = _compared(side, limit)
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
    return re.compile(rf"{_SIGN}|\b(?:{either(words)})(?!\w)" if words else _SIGN, re.IGNORECASE)
