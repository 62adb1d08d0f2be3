"""Units of measurement behind a number, as UCUM codes, and what they mean.

A small table (`data/units.yaml`, names in `data/languages`) instead of a parser of all of UCUM: leaflets and clinical
texts use few units in many spellings. Products and quotients ("mg/kg/day", "mmol per litre", "mg/(kg·h)", "10⁹/L") are
put together here. A unit is right or absent: what is written in another case counts only where one unit can be meant.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

import msgspec

from pipeline.data import load
from pipeline.reading.language import Units, either, language, languages, one_of

SPACES = " \u00a0\u2009\u202f"
_S = f"[{SPACES}]"
_SPACE = re.compile(_S)
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 34  # characters; the longest form has 28
_GAP = re.compile(rf"(?P<blank>{_S}{{0,2}})(?P<hyphen>[-‐‑]?)(?=[^\W\d_]|[%％‰°º℃℉])")
_SLASH = re.compile(rf"{_S}?/{_S}?(?P<bracket>\()?")
_TIMES = re.compile(rf"{_S}?[·⋅∙.*]{_S}?")
_DIVIDES = frozenset(f"{SPACES}/·⋅∙.")  # what stands behind a unit that is divided
_INVERSE = re.compile(rf"{_S}?[·⋅∙]{_S}?|\.|{_S}")
_TO_MINUS_ONE = re.compile(r"(?:⁻¹|[-−]1)(?!\d)")
_POWER_LENGTH = 3  # characters of "⁻¹", and one that must be no digit
_POWER = re.compile(
    rf"(?:{_S}?[x×*·]{_S}?)?(?<!\d)10(?:(?P<high>[⁰¹²³⁴-⁹]+)|[\^*](?P<caret>\d{{1,2}})|\((?P<bracket>\d{{1,2}})\))(?!\d)"
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MOST_DIVISORS = 3
_COUNT = "1"


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `units.yaml` says of a unit."""

    signs: tuple[str, ...] = ()
    si: tuple[float | str, ...] | None = None
    meaning: str | msgspec.UnsetType | None = msgspec.UNSET
    vague: bool = False


TABLE: Mapping[str, _Row] = msgspec.convert(load("units.yaml")["units"], dict[str, _Row])
TIME: frozenset[str] = frozenset(load("units.yaml")["time"])
_NONE = tuple(load("units.yaml")["not_units"])


class Unit(NamedTuple):
    """A unit found in a text: its UCUM code, and where it ends.

    `hyphen`: it hangs on its number, as in "5-year". It is not `sure` where it is written in another case than its
    sign, or is an "s" that may be a plural ("1970s").
    """

    code: str
    end: int
    hyphen: bool = False
    sure: bool = True


class _Forms(NamedTuple):
    """Forms: their lengths by first word, longest first; what they stand for as written, and in any case."""

    sizes: Mapping[str, tuple[int, ...]]
    known: frozenset[str]
    signs: Mapping[str, str]
    names: Mapping[str, str]
    loose: Mapping[str, str]
    per: re.Pattern[str]
    rates: re.Pattern[str]
    beyond: re.Pattern[str]


@cache
def _forms(tag: str | None) -> _Forms:
    """How units are written in a language, or in any."""
    known = [one for record in ([language(tag)] if tag else languages()) if (one := record.units)]
    signs = {sign: code for code, row in TABLE.items() for sign in row.signs}
    names = {
        name.lower(): code
        for units in known
        for code, some in units.names.items()
        for name in _numbers(some)
        if tag or len(name) > 1  # "y" is a year in English, "and" in Spanish
    }
    meant: dict[str, set[str]] = {}
    for sign, code in signs.items():
        meant.setdefault(sign.lower(), set()).add(code)
    sizes: dict[str, set[int]] = {}
    for form in (*meant, *names):
        sizes.setdefault(_first_word(form, 0), set()).add(len(form))
    loose = {form: next(iter(codes)) for form, codes in meant.items() if len(codes) == 1 and form not in names}
    times = "|".join(re.escape(name) for name, code in names.items() if code in TIME and len(name) > 2)
    per = one_of(units.per for units in known)
    return _Forms(
        {first: tuple(sorted(some, reverse=True)) for first, some in sizes.items()},
        frozenset((*meant, *names)),
        signs,
        names,
        loose,
        re.compile(rf"{_S}(?:{per}){_S}", re.IGNORECASE),
        re.compile(rf"{_S}(?:{one_of(units.rates for units in known)}){_S}", re.IGNORECASE),
        re.compile(rf"(?:{_S}[^\W\d_]+){{1,2}}{_S}(?:{per}){_S}({times or '(?!)'})(?!\w)", re.IGNORECASE),
    )


def _numbers(forms: Iterable[str]) -> list[str]:
    """The forms with their plurals."""
    return [one for form in forms for one in ((form[:-2], form[:-2] + "s") if form.endswith("-s") else (form,))]


class _Form(NamedTuple):
    code: str
    end: int
    sure: bool


def _first_word(text: str, position: int) -> str:
    """The letters and figures from a position on, as far as a unit may go, in lower case; none where a sign stands."""
    word = _WORD.match(text, position, position + _LONGEST + 1)
    return word[0].lower() if word else ""


def _form_at(text: str, position: int, forms: _Forms) -> _Form | None:
    """The longest sign or name that begins at a position."""
    sizes = forms.sizes.get(_first_word(text, position), ())
    written = _SPACE.sub(" ", text[position : position + _LONGEST]) if sizes else ""
    window = written.lower()
    if window.startswith(_NONE):
        return None
    for size in sizes:
        form = window[:size]
        if len(form) == size and form in forms.known and not window[size : size + 1].isalnum():
            if code := forms.signs.get(written[:size]) or forms.names.get(form):
                return _Form(code, position + size, sure=True)
            loose = forms.loose.get(form)
            return _Form(loose, position + size, sure=False) if loose else None
    return None


def unit_at(text: str, position: int, tag: str | None = None) -> Unit | None:
    """The unit of a number that ends at `position`; without `tag` by the names of all languages.

    None for what is no unit or cannot be told: "2-D" is a name, "mg/(…" something else per what we do not know.
    """
    forms, gap = _forms(tag), _GAP.match(text, position)
    found = _form_at(text, gap.end(), forms) if gap else None
    if gap is None or found is None:
        return None
    code, end, sure = found
    if gap["hyphen"] and end == gap.end() + 1 and text[gap.end()].isalpha():
        return None
    plural = text[position:end] == "s"
    return _divided(text, Unit(code, end, bool(gap["hyphen"]), sure and not plural), forms)


def _divided(text: str, unit: Unit, forms: _Forms) -> Unit | None:
    """A unit with what it is counted by, behind "/" or "per"; None where a bracket there is not understood."""
    code, end, sure = unit.code, unit.end, unit.sure
    for _ in range(_MOST_DIVISORS):
        divisor = _divisor(text, end, forms)
        if divisor is None:
            slash = _SLASH.match(text, end)
            if slash and slash["bracket"]:
                return None
            break
        code, end, sure = f"{code}/{divisor.code}", divisor.end, sure and divisor.sure
    return Unit(code.removeprefix(_COUNT) if code.startswith("1/") else code, end, unit.hyphen, sure)


def _divisor(text: str, position: int, forms: _Forms) -> _Form | None:
    if text[position : position + 1] not in _DIVIDES:
        return None
    slash = _SLASH.match(text, position)
    if by := slash or forms.per.match(text, position):
        found = _form_at(text, by.end(), forms)
        return _bracketed(text, found, forms) if found and slash and slash["bracket"] else found
    sign = _INVERSE.match(text, position)
    if sign and _TO_MINUS_ONE.search(text, sign.end(), sign.end() + _LONGEST + _POWER_LENGTH):
        found = _form_at(text, sign.end(), forms)
        power = _TO_MINUS_ONE.match(text, found.end) if found else None
        return found._replace(end=power.end()) if found and power else None
    return None


def _bracketed(text: str, first: _Form, forms: _Forms) -> _Form | None:
    """A product in brackets as one divisor behind another: "(kg·h)" is "kg/h"."""
    code, end, sure = first
    while (sign := _TIMES.match(text, end)) and (following := _form_at(text, sign.end(), forms)):
        code, end, sure = f"{code}/{following.code}", following.end, sure and following.sure
    return _Form(code, end + 1, sure) if text[end : end + 1] == ")" else None


def compared_at(text: str, position: int) -> Unit | None:
    """The unit behind a number, in whatever language, if it is one that pairs compare; a frequency is none of these."""
    unit = unit_at(text, position)
    return unit if unit and unit.code[0] != "/" and meaning(unit.code) else None


def code_at(text: str, position: int) -> str | None:
    """The code of the unit that pairs compare behind a number."""
    unit = compared_at(text, position)
    return unit.code if unit else None


def unit_end(text: str, position: int) -> int:
    """Where the unit that pairs compare ends; the position itself where there is none."""
    unit = compared_at(text, position)
    return unit.end if unit else position


def counted_at(text: str, position: int, tag: str) -> Unit | None:
    """The unit of what is counted per something: "cells/µL", "/day"; None where nothing is divided."""
    things = _things().match(text, position)
    unit = _divided(text, Unit(_COUNT, things.end() if things else position), _forms(tag))
    return unit if unit and unit.code != _COUNT else None


def power_at(text: str, position: int, tag: str) -> Unit | None:
    """A power of ten behind a number, or in its place, with what it is counted per: "× 10⁹/L"."""
    power = _POWER.match(text, position)
    if power is None:
        return None
    digits = (power["high"] or "").translate(_SUPERSCRIPT) or power["caret"] or power["bracket"]
    counted = counted_at(text, power.end(), tag)
    return Unit(f"10*{digits}{counted.code}" if counted else f"10*{digits}", counted.end if counted else power.end())


def over_time(text: str, unit: Unit, tag: str) -> Unit:
    """A unit with the time that it is counted in, where an article joins them: "g a day"."""
    forms = _forms(tag)
    article = forms.rates.match(text, unit.end)
    time = _form_at(text, article.end(), forms) if article else None
    if time is None or time.code not in TIME:
        return unit
    top = "" if unit.code == _COUNT else unit.code
    return Unit(f"{top}/{time.code}", time.end, unit.hyphen, unit.sure and time.sure)


@cache
def _things() -> re.Pattern[str]:
    counted = "|".join(re.escape(form) for form in _numbers(load("units.yaml")["counted"]))
    return re.compile(rf"{_S}?(?:(?:{counted}){_S}?)?(?=/)", re.IGNORECASE)


@cache
def meaning(code: str) -> str | None:
    """The common name by which pairs compare a unit ("mg/kg"); None for what they leave alone.

    >>> meaning("ug/d")
    'µg/day'
    """
    row = TABLE.get(code)
    if row and row.meaning is not msgspec.UNSET:
        return row.meaning
    if "/" not in code:
        return code if row else None
    parts = [meaning(part) if part else "" for part in code.split("/")]
    known = [part for part in parts if part is not None]
    return "/".join(known) if len(known) == len(parts) else None


def rate_at(text: str, position: int) -> str | None:
    """The time that a number counts in, some words behind it: "48 beats per minute" has the unit "/min"."""
    forms = _forms(None)
    match = forms.beyond.match(text, position)
    return f"/{forms.names[match[1].lower()]}" if match else None


def is_time(code: str) -> bool:
    """Whether a code is a unit of time alone."""
    return code in TIME


def is_vague(code: str) -> bool:
    """Whether the size of one is not sure, as of tablets and drops."""
    return code in TABLE and TABLE[code].vague


def named(unit: str, text: str) -> list[int]:
    """Where a text names a unit, by its meaning, with a number or without, or by an adjective: "diario"."""
    return [match.start() for match in _naming(unit).finditer(text)]


@cache
def _naming(unit: str) -> re.Pattern[str]:
    records: list[Units] = [one for record in languages() if (one := record.units)]
    names = [
        re.escape(form)
        for units in records
        for code, some in ((c, (*units.names.get(c, ()), *row.signs)) for c, row in TABLE.items())
        if meaning(code) == unit
        for form in _numbers(some)
        if len(form) > 2
    ]
    adjectives = one_of(
        either(words) for units in records for code, words in units.adjectives.items() if meaning(code) == unit
    )
    return re.compile(rf"\b(?:{'|'.join([*names, adjectives])})\b", re.IGNORECASE)
