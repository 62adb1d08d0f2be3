"""A pair in a file of others: where it stands, and what the file says of it."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pipeline.core.errors import DocumentError
from pipeline.core.names import language_fault
from pipeline.core.tags import canonical
from pipeline.exchange.skipped import Skipped

_WHICH = "say which two are meant: `check-pairs` has --source and --target for it, `import` has --lang"


class Languages(NamedTuple):
    """A source and a target language, as canonical tags; empty where it is not known."""

    source: str = ""
    target: str = ""


class BilingualUnit(NamedTuple):
    """A source text and its translation, which may be missing.

    `id` is the file's own, of a segment in a unit "unit/segment"; `line` (of a workbook: row) counts from 1; `state` is
    what the tool says of the translation, in its own word.
    """

    id: str
    line: int | None
    source: str
    target: str
    languages: Languages
    state: str = ""


class Pairs(NamedTuple):
    """The pairs of a file, and what of it is passed over."""

    units: list[BilingualUnit]
    skipped: list[Skipped]


def tag(text: str | None, path: Path, line: int | None = None) -> str:
    """The tag that a file means, a locale's encoding or variety ("@latin") aside; empty where it says none.

    Raises `DocumentError` for what is none: whatever was made of it would pass for another language's.
    """
    given = (text or "").strip()
    found = canonical(re.sub(r"(?<=\w)[.@].*", "", given))
    if given and not found:
        fault = language_fault(given)
        raise DocumentError(fault.message, remedy=fault.remedy, file=path, line=line)
    return found


def is_variety(one: str, other: str) -> bool:
    """Whether two tags name the same language, whatever regions they name."""
    return bool(one) and one.partition("-")[0] == other.partition("-")[0]


def nearest(wanted: str, given: Iterable[str]) -> str:
    """Of several tags the one that was asked for, else its language, else a variety of it; empty for none."""
    tags = sorted(given, key=len)
    if wanted in tags:
        return wanted
    return next((one for one in tags if is_variety(one, wanted)), "")


def choose(wanted: Languages, given: Iterable[str], default: str, path: Path, line: int | None = None) -> Languages:
    """Which two of a file's languages, which `line` names, are meant; `default` is the source where nobody says.

    Raises `DocumentError` where one is missing or several may be meant.
    """
    tags = sorted(set(given))
    source = nearest(wanted.source or default, tags)
    others = [one for one in tags if one != source]
    target = nearest(wanted.target, others) if wanted.target else others[0] if len(others) == 1 else ""
    if source and target:
        return Languages(source, target)
    side, asked = ("target", wanted.target) if source else ("source", wanted.source or default)
    missing = f"no {asked}" if asked else f"several that may be the {side}" if others else f"no {side} language"
    message = f"the file has {missing}: its languages are {', '.join(tags) or 'not told'}"
    raise DocumentError(message, remedy=_WHICH, file=path, line=line)
