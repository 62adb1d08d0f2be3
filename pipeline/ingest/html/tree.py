"""An HTML page as a tree of elements and texts with their offsets in the source.

Nothing is judged here: every text stands in the tree, what a browser would hide included. Later steps give elements a
`Fate`; a text leaves the page where an element around it has one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal

import msgspec

from pipeline.core.model import LeftOutKind
from pipeline.data import load

BLOCKS = frozenset(load("html.yaml")["blocks"])
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")


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
    opens it; `before` and `after` are its neighbours in its parent. Its start tag ends at `opened`.
    """

    tag: str
    attributes: dict[str, str]
    parent: "Element | None"
    start: int
    number: int
    end: int = 0
    opened: int = 0
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

    def first_in(self, element: Element) -> Part | None:
        """The first part that begins in an element."""
        first = bisect_left(self.parts, element.start, key=_first)
        found = self.parts[first] if first < len(self.parts) else None
        return found if found is not None and found.texts[0].start < element.end else None

    def gone(self) -> list[Element]:
        """The outermost elements that have a fate, in order."""
        found: list[Element] = []
        for one in self.elements:
            if one.is_gone and (not found or one.start >= found[-1].end):
                found.append(one)
        return found

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


def word_count(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


def is_sentence(words: str) -> bool:
    """Whether words read like a sentence: four and a stop, or twelve.

    >>> is_sentence("Do not drive today."), is_sentence("Find a doctor near you")
    (True, False)
    """
    count = word_count(words)
    return count >= 12 or (count >= 4 and words.rstrip("”\")' ")[-1:] in ".!?:;")
