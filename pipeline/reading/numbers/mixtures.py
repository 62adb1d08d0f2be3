"""Mixtures: how many parts of what, "one part bleach, nine of water"."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.data import load
from pipeline.reading.language import either
from pipeline.reading.numbers.number import Number
from pipeline.reading.vocabulary.senses import Sense

_WORDS: Mapping[str, Mapping[str, str]] = load("pair_meaning.yaml")["mixtures"]
_NAME = 30  # characters of a substance's name, up to what ends it


class Part(NamedTuple):
    """How much there is of a substance; `keys` are the meanings of its name, counted over the words of it."""

    amount: Number
    start: int
    end: int
    keys: Counter[str]


class _Patterns(NamedTuple):
    parts: re.Pattern[str]
    of: re.Pattern[str]
    ends: re.Pattern[str]


@cache
def _patterns(tag: str) -> _Patterns | None:
    words = _WORDS.get(tag)
    if words is None:
        return None
    parts, of, ends = (either(words[key]) for key in ("parts", "of", "ends"))
    return _Patterns(
        re.compile(rf"[ -](?:{parts})\b", re.IGNORECASE),
        re.compile(rf"(?:{of})", re.IGNORECASE),
        re.compile(rf"[,;:.!?()\d]|\b(?:{ends})\b", re.IGNORECASE),
    )


def mixture(text: str, language: str, numbers: Sequence[Number], senses: Sequence[Sense]) -> Sequence[Part]:
    """The parts of the one mixture that a text tells; behind the first the word for parts may be left out."""
    patterns = _patterns(language.partition("-")[0])
    found: list[Part] = []
    for number in numbers if patterns else ():
        if patterns is None:
            break
        named = patterns.parts.match(text, number.end)
        of = patterns.of.match(text, named.end() if named else number.end)
        if not named and not (found and of and of[0].strip()):
            continue
        start = of.end() if of else number.end
        end = patterns.ends.search(text, start, start + _NAME)
        last = end.start() if end else min(start + _NAME, len(text))
        keys = Counter(key for word in senses if start <= word.start < last and not word.is_small for key in word.keys)
        if keys:
            found.append(Part(number, number.start, last, keys))
    return found
