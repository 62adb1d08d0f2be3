"""What people do on the page, each written at once into the files that the pipeline and other tools read."""

import codecs
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline import ingest
from pipeline.core.errors import UsageError
from pipeline.core.files import content, scratch, write_file
from pipeline.core.model import Document, Edit, SideFile, Waiver
from pipeline.core.targets import Approval
from pipeline.core.text.folding import find_folded, fold_hash
from pipeline.core.yaml import YamlFile
from pipeline.core.yaml.additions import with_item
from pipeline.glossary import Glossary, load_glossary
from pipeline.job import stages
from pipeline.job.inputs import Options, settings_of
from pipeline.job.names import read_side
from pipeline.job.people.editing import Sentence
from pipeline.job.reviewers import signature, today
from pipeline.review.desk import Desk, Line, Sheet
from pipeline.translation.withholding import blocked_segments

Deed = Callable[[Sentence, Line], None]

_NOBODY = "review page"  # whom a comment is from where nobody has said who they are


class Conflict(Exception):  # noqa: N818 - no error: somebody else was there first, and both texts are shown
    """A sentence is no longer as the person saw it; it is left as it is."""

    def __init__(self, line: Line):
        self.line = line
        super().__init__(line.segment.key)


class OpenErrorError(UsageError):
    """What is to be approved has a fault that keeps it from readers: what a `check` says, if not of the source."""

    def __init__(self, message: str, check: str = ""):
        self.check = check
        super().__init__(message)


class NotUniqueError(UsageError):
    """Words that a side file is to name stand in the raw text so many times, which is not once."""

    def __init__(self, count: int):
        self.count = count
        super().__init__(f"these words stand {count} times in the raw text")


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
        return self._change(place, person, lambda one, line: one.write(text, _was(line)))

    def approve(self, place: "Place", text: str, person: str) -> Sheet:
        """Write a translation and who approves it.

        Raises `UsageError` for who may not approve, and over an open error: that is mended or answered first.
        """
        sheet, line = self._line(place)
        signed = signature(self.desk.project.reviewers, person, None, place.language, today())
        known = line.open if text == _was(line) else ()  # what checks across documents say is among them
        found = [one for one in (*sheet.judged(line, text, line.target.review), *known) if one.withholds]
        blocked = blocked_segments(sheet.document).get(place.key)
        if found or blocked:
            raise (
                OpenErrorError(blocked)
                if blocked
                else OpenErrorError(f"{found[0].message} ({found[0].check})", found[0].check)
            )
        approval = Approval("single", fold_hash(line.source), fold_hash(text), signed.person, signed.day, signed.role)
        return self._change(place, person, lambda one, line: one.approve(text, _was(line), approval))

    def comment(self, place: "Place", text: str, words: str, person: str) -> Sheet:
        """Put a comment beside a translation, and keep the translation as it was written."""
        return self._remark(place, text, person, lambda one, _: one.comment(words, person or _NOBODY))

    def waive(self, place: "Place", text: str, check: str, reason: str, person: str) -> Sheet:
        """Answer a finding on these two texts: a note that other tools show and the checks obey."""

        def answer(one: Sentence, line: Line) -> None:
            one.waive(check, reason, line.source, text, person or _NOBODY, today())

        return self._remark(place, text, person, answer)

    def _remark(self, place: "Place", text: str, person: str, remark: Deed) -> Sheet:
        """A remark on a draft makes no translation of it; one on another text keeps that."""

        def both(one: Sentence, line: Line) -> None:
            if text != _was(line):
                one.write(text, _was(line))
            remark(one, line)

        return self._change(place, person, both)

    def undo(self, at: "Place", person: str) -> Sheet | None:
        """Take back what a person did last to a sentence, unless it has been changed since."""
        with self.desk.lock:
            steps = self._steps.get(person, [])
            here = [one for one in steps if (one.language, one.name, one.key) == (at.language, at.name, at.key)]
            if not here:
                return None
            step = here[-1]
            place = Place(step.language, step.name, step.key, step.version)
            sheet = self._change(place, None, lambda one, _: one.put_back(step.before))
            steps.remove(step)
            return sheet

    def answer(self, name: str, check: str, text: str, reason: str, person: str) -> Path:
        """Write into a text's side file that a finding is no fault. Raises `NotUniqueError`."""
        self._require_unique(name, text, lambda side: [one.text for one in side.waive if one.check == check])
        item = Waiver(check, text, reason, person or None)
        return self._add(name, "waive", item)

    def correct(self, name: str, edit: Edit) -> Path:
        """Write a correction into a text's side file. Raises `NotUniqueError`."""
        self._require_unique(name, edit.find, _found)
        return self._add(name, "edits", edit)

    def would_be(self, name: str, edit: Edit) -> tuple[Document, Document]:
        """A text as it is, and as it would be with a correction."""
        self._require_unique(name, edit.find, _found)
        raw, side = self._raw(name)
        settings = settings_of(self.desk.project, Options())
        curate = stages.build(settings, load_glossary(self.desk.project.glossary_in_use, settings.packs))
        corrected = msgspec.structs.replace(side, edits=(*side.edits, edit))
        return curate(ingest.read(raw, settings, side)), curate(ingest.read(raw, settings, corrected))

    def term(self, language: str, term: str, translation: str, kind: str) -> Path:
        """Add a concept to the glossary, with everything else in the file as it is."""
        if not term or not translation:
            raise UsageError("there is no term, or no translation", remedy="write both")
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

    def _require_unique(self, name: str, words: str, known: Callable[[SideFile], Sequence[str]]) -> None:
        """Raise `NotUniqueError` where words stand in the raw text not just once, or are `known` to the side file."""
        raw, side = self._raw(name)
        settings = settings_of(self.desk.project, Options())
        bare = msgspec.structs.replace(side, edits=(), waive=())
        text = ingest.build(settings, Glossary())(ingest.read(raw, settings, bare)).text
        count = len(find_folded(text, words))
        if count != 1 or " ".join(words.split()) in (" ".join(one.split()) for one in known(side)):
            raise NotUniqueError(count)

    def _raw(self, name: str) -> tuple[ingest.RawText, SideFile]:
        settings = settings_of(self.desk.project, Options())
        for raw in ingest.scan(self.desk.project.raw, follow_links=settings.follow_links)[0]:
            if raw.path.stem == name:
                return raw, read_side(raw.readable_side())
        raise UsageError(f"there is no text '{name}' in {self.desk.project.raw}", remedy="load the page again")

    def _line(self, place: "Place") -> tuple[Sheet, Line]:
        sheet = self.desk.sheet(place.language, place.name)
        line = sheet.line(place.key)
        if line.version != place.version:
            raise Conflict(line)
        return sheet, line

    def _change(self, place: "Place", person: str | None, deed: Deed) -> Sheet:
        """Do something to a sentence that is as the person saw it, and keep how to take that back."""
        with self.desk.lock:
            _, line = self._line(place)
            sentence = Sentence(self.desk.project, place.language, place.name, place.key)
            before = sentence.as_it_was()
            deed(sentence, line)
            done = self.desk.sheet(place.language, place.name)
            if person is not None:
                step = Step(place.language, place.name, place.key, before, done.line(place.key).version)
                self._steps.setdefault(person, []).append(step)
            return done


class Place(msgspec.Struct, frozen=True):
    """A sentence as a person saw it: where it is, and the version that was on the screen."""

    language: str
    name: str
    key: str
    version: str


def _found(side: SideFile) -> list[str]:
    """The words that edits of a side file find."""
    return [one.find for one in side.edits]


def _was(line: Line) -> str:
    """The text that stands in the file."""
    return (line.unit.target if line.unit else None) or ""


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
            first = error.faults[0]
            raise UsageError(first.message, file=path, remedy=first.remedy or "correct it") from error
    write_file(path, new, over=old)
    return path
