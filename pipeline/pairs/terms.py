"""Checks on the glossary's terms and short forms, and on renderings that it forbids."""

import re
from collections.abc import Iterator, Sequence

from pipeline.core.edits import Span
from pipeline.core.model import Severity
from pipeline.data import load
from pipeline.entities.abbreviations import find as find_abbreviations
from pipeline.glossary import Mention
from pipeline.glossary.concepts import Concept, Translation
from pipeline.reading.tokens import Token, places, tokens
from pipeline.reading.vocabulary.illnesses import kin
from pipeline.reading.vocabulary.short_forms import forms_of
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_EVERYDAY = frozenset(load("pair_names.yaml")["everyday"])
_SHORT = re.compile(r"\([^\W\d_]*[^\W\d_a-zà-ÿ]\w{1,9}[),;]")  # a short form in brackets, in whatever language


def mentions(pair: Pair) -> Iterator[tuple[Mention, Translation]]:
    """The first mention of each concept that has a translation; suspect variants are no mentions."""
    seen: set[str] = set()
    glossary = pair.context.glossary
    known = glossary.terms(pair.source.text, pair.context.target_language) if glossary.concepts else ()
    for mention, translation in known:
        concept, variant = mention.concept, mention.form.variant
        if concept.id not in seen and not (variant and variant.action == "flag"):
            seen.add(concept.id)
            yield mention, translation


def accepted(concept: Concept, translation: Translation) -> list[str]:
    """All that may stand for a concept in the target."""
    if translation.keep:
        kept = [concept.en, *concept.forms, concept.abbreviation, translation.text]
        return [form for form in kept if form]
    short = translation.abbreviation or concept.abbreviation
    return [form for form in (translation.text, *translation.forms, short) if form]


def rendered(pair: Pair) -> list[Span]:
    """Where the target has what the glossary gives for terms of the source: "glycémie", not in "hyperglycémie"."""
    forms = [form for mention, its in mentions(pair) for form in accepted(mention.concept, its)]
    pattern = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    whole = rf"(?<!\w)(?:{pattern})(?!\w)"
    return [match.span() for match in re.finditer(whole, pair.target.text, re.IGNORECASE)] if forms else []


@pair_check("pair/term", severity="warning", lesser="info")
def term(pair: Pair) -> Iterator[Fault]:
    """Term of the glossary.

    Readers meet one thing under one name. Any listed form, plural, gender or the abbreviation will do. Words for
    everyday things ("heart", "patient", "medicine") are said in many ways, and none is a fault. A term whose
    translation is a draft is a hint: perhaps the glossary is to be mended. Packs count where two sources agree.
    Example: “gallstone” became “piedra biliar”, the glossary has “cálculo biliar”.
    """
    source, target = pair.source.text, pair.target.text
    for mention, translation in mentions(pair):
        forms = accepted(mention.concept, translation)
        if mention.concept.en in _EVERYDAY or _is_said(source[mention.start : mention.end], pair):
            continue
        if _is_named(mention, pair):
            continue
        if pair.target.tokens and forms and not any(places(pair.target.tokens, form) for form in forms):
            required = forms[0]
            message = f"the glossary has “{required}” for “{source[mention.start : mention.end]}”"
            severity: Severity | None = "info" if translation.status == "draft" else None
            yield Fault(0, len(target), message, required, severity)


@pair_check("pair/forbidden-term", severity="error")
def forbidden_term(pair: Pair) -> Iterator[Fault]:
    """Rendering that the glossary forbids.

    A known mistranslation, listed under `forbidden` with its concept.
    Example: “portal vein” became “vena portal”, which the glossary forbids.
    """
    source, target, found = pair.source.text, pair.target.text, pair.target.tokens
    for mention, translation in mentions(pair):
        allowed = [
            place for form in accepted(mention.concept, translation) for place in places(found, form, inflected=False)
        ]
        for form in translation.forbidden:
            for start, end in places(found, form, inflected=False) or _plural_places(
                found, form, mention.concept, translation
            ):
                if not any(a <= start and end <= b for a, b in allowed):
                    message = f"the glossary forbids “{target[start:end]}” for “{source[mention.start : mention.end]}”"
                    yield Fault(start, end, message, accepted(mention.concept, translation)[0])


def _plural_places(found: Sequence[Token], form: str, concept: Concept, translation: Translation) -> list[Span]:
    """Where a forbidden form stands in another number, unless the folding makes it one of the right ones."""
    keys = [w.folded for w in tokens(form)]
    right = any([w.folded for w in tokens(other)] == keys for other in accepted(concept, translation))
    return [] if right else places(found, form)


@pair_check("pair/abbreviation", severity="warning")
def abbreviation(pair: Pair) -> Iterator[Fault]:
    """Abbreviation that is introduced.

    A reader who was not told what a short form means is lost wherever it comes back. Where the source introduces one,
    the translation does too, by the glossary's short form where it has one, or by that of the source.
    Example: “alkaline phosphatase (ALP)” became “fosfatasa alcalina”.
    """
    source, target = pair.source.text, pair.target.text
    if "(" not in source or not target.strip():
        return
    glossary = [t.abbreviation for _, t in mentions(pair) if t.abbreviation]
    if not glossary and _SHORT.search(target):
        return
    for short in dict.fromkeys(one.short for one in find_abbreviations(source, [(0, len(source))])):
        forms = (short, short.removesuffix("s"), *glossary, *_equivalents(short, pair))
        if not any(places(pair.target.tokens, form, inflected=False) for form in forms):
            yield Fault(0, len(target), f"the abbreviation “{short}” is introduced in the source, and not here")


def _is_said(short: str, pair: Pair) -> bool:
    """Whether the target says a short form of the source by another or at length: "MRI" is "RM" or "resonancia"."""
    names = frozenset().union(*(one.readings for one in pair.source.short_forms if one.text == short))
    said = any(names & one.readings for one in pair.target.short_forms)
    return said or not names.isdisjoint(pair.target.at_length)


def _is_named(mention: Mention, pair: Pair) -> bool:
    """Whether the target names a near illness: "bladder infection" is "cistitis"."""
    names = [
        n for one in pair.source.illnesses if one.start < mention.end and mention.start < one.end for n in one.names
    ]
    others = {other for its in pair.target.illnesses for other in its.names}
    return any(name != other and kin(name, other) for name in names for other in others)


def _equivalents(short: str, pair: Pair) -> list[str]:
    """The short forms that the target's language has for one of the source."""
    names = {name for one in pair.source.short_forms if one.text == short for name in one.readings}
    return [form for name in sorted(names) for form in forms_of(name, pair.target.language)]


CHECKS = (term, forbidden_term, abbreviation)
