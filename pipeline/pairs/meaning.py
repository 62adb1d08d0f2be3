"""Checks on what a sentence says: direction of comparisons, polarity, sides of the body."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.pairs.comparators import comparator
from pipeline.pairs.contrasts import Word, contrasts, paired, swapped
from pipeline.pairs.negation import negation
from pipeline.reading.language import either, language
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import PairContext


class Sides(NamedTuple):
    """The words of a language for the sides: all that may be one, those that surely are, and those for both."""

    may: dict[str, re.Pattern[str]]
    sure: dict[str, re.Pattern[str]]
    both: re.Pattern[str]


@cache
def _sides_of(tag: str) -> Sides | None:
    table = language(tag).sides
    if table is None:
        return None
    body = either(table.body)
    may, sure = (
        {side: re.compile(either(words).replace("{body}", body), re.IGNORECASE) for side, words in sides.items()}
        for sides in (table.may, table.sure or table.may)
    )
    return Sides(may, sure, re.compile(either(table.both), re.IGNORECASE))


@pair_check("pair/laterality", severity="error", needs=("sides",))
def laterality(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Side of the body.

    Left, right and both stay what they are, and so do upper and lower, front and back. "Left" for what remains and
    "right" for what is correct are no sides.
    Example: “the left kidney” became “el riñón derecho”.
    """
    ours, theirs = _sides_of(context.target_language), _sides_of(context.source_language)
    if ours is None or theirs is None or not target.strip():
        return
    wanted, possible, found = _places(source, theirs.sure), _places(source, theirs.may), _places(target, ours.may)
    if wrong := _strange(possible, found):
        for place in wrong:
            yield Fault(place.start, place.end, f"the source does not say “{min(place.meanings)}” here")
    elif place_of_swap := _swapped_sides((wanted, possible), found, source, target, context):
        yield Fault(*place_of_swap, "left and right stand the other way round")
    elif not ours.both.search(target) and (lost := [word for word in wanted if not _counts(found)[word.meanings]]):
        yield Fault(0, len(target), f"“{lost[0].text}” of the source is missing")
    yield from contrasts("pair/laterality", source, target, context)


def _strange(possible: Sequence[Word], found: Sequence[Word]) -> list[Word]:
    """The sides that the source has not, or has less often while the target lacks another of its sides."""
    counts, counts_found = _counts(possible), _counts(found)
    more, less = counts_found - counts, counts - counts_found
    return [word for word in found if not counts[word.meanings] or (more[word.meanings] and less)]


def _swapped_sides(
    readings: Sequence[Sequence[Word]], found: Sequence[Word], source: str, target: str, context: PairContext
) -> tuple[int, int] | None:
    """Where the sides stand the other way round than in a reading of the source that has as many of each."""
    for reading in readings:
        if _counts(reading) == _counts(found):
            pairs = [(reading[i], found[j]) for i, j in paired(reading, found)]
            return swapped(pairs, source, target, context)
    return None


def _counts(places: Sequence[Word]) -> Counter[frozenset[str]]:
    return Counter(word.meanings for word in places)


def _places(text: str, patterns: Mapping[str, re.Pattern[str]]) -> list[Word]:
    return sorted(
        Word(match.start(), match.end(), frozenset({side}), match[0])
        for side, pattern in patterns.items()
        for match in pattern.finditer(text)
    )


CHECKS = (comparator, negation, laterality)
