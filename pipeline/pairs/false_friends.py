"""Checks on false friends: words that look like one of the source and mean another thing."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal, NamedTuple

from pipeline.reading.meanings import load_meanings
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_Level = Literal["error", "warning"]
_TABLE: Mapping[str, Mapping[_Level, tuple[tuple[str, str, str], ...]]] = load_meanings(
    "false_friends.yaml", dict[str, dict[_Level, tuple[tuple[str, str, str], ...]]]
)


class _Friend(NamedTuple):
    """A word of the source, the word that does not mean it, and words of the source for which that would be right."""

    word: re.Pattern[str]
    friend: re.Pattern[str]
    right: re.Pattern[str]


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
    for friends, any_of_them in _friends(pair.target.language, level) if pair.source.language.startswith("en") else ():
        for one in friends if any_of_them.search(target) else ():
            place, word = one.friend.search(target), one.word.search(source)
            if place and word and not one.right.search(source):
                yield Fault(*place.span(), f"“{place[0]}” does not mean “{word[0]}”")


@cache
def _friends(tag: str, level: _Level) -> tuple[tuple[tuple[_Friend, ...], re.Pattern[str]], ...]:
    """The rows of a language and of its region, each with a pattern of all that misleads."""
    tables = [_TABLE[name].get(level, ()) for name in dict.fromkeys((tag.partition("-")[0], tag)) if name in _TABLE]
    return tuple(
        (tuple(_Friend(*map(_whole, row)) for row in rows), _whole("|".join(row[1] for row in rows)))
        for rows in tables
        if rows
    )


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


CHECKS = (false_friend, doubtful_friend)
