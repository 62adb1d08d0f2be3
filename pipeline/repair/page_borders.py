"""What stands at the borders of printed pages: their numbers, and heads that come again on each."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.rules import DocumentContext, rule

_LINE = re.compile(r"[^\r\n\x0b\x0c]+")
_NUMBER = re.compile(
    r"[ \t]*(?:[Pp]age |PAGE |[Pp]\. ?|[-–—] ?)?(?P<n>\d{1,4}|[ivxl]{1,7})(?: ?(?:of|/|\|) ?\d{1,4})?(?: ?[-–—])?[ \t]*"
)
_OPEN_NUMBER = re.compile(r"[ \t]*(?:[^\n]{0,80}[ \t])?[Pp](?:age|AGE)? \d{1,4} of[ \t]*")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_ADVICE = re.compile(rf"\b(?:{'|'.join(load('furniture.yaml')['advice'])})\b", re.IGNORECASE)
_PAGE = (12, 150)  # lines that hold words between two numbers; the shortest page of a PDF that was read has 14
_PAGES = 3  # numbers that follow one another, or pages that share a line: two may be chance
_EDGE = 3  # lines at the top or the bottom of a page that may be its head or foot
_LONGEST = 120  # characters of a head


@rule("repair/page-borders", version=1, leaves_out="page note")
def remove_page_borders(text: str, context: DocumentContext) -> Iterator[Change]:
    """Page numbers and running heads.

    Lines that hold a number alone are pages where three or more count on at the distance of a page. Lines that come
    again in the same place beside three of them, or beside three page breaks, are heads or feet. One that holds a dose,
    a warning or a negation stays: "Keep out of the reach of children" may come again on every page.
    Example: "12", forty lines further down "13", then "14" go.
    """
    lines = [line for line in _LINE.finditer(text) if not line[0].isspace()]
    numbers = _page_numbers([line[0] for line in lines])
    if not numbers and text.count("\x0c") < _PAGES:
        return
    heads = _heads(text, lines, numbers)
    numbers |= {i + 1 for i in heads if _OPEN_NUMBER.fullmatch(lines[i][0]) and _is_total(lines, i + 1)}
    for i in sorted(numbers | heads):
        start, end = lines[i].span()
        end += text[end : end + 1] in ("\n", "\x0b") if start == 0 or text[start - 1] in "\n\r\x0b\x0c" else 0
        reason = "number of a page" if i in numbers else "head or foot of a page, which comes again"
        yield Change(start, end, text[start:end], "", reason)


def _page_numbers(lines: Sequence[str]) -> set[int]:
    """The lines that hold the number of a page alone: they count on, each a page behind the one before."""
    found: dict[tuple[bool, int], list[tuple[int, int]]] = defaultdict(
        list
    )  # (style, value) to (line, length of chain)
    before: dict[int, int] = {}
    length: dict[int, int] = {}
    matched = [_NUMBER.fullmatch(line) for line in lines]
    for i, match in enumerate(matched):
        beside = (*matched[max(i - 1, 0) : i], *matched[i + 1 : i + 2])  # numbers of notes and of tables come in groups
        if not match or any(beside):
            continue
        value = _value(match["n"])
        arabic = match["n"].isdecimal()
        near = [(j, n) for j, n in found[arabic, value - 1] if i - j <= _PAGE[1]]
        found[arabic, value - 1] = near  # what is further off is so for every line to come
        chains = [(n, j) for j, n in near if i - j >= _PAGE[0]]
        best = max(chains, default=(0, -1))
        length[i] = best[0] + 1
        if best[0]:
            before[i] = best[1]
        found[arabic, value].append((i, length[i]))
    pages: set[int] = set()
    for i, n in length.items():
        if n >= _PAGES:
            place: int | None = i
            while place is not None:
                pages.add(place)
                place = before.get(place)
    return pages


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    values = [_ROMAN[letter] for letter in number]
    return sum(-v if any(w > v for w in values[i + 1 :]) else v for i, v in enumerate(values))


def _is_total(lines: Sequence[re.Match[str]], i: int) -> bool:
    """Whether a line is the number of all pages, of which the line above it says which one it is."""
    return i < len(lines) and lines[i][0].strip().isdecimal()


def _heads(text: str, lines: Sequence[re.Match[str]], numbers: set[int]) -> set[int]:
    """Lines beside the borders of pages that come again at three of them or more, digits aside."""
    places: dict[tuple[str, int], set[int]] = defaultdict(set)  # words and distance from a border to lines
    breaks = [(i - 1, i) for i in range(1, len(lines)) if "\x0c" in text[lines[i - 1].end() : lines[i].start()]]
    for above, below in [(i, i) for i in numbers] + breaks:
        for i in {
            *range(max(0, above - _EDGE + 1), above + 1),
            *range(below, min(len(lines), below + _EDGE)),
        } - numbers:
            key = re.sub(r"\d+", "#", " ".join(lines[i][0].split()))
            places[key, i - below if i >= below else i - above - 1].add(i)
    return {
        i
        for (key, _), again in places.items()
        for i in again
        if len(again) >= _PAGES and len(key) <= _LONGEST and _is_head(key)
    }


def _is_head(key: str) -> bool:
    """Whether a line that comes again may go: it has letters, and nothing in it is advice."""
    return any(map(str.isalpha, key)) and (key[0].isupper() or key[0] == "#") and not _ADVICE.search(key)
