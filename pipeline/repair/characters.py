"""Characters: line ends, mojibake, controls, ligatures, combining accents, HTML entities.

Nothing here uses compatibility normalization: NFKC turns "10⁹" into "109".
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from ftfy import TextFixerConfig, fix_encoding
from ftfy.badness import is_bad

from pipeline.core.edits import Change, Span
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.rules import DocumentContext, rule

_BREAK = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_SAFE = TextFixerConfig(
    unescape_html=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    replace_lossy_sequences=False,
    normalization="NFC",
    explain=False,
)
# Characters that medical texts hold, and the code pages through which their UTF-8 is read: what comes out ("‚â§", "┬Á")
# stands in no text of any language, but what Windows-1251 makes of it may, in Russian.
_SOUND = (
    "≤≥≈≠±×÷°µμ·•…–—‘’‚“”„«»€£™®©½¼¾²³¹⁰⁴⁵⁶⁷⁸⁹→←αβγδλΩ¿¡ºª\xa0áàâäãåæçéèêëíìîïñóòôöõøœúùûüýÿß"
    "ÁÀÂÄÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜ"
)
_CODE_PAGES, _CYRILLIC_PAGE = ("mac_roman", "cp437", "cp850", "iso8859_15"), "cp1251"
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_SUSPECT = re.compile("[^\x00-\x7f]{2,}|[\x80-\x9f]|(?<=[a-z])Ã(?= [a-z])")
_LONE = re.compile("(?<![^\\W\\d_a-z])Â(?=[ \xa0])")
# Characters to each side of broken letters that are decoded with them, so that a line without blanks stays cheap.
# Half and twice as many change none of 8,000 texts.
_REACH = 24
_BULLET = re.compile("(?:^|(?<=[ \t\n]))[\x80-\x9f](?=[ \t])", re.MULTILINE)  # a bullet of another font
_ESCAPE = "\x1b\\[[0-9;]{0,16}[A-Za-z]"
_INVISIBLE = re.compile(
    f"{_ESCAPE}|[\x00-\x08\x0e-\x1f\x7f\xad]|(?<!\\d)[\u2060\ufeff]|[\u2060\ufeff](?!\\d)"
    "|(?<![^\\s.,;:!?)(\\[\\]])\u200b|\u200b(?![^\\s.,;:!?)(\\[\\]])"
    "|(?<![\U0001f3f4\U000e0000-\U000e007f])[\U000e0000-\U000e007f]+"  # behind a black flag they name a country
)
# A soft hyphen that may be a dash: beside a number, before a capital, in a gap; no dash stands beside it.
_MAYBE_DASH = re.compile(
    r"(?<![-–—‐‑−])(?:(?:(?<=\d)|(?<=\d[ \t]))\xad|\xad(?=[ \t]?\d)|(?<=[a-z])\xad(?=[A-Z])|(?<=\s)\xad(?=\s)"
    r"|(?<=[a-z])\xad(?=[ \t]*\n?[ \t]*(?<=\s)[a-z]))(?![-–—‐‑−])"
)
_LOST_SIGN = re.compile(r"[\x01-\x08\x0e-\x1f\x7f](?=[ \t]?\d)|(?<=\d)[\x01-\x08\x0e-\x1f\x7f](?=[CF]\b)")
_INSIDE = re.compile("(?<![^\\W_])([A-Za-z]{1,30})\u200b([a-z]{1,30})(?![^\\W_])")
_HIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\xad\u200b\u2060\ufeff\U000e0000-\U000e007f]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_LIGATURE = re.compile("[ﬀ-ﬄ]")
# Units in one square, as East Asian fonts have them.
_UNIT_SIGNS = dict(
    zip(
        "㎎㎏㎍㎝㎜㎞㎛㎚㎖㎗㎕㎘㏄㎠㎡㎤㎥㎣㎟㎰㎲㎳㎾㏈㎐㎑㎒㎪㎩",
        "mg kg µg cm mm km µm nm mL dL µL kL cc cm² m² cm³ m³ mm³ mm² ps µs ms kW dB Hz kHz MHz kPa Pa".split(),
        strict=True,
    )
)
_UNIT_SIGN = re.compile(f"[{''.join(_UNIT_SIGNS)}]")
_ACCENTS = re.compile("[\u0300-\u036f]{1,8}")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{2,6}|#[xX][0-9A-Fa-f]{2,5});")
_CODE_UNIT = re.compile(r"(?:\\u[0-9a-fA-F]{4}){1,8}")
_CODE_BYTES = re.compile(r"(?:\\x[89a-f][0-9a-f]){2,60}")
_STRING_BREAK = re.compile(
    r"(?:(?<=[.!?;,)\]”\"’'])|(?<=[a-z0-9])|(?<=[a-z]:)|(?<=[.!?:] ))(?:(?:\\r)?\\n){1,6}[ ]?"
    r"(?=[A-Z][a-z ]|[A-Z]{2,}\b|[-•*–\d(\"“]|[ ]|\Z)"
)
_ESCAPED_QUOTE = re.compile(r"\\(?=[\"'])")
_CONTRACTED = "|".join(load("checks.yaml")["contraction_endings"] + load("checks.yaml")["negation_endings"])
_ESCAPED_APOSTROPHE = re.compile(rf"(?<=[A-Za-z])\\(?=['’](?:{_CONTRACTED})\b)")


@rule("repair/line-ends", version=1, everywhere=True)
def unify_line_ends(text: str, context: DocumentContext) -> Iterator[Change]:
    r"""Line ends of other systems.

    Lines end in "\n", whatever system wrote the file; page breaks and Unicode's line separators end a line as well.
    Example: "one\r\ntwo" becomes "one\ntwo".
    """
    for match in _BREAK.finditer(text) if any(sign in text for sign in "\r\x0b\x0c\u2028\u2029") else ():
        if match[0] == "\r\n":
            yield Change(match.start(), match.start() + 1, "\r", "", "line end of another system")
        else:
            yield Change(*match.span(), match[0], "\n", "line end of another system")


@rule("repair/code-page", version=1, everywhere=True)
def repair_code_pages(text: str, context: DocumentContext) -> Iterator[Change]:
    """Letters decoded with the table of another system.

    What Mac Roman, Latin-9 and the code pages 437, 850 and 1251 make of UTF-8 is known by its signs, which stand in no
    text otherwise. Example: "at ‚â§3 mg" becomes "at ≤3 mg"; "Гепатит «В»" stays.
    """
    for span, sign in () if text.isascii() else _misread(text).items():
        yield Change(*span, text[slice(*span)], sign, "decoded with the table of another system")


@rule("repair/mojibake", version=1, everywhere=True)
def repair_mojibake(text: str, context: DocumentContext) -> Iterator[Change]:
    """Letters decoded with the wrong table.

    UTF-8 that was read as Windows-1252 or Latin-1 can be read again. ftfy decides and decodes, with its changes to
    quotation marks, widths and ligatures off; only a word that is sound afterwards is changed, and of it only the
    damaged stretch. Example: "donâ€™t" becomes "don’t"; "café" and "São" stay.
    """
    position = 0
    for match in () if text.isascii() else _SUSPECT.finditer(text):
        if match.start() < position or _BULLET.match(text, match.start()):
            continue
        start, end = _word(text, match.start(), match.end())
        before = text[max(start, position) : end]
        after = fix_encoding(before, _SAFE) if is_bad(before) else before
        if after != before and not is_bad(after) and all(c in before or _is_sound(c) for c in after):
            yield _trimmed(max(start, position), before, after, "decoded with the wrong table")
            position = end


def _misread(text: str) -> dict[Span, str]:
    """The stretches that a code page made of UTF-8, and what they were; of Cyrillic only in a text of other letters."""
    found: dict[Span, str] = {}
    for pages in (_CODE_PAGES, (_CYRILLIC_PAGE,)):
        pattern, signs = _seen_through(pages)
        if pages == _CODE_PAGES or not _CYRILLIC.search(pattern.sub("", text)):
            found |= {match.span(): signs[match[0]] for match in pattern.finditer(text)}
    return dict(sorted(found.items()))


@cache
def _seen_through(pages: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """What code pages make of the UTF-8 of sound characters, as a pattern and by itself."""
    found: dict[str, str] = {}
    for page in pages:
        for sign in _SOUND:
            seen = sign.encode("utf-8").decode(page, errors="replace")
            if "\ufffd" not in seen and seen != sign.encode("utf-8").decode("cp1252", errors="replace"):
                found.setdefault(seen, sign)
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True)))), found


def _is_sound(sign: str) -> bool:
    """Whether a character may come out of a repair: a letter, a quotation mark or one that medical texts hold."""
    return (
        sign.isascii()
        or sign.isalpha()
        or sign in _SOUND
        or unicodedata.category(sign) in ("Pi", "Pf", "Pd", "Zs", "Sc")
    )


@rule("repair/mojibake-space", version=1, everywhere=True)
def remove_lone_lead(text: str, context: DocumentContext) -> Iterator[Change]:
    """Half of a no-break space decoded with the wrong table.

    Of "Â" and a no-break space often only "Â" and a plain space are left. No word ends in a capital "Â" behind a
    small letter or a number. Example: "5Â mg" becomes "5 mg".
    """
    for match in _LONE.finditer(text) if "Â" in text else ():
        yield Change(*match.span(), "Â", "", "left over from a no-break space decoded with the wrong table")


def _word(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch around a suspect, to the next white space, at most `_REACH` characters away."""
    left, right = max(0, start - _REACH), min(len(text), end + _REACH)
    while start > left and text[start - 1] not in " \t\n":
        start -= 1
    spaced = text[end - 1] == "Ã"
    while end < right and (text[end] not in " \t\n" or spaced):
        spaced = spaced and text[end] not in " \t\n"
        end += 1
    return start, end


def _trimmed(start: int, before: str, after: str, reason: str) -> Change:
    """A change without the characters that both sides share at their ends."""
    shortest = min(len(before), len(after))
    head = next((i for i in range(shortest) if before[i] != after[i]), shortest)
    limit = shortest - head
    tail = next((i for i in range(limit) if before[-1 - i] != after[-1 - i]), limit)
    end = len(before) - tail
    return Change(start + head, start + end, before[head:end], after[head : len(after) - tail], reason)


@rule("repair/invisible", version=2, everywhere=True)
def remove_invisible(text: str, context: DocumentContext) -> Iterator[Change]:
    r"""Characters that nobody sees.

    Control characters, byte-order marks inside the text, soft hyphens and terminal colours split words for every
    search, and tag characters hide words from whoever reads. A zero-width space goes only beside white space or a stop,
    or where its halves are one word and no two: elsewhere it may be all that parts two words. Joiners of other scripts
    stay. A control between blanks was a bullet of a font.
    Beside a number a soft hyphen stands for a dash: "1\xad2 hours" is never "12 hours". It stays, as between two
    numbers whatever nobody sees, and a control before a number, which may have been "≥", becomes the sign of a loss.
    Example: "meta\xadstasis" becomes "metastasis".
    """
    for match in _INVISIBLE.finditer(text) if _HIDDEN.search(text) else ():
        lost = len(match[0]) == 1 and _LOST_SIGN.match(text, match.start())
        if lost:
            yield Change(*match.span(), match[0], "\ufffd", "control character in the place of a sign")
        elif match[0] != "\xad" or not _MAYBE_DASH.match(text, match.start()):
            yield Change(*match.span(), match[0], "", "invisible character")
    for match in _INSIDE.finditer(text) if "\u200b" in text else ():
        known, left, right = known_words("en"), match[1].lower(), match[2]
        if left + right in known and not {left, right} <= known:
            yield Change(match.end(1), match.start(2), "\u200b", "", "invisible character")
    for match in () if text.isascii() else _BULLET.finditer(text):
        yield Change(*match.span(), match[0], "", "control character in the place of a bullet")


@rule("repair/ligatures", version=1, everywhere=True)
def unfold_ligatures(text: str, context: DocumentContext) -> Iterator[Change]:
    """Ligatures of a PDF's text layer.

    Only the five of Latin f are unfolded; every other compatibility character ("10⁹", "½", "µ") means something.
    Example: "speciﬁc" becomes "specific".
    """
    for match in () if text.isascii() else _LIGATURE.finditer(text):
        yield Change(*match.span(), match[0], _LIGATURES[match[0]], "ligature written as letters")


@rule("repair/unit-signs", version=1, everywhere=True)
def write_out_unit_signs(text: str, context: DocumentContext) -> Iterator[Change]:
    """Units in one square.

    East Asian fonts have signs such as "㎎" that searches, readers of quantities and translations do not know; each
    stands for one unit. Example: "take 5㎎" becomes "take 5mg".
    """
    for match in () if text.isascii() else _UNIT_SIGN.finditer(text):
        yield Change(*match.span(), match[0], _UNIT_SIGNS[match[0]], "unit written as letters")


@rule("repair/accents", version=1, everywhere=True)
def compose_accents(text: str, context: DocumentContext) -> Iterator[Change]:
    r"""Letters apart from their accents.

    A letter and a combining accent become the one character that Unicode has for both (NFC), so that searches find
    the word. Example: "Me\u0301nie\u0300re" becomes "Ménière".
    """
    for match in () if text.isascii() else _ACCENTS.finditer(text):
        start = match.start() - 1
        before = text[max(start, 0) : match.end()]
        after = unicodedata.normalize("NFC", before)
        if before[0].isalpha() and len(after) < len(before):
            yield Change(start, match.end(), before, after, "letter and accent made one character")


@rule("repair/string-escapes", version=2)
def unescape_strings(text: str, context: DocumentContext) -> Iterator[Change]:
    r"""Escapes of a program's string.

    A text that was copied out of JSON or a program has "\n" for a line break and "\u2019" for an apostrophe, one that a
    program printed as bytes "\xe2\x80\x99", which two and more that are UTF-8 prove. A break
    stands where a sentence, a word or a line ends and a new one begins with a capital, a digit or a mark; in "C:\notes"
    and "\nu" it does not. Quotation marks lose their backslash in a text that has other escapes, apostrophes inside a
    word in any.
    Example: in "Rest.\nDrink" the two signs become a line break.
    """
    if "\\" not in text:
        return
    signs = [(match, _unescaped(match[0])) for match in _CODE_UNIT.finditer(text)]
    found = [(match, sign) for match, sign in signs if sign]
    read = [(match, _decoded(match[0])) for match in _CODE_BYTES.finditer(text)] if "\\x" in text else []
    found += [(match, sign) for match, sign in read if sign]
    found += [(match, "\n" * match[0].count("\\n")) for match in _STRING_BREAK.finditer(text)]
    for match, put in found:
        yield Change(*match.span(), match[0], put, "escape of a program's string")
    for match in (_ESCAPED_QUOTE if found else _ESCAPED_APOSTROPHE).finditer(text):
        yield Change(match.start(), match.start() + 1, "\\", "", "escape of a program's string")


def _unescaped(units: str) -> str:
    """The signs that escaped units of UTF-16 stand for; nothing where one of them has none."""
    data = b"".join(int(unit, 16).to_bytes(2, "big") for unit in re.findall(r"[0-9a-fA-F]{4}", units))
    return _printable(data.decode("utf-16-be", errors="replace"))


def _decoded(escaped: str) -> str:
    """The signs that escaped bytes of UTF-8 stand for; nothing where they are none."""
    return _printable(bytes.fromhex(escaped.replace("\\x", "")).decode("utf-8", errors="replace"))


def _printable(signs: str) -> str:
    """Signs, or nothing where one of them is none that a text holds."""
    sound = all(sign.isprintable() or sign in "\n\t\xa0\u2009\u202f" for sign in signs) and "\ufffd" not in signs
    return signs if sound else ""


@rule("repair/entities", version=1)
def unescape_entities(text: str, context: DocumentContext) -> Iterator[Change]:
    """HTML entities left in the text.

    A named or numbered entity stands for one character. Names that HTML does not know stay.
    Example: "&lt;5 mg &amp; more" becomes "<5 mg & more".
    """
    for match in _ENTITY.finditer(text) if "&" in text else ():
        after = html.unescape(match[0])
        if after != match[0] and (after.isprintable() or after in "\n\t\xa0\u2009\u202f") and ";" not in after:
            yield Change(*match.span(), match[0], after, "HTML entity")
