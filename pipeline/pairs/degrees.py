"""Degrees without a number that turned into their opposites.

Only a contradiction is a fault: the target has more words of one direction than the source can explain, and fewer of
the other than the source surely has, in the whole sentence or, where it was not worded anew, in one place of it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from pipeline.core.edits import Span
from pipeline.pairs.comparing.inverse import is_turned_comparison
from pipeline.pairs.comparing.wording import is_free
from pipeline.reading.degrees import Degrees
from pipeline.rules import Fault
from pipeline.rules.pair import Pair

Shares = Mapping[str, list[tuple[float, Span]]]
# Found on the development half of TICO-19: no false alarm from here up, and the most recall.
_SHARE, _NEAR = 0.05, 20
_DIRECTIONS = (("up", "down"), ("down", "up"))


def turned(pair: Pair) -> Iterator[Fault]:
    """Words of the target that turn a degree of the source into its opposite."""
    source, target = pair.source.degrees, pair.target.degrees
    if not source or not target:
        return
    for gained, lost in _DIRECTIONS:
        if not target[gained] or not source[lost]:
            continue
        fewer = _most(target, lost) < len(source[lost])
        if fewer and len(target[gained]) > _most(source, gained):
            found: tuple[Span, Span] | None = (target[gained][0], source[lost][0])
        elif is_free(pair.source, pair.target):
            found = None
        else:
            shares = _shares(target, pair.target.text), _shares(source, pair.source.text)
            found = next(_opposites(*shares, gained, lost, _reach(pair.source.text)), None)
        if found and not is_turned_comparison(pair):
            here, there = pair.target.text[slice(*found[0])], pair.source.text[slice(*found[1])]
            yield Fault(*found[0], f"“{here}” says the opposite of “{there}”")


def _most(words: Degrees, direction: str) -> int:
    """How many words of a text may say a direction, each place once."""
    count = end = 0
    for start, stop in sorted(words[direction] + words[f"may_{direction}"]):
        if start >= end:
            count, end = count + 1, stop
    return count


def _reach(source: str) -> float:
    """How far apart two words of one meaning may stand, as a share of their sentences."""
    return _SHARE + _NEAR / max(len(source), 1)


def _shares(words: Degrees, text: str) -> Shares:
    """Words by kind with their places as shares of the text."""
    return {
        kind: [(start / len(text), (start, end)) for start, end in sorted(places)] for kind, places in words.items()
    }


def _opposites(target: Shares, source: Shares, gained: str, lost: str, reach: float) -> Iterator[tuple[Span, Span]]:
    """Words of the target that nothing near explains, each with a near word of the source that the target lacks."""
    new = _unexplained(target, source, gained, reach)
    missing = _unexplained(source, target, lost, reach)
    for at, place in new:
        for _, wanted in _near(missing, at, reach):
            yield place, wanted


def _unexplained(words: Shares, others: Shares, direction: str, reach: float) -> list[tuple[float, Span]]:
    """The words of a direction near which the other side has none that may say it."""
    return [
        word
        for word in words[direction]
        if not any(_has_near(others[kind], word[0], reach) for kind in (direction, f"may_{direction}"))
    ]


def _has_near(words: Sequence[tuple[float, Span]], at: float, reach: float) -> bool:
    first = bisect_left(words, at - reach, key=itemgetter(0))
    return first < len(words) and words[first][0] <= at + reach


def _near(words: Sequence[tuple[float, Span]], at: float, reach: float) -> Sequence[tuple[float, Span]]:
    first = bisect_left(words, at - reach, key=itemgetter(0))
    return words[first : bisect_right(words, at + reach, first, key=itemgetter(0))]
