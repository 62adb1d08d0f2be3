"""Capitals and blanks that a rule-based engine leaves inside a sentence, mended where the source has none there."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.data import load
from pipeline.translation.drafting.protect import spans

_TABLE: Mapping[str, Mapping[str, Any]] = load("drafts.yaml")
_BLANKS = re.compile(r"(?<=\S)  +(?=\S)")


@cache
def _small(tag: str) -> re.Pattern[str] | None:
    """The words of a language that have no capital inside a sentence."""
    words = _TABLE.get(tag.partition("-")[0], {}).get("small")
    return words and re.compile(rf"(?<=[a-zà-ÿ,] )(?:{'|'.join(words)})(?![\w.’'-]| [A-ZÀ-Þ])")


def mend(source: str, target: str, language: str) -> str:
    """A draft without doubled blanks, and without capitals inside a sentence on words that have none.

    >>> mend("She grew no germs.", "Ella No  creció gérmenes.", "es")
    'Ella no creció gérmenes.'
    """
    inside = _small(language)
    if inside is None:
        return target
    if "  " not in source:
        target = _BLANKS.sub(" ", target)
    shut = spans(target)
    kept = set(re.findall(r"\w+", source))

    def small(found: re.Match[str]) -> str:
        closed = any(start < found.end() and found.start() < end for start, end in shut)
        return found[0] if closed or found[0] in kept else found[0].lower()

    return inside.sub(small, target)
