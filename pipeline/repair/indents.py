"""Indents that tell no level: those of a page's source, which its data set kept."""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.core.text import columns
from pipeline.core.text.quoted import overlaps
from pipeline.rules import DocumentContext, rule

_LINE = re.compile(r"^(?P<indent>[ \t\xa0]*)(?P<words>\S[^\n]*)$", re.MULTILINE)
_INDENTED = re.compile(r"^[ \t\xa0]", re.MULTILINE)
_ITEM = re.compile(r"(?:[-*+•·▪]|\d{1,2}[.)]|[a-z]\))[ \t]")
_CELLS = re.compile(r"\t|[ \xa0]{3}|\|")
_SENTENCE = re.compile(r"[.!?][)\"”’]?(?:\s|\Z)")
_PARAGRAPH = 100  # characters in one line: those of a letter or of a printed page, whose indents quote, have fewer
_NEVER = 12  # blanks: no letter sets a whole sentence in so far
_TABS = 3  # before a line in which a sentence goes on: a letter takes one or two
_DEEP = 8  # blanks behind the item above: what goes on with an item stands two to five behind its mark


@rule("repair/stray-indent", version=2)
def remove_stray_indents(text: str, context: DocumentContext) -> Iterator[Change]:
    """Indents that are left of a page's source.

    Markdown reads four blanks as code and other tools as a lower level. Before the first line of a text, over lines
    at the margin, before a paragraph in one long line that goes on with no item, and before the first item of a
    list whose other items stand at the margin, an indent tells nothing, nor do three tabs inside a sentence.
    Columns, nested items, and lines that a letter sets in keep theirs.
    Example: the lines "      Hello doctor," and "My heel aches." begin at the margin.
    """
    if not _INDENTED.search(text):
        return
    lines = list(_LINE.finditer(text))
    found = [line for line in _stray(text, lines) if line["indent"]]
    regions = [(one.start, one.end) for one in columns.find(text)] if found else []
    for line in found:
        if not overlaps(*line.span("indent"), regions):
            yield Change(*line.span("indent"), line["indent"], "", "indent of a page's source")


def _stray(text: str, lines: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    item: int | None = None  # the indent of the item to which a line may belong
    for i, line in enumerate(lines):
        indent, below = _width(line), lines[i + 1] if i + 1 < len(lines) else None
        if _ITEM.match(line["words"]):
            first = i == 0 or not _ITEM.match(lines[i - 1]["words"])
            if first and below and _ITEM.match(below["words"]) and indent >= _DEEP and _width(below) == 0:
                yield line
                indent = 0
            item = indent
        elif i == 0 and indent and below and not _width(below) and not _has_cells(line, below):
            yield line
        elif indent == 0:
            item = None
        elif (item is None and i and _is_wrapped(lines[i - 1], line)) or (
            _is_paragraph(line) and (item is None or indent >= item + _DEEP)
        ):
            yield line


def _is_wrapped(above: re.Match[str], line: re.Match[str]) -> bool:
    """Whether a sentence goes on from a line at the margin to one behind tabs, as a page's source is wrapped."""
    runs = (
        above["words"].rstrip()[-1].isalnum() and len(above["words"]) >= _PARAGRAPH and above.end() + 1 == line.start()
    )
    tabs = set(line["indent"]) == {"\t"} and len(line["indent"]) >= _TABS
    return tabs and runs and not _width(above) and line["words"][0].islower() and not _has_cells(above, line)


def _width(line: re.Match[str]) -> int:
    return len(line["indent"])


def _has_cells(*lines: re.Match[str]) -> bool:
    """Whether gaps inside lines make them rows, or one is an item, whose level the indent may tell."""
    return any(_CELLS.search(line["words"]) or _ITEM.match(line["words"]) for line in lines)


def _is_paragraph(line: re.Match[str]) -> bool:
    words = line["words"].rstrip()
    if _width(line) >= _NEVER and len(words) >= _PARAGRAPH // 2:
        return words[0].isupper() and words[-1] in ".!?" and not _CELLS.search(words)
    return len(words) >= _PARAGRAPH and _SENTENCE.search(words) is not None and not _CELLS.search(words)
