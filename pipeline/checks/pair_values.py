"""Numbers in a sentence as values: figures, number words, fractions, months, with the unit bound to each.

"1,5", "1.5", "1 500", "mil quinientos", "10⁹" and "½" are read to values, so that two languages can be compared. Where
one separator stands before exactly three figures ("1.000") the language decides: a thousand or one.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from pipeline.data import load

Decimal = Literal["comma", "point"]
_TABLE: Mapping[str, Any] = load("pair_numbers.yaml")
MEASURED = frozenset(_TABLE["measured"])
TIMES = frozenset({"second", "minute", "hour", "day", "week", "month"})
_SPACE = " \u00a0\u2009\u202f"
_FIGURES = re.compile(rf"\d{{1,3}}(?:[{_SPACE}]\d{{3}}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*|(?<![\w.,])[.,]\d+")
_SEPARATOR = re.compile(r"[.,'’]")
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅛": 0.125}
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile(r"(?<=10)(?:\^(-?\d{1,2})|(⁻?[⁰¹²³⁴-⁹]{1,2}))")
_CODE_BEFORE = re.compile(r"[^\W\d_][-‑]?$|\d[-‑]$|[^\W\d_]\d+$")
_CODE_AFTER = re.compile(r"[-‑]?[a-z]{0,2}[A-Z]{1,5}(?![a-z])|[-‑][a-z]?[A-Z]\w*[A-Z]")
_ROMAN = re.compile(r"\b(?=[IVX]{2,6}\b|[VX]\b)(X{0,3})(IX|IV|V?I{0,3})\b")
_WORD = re.compile(r"[^\W\d_]+")
_IDLE = re.compile("00$")
_HOUR = re.compile(r"\d:$")
_LIST = re.compile(
    r"\s*(?:[–—‑/-]|(?:\b(?:a|al|y|e|o|u|to|and|or|et|ou|à|au|até|ao|hasta)\b(?: (?:el|la|del|un|una|le|the|o))?))\s*"
)
_ASIDE = re.compile(r" ?\([^()]{1,25}\)")
_PM = re.compile(r"(?::\d\d)?[ \u00a0]?[pP]\.?[ \u00a0]?[mM]\b")


class Number(NamedTuple):
    """A number and its place; `values` are the values it may have, `unit` the one written behind it.

    `figures`: written in figures, and must be found again; `word`: must not be contradicted; `loose`: may explain a
    number of the other side, no more. `other` is the second reading of "1.000", believed only where the other side
    writes that value beyond doubt.
    """

    start: int
    end: int
    values: frozenset[float]
    kind: Literal["figures", "word", "loose", "month"]
    unit: str | None = None
    text: str = ""
    ambiguous: bool = False
    other: float | None = None
    inherited: bool = False

    @property
    def readings(self) -> frozenset[float]:
        """All values that the number may have, the doubtful one included."""
        return self.values if self.other is None else self.values | {self.other}

    def same(self, number: "Number") -> bool:
        """Whether the two can mean the same: "1.000" is believed by its language, never by its looks."""
        if not self.values.isdisjoint(number.values):
            return True
        return (self.other in number.values and not number.ambiguous) or (
            number.other in self.values and not self.ambiguous
        )


def numbers(text: str, language: str, decimal: Decimal) -> list[Number]:
    """All numbers of a sentence, in order."""
    found = sorted(
        [*_figures(text, language, decimal), *_words(text, language), *_months(text, language), *_romans(text)]
    )
    apart = [number for i, number in enumerate(found) if i == 0 or number.start >= found[i - 1].end]
    for i in range(len(apart) - 2, -1, -1):
        if apart[i].unit is None and _LIST.fullmatch(text, apart[i].end, apart[i + 1].start):
            apart[i] = apart[i]._replace(unit=apart[i + 1].unit, inherited=True)
    return apart


def value(figures: str, decimal: Decimal) -> float | None:
    """The value of a number in figures; None where its separators make a date, a version or a list."""
    parts, signs = _SEPARATOR.split(figures), _SEPARATOR.findall(figures)
    if not signs:
        return float(figures)
    grouped = parts[0].lstrip("0") != "" and len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
    if len(set(signs)) == 1 and grouped and (len(signs) > 1 or _groups(signs[0], decimal)):
        return float("".join(parts))
    if len(signs) == 1:
        return float(f"{parts[0] or 0}.{parts[1]}")
    whole, last = parts[:-1], signs[-1]
    if last not in signs[:-1] and len(set(signs[:-1])) == 1 and all(len(part) == 3 for part in whole[1:]):
        return float(f"{''.join(whole)}.{parts[-1]}")
    return None


def rounded(amount: float) -> float:
    """An amount without the dust of floating point."""
    return float(f"{amount:.12g}")


def _groups(sign: str, decimal: Decimal) -> bool:
    return sign != ("," if decimal == "comma" else ".")


def ambiguous(figures: str) -> bool:
    """Whether one separator could group thousands as well as begin decimals: "1.000"."""
    return re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", figures) is not None


def _figures(text: str, language: str, decimal: Decimal) -> Iterator[Number]:
    for match in _FIGURES.finditer(text):
        start, end = match.span()
        if text[end - 1 : end] in ".,":
            end -= 1
        figures = re.sub(f"[{_SPACE}]", "", match[0])
        amount = value(figures, decimal)
        if amount is None:
            for piece in re.finditer(r"\d+", match[0]):
                yield Number(
                    start + piece.start(), start + piece.end(), frozenset({float(piece[0])}), "figures", None, piece[0]
                )
            continue
        yield _number(text, start, end, amount, language)


def _number(text: str, start: int, end: int, amount: float, language: str) -> Number:
    """A number in figures with what belongs to it: a power, a fraction, "million", its unit."""
    begin = text[max(start - 2, 0) : start]
    coded = bool(_CODE_BEFORE.search(begin)) and not re.search(r"\d[-‑]$", begin)
    written = text[start:end]
    if (power := _POWER.match(text, end)) and written == "10":
        amount, end = 10.0 ** int((power[1] or power[2]).translate(_SUPERSCRIPT)), power.end()
    elif text[end : end + 1] in _FRACTIONS and end < len(text):
        amount, end = amount + _FRACTIONS[text[end]], end + 1
    amount, behind = _scaled(text, end, amount, language)
    aside = _ASIDE.match(text, behind)
    unit = unit_at(text, end)[0] or unit_at(text, behind)[0] or (unit_at(text, aside.end())[0] if aside else None)
    end = behind
    coded = coded or (unit is None and bool(_CODE_AFTER.match(text, end)))
    values = {rounded(amount)}
    if re.match(r"s\b", text[end : end + 2]) and amount >= 1000:
        values.add(amount % 100)
    if amount <= 12 and _PM.match(text, end):
        values.add(amount + 12)
    doubtful = ambiguous(written)
    other = float(re.sub("[.,]", "", written)) if doubtful and (unit is None or unit not in MEASURED) else None
    kind: Literal["figures", "loose"] = (
        "loose" if coded or (_IDLE.match(written) and _HOUR.search(begin)) else "figures"
    )
    return Number(start, end, frozenset(values), kind, unit, written, doubtful, other)


def _scaled(text: str, end: int, amount: float, language: str) -> tuple[float, int]:
    while match := _grammar(language).scale.match(text, end):
        amount, end = amount * _grammar(language).scales[match[1].lower()], match.end()
    if match := _grammar(language).half.match(text, end):
        amount, end = amount + 0.5, match.end()
    return amount, end


class _Grammar(NamedTuple):
    """The number words of a language, compiled."""

    cardinals: dict[str, float]
    multipliers: dict[str, float]
    scales: dict[str, float]
    ordinals: dict[str, float]
    loose: dict[str, float]
    joins: frozenset[str]
    half: re.Pattern[str]
    scale: re.Pattern[str]
    months: dict[str, int]
    cased_months: dict[str, int]


@cache
def _grammar(language: str) -> _Grammar:
    words = _TABLE["words"].get(language.partition("-")[0], _TABLE["words"]["en"])
    scale = re.compile(
        rf"\+?[{_SPACE}-]?\b({'|'.join(sorted(words['scales'], key=len, reverse=True))})\b", re.IGNORECASE
    )
    return _Grammar(
        words["cardinals"], words["multipliers"], words["scales"], words["ordinals"], words["loose"],
        frozenset(words["joins"]), re.compile(words["half"], re.IGNORECASE), scale, words["months"],
        words["cased_months"],
    )  # fmt: skip


def _words(text: str, language: str) -> Iterator[Number]:
    grammar = _grammar(language)
    tokens = [(m.start(), m.end(), m[0].lower()) for m in _WORD.finditer(text)]
    i = 0
    while i < len(tokens):
        run = _run(tokens, i, text, grammar)
        if run is None:
            yield from _other_word(text, tokens[i], grammar)
            i += 1
            continue
        amount, i_next = run
        start, end = tokens[i][0], tokens[i_next - 1][1]
        unit = unit_at(text, end)[0]
        if match := grammar.half.match(text, end):
            amount, end = amount + 0.5, match.end()
            unit = unit or unit_at(text, end)[0]
        if not _after_figure(text, start):
            yield Number(start, end, frozenset({rounded(amount)}), "word", unit, text[start:end])
        i = i_next


def _after_figure(text: str, start: int) -> bool:
    return bool(re.search(rf"\d[{_SPACE}-]?$", text[max(start - 2, 0) : start]))


def _other_word(text: str, token: tuple[int, int, str], grammar: _Grammar) -> Iterator[Number]:
    start, end, word = token
    kind: Literal["word", "loose"] = "word" if word in grammar.ordinals else "loose"
    amount = grammar.ordinals.get(word, grammar.loose.get(word))
    if amount is not None:
        yield Number(start, end, frozenset({float(amount)}), kind, unit_at(text, end)[0], text[start:end])


def _run(tokens: list[tuple[int, int, str]], i: int, text: str, grammar: _Grammar) -> tuple[float, int] | None:
    """The value of the number words that begin at token `i`, and the token behind them."""
    total, current, last, j = 0.0, 0.0, -1.0, i
    while j < len(tokens):
        word = tokens[j][2]
        if j > i and not _joined(text[tokens[j - 1][1] : tokens[j][0]]):
            break
        if word in grammar.cardinals and _adds(last, grammar.cardinals[word]):
            current, last = current + grammar.cardinals[word], grammar.cardinals[word]
        elif word in grammar.multipliers:
            current, last = (current or 1) * grammar.multipliers[word], 100.0
        elif word in grammar.scales:
            scale = grammar.scales[word]
            if total and not current:
                total *= scale
            else:
                total, current = total + (current or 1) * scale, 0.0
            last = scale
        elif not (j > i and word in grammar.joins and _goes_on(tokens, j, last, grammar)):
            break
        j += 1
    return (total + current, j) if j > i else None


def _adds(last: float, amount: float) -> bool:
    return last < 0 or last >= 1000 or (last >= 100 and amount < 100) or (20 <= last < 100 and 0 < amount < 10)


def _goes_on(tokens: list[tuple[int, int, str]], j: int, last: float, grammar: _Grammar) -> bool:
    """Whether the "and" at token `j` joins one number: "hundred and two", "treinta y dos"."""
    following = tokens[j + 1][2] if j + 1 < len(tokens) else ""
    amount = grammar.cardinals.get(following)
    return amount is not None and last >= 20 and _adds(last, amount) and not (last < 100 and "and" in grammar.joins)


def _joined(between: str) -> bool:
    return between in (" ", "-", "\u00a0", "‑")


def _months(text: str, language: str) -> Iterator[Number]:
    grammar = _grammar(language)
    for match in _WORD.finditer(text):
        month = grammar.months.get(match[0].lower(), grammar.cased_months.get(match[0]))
        if month:
            yield Number(*match.span(), frozenset({float(month)}), "month", None, match[0])


def _romans(text: str) -> Iterator[Number]:
    for match in _ROMAN.finditer(text):
        ones = {"": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
        yield Number(*match.span(), frozenset({float(10 * len(match[1]) + ones[match[2]])}), "loose", None, match[0])


_UNIT_OF = {alias: unit for unit, aliases in _TABLE["units"].items() for alias in aliases}
_ALIASES = "|".join(re.escape(alias) for alias in sorted(_UNIT_OF, key=len, reverse=True))
_UNIT = re.compile(rf"[{_SPACE}]?[-‑]?({_ALIASES})(?![^\W_])", re.IGNORECASE)
_PER = re.compile(
    rf"(?:[{_SPACE}]?/[{_SPACE}]?|[{_SPACE}](?:per|por|par)[{_SPACE}])({_ALIASES})(?![^\W_])", re.IGNORECASE
)


def unit_at(text: str, position: int) -> tuple[str | None, int]:
    """The unit that is written behind a number, by its common name ("mg/kg"), and where it ends."""
    match = _UNIT.match(text, position)
    if not match:
        return None, position
    unit, end = _UNIT_OF[match[1].lower()], match.end()
    while match := _PER.match(text, end):
        unit, end = f"{unit}/{_UNIT_OF[match[1].lower()]}", match.end()
    return unit, end


def named(unit: str, text: str) -> bool:
    """Whether a text names a unit anywhere, with a number or without."""
    return any(
        re.search(rf"\b{re.escape(alias)}\b", text, re.IGNORECASE) for alias in _TABLE["units"][unit] if len(alias) > 2
    )
