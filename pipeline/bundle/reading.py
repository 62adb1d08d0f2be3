"""A text of a bundle: its words in any language, its sentences, sections, entities, concepts, and where they are from.

All offsets are Unicode code points of the curated text, unless they are called raw.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from pipeline.bundle.records import (
    ConceptRecord,
    DocumentRecord,
    Review,
    SegmentRecord,
    TranslationRecord,
    faults_of_document,
    faults_of_translation,
)
from pipeline.bundle.rendering import assemble
from pipeline.bundle.storage import REMEDY, Storage
from pipeline.bundle.views import BundledSegment, Cause, Provenance, Section, drafter
from pipeline.core.edits import Hunk, Projection, overlapping, undo
from pipeline.core.errors import UsageError
from pipeline.core.model import Document, Entity, Finding, Segment
from pipeline.core.names import require
from pipeline.core.tags import lookup
from pipeline.core.targets import State

ORDER: tuple[State, ...] = ("needs-translation", "needs-review", "draft", "translated", "approved")


class _Translations(Mapping[str, TranslationRecord]):
    """The translations of a text by language, each read when it is asked for."""

    def __init__(self, name: str, storage: Storage, languages: Sequence[str], keys: Callable[[], Sequence[str]]):
        self._name, self._storage, self._languages, self._keys = name, storage, languages, keys
        self._read: dict[str, TranslationRecord] = {}

    def __getitem__(self, language: str) -> TranslationRecord:
        if language not in self._languages:
            raise KeyError(language)
        if language not in self._read:
            path = f"{self._name}/{language}.json"
            record = self._storage.record(path, TranslationRecord)
            _require_sound(faults_of_translation(record, language, self._keys()), self._storage.place / path)
            self._read[language] = record
        return self._read[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._languages)

    def __len__(self) -> int:
        return len(self._languages)


def _require_sound(faults: Iterator[str], file: Path) -> None:
    """Raise `UsageError` for the first fault of a record."""
    for fault in faults:
        raise UsageError(fault, file=file, remedy=REMEDY)


class BundledDocument:
    """A text as the bundle holds it; `id` is its name there, `translations` are the records by language."""

    def __init__(self, name: str, storage: Storage, languages: Sequence[str]):
        self.id = name
        self.translations: Mapping[str, TranslationRecord] = _Translations(name, storage, languages, self._keys)
        self._storage = storage
        self._found: dict[str, Mapping[str, SegmentRecord]] = {}

    @cached_property
    def record(self) -> DocumentRecord:
        """All that `document.json` says."""
        path = f"{self.id}/document.json"
        record = self._storage.record(path, DocumentRecord)
        _require_sound(faults_of_document(record), self._storage.place / path)
        return record

    def _keys(self) -> Sequence[str]:
        return [segment.key for segment in self.record.segments]

    @property
    def title(self) -> str:
        """Its title, or its name where it has none."""
        return self.record.title or self.id

    @property
    def language(self) -> str:
        """Its own language."""
        return self.record.language

    @property
    def languages(self) -> tuple[str, ...]:
        """Its own language, then those of its translations."""
        return (self.language, *self.translations)

    @property
    def licence(self) -> str | None:
        """Under which licence it is, as its side file says."""
        return self.record.licence

    @property
    def review(self) -> Review | None:
        """When its own text was last reviewed, and by whom; None where nothing says so, or it was edited since."""
        return self.record.review

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The mentions of diseases, organs, tests, drugs, measurements … in its curated text, in their order."""
        return self.record.entities

    @property
    def concepts(self) -> tuple[ConceptRecord, ...]:
        """The concepts that it names; none before schema 1.5.0."""
        return self.record.concepts

    def concept(self, identifier: str) -> ConceptRecord:
        """A concept by its id, as entities and segments name it. Raises `UsageError` that names the nearest known."""
        known = {concept.id: concept for concept in self.concepts}
        if not known and not self.record.text_sha256:
            remedy = "take a newer release, or pass over them"
            raise UsageError("bundles before schema 1.5.0 hold no concepts", file=self._storage.place, remedy=remedy)
        require(identifier, known, "concept")
        return known[identifier]

    def restore(self) -> str:
        """The raw text, by undoing the log. Raises `ChangeError` where the record was tampered with."""
        return undo(self.record.text, self.record.log)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Project a span of the curated text to the raw text."""
        return self._projection.to_raw(start, end)

    def provenance(self, start: int, end: int) -> Provenance:
        """Where a span of the curated text comes from: raw place and words, and every change on the way."""
        raw_start, raw_end = self.to_raw(start, end)
        log = self.record.log
        causes = (
            Cause(log[p].rule, change.before, change.after, change.reason)
            for hunk in self._hunks
            if hunk.start < end and start < hunk.end
            for p, c in hunk.causes
            for change in (log[p].changes[c],)
        )
        return Provenance(raw_start, raw_end, self._raw[raw_start:raw_end], tuple(causes))

    def text(self, language: str | None = None, *, state: State | None = None, fallback: Sequence[str] = ()) -> str:
        """The whole text in a language; without one, the curated text in its own.

        With `state`, only segments that have come at least that far ("approved": by a person). What is withheld or has
        not come so far is taken from the first language of `fallback` that has it, and else shown as "[…]", never left
        out unseen. es-MX takes what is there for es. Raises `UsageError` that names the nearest known language or
        state.
        """
        shown_by_key = {one.key: one.text for one in self.segments(language, state=state, fallback=fallback)}
        return assemble(self._document, lambda segment: shown_by_key[segment.key])

    def segments(
        self, language: str | None = None, *, state: State | None = None, fallback: Sequence[str] = ()
    ) -> tuple[BundledSegment, ...]:
        """Its sentences in their order, chosen as `text` does."""
        if state is not None:
            require(state, ORDER, "state")
        if isinstance(fallback, str):
            raise UsageError("`fallback` is one word, not several languages", remedy=f'write fallback=("{fallback}",)')
        wanted = [self._known(one) for one in ((self.language if language is None else language), *fallback)]
        return tuple(self._choose(segment, wanted, state) for segment in self.record.segments)

    def sections(
        self, language: str | None = None, *, state: State | None = None, fallback: Sequence[str] = ()
    ) -> tuple[Section, ...]:
        """Its sections in their order, a heading's own words among its segments; chosen as `text` does."""
        by_block: dict[int, list[BundledSegment]] = {}
        for segment in self.segments(language, state=state, fallback=fallback):
            by_block.setdefault(segment.block, []).append(segment)
        found: list[tuple[tuple[tuple[int, str], ...], list[int]]] = []
        path: tuple[tuple[int, str], ...] = ()
        for number, block in enumerate(self.record.blocks):
            if block.kind == "heading":
                words = " ".join(one.text or one.source for one in by_block.get(number, ()))
                path = (*(above for above in path if above[0] < block.level), (block.level, words))
                found.append((path, []))
            elif not found:
                found.append(((), []))
            found[-1][1].append(number)
        return tuple(self._section(path, numbers, by_block) for path, numbers in found)

    def _section(
        self,
        path: Sequence[tuple[int, str]],
        numbers: Sequence[int],
        by_block: Mapping[int, Sequence[BundledSegment]],
    ) -> Section:
        blocks = self.record.blocks
        start, end = blocks[numbers[0]].start, blocks[numbers[-1]].end
        segments = tuple(segment for number in numbers for segment in by_block.get(number, ()))
        return Section(tuple(words for _, words in path), path[-1][0] if path else 0, start, end, segments)

    def _known(self, language: str) -> str:
        """The language of the bundle that serves a language. Raises `UsageError` where none does."""
        served = lookup(language, {one: one for one in self.languages})
        if served is None:
            require(language, self.languages, "language")
        return served or language

    def _choose(self, segment: Segment, languages: Sequence[str], state: State | None) -> BundledSegment:
        """The segment in the first language that has it; else in the first one, with what keeps it back."""
        choices = (self._in(language, segment, state) for language in languages)
        first = next(choices)
        if first.text is not None:
            return first
        other = next((one for one in choices if one.text is not None), None)
        return first if other is None else msgspec.structs.replace(other, withheld=first.withheld)

    def _in(self, language: str, segment: Segment, state: State | None) -> BundledSegment:
        """A segment in one language."""
        own = BundledSegment(
            key=segment.key,
            source=self.record.text[segment.start : segment.end],
            start=segment.start,
            end=segment.end,
            block=segment.block,
            kind=self.record.blocks[segment.block].kind,
            language=language,
            text=self.record.text[segment.start : segment.end],
            state="kept",
            findings=self._findings[segment.key],
        )
        if language == self.language:
            return own
        found = _translated(own, self._by_key(language).get(segment.key), state)
        return msgspec.structs.replace(found, draft_by=self._whose(found)) if found.is_draft else found

    def _whose(self, draft: BundledSegment) -> str:
        """Whose a draft is, by the name that people know."""
        titles = {use.engine: use.title for use in self.translations[draft.language].engines}
        if draft.engine is not None:
            return titles.get(draft.engine, draft.engine.name)
        return drafter(draft.origin)

    def _by_key(self, language: str) -> Mapping[str, SegmentRecord]:
        if language not in self._found:
            self._found[language] = {one.key: one for one in self.translations[language].segments}
        return self._found[language]

    @cached_property
    def _findings(self) -> Mapping[str, tuple[Finding, ...]]:
        """The open findings on each sentence of the text itself."""
        found = (finding for finding in self.record.findings if finding.is_open)
        pairs = zip(self.record.segments, overlapping(self.record.segments, found), strict=True)
        return {segment.key: some for segment, some in pairs}

    @cached_property
    def _document(self) -> Document:
        return self.record.as_document()

    @cached_property
    def _projection(self) -> Projection:
        return Projection(self.record.log)

    @cached_property
    def _hunks(self) -> list[Hunk]:
        return self._projection.hunks()

    @cached_property
    def _raw(self) -> str:
        return self.restore()


def _translated(own: BundledSegment, record: SegmentRecord | None, state: State | None) -> BundledSegment:
    """A segment as a translation has it; without its text where that has not come as far as `state`."""
    if record is None:
        return msgspec.structs.replace(own, text=None, state="needs-translation", withheld="it is not translated")
    if record.state == "kept":
        return msgspec.structs.replace(own, text=record.text)
    withheld, text = record.withheld, record.text
    if text is not None and state is not None and ORDER.index(record.state) < ORDER.index(state):
        withheld, text = f"its state is '{record.state}', and '{state}' was asked for", None
    return msgspec.structs.replace(
        own,
        text=text,
        state=record.state,
        origin=record.origin,
        engine=record.engine,
        approvals=record.approvals,
        withheld=withheld,
        replaces=record.replaces,
        terms=record.terms,
        findings=(*own.findings, *(finding for finding in record.findings if finding.is_open)),
    )
