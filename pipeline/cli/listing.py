"""Findings as text, JSON or SARIF, for editors' tools and for continuous integration."""

import re
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.core import names
from pipeline.core.model import Document, Finding
from pipeline.core.one_line import in_json
from pipeline.core.project import Project
from pipeline.job.inputs import Options, read_inputs, require, settings_of
from pipeline.job.run import curate_all

if TYPE_CHECKING:
    from pipeline.core.progress import Progress

_SARIF_LEVEL = {"error": "error", "warning": "warning", "info": "note"}


def list_findings(
    project: Project, form: str, options: Options, progress: "Progress"
) -> tuple[list[str], list[str], int]:
    """Curate without writing and list unwaived findings; then what failed, and a status as that of `run`.

    Raises `UsageError` for an unknown format and for inputs that are wrong.
    """
    formats = {"text": _text, "json": _json, "sarif": _sarif}
    names.require(form, formats, "format")
    require(project)
    inputs = read_inputs(project, settings_of(project, options))
    with TemporaryDirectory() as folder:
        scratch = msgspec.structs.replace(project, build=Path(folder))
        documents, failures = curate_all(scratch, inputs, options.jobs, progress)
    found = [(doc, finding) for doc in documents for finding in doc.findings if finding.is_open]
    status = 3 if failures else int(any(finding.severity == "error" for _, finding in found))
    return formats[form](project, found), [failure.reason for failure in failures], status


def position(document: Document, finding: Finding) -> tuple[int, int]:
    """Line and column, from 1, of a finding in the raw text."""
    starts = _line_starts(document.raw)
    line = bisect_right(starts, finding.raw_start)
    return line, finding.raw_start - starts[line - 1] + 1


@lru_cache(maxsize=1)
def _line_starts(raw: str) -> list[int]:
    """Where each line of a raw text begins; kept for the findings of one text, which come in a row."""
    return [0, *(found.end() for found in re.finditer("\n", raw))]


def _text(project: Project, found: list[tuple[Document, Finding]]) -> list[str]:
    return [_line(project, document, finding) for document, finding in found]


def _line(project: Project, document: Document, finding: Finding) -> str:
    words = " ".join(document.text[finding.start : finding.end].split())
    place = "" if words in finding.message else f" “{words}”"
    remedy = f"; write “{finding.suggestion}”?" if finding.suggestion else ""
    where = f"{project.raw / document.name}:{position(document, finding)[0]}"
    return f"{where}: {finding.severity}: {finding.message.rstrip('.')}{place}{remedy} ({finding.check})"


def _json(project: Project, found: list[tuple[Document, Finding]]) -> list[str]:
    rows = [
        {"file": str(project.raw / doc.name), "line": position(doc, f)[0], "column": position(doc, f)[1]}
        | msgspec.to_builtins(f)
        | {"text": doc.text[f.start : f.end]}
        for doc, f in found
    ]
    return _json_lines(rows)


def _sarif(project: Project, found: list[tuple[Document, Finding]]) -> list[str]:
    from pipeline.report.catalogue import CHECKS

    driver = {
        "name": "medical-content-pipeline",
        "rules": [
            {"id": c.id, "shortDescription": {"text": c.title}, "fullDescription": {"text": c.why or c.title}}
            for c in CHECKS
        ],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": [_sarif_result(project, doc, f) for doc, f in found]}],
    }
    return _json_lines(log)


def _json_lines(data: Any) -> list[str]:
    return in_json(msgspec.json.format(msgspec.json.encode(data), indent=1).decode()).split("\n")


def _sarif_result(project: Project, document: Document, finding: Finding) -> dict[str, Any]:
    line, column = position(document, finding)
    place = {
        "artifactLocation": {"uri": (project.raw / document.name).as_posix()},
        "region": {"startLine": line, "startColumn": column, "charOffset": finding.raw_start,
                   "charLength": finding.raw_end - finding.raw_start},
    }  # fmt: skip
    return {
        "ruleId": finding.check,
        "level": _SARIF_LEVEL[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": place}],
    }
