"""A unit: a heading, paragraph, list item or table row of a page, with the offsets of every piece."""

import re

import msgspec

from pipeline.ingest.html.tables import Cell
from pipeline.ingest.html.tree import Element, Fate, Piece, Text

_HEADING = re.compile(r"h[1-6]")


class Unit(msgspec.Struct, eq=False):
    """A heading, paragraph, list item or table row; units of one list or table share their `group`.

    `whole` is the outermost list, table or definition list around it, which is kept whole or left out whole.
    """

    tag: str
    element: Element
    prefix: str = ""
    suffix: str = ""
    group: Element | None = None
    whole: Element | None = None
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

    @property
    def is_heading(self) -> bool:
        """Whether the unit is a heading."""
        return _HEADING.fullmatch(self.tag) is not None

    @property
    def is_link(self) -> bool:
        """Whether nearly all of the unit is links."""
        return self.linked * 10 >= 8 * sum(len(piece.text.strip()) for piece in self.pieces)

    @property
    def is_pressed(self) -> bool:
        """Whether the unit stands on a button."""
        return any(one.tag == "button" or one.get("role") == "button" for one in self.element.ancestors())

    def strip(self) -> None:
        """Take white space off both ends; what is left out of the pieces falls to the gaps around the unit."""
        while self.pieces and not self.pieces[0].text.strip():
            self.pieces.pop(0)
        while self.pieces and not self.pieces[-1].text.strip():
            self.pieces.pop()
        if self.pieces:
            self.pieces[0].joiner = ""
            self.pieces[0].text = self.pieces[0].text.lstrip()
            self.pieces[-1].text = self.pieces[-1].text.rstrip()

    def lay_out(self, cells: list[Cell]) -> None:
        """Make the unit a row of these cells; empty ones and those that are spanned keep their places."""
        self.strip()
        self.pieces = []
        position = 0
        for index, cell in enumerate(cells):
            if not cell.pieces:
                continue
            between = _between(cells[position:index])
            if self.pieces:
                cell.pieces[0].joiner = f" |{between} "
            elif between:
                self.prefix = f"|{between} "
            self.pieces += cell.pieces
            position = index + 1
        if self.pieces:
            self.suffix = " |" + _between(cells[position:])


def _between(cells: list[Cell]) -> str:
    return "".join(f" {cell.repeated} |".replace("  ", " ") for cell in cells)


class Gone(msgspec.Struct, frozen=True):
    """A text that is in no unit because an element around it has a fate."""

    text: Text
    element: Element
    fate: Fate


class Judged(msgspec.Struct, eq=False):
    """A unit, and its fate where it is left out."""

    unit: Unit
    fate: Fate | None = None
