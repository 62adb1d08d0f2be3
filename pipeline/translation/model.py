"""What is known of a segment in another language."""

from typing import Literal

import msgspec

from pipeline.model import Finding

Origin = Literal["memory", "glossary", "machine", "person"]
State = Literal["needs-translation", "draft", "needs-review", "translated", "approved", "kept"]


class EngineInfo(msgspec.Struct, frozen=True):
    """Which engine wrote a draft: its name, a hash of its model, and the language it went through, if any."""

    name: str
    hash: str
    pivot: str | None = None


class Target(msgspec.Struct, frozen=True):
    """The target of one segment.

    `text` is what the bundle may carry, None where it is withheld for the reason in `withheld`. `draft` is what a
    person, the memory or an engine last wrote. `terms` are the concepts whose translation stands in it, `unknown`
    words that the engine marked as not known to it, `cut` that it reached a length limit. `previous` is
    the pair (source, target) that stood here before the source changed. State `kept` is a segment that stays in its
    own language, a reference above all.
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
    unknown: tuple[str, ...] = ()
    cut: bool = False
    previous: tuple[str, str] | None = None


class Translation(msgspec.Struct, frozen=True):
    """A translated sentence by itself; the fields mean what they mean in a `Target`.

    `similar` tells that it was made of the approved translation of a similar sentence.
    """

    text: str | None
    draft: str | None
    withheld: str | None
    origin: Origin | None
    engine: EngineInfo | None
    findings: tuple[Finding, ...] = ()
    terms: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    cut: bool = False
    similar: bool = False
