"""Meanings side by side: what each language says for one of them, from `data/meanings`.

A pattern that is a list in a file is joined to one. A language that a meaning lacks is not judged by it.
"""

from collections.abc import Mapping
from typing import Any

from pipeline.data import load
from pipeline.reading.language import either

Patterns = Mapping[str, str]
"""What one language says, by its meanings; see the head of contrasts.yaml for the form of a key."""
Rendered = Mapping[str, tuple[str, ...]]
"""The patterns of one meaning by language; what each place is for stands at the head of the file."""


def _contrasts(table: Mapping[str, Any]) -> dict[str, Patterns]:
    return {
        language: {meaning: either(words) for meaning, words in patterns.items()}
        for language, patterns in table.items()
    }


def _rendered(table: Mapping[str, Any]) -> dict[str, Rendered]:
    return {
        meaning: {language: tuple(map(either, patterns)) for language, patterns in languages.items()}
        for meaning, languages in table.items()
    }


CONTRASTS: Mapping[str, Mapping[str, Mapping[str, Patterns]]] = {
    check: {kind: _contrasts(table) for kind, table in kinds.items()}
    for check, kinds in load("meanings/contrasts.yaml").items()
}
ROUTES: Mapping[str, Patterns] = _contrasts(load("meanings/routes.yaml"))
_OPPOSITES = load("meanings/opposites.yaml")
ANTONYMS = _rendered(_OPPOSITES["antonyms"])
OPPOSITES = _rendered(_OPPOSITES["opposites"]) | ANTONYMS
KIN = _rendered(_OPPOSITES["kin"])
CHOSEN = _rendered(load("meanings/chosen.yaml"))
