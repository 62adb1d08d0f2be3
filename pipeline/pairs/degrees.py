"""Degrees without a number: more and less, higher and lower, above and below, increase and reduce.

Only a contradiction is a fault: the target has more words of one direction than the source can explain, and fewer of
the other than the source surely has, in the whole sentence or in one place of it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from pipeline.core.edits import Span
from pipeline.reading.language import either, language
from pipeline.rules import Fault
from pipeline.rules.pair import PairContext

Words = Mapping[str, list[Span]]
Shares = Mapping[str, list[tuple[float, Span]]]
# Found on the development half of TICO-19: no false alarm from here up, and the most recall.
_SHARE, _NEAR = 0.05, 20
_DIRECTIONS = (("up", "down"), ("down", "up"))


@cache
def _patterns(tag: str) -> dict[str, re.Pattern[str]]:
    kinds = msgspec.structs.asdict(table) if (table := language(tag).degrees) else {}
    return {kind: re.compile(rf"(?<!\w)(?:{either(words)})(?!\w)", re.IGNORECASE) for kind, words in kinds.items()}


def degrees(text: str, language: str) -> Words:
    """The places of a language's words of degree by kind; none for a language of which they are not known."""
    patterns = _patterns(language)
    if not patterns:
        return {}
    masked = patterns["none"].sub(lambda match: "\0" * len(match[0]), text)
    return {kind: [match.span() for match in pattern.finditer(masked)] for kind, pattern in patterns.items()}


def turned(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Words of the target that turn a degree of the source into its opposite."""
    theirs, ours = degrees(source, context.source_language), degrees(target, context.target_language)
    if not theirs or not ours:
        return
    for gained, lost in _DIRECTIONS:
        fewer = _most(ours, lost) < len(theirs[lost])
        if fewer and len(ours[gained]) > _most(theirs, gained):
            pair: tuple[Span, Span] | None = (ours[gained][0], theirs[lost][0])
        else:
            pair = next(_opposites(_shares(ours, target), _shares(theirs, source), gained, lost, _reach(source)), None)
        if pair:
            message = f"“{target[slice(*pair[0])]}” says the opposite of “{source[slice(*pair[1])]}”"
            yield Fault(*pair[0], message)


def _most(words: Words, direction: str) -> int:
    """How many words of a text may say a direction, each place once."""
    count = end = 0
    for start, stop in sorted(words[direction] + words[f"may_{direction}"]):
        if start >= end:
            count, end = count + 1, stop
    return count


def _reach(source: str) -> float:
    """How far apart two words of one meaning may stand, as a share of their sentences."""
    return _SHARE + _NEAR / max(len(source), 1)


def _shares(words: Words, text: str) -> Shares:
    """Words by kind with their places as shares of the text."""
    return {kind: [(start / len(text), (start, end)) for start, end in places] for kind, places in words.items()}


def _opposites(ours: Shares, theirs: Shares, gained: str, lost: str, reach: float) -> Iterator[tuple[Span, Span]]:
    """Words of the target that nothing near explains, each with a near word of the source that the target lacks."""
    for at, place in ours[gained]:
        if not any(_near(theirs, kind, at, reach) for kind in (gained, f"may_{gained}")):
            for there, wanted in _near(theirs, lost, at, reach):
                if not any(_near(ours, kind, there, reach) for kind in (lost, f"may_{lost}")):
                    yield place, wanted


def _near(words: Shares, kind: str, at: float, reach: float) -> list[tuple[float, Span]]:
    return [word for word in words[kind] if abs(word[0] - at) <= reach]
