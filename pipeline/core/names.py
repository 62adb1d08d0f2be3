"""Names that people give, held against those there are: one way to refuse an unknown one, wherever it comes from."""

from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from pipeline.core import tags
from pipeline.core.errors import UsageError


class Where(NamedTuple):
    """Where a name stands, as far as it stands in a file; lines count from 1."""

    file: Path | None = None
    line: int | None = None


NOWHERE = Where()


def nearest(name: str, known: Collection[str], otherwise: str = "") -> str:
    """What to do about an unknown name: the known one that was meant, else `otherwise`, else all that are known."""
    near = get_close_matches(name, known, 1)
    return f"did you mean '{near[0]}'?" if near else otherwise or f"known are: {', '.join(known)}"


def require(name: str, known: Collection[str], what: str, at: Where = NOWHERE, *, otherwise: str = "") -> None:
    """Raise `UsageError` for a name that is not among the known; `what` it names, and where it stands, are told."""
    if name not in known:
        remedy = nearest(name, known, otherwise)
        raise UsageError(f"unknown {what} '{name}'", remedy=remedy, file=at.file, line=at.line)


def is_language(tag: str) -> bool:
    """Whether a text is a BCP 47 tag in its canonical form, of a language that the checks know or not."""
    return tag != "" and tags.canonical(str(tag)) == tag


def require_language(tag: str, at: Where = NOWHERE) -> None:
    """Raise `UsageError` for what is no BCP 47 tag; what lacks words for a language that is one abstains."""
    if not is_language(tag):
        words = str(tag)  # callers of Python functions may give anything
        told = words if len(words) <= tags.LONGEST else f"{words[: tags.LONGEST]}…"
        raise UsageError(f"'{told}' is no language tag", remedy=tags.meant(words), file=at.file, line=at.line)


def require_pair(source: str, target: str) -> None:
    """Raise `UsageError` where one of two languages is none, or where they are the same."""
    require_language(source)
    require_language(target)
    if source == target:
        raise UsageError(f"source and target are the same language, '{source}'", remedy="name two languages")
