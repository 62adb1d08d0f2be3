"""The page of checks on anybody's translations: one file that opens anywhere, the gravest first."""

from collections.abc import Iterable, Sequence

from pipeline.core.model import Finding
from pipeline.exchange.bilingual.unit import BilingualUnit
from pipeline.exchange.inline import printable
from pipeline.report.advice import titles
from pipeline.report.pages import WEIGHT, templates


def page(summary: str, pairs: Iterable[tuple[str, BilingualUnit, Sequence[Finding]]]) -> str:
    """The page of all findings, each with its pair; what was waived stands at the end."""
    rows = [
        (file, unit, finding, _parts(unit.target, finding)) for file, unit, findings in pairs for finding in findings
    ]
    rows.sort(key=lambda row: (not row[2].is_open, WEIGHT[row[2].severity]))
    return printable(templates().get_template("gate.html").render(summary=summary, rows=rows, names=titles()))


def _parts(target: str, finding: Finding) -> tuple[str, str, str]:
    return target[: finding.start], target[finding.start : finding.end], target[finding.end :]
