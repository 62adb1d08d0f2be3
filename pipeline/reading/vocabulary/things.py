"""Everyday things that a leaflet names: fever, alcohol, the kidneys."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

import msgspec

from pipeline.core.edits import Span
from pipeline.reading.meanings import load_meanings


class _Thing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What names a thing in English, what may say it elsewhere, and what there names nothing else."""

    en: str
    es: str
    fr: str
    pt: str
    new: Mapping[str, str] = {}

    def of(self, tag: str) -> str | None:
        """What may say it in a language."""
        return {"es": self.es, "fr": self.fr, "pt": self.pt}.get(tag)


_TABLE = load_meanings("things.yaml", dict[str, _Thing])


def things(text: str, language: str) -> Mapping[str, Span]:
    """The things that an English text names, by name, with the first place of each; of other languages none."""
    found: dict[str, Span] = {}
    for match in _named().finditer(text) if language.partition("-")[0] == "en" else ():
        found.setdefault(_NAMES[match.lastgroup or ""], match.span())
    return found


def may_say(name: str, text: str, language: str) -> bool:
    """Whether some word of a text may say a thing; of a language that is not known any may."""
    pattern = _maybe(name, language.partition("-")[0])
    return pattern is None or pattern.search(_bare(text)) is not None


def surely(text: str, language: str) -> Mapping[str, Span]:
    """The things that a text in another language than English names beyond doubt, with their places."""
    tag = language.partition("-")[0]
    if not (rows := _new(tag)) or not _any_new(tag).search(text):
        return {}
    found = ((name, pattern.search(text)) for name, pattern in rows)
    return {name: match.span() for name, match in found if match}


_NAMES: Mapping[str, str] = {f"t{i}": name for i, name in enumerate(_TABLE)}


@cache
def _named() -> re.Pattern[str]:
    groups = (rf"(?P<{group}>{_TABLE[name].en})" for group, name in _NAMES.items())
    return re.compile(rf"(?<![\w-])(?:{'|'.join(groups)})(?![\w-])", re.IGNORECASE)


@cache
def _maybe(name: str, tag: str) -> re.Pattern[str] | None:
    said = _TABLE[name].of(tag)
    return re.compile(rf"(?<!\w)(?:{_bare(said)})", re.IGNORECASE) if said else None


@cache
def _new(tag: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = ((name, thing.new[tag]) for name, thing in _TABLE.items() if tag in thing.new)
    return tuple((name, re.compile(rf"(?<!\w)(?:{words})\w*", re.IGNORECASE)) for name, words in rows)


@cache
def _any_new(tag: str) -> re.Pattern[str]:
    """One of all things, since hardly a text names any."""
    words = "|".join(thing.new[tag] for thing in _TABLE.values() if tag in thing.new)
    return re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE)


@lru_cache(maxsize=64)
def _bare(text: str) -> str:
    """A text without accents: "lave" becomes "lávese"."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
