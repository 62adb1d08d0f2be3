"""What works a page: buttons, menus to choose from, forms, and rows of links that call upon the reader."""

import re
from bisect import bisect_left

from pipeline.core.model import LeftOutKind
from pipeline.data import load
from pipeline.ingest.html.furniture.elements import holds_answers, is_placeholder, leave
from pipeline.ingest.html.furniture.tables import BUTTONS, CALLS, LONGEST_LINE, PATTERNS, PHONE
from pipeline.ingest.html.region import Region, gives_orders, says_to_call
from pipeline.ingest.html.tree import Element, Fate, Page, Part, word_count

_TABLE = load("html_furniture.yaml")
_TO_TOP = re.compile(rf"\W*{_TABLE['to_top']}\W*", re.IGNORECASE)
_FORM_KINDS: tuple[LeftOutKind, ...] = ("sign-up", "feedback", "cookie or consent")
_TYPED = frozenset({"", "text", "email", "search", "password", "tel", "url", "submit", "number", "date"})
_LONGEST_PROSE_OF_A_FORM = 300  # characters; forms with more wrap a part of the page


_CITED_IN = re.compile(rf"\W*(?:{'|'.join(_TABLE['citation_links'])})\W*", re.IGNORECASE)
_LONGEST_CALLS = 200  # characters of a row of things to press
_LONGEST_FIELDS = 1500  # characters of labels and complaints around fields that no form holds
_HEADING = re.compile("h[1-6]")
_LEAST_FIELDS = 2
_TELLING_PICTURE = 3  # words of its description
_MOST_WORDS = 5  # of what is pressed beside a call
_BOXES = frozenset({"div", "p", "section", "center", "footer", "span"})
_PRESSED = frozenset({"a", "button"})
_INSIDE_LINK = frozenset({"span", "div", "p", "strong", "b", "em", "i", "small"})
_LISTED = frozenset({"li", "td", "th", "dd", "dt"})


class Controls:
    """Marks the controls of a page."""

    def __init__(self, page: Page, region: Region):
        self.page, self.region = page, region
        self._pressed = [one for one in page.elements if one.tag in _PRESSED and one.signs]
        self._asking = [one.start for one in page.elements if one.tag == "input" and _asks_for_address(one)]

    def mark(self, element: Element) -> None:
        """Judge an element as a control."""
        tag = element.tag
        if tag in ("select", "textarea"):
            self._choice(element)
        elif tag == "a" and element.signs <= LONGEST_LINE and _TO_TOP.fullmatch(self.page.words(element)):
            element.fate = Fate("button", "a link to the top of the page")
        elif tag == "button" or (element.get("role") == "button" and tag != "a"):
            words = self.page.words(element)
            if self._is_idle_button(element, words):
                element.fate = Fate("button", f"<{tag}>, a button that works the page")
        elif tag == "form" or element.get("role") in ("search", "form") or tag == "search":
            self._form(element)
        elif self._asking and self._is_bare_form(element):
            leave(self.page, element, Fate("form", f"<{tag}> that asks for an address"))
        elif self._calls(element):
            element.fate = Fate("button", "nothing but what to press")

    def _choice(self, element: Element) -> None:
        if element.tag == "select" and self._is_question(element):
            for option in element.children:
                if option.tag == "option" and is_placeholder(option, self.page):
                    option.fate = Fate("form", "<option> that says only that one is to be chosen")
        else:
            element.fate = Fate("form", f"<{element.tag}>, a control")

    def _is_idle_button(self, element: Element, words: str) -> bool:
        """Whether a button works the page and says nothing of the subject."""
        if gives_orders(words):
            return False
        return bool(BUTTONS.fullmatch(words) or CALLS.fullmatch(words)) or not self.region.holds(element)

    def _is_question(self, element: Element) -> bool:
        """Whether a control in the content holds the answers to a question."""
        return self.region.holds(element) and holds_answers(element, self.page)

    def _is_bare_form(self, element: Element) -> bool:
        """Whether an element holds little but fields, which ask who the reader is; no form stands around them.

        A heading behind the fields begins what is none of it.
        """
        if element.tag not in ("div", "fieldset", "section", "ul", "table") or element.signs > _LONGEST_FIELDS:
            return False
        first, last = bisect_left(self._asking, element.start), bisect_left(self._asking, element.end)
        if last - first < _LEAST_FIELDS or element.prose > 2 * _LONGEST_PROSE_OF_A_FORM or element.linked:
            return False
        return not any(
            one.signs and (one.tag == "form" or (_HEADING.fullmatch(one.tag) and one.start > self._asking[last - 1]))
            for one in self.page.within(element)
        )

    def _calls(self, element: Element) -> bool:
        """Whether an element is links alone that call upon the reader to book, to buy or to read on.

        Beside such a link one with a telephone number goes as well; alone it stays. A list stays whole.
        """
        if not 0 < element.signs <= _LONGEST_CALLS or element.prose:
            return False
        if element.tag in _INSIDE_LINK and element.linked == element.signs and self._closes_link(element):
            return True
        pressed = self._pressed_in(element)
        if not pressed or sum(one.signs for one in pressed) < element.signs or not self._stands_free(element):
            return False
        if any(map(self._shows, pressed)):
            return False
        words = [self._said(one) for one in pressed]
        if len(words) > 1 and all(map(_CITED_IN.fullmatch, words)):
            return True
        numbers = [PHONE.search(one) is not None for one in words]
        orders = any(gives_orders(one) and not number for one, number in zip(words, numbers, strict=True))
        return not orders and not (any(numbers) and self._says_when(element)) and _is_call(words, numbers)

    def _pressed_in(self, element: Element) -> list[Element]:
        """The links and buttons of a box, or the element, where it is one."""
        if element.tag not in _BOXES:
            return [element] if element.tag in _PRESSED else []
        first = bisect_left(self._pressed, element.start, key=_start)
        return self._pressed[first : bisect_left(self._pressed, element.end, key=_start)]

    def _shows(self, element: Element) -> bool:
        """Whether an element holds a picture that says something."""
        pictures = (one for one in self.page.within(element) if one.tag == "img")
        return any(word_count(one.get("alt")) >= _TELLING_PICTURE for one in pictures)

    def _says_when(self, element: Element) -> bool:
        """Whether the words before an element say when to call: the number stays with them."""
        last = bisect_left(self.page.parts, element.start, key=_begins) - 1
        return last >= 0 and says_to_call(self.page.parts[last].text)

    def _said(self, element: Element) -> str:
        """The words of an element, without the names of icons."""
        words = self.page.words(element)
        for icon in self.page.within(element):
            words = words.replace(self.page.words(icon), "", 1) if icon.is_gone else words
        return words.strip()

    def _closes_link(self, element: Element) -> bool:
        """Whether an element is the call at the end of a link that says more."""
        around = next((one for one in element.ancestors() if one.tag == "a"), element)
        return around.signs > element.signs and CALLS.fullmatch(self.page.words(element)) is not None

    def _stands_free(self, element: Element) -> bool:
        """Whether an element has its lines for itself, and is not all that an item or a cell holds."""
        last = bisect_left(self.page.parts, element.end, key=_begins) - 1
        seen = [text for text in self.page.parts[last].texts if text.text.strip()] if last >= 0 else []
        if not seen or not element.start <= seen[0].start <= seen[-1].start < element.end:
            return False
        item = next((one for one in element.ancestors() if one.tag in _LISTED), None)
        return item is None or item.signs > element.signs

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
            if PATTERNS[kind].search(words):
                leave(self.page, element, Fate(kind, f"<{element.tag}> that speaks of it"))
                return
        if fields:
            leave(self.page, element, Fate("form", f"<{element.tag}> with fields to fill in"))


def _is_call(words: list[str], numbers: list[bool]) -> bool:
    """Whether words that are pressed call upon the reader: half of them, or all but telephone numbers."""
    calls = [CALLS.fullmatch(one) is not None for one in words]
    most = 2 * sum(calls) >= len(calls) and all(word_count(one) <= _MOST_WORDS for one in words)
    return any(calls) and (most or all(call or number for call, number in zip(calls, numbers, strict=True)))


def _start(element: Element) -> int:
    return element.start


def _begins(part: Part) -> int:
    return part.texts[0].start


def _asks_for_address(field: Element) -> bool:
    """Whether a field asks for a name, a telephone number or an address."""
    if field.get("type") in ("email", "tel"):
        return True
    named = f"{field.get('name')} {field.get('id')} {field.get('placeholder')}"
    return field.get("type") in ("", "text") and re.search(_TABLE["address_fields"], named) is not None
