"""The lines with which a run ends."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pipeline.report.catalogue import abstaining
from pipeline.report.figures import Shares, Summary

if TYPE_CHECKING:
    from pipeline.core.project import Project
    from pipeline.core.settings import Settings


class Totals:
    """What all texts came to: how many there are, what is open in them, what is withheld, whose the drafts are."""

    def __init__(self, summaries: Iterable[Summary]):
        self.documents = self.places = self.errors = self.withheld = 0
        self.shares = Shares()
        self._languages: set[str] = set()
        for one in summaries:
            self.documents += 1
            self.places += one.places
            self.errors += one.errors
            self.withheld += sum(row.withheld for row in one.rows)
            self.shares.add(one)
            self._languages.add(one.language)

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

    def idle(self, settings: "Settings") -> Iterator[str]:
        """The languages that nothing is translated into, since all texts are in them."""
        for language in settings.languages:
            if self._languages == {language}:
                yield f"Nothing is translated into {language}: all texts are in it. Name others under `languages:`."

    def unread(self) -> Iterator[str]:
        """What cannot judge texts of some language, once for each that there is."""
        for language in sorted(self._languages):
            if names := ", ".join(abstaining(language)):
                yield f"Texts in {language} are not read by {names}: these know no words of it."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
