"""Page furniture in plain text: by lexicon, position and repetition.

Extractors keep banners, skip links, share bars and feedback widgets. A phrase of the lexicon is furniture only as a
whole line (or as all of a line that holds nothing else), a weak one only beside furniture or doubled on its line.
Headings, list items, review dates and repeated titles are content, however short.
"""

import re
from collections.abc import Iterator
from itertools import pairwise, product
from typing import NamedTuple

from pipeline.core.edits import Change, Span
from pipeline.data import load
from pipeline.rules import DocumentContext, rule

_TABLE = load("furniture.yaml")
_WORD = re.compile(r"(?=[^\W_])\w+(?:['’.]\w+)*")
_LINE = re.compile(r"[^\n]+")
_LONGEST = 1200  # characters; no line of furniture in the sample texts has more than 144
_SHORT = 60  # characters of a link in a menu
_MARKS = re.compile(r"[\s>]*(?:[*+•-]\s|\d{1,2}\.\s|#{1,6}\s)?[\s*_]*")
_NUMBERED = re.compile(r"[ \t]*(\d{1,2})\.\s")
_LINK = re.compile(
    r"(?<!!)\[(?P<label>[^\[\]\n]{0,200})\]\((?P<target>[^()\s]{0,600}(?:\([^()\s]{0,80}\)[^()\s]{0,80})?)"
    r"(?:\s+\"[^\"\n]{0,200}\")?\)"
)
_BETWEEN_LINKS = " \t|,·•/>›»→*_\\-"
_PROTECTED = re.compile(
    rf"\b(?:{'|'.join(_TABLE['advice'] + _TABLE['symptoms'])})\b|\d ?(?:mg|mcg|µg|g|ml|%)", re.IGNORECASE
)
_RIGHTS = re.compile("|".join(_TABLE["rights"]), re.IGNORECASE)
_PROSE = 8  # words of a line that ends in a stop: below it, a page has begun, above it, a page has ended
_ROUND_SIGNS = re.compile(r"[ \t\xa0]*([&/|+,–-])[ \t\xa0]*")
_OPEN_ENDINGS = frozenset(load("structure.yaml")["open_endings"] + load("spacing.yaml")["unfinished"])
_BUTTON = 3  # words of a button: "Send to" ends so
_TWO = 2  # words of the half of a sentence: a link of a menu may have one
_WRAPPED = 40  # characters of a line that was broken at a margin; a heading above "top of page" is shorter
_ANNOUNCING = re.compile(rf"{_TABLE['announcing']} [^\n.]{{3,100}}", re.IGNORECASE)
_REASON = "page furniture"


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def _spellings(phrase: str) -> Iterator[tuple[str, ...]]:
    """A phrase as words, once for each choice among alternatives: "this|the page" gives two."""
    choices = [[_words(word) for word in part.split("|")] for part in phrase.split()]
    for choice in product(*choices):
        yield tuple(word for words in choice for word in words)


def _index(phrases: list[str]) -> dict[str, list[tuple[str, ...]]]:
    """Phrases as words, by their first word, the longest first."""
    index: dict[str, list[tuple[str, ...]]] = {}
    spellings = {words for phrase in phrases for words in _spellings(phrase)}
    for words in sorted(spellings, key=lambda words: (-len(words), words)):
        index.setdefault(words[0], []).append(words)
    return index


_STRONG = _index(_TABLE["strong"])
_WEAK = _index(_TABLE["weak"])
_HEADINGS = _index(_TABLE["headings"])
_PATTERNS = re.compile("|".join(f"(?:{p})" for p in _TABLE["patterns"]), re.IGNORECASE)
_KINDS = {name: re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE) for name, words in _TABLE["kinds"].items()}
_FIRST = frozenset(_STRONG) | frozenset(_WEAK) | frozenset(_HEADINGS) | frozenset(_TABLE["first_words"])


class _Line(NamedTuple):
    start: int
    end: int
    kind: str  # "strong", "weak", "links", "heading" or ""


@rule("repair/furniture", version=4, everywhere=True, leaves_out="page note")
def remove_furniture(text: str, context: DocumentContext) -> Iterator[Change]:
    """Page furniture.

    Banners, skip links, cookie and share bars, feedback widgets and "top of page" are no part of the text, and menus
    full of clinical words would make false entities. Neighbouring lines go as one, with the breaks between them.
    A menu is also told by its links, each of which stands twice and glued at its sign the second time ("Tests & care",
    "Tests&care"), or by three and more of its words at the very beginning or end of the text.
    In Markdown a line of links alone is part of a menu above the text or under it, where one of its neighbours is
    furniture, or of the page's list of contents, where each link leads to a heading of the text. Links under a line
    that announces them, links that speak of doses, warnings or symptoms, and "Learn more about" a list that follows,
    stay.
    Example: a line "Was this page helpful? Was this page helpful?" goes; "Page last reviewed: 3 May 2021" stays.
    """
    known = context.is_in(_TABLE["languages"])
    lines = [_Line(*m.span(), _kind(m[0]) if known else "") for m in _LINE.finditer(text) if not m[0].isspace()]
    lines = _with_headings(_without_halves(text, lines))
    lines = _with_contents(text, _doubled_links(text, lines)) if "](" in text else _doubled_links(text, lines)
    for first, last in _regions(text, lines):
        if _halves_a_list(text, lines, first, last) or _heads_a_list(text, lines, last):
            continue
        start, end = lines[first].start, lines[last].end
        if last + 1 < len(lines):
            end = text.rindex("\n", end, lines[last + 1].start) + 1
        elif first:
            start = lines[first - 1].end
        else:
            start, end = 0, len(text)
        yield Change(start, end, text[start:end], "", f"{_REASON}: {_name(text[start:end])}")


def _halves_a_list(text: str, lines: list[_Line], first: int, last: int) -> bool:
    """Whether a numbered line at an end of a stretch belongs to a list that goes on beside it, a line or two apart."""
    for inner, step in ((first, -1), (last, 1)):
        near = [inner, *(inner + step * n for n in (1, 2, 3) if 0 <= inner + step * n < len(lines))]
        here, *there = (_NUMBERED.match(text, lines[i].start) for i in near)
        if here and any(other and int(other[1]) - int(here[1]) == step for other in there):
            return True
    return False


def _heads_a_list(text: str, lines: list[_Line], last: int) -> bool:
    """Whether a stretch ends in "Learn more about the genes of gout", and the items of which that speaks follow."""
    below = text[lines[last + 1].start :][:1] if last + 1 < len(lines) else ""
    return below in ("•", "●", "▪") and bool(_ANNOUNCING.fullmatch(text[lines[last].start : lines[last].end].strip()))


def _name(furniture: str) -> str:
    """What a reader would call a stretch of furniture."""
    return next((name for name, pattern in _KINDS.items() if pattern.search(furniture)), "navigation")


def is_known(line: str) -> bool:
    """Whether a line is furniture wherever it stands."""
    return _kind(line) == "strong"


def _kind(line: str) -> str:
    if line.count("[") != line.count("]"):
        return ""  # half of a link: the other half stands on another line
    kind = _kind_of_words(_unlinked(line) if "](" in line else line)
    return kind or ("links" if "](" in line and _is_links(line) and not _PROTECTED.search(_unlinked(line)) else "")


def _unlinked(line: str) -> str:
    """The words of a line of Markdown: labels in the place of links, no marks around them."""
    return _LINK.sub(lambda link: link["label"], line[_end_of(_MARKS, line) :]).strip(_BETWEEN_LINKS)


def _end_of(pattern: re.Pattern[str], line: str) -> int:
    match = pattern.match(line)
    return match.end() if match else 0


def _is_links(line: str) -> bool:
    """Whether a line holds links and nothing beside them; a heading that is a link is one all the same."""
    return (
        not line.lstrip().startswith("#")
        and not _LINK.sub("", line[_end_of(_MARKS, line) :]).strip(_BETWEEN_LINKS)
        and len(line) <= 2 * _LONGEST
    )


def _kind_of_words(line: str) -> str:
    first = _WORD.search(line, 0, 80)
    if first is None or len(line) > _LONGEST or first[0].lower().replace("’", "'") not in _FIRST:
        return ""
    if _PATTERNS.fullmatch(line.strip()):
        return "strong"
    words = _words(line)
    phrases = _consume(words)
    if not phrases:
        return ""
    strong = any(phrase in _STRONG.get(phrase[0], ()) for phrase in phrases)
    if phrases[0] in _HEADINGS.get(phrases[0][0], ()):
        return "heading"
    doubled = any(len(phrase) > 2 and phrases.count(phrase) > 1 for phrase in phrases)
    return "strong" if strong or doubled else "weak"


def _consume(words: list[str]) -> list[tuple[str, ...]]:
    """The lexicon's phrases that make up a line, or nothing where a word of it remains."""
    found, position = [], 0
    while position < len(words):
        candidates = [phrase for index in (_STRONG, _WEAK, _HEADINGS) for phrase in index.get(words[position], ())]
        phrase = next((p for p in candidates if tuple(words[position : position + len(p)]) == p), None)
        if phrase is None:
            return []
        found.append(phrase)
        position += len(phrase)
    return found


def _without_halves(text: str, lines: list[_Line]) -> list[_Line]:
    """Lines that a sentence goes on from, or goes on in, are content: "Read more about rest to help ease" + "pain."."""
    halves: set[int] = set()
    for i, (above, below) in enumerate(pairwise(lines)):
        if bool(above.kind) != bool(below.kind) and _goes_on(text, above, below):
            halves |= {i, i + 1}
    return [line._replace(kind="") if i in halves else line for i, line in enumerate(lines)]


def _goes_on(text: str, above: _Line, below: _Line) -> bool:
    """Whether a sentence of two and more words runs from a line into the next, with no blank line but behind a link."""
    first, second = text[above.start : above.end].rstrip(), text[below.start : below.end].lstrip()
    if second[:1].islower() and first.endswith(")") and above.kind and "](" in first:
        return True  # a linked word that a converter set apart from the rest of its sentence
    if len(first.split()) < _TWO or text.count("\n", above.end, below.start) > 1 or not second:
        return False
    open_end = first.rsplit(maxsplit=1)[1].lower() in _OPEN_ENDINGS and len(first.split()) > _BUTTON
    if open_end and second[0].isalnum():
        return True
    wrapped = above.kind != "" or len(first) >= _WRAPPED
    return wrapped and second[0].islower() and (first[-1].isalnum() or first[-1] in ",’'\")")


def _with_headings(lines: list[_Line]) -> list[_Line]:
    """Headings over other pages are strong where the text ends with them or furniture follows, else content."""
    kinds = ["strong"]
    for line in reversed(lines):
        below = kinds[-1] or ""
        kinds.append(("strong" if below else "") if line.kind == "heading" else line.kind)
    return [line._replace(kind=kind) for line, kind in zip(lines, reversed(kinds[1:]), strict=True)]


def _with_contents(text: str, lines: list[_Line]) -> list[_Line]:
    """Two or more lines of links into the page, each to a heading of the text, are its contents: strong."""
    headings = {" ".join(_words(text[line.start : line.end])) for line in lines if line.kind != "links"}
    inner = [line.kind == "links" and _leads_inside(text[line.start : line.end], headings) for line in lines]
    return [
        line._replace(kind="strong")
        if inner[i] and (inner[i - 1 : i] == [True] or inner[i + 1 : i + 2] == [True])
        else line
        for i, line in enumerate(lines)
    ]


def _leads_inside(line: str, headings: set[str]) -> bool:
    links = list(_LINK.finditer(line))
    inside = all(link["target"].startswith("#") for link in links)
    return inside and all(" ".join(_words(link["label"])) in headings for link in links)


def _doubled_links(text: str, lines: list[_Line]) -> list[_Line]:
    """Lines that stand twice and differ only in the spaces around a sign: one pair is weak, several make a menu."""
    glued = [text[line.start : line.end].strip() if line.end - line.start <= _SHORT else "" for line in lines]
    plain = [_ROUND_SIGNS.sub(r"\1", line) for line in glued]
    pairs = [i for i in range(len(lines) - 1) if glued[i] != glued[i + 1] and plain[i] == plain[i + 1]]
    known, kinds = frozenset(pairs), dict[int, str]()
    for i in pairs:
        kind = "strong" if i + 2 in known or i - 2 in known else "weak"
        kinds |= {i: kind, i + 1: kind}
    return [line._replace(kind=line.kind or kinds.get(i, "")) for i, line in enumerate(lines)]


def _regions(text: str, lines: list[_Line]) -> Iterator[tuple[int, int]]:
    """Runs of furniture lines that hold a strong one or are a menu at an end of the text: first and last index."""
    prose = [i for i, line in enumerate(lines) if _is_prose(text, line)] or [len(lines), -1]
    first = None
    for i, kind in enumerate([*(line.kind for line in lines), ""]):
        if kind and first is None:
            first = i
        elif not kind and first is not None:
            yield from _region(text, lines, (first, i), (prose[0], prose[-1]))
            first = None


def _region(text: str, lines: list[_Line], run: Span, prose: Span) -> Iterator[tuple[int, int]]:
    """What of a run of lines is furniture: all of it at an end of the page, elsewhere what lies between its links."""
    first, end = run
    kinds = [line.kind for line in lines[first:end]]
    if "links" in kinds and not _at_an_end(text, lines, run, prose):
        for i in range(first, end + 1):
            if i == end or lines[i].kind == "links":
                if i > first:
                    yield from _region(text, lines, (first, i), prose)
                first = i + 1
    elif "strong" in kinds or ("links" in kinds and "weak" in kinds) or _is_menu(text, lines, first, end):
        yield first, end - 1


def _at_an_end(text: str, lines: list[_Line], run: Span, prose: Span) -> bool:
    """Whether a run of lines stands above the first line of prose or below the last, and nothing announces it."""
    first, end = run
    above = text[lines[first - 1].start : lines[first - 1].end].rstrip(" *_") if first else ""
    if above.endswith(":") or (first and _PROTECTED.search(above)):
        return False
    return first <= prose[0] or (end > prose[1] and not above.startswith("#"))


def _is_prose(text: str, line: _Line) -> bool:
    words = text[line.start : line.end].strip(" *_")
    return not line.kind and words[-1:] in tuple(".!?:") and len(words.split()) >= _PROSE and not _RIGHTS.search(words)


def _is_menu(text: str, lines: list[_Line], first: int, end: int) -> bool:
    """Whether weak lines stand at one end of the text, three at least and none of them a list item."""
    at_one_end = (first == 0) != (end == len(lines))
    return at_one_end and end - first > 2 and all(text[line.start].isalnum() for line in lines[first:end])
