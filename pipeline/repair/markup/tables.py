"""Tables of Markdown: frames that converters write around what is no table, and rows without their outer bars."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from pipeline.core.edits import Change
from pipeline.repair.lines import LINE, whole_line
from pipeline.rules import DocumentContext, rule

# Lines of a table below one another; a row without words; one that has words in one of several cells alone.
_TABLE_LINES = re.compile(r"(?:^[^\n|]*\|[^\n]*(?:\n|\Z))+", re.MULTILINE)
_EMPTY_ROW = re.compile(r"[ \t]*\|[ \t|]*")
_RULED = re.compile(r"[ \t]*\|?(?:[ \t]*:?-{3,90}:?[ \t]*\|)+(?:[ \t]*:?-{3,90}:?)?[ \t]*")
_NESTED = re.compile(
    r"[ \t]*(?=(?:\|[ \t]*){1,40}:?---)(?:\|[ \t]*|:?-{3,90}:?[ \t]*(?=\|)){2,200}"  # in one line, where a cell held it
)
_LONE_CELL = re.compile(
    r"[ \t]*\|(?=[^\n]*\|[^\n]*\|)(?:[ \t]*\|)*[ \t]*(?P<words>[^|\s](?:[^|\n]*[^|\s])?)[ \t]*\|(?:[ \t]*\|)*[ \t]*"
)
_DASHES = re.compile(r"(?<=\n)[ \t]*:?-{3,90}:?(?:[ \t]*\|[ \t]*:?-{3,90}:?){1,30}[ \t]*$", re.MULTILINE)


@rule("repair/table-frames", version=1, everywhere=True)
def remove_table_frames(text: str, context: DocumentContext) -> Iterator[Change]:
    """Rows of a table without words.

    Converters write a table without a head below an empty row and a line of dashes, and one that only sets out a page
    as bars and dashes around its words, all in one line where a table lay in a table. A line of dashes that heads rows
    under a row with words stays.
    Example: the lines "|  |  |", "| --- | --- |" go from above "| Dose | 5 mg |".
    """
    nested = [*_nested(text)] if "- |" in text or "-|" in text else []
    for match in nested:
        yield Change(*match.span(), match[0], "\n\n", "frame of a table in a table")
    for match in _TABLE_LINES.finditer(text) if "|" in text and not nested else ():  # first what lies within lines
        lines = [*LINE.finditer(text, *match.span())]
        rows = [line for line in lines if not _EMPTY_ROW.fullmatch(line[0]) and not _RULED.fullmatch(line[0])]
        alone = [_LONE_CELL.fullmatch(row[0]) for row in rows]
        kept = set(rows) if all(alone) else {*rows, *_rulings(lines, frozenset(rows))}
        for wordless, run in groupby(lines, lambda line, kept=kept: line not in kept):  # type: ignore[misc]
            if wordless:
                first, *rest = run
                start, end = whole_line(text, first.start(), (rest or [first])[-1].end())
                yield Change(start, end, text[start:end], "", "row of a table without words")
        for row, cell in zip(rows, alone, strict=True) if all(alone) else ():
            start, end = (row.start() + place for place in cell.span("words"))  # type: ignore[union-attr]
            yield Change(row.start(), start, text[row.start() : start], "\n" * (row is not rows[0]), "frame of a table")
            yield Change(end, row.end(), text[end : row.end()], "", "frame of a table")


def _nested(text: str) -> Iterator[re.Match[str]]:
    """Bars and dashes of a table within a line that is more than these."""
    for match in _NESTED.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : text.find("\n", match.end()) % (len(text) + 1)]
        if not _RULED.fullmatch(line):
            yield match


def _rulings(lines: Sequence[re.Match[str]], rows: frozenset[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The lines of dashes right below a row with words."""
    for above, line in pairwise(lines):
        if above in rows and _RULED.fullmatch(line[0]):
            yield line


@rule("repair/table-bars", version=1)
def close_tables(text: str, context: DocumentContext) -> Iterator[Change]:
    """Rows of a table without their outer bars.

    "Dose | Age" over "---|---" is a table in Markdown too, and its rows look like headings and lines of prose. The line
    of dashes proves it, with as many bars as the line above and each row below.
    Example: the lines "Age | Dose", "---|---", "Adults | 5 mg" become "| Age | Dose |", "| ---|--- |",
    "| Adults | 5 mg |".
    """
    last = -1
    for ruled in _DASHES.finditer(text) if "-|" in text or "- |" in text else ():
        bars, start = ruled[0].count("|"), text.rfind("\n", 0, max(ruled.start() - 1, 0)) + 1
        head = text[start : ruled.start()].strip()
        if start <= last or head.count("|") != bars or head[0] == "|":
            continue  # a row of the table above, or none
        last = start
        for line in LINE.finditer(text, start):
            if line.start() > last + 1 or line[0].isspace() or line[0].count("|") != bars:
                break
            last = line.end()
            begin, end = line.start() + len(line[0]) - len(line[0].lstrip(" \t")), line.start() + len(line[0].rstrip())
            yield Change(begin, begin, "", "| ", "outer bar of a table")
            yield Change(end, end, "", " |", "outer bar of a table")
