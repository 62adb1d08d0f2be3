"""A line, and what the words and signs on either side of its end show of the line below it."""

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from pipeline.core.model import BlockKind
from pipeline.data import load

_TABLE = load("structure.yaml")
OPEN, _BINDING, _LEANING = (frozenset(_TABLE[name]) for name in ("open_words", "binding_words", "leaning_words"))
_ASKING, _GOING_ON = frozenset(_TABLE["asking"]), frozenset(_TABLE["going_on_words"])
_ARTICLES = frozenset(_TABLE["articles"])
_SECTIONS, JOINS = frozenset(_TABLE["sections"]), frozenset(_TABLE["list_joins"])
WORD, FIRST = re.compile(r"[^\W_][\w’'-]*"), re.compile(r"[\"“‘'(\[]*([^\W_][\w’'-]*)")
STOPS = ".!?:;"
_CLOSING = re.compile(r"[),.;:\]]{1,4}")  # all that a line may hold that only closes the one above
_INITIAL = re.compile(r"(?<![^\W_])(?<!°)[A-Z]\.$|(?<![^\W_])(?:i\.e|e\.g)\.$")
_FIRST_LETTER = re.compile(r"\(?[^\W\d_]")  # the first sign of a line, be it in brackets
_BROKEN = re.compile(r"\d ?[-–]$")  # half a range: "approximately 2–"
_FEW = 4  # words: a shorter line with a comma at its end may be part of an address or a list of names
MANY = 4  # words: a shorter line without a stop over one in lower case may be the head of a list
_ASIDE = 400  # characters of the longest bracket; as in `prose`
_ENDED = re.compile(r"[.!?][\"”’)\]]{1,3}$|[.!?] ?\([^()]*\)$")
_LABEL = re.compile(r"[^\W\d_a-z][^,;:]{0,38}:\s")
_WIDE_GAP = re.compile(r"(?<=\S)[ \xa0]{3,}(?=\S)")
_ALIGNED = 2  # characters; a figure may be set to the right
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


def is_prose(text: str, above: Row, row: Row) -> bool:
    """Whether two lines without bars and addresses may be one sentence, which the first leaves open."""
    lines = text[above.start : above.end], text[row.start : row.end]
    plain = "|" not in lines[0] + lines[1] and "@" not in lines[0] and not is_title(lines[0])
    ended = ends(text, above) or bool(_ENDED.search(lines[0]) or _LABEL.match(lines[1]))
    return plain and not ended and not is_headline(text, row) and not is_headline(text, above)


def is_title(line: str) -> bool:
    """Whether most of a line's words are capitalised."""
    capital = [word[0][0].isupper() for word in WORD.finditer(line)]
    return 3 * sum(capital) >= 2 * len(capital)


def length(row: Row) -> int:
    """How wide a line is, what stands before it among it."""
    return row.indent + row.end - row.start


def runs_on(text: str, above: Row, row: Row) -> bool:
    """Whether a sentence runs on from one line to the next, which may open with an aside in brackets."""
    sign = _FIRST_LETTER.match(text, row.start)
    return row.kind is None and sign is not None and sign[0][-1].islower() and not ends(text, above)


def ends(text: str, row: Row) -> bool:
    """Whether a line ends in a stop, other than that of an initial ("M. / tuberculosis") or of "i.e."."""
    return text[row.end - 1] in STOPS and not _INITIAL.search(text, max(row.start, row.end - 4), row.end)


def is_headline(text: str, row: Row) -> bool:
    """Whether a line is in capitals, or names a section."""
    line = text[row.start : row.end]
    return line.isupper() or line.lower().rstrip(": ") in _SECTIONS


def is_full(text: str, above: Row, row: Row, width: int) -> bool:
    """Whether the first word of a line had no room in the line above."""
    return length(above) + 1 + len(text[row.start : row.end].split(None, 1)[0]) > width


def is_aside(text: str, above: Row, row: Row) -> bool:
    """Whether a line is one bracket as a whole, under a line without a stop: the other name, or a telephone number."""
    line = text[row.start : row.end]
    lone = line[0] == "(" and line.find(")") == len(line) - 1 and line[1:2].isalnum()
    return lone and row.gap == 0 and above.kind is None and above.mark == "none" and not ends(text, above)


def are_cells(text: str, above: Row, row: Row) -> bool:
    """Whether both lines have a wide gap and words behind it at one place: rows of a table, or columns side by side."""
    ends_at = [
        {one.indent + gap.end() for gap in _WIDE_GAP.finditer(text[one.start : one.end])} if row.gap == 0 else set()
        for one in (above, row)
    ]
    return any(abs(a - b) <= _ALIGNED for a in ends_at[0] for b in ends_at[1])


def closes(text: str, above: Row, row: Row) -> bool:
    """Whether a line holds only what closes or goes on in the one above: "mild (", "1", ",", "2", ")."."""
    line = text[row.start : row.end]
    if line.isdecimal() and len(line) <= _LONGEST_NOTE:
        return text[above.end - 1] in "([,"
    return bool(_CLOSING.fullmatch(line)) and not ends(text, above)


def in_bracket(text: str, current: Row, row: Row) -> bool:
    """Whether a bracket that was opened in the block above is still open."""
    above = text[max(current.start, current.end - _ASIDE) : current.end]
    return row.gap == 0 and above.rfind("(") > above.rfind(")") and not ends(text, current)


def is_open(text: str, current: Row, above: Row, row: Row) -> bool:
    """Whether what stands on either side of a line's end shows that a sentence goes on over it.

    Over an empty line, as converters put between all lines of a page, only in lower case or with a figure.
    """
    line, sign = text[above.content : above.end] or text[above.start : above.end], text[row.start]
    if line[-1] in "([" or _BROKEN.search(line):
        return row.gap == 0 or sign.islower() or sign.isdecimal()
    words = WORD.findall(line)
    if ends(text, above) or not words or not line.endswith((words[-1], ",")) or is_headline(text, row):
        return False
    return _wants_more(words, line, text, current, row) or _leans_back(words, text, current, row)


def _wants_more(words: Sequence[str], line: str, text: str, current: Row, row: Row) -> bool:
    """Whether a line's last word asks for another. A heading that asks may end in a small word: "What it is"."""
    last, sign = words[-1].lower().replace("’", "'"), text[row.start]
    if words[0].lower() in _ASKING and not sign.islower() and last not in _ARTICLES:
        return False
    if last in OPEN or last.endswith("n't"):
        return row.gap == 0 or sign.islower() or sign.isdecimal()
    if line[-1] == ",":
        return sign.islower() or (row.gap == 0 and (sign.isdecimal() or len(words) >= _FEW))
    if last in _BINDING and row.gap == 0 and len(words) >= _FEW:
        return True
    begun = current.kind == "item" or not text[current.content].islower()
    return last in _BINDING | _LEANING and begun and (sign.islower() or sign.isdecimal())


def _leans_back(words: Sequence[str], text: str, current: Row, row: Row) -> bool:
    """Whether a line begins with a unit, or with a small word in lower case that begins no line of its own."""
    first = FIRST.match(text, row.start, row.end)
    if row.gap or text[current.content].islower() or not text[row.start].islower() or not first:
        return False
    return words[-1].isdecimal() or first[1] in _GOING_ON
