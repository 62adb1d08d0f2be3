"""The report in build/report: an index, and a page per document, readable from disk without a network."""

from collections.abc import Iterable, Sequence
from functools import cache, partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.core.files import opened
from pipeline.core.model import Finding
from pipeline.core.settings import ReviewSettings
from pipeline.entities.labels import labels
from pipeline.report import comparison, grouping
from pipeline.report.advice import advice, titles
from pipeline.report.figures import Row, Summary
from pipeline.report.plots import Plot
from pipeline.report.remedies import Remedies
from pipeline.report.room import Room, shortened
from pipeline.translation.notes import explain

if TYPE_CHECKING:
    from pipeline.bundle.making import Entry
    from pipeline.core.project import Failure

GLOSSARY_PAGE = "glossary.html"
INDEX_PAGE = "index.html"

_OURS, _HEAD = b'content="medical-content-pipeline"', 500  # what our pages say of themselves, and where at the latest

_SECTIONS = 5  # of a document's page beside its changes and translations: findings to entities in the text
WEIGHT = {"error": 0, "warning": 1, "info": 2}


def is_ours(path: Path) -> bool:
    """Whether a file is a page that the pipeline wrote."""
    try:
        with opened(path) as file:
            return _OURS in file.read(_HEAD)
    except OSError:
        return False


def page_name(identifier: str) -> str:
    """What the page of a text is called; none is called as a page that the report has for all texts."""
    taken = f"{identifier.rstrip('_')}.html".casefold() in (INDEX_PAGE, GLOSSARY_PAGE)
    return f"{identifier}_.html" if taken else f"{identifier}.html"


def index(
    summaries: Iterable[Summary],
    engines: Sequence[str],
    plots: Sequence[Plot] = (),
    failures: Sequence["Failure"] = (),
    off: Sequence[str] = (),
) -> bytes:
    """The page of all documents, those that need most first.

    `off` are the rules and checks that the settings switch off for all texts.
    """
    rows = [(one.about.title or row.name, row) for one in summaries for row in one.rows]
    rows.sort(key=lambda shown: (-shown[1].places - shown[1].errors, -shown[1].withheld, shown[1].name))
    page = templates().get_template(INDEX_PAGE)
    text = page.render(
        rows=rows, titles=Row.titles(), failures=failures, off=off, names=titles(), engines=engines, plots=plots
    )
    return text.encode("utf-8", "replace")


def page(
    entry: "Entry",
    engines: Sequence[str] = (),
    off: Sequence[str] = (),
    review: str = ReviewSettings().address(),
) -> bytes:
    """The page of a document; its side file adds to `off`. `review` is where the review page is served."""
    document = entry.document
    hunks = document.projection.hunks()
    changes = grouping.grouped(document, hunks)
    findings = sorted(enumerate(document.findings, 1), key=lambda row: need(row[1]))
    text = (
        templates()
        .get_template("document.html")
        .render(
            entry=entry,
            document=document,
            room=Room(_SECTIONS + len(changes) + len(entry.targets)),
            rows=comparison.side_by_side(document, hunks),
            changes=changes,
            findings=findings,
            remedy=Remedies(document).of,
            context=partial(comparison.in_context, document),
            side=PurePath(document.name).with_suffix(".yaml").name,
            review=review,
            row_of=partial,
            mentions=comparison.mentions(document),
            highlighted=comparison.highlighted(document),
            labels={name: label for name, label in labels().items() if any(e.label == name for e in document.entities)},
            translations=[
                (language, comparison.pairs(document, targets)) for language, targets in entry.targets.items()
            ],
            open_in=_open_errors(entry),
            names=titles(),
            off=sorted({*off, *document.side.off}),
            engines=engines,
        )
    )
    return text.encode("utf-8", "replace")


def need(finding: Finding) -> tuple[bool, int, int]:
    """What is open first, in it what is gravest."""
    return not finding.is_open, WEIGHT[finding.severity], finding.start


def _open_errors(entry: "Entry") -> dict[str, int]:
    """Findings at error that are open, by language; those of the text itself under its own."""
    found = {entry.document.language: sum(finding.withholds for finding in entry.document.findings)}
    for language, targets in entry.targets.items():
        found[language] = sum(finding.withholds for target in targets for finding in target.findings)
    return found


@cache
def templates() -> Environment:
    """The report's page templates."""
    environment = Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = comparison.visible
    environment.filters["page"] = lambda name: quote(page_name(name))
    environment.filters["senses"] = comparison.senses
    environment.filters["way"] = explain
    environment.filters["shortened"] = shortened
    environment.filters["advice"] = advice
    return environment
