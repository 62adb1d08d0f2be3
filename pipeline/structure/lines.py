"""Lines over which one paragraph or item was wrapped, joined again.

What proves it is, in this order: words that can end no line of their own, marks that belong to the line before, lines
as long as their page allows, and a sentence that goes on in lower case.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from pipeline.core.model import BlockKind
from pipeline.data import load

_TABLE = load("structure.yaml")
_OPEN, _BINDING, _LEANING = (frozenset(_TABLE[name]) for name in ("open_words", "binding_words", "leaning_words"))
_ASKING, _GOING_ON = frozenset(_TABLE["asking"]), frozenset(_TABLE["going_on_words"])
_ARTICLES = frozenset(_TABLE["articles"])
_SECTIONS, _JOINS = frozenset(_TABLE["sections"]), frozenset(_TABLE["list_joins"])
_WORD, _FIRST = re.compile(r"[^\W_][\w’'-]*"), re.compile(r"[\"“‘'(\[]*([^\W_][\w’'-]*)")
_STOPS = ".!?:;"
_CLOSING = re.compile(r"[),.;:\]]{1,4}")  # all that a line may hold that only closes the one above
_INITIAL = re.compile(r"(?<![^\W_])(?<!°)[A-Z]\.$")
_BROKEN = re.compile(r"\d ?[-–]$")  # half a range: "approximately 2–"
# Where it lies matters: with 30 or 50, blocks differ in 4 of 35 sample texts.
_LONG = 40  # characters of a line that may have been broken
_NARROW = 45  # characters; below, lines of a list are as long as those of a column
_FEW = 4  # words: a shorter line with a comma at its end may be part of an address or a list of names
_MANY = 4  # words: a shorter line without a stop over one in lower case may be the head of a list
# A text is wrapped all over where that many sentences, and that share of them, go on in the next line; a line is full
# where it comes that near to the longest tenth.
_LEAST, _SHARE, _FULL = 5, 0.35, 0.75
# Of the width of a page: a line is full where it reaches so far. Of its lines that end in no stop so many go on small.
_REACH, _MOSTLY = 0.9, 0.6
_ASIDE = 400  # characters of the longest bracket; as in `prose`
_ROOM, _ROOMY = 0.75, 66  # of the usual width, and characters: in a line so short the next word would have found room
_ROWS, _APART = 50, 0.6  # rows of a text, and share of those that hold one word: each word has a line of its own
_ENDED = re.compile(r"[.!?][\"”’)\]]{1,3}$|[.!?] ?\([^()]*\)$")
_LABEL = re.compile(r"[^\W\d_a-z][^,;:]{0,38}:\s")
_LONGEST_NOTE = 3  # digits of the number of a note

Mark = Literal["none", "hash", "bullet", "number", "section", "bold", "quote", "continued", "rule"]


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


def joined(text: str, rows: Sequence[Row]) -> Iterator[Row]:
    """Join the lines over which an editor, a mail program or a converter wrapped one paragraph or item."""
    wrapping = _Wrapping(text, rows)
    first = widest = 0
    for i, above in enumerate(rows, 1):
        widest = max(widest, _length(above))
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
        breaks = sum(_breaks(text, a, b) for a, b in pairs)
        spaced = sum(
            a.kind == "item" and b.mark == "none" and b.gap == 1 and _breaks(text, a, b) for a, b in pairwise(rows)
        )
        self._spaced = spaced >= _LEAST
        torn = sum(b.gap == 1 and _length(a) >= _LONG and _breaks(text, a, b) for a, b in pairs)
        single = sum(" " not in text[row.start : row.end] for row in rows)
        self._single = len(rows) >= _ROWS and single >= _APART * len(rows)
        self._torn = torn >= _LEAST  # a converter put an empty line between the lines of a paragraph
        self._hard = breaks >= _LEAST and breaks >= _SHARE * len(pairs)
        lengths = sorted(_length(row) for row in rows)
        self._typical = lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
        self._page = _page(text, pairs)
        self._listed = frozenset(_listed(text, rows, min(_ROOM * self._typical, _ROOMY)))

    def continues(self, current: Row, above: Row, widest: int, i: int) -> bool:
        """Whether row number `i` goes on with the block `current`, whose last line is `above`; its longest is given."""
        row = self._rows[i]
        if row.mark == "continued":
            return True
        closed = current.kind not in (None, "item") and current.mark != "quote"
        if closed or current.mark == "rule" or row.gap > 1:
            return False
        if _closes(self._text, above, row):
            return True
        if row.kind is not None or row.mark != "none" or i in self._listed:
            return False
        if _is_aside(self._text, above, row):
            return True
        indented = row.gap == 0 and current.kind == "item" and row.indent > current.indent
        return (
            indented
            or self._is_single(above, row)
            or self._ends_item(current, above, i)
            or _in_bracket(self._text, current, row)
            or _is_open(self._text, current, above, row)
            or self._goes_on(current, above, widest, i)
        )

    def _is_single(self, above: Row, row: Row) -> bool:
        """Whether each word has a line of its own, and this one goes on with the sentence above."""
        word = self._text[row.start : row.end]
        return self._single and not _ends(self._text, above) and not (word[0].isupper() and word[1:].islower())

    def _ends_item(self, current: Row, above: Row, i: int) -> bool:
        """Whether a line in lower case or in brackets is the second of an item: another item or a gap follows it."""
        row = self._rows[i]
        opened = _FIRST.match(self._text, row.start, row.end)
        small = opened is not None and opened[1][0].islower() and self._text[row.start] not in '["“'
        if (
            current.kind != "item"
            or row.gap
            or row.indent < current.indent
            or not small
            or above.start != current.start
            or _ends(self._text, current)
        ):
            return False
        below = self._rows[i + 1] if i + 1 < len(self._rows) else None
        closed = below is None or below.gap > 0 or (below.kind == "item" and below.mark == current.mark)
        return closed and len(_WORD.findall(self._text, current.content, current.end)) > 1

    def _goes_on(self, current: Row, above: Row, widest: int, i: int) -> bool:
        """Whether the lengths of lines, and a sentence that goes on in lower case, show that a line was wrapped."""
        text, row, width = self._text, self._rows[i], self._widths[i]
        breaks = _breaks(text, above, row)
        if row.gap:
            titled = _is_title(text[above.start : above.end])  # the head of a page
            running = above.start != current.start and len(text[above.start : above.end].split()) >= _MANY
            begun = running or not text[current.content].islower()
            if self._spaced and current.kind == "item" and breaks:
                return True
            torn = self._torn and _length(above) >= _LONG
            return (self._hard or torn) and breaks and not titled and begun
        if width is not None and (breaks or _is_full(text, above, row, width)):
            return True
        if self._hard and not _ends(text, above):
            prose = widest >= _FULL * self._typical
            if breaks or (prose and not _is_headline(text, row)):
                return True
        if self._page and _is_full(text, above, row, self._page) and _is_prose(text, above, row):
            return True
        return breaks and self._runs_on(current, above, i)

    def _runs_on(self, current: Row, above: Row, i: int) -> bool:
        """Whether a line in lower case goes on with the one above, which is long, has many words, or lists some."""
        text, row = self._text, self._rows[i]
        long = above.end - above.start >= _LONG
        many = len(text[above.start : above.end].split()) >= _MANY and text[current.content].isupper()
        if text[row.end - 1] in _STOPS or row.end - row.start >= _LONG:
            return long or many
        below = self._rows[i + 1] if i + 1 < len(self._rows) else None
        alone = below is None or below.gap > 0 or not text[below.start].islower()
        return long and alone and "," in text[above.start : above.end]


def _listed(text: str, rows: Sequence[Row], room: float) -> Iterator[int]:
    """Rows that begin an item of a list without marks: two lines and more in lower case under a colon, all short."""
    for i, row in enumerate(rows):
        if text[row.end - 1] != ":" or row.mark == "rule":
            continue
        j = i + 1
        while j < len(rows) and _is_small(text, rows[j]) and rows[j].gap <= (j == i + 1):
            j += 1
            if text[rows[j - 1].end - 1] in ".!?:":
                break
        run = rows[i + 1 : j]
        last_words = (_WORD.findall(text, one.start, one.end)[-1:] for one in run[:-1])
        sound = all(not _OPEN.intersection(found) or found[0] in _JOINS for found in last_words if found)
        if len(run) > 1 and sound and all(_length(one) <= room for one in run):
            yield from range(i + 1, j)


def _is_small(text: str, row: Row) -> bool:
    """Whether a line has no mark and begins in lower case."""
    return row.kind is None and row.mark == "none" and text[row.start].islower()


def _page(text: str, pairs: Sequence[tuple[Row, Row]]) -> int:
    """The width over which most sentences of a text were wrapped; 0 where lines often end short of their sentence.

    Of the lines that reach so far and end in no stop, most go on in lower case, the others with a name or a figure.
    A longer line proves nothing against it: converters join the words that were divided at its end.
    """
    broken = sorted(_length(a) for a, b in pairs if b.gap == 0 and _breaks(text, a, b))
    if len(broken) < _LEAST:
        return 0
    width = broken[len(broken) // 2]
    open_ended = [(a, b) for a, b in pairs if b.gap == 0 and _length(a) >= _REACH * width and not _ends(text, a)]
    going_on = sum(_breaks(text, a, b) for a, b in open_ended)
    return int(_REACH * width) if width >= _LONG * _REACH and going_on >= _MOSTLY * len(open_ended) else 0


def _is_prose(text: str, above: Row, row: Row) -> bool:
    """Whether two lines without bars and addresses may be one sentence, which the first leaves open."""
    lines = text[above.start : above.end], text[row.start : row.end]
    plain = "|" not in lines[0] + lines[1] and "@" not in lines[0] and not _is_title(lines[0])
    ended = _ends(text, above) or bool(_ENDED.search(lines[0]) or _LABEL.match(lines[1]))
    return plain and not ended and not _is_headline(text, row) and not _is_headline(text, above)


def _is_title(line: str) -> bool:
    """Whether most of a line's words are capitalised."""
    capital = [word[0][0].isupper() for word in _WORD.finditer(line)]
    return 3 * sum(capital) >= 2 * len(capital)


def _widths(text: str, rows: Sequence[Row]) -> Iterator[int | None]:
    """For each row the width over which its neighbours without blank lines between them were wrapped, if they were."""
    i = 0
    while i < len(rows):
        j = i + 1
        while j < len(rows) and rows[j].gap == 0:
            j += 1
        width = max(_length(row) for row in rows[i:j])
        yield from [width if _is_wrapped(text, rows[i:j], width) else None] * (j - i)
        i = j


def _length(row: Row) -> int:
    return row.indent + row.end - row.start


def _is_wrapped(text: str, run: Sequence[Row], width: int) -> bool:
    """Whether lines of one width, and a sentence that goes on in the next line, show a wrapped text.

    In a narrow column every line must be full and the last have its stop: short lines of a list are often of one
    length, but they end in nothing, and the first word of most would have found room in the one before.
    """
    breaks = sum(_breaks(text, a, b) for a, b in pairwise(run))
    if len(run) < 3 or not breaks:
        return False
    if width < _NARROW:
        whole = text[run[0].content].isupper() and _ends(text, run[-1]) and 2 * breaks >= len(run) - 1
        return whole and all(_is_full(text, a, b, width) for a, b in pairwise(run))
    return sum(_length(row) >= 0.8 * width for row in run[:-1]) >= 0.6 * (len(run) - 1)


def _breaks(text: str, above: Row, row: Row) -> bool:
    """Whether a sentence runs on from one line to the next."""
    return row.kind is None and text[row.start].islower() and not _ends(text, above)


def _ends(text: str, row: Row) -> bool:
    """Whether a line ends in a stop, other than that of an initial ("M. / tuberculosis")."""
    return text[row.end - 1] in _STOPS and not _INITIAL.search(text, max(row.start, row.end - 4), row.end)


def _is_headline(text: str, row: Row) -> bool:
    """Whether a line is in capitals, or names a section."""
    line = text[row.start : row.end]
    return line.isupper() or line.lower().rstrip(": ") in _SECTIONS


def _is_full(text: str, above: Row, row: Row, width: int) -> bool:
    """Whether the first word of a line had no room in the line above."""
    return _length(above) + 1 + len(text[row.start : row.end].split(None, 1)[0]) > width


def _is_aside(text: str, above: Row, row: Row) -> bool:
    """Whether a line is one bracket as a whole, under a line without a stop: the other name, or a telephone number."""
    line = text[row.start : row.end]
    lone = line[0] == "(" and line.find(")") == len(line) - 1 and line[1:2].isalnum()
    return lone and row.gap == 0 and above.kind is None and above.mark == "none" and not _ends(text, above)


def _closes(text: str, above: Row, row: Row) -> bool:
    """Whether a line holds only what closes or goes on in the one above: "mild (", "1", ",", "2", ")."."""
    line = text[row.start : row.end]
    if line.isdecimal() and len(line) <= _LONGEST_NOTE:
        return text[above.end - 1] in "([,"
    return bool(_CLOSING.fullmatch(line)) and not _ends(text, above)


def _in_bracket(text: str, current: Row, row: Row) -> bool:
    """Whether a bracket that was opened in the block above is still open."""
    above = text[max(current.start, current.end - _ASIDE) : current.end]
    return row.gap == 0 and above.rfind("(") > above.rfind(")") and not _ends(text, current)


def _is_open(text: str, current: Row, above: Row, row: Row) -> bool:
    """Whether what stands on either side of a line's end shows that a sentence goes on over it.

    Over an empty line, as converters put between all lines of a page, only in lower case or with a figure.
    """
    line, sign = text[above.content : above.end] or text[above.start : above.end], text[row.start]
    if line[-1] in "([" or _BROKEN.search(line):
        return row.gap == 0 or sign.islower() or sign.isdecimal()
    words = _WORD.findall(line)
    if _ends(text, above) or not words or not line.endswith((words[-1], ",")) or _is_headline(text, row):
        return False
    return _wants_more(words, line, text, current, row) or _leans_back(words, text, current, row)


def _wants_more(words: Sequence[str], line: str, text: str, current: Row, row: Row) -> bool:
    """Whether a line's last word asks for another. A heading that asks may end in a small word: "What it is"."""
    last, sign = words[-1].lower().replace("’", "'"), text[row.start]
    if words[0].lower() in _ASKING and not sign.islower() and last not in _ARTICLES:
        return False
    if last in _OPEN or last.endswith("n't"):
        return row.gap == 0 or sign.islower() or sign.isdecimal()
    if line[-1] == ",":
        return sign.islower() or (row.gap == 0 and (sign.isdecimal() or len(words) >= _FEW))
    if last in _BINDING and row.gap == 0 and len(words) >= _FEW:
        return True
    begun = current.kind == "item" or not text[current.content].islower()
    return last in _BINDING | _LEANING and begun and (sign.islower() or sign.isdecimal())


def _leans_back(words: Sequence[str], text: str, current: Row, row: Row) -> bool:
    """Whether a line begins with a unit, or with a small word in lower case that begins no line of its own."""
    first = _FIRST.match(text, row.start, row.end)
    if row.gap or text[current.content].islower() or not text[row.start].islower() or not first:
        return False
    return words[-1].isdecimal() or first[1] in _GOING_ON
