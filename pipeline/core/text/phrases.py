"""Phrases of a language as a pattern, which is tried only on a text that holds one of its needles.

A sentence is asked for hundreds of patterns, and says few of them. A pattern of many alternatives is tried at each
character; to look for the needles of all at once costs a hundredth.
"""

import gc
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

import ahocorasick_rs

from pipeline.core.edits import Span
from pipeline.core.text.needles import END, LETTERS, beginnings, needles

T = TypeVar("T")

_FEW = 4  # strings that are found one by one in less time than all at once
_FREE = r"(?<!\w)"
_NO_WORD = re.compile(r"\W")
Sight = tuple[int, int, int]
"""A row of a table that may stand in a text, with the first and the last place where it may begin."""
ANYWHERE = -1


class Phrases:
    """A pattern that is compiled and tried only where it may match."""

    def __init__(self, pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> None:
        self.text, self._flags = pattern, flags

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self.text, self._flags)

    @cached_property
    def needles(self) -> frozenset[str]:
        """Strings in folded case of which each match holds one; the empty one where none can be told."""
        return frozenset(map(folded, needles(self.text, self._flags)))

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick | None:
        return _automaton_of(self.needles)

    @cached_property
    def beginnings(self) -> tuple[str, ...]:
        """Strings in folded case with one of which each match begins, as `needles.beginnings` tells them."""
        return tuple(set(map(folded, beginnings(self.text, self._flags))))

    @property
    def openings(self) -> Iterable[str]:
        """The beginnings of a pattern whose matches begin where a word may begin; none where they do not."""
        return self.beginnings if self.text.startswith(_FREE) and "" not in self.beginnings else ()

    @cached_property
    def _beginning(self) -> "_Needles | None":
        is_worth_it = len(self.beginnings) > _FEW and "" not in self.beginnings
        return _Needles({0: {one.removesuffix(END) for one in self.beginnings}}) if is_worth_it else None

    def may_stand_in(self, text: str) -> bool:
        """Whether a text holds what each match needs."""
        text = folded(text)
        if self._automaton is None:
            return any(map(text.__contains__, self.needles))
        return bool(self._automaton.find_matches_as_indexes(text))

    def tried(self, text: str) -> Iterable[re.Match[str]]:
        """All matches in a text that may hold one; of many alternatives those are tried that may begin at a place."""
        plain = folded(text)
        if self._beginning is None or len(plain) != len(text):
            return self.pattern.finditer(text)
        found = self._beginning.places(plain)
        return (
            self.begun(text, sorted({at for _, first, last in found for at in range(first, last + 1)})) if found else ()
        )

    def begun(self, text: str, starts: Iterable[int]) -> list[re.Match[str]]:
        """All matches in a text of which it is known where one may begin."""
        match, end = self.pattern.match, 0
        found = []
        for start in starts:
            if start >= end and (one := match(text, start)):
                found.append(one)
                end = one.end()
        return found

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a text."""
        return next(iter(self.tried(text)), None) if self.may_stand_in(text) else None

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        """All matches in a text, in order."""
        return self.tried(text) if self.may_stand_in(text) else ()

    def in_lines(self, text: str) -> Iterator[re.Match[str]]:
        """All matches of a pattern that reaches over no line's end, in order; only lines with a needle are tried.

        For what is rare in long texts. Texts change from rule to rule: nothing is held of them.
        """
        plain, end = folded.__wrapped__(text), 0
        if self._finder is None or len(plain) != len(text):
            yield from self.pattern.finditer(text)
            return
        for _, start, _ in self._finder.find_matches_as_indexes(plain):
            if start >= end:
                begin, end = text.rfind("\n", 0, start) + 1, text.find("\n", start) + 1 or len(text)
                yield from self.pattern.finditer(text, begin, end)

    @cached_property
    def _finder(self) -> ahocorasick_rs.AhoCorasick | None:
        return None if "" in self.needles else ahocorasick_rs.AhoCorasick(self.needles)

    def sub(self, to: Callable[[re.Match[str]], str], text: str) -> str:
        """A text with something else in the place of all that matches."""
        parts, end = [], 0
        for match in self.finditer(text):
            parts += [text[end : match.start()], to(match)]
            end = match.end()
        return "".join([*parts, text[end:]])

    def masked(self, text: str) -> str:
        """A text with nothing to be read where it matches, each other letter in its place."""
        return self.sub(lambda match: "\0" * len(match[0]), text)


def _automaton_of(strings: frozenset[str]) -> ahocorasick_rs.AhoCorasick | None:
    is_worth_it = len(strings) > _FEW and "" not in strings
    return ahocorasick_rs.AhoCorasick(strings) if is_worth_it else None


class _Needles:
    """Strings, each with the rows that look for it, to be found all at once; `LETTERS` may be before them."""

    def __init__(self, rows: Mapping[int, Iterable[str]]) -> None:
        owners: dict[str, list[int]] = defaultdict(list)
        for row, strings in rows.items():
            for string in strings:
                owners[string].append(row)
        self._owners = tuple(owners.values())
        self._behind_letters = tuple(string.startswith(LETTERS) for string in owners)
        strings = [string.removeprefix(LETTERS) for string in owners]
        self._automaton = ahocorasick_rs.AhoCorasick(strings) if owners else None

    def places(self, text: str) -> list[Sight]:
        """The rows whose strings stand in a text, each with the first and the last place where one may begin.

        These are two where letters may go before: the blank before them is the first.
        """
        if self._automaton is None:
            return []
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return [
            (row, text.rfind(" ", 0, start) if self._behind_letters[i] else start, start)
            for i, start, _ in found
            for row in self._owners[i]
        ]


@lru_cache(maxsize=256)
def folded(text: str) -> str:
    """A text in which letters are equal that a pattern may take for equal.

    >>> folded("Weiß, KNEE"), folded("İ")
    ('weiss, knee', 'i')
    """
    if text.isascii():
        return text.lower()
    # Two letters that `re.IGNORECASE` takes for an i, and `casefold` does not.
    return text.replace("İ", "i").replace("ı", "i").casefold()


def whole_words(words: str, *, end: str = r"(?!\w)", flags: re.RegexFlag = re.IGNORECASE) -> Phrases:
    """Words that stand free, in any case; `end` is what follows them, left out no letter.

    >>> whole_words("sin|no (?:hay|tiene)").search("Ninguno: no hay.").start()
    9
    """
    return Phrases(rf"{_FREE}(?:{words}){end}", flags)


@lru_cache(maxsize=256)
def _words(text: str) -> str:
    """A folded text with a blank before and behind each word, whatever stands there."""
    return f" {folded(_NO_WORD.sub(' ', text))} "


def _opening(string: str) -> str:
    """How a word begins, as `_words` has it; without the blank where letters go before, or may follow."""
    words = _words(string.removeprefix(LETTERS).removesuffix(END))
    words = words if string.endswith(END) else words[:-1]
    return LETTERS + words[1:] if string.startswith(LETTERS) else words


class PhraseTable(Generic[T]):
    """Phrases, each with what it stands for; of many a text tries only those that may stand in it.

    Those that begin words are tried at the words that may begin them, the others where a text holds a needle of theirs.
    """

    def __init__(self, rows: Iterable[tuple[T, Phrases]]) -> None:
        given = tuple(rows)
        self.kinds, self._rows = tuple(kind for kind, _ in given), tuple(phrases for _, phrases in given)
        openings = {i: some for i, one in enumerate(self._rows) if (some := set(map(_opening, one.openings)))}
        needles = {i: one.needles for i, one in enumerate(self._rows) if i not in openings}
        self._always = [i for i, some in needles.items() if "" in some]
        self._openings = _Needles(openings)
        self._needles = _Needles({i: some for i, some in needles.items() if "" not in some})
        # Tables live as long as the process and hold most of its objects: no full collection need walk over them.
        gc.freeze()

    def sights(self, text: str) -> list[Sight]:
        """Where rows may stand in a text, row by row; what begins no word may stand anywhere."""
        words = _words(text)
        sights = self._openings.places(words)
        others = {row for row, _, _ in self._needles.places(folded(text))}
        others.update(self._always)
        if sights and len(words) != len(text) + 2:  # a letter became two: the places are those of another text
            others.update(row for row, _, _ in sights)
            sights = []
        sights += [(row, ANYWHERE, ANYWHERE) for row in others]
        sights.sort()
        return sights

    def tried(self, text: str, sights: Iterable[Sight]) -> list[tuple[int, re.Match[str]]]:
        """The matches of rows where they may stand, which come row by row; each with its row."""
        return list(self._tried(text, sights))

    def _tried(self, text: str, sights: Iterable[Sight]) -> Iterator[tuple[int, re.Match[str]]]:
        rows, last, end = self._rows, -1, 0
        for row, start, _ in sights:
            if start == ANYWHERE:
                for match in rows[row].tried(text):
                    yield row, match
            elif (row != last or start >= end) and (found := rows[row].pattern.match(text, start)):
                yield row, found
                last, end = row, found.end()

    def match_in(self, text: str) -> bool:
        """Whether one of the phrases stands in a text."""
        return any(True for _ in self._tried(text, self.sights(text)))

    def matches(self, text: str) -> list[tuple[T, re.Match[str]]]:
        """All matches in a text, row by row."""
        return [(self.kinds[row], match) for row, match in self._tried(text, self.sights(text))]

    def each(self, text: str) -> list[list[re.Match[str]]]:
        """The matches of each row, in order."""
        found: list[list[re.Match[str]]] = [[] for _ in self._rows]
        for row, match in self._tried(text, self.sights(text)):
            found[row].append(match)
        return found

    def spans(self, text: str) -> list[Span]:
        """Where the phrases stand in a text, row by row."""
        return [match.span() for _, match in self.matches(text)]

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
