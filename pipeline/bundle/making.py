"""From a curated document and its targets to the files of the bundle."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline.bundle.markdown import doubt_mark, draft_mark, escape, hole_in, is_draft, render
from pipeline.bundle.package import About, encode
from pipeline.bundle.records import (
    ApprovalRecord,
    ConceptRecord,
    DocumentRecord,
    Review,
    SegmentRecord,
    TermRecord,
    TranslationRecord,
)
from pipeline.core.edits import overlapping
from pipeline.core.files import digest
from pipeline.core.model import Document, Segment, key_of
from pipeline.core.targets import Target
from pipeline.glossary.concepts import Concept
from pipeline.translation.attribution import told, uses

UNAPPROVED = "no person has approved it yet, and settings.yaml says `publish: approved`"


class Entry(msgspec.Struct, frozen=True):
    """A curated document and its targets per language, in the order of its segments; `concepts` are those it names."""

    document: Document
    targets: Mapping[str, Sequence[Target]] = {}
    concepts: Sequence[Concept] = ()
    publish: str = "all"

    @property
    def id(self) -> str:
        """The name of the document's folder in the bundle."""
        return Path(self.document.name).stem

    @property
    def languages(self) -> tuple[str, ...]:
        """The document's own language, and those it is translated into: parts of the names of its files."""
        return (self.document.language, *self.targets)

    def shown(self, language: str) -> Sequence[Target]:
        """The targets as the bundle has them: with `publish: approved` without what no person has approved."""
        targets = self.targets[language]
        return targets if self.publish == "all" else tuple(map(_if_approved, targets))


def _if_approved(target: Target) -> Target:
    if target.state in ("approved", "kept") or target.withheld:
        return target
    return msgspec.structs.replace(target, text=None, withheld=UNAPPROVED)


def files(entry: Entry) -> dict[str, bytes]:
    """A document's files in the bundle, by their paths in it."""
    document, name = entry.document, entry.id
    doubtful = _doubtful(document)
    original = render(document, document.sentence, lambda segments: doubt_mark(segments, doubtful))
    found = {
        f"{name}/document.json": encode(document_record(document, entry.concepts)),
        f"{name}/{document.language}.md": original.encode("utf-8", "replace"),
    }
    for language in entry.targets:
        targets = entry.shown(language)
        record = translation_record(document, name, language, targets)
        found[f"{name}/{language}.json"] = encode(record)
        text = _head(document.language, record, targets) + _translated(document, language, targets, doubtful)
        found[f"{name}/{language}.md"] = text.encode("utf-8", "replace")
    return found


def _doubtful(document: Document) -> frozenset[str]:
    """The keys of sentences on which a finding at `error` is open."""
    faults = (finding for finding in document.findings if finding.withholds)
    pairs = zip(document.segments, overlapping(document.segments, faults), strict=True)
    return frozenset(segment.key for segment, some in pairs if some)


def _translated(document: Document, language: str, targets: Iterable[Target], doubtful: Collection[str]) -> str:
    """The Markdown of a translation without its head; a hole says for itself that something is missing."""
    by_key = {target.key: target for target in targets}

    def wording(segment: Segment) -> str | None:
        return by_key[segment.key].text if segment.key in by_key else None

    def mark(segments: Sequence[Segment]) -> str:
        shown = [segment for segment in segments if wording(segment) is not None]
        return doubt_mark(shown, doubtful) + draft_mark(by_key[segment.key] for segment in shown)

    return render(document, wording, mark, hole_in(language))


def _head(source: str, record: TranslationRecord, targets: Iterable[Target]) -> str:
    """What stands over a translation in which something is a draft; empty where nothing is."""
    drafts = [target for target in targets if target.text is not None and is_draft(target)]
    if not drafts:
        return ""
    by_others = sum(target.engine is None for target in drafts)
    lines = [told(source, record.language, record.engines)]
    if by_others:
        are = "1 draft is" if by_others == 1 else f"{by_others} drafts are"
        lines.append(f"{are} from the memory, the glossary or people.")
    return f"> {escape(' '.join(filter(None, lines)))} No person has confirmed them.\n\n"


def document_record(document: Document, concepts: Iterable[Concept] = ()) -> DocumentRecord:
    """What the bundle says of a document."""
    return DocumentRecord(
        id=document.id,
        title=document.title,
        language=document.language,
        url=document.side.url,
        licence=document.side.licence,
        author=document.side.author,
        owner=document.side.owner,
        review=review_of(document),
        metadata=dict(sorted(document.metadata.items())),
        source=document.source,
        text=document.text,
        text_sha256=_text_hash(document),
        blocks=document.blocks,
        segments=document.segments,
        abbreviations=document.abbreviations,
        entities=document.entities,
        concepts=tuple(_concept(concept) for concept in concepts),
        findings=document.findings,
        left_out=document.left_out,
        log=document.log,
    )


def review_of(document: Document) -> Review | None:
    """The review that the side file tells of; None where the text was edited after it.

    It was where its own date is a later day, or where the text is not the one whose hash the side file gives.
    """
    side = document.side
    return None if side.reviewed is None or void_review(document) else Review(side.reviewed, side.reviewed_by)


def void_review(document: Document) -> str:
    """Why what the side file says of a review has no effect; empty where it has, or says nothing."""
    side, date = document.side, document.metadata.get("date", "")
    if side.reviewed is None:
        told = [name for name in ("reviewed_by", "reviewed_text") if getattr(side, name) is not None]
        return f"without the day under `reviewed`, `{told[0]}` says nothing" if told else ""
    if date > side.reviewed:
        return f"the text is of {date}, after the day under `reviewed`, {side.reviewed}"
    if side.reviewed_text is not None and not _text_hash(document).startswith(side.reviewed_text):
        return "the text is no longer the one whose hash stands under `reviewed_text`"
    return ""


def _text_hash(document: Document) -> str:
    return digest(document.text.encode("utf-8", "surrogatepass"))


def concepts_of(
    document: Document, targets: Mapping[str, Sequence[Target]], known: Mapping[str, Concept]
) -> tuple[Concept, ...]:
    """The concepts that a document's text or its translations name, by their ids."""
    named = {entity.concept for entity in document.entities if entity.concept}
    named.update(term for some in targets.values() for target in some for term in target.terms)
    return tuple(known[name] for name in sorted(named) if name in known)


def _concept(concept: Concept) -> ConceptRecord:
    terms = {
        language: TermRecord(one.text or (concept.en if one.keep else ""), one.forms, one.abbreviation, one.status)
        for language, one in sorted(concept.translations.items())
    }
    return ConceptRecord(
        concept.id,
        concept.en,
        concept.type,
        concept.abbreviation,
        concept.definition,
        dict(sorted(concept.codes.items())),
        terms,
        tuple(variant.text for variant in concept.variants if variant.lay),
    )


def translation_record(
    document: Document, identifier: str, language: str, targets: Sequence[Target]
) -> TranslationRecord:
    """What the bundle says of a document's translation; it holds no text that is withheld."""
    occurrences = Counter(map(document.sentence, document.segments))
    segments = tuple(
        SegmentRecord(
            key=target.key,
            text=target.text,
            origin=target.origin,
            engine=target.engine,
            state=target.state,
            withheld=target.withheld,
            replaces=_predecessor(document, target, occurrences),
            terms=target.terms,
            derivation=target.derivation,
            findings=target.findings,
            approvals=tuple(
                ApprovalRecord(way=one.way, role=one.role, day=one.day, person=one.person)
                for one in target.review.approvals
            ),
        )
        for target in targets
    )
    return TranslationRecord(document=identifier, language=language, engines=uses(targets), segments=segments)


def _predecessor(document: Document, target: Target, occurrences: Mapping[str, int]) -> str | None:
    """The key that the sentence had before it was edited: of several equal ones the last is the one that has gone."""
    if target.previous is None:
        return None
    source = target.previous[0]
    return key_of(document.id, source, occurrences.get(source, 0) + 1)


def about(document: Document) -> About:
    """What the list of the bundle's files says of a document."""
    side, found = document.side, review_of(document)
    reviewer = found.by if found else None
    return About(document.title, side.url, side.licence, side.author, side.owner, reviewer, document.source.file)
