"""The lines with which a run ends."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.report.figures import Shares, Summary

if TYPE_CHECKING:
    from pipeline.core.project import Project
    from pipeline.core.settings import Settings


class Totals:
    """What all texts came to: how many there are, what is open in them, what is withheld, whose the drafts are."""

    def __init__(self, summaries: Iterable[Summary]):
        self.documents = self.places = self.errors = self.withheld = 0
        self.shares = Shares()
        for one in summaries:
            self.documents += 1
            self.places += one.places
            self.errors += one.errors
            self.withheld += sum(row.withheld for row in one.rows)
            self.shares.add(one)

    def lines(self, settings: "Settings", project: "Project") -> list[str]:
        """Lines under the table: what waits, where the files are."""
        lines = []
        if self.places:
            lines.append(
                f"{_count(self.places, 'place')} in the texts must be looked at by an editor; the report shows each."
            )
        if self.withheld:
            lines.append(
                f"{_count(self.withheld, 'sentence')} withheld from the bundle"
                " until an editor or translator has looked."
            )
        languages = ", ".join(settings.languages)
        lines.append(f"Bundle: {project.curated}   Translations ({languages}): {project.translations}")
        lines.append(f"Report: {project.build / 'report' / 'index.html'}")
        return lines


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
