"""Lines over which one paragraph or item was wrapped, joined again.

What proves it is, in this order: words that can end no line of their own, marks that belong to the line before, lines
as long as their page allows, and a sentence that goes on in lower case.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from pipeline.structure.lines import (
    FIRST,
    JOINS,
    MANY,
    OPEN,
    STOPS,
    WORD,
    Row,
    are_cells,
    closes,
    ends,
    in_bracket,
    is_aside,
    is_full,
    is_headline,
    is_open,
    is_prose,
    is_title,
    length,
    runs_on,
)

# Where it lies matters: with 30 or 50, blocks differ in 4 of 35 sample texts.
_LONG = 40  # characters of a line that may have been broken
_NARROW = 45  # characters; below, lines of a list are as long as those of a column
# A text is wrapped all over where that many sentences, and that share of them, go on in the next line; a line is full
# where it comes that near to the longest tenth.
_LEAST, _SHARE, _FULL = 5, 0.35, 0.75
# Of the width of a page: a line is full where it reaches so far. Of its lines that end in no stop so many go on small.
_REACH, _MOSTLY = 0.9, 0.6
_ROOM, _ROOMY = 0.75, 66  # of the usual width, and characters: in a line so short the next word would have found room
_HALF = 0.5  # of the usual width: a line so short above an empty one was not broken; columns may be half as wide
_FEW_WORDS = 5  # of an item without a mark, under a sentence that does not lead to it
_ROWS, _APART = 50, 0.6  # rows of a text, and share of those that hold one word: each word has a line of its own


def joined(text: str, rows: Sequence[Row]) -> Iterator[Row]:
    """Join the lines over which an editor, a mail program or a converter wrapped one paragraph or item."""
    wrapping = _Wrapping(text, rows)
    first = widest = 0
    for i, above in enumerate(rows, 1):
        widest = max(widest, length(above))
        current = msgspec.structs.replace(rows[first], end=above.end)
        if i == len(rows) or not wrapping.continues(current, above, widest, i):
            yield current
            first, widest = i, 0


class _Wrapping:
    """How the lines of a text were wrapped: all of them, or some that no empty line parts, and how wide."""

    def __init__(self, text: str, rows: Sequence[Row]) -> None:
        self._text, self._rows = text, rows
        self._widths = list(_widths(text, rows))
        pairs = [(a, b) for a, b in pairwise(rows) if a.kind is None and b.kind is None and a.mark == b.mark == "none"]
        breaks = sum(runs_on(text, a, b) for a, b in pairs)
        spaced = sum(
            a.kind == "item" and b.mark == "none" and b.gap == 1 and runs_on(text, a, b) for a, b in pairwise(rows)
        )
        self._spaced = spaced >= _LEAST
        torn = sum(b.gap == 1 and length(a) >= _LONG and runs_on(text, a, b) for a, b in pairs)
        single = sum(" " not in text[row.start : row.end] for row in rows)
        self._single = len(rows) >= _ROWS and single >= _APART * len(rows)
        self._torn = torn >= _LEAST  # a converter put an empty line between the lines of a paragraph
        self._hard = breaks >= _LEAST and breaks >= _SHARE * len(pairs)
        lengths = sorted(length(row) for row in rows)
        self._typical = lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
        self._page = _page(text, pairs)
        self._listed = frozenset(_listed(text, rows, min(_ROOM * self._typical, _ROOMY)))

    def continues(self, current: Row, above: Row, widest: int, i: int) -> bool:
        """Whether row number `i` goes on with the block `current`, whose last line is `above`; its longest is given."""
        row = self._rows[i]
        if row.mark == "continued":
            return True
        closed = current.kind not in (None, "item") and current.mark != "quote"
        if closed or current.mark == "rule" or row.gap > 1 or are_cells(self._text, above, row):
            return False
        if closes(self._text, above, row):
            return True
        if row.kind is not None or row.mark != "none" or i in self._listed:
            return False
        if is_aside(self._text, above, row):
            return True
        indented = row.gap == 0 and current.kind == "item" and row.indent > current.indent
        return (
            indented
            or self._is_single(above, row)
            or self._ends_item(current, above, i)
            or in_bracket(self._text, current, row)
            or is_open(self._text, current, above, row)
            or self._goes_on(current, above, widest, i)
        )

    def _is_single(self, above: Row, row: Row) -> bool:
        """Whether each word has a line of its own, and this one goes on with the sentence above."""
        word = self._text[row.start : row.end]
        return self._single and not ends(self._text, above) and not (word[0].isupper() and word[1:].islower())

    def _ends_item(self, current: Row, above: Row, i: int) -> bool:
        """Whether a line in lower case or in brackets is the second of an item: another item or a gap follows it."""
        row = self._rows[i]
        opened = FIRST.match(self._text, row.start, row.end)
        small = opened is not None and opened[1][0].islower() and self._text[row.start] not in '["“'
        if (
            current.kind != "item"
            or row.gap
            or row.indent < current.indent
            or not small
            or above.start != current.start
            or ends(self._text, current)
        ):
            return False
        below = self._rows[i + 1] if i + 1 < len(self._rows) else None
        closed = below is None or below.gap > 0 or (below.kind == "item" and below.mark == current.mark)
        return closed and len(WORD.findall(self._text, current.content, current.end)) > 1

    def _goes_on(self, current: Row, above: Row, widest: int, i: int) -> bool:
        """Whether the lengths of lines, and a sentence that goes on in lower case, show that a line was wrapped."""
        text, row, width = self._text, self._rows[i], self._widths[i]
        breaks = runs_on(text, above, row)
        if row.gap:
            titled = is_title(text[above.start : above.end])  # the head of a page
            running = above.start != current.start and len(text[above.start : above.end].split()) >= MANY
            begun = running or not text[current.content].islower()
            if self._spaced and current.kind == "item" and breaks:
                return True
            torn = self._torn and length(above) >= _LONG
            room = length(above) + 1 + _first_word(text, row) <= _HALF * self._typical
            return (torn or (self._hard and not room)) and breaks and not titled and begun
        if width is not None and (breaks or is_full(text, above, row, width)):
            return True
        if self._hard and not ends(text, above):
            prose = widest >= _FULL * self._typical
            if breaks or (prose and not is_headline(text, row)):
                return True
        if self._page and is_full(text, above, row, self._page) and is_prose(text, above, row):
            return True
        return breaks and self._runs_on(current, above, i)

    def _runs_on(self, current: Row, above: Row, i: int) -> bool:
        """Whether a line in lower case goes on with the one above, which is long, has many words, or lists some."""
        text, row = self._text, self._rows[i]
        long = above.end - above.start >= _LONG
        many = len(text[above.start : above.end].split()) >= MANY and text[current.content].isupper()
        if text[row.end - 1] in STOPS or row.end - row.start >= _LONG:
            return long or many
        below = self._rows[i + 1] if i + 1 < len(self._rows) else None
        alone = below is None or below.gap > 0 or not text[below.start].islower()
        return long and alone and "," in text[above.start : above.end]


def _first_word(text: str, row: Row) -> int:
    return len(text[row.start : row.end].split(None, 1)[0])


def _listed(text: str, rows: Sequence[Row], room: float) -> Iterator[int]:
    """Rows that begin an item of a list without marks: two lines and more in lower case under a colon, all short.

    Three and more, of few words, under the end of a sentence: none of them can go on with it.
    """
    for i, row in enumerate(rows):
        if text[row.end - 1] not in ":.?!" or row.mark == "rule":
            continue
        led = text[row.end - 1] == ":"
        j = i + 1
        while j < len(rows) and _is_small(text, rows[j]) and rows[j].gap <= (j == i + 1):
            j += 1
            if text[rows[j - 1].end - 1] in ".!?:":
                break
        run = rows[i + 1 : j]
        last_words = (WORD.findall(text, one.start, one.end)[-1:] for one in run[:-1])
        sound = all(not OPEN.intersection(found) or found[0] in JOINS for found in last_words if found)
        short = led or all(len(text[one.start : one.end].split()) <= _FEW_WORDS for one in run)
        if len(run) > (1 if led else 2) and sound and short and all(length(one) <= room for one in run):
            yield from range(i + 1, j)


def _is_small(text: str, row: Row) -> bool:
    """Whether a line has no mark and begins in lower case."""
    return row.kind is None and row.mark == "none" and text[row.start].islower()


def _page(text: str, pairs: Sequence[tuple[Row, Row]]) -> int:
    """The width over which most sentences of a text were wrapped; 0 where lines often end short of their sentence.

    Of the lines that reach so far and end in no stop, most go on in lower case, the others with a name or a figure.
    A longer line proves nothing against it: converters join the words that were divided at its end.
    """
    broken = sorted(length(a) for a, b in pairs if b.gap == 0 and runs_on(text, a, b))
    if len(broken) < _LEAST:
        return 0
    width = broken[len(broken) // 2]
    open_ended = [(a, b) for a, b in pairs if b.gap == 0 and length(a) >= _REACH * width and not ends(text, a)]
    going_on = sum(runs_on(text, a, b) for a, b in open_ended)
    return int(_REACH * width) if width >= _LONG * _REACH and going_on >= _MOSTLY * len(open_ended) else 0


def _widths(text: str, rows: Sequence[Row]) -> Iterator[int | None]:
    """For each row the width over which its neighbours without blank lines between them were wrapped, if they were."""
    i = 0
    while i < len(rows):
        j = i + 1
        while j < len(rows) and rows[j].gap == 0:
            j += 1
        width = max(length(row) for row in rows[i:j])
        yield from [width if _is_wrapped(text, rows[i:j], width) else None] * (j - i)
        i = j


def _is_wrapped(text: str, run: Sequence[Row], width: int) -> bool:
    """Whether lines of one width, and a sentence that goes on in the next line, show a wrapped text.

    In a narrow column every line must be full and the last have its stop: short lines of a list are often of one
    length, but they end in nothing, and the first word of most would have found room in the one before.
    """
    breaks = sum(runs_on(text, a, b) for a, b in pairwise(run))
    if len(run) < 3 or not breaks:
        return False
    if width < _NARROW:
        whole = text[run[0].content].isupper() and ends(text, run[-1]) and 2 * breaks >= len(run) - 1
        return whole and all(is_full(text, a, b, width) for a, b in pairwise(run))
    return sum(length(row) >= 0.8 * width for row in run[:-1]) >= 0.6 * (len(run) - 1)
