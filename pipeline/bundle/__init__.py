"""The bundle in curated/: a Frictionless Data Package that says of each sentence whether a person has approved it.

`datapackage.json` is written last and lists every other file with its size and hash, so a half-written bundle can be
told from a whole one. The same input gives the same bytes; there is no clock in it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipeline.bundle.rendering import assemble
from pipeline.bundle.schema import (
    DocumentRecord,
    SegmentRecord,
    TranslationRecord,
    document_record,
    schemas,
    translation_record,
)
from pipeline.core.edits import Pass, Projection, undo
from pipeline.core.errors import UsageError
from pipeline.core.files import delete_empty, delete_file, digest, write_file
from pipeline.core.model import Document, Segment
from pipeline.core.targets import EngineUse, State, Target
from pipeline.translation.attribution import told, uses

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_MEDIA = {".json": "application/json", ".md": "text/markdown"}
_ORDER: tuple[State, ...] = ("needs-translation", "needs-review", "draft", "translated", "approved")


class Entry(msgspec.Struct, frozen=True):
    """A curated document and its targets per language, in the order of its segments."""

    document: Document
    targets: Mapping[str, Sequence[Target]] = {}

    @property
    def id(self) -> str:
        """The name of the document's folder in the bundle."""
        return Path(self.document.name).stem


def write(entries: Sequence[Entry], folder: Path) -> list[Path]:
    """Write the bundle and remove what an older one held and this one does not; gives the files it consists of."""
    files: dict[str, bytes] = {f"schemas/{name}.schema.json": _json(schema) for name, schema in schemas().items()}
    for entry in entries:
        files.update(_files(entry))
    for name, data in sorted(files.items()):
        write_file(folder / name, data)
    _remove_stale(folder, files)
    write_file(folder / "datapackage.json", _json(_package(files, _engines(entries))))
    return [folder / name for name in (*sorted(files), "datapackage.json")]


def _files(entry: Entry) -> dict[str, bytes]:
    document, name = entry.document, entry.id
    files = {
        f"{name}/document.json": _json(document_record(document)),
        f"{name}/{document.language}.md": _markdown(document, document.sentence),
    }
    for language, targets in entry.targets.items():
        texts = {target.key: target.text for target in targets}
        files[f"{name}/{language}.json"] = _json(translation_record(name, language, targets))
        drafts = told(document.language, language, targets)
        head = f"> {drafts} No person has confirmed them.\n\n" if drafts else ""
        files[f"{name}/{language}.md"] = _markdown(document, lambda s, texts=texts: texts.get(s.key), head)
    return files


def _engines(entries: Sequence[Entry]) -> dict[str, tuple[EngineUse, ...]]:
    """The engines of all documents by target language."""
    found: dict[str, list[Target]] = {}
    for entry in entries:
        for language, targets in entry.targets.items():
            found.setdefault(language, []).extend(targets)
    return {language: uses(targets) for language, targets in sorted(found.items())}


def _markdown(document: Document, wording: Any, head: str = "") -> bytes:
    return (head + assemble(document, wording, markdown=True)).encode("utf-8", "replace")


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=1) + b"\n"


def _package(files: Mapping[str, bytes], engines: Mapping[str, Sequence[EngineUse]]) -> dict[str, Any]:
    return {
        "$schema": _PROFILE,
        "name": "curated-medical-content",
        "engines": engines,
        "resources": [_resource(name, data) for name, data in sorted(files.items())],
    }


def _resource(name: str, data: bytes) -> dict[str, Any]:
    path = Path(name)
    resource: dict[str, Any] = {
        "name": name.lower().replace("/", "."),
        "path": name,
        "format": path.suffix[1:],
        "mediatype": _MEDIA[path.suffix],
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{digest(data)}",
    }
    if path.suffix == ".json" and path.parent.name != "schemas":
        kind = "document" if path.name == "document.json" else "translation"
        resource["jsonSchema"] = f"schemas/{kind}.schema.json"
    return resource


def _remove_stale(folder: Path, files: Mapping[str, bytes]) -> None:
    """Delete files that the old package lists and the new one lacks, and folders left empty by that."""
    for name in _listed(folder):
        path = folder / name
        if name not in files and path.resolve().is_relative_to(folder.resolve()):
            delete_file(path)
            if path.parent != folder:
                delete_empty(path.parent)


def _listed(folder: Path) -> list[str]:
    try:
        package = msgspec.json.decode((folder / "datapackage.json").read_bytes())
        return [resource["path"] for resource in package["resources"]]
    except (OSError, msgspec.MsgspecError, KeyError, TypeError):
        return []


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
    try:
        package = msgspec.json.decode((folder / "datapackage.json").read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError("there is no bundle here", file=folder, remedy="run `make` or name its folder") from error
    files: dict[str, bytes] = {}
    for resource in package["resources"]:
        path = folder / resource["path"]
        data = path.read_bytes() if path.is_file() else b""
        if f"sha256:{digest(data)}" != resource["hash"]:
            raise UsageError("the file is missing or was changed by hand", file=path, remedy="run `make` again")
        files[resource["path"]] = data
    names = sorted({name.partition("/")[0] for name in files if name.endswith("/document.json")})
    engines = msgspec.convert(package.get("engines", {}), dict[str, tuple[EngineUse, ...]])
    return Bundle([_read(name, files) for name in names], engines)


def _read(name: str, files: Mapping[str, bytes]) -> BundledDocument:
    record = msgspec.json.decode(files[f"{name}/document.json"], type=DocumentRecord)
    paths = [p for p in files if p.startswith(f"{name}/") and p.endswith(".json") and not p.endswith("/document.json")]
    translations = [msgspec.json.decode(files[path], type=TranslationRecord) for path in sorted(paths)]
    return BundledDocument(name, record, {t.language: t for t in translations})
