"""Marks of git and its kin in a file of which two versions were to become one, and nobody has decided."""

import re
from pathlib import Path

from pipeline.core.errors import UsageError

UNMERGED = (
    "a merge was left unfinished here",
    "choose between the two versions, and remove the marks <<<<<<< to >>>>>>>",
)

_MARK = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?\r?$", re.MULTILINE)


def unmerged(text: str) -> int | None:
    r"""The line, from 1, of the first such mark; None where there is none.

    A line of seven "=" alone underlines a heading in Markdown, and is none.

    >>> unmerged("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> theirs\n"), unmerged("a\n=======\n"), unmerged("a <<<<<<< b")
    (2, None, None)
    """
    found = _MARK.search(text) if "<<<<<<<" in text or ">>>>>>>" in text else None
    return text.count("\n", 0, found.start()) + 1 if found else None


def require_merged(text: str, path: Path) -> None:
    """Raise `UsageError`, with its line, for a file with such marks."""
    if marked := unmerged(text):
        raise UsageError(UNMERGED[0], remedy=UNMERGED[1], file=path, line=marked)
