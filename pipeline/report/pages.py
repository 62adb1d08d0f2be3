"""The report in build/report: an index, and a page per document, readable from disk without a network."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.core.files import delete_file, write_file
from pipeline.entities.labels import labels
from pipeline.report import comparison
from pipeline.report.figures import Row, engine_lines, rows
from pipeline.translation.notes import explain

if TYPE_CHECKING:
    from pipeline.bundle import Entry
    from pipeline.core.project import Failure

GLOSSARY_PAGE = "glossary.html"

_WEIGHT = {"error": 0, "warning": 1, "info": 2}


def write(
    entries: Sequence["Entry"],
    failures: Sequence["Failure"],
    folder: Path,
    off: Sequence[str] = (),
    outlooks: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> list[Path]:
    """Write the report and remove the pages of documents that are gone; gives its files.

    `off` are the rules and checks that the settings switch off for all texts; side files add their own.
    `outlooks` say by source and target language why there is no better engine.
    """
    names = titles()
    pages = {
        folder / f"{entry.id}.html": _page(entry, names, off, engine_lines([entry], outlooks)) for entry in entries
    }
    index = (
        templates()
        .get_template("index.html")
        .render(
            rows=rows(entries),
            titles=Row.titles(),
            failures=failures,
            off=off,
            names=names,
            engines=engine_lines(entries, outlooks),
        )
    )
    pages[folder / "index.html"] = index
    for path in folder.glob("*.html"):
        if path not in pages and path.name != GLOSSARY_PAGE:
            delete_file(path)
    for path, text in pages.items():
        write_file(path, text.encode("utf-8", "replace"))
    return list(pages)


@cache
def titles() -> dict[str, str]:
    """The titles of all rules and checks by their ids."""
    from pipeline.report.catalogue import CHECKS, RULES

    return {one.id: one.title for one in (*RULES, *CHECKS)}


def _page(entry: "Entry", names: dict[str, str], off: Sequence[str], engines: Sequence[str]) -> str:
    document = entry.document
    findings = sorted(document.findings, key=lambda f: (f.waived is not None, _WEIGHT[f.severity], f.start))
    return (
        templates()
        .get_template("document.html")
        .render(
            entry=entry,
            document=document,
            rows=comparison.side_by_side(document),
            changes=comparison.changes(document),
            findings=[(finding, comparison.in_context(document, finding)) for finding in findings],
            mentions=comparison.mentions(document),
            highlighted=comparison.highlighted(document),
            labels={name: label for name, label in labels().items() if any(e.label == name for e in document.entities)},
            translations=[
                (language, comparison.pairs(document, targets)) for language, targets in entry.targets.items()
            ],
            names=names,
            off=sorted({*off, *document.side.off}),
            engines=engines,
        )
    )


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
    environment.filters["url"] = quote
    environment.filters["senses"] = comparison.senses
    environment.filters["way"] = explain
    return environment
