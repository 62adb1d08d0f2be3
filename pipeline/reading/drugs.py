"""The drugs that a text names, by their substances."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pipeline.data import load
from pipeline.reading.contrasts import Word
from pipeline.reading.tokens import Token, cognate, places, tokens

_NAMES: Mapping[str, Any] = load("drugs.yaml")
_TABLE: Mapping[str, Any] = load("pair_names.yaml")
_ENDING = re.compile(rf"[a-z]{{2,}}(?:{'|'.join(_TABLE['drug_endings'])})")
_NOT_DRUGS = frozenset(_TABLE["not_drugs"])
_SINGLE = re.compile(r"[^\W\d_]+")


class _Lexicon(NamedTuple):
    """The listed drugs: the substance of each name by its key, and what mixtures hold.

    Of `phrases` that stand for a drug: the first word, folded, the phrase, and the substance.
    """

    substances: dict[str, str]
    phrases: list[tuple[str, str, str]]
    mixtures: dict[str, set[str]]


@cache
def _lexicon() -> _Lexicon:
    substances = {key(name): key(name) for names in _NAMES["names"].values() for name in names}
    phrases: list[tuple[str, str, str]] = []
    for first, *others in _NAMES["same"]:
        substance = substances[key(first)]
        for name in others:
            if _SINGLE.fullmatch(name) and not name.isupper():
                substances[key(name)] = substance
            else:
                phrases.append((tokens(name)[0].folded, name, substance))
    mixtures = {key(name): {substances[key(part)] for part in parts} for name, parts in _NAMES["mixtures"].items()}
    return _Lexicon(substances, phrases, mixtures)


@cache
def key(name: str) -> str:
    """A drug's name without what English, Spanish, French and Portuguese spell otherwise: h, y, doubles, endings."""
    return re.sub(r"(?:[oae]?s?|um)$", "", cognate(name))


def drugs(text: str, among: Sequence[Token]) -> tuple[Word, ...]:
    """The drugs of a text by their substance; those that only their ending shows are not `sure`."""
    return tuple(
        Word(token.start, token.end, frozenset({substance}), text[token.start : token.end], is_listed(key(token.plain)))
        for token in among
        if (substance := _substance(token.plain))
    )


@lru_cache(maxsize=65536)
def _substance(word: str) -> str | None:
    """The substance that a word names by the list, or by its ending; None for what is no drug."""
    name = key(word)
    listed = _lexicon().substances.get(name)
    is_drug = word not in _NOT_DRUGS and (listed or _ENDING.fullmatch(word))
    return (listed or name) if is_drug else None


def substances(among: Sequence[Token]) -> frozenset[str]:
    """The keys of all words of a text and the substances that it names, alone, in a mixture or by a phrase."""
    lexicon = _lexicon()
    keys = {key(token.plain) for token in among}
    keys |= {lexicon.substances[k] for k in keys & lexicon.substances.keys()}
    words = {token.folded for token in among}
    keys |= {substance for first, phrase, substance in lexicon.phrases if first in words and places(among, phrase)}
    for name, parts in lexicon.mixtures.items():
        keys |= parts if name in keys else {name} if parts <= keys else set()
    return frozenset(keys)


def is_listed(name: str) -> bool:
    """Whether a key is that of a listed drug."""
    return name in _lexicon().substances
