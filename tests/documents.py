"""Small documents for tests, made without the stages that usually make them."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline import bundle
from pipeline.bundle.package import PACKAGE, package, schema_files
from pipeline.core.files import digest, write_file
from pipeline.core.model import Block, BlockKind, Document, Segment, Source
from pipeline.translation.attribution import uses

Blocks = Sequence[tuple[BlockKind, Sequence[str]]]


def document_of(blocks: Blocks, name: str = "page.txt") -> Document:
    """A document of these blocks, each with its sentences; references are not translated."""
    text, segments, seen = "", [], Counter[str]()
    made: list[Block] = []
    stem = name.partition(".")[0]
    for kind, sentences in blocks:
        begin = len(text)
        for sentence in sentences:
            start, key = len(text), f"{stem}:{hashlib.sha256(sentence.encode()).hexdigest()[:12]}"
            text, seen[key] = text + sentence, seen[key] + 1
            places = (start, len(text), start, len(text))
            segments.append(Segment(f"{key}:{seen[key]}", *places, len(made), kind != "reference"))
            text += " "
        made.append(Block(kind, begin, len(text) - 1, begin, 1 if kind == "heading" else 0))
        text += "\n"
    return Document(name, text, text, Source(name), blocks=tuple(made), segments=tuple(segments))


def paragraph_of(sentences: Sequence[str]) -> Document:
    """A document of one paragraph."""
    return document_of([("paragraph", sentences)] if sentences else [])


def write_bundle(entry: bundle.Entry, folder: Path) -> None:
    """The bundle of one document."""
    files: Mapping[str, bytes] = schema_files() | bundle.files(entry)
    engines = {language: uses(targets) for language, targets in entry.targets.items()}
    listed = [(name, len(data), digest(data)) for name, data in sorted(files.items())]
    for name, data in (*files.items(), (PACKAGE, package(listed, engines))):
        write_file(folder / name, data)
