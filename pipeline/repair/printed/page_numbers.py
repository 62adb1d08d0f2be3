"""The numbers of printed pages: lines that hold one alone, and count on from page to page."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise, product

from pipeline.data import load

_TABLE = load("furniture.yaml")
_PAGE_WORD = "|".join(_TABLE["page_words"])
_OF = "|".join(_TABLE["page_joins"])
_NUMBER = re.compile(
    rf"[ \t]*(?:(?:{_PAGE_WORD}) |[Pp]\. ?|[-–—] ?)?(?P<n>\d{{1,4}}|[ivxl]{{1,7}})(?: ?(?:{_OF}|/|\|) ?\d{{1,4}})?"
    r"(?: ?[-–—])?[ \t]*"
)
EXPLICIT = re.compile(rf"[ \t]*(?:{_PAGE_WORD}) \d{{1,4}} (?:{_OF})(?: \d{{1,4}})?[ \t]*")  # no other line says so
OPEN_NUMBER = re.compile(rf"[ \t]*(?:[^\n]{{0,80}}[ \t])?(?:{_PAGE_WORD}|[Pp]) \d{{1,4}} (?:{_OF})[ \t]*")
ROMAN_NUMBER = re.compile(r"(?=..)(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
PAGE = (12, 150)  # lines that hold words between two numbers; the shortest page of a PDF that was read has 14
PAGES = 3  # numbers that follow one another, or pages that share a line: two may be chance
_SHORT, _RISING = 6, 8  # characters of a line, and numbers in one chain: the items of a list are seldom so many
_APART = 5  # lines from one page's number to the next, where the pages hold little
EDGE = 3  # lines at the top or the bottom of a page that may be its head or foot


def counting_on(lines: Sequence[str]) -> set[int]:
    """The lines that hold the number of a page alone: they count on, each a page behind the one before."""
    found: dict[tuple[bool, int], list[tuple[int, int]]] = defaultdict(
        list
    )  # (style, value) to (line, length of chain)
    before: dict[int, int] = {}
    length: dict[int, int] = {}
    matched = [_NUMBER.fullmatch(line) for line in lines]
    last = max((i for i, match in enumerate(matched) if match), default=0)
    for i, match in enumerate(matched):
        beside = (*matched[max(i - 1, 0) : i], *matched[i + 1 : i + 2])  # numbers of notes and of tables come in groups
        if not match or any(beside):
            continue
        value = _value(match["n"])
        arabic = match["n"].isdecimal()
        chains = []
        for step in (1, 2):  # one number in between may stand inside a line
            near = [(j, n) for j, n in found[arabic, value - step] if i - j <= 2 * PAGE[1]]
            found[arabic, value - step] = near  # what is further off is so for every line to come
            least = PAGE[0] if i < last else PAGE[0] // 3  # the last page may be short
            chains += [(n, j) for j, n in near if step * least <= i - j <= step * PAGE[1]]
        best = max(chains, default=(0, -1))
        length[i] = best[0] + 1
        if best[0]:
            before[i] = best[1]
        found[arabic, value].append((i, length[i]))
    pages: set[int] = set()
    for i, n in length.items():
        if n >= PAGES:
            place: int | None = i
            while place is not None:
                pages.add(place)
                place = before.get(place)
    return pages


def rising(lines: Sequence[re.Match[str]]) -> set[int]:
    """Lines that hold a number alone, where many of them count on over the whole text.

    Of a double page both numbers stand together, so the distance from one to the next says nothing; that of all of
    them does, and no three stand in a row, as the numbers of a list of contents do.
    """
    places = [
        (i, int(line[0].strip()))
        for i, line in enumerate(lines)
        if len(line[0]) < _SHORT and line[0].strip().isdecimal() and not _is_note(lines, i)
    ]
    if len(places) < _RISING:
        return set()
    chains: dict[int, list[int]] = {}  # the longest that ends in a number
    for i, value in places:
        near = [chains.get(value - step, []) for step in (1, 2)]
        before = max((c for c in near if not c or i - c[-1] == 1 or i - c[-1] >= _APART), key=len, default=[])
        if len(before) + 1 >= len(chains.get(value, [])):
            chains[value] = [*before, i]
    chain = max(chains.values(), key=len)
    first, last = (int(lines[i][0].strip()) for i in (chain[0], chain[-1]))
    in_rows = any(c - a == 2 for a, c in zip(chain, chain[2:], strict=False))
    wide = chain[-1] - chain[0] >= PAGE[0] // 2 * (last - first)
    return set(chain) if len(chain) >= _RISING and wide and not in_rows else set()


def _is_note(lines: Sequence[re.Match[str]], i: int) -> bool:
    """Whether a number stands in a sentence, as that of a note does: "in 1990 (", "4", ")."."""
    above = lines[i - 1][0].rstrip()[-1:] if i else ""
    below = lines[i + 1][0].lstrip()[:1] if i + 1 < len(lines) else ""
    return above in ("(", "[", ",") or below in (")", "]", ",", ".", ";")


def beside_breaks(text: str, lines: Sequence[re.Match[str]]) -> set[int]:
    """Lines that hold a number alone, at one distance from page breaks that follow one another, and count on."""
    breaks = page_breaks(text, lines)
    found = set()
    for (above, below), distance in product(pairwise(breaks), range(-EDGE, EDGE)):
        pair = [i + distance for i in (above, below) if 0 <= i + distance < len(lines)]
        numbers = [match for i in pair if (match := _NUMBER.fullmatch(lines[i][0]))]
        if len(numbers) == len({*pair}) == 2 and numbers[0]["n"].isdecimal() and numbers[1]["n"].isdecimal():
            found |= {*pair} if int(numbers[1]["n"]) == int(numbers[0]["n"]) + 1 else set()
    return found


def page_breaks(text: str, lines: Sequence[re.Match[str]]) -> list[int]:
    """The lines that begin a page behind a page break."""
    return [i for i in range(1, len(lines)) if "\x0c" in text[lines[i - 1].end() : lines[i].start()]]


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    values = [_ROMAN[letter] for letter in number]
    return sum(-v if any(w > v for w in values[i + 1 :]) else v for i, v in enumerate(values))


def is_total(lines: Sequence[re.Match[str]], i: int) -> bool:
    """Whether a line is the number of all pages, of which the line above it says which one it is."""
    return i < len(lines) and lines[i][0].strip().isdecimal()
