"""The stage that finds a text's structure: blocks, segments, title and metadata. It changes no character."""

from collections.abc import Callable

import msgspec

from pipeline.core.model import Document
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary
from pipeline.structure.blocks import blocks_of
from pipeline.structure.header import metadata_of, title_of
from pipeline.structure.segments import segments_of

__all__ = ["blocks_of", "build"]


def build(_settings: Settings, _glossary: Glossary) -> Callable[[Document], Document]:
    """The structure stage; it needs neither settings nor glossary."""

    def stage(document: Document) -> Document:
        blocks = blocks_of(document.text)
        return msgspec.structs.replace(
            document,
            blocks=blocks,
            segments=segments_of(document, blocks),
            title=title_of(document, blocks),
            metadata={**document.metadata, **metadata_of(document, blocks)},
        )

    return stage
