"""Which plain lines are headings: short, without a stop, and with text under them."""

import re
import unicodedata
from collections.abc import Iterator

import msgspec

from pipeline.data import load
from pipeline.structure.flattened import item_starts
from pipeline.structure.lines import Row
from pipeline.structure.look_alikes import apart, is_look_alike
from pipeline.structure.prose import split_prose
from pipeline.structure.rows import words

_TABLE = load("structure.yaml")
_SECTIONS = frozenset(_TABLE["sections"])
_LABELS = frozenset(_TABLE["labels"])
_INTRODUCING = frozenset(_TABLE["introducing_words"])
_OPEN_ENDINGS = frozenset(_TABLE["open_endings"])
_SENTENCE_WORDS = frozenset(_TABLE["sentence_words"])
_PREPOSITIONS = frozenset(_TABLE["prepositions"])
_CONTAINERS = frozenset(_TABLE["containers"])
_PARTS = frozenset(_TABLE["parts"])
_ASKING, _ARTICLES = frozenset(_TABLE["asking"]), frozenset(_TABLE["articles"])
_NOTICES: tuple[str, ...] = tuple(_TABLE["notice_openings"])
_CITATION = re.compile(r"\.? ?(?:19|20)\d\d [A-Z][a-z]{2}\b|doi\b|https?:|PMID\b", re.IGNORECASE)
_DATED = re.compile(rf"(?:{'|'.join(_TABLE['dated'])}):? .{{0,30}}\b(?:19|20)\d\d$", re.IGNORECASE)
_DEBRIS = re.compile(  # of print-outs: stamps of date and time, codes of panels, letters set upright
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}(?:,? \d{1,2}:\d\d(?: ?[AP]M)?)?|[A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d\d"
    r"|\d{1,2}(?:\.\d{1,2})?[A-Z]|(?:[^\W\d_] ){3,}[^\W\d_]|[A-Z][a-z]"
)
_PARTICLES, _JOINS = ("|".join(_TABLE[name]) for name in ("particles", "name_joins"))
_NAME = re.compile(
    rf"(?:(?:{_JOINS}|&) )?(?:(?:{_PARTICLES}) ){{0,2}}[^\W\d_a-z][\w’'.-]{{0,25}}"
    rf"(?: (?:{_PARTICLES}|[^\W\d_a-z][\w’'.-]{{0,25}})){{1,4}}(?: ?\^?\d{{1,2}}){{0,4}}"
)
_INITIAL = re.compile(r"\b[A-Z]\b|\b[A-Z]{2}(?: \d|$)| \^?\d{1,2}$")
_TITLE_WORDS = 6
_NARROW = (2, 24)  # lines of a heading that are short, and characters of a short one
_NO_TITLE = re.compile(  # fields of a mail, a placeholder alone, what somebody says of themselves
    rf"(?i:{'|'.join(_TABLE['mail_labels'])}):\s|\[[^\[\]]+\]$|(?i:{'|'.join(_TABLE['spoken_openings'])})\b(?=.* .* )"
    rf"|.*(?<![\w’'.(/-])(?:{'|'.join(_TABLE['spoken_words'])})(?![\w’'.)/-])(?!.*\?$)"
    rf"|(?i:{'|'.join(_TABLE['greetings'])}) [A-Z][\w’'-]{{0,30}}[,!]?$|(?i:{'|'.join(_TABLE['partings'])})\W{{0,3}}$"
    r"|.*: .{0,12}\d{3}[ -.]\d{3,4}\b"  # a label and a telephone number
)
_LETTERS = re.compile(  # mails below one another, or the numbered posts of a thread
    rf"^From: [^\n]*\n(?:(?i:{'|'.join(_TABLE['letter_heads'])}): [^\n]*\n){{1,6}}Subject:"
    rf"|^-{{2,5}} ?(?i:{'|'.join(_TABLE['post_words'])}) #?\d{{1,5}} ?-{{2,5}}$",
    re.MULTILINE,
)
# Words and characters. Titles of journal articles end about there; a question may be a whole sentence.
_MOST_WORDS, _LONGEST, _LONGEST_QUESTION = 15, 110, 170


def mark_headings(text: str, rows: list[Row]) -> list[Row]:
    """Give the plain rows that are headings their kind and level.

    Several short lines in a row are an unmarked list or a menu, unless their names or their place say otherwise. A
    text that marks its headings, as Markdown does, has no others; mails and threads have none.
    """
    if sum(row.mark == "hash" for row in rows) > 1 or _LETTERS.search(text):
        return _levelled(text, rows)
    rows = [_alone(text, rows, i) for i in range(len(rows))]
    found: set[int] = set()
    items = apart(text, rows)
    for first, last in _runs(text, rows):
        heads = _of_run(text, rows, first, last, titled=bool(found))
        found.update(i for i in heads if i not in items and not _is_label(text, rows, i))
    marked = [msgspec.structs.replace(row, kind="heading") if i in found else row for i, row in enumerate(rows)]
    return _levelled(text, marked)


def _alone(text: str, rows: list[Row], i: int) -> Row:
    """Turn a numbered line over running text, outside any list, into a candidate: "3. Liver abscess"."""
    row = rows[i]
    if row.mark != "number" or row.kind != "item" or i + 1 == len(rows) or _in_list(text, rows, i):
        return row
    body = rows[i + 1]
    is_prose = body.kind is None and (text[body.end - 1] in ".!?:;" or len(words(text, body).split()) > _MOST_WORDS)
    numbered = msgspec.structs.replace(row, kind=None, mark="section")
    return numbered if is_prose and _could_be(text, numbered, body) else row


def _in_list(text: str, rows: list[Row], i: int) -> bool:
    """Whether the numbers of the lines beside go with this line's."""
    number = _number(text, rows[i])
    before = i > 0 and rows[i - 1].mark == "number" and number - 3 <= _number(text, rows[i - 1]) <= number
    return before or (rows[i + 1].mark == "number" and _number(text, rows[i + 1]) in (number, number + 1))


def _number(text: str, row: Row) -> int:
    """The number of a list's mark; letters count from a."""
    mark = text[row.start : row.content].strip("(（.)）、 \t\u00a0")
    if "①" <= mark[:1] <= "⑳":
        return int(unicodedata.numeric(mark[0]))
    return int(mark) if mark.isdecimal() else ord(mark[0]) - ord("a") + 1


def _runs(text: str, rows: list[Row]) -> Iterator[tuple[int, int]]:
    """Longest stretches [first, last) of rows that could be headings.

    A blank line ends a stretch whose last three lines or more have none between them: a list or a menu.
    """
    first: int | None = None
    spaced = 0
    for i, row in enumerate(rows):
        could = row.kind is None and _could_be(text, row, rows[i + 1] if i + 1 < len(rows) else None)
        could = could and not (i and _is_signed(text, rows[i - 1]))
        if first is not None and (not could or (row.gap and i - spaced > 2)):
            yield first, i
            first = None
        if row.gap or first is None:
            spaced = i
        if could and first is None:
            first = i
    if first is not None:
        yield first, len(rows)


_CLOSING = re.compile(rf"(?:{'|'.join(_TABLE['letter_closings'])})[\w ]{{0,30}},|--", re.IGNORECASE)


def _is_signed(text: str, above: Row) -> bool:
    """Whether the line above is how a letter ends, and so the next a name: "Thanks,", "Kind regards,", "--"."""
    return _CLOSING.fullmatch(text, above.start, above.end) is not None


_SPEAKS = re.compile(rf"\b(?:{'|'.join(_TABLE['quoting_verbs'])})\s?:?$")  # above what is quoted of a letter


def _could_be(text: str, row: Row, below: Row | None) -> bool:
    """Whether a line reads like a heading, leaving its neighbours' claims aside."""
    line = words(text, row)
    if not line or len(line) > _LONGEST_QUESTION or _is_other(text, row, line, below):
        return False
    if below and below.kind == "item" and _leads_in(line):
        return False
    if line[-1] == "?":
        return all(_asks(text, span) for span in split_prose(text, row.content, row.end))
    if line[-1] == ":":
        tokens = line[:-1].lower().split()
        introduces = _INTRODUCING.intersection(tokens) or tokens[-1] in _PREPOSITIONS
        return _is_section(line) or (len(line.split()) <= 4 and not introduces)
    return _is_title_like(text, row, line)


def _is_other(text: str, row: Row, line: str, below: Row | None) -> bool:
    """Whether a line is a label, a byline, a list run together, or the first half of the line below."""
    lower, numbered = line.lower(), row.mark == "section"
    if (line[0].islower() and not numbered) or not any(map(str.isalpha, line)) or _DEBRIS.fullmatch(line):
        return True
    if below and below.gap <= 1 and below.kind is None:
        body = text[below.start : below.end]
        lower_case = (
            body[0].islower() and not numbered and (below.gap == 0 or (body[-1] in ".!?;" and len(line.split()) > 2))
        )
        if lower_case or (below.gap == 0 and _CITATION.match(body)):
            return True
    if _NO_TITLE.match(line):
        return True
    listed = "|" in line or "@" in line or text[row.start] == ">" or bool(item_starts(text, row.content, row.end))
    return (
        listed
        or _SPEAKS.search(lower) is not None
        or lower in _LABELS
        or lower.startswith(_NOTICES)
        or bool(_DATED.match(line))
        or _is_byline(line)
    )


def _is_label(text: str, rows: list[Row], i: int) -> bool:
    """Whether a row only looks like a heading: a cell, an address, or three narrow lines and more of a figure."""
    lines = text[rows[i].content : rows[i].end].splitlines()
    if is_look_alike(text, words(text, rows[i]), rows[i + 1] if i + 1 < len(rows) else None):
        return True
    narrow = i > 0 and len(lines) > _NARROW[0] and text[rows[i].end - 1] != "?"
    return narrow and all(len(line) < _NARROW[1] for line in lines)


def _is_byline(line: str) -> bool:
    """Whether a line lists people: names with commas between them, half of them or more with an initial or a number."""
    names = [name.strip() for name in line.split(",")]
    if len(names) < 2 or not all(map(_NAME.fullmatch, names)):
        return False
    return 2 * sum(bool(_INITIAL.search(name)) for name in names) >= len(names)


def _asks(text: str, span: tuple[int, int]) -> bool:
    return text[span[0] : span[1]].rstrip('*_"”’»)# ').endswith("?")


def _is_title_like(text: str, row: Row, line: str) -> bool:
    """Short, one sentence at most, and no stop at its end."""
    if line[-1] in ".!,;…–—-" or "; " in line or len(line) > _LONGEST or len(line.split()) > _MOST_WORDS:
        return False
    tokens = line.lower().split()
    if tokens[-1] in _OPEN_ENDINGS and (tokens[0] not in _ASKING or tokens[-1] in _ARTICLES):  # but "What it is" is one
        return False
    return len(split_prose(text, row.content, row.end)) == 1


def _leads_in(line: str) -> bool:
    """Whether a line over a list is the first half of its sentences: "Tell your doctor about", "You should not drive".

    A title is shorter, asks, or has no word that makes a sentence.
    """
    tokens = line.rstrip(": ").lower().replace("’", "'").rsplit(": ", 1)[-1].split()
    if tokens[0] in _ASKING or line[-1] == "?" or line.istitle():
        return False
    return len(tokens) > 3 and not _SENTENCE_WORDS.isdisjoint(tokens)


def _is_section(line: str) -> bool:
    return line.rstrip(": ").lower() in _SECTIONS


def _of_run(text: str, rows: list[Row], first: int, last: int, *, titled: bool) -> Iterator[int]:
    """The headings among a run of candidates.

    Under a colon they are an unmarked list; only a known section's name, or a last line set off by a wider gap from
    the text that it heads, stands out. Three and more without blank lines, but one below them, are a list or a menu.
    The last line of a document heads nothing.
    """
    introduced = first > 0 and text[rows[_above(text, rows, first)].end - 1] == ":"
    tight = not any(row.gap for row in rows[first + 1 : last])
    if last - first > 2 and tight and last < len(rows) and rows[last].gap:
        return
    for i in range(first, min(last, len(rows) - 1)):
        if i == 1 and rows[0].mark == "hash" and _is_subtitle(words(text, rows[1])):
            continue
        is_last = i == last - 1
        if _is_section(words(text, rows[i])):
            yield i
        elif introduced:
            if is_last and i > first and rows[i].gap > rows[i - 1].gap:
                yield i
        elif last - first <= 2 or is_last or (i == first and not titled):
            yield i


def _is_subtitle(line: str) -> bool:
    """Whether the line under a marked title says more of it, in small letters and many words."""
    tokens = line.split()
    return len(tokens) > _TITLE_WORDS and line[-1] not in "?:" and 2 * sum(map(str.islower, tokens)) > len(tokens)


def _above(text: str, rows: list[Row], first: int) -> int:
    """The line above a run: that over the list whose other items stand between them without a blank line or a stop."""
    i = first - 1
    while (
        i > 0 and rows[i + 1].gap == rows[i].gap == 0 and rows[i].kind is None and text[rows[i].end - 1] not in ".!?:"
    ):
        i -= 1
    return i


def _levelled(text: str, rows: list[Row]) -> list[Row]:
    """Give headings their depth: marks of Markdown as written, the title 1, others 2, provable sub-headings 3.

    A heading is a sub-heading where it has a number of its own, where it is a part of an abstract, or where it stands
    without blank lines inside a section, while others have blank lines around them.
    """
    places = [i for i, row in enumerate(rows) if row.kind == "heading"]
    spaced = any(rows[i].gap for i in places[1:])
    inside = False
    for i in places:
        row, tight = rows[i], i + 1 < len(rows) and rows[i].gap == 0 and rows[i + 1].gap == 0
        inside = inside and words(text, row).rstrip(": ").lower() in _PARTS
        if not row.level:
            rows[i] = msgspec.structs.replace(row, level=3 if i and (inside or (spaced and tight)) else 2)
        inside = inside or words(text, row).rstrip(": ").lower() in _CONTAINERS
    if places and all(rows[i].level > 1 for i in places):
        rows[places[0]] = msgspec.structs.replace(rows[places[0]], level=1)
    return rows
