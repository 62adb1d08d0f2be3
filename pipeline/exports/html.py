"""Web pages, one per document and language, that describe themselves as schema.org's MedicalWebPage.

A page shows approved sentences; for the others the original, with its language, unless drafts are asked for: these are
marked, each paragraph and the page. It says that a text was reviewed only as far as the bundle does.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.bundle import Bundle, BundledDocument, BundledSegment
from pipeline.bundle.records import ConceptRecord
from pipeline.bundle.views import TO_CHECK
from pipeline.core.model import Block
from pipeline.core.targets import State

# schema.org asks for the name of a coding system, as people write it.
_SYSTEMS = {"mesh": "MeSH", "icd10cm": "ICD-10-CM", "rxnorm": "RxNorm", "umls": "UMLS", "hp": "HPO", "doid": "DOID"}
_NUMBER = re.compile(r"\d{1,9}[.)]")


class _Part(msgspec.Struct, frozen=True):
    """A block of a page: its element, what its source has before it, its sentences, and whose drafts are among them."""

    element: str
    mark: str
    segments: tuple[BundledSegment, ...]
    drafts: tuple[str, ...]

    @property
    def marks(self) -> dict[str, str]:
        """What readers are told of its sentences before they read them, by class."""
        marks = {"doubt": TO_CHECK} if any(segment.is_doubtful for segment in self.segments) else {}
        return marks | ({"draft": f"draft: {', '.join(self.drafts)}"} if self.drafts else {})


def files(bundle: Bundle, drafts: bool) -> dict[str, bytes]:
    """The files of the export by name."""
    return {
        f"{document.id}.{language}.html": _page(document, language, drafts)
        for document in bundle
        for language in document.languages
    }


def _page(document: BundledDocument, language: str, drafts: bool) -> bytes:
    state: State | None = None if drafts else "approved"
    segments = document.segments(language, state=state, fallback=(document.language,))
    if not any(segment.language == language and segment.state != "kept" for segment in segments):
        language = document.language  # nothing of it is translated: a page must not say that it is
    parts = list(_parts(document, segments))
    title, of_title = _title(document, language, segments)
    described = msgspec.json.encode(_described(document, language, segments), order="deterministic").decode()
    text: str = _template().render(
        document=document,
        language=language,
        title=title,
        of_title=of_title,
        groups=[(kind, list(some)) for kind, some in groupby(parts, key=_group)],
        drafts=sorted({name for part in parts for name in part.drafts}),
        described=described.replace("<", "\\u003c"),  # or a text could end the script
    )
    return text.encode("utf-8", "replace")


@cache
def _template() -> Any:
    loader = PackageLoader("pipeline.exports")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html")


def _parts(document: BundledDocument, segments: Sequence[BundledSegment]) -> Iterator[_Part]:
    by_block = {number: tuple(some) for number, some in groupby(segments, key=lambda segment: segment.block)}
    for number, block in enumerate(document.record.blocks):
        if some := by_block.get(number):
            whose = dict.fromkeys(segment.draft_by for segment in some if segment.draft_by)
            yield _Part(_element(block), document.record.text[block.start : block.content].strip(), some, tuple(whose))


def _group(part: _Part) -> str:
    """What a block stands in together with its like: a table, a list; nothing else does."""
    if part.element == "item":
        return "ol" if _NUMBER.fullmatch(part.mark) else "ul"
    return "table" if part.element == "table-row" else ""


def _element(block: Block) -> str:
    return f"h{min(max(block.level, 1), 6)}" if block.kind == "heading" else block.kind


def _title(document: BundledDocument, language: str, segments: Sequence[BundledSegment]) -> tuple[str, str]:
    """The title in the page's language, where its heading is there in it, and in which language it is."""
    found = (s for s in segments if s.kind == "heading" and " ".join(s.source.split()) == document.title)
    own = (document.title, document.language)
    return next(((s.text, language) for s in found if s.text and s.language == language), own)


def _described(document: BundledDocument, language: str, segments: Sequence[BundledSegment]) -> dict[str, Any]:
    """The page in the words of schema.org."""
    record = document.record
    whose = {"url": record.url, "license": record.licence, "author": record.author, "copyrightHolder": record.owner}
    page: dict[str, Any] = {
        "@type": "MedicalWebPage",
        "name": document.title,
        "inLanguage": record.language,
        **{name: value for name, value in whose.items() if value},
    }
    if record.metadata.get("date"):
        page["dateModified"] = record.metadata["date"]
    if document.review:
        page["lastReviewed"] = document.review.day
        if document.review.by:
            page["reviewedBy"] = document.review.by
    if language != record.language:
        page = _translation(document, language, segments, page)
    return {"@context": "https://schema.org", **page, "mentions": [_entity(concept) for concept in document.concepts]}


def _translation(
    document: BundledDocument, language: str, segments: Sequence[BundledSegment], original: dict[str, Any]
) -> dict[str, Any]:
    """The page of a translation: who reviewed the original says nothing of it."""
    translated = [segment for segment in segments if segment.language == language]
    has_drafts = any(segment.is_draft for segment in translated)
    is_whole = len(translated) == len(segments)
    page: dict[str, Any] = {name: original[name] for name in ("@type", "license") if name in original}
    page |= {
        "name": _title(document, language, segments)[0],
        "inLanguage": language,
        "translationOfWork": original,
        "creativeWorkStatus": "Draft" if has_drafts else "Published" if is_whole else "Incomplete",
    }
    if engines := dict.fromkeys(segment.draft_by for segment in translated if segment.draft_by and segment.engine):
        page["translator"] = [{"@type": "SoftwareApplication", "name": engine} for engine in engines]
    return page


def _entity(concept: ConceptRecord) -> dict[str, Any]:
    codes = [
        {"@type": "MedicalCode", "codeValue": code, "codingSystem": _SYSTEMS.get(system, system)}
        for system, code in concept.codes.items()
    ]
    names = [name for name in (concept.abbreviation, *concept.lay) if name]
    said = {"description": concept.definition, "alternateName": names, "code": codes}
    return {
        "@type": "MedicalEntity",
        "name": concept.preferred,
        **{name: value for name, value in said.items() if value},
    }
