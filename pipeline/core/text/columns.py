"""Columns that stand side by side in the lines of a text, parted by blanks at one place: the gutter."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from pipeline.core.edits import Span

_LINE = re.compile(r"[^\n\x0b\x0c]+")
_WIDE = ("  ", "\xa0")  # what a gap must hold
GAP = re.compile(r"(?<=\S)(?=[ \xa0\t]*?[ \xa0]{2})[ \xa0\t]{2,}(?=\S)")  # a tab beside blanks is a sign of the page
MARK = re.compile(r"\s*(?:\W+|o|\W?\w{1,3}[.)\]]|\d{1,3}(?:\.\d{1,3}){1,4}\.?)")  # of an item, which is no column
_BULLET = re.compile(r"\s*[•●▪◦‣∙■□➢✓\uf0b7]")  # of an item in the right column: the gap behind it is no gutter
_WIDEST = 400  # characters of a line; no page is so wide
_LEAST, _LEAST_PROSE = 4, 5  # lines; two or three gaps may meet by chance
_ALIGNED = 0.6  # of the lines; the gaps of justified prose meet, but what stands behind them begins anywhere
_MANY, _TWO = 8, 0.75  # lines, and their share at two places: of type set small beside large, or of indents
_SHARE = 0.35  # of the neighbouring lines; prose goes on in some eight of ten, a table of short cells in none
_FEWER = 0.2  # where nothing but both columns together are judged, by more than this alone
_FULL = 0.75  # of the lines are no longer than a full one; those of notes in small type are
_WORDS = 3  # of a line of prose: names below one another may begin small as well
_PROSE = 5  # words of a first line that is no head of a column; below a head all cells of a table may begin small
_APART = 4  # lines without a gutter that may stand between two with one: an empty line, the end of a column
_NARROW = 2  # blanks, the least of a gutter
_RUNS = 8  # gutters beside one another


class Columns(msgspec.Struct, frozen=True):
    """Lines [start, end) in code points that hold columns; `woven` where sentences go on below themselves."""

    start: int
    end: int
    woven: bool


class Row(msgspec.Struct, frozen=True):
    """A line with a gutter: its number, its span, the cells on both sides, and where the right one begins."""

    number: int
    start: int
    end: int
    left: str
    right: str
    column: int


class Run(msgspec.Struct):
    """Lines whose gaps meet at the columns [low, high).

    `columns` are where their right cells begin, `alone` the lines between with words on one side only.
    """

    low: int
    high: int
    lines: list[Row]
    last: int
    columns: set[int]
    alone: list[Row] = msgspec.field(default_factory=list)


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
    for run in runs(text, 0, len(text)):
        yield Columns(*_span(run), is_woven(run))


def woven(text: str) -> list[Span]:
    """The lines of each gutter beside which sentences go on below themselves."""
    return sorted(_span(run) for run in runs(text, 0, len(text)) if is_woven(run))


def _span(run: Run) -> Span:
    return run.lines[0].start, max(line.end for line in (*run.lines, *run.alone) if line.number <= run.last)


def runs(text: str, start: int, end: int) -> Iterator[Run]:
    """The gutters of a part of a text, each with its lines; in one line there may be several."""
    runs: list[Run] = []
    position = start
    wide = any(text.find(blanks, start, end) >= 0 for blanks in _WIDE)
    for number, line in enumerate(_LINE.finditer(text, start, end) if wide else ()):
        if "\x0c" in text[position : line.start()]:
            yield from (one for run in runs for one in _proven(run))
            runs = []
        position = line.end()
        gaps, weak = _gaps(line[0])
        going: list[Run] = []
        for run in runs:
            if _extends(run, number, line, gaps, weak):
                going.append(run)
            else:
                yield from _proven(run)
        taken = [(run.low, run.high) for run in going if run.last == number]
        for i, (low, high) in enumerate(gaps):
            if len(going) < _RUNS and not any(low < b and a < high for a, b in taken):
                going.append(Run(low, high, [_cells(number, line, gaps, i)], number, {high}))
        runs = going
    for run in runs:
        yield from _proven(run)


def grouped(found: Iterable[Run]) -> Iterator[list[Run]]:
    """Gutters that share lines, from left to right."""
    group: list[Run] = []
    for run in sorted(found, key=lambda one: one.lines[0].number):
        if group and run.lines[0].number > max(one.last for one in group):
            yield _apart(group)
            group = []
        group.append(run)
    if group:
        yield _apart(group)


def _apart(group: Sequence[Run]) -> list[Run]:
    """Gutters from left to right; one that was interrupted and goes on further down is one again."""
    found: list[Run] = []
    for run in sorted(group, key=lambda one: one.low):
        if found and run.low < found[-1].high and found[-1].low < run.high:
            found.append(_merged(found.pop(), run))
        else:
            found.append(run)
    return found


def _merged(one: Run, other: Run) -> Run:
    return Run(
        max(one.low, other.low),
        min(one.high, other.high),
        sorted([*one.lines, *other.lines], key=lambda line: line.number),
        max(one.last, other.last),
        one.columns | other.columns,
        [*one.alone, *other.alone],
    )


def _gaps(line: str) -> tuple[list[Span], list[Span]]:
    """The wide gaps of a line, and those behind the mark of an item, a label's colon or a sentence's stop.

    The latter begin no gutter, but one may go on there.
    """
    found: list[Span] = []
    weak: list[Span] = []
    last = 0
    for gap in GAP.finditer(line) if "|" not in line and len(line) <= _WIDEST else ():
        before = line[: gap.start()]
        stopped = before[-1] == ":" or (before[-1] in ".!?" and gap.end() - gap.start() == 2)
        marked = MARK.fullmatch(before) or _BULLET.fullmatch(before, last)
        if not marked:
            (weak if stopped else found).append(gap.span())
        last = gap.end()
    return found, weak


def _cells(number: int, line: re.Match[str], gaps: Sequence[Span], i: int) -> Row:
    begin = gaps[i - 1][1] if i else 0
    end = gaps[i + 1][0] if i + 1 < len(gaps) else len(line[0])
    low, high = gaps[i]
    return Row(number, *line.span(), line[0][begin:low].strip(), line[0][high:end].strip(), high)


def _extends(run: Run, number: int, line: re.Match[str], gaps: Sequence[Span], weak: Sequence[Span]) -> bool:
    """Whether a run goes on over a line, which is added to it where it has the gutter."""
    gaps = sorted([*gaps, *(gap for gap in weak if gap[1] in run.columns)]) if weak else gaps
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
    run.alone.append(Row(number, *line.span(), left, right, run.high))
    if right and len(line[0]) - len(line[0].lstrip()) in run.columns:
        run.last = number  # it begins where the right column does
    return True


def _proven(run: Run) -> Iterator[Run]:
    """A run, if its lines prove a gutter."""
    places = [n for _, n in Counter(line.column for line in run.lines).most_common(2)]
    aligned = places[0] >= _ALIGNED * len(run.lines)
    if len(run.lines) >= _LEAST and (aligned or sum(places) >= max(_TWO * len(run.lines), _MANY)):
        yield run


def is_woven(run: Run) -> bool:
    """Whether sentences go on below themselves on either side of a gutter."""
    return len(run.lines) >= _LEAST_PROSE and (
        any(_goes_on([(line.number, getattr(line, side)) for line in run.lines]) for side in ("left", "right"))
        or both_go_on(run)
    )


def both_go_on(run: Run) -> bool:
    """Whether both columns are prose, their lines at different heights: a table has names on its left."""
    lines = sorted((*run.lines, *run.alone), key=lambda line: line.number)
    return all(is_prose([getattr(line, side) for line in lines]) for side in ("left", "right"))


def is_prose(column: Sequence[str]) -> bool:
    """Whether sentences were wrapped within a column, some of whose lines may be empty."""
    return _goes_on([(i, cell.strip()) for i, cell in enumerate(column) if cell], apart=True)


def _goes_on(cells: Sequence[tuple[int, str]], *, apart: bool = False) -> bool:
    """Whether sentences were wrapped within one column: full lines that go on below in lower case.

    Where the lines of two columns stand `apart`, at different heights, a line of the other may stand between.
    """
    lengths = sorted(len(cell) for _, cell in cells)
    width = lengths[int(_FULL * (len(lengths) - 1))]
    pairs = [(a, b) for (i, a), (j, b) in pairwise(cells) if j <= i + 1 + apart and not (apart and _BULLET.match(b))]
    wrapped = sum(
        below[0].islower()
        and cell[-1] not in ".!?:;"
        and len(cell.split()) >= _WORDS
        and len(cell) + 1 + len(below.split(None, 1)[0]) > width
        for cell, below in pairs
    )
    begun = len(cells[0][1].split()) >= _PROSE or any(cell[0].isupper() for _, cell in cells[1:])
    return begun and wrapped >= _LEAST - 1 and wrapped >= (_FEWER if apart else _SHARE) * len(pairs)
