"""Numbers in figures: decimal and grouping signs, powers, fractions, "8 million", codes that are none."""

import re
from typing import Literal

from pipeline.core.text.phrases import Phrases
from pipeline.reading.numbers.grammar import grammar_of, scale_at
from pipeline.reading.numbers.number import CLOCK, MEASURED, Decimal, Number, on_clock, rounded
from pipeline.reading.numbers.units import SPACES, code_at, meaning, rate_at

_FRACTION = Phrases(r"(?=[\d½¼¾⅓⅔⅕⅛])(?:(?<![\d/.,])(?:(\d{1,3}) )?1/2(?![\d/])(?= [^\W\d_])|[½¼¾⅓⅔⅕⅛])", re.NOFLAG)
_FIGURES = re.compile(
    rf"(?=[\d.,])(?:\d{{1,3}}(?:[{SPACES}]\d{{3}}(?!\d))+(?:[.,]\d+)?"
    r"|\d+(?:(?:[.,'’]|·(?!10[\^⁰¹²³⁴-⁹]))\d+)*|(?<![\w.,])[.,]\d+)"
)
_SPACE = re.compile(f"[{SPACES}]")
_SEPARATOR = re.compile(r"[.,'’·]")
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅛": 0.125}
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile(r"(?<=10)(?:\^(-?\d{1,2})|(⁻?[⁰¹²³⁴-⁹]{1,2}))")
_CODE_BEFORE = re.compile(r"[^\W\d_][-‑]?$|\d[-‑]$|[^\W\d_]\d+$")
_CODE_AFTER = re.compile(r"[-‑]?[a-z]{0,2}[A-Z]{1,5}(?![a-z])|[-‑][a-z]?[A-Z]\w*[A-Z]")
_IDLE = re.compile("00$")
_HOUR = re.compile(rf"\d(?::|[{SPACES}]?h[{SPACES}]?)$")
_TIME = re.compile(rf"(?:[01]?\d|2[0-4])\.[0-5]\d(?=[{SPACES}]?(?:{CLOCK['hours']})\b)")
_YEAR = re.compile(r"\b(19|20)\d\d[-–/]$")
_ASIDE = re.compile(r" ?\([^()]{1,25}\)")


def value(figures: str, decimal: Decimal) -> float | None:
    """The value of a number in figures; None where its separators make a date, a version or a list."""
    if figures.isdecimal():
        return float(figures)
    parts, signs = _SEPARATOR.split(figures), _SEPARATOR.findall(figures)
    grouped = parts[0].lstrip("0") != "" and len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
    if len(set(signs)) == 1 and grouped and (len(signs) > 1 or _groups(signs[0], decimal)):
        return float("".join(parts))
    if signs[-1] in "'’":
        return None  # 5'10 are feet and inches
    if len(signs) == 1:
        return float(f"{parts[0] or 0}.{parts[1]}")
    whole, last = parts[:-1], signs[-1]
    if last not in signs[:-1] and len(set(signs[:-1])) == 1 and all(len(part) == 3 for part in whole[1:]):
        return float(f"{''.join(whole)}.{parts[-1]}")
    return None


def _groups(sign: str, decimal: Decimal) -> bool:
    return sign not in (",·" if decimal == "comma" else ".·")


def ambiguous(figures: str) -> bool:
    """Whether one separator could group thousands as well as begin decimals: "1.000"."""
    return _AMBIGUOUS.fullmatch(figures) is not None


def figures(text: str, language: str, decimal: Decimal) -> list[Number]:
    """The numbers that are written in figures; a date or a version gives each of its parts."""
    found = [number for match in _FRACTION.finditer(text) if (number := _fraction(text, match))]
    taken = {i for number in found for i in range(number.start, number.end)}
    for match in _FIGURES.finditer(text):
        start, end = match.span()
        if start in taken:
            continue
        if text[end - 1 : end] in ".,":
            end -= 1
        amount = None if _TIME.match(text, start) else value(_SPACE.sub("", match[0]), decimal)
        if amount is None:
            for piece in re.finditer(r"\d+", match[0]):
                part, (a, b) = float(piece[0]), piece.span()
                found.append(Number(start + a, start + b, frozenset({part}), "figures", None, piece[0], value=part))
            continue
        found.append(_number(text, start, end, amount, language))
    return found


def _fraction(text: str, match: re.Match[str]) -> Number | None:
    """A half, alone or upon a whole number, or the sign of a fraction, which may have a name: "un cuarto"."""
    if text[match.start() - 1 : match.start()].isdigit():
        return None
    amount = FRACTIONS.get(match[0], 0.5) + int(match[1] or 0)
    kind: Literal["figures", "loose"] = "figures" if amount % 1 == 0.5 else "loose"
    return Number(*match.span(), frozenset({amount}), kind, code_at(text, match.end()), match[0], value=amount)


def _number(text: str, start: int, end: int, amount: float, language: str) -> Number:
    """A number in figures with what belongs to it: a power, a fraction, "million", its unit."""
    begin = text[max(start - 2, 0) : start]
    coded = bool(_CODE_BEFORE.search(begin)) and not re.search(r"\d[-‑]$", begin)
    written = text[start:end]
    if (power := _POWER.match(text, end)) and written == "10":
        amount, end = 10.0 ** int((power[1] or power[2]).translate(_SUPERSCRIPT)), power.end()
    elif text[end : end + 1] in FRACTIONS and end < len(text):
        amount, end = amount + FRACTIONS[text[end]], end + 1
    amount, scale, behind = _scaled(text, end, amount, language)
    aside = _ASIDE.match(text, behind)
    places = dict.fromkeys((end, behind, aside.end() if aside else end))
    code = next((code for place in places if (code := code_at(text, place))), None)
    code, end = code or rate_at(text, behind), behind
    decades = grammar_of(language).decades
    if code == "s" and text[end : end + 1] == "s" and decades.search(text[max(start - 7, 0) : start]):
        code = None  # "in the 50s" are years of one's life
    coded = coded or (code is None and bool(_CODE_AFTER.match(text, end)))
    values = {rounded(amount)} | ({2000 + amount} if coded and 10 <= amount < 100 else set())
    if amount >= 1000 and re.match(r"s\b", text[end : end + 2]):
        values.add(amount % 100)
    if (year := _YEAR.search(text, max(start - 5, 0), start)) and re.fullmatch(r"\d\d", written):
        values.add(100 * int(year[1]) + amount)
    if clock := on_clock(text, end, amount) if code is None else None:
        code, values = "h", values | clock
    doubtful = ambiguous(written)
    other = float(re.sub("[.,]", "", written)) if doubtful and (code is None or meaning(code) not in MEASURED) else None
    kind: Literal["figures", "loose"] = (
        "loose" if coded or (_IDLE.match(written) and _HOUR.search(text[max(start - 5, 0) : start])) else "figures"
    )
    return Number(start, end, frozenset(values), kind, code, written, doubtful, other, bool(clock), amount, scale)


def _scaled(text: str, end: int, amount: float, language: str) -> tuple[float, float, int]:
    """The amount with its scale, the scale, and where they end: "2 million", "2 and a half million"."""
    scale, end = scale_at(text, end, language)
    amount *= scale
    if match := grammar_of(language).half.match(text, end):
        more, end = scale_at(text, match.end(), language)
        amount, scale = (amount + 0.5 * scale) * more, scale * more
    return amount, scale, end
