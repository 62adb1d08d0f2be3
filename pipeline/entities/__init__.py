"""Entities: what a text mentions, its abbreviations and its quantities, and in what sense it speaks of them.

spaCy and scispaCy are loaded at the first bracket that could define an abbreviation, not when this package is imported:
a run that finds nothing to do stays fast.
"""

from collections.abc import Callable

import msgspec

from pipeline import quoted
from pipeline.entities.abbreviations import find as find_abbreviations
from pipeline.entities.contexts import Context
from pipeline.entities.contexts import find as find_contexts
from pipeline.entities.mentions import Mention, mentions
from pipeline.glossary import Glossary
from pipeline.model import Document, Entity
from pipeline.settings import Settings


def build(settings: Settings, glossary: Glossary) -> Callable[[Document], Document]:
    """Build the stage that sets a document's abbreviations and entities; it follows the structure stage."""

    def annotate(document: Document) -> Document:
        text = document.text
        sentences = [(s.start, s.end) for s in document.segments]
        is_closed = _is_closed(document)
        found = find_abbreviations(text, [s for s in sentences if not is_closed(*s)])
        inside = [m for m in mentions(text, glossary, found) if not is_closed(m.start, m.end)]
        senses = find_contexts(text, [(m.start, m.end) for m in inside], sentences)
        entities = tuple(_entity(document, m, sense) for m, sense in zip(inside, senses, strict=True))
        return msgspec.structs.replace(document, abbreviations=found, entities=entities)

    return annotate


def _is_closed(document: Document) -> Callable[[int, int], bool]:
    """Where no entity is looked for: references, addresses and identifiers."""
    references = [(b.start, b.end) for b in document.blocks if b.kind == "reference"]
    addresses = quoted.find(document.text)
    return lambda start, end: quoted.overlaps(start, end, references) or quoted.overlaps(start, end, addresses)


def _entity(document: Document, mention: Mention, sense: Context) -> Entity:
    concept = mention.concept
    raw_start, raw_end = document.to_raw(mention.start, mention.end)
    return Entity(
        text=document.text[mention.start : mention.end],
        label=mention.label,
        start=mention.start,
        end=mention.end,
        raw_start=raw_start,
        raw_end=raw_end,
        concept=concept.id if concept else None,
        preferred=concept.en if concept else None,
        negated=concept is not None and sense.negated,
        quantity=mention.quantity,
    )
