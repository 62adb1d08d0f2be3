"""PO files of gettext, as polib reads them; what it would pass over is refused before."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

import polib

from pipeline.core.errors import DocumentError
from pipeline.exchange.bilingual.unit import BilingualUnit, Languages, Pairs, tag
from pipeline.exchange.parse import decoded
from pipeline.exchange.skipped import Skipped

# A keyword with its text, or more of that text; polib takes a text whose quotes are left open for one that ends there.
_LINE = re.compile(r"\s*(?:#.*|(?:(?:msg(?:ctxt|id|id_plural|str|str\[\d+\])|domain)\s*)?\"(?:[^\"\\]|\\.)*\"\s*|)")
_CHARSET = re.compile(r"charset=([^\s;\\]*)", re.IGNORECASE)
_NO_CHARSET = ("", "CHARSET")  # the latter stands in templates that nobody has filled in


def read(path: Path, languages: Languages) -> Pairs:
    """The pairs of a PO file, of each plural form one; entries that are no longer used are left out.

    The source is English where nobody says otherwise: a PO file names its target alone. Raises `DocumentError` for what
    is no PO, and for a declared charset that there is not, or in which the file is not.
    """
    text = decoded(path).removeprefix("\ufeff")
    for number, line in enumerate(text.splitlines(), 1):
        if not _LINE.fullmatch(line):
            message, remedy = "this line is no PO", "write a keyword and its text in one pair of quotes"
            raise DocumentError(message, remedy=remedy, file=path, line=number)
    try:
        entries = polib.pofile(text)
    except (OSError, ValueError, IndexError, TypeError) as error:  # polib raises OSError for its own messages
        raise DocumentError(f"the file is no sound PO ({error})", remedy="save it again", file=path) from error
    metadata = entries.metadata
    _require_charset(metadata.get("Content-Type", ""), text, path)
    source, target = (tag(metadata.get(name), path, _said(name, text)) for name in ("X-Source-Language", "Language"))
    held = Languages(source or languages.source or "en", target)
    gone = [Skipped(entry.linenum, "no longer used (#~)") for entry in entries if entry.obsolete]
    return Pairs([unit for entry in entries if not entry.obsolete for unit in _units(entry, held)], gone)


def _require_charset(content_type: str, text: str, path: Path) -> None:
    found = _CHARSET.search(content_type)
    name = found[1] if found else ""
    if name in _NO_CHARSET:
        return
    try:
        is_plain = codecs.lookup(name).name == "utf-8" or text.isascii()
    except (LookupError, ValueError) as error:
        words, remedy = f"unknown charset '{name}'", "save it as UTF-8, and say so in its header"
        raise DocumentError(words, remedy=remedy, file=path, line=_said("Content-Type", text)) from error
    if not is_plain:
        words = f"the file says that it is in {name}, and its bytes are UTF-8"
        remedy = "save it anew, or correct its header"
        raise DocumentError(words, remedy=remedy, file=path, line=_said("Content-Type", text))


def _said(name: str, text: str) -> int | None:
    """The line of a field of the header."""
    field = re.compile(rf"(?:\"|\\n){name}:", re.IGNORECASE)
    return next((n for n, line in enumerate(text.splitlines(), 1) if field.search(line)), None)


def _units(entry: polib.POEntry, languages: Languages) -> Iterator[BilingualUnit]:
    name = entry.msgctxt or next((f"{file}:{line}" for file, line in entry.occurrences), str(entry.linenum))
    state = "fuzzy" if entry.fuzzy else ""
    if not entry.msgid_plural:
        yield BilingualUnit(name, entry.linenum, entry.msgid, entry.msgstr, languages, state)
        return
    for form, text in sorted(entry.msgstr_plural.items()):
        source = entry.msgid_plural if int(form) else entry.msgid
        yield BilingualUnit(f"{name}[{form}]", entry.linenum, source, text, languages, state)
