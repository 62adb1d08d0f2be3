"""Entities: what a text mentions, its abbreviations and its quantities, and in what sense it speaks of them.

scispaCy is loaded, where it is installed, at the first bracket that could define an abbreviation, and spaCy with it,
not when this package is imported: a run that finds nothing to do stays fast. Trained models join where `settings.yaml`
names them: where their mention overlaps one of the glossary or of a pattern, theirs goes; of two of theirs the longer
stays.
"""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from pipeline.core.model import Document, Entity
from pipeline.core.settings import Settings
from pipeline.core.text import quoted
from pipeline.entities import models
from pipeline.entities.abbreviations import find as find_abbreviations
from pipeline.entities.contexts import Context
from pipeline.entities.contexts import find as find_contexts
from pipeline.entities.labels import label_of
from pipeline.entities.linking import Linker
from pipeline.entities.mentions import Mention, join, mentions
from pipeline.glossary import Glossary

_PLAIN = Context()
_AROUND = 32  # characters of prefix and suffix, as in the Web Annotation model's examples


def build(settings: Settings, glossary: Glossary) -> Callable[[Document], Document]:
    """Build the stage that sets a document's abbreviations and entities; it follows the structure stage."""
    models.require(settings)
    names, similar = settings.entities.models, settings.entities.similar
    linker = Linker(glossary if names or similar else Glossary())
    link = linker.link if similar else None

    def annotate(document: Document) -> Document:
        text = document.text
        sentences = [(s.start, s.end) for s in document.segments]
        is_closed = _is_closed(document)
        open_ones = [span for span in sentences if not is_closed(*span)]
        found = find_abbreviations(text, open_ones)
        inside = [m for m in mentions(text, glossary, found, link) if not is_closed(m.start, m.end)]
        if names:
            inside = join(inside, _of_models(text, models.find(text, open_ones, names), linker))
        named = [(m.start, m.end) for m in inside if m.is_named]
        senses = iter(find_contexts(text, named, sentences))
        entities = tuple(_entity(document, m, next(senses) if m.is_named else _PLAIN) for m in inside)
        return msgspec.structs.replace(document, abbreviations=found, entities=entities)

    return annotate


def _of_models(text: str, found: Sequence[models.Found], linker: Linker) -> Iterator[Mention]:
    """What trained models found, linked to the glossary where it has the concept."""
    concepts = linker.link([text[start:end] for start, end, _ in found])
    for (start, end, label), concept in zip(found, concepts, strict=True):
        yield Mention(start, end, concept.type if concept else label_of(label), concept)


def _is_closed(document: Document) -> Callable[[int, int], bool]:
    """Where no entity is looked for: references, addresses and identifiers."""
    references = [(b.start, b.end) for b in document.blocks if b.kind == "reference"]
    addresses = quoted.find(document.text)
    return lambda start, end: quoted.overlaps(start, end, references) or quoted.overlaps(start, end, addresses)


def _entity(document: Document, mention: Mention, sense: Context) -> Entity:
    concept, text = mention.concept, document.text
    start, end = mention.start, mention.end
    raw_start, raw_end = document.to_raw(start, end)
    return Entity(
        text=text[start:end],
        label=mention.label,
        start=start,
        end=end,
        raw_start=raw_start,
        raw_end=raw_end,
        concept=concept.id if concept else None,
        preferred=concept.en if concept else None,
        negated=sense.negated,
        quantity=mention.quantity,
        uncertain=sense.uncertain,
        hypothetical=sense.hypothetical,
        historical=sense.historical,
        other_person=sense.other_person,
        instruction=sense.instruction,
        prohibition=sense.prohibition,
        prefix=text[max(0, start - _AROUND) : start],
        suffix=text[end : end + _AROUND],
    )
