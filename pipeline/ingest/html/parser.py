"""A page read into its tree, as browsers read it: end tags may be left out, and references stand for characters."""

import re
from html import unescape
from html.parser import HTMLParser
from itertools import accumulate

from pipeline.data import load
from pipeline.ingest.html.tree import BLOCKS, VOID, Element, Event, Page, Part, Text, is_sentence

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
_LINES = BLOCKS | {"td", "th", "br", "button", "label", "input"}
_HUGE = re.compile(r"&#(?:[xX]0*[0-9a-fA-F]{7,}|0*[0-9]{8,});?")  # beyond the last character there is


def read_page(source: str) -> Page:
    """Read a page whose every "<" opens markup."""
    reader = _Reader(source)
    reader.feed(source)
    reader.close()
    return reader.finish()


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
        element.opened = element.end = element.start + len(self.get_starttag_text() or "")
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
        self._take(start, start + len(reference), _character(reference), "a character reference")

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


def _character(reference: str) -> str:
    """What a character reference stands for; browsers show U+FFFD for a number that no character has."""
    return "\ufffd" if _HUGE.fullmatch(reference) else unescape(reference)
