"""Words by all that they may mean: what words of two languages have in common, and whether a word says one thing only.

Meanings are the rows of everyday.yaml and of the lexicon, the files of `data/meanings/lexicon`, in one form. A word
that they do not know may mean anything, unless it is one of the small ones, which carry no sense of their own.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from pipeline.reading.meanings import load_lexicon, load_meanings
from pipeline.reading.tokens import Token, cognate
from pipeline.reading.vocabulary.everyday import Words, rows, words_of

_LONG = 4  # letters of a word that has a sense, though nobody knows it
_STEM, _BEHIND = 4, 3  # letters by which a word is known again in the other language, and those behind a prefix
_ENDING = 3  # letters behind the beginning of a word that may be its ending; what has more is another word of the kin


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table senses.yaml; see its head."""

    things: Mapping[str, str]
    ways: Mapping[str, str]
    small: Mapping[str, str]
    prefixes: str


class Sense(NamedTuple):
    """A word of a text with all that it may mean.

    `keys` are its meanings, and the beginning by which another language knows it. It is `known` where one of its
    meanings is sure; one that is not can only answer a word of the other side. `kinds` are those of the things, deeds
    and qualities of which it names one beyond doubt.
    """

    start: int
    end: int
    keys: frozenset[str]
    known: bool
    kinds: frozenset[str]
    is_small: bool


class _Entry(NamedTuple):
    keys: frozenset[str]
    known: bool
    kinds: frozenset[str]
    is_small: bool


_TABLE = load_meanings("senses.yaml", _Table)
_PREFIX = re.compile(_TABLE.prefixes)
OTHERS = frozenset({"other"})
THINGS = frozenset(_TABLE.things)
PERSONS = frozenset(_TABLE.things["person"].split())
"""The kinds of things, and the rows of those that are persons.

What is of the `OTHERS` among them is told only where all else is answered.
"""


def senses(tokens: Sequence[Token], language: str) -> list[Sense]:
    """The words among those of a text that have a sense, in order."""
    tag = language.partition("-")[0]
    return [Sense(token.start, token.end, *entry) for token in tokens if (entry := _entry(token.plain, tag))]


@lru_cache(maxsize=65536)
def _entry(word: str, tag: str) -> _Entry | None:
    found, sizes = dict[str, bool](), dict[str, int]()
    for meaning, sure, size in _words(tag).meanings(word):
        found[meaning] = sure or found.get(meaning, False)
        sizes[meaning] = max(size, sizes.get(meaning, 0))
    wide = {meaning for meaning, size in sizes.items() if len(word) > size + _ENDING}
    is_small = word in _small(tag)
    if not found and (is_small or len(word) < _LONG or not word.isalpha()):
        return None
    keys: set[str] = {*found, stem(word)} if len(word) >= _STEM else {*found}
    kinds = [_kinds()[meaning] for meaning, sure in found.items() if sure and meaning in _kinds().keys() - wide]
    is_known = any(found.values()) and not is_small
    return _Entry(frozenset(keys), is_known, frozenset().union(*kinds), is_small)


@lru_cache(maxsize=16384)
def is_word(word: str, language: str, *, sure: bool = False) -> bool:
    """Whether the tables have a word of a language, where asked for as one that says something for sure."""
    found = _words(language.partition("-")[0]).meanings(word)
    return any((is_sure or not sure) and (size > _LONG or len(word) <= size + _ENDING) for _, is_sure, size in found)


@cache
def _words(tag: str) -> Words:
    return words_of({**rows(), **load_lexicon()}, tag)


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    """By meaning, the kinds of things of which it is one."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for kind, meanings in [*_TABLE.things.items(), *_TABLE.ways.items()]:
        for meaning in meanings.split():
            kinds[meaning].add(kind)
    return {meaning: frozenset(its) for meaning, its in kinds.items()}


@cache
def _small(tag: str) -> frozenset[str]:
    return frozenset(_TABLE.small.get(tag, "").split())


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The beginning by which a word is known in another language ("physiotherapy", "fisioterapia"), and a hyphen.

    Behind a prefix that many words have it goes on: "hypertension" is not "hyperthermia".
    """
    plain = cognate(word)
    prefix = _PREFIX.match(plain)
    return f"{plain[: prefix.end() + _BEHIND if prefix else _STEM]}-"
