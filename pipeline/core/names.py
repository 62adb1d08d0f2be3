"""Names that people give, held against those there are: one way to refuse an unknown one, wherever it comes from."""

import re
from collections.abc import Collection
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import urlsplit

from pipeline.core import tags
from pipeline.core.errors import UsageError, shown
from pipeline.core.text.folding import folded

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_NAME = 100


class Where(NamedTuple):
    """Where a name stands, as far as it stands in a file; lines count from 1."""

    file: Path | None = None
    line: int | None = None


NOWHERE = Where()


def nearest(name: str, known: Collection[str], otherwise: str = "") -> str:
    """What to do about an unknown name: the known one that was meant, else `otherwise`, else all that are known."""
    near = get_close_matches(name, known, 1)
    if near:
        return f"did you mean '{near[0]}'?"
    return otherwise or (f"known are: {', '.join(known)}" if known else "none is known")


def as_known(name: str, known: Collection[str]) -> str:
    r"""The known name that is written as this one, however its accents are stored; else this one.

    >>> ascii(as_known("cafe\u0301", ["caf\u00e9"])), as_known("tea", ["caf\u00e9"])
    ("'caf\\xe9'", 'tea')
    """
    if name in known:
        return name
    return next((one for one in known if normalize("NFC", one) == normalize("NFC", name)), name)


def require(name: str, known: Collection[str], what: str, at: Where = NOWHERE, *, otherwise: str = "") -> None:
    """Raise `UsageError` for a name that is not among the known; `what` it names, and where it stands, are told."""
    if name not in known:
        remedy = nearest(name, known, otherwise)
        raise UsageError(f"unknown {what} '{name}'", remedy=remedy, file=at.file, line=at.line)


def require_person(name: str, at: Where = NOWHERE) -> str:
    """A person's name as it is kept: composed accents, single spaces.

    Raises `UsageError` for what can be none: nothing, an option, a text.
    """
    name = folded(name)
    if len(name) > _LONGEST_NAME:
        words = f"this is too long for a name of a person: it has {len(name):,} characters"
        raise UsageError(words, remedy=f"write up to {_LONGEST_NAME}", file=at.file, line=at.line)
    if not name or name.startswith("-") or not name.isprintable():
        raise UsageError("this is no name of a person", remedy="write who it is", file=at.file, line=at.line)
    return name


def same_person(name: str) -> str:
    r"""What two spellings of one person's name share, whatever their capitals, their spaces, and the form of accents.

    >>> same_person("Jose\u0301  Gil") == same_person("JOS\u00c9 GIL")
    True
    """
    return folded(folded(name).casefold())


def require_reason(text: str, at: Where = NOWHERE) -> None:
    """Raise `UsageError` for a reason without words: whoever relies on it later has nothing else to judge it by."""
    if not text.strip():
        raise UsageError("there is no reason", remedy="say why", file=at.file, line=at.line)


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written YYYY-MM-DD.

    >>> is_day("2026-03-14"), is_day("2026-02-30"), is_day("14 March 2026")
    (True, False, False)
    """
    try:
        return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def require_day(text: str, at: Where = NOWHERE) -> None:
    """Raise `UsageError` for what is no day; days are compared as texts, so one form alone will do."""
    if not is_day(text):
        remedy = "write it as year, month and day, like 2026-03-14"
        raise UsageError(f"'{shown(text)}' is no day", remedy=remedy, file=at.file, line=at.line)


def is_address(text: str) -> bool:
    """Whether a text is a whole link that readers may follow: http or https, since other kinds may run something."""
    if not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket left open, a port that is no number
        return False


def is_language(tag: str) -> bool:
    """Whether a text is a BCP 47 tag in its canonical form, of a language that the checks know or not."""
    return tag != "" and tags.canonical(str(tag)) == tag


def require_language(tag: str, at: Where = NOWHERE) -> None:
    """Raise `UsageError` for what is no BCP 47 tag; what lacks words for a language that is one abstains."""
    if not is_language(tag):
        raise language_fault(str(tag), at)  # callers of Python functions may give anything


def language_fault(tag: str, at: Where = NOWHERE) -> UsageError:
    """What is to be said of a text that is no language tag, whatever it stands in."""
    told = tag if len(tag) <= tags.LONGEST else f"{tag[: tags.LONGEST]}…"
    return UsageError(f"'{told}' is no language tag", remedy=tags.meant(tag), file=at.file, line=at.line)


def require_pair(source: str, target: str) -> None:
    """Raise `UsageError` where one of two languages is none, or where they are the same."""
    require_language(source)
    require_language(target)
    if source == target:
        raise UsageError(f"source and target are the same language, '{source}'", remedy="name two languages")
