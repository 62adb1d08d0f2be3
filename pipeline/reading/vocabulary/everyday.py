"""Everyday words by what they mean, to see how far two texts say the same in the same order."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.core.text.folding import unaccented
from pipeline.reading.meanings import load_meanings
from pipeline.reading.tokens import Token

_TABLES = load_meanings("everyday.yaml", dict[str, dict[str, dict[str, str]]])
_TABLE, _JOINTS = _TABLES["words"] | _TABLES["joints"], frozenset(_TABLES["joints"])
_SHORT = 4  # letters: of words so short an accent makes others, "esta" and "está"


class Everyday(NamedTuple):
    """A word of a text with all that it may mean; one that is not `sure` can only answer a word of the other side.

    A `joint` holds clauses together.
    """

    start: int
    end: int
    meanings: frozenset[str]
    sure: bool
    joint: bool


class Words(NamedTuple):
    """By word, or by beginning of a word: the meanings, and whether they are sure."""

    whole: Mapping[str, Mapping[str, bool]]
    beginnings: Mapping[str, Mapping[str, bool]]

    def meanings(self, word: str) -> Iterator[tuple[str, bool, int]]:
        """What a word may mean, whether that is sure, and how many of its letters say so."""
        plain = _spelled(word)
        yield from ((meaning, sure, len(plain)) for meaning, sure in self.whole.get(plain, {}).items())
        for size in range(2, len(plain) + 1):
            for beginning in {plain[:size], word[:size]} if size <= _SHORT else (plain[:size],):
                yield from ((meaning, sure, size) for meaning, sure in self.beginnings.get(beginning, {}).items())


def words_of(table: Mapping[str, Mapping[str, str]], tag: str) -> Words:
    """The words of a language in rows of the form that everyday.yaml explains."""
    tables: tuple[dict[str, dict[str, bool]], ...] = defaultdict(dict), defaultdict(dict)
    for meaning, languages in table.items():
        for word in languages.get(tag, "").split():
            plain = word.rstrip("~")
            its = tables[plain.endswith("-")][_spelled(plain.removesuffix("-"))]
            its[meaning] = plain == word or its.get(meaning, False)
    return Words(*tables)


@cache
def _words(tag: str) -> Words:
    return words_of(_TABLE, tag)


def rows() -> Mapping[str, Mapping[str, str]]:
    """The rows of the table: the words of each meaning by language."""
    return _TABLE


def knows(language: str) -> bool:
    """Whether there are words of a language."""
    return bool(_words(language.partition("-")[0]).whole)


def everyday(tokens: Sequence[Token], language: str) -> list[Everyday]:
    """The everyday words among those of a text, in order."""
    tag = language.partition("-")[0]
    return [
        Everyday(token.start, token.end, frozenset(found), any(found.values()), found.keys() <= _JOINTS)
        for token in tokens
        if (found := _meanings(token.plain, tag))
    ]


@lru_cache(maxsize=16384)
def _meanings(word: str, tag: str) -> Mapping[str, bool]:
    found: dict[str, bool] = {}
    for meaning, sure, _ in _words(tag).meanings(word):
        found[meaning] = sure or found.get(meaning, False)
    return found


def _spelled(word: str) -> str:
    """A word without accents, which two languages write differently, but in the shortest."""
    return word if len(word) <= _SHORT else unaccented(word)
