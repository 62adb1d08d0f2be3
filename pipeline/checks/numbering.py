"""Enumerations that lost an item or the mark of one."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

import msgspec

from pipeline.core.model import Block, Document
from pipeline.rules import DocumentContext, Fault, check

_MARK = re.compile(r"\s*([(（]?)(\d{1,2}|[a-h](?=[)）]))([.)）、．])(?!\d)(?=\s*\S)|\s*([①-⑳])")
_INLINE = re.compile(r"\(|\)|(?<=[\s;:,.])(\d{1,2})(?=\)\s)")

_SECOND = 2  # a text that begins with it lost the mark of its first item, often a heading
_DEPTH = 8  # lists within lists that are followed


class Mark(msgspec.Struct, frozen=True):
    """An item's number as it stands: `series` tells lists of different style apart."""

    number: int
    series: tuple[str, ...]
    start: int
    end: int
    block: int


@check("source/numbering", severity="error")
def find_gaps(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """An enumeration starts above 1 or has a gap.

    The text or the mark of an item was lost. A list may hold another one, and go on after it. A text may begin inside
    an enumeration, since it may be an extract: one that begins inside a sentence is one, and so is one whose first
    number is 3 or more. Where headings and items share their numbers, they are one enumeration.
    Example: the lines "1. Rest", "2. Water", "4. Sleep".
    """
    extract = document.text.lstrip()[:1].islower() or _begins_inside(document)
    open_lists: dict[tuple[str, ...], list[int]] = {}
    last: tuple[tuple[str, ...], list[int]] = (), []
    for mark in _marks(document):
        stack = open_lists.setdefault(mark.series, [])
        shared = last[0][1:] == mark.series[1:] and last[1][-1:] == [mark.number - 1]  # one of them is a heading
        while stack and stack[-1] + 1 != mark.number and mark.number - 1 in stack:
            stack.pop()
        if stack and stack[-1] + 1 == mark.number:
            stack[-1] = mark.number
        else:
            told = stack or (mark.block > 0 and not extract)
            if mark.number > 1 and not shared and not _is_repeat(stack, mark) and told:
                yield Fault(mark.start, mark.end, _missing(stack, mark))
            stack.append(mark.number)
            del stack[:-_DEPTH]
        last = mark.series, list(stack)


def _begins_inside(document: Document) -> bool:
    """Whether the first number of a text is 3 or more: it may be the page of a series, or a chapter."""
    first = next(_marks(document), None)
    return first is not None and first.number > _SECOND


def _is_repeat(stack: list[int], mark: Mark) -> bool:
    return bool(stack) and stack[-1] == mark.number


def _missing(stack: list[int], mark: Mark) -> str:
    if stack and stack[-1] < mark.number:
        return f"Number {mark.number} follows number {stack[-1]}: an item or its mark is lost."
    return f"The numbering starts at {mark.number}: the items before it or their marks are lost."


@check("source/numbering-repeat", severity="warning")
def find_repeats(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Neighbours in an enumeration bear the same number.

    A flattened nested list or a converter that numbers every item 1: a reference to an item by its number fails. In
    Markdown such a list counts all the same.
    Example: the lines "1. Rest", "1. Water", "1. Sleep".
    """
    runs: dict[tuple[str, ...], list[Mark]] = {}
    if document.source.format == "markdown":
        return  # there "1." before every item makes a list that counts
    for mark in _marks(document, references=True):
        run = runs.setdefault(mark.series, [])
        if run and not _repeats(run[-1], mark):
            yield from _repeated(run)
            run.clear()
        run.append(mark)
    for run in runs.values():
        yield from _repeated(run)


def _repeats(before: Mark, mark: Mark) -> bool:
    """Whether a number comes again: at once, or with other lists between where it is no beginning."""
    return mark.number == before.number and (mark.block == before.block + 1 or mark.number > 1)


def _repeated(run: list[Mark]) -> Iterator[Fault]:
    """The first of several, and every one that stands apart from the one before it."""
    apart = [b for a, b in pairwise(run) if b.block > a.block + 1]
    for mark in [*run[:1], *apart] if len(run) > 1 else ():
        yield Fault(mark.start, mark.end, f"{len(run)} items of a list are numbered {mark.number}.")


def _marks(document: Document, *, references: bool = False) -> Iterator[Mark]:
    """The numbers of all items in order: at the start of a block, and "2)" inside one."""
    for i, block in enumerate(document.blocks):
        if block.kind in ("field", "table-row") or (block.kind == "reference" and not references):
            continue
        found = _MARK.match(document.text, block.start, block.end)
        if found and found.end() <= max(block.content, block.start + 1):
            yield _mark(found, "heading" if block.kind == "heading" else "item", i)
        elif block.kind != "reference":
            yield from _inline_marks(document.text, block, i)


def _mark(found: re.Match[str], kind: str, index: int) -> Mark:
    """The mark at the start of a block; letters and circled numbers make series of their own."""
    sign = found[2] or found[4]
    if sign.isdecimal():
        return Mark(int(sign), (kind, found[1], found[3]), found.start(1), found.end(3), index)
    number = int(unicodedata.numeric(sign, 0)) or ord(sign) - ord("a") + 1
    style = (kind, found[1] or "", "circle" if found[4] else "letter")
    return Mark(number, style, found.start(4 if found[4] else 2), found.end(4 if found[4] else 3), index)


def _inline_marks(text: str, block: Block, index: int) -> Iterable[Mark]:
    """Numbers before a closing bracket that no opening one belongs to."""
    depth = 0
    for match in _INLINE.finditer(text, block.start, block.end):
        if match[0] == "(":
            depth += 1
        elif match[0] == ")":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield Mark(int(match[1]), ("item", "", ")"), match.start(), match.end() + 1, index)
