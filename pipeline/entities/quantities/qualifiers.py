"""What stands before a number and says how it is meant: comparators, signs of an approximate value, links."""

import re
from functools import cache
from typing import Any, Literal, NamedTuple

from pipeline.data import load
from pipeline.entities.quantities.ages import ages
from pipeline.entities.quantities.values import Value
from pipeline.reading.numbers.units import is_time

Comparator = Literal["<", "≤", ">", "≥"]
_S = r"[ \u00a0\u2009\u202f]"
REACH = 48  # characters, twice the longest qualifier ("greater than or equal to")
_WORD = re.compile(r"\S+")
_OPENING = "([{\"'“‘"
_PRESSURE = re.compile(r"(?<!\d)\d{2,3}\s\Z")  # "120 over 80"
NEAR = 25  # characters, more than a word before a number and its brackets have


class _Link(NamedTuple):
    """What stands before the first of two numbers: its last word, and all of it."""

    word: str
    whole: re.Pattern[str]

    def before(self, text: str, low: int, position: int) -> re.Match[str] | None:
        """Where it stands right before a position, from `low` on."""
        return self.whole.search(text, low, position) if word_before(text, position).endswith(self.word) else None


@cache
def link_of_change() -> _Link:
    """What makes two numbers a change: "increased from"."""
    table = load("quantities.yaml")
    changes, start = "|".join(table["changes"]), table["links"]["change"]
    return _Link(start, re.compile(rf"\b(?:{changes})(?: [\w-]+){{0,3}} {start}\s{{1,2}}$", re.IGNORECASE))


@cache
def link_of_range() -> _Link:
    """What makes two numbers a range: "between"."""
    word = load("quantities.yaml")["links"]["range"]
    return _Link(word, re.compile(rf"\b{word}\s{{1,2}}$", re.IGNORECASE))


class Qualifier(NamedTuple):
    """What stands before a number: where it begins, and what it says."""

    start: int
    comparator: Comparator | None = None
    approximate: bool = False


class _Table(NamedTuple):
    comparators: dict[str, Comparator]
    approximate: frozenset[str]
    symbols: tuple[str, ...]
    last_words: frozenset[str]
    trailing: re.Pattern[str]
    after: dict[str, Comparator]
    article: re.Pattern[str]
    name: re.Pattern[str]
    sets: dict[str, frozenset[str]]


@cache
def words_around() -> _Table:
    """The words of quantities.yaml, compiled; its lists as sets, by their names."""
    table: dict[str, Any] = load("quantities.yaml")
    comparators = {form: sign for sign, forms in table["comparators"].items() for form in forms}
    after = {form: sign for sign, forms in table["trailing"].items() for form in forms}
    symbols = sorted((form for form in [*comparators, *table["approximate"]] if not form[0].isalpha()), key=len)
    behind = "|".join(re.escape(form) for form in sorted(after, key=len, reverse=True))
    first = re.escape("".join(sorted({form[0] for form in after})))
    return _Table(
        comparators,
        frozenset(table["approximate"]),
        tuple(reversed(symbols)),
        frozenset(form.rpartition(" ")[2] for form in [*comparators, *table["approximate"]]),
        re.compile(rf"{_S}?(?=[{first}])({behind})(?![^\W_])"),
        after,
        re.compile(table["links"]["article"]),
        re.compile(table["links"]["name"]),
        {name: frozenset(map(str, words)) for name, words in table.items() if isinstance(words, list)},
    )


def qualifier(text: str, reading: Value, floor: int) -> Qualifier:
    """Read the words before a number backwards: at most three comparators or signs of an approximate value."""
    found = Qualifier(reading.start)
    if between := link_of_range().before(text, max(floor, found.start - 12), found.start):
        found = Qualifier(between.start())
    for _ in range(3):
        form, start = _form_before(text, max(floor, found.start - REACH), found.start)
        if not form or (form in words_around().sets["spans"] and not _is_more(text, reading, start)):
            break
        sign = words_around().comparators.get(form)
        if sign and found.comparator:
            break
        found = Qualifier(start, sign or found.comparator, found.approximate or sign is None)
    return found


def _form_before(text: str, low: int, high: int) -> tuple[str, int]:
    """The longest qualifier that ends at `high`, and where it begins."""
    window = words_around().article.sub("", text[low:high].rstrip())
    if window.endswith(words_around().symbols):
        symbol = next(filter(window.endswith, words_around().symbols))
        return symbol, low + len(window) - len(symbol)
    if _last_word(window) not in words_around().last_words:
        return "", high
    for word in list(_WORD.finditer(window))[-6:]:
        opening = len(word[0]) - len(word[0].lstrip(_OPENING))
        form = " ".join(window[word.start() + opening :].lower().split())
        if form in words_around().comparators or form in words_around().approximate:
            return form, low + word.start() + opening
    return "", high


def _is_more(text: str, reading: Value, start: int) -> bool:
    """Whether "over" is a comparator; before a time it mostly says how long something is given."""
    if _PRESSURE.search(text, max(0, start - 5), start):
        return False
    if reading.unit is None or not is_time(reading.unit.code) or ages().behind.match(text, reading.end):
        return True
    return word_before(text, start) in words_around().sets["over_time"]


def word_before(text: str, position: int) -> str:
    """The last word before a position, in lower case, without what opens it."""
    return _last_word(text[max(0, position - NEAR) : position]).strip(_OPENING)


def _last_word(text: str) -> str:
    words = text.rsplit(None, 1)
    return words[-1].lower().lstrip(_OPENING) if words else ""
