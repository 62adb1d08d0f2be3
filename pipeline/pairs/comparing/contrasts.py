"""Words that exclude one another: morning and evening, upper and lower, early and late.

A table lists them per language by what they mean. A translation is at fault where it has one that the source has not
and lacks one that the source has, or where both have the same ones the other way round.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from pipeline.pairs.comparing.alignment import paired, swapped, within
from pipeline.pairs.comparing.wording import is_free
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS, UNORDERED, Contrast
from pipeline.rules import Fault
from pipeline.rules.pair import Pair

_REACH = 0.25  # of the sentence: how far a word may move that a close translation renders by another


def contrasts(among: tuple[Contrast, ...], pair: Pair) -> Iterator[Fault]:
    """The faults of a pair in several contrasts, in each place the first."""
    said = pair.source.said
    told: list[Fault] = []
    for contrast in () if said.isdisjoint(among) else [one for one in among if one in said]:
        faults = list(_contrasted(contrast, pair))
        if faults and told:  # those of one contrast never lie within one another
            is_told = within((one.start, one.end) for one in told)
            faults = [fault for fault in faults if not is_told(fault.start, fault.end)]
        told += faults
        yield from faults


def _contrasted(contrast: Contrast, pair: Pair) -> Iterator[Fault]:
    """The faults of a pair in one contrast, as far as its table goes for both languages."""
    source, target = pair.source, pair.target
    shared = _shared(contrast, source.language, target.language)
    wanted, found = ([word for word in side.words[contrast] if word.meanings & shared] for side in (source, target))
    yield from compared(wanted, found, pair)


@cache
def _shared(contrast: Contrast, *languages: str) -> frozenset[str]:
    """The meanings that all languages have a word for."""
    known = [{meaning for key in contrast.of(tag) for meaning in key.rstrip("~").split()} for tag in languages]
    return frozenset.intersection(*map(frozenset, known))


def compared(wanted: Sequence[Word], found: Sequence[Word], pair: Pair) -> Iterator[Fault]:
    """What the target says instead of the source, or the other way round."""
    pairs = paired(wanted, found)
    sure = [(i, j) for i, j in pairs if wanted[i].sure and found[j].sure]
    kept, explained = {i for i, _ in sure}, {j for _, j in pairs}
    lost = [word for i, word in enumerate(wanted) if word.sure and i not in kept]
    free = {j for i, j in pairs if not wanted[i].sure}
    new = [
        word
        for j, word in enumerate(found)
        if word.sure and (j not in explained or (j in free and _stands_for(lost, wanted, word, pair)))
    ]
    if lost and new:
        yield from _instead(lost, new)
    elif not lost and not new and len(sure) > 1 and (place := swapped([(wanted[i], found[j]) for i, j in sure], pair)):
        yield Fault(*place, f"“{pair.target.text[slice(*place)]}” stands the other way round in the source")


def _stands_for(lost: Sequence[Word], wanted: Sequence[Word], word: Word, pair: Pair) -> bool:
    """Whether a word of a close translation stands where one is lost, and what may explain it does not.

    An "in" at the other end of the sentence is no "after" that took the place of "before".
    """
    at, size = word.start / max(len(pair.target.text), 1), max(len(pair.source.text), 1)

    def is_near(one: Word) -> bool:
        return abs(one.start / size - at) <= _REACH

    replaced = any(map(is_near, lost)) and not any(is_near(one) for one in wanted if one.meanings & word.meanings)
    return replaced and not is_free(pair.source, pair.target)


def unordered(among: Iterable[Contrast], pair: Pair) -> Iterator[Fault]:
    """The faults of a pair in contrasts that are told wherever their words stand."""
    said = pair.source.said & pair.target.said
    for contrast in () if said.isdisjoint(among) else [one for one in among if one in said]:
        yield from exchanged(pair.source.words[contrast], pair.target.words[contrast])


def excluded(check: str, pair: Pair) -> Iterator[Fault]:
    """The faults in the tables of a check: in those that have an order, else in those that have none."""
    yield from list(contrasts(CONTRASTS[check], pair)) or unordered(UNORDERED[check], pair)


def exchanged(wanted: Sequence[Word], found: Sequence[Word]) -> Iterator[Fault]:
    """What the target names instead of the source, in whatever order and however often."""
    said, kept = (frozenset().union(*(word.meanings for word in side)) for side in (wanted, found))
    if lost := [word for word in wanted if word.sure and word.meanings.isdisjoint(kept)]:
        yield from _instead(lost, [word for word in found if word.sure and word.meanings.isdisjoint(said)])


def _instead(lost: Sequence[Word], new: Sequence[Word]) -> Iterator[Fault]:
    for word in new:
        yield Fault(word.start, word.end, f"“{word.text}” does not stand in the source, “{lost[0].text}” does")
