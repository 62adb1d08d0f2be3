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


class _Words(NamedTuple):
    """By word, or by beginning of a word: the meanings, and whether they are sure."""

    whole: Mapping[str, Mapping[str, bool]]
    beginnings: Mapping[str, Mapping[str, bool]]


@cache
def _words(tag: str) -> _Words:
    tables: tuple[dict[str, dict[str, bool]], ...] = defaultdict(dict), defaultdict(dict)
    for meaning, languages in _TABLE.items():
        for word in languages.get(tag, "").split():
            plain = word.removesuffix("~")
            tables[plain.endswith("-")][spelled(plain.removesuffix("-"))][meaning] = plain == word
    return _Words(*tables)


def rows() -> Mapping[str, Mapping[str, str]]:
    """The rows of the table: the words of each meaning by language."""
    return _TABLE


def knows(language: str) -> bool:
    """Whether there are words of a language."""
    return bool(_words(language.partition("-")[0]).whole)


def everyday(tokens: Sequence[Token], language: str) -> Iterator[Everyday]:
    """The everyday words among those of a text, in order."""
    for token in tokens:
        if found := _meanings(token.plain, language.partition("-")[0]):
            yield Everyday(token.start, token.end, frozenset(found), any(found.values()), found.keys() <= _JOINTS)


@lru_cache(maxsize=16384)
def _meanings(word: str, tag: str) -> Mapping[str, bool]:
    known, plain = _words(tag), spelled(word)
    found = dict(known.whole.get(plain, {}))
    for size in range(2, len(plain) + 1):
        found |= known.beginnings.get(plain[:size], {})
    return found


def spelled(word: str) -> str:
    """A word without accents, which two languages write differently, but in the shortest."""
    return word if len(word) <= _SHORT else unaccented(word)
