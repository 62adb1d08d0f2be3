"""Translating the sentences of all documents, with people's work and earlier drafts brought over first.

What a person wrote stands. What was approved anywhere serves the same sentence everywhere, and one that differs in its
numbers alone. A draft whose source, engine and glossary terms have not changed is kept, not decoded again. Only what is
left goes to the engine, the sentences of all documents together.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.core.model import Document, Finding, Segment
from pipeline.core.project import Failure
from pipeline.core.settings import Settings
from pipeline.core.targets import Derivation, State, Target, Translation
from pipeline.exchange.xliff.merge import Merged
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.glossary import Glossary
from pipeline.pairs import judge
from pipeline.pairs.across import check_set
from pipeline.rules.pair import PairContext
from pipeline.translation.advice import missing_checks, missing_words
from pipeline.translation.attribution import uses
from pipeline.translation.drafting import Translator, first_error
from pipeline.translation.engines import attempts
from pipeline.translation.folder import LanguageFolder
from pipeline.translation.memory import Memory, Similar
from pipeline.translation.notes import notes
from pipeline.translation.retired import Retired, tell
from pipeline.translation.withholding import blocked_segments, with_findings

if TYPE_CHECKING:
    from pipeline.core.progress import Progress
    from pipeline.core.project import Project


REVIEW = "it comes from the memory for a similar sentence; a person must compare the two"


class Translated(msgspec.Struct):
    """Targets by language and document name, the XLIFF files, and advice for whoever lacks words in the glossary.

    `outlooks` says by source and target language why the engine is none or a poor one, and how to get a better.
    A document whose XLIFF file cannot be read has no targets in that language; `failures` say what to mend, and the
    file is left as it is, since people's work is in it.
    """

    targets: dict[str, dict[str, tuple[Target, ...]]]
    files: list[Path]
    advice: list[str]
    failures: list[Failure]
    outlooks: dict[tuple[str, str], str] = {}


def translate_all(
    documents: Sequence[Document], settings: Settings, glossary: Glossary, project: "Project", progress: "Progress"
) -> Translated:
    """Translate every document into every language of the settings and write the XLIFF files."""
    result = Translated({language: {} for language in settings.languages}, [], [], [])
    failed = attempts.failed(project.build)
    told: list[Retired] = []
    for language in settings.languages:
        approved: list[tuple[str, str, str]] = []
        folder = LanguageFolder(project.translations, language)
        folder.adopt(documents)
        gone = Retired(folder, documents, project.raw)
        for source in sorted({document.language for document in documents} - {language}):
            context = PairContext(source, language, settings, glossary)
            translator = Translator(context, settings.engine, project.models, project.build / "cache")
            job = _Job(documents, translator, folder, gone.approved(source))
            result.targets[language] |= job.run(progress)
            approved += [(source, *pair) for pair in job.memory.sound()]
            result.advice += missing_words(glossary, language)
            result.outlooks[source, language] = translator.outlook(failed)
        result.advice += missing_checks(language)
        folder.write_memory(approved)
        result.files += folder.files
        result.failures += folder.failures
        result.advice += folder.told
        told += [gone]
    result.advice += tell(told)
    return result


class _Job:
    """The documents of the translator's source language on their way into its target language."""

    def __init__(
        self,
        documents: Sequence[Document],
        translator: Translator,
        folder: LanguageFolder,
        gone: Sequence[tuple[str, str]],
    ):
        self._documents = [d for d in documents if d.language == translator.context.source_language]
        self._translator, self._context, self._folder = translator, translator.context, folder
        self._gone = gone
        self._hashes: dict[str, str] = {}
        self.memory = self._memory([], [])

    def run(self, progress: "Progress") -> dict[str, tuple[Target, ...]]:
        """Bring over, look up, translate, judge, write; gives the targets by document name."""
        merged = {d.name: one for d in self._documents if (one := self._folder.merge(d)) is not None}
        documents = [d for d in self._documents if d.name in merged]
        self.memory = self._memory(
            [*_approved(merged.values()), *self._gone], self._folder.given(self._context.source_language)
        )
        settled = {
            (d.name, segment.key): self._settled(d.sentence(segment), segment, merged[d.name].kept.get(segment.key))
            for d in documents
            for segment in d.segments
        }
        texts = (d.sentence(s) for d in documents for s in d.segments if settled[d.name, s.key] is None)
        waiting = list(dict.fromkeys(texts))
        title = f"Translating to {self._context.target_language}"
        stream = self._translator.stream(waiting, _headings(documents))
        drafts = dict(zip(waiting, progress.track(title, stream, len(waiting)), strict=True))
        targets = {}
        for document in documents:
            found = [
                settled[document.name, s.key] or self._or_similar(drafts[document.sentence(s)], document.sentence(s))
                for s in document.segments
            ]
            targets[document.name] = self._targets(document, found, merged[document.name])
        targets = self._compared(documents, targets)
        for document in documents:
            self._write(document, targets[document.name], merged[document.name])
        return targets

    def _compared(
        self, documents: Sequence[Document], targets: Mapping[str, tuple[Target, ...]]
    ) -> dict[str, tuple[Target, ...]]:
        """The targets with what the checks across the corpus say of them."""
        pairs = [
            (target.key, document.sentence(segment), target.draft or "")
            for document in documents
            for segment, target in zip(document.segments, targets[document.name], strict=True)
            if segment.translate
        ]
        found = check_set(pairs, self._context)
        return {
            document.name: tuple(
                with_findings(document, segment, target, found.get(target.key, []))
                for segment, target in zip(document.segments, targets[document.name], strict=True)
            )
            for document in documents
        }

    def _memory(self, own: Iterable[tuple[str, str]], others: Iterable[tuple[str, str]]) -> Memory:
        context = self._context
        comma = context.settings.decimal.get(context.target_language) == "comma"
        return Memory(own, others, lambda source, target: judge(source, target, context), comma=comma)

    def _or_similar(self, found: Translation, text: str) -> Translation:
        """A draft, or where there is none that can be used the memory's for a similar sentence."""
        similar = self.memory.similar(text) if found.text is None else None
        return _from_memory(similar) if similar else found

    def _settled(self, text: str, segment: Segment, unit: Unit | None) -> Translation | None:
        """What needs no engine: people's words, approved ones of elsewhere, drafts that still hold."""
        if not segment.translate:
            return Translation(text, text, None, None, None)
        if unit is not None and unit.owned and unit.target is not None:
            return _as_it_stood(unit, unit.target)
        if (known := self.memory.exact(text)) is not None:
            return Translation(known, known, None, "memory", None, derivation=Derivation("memory"))
        if (similar := self.memory.similar(text)) and similar.only_numbers:
            return _from_memory(similar)
        if unit is not None and unit.target is not None and unit.origin != "memory" and self._holds(unit, text):
            return _as_it_stood(unit, unit.target)
        return None

    def _holds(self, unit: Unit, text: str) -> bool:
        engine = self._translator.info
        same_engine = unit.engine is None or engine is None or unit.engine == engine
        return same_engine and unit.terms_hash == self._terms_hash(text)

    def _terms_hash(self, text: str) -> str:
        if text not in self._hashes:
            self._hashes[text] = self._translator.terms_hash(text)
        return self._hashes[text]

    def _targets(self, document: Document, found: Sequence[Translation], merged: Merged) -> tuple[Target, ...]:
        blocked = blocked_segments(document)
        return tuple(
            self._target(document, segment, one, merged.kept.get(segment.key), blocked)
            for segment, one in zip(document.segments, found, strict=True)
        )

    def _target(
        self,
        document: Document,
        segment: Segment,
        found: Translation,
        unit: Unit | None,
        blocked: Mapping[str, str],
    ) -> Target:
        text = document.sentence(segment)
        if not segment.translate:
            return Target(segment.key, text, text, None, None, "kept", remarks=unit.remarks if unit else ())
        findings: list[Finding] = []
        if found.draft is not None:
            context = msgspec.structs.replace(self._context, off=document.side.off, derivation=found.derivation)
            span = (segment.raw_start, segment.raw_end)
            findings = judge(text, found.draft, context, raw=span, waivers=document.side.waive)
        withheld = found.withheld if found.draft is None else blocked.get(segment.key) or first_error(findings)
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
        )

    def _write(self, document: Document, targets: Sequence[Target], merged: Merged) -> None:
        told = {
            segment.key: notes(document, segment, target, self._translator.terms(text), self.memory.similar(text))
            for segment, target in zip(document.segments, targets, strict=True)
            if segment.translate and (text := document.sentence(segment))
        }
        hashes = {s.key: self._terms_hash(document.sentence(s)) for s in document.segments if s.translate}
        self._folder.write(document, merged, targets, told, hashes, uses(targets))


def _headings(documents: Iterable[Document]) -> set[str]:
    """The sentences that head something."""
    return {
        document.sentence(segment)
        for document in documents
        for segment in document.segments
        if document.blocks[segment.block].kind == "heading"
    }


def _as_it_stood(unit: Unit, target: str) -> Translation:
    return Translation(target, target, None, unit.origin, unit.engine, terms=unit.terms, derivation=unit.derivation)


def _approved(merged: Iterable[Merged]) -> list[tuple[str, str]]:
    """The approved pairs of all documents."""
    units = (unit for one in merged for unit in (*one.kept.values(), *one.parked))
    return [(unit.source, unit.target) for unit in units if unit.state == "approved" and unit.target is not None]


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
