"""Tables of two columns, CSV, TSV or XLSX: a source text and its translation in each row.

A first row that names two languages ("en", "Spanish") or "source" and "target" says which columns are meant; without
one there must be two.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.core.errors import DocumentError, shown
from pipeline.core.files import opened
from pipeline.core.places import refusal
from pipeline.core.tags import tag_of
from pipeline.exchange.bilingual.unit import BilingualUnit, Languages, Pairs, choose, tag
from pipeline.exchange.parse import decoded
from pipeline.exchange.skipped import Skipped

Row = tuple[int, tuple[str, ...]]
_UNPACKED = 400_000_000  # bytes of a workbook; one of 100,000 rows has a tenth of it
_CELLS = 20_000_000  # of a sheet, blanks before the last of a row included: 100,000 rows of 200 columns; half a minute
_ROWS = 1_048_576  # of a sheet, at most; a higher number is forged
_WORDS = {"source": 0, "src": 0, "original": 0, "target": 1, "trg": 1, "tgt": 1, "translation": 1}
_ERROR = re.compile(r"#(?:N/A|GETTING_DATA|[A-Z][A-Z0-9/_]*[!?])")  # what a spreadsheet shows where a formula fails
_COUNTERS = {"id", "no", "nr"}  # tags of Indonesian, Norwegian and Nauru's, but in tables far more often numbers


class _Columns(NamedTuple):
    source: int
    target: int
    languages: Languages
    headed: bool


def read_text(path: Path, languages: Languages) -> Pairs:
    """The pairs of a CSV or TSV file, parted by commas, semicolons or tabs. Raises `DocumentError`."""
    text = decoded(path).removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=first.count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    line = 1
    try:
        for cells in table:
            _require_width(cells, rows, path, line)
            rows.append((line, tuple(cells)))
            line = table.line_num + 1
    except csv.Error as error:
        is_long = "field limit" in str(error)
        message = f"a cell has more than {csv.field_size_limit():,} signs" if is_long else f"this is no table ({error})"
        remedy = "split its text, or close the quotes before it" if is_long else "correct its quotes"
        raise DocumentError(message, remedy=remedy, file=path, line=line) from error
    return _units(rows, languages, path)


def _require_width(cells: Sequence[str], rows: Sequence[Row], path: Path, line: int) -> None:
    """Raise `DocumentError` for a row torn at a comma of its text: a half of that would pass for the translation."""
    first = next((len(one) for _, one in rows if any(map(str.strip, one))), len(cells))
    if any(map(str.strip, cells[first:])):
        words = f"this row has {len(cells)} cells, the first has {first}"
        raise DocumentError(words, remedy="put texts that hold the separator in quotes", file=path, line=line)


def read_workbook(path: Path, languages: Languages) -> Pairs:
    """The pairs of the first sheet of an XLSX file. Raises `DocumentError`."""
    import openpyxl
    from openpyxl.utils.escape import unescape

    remedy = "save it as a new workbook, or as “CSV UTF-8”"
    try:
        with opened(path) as file:
            with zipfile.ZipFile(file) as archive:
                if sum(part.file_size for part in archive.infolist()) > _UNPACKED:
                    raise _too_large(path)
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            rows = [
                (line, tuple("" if cell is None else unescape(str(cell)) for cell in cells))
                for line, cells in _filled(book.worksheets[0], path)
            ]
            others = [one.title for one in book.worksheets[1:] if any(True for _ in _filled(one, path))]
            book.close()
    except DocumentError:
        raise
    except Exception as error:  # openpyxl lets through whatever a damaged workbook causes in it
        if isinstance(error, OSError) and error.errno is not None:  # else it is openpyxl's own of a workbook
            raise refusal(error, path, "the file cannot be read") from error
        raise DocumentError(f"the file is no sound workbook ({error})", remedy=remedy, file=path) from error
    if rows:  # the first row tells which columns there are, blank ones too
        line, cells = rows[0]
        rows[0] = (line, cells + ("",) * (max(len(row) for _, row in rows) - len(cells)))
    pairs = _units(rows, languages, path)
    pairs.skipped.extend(Skipped(None, f"the sheet “{shown(title)}”, as only the first is read") for title in others)
    return pairs


def _filled(sheet: Any, path: Path) -> Iterator[tuple[int, list[Any]]]:
    """The rows of a sheet that hold anything, each up to its last cell, with their lines.

    The size that a sheet gives counts for nothing: one stray cell in its last corner makes it 17,000 million cells.
    """
    sheet.reset_dimensions()
    looked_at = 0
    for line, cells in enumerate(sheet.iter_rows(max_row=_ROWS, values_only=True), start=1):
        looked_at += len(cells)
        if looked_at > _CELLS:
            raise _too_large(path)
        last = next((i for i in range(len(cells), 0, -1) if cells[i - 1] is not None), 0)
        if last:
            yield line, list(cells[:last])


def _too_large(path: Path) -> DocumentError:
    return DocumentError("the workbook is too large", remedy="split it, or clear what stands far off", file=path)


def _units(rows: Sequence[Row], wanted: Languages, path: Path) -> Pairs:
    filled = [(line, cells) for line, cells in rows if any(map(str.strip, cells))]
    pairs = Pairs([], [])
    if not filled:
        return pairs
    columns = _columns(filled[0][1], wanted, path, filled[0][0])
    for line, cells in filled[columns.headed :]:
        source, target = (cells[i] if i < len(cells) else "" for i in (columns.source, columns.target))
        if _ERROR.fullmatch(target.strip()) and source.strip() != target.strip():
            why = f"{target.strip()}, which a spreadsheet shows where a formula fails, in place of a translation"
            pairs.skipped.append(Skipped(line, why))
        elif source.strip():
            pairs.units.append(BilingualUnit(str(line), line, source, target, columns.languages))
        elif target.strip():
            pairs.skipped.append(Skipped(line, "a translation without a source"))
    return pairs


def _columns(header: Sequence[str], wanted: Languages, path: Path, line: int) -> _Columns:
    words = [_WORDS.get(cell.strip().lower()) for cell in header]
    for role, name in enumerate(Languages._fields):
        _require_one([i for i, word in enumerate(words) if word == role], f"the {name}", path, line)
    if 0 in words and 1 in words:
        return _Columns(words.index(0), words.index(1), Languages(wanted.source or "en", wanted.target), headed=True)
    of_columns = [tag_of(cell) for cell in header]
    tags = {one: i for i, one in enumerate(of_columns) if one}
    is_two = len(header) == 2  # beside one text nobody counts
    tags = {one: i for one, i in tags.items() if is_two or one in wanted or header[i].strip().lower() not in _COUNTERS}
    is_meant = wanted.source or any(one in wanted or len(one.partition("-")[0]) == 2 for one in tags)
    if len(tags) > 1 and is_meant:  # "foo" and "bar" are languages too
        chosen = choose(wanted, tags, "en", path, line)
        for one in chosen:
            _require_one([i for i, held in enumerate(of_columns) if held == one], f"the texts in {one}", path, line)
        return _Columns(tags[chosen.source], tags[chosen.target], chosen, headed=True)
    if is_two and tags.keys() & {"en", *filter(None, wanted)}:  # headings, one of which is a slip
        for one in tags:
            _require_one([i for i, held in enumerate(of_columns) if held == one], f"the texts in {one}", path, line)
        for cell in header:
            tag(cell, path, line)
    if is_two:
        return _Columns(0, 1, Languages(wanted.source or "en", wanted.target), headed=False)
    remedy = "name the columns in the first row: source and target, or two languages such as en and es"
    raise DocumentError(
        f"it cannot be told which of the {len(header)} columns are meant", remedy=remedy, file=path, line=line
    )


def _require_one(columns: Sequence[int], what: str, path: Path, line: int) -> None:
    """Raise `DocumentError` where several columns claim to hold the same: one would never be looked at."""
    if len(columns) > 1:
        words = f"columns {' and '.join(str(i + 1) for i in columns)} say that they hold {what}"
        raise DocumentError(words, remedy="keep one, and give the others another heading", file=path, line=line)
