"""What the pages of the report show, cut out of a document: pieces of text with what is known about them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from pipeline.core.edits import Hunk
from pipeline.core.model import Document, Entity, Finding
from pipeline.core.targets import Target
from pipeline.entities.contexts import KINDS
from pipeline.entities.labels import labels

_CONTEXT = 60
_ROW = 10_000  # characters of a row, more than the paragraphs of leaflets have; a text of one line has more rows
_STRETCH = re.compile(rf"(?s:.{{1,{_ROW}}}(?:(?<=\s)|\Z)|.{{1,{_ROW}}})")  # what ends at a blank, where there is one


_HUNK = 20  # characters that a change's number and marks are worth


class Piece(msgspec.Struct, frozen=True):
    """A stretch of text; `hunk` is its number from 1 where it was changed."""

    text: str
    hunk: int | None = None


class ComparedRow(msgspec.Struct, frozen=True):
    """A stretch of the raw text beside what became of it."""

    raw: tuple[Piece, ...]
    curated: tuple[Piece, ...]


def side_by_side(document: Document, hunks: Sequence[Hunk]) -> list[ComparedRow]:
    """Raw and curated text in rows that begin wherever both have the same line break, or have become too long."""
    raw: list[Piece] = []
    curated: list[Piece] = []
    rows = []
    length = 0
    for piece in _pieces(document, hunks):
        if isinstance(piece, str):
            head, *lines = (part for line in piece.split("\n") for part in _stretches(line))
            raw.append(Piece(head))
            curated.append(Piece(head))
            length += len(head)
            for line in lines:
                rows.append(ComparedRow(tuple(raw), tuple(curated)))
                raw, curated, length = [Piece(line)], [Piece(line)], len(line)
        else:
            number, before, after = piece
            raw.append(Piece(before, number))
            curated.append(Piece(after, number))
            length += len(before) + len(after) + _HUNK
        if length > _ROW:
            rows.append(ComparedRow(tuple(raw), tuple(curated)))
            raw, curated, length = [], [], 0
    rows.append(ComparedRow(tuple(raw), tuple(curated)))
    return [row for row in rows if any(p.text.strip() or p.hunk for p in (*row.raw, *row.curated))]


def _stretches(text: str) -> list[str]:
    return _STRETCH.findall(text) if len(text) > _ROW else [text]


def _pieces(document: Document, hunks: Sequence[Hunk]) -> Iterator[str | tuple[int, str, str]]:
    position = 0
    for number, hunk in enumerate(hunks, 1):
        yield document.text[position : hunk.start]
        yield number, document.raw[hunk.raw_start : hunk.raw_end], document.text[hunk.start : hunk.end]
        position = hunk.end
    yield document.text[position:]


def in_context(document: Document, finding: Finding) -> tuple[str, str, str]:
    """The words before, under and after a finding."""
    text = document.text
    before, after = text[max(0, finding.start - _CONTEXT) : finding.start], text[finding.end : finding.end + _CONTEXT]
    return before, text[finding.start : finding.end], after


def mentions(document: Document) -> list[tuple[str, str, str, str, int]]:
    """Entities as name of the label, preferred term or value, wording, contexts, and number of mentions."""
    names = {name: label.name for name, label in labels().items()}
    count = Counter((names[e.label], e.preferred or _value(e), e.text, senses(e)) for e in document.entities)
    return [(*key, number) for key, number in sorted(count.items())]


def highlighted(document: Document) -> list[tuple[str, Entity | None]]:
    """The curated text in stretches, those that are mentioned with their entity."""
    pieces: list[tuple[str, Entity | None]] = []
    position = 0
    for entity in document.entities:
        pieces += [(part, None) for part in _stretches(document.text[position : entity.start])]
        pieces.append((entity.text, entity))
        position = entity.end
    return [*pieces, *((part, None) for part in _stretches(document.text[position:]))]


def senses(entity: Entity) -> str:
    """The contexts of a mention in words."""
    return ", ".join(kind.replace("_", " ") for kind in KINDS if getattr(entity, kind))


def _value(entity: Entity) -> str:
    quantity = entity.quantity
    if quantity is None:
        return ""
    bounds = [f"{bound:g}" for bound in dict.fromkeys((quantity.low, quantity.high)) if bound is not None]
    unit = "" if quantity.unit == "1" else f" {quantity.unit}"
    value = f"{quantity.comparator or ''}{'–'.join(bounds)}{unit}"
    return f"{quantity.measures}: {value}" if quantity.measures else value


def pairs(document: Document, targets: Sequence[Target]) -> list[tuple[int, str, str, Target]]:
    """Each segment's number from 1 with its kind of block, its source text and its target."""
    kinds = [block.kind for block in document.blocks]
    return [
        (number, kinds[segment.block], document.sentence(segment), target)
        for number, (segment, target) in enumerate(zip(document.segments, targets, strict=True), 1)
    ]


def visible(text: str) -> str:
    """Changed white space made visible."""
    if text and not text.strip():
        return text.replace("\r", "␍").replace("\n", "↵").replace("\t", "⇥").replace("\xa0", "⍽").replace(" ", "␣")
    return text.replace("\xa0", "⍽")
