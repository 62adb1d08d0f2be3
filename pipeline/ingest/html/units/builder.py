"""A page as units of text: headings, paragraphs, list items and table rows, with the offsets of every piece."""

import re

from pipeline.ingest.html.markdown import is_markdown
from pipeline.ingest.html.tables import Grid, is_data_table
from pipeline.ingest.html.tree import BLOCKS, VOID, Element, Page, Piece, Text
from pipeline.ingest.html.units.headings import HEADING, headings_of, level_of
from pipeline.ingest.html.units.labels import (
    goes_on,
    is_apart,
    is_new_entry,
    is_of_row,
    is_pair,
    parts_count,
    parts_entries,
    wants_blank,
    without_separator,
)
from pipeline.ingest.html.units.ticks import ticked
from pipeline.ingest.html.units.unit import Gone, Unit

_BREAKS = re.compile(r"[ \t\r\n\f]*[\r\n][ \t\r\n\f]*")
_ITEMS = ("li", "option")
_DEEPEST = 16  # levels of lists; the indents of a page that nests without end would be longer than all of its words
_PICTURE_WORDS = 3  # of the name of a picture that is a line of its own


def build_units(page: Page) -> tuple[list[Unit], list[Gone]]:
    """The units of what no fate took, and the texts that one took."""
    builder = _Builder(headings_of(page), ticked(page))
    for kind, one in page.events:
        if isinstance(one, Text):
            builder.take(one)
        elif kind == "open":
            builder.open(one)
        else:
            builder.close(one)
    builder.end_unit()
    return [unit for unit in builder.units if unit.pieces], builder.gone


class _Builder:
    def __init__(self, headings: frozenset[int], ticks: frozenset[int]) -> None:
        self._headings, self._ticks = headings, ticks
        self.units: list[Unit] = []
        self.gone: list[Gone] = []
        self._unit: Unit | None = None
        self._joiner = ""
        self._mark = ""
        self._lists: list[tuple[Element, int]] = []
        self._whole: list[Element] = []
        self._items: list[tuple[Element, int]] = []  # with how many items around it have words of their own
        self._told: set[int] = set()  # items that have words of their own
        self._marked: Element | None = None
        self._picture: Unit | None = None
        self._heading: Element | None = None
        self._fates: list[Element] = []
        self._grids: list[Grid] = []
        self._breaks = 0
        self._closed = -1
        self._named = False
        self._verbatim = 0
        self._label = ""
        self._level = 1
        self._abuts = self._paired = self._in_row = False
        self._struck = False
        self._bare: dict[int, bool] = {}

    @property
    def _grid(self) -> Grid | None:
        """The table row that is open, if any."""
        return self._grids[-1] if self._grids and self._grids[-1].row is not None else None

    def open(self, element: Element) -> None:
        """An element begins."""
        tag = element.tag
        if element.fate is not None:
            self._fates.append(element)
        self._verbatim += tag == "pre"
        if tag == "text":  # of a drawing: each stands somewhere else in it
            self._joiner = self._joiner or " "
        if tag == "br":
            self._break_line()
        elif tag in ("td", "th", "tr") and self._grids and not self._fates:
            self._open_cell(element)
        elif tag in BLOCKS:
            self._border(" • " if tag in _ITEMS else " ")
        if tag in ("ul", "ol", "menu", "dir", "dl", "table", "select"):
            self._open_list(element)
        if tag in _ITEMS:
            self._items.append((element, self._depth_within()))
            self._begin_item(element)
        self._begin_heading(element)
        self._stand_beside(element)
        if element.alternative:
            self._name_image(element)
        if element.fate is not None and tag in VOID:
            self._fates.pop()

    def _begin_heading(self, element: Element) -> None:
        """A heading begins, or what a tab opens, over which its words stand."""
        if self._heading is None and self._grid is None and element.number in self._headings:
            self.end_unit()
            self._heading = element
        if element.label and not self._fates:
            self.end_unit()
            self._label = element.label

    def _name_image(self, element: Element) -> None:
        words = element.alternative
        free = self._heading is None and self._grid is None and not self._items and not self._fates
        free = free and len(words.split()) >= _PICTURE_WORDS
        if free and self._unit is not None and self._unit.text.rstrip()[-1:] in tuple(".!?:"):
            self.end_unit()
        begins = free and self._unit is None
        self._part_words(words)
        end = element.opened if element.signs else element.end  # a drawing may have words of its own as well
        self.take(Text(element.start, end, words, element, reason="alternative text of an image"))
        self._named, self._picture = True, self._unit if begins else None

    def _stand_beside(self, element: Element) -> None:
        """An element that begins where another ends: two links are parted, and a label may be."""
        if is_new_entry(element, self._bare) and self._heading is None and self._grid is None and not self._items:
            self.end_unit()
        beside = element.before if self._closed == element.start else None
        if beside is not None and beside.tag == element.tag and element.tag in ("a", "button"):
            self._joiner = self._joiner or " "  # "Medline" and "Google Scholar"
        self._paired = beside is not None and is_pair(element)
        self._abuts = beside is not None and (self._paired or is_apart(element, beside))
        self._in_row = beside is not None and is_of_row(element, self._bare)

    def close(self, element: Element) -> None:
        """An element ends."""
        tag = element.tag
        self._closed = element.end + len(f"</{tag}>")
        if tag in BLOCKS:
            self._border(" ")
        if self._heading is element:
            self.end_unit()
            self._heading = None
        if tag == "tr" and self._grid is not None and self._grid.row is element:
            self._end_row()
        self._verbatim -= tag == "pre"
        if tag in _ITEMS:
            self._end_item(element)
        self._end_list(element)
        if self._grids and self._grids[-1].table is element:
            if self._grid is not None:
                self._end_row()
            self._grids.pop()
        if self._fates and self._fates[-1] is element:
            self._fates.pop()

    def _end_item(self, element: Element) -> None:
        if self._items and self._items[-1][0] is element:
            self._items.pop()
        self._mark = ""

    def _end_list(self, element: Element) -> None:
        if self._lists and self._lists[-1][0] is element:
            self._lists.pop()
        if self._whole and self._whole[-1] is element:
            self._whole.pop()

    def _join_sentence(self, words: str) -> None:
        """A break inside a sentence parts nothing: "do not<br>take it" is one order."""
        pieces = self._unit.pieces if self._unit else []
        if self._joiner.startswith("\n") and goes_on("".join(piece.text for piece in pieces[-2:]), words):
            self._joiner = " "

    def _part_words(self, words: str) -> None:
        """A blank between the words that an image stands for and those beside it."""
        pieces = self._unit.pieces if self._unit else []
        if pieces and not self._joiner and pieces[-1].text[-1:].isalnum() and words[:1].isalnum():
            self._joiner = " "

    def _part_from_before(self, words: str) -> None:
        if words.strip():
            if self._unit is not None and self._unit is self._picture and not words.lstrip()[:1].islower():
                self.end_unit()  # what a picture shows is no sentence of the paragraph that stands beside it
            self._picture = None
        if self._named:
            self._part_words(words)
        self._named = False

    def _part_label(self, text: Text) -> None:
        """A blank behind a label that an element of its own sets apart: "<b>Muscle</b><span>Muscle tightness."."""
        pieces, words = (self._unit.pieces if self._unit else []), text.text
        if not words.strip():
            return
        in_row, self._in_row = self._in_row, False
        abuts, self._abuts = self._abuts, False
        if not pieces or self._joiner:
            return
        said = pieces[-1].text
        if parts_count(text.element, said, words) or (in_row and parts_entries(said, words)):
            self._joiner = " "
        first = not any(map(str.isalnum, "".join(piece.text for piece in pieces[:-1])))
        if abuts and first and wants_blank(said, words, paired=self._paired):
            self._joiner = " "

    def _open_cell(self, element: Element) -> None:
        """A row or a cell begins, unless it is of a table inside the row that is open."""
        if self._grid is not None and element.tag != "tr":
            self._grid.begin_cell(element)
            self._joiner = ""
            return
        self._border(" ")
        if self._grid is None and element.tag == "tr":
            self._grids[-1].begin_row(element)

    def _open_list(self, element: Element) -> None:
        if element.tag == "table":
            if not is_data_table(element):
                return
            if self._grid is None:
                self._grids.append(Grid(element))
        if element.tag != "dl":
            self._lists.append((element, _first_number(element) - 1))
        self._whole.append(element)

    def _border(self, joiner: str) -> None:
        """A block begins or ends: so does the unit, except inside a heading or a table row."""
        self._breaks = 0
        if self._heading is None and self._grid is None:
            self.end_unit()
        elif self._joiner in ("", " "):
            self._joiner = joiner

    def _break_line(self) -> None:
        self._breaks += 1
        if self._heading is not None or self._grid is not None:
            self._joiner = self._joiner or " "
        elif self._breaks > 1 and not self._items:
            self.end_unit()
        else:
            # Indented, a line goes on with its item: a dose must not part from those who take it.
            self._joiner = ("\n  " if self._items else "\n") if self._unit else ""

    def _begin_item(self, item: Element) -> None:
        kind, count = self._lists[-1] if self._lists else (None, 0)
        if kind is None or kind.tag != "ol":
            self._mark = "• "
            return
        value = item.get("value")
        count = int(value) if value.isdecimal() and value.isascii() and len(value) < 10 else count + 1
        self._lists[-1] = (kind, count)
        self._mark = f"{count}. "

    def _depth_within(self) -> int:
        """How many items that have words of their own are open: only the innermost can still get some."""
        if not self._items:
            return 0
        item, depth = self._items[-1]
        return min(depth + (item.number in self._told), _DEEPEST)

    def end_unit(self) -> None:
        """Whatever comes next begins another unit."""
        if self._unit is not None:
            self._unit.strip()
        self._unit, self._joiner, self._breaks, self._struck = None, "", 0, False

    def _end_row(self) -> None:
        cells = self._grids[-1].end_row()
        if self._unit is not None:
            self._unit.lay_out(cells)
        self._unit, self._joiner = None, ""

    def _begin_unit(self, text: Text) -> Unit:
        whole = self._whole[0] if self._whole else None
        depth = self._items[-1][1] if self._items else 0
        group = self._lists[0 if depth else -1][0] if self._lists and self._items else None
        if self._heading is not None:
            label, level = self._take_label(), self._level_of(self._heading)
            mark = f"{'#' * level} {self._take_number(text)}"
            return Unit(f"h{level}", text.element, label + mark, "", None, whole)
        grid = self._grid
        if grid is not None and grid.row is not None:
            return Unit("tr", grid.row, self._take_label() + "| ", " |", grid.table, whole)
        block = next((one for one in text.element.ancestors() if one.tag in BLOCKS), text.element)
        mark = self._take_mark() or ("• " if block.number in self._ticks else "")
        return Unit(block.tag or "body", text.element, self._take_label() + "  " * depth + mark, "", group, whole)

    def _level_of(self, heading: Element) -> int:
        """The level of a heading; what only opens a part, or is in bold type, stands below the heading above it."""
        if HEADING.fullmatch(heading.tag) or heading.get("role") == "heading":
            self._level = level_of(heading)
            return self._level
        return min(self._level + 1, 6)

    def _take_number(self, text: Text) -> str:
        """The number of an item that its heading bears; a bullet before a heading says nothing more."""
        mark, self._mark, self._marked = self._mark, "", None
        return mark if mark[:1].isdecimal() and not text.text.lstrip()[:1].isdecimal() else ""

    def _take_mark(self) -> str:
        """The mark of the item that begins; its next block is indented where a sentence ended before it."""
        item = self._items[-1][0] if self._items else None
        mark, self._mark = self._mark, ""
        if not mark and item is not None and item is self._marked:
            return "  " if self.units[-1].text.rstrip("\"'”’) ")[-1:] in tuple(".!?:;") else ""
        self._marked = item if mark else None
        if item is not None and mark:
            self._told.add(item.number)
        return mark

    def _take_label(self) -> str:
        """The heading that the words of a tab make over what the tab opens."""
        label, self._label = self._label, ""
        return "#" * min(self._level + 1, 6) + f" {label}\n\n" if label else ""

    def take(self, text: Text) -> None:
        """Put a text into the unit that is open, or note that a fate took it."""
        if text.silent:
            return
        if self._fates:
            if self._fates[0].fate is not None:
                self.gone.append(Gone(text, self._fates[0], self._fates[0].fate))
                self._struck = self._unit is None and self._fates[0].fate.kind == "struck text"
            return
        self._part_from_before(text.text)
        self._part_label(text)
        if self._unit is None:
            if self._struck and (rest := without_separator(text)) is not text:
                text, self._struck = rest, False
            if not text.text.strip():
                return
            self._unit = self._begin_unit(text)
        if not self._unit.pieces and (not self.units or self.units[-1] is not self._unit):
            self.units.append(self._unit)
        if text.text.strip():
            self._breaks = 0
            self._join_sentence(text.text)
        self._unit.linked += len(text.text.strip()) if text.in_link else 0
        verbatim = self._grid is None and (self._verbatim or is_markdown(text.text))
        flat = text.text if verbatim else _BREAKS.sub(" ", text.text)
        piece = Piece(text.start, text.end, flat, self._joiner, text.reason)
        self._joiner = ""
        self._unit.pieces.append(piece)
        grid = self._grid
        if grid is not None:
            grid.add(piece)


def _first_number(element: Element) -> int:
    start = element.get("start")
    return int(start) if start.isdecimal() and len(start) < 10 else 1
