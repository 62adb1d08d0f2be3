"""Tables of a page: which hold data, and where the cells of a row stand.

A cell that spans rows or columns is said again in each of them, and an empty cell keeps its place: otherwise the dose
of the evening would stand under "Morning".
"""

import msgspec

from pipeline.ingest.html.tree import Element, Piece

_MOST_COLUMNS = 60  # columns that spans may fill; wider tables are layout or hostile
_LONGEST_SAID_AGAIN = 200  # characters; a longer text stands once and leaves its other places empty
_LONGEST_CELL = 600  # characters of paragraphs in one cell; cells of data in the pages read have fewer than 400
_LAYOUT = frozenset({"table", "h1", "article", "main", "form", "nav"})
_BLOCKS_OF_PAGES = frozenset({"p", "div", "ul", "ol", "h2", "h3", "section"})


class Cell(msgspec.Struct, eq=False):
    """A place in a row: the pieces that stand in it, or the words of the cell that spans it."""

    pieces: list[Piece] = []
    again: str = ""

    @property
    def repeated(self) -> str:
        """The words that a spanning cell has here, empty for an empty cell."""
        return self.again


class Grid:
    """A data table while its rows are read."""

    def __init__(self, table: Element):
        self.table = table
        self.row: Element | None = None
        self._cells: list[Cell] = []
        self._begun: list[tuple[Cell, int, int, int]] = []
        self._spanning: dict[int, tuple[int, str]] = {}

    def begin_row(self, row: Element) -> None:
        """Begin a row."""
        self.row, self._cells, self._begun = row, [], []

    def begin_cell(self, element: Element) -> None:
        """Begin a cell behind those that cells above it span."""
        self._fill()
        cell = Cell()
        columns = min(_span(element, "colspan"), max(1, _MOST_COLUMNS - len(self._cells)))
        self._begun.append((cell, len(self._cells), columns, _span(element, "rowspan")))
        self._cells.append(cell)
        self._cells += [Cell() for _ in range(columns - 1)]

    def _fill(self) -> None:
        while len(self._cells) in self._spanning:
            self._cells.append(Cell(again=self._spanning[len(self._cells)][1]))

    def add(self, piece: Piece) -> None:
        """Put a piece into the cell that is open."""
        if not self._begun:
            self._begun.append((Cell(), 0, 1, 1))
            self._cells.append(self._begun[0][0])
        self._begun[-1][0].pieces.append(piece)

    def end_row(self) -> list[Cell]:
        """The cells of the row in their places; pieces of white space alone are none."""
        self._fill()
        alone = len(self._begun) == 1 and not any(cell.again for cell in self._cells)
        below = {column: (rows - 1, words) for column, (rows, words) in self._spanning.items() if rows > 1}
        for cell, column, columns, rows in self._begun:
            _trim(cell)
            words = " ".join("".join(piece.joiner + piece.text for piece in cell.pieces).split())
            said = words if len(words) <= _LONGEST_SAID_AGAIN else ""
            for place in range(column, column + columns):
                if place > column and not alone:
                    self._cells[place].again = said
                if rows > 1:
                    below[place] = (rows - 1, said)
        self._spanning, self.row = below, None
        return self._cells


def _trim(cell: Cell) -> None:
    while cell.pieces and not cell.pieces[0].text.strip():
        cell.pieces.pop(0)
    while cell.pieces and not cell.pieces[-1].text.strip():
        cell.pieces.pop()
    if cell.pieces:
        cell.pieces[0].text = cell.pieces[0].text.lstrip()
        cell.pieces[-1].text = cell.pieces[-1].text.rstrip()


def _span(element: Element, name: str) -> int:
    value = element.get(name)
    return min(max(int(value), 1), 1000) if value.isdecimal() and len(value) < 6 else 1


def is_data_table(table: Element) -> bool:
    """Whether a table holds data rather than the parts of a page, as tables of older pages do."""
    if table.get("role") in ("presentation", "none"):
        return False
    waiting, cells = [table], 0
    while waiting:
        for child in waiting.pop().children:
            if child.tag in _LAYOUT:
                return False
            if child.tag in ("td", "th"):
                cells += 1
                if child.signs > _LONGEST_CELL and any(block.tag in _BLOCKS_OF_PAGES for block in child.children):
                    return False
            waiting.append(child)
    return cells > 0
