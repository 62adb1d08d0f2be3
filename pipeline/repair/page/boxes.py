"""What a converted page holds among its text: boxes that sell or ask for an address, labels of the page's tools."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.repair.lines import whole_line
from pipeline.repair.page.line_kinds import CREDIT, Line, announced, gone, is_teaser, lines_of, sections
from pipeline.rules import DocumentContext, rule

_TABLE = load("furniture.yaml")
_FRAME = load("page_frame.yaml")
_FOOT = re.compile(rf"(?:{'|'.join(_FRAME['foot_headings'])})\W*", re.IGNORECASE)
_BOX = re.compile(rf"(?:{'|'.join(_FRAME['box_headings'])})\W*", re.IGNORECASE)
_ASKING = re.compile(rf"(?:{'|'.join(_FRAME['asking_headings'])})\W*", re.IGNORECASE)
_IN_BOX = re.compile(rf"(?:{'|'.join(_FRAME['box_lines'])})\W*", re.IGNORECASE)
_TOOLS = re.compile("|".join(f"(?:{pattern})" for pattern in _FRAME["tools"]), re.IGNORECASE)
_CREDIT = re.compile(CREDIT)
_LONGEST_BOX, _LONGEST_ASKING = 25, 6  # lines
_SHARING = frozenset(load("html_furniture.yaml")["kinds"]["share bar"]["words"])
_FEW_SHARES, _LONGEST_SHARE = 3, 6  # lines, words of one
_FEW_TOLD = 2  # sentences that say what an address is asked for


@rule("repair/page-boxes", version=2, everywhere=True, leaves_out="advertisement", languages=_TABLE["languages"])
def remove_boxes(text: str, context: DocumentContext) -> Iterator[Change]:
    """Boxes that sell or ask for an address, in a page of Markdown.

    A heading such as "Get our newsletter" or "Products & Services" stands over links, labels of fields and sentences on
    the site. The box goes as a whole, or stays where one of its lines may be of the text. One that asks for an address
    may say in two sentences what for, and ends with its last label or field.
    Example: the lines "## Get the app", "[Download it](https://a.example)", "## Care", "Rest." become "## Care",
    "Rest.".
    """
    if "# " not in text or not any(hint in text.casefold() for hint in _FRAME["box_hints"]):
        return
    lines = lines_of(text)
    parts = list(sections(lines, 0, len(lines)))
    sold = [_is_box(lines[start:stop]) for start, stop in parts]
    for n, (start, stop) in enumerate(parts):
        heading = lines[start]
        after = zip(parts[n + 1 :], sold[n + 1 :], strict=True)
        behind = next((lines[first].level for (first, _), box in after if not box), 1)
        emptied = stop - start == 1 and True in sold[n + 1 : n + 2] and behind <= heading.level
        if asked := 0 if sold[n] else _end_of_asking(lines, start, stop):
            yield gone(text, lines, start, asked, "box of the site")
        elif sold[n] or (emptied and _FOOT.fullmatch(heading.words)):
            yield gone(text, lines, start, stop, "box of the site")


def _end_of_asking(lines: Sequence[Line], start: int, stop: int) -> int:
    """Where a box ends that asks for an address, and first says what for: behind its last label, link or field."""
    if lines[start].kind != "heading" or not _ASKING.fullmatch(lines[start].words):
        return 0
    reach = range(start + 1, min(stop, start + 1 + _LONGEST_ASKING))
    box = list(takewhile(lambda i: is_teaser(lines[i]) or _is_boxed(lines[i]), reach))
    told = [i for i in box if not _is_boxed(lines[i])]
    last = next((i for i in reversed(box) if _is_boxed(lines[i])), start)
    if last == start and box and box[-1] + 1 == len(lines):
        last = box[-1]  # the page ends with it
    return last + 1 if 0 < len(told) <= _FEW_TOLD and last > start else 0


def _is_boxed(line: Line) -> bool:
    return line.kind in ("links", "mark", "site") or _IN_BOX.fullmatch(line.words) is not None


def _is_box(box: Sequence[Line]) -> bool:
    """Whether a heading sells or asks, and all that stands under it does."""
    heading = box[0]
    known = heading.kind == "heading" and heading.level > 1 and _BOX.fullmatch(heading.words) is not None
    return known and len(box) <= _LONGEST_BOX and all(map(_is_boxed, box[1:]))


@rule("repair/page-tools", version=2, everywhere=True, leaves_out="share bar", languages=_TABLE["languages"])
def remove_tools(text: str, context: DocumentContext) -> Iterator[Change]:
    """Labels of a page's tools, in a page of Markdown.

    "Print", "Share", "8 min read" and the name of who sold a picture stand alone between empty lines, where a page had
    its buttons. A text without links or without headings of Markdown is no page, and there the word may be of the text.
    Example: the lines "# Gout", "Print", "Salt. See [care](https://a.example/c)." become "# Gout",
    "Salt. See [care](https://a.example/c).".
    """
    if "](" not in text or not re.search(r"^#{1,6} ", text, re.MULTILINE):
        return
    lines = lines_of(text)
    bars = [*_share_bars(text, lines)]
    yield from bars
    for i, line in enumerate(lines):
        words = text[line.start : line.end].strip()
        above = i == 0 or text.count("\n", lines[i - 1].end, line.start) > 1
        below = i + 1 == len(lines) or text.count("\n", line.end, lines[i + 1].start) > 1
        tool = _CREDIT.fullmatch(words) or _TOOLS.fullmatch(line.words if line.kind == "links" else words)
        if tool and above and below and not announced(lines, i):
            start, end = whole_line(text, line.start, line.end)
            if any(bar.start < end and start < bar.end for bar in bars):
                continue
            yield Change(start, end, text[start:end], "", "label of a page's tool")


def _share_bars(text: str, lines: Sequence[Line]) -> Iterator[Change]:
    """Three and more items or lines below one another, each of which names where or how a page is shared."""
    for shared, run in groupby(range(len(lines)), key=lambda i: _is_share(lines[i])):
        found = list(run)
        if shared and len(found) >= _FEW_SHARES and not announced(lines, found[0]):
            yield gone(text, lines, found[0], found[-1] + 1, "names of where a page is shared")


def _is_share(line: Line) -> bool:
    words = line.words.casefold().split()
    return line.kind in ("short", "links") and 0 < len(words) <= _LONGEST_SHARE and _SHARING.issuperset(words)
