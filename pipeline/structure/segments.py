"""Segments: the sentences, headings, labels and cells of blocks, each under a key of its own."""

import re
from collections import Counter

from pipeline.core.edits import Span
from pipeline.core.model import Block, Document, Segment, key_of
from pipeline.structure.prose import split_prose

_CELL = re.compile(r"[^|]+")
_HEADING_MARKS = "*_# \t\u00a0"


def spans_of(text: str, block: Block) -> list[Span]:
    """The segments of one block: sentences of prose, else headings, references, labels, values and cells as a whole.

    Marks of Markdown around a heading and the colon behind a label stand outside.
    """
    start, end = block.content, block.end
    if start >= end:
        return []
    if block.kind == "table-row":
        cells = (_inner(text, *cell.span(), " \t\u00a0") for cell in _CELL.finditer(text, start, end))
        return [cell for cell in cells if any(map(str.isalnum, text[cell[0] : cell[1]]))]
    if block.kind == "field":
        label = _inner(text, block.start, start, "*_:： \t\r\n\u00a0\u2028\u2029")
        return [label, (start, end)]
    if block.kind == "heading":
        return [_inner(text, start, end, _HEADING_MARKS)]
    return [(start, end)] if block.kind == "reference" else split_prose(text, start, end)


def segments_of(document: Document, blocks: tuple[Block, ...]) -> tuple[Segment, ...]:
    """The document's segments; `n` in the key counts equal sources, so that a moved sentence keeps its key."""
    segments, seen = [], Counter[str]()
    for index, block in enumerate(blocks):
        for start, end in spans_of(document.text, block):
            source = document.text[start:end]
            seen[source] += 1
            key = key_of(document.id, source, seen[source])
            raw = document.to_raw(start, end)
            segments.append(Segment(key, start, end, *raw, index, translate=block.kind != "reference"))
    return tuple(segments)


def _inner(text: str, start: int, end: int, around: str) -> Span:
    """The span without the characters `around` it."""
    part = text[start:end]
    first = start + len(part) - len(part.lstrip(around))
    return first, max(first, start + len(part.rstrip(around)))
