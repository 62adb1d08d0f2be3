"""Small documents for tests, made without the stages that usually make them."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipeline.bundle.making import Entry, about
from pipeline.core.errors import PipelineError
from pipeline.core.files import scratch
from pipeline.core.model import Block, BlockKind, Document, Segment, Source
from pipeline.core.project import Failure
from pipeline.exchange import tmx
from pipeline.job import publishing
from pipeline.job.store import Store
from pipeline.job.store.looks import Looks
from pipeline.report.figures import Shares, summary

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


def write_bundle(entry: Entry, folder: Path) -> None:
    """The bundle of one document."""
    failures, _ = write_bundles([entry], folder)
    assert not failures


def write_bundles(entries: Sequence[Entry], folder: Path) -> tuple[list[Failure], list[str]]:
    """The bundle of some documents, as a run writes it that knows of no other; its failures and warnings."""
    shares, failures, lost = Shares(), [], []
    with scratch() as build:
        store = Store(build, "")
        looks = Looks(store, build / "clock")
        for entry in entries:
            shares.add(summary(entry))
            try:
                publishing.put_files(looks, folder, entry)
            except PipelineError as error:
                failures.append(Failure(entry.document.name, str(error)))
                lost.append(entry.id)
        texts = {entry.id: about(entry.document) for entry in entries}
        unlisted, warnings = publishing.list_files(looks, folder, texts, lost, shares.by_language())
        store.close()
    return [*failures, *unlisted], warnings


def memory_pairs(path: Path, language: str = "es") -> list[tuple[str, str]]:
    """The English texts of a memory and their translations."""
    return [(source, target) for _, source, target in tmx.pairs(path, ("en", language))[0]]
