"""Which encoding a file is in, found so that its bytes can be given back.

A file counts as decoded only if encoding the text again yields the very same bytes; otherwise the log could not lead
back to the file. UTF-8 is tried strictly before anything is guessed.
"""

import codecs
import re

from charset_normalizer import from_bytes

from pipeline.core.errors import DocumentError
from pipeline.ingest.code_pages import fitting
from pipeline.ingest.stand_ins import program_file

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_RARE = 50  # of so many bytes one zero at most may be a slip in a text
_GUESSES = ("cp1252", "gb18030")
_NO_ENCODINGS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
_AS_BROWSERS_READ = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_PAGE_CODECS = frozenset(
    {f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
    | {f"cp125{part}" for part in range(9)}
    | {"utf-8", "cp866", "cp874", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"}
)
_PAGE_CODECS_OF_TWO_BYTES = frozenset({"gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "iso2022_jp"})
_PROBE = b"The liver"  # in UTF-16 and in EBCDIC these bytes are no Latin letters
_RUN = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+")  # characters of two bytes, side by side
_COMMON = frozenset({*range(0xA1, 0xA4), *range(0xB0, 0xD8)})  # marks, and the 3,755 characters by their sound
_KANA, _SOME = frozenset({0x82, 0x83}), 0.2  # lead bytes of kana in Shift-JIS, half of what Japanese is written with
_HANGUL, _ENOUGH = range(0xB0, 0xC9), 5  # lead bytes in EUC-KR, of six in ten Chinese characters too: 0.6⁵ is 8 %
_MOSTLY = 0.85  # of a Chinese text on medicine 97 % are; of Russian in KOI8-R about 75 %, if all were small letters
_TEXT_CONTROLS = frozenset("\t\n\r\f\x0b\x1a\x1b")
_HEAD = 65536  # characters that show whether a file is text


def codec_of(name: str) -> str | None:
    """Python's name for an encoding of text; None for what is none, such as hex, rot13 or punycode.

    >>> codec_of("UTF8"), codec_of("hex"), codec_of("idna")
    ('utf-8', None, None)
    """
    try:
        "".encode(name)  # what turns bytes into bytes refuses this
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return None if codec in _NO_ENCODINGS else codec.removesuffix("-sig")


def page_codec(label: str) -> str | None:
    """The codec for the encoding that a page names of itself, as the WHATWG Encoding Standard has it.

    None where browsers know no such encoding, and for UTF-16: whoever can read the name reads bytes of ASCII.

    >>> page_codec("ISO-8859-1"), page_codec("gb2312"), page_codec("utf-16le"), page_codec("cp037")
    ('cp1252', 'gb18030', None, None)
    """
    codec = codec_of(label.lower().removeprefix("x-").replace("windows-", "cp"))
    codec = _AS_BROWSERS_READ.get(codec or "", codec)
    return codec if codec in _PAGE_CODECS or codec in _PAGE_CODECS_OF_TWO_BYTES else None


def decode(data: bytes, declared: str | None = None, proposed: str | None = None) -> tuple[str, str, bool]:
    """Decode a file: its text, the codec's name, and whether a byte-order mark was taken off.

    A byte-order mark decides, then the encoding that an editor declared, then the one that the page itself proposes
    unless its bytes are something else, then strict UTF-8, then UTF-16 without a mark, then the code page in which all
    signs stand where such signs stand, then a guess between Windows-1252 and GB18030. Raises `DocumentError` for what
    is empty, binary or does not decode and encode back to the same bytes.

    >>> decode("café".encode("utf-8-sig"))
    ('café', 'utf-8', True)
    """
    if not data.strip():
        raise DocumentError("the file is empty", remedy="extract it again or remove it")
    if other := program_file(data):
        raise DocumentError(other.what, remedy=other.remedy)
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _exact(data[len(mark) :], codec), codec, True
    if declared:
        return _declared(data, declared)
    if proposed and not (proposed in _PAGE_CODECS and _is_utf8(data)):
        try:
            return _exact(data, proposed), proposed, False
        except DocumentError:
            pass  # the page is not what it says
    text, codec = _guess(data)
    return text, codec, False


def _declared(data: bytes, declared: str) -> tuple[str, str, bool]:
    codec = codec_of(declared)
    if codec is None:
        raise DocumentError(f"'{declared}' is no encoding of text", remedy=_REMEDY)
    if codec in ("utf-16", "utf-32"):  # without a mark; little-endian where the zeros do not tell
        codec = _utf16(data) or f"{codec}-le"
    if data.isascii() and b"\0" not in data and _PROBE.decode(codec, "replace") != _PROBE.decode():
        raise DocumentError(f"the file is not {codec}: its bytes are plain ASCII", remedy=_REMEDY)
    return _exact(data, codec), codec, False


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 beyond ASCII, which those of another encoding hardly ever are by chance."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not data.isascii()


def encode(text: str, codec: str, mark: bool) -> bytes:
    """The bytes of a file with this text, codec and byte-order mark."""
    prefix = next((m for m, c in _MARKS if c == codec), b"") if mark else b""
    return prefix + text.encode(codec)


def _exact(data: bytes, codec: str) -> str:
    try:
        text = data.decode(codec)
        same = text.encode(codec) == data
    except UnicodeError as error:
        place = error.start if isinstance(error, UnicodeDecodeError) else None
        line = None if place is None else data[:place].decode(codec, "replace").count("\n") + 1
        raise DocumentError(f"the file is not valid {codec}", remedy=_REMEDY, line=line) from error
    if not same:
        raise DocumentError(f"the file does not come back unchanged from {codec}", remedy=_REMEDY)
    if not text.strip():
        raise DocumentError("the file is empty", remedy="extract it again or remove it")
    head = text[:_HEAD]
    if sum(sign < " " and sign not in _TEXT_CONTROLS for sign in head) > len(head) // 50:
        raise _binary()
    return text


def _binary() -> DocumentError:
    remedy = "open it in the program that wrote it, save its text as plain text (UTF-8), and use that"
    return DocumentError("this is a binary file, not text", remedy=remedy)


_REMEDY = "save it as UTF-8 or set `encoding:` in its side file"


def _guess(data: bytes) -> tuple[str, str]:
    if b"\0" in data:
        codec = _utf16(data)
        rest = data.replace(b"\0", b"")
        if codec is None and (data.count(0) * _RARE > len(data) or not (rest.isascii() or _is_utf8(rest))):
            raise _binary()
        if codec is None:
            line = data.count(b"\n", 0, data.index(0)) + 1
            raise DocumentError("the file holds the control character U+0000", remedy="remove it", line=line)
        return _exact(data, codec), codec
    if data.isascii() or _is_utf8(data):
        return _exact(data, "utf-8"), "utf-8"
    if _may_be_korean(data):
        raise DocumentError("the encoding cannot be told: it may be gb18030 or cp949", remedy=_REMEDY)
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
    Simplified Chinese is written with the common characters of GB 2312, which all begin below 0xD8; traditional, in the
    rest of GBK, with bytes that no code page of letters has. Kana stand where GBK has rare characters.
    """
    runs: list[bytes] = _RUN.findall(data)
    telling = sum(len(run) for run in runs if len(run) > 2 or run[1] > 0xA0)
    pairs = [(run[i], run[i + 1]) for run in runs for i in range(0, len(run) - 1, 2)]
    likely = sum(first in _COMMON or first < 0xA1 or second < 0xA1 for first, second in pairs)
    kana = sum(first in _KANA for first, _ in pairs)
    return 2 * telling > sum(map(len, runs)) and likely >= _MOSTLY * len(pairs) and kana < _SOME * len(pairs)


def _may_be_korean(data: bytes) -> bool:
    """Whether all characters of two bytes are Hangul, if they are Korean; any few of Chinese have others too."""
    pairs = [(run[i], run[i + 1]) for run in _RUN.findall(data) for i in range(0, len(run) - 1, 2)]
    return len(pairs) >= _ENOUGH and all(first in _HANGUL and second > 0xA0 for first, second in pairs)


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
