"""Texts compared whatever their white space became: a passage that a person copied, a text that was approved."""

import hashlib
import re
import unicodedata
from functools import lru_cache


def find_folded(text: str, passage: str) -> list[tuple[int, int]]:
    """The places where `passage` stands in `text`, any run of white space in one matching any in the other.

    >>> find_folded("the left   kidney", "left kidney")
    [(4, 17)]
    """
    words = passage.split()
    if not words:
        return []
    return [m.span() for m in re.finditer(r"\s+".join(map(re.escape, words)), text)]


def one_space(text: str) -> str:
    """A text with plain spaces for no-break ones (U+00A0, U+202F): tools and keyboards put one for the other."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def folded(text: str) -> str:
    r"""A text in composed form (NFC) with a plain space for every run of white space, no-break spaces among it.

    >>> folded(" 5\u00a0mg\u202f a day")
    '5 mg a day'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def squeeze(text: str) -> str:
    """The letters and digits of a text alone, in whatever case.

    >>> squeeze("Sore heels: FAQ")
    'soreheelsfaq'
    """
    return "".join(filter(str.isalnum, text)).casefold()


@lru_cache(maxsize=1024)
def unaccented(text: str) -> str:
    """A text without accents: "lávese" becomes "lavese"."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def fold_hash(text: str) -> str:
    """The first 16 hex digits of the SHA-256 of a text as `folded` gives it."""
    return hashlib.sha256(folded(text).encode("utf-8", "surrogatepass")).hexdigest()[:16]
