"""French and Portuguese words before a noun: articles, contractions and possessives that agree with it.

A term of the glossary takes the place of a word of another gender or number, or of one without a vowel at its head, so
the word directly before it is mended: "du" becomes "de l'", "no" becomes "nas".
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from pipeline.data import load
from pipeline.translation.drafting.spanish import Gender

_TABLE: Mapping[str, Any] = load("determiners.yaml")
LANGUAGES = frozenset(_TABLE)
_FORMS = (("m", False), ("m", True), ("f", False), ("f", True))
# The Portuguese "a" and "à" are prepositions as well: an engine gives a word that it does not know the masculine.
_DOUBTFUL = frozenset({"a", "à"})
_VOWEL = re.compile(
    r"[aeiouàâéèêëîïôûùœæ]|h(?!alet|all|anche|andicap|anté|aricot|asard|aut|ernie|eurt|oquet|ors|ublot|ui[tl])",
    re.IGNORECASE,
)


class _Grammar(NamedTuple):
    """What the determiners of a language are, by any of their forms, and how they are found before a noun."""

    rows: Mapping[str, Mapping[tuple[str, bool], str]]
    elided: Mapping[str, str]
    before: re.Pattern[str]


@cache
def _grammar(language: str) -> _Grammar:
    rows: dict[str, Mapping[tuple[str, bool], str]] = {}
    for row in _TABLE[language]["rows"]:
        for form in row:
            rows.setdefault(form, dict(zip(_FORMS, row, strict=True)))
    choices = "|".join(map(re.escape, sorted(rows.keys() - _DOUBTFUL, key=len, reverse=True))).replace("'", "['’]")
    return _Grammar(rows, _TABLE[language]["elided"], re.compile(rf"(?<!\w)({choices}) $", re.IGNORECASE))


def insert(language: str, text: str, start: int, end: int, term: str, of: Gender, plural: bool) -> str:
    """Put a term in the place of [start, end) and make the determiner directly before it agree."""
    before, grammar = text[:start], _grammar(language)
    if found := grammar.before.search(before):
        right = grammar.rows[found[1].lower().replace("’", "'")][of, plural]
        right = grammar.elided.get(right, right) if _VOWEL.match(term) else right
        right = right[:1].upper() + right[1:] if found[1][:1].isupper() else right
        before = before[: found.start()] + right + ("" if right.endswith("'") else " ")
    return before + term + text[end:]
