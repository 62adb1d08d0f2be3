"""What can be wrong in a glossary beyond its keys: unknown types, empty texts, contradictions, malformed codes."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from pipeline import data
from pipeline.core.errors import UsageError
from pipeline.core.names import nearest, require_language
from pipeline.core.tags import is_region
from pipeline.core.text.matching import key
from pipeline.glossary import weight
from pipeline.glossary.claims import claim_faults
from pipeline.glossary.concepts import LANGUAGES, Concept, Translation, Variant, When
from pipeline.glossary.sheet import Place, Sheet

Numbered = Mapping[int, Concept]

CODES = {
    "doid": r"DOID:\d{1,7}",
    "hp": r"HP:\d{7}",
    "icd10cm": r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?",
    "mesh": r"[CD](?:\d{6}|\d{9})",
    "rxnorm": r"\d{1,8}",
    "umls": r"C\d{7}",
}
_EXAMPLES = {
    "doid": "DOID:3571",
    "hp": "HP:0002896",
    "icd10cm": "C22.0",
    "mesh": "D008113",
    "rxnorm": "6809",
    "umls": "C0494165",
}
MOST = 4_000  # signs of a term; the longest names of terminologies have 3,000, and from 12,000 a run came to no end
_UNWRITABLE = re.compile("[^\t\n\r\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # what stands behind them is read in another order
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def faults(file: Sheet, concepts: Numbered) -> list[UsageError]:
    """Every fault of the concepts, which are numbered as in the file, in the order of their lines."""
    found = [*record_faults(file, concepts), *claim_faults(file, concepts)]
    return sorted(found, key=lambda fault: fault.line or 0)


def record_faults(file: Sheet, concepts: Numbered) -> list[UsageError]:
    """The faults that concepts have whatever spellings the others claim, in the order of their lines."""
    found = [*_ids(file, concepts), *concept_faults(file, concepts)]
    return sorted(found, key=lambda fault: fault.line or 0)


def concept_faults(file: Sheet, concepts: Numbered) -> list[UsageError]:
    """The faults that concepts have each by itself."""
    found: list[UsageError] = []
    for i, concept in concepts.items():
        found += _own(file, ("concepts", i), concept)
        for k, variant in enumerate(concept.variants):
            found += _variant(file, ("concepts", i, "variants", k), concept, variant)
        for language, translation in concept.translations.items():
            found += _translation(file, ("concepts", i, "translations", language), concept, translation)
    return found


def _ids(file: Sheet, concepts: Numbered) -> Iterator[UsageError]:
    first: dict[str, Place] = {}
    for i, concept in concepts.items():
        place: Place = ("concepts", i, "id")
        if not _ID.fullmatch(concept.id):
            yield file.fault(f"the id '{concept.id}' is not in kebab-case", place, "write it like 'portal-vein'")
        elif concept.id in first:
            message = f"the id '{concept.id}' is given twice, first in line {file.line(first[concept.id])}"
            yield file.fault(message, place, "give each concept an id of its own")
        first.setdefault(concept.id, place)


def _own(file: Sheet, place: Place, concept: Concept) -> Iterator[UsageError]:
    types = data.load("types.yaml")
    if concept.type not in types:
        yield file.fault(f"unknown type '{concept.type}'", (*place, "type"), nearest(concept.type, types))
    texts: dict[Place, str | None] = {("en",): concept.en, ("abbreviation",): concept.abbreviation}
    texts |= {("forms", k): form for k, form in enumerate(concept.forms)}
    texts |= {("definition",): concept.definition}
    yield from _empty(file, place, texts)
    for name, code in concept.codes.items():
        if name not in CODES:
            yield file.fault(f"unknown terminology '{name}'", (*place, "codes", name), nearest(name, CODES))
        elif not re.fullmatch(CODES[name], code):
            message = f"'{code}' has not the form of a code of {name}"
            yield file.fault(message, (*place, "codes", name), f"write it like {_EXAMPLES[name]}, or remove it")


def _empty(file: Sheet, place: Place, texts: Mapping[Place, str | None]) -> Iterator[UsageError]:
    for part_of, text in texts.items():
        name = next(part for part in reversed(part_of) if isinstance(part, str))
        if text is not None and not any(map(str.isalnum, text)):
            has = "has neither letter nor figure" if text.strip() else "is empty"
            yield file.fault(f"the text under '{name}' {has}", (*place, *part_of), "write it, or remove the entry")
        elif text and (found := _UNWRITABLE.search(text)):
            message = f"the text under '{name}' holds the control character U+{ord(found[0]):04X}"
            yield file.fault(message, (*place, *part_of), "remove it: other programs could not read the term")
        elif text and (found := _TURNING.search(text)):
            message = f"the text under '{name}' holds the control character U+{ord(found[0]):04X}"
            yield file.fault(message, (*place, *part_of), "remove it: readers would see the words in another order")
        elif text and len(text) > MOST and name != "definition":
            yield overlong(file, (*place, *part_of), text)


def overlong(file: Sheet, place: Place, text: str) -> UsageError:
    """What to say of a term that no text holds, for its length."""
    message = f"a term of {len(text):,} characters is found in no text"
    return file.fault(message, place, "shorten it; what explains it belongs under `definition`")


def _variant(file: Sheet, place: Place, concept: Concept, variant: Variant) -> Iterator[UsageError]:
    texts: dict[Place, str | None] = {("text",): variant.text}
    if variant.with_ == "abbreviation" and not concept.abbreviation:
        message = f"'{variant.text}' is to become the abbreviation, but '{concept.id}' has none"
        yield file.fault(message, (*place, "with"), "add `abbreviation:` to the concept, or remove `with:`")
    for region in variant.regions:
        if not is_region(region):
            message = f"'{region}' is no region"
            yield file.fault(message, (*place, "regions"), "write codes of two letters, such as GB or US")
    if variant.when:
        yield from _when(file, (*place, "when"), variant.when)
    yield from _empty(file, place, texts)
    if variant.action == "replace" and any(map(str.isalnum, variant.text)):
        yield from _weight(file, (*place, "text"), concept, variant)


def _weight(file: Sheet, place: Place, concept: Concept, variant: Variant) -> Iterator[UsageError]:
    """Replacements that would make sentences say another thing; an abbreviation may stand for any words of its name."""
    if weight.alone(variant.text):
        message = f"'{variant.text}' says how much, how often or whether, in any sentence; it cannot be replaced"
        yield file.fault(message, place, "remove it, or write the whole term")
    elif variant.with_ != "abbreviation" and (what := weight.difference(variant.text, concept.en)):
        message = f"'{variant.text}' would become '{concept.en}', which changes a {what}"
        yield file.fault(message, place, "write `action: flag`, or remove it")


def _when(file: Sheet, place: Place, when: When) -> Iterator[UsageError]:
    if when == When():
        yield file.fault("`when` names no neighbouring word", place, "name some, or remove it")
    sides = msgspec.structs.asdict(when)
    yield from _empty(file, place, {(side, n): word for side, words in sides.items() for n, word in enumerate(words)})
    for side in ("after", "before"):
        if both := sorted({*map(key, sides[side])} & {*map(key, sides[f"not_{side}"])}):
            message = f"'{both[0]}' stands under both '{side}' and 'not_{side}'"
            yield file.fault(message, (*place, f"not_{side}"), "keep one of the two")


def _translation(file: Sheet, place: Place, concept: Concept, translation: Translation) -> Iterator[UsageError]:
    language = str(place[-1])
    try:
        require_language(language)
    except UsageError as slip:
        yield file.fault(slip.message, place, slip.remedy)
    if language in LANGUAGES:
        yield file.fault(f"'{language}' is no language to translate into", place, "write a tag such as es, pt or pt-BR")
    texts: dict[Place, str | None] = {("abbreviation",): translation.abbreviation}
    texts |= {("forms", k): form for k, form in enumerate(translation.forms)}
    texts |= {("forbidden", k): text for k, text in enumerate(translation.forbidden)}
    if not (translation.keep or translation.text):
        message = "this needs the key `text`, with the translation"
        yield file.fault(message, place, f"write it, or `keep: true` where '{concept.en}' stays as it is")
    yield from _empty(file, place, texts | ({("text",): translation.text} if translation.text else {}))
    if translation.keep and translation.text not in ("", concept.en):
        message = f"`keep` says that '{concept.en}' stays, and `text` says '{translation.text}'"
        yield file.fault(message, (*place, "keep"), "keep one of the two")
    wanted = {key(text) for text in (translation.text, translation.abbreviation, *translation.forms) if text}
    for k, text in enumerate(translation.forbidden):
        if key(text) in wanted:
            message = f"'{text}' is both the translation of '{concept.en}' and forbidden"
            yield file.fault(message, (*place, "forbidden", k), "remove it here, or correct the translation")
