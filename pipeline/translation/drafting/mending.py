"""Slips that a rule-based engine is known for, each mended where source and draft together prove it.

What cannot be made right is left for the checks, which withhold it.
"""

import re
from collections.abc import Mapping
from functools import cache, partial
from typing import Any, NamedTuple

from pipeline.data import load
from pipeline.translation.drafting.protect import spans

_TABLE: Mapping[str, Mapping[str, Any]] = load("drafts.yaml")
_BLANKS = re.compile(r"(?<=\S)  +(?=\S)")


class _Slips(NamedTuple):
    mended: tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]
    small: re.Pattern[str]


@cache
def _slips(tag: str) -> _Slips | None:
    """The slips of engines that write a language."""
    table = _TABLE.get(tag.partition("-")[0])
    if table is None:
        return None
    rows = (
        (re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE), re.compile(rf"(?<!\w){slip}", re.IGNORECASE), right)
        for said, slip, right in table.get("mended", ())
    )
    return _Slips(tuple(rows), re.compile(rf"(?<=[a-zà-ÿ,] )(?:{'|'.join(table['small'])})(?![\w.’'-]| [A-ZÀ-Þ])"))


def mend(source: str, target: str, language: str) -> str:
    """A draft without known slips, doubled blanks, and capitals inside a sentence on words that have none.

    >>> mend("You must not drive.", "No tienes que conducir.", "es")
    'No debes conducir.'
    """
    slips = _slips(language)
    if slips is None:
        return target
    for said, slip, right in slips.mended:
        if said.search(source):
            target = slip.sub(partial(_righted, right), target)
    if "  " not in source:
        target = _BLANKS.sub(" ", target)
    shut = spans(target)
    kept = set(re.findall(r"\w+", source))

    def small(found: re.Match[str]) -> str:
        closed = any(start < found.end() and found.start() < end for start, end in shut)
        return found[0] if closed or found[0] in kept else found[0].lower()

    return slips.small.sub(small, target)


def _righted(right: str, found: re.Match[str]) -> str:
    """What takes the place of a slip, with its first capital."""
    new = found.expand(right)
    return new[0].upper() + new[1:] if found[0][0].isupper() else new
