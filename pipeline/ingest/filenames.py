"""Names of raw texts under which no bundle, translation or report can be written.

A text gives its name to a folder of the bundle, to files of translations and to a page of the report, so a name has to
serve on the computers of all who work on them.
"""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from unicodedata import category, normalize

from pipeline.core.errors import DocumentError, shown
from pipeline.data import load

MAX_BYTES = 220  # file systems allow 255; beside a file of translations its next version takes 24 more
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # "a\u202etxt.exe" is seen as "aexe.txt"
_NOT_ON_WINDOWS = re.compile(r"[<>:\"|?*\\]|[ .]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
# What browsers, file managers and services that share folders add to the name of a copy.
_ADDED = load("file_names.yaml")
_COPY = re.compile(
    rf"(?P<one>.+?)(?: ?\(\d{{1,3}}\)| - (?:{'|'.join(_ADDED['copies'])})\b.*|\.sync-conflict-.*|"
    rf"-(?:{'|'.join(_ADDED['machines'])})-[\w-]+| \([^()]*(?:{'|'.join(_ADDED['conflicts'])})[^()]*\))",
    re.IGNORECASE,
)
_OURS = frozenset({"datapackage.json", "schemas"})  # what the bundle holds beside the texts' folders


def faulty(paths: Sequence[Path], has_bundle: Callable[[Path], bool] = lambda _: False) -> dict[Path, DocumentError]:
    """The texts whose names cannot be used, each with its reason.

    Of texts that share a name, or differ in capitals only, the one that has a bundle keeps it. Where none has, the
    second of two that differ in capitals fails, and all that share a name do: nobody knows to which of them the
    translations belong.
    """
    found: dict[Path, DocumentError] = {}
    alike: dict[str, list[Path]] = {}
    for path in paths:
        alike.setdefault(_folded(path.stem), []).append(path)
    owners = {name: next(filter(has_bundle, same), None) for name, same in alike.items() if len(same) > 1}
    for path in paths:
        same = alike[_folded(path.stem)]
        owner = owners.get(_folded(path.stem))
        one = owner or same[0]
        if path is not owner and any(one.stem == path.stem and one is not path for one in same):
            other = next(one for one in same if one.stem == path.stem and one is not path)
            message = f"it shares its name with {shown(other.name)}"
            found[path] = DocumentError(message, file=path, remedy="rename one of them")
        elif one is not path:
            message = f"its name differs from {shown(one.name)} in {_difference(path.stem, one.stem)}"
            found[path] = DocumentError(
                message, file=path, remedy="rename one of them: many computers take them as one"
            )
        elif reason := fault_of(path.stem):
            found[path] = DocumentError(reason, file=path, remedy="rename it")
    return found


def _folded(stem: str) -> str:
    """A name as computers have it that tell no capitals apart."""
    return normalize("NFC", stem).casefold()


def _difference(stem: str, other: str) -> str:
    """In what two names differ that computers take as one; what looks the same is shown as escapes."""
    if stem.lower() == other.lower():
        return "capitals only"
    here, there = (one.encode("ascii", "backslashreplace").decode() for one in (stem, other))
    composed = normalize("NFC", stem).lower() == normalize("NFC", other).lower()
    what = "how accents are stored" if composed else "letters that count as the same"
    return f"{what} ({shown(here)} here, {shown(there)} there)"


def odd(paths: Sequence[Path]) -> list[str]:
    """A line for each text whose name says that it is a copy of another, or that some computers cannot have."""
    stems, lines = {path.stem for path in paths}, []
    for path in paths:
        name = shown(path, most=1000)
        copy = _COPY.fullmatch(path.stem)
        if copy and copy["one"] in stems:
            what = f"its name is that of a copy of “{shown(copy['one'])}”, and both are used"
            lines.append(f"{name}: {what}; keep one of them")
        elif not is_for_windows(path.stem):
            lines.append(f"{name}: computers with Windows cannot have files of this name; rename it")
    return lines


def is_for_windows(name: str) -> bool:
    """Whether computers with Windows can have files of a name."""
    return not _NOT_ON_WINDOWS.search(name)


def fault_of(name: str) -> str:
    """Why a text cannot be called so; empty where it can."""
    if len(os.fsencode(name)) > MAX_BYTES:
        return f"its name is longer than {MAX_BYTES} bytes"
    if any(category(sign) in ("Cc", "Cs", "Zl", "Zp") or sign in _TURNING for sign in name):
        return "its name is not UTF-8 text without control characters"
    if name.casefold() in _OURS:
        return f"the pipeline has files of its own named '{name}'"
    return ""
