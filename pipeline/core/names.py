"""Names that people give, held against those there are: one way to refuse an unknown one, wherever it comes from."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from pipeline.core.errors import UsageError

# What BCP 47 makes of the languages there are, in its usual capitals: es, pt-BR, es-419, zh-Hans-CN, ca-valencia.
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*")


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
    """Whether a text has the form of a BCP 47 tag, of a language that the checks know or not."""
    return _TAG.fullmatch(tag) is not None and _shortest(tag) == tag


def require_language(tag: str, at: Where = NOWHERE) -> None:
    """Raise `UsageError` for what is no BCP 47 tag; what lacks words for a language that is one abstains."""
    if not is_language(tag):
        raise UsageError(f"'{tag}' is no language tag", remedy=_meant(tag), file=at.file, line=at.line)


def require_pair(source: str, target: str) -> None:
    """Raise `UsageError` where one of two languages is none, or where they are the same."""
    require_language(source)
    require_language(target)
    if source == target:
        raise UsageError(f"source and target are the same language, '{source}'", remedy="name two languages")


def _meant(tag: str) -> str:
    parts = [part for part in re.split(r"[\s,;]+", tag) if part]
    if len(parts) > 1 and all(map(is_language, parts)):
        return f"give each language by itself: {', '.join(parts)}"
    written = _shortest(_usual_capitals(tag.strip()))
    if not is_language(written):
        written = _by_name(tag.strip())
    return f"did you mean '{written}'?" if written else "write a tag such as es, pt-BR or zh-Hans"


def _usual_capitals(tag: str) -> str:
    first, *others = tag.replace("_", "-").lower().split("-")
    capitals = {2: str.upper, 4: str.capitalize}
    return "-".join([first, *(capitals.get(len(part), str)(part) for part in others)])


def _shortest(tag: str) -> str:
    """The tag with the two letters that its language has, as BCP 47 wants it: es for spa."""
    language, hyphen, rest = tag.partition("-")
    if len(language) != 3:
        return tag
    from babel.core import get_global  # a tenth of a second, spent only on a tag that is rare or wrong

    return f"{get_global('language_aliases').get(language, language)}{hyphen}{rest}"


def _by_name(name: str) -> str:
    """The tag of the language with an English name, such as "spanish"; empty for none that is near."""
    from babel import Locale

    tags = {title.casefold(): tag.replace("_", "-") for tag, title in Locale("en").languages.items()}
    near = get_close_matches(name.casefold(), tags, 1, 0.8)  # languages are many: a looser match is a guess
    return tags[near[0]] if near else ""
