"""Numbers in words: "veinticuatro", "two and a half million", ordinals, months, Roman numerals."""

import math
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple

from msgspec.structs import replace

from pipeline.core.text.matching import lower
from pipeline.data import load
from pipeline.reading.numbers.grammar import HYPHEN, WORD, Grammar, grammar_of, scale_at
from pipeline.reading.numbers.number import Number, on_clock, rounded
from pipeline.reading.numbers.units import SPACES, code_at, rate_at

_ORDINAL = rf"(?:{load('pair_meaning.yaml')['roman_ordinals']})?"
_ROMAN = re.compile(rf"\b(?=[IVX]{{2,6}}{_ORDINAL}\b|[VX]{_ORDINAL}\b)(X{{0,3}})(IX|IV|V?I{{0,3}}){_ORDINAL}\b")
_MODIFIER = re.compile(r"[-‑][^\W\d_]")
_YEARS = range(17, 21)


class _Tokens(NamedTuple):
    """The words of a text in lower case, where each begins and where it ends."""

    starts: Sequence[int]
    ends: Sequence[int]
    words: Sequence[str]


def in_words(text: str, language: str) -> list[Number]:
    """All that words and letters say of numbers: number words, phrases, months, Roman figures."""
    return [*words(text, language), *phrases(text, language), *months(text, language), *romans(text)]


def words(text: str, language: str, doubtful: Collection[str] | None = None) -> Iterator[Number]:
    """The numbers that are written in words, the doubtful ones ("once", "half") as `loose`.

    With `doubtful` only those of the latter that it names: to read the units of all that may be none ("a") takes long.
    """
    grammar, tokens = grammar_of(language), _tokens(text, language)
    behind = 0
    for i in [i for i, word in enumerate(tokens.words) if word in grammar.known or word in grammar.ones]:
        if i < behind:
            continue
        word = tokens.words[i]
        run = _run(tokens, i, text, grammar) if word in grammar.known else None
        decimals = _decimals(tokens, i + 1 if run is None else run[1], text, grammar)
        if run is None and (decimals is None or word not in grammar.ones):
            yield from _other_word(text, i, tokens, grammar, doubtful) if word in grammar.known else ()
            continue
        amount, i_next = run or (1.0, i + 1)
        ordinal = tokens.words[i_next - 1] in grammar.endings
        scale = math.prod(_trailing(tokens, i, i_next, grammar))
        if decimals:
            amount, i_next = amount + decimals[0], decimals[1]
        start, end = tokens.starts[i], tokens.ends[i_next - 1]
        code = code_at(text, end)
        if match := grammar.half.match(text, end):
            amount, end = amount + 0.5 * grammar.scales.get(tokens.words[i_next - 1], 1.0), match.end()
        if match or decimals:
            more, end = scale_at(text, end, language)
            amount, scale, code = amount * more, scale * more, code or code_at(text, end)
        if not _after_figure(text, start):
            number = _in_words(text, start, end, amount, code, grammar)
            yield replace(number, value=rounded(amount), scale=scale, ordinal=ordinal)
        behind = i_next
        while behind < len(tokens.words) and tokens.starts[behind] < end:
            behind += 1


@lru_cache(maxsize=64)
def _tokens(text: str, language: str) -> _Tokens:
    """The words of a text; a split is three times as fast as a match for each."""
    grammar = grammar_of(language)
    pieces = grammar.token.split(lower(text))
    borders = list(accumulate(map(len, pieces)))
    found = pieces[1::2]
    if grammar.has_compounds:
        found = [HYPHEN.sub("-", word) for word in found]
    return _Tokens(borders[::2], borders[1::2], found)


def _trailing(tokens: _Tokens, i: int, i_next: int, grammar: Grammar) -> Iterator[float]:
    """What the last words of a number multiply it by: "two hundred thousand"."""
    for j in range(i_next - 1, i, -1):
        by = grammar.scales.get(tokens.words[j]) or grammar.multipliers.get(tokens.words[j])
        if by is None:
            return
        yield by


def _decimals(tokens: _Tokens, j: int, text: str, grammar: Grammar) -> tuple[float, int] | None:
    """Spoken decimals behind the token before `j`, and the token behind them: "point two five", "point twenty-five"."""
    point = grammar.point.match(text, tokens.ends[j - 1])
    digits, k = "", j + 1
    while point and k < len(tokens.words) and _joined(_between(tokens, k, text)):
        amount = 1.0 if tokens.words[k] in grammar.ones else grammar.cardinals.get(tokens.words[k])
        if amount is None or amount >= 100 or (amount >= 10 and digits):
            break
        digits, k = digits + f"{amount:.0f}", k + 1
        if amount >= 10:
            upon = grammar.cardinals.get(_word_at(tokens, k), 1.0 if _word_at(tokens, k) in grammar.ones else 0)
            if amount >= 20 and amount % 10 == 0 and 0 < upon < 10 and _joined(_between(tokens, k, text)):
                digits, k = f"{amount + upon:.0f}", k + 1
            break
    return (float(f"0.{digits}"), k) if digits else None


def _in_words(text: str, start: int, end: int, amount: float, code: str | None, grammar: Grammar) -> Number:
    """A number in words: one that may stand for weeks ("quinze jours") proves nothing, one on a clock is hours."""
    if code == "d" and amount in grammar.spans:
        return Number(start, end, grammar.spans[int(amount)], "loose", code, text[start:end], inherited=True)
    values, clock = frozenset({rounded(amount)}), code is None and on_clock(text, end, amount)
    code = "h" if clock else code or rate_at(text, end)
    return Number(start, end, values | (clock or values), "word", code, text[start:end], inherited=bool(clock))


def _after_figure(text: str, start: int) -> bool:
    return bool(re.search(rf"\d[{SPACES}-]?$", text[max(start - 2, 0) : start]))


def _other_word(
    text: str, i: int, tokens: _Tokens, grammar: Grammar, doubtful: Collection[str] | None
) -> Iterator[Number]:
    start, end, word = tokens.starts[i], tokens.ends[i], tokens.words[i]
    weekday = grammar.weekday.match(text, start)
    if weekday and not weekday.lastgroup:
        return
    kind: Literal["word", "loose"] = "word" if word in grammar.ordinals and not weekday else "loose"
    amounts = frozenset({grammar.ordinals[word]}) if kind == "word" else grammar.loose.get(word)
    if amounts == frozenset({1.0}) and (half := grammar.half.match(text, end)):
        scale = grammar.scale.match(text, half.end())
        by = grammar.scales.get(scale[1].lower() if scale else half[0].split()[0].lower(), 1.0)
        code, end = code_at(text, end) or code_at(text, half.end()), (scale or half).end()
        code = code or code_at(text, end)
        yield Number(
            start, end, frozenset({1.5 * by}), "word", code, text[start:end], value=1.5 * by, scale=by if scale else 1.0
        )
    elif amounts and (kind == "word" or doubtful is None or word in doubtful):
        code, value = code_at(text, end), min(amounts)
        yield Number(start, end, amounts, kind, code, text[start:end], value=value, ordinal=kind == "word")


def phrases(text: str, language: str) -> Iterator[Number]:
    """What stands for a number without being one, like "t.i.d."; it explains a number of the other side."""
    for amount, match in grammar_of(language).phrases.matches(text):
        code = code_at(text, match.end()) or code_at(text, match.start())  # "litro y medio"
        yield Number(*match.span(), frozenset({amount}), "loose", code, match[0])


def _run(tokens: _Tokens, i: int, text: str, grammar: Grammar) -> tuple[float, int] | None:
    """The value of the number words that begin at token `i`, and the token behind them."""
    if (tens := grammar.ordinals.get(tokens.words[i], 0.0)) >= 10:
        return _with_ordinal(tens, tokens, i, text, grammar)
    total, current, last, j = 0.0, 0.0, -1.0, i
    while j < len(tokens.words):
        word = tokens.words[j]
        if j > i and not _joined(_between(tokens, j, text)):
            break
        amount = _amount(tokens, j, last, text, grammar)
        if amount is not None and _adds(last, amount, grammar):
            current, last = current + amount, amount
        elif amount and j == i + 1 and _is_year(tokens, j, text, grammar):
            current, last = current * 100 + amount, amount
        elif word in grammar.multipliers:
            current, last = (current or 1) * grammar.multipliers[word], 100.0
        elif scale := grammar.scales.get(word):
            total, current, last = (
                (total or current or 1) * scale if not (total and current) else total + current * scale,
                0.0,
                scale,
            )
        elif j > i and _ends(tokens, j, last, text, grammar):
            return total + current + grammar.endings[word], j + 1
        elif not (j > i and word in grammar.joins and _goes_on(tokens, j, last, text, grammar)):
            break
        j += 1
    return (total + current, j) if j > i else None


def _between(tokens: _Tokens, j: int, text: str) -> str:
    return text[tokens.ends[j - 1] : tokens.starts[j]]


def _word_at(tokens: _Tokens, j: int) -> str:
    return tokens.words[j] if j < len(tokens.words) else ""


def _with_ordinal(tens: float, tokens: _Tokens, i: int, text: str, grammar: Grammar) -> tuple[float, int] | None:
    """An ordinal upon one of ten or more: "vigésimo quinto"."""
    amount = grammar.endings.get(_word_at(tokens, i + 1), 0)
    return (tens + amount, i + 2) if 0 < amount < 10 and _joined(_between(tokens, i + 1, text)) else None


def _amount(tokens: _Tokens, j: int, last: float, text: str, grammar: Grammar) -> float | None:
    """What the cardinal at token `j` adds; "one" adds only where it cannot begin a number or a compound of its own."""
    word, following = tokens.words[j], _word_at(tokens, j + 1)
    if word not in grammar.ones or last < 20:
        return grammar.cardinals.get(word)
    free = _between(tokens, j, text) == " " and tokens.words[j - 1] not in grammar.joins
    begins = following in grammar.multipliers or (last >= 100 and following in grammar.scales)
    return None if begins or (free and (last < 100 or _MODIFIER.match(text, tokens.ends[j]))) else 1.0


def _adds(last: float, amount: float, grammar: Grammar) -> bool:
    upon = (20 <= last < 100 and 0 < amount < 10) or (last in grammar.bases and 10 <= amount < 20)
    return upon or last < 0 or last >= 1000 or (last >= 100 and amount < 100)


def _is_year(tokens: _Tokens, j: int, text: str, grammar: Grammar) -> bool:
    """Whether two numbers below a hundred name a year: "nineteen eighty-six", but not "twenty ten-minute walks"."""
    century, rest = (grammar.cardinals.get(tokens.words[k], 0) for k in (j - 1, j))
    compound = _MODIFIER.match(text, tokens.ends[j]) and not grammar.cardinals.get(_word_at(tokens, j + 1))
    return (
        grammar.pairs and century in _YEARS and 10 <= rest < 100 and not compound and _between(tokens, j, text) == " "
    )


def _ends(tokens: _Tokens, j: int, last: float, text: str, grammar: Grammar) -> bool:
    """Whether an ordinal ends the number: "vingt-cinquième", "vingt et unième"."""
    amount, joined = grammar.endings.get(tokens.words[j]), tokens.words[j - 1] in grammar.joins
    return (
        amount is not None
        and last >= 20
        and _adds(last, amount, grammar)
        and (joined or _between(tokens, j, text) != " ")
    )


def _goes_on(tokens: _Tokens, j: int, last: float, text: str, grammar: Grammar) -> bool:
    """Whether the "and" at token `j` joins one number: "hundred and two", "treinta y dos"."""
    following, behind = _word_at(tokens, j + 1), _word_at(tokens, j + 2)
    amount = _amount(tokens, j + 1, last, text, grammar) if following else None
    amount = grammar.endings.get(following) if amount is None else amount
    if (
        amount is None
        or last < 20
        or not _adds(last, amount, grammar)
        or (grammar.joined and amount not in grammar.joined)
    ):
        return False
    begins = behind in grammar.multipliers or (last >= 1000 and behind in grammar.scales)
    return not begins and not last < grammar.joins_from


def _joined(between: str) -> bool:
    return between in (" ", "-", "\u00a0", "‑")


def months(text: str, language: str) -> Iterator[Number]:
    """The names of months, with their numbers."""
    grammar = grammar_of(language)
    is_any = not grammar.any_month.isdisjoint(_tokens(text, language).words)
    for match in WORD.finditer(text) if is_any else ():
        month = grammar.months.get(match[0].lower(), grammar.cased_months.get(match[0]))
        if month:
            yield Number(*match.span(), frozenset({float(month)}), "month", None, match[0])


def romans(text: str) -> Iterator[Number]:
    """Roman numerals, which may explain a number of the other side: "siglo XX"."""
    for match in _ROMAN.finditer(text):
        ones = {"": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
        yield Number(*match.span(), frozenset({float(10 * len(match[1]) + ones[match[2]])}), "loose", None, match[0])
