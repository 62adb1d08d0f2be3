"""What begins with a number: a value with its unit, a range, odds, or a row of numbers that share a unit."""

import re
from functools import cache
from typing import Any, NamedTuple

from pipeline.data import load
from pipeline.entities.quantities.numbers import Number, Numbers, S
from pipeline.reading.language import either, language, one_of
from pipeline.reading.numbers.number import rounded
from pipeline.reading.numbers.units import SPACES, Unit, counted_at, is_time, is_vague, over_time, power_at
from pipeline.reading.numbers.units import unit_at as _unit_at

_LANGUAGE = "en"
_SPREAD = re.compile(rf"{S}?(?:±|\+/[-−]|\+-){S}?")
_TIMES = re.compile(rf"{S}?[×x]{S}?(?=[\d.½¼¾])")
_LONGEST_ROW = 6  # numbers: a drug's strengths or a size are fewer, and a bound keeps the time linear
_LENGTHS = ("nm", "um", "mm", "cm", "m", "km", "[in_i]", "[ft_i]")
_VOLUMES = ("uL", "mL", "dL", "L", "cm3")
_SHARES = ("%", "[ppth]")
_DAY = 24.0  # hours
_END = re.compile(r"[,;:)\]?–—]|\.(?!\w)")  # behind a number, no unit follows it


class _Joins(NamedTuple):
    """What joins numbers: of a range, of its ends behind "between", of odds, of a row, of a size."""

    range: re.Pattern[str]
    between: re.Pattern[str]
    odds: re.Pattern[str]
    row: re.Pattern[str]
    size: re.Pattern[str]
    often: re.Pattern[str]
    adverbs: tuple[tuple[str, re.Pattern[str]], ...]
    times: frozenset[str]
    below_zero: re.Pattern[str]
    per_number: re.Pattern[str]
    no_rate: re.Pattern[str]
    no_share: re.Pattern[str]
    aside: re.Pattern[str]
    choice: re.Pattern[str]
    substance: re.Pattern[str]
    millions: re.Pattern[str]


@cache
def _joins() -> _Joins:
    table: dict[str, Any] = load("quantities.yaml")["joins"]

    units = language(_LANGUAGE).units
    adverbs = units.adjectives if units else {}

    def some(name: str) -> str:
        return either(tuple(table[name]))

    breaks = one_of((tuple(load("quantities.yaml")["breaks"]), some("often_behind")))
    word = rf"(?!(?:{breaks})\b)[^\W\d_][\w-]*"

    return _Joins(
        re.compile(rf"{S}?[-–—−‐‑]{S}?|{S}(?:{some('range')}){S}|[-–](?:{some('range')})[-–]"),
        re.compile(rf"{S}(?:{some('between')}){S}"),
        re.compile(rf"{S}(?:{some('odds')}){S}"),
        re.compile(rf"(?P<comma>,{S})(?:(?P<and>{some('row')}){S})?|{S}(?P<or>{some('row')}){S}|(?P<slash>/)"),
        re.compile(rf"{S}?[×x]{S}?|{S}(?:{some('size')}){S}"),
        re.compile(rf"{S}?[×x]{S}?(?=/|(?:{some('often')}|{one_of(adverbs.values())})\b)"),
        tuple((code, re.compile(rf"{S}?(?:{either(words)})\b")) for code, words in adverbs.items()),
        frozenset(load("quantities.yaml")["numbers"]["times"]),
        re.compile(rf"{S}(?:{some('below_zero')})\b"),
        re.compile(rf"(?:{S}?/{S}?|{S}(?:{some('per')}){S})(?=\d)"),
        re.compile(rf"{S}(?:{some('no_rate')})\b"),
        re.compile(rf"[{SPACES}-](?:{some('no_share')})\b"),
        re.compile(rf"{S}(?:(?:{some('aside')})(?={S})|\((?=[\w ]+\)))"),
        re.compile(rf"{S}(?:{some('choice')}){S}"),
        re.compile(rf"{S}(?:{some('of')})(?:{S}{word}){{1,4}}?(?={S}(?:{some('rate')})\b)"),
        re.compile(rf"m{S}(?:{either(tuple(load('quantities.yaml')['counted_in_thousands']))})\b"),
    )


class Value(NamedTuple):
    """A value or range with the unit that belongs to it; `word`: it is spelt out.

    `thing` is where what is counted may stand, behind another number ("3 *or 4* doses"); 0 where there is none.
    """

    low: float
    high: float
    start: int
    end: int
    unit: Unit | None
    word: bool
    thing: int = 0


def unit_at(text: str, position: int) -> Unit | None:
    """The unit of a number that ends at `position`, one beyond doubt, with all that it is counted by."""
    if _END.match(text, position):
        return None
    power = power_at(text, position, _LANGUAGE) if text[position : position + 1] != "1" else None
    unit = power or _unit_at(text, position, _LANGUAGE) or counted_at(text, position, _LANGUAGE)
    if unit and (not unit.sure or is_vague(unit.code)):
        return None
    if _joins().millions.match(text, position):
        return None  # "2m people"
    if _joins().no_rate.match(text, unit.end if unit else position):
        return unit
    whole = over_time(text, unit or Unit("1", position), _LANGUAGE)
    return whole if unit or whole.end > position else None


def read(numbers: Numbers, first: Number, *, between: bool, changes: bool = False) -> list[Value]:
    """What begins with a number: a value, a range, odds ("1 in 5"), or a row that shares its unit ("3 × 4 cm").

    `between` says that "between" stands before, so that "and" joins the ends of a range; `changes`, that one value
    became the other ("rose from 5 to 8 mg"). Empty for what is none of
    these ("19-9").
    """
    values = _values(numbers, first, between=between, changes=changes)
    last = values[-1].unit if values else None
    if last is None or not (rate := _rate_of_substance(numbers, last)):
        return values
    return [_with_rate(one, one.unit, rate) if one.unit and one.unit.code == last.code else one for one in values]


def _per_day(numbers: Numbers, unit: Unit) -> Unit:
    """The unit with the day that may stand behind it as so many hours: "4 g *per 24 hours*"."""
    by = _joins().per_number.match(numbers.text, unit.end)
    hours = numbers.at(by.end()) if by else None
    other = unit_at(numbers.text, hours.end) if hours and hours.value == _DAY else None
    return unit._replace(code=f"{unit.code}/d", end=other.end) if other and other.code == "h" else unit


def _with_rate(value: Value, unit: Unit, rate: str) -> Value:
    return value._replace(unit=unit._replace(code=unit.code + rate))


def _rate_of_substance(numbers: Numbers, unit: Unit) -> str:
    """What an amount is counted by behind what it is of, as the end of a unit: "2 mg of warfarin *per day*"."""
    text, rate, end = numbers.text, "", unit.end
    if "/" in unit.code or is_time(unit.code) or unit.code in _SHARES:
        return rate
    while (substance := _joins().substance.match(text, end)) and not _joins().no_rate.match(text, substance.end()):
        counted = counted_at(text, substance.end(), _LANGUAGE) or _per_day(numbers, Unit("", substance.end()))
        whole = over_time(text, counted, _LANGUAGE)
        if whole.end == substance.end() or any(map(is_vague, whole.code.split("/"))):
            break
        rate, end = rate + whole.code, whole.end
    return rate


def _values(numbers: Numbers, first: Number, *, between: bool, changes: bool) -> list[Value]:
    text = numbers.text
    unit = _unit(numbers, first)
    end = unit.end if unit else first.end
    if span := _joins().range.match(text, end) or (_joins().between.match(text, end) if between else None):
        if second := numbers.at(span.end()):
            if changes:
                unit, its = unit or _unit(numbers, second), _unit(numbers, second)
                return [_value(first, unit)._replace(end=end), _value(second, its)] if unit and its else []
            return _range(numbers, first, unit, second)
        if unit is None and text[span.end() : span.end() + 1].isdigit():
            return []  # the other end is in doubt: "0.5–1,5 cm"
    return _alone(numbers, first, unit) if unit else _without_unit(numbers, first)


def _without_unit(numbers: Numbers, first: Number) -> list[Value]:
    """What a number without a unit of its own says together with what follows; nothing where it only multiplies."""
    text = numbers.text
    if often := _joins().often.match(text, first.end):
        rate = unit_at(text, often.end()) or unit_at(text, often.end() - 1) or _rate_at(text, often.end() - 1)
        return [_value(first, rate)] if rate and rate.code.startswith("/") else []
    if found := _odds(numbers, first) or _spread(numbers, first) or _size(numbers, first) or _row(numbers, first):
        return found
    if _TIMES.match(text, first.end):
        return []
    choice = _joins().choice.match(text, first.end)
    second = numbers.at(choice.end()) if choice else None
    alone = _value(first, Unit("1", first.end) if first.share else None)
    return [alone._replace(thing=second.end) if second and second.value == first.value + 1 else alone]


def _unit(numbers: Numbers, number: Number) -> Unit | None:
    """The unit behind a number or within it, also behind an aside: "7 consecutive days", "five (5) days"."""
    text = numbers.text
    unit = unit_at(text, number.end)
    if unit is None and (aside := _joins().aside.match(text, number.end)):
        again = numbers.at(aside.end()) if text[aside.end() - 1] == "(" else None
        end = aside.end() if text[aside.end() - 1] != "(" else again.end + 1 if again else 0
        unit = unit_at(text, end) if end and (again is None or again.value == number.value) else None
    if unit is None and text[number.start : number.end].lower() in _joins().times:
        unit = _rate_at(text, number.end)
    return unit or (Unit(number.code, number.end) if number.code and not is_vague(number.code) else None)


def _rate_at(text: str, position: int) -> Unit | None:
    """What something is counted in by an adverb: "twice daily"."""
    for code, adverb in _joins().adverbs:
        if found := adverb.match(text, position):
            return Unit(f"/{code}", found.end())
    return None


def _value(number: Number, unit: Unit | None) -> Value:
    return Value(number.value, number.value, number.start, unit.end if unit else number.end, unit, number.word)


def _alone(numbers: Numbers, first: Number, unit: Unit) -> list[Value]:
    """A value with its unit; a concentration by its volume ("100 mg/5 mL"), two strengths, a temperature below zero."""
    text = numbers.text
    if below := _joins().below_zero.match(text, unit.end):
        unit = unit._replace(end=below.end())
        return [_value(first._replace(value=-first.value), unit)] if unit.code in ("Cel", "[degF]") else []
    if unit.code == "%" and _joins().no_share.match(text, unit.end):
        return []
    if (daily := _per_day(numbers, unit)) is not unit:
        return [_value(first, daily)]
    by = _joins().per_number.match(text, unit.end)
    second = numbers.at(by.end()) if by else None
    if second is None:
        return [_value(first, unit)]
    other = unit_at(text, second.end)
    if other and other.code in _VOLUMES and other.code != unit.code and second.value > 0:
        amount = rounded(first.value / second.value)
        return [_value(first._replace(value=amount), Unit(f"{unit.code}/{other.code}", other.end))]
    is_pair = other is not None and (other.code == unit.code or is_time(other.code))
    return [_value(first, unit), _value(second, other)] if is_pair else []


def _range(numbers: Numbers, first: Number, unit: Unit | None, second: Number) -> list[Value]:
    other = _unit(numbers, second)
    scaled = rounded(first.value * second.scale)
    if first.scale == 1 and unit is None and scaled < second.value:
        first = first._replace(value=scaled)  # "2 to 3 million", but not "500 to 2 million"
    alone = [_value(first, unit)] if unit else []
    if unit and (other is None or other.code != unit.code):
        return alone
    if first.value > second.value and second.value < 0 and first.value < 0:
        first, second = first._replace(value=second.value), second._replace(value=first.value)
    if first.value >= second.value:
        return alone
    return [Value(first.value, second.value, first.start, other.end if other else second.end, other, first.word)]


def _odds(numbers: Numbers, first: Number) -> list[Value]:
    span = _joins().odds.match(numbers.text, first.end)
    second = numbers.at(span.end()) if span else None
    # What could be a year is one: "3 in 2019".
    if second is None or not 0 < first.value < second.value or 1900 <= second.value <= 2100:
        return []
    if unit_at(numbers.text, second.end):
        return []
    share = first.value / second.value
    return [Value(share, share, first.start, second.end, Unit("1", second.end), first.word)]


def _spread(numbers: Numbers, first: Number) -> list[Value]:
    """A mean with its deviation: the value is the mean, the span holds both."""
    span = _SPREAD.match(numbers.text, first.end)
    second = numbers.at(span.end()) if span else None
    if second is None:
        return []
    unit = unit_at(numbers.text, second.end)
    return [Value(first.value, first.value, first.start, unit.end if unit else second.end, unit, first.word)]


def _size(numbers: Numbers, first: Number) -> list[Value]:
    """The sides of a size, which share a unit of length: "3 × 4 cm", "2 by 3 cm"; "2 × 5 mg" is none."""
    row = [first]
    while len(row) < _LONGEST_ROW and (span := _joins().size.match(numbers.text, row[-1].end)):
        following = numbers.at(span.end())
        if following is None:
            break
        row.append(following)
        if unit := unit_at(numbers.text, following.end):
            return _sharing(row, unit) if unit.code in _LENGTHS else []
    return []


def _sharing(row: list[Number], unit: Unit) -> list[Value]:
    shared = [Value(n.value, n.value, n.start, n.end, unit, n.word) for n in row[:-1]]
    return [*shared, _value(row[-1], unit)]


def _row(numbers: Numbers, first: Number) -> list[Value]:
    """Numbers that share the unit behind the last of them; a "/" joins two blood pressures only.

    Commas alone join no shares, and only two numbers of one form: "OR 59.65, 95% CI".
    """
    row, slash, joined = [first], False, False
    while len(row) < _LONGEST_ROW and (span := _joins().row.match(numbers.text, row[-1].end)):
        following = numbers.at(span.end())
        if following is None:
            break
        slash, joined = slash or bool(span["slash"]), joined or bool(span["and"] or span["or"])
        row.append(following)
        if unit := unit_at(numbers.text, following.end):
            if slash:
                return _sharing(row, unit) if unit.code in ("mm[Hg]", "kPa") and len(row) == 2 else []
            return _sharing(row, unit) if joined or (len(row) > 2 and unit.code not in _SHARES) else []
    return []
