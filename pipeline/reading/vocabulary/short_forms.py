"""Short forms and what they stand for: "ICU", "UCI" and "soins intensifs" are one thing."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import msgspec

from pipeline.core.edits import Span
from pipeline.core.text.phrases import PhraseTable, whole_words
from pipeline.reading.language import Words, either
from pipeline.reading.meanings import load_meanings

_FORM = re.compile(r"(?<![\w-])(?=\w?[A-Z])(?!([A-Z])\1(?!\w))[a-z]?[A-Z][A-Za-z]{0,3}[A-Za-z]s?(?![\w-])")
_CAPITALS = re.compile(r"[A-Z]")
_LOWER = re.compile(r"[^\W\d_A-Z]{2}")  # a text without a word in small letters is shouted


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a language says one thing."""

    short: tuple[str, ...] = ()
    long: Words = ()
    near: Words = ()


class ShortForm(NamedTuple):
    """A short form in a text with all that it may stand for; nothing where it is not listed."""

    text: str
    start: int
    end: int
    readings: frozenset[str]


_TABLE: Mapping[str, Mapping[str, _Said]] = load_meanings("short_forms.yaml", dict[str, dict[str, _Said]])


def short_forms(text: str, language: str) -> tuple[ShortForm, ...]:
    """The short forms of a text; none in one that is all in capitals."""
    if len(_CAPITALS.findall(text)) < 2:
        return ()
    known = _readings(language.partition("-")[0])
    found = [m for m in _FORM.finditer(text) if len(_CAPITALS.findall(m[0])) > 1]
    if not found or not known or not _LOWER.search(text):
        return ()
    return tuple(ShortForm(m[0], *m.span(), _meant(known.get(m[0], frozenset()), text)) for m in found)


def _meant(readings: frozenset[str], text: str) -> frozenset[str]:
    """Of several readings those for which the sentence has a witness, else those that need none."""
    if len(readings) < 2:
        return readings
    shown = {one for one in readings if (near := _near(one)) and near.search(text)}
    return frozenset(shown) or frozenset(one for one in readings if not _near(one)) or readings


@cache
def _near(name: str) -> re.Pattern[str] | None:
    near = tuple(either(said.near) for said in _TABLE[name].values() if said.near)
    return re.compile(rf"(?<!\w)(?:{'|'.join(near)})", re.IGNORECASE) if near else None


@cache
def _readings(tag: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, languages in _TABLE.items():
        for form in languages[tag].short if tag in languages else ():
            found[form].add(name)
    return {form: frozenset(names) for form, names in found.items()}


def at_length(text: str, language: str) -> Mapping[str, Span]:
    """What a text says at length, by name, with its first place."""
    return {name: match.span() for name, match in _long(language.partition("-")[0]).firsts(text).items()}


@cache
def _long(tag: str) -> PhraseTable[str]:
    return PhraseTable(
        (name, whole_words(either(said[tag].long))) for name, said in _TABLE.items() if tag in said and said[tag].long
    )


def forms_of(name: str, language: str) -> tuple[str, ...]:
    """The short forms that a language has for a thing."""
    said = _TABLE[name].get(language.partition("-")[0])
    return said.short if said else ()
