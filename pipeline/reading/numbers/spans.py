"""Two numbers whose order matters: the ends of a range, the parts of a ratio."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.reading.language import languages, one_of
from pipeline.reading.numbers.number import Number
from pipeline.reading.numbers.units import unit_end

_SURE = frozenset({"figures", "word"})


class Ends(NamedTuple):
    """Two numbers of a text and the stretch from the one to the other."""

    start: int
    end: int
    low: Number
    high: Number


@cache
def _between() -> re.Pattern[str]:
    known = [one.numbers for one in languages() if one.numbers]
    words, articles = one_of(one.range for one in known), one_of(one.range_articles for one in known)
    return re.compile(rf"[ \u00a0]?(?:[–—‑-]|:)[ \u00a0]?|[ \u00a0](?:{words})[ \u00a0](?:(?:{articles}) )?")


def spans(text: str, numbers: Sequence[Number]) -> Iterator[Ends]:
    """The ranges ("5 to 10 mg") and ratios ("1:10") of a text."""
    for one, other in pairwise(numbers):
        is_joined = _between().fullmatch(text, unit_end(text, one.end), other.start)
        if is_joined and {one.kind, other.kind} <= _SURE:
            yield Ends(one.start, unit_end(text, other.end), one, other)
