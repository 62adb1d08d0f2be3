"""What no replacement may change: negations, doses, numbers and comparisons, which a reader acts on.

A variant that is replaced is replaced in every sentence. Where it is such words alone (“not”, “mg”, “less than”), or
has a negation, a dose or a comparison that the preferred term lacks, sentences come to say another thing.
"""

import re

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NEGATION = re.compile(r"\b(?:not|no|never|none|nor|neither|nothing|nobody|cannot|without)\b|n['’]t\b")
_DENIES = re.compile(r"\b(?:non|loss|lack|absence|absent|free|failure|inability|un\w+)\b|less\b")  # as terms do
_COMPARISON = re.compile(
    r"[<>≤≥±]|\b(?:less|more|fewer|greater|higher|lower|longer|shorter|older|younger|other|rather) than\b"
    r"|\bat (?:least|most)\b|\bup to\b|\b(?:above|below|under|over|exceeding)\b(?=\s*[\d<>])"
)
_UNIT = (
    r"(?:[mkµμnd]?g|mcg|[mcdµμ]?l|[mck]?m|mm|mmol|mol|kcal|kj|kpa|mmhg|bpm|iu|units?|ui|meq|mci|mgy|gy|msv|hz|°\s?[cf]|%"
    r"|milligrams?|micrograms?|grams?|kilograms?|millilitres?|milliliters?|litres?|liters?|tablets?|capsules?|drops?"
    r"|puffs?|sprays?|doses?|percent|degrees?|seconds?|minutes?|hours?|days?|weeks?|months?|years?)"
)
_FIGURE = r"\d+(?:[.,]\d+)*"
_DOSE = re.compile(rf"(?<![\w-])({_FIGURE}|{'|'.join(_NUMBERS)})\s?-?({_UNIT})(?!\w)")
_NUMBER = re.compile(rf"{_FIGURE}|\b(?:{'|'.join(_NUMBERS)})\b")
_EMPTY = re.compile(
    rf"{_FIGURE}|°\s?[cf](?!\w)|[<>≤≥±=/.,%°×-]|{_COMPARISON.pattern}|{_NEGATION.pattern}|\b(?:{_UNIT}|{'|'.join(_NUMBERS)}"
    r"|an?|the|and|or|if|of|in|on|to|by|per|for|at|is|are|be|do|does|did|may|must|can|should|will|only|unless|until"
    r"|except|before|after|than|less|more|most|least|each|every|once|twice|times|daily|half|double|all|any)(?!\w)"
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
