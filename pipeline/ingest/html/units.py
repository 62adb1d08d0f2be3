"""A page as units of text: headings, paragraphs, list items and table rows, with the offsets of every piece."""

import re

import msgspec

from pipeline.data import load
from pipeline.ingest.html.markdown import is_markdown
from pipeline.ingest.html.tables import Grid, is_data_table
from pipeline.ingest.html.tree import BLOCKS, VOID, Element, Fate, Page, Piece, Text

_HEADING = re.compile(r"h([1-6])")
_UNENDING = frozenset(load("html.yaml")["unending"])
_BREAKS = re.compile(r"[ \t\r\n\f]*[\r\n][ \t\r\n\f]*")
_ITEMS = ("li", "option")
_LONGEST_HEADING = 300  # characters; an h2 that was never closed holds its whole section
_WORDS_BEHIND_LABEL = 2  # a name may change its type in its midst: "PubMed"
_SEPARATOR = re.compile(r"\s*[·•|](?:\s+|$)")
_NO_HEADING = frozenset({"p", "ul", "ol", "table", "dl"})


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


class Gone(msgspec.Struct, frozen=True):
    """A text that is in no unit because an element around it has a fate."""

    text: Text
    element: Element
    fate: Fate


def build_units(page: Page) -> tuple[list[Unit], list[Gone]]:
    """The units of what no fate took, and the texts that one took."""
    builder = _Builder()
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
    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.gone: list[Gone] = []
        self._unit: Unit | None = None
        self._joiner = ""
        self._mark = ""
        self._lists: list[tuple[Element, int]] = []
        self._whole: list[Element] = []
        self._items = 0
        self._heading: Element | None = None
        self._fates: list[Element] = []
        self._grids: list[Grid] = []
        self._breaks = 0
        self._closed = -1
        self._named = False
        self._verbatim = 0
        self._label = ""
        self._level = 1
        self._abuts = False
        self._struck = False

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
        if tag == "br":
            self._break_line()
        elif tag in ("td", "th", "tr") and self._grids and not self._fates:
            self._open_cell(element)
        elif tag in BLOCKS:
            self._border(" • " if tag in _ITEMS else " ")
        if tag in ("ul", "ol", "menu", "dir", "dl", "table", "select"):
            self._open_list(element)
        if tag in _ITEMS:
            self._items += 1
            self._begin_item(element)
        self._begin_heading(element)
        self._stand_beside(element)
        if element.alternative:
            self._name_image(element)
        if element.fate is not None and tag in VOID:
            self._fates.pop()

    def _begin_heading(self, element: Element) -> None:
        """A heading begins, or what a tab opens, over which its words stand."""
        if self._heading is None and self._grid is None and _is_heading(element):
            self.end_unit()
            self._heading = element
        if element.label and not self._fates:
            self.end_unit()
            self._label = element.label

    def _name_image(self, element: Element) -> None:
        words = element.alternative
        self._part_words(words)
        self.take(Text(element.start, element.end, words, element, reason="alternative text of an image"))
        self._named = True

    def _stand_beside(self, element: Element) -> None:
        """An element that begins where another ends: two links are parted, and a label may be."""
        beside = element.before if self._closed == element.start else None
        if beside is not None and beside.tag == element.tag and element.tag in ("a", "button"):
            self._joiner = self._joiner or " "  # "Medline" and "Google Scholar"
        self._abuts = beside is not None and beside.tag != element.tag

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
            self._items -= 1
            self._mark = ""
        if self._lists and self._lists[-1][0] is element:
            self._lists.pop()
        if self._whole and self._whole[-1] is element:
            self._whole.pop()
        if self._grids and self._grids[-1].table is element:
            if self._grid is not None:
                self._end_row()
            self._grids.pop()
        if self._fates and self._fates[-1] is element:
            self._fates.pop()

    def _join_sentence(self, words: str) -> None:
        """A break inside a sentence parts nothing: "do not<br>take it" is one order."""
        pieces = self._unit.pieces if self._unit else []
        if pieces and self._joiner.startswith("\n") and words.lstrip()[:1].islower():
            last = "".join(piece.text for piece in pieces[-2:]).split()[-1:]
            if last and last[0].lower() in _UNENDING:
                self._joiner = " "

    def _part_words(self, words: str) -> None:
        """A blank between the words that an image stands for and those beside it."""
        pieces = self._unit.pieces if self._unit else []
        if pieces and not self._joiner and pieces[-1].text[-1:].isalnum() and words[:1].isalnum():
            self._joiner = " "

    def _without_separator(self, text: Text) -> Text:
        """A text without the dot or bar that parted it from struck text before it."""
        sign = _SEPARATOR.match(text.text) if self._struck else None
        if sign is None:
            return text
        self._struck = False
        start = min(text.start + sign.end(), text.end) if text.end - text.start == len(text.text) else text.end
        return msgspec.structs.replace(text, start=start, text=text.text[sign.end() :])

    def _part_from_before(self, words: str) -> None:
        if self._named:
            self._part_words(words)
        if words.strip():
            self._part_label(words)
            self._abuts = False
        self._named = False

    def _part_label(self, words: str) -> None:
        """A blank behind a label that an element of its own sets apart: "<b>Muscle</b><span>Muscle tightness."."""
        pieces = self._unit.pieces if self._unit else []
        if not self._abuts or len(pieces) != 1 or self._joiner or len(words.split()) < _WORDS_BEHIND_LABEL:
            return
        if re.search(r"[a-z]{3}[.:]?$", pieces[0].text) and words[:1].isupper():
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
        elif self._breaks > 1 and self._items == 0:
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

    def end_unit(self) -> None:
        """Whatever comes next begins another unit."""
        if self._unit is not None:
            _strip(self._unit)
        self._unit, self._joiner, self._breaks, self._struck = None, "", 0, False

    def _end_row(self) -> None:
        grid = self._grids[-1]
        cells = grid.end_row()
        row = self._unit
        if row is not None:
            _strip(row)
            row.pieces = []
        self._unit, self._joiner = None, ""
        shown = [(index, cell) for index, cell in enumerate(cells) if cell.pieces]
        if row is None or not shown:
            return
        position = 0
        for index, cell in shown:
            between = "".join(f" {one.repeated} |".replace("  ", " ") for one in cells[position:index])
            if row.pieces:
                cell.pieces[0].joiner = f" |{between} "
            elif between:
                row.prefix = f"|{between} "
            row.pieces += cell.pieces
            position = index + 1
        row.suffix = " |" + "".join(f" {one.repeated} |".replace("  ", " ") for one in cells[position:])

    def _begin_unit(self, text: Text) -> Unit:
        whole = self._whole[0] if self._whole else None
        group = self._lists[-1][0] if self._lists and self._items else None
        if self._heading is not None:
            level = self._heading.tag[1] if _HEADING.fullmatch(self._heading.tag) else _aria_level(self._heading)
            label, self._level = self._take_label(), int(level)
            return Unit(f"h{level}", text.element, label + "#" * int(level) + " ", "", None, whole)
        grid = self._grid
        if grid is not None and grid.row is not None:
            return Unit("tr", grid.row, self._take_label() + "| ", " |", grid.table, whole)
        block = next((one for one in text.element.ancestors() if one.tag in BLOCKS), text.element)
        mark, self._mark = self._mark, ""
        return Unit(block.tag or "body", text.element, self._take_label() + mark, "", group, whole)

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
        if self._unit is None:
            text = self._without_separator(text)
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


def _is_heading(element: Element) -> bool:
    if not (_HEADING.fullmatch(element.tag) or (element.get("role") == "heading" and element.tag not in ("a", "span"))):
        return False
    return element.signs <= _LONGEST_HEADING and not any(child.tag in _NO_HEADING for child in element.children)


def _aria_level(element: Element) -> str:
    level = element.get("aria-level")
    return level if level in tuple("123456") else "2"


def _first_number(element: Element) -> int:
    start = element.get("start")
    return int(start) if start.isdecimal() and len(start) < 10 else 1


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
