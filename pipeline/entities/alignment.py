"""Short forms and their long forms, letter by letter.

A descendant of Schwartz and Hearst's algorithm (2003): the letters of a short form stand in order in its long form,
the first one at the start of a word. Theirs takes the shortest stretch from the right; this one weighs all stretches:
a letter inside a word costs more than one at its start, a word that gives no letter costs as much, small words like
"of" cost nothing, and the cheapest stretch is the long form if it is cheap enough for so short a form.
"""

import re
from collections.abc import Iterator
from functools import cache
from math import inf

import msgspec

from pipeline.core.edits import Span
from pipeline.data import load

_WORD = re.compile(r"[^\s\-–/()\[\],;]+")
_BRACKET = re.compile(r"[()\[\]]")
_CLOSING = {")": "(", "]": "["}
_QUOTES = "\"'“”‘’«»"
_PAUSE = re.compile(r"[;,:=]\s")
_SHORT = re.compile(r"[^\W_][^\s]{0,14}(?: [^\s]{1,10}){0,2}")
_BEFORE = re.compile(r"(?:[^\W_][^\s()\[\],;]*)$")
_NUMERIC = re.compile(r"[<>=%]|\d{4}")
_SPELT_OUT = re.compile(r"[^\W\d_A-Z]{4}")
_TERM = re.compile(r"\S+")
_TERM_HEAD = re.compile(r"[^\s,;]\S*-$|[^\s]+[-–]$")
LONGEST = 200  # characters of a long form; those of the sample texts have up to 44


class Definition(msgspec.Struct, frozen=True, order=True):
    """A short form and the long form given for it, as spans of the text, with the cost of their alignment."""

    short: Span
    long: Span
    cost: float = 0.0


@cache
def _table(kind: str) -> frozenset[str]:
    return frozenset(load("abbreviations.yaml")[kind])


@cache
def _lead_in() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:(?:{'|'.join(load('abbreviations.yaml')['lead_in'])}|=)\s+)*", re.IGNORECASE)


@cache
def _separator() -> re.Pattern[str]:
    return re.compile(rf"{_PAUSE.pattern}|\s(?:{'|'.join(load('abbreviations.yaml')['behind_short'])})\s")


def brackets(text: str, start: int, end: int) -> list[Span]:
    """The insides of the bracket pairs in [start, end), in the order of their closing.

    Unbalanced and very long ones are skipped.
    """
    stack: list[tuple[str, int]] = []
    found = []
    for mark in _BRACKET.finditer(text, start, end):
        if mark[0] in "([":
            stack.append((mark[0], mark.end()))
        elif stack and stack[-1][0] == _CLOSING[mark[0]]:
            _, inside = stack.pop()
            if mark.start() - inside <= LONGEST:
                found.append((inside, mark.start()))
    return found


def definitions(text: str, start: int, end: int) -> Iterator[Definition]:
    """All short forms that one sentence defines in brackets, on either side of them."""
    for inside in brackets(text, start, end):
        found = _short_inside(text, start, inside) or _long_inside(text, start, inside) or _both_inside(text, inside)
        if found:
            yield found


def _short_inside(text: str, start: int, inside: Span) -> Definition | None:
    """Long form (short form)."""
    lead_in = _lead_in().match(text, *inside)
    low = lead_in.end() if lead_in else inside[0]
    cut = _separator().search(text, low, inside[1])
    short = _trim(text, low, cut.start() if cut else inside[1])
    if not is_short(text[slice(*short)]):
        return None
    return align(text, short, (max(start, inside[0] - 1 - LONGEST), inside[0] - 1))


def _long_inside(text: str, start: int, inside: Span) -> Definition | None:
    """Short form (long form)."""
    head = text[max(start, inside[0] - 25) : inside[0] - 1].rstrip()
    before = _BEFORE.search(head)
    if not before:
        return None
    offset = max(start, inside[0] - 25)
    short = _trim(text, offset + before.start(), offset + before.end())
    cut = _PAUSE.search(text, *inside)
    long = _trim(text, inside[0], cut.start() if cut else inside[1])
    if not is_short(text[slice(*short)]) or long[1] - long[0] > LONGEST or not _SPELT_OUT.search(text, *long):
        return None
    found = align(text, short, long)
    return found if found and found.long == long else None


def _both_inside(text: str, inside: Span) -> Definition | None:
    """(Long form, short form)."""
    comma = text.rfind(",", *inside)
    if comma < 0:
        return None
    short = _trim(text, comma + 1, inside[1])
    if not is_short(text[slice(*short)]):
        return None
    return align(text, short, (max(inside[0], comma - LONGEST), comma))


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in _QUOTES):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in _QUOTES):
        end -= 1
    return start, end


def is_short(form: str) -> bool:
    """Whether a string may be a short form: a few characters with a letter, and no number, unit or citation."""
    return (
        bool(_SHORT.fullmatch(form))
        and any(c.isalpha() for c in form)
        and form not in _table("never_short")
        and (any(c.isupper() or c.isdigit() for c in form) or len(form) <= 4)
        and (" " not in form or (not form[0].isdigit() and any(c.isupper() for c in form)))
        and form[-1] not in "-–"
        and not _NUMERIC.search(form)
    )


def align(text: str, short: Span, window: Span) -> Definition | None:
    """The cheapest long form for `short` that ends where `window` ends, or None where none is cheap enough."""
    end = _trim(text, *window)[1]
    letters = [c for c in text[slice(*short)].lower() if c.isalnum()]
    form = text[slice(*short)]
    lattice = _Lattice(text, window[0], end, 2 * len(letters) + 2)
    for cost, low in lattice.starts(letters):
        if cost > _limit(form, len(letters)):
            break
        long = text[low:end]
        if _balanced(long) and long[-1].isalnum() and not _contains(long, form) and len(long) > len(form):
            return Definition(short, (_whole(text, low, window[0]), end), cost)
    return None


def _limit(form: str, letters: int) -> float:
    """How much an alignment may cost; a short form without a capital must be made of initials."""
    if not any(c.isupper() or c.isdigit() for c in form):
        return 0.0 if letters > 1 else -1.0
    return max(0.0, min(letters - 1.0, 4.0))


def _balanced(long: str) -> bool:
    return all(long.count(a) == long.count(b) for a, b in ("()", "[]"))


def _contains(long: str, form: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", long))


def _whole(text: str, start: int, low: int) -> int:
    """Back from behind a hyphen to the beginning of the whole term: "2,6-diaminopurine"."""
    if start > low and text[start - 1] in "-–":
        found = _TERM_HEAD.search(text, low, start)
        return found.start() if found and _balanced(text[found.start() : start]) else start
    return start


class _Lattice:
    """The places in a window where a short form's letters may stand, and what each way through them costs."""

    def __init__(self, text: str, start: int, end: int, most: int):
        terms = [m.start() for m in _TERM.finditer(text, start, end)]
        self.low = terms[-most] if len(terms) >= most else start
        self.text = text
        self.words = [m.span() for m in _WORD.finditer(text, self.low, end)]
        self.home = {i: n for n, word in enumerate(self.words) for i in range(*word)}
        self.letters: dict[str, list[int]] = {}
        for i in self.home:
            self.letters.setdefault(text[i].lower(), []).append(i)
        self.skipped = [0.0]
        for a, b in self.words:
            self.skipped.append(self.skipped[-1] + (0.0 if text[a:b].lower() in _table("light") else 1.0))

    def starts(self, letters: list[str]) -> list[tuple[float, int]]:
        """Cost and start of the cheapest alignment for each possible start, cheapest and nearest first."""
        state = {i: self._place(i) + self._between(n, len(self.words)) for i, n in self._places(letters[-1])}
        for letter in reversed(letters[:-1]):
            following = {}
            for i, n in self._places(letter):
                ways = [cost + self._way(i, n, j) for j, cost in state.items() if j > i]
                if ways:
                    following[i] = min(ways) + self._place(i)
            if letter.isdigit():
                following.update({j: min(cost + 1.0, following.get(j, inf)) for j, cost in state.items()})
            state = following
        found = [(cost, i) for i, cost in state.items() if i == self.words[self.home[i]][0]]
        return sorted(found, key=lambda way: (way[0], -way[1]))

    def _places(self, letter: str) -> Iterator[tuple[int, int]]:
        spelt = tuple(load("abbreviations.yaml")["digits"].get(letter, ()))
        numerals = (start for start, _ in self.words if self.text.startswith(spelt, start))
        for i in {*self.letters.get(letter, ()), *numerals}:
            yield i, self.home[i]

    def _between(self, n: int, other: int) -> float:
        return self.skipped[other] - self.skipped[n + 1]

    def _way(self, i: int, n: int, j: int) -> float:
        """From the letter at `i` to the next one at `j`: words passed over cost, neighbours in a word cost less."""
        if n != self.home[j]:
            return self._between(n, self.home[j])
        return -0.75 if j == i + 1 and self._place(j) else 0.0

    def _place(self, i: int) -> float:
        """What a letter costs by its place: nothing at the start of a word or of a part of it (a capital, a digit)."""
        before, here = self.text[i - 1 : i], self.text[i]
        if i == self.words[self.home[i]][0] or (here.isupper() and before.islower()):
            return 0.0
        return 0.0 if here.isdigit() and not before.isdigit() else 1.0
