r"""Sizes in pixels that were centimetres.

UEditor 1.2.5.1 to 1.4.2 ran `/[\d.]+(cm|pt)/g` over pasted text and multiplied centimetres by 25; later versions
touch style attributes only. Only the number that touches the unit was multiplied: "1-2cm" became "1-50px".
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from decimal import Decimal

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.rules import DocumentContext, rule

_TABLE = load("px.yaml")
_SCREEN = re.compile(rf"\b(?:{'|'.join(_TABLE['screen'])})\b", re.IGNORECASE)
_SIZED = re.compile(rf"\b(?:{'|'.join(_TABLE['sized'])})|{'|'.join(_TABLE['sized_cjk'])}", re.IGNORECASE)
_LONG = re.compile(rf"\b(?:{'|'.join(_TABLE['long'])})\b|{'|'.join(_TABLE['long_cjk'])}", re.IGNORECASE)
_NUMBER = r"\d{1,5}(?:\.\d{1,20})?"
_UNIT = re.compile(r"px(?P<power>[23²³]|/s|H2O|H₂O)?(?![A-Za-z0-9_])")
_SIZE = re.compile(
    r"(?:(?<![A-Za-z0-9_.,#-])|(?<=[0-9]x))"
    rf"(?:(?P<low>{_NUMBER})(?P<low_px>px)?[ ]?[-–—~～][ ]?)?(?P<value>{_NUMBER})\Z"
)
_STOP = re.compile(r"[.!?;](?=\s)|[。！？；\n]")
_PATTERNS = (_SCREEN, _SIZED, _LONG, _STOP)
# The largest value in centimetres that a body has, by what stands behind px: areas (skin of a limb), volumes, speeds of
# blood, and pressures in cmH2O, of which 60 is beyond a ventilator's. Lengths: 250 for a body, 40 for an organ.
_LIMITS = {"2": 500, "²": 500, "3": 4000, "³": 4000, "/s": 600, "H2O": 60, "H₂O": 60}
_LONGEST, _LONGEST_ORGAN = 250, 40
_REACH = 300  # characters to each side, should no stop end the sentence before
_REASON = "an editor multiplied centimetres by 25 and called them px"


class _Words:
    """Where a text speaks of bodies, screens and long things around some places, and where sentences end there."""

    def __init__(self, text: str, places: list[int]):
        windows: list[tuple[int, int]] = []
        for place in places:
            start, end = max(0, place - _REACH), place + _REACH
            if windows and start <= windows[-1][1]:
                start = windows.pop()[0]
            windows.append((start, end))
        self.places = {p: [m.start() for w in windows for m in p.finditer(text, *w)] for p in _PATTERNS}

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The sentence around a span, at most `_REACH` characters to each side."""
        stops = self.places[_STOP]
        i, j = bisect_left(stops, start), bisect_left(stops, end)
        left = stops[i - 1] if i else 0
        right = stops[j] if j < len(stops) else end + _REACH
        return max(left, start - _REACH), min(right, end + _REACH)

    def holds(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """Whether a word of a table begins in [start, end)."""
        places = self.places[pattern]
        i = bisect_left(places, start)
        return i < len(places) and places[i] < end


@rule("repair/px", version=1, languages=_TABLE["languages"])
def restore_centimetres(text: str, context: DocumentContext) -> Iterable[Change]:
    """Sizes in px that were centimetres.

    Divided by 25 where that gives a length with at most one decimal, plausible for what the sentence measures, where
    the sentence is not about screens and at least one size of the text is plainly one of a body. A range's bound
    without its own unit is in centimetres already. What fits nothing stays for a check to flag.
    Example: "a nodule of 1-50px" becomes "a nodule of 1–2 cm".
    """
    units = list(_UNIT.finditer(text)) if "px" in text else []
    pairs = [(_SIZE.search(text[max(0, u.start() - 60) : u.start()]), u) for u in units]
    sizes = [(size, unit) for size, unit in pairs if size]
    words = _Words(text, [unit.start() for _, unit in sizes])
    found: list[Change] = []
    proven = False
    for size, unit in sizes:
        start = unit.start() - len(size[0])
        if found and found[-1].end > start:
            found.pop()
        span = words.sentence(start, unit.end())
        after = None if words.holds(_SCREEN, *span) else _size(size, unit["power"], words.holds(_LONG, *span))
        if after:
            found.append(Change(start, unit.start() + 2, text[start : unit.start() + 2], after, _REASON))
            proven = proven or len(size["value"]) > 10 or "H" in (unit["power"] or "") or words.holds(_SIZED, *span)
    return found if proven else []


def _size(size: re.Match[str], power: str | None, long: bool) -> str | None:
    """The size in centimetres with its unit, or None where it is not plausible for what the sentence measures."""
    value = _centimetres(size["value"])
    if value is None or not Decimal("0.1") <= value <= _LIMITS.get(power or "", _LONGEST if long else _LONGEST_ORGAN):
        return None
    if size["low"] is None:
        return f"{value} cm"
    low = _centimetres(size["low"]) if size["low_px"] else Decimal(size["low"])
    return f"{low}–{value} cm" if low is not None and low < value else None


def _centimetres(pixels: str) -> Decimal | None:
    """A pixel number divided by 25, as it was typed: one decimal at most, once float noise is taken off."""
    exact = Decimal(pixels) / 25
    value = round(exact, 2 if len(pixels.partition(".")[2]) > 6 else 4)
    if value != round(value, 1):
        return None
    return Decimal(f"{value:.1f}".removesuffix(".0"))
