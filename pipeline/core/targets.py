"""What is known of a segment in another language."""

from typing import Literal

import msgspec

from pipeline.core.model import Finding

Origin = Literal["memory", "glossary", "machine", "person"]
State = Literal["needs-translation", "draft", "needs-review", "translated", "approved", "kept"]
Way = Literal["memory", "similar", "term", "number", "engine", "n-best", "proxy", "opaque", "repair", "again"]


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
    a person left a text that needs more work.
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
