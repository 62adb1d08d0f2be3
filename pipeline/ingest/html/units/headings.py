"""Which elements are headings of a page.

Not all that are named so, as authors make letters large with them; and some that are not: what opens a part of an
accordion, and short lines in bold type over a paragraph or a list.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby

from pipeline.data import load
from pipeline.ingest.html.region import gives_orders
from pipeline.ingest.html.tree import Element, Page, Part, word_count

HEADING = re.compile(r"h([1-6])")
_LONGEST_HEADING = 300  # characters; an h2 that was never closed holds its whole section
_NO_HEADING = frozenset({"p", "ul", "ol", "table", "dl"})
_TABLE = load("html_furniture.yaml")
_PRESSED = re.compile(f"(?:{_TABLE['buttons']})|(?:{_TABLE['calls']})", re.IGNORECASE)
_HEADS_PART = re.compile(
    r"(?:^|[\s_-])(?:accordion|faq|collapsible)[_-]{1,2}(?:item[_-]{1,2})?(?:header|heading|title|question|button|trigger|toggle)\b"
)
_LONGEST_QUESTION = 200  # characters of what opens a part
_LONGEST_BOLD, _MOST_BOLD = 80, 8  # characters and words of a line in bold type that heads
_TITLED = re.compile(rf"(?:{_TABLE['styles_of_people']})\b\.?|\W*[\d$£€+]", re.IGNORECASE)
_PARTS = frozenset({"div", "section", "ul", "ol", "dl", "table"})
_BOLD = frozenset({"b", "strong"})
_SENTENCES = re.compile(r"[a-z)]{2}[.!?] [A-Z]")
# Words of two sentences that are no heading, and of two of which the second has no stop, or in an h2, which is seldom
# made for its letters alone. One sentence may head: leaflets on cancer say what a part is about in thirty words.
_LONG_PAIR, _LONGER_PAIR = 12, 26
_LEAST_STEPS = 3
_STEP = re.compile(r"(\d{1,2})[.)] ?\S")


def headings_of(page: Page) -> frozenset[int]:
    """The numbers of the elements that head something."""
    named = [one for one in page.elements if _is_named(one)]
    steps = frozenset(_steps(page, named))
    found = {one.number for one in named if one.number not in steps and not _is_prose(one, page.words(one))}
    tops = {one.start for one in named}
    for element in page.elements:
        if element.signs and element.number not in found and (_opens_part(page, element) or _is_bold(page, element)):
            around = any(one.number in found for one in element.ancestors())
            if not around and not any(start in tops for start in _starts(element)):
                found.add(element.number)
    return frozenset(found)


def level_of(heading: Element) -> int:
    """The level that a heading's own element gives it; 2 where it gives none."""
    if found := HEADING.fullmatch(heading.tag):
        return int(found[1])
    level = heading.get("aria-level")
    return int(level) if level in tuple("123456") else 2


def _starts(element: Element) -> Iterator[int]:
    """Where the elements in an element begin, at most three deep."""
    for child in element.children:
        yield child.start
        for inner in child.children:
            yield inner.start
            yield from (one.start for one in inner.children)


def _opens_part(page: Page, element: Element) -> bool:
    """Whether an element opens the part of an accordion that follows it."""
    named = element.tag in ("div", "button", "span", "p", "a") and _HEADS_PART.search(element.get("class"))
    opens = element.tag == "summary" or (element.tag == "button" and "aria-expanded" in element.attributes)
    if not (opens or named) or element.signs > _LONGEST_QUESTION or len(page.inside(element)) != 1:
        return False
    outer = element
    while outer.after is None and outer.parent is not None and outer.parent.signs == outer.signs:
        outer = outer.parent
    if outer.after is None or not outer.after.signs or (outer is not element and outer.after.tag not in _PARTS):
        return False
    return not _PRESSED.fullmatch(page.words(element))


def _is_bold(page: Page, element: Element) -> bool:
    """Whether a paragraph is a short line in bold type, which no stop ends, over a paragraph or a list."""
    if element.tag not in ("p", "div") or not 0 < element.signs <= _LONGEST_BOLD or len(element.children) != 1:
        return False
    bold, behind = element.children[0], element.after
    if bold.tag not in _BOLD or bold.signs != element.signs or behind is None or element.linked:
        return False
    if any(one.tag in ("li", "td", "th", "dd", "blockquote", "figure", "footer") for one in element.ancestors()):
        return False
    words = page.words(element)
    announces = ":" in words[:-1] or (words[-1] == ":" and behind.tag in ("ul", "ol"))
    leads = not announces and (behind.tag in ("ul", "ol") or (behind.tag in ("p", "div") and behind.prose > 0))
    short = word_count(words) <= _MOST_BOLD and words[:1].isupper() and words[-1] not in ".,;!"
    return leads and short and not _TITLED.match(words) and not gives_orders(words)


def _is_named(element: Element) -> bool:
    if not (HEADING.fullmatch(element.tag) or (element.get("role") == "heading" and element.tag not in ("a", "span"))):
        return False
    return element.signs <= _LONGEST_HEADING and not any(child.tag in _NO_HEADING for child in element.children)


def _is_prose(element: Element, words: str) -> bool:
    """Whether a heading is two sentences, too long for one: its author wanted large letters."""
    if element.tag == "h1" or words.endswith("?") or not _SENTENCES.search(words):
        return False
    stopped = words.rstrip("\"”'’) ").endswith((".", "!"))
    return word_count(words) >= (_LONG_PAIR if stopped and element.tag != "h2" else _LONGER_PAIR)


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
