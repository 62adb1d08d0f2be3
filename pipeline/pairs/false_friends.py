"""Checks on false friends: words that look like one of the source and mean another thing."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from pipeline.core.text.phrases import Phrases, PhraseTable, whole_words
from pipeline.reading.meanings import load_meanings
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_Level = Literal["error", "warning"]
_TABLE: Mapping[str, Mapping[_Level, tuple[tuple[str, str, str], ...]]] = load_meanings(
    "false_friends.yaml", dict[str, dict[_Level, tuple[tuple[str, str, str], ...]]]
)


@pair_check("pair/false-friend", severity="error", needs=("form",))
def false_friend(pair: Pair) -> Iterator[Fault]:
    """False friend.

    The word looks like that of the source and says something else. Where the source says that as well, it is right.
    Regions differ: "constipação" is a cold in Portugal and constipation in Brazil.
    Example: “constipated” became “constipado”; “preservatives” became “preservativos”.
    """
    yield from _misled(pair, "error")


@pair_check("pair/doubtful-friend", severity="warning", needs=("form",))
def doubtful_friend(pair: Pair) -> Iterator[Fault]:
    """Word that may be a false friend.

    It may mean what the source says, in some region or some sentence, and more often means another thing.
    Example: “this drug” became “esta droga”.
    """
    yield from _misled(pair, "warning")


def _misled(pair: Pair, level: _Level) -> Iterator[Fault]:
    source, target = pair.source.text, pair.target.text
    if not pair.source.language.startswith("en"):
        return
    for (said, right), place in _friends(pair.target.language, level).firsts(target).items():
        if (word := said.search(source)) and not right.search(source):
            yield Fault(*place.span(), f"“{place[0]}” does not mean “{word[0]}”")


@cache
def _friends(tag: str, level: _Level) -> PhraseTable[tuple[Phrases, Phrases]]:
    """What misleads in a language and in its region: the word of the source, and for which other it would be right."""
    names = [name for name in dict.fromkeys((tag.partition("-")[0], tag)) if name in _TABLE]
    rows = (map(whole_words, row) for name in names for row in _TABLE[name].get(level, ()))
    return PhraseTable(((word, right), friend) for word, friend, right in rows)


CHECKS = (false_friend, doubtful_friend)
