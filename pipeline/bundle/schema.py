"""The records of the bundle and their JSON Schemas, which other projects rely on."""

from collections.abc import Sequence
from typing import Any

import msgspec

from pipeline.core.edits import Pass
from pipeline.core.model import Abbreviation, Block, Document, Entity, Finding, LeftOut, Segment, Source
from pipeline.core.targets import ApprovalWay, Derivation, EngineInfo, EngineUse, Origin, Role, State, Target
from pipeline.entities.labels import labels
from pipeline.translation.attribution import uses

SCHEMA_VERSION = "1.5.0"


class DocumentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`document.json`: the curated text, what is known about it, and the log that leads back to the raw text.

    `left_out` are the words of the raw text that the curated one does without; before 1.4.0 nothing said so.
    """

    schema_version: str = SCHEMA_VERSION
    id: str
    title: str | None
    language: str
    url: str | None
    licence: str | None
    author: str | None
    metadata: dict[str, str]
    source: Source
    text: str
    blocks: tuple[Block, ...]
    segments: tuple[Segment, ...]
    abbreviations: tuple[Abbreviation, ...]
    entities: tuple[Entity, ...]
    findings: tuple[Finding, ...]
    left_out: tuple[LeftOut, ...] = ()
    log: tuple[Pass, ...]

    def as_document(self) -> Document:
        """The text and its parts as a document again; its raw text is left empty."""
        return Document(self.id, "", self.text, self.source, blocks=self.blocks, segments=self.segments)


class ApprovalRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An approval that stands: in which role, on which day (YYYY-MM-DD), in which way it was given.

    `person` is null where names stay in the house, or an `earlier` version noted none.
    """

    way: ApprovalWay
    role: Role | None
    day: str | None
    person: str | None


class SegmentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One segment in another language; `text` is null where it is withheld, for the reason in `withheld`.

    `approvals` are those that stand, as far as the team tells of them; before 1.5.0 nothing said so.
    """

    key: str
    text: str | None
    origin: Origin | None
    engine: EngineInfo | None
    state: State
    withheld: str | None
    terms: tuple[str, ...]
    derivation: Derivation | None
    findings: tuple[Finding, ...]
    approvals: tuple[ApprovalRecord, ...] = ()


class TranslationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`<lang>.json`: every segment of a document in one language, in the document's order.

    `engines` are those whose text stands in it, with what is known of their quality; before 1.3.0 nothing said so.
    """

    schema_version: str = SCHEMA_VERSION
    document: str
    language: str
    engines: tuple[EngineUse, ...] = ()
    segments: tuple[SegmentRecord, ...]


def document_record(document: Document) -> DocumentRecord:
    """What the bundle says of a document."""
    return DocumentRecord(
        id=document.id,
        title=document.title,
        language=document.language,
        url=document.side.url,
        licence=document.side.licence,
        author=document.side.author,
        metadata=dict(sorted(document.metadata.items())),
        source=document.source,
        text=document.text,
        blocks=document.blocks,
        segments=document.segments,
        abbreviations=document.abbreviations,
        entities=document.entities,
        findings=document.findings,
        left_out=document.left_out,
        log=document.log,
    )


def translation_record(identifier: str, language: str, targets: Sequence[Target]) -> TranslationRecord:
    """What the bundle says of a document's translation: open findings only, and no text that is withheld."""
    segments = tuple(
        SegmentRecord(
            key=target.key,
            text=target.text,
            origin=target.origin,
            engine=target.engine,
            state=target.state,
            withheld=target.withheld,
            terms=target.terms,
            derivation=target.derivation,
            findings=tuple(finding for finding in target.findings if finding.is_open),
            approvals=tuple(
                ApprovalRecord(way=one.way, role=one.role, day=one.day, person=one.person)
                for one in target.review.approvals
            ),
        )
        for target in targets
    )
    return TranslationRecord(document=identifier, language=language, engines=uses(targets), segments=segments)


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schemas (2020-12) of both files, generated from the records."""
    kinds: dict[str, Any] = {"document": DocumentRecord, "translation": TranslationRecord}
    made: dict[str, dict[str, Any]] = {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{name}.schema.json",
            "title": f"{name} {SCHEMA_VERSION}",
            **msgspec.json.schema(kind),
        }
        for name, kind in kinds.items()
    }
    meanings = {name: label.meaning for name, label in labels().items()}
    explained = "; ".join(f"{name}: {meaning.rstrip('.')}" for name, meaning in meanings.items())
    entity = made["document"]["$defs"]["Entity"]["properties"]
    entity["label"] |= {"enum": list(meanings), "description": f"{explained}."}
    return made
