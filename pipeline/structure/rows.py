"""Lines of a text as rows that know what their own marks prove: the first step towards blocks."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

import msgspec

from pipeline.core import quoted
from pipeline.core.model import BlockKind
from pipeline.data import load

_NUMBERED_NOUNS = frozenset(load("structure.yaml")["numbered_nouns"])
# Characters of a line in a wrapped text: mail wraps at 72, editors at 80 to 120. Shorter lines are items or verse,
# longer ones paragraphs that nobody wrapped.
_NARROWEST, _WIDEST = 45, 130
_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_TABLE = re.compile(r"\|.*\|")
_NUMBER = (
    r"(?:\d{1,2}(?:[.)][ \t\u00a0]+|[.)](?=[A-Z“\"])|[、．][ \t]*)|[(（]\d{1,2}[)）][ \t\u00a0]*"
    r"|\(?(?:[a-h]|[ivx]{1,4})\)[ \t\u00a0]+|[①-⑳][ \t\u00a0]*)(?=\S)"
)
Mark = Literal["none", "hash", "bullet", "number", "section", "bold", "continued", "rule"]
_MARKS: dict[Mark, re.Pattern[str]] = {
    "hash": re.compile(r"#{1,6}[ \t]+(?=\S)"),
    "bullet": re.compile(r"(?:[•●▪◦‣∙■□➢✓\uf0b7][ \t\u00a0]*|[-–—*+·o][ \t\u00a0]+)(?=\S)"),
    "number": re.compile(_NUMBER),
    "section": re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?[ \t\u00a0]+(?=[A-Z])"),
    "bold": re.compile(r"(\*\*|__)(?=\S[^*_]*\1:?$)"),
}
_PROVEN: dict[Mark, BlockKind | None] = {
    "hash": "heading",
    "bullet": "item",
    "number": "item",
    "section": None,
    "bold": None,
}

# Where it lies matters: with 30 or 50, blocks differ in 4 of 35 sample texts.
_LONG = 40  # characters of a line that may have been broken


class Row(msgspec.Struct, frozen=True):
    """A line, or several that one paragraph was wrapped over.

    `gap` counts the blank lines above it, `indent` the characters before it. `kind` is None while nothing is proven.
    """

    start: int
    end: int
    gap: int
    indent: int
    content: int
    mark: Mark = "none"
    kind: BlockKind | None = None
    level: int = 0


def rows_of(text: str) -> list[Row]:
    """The lines that hold more than white space, wrapped ones joined, each with what its marks prove."""
    cited = {start for start, _ in quoted.references(text)}
    rows = [_marked(text, row, cited) for row in _lines(text)]
    for i, (above, row) in enumerate(pairwise(rows), 1):
        if row.mark == "number" and row.gap == 0 and row.kind == "item" and _belongs_above(text, above, row):
            rows[i] = msgspec.structs.replace(row, content=row.start, mark="continued", kind=None)
        if row.mark == "rule" and row.gap == 0 and above.kind is None and text[row.start] in "=-":
            rows[i - 1] = msgspec.structs.replace(above, kind="heading", level=1 if text[row.start] == "=" else 2)
    return list(_joined(text, rows))


def words(text: str, row: Row) -> str:
    """The words of a row without its mark and without the marks of Markdown around them."""
    return text[row.content : row.end].strip("*_# \t\u00a0")


def _lines(text: str) -> Iterator[Row]:
    position = 0
    for line in _LINE.finditer(text):
        inner = line[0].strip()
        if inner:
            indent = len(line[0]) - len(line[0].lstrip())
            start = line.start() + indent
            breaks = text[position:start]
            gap = max(0, max(breaks.count(sign) for sign in "\n\r\u2028\u2029") - 1)
            position = start + len(inner)
            yield Row(start, position, gap, indent, start)


def _marked(text: str, row: Row, cited: set[int]) -> Row:
    """The row with the kind that its own characters prove."""
    line = text[row.start : row.end]
    make = msgspec.structs.replace
    if row.start in cited:
        mark = _MARKS["number"].match(line) or _MARKS["bullet"].match(line)
        return make(row, kind="reference", content=row.start + (mark.end() if mark else 0))
    if _TABLE.fullmatch(line) and any(map(str.isalnum, line)):
        return make(row, kind="table-row")
    if not any(map(str.isalnum, line)):
        return make(row, kind="paragraph", mark="rule", content=row.end)
    for name, pattern in _MARKS.items():
        if mark := pattern.match(line):
            level = {"hash": len(mark[0].rstrip()), "section": 3}.get(name, 0)
            return make(row, kind=_PROVEN[name], mark=name, content=row.start + mark.end(), level=level)
    return row


def _belongs_above(text: str, above: Row, row: Row) -> bool:
    """Whether a number at the start of a line ends the sentence above: "stage / 2. The", "(yttrium / 90) are"."""
    line = text[above.start : above.end]
    last = line.rsplit(None, 1)[-1].strip("(").lower()
    bracket = text[row.start : row.content].rstrip().endswith(")") and text[row.start] != "("
    return last in _NUMBERED_NOUNS or (bracket and line.count("(") > line.count(")"))


def _joined(text: str, rows: list[Row]) -> Iterator[Row]:
    """Join the lines over which an editor or a mail program wrapped one paragraph or item."""
    i = 0
    while i < len(rows):
        j = i + 1
        while j < len(rows) and rows[j].gap == 0:
            j += 1
        yield from _unwrapped(text, rows[i:j])
        i = j


def _unwrapped(text: str, run: list[Row]) -> Iterator[Row]:
    width = max(row.indent + row.end - row.start for row in run)
    wrapped = _NARROWEST <= width <= _WIDEST and _is_wrapped(text, run, width)
    current = run[0]
    last = current
    for row in run[1:]:
        if _continues(text, current, last, row, width if wrapped else None):
            current = msgspec.structs.replace(current, end=row.end)
        else:
            yield current
            current = row
        last = row
    yield current


def _is_wrapped(text: str, run: list[Row], width: int) -> bool:
    """Whether lines of one width, and a sentence that goes on in the next line, show a wrapped text."""
    full = sum(row.indent + row.end - row.start >= 0.8 * width for row in run[:-1])
    return len(run) > 2 and full >= 0.6 * (len(run) - 1) and any(_breaks(text, a, b) for a, b in pairwise(run))


def _breaks(text: str, above: Row, row: Row) -> bool:
    """Whether a sentence runs on from one line to the next."""
    return row.kind is None and text[row.start].islower() and text[above.end - 1] not in ".!?:;"


def _continues(text: str, current: Row, above: Row, row: Row, width: int | None) -> bool:
    """Whether `row` goes on with the block that began at `current`; `above` is the line just before it."""
    if row.mark == "continued":
        return True
    if row.kind is not None or row.mark != "none" or current.kind not in (None, "item"):
        return False
    if current.kind == "item" and row.indent > current.indent:
        return True
    if width is None:
        ended = text[row.end - 1] in ".!?;:" or row.end - row.start >= _LONG
        return above.end - above.start >= _LONG and _breaks(text, above, row) and ended
    first = len(text[row.start : row.end].split(None, 1)[0])
    return _breaks(text, above, row) or above.indent + above.end - above.start + 1 + first > width
