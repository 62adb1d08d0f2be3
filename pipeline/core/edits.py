"""Exact provenance: changes, passes, and the way between raw and curated offsets.

A pass holds the changes that one rule made, in the offsets of the text that the rule saw. Because a change keeps what
stood before, a log can be undone to the last character; because its offsets are exact, any span can be followed
through it in both directions.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Protocol, TypeVar

import msgspec

from pipeline.core.errors import PipelineError

Span = tuple[int, int]  # a place in a text: [start, end) in code points


class Placed(Protocol):
    """Whatever has a place in a text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


P = TypeVar("P", bound=Placed)


def overlapping(places: Iterable[Placed], others: Iterable[P]) -> Iterator[tuple[P, ...]]:
    """For each of some places, in order and apart from each other, those of others that reach into it, as they come.

    One walk through both: asking each place for all others would take the square of a text's length.
    """
    waiting = sorted(enumerate(others), key=lambda one: one[1].start, reverse=True)
    reaching: list[tuple[int, P]] = []
    for place in places:
        while waiting and waiting[-1][1].start < place.end:
            reaching.append(waiting.pop())
        reaching = [one for one in reaching if one[1].end > place.start]
        yield tuple(other for _, other in sorted(reaching, key=itemgetter(0)))


class ChangeError(PipelineError):
    """A change that does not fit its text, or that overlaps another of its pass: a fault of the rule."""


class Change(msgspec.Struct, frozen=True):
    """`before` at [start, end) becomes `after`; an insertion has an empty `before`, a removal an empty `after`."""

    start: int
    end: int
    before: str
    after: str
    reason: str


class Pass(msgspec.Struct, frozen=True):
    """What one rule changed in one go; `changes` are sorted and never overlap."""

    stage: str
    rule: str
    version: int
    changes: tuple[Change, ...]


class Hunk(msgspec.Struct, frozen=True):
    """A stretch that differs between raw and curated text; `causes` are (pass, change) indexes, in order."""

    raw_start: int
    raw_end: int
    start: int
    end: int
    causes: tuple[tuple[int, int], ...]


def accept(text: str, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Sort changes and refuse those that do not fit `text` or each other.

    Changes that alter nothing are dropped; an insertion at the border of another change becomes one with it, since
    no offset could tell them apart. Raises `ChangeError` where `before` is not what stands there or changes overlap.
    """
    ordered: list[Change] = []
    for change in sorted((c for c in changes if c.before != c.after), key=lambda c: (c.start, c.end)):
        last = ordered[-1] if ordered else None
        if last and last.end == change.start and (last.start == last.end or change.start == change.end):
            if last.start == last.end == change.end:
                raise ChangeError(f"two insertions claim the place at {change.start}")
            ordered[-1] = _joined(last, change)
        else:
            ordered.append(change)
    _verify(text, ordered)
    return tuple(ordered)


def _joined(one: Change, other: Change) -> Change:
    reason = one.reason if one.reason == other.reason else f"{one.reason}; {other.reason}"
    return Change(one.start, other.end, one.before + other.before, one.after + other.after, reason)


def _verify(text: str, changes: Sequence[Change]) -> None:
    """Raise `ChangeError` unless changes are in order, apart from each other, and each finds its `before`."""
    position = 0
    for change in changes:
        if change.start < position:
            raise ChangeError(f"the change at {change.start} overlaps the one before it")
        if text[change.start : change.end] != change.before or change.end - change.start != len(change.before):
            raise ChangeError(f"the change at {change.start} expects {change.before!r}, which is not there")
        position = change.end


def apply(text: str, changes: Sequence[Change]) -> str:
    """Apply accepted changes to the text they were made for, all at once.

    >>> apply("a dose of 5mg", [Change(11, 11, "", " ", "unit")])
    'a dose of 5 mg'
    """
    parts: list[str] = []
    position = 0
    for change in changes:
        parts += (text[position : change.start], change.after)
        position = change.end
    return "".join((*parts, text[position:]))


def invert(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes that lead back, in the offsets of the changed text."""
    inverse, shift = [], 0
    for change in changes:
        start = change.start + shift
        inverse.append(Change(start, start + len(change.after), change.after, change.before, change.reason))
        shift += len(change.after) - len(change.before)
    return tuple(inverse)


def undo(text: str, log: Sequence[Pass]) -> str:
    """Undo every pass, last first. Raises `ChangeError` where the text is not what the log produced.

    >>> undo("5 mg", [Pass("repair", "repair/unit-space", 1, (Change(1, 1, "", " ", "unit"),))])
    '5mg'
    """
    for step in reversed(log):
        back = invert(step.changes)
        _verify(text, back)
        text = apply(text, back)
    return text


class _Step:
    """One pass as sorted boundary arrays, for binary search."""

    def __init__(self, changes: Sequence[Change]):
        self.starts = [c.start for c in changes]
        self.ends = [c.end for c in changes]
        back = invert(changes)
        self.new_starts = [c.start for c in back]
        self.new_ends = [c.end for c in back]

    def forward(self, start: int, end: int) -> tuple[int, int]:
        return _project(start, end, self.starts, self.ends, self.new_starts, self.new_ends)

    def backward(self, start: int, end: int) -> tuple[int, int]:
        return _project(start, end, self.new_starts, self.new_ends, self.starts, self.ends)


def _project(
    start: int, end: int, starts: list[int], ends: list[int], to_starts: list[int], to_ends: list[int]
) -> tuple[int, int]:
    """Carry a span across one pass; what only touches a change at its border stays outside it.

    An empty span where something was removed or inserted stands for exactly that text on the other side.
    """
    i = bisect_right(ends, start)
    shift = to_ends[i - 1] - ends[i - 1] if i else 0
    if start < end and (i == len(starts) or starts[i] >= end):  # no change in it, as nearly always
        return start + shift, end + shift
    low = to_starts[i] if i < len(starts) and starts[i] < start else start + shift
    j = bisect_left(starts, end)
    if j and ends[j - 1] > end:
        high = to_ends[j - 1]
    else:
        high = end + (to_ends[j - 1] - ends[j - 1] if j else 0)
    return (low, high) if low <= high else (high, low)


class Projection:
    """The way between raw and curated offsets along a log.

    A boundary inside a change widens to the whole change: half a replaced word has no counterpart.

    >>> way = Projection([Pass("repair", "repair/unit-space", 1, (Change(3, 3, "", " ", "unit"),))])
    >>> way.to_raw(2, 6), way.to_curated(2, 5)  # "5 mg" in "a 5 mg dose", "5mg" in "a 5mg dose"
    ((2, 5), (2, 6))
    """

    def __init__(self, log: Sequence[Pass]):
        self._log = log
        self._steps = [_Step(step.changes) for step in log]

    def to_raw(self, start: int, end: int, *, before_pass: int | None = None) -> tuple[int, int]:
        """Project a span of the curated text (or of the text that pass `before_pass` saw) to the raw text."""
        for step in reversed(self._steps[:before_pass]):
            start, end = step.backward(start, end)
        return start, end

    def to_curated(self, start: int, end: int, *, after_pass: int = -1) -> tuple[int, int]:
        """Project a span of the raw text (or of the text that pass `after_pass` made) to the curated text."""
        for step in self._steps[after_pass + 1 :]:
            start, end = step.forward(start, end)
        return start, end

    def hunks(self) -> list[Hunk]:
        """All stretches that differ, merged where changes of several passes touch; between them the texts agree."""
        found = []
        for p, step in enumerate(self._log):
            back = invert(step.changes)
            for c, (change, inverse) in enumerate(zip(step.changes, back, strict=True)):
                raw = self.to_raw(change.start, change.end, before_pass=p)
                found.append(Hunk(*raw, *self.to_curated(inverse.start, inverse.end, after_pass=p), ((p, c),)))
        groups: list[tuple[Hunk, list[tuple[int, int]]]] = []  # what was merged so far, and its causes
        for hunk in sorted(found, key=lambda h: (h.raw_start, h.start, h.raw_end)):
            joined, causes = hunk, list(hunk.causes)
            while groups and _touch(groups[-1][0], joined):
                before, others = groups.pop()
                joined = _span_of_both(before, joined)
                causes, others = sorted((causes, others), key=len)
                others += causes  # the shorter goes to the longer, so that n neighbours cost n steps, not n²
                causes = others
            groups.append((joined, causes))
        return [msgspec.structs.replace(hunk, causes=tuple(sorted(causes))) for hunk, causes in groups]


def _touch(a: Hunk, b: Hunk) -> bool:
    """Whether two hunks cannot be told apart; neighbours that merely meet on both sides are told as one."""
    return b.raw_start <= a.raw_end or b.start <= a.end


def _span_of_both(a: Hunk, b: Hunk) -> Hunk:
    starts = min(a.raw_start, b.raw_start), min(a.start, b.start)
    ends = max(a.raw_end, b.raw_end), max(a.end, b.end)
    return Hunk(starts[0], ends[0], starts[1], ends[1], ())
