"""Two numbers whose order matters: the ends of a range, the parts of a ratio."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.reading.numbers.number import Number
from pipeline.reading.numbers.units import unit_end

_BETWEEN = re.compile(
    r"[ \u00a0]?(?:[–—‑-]|:)[ \u00a0]?"
    r"|[ \u00a0](?:to|al?|hasta|à|au|jusqu[’']à|até|ao?)[ \u00a0](?:l[ao]s? |les? |os? )?"
)
_SURE = frozenset({"figures", "word"})


class Ends(NamedTuple):
    """Two numbers of a text and the stretch from the one to the other."""

    start: int
    end: int
    low: Number
    high: Number


def spans(text: str, numbers: Sequence[Number]) -> Iterator[Ends]:
    """The ranges ("5 to 10 mg") and ratios ("1:10") of a text."""
    for one, other in pairwise(numbers):
        is_joined = _BETWEEN.fullmatch(text, unit_end(text, one.end), other.start)
        if is_joined and {one.kind, other.kind} <= _SURE:
            yield Ends(one.start, unit_end(text, other.end), one, other)
