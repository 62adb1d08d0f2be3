"""What is known of a segment in another language."""

from typing import Literal

import msgspec

from pipeline.core.model import Finding, Waiver
from pipeline.core.text.folding import fold_hash

Origin = Literal["memory", "glossary", "machine", "person"]
State = Literal["needs-translation", "draft", "needs-review", "translated", "approved", "kept"]
Way = Literal["memory", "similar", "term", "number", "engine", "n-best", "proxy", "opaque", "repair", "again"]


FINISHED = ("final", "signed-off")  # words of XLIFF by which a tool calls a text approved
Role = Literal["translator", "reviser", "clinical reviewer"]
ApprovalWay = Literal["single", "bulk", "import", "earlier"]


class Approval(msgspec.Struct, frozen=True):
    """A person's word that a target is right, bound to both texts by their hashes (`fold_hash`).

    `way` tells how it was given: `single` for one sentence, `bulk` for a whole file at once, `import` by taking over
    what a file said, `earlier` by a version that noted neither person nor day. `day` is YYYY-MM-DD. `withdrawn` says
    that somebody took it back in their tool.
    """

    way: ApprovalWay
    source: str
    target: str
    person: str | None = None
    day: str | None = None
    role: Role | None = None
    withdrawn: bool = False

    def holds(self, source: str, target: str | None) -> bool:
        """Whether it was given for these very texts, and stands."""
        texts = self.source, self.target
        return not self.withdrawn and target is not None and texts == (fold_hash(source), fold_hash(target))


class NoteWaiver(msgspec.Struct, frozen=True):
    """A translator's word, in a note, that a finding of `check` on a pair is no fault; bound to both texts by hashes.

    `author` is whom the note is from, `day` YYYY-MM-DD where it is known.
    """

    check: str
    reason: str
    source: str
    target: str
    author: str | None = None
    day: str | None = None

    def holds(self, source: str, target: str | None) -> bool:
        """Whether it was written of these very texts."""
        return target is not None and (self.source, self.target) == (fold_hash(source), fold_hash(target))


class Taken(msgspec.Struct, frozen=True):
    """What an import last put here: the hash of the text, who wrote it and when, as far as the file told."""

    text: str
    person: str | None = None
    day: str | None = None


class Review(msgspec.Struct, frozen=True):
    """What people said of a target: all that they approved or waived, what is void now included, and its import."""

    approvals: tuple[Approval, ...] = ()
    waivers: tuple[NoteWaiver, ...] = ()
    taken: Taken | None = None

    def approved(self, source: str, target: str | None) -> tuple[Approval, ...]:
        """The approvals that stand."""
        return tuple(one for one in self.approvals if one.holds(source, target))

    def void(self, source: str, target: str | None) -> tuple[Approval, ...]:
        """Those that do not, since a text is another or they were taken back."""
        return tuple(one for one in self.approvals if not one.holds(source, target))

    def answers(self, source: str, target: str | None) -> tuple[Waiver, ...]:
        """The waivers that stand, as checks take them."""
        return tuple(
            Waiver(one.check, source, one.reason, one.author) for one in self.waivers if one.holds(source, target)
        )

    def signed(self, new: Approval) -> "Review":
        """With an approval more: those of the same person and role, void ones and nameless ones give way to it."""
        texts = new.source, new.target
        kept = [
            one
            for one in self.approvals
            if (one.source, one.target) == texts
            and not one.withdrawn
            and one.person is not None
            and (one.person, one.role) != (new.person, new.role)
        ]
        return msgspec.structs.replace(self, approvals=(*kept, new))


class EngineInfo(msgspec.Struct, frozen=True):
    """Which engine wrote a draft: its name, a hash of its model, and the language it went through, if any."""

    name: str
    hash: str
    pivot: str | None = None


class EngineUse(msgspec.Struct, frozen=True):
    """An engine's share in a translation, and what is known of the engine.

    `title` is its name for people, `quality` says in a short phrase what its drafts are worth. `segments` counts the
    texts that are its own, `drafts` those of them that no person has confirmed.
    """

    engine: EngineInfo
    title: str
    quality: str
    segments: int
    drafts: int


class Derivation(msgspec.Struct, frozen=True):
    """How a text that no person wrote came about.

    `way` tells where it was found or how the glossary's terms got in: `memory` the approved translation of the same
    sentence, `similar` of one like it, `term` the whole segment is one term, `number` or one number, `engine` the
    engine's first candidate, `n-best` a later one, `proxy` a noun stood in for each term while the engine worked,
    `opaque` a made-up word did, `repair` the term took the place of the engine's own word, `again` the engine was asked
    once more. `forced` are the concepts whose translation the engine did not give by itself: whoever reviews looks at
    the words around them. What the engine said of its own text: `unknown` words it marked as not known, `cut` that it
    reached a length limit, `unsure` that its score is low, `exposed` that addresses or codes were not hidden from it.
    """

    way: Way = "engine"
    forced: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    cut: bool = False
    unsure: bool = False
    exposed: bool = False


class Target(msgspec.Struct, frozen=True):
    """The target of one segment.

    `text` is what the bundle may carry, None where it is withheld for the reason in `withheld`. `draft` is what a
    person, the memory or an engine last wrote. `terms` are the concepts whose translation stands in it, `derivation`
    tells how it came about, None where a person wrote it. `previous` is the pair (source, target) that stood here
    before the source changed. `remarks` are notes and alternatives that people put beside it, as XML. State `kept`
    is a segment that stays in its own language, a reference above all. `mark` is the state, in XLIFF's words, at which
    a person left a text that needs more work, or that they call final without a record of who approved it. `review` is
    what people said of it.
    """

    key: str
    text: str | None = None
    draft: str | None = None
    origin: Origin | None = None
    engine: EngineInfo | None = None
    state: State = "needs-translation"
    withheld: str | None = None
    findings: tuple[Finding, ...] = ()
    terms: tuple[str, ...] = ()
    derivation: Derivation | None = None
    previous: tuple[str, str] | None = None
    remarks: tuple[str, ...] = ()
    mark: str | None = None
    review: Review = Review()


class Translation(msgspec.Struct, frozen=True):
    """A translated sentence by itself; the fields mean what they mean in a `Target`."""

    text: str | None
    draft: str | None
    withheld: str | None
    origin: Origin | None
    engine: EngineInfo | None
    findings: tuple[Finding, ...] = ()
    terms: tuple[str, ...] = ()
    derivation: Derivation | None = None
