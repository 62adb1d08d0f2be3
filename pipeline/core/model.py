"""The records that travel through the pipeline.

All offsets are Unicode code points. `start` and `end` point into the curated text, `raw_start` and `raw_end` into the
raw text, except in a `Change`, whose offsets belong to the text that its pass saw. Records are frozen: a stage returns
a new one (`msgspec.structs.replace`). What crosses processes and what stands in the bundle are these same records.
"""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import PurePath
from typing import Literal

import msgspec

from pipeline.core.edits import Change, Pass, Projection, undo

Severity = Literal["error", "warning", "info"]
BlockKind = Literal["heading", "paragraph", "item", "field", "reference", "table-row"]
Format = Literal["text", "markdown", "html"]
LeftOutKind = Literal[
    "navigation",
    "breadcrumb",
    "contents list",
    "site header",
    "site footer",
    "share bar",
    "cookie or consent",
    "sign-up",
    "feedback",
    "form",
    "button",
    "related links",
    "advertisement",
    "comments",
    "edit link",
    "page note",
    "note mark",
    "doubled text",
    "hidden doublet",
    "hidden text",
    "struck text",
]


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An editor's own correction: `find` stands once in the raw (HTML: extracted) text, white space folded."""

    find: str
    replace: str
    reason: str


class Waiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An editor's word that a finding of `check` on `text` is no fault, and why."""

    check: str
    text: str
    reason: str
    author: str | None = None


class SideFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `raw/<name>.yaml` says of its text.

    `reviewed` is the day on which `reviewed_by` found the text right; `reviewed_text` begins the SHA-256 of the curated
    text that was before them, as the bundle gives it.
    """

    id: str | None = None
    title: str | None = None
    language: str = "en"
    url: str | None = None
    licence: str | None = None
    author: str | None = None
    owner: str | None = None
    date: str | None = None
    reviewed: str | None = None
    reviewed_by: str | None = None
    reviewed_text: str | None = None
    encoding: str | None = None
    edits: tuple[Edit, ...] = ()
    waive: tuple[Waiver, ...] = ()
    off: tuple[str, ...] = ()


class Source(msgspec.Struct, frozen=True):
    """The file that a document came from: `raw.encode(encoding)` after the byte-order mark gives its bytes again."""

    file: str
    format: Format = "text"
    encoding: str = "utf-8"
    bom: bool = False
    sha256: str = ""


class Block(msgspec.Struct, frozen=True):
    """A heading, paragraph, list item, field, reference or table row.

    `content` is where the block's own words begin: behind a list mark ("2. ", "• "), or at a field's value. `level`
    is a heading's depth, 1 for the title.
    """

    kind: BlockKind
    start: int
    end: int
    content: int
    level: int = 0


def key_of(document: str, source: str, number: int) -> str:
    """The key of the n-th sentence of these words in a document."""
    digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{document}:{digest}:{number}"


class Segment(msgspec.Struct, frozen=True):
    """One sentence or heading: the unit of translation.

    `key` is document, hash of the source and n-th occurrence, joined by ":"; it survives a move of the sentence.
    `block` is an index into the document's blocks. `translate` is false for references.
    """

    key: str
    start: int
    end: int
    raw_start: int
    raw_end: int
    block: int
    translate: bool = True


class Normalised(msgspec.Struct, frozen=True):
    """A value or range in SI units (UCUM), "1" for counts and shares; arbitrary units such as "[IU]" stay."""

    low: float | None
    high: float | None
    unit: str


class Quantity(msgspec.Struct, frozen=True):
    """A measured value or range with its unit (UCUM, "1" for counts).

    `low` and `high` are equal for one value; None is an open end. `start` and `end` include the qualifier. `measures`
    names what is measured ("diameter", "sensitivity") where the words around the value plainly say so.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    unit: str
    comparator: Literal["<", "≤", ">", "≥"] | None = None
    approximate: bool = False
    measures: str | None = None
    normalised: Normalised | None = None


class Entity(msgspec.Struct, frozen=True):
    """A mention of a disease, organ, test, drug, measurement …; `concept` is the glossary's id.

    `negated` to `prohibition` say in what sense the text speaks of it (`pipeline.contexts`); of quantities and dates
    they say nothing. `prohibition` is None where nobody looked for one. `prefix` and `suffix` are the 32 characters
    around it, by which it is found in another version of the text.
    """

    text: str
    label: str
    start: int
    end: int
    raw_start: int
    raw_end: int
    concept: str | None = None
    preferred: str | None = None
    negated: bool = False
    quantity: Quantity | None = None
    uncertain: bool = False
    hypothetical: bool = False
    historical: bool = False
    other_person: bool = False
    instruction: bool = False
    prohibition: bool | None = None
    prefix: str = ""
    suffix: str = ""


class Abbreviation(msgspec.Struct, frozen=True):
    """A short form and the long form that the text itself gives for it."""

    short: str
    long: str
    short_start: int
    short_end: int
    long_start: int
    long_end: int


class Finding(msgspec.Struct, frozen=True):
    """A place that a person must look at; `waived` holds an editor's reason why it is no fault, `waived_by` the editor.

    In a finding on a translation `start` and `end` point into the target, the raw span at the source sentence.
    """

    check: str
    severity: Severity
    message: str
    start: int
    end: int
    raw_start: int
    raw_end: int
    suggestion: str | None = None
    waived: str | None = None
    waived_by: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it with a waiver."""
        return self.waived is None

    @property
    def withholds(self) -> bool:
        """Whether it keeps its sentence's translations back: open, and at `error`."""
        return self.is_open and self.severity == "error"

    def answered(self, waiver: Waiver | None) -> "Finding":
        """The finding with what an editor says against it, if anything."""
        return msgspec.structs.replace(self, waived=waiver.reason, waived_by=waiver.author) if waiver else self


class LeftOut(msgspec.Struct, frozen=True):
    """Words of the raw text that are not in the curated text, what kind of furniture they are, and how that shows.

    The kinds are a closed list, and "outside the content" is none of them: what fits no kind stays in the text. A word
    for which another was put is not left out. `evidence` is for people: an element, a class, a heading, a phrase.
    """

    kind: LeftOutKind
    words: str
    evidence: str
    raw_start: int
    raw_end: int


class Document(msgspec.Struct, frozen=True, dict=True):
    """A text on its way from raw to curated, with everything that is known about it."""

    name: str
    raw: str
    text: str
    source: Source
    side: SideFile = SideFile()
    title: str | None = None
    metadata: Mapping[str, str] = {}
    log: tuple[Pass, ...] = ()
    blocks: tuple[Block, ...] = ()
    segments: tuple[Segment, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    entities: tuple[Entity, ...] = ()
    findings: tuple[Finding, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def id(self) -> str:
        """What its keys begin with: the `id` of its side file, which outlives a new name, else its name."""
        return self.side.id or PurePath(self.name).stem

    def sentence(self, segment: Segment) -> str:
        """The words of a segment in the curated text."""
        return self.text[segment.start : segment.end]

    @cached_property
    def projection(self) -> Projection:
        """The log as a map between raw and curated offsets, built once."""
        return Projection(self.log)

    @property
    def language(self) -> str:
        """The text's own language, from its side file."""
        return self.side.language

    def restore(self) -> str:
        """Undo every pass of the log on `text`; gives `raw`, or the log is wrong."""
        return undo(self.text, self.log)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Project a curated span to the raw text; a boundary inside a change widens to the whole change."""
        return self.projection.to_raw(start, end)

    def to_curated(self, start: int, end: int) -> tuple[int, int]:
        """Project a raw span to the curated text; an empty span where it was removed."""
        return self.projection.to_curated(start, end)


__all__ = [
    "Abbreviation",
    "Block",
    "BlockKind",
    "Change",
    "Document",
    "Edit",
    "Entity",
    "Finding",
    "Format",
    "LeftOut",
    "LeftOutKind",
    "Normalised",
    "Pass",
    "Quantity",
    "Segment",
    "Severity",
    "SideFile",
    "Source",
    "Waiver",
]
