"""Everyday things that a leaflet names: fever, alcohol, the kidneys."""

import re
from collections.abc import Mapping
from functools import cache

import msgspec

from pipeline.core.edits import Span
from pipeline.core.text.folding import unaccented
from pipeline.core.text.phrases import Phrases, PhraseTable, whole_words
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
    return pattern is None or pattern.search(unaccented(text)) is not None


def surely(text: str, language: str) -> Mapping[str, Span]:
    """The things that a text in another language than English names beyond doubt, with their places."""
    return {name: match.span() for name, match in _new(language.partition("-")[0]).firsts(text).items()}


_NAMES: Mapping[str, str] = {f"t{i}": name for i, name in enumerate(_TABLE)}


@cache
def _named() -> Phrases:
    groups = (rf"(?P<{group}>{_TABLE[name].en})" for group, name in _NAMES.items())
    return Phrases(rf"(?<![\w-])(?:{'|'.join(groups)})(?![\w-])")


@cache
def _maybe(name: str, tag: str) -> re.Pattern[str] | None:
    said = _TABLE[name].of(tag)
    return re.compile(rf"(?<!\w)(?:{unaccented(said)})", re.IGNORECASE) if said else None


@cache
def _new(tag: str) -> PhraseTable[str]:
    rows = ((name, thing.new[tag]) for name, thing in _TABLE.items() if tag in thing.new)
    return PhraseTable((name, whole_words(words, end=r"\w*")) for name, words in rows)
