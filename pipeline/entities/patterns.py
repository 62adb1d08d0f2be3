"""Mentions that have a form of their own: dates and stages of cancer."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.core.text.matching import inside_word
from pipeline.core.text.phrases import Phrases
from pipeline.data import load
from pipeline.reading.language import Numbers, either, language

_TNM = re.compile(
    r"(?=[cpyrmaT])(?<![\w-])[cpyrma]{0,3}T(?:[0-4][a-d]?|is|x|X)[ ,]?N(?:[0-3][a-c]?|x|X)"
    r"(?:[ ,]?M(?:[01][a-d]?|x|X))?(?!\w)"
)
_ROMAN = r"(?:IV|I{1,3})[ABCabc]?[1-3]?"
_LANGUAGE = "en"


@cache
def _date() -> re.Pattern[str]:
    table, numbers = load("mentions.yaml")["dates"], language(_LANGUAGE).numbers or Numbers()
    names = sorted({name.capitalize() for name in (*numbers.months, *numbers.cased_months)}, key=len, reverse=True)
    month, of = rf"(?:{'|'.join(names)})\.?", table["of"]
    day, year = rf"(?:3[01]|[12]\d|0?[1-9])(?:{either(tuple(table['day_endings']))})?", r"(?:19|20)\d\d"
    before = [form for word in table["before_year"] for form in (word, word.capitalize())]
    bare = "|".join(rf"(?<=\b{word} ){year}" for word in before)
    first = "".join(sorted({name[0] for name in names}))
    return re.compile(
        rf"(?=[\d{first}])(?<![\w/.-])(?:{year}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
        rf"|(?:3[01]|[12]\d|0?[1-9])[/.](?:1[0-2]|0?[1-9])[/.]{year}"
        rf"|(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])/{year}"
        rf"|{day} (?:{of} )?{month},? {year}"
        rf"|{month} {day},? {year}"
        rf"|{year},? {month}(?: {day}(?!\d))?"
        rf"|{month},? (?:{of} )?{year}"
        rf"|{day} {month}(?= |[.,;)]|$)"
        rf"|{bare}"
        rf")(?![\w/-]|\.\d)"
    )


@cache
def _stage() -> Phrases:
    table = load("mentions.yaml")["stages"]
    number = rf"(?:{_ROMAN}|[0-4][A-Ca-c]?)"
    return Phrases(
        rf"(?<!\w)(?:(?:{either(tuple(table['adjectives']))}) )?{table['words']} {number}"
        rf"(?:(?:[-–/]| (?:{either(tuple(table['joins']))}) ){number})?(?![\w%])"
    )


def dates(text: str) -> Iterator[tuple[int, int]]:
    """Dates and years; a bare year only behind a word such as "in" or "since"."""
    return (found.span() for found in _date().finditer(text))


def stages(text: str) -> Iterator[tuple[int, int]]:
    """Stages of cancer: TNM ("T2N0M0") and numbered ones ("stage IV", "clinical stage II")."""
    for pattern in (_TNM, _stage()):
        for found in pattern.finditer(text):
            if not inside_word(text, found.end()):
                yield found.span()
