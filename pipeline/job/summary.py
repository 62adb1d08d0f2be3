"""The lines with which a run ends."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.report.catalogue import abstaining
from pipeline.report.figures import engine_lines, rows

if TYPE_CHECKING:
    from pipeline.bundle import Entry
    from pipeline.core.project import Project
    from pipeline.job.inputs import Inputs


def summarise(
    entries: Sequence["Entry"],
    inputs: "Inputs",
    project: "Project",
    outlooks: Mapping[tuple[str, str], str],
    advice: Sequence[str],
) -> list[str]:
    """Lines under the table: what waits, where the files are, whose the drafts are, what is lacking."""
    lines = []
    all_rows = rows(entries)
    waiting = sum(row.withheld for row in all_rows)
    errors = sum(f.withholds for entry in entries for f in entry.document.findings)
    if errors:
        lines.append(f"{_count(errors, 'place')} in the texts must be looked at by an editor; the report shows each.")
    if waiting:
        lines.append(
            f"{_count(waiting, 'sentence')} withheld from the bundle until an editor or translator has looked."
        )
    languages = ", ".join(inputs.settings.languages)
    lines.append(f"Bundle: {project.curated}   Translations ({languages}): {project.translations}")
    lines.append(f"Report: {project.build / 'report' / 'index.html'}")
    return [*lines, *engine_lines(entries, outlooks), *_unread(entries), *advice]


def _unread(entries: Sequence["Entry"]) -> Iterator[str]:
    """What cannot judge texts of some language, once for each that there is."""
    for language in sorted({entry.document.language for entry in entries}):
        if names := ", ".join(abstaining(language)):
            yield f"Texts in {language} are not read by {names}: these know no words of it."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
