"""Columns that stand side by side in the lines of a text, parted by blanks at one place: the gutter."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from pipeline.core.edits import Span

_LINE = re.compile(r"[^\n\x0b\x0c]+")
_GAP = re.compile(r"(?<=\S)[ \xa0]{2,}(?=\S)")
_MARK = re.compile(r"\s*(?:\W+|o|\W?\w{1,3}[.)\]]|\d{1,3}(?:\.\d{1,3}){1,4}\.?)")  # of an item, which is no column
_BULLET = re.compile(r"\s*[•●▪◦‣∙■□➢✓\uf0b7]")  # of an item in the right column: the gap behind it is no gutter
_WIDEST = 400  # characters of a line; no page is so wide
_LEAST, _LEAST_PROSE = 4, 5  # lines; two or three gaps may meet by chance
_ALIGNED = 0.6  # of the lines; the gaps of justified prose meet, but what stands behind them begins anywhere
_SHARE = 0.35  # of the neighbouring lines; prose goes on in some eight of ten, a table of short cells in none
_WORDS = 3  # of a line of prose: names below one another may begin small as well
_APART = 4  # lines without a gutter that may stand between two with one: an empty line, the end of a column
_NARROW = 2  # blanks, the least of a gutter
_RUNS = 8  # gutters beside one another


class Columns(msgspec.Struct, frozen=True):
    """Lines [start, end) in code points that hold columns; `woven` where sentences go on below themselves."""

    start: int
    end: int
    woven: bool


class _Line(msgspec.Struct, frozen=True):
    """A line with a gutter: its number, its span, the cells on both sides, and where the right one begins."""

    number: int
    start: int
    end: int
    left: str
    right: str
    column: int


class _Run(msgspec.Struct):
    """Lines whose gaps meet at the columns [low, high).

    `columns` are where their right cells begin, `alone` the lines between with words on one side only.
    """

    low: int
    high: int
    lines: list[_Line]
    last: int
    columns: set[int]
    alone: list[_Line] = msgspec.field(default_factory=list)


def find(text: str) -> tuple[Columns, ...]:
    """The regions of a text in which columns stand side by side, in their order; those that meet are one.

    A line in which words stand across the gutter ends a region. Bars mark the cells of a table that needs no gutter.
    """
    found = sorted(_regions(text), key=lambda one: (one.start, one.end))
    merged: list[Columns] = []
    for one in found:
        if merged and text.count("\n", merged[-1].end, one.start) <= _APART:
            last = merged.pop()
            merged.append(Columns(last.start, max(last.end, one.end), last.woven or one.woven))
        else:
            merged.append(one)
    return tuple(merged)


def _regions(text: str) -> Iterator[Columns]:
    runs: list[_Run] = []
    for number, line in enumerate(_LINE.finditer(text)) if "  " in text or "\xa0" in text else ():
        gaps = list(_gaps(line[0]))
        going: list[_Run] = []
        for run in runs:
            if _extends(run, number, line, gaps):
                going.append(run)
            else:
                yield from _judged(run)
        taken = [(run.low, run.high) for run in going if run.last == number]
        for i, (low, high) in enumerate(gaps):
            if len(going) < _RUNS and not any(low < b and a < high for a, b in taken):
                going.append(_Run(low, high, [_cells(number, line, gaps, i)], number, {high}))
        runs = going
    for run in runs:
        yield from _judged(run)


def _gaps(line: str) -> Iterator[Span]:
    """The wide gaps of a line, but those behind the mark of an item, a label's colon or a sentence's stop."""
    if "|" in line or len(line) > _WIDEST:
        return
    last = 0
    for gap in _GAP.finditer(line):
        before = line[: gap.start()]
        stopped = before[-1] == ":" or (before[-1] in ".!?" and gap.end() - gap.start() == 2)
        if not stopped and not _MARK.fullmatch(before) and not _BULLET.fullmatch(before, last):
            yield gap.span()
        last = gap.end()


def _cells(number: int, line: re.Match[str], gaps: Sequence[Span], i: int) -> _Line:
    begin = gaps[i - 1][1] if i else 0
    end = gaps[i + 1][0] if i + 1 < len(gaps) else len(line[0])
    low, high = gaps[i]
    return _Line(number, *line.span(), line[0][begin:low].strip(), line[0][high:end].strip(), high)


def _extends(run: _Run, number: int, line: re.Match[str], gaps: Sequence[Span]) -> bool:
    """Whether a run goes on over a line, which is added to it where it has the gutter."""
    for i, (low, high) in enumerate(gaps):
        if low < run.high and run.low < high:
            run.lines.append(_cells(number, line, gaps, i))
            run.columns.add(high)
            run.low, run.high, run.last = max(low, run.low), min(high, run.high), number
            return True
    if run.low < (length := len(line[0].rstrip())) <= run.high - _NARROW:
        run.low = length  # a longer line of the left column
    left, right = line[0][: run.high].strip(), line[0][run.low :].strip()
    if (left and right) or number - run.last > _APART:
        return False
    run.alone.append(_Line(number, *line.span(), left, right, run.high))
    if right and len(line[0]) - len(line[0].lstrip()) in run.columns:
        run.last = number  # it begins where the right column does
    return True


def _judged(run: _Run) -> Iterator[Columns]:
    """The region of a run, if its lines prove columns."""
    places = Counter(line.column for line in run.lines)
    if len(run.lines) < _LEAST or max(places.values()) < _ALIGNED * len(run.lines):
        return
    woven = len(run.lines) >= _LEAST_PROSE and (
        any(_goes_on([(line.number, getattr(line, side)) for line in run.lines]) for side in ("left", "right"))
        or _both_go_on(run)
    )
    end = max(line.end for line in (*run.lines, *run.alone) if line.number <= run.last)
    yield Columns(run.lines[0].start, end, woven)


def _both_go_on(run: _Run) -> bool:
    """Whether both columns are prose, their lines at different heights: a table has names on its left."""
    lines = sorted((*run.lines, *run.alone), key=lambda line: line.number)
    return all(
        _goes_on([(i, cell) for i, cell in enumerate(getattr(line, side) for line in lines) if cell], apart=True)
        for side in ("left", "right")
    )


def _goes_on(cells: Sequence[tuple[int, str]], *, apart: bool = False) -> bool:
    """Whether sentences were wrapped within one column: full lines that go on below in lower case.

    Where the lines of two columns stand `apart`, at different heights, a line of the other may stand between.
    """
    lengths = sorted(len(cell) for _, cell in cells)
    width = lengths[int(0.9 * (len(lengths) - 1))]
    pairs = [(a, b) for (i, a), (j, b) in pairwise(cells) if j <= i + 1 + apart]
    wrapped = sum(
        below[0].islower()
        and cell[-1] not in ".!?:;"
        and len(cell.split()) >= _WORDS
        and len(cell) + 1 + len(below.split(None, 1)[0]) > width
        for cell, below in pairs
    )
    return wrapped >= _LEAST - 1 and wrapped >= _SHARE * len(pairs)
