"""What elements of a page are by themselves: their names, their make, their links."""

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from pipeline.data import load
from pipeline.ingest.html.tree import Element, Page

SHORT = 200  # characters of a small box
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


_SELECTS = load("html_furniture.yaml")["selects"]
_PICKERS = re.compile(rf"\b(?:{'|'.join(_SELECTS['names'])})\b", re.IGNORECASE)
_PICKED = re.compile(rf"(?:\W*(?:{'|'.join(_SELECTS['options'])}|\d+)){{1,3}}\W*", re.IGNORECASE)
_PLACEHOLDER = re.compile(_SELECTS["placeholder"], re.IGNORECASE)
_MOST_ANSWERS = 20  # longer lists are catalogues


def is_headed_box(element: Element) -> bool:
    """Whether an element is a small box with a heading, which stays with the words below it."""
    return element.signs <= SHORT and any(re.fullmatch("h[2-6]", child.tag) for child in element.children)


def is_sibling(element: Element, first: Element) -> bool:
    """Whether an element is of the same make as the first of a row."""
    return (element.tag, element.get("class")) == (first.tag, first.get("class"))


def is_like(element: Element, first: Element) -> bool:
    """Whether an element is another of a row of links: of the same make, and hardly more than links."""
    return is_sibling(element, first) and element.linked * 10 >= element.signs * 8


def can_head(element: Element) -> bool:
    """Whether an element is one that may stand over others and name them."""
    return bool(re.fullmatch("h[2-6]|p|div|strong|b|legend|span|summary|dt|header", element.tag))


def is_of_page(element: Element) -> bool:
    """Whether a head or foot is that of the page, and none of an article or table in it."""
    return all(one.tag not in ("article", "main", "section", "figure", "table") for one in element.ancestors())


def names_of(element: Element) -> Iterator[str]:
    """The words in an element's class, id and label, and their neighbours joined: "site-header" gives three."""
    for attribute in ("class", "id", "aria-label", "data-testid", "data-component"):
        for name in element.attributes.get(attribute, "").split()[:20]:
            parts = [part.lower() for part in _NAME_PARTS.findall(name)]
            yield name.lower()
            yield from parts
            yield from (first + second for first, second in pairwise(parts))


def all_anchors(element: Element, page: Page) -> bool:
    """Whether every link in an element leads to a place on the page itself."""
    links = (one for one in chain((element,), page.within(element)) if one.tag == "a" and one.signs)
    found = False
    for link in links:
        found = link.attributes.get("href", "").startswith("#")
        if not found:
            return False
    return found


def holds_answers(select: Element, page: Page) -> bool:
    """Whether the choices of a control answer a question of the text, and pick no language, country, year or page."""
    options = [one for one in page.within(select) if one.tag == "option"]
    answers = [one for one in options if not is_placeholder(one, page)]
    if not 2 <= len(answers) <= _MOST_ANSWERS or any(re.match(r"/|#|https?:", one.get("value")) for one in answers):
        return False
    said = " ".join((*names_of(select), select.get("name"), "" if _asks(select, page) else _label(select, page)))
    furniture = sum(_PICKED.fullmatch(page.words(one)) is not None for one in answers)
    return 2 * furniture < len(answers) and not _PICKERS.search(re.sub(r"[\W_]+", " ", said))


def is_placeholder(option: Element, page: Page) -> bool:
    """Whether a choice only says that one is to be made."""
    return _PLACEHOLDER.fullmatch(page.words(option)) is not None


def _label(select: Element, page: Page) -> str:
    before = select.before
    while before is not None and not before.signs:
        before = before.before
    return page.words(before).lower() if before is not None and before.signs <= SHORT else ""


def _asks(select: Element, page: Page) -> bool:
    return _label(select, page).endswith("?")
