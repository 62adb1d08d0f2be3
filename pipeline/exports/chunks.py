"""Pieces of text for retrieval, as JSON Lines: what stands under one heading, in every language, with what it cites.

A piece shows approved sentences; the others stand in the original language, and `parts` says which is in which. With
drafts they stand in the translation, and `has_drafts` says so. A piece is only made in a language in which some of its
words stand, and what is a draft or doubtful says so in the text itself: whoever quotes it takes the mark along.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from typing import Any

import msgspec

from pipeline.bundle import Bundle, BundledDocument, BundledSegment, Section
from pipeline.bundle.views import TO_CHECK
from pipeline.core.model import Entity
from pipeline.core.targets import State

# Characters, about 400 tokens: many models for retrieval read no more than 512. A longer paragraph stays whole.
_LONGEST = 1_600


def files(bundle: Bundle, drafts: bool) -> dict[str, bytes]:
    """The files of the export by name."""
    pieces = (piece for document in bundle for piece in _pieces(document, drafts))
    return {"chunks.jsonl": b"".join(msgspec.json.encode(piece) + b"\n" for piece in pieces)}


def _pieces(document: BundledDocument, drafts: bool) -> Iterator[dict[str, Any]]:
    raw = {segment.key: (segment.raw_start, segment.raw_end) for segment in document.record.segments}
    state: State | None = None if drafts else "approved"
    for language in document.languages:
        sections = document.sections(language, state=state, fallback=(document.language,))
        found = ((section, group) for section in sections for group in _groups(section))
        for number, (section, group) in enumerate(found, 1):
            segments = [segment for block in group for segment in block]
            if not any(_is_in(segment, language, document) for segment in segments):
                continue  # the piece of the original says the same
            yield {
                "id": f"{document.id}/{language}/{number}",
                "document": document.id,
                "title": document.title,
                "language": language,
                "heading_path": section.path,
                "text": "\n".join(map(_words, group)),
                "has_drafts": any(segment.is_draft for segment in segments),
                "has_doubts": any(segment.is_doubtful for segment in segments),
                "licence": document.licence,
                "url": document.record.url,
                "source_file": document.record.source.file,
                "start": segments[0].start,
                "end": segments[-1].end,
                "raw_start": raw[segments[0].key][0],
                "raw_end": raw[segments[-1].key][1],
                "parts": [_part(segment, raw[segment.key]) for segment in segments],
                "entities": [_entity(one) for one in _within(document.entities, segments[0].start, segments[-1].end)],
            }


def _groups(section: Section) -> Iterator[list[list[BundledSegment]]]:
    """The blocks of a section, as many together as a piece may have; the heading alone where nothing stands below."""
    blocks = [list(some) for _, some in groupby(section.segments, key=lambda segment: segment.block)]
    group: list[list[BundledSegment]] = []
    for block in [block for block in blocks if block[0].kind != "heading"] or blocks:
        if group and sum(len(_words(one)) for one in (*group, block)) > _LONGEST:
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _words(block: Sequence[BundledSegment]) -> str:
    between = " | " if block[0].kind == "table-row" else ": " if block[0].kind == "field" else " "
    return between.join(map(_marked, block))


def _marked(segment: BundledSegment) -> str:
    marks = [f"draft: {segment.draft_by}"] if segment.draft_by else []
    marks += [TO_CHECK] if segment.is_doubtful else []
    return "".join(f"[{mark}] " for mark in marks) + (segment.text or segment.source)


def _is_in(segment: BundledSegment, language: str, document: BundledDocument) -> bool:
    """Whether a sentence is there in a language, not only kept as it is in the original."""
    return segment.language == language and (language == document.language or segment.state != "kept")


def _part(segment: BundledSegment, raw: tuple[int, int]) -> dict[str, Any]:
    return {
        "key": segment.key,
        "language": segment.language,
        "text": segment.text or segment.source,
        "state": segment.state,
        "is_draft": segment.is_draft,
        "is_doubtful": segment.is_doubtful,
        "raw_start": raw[0],
        "raw_end": raw[1],
    }


def _within(entities: Sequence[Entity], start: int, end: int) -> Iterator[Entity]:
    """The entities in a span; they are in the order of their places."""
    first = bisect_left(entities, start, key=lambda entity: entity.start)
    near = takewhile(lambda entity: entity.start < end, entities[first:])
    return (entity for entity in near if entity.end <= end)


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "text": entity.text,
        "label": entity.label,
        "concept": entity.concept,
        "preferred": entity.preferred,
        "negated": entity.negated,
        "instruction": entity.instruction,
        "prohibition": entity.prohibition,
        "start": entity.start,
        "end": entity.end,
    }
