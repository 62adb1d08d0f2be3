"""What people do on the page, each written at once into the files that the pipeline and other tools read."""

import codecs
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from pipeline import ingest
from pipeline.core.errors import UsageError
from pipeline.core.files import ChangedMeanwhile, content, scratch, write_file
from pipeline.core.model import Document, Edit, SideFile, Waiver
from pipeline.core.targets import Approval
from pipeline.core.text.folding import fold_hash
from pipeline.core.yaml import YamlFile
from pipeline.core.yaml.additions import with_item
from pipeline.exchange.xliff.editing import Revision, revised
from pipeline.glossary import load_glossary
from pipeline.job import stages
from pipeline.job.inputs import Options, settings_of
from pipeline.job.names import read_side
from pipeline.review.desk import Desk, Line, Sheet

_TRIES = 5  # times that a file is read anew because somebody else's sentence in it was saved meanwhile


class Conflict(Exception):  # noqa: N818 - no error: somebody else was there first, and both texts are shown
    """A sentence is no longer as the person saw it; it is left as it is."""

    def __init__(self, line: Line):
        self.line = line
        super().__init__(line.segment.key)


class Step(msgspec.Struct, frozen=True):
    """What was done to a sentence, so that it can be taken back: its trans-unit before, and its version afterwards."""

    language: str
    name: str
    key: str
    before: str
    version: str


class Hands:
    """Everything that changes a file, one change at a time."""

    def __init__(self, desk: Desk):
        self.desk = desk
        self._steps: dict[str, list[Step]] = {}

    def save(self, place: "Place", text: str, person: str) -> Sheet:
        """Write a translation; it counts as translated, and as approved by nobody."""
        return self._revise(place, Revision(text=text, author=person or None), person)

    def approve(self, place: "Place", text: str, person: str) -> Sheet:
        """Write a translation and who approves it. Raises `UsageError` without a name."""
        if not person:
            raise UsageError("an approval needs a name")
        _, line = self._line(place)
        approval = Approval("single", fold_hash(line.source), fold_hash(text), person, today())
        return self._revise(place, Revision(text=text, author=person, approval=approval), person)

    def comment(self, place: "Place", text: str, comment: str, person: str) -> Sheet:
        """Put a comment beside a translation, and keep the translation as it was written."""
        return self._revise(place, Revision(text=text, author=person or None, note=comment), person)

    def waive(self, place: "Place", text: str, check: str, reason: str, person: str) -> Sheet:
        """Answer a finding on these two texts: a note that other tools show and the checks obey."""
        return self._revise(place, Revision(text=text, author=person or None, note=f"ok {check}: {reason}"), person)

    def undo(self, person: str) -> tuple[Step, Sheet] | None:
        """Take back what a person did last, unless the sentence has been changed since."""
        with self.desk.lock:
            steps = self._steps.get(person)
            if not steps:
                return None
            step = steps[-1]
            place = Place(step.language, step.name, step.key, step.version)
            sheet = self._revise(place, Revision(element=step.before), None)
            steps.pop()
            return step, sheet

    def answer(self, name: str, check: str, text: str, reason: str, person: str) -> Path:
        """Write into a text's side file that a finding is no fault."""
        item = Waiver(check, text, reason, person or None)
        return self._add(name, "waive", item)

    def correct(self, name: str, edit: Edit) -> Path:
        """Write a correction into a text's side file."""
        return self._add(name, "edits", edit)

    def would_be(self, name: str, edit: Edit) -> tuple[Document, Document]:
        """A text as it is, and as it would be with a correction."""
        raw, side = self._raw(name)
        settings = settings_of(self.desk.project, Options())
        curate = stages.build(settings, load_glossary(self.desk.project.glossary_in_use, settings.packs))
        corrected = msgspec.structs.replace(side, edits=(*side.edits, edit))
        return curate(ingest.read(raw, settings, side)), curate(ingest.read(raw, settings, corrected))

    def term(self, language: str, term: str, translation: str, kind: str) -> Path:
        """Add a concept to the glossary, with everything else in the file as it is."""
        path = self.desk.project.glossary
        identifier = "-".join("".join(c if c.isalnum() else " " for c in term.lower()).split())
        translations = {language: {"text": translation, "status": "draft"}}
        item = {"id": identifier, "en": term, "type": kind, "translations": translations}
        with self.desk.lock:
            return _append(path, "concepts", item, load_glossary)

    def _add(self, name: str, key: str, record: Waiver | Edit) -> Path:
        with self.desk.lock:
            raw, _ = self._raw(name)
            path = raw.path.with_suffix(".yaml")
            item = {k: v for k, v in msgspec.to_builtins(record).items() if v is not None}
            return _append(path, key, item, read_side)

    def _raw(self, name: str) -> tuple[ingest.RawText, SideFile]:
        for raw in ingest.scan(self.desk.project.raw)[0]:
            if raw.path.stem == name:
                return raw, read_side(raw.side)
        raise UsageError(f"there is no text '{name}' in {self.desk.project.raw}", remedy="load the page again")

    def _line(self, place: "Place") -> tuple[Sheet, Line]:
        sheet = self.desk.sheet(place.language, place.name)
        line = sheet.line(place.key)
        if line.version != place.version:
            raise Conflict(line)
        return sheet, line

    def _revise(self, place: "Place", revision: Revision, person: str | None) -> Sheet:
        """Change one trans-unit, and keep how to take that back."""
        with self.desk.lock:
            before = self._write(place, revision)
            done = self.desk.sheet(place.language, place.name)
            if person is not None:
                step = Step(place.language, place.name, place.key, before, done.line(place.key).version)
                self._steps.setdefault(person, []).append(step)
            return done

    def _write(self, place: "Place", revision: Revision) -> str:
        """Change one trans-unit; gives it as it was."""
        for _ in range(_TRIES):
            sheet, _line = self._line(place)
            data = content(sheet.file)
            if data is None:
                raise UsageError("the file has gone", file=sheet.file, remedy="run `make`, which writes it anew")
            new, before = revised(sheet.file, place.key, revision)
            with suppress(ChangedMeanwhile):
                write_file(sheet.file, new, over=data)
                return before
        raise Conflict(self._line(place)[1])


class Place(msgspec.Struct, frozen=True):
    """A sentence as a person saw it: where it is, and the version that was on the screen."""

    language: str
    name: str
    key: str
    version: str


def today() -> str:
    """The day, as records have it."""
    return datetime.now(UTC).astimezone().date().isoformat()


def _append(path: Path, key: str, item: Mapping[str, object], check: Callable[[Path], object]) -> Path:
    """Add an item to a list of a YAML file, once whoever reads such a file finds no fault in what it will be."""
    old = content(path)
    if old is not None:
        YamlFile.load(path)
    mark = codecs.BOM_UTF8 if old and old.startswith(codecs.BOM_UTF8) else b""
    new = mark + with_item((old or b"").decode("utf-8-sig"), key, item, path).encode()
    with scratch() as folder:
        trial = folder / path.name
        write_file(trial, new)
        try:
            check(trial)
        except UsageError as error:
            raise UsageError(error.message, file=path, remedy=error.remedy or "correct it") from error
    write_file(path, new, over=old)
    return path
