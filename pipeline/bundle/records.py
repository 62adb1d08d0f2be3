"""The records of the bundle, which other projects rely on; they need msgspec and nothing else of the pipeline's.

What a later schema adds has a value that says "not known", so that the bundles of every earlier one are read.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from pipeline.core.edits import Pass
from pipeline.core.errors import shown
from pipeline.core.model import Abbreviation, Block, Document, Entity, Finding, LeftOut, Segment, Source
from pipeline.core.targets import ApprovalWay, Derivation, EngineInfo, EngineUse, Origin, Role, State

SCHEMA_VERSION = "1.6.0"


class Review(msgspec.Struct, frozen=True):
    """That the text itself was found right: on which day, and by whom, where the side file names somebody."""

    day: str
    by: str | None = None


class ApprovalRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An approval that stands: in which role, on which day (YYYY-MM-DD), in which way it was given.

    `person` is null where names stay in the house, or an `earlier` version noted none.
    """

    way: ApprovalWay
    role: Role | None
    day: str | None
    person: str | None


class TermRecord(msgspec.Struct, frozen=True):
    """A concept's term in another language; `status` tells whether a person has looked at it.

    `forms` are its plurals and other forms.
    """

    text: str
    forms: tuple[str, ...] = ()
    abbreviation: str | None = None
    status: Literal["draft", "reviewed"] = "draft"


class ConceptRecord(msgspec.Struct, frozen=True):
    """A concept that a document speaks of: its preferred term, what it means, its codes, its terms by language.

    `codes` are by terminology (doid, hp, icd10cm, mesh, rxnorm, umls). `lay` are its names in everyday language ("heart
    attack"); before 1.6.0 nothing said them.
    """

    id: str
    preferred: str
    type: str
    abbreviation: str | None = None
    definition: str | None = None
    codes: dict[str, str] = {}
    translations: dict[str, TermRecord] = {}
    lay: tuple[str, ...] = ()


class DocumentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`document.json`: the curated text, what is known about it, and the log that leads back to the raw text.

    `left_out` are the words of the raw text that the curated one does without; before 1.4.0 nothing said so. Before
    1.5.0 there was no `owner`, no `review`, no `concepts` and no `text_sha256`, the hash of `text` in UTF-8. Before
    1.6.0 entities had no `prohibition`.
    """

    schema_version: str = SCHEMA_VERSION
    id: str
    title: str | None
    language: str
    url: str | None
    licence: str | None
    author: str | None
    owner: str | None = None
    review: Review | None = None
    metadata: dict[str, str]
    source: Source
    text: str
    text_sha256: str = ""
    blocks: tuple[Block, ...]
    segments: tuple[Segment, ...]
    abbreviations: tuple[Abbreviation, ...]
    entities: tuple[Entity, ...]
    concepts: tuple[ConceptRecord, ...] = ()
    findings: tuple[Finding, ...]
    left_out: tuple[LeftOut, ...] = ()
    log: tuple[Pass, ...]

    def as_document(self) -> Document:
        """The text and its parts as a document again; its raw text is left empty."""
        return Document(self.id, "", self.text, self.source, blocks=self.blocks, segments=self.segments)


class SegmentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One segment in another language; `text` is null where it is withheld, for the reason in `withheld`.

    `findings` are all that checks say of it, those that somebody has answered (`waived`) among them; before 1.6.0 these
    were left out. `approvals` are those that stand, as far as the team tells of them. `replaces` is the key of the
    sentence that stood here before its source was edited, until a person has dealt with it. Before 1.5.0 there was
    neither, before 1.2.0 no `derivation`.
    """

    key: str
    text: str | None
    origin: Origin | None
    engine: EngineInfo | None
    state: State
    withheld: str | None
    replaces: str | None = None
    terms: tuple[str, ...]
    derivation: Derivation | None = None
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


class Withdrawn(msgspec.Struct, frozen=True):
    """A sentence that was released and must not be used any more: its key, in which languages, and why.

    `texts` are the SHA-256 of its words by language, by which a copy of them is recognised.
    """

    key: str
    languages: tuple[str, ...]
    reason: str
    texts: dict[str, str] = {}


def faults_of_document(record: DocumentRecord) -> Iterator[str]:
    """What contradicts itself in a record: whoever makes hashes anew can list any."""
    yield from _repeated([segment.key for segment in record.segments])
    hashed = hashlib.sha256(record.text.encode("utf-8", "surrogatepass")).hexdigest()
    if record.text_sha256 not in ("", hashed):
        yield "the text does not have the hash in `text_sha256`"
    parts: tuple[tuple[Block | Segment | Entity | Finding, ...], ...]
    parts = record.blocks, record.segments, record.entities, record.findings
    if any(not 0 <= place.start <= place.end <= len(record.text) for some in parts for place in some):
        yield "an offset leads out of the text"
    if any(not block.start <= block.content <= block.end for block in record.blocks):
        yield "the words of a block begin outside it"
    if any(not 0 <= segment.block < len(record.blocks) for segment in record.segments):
        yield "a sentence stands in a block that is not there"


def faults_of_translation(record: TranslationRecord, language: str, keys: Sequence[str]) -> Iterator[str]:
    """What contradicts the file's name, or the sentences of its text."""
    found = [segment.key for segment in record.segments]
    known = set(found)
    yield from _repeated(found)
    if record.language != language:
        yield f"its language is '{shown(record.language)}'"
    if missing := [key for key in keys if key not in known]:
        yield f"the sentence '{shown(missing[0])}' is missing"
    if other := known.difference(keys):
        yield f"the text has no sentence '{shown(min(other))}'"


def _repeated(keys: Sequence[str]) -> Iterator[str]:
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        yield f"the key '{shown(twice)}' stands twice"
