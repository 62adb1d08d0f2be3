"""Checks on names: the glossary's terms and short forms, forbidden renderings, drugs; codes are in `pair_codes`."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from rapidfuzz.distance import Levenshtein

from pipeline.checks.pair_codes import stage
from pipeline.checks.pair_context import PairContext
from pipeline.concepts import Concept, Translation
from pipeline.data import load
from pipeline.entities.abbreviations import find as find_abbreviations
from pipeline.glossary import Mention
from pipeline.rules import Fault, pair_check

_TABLE: Mapping[str, Any] = load("pair_names.yaml")
_WORD = re.compile(r"[^\W_]+")
_DRUG = re.compile(
    rf"\b(?:[A-Za-z]{{2,}}(?:{'|'.join(_TABLE['drug_endings'])})|{'|'.join(_TABLE['drugs'])})\b", re.IGNORECASE
)
_NOT_DRUGS = frozenset(_TABLE["not_drugs"])
_ALIASES: Mapping[str, Sequence[str]] = _TABLE["drug_aliases"]
_ENDING = re.compile(r"(?<=\w{3})(?:[oae]?s|es)$")
_SHORT = re.compile(r"\([^\W\d_]*[^\W\d_a-zà-ÿ]\w{1,9}[),;]")  # a short form in brackets, in whatever language
_VOWEL = re.compile(r"(?<=\w{3})[oae]$")


class Word(NamedTuple):
    """A word of the target, as written in lower case and folded: without accents, plural and gender."""

    start: int
    end: int
    plain: str
    folded: str


def words(text: str) -> list[Word]:
    """The words of a text."""
    return [Word(*match.span(), match[0].lower(), folded(match[0])) for match in _WORD.finditer(text)]


@cache
def folded(word: str) -> str:
    """A word without accents and without the endings of number and gender."""
    bare = _bare(word)
    return _VOWEL.sub("", _ENDING.sub("", bare)) if bare.isalpha() else bare


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def places(target: Sequence[Word], term: str, *, inflected: bool = True) -> list[tuple[int, int]]:
    """Where a term stands among the words of a text, in any number and gender unless told otherwise."""
    wanted = words(term)
    keys = [w.folded if inflected else w.plain for w in wanted]
    have = [w.folded if inflected else w.plain for w in target]
    size = len(keys)
    starts = [i for i in range(len(have) - size + 1) if size and have[i] == keys[0] and have[i : i + size] == keys]
    return [(target[i].start, target[i + size - 1].end) for i in starts]


def _mentions(source: str, context: PairContext) -> Iterator[tuple[Mention, Translation]]:
    """The first mention of each concept that has a translation; suspect variants are no mentions."""
    seen: set[str] = set()
    for mention in context.glossary.find(source):
        concept, variant = mention.concept, mention.form.variant
        translation = concept.translations.get(context.target_language)
        if translation and concept.id not in seen and not (variant and variant.action == "flag"):
            seen.add(concept.id)
            yield mention, translation


def _accepted(concept: Concept, translation: Translation) -> list[str]:
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
    Example: “portal vein” became “vena portal”, the glossary has “vena porta”.
    """
    have = words(target)
    for mention, translation in _mentions(source, context):
        accepted = _accepted(mention.concept, translation)
        if have and accepted and not any(places(have, form) for form in accepted):
            required = accepted[0]
            message = f"the glossary has “{required}” for “{source[mention.start : mention.end]}”"
            yield Fault(0, len(target), message, required)


@pair_check("pair/forbidden-term", severity="error")
def forbidden_term(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Rendering that the glossary forbids.

    A known mistranslation, listed under `forbidden` with its concept.
    Example: “portal vein” became “vena portal”, which the glossary forbids.
    """
    have = words(target)
    for mention, translation in _mentions(source, context):
        allowed = [
            place for form in _accepted(mention.concept, translation) for place in places(have, form, inflected=False)
        ]
        for form in translation.forbidden:
            for start, end in places(have, form, inflected=False) or _plural_places(
                have, form, mention.concept, translation
            ):
                if not any(a <= start and end <= b for a, b in allowed):
                    message = f"the glossary forbids “{target[start:end]}” for “{source[mention.start : mention.end]}”"
                    yield Fault(start, end, message, _accepted(mention.concept, translation)[0])


def _plural_places(
    have: Sequence[Word], form: str, concept: Concept, translation: Translation
) -> list[tuple[int, int]]:
    """Where a forbidden form stands in another number, unless the folding makes it one of the right ones."""
    keys = [w.folded for w in words(form)]
    right = any([w.folded for w in words(accepted)] == keys for accepted in _accepted(concept, translation))
    return [] if right else places(have, form)


@pair_check("pair/drug", severity="error")
def drug(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Name of a drug.

    Many names are one or two letters apart, and the drugs are not alike.
    Example: “cisplatin” became “carboplatino”; “prednisone” became “prednisolona”.
    """
    if not target.strip():
        return
    have = words(target)
    keys = {_drug_key(word.plain): word for word in have}
    wanted = {match[0].lower(): match[0] for match in _DRUG.finditer(source) if match[0].lower() not in _NOT_DRUGS}
    known = {_drug_key(name) for name in wanted} | {
        _drug_key(alias) for name in wanted for alias in _ALIASES.get(name, ())
    }
    by_glossary = _by_glossary(source, have, context)
    for name, written in wanted.items():
        if (
            _drug_key(name) in keys
            or any(_drug_key(a) in keys for a in _ALIASES.get(name, ()))
            or by_glossary.get(name)
        ):
            continue
        near = min(
            (k for k in keys if k not in known and len(k) > 4),
            key=lambda k: Levenshtein.distance(k, _drug_key(name)),
            default=None,
        )
        if near is not None and Levenshtein.normalized_similarity(near, _drug_key(name)) >= 0.5:
            yield Fault(keys[near].start, keys[near].end, f"“{keys[near].plain}” is not “{written}” of the source")
        else:
            yield Fault(0, len(target), f"the drug “{written}” of the source is missing")
    for name, found in by_glossary.items():
        if not found and name not in wanted:
            yield Fault(0, len(target), f"the drug “{name}” of the source is missing")


def _by_glossary(source: str, have: Sequence[Word], context: PairContext) -> dict[str, bool]:
    """The single drugs that the glossary finds in the source, and whether the target has them."""
    return {
        source[mention.start : mention.end].lower(): any(
            places(have, f) for f in _accepted(mention.concept, translation)
        )
        for mention, translation in _mentions(source, context)
        if mention.concept.type == "drug" and " " not in mention.concept.en
    }


@cache
def _drug_key(name: str) -> str:
    """A drug's name without what Spanish, French and Portuguese spell otherwise: h, y, double letters, endings."""
    bare = _bare(name).replace("ph", "f").replace("h", "").replace("y", "i").replace("k", "c").replace("qu", "c")
    bare = re.sub(r"(.)\1", r"\1", re.sub(r"^es(?=[pt])", "s", bare))
    return re.sub(r"[oae]?s?$", "", bare)


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
    glossary = [t.abbreviation for _, t in _mentions(source, context) if t.abbreviation]
    if not glossary and _SHORT.search(target):
        return
    for short in dict.fromkeys(one.short for one in find_abbreviations(source, [(0, len(source))])):
        accepted = (short, short.removesuffix("s"), *glossary)
        if not any(places(have, form, inflected=False) for form in accepted):
            yield Fault(0, len(target), f"the abbreviation “{short}” is introduced in the source, and not here")


CHECKS = (term, forbidden_term, drug, stage, abbreviation)
