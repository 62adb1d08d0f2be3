"""Files that stand where a text should: all of it is another thing, and its sentences would be published as words.

What programs write that know no text is told by its first bytes, in the words of who has to do with it.
"""

import re
from typing import NamedTuple

import msgspec

_POINTER = re.compile(
    r"version https?://[\w./-]+/spec/v\d+\s*\n(?:[a-z0-9.-]+ [^\n]*\n)*"
    r"oid sha256:[0-9a-f]{64}\s*\n(?:[a-z0-9.-]+ [^\n]*\s*)*"
)
_LONGEST_POINTER = 1024  # bytes, as its specification has it
_LIKE_WORDS = (
    b"PAR1",
    b"ARROW1",
    b"RIFF",
    b"ID3",
    b"OggS",
    b"BZh",
    b"Rar!",
    b"GIF8",
)  # a text may begin so; none has zeros
_HEAD = 4096  # bytes in which such a file has some
_BRACKETS = ("{}", "[]")
_OPEN = "open it in a word processor and save it as plain text (UTF-8)"
_TABLE = "save each text that is in it as a .txt or .md file of its own"
_NO_WORDS = "remove it, or put a text of that name in its place"
_PICTURE = "a picture", "type or recognise its words, and use that"
_KINDS = {
    b"%PDF": ("a PDF file", "copy its text out, or run `pdftotext` on it, and use that"),
    b"{\\rtf": ("a rich-text file (RTF), as word processors write it", _OPEN),
    b"\xd0\xcf\x11\xe0": ("an old document of Word or Excel", _OPEN),
    b"PK\x03\x04": (
        "a ZIP file, such as a document of Word, Excel or LibreOffice",
        "open or unpack it, and save its text as plain text",
    ),
    b"SQLite format 3": ("a database of SQLite", _TABLE),
    b"PAR1": ("a table of Parquet", _TABLE),
    b"ARROW1": ("a table of Arrow", _TABLE),
    b"Obj\x01": ("a table of Avro", _TABLE),
    b"\x89HDF": ("a data file (HDF5)", _TABLE),
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"II*\0": _PICTURE,
    b"MM\0*": _PICTURE,
    b"bplist00": ("a property list or a saved page of a Mac", "save the page as HTML, or its words as plain text"),
    b"b0VIM": ("what the editor Vim keeps of a file that is open", "delete it when Vim is closed"),
    b"%!PS": ("a PostScript file", "make a PDF of it, copy its text out, and use that"),
    b"RIFF": ("a picture or a recording", _PICTURE[1]),
    b"ID3": ("a recording", "write down its words, and use that"),
    b"OggS": ("a recording", "write down its words, and use that"),
    b"\x1f\x8b": ("a compressed file (gzip)", "unpack it"),
    b"BZh": ("a compressed file (bzip2)", "unpack it"),
    b"\xfd7zXZ": ("a compressed file (xz)", "unpack it"),
    b"7z\xbc\xaf": ("an archive (7z)", "unpack it"),
    b"Rar!": ("an archive (RAR)", "unpack it"),
    b"\x7fELF": ("a program", _NO_WORDS),
    b"MZ\x90\0": ("a program", _NO_WORDS),
}
_PLAIN = "save its words as plain text"
_FORMATS = (
    (
        re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:From:\s*[<\"]?Saved by\b|Snapshot-Content-Location:)"),
        "a page as browsers save it with its pictures (MHTML)",
        "save the page as HTML alone",
    ),
    (re.compile(r"BEGIN:(?:VCALENDAR|VCARD)\s"), "a calendar or a card of an address book", _PLAIN),
    (re.compile(r"begin [0-7]{3} \S+\n"), "a file that was encoded for mail (uuencode)", "decode it"),
    (
        re.compile(r"(?:--- \S[^\n]*\n\+\+\+ \S[^\n]*|diff --git [^\n]*)\n"),
        "a list of changes (diff)",
        "apply it to its text",
    ),
    (re.compile(r"\\documentclass\b"), "a document of LaTeX", "convert it, such as with `pandoc -t markdown`"),
    (re.compile(r"MSH\|\^~\\&"), "a message of HL7", _PLAIN),
    (
        re.compile(
            r"(?:<\?xml[^<>]*\?>\s*)?(?:<!--(?:(?!-->)[^\x00]){0,2000}-->\s*)?"
            r"(?:<!DOCTYPE tmx[^<>]*>\s*)?<(?:xliff|tmx)[\s>]"
        ),
        "a file of translations",
        "bring it in with `python -m pipeline import`",
    ),
    (
        re.compile(r'(?:#[^\n]*\n|\s)*msgid "[^\n]*"\n(?:"[^\n]*"\n)*msgstr "'),
        "a file of translations (PO)",
        "put its source text here",
    ),
)
"""Formats of text that no reader should see as words, by how they begin."""


class StandIn(NamedTuple):
    """What a file is, and what to do about it."""

    what: str
    remedy: str


def program_file(data: bytes) -> StandIn | None:
    r"""What a file is that begins as no text does; None for what may be one.

    >>> program_file(b"PAR1\0").what, program_file(b"PARTS of the body")
    ('this is a table of Parquet, not a text', None)
    """
    head = data.lstrip()[:16]
    for start, (kind, remedy) in _KINDS.items():
        if head.startswith(start) and (start not in _LIKE_WORDS or not head.isascii() or b"\0" in data[:_HEAD]):
            return StandIn(f"this is {kind}, not a text", remedy)
    return None


def stand_in(text: str) -> StandIn | None:
    """What stands in the place of a text; None for a text.

    >>> stand_in('{"text": "The liver."}').what, stand_in("[1] The liver."), stand_in("{The liver}")
    ('this is JSON, not a text', None, None)
    """
    words = text.strip()
    if len(words) <= _LONGEST_POINTER and _POINTER.fullmatch(words + "\n"):
        what = "this is a pointer of Git LFS, and the text itself is not here"
        return StandIn(what, "fetch it with `git lfs pull`")
    for pattern, kind, remedy in _FORMATS:
        if pattern.match(words):
            return StandIn(f"this is {kind}, not a text", remedy)
    if words[:1] + words[-1:] in _BRACKETS and _is_data(words):
        return StandIn("this is JSON, not a text", "save the text that is in it as .txt, .md or .html")
    return None


def _is_data(words: str) -> bool:
    """Whether a text is a mapping of JSON, or a list of such or of texts in quotes; "[1]" may be a note's number."""
    try:
        data = msgspec.json.decode(words)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return False
    return bool(data) and (isinstance(data, dict) or all(isinstance(one, dict | str) for one in data))
