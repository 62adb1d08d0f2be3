"""PO files of gettext, as polib reads them."""

from collections.abc import Iterator
from pathlib import Path

import polib

from pipeline.core.errors import DocumentError
from pipeline.exchange.bilingual.unit import BilingualUnit, Languages, tag
from pipeline.exchange.parse import decoded


def read(path: Path, languages: Languages) -> list[BilingualUnit]:
    """The pairs of a PO file, of each plural form one; entries that are no longer used are left out.

    The source is English where nobody says otherwise: a PO file names its target alone.
    """
    text = decoded(path).removeprefix("\ufeff")
    try:
        entries = polib.pofile(text)
    except (OSError, ValueError, IndexError, TypeError) as error:  # polib raises OSError for its own messages
        raise DocumentError(f"the file is no sound PO ({error})", remedy="save it again", file=path) from error
    metadata = entries.metadata
    source = tag(metadata.get("X-Source-Language")) or languages.source or "en"
    held = Languages(source, tag(metadata.get("Language")))
    return [unit for entry in entries if not entry.obsolete for unit in _units(entry, held)]


def _units(entry: polib.POEntry, languages: Languages) -> Iterator[BilingualUnit]:
    name = entry.msgctxt or next((f"{file}:{line}" for file, line in entry.occurrences), str(entry.linenum))
    state = "fuzzy" if entry.fuzzy else ""
    if not entry.msgid_plural:
        yield BilingualUnit(name, entry.linenum, entry.msgid, entry.msgstr, languages, state)
        return
    for form, text in sorted(entry.msgstr_plural.items()):
        source = entry.msgid_plural if int(form) else entry.msgid
        yield BilingualUnit(f"{name}[{form}]", entry.linenum, source, text, languages, state)
