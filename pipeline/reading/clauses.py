"""How a language parts, joins and lists its clauses, as patterns."""

import re
from functools import cache
from typing import NamedTuple

from pipeline.reading.language import Clauses, either, language, one_of


class Patterns(NamedTuple):
    """The patterns of `language.Clauses`; those of words that a language lacks match nothing."""

    items: re.Pattern[str]  # what stands between two items
    list: re.Pattern[str]  # "fever, rash, and cough": items of up to four words
    last: re.Pattern[str]  # what stands before a last item
    joined: re.Pattern[str]  # what shows that a part was kept
    parts: re.Pattern[str]
    conditions: re.Pattern[str]
    against: re.Pattern[str]
    grave: re.Pattern[str]
    fillers: re.Pattern[str]
    opened: re.Pattern[str]  # what begins a sentence and is no item of a list
    listing: re.Pattern[str]  # what a list of things stands behind, and no clause does


@cache
def patterns(tag: str) -> Patterns:
    """The patterns of a language."""
    words = language(tag).clauses or Clauses()
    joins = one_of((words.together, words.either))
    item, joined = r"[^\s,;:.()]+", one_of((words.together, words.against))
    row = rf"(?<![^\s,;:.()]){item}(?:, (?!(?:{joins}|{either(words.parts)})\b){item}(?: {item}){{0,3}})+"
    opening = rf"^(?!(?:{either(words.no_listing)})\b)(?!.*\b(?:{either(words.no_things)})\b)[^,;:.]*?"

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return Patterns(
        items=compiled(rf"[,;]|\b(?:{joins})\b"),
        list=compiled(rf"(?P<items>{row})(?P<end>,? )(?:{joins}) "),
        last=compiled(rf"\b(?:{joins})\s(?:\S+\s){{0,3}}$"),
        joined=compiled(rf"[,;:.()–—]|\b(?:{joined})\b"),
        parts=compiled(rf"[;:.!?]\s|,\s|\b(?:{either(words.parts)})\b"),
        conditions=compiled(rf"\b(?:{either(words.conditions)})\b"),
        against=compiled(rf"[,;] (?:{either(words.against)})\b"),
        grave=compiled(rf"\b(?:{either(words.grave)})\b|\d"),
        fillers=compiled(either(words.fillers)),
        opened=compiled(rf"(?:{either(words.no_listing)})\b"),
        listing=compiled(rf"{opening}\b(?:{either(words.listing)})\b(?: [^\s,;:.]+){{1,5}}, "),
    )
