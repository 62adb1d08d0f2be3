"""What lies on a reviewer's desk: each text with its sentences and translations as they are at this moment.

Sources and what the checks said of drafts come from the store of the last run; translations, states and comments from
the XLIFF files, which a translator's tool may have saved since. What is no longer as the run knew it is judged anew.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.checks.sidefile import waivers_by_sentence
from pipeline.core.errors import UsageError
from pipeline.core.files import content, digest
from pipeline.core.model import Document, Finding, Segment
from pipeline.core.project import FailedError, Failure, Project
from pipeline.core.targets import Review, Target
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.job.curating import document
from pipeline.job.inputs import Inputs, Options, settings_of
from pipeline.job.publishing import summaries
from pipeline.job.run import stored_inputs, with_store
from pipeline.job.store import Store
from pipeline.job.store.approved import StoredPairs
from pipeline.job.store.looks import Looks
from pipeline.job.translating import targets
from pipeline.pairs import judge
from pipeline.pairs.across import SET_CHECKS
from pipeline.report.figures import Summary
from pipeline.report.pages import WEIGHT
from pipeline.rules.pair import PairContext
from pipeline.translation.drafting import first_error
from pipeline.translation.drafting.required import Required, required
from pipeline.translation.folder import LanguageFolder
from pipeline.translation.memory import Memory, Similar
from pipeline.translation.withholding import blocked_segments

T = TypeVar("T")

NOTHING_SAID = Review()

_ACROSS = {check.id for check in SET_CHECKS}
_HELD = 8  # texts that people have open at once


class Line(msgspec.Struct, frozen=True):
    """A sentence with its translation. `version` is another one as soon as the translation or its state is."""

    number: int
    kind: str
    segment: Segment
    source: str
    target: Target
    unit: Unit | None
    version: str

    @property
    def open(self) -> tuple[Finding, ...]:
        """What checks say of the translation and nobody has answered, the gravest first."""
        found = (finding for finding in self.target.findings if finding.is_open)
        return tuple(sorted(found, key=lambda finding: (WEIGHT[finding.severity], finding.start)))


class Sheet(msgspec.Struct, frozen=True):
    """A text and its translation into one language. `stamp` is the hash of the XLIFF file, empty without one."""

    document: Document
    language: str
    file: Path
    stamp: str
    lines: tuple[Line, ...]
    context: PairContext

    def line(self, key: str) -> Line:
        """The line of a key. Raises `UsageError` where the text has no such sentence any more."""
        for line in self.lines:
            if line.segment.key == key:
                return line
        raise UsageError("the text has no such sentence any more", file=self.file, remedy="load the page again")

    def judged(self, line: Line, text: str, review: Review = NOTHING_SAID) -> list[Finding]:
        """What the checks say of a translation of a line, and what people have answered."""
        context = msgspec.structs.replace(self.context, off=self.document.side.off)
        span = (line.segment.raw_start, line.segment.raw_end)
        waivers = (*waivers_by_sentence(self.document).get(line.segment.key, ()), *review.answers(line.source, text))
        return judge(line.source, text, context, raw=span, waivers=waivers)

    def terms(self, line: Line) -> tuple[Required, ...]:
        """The terms of the sentence that the glossary translates."""
        return required(line.source, self.context.glossary, self.language)


class Desk:
    """The project, as several people may look at it at once; one at a time is served.

    Whoever writes holds `lock` too: a look at the store sweeps away what this process has half written.
    """

    def __init__(self, project: Project):
        self.project = project
        self.lock = threading.RLock()
        self._sheets: dict[tuple[str, str], Sheet] = {}
        self._known: dict[tuple[str, str], tuple[Document, tuple[Target, ...], Inputs]] = {}
        self._summaries: tuple[Summary, ...] = ()
        self.busy = False

    def languages(self) -> tuple[str, ...]:
        """The languages of the settings."""
        return settings_of(self.project, Options()).languages

    def summaries(self) -> tuple[Summary, ...]:
        """What the last run says of every text."""
        with self.lock:
            found = self._stored(lambda store, _: tuple(summaries(store)))
            self._summaries = self._summaries if found is None else found
            return self._summaries

    def sheet(self, language: str, name: str) -> Sheet:
        """A text beside its translation. Raises `UsageError` for an unknown one, `DocumentError` for a broken file."""
        with self.lock:
            place = (language, name)
            loaded = self._stored(lambda store, _: self._load(store, language, name))
            if loaded is None:
                loaded = self._known.get(place)
            if loaded is None:
                raise UsageError(
                    f"there is no text '{name}' in {language}", remedy="run `make`, and load the page again"
                )
            self._known[place] = loaded
            for old in list(self._known)[:-_HELD]:
                self._known.pop(old)
                self._sheets.pop(old, None)
            return self._brought_up_to_date(place, *loaded)

    def document(self, name: str) -> Document:
        """A text as the last run curated it. Raises `UsageError` for an unknown one."""
        with self.lock:
            found = self._stored(lambda store, _: self._document(store, name))
        if found is None:
            raise UsageError(f"there is no text '{name}'", remedy="run `make`, and load the page again")
        return found

    def similar(self, sheet: Sheet, line: Line) -> Similar | None:
        """The approved sentence that is most like one, with what was made of it."""
        context = sheet.context
        with self.lock:
            return self._stored(
                lambda store, _: Memory(
                    StoredPairs(store, sheet.language, sheet.document.language),
                    lambda source, target: judge(source, target, context),
                    comma=context.decimal == "comma",
                ).similar(line.source)
            )

    def concordance(self, language: str, words: str, most: int = 20) -> list[tuple[str, str, str]]:
        """Approved pairs in which words stand, as (text, source, target)."""
        like = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        query = (
            "SELECT name, source, target FROM approved WHERE language = ?"
            " AND (source LIKE ? ESCAPE '\\' OR target LIKE ? ESCAPE '\\') ORDER BY source, target LIMIT ?"
        )
        with self.lock:
            return self._stored(lambda store, _: [*map(tuple, store.rows(query, language, like, like, most))]) or []

    def _stored(self, work: Callable[[Store, Looks], T]) -> T | None:
        """What the store says; None while a run has it."""
        try:
            found = with_store(self.project, work)
        except UsageError:
            self.busy = True
            return None
        self.busy = False
        return found

    def _document(self, store: Store, name: str) -> Document | None:
        row = store.row("SELECT name, failure FROM documents WHERE stem = ?", name)
        if row and row[1] is not None:
            raise FailedError(Failure(*row))
        return document(store, row[0], settings_of(self.project, Options()).off) if row else None

    def _load(self, store: Store, language: str, name: str) -> tuple[Document, tuple[Target, ...], Inputs] | None:
        text = self._document(store, name)
        if text is None or language not in self.languages():
            return None
        inputs = stored_inputs(store, self.project, settings_of(self.project, Options()))
        found = targets(store, text, inputs).get(language)
        return (text, found, inputs) if found else None

    def _brought_up_to_date(
        self, place: tuple[str, str], text: Document, known: Sequence[Target], inputs: Inputs
    ) -> Sheet:
        language, _ = place
        folder = LanguageFolder(self.project.translations, language)
        file, _ = folder.paths(text.name)
        data = content(file)
        stamp = digest(data) if data is not None else ""
        held = self._sheets.get(place)
        if held and held.stamp == stamp and held.document == text:
            return held
        context = PairContext(text.language, language, inputs.settings, inputs.glossary)
        units = folder.merge(text).kept
        sheet = Sheet(text, language, file, stamp, (), context)
        lines = tuple(_lines(sheet, known, units))
        self._sheets[place] = msgspec.structs.replace(sheet, lines=lines)
        return self._sheets[place]


def _lines(sheet: Sheet, known: Sequence[Target], units: dict[str, Unit]) -> Iterator[Line]:
    blocked = blocked_segments(sheet.document)
    for number, (segment, target) in enumerate(zip(sheet.document.segments, known, strict=True), 1):
        unit = units.get(segment.key)
        kind, source = sheet.document.blocks[segment.block].kind, sheet.document.sentence(segment)
        line = Line(number, kind, segment, source, target, unit, version(unit))
        if unit is not None and segment.translate and _is_news(unit, target):
            line = msgspec.structs.replace(line, target=_live(sheet, line, unit, blocked.get(segment.key)))
        yield line


def _is_news(unit: Unit, target: Target) -> bool:
    """Whether a file says something else than the last run left; of a draft kept from readers it says less."""
    said = (unit.target, unit.state, unit.review, unit.remarks)
    if unit.state == "needs-translation" and unit.target == target.draft:
        said = (unit.target, target.state, unit.review, unit.remarks)
    return said != (target.draft, target.state, target.review, target.remarks)


def _live(sheet: Sheet, line: Line, unit: Unit, blocked: str | None) -> Target:
    """A target as a file has it now, which is not how the last run left it."""
    if unit.target is None:
        return Target(line.target.key, None, line.target.draft, state="needs-translation", remarks=unit.remarks)
    findings = (*sheet.judged(line, unit.target, unit.review), *_across(line, unit))
    withheld = blocked or first_error(findings)
    return msgspec.structs.replace(
        line.target,
        text=None if withheld else unit.target,
        draft=unit.target,
        origin=unit.origin,
        engine=unit.engine,
        state=unit.state,
        withheld=withheld,
        findings=findings,
        previous=unit.previous,
        remarks=unit.remarks,
        derivation=unit.derivation,
        review=unit.review,
    )


def _across(line: Line, unit: Unit) -> Iterator[Finding]:
    """What the last run's checks across documents said of the very text that stands there, as it is answered now."""
    answers = {one.check: one for one in unit.review.answers(line.source, unit.target)}
    for finding in line.target.findings if unit.target == line.target.draft else ():
        if finding.check in _ACROSS:
            yield msgspec.structs.replace(finding, waived=None, waived_by=None).answered(answers.get(finding.check))


def version(unit: Unit | None) -> str:
    """What tells a translation from every other state of it."""
    said = () if unit is None else (unit.target, unit.state, unit.remarks, unit.review)
    return digest(msgspec.json.encode(said))[:16]
