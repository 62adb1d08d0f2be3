"""An HTML page as a tree of elements and texts with their offsets in the source.

Nothing is judged here: every text stands in the tree, what a browser would hide included. Later steps give elements a
`Fate`; a text leaves the page where an element around it has one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from itertools import accumulate
from typing import Literal

import msgspec

from pipeline.core.model import LeftOutKind
from pipeline.data import load

BLOCKS = frozenset(load("html.yaml")["blocks"])
_SILENT = frozenset(load("html.yaml")["silent"])
_ENDS = {
    "p": ("p",),
    "li": ("li",),
    "tr": ("tr",),
    "option": ("option",),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    **{f"h{n}": ("p", *(f"h{m}" for m in range(1, 7))) for n in range(1, 7)},
}
_HOLDERS = frozenset({"ul", "ol", "menu", "dl", "table", "div", "section", "article", "main", "nav", "blockquote"})
_NEAR = 16  # how many open elements are asked for one that ends by implication
_DEEPEST = 512  # browsers nest no deeper
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_LINES = BLOCKS | {"td", "th", "br", "button", "label", "input"}
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_HUGE = re.compile(r"&#(?:[xX]0*[0-9a-fA-F]{7,}|0*[0-9]{8,});?")  # beyond the last character there is


class Fate(msgspec.Struct, frozen=True):
    """Why an element's text is not in the curated text, and how that shows."""

    kind: LeftOutKind
    evidence: str = ""


class Part(msgspec.Struct, eq=False):
    """The text between two block borders: a paragraph, a cell, a menu entry."""

    texts: list["Text"] = []

    @property
    def text(self) -> str:
        """What stands in it, white space folded."""
        return " ".join("".join(text.text for text in self.texts).split())

    @property
    def linked(self) -> float:
        """The share of its characters that are links."""
        signs = sum(len(text.text.strip()) for text in self.texts)
        return sum(len(text.text.strip()) for text in self.texts if text.in_link) / max(signs, 1)


class Element(msgspec.Struct, eq=False):
    """An element; `signs`, `linked` and `prose` count the characters in it, in links, and in unlinked sentences.

    `alternative` are the words that an image stands for, where they belong to the text; `label` those of the tab that
    opens it; `before` and `after` are its neighbours in its parent.
    """

    tag: str
    attributes: dict[str, str]
    parent: "Element | None"
    start: int
    number: int
    end: int = 0
    depth: int = 0
    fate: Fate | None = None
    alternative: str = ""
    label: str = ""
    before: "Element | None" = None
    after: "Element | None" = None
    signs: int = 0
    linked: int = 0
    prose: int = 0
    children: list["Element"] = []
    parts: list[Part] = []

    @property
    def is_gone(self) -> bool:
        """Whether the element itself has a fate."""
        return self.fate is not None

    def get(self, name: str) -> str:
        """An attribute's value in lower case, empty where it is missing."""
        return self.attributes.get(name, "").lower()

    def ancestors(self) -> Iterator["Element"]:
        """The element and those around it, from the inside out."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent


class Text(msgspec.Struct, eq=False):
    """A run of characters and the element it stands in; `silent` where no reader of the page sees it.

    `line` counts the lines up to its own, as a page shows them: blocks, breaks, controls begin one.
    """

    start: int
    end: int
    text: str
    element: Element
    in_link: bool = False
    silent: bool = False
    line: int = 0
    reason: str = "white space of the source"


class Piece(msgspec.Struct):
    """A stretch of source and the text that it comes to stand for; `joiner` comes before it."""

    start: int
    end: int
    text: str
    joiner: str = ""
    reason: str = "white space of the source"


Event = tuple[Literal["open", "close"], Element] | tuple[Literal["text"], Text]


class Page(msgspec.Struct, eq=False):
    """A page in the order of its source: its elements, its parts and their texts, and what opens or closes where."""

    root: Element
    elements: list[Element]
    parts: list[Part]
    texts: list[Text]
    events: list[Event]

    def inside(self, element: Element) -> list[Part]:
        """The parts that lie wholly in an element."""
        first = bisect_left(self.parts, element.start, key=_first)
        last = bisect_left(self.parts, element.end, key=_first)
        found = self.parts[first:last]
        return found[:-1] if found and found[-1].texts[-1].start >= element.end else found

    def within(self, element: Element) -> Iterator[Element]:
        """The elements in an element, in order."""
        for number in range(element.number + 1, len(self.elements)):
            if self.elements[number].start >= element.end:
                return
            yield self.elements[number]

    def words(self, element: Element) -> str:
        """What stands in an element, white space folded."""
        if parts := self.inside(element):
            return " ".join(part.text for part in parts)
        first = bisect_left(self.texts, element.start, key=_start)
        last = bisect_left(self.texts, element.end, key=_start)
        return " ".join("".join(text.text for text in self.texts[first:last]).split())


def _start(text: Text) -> int:
    return text.start


def _first(part: Part) -> int:
    return part.texts[0].start


def read_page(source: str) -> Page:
    """Read a page whose every "<" opens markup."""
    reader = _Reader(source)
    reader.feed(source)
    reader.close()
    return reader.finish()


def word_count(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


class _Reader(HTMLParser):
    def __init__(self, source: str):
        super().__init__(convert_charrefs=False)
        self._lines = [0, *accumulate(len(line) for line in re.split(r"(?<=\n)", source))]
        self._source = source
        root = Element("", {}, None, 0, 0, len(source))
        self._elements, self._open, self._links = [root], [root], 0
        self._parts: list[Part] = []
        self._part: Part | None = None
        self._line = 1
        self._texts: list[Text] = []
        self._events: list[Event] = []

    def finish(self) -> Page:
        for element in self._open:
            element.end = len(self._source)
        _measure(self._elements)
        return Page(self._elements[0], self._elements, self._parts, self._texts, self._events)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_by_implication(tag)
        if tag in BLOCKS or tag in ("td", "th"):
            self._part = None
        self._line += tag in _LINES
        around = self._open[-1]
        attributes = {name: value or "" for name, value in reversed(attrs)}
        element = Element(tag, attributes, around, self._offset(), len(self._elements), depth=len(self._open))
        element.end = element.start + len(self.get_starttag_text() or "")
        if around.children:
            element.before = around.children[-1]
            element.before.after = element
        around.children.append(element)
        self._elements.append(element)
        self._events.append(("open", element))
        if tag not in VOID and len(self._open) < _DEEPEST:
            self._open.append(element)
            self._links += tag == "a"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        foreign = any(element.tag in ("svg", "math") for element in self._open[-_NEAR:])
        if foreign or ":" in tag:
            self.handle_endtag(tag)

    def _end_by_implication(self, tag: str) -> None:
        """A paragraph, item, row or cell ends where the next begins: its end tag may be left out."""
        ended = _ENDS.get(tag, ("p",) if tag in BLOCKS else ())
        for depth, opened in enumerate(self._open[: -_NEAR - 1 : -1] if ended else (), 1):
            if opened.tag in ended:
                self._close(len(self._open) - depth)
            if opened.tag in ended or opened.tag in _HOLDERS:
                return

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS or tag in ("td", "th"):
            self._part = None
        self._line += tag in _LINES
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                self._close(depth)
                return

    def _close(self, depth: int) -> None:
        """Close the open elements from this depth on, the innermost first."""
        for element in reversed(self._open[depth:]):
            element.end = self._offset()
            self._links -= element.tag == "a"
            self._events.append(("close", element))
        del self._open[depth:]

    def handle_data(self, data: str) -> None:
        start = self._offset()
        self._take(start, start + len(data), data)

    def handle_entityref(self, name: str) -> None:
        self._take_reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._take_reference(f"&#{name}")

    def _take_reference(self, reference: str) -> None:
        start = self._offset()
        if self._source.startswith(";", start + len(reference)):
            reference += ";"
        self._take(start, start + len(reference), character(reference), "a character reference")

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _take(self, start: int, end: int, words: str, reason: str = "white space of the source") -> None:
        element = self._open[-1]
        silent = any(one.tag in _SILENT for one in self._open[-_NEAR:])
        text = Text(start, end, words, element, self._links > 0, silent, reason=reason)
        self._events.append(("text", text))
        if silent:
            return
        if self._part is None:
            if words.isspace():
                return
            self._part = Part()
            self._parts.append(self._part)
            element.parts.append(self._part)
        text.line = self._line
        self._part.texts.append(text)
        self._texts.append(text)


def _measure(elements: list[Element]) -> None:
    for element in elements:
        for part in element.parts:
            for text in part.texts:
                signs = len(text.text.strip())
                text.element.signs += signs
                text.element.linked += signs if text.in_link else 0
            if part.linked < 0.5 and is_sentence(part.text):
                element.prose += len(part.text)
    for element in reversed(elements):
        if element.parent is not None:
            element.parent.signs += element.signs
            element.parent.linked += element.linked
            element.parent.prose += element.prose


def character(reference: str) -> str:
    """What a character reference stands for; browsers show U+FFFD for a number that no character has."""
    return "\ufffd" if _HUGE.fullmatch(reference) else unescape(reference)


def is_sentence(words: str) -> bool:
    """Whether words read like a sentence: four and a stop, or twelve.

    >>> is_sentence("Do not drive today."), is_sentence("Find a doctor near you")
    (True, False)
    """
    count = word_count(words)
    return count >= 12 or (count >= 4 and words.rstrip("”\")' ")[-1:] in ".!?:;")
