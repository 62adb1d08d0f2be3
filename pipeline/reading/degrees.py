"""Degrees without a number: more and less, higher and lower, above and below, increase and reduce."""

import re
from collections.abc import Mapping
from functools import cache

import msgspec

from pipeline.core.edits import Span
from pipeline.reading.language import either, language

Degrees = Mapping[str, list[Span]]
"""The places of the words of degree, by their kind (`pipeline.reading.language.Degrees`)."""


@cache
def _patterns(tag: str) -> dict[str, re.Pattern[str]]:
    kinds = msgspec.structs.asdict(table) if (table := language(tag).degrees) else {}
    return {kind: re.compile(rf"(?<!\w)(?:{either(words)})(?!\w)", re.IGNORECASE) for kind, words in kinds.items()}


def degrees(text: str, language: str) -> Degrees:
    """The places of a language's words of degree by kind; none for a language of which they are not known."""
    patterns = _patterns(language)
    if not patterns:
        return {}
    masked = patterns["none"].sub(lambda match: "\0" * len(match[0]), text)
    return {kind: [match.span() for match in pattern.finditer(masked)] for kind, pattern in patterns.items()}
