"""Mentions that have a form of their own: dates and stages of cancer."""

import re
from collections.abc import Iterator

from pipeline.core.text.matching import inside_word

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?=[\dJFMASOND])(?<![\w/.-])(?:{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    rf"|(?:3[01]|[12]\d|0?[1-9])[/.](?:1[0-2]|0?[1-9])[/.]{_YEAR}"
    rf"|(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])/{_YEAR}"
    rf"|{_DAY} (?:of )?{_MONTH},? {_YEAR}"
    rf"|{_MONTH} {_DAY},? {_YEAR}"
    rf"|{_YEAR},? {_MONTH}(?: {_DAY}(?!\d))?"
    rf"|{_MONTH},? (?:of )?{_YEAR}"
    rf"|{_DAY} {_MONTH}(?= |[.,;)]|$)"
    rf"|(?<=\b[Ii]n ){_YEAR}|(?<=\b[Ss]ince ){_YEAR}|(?<=\b[Uu]ntil ){_YEAR}|(?<=\b[Ff]rom ){_YEAR}"
    rf")(?![\w/-]|\.\d)"
)
_TNM = re.compile(
    r"(?<![\w-])[cpyrma]{0,3}T(?:[0-4][a-d]?|is|x|X)[ ,]?N(?:[0-3][a-c]?|x|X)(?:[ ,]?M(?:[01][a-d]?|x|X))?(?!\w)"
)
_ROMAN = r"(?:IV|I{1,3})[ABCabc]?[1-3]?"
_STAGE = re.compile(
    rf"(?<!\w)(?:(?:clinical|pathologic|pathological|advanced|early) )?stages? (?:{_ROMAN}|[0-4][A-Ca-c]?)"
    rf"(?:(?:[-–/]| (?:or|and|to) )(?:{_ROMAN}|[0-4][A-Ca-c]?))?(?![\w%])",
    re.IGNORECASE,
)


def dates(text: str) -> Iterator[tuple[int, int]]:
    """Dates and years; a bare year only behind a word such as "in" or "since"."""
    return (found.span() for found in _DATE.finditer(text))


def stages(text: str) -> Iterator[tuple[int, int]]:
    """Stages of cancer: TNM ("T2N0M0") and numbered ones ("stage IV", "clinical stage II")."""
    for pattern in (_TNM, _STAGE):
        for found in pattern.finditer(text):
            if not inside_word(text, found.end()):
                yield found.span()
