"""The folder of one target language in translations/: each document's XLIFF file, what is parked, and memories.

A run reads a document's files before it works on it and writes them afterwards. What a translator saves in between is
left as it is. A text that goes from one file to another is written where it goes before it leaves where it was, so that
a run that is killed between the two has it twice, never nowhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.core.errors import DocumentError
from pipeline.core.model import Document
from pipeline.core.project import Failure
from pipeline.core.targets import EngineUse, Target
from pipeline.exchange import tmx, xliff
from pipeline.exchange.xliff.merge import Merged, merge
from pipeline.exchange.xliff.merge import parked as number
from pipeline.exchange.xliff.trans_units import Unit

MEMORY = "memory.tmx"  # what is approved, for other tools; made anew by every run, never read


class LanguageFolder:
    """One language's files as a run reads and writes them.

    `files` are those that the run stands for, `failures` those that could not be read or written, each with what to do.
    """

    def __init__(self, translations: Path, language: str):
        self.path, self.language = translations / language, language
        self.files: list[Path] = []
        self.failures: list[Failure] = []
        self._read: dict[Path, bytes | None] = {}
        self._parked: dict[str, list[Unit]] = {}

    def merge(self, document: Document) -> Merged | None:
        """What people and machines wrote before, brought to the document's segments; None where a file is unsound."""
        file, parked = self._paths(document)
        try:
            self._read |= {path: path.read_bytes() if path.exists() else None for path in (file, parked)}
            self._parked[document.name] = xliff.read_parked(parked)
            return merge(document, [*(xliff.read(file) if file.exists() else []), *self._parked[document.name]])
        except DocumentError as error:
            self.failures.append(Failure(str(file), str(error)))
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
        file, parked = self._paths(document)
        for path in (file, parked):
            if (path.read_bytes() if path.exists() else None) != self._read.get(path):
                reason = f"{path}: was saved while this run was at work and is left as it is; run again"
                self.failures.append(Failure(str(path), reason))
                return
        before = self._parked[document.name]
        known = {(unit.source, unit.target) for unit in before}
        arriving = [unit for unit in merged.parked if (unit.source, unit.target) not in known]
        xliff.write_parked(parked, number([*before, *arriving]), document.language)
        xliff.write(file, document, self.language, targets, notes, terms_hashes, engines)
        xliff.write_parked(parked, merged.parked, document.language)
        self.files += [file, *([parked] if merged.parked else [])]

    def given(self, source_language: str) -> list[tuple[str, str]]:
        """The pairs of the TMX files that a team has put beside its XLIFF files."""
        pairs = []
        for path in sorted(self.path.glob("*.tmx")):
            try:
                pairs += tmx.read(path, source_language, self.language) if path.name != MEMORY else []
            except DocumentError as error:
                self.failures.append(Failure(str(path), str(error)))
        return pairs

    def write_memory(self, approved: Iterable[tuple[str, str, str]]) -> None:
        """Write the approved pairs, as (source language, source, target), for other tools."""
        memory = self.path / MEMORY
        tmx.write(memory, approved, self.language)
        self.files += [memory] if memory.exists() else []

    def _paths(self, document: Document) -> tuple[Path, Path]:
        stem = Path(document.name).stem
        return self.path / f"{stem}.xlf", self.path / f"{stem}.parked.xlf"
