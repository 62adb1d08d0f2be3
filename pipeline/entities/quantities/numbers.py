"""Which numbers of a text entities trust.

They are those of `reading`, in English; a value is right or absent, so what could be read in two ways is left out:
"2 500 mg" may be two tablets, "1,50,000" groups as in India, "2,5" may be a decimal, and a power of ten that lost its
superscript ("150 x 109/L") is wrong by powers of ten. Small parts that only a value needs are put together here:
fractions ("2 3/4", "two thirds"), "half a million", and a minus.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from pipeline.core.text.phrases import Phrases
from pipeline.data import load
from pipeline.reading.language import either
from pipeline.reading.numbers.figures import FRACTIONS, figures
from pipeline.reading.numbers.grammar import grammar_of
from pipeline.reading.numbers.number import Number as Read
from pipeline.reading.numbers.number import rounded
from pipeline.reading.numbers.units import SPACES
from pipeline.reading.numbers.words import words

S = f"[{SPACES}]"
_LANGUAGE = "en"
_MOST_DIGITS = 15  # a float holds no more of them
# A plain blank groups beyond doubt only before zeros: "2 500 mg" may be two tablets, "120 130 140 mmHg" is a row.
_BEYOND_DOUBT = re.compile(
    rf"(?:\d{{1,{_MOST_DIGITS}}}|[1-9]\d{{0,2}}(?:,\d{{3}})+|[1-9]\d{{0,2}}(?:\u00a0\d{{3}})+|[1-9]\d{{0,2}}(?:\u2009\d{{3}})+"
    r"|[1-9]\d{0,2}(?:\u202f\d{3})+|[1-9]\d{0,2}(?:'\d{3})+|[1-9]\d{0,2}(?:’\d{3})+|[1-9]\d{0,2}(?: \d{3}){0,3} 000)"
    rf"(?!\.000\Z)(?:[.·]\d{{1,{_MOST_DIGITS}}})?|\.\d{{1,{_MOST_DIGITS}}}|(?:\d{{1,3}} )?1/2|[½¼¾⅓⅔⅕⅛]"
)
_FLAT = re.compile(
    r"\d{1,4}(?:[.,]\d{1,3})?\s?[x×*]\s?10(?:\s\d{1,2}|[3-9]|1[0-2])"
    rf"(?=(?:\s?[A-Za-z]{{1,12}})?(?:\s?/\s?(?:[mµμ]?[lL]|mm|cm|kg)|\s(?:{'|'.join(load('quantities.yaml')['joins']['per'])})\b))"
)
_STANDS = re.compile(r"(?<![\w.,/^])(?<![^\W\d][-‐‑–])(?<!\d[-–:])(?<!\d[·'’])(?<!±)(?<!±\s)(?<!\+/[-−])(?<!\+/[-−]\s)")
_MORE_DIGITS = re.compile(r"[.,·'’]\d|\^|[⁰¹²³⁴-⁹]")
_MINUS = re.compile(r"[-−–‐](?<![^\s(\[=<>≤≥~≈:].)")
_QUOTIENT = re.compile(r"(?P<top>[1-9])/(?P<bottom>[2-9])(?![\d/])(?P<sign>)")
_UPON = re.compile(rf"{S}(?:(?P<top>[1-9])/(?P<bottom>[2-9])(?![\d/])|(?P<sign>[½¼¾⅓⅔⅕⅛]))")
_POWER = re.compile(r"10[\^⁰¹²³⁴-⁹⁻]")
_TIMES = re.compile(rf"{S}?[x×*·]{S}?\Z")
_WHOLE = re.compile(r"\d{1,3}")
_REACH = 12  # characters, more than any word of the table that stands before a number


class Number(NamedTuple):
    """A number and its place.

    `word`: it is spelt out; `share`: as a fraction ("two thirds"). `scale` is what a word behind it multiplies it by,
    `code` a unit within it ("two hours and a half"). `sign` is where a minus before it begins, by its looks: a hyphen
    and a dash may be no minus.
    """

    value: float
    start: int
    end: int
    word: bool = False
    share: bool = False
    scale: float = 1.0
    code: str | None = None
    sign: int | None = None

    def negative(self) -> "Number":
        """The number with its minus; itself where it has none."""
        return self if self.sign is None else self._replace(value=-self.value, start=self.sign, sign=None)


class _Table(NamedTuple):
    loose: frozenset[str]
    fractions: dict[str, int]
    fraction: re.Pattern[str]
    article: re.Pattern[str]
    a: re.Pattern[str]
    minus: Phrases
    refused: Phrases
    groups: re.Pattern[str]
    scales: frozenset[str]


@cache
def _table() -> _Table:
    table: dict[str, Any] = load("quantities.yaml")["numbers"]
    grammar = grammar_of(_LANGUAGE)

    def some(name: str) -> str:
        return either(tuple(table[name]))

    return _Table(
        frozenset(table["loose"]),
        table["fractions"],
        re.compile(rf"[\s-](?i:({some('fractions')}))s?(?=\s(?:{some('behind_fractions')})\b|\s?[(.,;:)]|$)"),
        re.compile(rf"{S}(?:{some('articles')})(?={S})"),
        re.compile(rf"(?<!{table['of']} )\b((?i:{some('articles')})){S}\Z"),
        Phrases(rf"\b(?:{some('minus')}){S}"),
        Phrases(rf"\b(?:{some('no_number_behind')})[{SPACES}-]"),
        re.compile(rf"(?:[{SPACES}-](?i:{some('groups')})|{some('many')})\b"),
        frozenset([*grammar.multipliers, *grammar.scales]),
    )


class Numbers:
    """The numbers of a text that can be trusted, by where they begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = [*figures(text, _LANGUAGE, "point"), *words(text, _LANGUAGE, _table().loose)]
        found.sort(key=lambda one: (one.start, one.end))
        minus = {word.end(): word.start() for word in _table().minus.finditer(text)}
        signed = ((one, _sign(text, one.start, minus)) for one in _apart(text, found))
        self._all = [one if sign is None else one._replace(sign=sign) for one, sign in signed]
        self._starts = [number.start for number in self._all]
        self._at = {one.sign: one.negative() for one in self._all} | {one.start: one for one in self._all}

    def next(self, position: int) -> Number | None:
        """The first number at or behind a position that does not stand inside a word, a name or a longer figure."""
        for i in range(bisect_left(self._starts, position), len(self._all)):
            number = self._all[i]
            sign = number.start if number.sign is None else number.sign
            if _STANDS.match(self.text, max(sign, position)):
                return number if sign >= position else number._replace(sign=None)
        return None

    def at(self, position: int) -> Number | None:
        """The number that begins at a position, or whose minus does."""
        return self._at.get(position)


def _sign(text: str, position: int, words: Mapping[int, int]) -> int | None:
    """Where a minus, or what looks like one, begins before a number; `words` are those for it, by their ends."""
    return position - 1 if position and _MINUS.match(text, position - 1) else words.get(position)


def _apart(text: str, found: list[Read]) -> Iterator[Number]:
    """The numbers that can be trusted, each put together with what belongs to it."""
    end = 0
    found = [read for read in found if not _is_other(read)]
    refused = {word.end() for word in _table().refused.finditer(text)}
    for i, read in enumerate(found):
        if read.start >= end:
            flat = _FLAT.match(text, read.start)
            is_trusted = not flat and read.start not in refused and _is_trusted(text, read)
            number = _number(text, read, found[i + 1 : i + 2]) if is_trusted else None
            end = flat.end() if flat else number.end if number else read.end
            if number and not _table().groups.match(text, number.end):
                yield number


def _is_other(read: Read) -> bool:
    """Whether it is a word that only may stand for a number ("single", "a"); a few of these are read."""
    return read.kind == "loose" and read.text.isalpha() and read.text.lower() not in _table().loose


def _is_trusted(text: str, read: Read) -> bool:
    """Whether a number can be read in one way only."""
    on_clock = read.inherited and read.code == "h"
    if read.ordinal or on_clock or (_holds_word(text, read) and read.code is None):
        return False
    if read.text[0].isalpha():
        return not _begins_with_scale(read) or bool(_table().a.search(text, max(0, read.start - _REACH), read.start))
    if _POWER.match(text, read.start) and _TIMES.search(text, max(0, read.start - 3), read.start):
        return False
    return _BEYOND_DOUBT.fullmatch(read.text) is not None and not _MORE_DIGITS.match(text, read.end)


def _number(text: str, read: Read, following: list[Read]) -> Number:
    """A number with what is upon it or behind it."""
    value, end, table = read.value, read.end, _table()
    if not read.text[0].isalpha():
        number = _in_figures(text, read)
        for power in following:
            if _POWER.match(text, power.start) and _TIMES.fullmatch(text, number.end, power.start) and power.value < 1:
                return number._replace(value=rounded(value * power.value), end=power.end)
        return number
    number = Number(value, read.start, end, word=True, scale=read.scale, code=_inner_code(text, read))
    if article := table.a.search(text, max(0, read.start - _REACH), read.start) if _begins_with_scale(read) else None:
        number = number._replace(start=article.start(1))
    if value >= 1 and (fraction := table.fraction.match(text, end)):
        return number._replace(value=value / table.fractions[fraction[1].lower()], end=fraction.end(), share=True)
    article = table.article.match(text, end) if value < 1 and read.kind == "loose" else None
    end = article.end() if article else end
    for other in following if article or value == 1 else ():
        if other.start == end + 1 and other.kind == "word" and _begins_with_scale(other):
            scale = other.scale if other.scale > 1 else other.value if " " not in other.text else 1.0
            return Number(value * other.value, read.start, other.end, word=True, scale=scale)
    return number._replace(end=end)


def _begins_with_scale(read: Read) -> bool:
    return re.split(r"\W", read.text.lower(), maxsplit=1)[0] in _table().scales


def _in_figures(text: str, read: Read) -> Number:
    """Figures with the fraction upon them: "2½", "2 3/4", "1 ½"; a quotient is one number: "3/4"."""
    number = Number(rounded(read.value), read.start, read.end, scale=read.scale, code=_inner_code(text, read))
    if alone := _QUOTIENT.match(text, read.start):
        return number._replace(value=_fraction(alone), end=alone.end())
    upon = _UPON.match(text, read.end) if _WHOLE.fullmatch(read.text) else None
    return number._replace(value=number.value + _fraction(upon), end=upon.end()) if upon else number


def _fraction(found: re.Match[str]) -> float:
    return FRACTIONS[found["sign"]] if found["sign"] else int(found["top"]) / int(found["bottom"])


def _holds_word(text: str, read: Read) -> bool:
    """Whether a number goes on behind a word: "two hours and a half"."""
    half = grammar_of(_LANGUAGE).half.search(text, read.start, read.end)
    return half is not None and grammar_of(_LANGUAGE).half.search(text, half.start() + 1, read.end) is not None


def _inner_code(text: str, read: Read) -> str | None:
    return read.code if _holds_word(text, read) else None
