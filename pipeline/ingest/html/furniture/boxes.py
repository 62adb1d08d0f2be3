"""Small boxes around the text: notices above the title, who wrote it, under what it is filed, the menu once more."""

import re

from pipeline.ingest.html.furniture.elements import is_harmless, names_of
from pipeline.ingest.html.furniture.tables import AUTHORS, AUTHORS_NAMES, OPENING, PHONE, SITE_PAGES
from pipeline.ingest.html.region import Region, gives_orders
from pipeline.ingest.html.tree import Element, Fate, Page

_LONGEST_NOTICE = 400  # characters
_LONGEST_AUTHOR = 700  # characters of who somebody is
_LONGEST_LABEL = 25  # characters beside tags: "Filed under"
_LEAST_LINKS = 2  # of a menu
_LONGEST_SITE_LIST = 600  # characters
_LEAST_SITE_PAGES, _SITE_SHARE = 2, 3  # of what every site has; and of its list, one in so many
_BOXES = frozenset({"div", "section", "aside"})
_LISTS = frozenset({"ul", "ol", "div", "p", "span", "section"})
_MENUS = ("navigation", "breadcrumb")


class Boxes:
    """Marks small boxes."""

    def __init__(self, page: Page, region: Region, title: int | None):
        self._page, self._region, self._title = page, region, title
        self._tagged = any("tag" in one.get("rel").split() for one in page.elements if "rel" in one.attributes)
        self._entries: set[tuple[str, str]] = set()
        self._read = 0

    def mark(self, element: Element) -> None:
        """Judge an element as a small box."""
        if self._is_notice(element):
            element.fate = Fate("site header", "a box with a heading and links above the title")
        elif self._is_filing(element):
            element.fate = Fate("navigation", 'links with rel="tag"')
        elif self._is_of_site(element):
            element.fate = Fate("site footer", "links to what a site says of itself")
        elif self._repeats_menu(element):
            element.fate = Fate("navigation", "links that a menu of the page holds as well")
        elif self._names_authors(element):
            element.fate = Fate("page note", "a box that says who wrote or reviewed the page")

    def _is_notice(self, element: Element) -> bool:
        """Whether a box above the title has a heading of its own and leads to other pages: news of the site."""
        above = self._title is not None and element.end <= self._title
        if not above or element.tag not in _BOXES or element.signs > _LONGEST_NOTICE:
            return False
        inner = list(self._page.within(element))
        headed = any(re.fullmatch("h[2-6]", one.tag) and one.signs for one in inner)
        leads = any(one.tag == "a" and one.signs and not one.get("href").startswith("#") for one in inner)
        words = self._page.words(element)
        reached = PHONE.search(words) or OPENING.search(words)  # a box that says how the place of the page is reached
        return headed and leads and not reached and is_harmless(element, self._page)

    def _is_filing(self, element: Element) -> bool:
        """Whether an element is the tags and categories of a page."""
        bare = not element.prose and element.signs - element.linked <= _LONGEST_LABEL
        if not self._tagged or element.tag not in _LISTS or not bare:
            return False
        links = self._links(element)
        return bool(links) and all("tag" in one.get("rel").split() for one in links)

    def _is_of_site(self, element: Element) -> bool:
        """Whether a list behind the title is links alone, some of which lead to what every site has: its privacy."""
        behind = self._title is not None and element.start > self._title and element.signs <= _LONGEST_SITE_LIST
        if not behind or element.tag not in _LISTS or element.linked * 10 < element.signs * 9:
            return False
        links = [self._page.words(one) for one in self._links(element)]
        others = [one for one in links if not SITE_PAGES.fullmatch(one)]
        of_site = len(links) - len(others)
        return of_site >= max(_LEAST_SITE_PAGES, len(links) / _SITE_SHARE) and not any(map(gives_orders, others))

    def _repeats_menu(self, element: Element) -> bool:
        """Whether a list holds links alone, each of which stands in a menu that has gone before it."""
        listed = element.tag in ("ul", "ol") and element.linked * 10 >= element.signs * 9
        if not listed or self._region.is_hub:
            return False
        links = [self._entry(one) for one in self._links(element)]
        return len(links) >= _LEAST_LINKS and all(links) and set(links) <= self._menu(element)

    def _menu(self, element: Element) -> set[tuple[str, str]]:
        """The links of the menus that begin before an element; elements are judged in their order."""
        elements = self._page.elements
        while self._read < len(elements) and elements[self._read].start < element.start:
            one = elements[self._read]
            self._read += 1
            fates = [around.fate for around in one.ancestors()] if one.tag == "a" and one.signs else []
            if any(fate is not None and fate.kind in _MENUS for fate in fates):
                self._entries.add(self._entry(one))
        return self._entries

    def _entry(self, link: Element) -> tuple[str, str]:
        return link.attributes.get("href", ""), self._page.words(link).casefold()

    def _links(self, element: Element) -> list[Element]:
        return [one for one in self._page.within(element) if one.tag == "a" and one.signs]

    def _names_authors(self, element: Element) -> bool:
        """Whether a box that is named so says by whom the page is, and nothing of its subject."""
        if element.signs > _LONGEST_AUTHOR or re.fullmatch("h[1-6]|li|td|th|a", element.tag):
            return False
        named = not AUTHORS_NAMES.isdisjoint(names_of(element)) or "author" in element.get("itemprop").split()
        return named and bool(AUTHORS.match(self._page.words(element))) and is_harmless(element, self._page)
