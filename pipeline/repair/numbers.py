"""Numbers: the dash of a range, the space before a unit, the sign of a degree.

Only a number with its unit is touched. Identifiers, dates, phone numbers, pages, scores, names of genes and chemicals
hold the same characters and mean something else: what touches a letter, a slash or another hyphen stays.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.repair.tokens import LANGUAGES
from pipeline.rules import DocumentContext, rule

_TABLE = load("spacing.yaml")


def _any(units: list[str]) -> str:
    return "|".join(re.escape(u) for u in sorted(units, key=len, reverse=True))


_END = r"(?![A-Za-z0-9_])"
_UNITS = _any(_TABLE["glued_units"])
_ALL = _any([*_TABLE["glued_units"], *_TABLE["range_units"]])
_POWER = r"[23²³]?"
_GLUED = re.compile(rf"[0-9](?=(?:{_UNITS}){_POWER}{_END})")
_MONTHS = rf"(?i:{'|'.join(_TABLE['months'])})"
_GLUED_NUMBER = re.compile(
    rf"\d(?<=[a-z]{{4}}.)(?:\d{{1,3}}[ ]?(?:{_any(_TABLE['dosed_in'])}){_END}"
    rf"|\d{{0,2}}\.\d{{1,3}}[ ]?(?:{_any(_TABLE['dosed_in'])}){_END}"
    rf"|\d{{1,2}}[ ](?:{_any(_TABLE['times'])}){_END}|(?:(?<=1)9|(?<=2)0)\d\d(?!\w))"
)
_WORD_BEFORE = re.compile(r"(?<![\w@/#.-])[A-Za-z]?[a-z]{3,30}\Z")
_NAMED_KINDS = frozenset(_TABLE["numbered_kinds"] + _TABLE["numbered_names"])
_MONTH_BEFORE, _YEAR = re.compile(rf"{_MONTHS}\Z"), re.compile(r"(?:19|20)\d\d\Z")
_GLUED_MONTH = re.compile(rf"\d(?={_MONTHS}(?:[ ,.]|\n|\Z))")
_DAY_BEFORE = re.compile(r"(?<![\w.,/:#-])\d{1,2}\Z")
_BEGINS = re.compile(r"(?:\A|[^A-Za-z0-9_#.,–—-]|[0-9%]x|[0-9%a-z][–—])[0-9.,]{0,20}\Z")
_NUMBER = r"\d{1,6}(?:[.,]\d{1,4})?"
_LOW = re.compile(
    r"(?<![\w.,/:#$£€=+±~^–−-])(?<![–−-] )"
    rf"(?P<low>{_NUMBER})(?:[ \xa0]?(?P<unit>%|{_UNITS}))?(?P<lead>[ ]?)\Z"
)
_HIGH = re.compile(rf"[-\xad](?P<trail>[ ]?)(?P<high>{_NUMBER})[ \xa0-]?(?P<unit>{_ALL}){_POWER}{_END}")
_TEMPERATURE = re.compile(r"(?<=[0-9])(?P<lead> ?)o(?: ?)(?=[CF](?![A-Za-z0-9_]))")
_SMALL_O = re.compile(r"(?<=[0-9])o(?=[\s.,;:)\]/–-]|\Z)(?!['’-][A-Za-z])")
_WHOLE_NUMBER = re.compile(r"(?<![\w.,/#-])[1-9][0-9]{0,2}\Z")
_ANGLES = re.compile(rf"\b(?:{'|'.join(_TABLE['angles'])})|[0-9]°(?! ?[CF])", re.IGNORECASE)
_SENTENCE_BORDER = re.compile(r"[.!?;](?=\s)|\n")
_ANGLE_REACH = 150  # characters to each side, should no stop end the sentence before
_NAMING = re.compile(rf"\b(?:{'|'.join(_TABLE['named_by_number'])})[ \xa0]?\Z", re.IGNORECASE)
_POWER_OF_TEN = re.compile(rf"(?:[×x*·⋅][ \xa0]?|\b(?:{'|'.join(_TABLE['times_words'])}) )\Z")


@rule("repair/range", version=1)
def set_range_dashes(text: str, context: DocumentContext) -> Iterator[Change]:
    """Hyphen in a range of values.

    Between two rising numbers with a unit or "%" behind them the hyphen is a range and gets its dash, so that no
    reader takes it for a minus. Example: "5-10 mg" becomes "5–10 mg", "60% -70%" becomes "60–70%" (the stray
    space shows that the first sign slipped in), "60%-70%" becomes "60%–70%"; "5-year",
    "10-18 mol/L" (a power), "Stage 1- 2 months" (a name), "IL-2", dates, pages and phone numbers stay. A soft hyphen
    there is such a hyphen.
    """
    for high in _HIGH.finditer(text) if "-" in text or "\xad" in text else ():
        first = max(0, high.start() - 28)
        low = _LOW.search(text[first : high.start()])
        if low is None or not _is_range(low, high):
            continue
        place = first + low.start()
        if _is_power(low, high, text[max(0, place - 8) : place]) or _is_named(
            low, high, text[max(0, place - 12) : place]
        ):
            continue
        repeated = low["unit"] == "%" and low["lead"] != high["trail"]
        start, end = first + (low.end("low") if repeated else low.start("lead")), high.start("high")
        yield Change(start, end, text[start:end], "–", "dash of a range")


def _is_range(low: re.Match[str], high: re.Match[str]) -> bool:
    """Whether the numbers rise in one unit; before degrees an uneven hyphen may be a minus."""
    if _value(low["low"]) >= _value(high["high"]) or low["unit"] not in (None, high["unit"]):
        return False
    return low["lead"] == high["trail"] or not high["unit"].startswith("°")


def _is_power(low: re.Match[str], high: re.Match[str], before: str) -> bool:
    """Whether "10-18" may be ten to the power of minus 18: behind a factor, or before moles."""
    return low["low"] == "10" and (_POWER_OF_TEN.search(before) is not None or high["unit"] in ("mol", "mM"))


def _is_named(low: re.Match[str], high: re.Match[str], before: str) -> bool:
    """Whether the first number is a name, and the hyphen a dash: "Stage 1 - 2 months to 6 months"."""
    return bool(low["lead"] or high["trail"]) and low["unit"] is None and _NAMING.search(before) is not None


def _value(number: str) -> Decimal:
    """The value of a number whose comma parts thousands where three digits follow, else decimals."""
    head, comma, tail = number.partition(",")
    return Decimal(head + tail if len(tail) == 3 else head + "." + tail if comma else head)


@rule("repair/unit-space", version=2)
def space_units(text: str, context: DocumentContext) -> Iterator[Change]:
    """Number glued to its unit.

    A known unit behind a number that stands for itself gets its space. Units of one letter are left alone, and so is
    what begins with a letter or a hyphen. Where a unit of a dose or of time shows that a number counts, it is set
    apart from the word before it as well, but for names that end in a number ("covid19"), and so are day and month,
    month and year. Example: "a lesion of 2cm" becomes "a lesion of 2 cm", "paracetamol500 mg" becomes
    "paracetamol 500 mg"; "5-HT", "14C" and "46,XX" stay.
    """
    for match in _GLUED.finditer(text):
        if _BEGINS.search(text[max(0, match.end() - 24) : match.end()]):
            yield Change(match.end(), match.end(), "", " ", "space before the unit")
    for place in _glued_to_words(text) if context.is_in(LANGUAGES) else ():
        yield Change(place, place, "", " ", "space before a number")
    for match in _GLUED_MONTH.finditer(text) if context.is_in(LANGUAGES) else ():
        if _DAY_BEFORE.search(text[max(0, match.end() - 3) : match.end()]):
            yield Change(match.end(), match.end(), "", " ", "space inside a date")


def _glued_to_words(text: str) -> Iterator[int]:
    """Where a number with its unit touches the word before it, or a year its month."""
    for match in _GLUED_NUMBER.finditer(text):
        word = _WORD_BEFORE.search(text[max(0, match.start() - 32) : match.start()])
        dated = word is not None and _MONTH_BEFORE.fullmatch(word[0]) is not None
        counts = dated if _YEAR.fullmatch(match[0]) else word is not None and word[0].lower() not in _NAMED_KINDS
        if counts:
            yield match.start()


@rule("repair/degrees", version=1)
def restore_degrees(text: str, context: DocumentContext) -> Iterator[Change]:
    """Degree sign that became a small "o".

    A raised "o" falls down when its markup is lost. Before C or F it is a degree; elsewhere only where its sentence
    speaks of an angle in English (“3o” counts in other languages), and never in "1o" and "2o", which stand for primary
    and secondary.
    Example: "a curvature >30o" becomes "a curvature >30°", "38oC" becomes "38°C".
    """
    found = {match.end(): match for match in _TEMPERATURE.finditer(text)}
    for match in found.values():
        place = match.end("lead")
        yield Change(place, place + 1, "o", "°", "a degree sign that fell down")
    for match in _SMALL_O.finditer(text) if context.is_in(LANGUAGES) else ():
        number = _WHOLE_NUMBER.search(text[max(0, match.start() - 4) : match.start()])
        is_angle = number is not None and 2 < int(number[0]) <= 360 and _speaks_of_angles(text, match.start())
        if is_angle and match.end() not in found and match.end() + 1 not in found:
            yield Change(*match.span(), "o", "°", "a degree sign that fell down")


def _speaks_of_angles(text: str, place: int) -> bool:
    """Whether the sentence around a place, at most 150 characters to each side, holds a word for an angle."""
    left = _SENTENCE_BORDER.split(text[max(0, place - _ANGLE_REACH) : place])[-1]
    right = _SENTENCE_BORDER.split(text[place : place + _ANGLE_REACH], maxsplit=1)[0]
    return _ANGLES.search(left + right) is not None
