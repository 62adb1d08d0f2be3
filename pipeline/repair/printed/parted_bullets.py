"""Bullets that a converter of PDF wrote one below the other, above the items they belong to."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.core.edits import Change, Span
from pipeline.rules import DocumentContext, rule

_BULLETS = re.compile(
    r"^[ \t]*(?P<sign>[•●▪◦‣∙])[ \t]*\n(?:[ \t]*(?P=sign)[ \t]*\n){1,60}(?:[ \t]*\n)*", re.MULTILINE
)  # no tick and no box: these fill the cells of a table
_LINE = re.compile(r"[^\n]+")
_BLOCK = re.compile(r"(?:[^\S\n]*[^\s•●▪◦‣∙■□➢✓][^\n]*(?:\n|\Z))+")
_CAPITAL = re.compile(r"\s*[^\w\s]{0,2}[^\W\d_a-z]")
_NAME = re.compile(r"\s*(?:[^\W\d_]?[^\W\d_a-z]{2}|\d)")  # an abbreviation or a number, which begins any item
_LETTERS = 3  # of an item: "tea", "a GP"
_AROUND = 3000  # characters, some lines before a list and behind it
_LONGER = 20  # of so many lines one may be wider than the text: that of a table or an address
_NARROWEST = 40  # characters; where no line is longer, nothing was wrapped
_ROOM = 0.85  # of the width: where the next word would have had room, a line ends for another reason
_REASON = "bullet that stood above its item"


@rule("repair/parted-bullets", version=1)
def put_back_bullets(text: str, context: DocumentContext) -> Iterator[Change]:
    """Bullets above their items.

    A converter of PDF that reads a list column by column writes all its bullets and then all its items. They go back
    where there are as many items as bullets. Every line is one, or every line below one that left room for the next
    word; a sentence with a capital below items in lower case is none. Where the numbers differ nothing shows which line
    begins an item, and source/list-missing tells the bullets.
    Example: the lines "You may have:", "●", "●", "fever", "a rash" become "You may have:", "● fever", "● a rash".
    """
    runs = list(_BULLETS.finditer(text)) if not text.isascii() else []
    for run in runs:
        block = _BLOCK.match(text, run.end())
        lines = [line.span() for line in _LINE.finditer(text, run.end(), block.end())] if block else []
        items = _items(text, lines, run[0].count(run["sign"]))
        if items:
            yield Change(*run.span(), run[0], "", _REASON)
            yield from (Change(start, start, "", f"{run['sign']} ", _REASON) for start in items)


def _width(text: str, place: int) -> int:
    """How long the lines around a place are; pages with tables have longer ones."""
    around = text[max(0, place - _AROUND) : place + _AROUND]
    lengths = sorted(len(line) for line in map(str.strip, around.split("\n")) if len(line) > 1)
    return max(lengths[-1 - len(lengths) // _LONGER] if lengths else 0, _NARROWEST)


def _items(text: str, lines: Sequence[Span], count: int) -> list[int]:
    """Where the items begin, if there are as many as bullets."""
    begins = [lines[0][0]] if lines else []
    width = _width(text, begins[0]) if lines else 0
    for (start, end), (below, last) in pairwise(lines):
        word = text[below:last].split(None, 1)[0]
        if end - start + 1 + len(word) <= _ROOM * width:
            begins.append(below)
    if len(lines) == count:
        begins = [start for start, _ in lines]
    kinds = {_CAPITAL.match(text, place) is not None for place in begins[:count] if not _NAME.match(text, place)}
    follows = begins[count : count + 1]
    whole = len(begins) == count or (follows and kinds == {False} and _CAPITAL.match(text, follows[0]))
    worded = all(sum(map(str.isalpha, text[start:end])) >= _LETTERS for start, end in lines)
    return begins[:count] if whole and worded and len(kinds) < 2 else []
