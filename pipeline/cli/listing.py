"""Findings as text, JSON or SARIF, for editors' tools and for continuous integration."""

from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.core import names
from pipeline.core.files import scratch
from pipeline.core.model import Document, Finding
from pipeline.core.project import Project
from pipeline.core.settings import load_settings
from pipeline.job.inputs import Options, effective, read_inputs, require
from pipeline.job.run import curate_all

if TYPE_CHECKING:
    from pipeline.core.progress import Progress

_SARIF_LEVEL = {"error": "error", "warning": "warning", "info": "note"}


def list_findings(project: Project, form: str, options: Options, progress: "Progress") -> tuple[list[str], int]:
    """Curate without writing and list unwaived findings; the status is as for `run`.

    Raises `UsageError` for an unknown format and for inputs that are wrong.
    """
    formats = {"text": _text, "json": _json, "sarif": _sarif}
    names.require(form, formats, "format")
    require(project)
    inputs = read_inputs(project, effective(load_settings(project.settings), options))
    with scratch() as folder:
        apart = msgspec.structs.replace(project, build=folder)
        documents, failures = curate_all(apart, inputs, options.jobs, progress)
    found = [(doc, finding) for doc in documents for finding in doc.findings if finding.is_open]
    lines = formats[form](project, found)
    if form == "text":
        lines += [failure.reason for failure in failures]
    status = 3 if failures else int(any(finding.severity == "error" for _, finding in found))
    return lines, status


def position(document: Document, finding: Finding) -> tuple[int, int]:
    """Line and column, from 1, of a finding in the raw text."""
    before = document.raw[: finding.raw_start]
    return before.count("\n") + 1, finding.raw_start - (before.rfind("\n") + 1) + 1


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
    return [msgspec.json.format(msgspec.json.encode(rows), indent=1).decode()]


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
    return [msgspec.json.format(msgspec.json.encode(log), indent=1).decode()]


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
