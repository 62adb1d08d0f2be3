"""Illnesses, operations and examinations that a sentence names, from a table and from the packs that come along."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import ceil
from typing import NamedTuple

import msgspec

from pipeline.reading.drugs import key
from pipeline.reading.meanings import load_meanings
from pipeline.reading.tokens import Token, tokens

_STEM, _SHARE = 5, 0.7  # letters that two words share where they are one in two languages ("cellulitis", "celulite")
_SHORT = 3  # letters of a short form that has hardly another reading


class _Variant(msgspec.Struct, frozen=True):
    text: str
    action: str = ""
    when: object = None


class _Rendering(msgspec.Struct, frozen=True):
    text: str = ""
    forms: tuple[str, ...] = ()


class _Concept(msgspec.Struct, frozen=True):
    """What is read of a line of a pack; its first line has no concept."""

    id: str = ""
    en: str = ""
    type: str = ""
    abbreviation: str = ""
    forms: tuple[str, ...] = ()
    variants: tuple[_Variant, ...] = ()
    translations: Mapping[str, _Rendering] = {}

    def said(self) -> dict[str, tuple[str, ...]]:
        """What each language says for it."""
        plain = [one.text for one in self.variants if one.action == "allow" and not one.when]
        short = [self.abbreviation] if len(self.abbreviation) >= _SHORT else []
        others = {tag: (its.text, *its.forms) for tag, its in self.translations.items() if its.text}
        return {"en": (self.en, *self.forms, *plain, *short), **others}


_Said = Mapping[str, tuple[str, ...]]


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table beside the packs; see its head."""

    disease: Mapping[str, _Said]
    procedure: Mapping[str, _Said]
    imaging: Mapping[str, _Said]
    near: tuple[tuple[str, ...], ...]
    general: tuple[str, ...]


class Illness(NamedTuple):
    """An illness, operation or examination in a text, by what it may be; one that is not `sure` has another sense."""

    start: int
    end: int
    names: frozenset[str]
    kind: str
    words: tuple[str, ...]
    sure: bool


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    names: frozenset[str]
    kind: str
    sure: bool
    capitals: bool
    alone: frozenset[str]


_TABLE: _Table = load_meanings("illnesses.yaml", _Table)


def illnesses(text: str, among: Sequence[Token], language: str) -> tuple[Illness, ...]:
    """What a text names, in order; of two that overlap the longer one that begins first."""
    phrases = _phrases(language.partition("-")[0])
    found: list[Illness] = []
    for i, token in enumerate(among) if phrases else ():
        if token.folded in phrases and not (found and token.start < found[-1].end):
            for one in phrases[token.folded]:
                words = among[i : i + len(one.words)]
                start, end = token.start, words[-1].end
                if (
                    tuple(word.folded for word in words) == one.words
                    and (not one.capitals or text[start:end].isupper())
                    and (not one.alone or not one.alone.isdisjoint(_singulars(token.plain)))
                ):
                    found.append(Illness(start, end, one.names, one.kind, keys(words), one.sure))
                    break
    return tuple(found)


def _singulars(word: str) -> frozenset[str]:
    """A noun that stands alone, and what it may be the plural of; its gender is its own: "sido" is no "sida"."""
    return frozenset((word, word.removesuffix("s"), word.removesuffix("es")))


def keys(words: Sequence[Token]) -> tuple[str, ...]:
    """The words that tell something, without what languages spell otherwise; all where none is long."""
    return tuple(key(word.plain) for word in [word for word in words if len(word.plain) >= _STEM] or words)


def alike(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two words begin so much alike that they may be one in two languages."""
    return any(
        one[: (size := max(_STEM, ceil(_SHARE * min(len(one), len(two)))))] == two[:size]
        for one in some
        for two in others
    )


@cache
def renderings(name: str, language: str) -> frozenset[str]:
    """The words of all that a language says for a name; nothing where it is not known to say it."""
    said = _named()[name][1].get(language.partition("-")[0], ())
    return frozenset(word for one in said for word in keys(tokens(one)))


@cache
def kin(one: str, other: str) -> bool:
    """Whether two names are near one another, or one of them a kind of the other ("acute bronchitis", "bronchitis")."""
    names, others = ([_plain(said) for said in _named()[name][1]["en"]] for name in (one, other))
    near = any(one in group and other in group for group in _TABLE.near)
    return near or any(a in b or b in a for a in names for b in others)


@cache
def _named() -> Mapping[str, tuple[str, _Said]]:
    """Each name with its kind and what languages say for it; a pack adds to a name of the table."""
    named: dict[str, tuple[str, _Said]] = {}
    by_word: dict[str, str] = {}
    for name, kind, said in [*_listed(), *_packed()]:
        same = next((by_word[one] for one in map(_plain, said["en"]) if one in by_word), name)
        first, its = named.get(same, (kind, {}))
        named[same] = first, {tag: (*its.get(tag, ()), *said.get(tag, ())) for tag in {**its, **said}}
        by_word |= {_plain(one): same for one in said["en"]}
    return named


def _plain(said: str) -> str:
    return said.lstrip("~").lower()


def _listed() -> Iterator[tuple[str, str, _Said]]:
    kinds = {"disease": _TABLE.disease, "procedure": _TABLE.procedure, "imaging": _TABLE.imaging}
    return ((name, kind, said) for kind, names in kinds.items() for name, said in names.items())


def _packed() -> Iterator[tuple[str, str, _Said]]:
    decode = msgspec.json.Decoder(_Concept).decode
    packs = sorted(file.name for file in files("pipeline.data").joinpath("packs").iterdir())
    for pack in packs:
        for line in files("pipeline.data").joinpath("packs", pack).read_bytes().splitlines():
            one = decode(line)
            if one.type in ("disease", "procedure", "imaging") and one.en not in _TABLE.general:
                yield one.id, one.type, one.said()


@cache
def _phrases(tag: str) -> Mapping[str, Sequence[_Phrase]]:
    """By the first word, folded, what says a name, the longest first."""
    names: dict[tuple[str, ...], set[str]] = defaultdict(set)
    alone: dict[tuple[str, ...], frozenset[str]] = defaultdict(frozenset)
    unsure: set[tuple[str, ...]] = set()
    small: set[tuple[str, ...]] = set()
    for name, (_, said) in _named().items():
        for one in said.get(tag, ()):
            among = tokens(one)
            words = tuple(word.folded for word in among)
            names[words].add(name)
            alone[words] |= _singulars(among[0].plain) if len(among) == 1 else frozenset()
            unsure |= {words} if one.startswith("~") else set()
            small |= set() if one.isupper() else {words}
    phrases: dict[str, list[_Phrase]] = defaultdict(list)
    for words, its in names.items():
        kind = _named()[min(its)][0]
        sure, capitals = words not in unsure, words not in small
        phrases[words[0]].append(_Phrase(words, frozenset(its), kind, sure, capitals, alone[words]))
    return {first: sorted(some, key=lambda one: -len(one.words)) for first, some in phrases.items()}
