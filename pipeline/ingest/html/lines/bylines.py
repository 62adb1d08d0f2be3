"""Bylines: lines beside the title, or at the end, that say nothing but who wrote a page, when, and how long it is.

They are no part of the text, and a name or a date in them would be translated. Place and make must agree: the line
stands beside the title and all of it is a name behind "by", a date or a time to read. What else it says keeps it.
"""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from pipeline.data import load
from pipeline.ingest.html.furniture.elements import names_of
from pipeline.ingest.html.lines.authors import is_author
from pipeline.ingest.html.lines.sections import title_among
from pipeline.ingest.html.tree import Fate, is_sentence, word_count
from pipeline.ingest.html.units import Judged

_TABLE = load("html_furniture.yaml")["bylines"]
_MONTHS = "|".join(f"{month}|{month[:3]}[.]?" for month in load("furniture.yaml")["months"])
_WEEKDAY = rf"(?:(?:{'|'.join(_TABLE['weekdays'])})[a-z]{{0,6}}[.,]? )?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"{_WEEKDAY}(?:{_DAY} (?:{_MONTHS}),? \d{{4}}|(?:{_MONTHS}) (?:{_DAY},? )?\d{{4}}|\d{{4}}-\d\d-\d\d"
    r"|\d{1,2}/\d{1,2}/\d{2,4})"
)
_TIME = r"(?:,? (?:at )?\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: [a-z]{2,4}\b)?)?"
_STYLE = r"(?-i:(?:Dr|Prof|Mrs?|Ms)\.? )"
_NAME = (
    rf"{_STYLE}?(?-i:[A-Z][\w.'’-]*)(?: (?-i:[A-Z][\w.'’-]*)){{1,4}}"
    r"(?:,? (?-i:[A-Z][A-Za-z.-]{1,9})\b){0,5}"  # degrees
)
_SHORT_NAME = rf"{_STYLE}(?-i:[A-Z][\w'’-]+)"
_NAMES = rf"(?:{_NAME}|{_SHORT_NAME})(?:(?:,| and| &) (?:{_NAME})){{0,3}}"
_LABELS = "|".join(_TABLE["dated"])
_BY = rf"(?:{'|'.join(_TABLE['by'])})"
_READ = "|".join(_TABLE["reading"])
_LABELLED = rf"(?:{_LABELS})(?: on| at)? ?:? {{0,3}}{_DATE}{_TIME}|{_BY}:? {{0,2}}{_NAMES}(?: on {_DATE})?|{_READ}"
_FILED = r"(?: ?[/|] ?(?-i:[A-Z])[\w&'’, -]{2,40}){0,3}"
_SIGNED = re.compile(rf"\W*(?:(?:{_LABELLED})[\s|·•/—–,;-]*){{1,4}}", re.IGNORECASE)
_DATED = re.compile(
    rf"\W*(?:(?-i:[A-Z][\w&'’]+ ){{1,4}})?(?:(?:{_DATE}{_TIME}|{_LABELLED})[\s|·•/—–,;-]*){{1,4}}{_FILED}\W*",
    re.IGNORECASE,
)
_WEAK = re.compile(
    rf"\W*(?:{_NAMES}|\d{{1,2}}:\d\d ?(?:[ap]\.?m\.?)?|(?:{_MONTHS}) {_DAY}|{_DAY} (?:{_MONTHS}))\W*", re.IGNORECASE
)
_TITLED = re.compile(  # with what somebody is
    rf"\W*(?:(?-i:By) (?-i:[A-Z])?[\w’' ]{{2,40}}|{_BY}:? {_NAMES}, (?-i:[A-Z])[^.!?]{{3,160}})", re.IGNORECASE
)
_NEXT = 2  # lines below the title
_NOT_PEOPLE = re.compile(rf"\bby:? (?:{'|'.join(_TABLE['not_people'])})\b", re.IGNORECASE)
_META = frozenset(_TABLE["names"])
_ABOVE, _BELOW, _AT_END = 4, 10, 20  # units around the title and before the end
_MOST_WORDS = 30
_LONGEST_FILING = 8  # words of what a page is filed under
_FIRST = 4  # lines below the title among which a date may stand behind a sentence
_FATE = Fate("page note", "who wrote the page, and when")
_LABEL = re.compile(rf"\W*(?:{_LABELS}|{_BY})(?: on)?\W*", re.IGNORECASE)


def leave_bylines(judged: list[Judged], named: str, authors: frozenset[str]) -> None:
    """Give bylines their fate; lists go whole or stay whole.

    `named` is what the `title` element says, `authors` are the names of those who wrote the page.
    """
    kept = [one for one in judged if one.fate is None]
    title = title_among(kept, named)
    bylines = _Bylines(authors)
    if title is not None:
        below = kept[title + 1 : title + 1 + _BELOW]
        heads = [number for number, one in enumerate(below) if one.unit.is_heading and number > 0]
        stop = heads[0] if heads else len(below)
        bylines.leave(below[:stop], bare=True)
        bylines.leave(kept[max(0, title - _ABOVE) : title][::-1], bare=True)
    last = [one for one in kept[-_AT_END:] if one.fate is None and not one.unit.is_heading]
    bylines.leave(last, bare=False)
    for one, after in pairwise(kept):
        if one.fate is None and _LABEL.fullmatch(" ".join(one.unit.text.split())):
            if after.fate is None and _DATED.fullmatch(" ".join(after.unit.text.split())):
                after.fate = _FATE
            one.fate = _FATE if after.fate == _FATE else None


class _Bylines:
    """The bylines of a page, told from the title on."""

    def __init__(self, authors: frozenset[str]):
        self._authors = authors
        self._left: set[str] = set()

    def leave(self, lines: list[Judged], *, bare: bool) -> None:
        """Leave the bylines among lines; `bare` where a date or a name alone may be one."""
        told = False  # whether the text has begun
        for place, (_, group) in enumerate(groupby(lines, key=lambda one: id(one.unit.whole or one.unit))):
            run = list(group)
            words = [" ".join(one.unit.text.split()) for one in run]
            alone = bare and (place <= _FIRST or not told)
            strong = [self._is_strong(line, place, bare=alone) for line in words]
            weak = [alone and len(run) > 1 and _is_weak(one, line) for one, line in zip(run, words, strict=True)]
            if any(strong) and all(one or other for one, other in zip(strong, weak, strict=True)):
                for one in run:
                    one.fate = _FATE
                self._left.update(words)
            told = told or any(one.fate is None and is_sentence(line) for one, line in zip(run, words, strict=True))

    def _is_strong(self, words: str, place: int, *, bare: bool) -> bool:
        """Whether a line says that it is a byline, is the name of the author, or a date where dates stand alone."""
        if word_count(words) > _MOST_WORDS or _NOT_PEOPLE.search(words):
            return False
        if place <= _NEXT and bare and _TITLED.fullmatch(words):
            return True
        if words in self._left or is_author(words, self._authors) or _SIGNED.fullmatch(words):
            return True
        return bare and _DATED.fullmatch(words) is not None


def _is_weak(one: Judged, words: str) -> bool:
    """Whether a line may be one of a list of bylines: a name, a day, or what its element says that it is."""
    named = any(not _META.isdisjoint(names) for names in _names_around(one))
    return _WEAK.fullmatch(words) is not None or (named and word_count(words) <= _LONGEST_FILING)


def _names_around(one: Judged) -> Iterator[set[str]]:
    for element, _ in zip(one.unit.element.ancestors(), range(2), strict=False):
        yield set(names_of(element))
