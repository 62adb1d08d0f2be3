"""Heads of pages and dots of contents inside a line."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from pipeline.core.edits import Change
from pipeline.core.text.phrases import Phrases
from pipeline.data import load
from pipeline.repair.printed.page_borders import ADVICE, SITE
from pipeline.repair.printed.page_numbers import PAGES
from pipeline.rules import DocumentContext, rule

_TABLE = load("furniture.yaml")
_COUNTED = frozenset(load("checks.yaml")["quantities"]["numbered"])
_COPYRIGHT = "|".join(_TABLE["copyright_words"])
_CAPITALS = re.compile(
    rf"(?<![\w.])(?!{_COPYRIGHT})[A-Z][A-Z&’'-]+[.:]?(?: (?!{_COPYRIGHT})[A-Z][A-Z&’'-]*[.:]?){{1,11}}(?![\w’'-])"
)
_IMPRINT = Phrases(
    rf"(?<![\w.])(?:[A-Z][a-z]+ ){{2,6}}(?:{'|'.join(_TABLE['months'])}) (?:19|20)\d\d(?=[ ]\d)", re.NOFLAG
)
_BEHIND, _BEFORE = re.compile(r" (\d{1,3})(?![\w%]|[.,:]\d)"), re.compile(r"(?<![\w.,:%–-])(\d{1,3}) \Z")
_RIGHTS = re.compile(rf"(?:{_COPYRIGHT}|©)[^.\n]{{3,80}}\.(?: (?:{'|'.join(_TABLE['rights_sentences'])})\.)?[ ]?")
_LEADER = re.compile(
    r"[ \t]?(?:[ ]?[.…·_]){5,200}[ \t]*(?:\n[ \t\n]{0,4}(?=\d{1,3}[ \t]*(?:\n|\Z)))?"
    r"(?P<n>\d{1,3})(?![\w.,%:])(?! (?:[a-zµ%]|mL|IU))[ \t]?"
)
_SHORT_LEADER = re.compile(r"(?<=[^\s.])[ \t]?(?: \.|\. ?){2,4}[ \t]*(?P<n>\d{1,3})[ \t]*$", re.MULTILINE)
_APART = 300  # characters between two heads of the same words: a page holds more


@rule("repair/inline-page-heads", version=1, leaves_out="page note", everywhere=True)
def remove_inline_heads(text: str, context: DocumentContext) -> Iterator[Change]:
    """Heads of pages inside a line.

    Where the lines of a PDF were run together, "4 SOUTHERN HEALTH TRUST" stands in the midst of its sentences. Words in
    capitals, an address, or a publisher with month and year, are a head where they come again beside numbers that count
    on, three or more in all and a page apart. "STEP 2" and its like count something else. A line of rights that comes
    again three times goes but for the first.
    Example: "2 GOUT TRUST", further down "4 GOUT TRUST" and "6 GOUT TRUST" go.
    """
    heads = chain(_CAPITALS.finditer(text), _IMPRINT.in_lines(text), SITE.in_lines(text))
    runs = [match.span() for match in heads]
    found = sorted({*_repeated(text, runs, lead=True), *_repeated(text, runs, lead=False)}, key=lambda one: one[1])
    counted = _longest(found)
    end = 0
    for _, start, stop in counted if len(counted) >= PAGES else ():
        first, last = max(start, end), stop + (text[stop : stop + 1] == " ")
        if last > first:
            yield Change(first, last, text[first:last], "", "head of a page, inside a line")
        end = last
    rights = list(_RIGHTS.finditer(text))
    same = [match for match in rights if match[0].strip() == rights[0][0].strip()]
    lines = [text[match.start() : text.find("\n", match.end()) + 1 or len(text)] for match in same]
    for match, line in zip(same[1:], lines[1:], strict=True) if len(same) >= PAGES else ():
        alone = text[match.start() - 1 : match.start()] == "\n"  # then the whole line speaks of rights
        if not alone or lines.count(line) > 1:
            end = match.start() + len(line) if alone else match.end()
            yield Change(match.start(), end, text[match.start() : end], "", "rights of the publisher, on each page")


def _repeated(text: str, runs: Sequence[tuple[int, int]], *, lead: bool) -> Iterator[tuple[int, int, int]]:
    """Numbers with the words behind them (`lead`) or before them that come again: value, start and end."""
    places: dict[tuple[str, ...], list[tuple[int, int, int]]] = defaultdict(list)
    for start, end in runs:
        words = text[start:end].split()
        number = _BEFORE.search(text, max(0, start - 5), start) if lead else _BEHIND.match(text, end)
        if number is None or (not lead and words[-1].lower().rstrip(".:") in _COUNTED):
            continue
        for n in range(min(2, len(words)), len(words) + 1):
            part = words[:n] if lead else words[-n:]
            length = len(" ".join(part))
            span = (number.start(1), start + length) if lead else (end - length, number.end(1))
            places[tuple(part)].append((int(number[1]), *span))
    for key, found in sorted(places.items(), key=lambda item: -len(item[0])):
        apart = all(b[1] - a[1] >= _APART and b[0] > a[0] for a, b in pairwise(found))
        if len(found) > 1 and apart and not ADVICE.search(" ".join(key)):
            yield from found


def _longest(found: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The longest run of heads whose numbers grow by one or two; longer words before shorter at one place."""
    best: dict[int, list[tuple[int, int, int]]] = {}
    for one in sorted(found, key=lambda place: (place[1], -place[2])):
        before = max((best.get(one[0] - step, []) for step in (1, 2)), key=len)
        if (not before or before[-1][2] <= one[1]) and len(before) + 1 > len(best.get(one[0], [])):
            best[one[0]] = [*before, one]
    return max(best.values(), key=len, default=[])


@rule("repair/dot-leaders", version=1, leaves_out="contents list", everywhere=True)
def remove_leaders(text: str, context: DocumentContext) -> Iterator[Change]:
    """Dots that lead to the number of a page.

    "What is gout? . . . . . . 4" is a line of contents; its dots and numbers say nothing without pages. They are taken
    for leaders where three or more lead to numbers that never fall. A value behind dots ("Dose ..... 5 mg") and blanks
    of a form stay. Example: the lines "Causes ..... 4", "Signs ..... 5", "Care ..... 7" become "Causes", "Signs",
    "Care".
    """
    found = list(_LEADER.finditer(text)) if re.search(r"(?:[.…·_] ?){5}", text) else []
    if len(found) < PAGES or any(int(a["n"]) > int(b["n"]) for a, b in pairwise(found)):
        return
    first, last = found[0].start(), found[-1].end()
    for match in _SHORT_LEADER.finditer(text, first, last):
        if not any(one.start() < match.end() and match.start() < one.end() for one in found):
            yield Change(*match.span(), match[0], "", "dots that lead to the number of a page")
    for match in found:
        ended = text[match.end() : match.end() + 1] in ("", "\n")
        yield Change(*match.span(), match[0], "" if ended else "\n", "dots that lead to the number of a page")
