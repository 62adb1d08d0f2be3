"""The bundle in curated/: a Frictionless Data Package that says of each sentence whether a person has approved it.

The same input gives the same bytes; there is no clock in it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipeline.bundle.listed import REMEDY, checked, read_package
from pipeline.bundle.package import encode
from pipeline.bundle.rendering import assemble, escape
from pipeline.bundle.schema import (
    SCHEMA_VERSION,
    DocumentRecord,
    SegmentRecord,
    TranslationRecord,
    document_record,
    translation_record,
)
from pipeline.core.edits import Pass, Projection, undo
from pipeline.core.errors import UsageError
from pipeline.core.model import Document, Segment
from pipeline.core.targets import EngineUse, State, Target
from pipeline.translation.attribution import told

_ORDER: tuple[State, ...] = ("needs-translation", "needs-review", "draft", "translated", "approved")

Record = TypeVar("Record", DocumentRecord, TranslationRecord)


class _Versioned(msgspec.Struct):
    schema_version: str


class Entry(msgspec.Struct, frozen=True):
    """A curated document and its targets per language, in the order of its segments."""

    document: Document
    targets: Mapping[str, Sequence[Target]] = {}

    @property
    def id(self) -> str:
        """The name of the document's folder in the bundle."""
        return Path(self.document.name).stem

    @property
    def languages(self) -> tuple[str, ...]:
        """The document's own language, and those it is translated into: parts of the names of its files."""
        return (self.document.language, *self.targets)


def files(entry: Entry) -> dict[str, bytes]:
    """A document's files in the bundle, by their paths in it."""
    document, name = entry.document, entry.id
    found = {
        f"{name}/document.json": encode(document_record(document)),
        f"{name}/{document.language}.md": _markdown(document, document.sentence),
    }
    for language, targets in entry.targets.items():
        texts = {target.key: target.text for target in targets}
        record = translation_record(name, language, targets)
        found[f"{name}/{language}.json"] = encode(record)
        drafts = told(document.language, language, record.engines)
        head = f"> {escape(drafts)} No person has confirmed them.\n\n" if drafts else ""
        found[f"{name}/{language}.md"] = _markdown(document, lambda s, texts=texts: texts.get(s.key), head)
    return found


def _markdown(document: Document, wording: Any, head: str = "") -> bytes:
    return (head + assemble(document, wording, markdown=True)).encode("utf-8", "replace")


class BundledDocument:
    """A document as the bundle holds it."""

    def __init__(self, identifier: str, record: DocumentRecord, translations: Mapping[str, TranslationRecord]):
        self.id, self.record, self.translations = identifier, record, translations

    def restore(self) -> str:
        """The raw text, by undoing the log. Raises `ChangeError` where the record was tampered with."""
        return undo(self.record.text, self.record.log)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Project a span of the curated text to the raw text."""
        log: Sequence[Pass] = self.record.log
        return Projection(log).to_raw(start, end)

    def text(self, language: str | None = None, *, state: State | None = None) -> str:
        """The whole text in a language; without one, the curated text in its own.

        With `state`, only segments that have come at least that far ("approved": by a person). A sentence that is
        withheld or has not come so far is shown as "[…]", never left out unseen. Raises `KeyError` for a language
        that the bundle does not hold.
        """
        record = self.record
        document = record.as_document()
        if language is None or language == record.language:
            return assemble(document, lambda s: record.text[s.start : s.end])
        segments = {segment.key: segment for segment in self.translations[language].segments}
        return assemble(document, lambda s: _wording(s, segments, state))


def _wording(segment: Segment, segments: Mapping[str, SegmentRecord], state: State | None) -> str | None:
    record = segments[segment.key]
    far = record.state == "kept" or state is None or _ORDER.index(record.state) >= _ORDER.index(state)
    return record.text if far else None


class Bundle:
    """A whole bundle, its checksums verified; `engines` are those of the texts in it, by target language."""

    def __init__(self, documents: Sequence[BundledDocument], engines: Mapping[str, Sequence[EngineUse]] | None = None):
        self.documents, self.engines = tuple(documents), engines or {}
        self._by_id = {document.id: document for document in documents}

    def __getitem__(self, identifier: str) -> BundledDocument:
        return self._by_id[identifier]


def load_bundle(folder: str | Path) -> Bundle:
    """Read a bundle and verify it.

    Raises `UsageError` where it is missing, where a file does not have the size and hash that `datapackage.json`
    lists, or where its schema is of another major version.
    """
    folder = Path(folder)
    package = read_package(folder)
    files = checked(folder, package)
    names = sorted({name.partition("/")[0] for name in files if name.endswith("/document.json")})
    return Bundle([_read(folder, name, files) for name in names], package.engines)


def _read(folder: Path, name: str, files: Mapping[str, bytes]) -> BundledDocument:
    record = _decoded(folder, f"{name}/document.json", files, DocumentRecord)
    paths = [p for p in files if p.startswith(f"{name}/") and p.endswith(".json") and not p.endswith("/document.json")]
    translations = [_decoded(folder, path, files, TranslationRecord) for path in sorted(paths)]
    return BundledDocument(name, record, {t.language: t for t in translations})


def _decoded(folder: Path, path: str, files: Mapping[str, bytes], kind: type[Record]) -> Record:
    """A file's record. Raises `UsageError` where it is none, or its schema is of another major version."""
    try:
        version = msgspec.json.decode(files[path], type=_Versioned).schema_version
        if version.partition(".")[0] == SCHEMA_VERSION.partition(".")[0]:
            return msgspec.json.decode(files[path], type=kind)
        fault = f"its schema is of version {version}, which is not read here"
    except (ValueError, RecursionError, KeyError) as error:
        fault = f"this is no such record ({error})"
    raise UsageError(fault, file=folder / path, remedy=REMEDY)
