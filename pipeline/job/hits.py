"""What the variants of a glossary hit in texts: an editor sees the places before a run acts on them.

A variant that looks harmless in the file may be an everyday word on the page. So each is looked for as a run would find
it: as a whole word, with its plural and the neighbours that it asks for, and not within a longer term.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from pipeline import ingest
from pipeline.core.errors import PipelineError
from pipeline.core.model import Document
from pipeline.core.settings import Settings
from pipeline.core.text import quoted
from pipeline.glossary import Concept, Glossary, Mention, Variant
from pipeline.glossary.concepts import Action
from pipeline.glossary.sheet import Sheet
from pipeline.job.store import last_fact
from pipeline.reading.lexicon import known_words

Key = tuple[str, str]  # a concept's id, and the text of one of its variants
ACTING: tuple[Action, ...] = ("replace", "flag")
ALL: tuple[Action, ...] = (*ACTING, "allow")
_SHOWN = 3  # places of a variant: enough to judge it by, and a line stays readable
_AROUND = 30  # code points shown on either side
_DOES = {"replace": "is replaced", "flag": "is flagged", "allow": "is left alone"}
_EVERYDAY = "it is an everyday word: where it may mean something else, name its neighbours under `when`"


class Hits(msgspec.Struct, frozen=True):
    """A variant of a concept, how often it stands in the texts, and the first places: file, line and words."""

    concept: str
    variant: Variant
    count: int
    places: tuple[str, ...]

    @property
    def is_everyday(self) -> bool:
        """Whether the variant is acted on wherever it stands, and is a word of everyday English."""
        one = self.variant
        words = known_words("en")
        return one.action in ACTING and one.when is None and (one.text in words or one.text.removesuffix("s") in words)


def texts(folder: Path, settings: Settings) -> Iterator[Document]:
    """The texts of a folder as they are before any repair. What cannot be read is told by a run, and left out here."""
    plain = ingest.build(settings, Glossary())
    for raw in ingest.scan(folder, follow_links=settings.follow_links)[0]:
        try:
            yield plain(ingest.read(raw, settings))
        except PipelineError:
            continue


def unseen(concepts: Iterable[Concept], build: Path) -> frozenset[Key]:
    """The variants that the last run did not know; none where there was no run."""
    known = last_fact(build, "glossary", tuple[Concept, ...])
    return frozenset() if known is None else _keys(concepts) - _keys(known)


def _keys(concepts: Iterable[Concept]) -> frozenset[Key]:
    return frozenset((concept.id, variant.text) for concept in concepts for variant in concept.variants)


def find(
    glossary: Glossary,
    documents: Iterable[Document],
    actions: Collection[Action] = ACTING,
    also: Collection[Key] = frozenset(),
) -> list[Hits]:
    """What the variants with some actions, and others that are named, hit: the most frequent first.

    One search goes through each text. Addresses and references are left out: no variant is acted on there.
    """
    variants: dict[Key, Variant] = {}
    places: dict[Key, list[str]] = defaultdict(list)
    counts: dict[Key, int] = defaultdict(int)
    for document in documents:
        spans = quoted.find(document.text)
        for mention in glossary.find(document.text):
            variant = mention.form.variant
            if variant is None or quoted.overlaps(mention.start, mention.end, spans):
                continue
            key = (mention.concept.id, variant.text)
            if variant.action in actions or key in also:
                variants[key] = variant
                counts[key] += 1
                if counts[key] <= _SHOWN:
                    places[key].append(_place(document, mention))
    found = [Hits(key[0], variant, counts[key], tuple(places[key])) for key, variant in variants.items()]
    return sorted(found, key=lambda one: (-one.count, one.concept, one.variant.text))


def told(file: Sheet, concepts: dict[int, Concept], found: Iterable[Hits]) -> Iterator[str]:
    """A line for each variant of the file that hits something; what the packs have is not an editor's."""
    places = {
        (concept.id, variant.text): ("concepts", i, "variants", k, "text")
        for i, concept in concepts.items()
        for k, variant in enumerate(concept.variants)
    }
    for one in found:
        if place := places.get((one.concept, one.variant.text)):
            times = "once" if one.count == 1 else f"{one.count} times"
            shown = ", ".join(one.places) + ", …" * (one.count > len(one.places))
            message = f"'{one.variant.text}' {_DOES[one.variant.action]} {times}: {shown}"
            yield str(file.fault(message, place, _EVERYDAY if one.is_everyday else ""))


def _place(document: Document, mention: Mention) -> str:
    start, end = max(0, mention.start - _AROUND), mention.end + _AROUND
    words = document.text[start:end]
    if start:
        words = re.sub(r"^\S*\s", "", words)
    if end < len(document.text):
        words = re.sub(r"\s\S*$", "", words)
    line = document.raw.count("\n", 0, document.to_raw(mention.start, mention.end)[0]) + 1
    return f"{document.source.file}:{line} “{' '.join(words.split())}”"
