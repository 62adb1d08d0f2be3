"""Units of measurement behind a number, as UCUM codes.

A small table (`data/units.yaml`) instead of a parser of all of UCUM: leaflets and clinical texts use few units in many
spellings, and a regular expression finds them a thousand times faster than quantulum3. Products and quotients
("mg/kg/day", "mmol per litre", "10⁹/L") are put together here.
"""

import re
from functools import cache
from typing import Any, NamedTuple

from pipeline.data import load

_SPACE = r"[ \u00a0\u2009\u202f]"
_POWER = re.compile(
    rf"(?:{_SPACE}?[x×*·]{_SPACE}?)?(?<!\d)10(?:(?P<high>[⁰¹²³⁴-⁹]+)|[\^*](?P<caret>\d{{1,2}})|\((?P<bracket>\d{{1,2}})\))(?!\d)"
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_COUNT = "1"


class Unit(NamedTuple):
    """A unit found in a text: its UCUM code, and where it ends. `hyphen`: it hangs on its number, as in "5-year"."""

    code: str
    end: int
    hyphen: bool = False


class _Spellings(NamedTuple):
    symbols: dict[str, str]
    words: dict[str, str]
    behind_number: re.Pattern[str]
    divisor: re.Pattern[str]
    power_divisor: re.Pattern[str]


@cache
def _spellings() -> _Spellings:
    table: dict[str, Any] = load("units.yaml")
    symbols = {form: code for code, forms in table["symbols"].items() for form in forms}
    words = {form.lower(): code for code, forms in table["words"].items() for one in forms for form in _numbers(one)}
    counted = [form for one in table["counted"] for form in _numbers(one)]
    unit = rf"(?:(?P<symbol>{_any(symbols)})|(?i:(?P<word>{_any(words)})))(?![^\W_])"
    things = rf"(?:(?i:{_any(counted)}){_SPACE}?)"
    by = rf"(?:{things}?{_SPACE}?/{_SPACE}?|{_SPACE}(?:(?i:per|a|an|each|every){_SPACE}))"
    return _Spellings(
        symbols,
        words,
        re.compile(rf"(?P<gap>{_SPACE}{{0,2}}|[-\u2010\u2011])(?:{unit})"),
        re.compile(rf"(?P<by>{by})(?:1\.73{_SPACE}?)?(?:{unit})"),
        re.compile(rf"{_SPACE}?{things}?(?=/)"),
    )


def _any(forms: Any) -> str:
    return "|".join(re.escape(form).replace(r"\ ", _SPACE) for form in sorted(forms, key=len, reverse=True))


def _numbers(form: str) -> tuple[str, ...]:
    return (form[:-2], form[:-2] + "s") if form.endswith("-s") else (form,)


def is_time(code: str) -> bool:
    """Whether a code is a unit of time alone."""
    return code in load("units.yaml")["time"]


def unit_at(text: str, position: int) -> Unit | None:
    """The unit of a number that ends at `position`, or None."""
    power = _POWER.match(text, position)
    if power and (text[position : position + 1] != "1"):
        return _powered(text, power)
    found = _spellings().behind_number.match(text, position)
    if found is None:
        return _quotient(text, position, _COUNT, counts=True)
    code, hyphen = _code(found), bool(found["gap"]) and not found["gap"].isspace()
    if (hyphen and found["symbol"] and len(found["symbol"]) == 1) or found[0] == "s":
        return None  # "2-d" is a name, "1970s" a decade
    whole = _quotient(text, found.end(), code)
    return Unit(whole.code, whole.end, hyphen) if whole else Unit(code, found.end(), hyphen)


def power_at(text: str, position: int) -> Unit | None:
    """A power of ten that stands as a unit of its own, such as "10⁹/L", or None."""
    power = _POWER.match(text, position)
    if power is None or power[0][0] != "1":
        return None
    found = _powered(text, power)
    return found if "/" in found.code else None


def _powered(text: str, power: re.Match[str]) -> Unit:
    digits = (power["high"] or "").translate(_SUPERSCRIPT) or power["caret"] or power["bracket"]
    code = f"10*{digits}"
    return _quotient(text, power.end(), code, counts=True) or Unit(code, power.end())


def _quotient(text: str, position: int, code: str, *, counts: bool = False) -> Unit | None:
    """What follows "/" or "per", at most twice; "cells" and the like may stand before it."""
    end, top = position, code
    if counts:
        end = _end_of(_spellings().power_divisor.match(text, position), position)
    for _ in range(2):
        found = _spellings().divisor.match(text, end)
        if found is None or (found["by"].strip() in ("a", "an") and not is_time(_code(found))):
            break
        top, end = f"{top}/{_code(found)}", found.end()
    if top == code:
        return None
    return Unit(top.removeprefix(_COUNT) if code == _COUNT else top, end)


def _end_of(found: re.Match[str] | None, position: int) -> int:
    return found.end() if found else position


def _code(found: re.Match[str]) -> str:
    table = _spellings()
    if found["symbol"]:
        return table.symbols[re.sub(_SPACE, " ", found["symbol"])]
    return table.words[re.sub(_SPACE, " ", found["word"]).lower()]
