"""Times of day that follow from another: "at 2:30; come a quarter of an hour early" is "at 2:15, for 2:30"."""

from collections.abc import Iterator

from pipeline.core.edits import Span
from pipeline.core.text.phrases import whole_words
from pipeline.data import load
from pipeline.reading.language import either
from pipeline.reading.numbers.amounts import Amount, Whole, sizes
from pipeline.reading.numbers.number import TIMES
from pipeline.reading.sentence import Reading

_EARLIER = whole_words(either(load("pair_meaning.yaml")["earlier"]))
_HOUR, _DIAL = 60, 720  # minutes; the halves of the day are told apart by pair/date


def shifted(source: Reading, target: Reading) -> Iterator[Span]:
    """Where a target says a time of the source as much earlier, or later, as the source says in words.

    It says the source's own time as well, and the span no more.
    """
    minutes = _spans(source) - _spans(target)
    known, its = _times(source), _times(target)
    if not minutes or not known or not its:
        return
    there, here = (frozenset().union(*map(_dial, some)) for some in (known, its))
    here |= {time for n in target.numbers if n.unit == "hour" for time in _on_dial(sizes(n))}  # "10h"
    by = [-span for span in minutes] if any(_EARLIER.finditer(source.text)) else list(minutes)
    moved = {(time + span) % _DIAL for time in there & here for span in by}
    yield from ((one.start, one.end) for one in its if _dial(one) <= moved - there)


def _spans(side: Reading) -> set[float]:
    """How long something is, in minutes; what is longer than a round of the dial shifts no time of day."""
    apart = [(one.start, one.end) for one in _times(side)]
    said = [sizes(n) for n in side.numbers if n.unit in TIMES and not any(a <= n.start < z for a, z in apart)]
    amounts = frozenset().union(*said, *(one.amounts for one in side.wholes))
    return {round(size * _HOUR) for of, size in amounts if of == "hour" and 0 < size * _HOUR <= _DIAL}


def _times(side: Reading) -> list[Whole]:
    """The times of day; of those that begin at one place or lie in another, the longest."""
    told = [one for one in side.wholes if any(of == "clock" for of, _ in one.amounts)]
    return [
        one
        for one in told
        if not any(it.start <= one.end - 1 < it.end and it.end - it.start > one.end - one.start for it in told)
        and not any(it is not one and it.start < one.end < it.end for it in told)
    ]


def _dial(time: Whole) -> frozenset[float]:
    return _on_dial(time.amounts)


def _on_dial(amounts: frozenset[Amount]) -> frozenset[float]:
    return frozenset(minutes % _DIAL for of, minutes in amounts if of == "clock")
