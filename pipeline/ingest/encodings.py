"""Which encoding a file is in, found so that its bytes can be given back.

A file counts as decoded only if encoding the text again yields the very same bytes; otherwise the log could not lead
back to the file. UTF-8 is tried strictly before anything is guessed.
"""

import codecs
import re

from charset_normalizer import from_bytes

from pipeline.core.errors import DocumentError
from pipeline.ingest.code_pages import fitting

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\x7fELF",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
)
_GUESSES = ("cp1252", "gb18030")
_RUN = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+")  # characters of two bytes, side by side
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1a\x1b")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str, bool]:
    """Decode a file: its text, the codec's name, and whether a byte-order mark was taken off.

    A byte-order mark decides, then the declared encoding, then strict UTF-8, then UTF-16 without a mark, then the code
    page in which all signs stand where such signs stand, then a guess between Windows-1252 and GB18030.
    Raises `DocumentError` for what is empty, binary or does not decode and encode back to the same bytes.

    >>> decode("café".encode("utf-8-sig"))
    ('café', 'utf-8', True)
    """
    if not data.strip():
        raise DocumentError("the file is empty", remedy="extract it again or remove it")
    if data.startswith(_SIGNATURES):
        raise DocumentError("this is a binary file, not text", remedy="export its text and use that")
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _exact(data[len(mark) :], codec), codec, True
    if declared:
        return _exact(data, declared), codecs.lookup(declared).name, False
    text, codec = _guess(data)
    return text, codec, False


def encode(text: str, codec: str, mark: bool) -> bytes:
    """The bytes of a file with this text, codec and byte-order mark."""
    prefix = next((m for m, c in _MARKS if c == codec), b"") if mark else b""
    return prefix + text.encode(codec)


def _exact(data: bytes, codec: str) -> str:
    try:
        text = data.decode(codec)
        same = text.encode(codec) == data
    except UnicodeError as error:
        raise DocumentError(f"the file is not valid {codec}", remedy=_REMEDY) from error
    if not same:
        raise DocumentError(f"the file does not come back unchanged from {codec}", remedy=_REMEDY)
    if not text.strip():
        raise DocumentError("the file is empty", remedy="extract it again or remove it")
    return text


_REMEDY = "save it as UTF-8 or set `encoding:` in its side file"


def _guess(data: bytes) -> tuple[str, str]:
    if b"\0" in data:
        codec = _utf16(data)
        if codec is None:
            raise DocumentError("this is a binary file, not text", remedy="export its text and use that")
        return _exact(data, codec), codec
    if sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in data[:65536]) > len(data[:65536]) // 50:
        raise DocumentError("this is a binary file, not text", remedy="export its text and use that")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if not _is_chinese(data) and (pages := fitting(data)):
        if "cp1252" not in pages and len({data.decode(page) for page in pages}) > 1:
            raise DocumentError(f"the encoding cannot be told: it may be {' or '.join(pages)}", remedy=_REMEDY)
        return _exact(data, pages[0]), pages[0]
    best = from_bytes(data, cp_isolation=list(_GUESSES if _is_chinese(data) else _GUESSES[:1])).best()
    if best is None:
        raise DocumentError("the encoding cannot be told", remedy=_REMEDY)
    return _exact(data, best.encoding), best.encoding


def _is_chinese(data: bytes) -> bool:
    """Whether bytes can be Chinese: most of its characters then stand side by side, or have both bytes above 0xA0.

    A lone sign of Windows-1252 before a Latin letter reads as a rare character of GB18030: “5 µg” would be “5 礸”.
    """
    runs: list[bytes] = _RUN.findall(data)
    telling = sum(len(run) for run in runs if len(run) > 2 or run[1] > 0xA0)
    return 2 * telling > sum(map(len, runs))


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark shows in zeros on one side of most pairs, as Latin text has."""
    if len(data) % 2:
        return None
    low, high = data[0::2].count(0), data[1::2].count(0)
    half = len(data) // 2
    if high > half * 0.5 and low < half * 0.05:
        return "utf-16-le"
    if low > half * 0.5 and high < half * 0.05:
        return "utf-16-be"
    return None
