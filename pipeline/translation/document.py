"""One document's way into another language: what it has already, what the engine must add, what may be shown of it.

What a person wrote stands. What was approved anywhere serves the same sentence everywhere, and one that differs in its
numbers alone. A draft whose source, engine and glossary terms have not changed is kept, not decoded again. Only what is
left goes to the engine.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from pipeline.checks.sidefile import waivers_by_sentence
from pipeline.core.edits import overlapping
from pipeline.core.model import Document, Finding, Segment, Waiver
from pipeline.core.targets import Derivation, Review, State, Target, Translation
from pipeline.exchange.xliff.merge import Merged
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.pairs import judge
from pipeline.translation.drafting import Translator, first_error
from pipeline.translation.memory import Memory, Pairs, Similar
from pipeline.translation.notes import notes
from pipeline.translation.withholding import blocked_segments

REVIEW = "it comes from the memory for a similar sentence; a person must compare the two"
_KEPT = 4096  # hashes of terms; a sentence is asked for several times while its document is at work

Settled = Sequence[Translation | None]


class _Said(NamedTuple):
    """What is said of a sentence beside its translation: why it is kept back, and what its side file waives."""

    blocked: str | None
    waivers: tuple[Waiver, ...]


class DocumentTranslator:
    """A translator and the memory of its direction, at work on one document after another."""

    def __init__(self, translator: Translator, pairs: Pairs):
        self._translator, self._context = translator, translator.context
        context = self._context
        comma = context.decimal == "comma"
        self._memory = Memory(pairs, lambda source, target: judge(source, target, context), comma=comma)
        self._terms_hash = lru_cache(maxsize=_KEPT)(translator.terms_hash)

    def settle(self, document: Document, merged: Merged) -> Settled:
        """What the document's segments have without an engine; None for those that wait for one."""
        return [self._settled(document.sentence(s), s, merged.kept.get(s.key)) for s in document.segments]

    def refused(self, document: Document, merged: Merged) -> dict[str, tuple[str, str]]:
        """By its source what the memory has for a sentence without words of a person, and a check says of it."""
        waiting = {document.sentence(s) for s in document.segments if s.translate and not _has(merged.kept.get(s.key))}
        return {text: found for text in waiting if (found := self._memory.refused(text))}

    def targets(
        self, document: Document, merged: Merged, settled: Settled, draft: Callable[[str], Translation]
    ) -> tuple[Target, ...]:
        """The document's targets, judged; `draft` gives what the engine made of a sentence that waited."""
        blocked, waivers = blocked_segments(document), waivers_by_sentence(document)

        def said(segment: Segment) -> _Said:
            return _Said(blocked.get(segment.key), waivers.get(segment.key, ()))

        return tuple(
            self._target(
                document, segment, one or self._drafted(document.sentence(segment), draft), unit, said(segment)
            )
            for segment, one in zip(document.segments, settled, strict=True)
            for unit in (merged.kept.get(segment.key),)
        )

    def notes(self, document: Document, targets: Sequence[Target]) -> dict[str, list[str]]:
        """What translators are told of each segment."""
        return {
            segment.key: notes(
                target, found, self._translator.terms(text), self._memory.similar(text), self._memory.refused(text)
            )
            for segment, target, found in zip(
                document.segments, targets, overlapping(document.segments, document.findings), strict=True
            )
            if segment.translate and (text := document.sentence(segment))
        }

    def terms_hashes(self, document: Document) -> dict[str, str]:
        """By segment what the glossary asks for in its translation, as a hash."""
        return {s.key: self._terms_hash(document.sentence(s)) for s in document.segments if s.translate}

    def is_sound(self, source: str, target: str) -> bool:
        """Whether no check would withhold a pair."""
        return self._memory.is_sound(source, target)

    def _drafted(self, text: str, draft: Callable[[str], Translation]) -> Translation:
        """A draft, or where there is none that can be used the memory's for a similar sentence."""
        found = draft(text)
        similar = self._memory.similar(text) if found.text is None else None
        return _from_memory(similar) if similar else found

    def _settled(self, text: str, segment: Segment, unit: Unit | None) -> Translation | None:
        """What needs no engine: people's words, approved ones of elsewhere, drafts that still hold."""
        if not segment.translate:
            return Translation(text, text, None, None, None)
        if unit is not None and unit.owned and unit.target is not None:
            return _as_it_stood(unit, unit.target)
        if (known := self._memory.exact(text)) is not None:
            return Translation(known, known, None, "memory", None, derivation=Derivation("memory"))
        if (similar := self._memory.similar(text)) and similar.only_numbers:
            return _from_memory(similar)
        if unit is not None and unit.target is not None and unit.origin != "memory" and self._holds(unit, text):
            return _as_it_stood(unit, unit.target)
        return None

    def _holds(self, unit: Unit, text: str) -> bool:
        engine = self._translator.info
        same_engine = unit.engine is None or engine is None or unit.engine == engine
        return same_engine and unit.terms_hash == self._terms_hash(text)

    def _target(
        self,
        document: Document,
        segment: Segment,
        found: Translation,
        unit: Unit | None,
        said: _Said,
    ) -> Target:
        text = document.sentence(segment)
        if not segment.translate:
            return Target(segment.key, text, text, None, None, "kept", remarks=unit.remarks if unit else ())
        findings: list[Finding] = []
        if found.draft is not None:
            context = msgspec.structs.replace(self._context, off=document.side.off, derivation=found.derivation)
            span = (segment.raw_start, segment.raw_end)
            waivers = (*said.waivers, *(unit.review.answers(text, found.draft) if unit else ()))
            findings = judge(text, found.draft, context, raw=span, waivers=waivers)
        withheld = found.withheld if found.draft is None else said.blocked or first_error(findings)
        withheld = withheld or (found.withheld if _is_similar(found) else None)
        state = _state(found, unit)
        return Target(
            key=segment.key,
            text=None if withheld else found.draft,
            draft=found.draft,
            origin=found.origin,
            engine=found.engine,
            state=state,
            withheld=withheld,
            findings=tuple(findings),
            terms=found.terms,
            derivation=found.derivation,
            previous=unit.previous if unit and state not in ("translated", "approved") else None,
            remarks=unit.remarks if unit else (),
            mark=unit.mark if unit and unit.target == found.draft and state != "approved" else None,
            review=unit.review if unit else Review(),
        )


def headings(document: Document) -> set[str]:
    """The keys of the segments that head something."""
    return {s.key for s in document.segments if document.blocks[s.block].kind == "heading"}


def approved(merged: Merged) -> set[tuple[str, str]]:
    """The pairs that people approved in a document, parked ones among them."""
    units: Iterable[Unit] = (*merged.kept.values(), *merged.parked)
    return {(unit.source, unit.target) for unit in units if unit.state == "approved" and unit.target is not None}


def unapproved(merged: Merged) -> list[Unit]:
    """The other units of a document."""
    return [unit for unit in (*merged.kept.values(), *merged.parked) if unit.state != "approved"]


def _has(unit: Unit | None) -> bool:
    """Whether a person's words stand in a unit."""
    return unit is not None and unit.owned and unit.target is not None


def _as_it_stood(unit: Unit, target: str) -> Translation:
    return Translation(target, target, None, unit.origin, unit.engine, terms=unit.terms, derivation=unit.derivation)


def _from_memory(similar: Similar) -> Translation:
    """The draft that the memory gives for a similar sentence; withheld unless numbers alone differ."""
    text = similar.text
    withheld = None if similar.only_numbers else REVIEW
    return Translation(None if withheld else text, text, withheld, "memory", None, derivation=Derivation("similar"))


def _is_similar(found: Translation) -> bool:
    return found.derivation is not None and found.derivation.way == "similar"


def _state(found: Translation, unit: Unit | None) -> State:
    if found.draft is None:
        return "needs-translation"
    if unit is not None and unit.owned and unit.target == found.draft:
        return unit.state
    if _is_similar(found):
        return "needs-review"
    return "needs-review" if unit is not None and unit.state == "needs-review" and found.origin != "memory" else "draft"
