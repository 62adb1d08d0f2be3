"""The folder of one target language in translations/: each document's XLIFF file, what is parked, and memories.

A run reads a document's files before it works on it and writes them afterwards. What a translator saves in between is
left as it is. A text that goes from one file to another is written where it goes before it leaves where it was, so that
a run that is killed between the two has it twice, never nowhere.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath

from pipeline.core.errors import DocumentError
from pipeline.core.files import ChangedMeanwhile, content, delete_file, rename_file, write_file
from pipeline.core.model import Document
from pipeline.core.project import Failure
from pipeline.core.targets import EngineUse, Target
from pipeline.exchange import tmx, xliff
from pipeline.exchange.xliff.merge import Merged, merge
from pipeline.exchange.xliff.parking import SUFFIX, Marked
from pipeline.exchange.xliff.trans_units import Unit

MEMORY = "memory.tmx"  # what is approved, for other tools; made anew by every run
PARKED = SUFFIX.removesuffix(".xlf")


class LanguageFolder:
    """One language's files as a run reads and writes them.

    `files` are those that the run stands for, `failures` those that could not be read or written, each with what to
    do; `told` are lines for whoever started the run.
    """

    def __init__(self, translations: Path, language: str):
        self.path, self.language = translations / language, language
        self.files: list[Path] = []
        self.failures: list[Failure] = []
        self.told: list[str] = []
        self._read: dict[Path, bytes | None] = {}
        self._parked: dict[str, list[Unit]] = {}

    def merge(self, document: Document) -> Merged | None:
        """What people and machines wrote before, brought to the document's segments; None where a file is unsound."""
        file, parked = self.paths(document.name)
        try:
            self._read |= {path: content(path) for path in (file, parked)}
            units = xliff.read(file) if self._read[file] is not None else []
            self._parked[document.name] = xliff.read_parked(parked, self._read[file], units)
            return merge(document, [*units, *self._parked[document.name]])
        except DocumentError as error:
            self.failures.append(Failure(str(file), str(error)))
        except OSError as error:
            self._fail(file, error)
        return None

    def write(
        self,
        document: Document,
        merged: Merged,
        targets: Sequence[Target],
        notes: Mapping[str, Sequence[str]],
        terms_hashes: Mapping[str, str],
        engines: Sequence[EngineUse],
    ) -> None:
        """Write a document's files, unless a translator saved one of them since they were read.

        What is parked takes texts over before the file gives them up, and gives up its own after the file has them.
        """
        file, parked = self.paths(document.name)
        was, last = self._read[file], self._read[parked]
        data = xliff.render(document, self.language, targets, notes, terms_hashes, engines)
        under_way = xliff.moved(self._parked[document.name], merged.parked, document.id)
        steps: list[list[Marked]] = [under_way] if any(mark != "parked" for mark, _ in under_way) else []
        try:
            for path in (file, parked):
                if content(path) != self._read[path]:
                    raise ChangedMeanwhile(path)
            for step in steps:
                between = self._rendered(parked, step, document, was)
                _put(parked, between, over=last)
                last = between
            _put(file, data, over=was)
            _put(parked, self._rendered(parked, [("parked", u) for u in merged.parked], document, None), over=last)
        except ChangedMeanwhile as changed:
            path = changed.args[0]
            reason = f"{path}: was saved while this run was at work and is left as it is; run again"
            self.failures.append(Failure(str(path), reason))
        except OSError as error:
            self._fail(file, error)
        else:
            self.files += [file, *([parked] if merged.parked else [])]

    def adopt(self, documents: Iterable[Document]) -> None:
        """Bring the files of texts that have a new name, but the `id` in whose keys they were written, to that name."""
        documents = list(documents)
        named_otherwise = [d for d in documents if d.side.id or self.stem(d.name) != d.id]
        waiting = {d.id: d for d in named_otherwise if not self.paths(d.name)[0].exists()}
        for stem in self.retired(documents) if waiting else ():
            try:
                document = waiting.pop(self._load(stem).document, None)
                if document:
                    self.take_over(stem, self.stem(document.name), document.id)
            except (DocumentError, OSError):
                continue  # it is told of where it is counted among those that have no text

    def retired(self, documents: Iterable[Document]) -> list[str]:
        """The names of the files here whose text is gone."""
        present = {self.stem(document.name) for document in documents}
        here = {path.name.removesuffix(".xlf").removesuffix(PARKED) for path in self.path.glob("*.xlf")}
        return sorted(here - present)

    def take_over(self, old: str, new: str, document: str) -> None:
        """Give the files of one name to another. Raises `DocumentError` and `OSError`; nothing is lost then.

        Where the new name has people's work already, it stays, and the old one's is parked beside it.
        """
        (old_file, old_parked), (file, parked) = self._named(old), self._named(new)
        units = xliff.read(file) if file.exists() else []
        parked_units = xliff.read_parked(parked, content(file), units)
        olds = xliff.read(old_file) if old_file.exists() else []
        more = xliff.read_parked(old_parked, content(old_file), olds)
        in_use = any(unit.owned or unit.remarks for unit in units)
        more += olds if in_use else []
        together = [unit for _, unit in xliff.moved(parked_units, more, document)]
        languages = (xliff.load(old_file if old_file.exists() else old_parked).source_language, self.language)
        _put(parked, xliff.render_parked(new, [("parked", unit) for unit in together], languages, None))
        if olds and not in_use:
            delete_file(file)
            rename_file(old_file, file)
        delete_file(old_file)
        delete_file(old_parked)

    def units(self, stem: str) -> Iterator[tuple[str, Unit]]:
        """What stands in the files of a name, with the language of the sources. Raises `DocumentError`, `OSError`."""
        file, parked = self._named(stem)
        loaded = self._load(stem)
        units = loaded.units if file.exists() else []
        for unit in (*units, *xliff.read_parked(parked, content(file), units)):
            yield loaded.source_language, unit

    def given(self, source_language: str) -> list[tuple[str, str]]:
        """The pairs of the TMX files that a team has put beside its XLIFF files."""
        pairs = []
        for path in sorted(self.path.glob("*.tmx")):
            try:
                if path.name != MEMORY or not tmx.is_ours(path):
                    found = tmx.read(path, source_language, self.language)
                    self._tell_of_torn(path, found)
                    pairs += found
            except DocumentError as error:
                self.failures.append(Failure(str(path), str(error)))
        return pairs

    def write_memory(self, approved: Iterable[tuple[str, str, str]]) -> None:
        """Write the approved pairs, as (source language, source, target), for other tools.

        A file of that name that is not the pipeline's, or was edited, is left alone.
        """
        memory = self.path / MEMORY
        if memory.exists() and not tmx.is_ours(memory):
            self.told.append(f"{memory}: is yours, not the pipeline's, and is read as such; rename it to have both.")
            return
        try:
            tmx.write(memory, approved, self.language)
        except OSError as error:
            self._fail(memory, error)
        self.files += [memory] if memory.exists() else []

    def paths(self, name: str) -> tuple[Path, Path]:
        """The file of a text of this name and what is parked beside it."""
        return self._named(self.stem(name))

    @staticmethod
    def stem(name: str) -> str:
        """What the files of a text are called; none is called as what another has parked."""
        stem = PurePath(name).stem
        return f"{stem}_" if stem.rstrip("_").endswith(PARKED) else stem

    def _named(self, stem: str) -> tuple[Path, Path]:
        return self.path / f"{stem}.xlf", self.path / f"{stem}{SUFFIX}"

    def _load(self, stem: str) -> xliff.File:
        return xliff.load(next(path for path in self._named(stem) if path.exists()))

    def _rendered(self, path: Path, units: Sequence[Marked], document: Document, file: bytes | None) -> bytes | None:
        return xliff.render_parked(path.name.removesuffix(SUFFIX), units, (document.language, self.language), file)

    def _tell_of_torn(self, path: Path, pairs: Sequence[tuple[str, str]]) -> None:
        torn = sum(count > 1 for count in Counter(source for source, _ in set(pairs)).values())
        if torn:
            many = "a sentence" if torn == 1 else f"{torn} sentences"
            self.told.append(f"{path}: has several translations of {many}; none of them is used where it is so.")

    def _fail(self, path: Path, error: OSError) -> None:
        reason = f"{path}: cannot be read or written ({error.strerror}); make room, or check its name and permissions"
        self.failures.append(Failure(str(path), reason))


def _put(path: Path, data: bytes | None, **over: bytes | None) -> None:
    """Write a file, or delete it where there is nothing to write; with `over` as `write_file`."""
    if data is not None:
        write_file(path, data, **over)
    elif path.exists():
        if over and content(path) != over["over"]:
            raise ChangedMeanwhile(path)
        delete_file(path)
