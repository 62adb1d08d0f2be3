"""Degrees without a number: more and less, higher and lower, above and below, increase and reduce."""

from collections.abc import Mapping
from functools import cache

import msgspec

from pipeline.core.edits import Span
from pipeline.core.text.phrases import Phrases, PhraseTable, whole_words
from pipeline.reading.language import Degrees as Record
from pipeline.reading.language import either, language

Degrees = Mapping[str, list[Span]]
"""The places of the words of degree, by their kind (`pipeline.reading.language.Degrees`)."""

_KINDS = Record.__struct_fields__
_NONE = "none"


@cache
def _patterns(tag: str) -> tuple[Phrases, PhraseTable[str]] | None:
    """What holds a word of degree and is none, and all that by kind."""
    table = language(tag).degrees
    if table is None:
        return None
    kinds = {kind: whole_words(either(words)) for kind, words in msgspec.structs.asdict(table).items()}
    return kinds[_NONE], PhraseTable(kinds.items())


def degrees(text: str, language: str) -> Degrees:
    """The places of a language's words of degree by kind; none for a language of which they are not known."""
    patterns = _patterns(language)
    if patterns is None:
        return {}
    none, kinds = patterns
    matches = kinds.matches(text)
    if any(kind == _NONE for kind, _ in matches):
        matches = kinds.matches(none.masked(text))
    found: dict[str, list[Span]] = {kind: [] for kind in _KINDS}
    for kind, match in matches:
        found[kind].append(match.span())
    return found
