"""Places where a text that is read line by line takes words of one column into a sentence of another.

A gutter over many lines is proven by `core/text/columns`. A box beside a list, or a row of a table that was wrapped,
has few lines; there the sentence shows it: it goes on below itself, and other words stand between.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from pipeline.core.edits import Span
from pipeline.core.model import Document
from pipeline.core.text.columns import MARK
from pipeline.core.text.quoted import overlaps
from pipeline.structure.lines import OPEN, WORD

_LINE = re.compile(r"[^\n\x0b\x0c]*\S[^\n\x0b\x0c]*")
_CELL = re.compile(r"\S+(?:[ \xa0]{1,2}\S+)*")  # behind a stop two blanks are the habit of many
_GAP = re.compile(r"\S[ \xa0]{3,}\S")
_WIDEST = 400  # characters of a line; no page is so wide
_BREAKS = 3  # from a line of a column to the next: two empty lines
_SHIFT = 4  # characters by which the beginnings of two lines of a column, or their middles, may differ
_FULL = 0.7  # of a column's width, where the next word had no room; the lines of a box are broken by hand
_PROSE = 5  # words of a cell that is a line of prose
_BESIDE, _WIDE = 15, 4  # characters left of a second column, and blanks before it; three may be those of justified type
_LINES = 4  # of a column that a narrow gap parts from its neighbour
_ENOUGH = 2  # weight of the places in a region: one that is certain, or two that may be chance
_NEAR = 4  # lines between two places of one region
_WORD = re.compile(r"[^\W\d_]{2}")
_BULLET = re.compile(r"[•●▪◦‣∙■□➢✓\uf0b7−–-]\s")
_END = re.compile(r"[.!?:;][”’\"')\]]{0,2}$")


class _Cell(msgspec.Struct):
    """Words of a line between wide gaps: their line, where they begin in the text, and from which column to which."""

    line: int
    at: int
    low: int
    high: int
    text: str
    left: "_Cell | None" = None
    right: "_Cell | None" = None
    column: list["_Cell"] = []


class _Crossing(msgspec.Struct, frozen=True):
    """A sentence that goes on from one cell into another, below it, with the words of a third between."""

    above: _Cell
    below: _Cell
    weight: int


def crossed(document: Document, parted: Sequence[Span]) -> list[Span]:
    """The spans of the raw text, outside those that a rule has parted, in which sentences are read across columns."""
    if not _GAP.search(document.raw):
        return []
    rows = [cells for cells in _rows(document.raw) if not overlaps(cells[0].at, cells[0].at + 1, parted)]
    wrapped = [one for column in _columns(rows) for one in _wrapped(column)]
    crossings = [*wrapped, *_joined(document, rows), *_listed(rows)]
    regions: list[list[_Crossing]] = []
    for one in sorted(crossings, key=lambda crossing: crossing.below.at):
        if regions and one.above.line - regions[-1][-1].below.line <= _NEAR:
            regions[-1].append(one)
        else:
            regions.append([one])
    proven = (region for region in regions if sum(one.weight for one in region) >= _ENOUGH)
    return [_span(region) for region in proven]


def _span(region: Sequence[_Crossing]) -> Span:
    """The lines of some crossings, whole, and those in which their right column goes on."""
    columns = [_right(one).column for one in region]
    cells = [cell for one in region for cell in (one.above, one.below)]
    cells += [cell for column in columns for cell in (column[0], column[-1])]
    first, last = min(cells, key=lambda cell: cell.at), max(cells, key=lambda cell: cell.at)
    while first.left:
        first = first.left
    while last.right:
        last = last.right
    return first.at, last.at + len(last.text)


def _right(one: _Crossing) -> _Cell:
    return one.above.right or one.below if one.above.low < one.below.high else one.above


def _rows(text: str) -> Iterator[list[_Cell]]:
    """The cells of each line that holds any; a page break stands for more lines than a column may leave empty."""
    number = position = 0
    for line in _LINE.finditer(text):
        between = text[position : line.start()]
        number += between.count("\n") + (_BREAKS + 1) * between.count("\x0c")
        position = line.end()
        parts = [*_CELL.finditer(line[0])] if "|" not in line[0] and len(line[0]) <= _WIDEST else []
        if len(parts) > 1 and MARK.fullmatch(parts[0][0]):
            del parts[0]
        if all(_BULLET.match(part[0]) and _END.search(part[0]) for part in parts):
            continue  # items that are whole, in one line: read across, they say what they say
        cells = [_Cell(number, line.start() + part.start(), *part.span(), part[0]) for part in parts]
        for left, right in pairwise(cells):
            left.right, right.left = right, left
        if cells:
            yield cells


def _columns(rows: Sequence[Sequence[_Cell]]) -> list[list[_Cell]]:
    """Cells below one another that begin, or have their middle, at one place."""
    done: list[list[_Cell]] = []
    going: list[list[_Cell]] = []
    for cells in rows:
        done += [column for column in going if cells[0].line - column[-1].line > _BREAKS]
        going = [column for column in going if cells[0].line - column[-1].line <= _BREAKS]
        for cell in cells:
            near = (column for column in going if column[-1].line < cell.line and _is_below(column[-1], cell))
            column = max(near, key=lambda one: one[-1].line, default=None)
            if column:
                column.append(cell)
            else:
                going.append([cell])
    for column in done + going:
        for cell in column:
            cell.column = column
    return done + going


def _is_below(above: _Cell, cell: _Cell) -> bool:
    middles = abs(above.low + above.high - cell.low - cell.high) // 2
    return abs(above.low - cell.low) <= _SHIFT or middles <= _SHIFT


def _wrapped(column: Sequence[_Cell]) -> Iterator[_Crossing]:
    """Sentences of a column that go on below themselves while another column has words between."""
    capitals = [cell for cell in column[1:] if cell.text[0].isupper()]
    width = max(cell.high - cell.low for cell in column)
    begun = column[0].text[0].isupper() and len(WORD.findall(column[0].text)) >= _PROSE  # shorter, it may be a head
    for above, below in pairwise(column):
        if _END.search(above.text) or not below.text[0].islower():
            begun = below.text[0].isupper()
            continue
        weight = _weight(above, below, width, begun=begun, capitals=len(capitals))
        between = [(above.right, above.right, above), (below.left, below, below.left)]
        if weight and any(words and _is_column(words, right, left) for words, right, left in between):
            yield _Crossing(above, below, weight)


def _is_column(words: _Cell, right: _Cell | None, left: _Cell | None) -> bool:
    """Whether words that stand between are in a column: a gap in justified type is narrow, and not below others."""
    if not (right and left and _WORD.search(words.text)):
        return False  # the number of a page in a list of contents
    return len(right.column) > 1 and (right.low - left.high >= _WIDE or len(right.column) >= _LINES)


def _weight(above: _Cell, below: _Cell, width: int, *, begun: bool, capitals: int) -> int:
    """How certain it is that a cell in lower case goes on with the one above: cells of a table may begin so as well.

    A word that ends no line of its own is certain, and a full line of prose that began with a capital. Two words and
    more may be chance where capitals come as well in the column.
    """
    words = WORD.findall(above.text)
    if len(words) < 2:
        return 0
    full = above.high - above.low + 1 + len(below.text.split(None, 1)[0]) > _FULL * width
    if words[-1].lower() in OPEN or (begun and full and len(words) >= _PROSE):
        return _ENOUGH
    return int(full and capitals > 0) * min(capitals, _ENOUGH)


def _joined(document: Document, rows: Sequence[Sequence[_Cell]]) -> Iterator[_Crossing]:
    """Lines of one sentence that go back from a second column to the first."""
    for cells, following in pairwise(rows):
        above, below = cells[-1], following[0]
        gap = above.low - above.left.high if above.left else above.low - below.high
        if not (_WORD.search(above.text) and _WORD.search(below.text)):
            continue
        apart = below.line - above.line <= _BREAKS and above.low >= max(_BESIDE, below.high + 2) and gap >= _WIDE
        if apart and _is_one_sentence(document, above, below):
            yield _Crossing(above, below, _ENOUGH)


def _listed(rows: Sequence[Sequence[_Cell]]) -> Iterator[_Crossing]:
    """Items of two lists in one line."""
    for cells in rows:
        marked = [cell for cell in cells if _BULLET.match(cell.text)]
        yield from (_Crossing(left, right, 1) for left, right in pairwise(marked))


def _is_one_sentence(document: Document, above: _Cell, below: _Cell) -> bool:
    end, _ = document.to_curated(above.at + len(above.text) - 1, above.at + len(above.text))
    start, _ = document.to_curated(below.at, below.at + 1)
    i = bisect_right(document.segments, end, key=lambda segment: segment.start) - 1
    return i >= 0 and end <= start < document.segments[i].end
