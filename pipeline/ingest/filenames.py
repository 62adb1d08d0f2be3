"""Names of raw texts under which no bundle, translation or report can be written.

A text gives its name to a folder of the bundle, to files of translations and to a page of the report, so a name has to
serve on the computers of all who work on them.
"""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from unicodedata import category, normalize

from pipeline.core.errors import DocumentError, shown

MAX_BYTES = 220  # file systems allow 255; beside a file of translations its next version takes 24 more
_OURS = frozenset({"datapackage.json", "schemas"})  # what the bundle holds beside the texts' folders


def faulty(paths: Sequence[Path]) -> dict[Path, DocumentError]:
    """The texts whose names cannot be used, each with its reason; of two that differ in capitals only the second.

    Of texts that share a name none can be used: nobody knows to which of them bundle and translations belong.
    """
    found: dict[Path, DocumentError] = {}
    first: dict[str, Path] = {}
    sharing = Counter(path.stem for path in paths)
    for path in paths:
        one = first.setdefault(normalize("NFC", path.stem).casefold(), path)
        if sharing[path.stem] > 1:
            other = next(one for one in paths if one.stem == path.stem and one is not path)
            message = f"it shares its name with {shown(other.name)}"
            found[path] = DocumentError(message, file=path, remedy="rename one of them")
        elif one is not path:
            message = f"its name differs from {shown(one.name)} in capitals or accents only"
            found[path] = DocumentError(
                message, file=path, remedy="rename one of them: many computers take them as one"
            )
        elif reason := _fault(path.stem):
            found[path] = DocumentError(reason, file=path, remedy="rename it")
    return found


def _fault(name: str) -> str:
    if len(os.fsencode(name)) > MAX_BYTES:
        return f"its name is longer than {MAX_BYTES} bytes"
    if any(category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in name):
        return "its name is not UTF-8 text without control characters"
    if name.casefold() in _OURS:
        return f"the pipeline has files of its own named '{name}'"
    return ""
