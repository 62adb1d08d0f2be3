"""Short lines that are no headings: cells of tables, addresses, quotations, items that stand apart from their marks.

A page that was printed loses its lines of tables and the places of its marks, so that much of it is short and without a
stop. A wrong heading breaks a sentence in two; a heading that stays a paragraph breaks nothing.
"""

import re
from collections.abc import Sequence

from pipeline.data import load
from pipeline.structure.lines import Row
from pipeline.structure.rows import is_lone_mark, words

_TABLE = load("structure.yaml")
_ASKING, _PREPOSITIONS = frozenset(_TABLE["asking"]), frozenset(_TABLE["prepositions"])
_SECTIONS, _SENTENCE_WORDS = frozenset(_TABLE["sections"]), frozenset(_TABLE["sentence_words"])
_COMPARED = rf"(?:{'|'.join(_TABLE['comparing_words'])}) "
_REACHED = re.compile(  # where somebody is reached: by telephone or on the web
    r"https?://|(?<!\d)\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?!\d)|\(\d{3}\) ?\d{3}-|\(\d{3}\) [A-Z]{3}"
    r"|(?<![\w@])[\w-]{2,40}\.(?:org|com|net|edu|org\.uk|co\.uk|nhs\.uk)(?![\w.])"
)
_CELL = re.compile(rf"(?i:{_COMPARED}\d[\d.,/–-]*.{{0,12}}|{'|'.join(_TABLE['cells'])})")
_VALUE = re.compile(rf"(?i:{_COMPARED}\d|\d{{1,4}}(?:[.,/–-]\d{{1,4}})?[%+]?$|(?:https?://|www\.)\S+$)")
_QUOTED = re.compile(r"[“\"][^”\"]*$|.*[.…][”\"]$")
_BRACKET = re.compile(r"\([^()]*\)")
_TOLD = re.compile(rf"(?:{'|'.join(word.capitalize() for word in _TABLE['told_of'])}) [a-z’']+ .*[^?]")
_FIRST_HALF = re.compile(r"[A-Z][a-z]+\. [A-Z]")  # below: the last word of a sentence, and the next one
_LONG, _SOME = 8, 5  # words of a sentence that fills its line; of a line that may end in a preposition
_MOST = 15  # words of an item or a heading; more are a text
_SPACED = 3  # letters, each alone: "C A RE F O R Y O U"
_MARKS, _REACH = 5, 4  # marks alone on their lines that prove a page whose marks stand apart; rows they reach


def is_look_alike(text: str, line: str, below: Row | None) -> bool:
    """Whether a short line is a cell, an address, part of a quotation or half a sentence."""
    tokens = line.split()
    alone = sum(len(token) == 1 for token in tokens)
    if len(line) == 1 or (line.isupper() and alone >= _SPACED and 2 * alone >= len(tokens)):
        return True
    if any(p.fullmatch(line) for p in (_CELL, _BRACKET, _TOLD)) or _QUOTED.match(line) or _REACHED.search(line):
        return True
    if below is None or below.gap > 1:
        return False
    under = text[below.start : below.end]
    lower = [token.lower() for token in tokens]
    asks = lower[0] in _ASKING or line[-1] == "?"
    if len(tokens) > _SOME and lower[-1] in _PREPOSITIONS and not asks:
        return True
    told = not asks and not _SENTENCE_WORDS.isdisjoint(lower) and len(tokens) >= _LONG
    return bool(_VALUE.match(under)) or (told and below.gap == 0 and bool(_FIRST_HALF.match(under)))


def apart(text: str, rows: Sequence[Row]) -> frozenset[int]:
    """Rows below marks that stand alone, which read like items: with a verb, or with no text of their own under them.

    Names of sections, questions, lines with a colon and those in capitals, as titles have them, are none.
    """
    marks = [i for i, row in enumerate(rows) if is_lone_mark(text, row)]
    if len(marks) < _MARKS:
        return frozenset()
    near = {j for i in marks for j in range(i + 1, min(i + 1 + _REACH, len(rows)))}
    return frozenset(i for i in near if _is_item(text, rows, i))


def _is_item(text: str, rows: Sequence[Row], i: int) -> bool:
    line = words(text, rows[i])
    if not line or line[-1] in "?:" or line.lower() in _SECTIONS or rows[i].mark == "section":
        return False
    tokens = line.split()
    long = [token for token in tokens if len(token) >= 4]
    if len(tokens) > 1 and 3 * sum(token[0].isupper() for token in long) >= 2 * len(long):
        return False
    if not _SENTENCE_WORDS.isdisjoint(line.lower().split()):
        return True
    below = rows[i + 1] if i + 1 < len(rows) else None
    if rows[i - 1].mark == "rule":
        return True
    if below is None or below.mark in ("section", "number"):
        return below is None
    ends = text[below.end - 1] == "." or len(words(text, below).split()) > _MOST
    return below.kind is not None or not ends
