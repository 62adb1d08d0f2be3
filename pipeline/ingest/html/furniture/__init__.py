"""Furniture of a page, told by its elements: landmarks, names, headings over links, controls.

Each kind needs two voices: an element or a name that says what it is, and words or links that agree. On weak evidence
nothing goes that speaks of doses, warnings or symptoms; it stays, and its neighbours go.
"""

import re
from itertools import chain, islice

from pipeline.core.model import LeftOutKind
from pipeline.core.text.folding import squeeze
from pipeline.ingest.html.furniture.boxes import Boxes
from pipeline.ingest.html.furniture.comments import Comments
from pipeline.ingest.html.furniture.controls import Controls
from pipeline.ingest.html.furniture.elements import (
    SHORT,
    all_anchors,
    is_harmless,
    is_invitation,
    is_of_page,
    is_teaser,
    leave,
    names_of,
)
from pipeline.ingest.html.furniture.headed import Headed
from pipeline.ingest.html.furniture.names import Names
from pipeline.ingest.html.furniture.shelves import Shelves
from pipeline.ingest.html.furniture.tables import ANNOUNCING, COMMENTS, KINDS, OPENING, PHONE, SHELVES
from pipeline.ingest.html.furniture.within import keep_in_sentences
from pipeline.ingest.html.region import Region, heads_of, is_of_site, says_to_call
from pipeline.ingest.html.tree import Element, Fate, Page

_LEAST_LINKS = 3  # of a bar; two may be a choice
_STRONG: tuple[LeftOutKind, ...] = ("comments", "cookie or consent")
_LONGEST_BESIDE_MAIN = 400
_LONGEST_BOX = 800  # characters
_FAR = 3  # elements around one that are asked who announces them


def mark_furniture(page: Page, region: Region, headings: frozenset[str]) -> None:
    """Give the page's furniture its fates; `headings` are the words of its headings, squeezed."""
    marker = _Marker(page, region, headings)
    before = frozenset(one.number for one in page.elements if one.is_gone)
    ends = 0
    for element in page.elements[1:]:
        if element.start >= ends and element.signs and not element.is_gone:
            if marker.is_whole_page(element):
                marker.judge_comments(element)
            else:
                marker.judge(element)
        if element.is_gone:
            ends = max(ends, element.end)
    keep_in_sentences(page, before)


class _Marker:
    def __init__(self, page: Page, region: Region, headings: frozenset[str]):
        self.page, self.region, self.headings = page, region, headings
        self._names, self._controls = Names(page, region), Controls(page, region)
        self._comments = Comments(page)
        self._headed = Headed(page, self._names, self.is_whole_page)
        heads = heads_of(page)
        heads = [one for one in heads if not SHELVES.fullmatch(page.words(one))] or heads
        self._boxes = Boxes(page, region, heads[0].start if heads else None)
        self._shelves = Shelves(page, region, self._names, frozenset(one.number for one in heads))
        self._heads = [one.start for one in heads]
        self._titles = [squeeze(page.words(one)) for one in heads]
        self._has_main = any(one.tag == "main" and one.prose for one in page.elements)

    def is_whole_page(self, element: Element) -> bool:
        """Whether an element holds an h1 or most of the page: then no name makes it furniture."""
        holds = any(element.start <= start < element.end for start in self._heads[:3])
        return holds or 2 * element.prose > self.page.root.prose > 0 or 10 * element.signs > 9 * self.page.root.signs

    def judge(self, element: Element) -> None:
        """Try every way in which an element can be furniture, the surest first."""
        for way in (
            self._crumbs,
            self._masthead,
            self._landmark,
            self._posts,
            self._controls.mark,
            self._contents,
            self._named,
            self._boxes.mark,
            self._invites,
            self._shelves.mark,
            self._headed.mark,
            self._outer,
        ):
            way(element)
            if element.fate is not None:
                return

    def judge_comments(self, element: Element) -> None:
        """Comments may well be longer than what they comment on."""
        if not self._is_behind(element):
            return
        if not COMMENTS.isdisjoint(names_of(element)) and self._names.confirms(element, "comments"):
            element.fate = Fate("comments", f"<{element.tag}> named so, behind the content")
        else:
            self._comments.mark(element)

    def _is_behind(self, element: Element) -> bool:
        """Whether an element begins behind the title of the page, or where it has none, behind its first sentence."""
        first = self._heads[0] if self._heads else self.region.start
        return first < element.start and not self.region.begins_in(element)

    def _landmark(self, element: Element) -> None:
        tag, role = element.tag, element.get("role")
        said = f"<{tag}>" if tag in ("nav", "header", "footer", "aside") else f'role="{role}"'
        if tag == "nav" or role in ("navigation", "menubar", "menu"):
            self._navigate(element, said)
        elif (tag == "header" or role == "banner") and is_of_page(element) and not self.region.begins_in(element):
            leave(self.page, element, Fate("site header", said))
        elif self._is_foot(element) and not self.region.begins_in(element):
            leave(self.page, element, Fate("site footer", said))
        elif (tag == "aside" or role == "complementary") and self._is_outer_row_of_links(element):
            for one in self.page.within(element):
                self._shelves.mark(one)
            leave(self.page, element, Fate("related links", f"{said} of links to other pages"))

    def _is_foot(self, element: Element) -> bool:
        """Whether an element is the foot of the page, which its role says wherever it stands, but in an article."""
        said = element.get("role") == "contentinfo"
        if said and not any(one.tag == "article" for one in element.ancestors()):
            return True
        return (said or element.tag == "footer") and is_of_page(element)

    def _is_outer_row_of_links(self, element: Element) -> bool:
        """Whether an aside is links outside the content, or, wherever it stands, a row of headings of other pages."""
        linked = not element.prose and 2 * element.linked > element.signs
        heads = sum(re.fullmatch("h[2-6]", one.tag) is not None for one in self.page.within(element)) if linked else 0
        row = heads > 2 and is_teaser(element, self.page) and not self.region.is_hub
        return linked and (not self.region.holds(element) or row)

    def _navigate(self, element: Element, said: str) -> None:
        if self._names.heads_panels(element):
            return
        names = set(names_of(element))
        kind: LeftOutKind = "navigation"
        if names & set(KINDS["breadcrumb"]["names"]):
            kind = "breadcrumb"
        elif "toc" in names or "contents" in names or (self.region.holds(element) and all_anchors(element, self.page)):
            kind = "contents list"
        if 3 * element.linked >= element.signs or not element.prose:
            element.fate = Fate(kind, said)
        else:
            leave(self.page, element, Fate(kind, said))

    def _contents(self, element: Element) -> None:
        if element.tag not in ("ul", "ol", "div", "section"):
            return
        linked = element.linked * 10 >= element.signs * 9
        anchors = linked and all_anchors(element, self.page, anywhere=True)
        if element.tag in ("ul", "ol") and 2 * element.linked > element.signs and self._is_bar(element):
            element.fate = Fate("contents list", "a bar of links inside the page")
        elif anchors and self._names_headings(element):
            element.fate = Fate("contents list", "links to the headings of the page itself")

    def _crumbs(self, element: Element) -> None:
        """The way from the home page to this one, which ends in what the page is called."""
        if element.signs > SHORT or not self._heads or element.tag not in ("ul", "ol", "div", "p", "nav"):
            return
        way = squeeze(self.page.words(element))
        title = next((one for one in self._titles if one and way.endswith(one)), "")
        begins = way.startswith("home") and way != title
        if begins and title and element.prose <= 2 * len(title) and element.end <= self._heads[0]:
            element.fate = Fate("breadcrumb", "from the home page to the title")

    def _masthead(self, element: Element) -> None:
        if re.fullmatch("h[1-3]", element.tag) and element.start not in self._heads and is_of_site(element):
            element.fate = Fate("site header", f"<{element.tag}> that leads to the home page")

    def _posts(self, element: Element) -> None:
        if self._is_behind(element):
            self._comments.mark(element)

    def _invites(self, element: Element) -> None:
        if is_invitation(element, self.page):
            element.fate = Fate("advertisement", "a box that invites, with what to press")

    def _is_bar(self, element: Element) -> bool:
        """Whether three links and more have bars between them, and none leads away from the page."""
        links = [one for one in self.page.within(element) if one.tag == "a" and one.signs]
        away = any(link.attributes.get("href", "/").strip("#") for link in links)
        bars = sum(part.text.count("|") for part in self.page.inside(element))
        rest = element.signs - element.linked - bars  # words beside the links
        return not away and len(links) >= _LEAST_LINKS and bars >= len(links) - 1 and rest <= 0

    def _names_headings(self, element: Element) -> bool:
        entries = [squeeze(part.text) for part in self.page.inside(element)]
        return len(entries) > 1 and sum(entry in self.headings for entry in entries) * 5 >= len(entries) * 4

    def _named(self, element: Element) -> None:
        if found := self._names.kind_of(element):
            kind, name = found
            leave(self.page, element, Fate(kind, f'<{element.tag}> named "{name}"'), weak=kind not in _STRONG)

    def _outer(self, element: Element) -> None:
        """Links, with what little is said of them, before or behind the content."""
        before, behind = element.end <= self.region.start, element.start >= self.region.end
        if element.tag not in ("div", "ul", "ol", "section", "table") or not (before or behind):
            return
        if self._is_held(element) or any(map(self._is_announced, islice(element.ancestors(), _FAR))):
            return
        aside = self._has_main and self.region.marked and element.linked > 0 and element.signs <= _LONGEST_BESIDE_MAIN
        if aside and element.tag != "table" and is_harmless(element, self.page):
            element.fate = Fate("site header" if before else "site footer", "beside <main>, with a link")
            return
        linked = not element.prose and element.linked * 10 >= element.signs * 6
        if (linked or (behind and is_teaser(element, self.page))) and not (
            self._is_led_by_content(element) or (behind and self._says_whom_to_call(element))
        ):
            kind: LeftOutKind = "navigation" if before else "related links"
            leave(self.page, element, Fate(kind, "links outside the content"))

    def _is_held(self, element: Element) -> bool:
        """Whether what stands around an element stays: the words under a heading, or how a place is reached.

        No box is cut in half: where one of its words speaks of health, all of them stay.
        """
        for one in element.ancestors():
            if one.signs > _LONGEST_BOX or self.is_whole_page(one):
                return False
            if one.signs <= _LONGEST_BESIDE_MAIN and one.end <= self.region.start and self._says_where(one):
                return True
            if self._is_headed(one, element) and not is_harmless(one, self.page):
                return True
        return False

    def _is_headed(self, box: Element, element: Element) -> bool:
        """Whether a box has a heading of its own above an element in it."""
        inner = (one for one in self.page.within(box) if one.start < element.start)
        return box.tag in ("div", "section", "aside") and any(re.fullmatch("h[2-6]", one.tag) for one in inner)

    def _says_where(self, element: Element) -> bool:
        """Whether an element says how the place of the page is reached: its telephone number, and when it is open."""
        words = self.page.words(element)
        return PHONE.search(words) is not None and OPENING.search(words) is not None

    def _says_whom_to_call(self, element: Element) -> bool:
        """Whether a heading in an element, or right before it, announces a telephone number in it."""
        around = chain([element.before] if element.before else [], self.page.within(element))
        heads = (one for one in around if re.fullmatch("h[1-6]", one.tag))
        calls = any(says_to_call(self.page.words(one)) for one in heads)
        return calls and PHONE.search(self.page.words(element)) is not None

    def _is_announced(self, element: Element) -> bool:
        """Whether a sentence right before an element says that what follows may help: "the following organisations"."""
        before = element.before
        return before is not None and not before.is_gone and ANNOUNCING.search(self.page.words(before)) is not None

    def _is_led_by_content(self, element: Element) -> bool:
        """Whether a heading or a line with a colon at the end of the content announces an element."""
        if self.region.marked or element.start < self.region.end:
            return False
        before = element.before
        return before is not None and (
            re.fullmatch("h[1-6]", before.tag) is not None or self.page.words(before).endswith(":")
        )
