"""The folder of one target language in translations/: each document's XLIFF file, what is parked, and memories.

A run reads a document's files before it works on it and writes them afterwards. What a translator saves in between is
left as it is. A text that goes from one file to another is written where it goes before it leaves where it was, so that
a run that is killed between the two has it twice, never nowhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from pipeline.core.errors import DocumentError
from pipeline.core.files import digest
from pipeline.core.model import Document
from pipeline.core.targets import EngineUse, Target
from pipeline.exchange import tmx, xliff
from pipeline.exchange.xliff.merge import Merged, merge
from pipeline.exchange.xliff.merge import parked as number
from pipeline.exchange.xliff.trans_units import Unit

MEMORY = "memory.tmx"  # what is approved, for other tools; made anew by every run, never read


class Seen(Protocol):
    """The hash of each file as it was last read or written, None where there was none."""

    def get(self, path: Path, /) -> str | None:
        """That of a file."""

    def __setitem__(self, path: Path, hashed: str | None, /) -> None:
        """Note that of a file."""


class LanguageFolder:
    """One language's files as a run reads and writes them.

    Reading raises `DocumentError` for what cannot be read, writing for what may not be overwritten; each says what to
    do.
    """

    def __init__(self, translations: Path, language: str, seen: Seen):
        self.path, self.language = translations / language, language
        self._seen = seen

    def merge(self, document: Document) -> Merged:
        """What people and machines wrote before, brought to the document's segments."""
        file, parked = self.paths(document.name)
        for path in (file, parked):
            self._seen[path] = _hash(path)
        return merge(document, [*(xliff.read(file) if file.exists() else []), *xliff.read_parked(parked)])

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
        for path in (file, parked):
            if _hash(path) != self._seen.get(path):
                reason = "was saved while this run was at work and is left as it is"
                raise DocumentError(reason, file=path, remedy="run again")
        before = xliff.read_parked(parked)
        known = {(unit.source, unit.target) for unit in before}
        arriving = [unit for unit in parked_units if (unit.source, unit.target) not in known]
        language = document.language
        self._seen[parked] = _digest(xliff.write_parked(parked, number([*before, *arriving]), language))
        self._seen[file] = _digest(xliff.write(file, document, self.language, targets, notes, terms_hashes, engines))
        self._seen[parked] = _digest(xliff.write_parked(parked, parked_units, language))

    def memories(self) -> list[Path]:
        """The TMX files that a team has put beside its XLIFF files."""
        return [path for path in sorted(self.path.glob("*.tmx")) if path.name != MEMORY]

    def given(self, path: Path, source_language: str) -> list[tuple[str, str]]:
        """The pairs of one of them."""
        return tmx.read(path, source_language, self.language)

    def write_memory(self, approved: Iterable[tuple[str, str, str]]) -> Path:
        """Write the approved pairs, as (source language, source, target), for other tools."""
        memory = self.path / MEMORY
        tmx.write(memory, approved, self.language)
        return memory

    def paths(self, name: str) -> tuple[Path, Path]:
        """A document's file, and where texts are parked whose sentence has gone."""
        stem = Path(name).stem
        return self.path / f"{stem}.xlf", self.path / f"{stem}.parked.xlf"


def _hash(path: Path) -> str | None:
    return _digest(path.read_bytes()) if path.exists() else None


def _digest(data: bytes | None) -> str | None:
    return None if data is None else digest(data)
