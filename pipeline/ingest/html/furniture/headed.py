"""Headings that say what follows them: related links, comments, share bars, boxes to sign up."""

import re
from collections.abc import Callable

from pipeline.core.model import LeftOutKind
from pipeline.ingest.html.furniture.cards import holds_cards
from pipeline.ingest.html.furniture.elements import (
    SHORT,
    all_anchors,
    can_head,
    is_like,
    is_sibling,
    is_teaser,
    names_of,
)
from pipeline.ingest.html.furniture.names import NEVER_BY_NAME, Names
from pipeline.ingest.html.furniture.tables import COMMENTS, HEADINGS, LONGEST_LINE, PHONE
from pipeline.ingest.html.region import gives_orders, is_clinical
from pipeline.ingest.html.tree import Element, Fate, Page

_BEGINS_ANEW = re.compile("h[1-6]|nav|header|footer|form|main|article")


class Headed:
    """Marks headings over furniture, and what stands under them."""

    def __init__(self, page: Page, names: Names, is_whole_page: Callable[[Element], bool]):
        self._page, self._names, self._is_whole_page = page, names, is_whole_page

    def mark(self, element: Element) -> None:
        """A heading that says what follows, and what follows."""
        if element.signs > LONGEST_LINE or element.tag in NEVER_BY_NAME or not can_head(element):
            return
        words = self._page.words(element)
        for kind, pattern in HEADINGS.items():
            if pattern.fullmatch(words):
                led = self._led(element, kind)
                for one in led:
                    one.fate = Fate(kind, f"under “{words}”")
                if led:
                    element.fate = Fate(kind, f"“{words}”")
                return

    def _led(self, heading: Element, kind: LeftOutKind) -> list[Element]:
        """The element behind a heading that agrees with it, and those like it that follow.

        None that another kind claims, and, but for comments, none that speaks of doses or warnings.
        """
        while heading.after is None and heading.parent is not None and heading.parent.signs == heading.signs:
            heading = heading.parent
        led: list[Element] = []
        one, first = heading.after, None
        while one is not None and not _BEGINS_ANEW.fullmatch(one.tag) and not one.is_gone:
            if one.signs:
                named = self._names.kind_of(one)
                alike = first is None or kind == "comments" or is_like(one, first)
                if first is not None and not alike and first.tag == "p" and is_sibling(one, first):
                    return []  # a list in paragraphs goes on with what is no furniture: it stays whole
                if not alike or self._is_whole_page(one) or (named and named[0] != kind) or not self._agrees(one, kind):
                    break
                first = first or one
                led.append(one)
            one = one.after
        return led

    def _agrees(self, element: Element, kind: LeftOutKind) -> bool:
        if kind == "comments":
            named = not COMMENTS.isdisjoint(names_of(element))
            return named or (
                self._names.confirms(element, kind) and not any(map(is_clinical, self._page.inside(element)))
            )
        if kind == "contents list":
            return element.linked * 10 >= element.signs * 9 and all_anchors(element, self._page)
        if kind == "sign-up":
            return self._names.confirms(element, kind)
        if kind == "share bar":
            return self._names.confirms(element, kind) or (
                element.linked * 10 >= element.signs * 9 and element.signs < SHORT
            )
        if kind == "related links" and holds_cards(element, self._page):
            return True
        words = self._page.words(element)
        clinical = any(map(is_clinical, self._page.inside(element))) or gives_orders(words) or PHONE.search(words)
        return (element.linked * 2 >= element.signs or is_teaser(element, self._page)) and not clinical
