"""The bundle as three flat tables: documents, segments in every language, entities.

A segment has a row for each language, the document's own among them, drafts too: `state` and `is_draft` tell them
apart. Offsets are code points.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pipeline.bundle import Bundle, BundledDocument

Row = tuple[Any, ...]


class Table(msgspec.Struct, frozen=True):
    """A table: its name, its columns with their types, and what gives the rows of a document."""

    name: str
    columns: Mapping[str, type]
    rows_of: Callable[[BundledDocument], Iterator[Row]]

    def rows(self, bundle: Bundle) -> Iterator[Row]:
        """The rows of all documents, in their order."""
        return (row for document in bundle for row in self.rows_of(document))


_DOCUMENT = {
    "document": str, "title": str, "language": str, "url": str, "licence": str, "author": str, "owner": str,
    "reviewed": str, "reviewed_by": str, "file": str, "text": str,
}  # fmt: skip
_SEGMENT = {
    "document": str, "key": str, "number": int, "language": str, "text": str, "source": str, "state": str,
    "is_draft": bool, "is_doubtful": bool, "findings": str,
    "origin": str, "engine": str, "approved_by": str, "approved_role": str, "approved_on": str,
    "withheld": str, "replaces": str, "block": int, "kind": str, "start": int, "end": int, "raw_start": int,
    "raw_end": int,
}  # fmt: skip
_CONTEXTS = ("negated", "uncertain", "hypothetical", "historical", "other_person", "instruction", "prohibition")
_ENTITY = {
    "document": str, "number": int, "text": str, "label": str, "start": int, "end": int, "raw_start": int,
    "raw_end": int, "concept": str, "preferred": str, **dict.fromkeys(_CONTEXTS, bool), "low": float, "high": float,
    "unit": str, "comparator": str, "approximate": bool,
}  # fmt: skip


def _documents(document: BundledDocument) -> Iterator[Row]:
    record, review = document.record, document.review
    whose = record.url, record.licence, record.author, record.owner
    reviewed = (review.day, review.by) if review else (None, None)
    yield document.id, document.title, record.language, *whose, *reviewed, record.source.file, record.text


def _segments(document: BundledDocument) -> Iterator[Row]:
    raw = [(segment.raw_start, segment.raw_end) for segment in document.record.segments]
    for language in document.languages:
        for number, one in enumerate(document.segments(language), 1):
            given = [(approval.person, approval.role, approval.day) for approval in one.approvals]
            by = given[-1] if given else (None, None, None)
            engine = one.engine.name if one.engine else None
            findings = ", ".join(dict.fromkeys(f"{finding.check} ({finding.severity})" for finding in one.findings))
            doubt = one.is_doubtful, findings or None
            words = one.text, one.source, one.state, one.is_draft
            said = *words, *doubt, one.origin, engine, *by, one.withheld, one.replaces
            place = one.block, one.kind, one.start, one.end, *raw[number - 1]
            yield document.id, one.key, number, language, *said, *place


def _entities(document: BundledDocument) -> Iterator[Row]:
    for number, one in enumerate(document.entities, 1):
        place = one.text, one.label, one.start, one.end, one.raw_start, one.raw_end
        said = one.concept, one.preferred, *(getattr(one, kind) for kind in _CONTEXTS)
        quantity = one.quantity
        value: Sequence[Any] = (None,) * 5
        if quantity:
            value = quantity.low, quantity.high, quantity.unit, quantity.comparator, quantity.approximate
        yield document.id, number, *place, *said, *value


TABLES = (
    Table("documents", _DOCUMENT, _documents),
    Table("segments", _SEGMENT, _segments),
    Table("entities", _ENTITY, _entities),
)
