"""Columns of a page that are read across: side by side, or line by line in turns."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from pipeline.checks.crossings import crossed
from pipeline.checks.places import LANGUAGES, any_of, in_prose
from pipeline.core.edits import Span
from pipeline.core.model import Document
from pipeline.core.text import columns
from pipeline.core.text.quoted import overlaps
from pipeline.data import load
from pipeline.repair.printed.side_columns import bands, part_columns
from pipeline.rules import DocumentContext, Fault, check

_BESIDE = "Two columns stand side by side; sentences are read across. Set one below the other."
_WOVEN = "Lines of two columns stand in turns here; sentences are read across. Set one column below the other."
_LONGEST = 64  # characters of a line of a column
_WORDS = 3  # of a line of prose
_EMPTY = 2  # line breaks, an empty line
_NEAR = 16  # line breaks, eight lines set double
_MIXED = frozenset({"source/columns", "source/woven-lines"})
_ECHOES = frozenset({"source/cut-off", "source/hole"})
_EACH = 2  # breaks of both kinds: one may be a slip or a name
_IMPRINT = re.compile(rf"{load('checks.yaml')['layout']['imprint']}", re.IGNORECASE)
_LINE = re.compile(r"\S[^\n]*(?<=\S)")
_STOPPED = re.compile(r"[.!?][”\")]?$")
_OPENS = re.compile(rf"(?!{any_of(load('sentences.yaml')['capital_word'])}\b)[A-Z]")


class _Break(msgspec.Struct, frozen=True):
    """Two lines [start, end) that do not go on with one another; `stopped` where the first has its end."""

    start: int
    end: int
    stopped: bool


@check("source/columns", severity="error")
def find_columns(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Two columns stand side by side.

    A gutter stands at one place over many lines, and sentences go on below themselves: read line by line, they are
    read across. Which column comes first is for a person to say. Tables of short cells read well by rows. The raw text
    is asked as well: a rule may have closed the gutter, or parted the lines. Of a box beside a list, or of the wrapped
    rows of a table, a few lines are enough where a sentence goes on in the next line and words of another stand
    between. All that meets is told once. The head of a letter and the foot of a leaflet are set so, and stay.
    Example: ten lines, each of them half a sentence, twenty blanks, and half of another sentence.
    """
    found = [(one.start, one.end) for one in columns.find(document.text) if one.woven]
    if document.source.format == "text":
        parted = bands(document.raw) if any(step.rule == part_columns.id for step in document.log) else ()
        set_right = [(band.start, band.end) for band in parted]
        left = [run for run in columns.woven(document.raw) if not overlaps(*run, set_right)]
        left += crossed(document, set_right)
        raw = (document.to_curated(*run) for run in left)
        found += [(start, end) for start, end in raw if end > start]
    for start, end in _merged(found):
        if not _is_imprint(document.text[start:end]):
            yield Fault(start, end, _BESIDE)


def _is_imprint(words: str) -> bool:
    """Whether most lines hold a number to call, an address of the web or whose the rights are: a letterhead, a foot."""
    lines = [line for line in words.split("\n") if line.strip()]
    return 2 * sum(_IMPRINT.search(line) is not None for line in lines) > len(lines)


def without_echoes(document: Document) -> Document:
    """A judged text without what only says again that columns are read across: halves and holes within them.

    Joining two halves there would make a sentence of two columns.
    """
    mixed = [(one.start, one.end) for one in document.findings if one.check in _MIXED]
    if not mixed:
        return document
    kept = (one for one in document.findings if one.check not in _ECHOES or not overlaps(one.start, one.end, mixed))
    return msgspec.structs.replace(document, findings=tuple(kept))


def _merged(spans: Sequence[Span]) -> Iterator[Span]:
    last: Span | None = None
    for start, end in sorted(spans):
        if last and start <= last[1]:
            last = last[0], max(last[1], end)
        else:
            if last:
                yield last
            last = start, end
    if last:
        yield last


@check("source/woven-lines", severity="error", languages=LANGUAGES)
def find_woven_lines(document: Document, context: DocumentContext) -> Iterator[Fault]:
    r"""The lines of two columns stand in turns.

    A converter of PDF wrote one line of the left column, then one of the right: a line in lower case stands below one
    that ends in a stop, and one that opens a sentence below one that has no end, again and again. Lines of a list do
    one or the other, and lines that are set double go on with one another.
    Example: the paragraphs "The wound should stay dry for", "Call the ward if the stitch", "two days; a shower is fine
    from", "comes out or if the skin is hot.", "the third day on, but no bath.", "Come at once if you feel cold",
    "Keep the leg up when you sit and", "or if your fever is high. It may", "sleep on your back.", "be an infection."
    """
    breaks = list(_breaks(document))
    groups: list[list[_Break]] = []
    for one in breaks:
        if groups and document.text.count("\n", groups[-1][-1].end, one.start) <= _NEAR:
            groups[-1].append(one)
        else:
            groups.append([one])
    for group in groups:
        stops = sum(one.stopped for one in group)
        if min(stops, len(group) - stops) >= _EACH and in_prose(document, context, group[0].start, group[0].start):
            yield Fault(group[0].start, group[-1].end, _WOVEN)


def _breaks(document: Document) -> Iterator[_Break]:
    """Pairs of lines of prose, an empty line between, of which the second cannot go on with the first."""
    text = document.text
    lines = [line for line in _LINE.finditer(text) if len(line[0].split()) >= _WORDS]
    for above, below in pairwise(lines):
        if max(len(above[0]), len(below[0])) > _LONGEST or text.count("\n", above.end(), below.start()) != _EMPTY:
            continue
        stopped = _STOPPED.search(above[0]) is not None
        if (stopped and below[0][0].islower()) or (_ends_open(above[0]) and _OPENS.match(below[0])):
            yield _Break(above.start(), below.end(), stopped)


def _ends_open(line: str) -> bool:
    """Whether a line of prose has no end: its last word begins small and no mark follows."""
    return line[-1].isalpha() and line.rsplit(maxsplit=1)[-1][0].islower()
