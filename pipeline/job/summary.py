"""The lines with which a run ends."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.errors import UsageError
from pipeline.core.places import link_lines
from pipeline.core.yaml import where_in
from pipeline.report.catalogue import abstaining
from pipeline.report.figures import Shares, Signed, Summary, Void

if TYPE_CHECKING:
    from pipeline.core.project import Project
    from pipeline.core.settings import Settings


_NAMED = 5  # texts that a line names
_APPROVE = "`python -m pipeline approve {language} NAME --by PERSON`"
_OF_APPROVAL = {
    "nameless": (
        f"{{count}} was approved before names were noted, and counts; {_APPROVE} puts one to it",
        f"{{count}} were approved before names were noted, and count; {_APPROVE} puts one to them",
    ),
    "void": (
        "{count} differs from what was approved and counts as translated; `python -m pipeline attest` lists it",
        "{count} differ from what was approved and count as translated; `python -m pipeline attest` lists them",
    ),
    "claimed": (
        f"a tool calls {{count}} approved, for which nobody stands up; it counts as translated until {_APPROVE}",
        f"a tool calls {{count}} approved, for which nobody stands up; they count as translated until {_APPROVE}",
    ),
}


class Totals:
    """What all texts came to: how many there are, what is open in them, what is withheld, whose the drafts are."""

    def __init__(self, summaries: Iterable[Summary]):
        self.documents = self.places = self.errors = self.withheld = 0
        self.shares = Shares()
        self._languages: set[str] = set()
        self._signed: dict[str, dict[str, Signed]] = {}
        self._idle: list[Void] = []
        self._void: list[Void] = []
        self._reviewed: list[Void] = []
        for one in summaries:
            self.documents += 1
            self.places += one.places
            self.errors += one.errors
            self.withheld += sum(row.withheld for row in one.rows)
            self.shares.add(one)
            self._languages.add(one.language)
            self._idle += one.idle
            self._void += one.void
            self._reviewed += [one.reviewed] if one.reviewed else []
            for language, signed in one.signed.items():
                self._signed.setdefault(language, {})[one.rows[0].name] = signed

    def lines(self, settings: "Settings", project: "Project") -> list[str]:
        """Lines under the table: what waits, where the files are."""
        lines = []
        if self.places:
            lines.append(
                f"{_count(self.places, 'place')} in the texts must be looked at by an editor; the report shows each."
            )
        if self.errors > self.places:
            lines.append(f"{_count(self.errors - self.places, 'error')} in translations; `make review` shows each.")
        if self.withheld:
            lines.append(
                f"{_count(self.withheld, 'sentence')} withheld from the bundle"
                " until an editor or translator has looked."
            )
        languages = ", ".join(settings.languages)
        lines.append(f"Bundle: {project.curated}   Translations ({languages}): {project.translations}")
        lines.append(f"Report: {project.build / 'report' / 'index.html'}")
        folders = (project.curated, project.translations, project.build)
        return [*lines, *link_lines(folders)]

    def approvals(self) -> Iterator[str]:
        """What is to be told of approvals: those without a name, those that are void, and what none is."""
        for language, texts in sorted(self._signed.items()):
            yield from (line for what in _OF_APPROVAL if (line := _of_approval(what, language, texts)))
            slips = [f"{language}: {name}: a note {slip}" for name, signed in texts.items() for slip in signed.slips]
            yield from slips[:_NAMED]
            if more := slips[_NAMED:]:
                yield f"{language}: {_count(len(more), 'more note')} of translators waive nothing for such reasons."

    def void(self, raw: Path) -> Iterator[str]:
        """What side files say without effect, but for waivers."""
        yield from (f"{_placed(one, raw)}; correct it, or remove it." for one in self._void[:_NAMED])
        if more := self._void[_NAMED:]:
            yield f"{_count(len(more), 'more statement')} in side files without effect."

    def to_come(self, raw: Path, today: str) -> Iterator[str]:
        """The reviews of a day that is still to come. No file depends on it: a bundle knows no clock."""
        ahead = [one for one in self._reviewed if one.words > today]
        for one in ahead[:_NAMED]:
            words = f"the review is of {one.words}, and that day is still to come"
            yield f"{_placed(Void(one.file, one.place, words), raw)}; correct the day."
        if more := ahead[_NAMED:]:
            yield f"{_count(len(more), 'more review')} of days to come."

    def waivers(self, raw: Path) -> Iterator[str]:
        """The waivers in side files that answer nothing in a translation."""
        for waiver in self._idle[:_NAMED]:
            yield f"{_placed(waiver, raw)} has no effect: there is no such finding on these words; remove it."
        if more := self._idle[_NAMED:]:
            yield f"{_count(len(more), 'more waiver')} in side files without effect."

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


def _placed(void: Void, raw: Path) -> str:
    """What has no effect, with the place in its side file as that is now."""
    at = where_in(raw / void.file, *void.place)
    return str(UsageError(void.words, file=at.file, line=at.line))


def _of_approval(what: str, language: str, texts: Mapping[str, Signed]) -> str:
    found = {name: count for name, signed in texts.items() if (count := getattr(signed, what))}
    many, named = sum(found.values()), ", ".join(list(found)[:_NAMED]) + (", …" if len(found) > _NAMED else "")
    one, more = _OF_APPROVAL[what]
    words = (one if many == 1 else more).format(count=_count(many, "sentence"), language=language)
    return f"{language}: {words} ({named})." if found else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
