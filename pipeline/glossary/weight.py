"""What no replacement may change: negations, doses, numbers and comparisons, which a reader acts on.

A variant that is replaced is replaced in every sentence. Where it is such words alone (“not”, “mg”, “less than”), or
has a negation, a dose or a comparison that the preferred term lacks, sentences come to say another thing.
"""

import re

from pipeline.data import load

_TABLE = load("replacements.yaml")
_NUMBERS: tuple[str, ...] = tuple(_TABLE["numbers"])
_UNIT = rf"(?:{_TABLE['units']})"
_FIGURE = r"\d+(?:[.,]\d+)*"
_NEGATION = re.compile(rf"\b(?:{_TABLE['negations']})\b|(?:{_TABLE['negation_endings']})\b")
_DENIES = re.compile(rf"\b(?:{_TABLE['denying']})\b|(?:{_TABLE['denying_endings']})\b")
_COMPARISON = re.compile(rf"[<>≤≥±]|\b(?:{'|'.join(_TABLE['comparisons'])})")
_DOSE = re.compile(rf"(?<![\w-])({_FIGURE}|{'|'.join(_NUMBERS)})\s?-?({_UNIT})(?!\w)")
_NUMBER = re.compile(rf"{_FIGURE}|\b(?:{'|'.join(_NUMBERS)})\b")
_EMPTY = re.compile(
    rf"{_FIGURE}|°\s?[cf](?!\w)|[<>≤≥±=/.,%°×-]|{_COMPARISON.pattern}|{_NEGATION.pattern}|\b(?:{_UNIT}|{'|'.join(_NUMBERS)}"
    rf"|{_TABLE['small']})(?!\w)"
)


def alone(text: str) -> bool:
    """Whether a text is words alone that say how much, how often, whether or not; it names no thing.

    >>> alone("less than"), alone("38 °C"), alone("do not"), alone("sugar diabetes")
    (True, True, True, False)
    """
    return not _EMPTY.sub("", text.lower()).strip()


def difference(variant: str, term: str) -> str:
    """What of a variant is another in the term that replaces it, or is there in one alone; empty where nothing is.

    A number in one of the two only is part of a name (“trisomy 21”, “Down syndrome”).

    >>> difference("not hungry", "hunger"), difference("diabetes type 1", "type 2 diabetes")
    ('negation', 'number')
    >>> difference("no appetite", "loss of appetite"), difference("type two diabetes", "type 2 diabetes")
    ('', '')
    """
    one, other = variant.lower(), term.lower()
    if _denies_more(one, other) or _denies_more(other, one):
        return "negation"
    if sorted(_COMPARISON.findall(one)) != sorted(_COMPARISON.findall(other)):
        return "comparison"
    doses = [sorted((_value(number), unit) for number, unit in _DOSE.findall(text)) for text in (one, other)]
    if doses[0] != doses[1]:
        return "dose"
    numbers = [sorted(map(_value, _NUMBER.findall(text))) for text in (one, other)]
    return "number" if all(numbers) and numbers[0] != numbers[1] else ""


def _denies_more(one: str, other: str) -> bool:
    return bool(_NEGATION.search(one)) and not (_NEGATION.search(other) or _DENIES.search(other))


def _value(number: str) -> str:
    return str(_NUMBERS.index(number)) if number in _NUMBERS else number
