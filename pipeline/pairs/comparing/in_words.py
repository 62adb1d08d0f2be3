"""Amounts that several words say together, each beside that of the other side: shares, times of day, how long."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.core.edits import Span
from pipeline.pairs.comparing.alignment import within
from pipeline.pairs.comparing.complement import complement
from pipeline.reading.numbers.amounts import Amount, Whole, sizes
from pipeline.reading.numbers.number import Number
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault
from pipeline.rules.pair import Pair

_HOUR, _DIAL, _MONTH = 60, 720, 730.0  # minutes, minutes; hours, by which four weeks and thirty days are a month
_ALIKE = 0.8  # share; four weeks are said for a month, three are not
_FEW = 2  # numbers of a time of day in words: "ten to eight"


class _Said(NamedTuple):
    """A stretch of text with the amounts that it may mean: hours, or a count."""

    start: int
    end: int
    amounts: frozenset[float]


def wrong_shares(pair: Pair) -> Iterator[Fault]:
    """A share in words that is another one: "two thirds" became "uno de cada tres"."""
    if len(pair.target.numbers) < _FEW or not _may_share(pair.source):
        return
    wanted, found = (
        [one for one in side.wholes if any(of == "share" and size < 1 for of, size in one.amounts)]
        for side in (pair.source, pair.target)
    )
    if not wanted or not found:
        return
    there, here = (
        frozenset().union(*(one.amounts for one in some), *map(sizes, side.numbers))
        for some, side in ((wanted, pair.source), (found, pair.target))
    )
    if all(one.amounts & here for one in wanted) or complement(pair.source, pair.target):
        return
    for one in found:
        if not one.amounts & there:
            yield Fault(one.start, one.end, f"“{pair.target.text[one.start : one.end]}” is another share in the source")


def _may_share(side: Reading) -> bool:
    """Whether a side has numbers of which a share is made: two of them, or a word such as "half"."""
    firm = sum(number.kind in ("figures", "word") for number in side.numbers)
    return firm > 1 or any(number.kind == "loose" and 1.0 not in number.values for number in side.numbers)


def wrong_times(pair: Pair) -> Iterator[Fault]:
    """A quarter to the hour for a quarter past it, ten to eight for ten past."""
    if len(pair.source.numbers) < _FEW or not pair.target.numbers:
        return
    wanted, found = (
        [one for one in side.wholes if any(of == "clock" and size % _HOUR for of, size in one.amounts)]
        for side in (pair.source, pair.target)
    )
    if len(wanted) == len(found) == 1 and _on_dial(wanted[0]).isdisjoint(_on_dial(found[0])):
        yield _another(found[0], "time", pair)


def _on_dial(time: Whole) -> frozenset[float]:
    """The minutes that a time shows on a dial; pair/date tells the halves of the day apart."""
    return frozenset(minutes % _DIAL for of, minutes in time.amounts if of == "clock")


def wrong_spans(pair: Pair) -> Iterator[Fault]:
    """Another span or count in words, where each side has one: "a fortnight" became "un mes"."""
    if not pair.source.numbers or not pair.target.numbers:
        return
    for what, said, share in (("span", _long, _ALIKE), ("count", _counted, 1.0)):
        if what == "span" and not any(_hours(one.amounts) for side in pair[:2] for one in side.wholes):
            continue  # other numbers are compared by their values; "a day or two" is "uno o dos días"
        wanted, found = said(pair.source), said(pair.target)
        if len(wanted) == len(found) == 1 and not _alike(wanted[0].amounts, found[0].amounts, share):
            yield _another(found[0], what, pair)


def _another(one: Whole | _Said, what: str, pair: Pair) -> Fault:
    return Fault(one.start, one.end, f"“{pair.target.text[one.start : one.end]}” is another {what} in the source")


def _alike(one: frozenset[float], other: frozenset[float], share: float) -> bool:
    return any(min(a, b) >= share * max(a, b) for a in one for b in other)


def _long(side: Reading) -> Sequence[_Said]:
    """How long something is, in hours, by words or numbers; "twice a day" is none, "a fortnight" may be one."""
    often = [(one.start, one.end) for one in side.frequencies if one.word.sure]
    is_often = within(often)
    said = [(one.start, one.end, _hours(one.amounts)) for one in side.wholes]
    said += [(one.start, one.end, _hours(sizes(one))) for one in side.numbers if _is_long(one)]
    return _merged([_Said(*one) for one in said if one[2] and (one[:2] in often or not is_often(*one[:2]))])


def _is_long(number: Number) -> bool:
    return number.code in ("s", "min", "h", "d", "wk", "mo", "a") and not number.inherited and not number.ordinal


def _hours(amounts: frozenset[Amount]) -> frozenset[float]:
    return frozenset(size * {"hour": 1.0, "month": _MONTH}.get(of, 0.0) for of, size in amounts) - {0.0}


def _counted(side: Reading) -> Sequence[_Said]:
    counted = [(one, frozenset(size for of, size in one.amounts if of == "count")) for one in side.wholes]
    return _merged([_Said(one.start, one.end, sizes_of) for one, sizes_of in counted if sizes_of])


def _merged(spans: Sequence[_Said]) -> Sequence[_Said]:
    """Each stretch once: of two readings that begin at one place or overlap, the longer one, or what both may mean."""
    merged: list[_Said] = []
    for one in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not merged or one.start >= merged[-1].end:
            merged.append(one)
        elif _span(one) == _span(merged[-1]):
            merged[-1] = merged[-1]._replace(amounts=merged[-1].amounts | one.amounts)
    return merged


def _span(one: _Said) -> Span:
    return one.start, one.end
