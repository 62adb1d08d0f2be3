"""Phrases of a language as a pattern, which is tried only where a text has a word that begins like one of them.

A sentence is asked for hundreds of patterns, and says few of them. Where its words begin, and how, is found once; what
begins otherwise cannot match, and to know that takes a look into a table.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from importlib import import_module
from typing import Any, Generic, TypeVar

from pipeline.core.edits import Span

T = TypeVar("T")

# What Python itself reads a pattern with. It has no public name; of what is not known below anything may begin.
_parse: Any = import_module("re._parser").parse
_LENGTH = 4  # letters of a beginning: with three a seventh more is tried in vain, with five hardly less
_ALIKE = str.maketrans("İı", "ii")  # letters that `re.IGNORECASE` takes for an i, and `casefold` does not
_WORD, _DIGIT = re.compile(r"\w"), re.compile(r"\d")
_PIECE = re.compile(r"\w+|[^\w\s]")
_WIDEST = 64  # signs of a class that are told apart
# Where a word begins or ends: by a sign of the pattern, or since it looks that no letter stands there.
_EDGES = (
    *("AT_BEGINNING", "AT_BOUNDARY", "AT_END"),
    *(f"({side}, [(IN, [(CATEGORY, CATEGORY_WORD)" for side in (-1, 1)),
)
_EDGE, _LOOSE, _BLANK = "\n", "\r", " "
_OPEN = ("", _EDGE, _LOOSE)  # beginnings without a letter
_CATEGORIES = {"CATEGORY_SPACE": {_BLANK}, "CATEGORY_NOT_WORD": {_BLANK}, "CATEGORY_DIGIT": {"0"}}


class Phrases:
    """A pattern that is compiled and tried only where it may match."""

    def __init__(self, pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> None:
        self.text, self._flags = pattern, flags

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self.text, self._flags)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """How all that matches begins: up to four letters, a blank for the end of a word, or a sign.

        The empty beginning, which may stand anywhere, where that cannot be told.
        """
        return frozenset("" if one.isspace() else one.lstrip(_LOOSE) for one in self._begun)

    @cached_property
    def is_loose(self) -> bool:
        """Whether some of it begins within a word, a sign of which is then its beginning: the apostrophe of "n't"."""
        return any(one.startswith(_LOOSE) for one in self._begun)

    @cached_property
    def _begun(self) -> set[str]:
        return set().union(*_follow(_parse(self.text, self._flags), {""}))

    def may_stand_in(self, text: str) -> bool:
        """Whether some word or sign of a text begins like one of these."""
        return not self.beginnings.isdisjoint(begun(text))

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a text."""
        return next(iter(self.finditer(text)), None)

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        """All matches in a text, in order."""
        known = begun(text)
        places = [place for one in self.beginnings & known.keys() for place in known[one]]
        return self.found_at(text, places) if places else ()

    def found_at(self, text: str, places: list[int]) -> Iterable[re.Match[str]]:
        """The matches in a text in which beginnings stand at some places, or anywhere where -1 is among these."""
        if self.is_loose or _ANYWHERE in places:
            return self.pattern.finditer(text)
        found, end = [], 0
        places.sort()
        for place in places:
            if place >= end and (match := self.pattern.match(text, place)):
                found.append(match)
                end = match.end()
        return found

    def sub(self, to: Callable[[re.Match[str]], str], text: str) -> str:
        """A text with something else in the place of all that matches."""
        return self.pattern.sub(to, text) if self.may_stand_in(text) else text

    def masked(self, text: str) -> str:
        """A text with nothing to be read where it matches, each other letter in its place."""
        return self.sub(lambda match: "\0" * len(match[0]), text)


def whole_words(words: str, *, end: str = r"(?!\w)") -> Phrases:
    """Words that stand free, in any case; `end` is what follows them, left out no letter.

    >>> whole_words("sin|no (?:hay|tiene)").search("Ninguno: no hay.").start()
    9
    """
    return Phrases(rf"(?<!\w)(?:{words}){end}")


class PhraseTable(Generic[T]):
    """Phrases, each with what it stands for; of many a text tries only those that may stand in it."""

    def __init__(self, rows: Iterable[tuple[T, Phrases]]) -> None:
        self._rows = tuple(rows)
        self._by_beginning: dict[str, list[int]] = {}
        for i, (_, phrases) in enumerate(self._rows):
            for beginning in phrases.beginnings:
                self._by_beginning.setdefault(beginning, []).append(i)

    def matches(self, text: str) -> list[tuple[T, re.Match[str]]]:
        """All matches in a text, row by row."""
        known, places = begun(text), dict[int, list[int]]()
        for beginning in self._by_beginning.keys() & known.keys():
            for row in self._by_beginning[beginning]:
                places.setdefault(row, []).extend(known[beginning])
        return [
            (self._rows[row][0], match)
            for row in sorted(places)
            for match in self._rows[row][1].found_at(text, places[row])
        ]

    def firsts(self, text: str) -> dict[T, re.Match[str]]:
        """The first match of each row that has one."""
        found: dict[T, re.Match[str]] = {}
        for kind, match in self.matches(text):
            found.setdefault(kind, match)
        return found

    def places(self, text: str) -> Mapping[T, tuple[Span, ...]]:
        """All places by what is said there, in the order of the rows."""
        found: dict[T, tuple[Span, ...]] = {}
        for kind, match in self.matches(text):
            found[kind] = (*found.get(kind, ()), match.span())
        return found


_ANYWHERE = -1


@lru_cache(maxsize=256)
def begun(text: str) -> Mapping[str, list[int]]:
    """How the words of a text begin, with the places where they do: by one to four letters, and signs by themselves."""
    found: dict[str, list[int]] = {"": [_ANYWHERE]}
    for piece in _PIECE.finditer(text):
        for beginning in _beginnings(piece[0]):
            found.setdefault(beginning, []).append(piece.start())
    return found


@lru_cache(maxsize=65536)
def _beginnings(piece: str) -> tuple[str, ...]:
    if not _WORD.match(piece):
        return (piece,)
    ended = f"{_folded(piece)} "
    return tuple(dict.fromkeys(ended[:size] for size in range(1, _LENGTH + 1)))


def _folded(text: str) -> str:
    """A text in which letters are equal that a pattern takes for equal, and all figures."""
    return _DIGIT.sub("0", text.translate(_ALIKE).casefold())


def _follow(items: Iterable[tuple[Any, Any]], begun: set[str]) -> tuple[set[str], set[str]]:
    """The beginnings that may go on behind a parsed pattern, and those that are settled within it."""
    settled: set[str] = set()
    for operation, value in items:
        name = str(operation)
        if name in ("BRANCH", "SUBPATTERN"):
            parts = [_follow(part, begun) for part in (value[1] if name == "BRANCH" else value[-1:])]
            begun = {one for going_on, _ in parts for one in going_on}
            settled |= {one for _, ended in parts for one in ended}
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, repeated = value
            once, ended = _follow(repeated, begun)
            settled |= ended if most == 1 else ended | once
            begun = (set() if least else begun) | (once if most == 1 else set())
        elif (signs := _signs(name, value)) is None:
            return set(), settled | begun
        else:
            grown = {_with(one, sign) if sign else one for one in begun for sign in signs}
            ended = {one for one in grown if len(one) == _LENGTH or not (one in _OPEN or _WORD.match(one[-1]))}
            begun, settled = grown - ended, settled | ended
    return begun, settled


def _with(one: str, sign: str) -> str:
    """A beginning with one sign more, which ends it unless it is a letter; a blank alone where it cannot be told."""
    if one.strip():
        return (one + sign)[:_LENGTH] if _WORD.match(sign) else one + _BLANK
    if _WORD.match(sign):
        return sign if one == _EDGE else _LOOSE
    if one == _LOOSE:
        return _LOOSE + sign if sign.strip() else _BLANK
    return sign


def _signs(name: str, value: Any) -> set[str] | None:
    """What one item of a pattern may stand for: letters and signs, or nothing; None where it may be any."""
    if name == "FAILURE" or (name, str(value)) == ("ASSERT_NOT", "(1, [])"):  # "(?!)", in one Python or another
        return set()
    if name in ("ASSERT", "ASSERT_NOT", "AT"):
        return {_EDGE} if name != "ASSERT" and str(value).startswith(_EDGES) else {""}
    if name == "LITERAL":
        sign, folded = chr(value), _folded(chr(value))
        return {folded} if _WORD.fullmatch(folded) or not _WORD.match(sign) else None
    if name == "RANGE":
        name, value = "IN", [("LITERAL", code) for code in range(value[0], min(value[1], value[0] + _WIDEST) + 1)]
    if name == "IN":
        some = [_signs(str(operation), part) for operation, part in value]
        return None if len(some) > _WIDEST or None in some else {sign for signs in some for sign in signs or ()}
    return _CATEGORIES.get(str(value))
