"""How a region writes what its language leaves open: the decimal sign, blanks before signs, the order of a date.

CLDR says it for a tag with a region. A language alone says it by its record; in one whose regions differ ("es") either
decimal sign may be meant. Of blanks before punctuation CLDR knows nothing: those stand in the record of the language.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from pipeline.core.tags import lookup, widening
from pipeline.reading.language import language

Decimal = Literal["comma", "point"]
Order = Literal["dmy", "mdy", "ymd"]

_SIGNS: Mapping[str, Decimal] = {",": "comma", ".": "point"}
# Arabic of the Sudan and others write signs that we do not read; the language's own then stands.
ASSUMED: Mapping[str, str] = {"pt": "pt-BR"}
"""Languages that two countries write differently, and the variety that the tag alone is taken for."""


@cache
def _locale(tag: str) -> Any:
    """What CLDR has for a tag with a region; None where there is none, or no region."""
    if "-" not in tag:
        return None
    from babel import Locale, UnknownLocaleError  # takes a tenth of a second, which texts of a language alone need not

    try:
        return Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None


@cache
def _written(tag: str) -> Decimal | None:
    """The decimal sign of a region, as CLDR has it."""
    known = _locale(tag)
    return _SIGNS.get(known.number_symbols.get("latn", {}).get("decimal", "")) if known else None


class Signs(NamedTuple):
    """The sign before decimals, and whether a tag leaves open that the other is meant, since its regions differ."""

    decimal: Decimal
    either: bool


@cache
def signs(tag: str, given: tuple[tuple[str, Decimal], ...] = ()) -> Signs:
    """The decimal sign of a language or region: as it is `given`, else by its region, else by its language.

    >>> [signs(tag).decimal for tag in ("es-MX", "es-ES", "es")], signs("es-MX", (("es", "comma"),)).decimal
    (['point', 'comma', 'comma'], 'point')
    >>> signs("es").either, signs("es-MX").either
    (True, False)
    """
    own, numbers = dict(given), language(tag).numbers
    known = (own.get(wider) or _written(wider) for wider in widening(tag))
    decimal: Decimal = next(filter(None, known), numbers.decimal if numbers else "point")
    is_open = numbers is not None and numbers.either and "-" not in tag and (not given or lookup(tag, own) is None)
    return Signs(decimal, is_open)


@cache
def blanks(tag: str) -> Mapping[str, str]:
    """The blank that stands before a sign, by sign."""
    form = language(tag).form
    if form is None:
        return {}
    region = next((part for part in tag.split("-")[1:] if part in form.regions), "")
    found = dict(form.regions.get(region, form.blank_before))
    known = _locale(tag)
    if known and known.percent_formats[None].pattern.endswith("0%"):
        found = {sign: blank for sign, blank in found.items() if sign not in "%‰"}
    return found


@cache
def order(tag: str) -> Order | None:
    """In which order a date in figures has day, month and year; None where the tag does not tell.

    >>> order("en-US"), order("en-GB"), order("en"), order("fr")
    ('mdy', 'dmy', None, 'dmy')
    """
    numbers, known = language(tag).numbers, _locale(tag)
    if known is None:
        return numbers.dates if numbers else None
    letters = [sign for sign in dict.fromkeys(known.date_formats["short"].pattern.lower()) if sign in "dmy"]
    return {"dmy": "dmy", "mdy": "mdy", "ymd": "ymd"}.get("".join(letters))  # type: ignore[return-value]
