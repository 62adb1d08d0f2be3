"""Which elements are headings of a page: not all that are named so, as authors make letters large with them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby

from pipeline.ingest.html.tree import Element, Page, Part, word_count

HEADING = re.compile(r"h([1-6])")
_LONGEST_HEADING = 300  # characters; an h2 that was never closed holds its whole section
_NO_HEADING = frozenset({"p", "ul", "ol", "table", "dl"})
_SENTENCES = re.compile(r"[a-z)]{2}[.!?] [A-Z]")
# Words of a sentence with its stop, and of two, that are no heading; an h2 is seldom made for its letters alone.
_LONG, _LONG_PAIR, _LONG_UPPER = 15, 12, 25
_LEAST_STEPS = 3
_STEP = re.compile(r"(\d{1,2})[.)] ?\S")


def headings_of(page: Page) -> frozenset[int]:
    """The numbers of the elements that head something."""
    named = [one for one in page.elements if _is_named(one)]
    steps = frozenset(_steps(page, named))
    return frozenset(one.number for one in named if one.number not in steps and not _is_prose(one, page.words(one)))


def _is_named(element: Element) -> bool:
    if not (HEADING.fullmatch(element.tag) or (element.get("role") == "heading" and element.tag not in ("a", "span"))):
        return False
    return element.signs <= _LONGEST_HEADING and not any(child.tag in _NO_HEADING for child in element.children)


def _is_prose(element: Element, words: str) -> bool:
    """Whether a heading is a sentence that is too long for one, or two: its author wanted large letters."""
    count, upper = word_count(words), element.tag in ("h1", "h2")
    if element.tag == "h1" or (not words.rstrip("\"”'’) ").endswith((".", "!")) and not _SENTENCES.search(words)):
        return False
    least = _LONG_UPPER if upper else _LONG_PAIR if _SENTENCES.search(words) else _LONG
    return count >= least


def _steps(page: Page, named: list[Element]) -> Iterator[int]:
    """Headings that are the steps of a list: three and more numbered ones, of one level, with nothing between them."""
    runs = groupby(_numbered(page, named), key=lambda pair: pair[0])
    for _, pairs in runs:
        run = [element for _, element in pairs]
        if len(run) >= _LEAST_STEPS:
            yield from (one.number for one in run)


def _numbered(page: Page, named: list[Element]) -> Iterator[tuple[int, Element]]:
    """Numbered headings, each with the number of its run; a run ends where text or another number comes between."""
    run, last = 0, None
    for element in named:
        found = _STEP.match(page.words(element)) if element.signs else None
        if found is None:
            continue
        count = int(found[1])
        goes_on = last is not None and last[1] + 1 == count and last[0].tag == element.tag
        if not (goes_on and last is not None and _abut(page, last[0], element)):
            run += 1
        last = element, count
        yield run, element


def _abut(page: Page, first: Element, second: Element) -> bool:
    """Whether no words stand between two elements."""
    return bisect_left(page.parts, first.end, key=_begins) == bisect_left(page.parts, second.start, key=_begins)


def _begins(part: Part) -> int:
    return part.texts[0].start
