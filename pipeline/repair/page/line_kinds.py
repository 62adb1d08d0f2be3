"""The lines of a converted page, and what each is: links, a heading, a mark, a label, a word of the site, or prose."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.repair.lines import DOSE, WIDE
from pipeline.repair.page.furniture import is_known

_TABLE = load("furniture.yaml")
_FRAME = load("page_frame.yaml")
_CLINICAL = load("html_furniture.yaml")["clinical"]
_OPEN = frozenset(load("structure.yaml")["open_words"])  # behind which a sentence goes on
_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(r"[ \t]*(?:(?:[*+•-]|\d{1,2}\.)[ \t]+){0,3}")
_HEADING = re.compile(r"[ \t]*(?:(?:[*+•-]|\d{1,2}\.)[ \t]+)?(?P<level>#{1,6})[ \t]+(?P<words>\S.*)")
TARGET = (
    r"\((?:data:[^()\s]{0,99999}|(?:[^()\s]|\([^()\s]{0,80}\)){0,800})"
    r"(?:\s+\"(?:[^\"\n]|\n(?!\s*\n)){0,200}\")?\)"
)
"""The address of a link of Markdown, or what a picture holds, as a pattern."""
ALT = r"(?:[^\]\n]|\n(?!\s*\n)){0,400}"
"""The words of a picture, which a converter may have wrapped, as a pattern."""
_PICTURE = re.compile(rf"!\[{ALT}\]{TARGET}")
LINK = re.compile(rf"(?<!!)\[(?P<label>[^\[\]\n]{{0,400}})\]{TARGET}")
"""A link of Markdown within a line."""
_PIECE = rf"[^\[\]\n]{{0,300}}(?:!\[{ALT}\]{TARGET}[^\[\]\n]{{0,300}})?"
_BROKEN_LINK = re.compile(rf"(?<![!\w\]])\[{_PIECE}(?:\n{_PIECE}){{0,12}}\]{TARGET}")
"""A card that is one link, whose parts stand in lines of their own."""
BETWEEN = " \t|,·•/>›»→*_\\-&+[]"
"""Signs between links of one line, which say nothing."""
_RULE = re.compile(r"[ \t]*(?:[-*_=][ \t]*){3,}$|[ \t]*(?:[*+•-][ \t]*){1,3}$")
_PROTECTED = re.compile(rf"\b(?:{'|'.join(_TABLE['advice'])})\b|{DOSE.pattern}", re.IGNORECASE)
_BYLINE = re.compile(rf"(?:{'|'.join(_FRAME['bylines'])})\b(?:\W+\S+){{1,16}}$", re.IGNORECASE)
RIGHTS = re.compile("|".join(_TABLE["rights"]), re.IGNORECASE)
"""A notice of rights."""
_HEALTH = re.compile(
    rf"{_CLINICAL['dose']}|\d{{3}}|(?i:{'|'.join(_CLINICAL[kind] for kind in ('warning', 'call', 'symptom'))})"
)
_NAMES = r"(?:[A-Z][\w.’'-]{0,30}[ /|,]{1,3}){0,4}"
CREDIT = (
    rf"(?i:{_FRAME['credit_words']}){_NAMES}(?i:{'|'.join(_FRAME['agencies'])})(?:\.com)?"
    r"(?:[ /|,]{1,3}[A-Z][\w.’'-]{0,30}){0,4}[)]?"
)
"""Who sold or made a picture, as a pattern."""
_ADVISING = re.compile(rf"\b(?:{'|'.join(_FRAME['advising'])})\b", re.IGNORECASE)
_SITE = re.compile("|".join(_FRAME["site_sentences"]), re.IGNORECASE)
_LONGEST_SITE, _NEAR = 60, 20  # words of what a site says of itself, characters before it in a longer paragraph
_LABEL = 10  # words of a label or an address
_FEW_LINKS = 3  # of a line of a menu
_LONGEST_TEASER = 40  # words


class Line(NamedTuple):
    """A line that is not empty; `words` are those that a reader saw."""

    start: int
    end: int
    kind: str  # "links", "heading", "mark", "short", "site" or "prose"
    words: str
    level: int = 0
    leads: bool = False  # whether a heading is a link to another page


_LEADING = re.compile(rf"\[[^\[\]\n]{{3,400}}\](?!\(#){TARGET}")


def lines_of(text: str) -> list[Line]:
    """The lines of a text but for empty ones; those of a link that goes over several are links."""
    broken = [*_BROKEN_LINK.finditer(text), *_PICTURE.finditer(text)] if "[" in text else []
    broken = [one for one in broken if "\n" in one[0] and _is_apart(text, *one.span())]
    found = []
    for match in _LINE.finditer(text):
        if not match[0].isspace():
            whole = next((one for one in broken if one.start() < match.end() and match.start() < one.end()), None)
            found.append(Line(*match.span(), "links", _label(whole[0])) if whole else _judged(match))
    for i in range(1, len(found)):
        if _runs_on(text, found[i - 1], found[i]):
            found[i - 1 : i + 1] = (line._replace(kind="prose") for line in found[i - 1 : i + 1])
    return found


def _runs_on(text: str, above: Line, line: Line) -> bool:
    """Whether a sentence that a converter has wrapped goes on from one line to the next, which are not both links."""
    kinds = {above.kind, line.kind}
    if kinds & {"heading", "mark"} or kinds == {"links"} or text[above.end : line.start].strip(" \t") != "\n":
        return False
    words = above.words.split()
    if len(above.words) < WIDE or not (words[-1][-1].isalnum() or words[-1][-1] in ",-"):
        return False
    unmarked = not end_of_mark(text[line.start : line.end].lstrip())
    return unmarked and (line.words[:1].islower() or words[-1].lower() in _OPEN)


def _label(link: str) -> str:
    """What a link or a picture that goes over several lines says in all of them."""
    return squashed(_PICTURE.sub("", link).strip().removeprefix("[").rpartition("](")[0])


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether nothing but marks and other links stands beside a link or a picture on its lines."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end) % (len(text) + 1)
    return not (text[first + end_of_mark(text[first:start]) : start] + text[end:last]).strip(BETWEEN)


def squashed(words: str) -> str:
    """Words with one blank between them."""
    return " ".join(words.split())


def _judged(match: re.Match[str]) -> Line:
    line, span = match[0], match.span()
    heading = _HEADING.match(line)
    bare = _PICTURE.sub("", line)
    linked = bare != line or LINK.search(bare) is not None
    rest = LINK.sub("", bare[end_of_mark(bare) :])
    while LINK.search(rest):
        rest = LINK.sub("", rest)
    words = squashed(LINK.sub(lambda one: one["label"], heading["words"] if heading else bare[end_of_mark(bare) :]))
    if heading:
        leads = _LEADING.fullmatch(heading["words"].strip(" *_#")) is not None
        return Line(*span, "heading", words.strip(" *_#"), len(heading["level"]), leads)
    if _RULE.match(line):
        return Line(*span, "mark", "")
    if linked and not rest.strip(BETWEEN):
        return Line(*span, "links", words)
    if RIGHTS.search(line) or _is_of_site(words):
        return Line(*span, "site", words)
    if is_known(line) or _BYLINE.match(words) or (len(LINK.findall(bare)) >= _FEW_LINKS and _is_label(rest)):
        return Line(*span, "short", words)
    small = _is_label(words) and "|" not in line and not line.lstrip().startswith("<")
    sentence = words.rstrip('*_ "”’)')[-1:] in tuple(".!?:;,") and len(words.split()) > 2
    return Line(*span, "short" if small and not sentence else "prose", words)


def _is_of_site(words: str) -> bool:
    """Whether a site speaks of itself: in few words, or from the beginning of more."""
    found = _SITE.search(words)
    count = len(words.split())
    near = found is not None and (count <= _LONGEST_SITE or (found.start() <= _NEAR and count <= 2 * _LONGEST_SITE))
    return near and not DOSE.search(words)


def _is_label(words: str) -> bool:
    return len(words.split()) <= _LABEL and not _PROTECTED.search(words)


def is_teaser(line: Line) -> bool:
    """Whether a line of prose speaks of nobody's health, in few words: it may praise another page, or the site."""
    return (
        line.kind == "prose"
        and len(line.words.split()) <= _LONGEST_TEASER
        and not any(one.search(line.words) for one in (_PROTECTED, _HEALTH, _ADVISING))
        and not line.words.endswith(":")
    )


def end_of_mark(line: str) -> int:
    """Where the words of a line begin, behind the mark of an item."""
    match = _MARK.match(line)
    return match.end() if match else 0


def sections(lines: Sequence[Line], first: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches that each begin with a heading, or at the beginning."""
    start = first
    for i in range(first + 1, end + 1):
        if i == end or lines[i].kind == "heading":
            yield start, i
            start = i


def announced(lines: Sequence[Line], i: int) -> bool:
    """Whether the line above one ends in a colon."""
    return i > 0 and lines[i - 1].words.rstrip(" *_").endswith(":")


def gone(text: str, lines: Sequence[Line], first: int, end: int, reason: str) -> Change:
    """The change that takes lines out, with the breaks behind them."""
    start = lines[first].start
    stop = lines[end].start if end < len(lines) else len(text)
    stop = text.rindex("\n", 0, stop) + 1 if end < len(lines) else stop
    if end == len(lines) and first:
        start = lines[first - 1].end
    return Change(start, stop, text[start:stop], "", reason)
