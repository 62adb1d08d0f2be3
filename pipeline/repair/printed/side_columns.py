"""Columns that `pdftotext -layout` and its like set side by side, put one below the other again."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from pipeline.core.edits import Change, Span
from pipeline.core.text import columns
from pipeline.repair.printed.page_borders import borders
from pipeline.rules import DocumentContext, rule

_TOGETHER = 0.45  # of what begins in a column; of the cells of a table nearly all do, of two columns a third
_PROVEN = 4  # beginnings inside a sentence of the other column; then as many may meet as by chance
_FULL = 0.8  # of a column's width, where a line without an end goes on below
_OFTEN = 1 / 3  # of the steps from line to line; where a line of the other column stands between, no paragraph ends
_PARTED = 0.1  # of the lines of a column, with a wide gap inside
_LONGEST = 60  # lines of a column on one page, in type of usual size
_HEAD = 20  # characters of a line that comes again, as the head of a page does
_RAGGED = 25  # lines of a column for each longer gap; below the shorter cells of a table there are many
_RAGGED_PROVEN = 10  # where beginnings prove columns of prose; headings and lists stand apart in them
_LEAST = 12  # lines of a column, and of it for each stop; the cells of a row are seldom so long
_ABOVE = 3  # lines, from one that stands at the place of a column to the next above it
_HANGING = 4  # characters by which an item of the last column may be set in
_MOST = 3  # gutters of a page
_SURPLUS = 1  # blanks before a line of a column that are those of its type and no indent
_END = re.compile(r"[.!?:;][”’\"')\]]{0,2}(?:\d{1,3}(?:[,–-]\d{1,3})*)?$")  # the number of a note may follow
_HANGS = re.compile(r"[,-]$|(?<![^\s(])[a-z]{1,40}$")
_STOP = re.compile(r"(?<=[\w)]{2})[.!?][\d,–-]{0,9}(?=\s|$)")
_MARKED = re.compile(r"(?:[•●▪◦‣∙■□➢✓⊲\uf0b7*–—-]|\(?\d{1,3}[.)]|[a-z][.)])\s")
_PAGE = re.compile(r"[^\x0c]+")


class Band(msgspec.Struct, frozen=True):
    """Lines [start, end) of a text in which columns stand side by side, and the cells of each from top to bottom."""

    start: int
    end: int
    columns: list[list[str]]


@rule("repair/side-columns", version=2, everywhere=True)
def part_columns(text: str, context: DocumentContext) -> Iterator[Change]:
    """Columns side by side, set one below the other.

    What a converter of PDF reads across is no sentence. The left column comes first, page by page, where the lines
    prove that all are prose: sentences go on below themselves in each, paragraphs begin in one in the midst of a
    sentence of the other, and nothing that is open at the end of one column is whole at the beginning of the next. In a
    table the cells of a row begin together, so it stays; source/columns marks what is doubtful.
    Example: ten lines, each of them half a sentence, twenty blanks, and half of another sentence.
    """
    for band in bands(text):
        yield Change(band.start, band.end, text[band.start : band.end], _one_below(band), "columns side by side")


def bands(text: str) -> Iterator[Band]:
    """Where columns of prose are proven, in the order of the text."""
    if "  " not in text or not any(True for _ in columns.runs(text, 0, len(text))):
        return
    paged = "\x0c" in text
    for start, end in _pages(text):
        for runs in columns.grouped(columns.runs(text, start, end)):
            if len(runs) <= _MOST:
                band = _band(text, runs, start, end)
                if (
                    band
                    and all(map(columns.is_prose, band.columns))
                    and (paged or _is_one_page(band))
                    and _is_enough(band)
                    and _is_prose(band)
                    and _fits(text, band, start, end)
                ):
                    yield band


def _pages(text: str) -> Iterator[Span]:
    """The parts of a text between page breaks, and between lines that stand at the border of a page."""
    lines, numbers, heads = borders(text)
    gone = iter(lines[i].span() for i in sorted(numbers | heads))
    line = next(gone, None)
    for page in _PAGE.finditer(text):
        position = page.start()
        while line and line[0] < page.end():
            yield position, line[0]
            position, line = line[1], next(gone, None)
        yield position, page.end()


def _band(text: str, runs: Sequence[columns.Run], start: int, end: int) -> Band | None:
    """The lines of some gutters, with those at their ends that stand in one column alone."""
    first = min(run.lines[0].start for run in runs)
    last = max(line.end for run in runs for line in (*run.lines, *run.alone) if line.number <= run.last)
    begins = {column for run in runs for column in run.columns}
    first = _top(text, first, start, runs[0].low, begins)
    while below := _line(text, last + 1, start, end):
        words = below[2].rstrip()
        in_last = 0 <= _indent(words) - runs[-1].high <= _HANGING
        if not words or (len(words) > runs[0].low and _indent(words) not in begins and not in_last):
            break
        last = below[1]
    rows = [_split(line, runs) for line in text[first:last].split("\n")]
    beside = (_line(text, place, start, end) for place in (first - 2, last + 1))
    if not all(rows) or any(line and any(_split(line[2], runs)[1:]) for line in beside):
        return None  # words stand across a gutter, or a column goes on close above or below
    found = [list(cells) for cells in zip(*rows, strict=True)]
    if not all(map(_is_one, found)):
        return None
    margins = [min((_indent(cell) for cell in column if cell), default=0) for column in found[1:]]
    return Band(
        first, last, [found[0], *([cell[n:] for cell in one] for one, n in zip(found[1:], margins, strict=True))]
    )


def _top(text: str, first: int, start: int, low: int, begins: set[int]) -> int:
    """Where the lines begin above a band in which words stand at the same place, a few of the left column between."""
    place = first
    for _ in range(_ABOVE):
        above = _line(text, place - 2, start, first)
        if above is None or (len(above[2].rstrip()) > low and not _stands_at(above[2], begins)):
            break
        place = above[0]
        if _stands_at(above[2], begins):
            return _top(text, place, start, low, begins)
    return first


def _stands_at(line: str, begins: set[int]) -> bool:
    return _indent(line) in begins or any(gap.end() in begins for gap in columns.GAP.finditer(line))


def _is_one(column: Sequence[str]) -> bool:
    """Whether a column holds anything, and no further gutter or table."""
    cells = [cell for cell in column if cell]
    return len(cells) > 1 and sum(map(_is_parted, cells)) <= _PARTED * len(cells)


def _is_parted(cell: str) -> bool:
    """Whether a gap is inside that stands behind no mark of an item."""
    return any(not columns.MARK.fullmatch(cell[: gap.start()]) for gap in columns.GAP.finditer(cell))


def _line(text: str, position: int, start: int, end: int) -> tuple[int, int, str] | None:
    """The line around a position, if it is in a part of the text."""
    if not start <= position < end:
        return None
    first = max(text.rfind("\n", start, position) + 1, start)
    last = text.find("\n", position, end)
    last = end if last < 0 else last
    return first, last, text[first:last]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _split(line: str, runs: Sequence[columns.Run]) -> list[str]:
    """The cells of a line, with blanks for what is left of them; none where words stand across a gutter."""
    line = line.rstrip().replace("\xa0", " ")
    gaps = [gap.span() for gap in columns.GAP.finditer(line)]
    cells, position = [], 0
    for run in runs:
        gap = next((gap for gap in gaps if gap[0] < run.high and run.low < gap[1] and gap[0] >= position), None)
        beyond = len(line) >= run.high
        if gap is None and beyond and line[position : run.low].strip() and line[run.low :].strip():
            return []
        at = gap[1] if gap else run.low if beyond else run.high
        cells.append(" " * position + line[position:at].rstrip() if line[position:at].strip() else "")
        position = at
    return [*cells, " " * position + line[position:] if line[position:].strip() else ""]


def _is_enough(band: Band) -> bool:
    """Whether columns hold sentences, and are longer than cells are or go on from each into the next."""
    lines = [sum(map(bool, column)) for column in band.columns]
    stops = [len(_STOP.findall(" ".join(column))) for column in band.columns]
    worded = all(n > m // _LEAST for n, m in zip(stops, lines, strict=True))
    return worded and (min(lines) >= _LEAST or _is_bridged(band))


def _is_one_page(band: Band) -> bool:
    """Whether no border of pages is inside, where page breaks are lost: no head, and no place where all break off."""
    cells = [[cell.strip() for cell in column if cell] for column in band.columns]
    heads = [cell for column in cells for cell in column if len(cell) > _HEAD and cell[-1].isalnum()]
    steps = [_steps(column) for column in band.columns]
    begins = set.intersection(*({i for i, goes_on in side.items() if not goes_on} for side in steps))
    whole = not any(begins & _torn(column) for column in band.columns)
    return max(map(len, cells)) <= _LONGEST and len({*heads}) == len(heads) and whole


def _torn(column: Sequence[str]) -> set[int]:
    """Lines that cannot go on with the one above."""
    lines = [(i, cell.strip()) for i, cell in enumerate(column) if cell]
    width = _width([cell for _, cell in lines])
    return {j for (_, above), (j, below) in pairwise(lines) if not _joins(above, below, width)}


def _is_bridged(band: Band) -> bool:
    """Whether a sentence goes on from the end of each column into the next."""
    worded = [[cell.strip() for cell in column if cell] for column in band.columns]
    return all(b[0][0].islower() and _goes_on(a[-1], b[0]) for a, b in pairwise(worded))


def _is_prose(band: Band) -> bool:
    """Whether neighbours are columns of prose and no table, whose cells begin together, or with gaps below them."""
    filled = [sum(map(bool, column)) for column in band.columns]
    lines = min(n // max(_gaps(column), 1) for column, n in zip(band.columns, filled, strict=True))  # for each gap
    ragged = any(map(_gaps, band.columns))
    steps = [_steps(column) for column in band.columns]
    begins = [{i for i, goes_on in side.items() if not goes_on} for side in steps]
    inside = [{i for i, goes_on in side.items() if goes_on} for side in steps]
    bridged = _is_bridged(band)
    spare = 1 if bridged else -_TOGETHER
    for i, j in pairwise(range(len(steps))):
        alone = [begins[i] & inside[j], begins[j] & inside[i]]
        proven = sum(map(len, alone)) >= _PROVEN
        if ragged and lines < (_RAGGED_PROVEN if proven else _RAGGED):
            return False
        if not (begins[i] and begins[j]):
            continue  # cells of one row
        together, fewest = len(begins[i] & begins[j]), min(len(begins[i]), len(begins[j]))
        by_chance = proven * len(begins[i]) * len(begins[j]) / min(filled[i], filled[j])
        if not (any if bridged else all)(alone) or together > max(_TOGETHER * fewest + spare, by_chance):
            return False
    return True


def _steps(column: Sequence[str]) -> dict[int, bool]:
    """Of each line but the first whether a sentence goes on into it, and over lines that are empty."""
    lines = [(i, cell.strip()) for i, cell in enumerate(column) if cell]
    width, apart = _width([cell for _, cell in lines]), 1 + _is_spread(column)
    found = {}
    for (i, above), (j, below) in pairwise(lines):
        found[j] = j - i <= apart and _is_full(above, below, width) and _goes_on(above, below)
        if found[j]:
            found |= dict.fromkeys(range(i + 1, j), True)
    return found


def _is_full(above: str, below: str, width: int) -> bool:
    """Whether the first word of the next line had no room in a line."""
    return len(above) + 1 + len(below.split(None, 1)[0]) > _FULL * width


def _gaps(column: Sequence[str]) -> int:
    """How often a column is empty for longer than between its paragraphs."""
    filled = [i for i, cell in enumerate(column) if cell]
    return sum(b - a > 2 + _is_spread(column) for a, b in pairwise(filled))


def _is_spread(column: Sequence[str]) -> bool:
    """Whether lines of the other columns stand between those of this one."""
    filled = [i for i, cell in enumerate(column) if cell]
    steps = [b - a for a, b in pairwise(filled)]
    return sum(step > 1 for step in steps) > _OFTEN * len(steps)


def _goes_on(above: str, below: str) -> bool:
    """Whether a sentence that one line leaves open goes on in the next."""
    return not _END.search(above) and (below[0].islower() or above[-1] in ",-") and not _MARKED.match(below)


def _fits(text: str, band: Band, start: int, end: int) -> bool:
    """Whether what comes to stand together may: the ends of the columns, and what is close above and below them."""
    worded = [[cell.strip() for cell in column if cell] for column in band.columns]
    pairs = [(a[-1], b[0], 0 if _ends_sentence(a) else _width(a)) for a, b in pairwise(worded)]
    above, below = text[start : band.start].split("\n")[-3:], text[band.end : end].split("\n")[1:3]
    page = max(map(len, text[band.start : band.end].split("\n")))
    pairs += [(line.strip(), worded[0][0], page) for line in above if line.strip()][-1:]
    pairs += [(worded[-1][-1], line.strip(), _width(worded[-1])) for line in below if line.strip()][:1]
    return all(_joins(*pair) for pair in pairs)


def _ends_sentence(cells: Sequence[str]) -> bool:
    """Whether the last line goes on with the one above, and no item of a list with it: items need no stop."""
    first = len(cells) - 1
    while first and _goes_on(cells[first - 1], cells[first]):
        first -= 1
    return first < len(cells) - 1 and not _MARKED.match(cells[first])


def _joins(above: str, below: str, width: int) -> bool:
    """Whether one line may stand below another: it goes on with it, or both are whole."""
    if _HANGS.search(above) and len(above) >= _FULL * width:
        return not below[0].isupper() or above[-1] in ",-"
    return not (below[0].islower() and _END.search(above))


def _width(cells: Sequence[str]) -> int:
    """The length of a full line."""
    lengths = sorted(map(len, cells))
    return lengths[int(_FULL * (len(lengths) - 1))]


def _one_below(band: Band) -> str:
    """The columns from left to right; an empty line stays where it ends a paragraph."""
    text = ""
    for column in map(_lines, band.columns):
        gap = "\n" if text and _goes_on(text.rsplit("\n", 1)[-1].strip(), column[0].strip()) else "\n\n"
        text += (gap if text else "") + "\n".join(column)
    return text


def _lines(column: Sequence[str]) -> list[str]:
    spread, width = _is_spread(column), _width([cell.strip() for cell in column if cell])
    lines: list[str] = []
    empty = 0
    for cell in column:
        if not cell:
            empty += 1
            continue
        above, below = lines[-1].strip() if lines else "", cell.strip()
        if above and empty > spread and not _goes_on(above, below):
            wrapped = empty == 1 and not _END.search(above) and _is_full(above, below, width)
            lines += [] if wrapped else [""]
        lines.append(cell if _indent(cell) > _SURPLUS else cell.lstrip())
        empty = 0
    return lines
