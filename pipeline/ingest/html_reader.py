"""An HTML page as units of text with the offsets of every piece in the source."""

import re
from html import unescape
from html.parser import HTMLParser
from itertools import accumulate

import msgspec

from pipeline.data import load

_TABLE = load("html.yaml")
_SILENT, _BLOCKS, _FURNITURE = (frozenset(_TABLE[key]) for key in ("silent", "blocks", "furniture"))
_ENDS = {
    "p": ("p",),
    "li": ("li",),
    "tr": ("tr",),
    "option": ("option",),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
}
_HOLDERS = frozenset({"ul", "ol", "menu", "dl", "table", "div", "section", "article", "main", "nav", "blockquote"})
_NEAR = 16  # how many open elements are asked for one that ends by implication
_DEEPEST = 512  # browsers nest no deeper
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_SHIFTED = {
    "sup": str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ"),
    "sub": str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎"),
}


_SPACE = re.compile(r"[ \t\r\n\f]+")
_NUMBER = re.compile(r"\s*0*[0-9]{1,9}\s*")  # of a list item; browsers know no longer ones, nor other digits
_HUGE = re.compile(r"&#(?:[xX]0*[0-9a-fA-F]{7,}|0*[0-9]{8,});?")  # beyond the last character there is


def _character(reference: str) -> str:
    """What a character reference stands for; browsers show U+FFFD for a number that no character has."""
    return "\ufffd" if _HUGE.fullmatch(reference) else unescape(reference)


def _flat(space: re.Match[str]) -> str:
    """White space of the source: what holds a line break is one space, other stays for the rules to judge."""
    return " " if "\n" in space[0] or "\r" in space[0] else space[0]


class Piece(msgspec.Struct):
    """A stretch of source and the text it stands for; `joiner` comes before it."""

    start: int
    end: int
    text: str
    joiner: str = ""
    reason: str = "white space of the source"


class Unit(msgspec.Struct, eq=False):
    """A heading, paragraph, list item or table row; units of one list or table share their `group`.

    `linked` counts the characters that are links: menus and share bars consist of them.
    """

    tag: str
    prefix: str = ""
    suffix: str = ""
    group: int | None = None
    furniture: bool = False
    linked: int = 0
    pieces: list[Piece] = []

    @property
    def start(self) -> int:
        """Where the unit's first piece begins in the source."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where the unit's last piece ends in the source."""
        return self.pieces[-1].end

    @property
    def text(self) -> str:
        """What a reader sees of the unit, without its mark."""
        return "".join(piece.joiner + piece.text for piece in self.pieces)


def read_page(source: str) -> list[Unit]:
    """Read a page whose every "<" opens markup, in the order of its source."""
    reader = _Reader(source)
    reader.feed(source)
    reader.close()
    return reader.finish()


class _Reader(HTMLParser):
    def __init__(self, source: str):
        super().__init__(convert_charrefs=False)
        self._lines = [0, *accumulate(len(line) for line in re.split(r"(?<=\n)", source))]
        self._source = source
        self._open: list[str] = []
        self._lists: list[tuple[str, int, int]] = []
        self._groups = 0
        self._units: list[Unit] = []
        self._unit: Unit | None = None
        self._mark = ""
        self._joiner = ""
        self._row: Unit | None = None

    def finish(self) -> list[Unit]:
        self._close_unit()
        return [unit for unit in self._units if unit.pieces]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_by_implication(tag)
        if tag == "br":
            self._joiner = "\n" if self._unit else ""
        if tag in ("td", "th") and self._row is not None:
            self._joiner = " | " if self._row.pieces else ""
        elif tag in _BLOCKS and self._row is None:
            self._close_unit()
        elif tag in _BLOCKS:
            self._joiner = self._joiner or " "
        if tag in ("ul", "ol", "table"):
            self._groups += 1
            self._lists.append((tag, self._groups, 0))
        if tag == "li":
            self._begin_item(attrs)
        if tag == "tr" and self._lists:
            self._row = self._unit = Unit("tr", "| ", " |", self._lists[-1][1], self._in_furniture())
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(tag)

    def _end_by_implication(self, tag: str) -> None:
        """A paragraph, item, row or cell ends where the next begins: its end tag may be left out."""
        for depth, opened in enumerate(self._open[: -_NEAR - 1 : -1] if tag in _ENDS else (), 1):
            if opened in _ENDS[tag]:
                del self._open[-depth:]
            if opened in _ENDS[tag] or opened in _HOLDERS:
                return

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "tr":
            self._row = None
        if tag in _BLOCKS and self._row is None and tag not in ("td", "th"):
            self._close_unit()
        if tag in ("ul", "ol", "table") and self._lists:
            self._lists.pop()
        if tag == "li":
            self._mark = ""

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

    def _begin_item(self, attrs: list[tuple[str, str | None]]) -> None:
        if not self._lists:
            self._mark = "• "
            return
        kind, group, count = self._lists[-1]
        value = next((int(v) for k, v in attrs if k == "value" and v and _NUMBER.fullmatch(v)), count + 1)
        self._lists[-1] = (kind, group, value)
        self._mark = f"{value}. " if kind == "ol" else "• "

    def _in_furniture(self) -> bool:
        return any(tag in _FURNITURE for tag in self._open)

    def _close_unit(self) -> None:
        if self._unit is not None:
            _strip(self._unit)
        self._unit, self._joiner = None, ""

    def _begin_unit(self) -> Unit:
        block = next((tag for tag in reversed(self._open) if tag in _BLOCKS), "body")
        heading = re.fullmatch(r"h([1-6])", block)
        prefix = "#" * int(heading[1]) + " " if heading else self._mark
        group = self._lists[-1][1] if self._lists and "li" in self._open else None
        self._mark = ""
        return Unit(block, prefix, "", group, self._in_furniture())

    def _take(self, start: int, end: int, text: str, reason: str = "white space of the source") -> None:
        if any(tag in _SILENT for tag in self._open) and self._open[-1] != "title":
            return
        if self._unit is None:
            if not text.strip():
                return
            self._unit = self._begin_unit()
        if not self._unit.pieces:
            self._units.append(self._unit)
        self._unit.linked += len(text) if "a" in self._open else 0
        text, why = self._shifted(text)
        flat = _SPACE.sub(_flat, text)
        self._unit.pieces.append(Piece(start, end, flat, self._joiner, why or reason))
        self._joiner = ""

    def _shifted(self, text: str) -> tuple[str, str]:
        """Raised and lowered digits as such: "10<sup>9</sup>" must not become 109."""
        for tag, table in _SHIFTED.items():
            if tag in self._open[-2:] and text and all(ord(sign) in table for sign in text):
                return text.translate(table), "raised in the page" if tag == "sup" else "lowered in the page"
        return text, ""


def _strip(unit: Unit) -> None:
    """Take white space off both ends; what is left out of the pieces falls to the gaps around the unit."""
    while unit.pieces and not unit.pieces[0].text.strip():
        unit.pieces.pop(0)
    while unit.pieces and not unit.pieces[-1].text.strip():
        unit.pieces.pop()
    if unit.pieces:
        unit.pieces[0].joiner = ""
        unit.pieces[0].text = unit.pieces[0].text.lstrip()
        unit.pieces[-1].text = unit.pieces[-1].text.rstrip()
