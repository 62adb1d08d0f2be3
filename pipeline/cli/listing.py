"""Findings as text, JSON or SARIF, for editors' tools and for continuous integration."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from pipeline.cli import sarif
from pipeline.core import names
from pipeline.core.errors import shown
from pipeline.core.files import scratch
from pipeline.core.model import Document, Finding
from pipeline.core.one_line import in_json
from pipeline.core.project import Failure, Project
from pipeline.job.curating import curate_all, documents, failures
from pipeline.job.inputs import Options, read_inputs, require, settings_of
from pipeline.job.store import Store
from pipeline.job.store.looks import Looks

if TYPE_CHECKING:
    from pipeline.core.progress import Progress

_MOST_WORDS = 200  # characters of a place that a line repeats; the other formats have all of them


def list_findings(
    project: Project, form: str, options: Options, progress: "Progress"
) -> tuple[list[str], tuple[str, ...], tuple[Failure, ...], int]:
    """Curate without writing and list unwaived findings; then warnings, what failed, and a status as that of `run`.

    Raises `UsageError` for an unknown format and for inputs that are wrong.
    """
    formats = {"text": _text, "json": _json, "sarif": _sarif}
    names.require(form, formats, "format")
    require(project)
    inputs = read_inputs(project, settings_of(project, options))
    found: list[Found] = []
    with scratch() as folder:
        store = Store(folder, "")
        curate_all(store, Looks(store, folder / "clock"), inputs, options.jobs, progress)
        for document in documents(store, inputs.settings.off):
            found += (_found(project, document, finding) for finding in document.findings if finding.is_open)
        failed = (*inputs.failures, *failures(store))
        store.close()
    status = 3 if failed else int(any(one.finding.severity == "error" for one in found))
    return formats[form](found), inputs.warnings, failed, status


class Found(NamedTuple):
    """A finding with its file, its place there from 1, and the words under it."""

    file: Path
    line: int
    column: int
    words: str
    finding: Finding


def _found(project: Project, document: Document, finding: Finding) -> Found:
    words = document.text[finding.start : finding.end]
    return Found(project.raw / document.name, *position(document, finding), words, finding)


def position(document: Document, finding: Finding) -> tuple[int, int]:
    """Line and column, from 1, of a finding in the raw text."""
    starts = _line_starts(document.raw)
    line = bisect_right(starts, finding.raw_start)
    return line, finding.raw_start - starts[line - 1] + 1


@lru_cache(maxsize=1)
def _line_starts(raw: str) -> list[int]:
    """Where each line of a raw text begins; kept for the findings of one text, which come in a row."""
    return [0, *(found.end() for found in re.finditer("\n", raw))]


def _text(found: Sequence[Found]) -> list[str]:
    return [_line(*one) for one in found]


def _line(file: Path, line: int, _column: int, under: str, finding: Finding) -> str:
    words = " ".join(under.split())
    place = "" if words in finding.message else f" “{shown(words, _MOST_WORDS)}”"
    remedy = f"; write “{finding.suggestion}”?" if finding.suggestion else ""
    return f"{file}:{line}: {finding.severity}: {finding.message.rstrip('.')}{place}{remedy} ({finding.check})"


def _json(found: Sequence[Found]) -> list[str]:
    rows = [
        {"file": str(one.file), "line": one.line, "column": one.column}
        | msgspec.to_builtins(one.finding)
        | {"text": one.words}
        for one in found
    ]
    return json_lines(rows)


def _sarif(found: Sequence[Found]) -> list[str]:
    return json_lines(sarif.log(_sarif_result(*one) for one in found))


def json_lines(data: Any) -> list[str]:
    """Data as JSON, a line each, with nothing in it that a terminal obeys."""
    return in_json(msgspec.json.format(msgspec.json.encode(data), indent=1).decode()).split("\n")


def _sarif_result(file: Path, line: int, column: int, _words: str, finding: Finding) -> dict[str, Any]:
    region = {"startLine": line, "startColumn": column, "charOffset": finding.raw_start,
              "charLength": finding.raw_end - finding.raw_start}  # fmt: skip
    return {
        "ruleId": finding.check,
        "level": sarif.LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": sarif.location(file, region)}],
    }
