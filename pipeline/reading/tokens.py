"""The words of a text, as they stand and folded: without accents and without the endings of number and gender."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.core.edits import Span
from pipeline.core.text.folding import unaccented

_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?<=\w{3})(?:[oae]?s|es)$")
_SILENT = re.compile(r"(?<=[aeiou])[cp](?=[ct])")  # written in one country alone: "infecção", "infeção"
_OPENED = re.compile(r"^es(?=[cmpt])")  # "estenosis" is "stenosis"
_DOUBLED = re.compile(r"(.)\1")
_VOWEL = re.compile(r"(?<=\w{3})[oae]$")


class Token(NamedTuple):
    """A word of a text, as written in lower case and folded: without accents, plural and gender."""

    start: int
    end: int
    plain: str
    folded: str


@lru_cache(maxsize=64)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text."""
    return tuple(Token(*match.span(), match[0].lower(), folded(match[0])) for match in _WORD.finditer(text))


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    """A word without accents and without the endings of number and gender."""
    plain = bare(word)
    return _SILENT.sub("", _VOWEL.sub("", _ENDING.sub("", plain))) if plain.isalpha() else plain


def bare(word: str) -> str:
    """A word in lower case and without accents."""
    return unaccented(word.lower())


@lru_cache(maxsize=65536)
def cognate(word: str) -> str:
    """A word as English, Spanish, French and Portuguese would spell it alike.

    >>> cognate("physiotherapy"), cognate("fisioterapia")
    ('fisioterapi', 'fisioterapia')
    """
    plain = bare(word).replace("ph", "f").replace("qu", "c").replace("h", "").replace("y", "i").replace("k", "c")
    plain = plain.replace("ae", "e").replace("oe", "e").replace("œ", "e")
    return _DOUBLED.sub(r"\1", _OPENED.sub("s", plain))


def places(among: Sequence[Token], term: str, *, inflected: bool = True) -> list[Span]:
    """Where a term stands among the words of a text, in any number and gender unless told otherwise."""
    keys, field = _keys(term, inflected), 3 if inflected else 2
    size = len(keys)
    firsts = [i for i, word in enumerate(among) if size and word[field] == keys[0]]
    starts = [i for i in firsts if tuple(word[field] for word in among[i : i + size]) == keys]
    return [(among[i].start, among[i + size - 1].end) for i in starts]


@lru_cache(maxsize=4096)
def _keys(term: str, inflected: bool) -> tuple[str, ...]:
    return tuple(word.folded if inflected else word.plain for word in tokens.__wrapped__(term))
