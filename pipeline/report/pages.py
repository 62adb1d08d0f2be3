"""The report in build/report: an index, and a page per document, readable from disk without a network."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.core.files import opened
from pipeline.entities.labels import labels
from pipeline.report import comparison
from pipeline.report.figures import Row, Summary
from pipeline.report.plots import Plot
from pipeline.report.room import Room, shortened
from pipeline.translation.notes import explain

if TYPE_CHECKING:
    from pipeline.bundle.making import Entry
    from pipeline.core.project import Failure

GLOSSARY_PAGE = "glossary.html"
INDEX_PAGE = "index.html"

_OURS, _HEAD = b'content="medical-content-pipeline"', 500  # what our pages say of themselves, and where at the latest

_SECTIONS = 6  # of a document's page beside its translations: findings to entities in the text
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


@cache
def titles() -> dict[str, str]:
    """The titles of all rules and checks by their ids."""
    from pipeline.report.catalogue import CHECKS, RULES

    return {one.id: one.title for one in (*RULES, *CHECKS)}


def page(entry: "Entry", engines: Sequence[str] = (), off: Sequence[str] = ()) -> bytes:
    """The page of a document; its side file adds to `off`."""
    document = entry.document
    hunks = document.projection.hunks()
    findings = sorted(document.findings, key=lambda f: (f.waived is not None, WEIGHT[f.severity], f.start))
    text = (
        templates()
        .get_template("document.html")
        .render(
            entry=entry,
            document=document,
            room=Room(_SECTIONS + len(entry.targets)),
            rows=comparison.side_by_side(document, hunks),
            changes=comparison.changes(document, hunks),
            findings=[(finding, comparison.in_context(document, finding)) for finding in findings],
            mentions=comparison.mentions(document),
            highlighted=comparison.highlighted(document),
            labels={name: label for name, label in labels().items() if any(e.label == name for e in document.entities)},
            translations=[
                (language, comparison.pairs(document, targets)) for language, targets in entry.targets.items()
            ],
            names=titles(),
            off=sorted({*off, *document.side.off}),
            engines=engines,
        )
    )
    return text.encode("utf-8", "replace")


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
    return environment
