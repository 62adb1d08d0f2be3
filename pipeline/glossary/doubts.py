"""What looks wrong in a glossary that can be used: a run goes on, and an editor looks at it.

Told are terms that no text can hold, replacements that would spoil a sentence's grammar, translations that are missing
in a language of the settings, and codes that cannot be right.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.core.errors import UsageError
from pipeline.glossary import english
from pipeline.glossary.check import MOST, Numbered, overlong
from pipeline.glossary.concepts import Concept, Variant
from pipeline.glossary.sheet import Place, Sheet

_LONGEST_TERM = 300  # characters; the longest of the packs that come along have half of it
_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]*>|&(?:[A-Za-z]{2,8}|#\d{1,7});")
_TYPES_OF = {
    "doid": ("disease", "stage"),
    "hp": ("disease", "symptom", "laboratory-test", "imaging", "stage", "general"),
}


def doubts(file: Sheet, concepts: Numbered, languages: Sequence[str]) -> list[UsageError]:
    """Every doubt about the concepts, which are numbered as in the file, in the order of their lines."""
    found = list(_same_codes(file, concepts))
    for i, concept in concepts.items():
        place: Place = ("concepts", i)
        found += _shapes(file, place, concept)
        found += _missing(file, place, concept, languages)
        found += _codes(file, place, concept)
        for k, variant in enumerate(concept.variants):
            if variant.action == "replace":
                found += _grammar(file, (*place, "variants", k, "text"), concept, variant)
    return sorted(found, key=lambda doubt: doubt.line or 0)


def _shapes(file: Sheet, place: Place, concept: Concept) -> Iterator[UsageError]:
    """Terms that stand in no text as they are written: too long, over several lines, with markup of a page."""
    texts: list[tuple[Place, str | None]] = [(("en",), concept.en), (("abbreviation",), concept.abbreviation)]
    texts += [(("forms", k), form) for k, form in enumerate(concept.forms)]
    texts += [(("variants", k, "text"), variant.text) for k, variant in enumerate(concept.variants)]
    for language, one in concept.translations.items():
        texts += [(("translations", language), text) for text in (one.text, one.abbreviation, *one.forms)]
    for part, text in texts:
        if not text:
            continue
        if len(text) > _LONGEST_TERM:
            if len(text) <= MOST:  # else it is a fault
                yield overlong(file, (*place, *part), text)
        elif "\n" in text.strip():
            yield file.fault("a term holds a line break", (*place, *part), "write it in one line")
        elif found := _MARKUP.search(text):
            message = f"a term holds markup, '{found[0]}'"
            yield file.fault(message, (*place, *part), "write it as readers see it")


def _grammar(file: Sheet, place: Place, concept: Concept, variant: Variant) -> Iterator[UsageError]:
    """A replacement must leave the verb and the words around it right."""
    new = concept.preferred(variant) or concept.en
    old_number, new_number = english.number(variant.text), english.number(new)
    if old_number and new_number and old_number != new_number:
        message = f"replacing '{variant.text}' by '{new}' changes {old_number} into {new_number}"
        yield file.fault(message, place, "list both in one number, plurals are inferred; or make it `allow`")
    old_part, new_part = english.part_of_speech(variant.text), part_of_speech(concept)
    if old_part and new_part and old_part != new_part:
        message = f"replacing '{variant.text}' by '{new}' changes the part of speech from {old_part} to {new_part}"
        yield file.fault(message, place, "make it `allow`, or a concept of its own")


def part_of_speech(concept: Concept) -> str | None:
    """The part of speech of a concept's term: what its translations say, or else what its English end tells."""
    said = {translation.pos for translation in concept.translations.values()} - {None, "phrase"}
    if len(said) == 1:
        (part,) = said
        return "noun" if part == "proper-noun" else part
    return english.part_of_speech(concept.en)


def _missing(file: Sheet, place: Place, concept: Concept, languages: Sequence[str]) -> Iterator[UsageError]:
    for language in languages:
        if concept.translation(language) is None:
            message = f"'{concept.en}' has no translation into '{language}'"
            remedy = f"add `{language}:` under `translations`, with `keep: true` where the English stays"
            yield file.fault(message, (*place, "id"), remedy)


def _codes(file: Sheet, place: Place, concept: Concept) -> Iterator[UsageError]:
    for terminology, code in concept.codes.items():
        if concept.type not in _TYPES_OF.get(terminology, (concept.type,)):
            message = f"'{code}' is a code for another type than '{concept.type}'"
            yield file.fault(message, (*place, "codes", terminology), "correct the type, or remove the code")


def _same_codes(file: Sheet, concepts: Numbered) -> Iterator[UsageError]:
    first: dict[tuple[str, str], tuple[Place, Concept]] = {}
    for i, concept in concepts.items():
        for terminology, code in concept.codes.items():
            place: Place = ("concepts", i, "codes", terminology)
            if (terminology, code) in first:
                where, other = first[terminology, code]
                message = f"'{code}' is already the code of '{other.id}' (line {file.line(where)})"
                yield file.fault(message, place, "one code is one concept: correct it, or join the two")
            first.setdefault((terminology, code), (place, concept))
