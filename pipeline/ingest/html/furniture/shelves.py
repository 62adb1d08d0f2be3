"""Shelves: rows of teasers behind the text of a page, each of which leads to another page.

A heading such as "News" or "Tools & resources" is no proof, since content may stand under it. What stands under it must
be links away from the page, and a second voice must agree: dates at the links, a link to all of them, or a heading that
pages give to nothing else. Telephone numbers, documents, places on the page and fields stay, and whatever says more
than a link does.
"""

import re
from collections.abc import Iterator

from pipeline.ingest.html.furniture.cards import are_dated
from pipeline.ingest.html.furniture.elements import can_head, is_sibling, names_of
from pipeline.ingest.html.furniture.names import Names
from pipeline.ingest.html.furniture.tables import (
    CUT,
    DATES,
    FEEDS,
    LONGEST_LINE,
    PHONE,
    SELLING,
    SHELVES,
    TO_ALL,
    is_named_row,
)
from pipeline.ingest.html.region import Region, gives_orders, is_clinical
from pipeline.ingest.html.tree import Element, Fate, Page, Part, is_sentence

_LEAST_DATED = 3  # of a row without a heading that says so; two events may be the news of the page
_MOST_ORDERS = 3  # one link in so many may name an order, as titles do ("Foods to avoid")
_LEAST_PROSE = 150  # characters of the page's own, two sentences; one of teasers alone says by them what it is
_FAR = 4  # elements around a row that are asked for their names
_HEADING = re.compile("h[1-6]")
_BEGINS_ANEW = re.compile("h[1-6]|nav|header|footer|main")
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?)(?:$|[?#])")
_SITE = re.compile(r"\s*(?:https?:)?//([^/?#]*)", re.IGNORECASE)
_ITEMS = frozenset({"li", "dt", "dd", "article"})
_ROWS = frozenset({"div", "section", "ul", "aside"})
_FIELDS = frozenset({"form", "input", "select", "textarea", "table", "video", "audio"})


class Shelves:
    """Marks headings over rows of teasers, and the rows."""

    def __init__(self, page: Page, region: Region, names: Names, titles: frozenset[int]):
        self._page, self._names, self._titles = page, names, titles
        self._linked = sum(round(len(one.text) * one.linked) for one in page.parts if _is_inside(one, region))
        told = [
            part for part in page.parts if part.linked < 0.5 and is_sentence(part.text) and _is_inside(part, region)
        ]
        self._begin = min((part.texts[-1].end for part in told), default=region.end)
        self._end, self._hosts = max(region.end, region.last), set[str]()
        self._bare = region.is_hub or sum(len(part.text) for part in told) < _LEAST_PROSE

    def mark(self, element: Element) -> None:
        """A heading over teasers, and the teasers; and a row of dated ones without a heading, behind the text."""
        if not self._bare and element.start > self._begin and element.tag in _ROWS and are_dated(element, self._page):
            element.fate = Fate("related links", "a row of dated teasers of other pages")
            return
        if element.signs > LONGEST_LINE or element.number in self._titles:
            return
        if not (can_head(element) or element.tag == "h1"):
            return
        words = self._page.words(element)
        named = is_named_row(words) or self._goes_on(element)
        if not named and not _HEADING.fullmatch(element.tag):
            return
        head, to_all = self._head(element)
        rows = list(self._rows(head))
        if not rows or not self._agree(rows, named=named, to_all=to_all):
            return
        for one in (head, *rows):
            one.fate = Fate("related links", f"“{words}”, over links to other pages")
        self._hosts |= {_host(link) for one in rows for link in self._links(one)}

    def _goes_on(self, element: Element) -> bool:
        """Whether a heading behind the content and another shelf heads one more: links to where those lead."""
        if not self._hosts or not _HEADING.fullmatch(element.tag) or element.start < self._end:
            return False
        links = [link for one in self._rows(self._head(element)[0]) for link in self._links(one)]
        return len(links) > _MOST_ORDERS and {_host(link) for link in links} <= self._hosts

    def _head(self, element: Element) -> tuple[Element, bool]:
        """The largest element that holds a heading and no more than a link to all that stands under it."""
        head, to_all = element, False
        own = self._page.words(element)
        for one in element.ancestors():
            if one.signs > element.signs + LONGEST_LINE:
                break
            rest = self._page.words(one).removeprefix(own).strip()
            if rest and not TO_ALL.fullmatch(rest):
                break
            head, to_all = one, bool(rest)
        return head, to_all

    def _rows(self, head: Element) -> Iterator[Element]:
        """What follows a heading, up to the next one: teasers of one make, and a paragraph over them."""
        one, first = head.after, None
        while one is not None and not _BEGINS_ANEW.fullmatch(one.tag) and not one.is_gone:
            if one.signs:
                named = self._names.kind_of(one)
                if (named and named[0] != "related links") or self._is_head(one) or not self._is_row(one):
                    return
                if first is not None and first.tag != "p" and not is_sibling(one, first):
                    return
                first = one
                yield one
            one = one.after

    def _is_head(self, element: Element) -> bool:
        """Whether an element is the heading of another row, with a link to all or without."""
        words = self._page.words(element)
        return (
            element.signs <= LONGEST_LINE and SHELVES.match(words) is not None and not self._links(element, all_=False)
        )

    def _is_row(self, element: Element) -> bool:
        inner = [element, *self._page.within(element)]
        if any(one.tag in _FIELDS or one.number in self._titles for one in inner) or not self._links(element):
            return False
        if any(one.tag in _ITEMS and one.signs and not one.linked for one in inner):
            return False
        words = self._page.words(element)
        return not PHONE.search(words) and all(map(self._is_teased, self._page.inside(element)))

    def _links(self, element: Element, *, all_: bool = True) -> list[Element]:
        """The links to other pages in an element; none where one leads elsewhere."""
        links = [one for one in (element, *self._page.within(element)) if one.tag == "a" and one.signs]
        links = [one for one in links if not any(inner.tag == "a" and inner.signs for inner in one.children)]
        links = [one for one in links if all_ or not TO_ALL.fullmatch(self._page.words(one))]
        return links if all(map(_leads_away, links)) else []

    def _is_teased(self, part: Part) -> bool:
        """Whether a part of a row is a link, a date, a label, or words that are cut short."""
        words = part.text
        if part.linked >= 0.5 or not is_sentence(words):
            return not (part.linked < 0.5 and gives_orders(words))
        return (CUT.search(words) or SELLING.search(words)) is not None and not is_clinical(part)

    def _agree(self, rows: list[Element], *, named: bool, to_all: bool) -> bool:
        """Whether a second voice says that rows lead to other pages: dates, a link to all, or the heading."""
        links = [link for one in rows for link in self._links(one)]
        parts = [part for one in rows for part in self._page.inside(one)]
        dated = sum(DATES.search(part.text) is not None for part in parts)
        is_dated = 2 * dated >= len(links) > 0
        if is_dated and (named or (dated >= _LEAST_DATED and self._is_feed(rows[0]))):
            return True
        if any(_DOCUMENT.search(link.get("href")) for link in links) or (
            self._bare and not (to_all or self._is_least(rows))
        ):
            return False
        ordered = sum(gives_orders(self._page.words(link)) for link in links)
        return named and (to_all or len(links) > 1 or self._is_small(rows)) and ordered * _MOST_ORDERS <= len(links)

    def _is_feed(self, row: Element) -> bool:
        """Whether a row, or what holds it and little more, is named as what a site has written of late."""
        around = [one for one, _ in zip(row.ancestors(), range(_FAR), strict=False)]
        return not self._bare and any(not FEEDS.isdisjoint(names_of(one)) for one in (*around, *row.children))

    def _is_least(self, rows: list[Element]) -> bool:
        """Whether rows hold less than half of what the page links to: of a page of links they are not the content."""
        return 2 * sum(one.linked for one in rows) < self._linked

    def _is_small(self, rows: list[Element]) -> bool:
        """Whether rows are one link and no more."""
        return all(one.linked * 10 >= one.signs * 9 for one in rows)


def _leads_away(link: Element) -> bool:
    """Whether a link leads to another page, rather than to a place on this one or to somebody to call."""
    target = link.get("href")
    return bool(target) and not target.startswith(("#", "tel:", "mailto:", "sms:"))


def _host(link: Element) -> str:
    """The site that a link leads to; that of the page has no name."""
    named = _SITE.match(link.get("href"))
    return named[1].lower() if named else ""


def _is_inside(part: Part, region: Region) -> bool:
    return region.start <= part.texts[0].start < max(region.end, region.last)
