"""Bilingual files of all tools: pairs of source and target with their places, whoever wrote them.

Nothing is written back, so whatever keeps source and target apart will do. What a file is, its content says where it
is XML, else its suffix.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.core.errors import DocumentError
from pipeline.exchange.bilingual import gettext, tables, xml
from pipeline.exchange.bilingual.unit import Languages, Pairs

READERS: Mapping[str, Callable[[Path, Languages], Pairs]] = {
    ".xlf": xml.read,
    ".xliff": xml.read,
    ".sdlxliff": xml.read,
    ".mqxliff": xml.read,
    ".mxliff": xml.read,
    ".tmx": xml.read,
    ".po": gettext.read,
    ".csv": tables.read_text,
    ".tsv": tables.read_text,
    ".xlsx": tables.read_workbook,
}
_PACKED = {".mqxlz", ".sdlppx", ".sdlrpx", ".xlz", ".zip"}


def read(path: Path, languages: Languages) -> Pairs:
    """Every pair of a file, those without a translation too. Raises `DocumentError` for what cannot be read.

    `languages` choose among several in a TMX file and among the columns of a table; empty ones are as the file says.
    """
    suffix = path.suffix.lower()
    if reader := READERS.get(suffix):
        found = reader(path, languages)
        if found.units:
            return found
        raise DocumentError("no pairs are in this file", remedy="export it again, or leave it out", file=path)
    remedy = "unpack it and give the files in it" if suffix in _PACKED else f"known are: {', '.join(READERS)}"
    raise DocumentError(f"'{suffix or path.name}' is no kind of file that holds pairs", remedy=remedy, file=path)
