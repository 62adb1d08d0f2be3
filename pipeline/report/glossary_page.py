"""The page of the glossary: every concept, where texts use it, and what it lacks; searchable without a network."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline import data
from pipeline.core.model import Document
from pipeline.core.places import put
from pipeline.glossary import Glossary
from pipeline.glossary.concepts import Concept, Variant
from pipeline.report.pages import GLOSSARY_PAGE, templates

_MOST = 5_000  # concepts on one page that no text uses; a pack of tens of thousands would drown the rest


class Row(msgspec.Struct, frozen=True):
    """A concept as the page shows it; `places` counts its mentions by document."""

    concept: Concept
    label: str
    places: Mapping[str, int]
    missing: tuple[str, ...]

    @property
    def words(self) -> str:
        """All that a search looks through, in small letters."""
        concept = self.concept
        parts = [
            concept.id,
            concept.en,
            concept.abbreviation or "",
            concept.pack or "",
            *concept.forms,
            *concept.codes.values(),
        ]
        parts += [variant.text for variant in concept.variants]
        for one in concept.translations.values():
            parts += [one.text, one.abbreviation or "", *one.forms, *one.forbidden]
        return " ".join((*parts, concept.definition or "", *self.missing)).lower()


def write(glossary: Glossary, documents: Iterable[Document], languages: Sequence[str], build: Path) -> Path:
    """Write the page beside the report of the last run; `languages` are those that translations are missed in."""
    found = rows(glossary, documents, languages)
    shown = [row for n, row in enumerate(found) if row.places or n < _MOST]
    page = (
        templates()
        .get_template("glossary.html")
        .render(rows=shown, left_out=len(found) - len(shown), languages=languages, when=conditions)
    )
    return put(build, f"report/{GLOSSARY_PAGE}", page.encode("utf-8", "replace"))


def rows(glossary: Glossary, documents: Iterable[Document], languages: Sequence[str]) -> list[Row]:
    """The concepts in the order of their terms, with their mentions in the documents and what they lack."""
    places: dict[str, Counter[str]] = {}
    for document in documents:
        for entity in document.entities:
            if entity.concept:
                places.setdefault(entity.concept, Counter())[document.name.rpartition(".")[0]] += 1
    types = data.load("types.yaml")
    made = [
        Row(concept, types[concept.type]["label"], dict(places.get(concept.id, {})), missing(concept, languages))
        for concept in glossary.concepts
    ]
    return sorted(made, key=lambda row: (row.concept.en.lower(), row.concept.id))


def missing(concept: Concept, languages: Sequence[str]) -> tuple[str, ...]:
    """What an editor or translator could still add to a concept."""
    found = [] if concept.definition else ["no definition"]
    for language in languages:
        translation = concept.translation(language)
        if translation is None:
            found.append(f"no translation: {language}")
            continue
        if not translation.keep:
            found += [f"no part of speech: {language}"] * (translation.pos is None)
            is_noun = translation.pos in ("noun", "proper-noun", None)
            found += [f"no gender: {language}"] * (is_noun and translation.gender is None)
        found += [f"not reviewed: {language}"] * (translation.status == "draft")
    return tuple(found)


def conditions(variant: Variant) -> str:
    """A variant's neighbours in words."""
    sides = msgspec.structs.asdict(variant.when) if variant.when else {}
    return "; ".join(f"{side.replace('_', ' ')} {', '.join(words)}" for side, words in sides.items() if words)
