"""Furniture of a page, told by its elements: landmarks, names, headings over links, controls.

Each kind needs two voices: an element or a name that says what it is, and words or links that agree. On weak evidence
nothing goes that speaks of doses, warnings or symptoms; it stays, and its neighbours go.
"""

import re
from itertools import chain

from pipeline.core.model import LeftOutKind
from pipeline.data import load
from pipeline.ingest.html.elements import (
    SHORT,
    all_anchors,
    can_head,
    holds_answers,
    is_harmless,
    is_headed_box,
    is_invitation,
    is_like,
    is_of_page,
    is_of_site,
    is_placeholder,
    is_sibling,
    names_of,
)
from pipeline.ingest.html.hidden import squeeze
from pipeline.ingest.html.region import Region, gives_orders, is_clinical, says_to_call
from pipeline.ingest.html.tree import Element, Fate, Page

_TABLE = load("html_furniture.yaml")
_LEAST_LINKS = 3  # of a bar; two may be a choice
_KINDS: dict[LeftOutKind, dict[str, list[str] | str]] = _TABLE["kinds"]
_BY_NAME: dict[str, list[LeftOutKind]] = {}
_BY_WHOLE_NAME: dict[str, LeftOutKind] = {}
for _kind, _entry in _KINDS.items():
    for _name in _entry.get("names", ()):
        _BY_NAME.setdefault(_name, []).append(_kind)
    _BY_WHOLE_NAME.update(dict.fromkeys(_entry.get("whole", ()), _kind))
_PATTERNS = {
    kind: re.compile(str(entry["pattern"]), re.IGNORECASE) for kind, entry in _KINDS.items() if "pattern" in entry
}
_HEADINGS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _TABLE["headings"].items()}
_PAGE_NOTES = re.compile(_TABLE["visibility"]["page_notes"], re.IGNORECASE)
_BUTTONS = re.compile(_TABLE["buttons"], re.IGNORECASE)
_TO_TOP = re.compile(r"\W*(?:back )?to (?:the )?top(?: of (?:the )?page)?\W*", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w-])(?:(?:\+?\d{1,3}[ .-])?\(?\d{3,5}\)?[ .-]\d{3}[ .-]\d{3,4}|\+\d{1,3}[ .-]?\d[\d .-]{5,12}\d)(?![\w-])"
)
_BEGINS_ANEW = re.compile("h[1-6]|nav|header|footer|form|main|article")
_COMMENTS = frozenset(_KINDS["comments"]["names"])
_SHARE_WORDS = frozenset(_KINDS["share bar"]["words"])
_NEVER_BY_NAME = frozenset({"html", "body", "main", "article", "h1", "", "tr", "td", "th", "tbody"})
_WHOLE = frozenset({"ul", "ol", "dl", "table", "menu", "dir"})
_FORM_KINDS: tuple[LeftOutKind, ...] = ("sign-up", "feedback", "cookie or consent")
_STRONG: tuple[LeftOutKind, ...] = ("comments", "cookie or consent")
_TYPED = frozenset({"", "text", "email", "search", "password", "tel", "url", "submit", "number", "date"})
_LONGEST_LINE = 160
_LONGEST_BESIDE_MAIN = 400
_LONGEST_PROSE_OF_A_FORM = 300  # characters; forms with more wrap a part of the page


def mark_furniture(page: Page, region: Region, headings: frozenset[str]) -> None:
    """Give the page's furniture its fates; `headings` are the words of its headings, squeezed."""
    marker = _Marker(page, region, headings)
    ends = 0
    for element in page.elements[1:]:
        if element.start >= ends and element.signs and not element.is_gone:
            if marker.is_whole_page(element):
                marker.judge_comments(element)
            else:
                marker.judge(element)
        if element.is_gone:
            ends = max(ends, element.end)


class _Marker:
    def __init__(self, page: Page, region: Region, headings: frozenset[str]):
        self.page, self.region, self.headings = page, region, headings
        heads = [one for one in page.elements if one.tag == "h1" and one.signs]
        heads = [one for one in heads if not is_of_site(one)] or heads
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
            self._landmark,
            self._control,
            self._contents,
            self._crumbs,
            self._named,
            self._invites,
            self._headed,
            self._outer,
        ):
            way(element)
            if element.fate is not None:
                return

    def judge_comments(self, element: Element) -> None:
        """Comments may well be longer than what they comment on."""
        behind = bool(self._heads) and element.start > self._heads[0] and not self.region_inside(element)
        if behind and not _COMMENTS.isdisjoint(names_of(element)) and self._confirms(element, "comments"):
            element.fate = Fate("comments", f"<{element.tag}> named so, behind the content")

    def _landmark(self, element: Element) -> None:
        tag, role = element.tag, element.get("role")
        said = f"<{tag}>" if tag in ("nav", "header", "footer", "aside") else f'role="{role}"'
        if tag == "nav" or role in ("navigation", "menubar", "menu"):
            self._navigate(element, said)
        elif (tag == "header" or role == "banner") and is_of_page(element) and not self.region_inside(element):
            self._leave(element, Fate("site header", said))
        elif (tag == "footer" or role == "contentinfo") and is_of_page(element) and not self.region_inside(element):
            self._leave(element, Fate("site footer", said))
        elif (tag == "aside" or role == "complementary") and self._is_outer_row_of_links(element):
            self._leave(element, Fate("related links", f"{said} of links to other pages"))

    def _is_outer_row_of_links(self, element: Element) -> bool:
        """Whether an aside is links outside the content, or, wherever it stands, a row of headings of other pages."""
        linked = not element.prose and 2 * element.linked > element.signs
        heads = sum(re.fullmatch("h[2-6]", one.tag) is not None for one in self.page.within(element)) if linked else 0
        row = heads > 2 and self._is_teaser(element) and not self.region.is_hub
        return linked and (not self.region.holds(element) or row)

    def region_inside(self, element: Element) -> bool:
        """Whether the content begins inside the element."""
        return self.region.marked and element.start <= self.region.start < element.end

    def _heads_panels(self, element: Element) -> bool:
        """Whether an element in the content holds the tabs over parts of it, which say whom a part is for."""
        return self.region.holds(element) and any(
            one.get("role") == "tab" or {one.get("data-toggle"), one.get("data-bs-toggle")} & {"tab", "pill"}
            for one in chain((element,), self.page.within(element))
        )

    def _navigate(self, element: Element, said: str) -> None:
        if self._heads_panels(element):
            return
        names = set(names_of(element))
        kind: LeftOutKind = "navigation"
        if names & set(_KINDS["breadcrumb"]["names"]):
            kind = "breadcrumb"
        elif "toc" in names or "contents" in names or (self.region.holds(element) and all_anchors(element, self.page)):
            kind = "contents list"
        if 3 * element.linked >= element.signs or not element.prose:
            element.fate = Fate(kind, said)
        else:
            self._leave(element, Fate(kind, said))

    def _control(self, element: Element) -> None:
        tag = element.tag
        if tag == "select" and self._is_question(element):
            for option in element.children:
                if option.tag == "option" and is_placeholder(option, self.page):
                    option.fate = Fate("form", "<option> that says only that one is to be chosen")
        elif tag in ("select", "textarea"):
            element.fate = Fate("form", f"<{tag}>, a control")
        elif tag == "a" and element.signs <= _LONGEST_LINE and _TO_TOP.fullmatch(self.page.words(element)):
            element.fate = Fate("button", "a link to the top of the page")
        elif tag == "button" or (element.get("role") == "button" and tag != "a"):
            words = self.page.words(element)
            if self._is_idle_button(element, words):
                element.fate = Fate("button", f"<{tag}>, a button that works the page")
        elif tag == "form" or element.get("role") in ("search", "form") or tag == "search":
            self._form(element)

    def _is_idle_button(self, element: Element, words: str) -> bool:
        """Whether a button works the page and says nothing of the subject."""
        if gives_orders(words):
            return False
        return bool(_BUTTONS.fullmatch(words)) or not self.region.holds(element)

    def _is_question(self, element: Element) -> bool:
        """Whether a control in the content holds the answers to a question."""
        return self.region.holds(element) and holds_answers(element, self.page)

    def _form(self, element: Element) -> None:
        fields = [
            one
            for one in self.page.within(element)
            if (one.tag in ("textarea", "select") and not (one.tag == "select" and self._is_question(one)))
            or (one.tag == "input" and one.get("type") in _TYPED)
        ]
        if element.prose > _LONGEST_PROSE_OF_A_FORM:
            return
        words = self.page.words(element)
        for kind in _FORM_KINDS:
            if _PATTERNS[kind].search(words):
                self._leave(element, Fate(kind, f"<{element.tag}> that speaks of it"))
                return
        if fields:
            self._leave(element, Fate("form", f"<{element.tag}> with fields to fill in"))

    def _contents(self, element: Element) -> None:
        if element.tag not in ("ul", "ol", "div", "section"):
            return
        linked = element.linked * 10 >= element.signs * 9
        if element.tag in ("ul", "ol") and 2 * element.linked > element.signs and self._is_bar(element):
            element.fate = Fate("contents list", "a bar of links inside the page")
        elif linked and all_anchors(element, self.page) and self._names_headings(element):
            element.fate = Fate("contents list", "links to the headings of the page itself")

    def _crumbs(self, element: Element) -> None:
        """The way from the home page to this one, which ends in what the page is called."""
        if element.signs > SHORT or element.prose or not self._heads or element.end > self._heads[0]:
            return
        way = squeeze(self.page.words(element))
        if element.tag in ("ul", "ol", "div", "p") and way.startswith("home") and way.endswith(tuple(self._titles)):
            element.fate = Fate("breadcrumb", "from the home page to the title")

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
        if found := self._kind_by_name(element):
            kind, name = found
            self._leave(element, Fate(kind, f'<{element.tag}> named "{name}"'), weak=kind not in _STRONG)

    def _kind_by_name(self, element: Element) -> tuple[LeftOutKind, str] | None:
        """The kind that a name of the element says and its words confirm."""
        if element.tag in _NEVER_BY_NAME:
            return None
        for name in names_of(element):
            for kind in _BY_NAME.get(name, ()):
                if self._confirms(element, kind):
                    return kind, name
        for name in (*element.attributes.get("class", "").split(), element.attributes.get("id", "")):
            whole = _BY_WHOLE_NAME.get(re.sub(r"[\W_]", "", name).lower())
            if whole is not None and self._confirms(element, whole):
                return whole, name
        return None

    def _confirms(self, element: Element, kind: LeftOutKind) -> bool:
        how = str(_KINDS[kind]["confirmed"])
        by_measure = {
            "header": element.end <= self.region.start and not self.region_inside(element),
            "footer": element.start >= self.region.end,
            "short": element.signs <= SHORT and not element.prose,
        }
        if how in by_measure:
            return by_measure[how]
        if how == "links":
            whom_to_call = kind == "related links" and _PHONE.search(self.page.words(element))
            return 2 * element.linked >= element.signs and not self._heads_panels(element) and not whom_to_call
        if kind == "page note" and any(one.tag == "img" for one in self.page.within(element)):
            return False  # the picture, whose words stay, and not its credit
        words = self.page.words(element)
        if how == "words":
            found = re.findall(r"[\w-]+", words.lower())
            return sum(word in _SHARE_WORDS for word in found) * 10 >= 6 * len(found)
        if _PATTERNS[kind].search(words):
            return True
        return how == "advert" and 2 * element.linked >= element.signs and not element.prose

    def _headed(self, element: Element) -> None:
        """A heading that says what follows, and what follows."""
        if element.signs > _LONGEST_LINE or element.tag in _NEVER_BY_NAME or not can_head(element):
            return
        words = self.page.words(element)
        for kind, pattern in _HEADINGS.items():
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
                named = self._kind_by_name(one)
                alike = first is None or kind == "comments" or is_like(one, first)
                if first is not None and not alike and first.tag == "p" and is_sibling(one, first):
                    return []  # a list in paragraphs goes on with what is no furniture: it stays whole
                if not alike or self.is_whole_page(one) or (named and named[0] != kind) or not self._agrees(one, kind):
                    break
                first = first or one
                led.append(one)
            one = one.after
        return led

    def _agrees(self, element: Element, kind: LeftOutKind) -> bool:
        if kind == "comments":
            named = not _COMMENTS.isdisjoint(names_of(element))
            return named or (self._confirms(element, kind) and not any(map(is_clinical, self.page.inside(element))))
        if kind == "contents list":
            return element.linked * 10 >= element.signs * 9 and all_anchors(element, self.page)
        if kind == "sign-up":
            return self._confirms(element, kind)
        if kind == "share bar":
            return self._confirms(element, kind) or (element.linked * 10 >= element.signs * 9 and element.signs < SHORT)
        clinical = any(map(is_clinical, self.page.inside(element))) or gives_orders(self.page.words(element))
        return (element.linked * 2 >= element.signs or self._is_teaser(element)) and not clinical

    def _is_teaser(self, element: Element) -> bool:
        """Whether an element announces other pages: it has headings, and all of them are links."""
        headings = [one for one in self.page.within(element) if re.fullmatch("h[2-6]", one.tag) and one.signs]
        return bool(headings) and all(one.linked * 10 >= one.signs * 8 for one in headings)

    def _outer(self, element: Element) -> None:
        """Links, with what little is said of them, before or behind the content."""
        before, behind = element.end <= self.region.start, element.start >= self.region.end
        if element.tag not in ("div", "ul", "ol", "section", "table") or not (before or behind):
            return
        aside = self._has_main and self.region.marked and element.linked > 0 and element.signs <= _LONGEST_BESIDE_MAIN
        if aside and element.tag != "table" and is_harmless(element, self.page):
            element.fate = Fate("site header" if before else "site footer", "beside <main>, with a link")
            return
        linked = not element.prose and element.linked * 10 >= element.signs * 6
        if (linked or (behind and self._is_teaser(element))) and not (
            self._is_led_by_content(element) or (behind and self._says_whom_to_call(element))
        ):
            kind: LeftOutKind = "navigation" if before else "related links"
            self._leave(element, Fate(kind, "links outside the content"))

    def _says_whom_to_call(self, element: Element) -> bool:
        """Whether a heading in an element, or right before it, announces a telephone number in it."""
        around = chain([element.before] if element.before else [], self.page.within(element))
        heads = (one for one in around if re.fullmatch("h[1-6]", one.tag))
        calls = any(says_to_call(self.page.words(one)) for one in heads)
        return calls and _PHONE.search(self.page.words(element)) is not None

    def _is_led_by_content(self, element: Element) -> bool:
        """Whether a heading or a line with a colon at the end of the content announces an element."""
        if self.region.marked or element.start < self.region.end:
            return False
        before = element.before
        return before is not None and (
            re.fullmatch("h[1-6]", before.tag) is not None or self.page.words(before).endswith(":")
        )

    def _leave(self, element: Element, fate: Fate, *, weak: bool = True) -> None:
        """Give an element its fate; where some of its words speak of health, those of its parts that do not."""
        waiting = [element]
        while waiting:
            one = waiting.pop()
            if not one.signs:
                continue
            parts = self.page.inside(one)
            clinical = any(is_clinical(part) or gives_orders(part.text) for part in parts)
            clinical = clinical or (not parts and gives_orders(self.page.words(one)))
            if not weak or not clinical:
                one.fate = one.fate or fate
            elif one.tag not in _WHOLE and not is_headed_box(one):
                waiting += one.children
