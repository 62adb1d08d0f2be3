"""Comparisons in a sentence: the signs and phrases that bind to a number, and the direction that they give it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from pipeline.data import load
from pipeline.pairs.negators import negations
from pipeline.pairs.quantity import Number
from pipeline.reading.language import Comparisons, Directions, Words, either, language

_SIGNS: Mapping[str, str] = load("pair_meaning.yaml")["signs"]
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)))
_DIRECTION = {"<": "down", "≤": "down", ">": "up", "≥": "up", "±": "±"}
_OPPOSITE = {"up": "down", "down": "up"}
# Words between; in the trials 2 to 4, 5 to 9, 1 to 3 and 6 to 10 give the same answers.
_NEAR, _FAR, _BEHIND, _GOVERNED = 3, 7, 2, 8
_REACH = 160  # characters, only to keep the search short: in the trials 40 to 300 give the same answers


class Comparison(NamedTuple):
    """A number with the direction that its sentence gives it; `sign` where it is written as one, else empty.

    `phrase` is what compares; where it is `close`, at most one word stands between it and the number. It is `denied`
    where a negator some words before it turns it round ("must not measure more than 5 cm"), `negative` where it holds a
    negator itself ("no more than").
    """

    number: Number
    direction: str
    sign: str
    start: int
    end: int
    phrase: str
    close: bool
    negative: bool
    denied: bool = False

    @property
    def meant(self) -> str:
        """The direction when what denies it is taken into account."""
        return _OPPOSITE.get(self.direction, self.direction) if self.denied else self.direction

    @property
    def alike(self) -> tuple[object, ...]:
        """All by which a comparison of one number can differ from another."""
        return self.direction, self.sign, self.denied, self.negative


class Patterns(NamedTuple):
    """What compares `before` a number, `behind` it, and what may stand `near` for either, compiled.

    The rest is as `pipeline.reading.language.Comparisons` says.
    """

    before: re.Pattern[str]
    behind: re.Pattern[str]
    near: re.Pattern[str]
    negative: re.Pattern[str]
    ordinal: re.Pattern[str]
    breaks: frozenset[str]
    distant: frozenset[str]
    lasting: frozenset[str]
    during: re.Pattern[str]


def comparisons(text: str, language: str, numbers: list[Number]) -> list[Comparison]:
    """Every comparison of a sentence, bound to its number."""
    known = patterns(language)
    denials = sorted(cue.end for cue in negations(text, language.partition("-")[0]) if cue.kind == "strong")
    found = [
        _comparison(text, match, number, known, _SIGNS[match[0]])
        for match in _SIGN.finditer(text)
        if (number := _following(text, match.end(), numbers, 0, known))
    ]
    for match in known.before.finditer(text):
        reach = _FAR if match[0].lower() in known.distant else _NEAR
        if number := _following(text, match.end(), numbers, reach, known):
            one = _comparison(text, match, number, known)
            near = slice(bisect_left(denials, match.start() - _REACH), bisect_right(denials, match.start()))
            denied = any(_governs(text[end : match.start()], known) for end in denials[near])
            found.append(one._replace(denied=denied and not one.negative))
    return found + [
        _comparison(text, match, number, known)
        for match in known.behind.finditer(text)
        if (number := _preceding(text, match.start(), numbers, _BEHIND))
        and not (known.before.match(text, match.start()) and _following(text, match.end(), numbers, 0, known))
    ]


def _comparison(text: str, match: re.Match[str], number: Number, known: Patterns, sign: str = "") -> Comparison:
    start, end = min(match.start(), number.start), max(match.end(), number.end)
    between = text[min(match.end(), number.end) : max(match.start(), number.start)]
    direction = _DIRECTION[sign] if sign else str(match.lastgroup)
    negative = bool(known.negative.match(match[0]))
    return Comparison(number, direction, sign, start, end, match[0], len(between.split()) <= 1, negative)


def _governs(between: str, known: Patterns) -> bool:
    """Whether a negator reaches over these words to what compares."""
    words = between.lower().split()
    return len(words) <= _GOVERNED and known.breaks.isdisjoint(words) and not re.search(r"[.;:!?,()]", between)


@cache
def patterns(tag: str) -> Patterns:
    """What compares in a language; nothing where it is not known."""
    table = language(tag).comparisons or Comparisons()
    return Patterns(
        before=_either_way(table.before),
        behind=_either_way(table.behind),
        near=_pattern(near=table.near),
        negative=re.compile(rf"(?:{either(table.negative)})\b", re.IGNORECASE),
        ordinal=re.compile(rf"(?:{either(table.ordinal_signs)})\b", re.IGNORECASE),
        breaks=frozenset(table.breaks),
        distant=frozenset(table.distant),
        lasting=frozenset(table.lasting),
        during=re.compile(
            rf"\b(?:{either(table.during)})(?: (?:{either(table.during_articles)})){{0,2}} $", re.IGNORECASE
        ),
    )


def _either_way(phrases: Directions) -> re.Pattern[str]:
    return _pattern(down=phrases.down, up=phrases.up)


def _pattern(**phrases: Words) -> re.Pattern[str]:
    groups = (rf"(?P<{name}>\b(?:{either(words)})(?!\w))" for name, words in phrases.items())
    return re.compile("|".join(groups), re.IGNORECASE)


def _following(text: str, position: int, numbers: list[Number], words: int, known: Patterns) -> Number | None:
    for i in range(bisect_left(numbers, position, key=start_of), len(numbers)):
        number = numbers[i]
        if number.kind != "month" and not _article(number, numbers[i + 1 : i + 2]):
            ordinal = number.kind == "figures" and known.ordinal.match(text, number.end)
            return number if not ordinal and _near(text[position : number.start], words) else None
    return None


def start_of(number: Number) -> int:
    """Where a number begins, to look it up in a sorted list."""
    return number.start


def _article(number: Number, following: list[Number]) -> bool:
    """Whether "un" is only the article of the number behind it: "un 60 %"."""
    return (
        number.kind == "loose"
        and 1.0 in number.values
        and len(number.text) <= len("uma")
        and any(other.start - number.end <= 2 for other in following)
    )


def _preceding(text: str, position: int, numbers: list[Number], words: int) -> Number | None:
    for i in range(bisect_left(numbers, position, key=start_of) - 1, -1, -1):
        number = numbers[i]
        if number.end <= position and number.kind != "month":
            return number if _near(text[number.end : position], words) else None
    return None


def _near(between: str, words: int) -> bool:
    between = between.removeprefix(",")
    return len(between) < 80 and not re.search(r"[.;:!?,()]", between) and len(between.split()) <= words
