"""Where the verdict on translations may be written: to a new file, or over an earlier verdict.

Whoever mistypes `--output` names a file of a person, and what stood in it would be gone. An earlier verdict is told by
what it holds, as each form has marks that other files lack.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from pipeline.cli.gate import Terms
from pipeline.cli.sarif import DRIVER
from pipeline.core.errors import UsageError
from pipeline.core.files import DAMAGED, obstacle
from pipeline.core.places import keep_out, read_input
from pipeline.core.project import OWN_GLOSSARY
from pipeline.exchange.bilingual import READERS

_LINE = re.compile(r".+: (?:error|warning|info): .+ \([a-z]+/[a-z-]+, .*\)")
_PAGE = re.compile(
    r'<!doctype html>\s*<html lang="en">\s*<head>\s*<meta charset="utf-8">\s*'
    rf'<meta name="generator" content="{DRIVER}">'
)
_SUITES = re.compile(r'<\?xml[^>]*\?>\s*<testsuites name="check-pairs"')
_ROW = {"file", "line", "id", "source", "target", "check", "severity", "message"}


def require_free(output: Path, files: Iterable[Path], terms: Terms) -> None:
    """Raise `UsageError` where the findings would be written over a file that somebody has made."""
    keep_out(Path("raw"), output, "--output")
    if what := obstacle(output):
        raise UsageError(what, file=output, remedy="name a file with --output")
    if not output.exists():
        return
    made = [*files, terms.glossary, terms.waivers, OWN_GLOSSARY, Path("settings.yaml")]
    is_made = any(one and one.exists() and one.samefile(output) for one in made)
    if is_made or output.suffix.lower() in READERS or not is_verdict(read_input(output)):
        remedy = "name another with --output, or move it away"
        raise UsageError("this file is no list of findings, and it would be written over", file=output, remedy=remedy)


def is_verdict(data: bytes) -> bool:
    """Whether a file holds what this command writes, in any of its forms; one without findings may be empty."""
    text = data.decode("utf-8", "replace")
    lines = text.splitlines()
    return all(map(_LINE.fullmatch, lines)) or bool(_PAGE.match(text) or _SUITES.match(text)) or _is_of_json(data)


def _is_of_json(data: bytes) -> bool:
    try:
        read: Any = msgspec.json.decode(data)
    except DAMAGED:
        return False
    if isinstance(read, list):
        return all(isinstance(row, dict) and row.keys() >= _ROW for row in read)
    try:
        return bool(read["runs"][0]["tool"]["driver"]["name"] == DRIVER)
    except (LookupError, TypeError):
        return False
