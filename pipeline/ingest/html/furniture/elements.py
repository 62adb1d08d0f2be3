"""What elements of a page are by themselves: their names, their make, their links."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain, pairwise

from pipeline.data import load
from pipeline.ingest.html.region import gives_orders, is_clinical
from pipeline.ingest.html.tree import Element, Fate, Page, Part

SHORT = 200  # characters of a small box
_LONGEST_INVITATION = 400  # characters of a box that invites to an appointment
_INVITING = re.compile(load("html_furniture.yaml")["inviting"], re.IGNORECASE)
_WHOLE = frozenset({"ul", "ol", "dl", "table", "menu", "dir"})
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
# Of a machine: digits among letters ("ad0b", "7f31c"), of which a name has them at its end alone ("nav2").
_HASH = re.compile(r"(?<![^\W_])(?:[^\W\d_]+\d+|\d+)[^\W\d_][^\W_]*(?![^\W_])")


_SELECTS = load("html_furniture.yaml")["selects"]
_MAKING = rf"(?:{'|'.join(_SELECTS['making'])})"
_PICKERS = re.compile(rf"\W*(?:{_MAKING}\W+)*(?:{'|'.join(_SELECTS['names'])})(?:\W+{_MAKING})*\W*", re.IGNORECASE)
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
    """Whether a head or foot is that of the page, and none of an article, a table or a box in it."""
    return all(one.tag not in ("article", "aside", "main", "section", "figure", "table") for one in element.ancestors())


def names_of(element: Element) -> Iterator[str]:
    """The words in an element's class, id and label, and their neighbours joined: "site-header" gives three.

    Only whole words: what a machine counted out, digits among its letters, holds none.
    """
    for attribute in ("class", "id", "aria-label", "data-testid", "data-component"):
        for name in element.attributes.get(attribute, "").split()[:20]:
            parts = [part.lower() for part in _NAME_PARTS.findall(_HASH.sub("", name))]
            yield name.lower()
            yield from parts
            yield from (first + second for first, second in pairwise(parts))


def all_anchors(element: Element, page: Page, *, anywhere: bool = False) -> bool:
    """Whether every link in an element leads to a place on the page itself, or `anywhere` to a place on some page."""
    links = (one for one in chain((element,), page.within(element)) if one.tag == "a" and one.signs)
    found = False
    for link in links:
        target = link.attributes.get("href", "")
        found = target.startswith("#") or (anywhere and "#" in target)
        if not found:
            return False
    return found


def holds_answers(select: Element, page: Page) -> bool:
    """Whether the choices of a control answer a question of the text, and pick no language, country, year or page."""
    options = [one for one in page.within(select) if one.tag == "option"]
    answers = [one for one in options if not is_placeholder(one, page)]
    if not 2 <= len(answers) <= _MOST_ANSWERS or any(re.match(r"/|#|https?:", one.get("value")) for one in answers):
        return False
    furniture = sum(_PICKED.fullmatch(page.words(one)) is not None for one in answers)
    return 2 * furniture < len(answers) and not any(map(_PICKERS.fullmatch, _called(select, page)))


def is_placeholder(option: Element, page: Page) -> bool:
    """Whether a choice only says that one is to be made."""
    return _PLACEHOLDER.fullmatch(page.words(option)) is not None


def _called(select: Element, page: Page) -> Iterator[str]:
    """What a control is called: its names in words, and the line before it."""
    for attribute in ("id", "name", "class", "aria-label", "title"):
        yield " ".join(_NAME_PARTS.findall(select.attributes.get(attribute, "")))
    before = bisect_left(page.parts, select.start, key=_begins) - 1
    if before >= 0:
        yield page.parts[before].text


def _begins(part: Part) -> int:
    return part.texts[0].start


def is_invitation(element: Element, page: Page) -> bool:
    """Whether an element is a small box whose first line invites to book or to begin, with what to press for it."""
    if element.tag not in ("div", "section", "aside", "form") or element.signs > _LONGEST_INVITATION:
        return False
    inner = list(page.within(element))
    heads = [page.words(one) for one in inner if re.fullmatch("h[2-6]", one.tag) and one.signs]
    parts = page.inside(element)
    if len(heads) != 1 or not parts or not _INVITING.fullmatch(parts[0].text):
        return False
    leads = any(one.tag in ("a", "button", "input", "form") for one in inner)
    return leads and is_harmless(element, page) and not _is_of_row(element, page)


def _is_of_row(element: Element, page: Page) -> bool:
    """Whether a box stands beside one of its make with a heading that invites to nothing: the first step of several."""
    for one in (element.before, element.after):
        if one is not None and is_sibling(one, element):
            heads = (page.words(head) for head in page.within(one) if re.fullmatch("h[2-6]", head.tag) and head.signs)
            if any(not _INVITING.fullmatch(head) for head in heads):
                return True
    return False


def is_harmless(element: Element, page: Page) -> bool:
    """Whether an element speaks of no dose, warning or symptom, its links among its words, and lists nothing else."""
    if any(one.tag in ("li", "dd", "td") and 2 * one.linked < one.signs for one in page.within(element)):
        return False
    return not any(is_clinical(part) or gives_orders(part.text) for part in page.inside(element))


def is_teaser(element: Element, page: Page) -> bool:
    """Whether an element announces other pages: it has headings, and all of them are links."""
    headings = [one for one in page.within(element) if re.fullmatch("h[2-6]", one.tag) and one.signs]
    return bool(headings) and all(one.linked * 10 >= one.signs * 8 for one in headings)


def leave(page: Page, element: Element, fate: Fate, *, weak: bool = True) -> None:
    """Give an element its fate; where some of its words speak of health, those of its parts that do not."""
    waiting = [element]
    while waiting:
        one = waiting.pop()
        if not one.signs:
            continue
        parts = page.inside(one)
        clinical = any(is_clinical(part) or gives_orders(part.text) for part in parts)
        clinical = clinical or (not parts and gives_orders(page.words(one)))
        if not weak or not clinical:
            one.fate = one.fate or fate
        elif one.tag not in _WHOLE and not is_headed_box(one):
            waiting += one.children
