"""Numbers in a sentence as values: figures, number words, fractions, months, with the unit bound to each.

"1,5", "1.5", "1 500", "mil quinientos", "10⁹" and "½" are read to values, so that two languages can be compared. Where
one separator stands before exactly three figures ("1.000") the language decides: a thousand or one.
"""

import math

from msgspec.structs import replace

from pipeline.reading.numbers.figures import figures
from pipeline.reading.numbers.grammar import grammar_of
from pipeline.reading.numbers.number import Decimal, Number, rounded
from pipeline.reading.numbers.units import code_at, is_time, unit_end
from pipeline.reading.numbers.words import in_words


def numbers(text: str, language: str, decimal: Decimal) -> list[Number]:
    """All numbers of a sentence, in order.

    >>> [(one.values, one.unit) for one in numbers("mil quinientos mg", "es", "comma")]
    [(frozenset({1500.0}), 'mg')]
    """
    found = [*figures(text, language, decimal), *in_words(text, language)]
    found.sort(key=lambda one: (one.start, -one.end))  # "meio-dia" is noon, and no half
    apart: list[Number] = []
    for number in found:
        if not apart or number.start >= (unit_end(text, apart[-1].end) if apart[-1].code else apart[-1].end):
            apart.append(number)
        if len(apart) > 1 and (joined := _halved(*apart[-2:])):
            apart[-2:] = [joined]
    grammar = grammar_of(language)
    for i, number in enumerate(apart):
        if number.code is None and (words := grammar.between.match(text, number.end)):
            code = code_at(text, words.end())
            apart[i] = replace(number, code=code if code and is_time(code) else None)
    for i in range(len(apart) - 2, -1, -1):
        by_comma = apart[i + 1].inherited and apart[i + 1].kind == "figures"
        joins = grammar.lists_by_comma if by_comma else grammar.lists
        if apart[i].code is None and joins.fullmatch(text, apart[i].end, apart[i + 1].start):
            scaled = _scaled_alike(apart[i], text[apart[i + 1].start : apart[i + 1].end], language)
            apart[i] = replace(apart[i], code=apart[i + 1].code, inherited=True, values=scaled)
    return apart


def _scaled_alike(number: Number, following: str, language: str) -> frozenset[float]:
    """The values of a number that may share the scale of the one behind it: "3 to 8 million"."""
    grammar = grammar_of(language)
    scale = math.prod(grammar.scales[match[1].lower()] for match in grammar.scale.finditer(following))
    if scale == 1 or number.kind not in ("figures", "word") or max(number.values) >= 1000:
        return number.values
    return number.values | {rounded(one * scale) for one in number.values}


def _halved(half: Number, number: Number) -> Number | None:
    """Two numbers that are one: "half an" hour, "half a million"."""
    if 0.5 not in half.values or number.start != half.end + 1:
        return None
    if number.kind == "loose" and 1.0 in number.values:
        return replace(half, end=number.end, code=number.code)
    if number.kind == "word" and min(number.values) >= 1000:
        return replace(number, start=half.start, values=frozenset(one / 2 for one in number.values))
    return None
