"""The verdict on translations as text, JSON, SARIF, JUnit or a page."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from lxml import etree

from pipeline.cli import sarif
from pipeline.cli.gate import Judged, Verdict
from pipeline.cli.listing import json_lines
from pipeline.core.model import Finding
from pipeline.core.one_line import one_line
from pipeline.exchange.inline import printable
from pipeline.report.gate_page import page

_Form = Callable[[Verdict, str], list[str]]


def _text(verdict: Verdict, _fails: str) -> list[str]:
    return [_line(one, finding) for one, finding in verdict.open]


def _line(one: Judged, finding: Finding) -> str:
    unit, words = one.unit, " ".join(one.unit.target[finding.start : finding.end].split())
    place = f"{one.file}:{unit.line}" if unit.line else str(one.file)
    said = "" if not words or words in finding.message else f" “{words}”"
    remedy = f"; write “{finding.suggestion}”?" if finding.suggestion else ""
    return one_line(
        f"{place}: {finding.severity}: {finding.message.rstrip('.')}{said}{remedy} ({finding.check}, {unit.id})"
    )


def _json(verdict: Verdict, _fails: str) -> list[str]:
    rows = [
        {"file": str(one.file), "line": one.unit.line, "id": one.unit.id, "state": one.unit.state}
        | {"source_language": one.unit.languages.source, "target_language": one.unit.languages.target}
        | {"source": one.unit.source, "target": one.unit.target, "text": one.unit.target[finding.start : finding.end]}
        | msgspec.to_builtins(finding)
        for one in verdict.pairs
        for finding in one.findings
    ]
    return json_lines(rows)


def _sarif(verdict: Verdict, _fails: str) -> list[str]:
    return json_lines(sarif.log(_sarif_result(one, finding) for one in verdict.pairs for finding in one.findings))


def _sarif_result(one: Judged, finding: Finding) -> dict[str, Any]:
    result = {
        "ruleId": finding.check,
        "level": sarif.LEVELS[finding.severity],
        "message": {"text": f"{finding.message} Source: “{one.unit.source}”. Target: “{one.unit.target}”."},
        "locations": [
            {"physicalLocation": sarif.location(one.file, {"startLine": one.unit.line or 1})}
            | {"logicalLocations": [{"name": one.unit.id}]}
        ],
    }
    if not finding.is_open:
        result["suppressions"] = [{"kind": "external", "justification": finding.waived}]
    return result


def _junit(verdict: Verdict, fails: str) -> list[str]:
    """A suite a file, a case a pair; what makes the command fail is a failure, the rest is told."""
    suites = etree.Element("testsuites", name="check-pairs")
    for file in verdict.files:
        pairs = [one for one in verdict.pairs if one.file == file]
        suite = etree.SubElement(suites, "testsuite", name=printable(str(file)))
        failed = 0
        for one in pairs:
            name = printable(f"{one.unit.id}: {one.unit.target}"[:200])
            case = etree.SubElement(suite, "testcase", name=name, classname=printable(str(file)))
            told = []
            for finding in (f for f in one.findings if f.is_open):
                line = printable(_line(one, finding))
                if is_failure(finding, fails):
                    etree.SubElement(
                        case, "failure", type=finding.check, message=printable(finding.message)
                    ).text = line
                else:
                    told.append(line)
            failed += case.find("failure") is not None
            if told:
                etree.SubElement(case, "system-out").text = "\n".join(told)
        suite.set("tests", str(len(pairs)))
        suite.set("failures", str(failed))
    suites.set("tests", str(len(verdict.pairs)))
    suites.set("failures", str(sum(int(suite.get("failures", "0")) for suite in suites)))
    etree.indent(suites)
    text: str = etree.tostring(suites, encoding="unicode")
    return ['<?xml version="1.0" encoding="UTF-8"?>', *text.split("\n")]


def _html(verdict: Verdict, _fails: str) -> list[str]:
    return page(verdict.summary(), [(str(one.file), one.unit, one.findings) for one in verdict.pairs]).split("\n")


FORMS: Mapping[str, _Form] = {"text": _text, "json": _json, "sarif": _sarif, "junit": _junit, "html": _html}
_RANK = {"info": 0, "warning": 1, "error": 2, "never": 3}
THRESHOLDS = ("error", "warning", "info", "never")


def is_failure(finding: Finding, fails: str) -> bool:
    """Whether an open finding is as severe as what makes the command fail."""
    return finding.is_open and _RANK[finding.severity] >= _RANK[fails]
