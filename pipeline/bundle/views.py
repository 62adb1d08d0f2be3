"""What a bundle's text gives: sentences, sections, and where a passage comes from."""

import msgspec

from pipeline.bundle.records import ApprovalRecord
from pipeline.core.model import BlockKind, Finding
from pipeline.core.targets import EngineInfo, Origin, State

TO_CHECK = "to be checked by an editor"  # what readers are told of a doubtful sentence


def drafter(origin: Origin | None) -> str:
    """Whose a draft is that no engine wrote."""
    return {"memory": "the memory", "glossary": "the glossary", "person": "a person"}.get(origin or "", "a machine")


class BundledSegment(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence, heading or cell as it is shown.

    `text` is in `language`, which is another than was asked for where a fallback served; it is None where nothing may
    be shown. `withheld` says why it is not in the language that was asked for. `source` are the words of the curated
    text, at `start` to `end`. `state` is that of the text shown: "kept" for what stands in its own language. `draft_by`
    names whose draft it is, an engine, the memory, the glossary or a person; None where a person has confirmed it.
    `findings` are those that nobody has answered: first those on the source, with offsets in the curated text, then
    those on the translation, in its own.
    """

    key: str
    source: str
    start: int
    end: int
    block: int
    kind: BlockKind
    language: str
    text: str | None
    state: State
    origin: Origin | None = None
    engine: EngineInfo | None = None
    approvals: tuple[ApprovalRecord, ...] = ()
    withheld: str | None = None
    replaces: str | None = None
    terms: tuple[str, ...] = ()
    draft_by: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        """Whether a finding at `error` is open on its source or on it: an editor must look before it is believed."""
        return any(finding.withholds for finding in self.findings)

    @property
    def is_draft(self) -> bool:
        """Whether there is a text that no person has confirmed."""
        return self.text is not None and self.state in ("needs-review", "draft", "needs-translation")


class Section(msgspec.Struct, frozen=True):
    """What stands under one heading, or before the first: `path` are the headings above it, its own the last."""

    path: tuple[str, ...]
    level: int
    start: int
    end: int
    segments: tuple[BundledSegment, ...]


class Cause(msgspec.Struct, frozen=True):
    """One change that made a text what it is: which rule put `after` for `before`, and why."""

    rule: str
    before: str
    after: str
    reason: str


class Provenance(msgspec.Struct, frozen=True):
    """Where a passage of the curated text comes from: its place and words in the raw text, and what was changed."""

    raw_start: int
    raw_end: int
    raw: str
    changes: tuple[Cause, ...]
