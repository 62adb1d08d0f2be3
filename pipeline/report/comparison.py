"""What the pages of the report show, cut out of a document: pieces of text with what is known about them."""

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from pipeline.core.edits import Change, Hunk, Pass
from pipeline.core.model import Document, Entity, Finding, Segment
from pipeline.core.targets import Target
from pipeline.entities.contexts import KINDS
from pipeline.entities.labels import labels

_CONTEXT = 60


class Piece(msgspec.Struct, frozen=True):
    """A stretch of text; `hunk` is its number from 1 where it was changed."""

    text: str
    hunk: int | None = None


class ComparedRow(msgspec.Struct, frozen=True):
    """A stretch of the raw text beside what became of it."""

    raw: tuple[Piece, ...]
    curated: tuple[Piece, ...]


def side_by_side(document: Document) -> list[ComparedRow]:
    """Raw and curated text in rows that begin wherever both have the same line break."""
    raw: list[Piece] = []
    curated: list[Piece] = []
    rows = []
    for piece in _pieces(document):
        if isinstance(piece, str):
            head, *lines = piece.split("\n")
            raw.append(Piece(head))
            curated.append(Piece(head))
            for line in lines:
                rows.append(ComparedRow(tuple(raw), tuple(curated)))
                raw, curated = [Piece(line)], [Piece(line)]
        else:
            number, before, after = piece
            raw.append(Piece(before, number))
            curated.append(Piece(after, number))
    rows.append(ComparedRow(tuple(raw), tuple(curated)))
    return [row for row in rows if any(p.text.strip() or p.hunk for p in (*row.raw, *row.curated))]


def _pieces(document: Document) -> Iterator[str | tuple[int, str, str]]:
    position = 0
    for number, hunk in enumerate(document.projection.hunks(), 1):
        yield document.text[position : hunk.start]
        yield number, document.raw[hunk.raw_start : hunk.raw_end], document.text[hunk.start : hunk.end]
        position = hunk.end
    yield document.text[position:]


def changes(document: Document) -> list[tuple[int, Hunk, list[tuple[Pass, Change]]]]:
    """Every changed stretch by its number, with the passes and changes that made it."""
    log = document.log
    return [
        (number, hunk, [(log[p], log[p].changes[c]) for p, c in hunk.causes])
        for number, hunk in enumerate(document.projection.hunks(), 1)
    ]


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
        pieces += [(document.text[position : entity.start], None), (entity.text, entity)]
        position = entity.end
    return [*pieces, (document.text[position:], None)]


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


def pairs(document: Document, targets: Sequence[Target]) -> list[tuple[Segment, str, str, Target]]:
    """Each segment with its kind of block, its source text and its target."""
    kinds = [block.kind for block in document.blocks]
    return [
        (segment, kinds[segment.block], document.sentence(segment), target)
        for segment, target in zip(document.segments, targets, strict=True)
    ]


def visible(text: str) -> str:
    """Changed white space made visible."""
    if text and not text.strip():
        return text.replace("\r", "␍").replace("\n", "↵").replace("\t", "⇥").replace("\xa0", "⍽").replace(" ", "␣")
    return text.replace("\xa0", "⍽")
