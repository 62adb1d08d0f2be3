"""Tables that an extractor took apart: no line tells any more what stood beside what."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from pipeline.checks.places import any_of
from pipeline.core.model import Document
from pipeline.data import load
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["tables"]
_LINE = re.compile(r"[^\s|][^\n|]*(?=\n|$)")
_CELL = 60  # characters; a line of prose may be as short, but ends in a stop or begins small
_VALUE = re.compile(
    rf"(?:[<>≤≥~±]\s?)?\d[\d.,/ –-]{{0,20}}(?:\s?{any_of(_WORDS['units'])})?\s?[*†‡§]{{0,3}}"
    rf"|{any_of(_WORDS['no_values'])}\s?[*†‡]{{0,3}}"
)
_FLAT = re.compile(
    r"(?:(?<=\s)|^)(?:[A-Z][a-z’']+(?:[ /][(]?[a-z’'/-]+[)]?){0,8}[ ]"
    r"(?:\d{1,3}(?:\.\d)?[ ]?%|\d{1,3}/\d{1,3}|-)(?:[ ]|$)){4,}",
    re.MULTILINE,
)
_HEADS = re.compile(
    rf"\b{any_of(_WORDS['head_measures'])} {any_of(_WORDS['of'])} {any_of(_WORDS['head_people'])}\b", re.IGNORECASE
)
_TABLE = re.compile(rf"{any_of(_WORDS['captions'])}\s\d")
_ROWS, _EMPTY = 3, 3  # of a column; two names and two numbers, or a few lone dashes, may be chance
_RULE = re.compile(r"^[ \t]*(?:\|[ \t]*)?:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
_WOVEN = re.compile(
    r"^(?P<label>[A-Z][a-z]+(?:[ ][a-z]+){0,3})[ ]\d{1,2}(?P<letter>[a-z]?)\.(?=[ ][A-Z][a-z]+[ ])", re.MULTILINE
)
_OPENED = re.compile(r"^\d{1,2}(?P<letter>[a-z]?)\.[ ][A-Z]", re.MULTILINE)
_FIRST_WORD = re.compile(r"\S{1,40}")


class _Column(msgspec.Struct):
    """Lines below one another without an empty one between: all of them values, or none."""

    start: int
    end: int
    size: int
    values: bool
    dashes: int
    figures: int


@check("source/fallen-table", severity="error")
def find_fallen_tables(document: Document, context: DocumentContext) -> Iterator[Fault]:
    r"""The cells of a table stand column by column.

    The names stand below one another, then as many doses, then as many frequencies: no line says any more which belongs
    to which. A column of values counts where one of as many lines stands above it, or where lone dashes show that cells
    were empty. Example: the paragraphs "doxepin\nlithium\nsertraline", "10 mg\n400 mg\n50 mg".
    """
    for stretch in _stretches(document.text):
        marked = list(_fallen(stretch))
        if marked:
            message = "The cells of a table stand column by column; values cannot be matched. Restore its rows."
            yield Fault(min(one.start for one in marked), max(one.end for one in marked), message)


def _stretches(text: str) -> Iterator[list[_Column]]:
    """Stretches of short lines as their columns; a line of prose, and the title of a table, ends one."""
    found: list[_Column] = []
    end = 0
    for line in _LINE.finditer(text):
        words = line[0].rstrip()
        gap = text.count("\n", end, line.start())
        prose = len(words) > _CELL or words[-1] in ".!?;" or "|" in text[end : line.start()]
        if prose or _TABLE.match(words):
            yield found
            found = []
        if not prose:
            _add(found, line.start(), line.start() + len(words), words, apart=gap > 1)
        end = line.end()
    yield found


def _add(found: list[_Column], start: int, end: int, words: str, *, apart: bool) -> None:
    dash = words in _WORDS["dashes"]
    value = dash or bool(_VALUE.fullmatch(words))
    if found and not apart and found[-1].values == value:
        last = found[-1]
        last.end, last.size = end, last.size + 1
    else:
        last = _Column(start, end, 1, value, 0, 0)
        found.append(last)
    last.dashes += dash
    last.figures += words[0].isdecimal()


def _fallen(stretch: Sequence[_Column]) -> Iterator[_Column]:
    """The columns of a stretch that belong to a table which fell apart."""
    empty = sum(one.dashes for one in stretch if one.size == one.dashes)
    if empty >= _EMPTY and sum(one.figures for one in stretch) >= _EMPTY:
        yield from stretch
    for i, one in enumerate(stretch[1:], 1):
        above = stretch[i - 1]
        if not one.values or one.size != above.size or one.dashes == one.size:
            continue
        first = stretch[max(i - 2, 0)]
        if one.size > 1 and above.values and first.size == one.size:
            yield from (first, above, one)
        elif one.size >= _ROWS:
            yield from (above, one)


@check("source/flat-table", severity="error")
def find_flat_tables(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The cells of a table stand in one line.

    "Rash 60% Fever 5% Cough - Ageing -": names and shares in turns, and a dash where nothing is known. Whether a share
    belongs to what stands before it or behind it is for the original to say. In prose a comma or a verb stands between.
    Example: "Sign Share Rash 60% Fever 5% Loss of hair - Cough - Pain -"
    """
    for match in _FLAT.finditer(document.text):
        if "%" in match[0] or _HEADS.search(document.text[max(0, match.start() - _CELL) : match.end()]):
            message = "The cells of a table stand in one line; values cannot be matched. Restore its rows."
            yield Fault(*match.span(), message)


@check("source/broken-table", severity="error")
def find_broken_tables(document: Document, context: DocumentContext) -> Iterator[Fault]:
    r"""The cells of a table are broken apart.

    A converter took lines of a page for a table: below its head stand no cells but lines of text, or most cells are
    empty and the head is full of holes. What stood beside what cannot be told any more.
    Example: "| Drug | | Dose |\n| --- | --- | --- |\nfor adults only\n| | | 5 mg |"
    """
    text = document.text
    for match in _RULE.finditer(text):
        head = text.rfind("\n", 0, max(match.start() - 1, 0)) + 1
        rows, end = _rows(text, match.end())
        cells = [cell for row in (text[head : match.start()], *rows) for cell in _cells(row)]
        holes = [cell for cell in _cells(text[head : match.start()]) if not cell]
        below = text[match.end() + 1 : match.end() + 200].split("\n", 1)[0].strip()
        torn = not rows and bool(below) and bool(holes)
        empty = len(cells) > 2 * _ROWS and 2 * sum(not cell for cell in cells) > len(cells)
        if torn or (empty and 0 < len(holes) < len(_cells(text[head : match.start()]))):
            message = "The cells of this table are broken apart; compare with the original and set its rows anew."
            yield Fault(head, end, message)


def _rows(text: str, position: int) -> tuple[list[str], int]:
    """The lines of a table below its rule, and where they end."""
    rows, end = [], position
    while text[end : end + 1] == "\n":
        line = text[end + 1 : (text.find("\n", end + 1) + 1 or len(text) + 1) - 1]
        if not line.lstrip().startswith("|"):
            break
        rows.append(line)
        end += 1 + len(line)
    return rows, end


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


@check("source/woven-label", severity="error")
def find_woven_labels(document: Document, context: DocumentContext) -> Iterator[Fault]:
    r"""The label of a row is read into its text.

    Two columns, "Topic" and "Advice", were read line by line: "Iron tablets 1c. Take them" has its label before the
    number of its item, and the rest of the label stands at the beginning of the next line. Three and more such lines
    prove it, where other items of the series begin theirs.
    Example: the lines "1a. Rest.", "Iron tablets 1b. Take a", "low dose.", "Folic acid 1c. Take it.",
    "Water intake 1d. Drink it."
    """
    text = document.text
    marked = list(_WOVEN.finditer(text))
    series = {bool(match["letter"]) for match in _OPENED.finditer(text)}
    found = [match for match in marked if bool(match["letter"]) in series]
    for match in found if len(found) >= _ROWS else ():
        below = text.find("\n", match.end())
        word = _FIRST_WORD.match(text, below + 1) if below >= 0 else None
        message = f"“{match['label']}” is the label of a row, read into its text; compare with the original."
        yield Fault(match.start(), word.end() if word else match.end(), message)
