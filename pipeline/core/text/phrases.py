"""Phrases of a language as a pattern, which is tried only on a text that holds one of its needles.

A sentence is asked for hundreds of patterns, and says few of them. A pattern of many alternatives is tried at each
character; to look for the needles of all at once costs a hundredth.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

import ahocorasick_rs

from pipeline.core.edits import Span
from pipeline.core.text.needles import beginnings, needles

T = TypeVar("T")

_FEW = 4  # strings that are found one by one in less time than all at once


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
    def _beginnings(self) -> ahocorasick_rs.AhoCorasick | None:
        return _automaton_of(frozenset(map(folded, beginnings(self.text, self._flags))))

    def may_stand_in(self, text: str) -> bool:
        """Whether a text holds what each match needs."""
        text = folded(text)
        if self._automaton is None:
            return any(map(text.__contains__, self.needles))
        return bool(self._automaton.find_matches_as_indexes(text))

    def tried(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in a text that may hold one; of many alternatives those are tried that may begin at a place."""
        plain = folded(text)
        if self._beginnings is None or len(plain) != len(text):
            return self.pattern.finditer(text)
        found = self._beginnings.find_matches_as_indexes(plain, overlapping=True)
        return self._from(text, sorted({start for _, start, _ in found})) if found else iter(())

    def _from(self, text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
        end = 0
        for start in starts:
            if start >= end and (match := self.pattern.match(text, start)):
                yield match
                end = match.end()

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a text."""
        return next(self.tried(text), None) if self.may_stand_in(text) else None

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        """All matches in a text, in order."""
        return self.tried(text) if self.may_stand_in(text) else ()

    def sub(self, to: Callable[[re.Match[str]], str], text: str) -> str:
        """A text with something else in the place of all that matches."""
        return self.pattern.sub(to, text) if self.may_stand_in(text) else text

    def masked(self, text: str) -> str:
        """A text with nothing to be read where it matches, each other letter in its place."""
        return self.sub(lambda match: "\0" * len(match[0]), text)


def _automaton_of(strings: frozenset[str]) -> ahocorasick_rs.AhoCorasick | None:
    is_worth_it = len(strings) > _FEW and "" not in strings
    return ahocorasick_rs.AhoCorasick(strings) if is_worth_it else None


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
        self._always = [i for i, (_, phrases) in enumerate(self._rows) if "" in phrases.needles]
        owned = [(needle, i) for i, (_, one) in enumerate(self._rows) for needle in sorted(one.needles) if needle]
        self._owners = [i for _, i in owned]
        self._automaton = ahocorasick_rs.AhoCorasick([needle for needle, _ in owned]) if owned else None

    def _worth(self, text: str) -> list[int]:
        """The rows that may stand in a text, in order."""
        if self._automaton is None:
            return self._always
        found = self._automaton.find_matches_as_indexes(folded(text), overlapping=True)
        return sorted({self._owners[i] for i, _, _ in found}.union(self._always)) if found else self._always

    def match_in(self, text: str) -> bool:
        """Whether one of the phrases stands in a text."""
        return any(True for i in self._worth(text) for _ in self._rows[i][1].tried(text))

    def matches(self, text: str) -> list[tuple[T, re.Match[str]]]:
        """All matches in a text, row by row."""
        rows = (self._rows[i] for i in self._worth(text))
        return [(kind, match) for kind, phrases in rows for match in phrases.tried(text)]

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
