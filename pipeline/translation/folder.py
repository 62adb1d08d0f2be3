"""The folder of one target language in translations/: each document's XLIFF file and what is parked.

A run reads a document's files before it works on it and writes them afterwards. What a translator saves in between is
left as it is. A text that goes from one file to another is written where it goes before it leaves where it was, so that
a run that is killed between the two has it twice, never nowhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from os.path import lexists
from pathlib import Path, PurePath
from typing import Protocol

import msgspec

from pipeline.core.errors import DocumentError, shown
from pipeline.core.files import (
    ChangedMeanwhile,
    content,
    delete_file,
    digest,
    paths_in,
    rename_file,
    write_file,
)
from pipeline.core.model import Document
from pipeline.core.names import same_person
from pipeline.core.places import refusal, told, within
from pipeline.core.tags import canonical
from pipeline.core.targets import EngineUse, Target
from pipeline.core.text.folding import folded
from pipeline.exchange import xliff
from pipeline.exchange.xliff.merge import Merged, merge
from pipeline.exchange.xliff.parking import SUFFIX, Marked
from pipeline.exchange.xliff.reading import lines_of
from pipeline.exchange.xliff.revising import Revision, revise
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.translation.memories import REFUSED, Memories

_SOURCE = "correct the file, or `language:` in the side file"
PARKED = SUFFIX.removesuffix(".xlf")


class Seen(Protocol):
    """The hash of each file as it was last read or written, None where there was none."""

    def get(self, path: Path, /) -> str | None:
        """That of a file."""

    def __setitem__(self, path: Path, hashed: str | None, /) -> None:
        """Note that of a file."""


class LanguageFolder:
    """One language's files as a run reads and writes them.

    What cannot be read or written is a `DocumentError`, which says what to do.
    """

    def __init__(self, translations: Path, language: str, seen: Seen | None = None, *, two_people: bool = False):
        self.path, self.language, self.two_people = translations / language, language, two_people
        self.memories = Memories(self.path, language)
        self.told: list[str] = []
        self._seen: Seen = {} if seen is None else seen

    def merge(self, document: Document) -> Merged:
        """What people and machines wrote before, brought to the document's segments.

        Where only what is parked cannot be read, the document's own file serves, and `write` refuses both.
        """
        file, parked = self.paths(document.name)
        try:
            data = content(file)
            self._seen[file], self._seen[parked] = _hash(data), _hash(content(parked))
            units = [] if data is None else self._of(document, file)
            return self._counted(merge(document, [*units, *self._parked_beside(parked, data, units)]))
        except OSError as error:
            raise _refusal(error, file, parked) from error

    @staticmethod
    def _parked_beside(parked: Path, data: bytes | None, units: Sequence[Unit]) -> list[Unit]:
        try:
            return xliff.read_parked(parked, data, units)
        except DocumentError:
            if data is None:
                raise
            return []

    def write(
        self,
        document: Document,
        parked_units: Sequence[Unit],
        targets: Sequence[Target],
        notes: Mapping[str, Sequence[str]],
        terms_hashes: Mapping[str, str],
        engines: Sequence[EngineUse],
    ) -> None:
        """Write a document's files, unless a translator saved one of them since they were read.

        What is parked takes texts over before the file gives them up, and gives up its own after the file has them.
        """
        file, parked = self.paths(document.name)
        data = xliff.render(document, self.language, targets, notes, terms_hashes, engines)
        try:
            was, last = content(file), content(parked)
            for path, found in ((file, was), (parked, last)):
                if _hash(found) != self._seen.get(path):
                    raise ChangedMeanwhile(path)
            before = xliff.read_parked(parked, was, xliff.read(file) if was else []) if last else []
            under_way = xliff.moved(before, parked_units, document.id)
            final: list[Marked] = [("parked", unit) for unit in parked_units]
            if any(mark != "parked" for mark, _ in under_way):
                last = self._put(parked, self._rendered(parked, under_way, document, was), last)
            self._put(file, data, was)
            self._put(parked, self._rendered(parked, final, document, None), last)
        except ChangedMeanwhile as changed:
            reason = "was saved while this run was at work and is left as it is"
            raise DocumentError(reason, file=changed.args[0], remedy="run again") from changed
        except OSError as error:
            raise _refusal(error, file, parked) from error

    def adopt(self, texts: Iterable[tuple[str, str]]) -> list[str]:
        """Bring the files of texts that have a new name, but the id in whose keys they were written, to that name.

        The texts are given by name and id; gives the names of those that got files.
        """
        texts, adopted = list(texts), []
        named_otherwise = {identifier: name for name, identifier in texts if self.stem(name) != identifier}
        waiting = {one: name for one, name in named_otherwise.items() if not self.paths(name)[0].exists()}
        for stem in self.retired(name for name, _ in texts) if waiting else ():
            try:
                identifier = self._load(stem).document
                if name := waiting.pop(identifier, None):
                    self.take_over(stem, self.stem(name), identifier)
                    adopted.append(name)
            except (DocumentError, OSError):
                continue  # it is told of where it is counted among those that have no text
        return adopted

    def retired(self, texts: Iterable[str]) -> list[str]:
        """The names of the files here of which no text is there."""
        present = {self.stem(name) for name in texts}
        here = {path.name.removesuffix(".xlf").removesuffix(PARKED) for path in self._ending(".xlf")}
        return sorted(here - present)

    def take_over(self, old: str, new: str, document: str) -> None:
        """Give the files of one name to another. Raises `DocumentError` and `OSError`; nothing is lost then.

        Where the new name has people's work already, it stays, and the old one's is parked beside it.
        """
        self.taking_over(old, new, document)()

    def taking_over(self, old: str, new: str, document: str) -> Callable[[], None]:
        """Read all that `take_over` needs, and give what then does it. Raises `DocumentError` and `OSError`."""
        (old_file, old_parked), (file, parked) = self._named(old), self._named(new)
        units = xliff.read(file) if file.exists() else []
        parked_units = xliff.read_parked(parked, content(file), units)
        olds = xliff.read(old_file) if old_file.exists() else []
        more = xliff.read_parked(old_parked, content(old_file), olds)
        in_use = any(unit.owned or unit.remarks for unit in units)
        more += olds if in_use else []
        together = [unit for _, unit in xliff.moved(parked_units, more, document)]
        languages = (xliff.load(old_file if old_file.exists() else old_parked).source_language, self.language)
        data = xliff.render_parked(new, [("parked", unit) for unit in together], languages, None)

        def move() -> None:
            _put(parked, data)
            if olds and not in_use:
                delete_file(file)
                rename_file(old_file, file)
            delete_file(old_file)
            delete_file(old_parked)

        return move

    def revise(self, stem: str, revisions: Mapping[str, Revision]) -> None:
        """Change trans-units of a text's file, by their keys; all else in it stays as it is. Raises `DocumentError`.

        What somebody saves meanwhile stays, and so does the file then.
        """
        file, _ = self._named(stem)
        within(self.path.parent, self.language)
        try:
            was = content(file)
            if was is None:
                raise DocumentError("there is no such file", file=file, remedy="run `make` first")
            write_file(file, revise(file, revisions), over=was)
        except ChangedMeanwhile as changed:
            reason = "was saved meanwhile and is left as it is"
            raise DocumentError(reason, file=file, remedy="give the same command again") from changed
        except OSError as error:
            raise refusal(error, file, REFUSED) from error

    def units(self, stem: str) -> Iterator[tuple[str, Unit]]:
        """What stands in the files of a name, with the language of the sources. Raises `DocumentError`."""
        file, parked = self._named(stem)
        try:
            loaded = self._load(stem)
            units = loaded.units if file.exists() else []
            for unit in (*units, *xliff.read_parked(parked, content(file), units)):
                yield loaded.source_language, self._count(unit)
        except OSError as error:
            raise _refusal(error, file, parked) from error

    def require_open(self) -> None:
        """Raise `DocumentError` where the folder is a link, or is there and nobody can look into it."""
        within(self.path.parent, self.language)
        self._ending(".xlf")

    def _ending(self, suffix: str) -> list[Path]:
        with told(self.path, REFUSED):
            return paths_in(self.path, suffix)

    def paths(self, name: str) -> tuple[Path, Path]:
        """The file of a text of this name and what is parked beside it."""
        return self._named(self.stem(name))

    def file(self, stem: str) -> Path:
        """The file of a name."""
        return self._named(stem)[0]

    @staticmethod
    def stem(name: str) -> str:
        """What the files of a text are called; none is called as what another has parked."""
        stem = PurePath(name).stem
        return f"{stem}_" if stem.rstrip("_").endswith(PARKED) else stem

    def _named(self, stem: str) -> tuple[Path, Path]:
        return self.path / f"{stem}.xlf", self.path / f"{stem}{SUFFIX}"

    def _counted(self, merged: Merged) -> Merged:
        """What was brought over, with the states that the settings make of approvals."""
        kept = {key: self._count(unit) for key, unit in merged.kept.items()}
        return Merged(kept, [self._count(unit) for unit in merged.parked])

    def _count(self, unit: Unit) -> Unit:
        """A unit whose approval counts only if two people gave it, where the settings ask for two."""
        if self.two_people and unit.approved:
            people = {same_person(one.person or "") for one in unit.review.approved(unit.source, unit.target)} - {""}
            if len(people) < 2:
                return msgspec.structs.replace(unit, state="translated")
        return unit

    def _load(self, stem: str) -> xliff.File:
        path = next((path for path in self._named(stem) if lexists(path)), None)
        if path is None:
            raise DocumentError(
                "there is no file of this name any more, or its name is not UTF-8 text",
                remedy="rename it",
                file=self._named(stem)[0],
            )
        return self._file(path)

    def _file(self, path: Path) -> xliff.File:
        """Read a file. Raises `DocumentError` for one in another language: its words would be taken for this one's."""
        file = xliff.load(path)
        if not file.units and not file.is_ours:
            what, remedy = "nothing is left in this file", "restore it from a copy, or delete it to have it made anew"
            raise DocumentError(what, file=path, remedy=remedy)
        for tag, line in sorted(file.target_languages.items()):
            other = tag if tag == self.language else canonical(tag)
            if other and other.partition("-")[0] != self.language.partition("-")[0]:
                what = f"the file says that its translations are in {other}, not in {self.language}"
                remedy = "move it to the folder of its language, or correct that"
                raise DocumentError(what, file=path, line=line, remedy=remedy)
        return file

    def _of(self, document: Document, path: Path) -> list[Unit]:
        """The units of a text's file. Raises `DocumentError` for what others made of a text in another language.

        What the pipeline wrote may name another, and is told of: mostly the side file has given the text its language
        since, and else somebody has changed the file.
        """
        file = self._file(path)
        other = canonical(file.source_language)
        if other and other.partition("-")[0] != document.language.partition("-")[0]:
            what = f"the file says that its sources are in {other}, and the text is in {document.language}"
            fault = DocumentError(what, file=path, line=file.line, remedy=_SOURCE)
            if not file.is_ours:
                raise fault
            self.told.append(f"{fault}; it says {document.language} from now on.")
        self.told += file.strange
        self.told += self._edited_sources(document, path, file.units)
        return file.units

    @staticmethod
    def _edited_sources(document: Document, path: Path, units: Sequence[Unit]) -> list[str]:
        """A line where a source was edited in a file: the text of raw/ is what counts."""
        sources = {segment.key: document.sentence(segment) for segment in document.segments}
        edited = [one.key for one in units if folded(one.source) != folded(sources.get(one.key, one.source))]
        if not edited:
            return []
        lines = lines_of(path)
        where = ", ".join(str(lines[key]) for key in edited[:5]) + (", …" if len(edited) > 5 else "")
        what, were = ("the source in line", "was") if len(edited) == 1 else ("the sources in lines", "were")
        place = f"{shown(path, most=1000)}:{lines[edited[0]]}"
        why = f"{were} edited in the file, which does not count; correct the text in raw/"
        return [f"{place}: {what} {where} {why}."]

    def _rendered(self, path: Path, units: Sequence[Marked], document: Document, file: bytes | None) -> bytes | None:
        return xliff.render_parked(path.name.removesuffix(SUFFIX), units, (document.language, self.language), file)

    def _put(self, path: Path, data: bytes | None, over: bytes | None) -> bytes | None:
        """Write a file over what it holds, or delete it, and note that; gives what it then holds."""
        _put(path, data, over=over)
        self._seen[path] = _hash(data)
        return data


def _refusal(error: OSError, file: Path, parked: Path) -> DocumentError:
    """What the system refuses of one of a text's two files."""
    return refusal(error, parked if error.filename == str(parked) else file, REFUSED)


def _hash(data: bytes | None) -> str | None:
    return None if data is None else digest(data)


def _put(path: Path, data: bytes | None, **over: bytes | None) -> None:
    """Write a file, or delete it where there is nothing to write; with `over` as `write_file`."""
    if data is not None:
        write_file(path, data, **over)
    elif path.exists():
        if over and content(path) != over["over"]:
            raise ChangedMeanwhile(path)
        delete_file(path)
