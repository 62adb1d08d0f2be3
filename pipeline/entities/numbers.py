"""Numbers as texts write them: "1,500", "0.5", "1½", "2 million", "one and a half"; ranges and rows of them."""

import re
from functools import cache
from typing import Any, NamedTuple

from pipeline.data import load
from pipeline.reading.numbers.units import Unit, counted_at, is_vague, over_time, power_at
from pipeline.reading.numbers.units import unit_at as _unit_at

_S = r"[ \u00a0\u2009\u202f]"
_FRACTIONS = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 1 / 5, "⅛": 1 / 8}
# A plain blank groups beyond doubt only before zeros: "2 500 mg" may be two tablets, "120 130 140 mmHg" is a row.
_GROUPED = (
    r"\d{1,3}(?:,\d{3})+(?![\d,])|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?!\d)|\d{1,3}(?:['’]\d{3})+(?!\d)"
    r"|\d{1,3}(?: \d{3}){0,3} 000(?![\d]|[.,]\d)"
)
_WHOLE = rf"(?:{_GROUPED}|\d{{1,15}})"
# A power of ten that lost its superscript ("150 x 109/L") is wrong by powers of ten, and no value at all.
_FLAT = re.compile(
    r"\d{1,4}(?:[.,]\d{1,3})?\s?[x×*]\s?10(?:\s\d{1,2}|[3-9]|1[0-2])(?=\s?/\s?(?:[mµμ]?[lL]|mm|cm|kg)|\sper\b)"
)
_DOUBTFUL = re.compile(r"(?<![\w.,])[1-9]\d{0,2} \Z")
_DIGITS = (
    rf"(?:\d{{1,3}}{_S})?[1-9]/[2-9](?![\d/])|(?:{_WHOLE}{_S}?)?[{''.join(_FRACTIONS)}]"
    rf"|{_WHOLE}(?:[.·]\d{{1,15}})?|\.\d{{1,15}}"
)
_RANGE = re.compile(rf"{_S}?[-–—−‐‑]{_S}?|{_S}to{_S}|[-–]to[-–]")
_AND = re.compile(rf"{_S}and{_S}")
_JOIN = re.compile(rf"{_S}?[×x]{_S}?|,{_S}(?:(?:and|or){_S})?|{_S}(?:and|or){_S}|/")
_SPREAD = re.compile(rf"{_S}?(?:±|\+/[-−]|\+-){_S}?")
_ODDS = re.compile(rf"{_S}(?:in|out of)(?:{_S}every)?{_S}(?!one\b)")
_AND_A_HALF = re.compile(rf"{_S}and{_S}a{_S}half\b")
_A = re.compile(rf"{_S}an?(?={_S})")
_LONGEST_ROW = 6


def unit_at(text: str, position: int) -> Unit | None:
    """The unit of a number that ends at `position`, one beyond doubt, with all that it is counted by."""
    power = power_at(text, position, "en") if text[position : position + 1] != "1" else None
    unit = power or _unit_at(text, position, "en") or counted_at(text, position, "en")
    if unit and (not unit.sure or is_vague(unit.code)):
        return None
    whole = over_time(text, unit or Unit("1", position), "en")
    return whole if unit or whole.end > position else None


class Number(NamedTuple):
    """A number and its place; `word`: it is spelt out, `share`: as a fraction ("two thirds")."""

    value: float
    start: int
    end: int
    word: bool
    share: bool = False


class Value(NamedTuple):
    """A value or range with the unit that belongs to it; `word`: it is spelt out."""

    low: float
    high: float
    start: int
    end: int
    unit: Unit | None
    word: bool


class _Patterns(NamedTuple):
    first: re.Pattern[str]
    following: re.Pattern[str]
    multiplier: re.Pattern[str]
    fraction: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    table = load("quantities.yaml")
    initials = "".join({letter for word in table["numerals"] for letter in (word[0], word[0].upper())})
    number = rf"(?:{_DIGITS}|(?i:\b(?:{'|'.join([*_compounds(), *table['numerals']])})\b))"
    return _Patterns(
        re.compile(
            rf"(?=[\d.{''.join(_FRACTIONS)}]|\b[{initials}])(?<![\w.,/^])(?<![^\W\d][-‐‑–])(?<!\d[-–:]){number}"
        ),
        re.compile(number),
        re.compile(rf"{_S}(?i:({'|'.join(table['multipliers'])}))\b"),
        re.compile(
            rf"[\s-](?i:({'|'.join(table['fractions'])}))s?(?=\s(?:of|in|are|is|were|was|or|less|more)\b|[.,;)]|$)"
        ),
    )


def next_number(text: str, position: int) -> Number | None:
    """The first number at or behind a position that does not stand inside a word, a name or a longer figure."""
    found = _patterns().first.search(text, position)
    while found and (flat := _FLAT.match(text, found.start())):
        found = _patterns().first.search(text, flat.end())
    while (
        found and re.fullmatch(r"\d{3}", found[0]) and _DOUBTFUL.search(text, max(found.start() - 5, 0), found.start())
    ):
        found = _patterns().first.search(text, found.end())
    return _number(text, found) if found else None


@cache
def _compounds() -> dict[str, float]:
    """Numbers of two words by their forms: "twenty-four"."""
    numerals: dict[str, float] = load("quantities.yaml")["numerals"]
    tens = {word: value for word, value in numerals.items() if 20 <= value <= 90 and value % 10 == 0}
    ones = {word: value for word, value in numerals.items() if 1 <= value <= 9 and word not in ("once", "twice")}
    return {f"{ten}{join}{one}": a + b for ten, a in tens.items() for one, b in ones.items() for join in "- ‑"}


def _number(text: str, found: re.Match[str]) -> Number:
    table: Any = load("quantities.yaml")
    written, end = found[0], found.end()
    named = written.lower()
    word = named in table["numerals"] or named in _compounds()
    value = float(table["numerals"].get(named) or _compounds()[named]) if word else _value(written)
    if word and value >= 1 and (fraction := _patterns().fraction.match(text, end)):
        return Number(value / table["fractions"][fraction[1].lower()], found.start(), fraction.end(), word, share=True)
    if word and value < 1 and (article := _A.match(text, end)):
        end = article.end()
    elif more := _AND_A_HALF.match(text, end):
        value, end = value + 0.5, more.end()
        if more := _patterns().multiplier.match(text, end):
            value, end = value * float(table["multipliers"][more[1].lower()]), more.end()
    elif more := _patterns().multiplier.match(text, end):
        value, end = value * float(table["multipliers"][more[1].lower()]), more.end()
    return Number(value, found.start(), end, word)


def _value(written: str) -> float:
    if "/" in written:
        whole = written[:-3].strip()
        return float(whole or 0) + int(written[-3]) / int(written[-1])
    fraction = _FRACTIONS.get(written[-1])
    plain = (written if fraction is None else written[:-1]).strip()
    plain = re.sub(r"[,'’ \u00a0\u2009\u202f]", "", plain).replace("·", ".")
    return (float(plain) if plain else 0.0) + (fraction or 0.0)


def read(text: str, first: Number, *, between: bool) -> list[Value]:
    """What begins with a number: a value, a range, odds ("1 in 5"), or a row that shares its unit ("3 × 4 cm").

    `between` says that "between" stands before, so that "and" joins the ends of a range. Empty for what is none of
    these ("19-9").
    """
    unit = unit_at(text, first.end)
    end = unit.end if unit else first.end
    if span := _RANGE.match(text, end) or (_AND.match(text, end) if between else None):
        second = _following(text, span.end())
        if second:
            return _range(text, first, unit, second)
    if unit is None and (found := _odds(text, first) or _spread(text, first) or _row(text, first)):
        return found
    if first.share and unit is None:
        unit = Unit("1", end)
    return [Value(first.value, first.value, first.start, end, unit, first.word)]


def _following(text: str, position: int) -> Number | None:
    found = _patterns().following.match(text, position)
    return _number(text, found) if found else None


def _range(text: str, first: Number, unit: Unit | None, second: Number) -> list[Value]:
    other = unit_at(text, second.end)
    alone = [Value(first.value, first.value, first.start, unit.end, unit, first.word)] if unit else []
    if unit and (other is None or other.code != unit.code):
        return alone
    if first.value >= second.value:
        return alone
    end = other.end if other else second.end
    return [Value(first.value, second.value, first.start, end, other, first.word)]


def _odds(text: str, first: Number) -> list[Value]:
    span = _ODDS.match(text, first.end)
    second = _following(text, span.end()) if span else None
    if second is None or not 0 < first.value < second.value or 1900 <= second.value <= 2100:
        return []
    if unit_at(text, second.end):
        return []
    share = first.value / second.value
    return [Value(share, share, first.start, second.end, Unit("1", second.end), first.word)]


def _spread(text: str, first: Number) -> list[Value]:
    """A mean with its deviation: the value is the mean, the span holds both."""
    span = _SPREAD.match(text, first.end)
    second = _following(text, span.end()) if span else None
    if second is None:
        return []
    unit = unit_at(text, second.end)
    return [Value(first.value, first.value, first.start, unit.end if unit else second.end, unit, first.word)]


def _row(text: str, first: Number) -> list[Value]:
    """Numbers that share the unit behind the last of them; a "/" joins two blood pressures only."""
    row, slash = [first], False
    while len(row) < _LONGEST_ROW and (span := _JOIN.match(text, row[-1].end)):
        following = _following(text, span.end())
        if following is None:
            break
        slash = slash or span[0] == "/"
        row.append(following)
        unit = unit_at(text, following.end)
        if unit:
            if slash and unit.code != "mm[Hg]":
                break
            shared = [Value(n.value, n.value, n.start, n.end, unit, n.word) for n in row[:-1]]
            return [*shared, Value(following.value, following.value, following.start, unit.end, unit, following.word)]
    return []
