"""The number words of a language, compiled."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from pipeline.core.text.phrases import PhraseTable, whole_words
from pipeline.reading.language import Numbers, either, language
from pipeline.reading.numbers.number import Decimal
from pipeline.reading.numbers.units import SPACES

WORD = re.compile(r"[^\W\d_]+")
HYPHEN = re.compile(rf"[-‑{SPACES}]")


class Grammar(NamedTuple):
    """The number words of a language, compiled.

    `ones` are one only within a number ("twenty-one"); upon `bases` stand 10 to 19 ("soixante-dix"); where `pairs` are
    said, so are years ("nineteen eighty-six"). `weekday` is one whose name is an ordinal ("quinta-feira"). `lists`
    stands between two numbers that share a unit, `below` for a minus. `joins` join what stands upon `joins_from` and
    more.
    """

    decimal: Decimal
    token: re.Pattern[str]
    has_compounds: bool
    cardinals: Mapping[str, float]
    ones: frozenset[str]
    bases: frozenset[int]
    pairs: bool
    multipliers: Mapping[str, float]
    scales: Mapping[str, float]
    ordinals: Mapping[str, float]
    endings: Mapping[str, float]
    loose: Mapping[str, frozenset[float]]
    spans: Mapping[int, frozenset[float]]
    joins: frozenset[str]
    joins_from: float
    joined: frozenset[float]
    half: re.Pattern[str]
    scale: re.Pattern[str]
    point: re.Pattern[str]
    known: frozenset[str]
    months: Mapping[str, int]
    cased_months: Mapping[str, int]
    any_month: frozenset[str]
    phrases: PhraseTable[float]
    decades: re.Pattern[str]
    weekday: re.Pattern[str]
    between: re.Pattern[str]
    lists: re.Pattern[str]
    lists_by_comma: re.Pattern[str]


@cache
def grammar_of(tag: str) -> Grammar:
    """The number words of a language; one of which nothing is known has none, and is read by its figures alone."""
    table = language(tag).numbers or Numbers()
    scale = rf"\+?[{SPACES}-]?\b({either(_longest_first(table.scales))})\b"
    compounds = _longest_first(word for words in (table.cardinals, table.ordinals) for word in words if "-" in word)
    compound = rf"(?<!\w)(?:{'|'.join(compounds)})(?!\w)|".replace("-", HYPHEN.pattern) if compounds else ""
    lists = rf"\s*(?:[–—‑/-]|\b(?:{either(table.lists)})\b(?: (?:{either(table.list_articles)}))?)\s*"
    return Grammar(
        decimal=table.decimal,
        token=re.compile(rf"({compound}{WORD.pattern})"),
        has_compounds=bool(compounds),
        cardinals=table.cardinals,
        ones=frozenset(table.ones),
        bases=frozenset(table.bases),
        pairs=table.pairs,
        multipliers=table.multipliers,
        scales=table.scales,
        ordinals=table.ordinals,
        endings={**table.ordinals, **table.endings},
        loose={word: frozenset(some if isinstance(some, tuple) else (some,)) for word, some in table.loose.items()},
        spans={days: frozenset(some) for days, some in table.spans.items()},
        joins=frozenset(table.joins),
        joins_from=table.joins_from,
        joined=frozenset(table.joined),
        half=re.compile(either(table.half), re.IGNORECASE),
        scale=re.compile(scale, re.IGNORECASE),
        point=re.compile(either(table.point), re.IGNORECASE),
        known=frozenset().union(table.cardinals, table.multipliers, table.scales, table.ordinals, table.loose),
        months=table.months,
        cased_months=table.cased_months,
        any_month=frozenset((*table.months, *map(str.lower, table.cased_months))),
        decades=re.compile(rf"\b(?:{either(table.decades)})[ -]$", re.IGNORECASE),
        phrases=PhraseTable((amount, whole_words(either(words))) for amount, words in table.phrases.items()),
        between=re.compile(rf"[{SPACES}](?:{either(table.between)})(?=[{SPACES}])", re.IGNORECASE),
        weekday=re.compile(either(table.weekday), re.IGNORECASE),
        lists=re.compile(lists),
        lists_by_comma=re.compile(rf"{lists}|, "),
    )


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


def scale_at(text: str, position: int, language: str) -> tuple[float, int]:
    """What a number that ends at `position` is multiplied by ("million"), and where that ends."""
    grammar, scale = grammar_of(language), 1.0
    while match := grammar.scale.match(text, position):
        scale, position = scale * grammar.scales[match[1].lower()], match.end()
    return scale, position
