"""What a quantity measures, where a fixed pattern says so: "a diameter of 5 mm", "5 mm in diameter"."""

import re
from functools import cache
from typing import Any, NamedTuple

from pipeline.core.text.phrases import Phrases
from pipeline.data import load
from pipeline.reading.language import either

_REACH = 90  # characters; with 75 a quantity of the sample texts is read otherwise, with 120 none
# Characters of a phrase such as "of the largest of the three lesions"; a longer one may name another thing.
_PHRASE = 60
_DIGIT = re.compile(r"\d(?![^\W\d_])")


class _Table(NamedTuple):
    names: Phrases
    behind: re.Pattern[str]
    by_name: dict[str, list[str]]
    by_behind: dict[str, list[str]]
    units: dict[str, frozenset[str]]
    link: re.Pattern[str]
    joined: re.Pattern[str]


@cache
def _table() -> _Table:
    table: dict[str, Any] = load("quantities.yaml")["measures"]

    def by(part: str) -> dict[str, list[str]]:
        words: dict[str, list[str]] = {}
        for measure, row in table.items():
            for word in row[part]:
                words.setdefault(word, []).append(measure)
        return words

    links = {name: either(tuple(words)) for name, words in load("quantities.yaml")["measure_links"].items()}
    phrase = rf"(?:\s(?:{links['phrase']})\s[^,.;:!?()\n]{{1,{_PHRASE}}})?"
    adverb = rf"(?:\s(?:{links['adverb']}))?"
    by_name, by_behind = by("names"), by("behind")
    return _Table(
        Phrases(rf"\b(?:{_any(by_name)})\b"),
        re.compile(rf"[\s-](?:{_any(by_behind)})\b"),
        by_name,
        by_behind,
        {measure: frozenset(row["units"]) for measure, row in table.items()},
        re.compile(rf"(?:{phrase}\s(?:{links['verb']}){adverb}|\s?[:=,])?(?:\s(?:{links['bound']}))?\s*"),
        re.compile(rf"\b(?:{links['joined']})\s$|/$|,\s$"),
    )


def _any(words: dict[str, list[str]]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def measured(text: str, start: int, end: int, floor: int, unit: str) -> str | None:
    """What the quantity at [start, end), of this SI unit, measures; nothing before `floor` is read.

    None where no pattern of `data/quantities.yaml` says so, and where two names share several values ("sensitivity and
    specificity of 90% and 80%").
    """
    table = _table()
    if behind := table.behind.match(text, end):
        return _fitting(table.by_behind[behind[0][1:]], unit)
    low = max(floor, start - _REACH)
    if not table.names.may_stand_in(text[low:start]):
        return None
    names = list(table.names.pattern.finditer(text, low, start))
    name = names[-1] if names else None
    if name is None or not table.link.fullmatch(text, name.end(), start) or _DIGIT.search(text, name.end(), start):
        return None
    if len(names) > 1 and table.joined.search(text, low, name.start()):
        return None
    return _fitting(table.by_name[name[0].lower()], unit)


def _fitting(measures: list[str], unit: str) -> str | None:
    return next((measure for measure in measures if unit in _table().units[measure]), None)
