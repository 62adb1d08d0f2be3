"""The stage that finds a text's structure: blocks, segments, title and metadata. It changes no character."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from pipeline.core.model import Block, Document
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary
from pipeline.structure.blocks import blocks_of
from pipeline.structure.header import metadata_of, title_of
from pipeline.structure.segments import segments_of

__all__ = ["blocks_of", "build"]


def _without_pictures(document: Document, blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, where what an HTML page says of a picture heads nothing."""
    for block in blocks:
        heads = block.kind == "heading"
        named = heads and document.raw.startswith("<img", document.to_raw(block.start, block.end)[0])
        yield msgspec.structs.replace(block, kind="paragraph", level=0) if named else block


def build(_settings: Settings, _glossary: Glossary) -> Callable[[Document], Document]:
    """The structure stage; it needs neither settings nor glossary."""

    def stage(document: Document) -> Document:
        blocks = tuple(_without_pictures(document, blocks_of(document.text)))
        return msgspec.structs.replace(
            document,
            blocks=blocks,
            segments=segments_of(document, blocks),
            title=title_of(document, blocks),
            metadata={**document.metadata, **metadata_of(document, blocks)},
        )

    return stage
