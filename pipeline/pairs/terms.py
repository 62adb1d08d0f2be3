"""Checks on the glossary's terms and short forms, and on renderings that it forbids."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.entities.abbreviations import find as find_abbreviations
from pipeline.glossary import Mention
from pipeline.glossary.concepts import Concept, Translation
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import PairContext

_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?<=\w{3})(?:[oae]?s|es)$")
_SHORT = re.compile(r"\([^\W\d_]*[^\W\d_a-zà-ÿ]\w{1,9}[),;]")  # a short form in brackets, in whatever language
_VOWEL = re.compile(r"(?<=\w{3})[oae]$")


class Word(NamedTuple):
    """A word of the target, as written in lower case and folded: without accents, plural and gender."""

    start: int
    end: int
    plain: str
    folded: str


@lru_cache(maxsize=64)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text."""
    return tuple(Word(*match.span(), match[0].lower(), folded(match[0])) for match in _WORD.finditer(text))


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    """A word without accents and without the endings of number and gender."""
    bare = _bare(word)
    return _VOWEL.sub("", _ENDING.sub("", bare)) if bare.isalpha() else bare


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def places(target: Sequence[Word], term: str, *, inflected: bool = True) -> list[tuple[int, int]]:
    """Where a term stands among the words of a text, in any number and gender unless told otherwise."""
    keys, field = _keys(term, inflected), 3 if inflected else 2
    size = len(keys)
    firsts = [i for i, word in enumerate(target) if size and word[field] == keys[0]]
    starts = [i for i in firsts if tuple(word[field] for word in target[i : i + size]) == keys]
    return [(target[i].start, target[i + size - 1].end) for i in starts]


@lru_cache(maxsize=4096)
def _keys(term: str, inflected: bool) -> tuple[str, ...]:
    return tuple(word.folded if inflected else word.plain for word in words.__wrapped__(term))


def mentions(source: str, context: PairContext) -> Iterator[tuple[Mention, Translation]]:
    """The first mention of each concept that has a translation; suspect variants are no mentions."""
    seen: set[str] = set()
    for mention in context.glossary.find(source):
        concept, variant = mention.concept, mention.form.variant
        translation = concept.translation(context.target_language)
        if translation and concept.id not in seen and not (variant and variant.action == "flag"):
            seen.add(concept.id)
            yield mention, translation


def accepted(concept: Concept, translation: Translation) -> list[str]:
    """All that may stand for a concept in the target."""
    if translation.keep:
        kept = [concept.en, *concept.forms, concept.abbreviation, translation.text]
        return [form for form in kept if form]
    short = translation.abbreviation or concept.abbreviation
    return [form for form in (translation.text, *translation.forms, short) if form]


@pair_check("pair/term", severity="warning")
def term(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Term of the glossary.

    Readers meet one thing under one name. Any listed form, plural, gender or the abbreviation will do.
    Example: “gallstone” became “piedra biliar”, the glossary has “cálculo biliar”.
    """
    have = words(target)
    for mention, translation in mentions(source, context):
        forms = accepted(mention.concept, translation)
        if have and forms and not any(places(have, form) for form in forms):
            required = forms[0]
            message = f"the glossary has “{required}” for “{source[mention.start : mention.end]}”"
            yield Fault(0, len(target), message, required)


@pair_check("pair/forbidden-term", severity="error")
def forbidden_term(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Rendering that the glossary forbids.

    A known mistranslation, listed under `forbidden` with its concept.
    Example: “portal vein” became “vena portal”, which the glossary forbids.
    """
    have = words(target)
    for mention, translation in mentions(source, context):
        allowed = [
            place for form in accepted(mention.concept, translation) for place in places(have, form, inflected=False)
        ]
        for form in translation.forbidden:
            for start, end in places(have, form, inflected=False) or _plural_places(
                have, form, mention.concept, translation
            ):
                if not any(a <= start and end <= b for a, b in allowed):
                    message = f"the glossary forbids “{target[start:end]}” for “{source[mention.start : mention.end]}”"
                    yield Fault(start, end, message, accepted(mention.concept, translation)[0])


def _plural_places(
    have: Sequence[Word], form: str, concept: Concept, translation: Translation
) -> list[tuple[int, int]]:
    """Where a forbidden form stands in another number, unless the folding makes it one of the right ones."""
    keys = [w.folded for w in words(form)]
    right = any([w.folded for w in words(other)] == keys for other in accepted(concept, translation))
    return [] if right else places(have, form)


@pair_check("pair/abbreviation", severity="warning")
def abbreviation(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Abbreviation that is introduced.

    A reader who was not told what a short form means is lost wherever it comes back. Where the source introduces one,
    the translation does too, by the glossary's short form where it has one, or by that of the source.
    Example: “alkaline phosphatase (ALP)” became “fosfatasa alcalina”.
    """
    if "(" not in source or not target.strip():
        return
    have = words(target)
    glossary = [t.abbreviation for _, t in mentions(source, context) if t.abbreviation]
    if not glossary and _SHORT.search(target):
        return
    for short in dict.fromkeys(one.short for one in find_abbreviations(source, [(0, len(source))])):
        forms = (short, short.removesuffix("s"), *glossary)
        if not any(places(have, form, inflected=False) for form in forms):
            yield Fault(0, len(target), f"the abbreviation “{short}” is introduced in the source, and not here")


CHECKS = (term, forbidden_term, abbreviation)
