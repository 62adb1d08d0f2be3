"""Kinds of furniture that an element's names say, and what must agree with them."""

import re
from itertools import chain

from pipeline.core.model import LeftOutKind
from pipeline.ingest.html.furniture.elements import SHORT, names_of
from pipeline.ingest.html.furniture.tables import (
    BY_NAME,
    BY_WHOLE_NAME,
    KINDS,
    PATTERNS,
    PHONE,
    SHARE_WORDS,
    SITE_PAGES,
    is_named_row,
)
from pipeline.ingest.html.region import Region, gives_orders, is_clinical
from pipeline.ingest.html.tree import Element, Page

NEVER_BY_NAME = frozenset({"html", "body", "main", "article", "h1", "", "tr", "td", "th", "tbody"})
_LEAST_SITE_PAGES = 2
_LEAST_PARTS = 3  # a heading and two teasers
_HEADS = frozenset({"h2", "h3", "h4", "h5", "h6"})  # of a box named "promo", which stays without them


class Names:
    """What the names of a page's elements say of them."""

    def __init__(self, page: Page, region: Region):
        self.page, self.region = page, region

    def kind_of(self, element: Element) -> tuple[LeftOutKind, str] | None:
        """The kind that a name of the element says and its words confirm."""
        if element.tag in NEVER_BY_NAME | _HEADS:
            return None
        for name in names_of(element):
            for kind in BY_NAME.get(name, ()):
                if self.confirms(element, kind):
                    return kind, name
        for name in (*element.attributes.get("class", "").split(), element.attributes.get("id", "")):
            whole = BY_WHOLE_NAME.get(re.sub(r"[\W_]", "", name).lower())
            if whole is not None and self.confirms(element, whole):
                return whole, name
        return None

    def confirms(self, element: Element, kind: LeftOutKind) -> bool:
        """Whether the words, the links or the place of an element agree with a kind that its name says."""
        how = str(KINDS[kind]["confirmed"])
        by_measure = {
            "header": element.end <= self.region.start and not self.region.begins_in(element),
            "footer": element.start >= self.region.end or self._closes_page(element),
            "short": element.signs <= SHORT and not element.prose,
        }
        if how in by_measure:
            return by_measure[how]
        if how == "links":
            return not self.heads_panels(element) and self._leads(element, kind)
        if kind == "page note" and any(one.tag == "img" for one in self.page.within(element)):
            return False  # the picture, whose words stay, and not its credit
        words = self.page.words(element)
        if how == "words":
            found = re.findall(r"[\w-]+", words.lower())
            return sum(word in SHARE_WORDS for word in found) * 10 >= 6 * len(found)
        if PATTERNS[kind].search(words):
            return True
        return how == "advert" and 2 * element.linked >= element.signs and not element.prose

    def _closes_page(self, element: Element) -> bool:
        """Whether an element is the last of a page and holds whose the rights are, or links to what every site has."""
        parts = self.page.inside(element)
        if not parts or parts[-1] is not self.page.parts[-1]:
            return False
        of_site = sum(SITE_PAGES.fullmatch(one.text) is not None for one in parts)
        return of_site >= _LEAST_SITE_PAGES or any("©" in one.text for one in parts)

    def _leads(self, element: Element, kind: LeftOutKind) -> bool:
        """Whether an element is links for the most part; none that leads to other pages says whom to call."""
        if kind == "related links" and PHONE.search(self.page.words(element)):
            return False
        return 2 * element.linked >= element.signs or (kind == "related links" and self._is_row(element))

    def _is_row(self, element: Element) -> bool:
        """Whether an element is a heading over links, and headings under it that lost theirs: teasers of a script."""
        parts = self.page.inside(element)
        heads = sum(one.tag in _HEADS and one.signs > 0 for one in self.page.within(element))
        if len(parts) < _LEAST_PARTS or heads < _LEAST_PARTS or not is_named_row(parts[0].text):
            return False
        return not any(is_clinical(one) or gives_orders(one.text) or len(one.text) > SHORT for one in parts)

    def heads_panels(self, element: Element) -> bool:
        """Whether an element in the content holds the tabs over parts of it, which say whom a part is for."""
        return self.region.holds(element) and any(
            one.get("role") == "tab" or {one.get("data-toggle"), one.get("data-bs-toggle")} & {"tab", "pill"}
            for one in chain((element,), self.page.within(element))
        )
