"""Words that exclude one another: morning and evening, upper and lower, early and late.

A table lists them per language by what they mean. A translation is at fault where it has one that the source has not
and lacks one that the source has, or where both have the same ones the other way round.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from pipeline.pairs.terms import words
from pipeline.pairs.values import numbers
from pipeline.reading.meanings import CONTRASTS, Patterns
from pipeline.rules import Fault
from pipeline.rules.pair import PairContext

_STEM, _APART = 5, 15


class Word(NamedTuple):
    """A word with all that it may mean; one that is not `sure` can only explain a word of the other side."""

    start: int
    end: int
    meanings: frozenset[str]
    text: str
    sure: bool = True


def contrasts(check: str, source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """The faults of a pair in all contrasts that the table has for a check, in each place the first."""
    told: list[Fault] = []
    for name in CONTRASTS[check]:
        if _contrast(check, name, context.source_language).search(source):
            for fault in contrasted(CONTRASTS[check][name], source, target, context):
                if not any(one.start <= fault.start and fault.end <= one.end for one in told):
                    told.append(fault)
                    yield fault


@cache
def _contrast(check: str, name: str, language: str) -> re.Pattern[str]:
    return any_sure(CONTRASTS[check][name].get(language.partition("-")[0], {}))


def any_sure(patterns: Patterns) -> re.Pattern[str]:
    """What surely is a word of a contrast."""
    sure = [f"(?:{pattern})" for key, pattern in patterns.items() if not key.endswith("~")]
    return _compiled("|".join(sure) or "(?!)")


def contrasted(contrast: Mapping[str, Patterns], source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """The faults of a pair in one contrast, as far as its table goes for both languages."""
    ours, theirs = (
        contrast.get(language.partition("-")[0], {}) for language in (context.source_language, context.target_language)
    )
    shared = _meanings(ours) & _meanings(theirs)
    wanted, have = (
        [word for word in found(text, patterns) if word.meanings & shared]
        for text, patterns in ((source, ours), (target, theirs))
    )
    yield from compared(wanted, have, source, target, context)


def _meanings(patterns: Patterns) -> frozenset[str]:
    return frozenset(meaning for key in patterns for meaning in key.rstrip("~").split())


def found(text: str, patterns: Patterns) -> list[Word]:
    """The words of a text that the patterns match, in order; of two that overlap the longer one that begins first.

    The key of a pattern names its meanings; with a tilde behind it the words are not sure.
    """
    everything = [
        Word(*match.span(), frozenset(key.rstrip("~").split()), match[0], not key.endswith("~"))
        for key, pattern in patterns.items()
        for match in _compiled(pattern).finditer(text)
    ]
    return apart(sorted(everything, key=lambda word: (word.start, -word.end)))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def apart(ordered: Sequence[Word]) -> list[Word]:
    """Words without those that overlap an earlier one."""
    kept: list[Word] = []
    for word in ordered:
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
    return kept


def compared(
    wanted: Sequence[Word], have: Sequence[Word], source: str, target: str, context: PairContext
) -> Iterator[Fault]:
    """What the target says instead of the source, or the other way round."""
    pairs = paired(wanted, have)
    sure = [(i, j) for i, j in pairs if wanted[i].sure and have[j].sure]
    kept, explained = {i for i, _ in sure}, {j for _, j in pairs}
    lost = [word for i, word in enumerate(wanted) if word.sure and i not in kept]
    new = [word for j, word in enumerate(have) if word.sure and j not in explained]
    if lost and new:
        for word in new:
            yield Fault(word.start, word.end, f"“{word.text}” does not stand in the source, “{lost[0].text}” does")
    elif not lost and not new and (place := swapped([(wanted[i], have[j]) for i, j in sure], source, target, context)):
        yield Fault(*place, f"“{target[slice(*place)]}” stands the other way round in the source")


def paired(wanted: Sequence[Word], have: Sequence[Word]) -> list[tuple[int, int]]:
    """Which word of the source goes with which of the target, by index: the first of its meaning, sure ones first."""
    pairs: list[tuple[int, int]] = []
    for strict in (True, False):
        taken, partners = {i for i, _ in pairs}, {j for _, j in pairs}
        for i, word in enumerate(wanted):
            if i in taken or (strict and not word.sure):
                continue
            for j, other in enumerate(have):
                if j not in partners and word.meanings & other.meanings and (other.sure or not strict):
                    pairs.append((i, j))
                    partners.add(j)
                    break
    return sorted(pairs)


def swapped(
    pairs: Sequence[tuple[Word, Word]], source: str, target: str, context: PairContext
) -> tuple[int, int] | None:
    """Where two words of the target stand the other way round, though the sentence around them does not."""
    for (one, its), (two, other) in pairwise(pairs):
        if other.start < its.start and one.meanings.isdisjoint(two.meanings):
            return None if _turned(source, target, pairs, context) else (other.start, its.end)
    return None


def _turned(source: str, target: str, pairs: Sequence[tuple[Word, Word]], context: PairContext) -> bool:
    """Whether other parts of the sentence changed places as well, some words apart from one another."""
    ours = _anchors(source, context.source_language, [word for word, _ in pairs])
    theirs = _anchors(target, context.target_language, [word for _, word in pairs])
    places = sorted((ours[key], theirs[key]) for key in ours.keys() & theirs.keys())
    latest = [-1, *accumulate((place for _, place in places), max)]
    behind = (bisect_right(places, (start - _APART, len(target))) for start, _ in places)
    return any(place < latest[count] for (_, place), count in zip(places, behind, strict=True))


def _anchors(text: str, language: str, excluded: Sequence[Word]) -> dict[str, int]:
    """What the other language shares and the text has once, but for the words at issue: numbers, stems, contrasts."""
    places = [(f"{max(n.values):g}", n.start) for n in numbers(text, language, "point") if n.kind != "month"]
    places += [(word.folded[:_STEM], word.start) for word in words(text) if len(word.folded) >= _STEM]
    tables = [kind.get(language.partition("-")[0], {}) for kinds in CONTRASTS.values() for kind in kinds.values()]
    contrasting = [word for patterns in tables for word in found(text, patterns) if word.sure]
    places += [(f"={meaning}", word.start) for word in contrasting for meaning in word.meanings]
    places = [(key, start) for key, start in places if not any(word.start <= start < word.end for word in excluded)]
    once = Counter(key for key, _ in places)
    return {key: start for key, start in places if once[key] == 1}
