"""Translating the sentences of all documents, with people's work and earlier drafts brought over first.

What a person wrote stands. What was approved anywhere serves the same sentence everywhere. A draft whose source,
engine and glossary terms have not changed is kept, not decoded again. Only what is left goes to the engine, the
sentences of all documents together.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.checks.pair_context import PairContext
from pipeline.checks.pairs import judge
from pipeline.checks.sets import check_set
from pipeline.errors import DocumentError
from pipeline.exchange import xliff
from pipeline.exchange.merge import Merged, merge
from pipeline.exchange.units import Unit
from pipeline.glossary import Glossary
from pipeline.model import Document, Finding, Segment
from pipeline.settings import Settings
from pipeline.translation.engines import get_commands
from pipeline.translation.model import State, Target, Translation
from pipeline.translation.translator import Translator, first_error

if TYPE_CHECKING:
    from pipeline.console import Progress
    from pipeline.run import Project


class Translated(msgspec.Struct):
    """Targets by language and document name, the XLIFF files, and advice for whoever lacks an engine.

    A document whose XLIFF file cannot be read has no targets in that language; `faults` says what to mend, and the
    file is left as it is, since people's work is in it.
    """

    targets: dict[str, dict[str, tuple[Target, ...]]]
    files: list[Path]
    advice: list[str]
    faults: list[str]


def translate_all(
    documents: Sequence[Document], settings: Settings, glossary: Glossary, project: "Project", progress: "Progress"
) -> Translated:
    """Translate every document into every language of the settings and write the XLIFF files."""
    result = Translated({language: {} for language in settings.languages}, [], [], [])
    for language in settings.languages:
        for source in sorted({document.language for document in documents} - {language}):
            translator = Translator(PairContext(source, language, settings, glossary), settings.engine, project.models)
            job = _Job(documents, translator, project.translations / language)
            result.targets[language] |= job.run(progress)
            result.files += job.files
            result.faults += job.faults
            result.advice += _advice(translator, source, language)
    return result


def _advice(translator: Translator, source: str, target: str) -> list[str]:
    if translator.engine is not None or translator.choice == "none":
        return []
    commands = "   or   ".join(get_commands(source, target))
    return [f"No engine translates {source}-{target} on this machine. To get one:   {commands}"]


class _Job:
    """The documents of the translator's source language on their way into its target language."""

    def __init__(self, documents: Sequence[Document], translator: Translator, folder: Path):
        self._documents = [d for d in documents if d.language == translator.context.source_language]
        self._translator, self._context, self._folder = translator, translator.context, folder
        self._read: dict[Path, bytes] = {}
        self._hashes: dict[str, str] = {}
        self.files: list[Path] = []
        self.faults: list[str] = []

    def run(self, progress: "Progress") -> dict[str, tuple[Target, ...]]:
        """Bring over, look up, translate, judge, write; gives the targets by document name."""
        merged = {d.name: one for d in self._documents if (one := self._merge(d)) is not None}
        documents = [d for d in self._documents if d.name in merged]
        memory = _memory(merged.values())
        settled = {
            (d.name, segment.key): self._settled(
                _text(d, segment), segment, merged[d.name].kept.get(segment.key), memory
            )
            for d in documents
            for segment in d.segments
        }
        texts = (_text(d, s) for d in documents for s in d.segments if settled[d.name, s.key] is None)
        waiting = list(dict.fromkeys(texts))
        title = f"Translating to {self._context.target_language}"
        drafts = dict(zip(waiting, progress.track(title, self._translator.stream(waiting), len(waiting)), strict=True))
        targets = {}
        for document in documents:
            found = [settled[document.name, s.key] or drafts[_text(document, s)] for s in document.segments]
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
            (target.key, _text(document, segment), target.draft or "")
            for document in documents
            for segment, target in zip(document.segments, targets[document.name], strict=True)
            if segment.translate
        ]
        found = check_set(pairs, self._context)
        return {
            document.name: tuple(
                _with_findings(document, segment, target, found.get(target.key, []))
                for segment, target in zip(document.segments, targets[document.name], strict=True)
            )
            for document in documents
        }

    def _paths(self, document: Document) -> tuple[Path, Path]:
        stem = Path(document.name).stem
        return self._folder / f"{stem}.xlf", self._folder / f"{stem}.parked.xlf"

    def _merge(self, document: Document) -> Merged | None:
        """What people and machines wrote before; None where a file cannot be read."""
        file, parked = self._paths(document)
        try:
            self._read |= {path: path.read_bytes() for path in (file, parked) if path.exists()}
            return merge(document, [*(xliff.read(file) if file.exists() else []), *xliff.read_parked(parked)])
        except DocumentError as error:
            self.faults.append(str(error))
            return None

    def _settled(self, text: str, segment: Segment, unit: Unit | None, memory: Mapping[str, str]) -> Translation | None:
        """What needs no engine: people's words, approved ones of elsewhere, drafts that still hold."""
        if not segment.translate:
            return Translation(text, text, None, None, None)
        if unit is not None and unit.owned and unit.target is not None:
            return _as_it_stood(unit, unit.target)
        if text in memory:
            return Translation(memory[text], memory[text], None, "memory", None)
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
        blocked = _blocked(document)
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
        text = _text(document, segment)
        if not segment.translate:
            return Target(segment.key, text, text, None, None, "kept")
        findings: list[Finding] = []
        if found.draft is not None:
            context = msgspec.structs.replace(
                self._context, off=document.side.off, unknown=found.unknown, cut=found.cut
            )
            span = (segment.raw_start, segment.raw_end)
            findings = judge(text, found.draft, context, raw=span, waivers=document.side.waive)
        withheld = found.withheld if found.draft is None else blocked.get(segment.key) or first_error(findings)
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
            unknown=found.unknown,
            cut=found.cut,
            previous=unit.previous if unit and state not in ("translated", "approved") else None,
        )

    def _write(self, document: Document, targets: Sequence[Target], merged: Merged) -> None:
        """Write both files, unless a translator saved one of them while this run was at work."""
        file, parked = self._paths(document)
        for path in (file, parked):
            if (path.read_bytes() if path.exists() else None) != self._read.get(path):
                self.faults.append(f"{path}: was saved while this run was at work and is left as it is; run again")
                return
        notes = {segment.key: self._notes(document, segment) for segment in document.segments}
        hashes = {s.key: self._terms_hash(_text(document, s)) for s in document.segments if s.translate}
        xliff.write_parked(parked, merged.parked, document.language)
        xliff.write(file, document, self._context.target_language, targets, notes, hashes)
        self.files += [file, *([parked] if merged.parked else [])]

    def _notes(self, document: Document, segment: Segment) -> list[str]:
        """What a translator should know: the glossary's words, and what is wrong with the source sentence."""
        if not segment.translate:
            return []
        required = dict.fromkeys((term.source, term.text) for term in self._translator.terms(_text(document, segment)))
        notes = [f"glossary: {term} = {text}" for term, text in required]
        return notes + [
            f"findings: source, {finding.severity}: {finding.message}"
            for finding in document.findings
            if finding.waived is None and finding.start < segment.end and segment.start < finding.end
        ]


def _with_findings(document: Document, segment: Segment, target: Target, findings: Sequence[Finding]) -> Target:
    """A target with further findings; one at `error` that nobody has waived withholds it."""
    source = " ".join(_text(document, segment).split())
    waived = {w.check: w.reason for w in document.side.waive if " ".join(w.text.split()) in source}
    new = [
        msgspec.structs.replace(one, raw_start=segment.raw_start, raw_end=segment.raw_end, waived=waived.get(one.check))
        for one in findings
        if one.check not in document.side.off
    ]
    withheld = target.withheld or first_error(new)
    return msgspec.structs.replace(
        target, text=None if withheld else target.text, withheld=withheld, findings=(*target.findings, *new)
    )


def _as_it_stood(unit: Unit, target: str) -> Translation:
    return Translation(
        target, target, None, unit.origin, unit.engine, terms=unit.terms, unknown=unit.unknown, cut=unit.cut
    )


def _text(document: Document, segment: Segment) -> str:
    return document.text[segment.start : segment.end]


def _memory(merged: Iterable[Merged]) -> dict[str, str]:
    """Approved pairs of all documents; where two disagree, the sentence is left to a person."""
    memory: dict[str, str] = {}
    torn = set()
    for unit in (unit for one in merged for unit in (*one.kept.values(), *one.parked)):
        approved = unit.target if unit.state == "approved" else None
        if approved is not None and memory.setdefault(unit.source, approved) != approved:
            torn.add(unit.source)
    return {source: target for source, target in memory.items() if source not in torn}


def _blocked(document: Document) -> dict[str, str]:
    """Segments whose source has an open finding at `error`, with the reason why their translation is withheld."""
    blocked: dict[str, str] = {}
    faults = [f for f in document.findings if f.severity == "error" and f.waived is None]
    for segment in document.segments:
        for finding in faults:
            if finding.start < segment.end and segment.start < finding.end:
                blocked.setdefault(
                    segment.key, f"the source sentence waits for an editor: {finding.message} ({finding.check})"
                )
    return blocked


def _state(found: Translation, unit: Unit | None) -> State:
    if found.draft is None:
        return "needs-translation"
    if unit is not None and unit.owned and unit.target == found.draft:
        return unit.state
    return "needs-review" if unit is not None and unit.state == "needs-review" else "draft"
