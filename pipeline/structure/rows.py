"""Lines of a text as rows that know what their own marks prove: the first step towards blocks."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, pairwise

import msgspec

from pipeline.core.model import BlockKind
from pipeline.core.text import quoted
from pipeline.data import load
from pipeline.repair.page.quoting import SPOKEN
from pipeline.structure.lines import Mark, Row
from pipeline.structure.wrapping import joined

_NUMBERED_NOUNS = frozenset(load("structure.yaml")["numbered_nouns"])
_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_PAGED = re.compile(
    r"(?:(?<!\.)\.{4,}|(?<!\. )(?:\. ){4,}|(?<!…)…{2,}) {0,3}(?:\d{1,4}|[ivxl]{1,7})?$"
)  # a line of a list of contents
_BULLETS = frozenset("•●▪◦‣∙■□➢✓\uf0b7►▶◆♦➤")
_ALONE = _BULLETS | {"o"}  # alone on its line, a bullet of the second order
_TABLE = re.compile(r"\|.*\|")
_NUMBER = (
    r"(?:\d{1,2}(?:[.)][ \t\u00a0]+|[.)](?=[A-Z“\"])|[、．][ \t]*)"
    r"|[(（]\d{1,2}[)）](?![ \t]*[(（]\d|[.,;:])[ \t\u00a0]*"
    r"|\(?(?:[a-h]|[ivx]{1,4})\)[ \t\u00a0]+|[①-⑳][ \t\u00a0]*)(?=\S)"
)
_MARKS: dict[Mark, re.Pattern[str]] = {
    "hash": re.compile(r"#{1,6}[ \t]+(?=\S)"),
    "bullet": re.compile(
        r"(?:[•●▪◦‣∙■□➢✓\uf0b7►▶◆♦➤][ \t\u00a0]*|[»›][ \t\u00a0]+(?=[A-Z])"
        r"|(?:- (?=- \D))?[-–—*+·o][ \t\u00a0]+|`o`[ \t\u00a0]+|−[ \t\u00a0]+(?!\d))(?=\S)"
    ),
    "number": re.compile(_NUMBER),
    "section": re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?[ \t\u00a0]+(?=[A-Z])"),
    "bold": re.compile(r"(\*\*|__)(?=\S[^*_]*\1:?$)"),
    "quote": re.compile(rf"(?:> ){{1,9}}[ \t]*(?={SPOKEN})", re.MULTILINE),
}
_PROVEN: dict[Mark, BlockKind | None] = {
    "hash": "heading",
    "bullet": "item",
    "number": "item",
    "section": None,
    "bold": None,
    "quote": "paragraph",
}


def rows_of(text: str) -> list[Row]:
    """The lines that hold more than white space, wrapped ones joined, each with what its marks prove."""
    cited = {start for start, _ in quoted.references(text)}
    rows = [_marked(text, row, cited) for row in _lines(text)]
    paged = [_is_paged(text[row.start : row.end]) for row in rows]
    for i, row in enumerate(rows):
        if row.mark == "number" and True in paged[max(i - 1, 0) : i + 2]:  # an entry of contents that takes two lines
            rows[i] = msgspec.structs.replace(row, kind="paragraph", content=row.start, mark="none")
    for i, (above, row) in enumerate(pairwise(rows), 1):
        numbered = row.mark == "number" and row.gap == 0 and row.kind == "item"
        if numbered and not _counts_on(text, above, row) and _belongs_above(text, above, row):
            rows[i] = msgspec.structs.replace(row, content=row.start, mark="continued", kind=None)
        alone = i < 2 or above.gap or rows[i - 2].kind is not None or rows[i - 2].mark == "rule"
        underlined = row.mark == "rule" and row.gap == 0 and text[row.start] in "=-"
        if underlined and above.kind is None and (alone or text[above.end - 1] not in ".!?:;"):
            rows[i - 1] = msgspec.structs.replace(above, kind="heading", level=1 if text[row.start] == "=" else 2)
    return list(joined(text, list(_with_marks(text, list(_without_lone_dashes(text, rows))))))


def _without_lone_dashes(text: str, rows: list[Row]) -> Iterator[Row]:
    """The rows, where a dash that stands alone begins no list: it names an author, or goes on with what is above.

    Alone it is in a paragraph that holds no other, between paragraphs without one.
    """
    places = list(accumulate(int(row.gap > 0) for row in rows))  # the paragraph of each row
    dashes = Counter(place for place, row in zip(places, rows, strict=True) if _is_dash(text, row))
    for place, row in zip(places, rows, strict=True):
        alone = _is_dash(text, row) and [dashes[place + step] for step in (-1, 0, 1)] == [0, 1, 0]
        yield msgspec.structs.replace(row, kind=None, mark="none", content=row.start) if alone else row


def _is_dash(text: str, row: Row) -> bool:
    return row.mark == "bullet" and text[row.start] == "—"


def _with_marks(text: str, rows: list[Row]) -> Iterator[Row]:
    """The rows, where a bullet alone on its line opens the line below; of several bullets none knows its line."""
    bullets = [row.mark == "rule" and text[row.start : row.end] in _ALONE for row in rows]
    taken = False
    for i, row in enumerate(rows):
        below = rows[i + 1] if i + 1 < len(rows) else None
        if taken:
            taken = False
        elif below and bullets[i] and below.kind is None and below.gap <= 1 and not (i and _is_run(text, rows, i)):
            taken = True
            yield msgspec.structs.replace(row, end=below.end, content=below.content, mark="bullet", kind="item")
        else:
            yield row


def _is_run(text: str, rows: list[Row], i: int) -> bool:
    """Whether the row above is the same mark alone."""
    above, row = rows[i - 1], rows[i]
    return above.mark == "rule" and text[above.start : above.end] == text[row.start : row.end]


def is_lone_mark(text: str, row: Row) -> bool:
    """Whether a bullet stands alone on its line, with or without a line below that goes with it."""
    alone = row.mark == "rule" or (row.mark == "bullet" and "\n" in text[row.start : row.content])
    return alone and text[row.start] in _ALONE


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
    if not any(map(str.isalnum, line)) or (line == "o" and "•" in text):
        return make(row, kind="paragraph", mark="rule", content=row.end)
    if _is_paged(line):
        return make(row, kind="paragraph")
    for name, pattern in _MARKS.items():
        if mark := pattern.match(line):
            level = {"hash": len(mark[0].rstrip()), "section": 3}.get(name, 0)
            return make(row, kind=_PROVEN[name], mark=name, content=row.start + mark.end(), level=level)
    return row


def _is_paged(line: str) -> bool:
    """Whether dots lead to the number of a page, or to one that is lost; in lower case a sentence trails off."""
    return bool(_PAGED.search(line)) and not (line[0].islower() and line[-1] in ".…")


def _counts_on(text: str, above: Row, row: Row) -> bool:
    """Whether the numbers of two items follow one another."""
    numbers = [re.findall(r"\d+", text[one.start : one.content]) for one in (above, row)]
    return above.mark == "number" and all(numbers) and int(numbers[0][0]) + 1 == int(numbers[1][0])


def _belongs_above(text: str, above: Row, row: Row) -> bool:
    """Whether a number at the start of a line ends the sentence above: "stage / 2. The", "(yttrium / 90) are"."""
    line = text[above.start : above.end]
    last = line.rsplit(None, 1)[-1].strip("(").lower()
    bracket = text[row.start : row.content].rstrip().endswith(")") and text[row.start] != "("
    return last in _NUMBERED_NOUNS or (bracket and line.count("(") > line.count(")"))
