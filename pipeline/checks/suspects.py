"""Words that are probably not what was meant, and names that are no longer used."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pipeline.checks.places import in_prose, matches
from pipeline.core.model import Document
from pipeline.data import load
from pipeline.glossary import LANGUAGES
from pipeline.rules import DocumentContext, Fault, check

_OUTDATED: Mapping[str, str] = load("checks.yaml")["outdated"]


@check("source/suspect-term", severity="error", languages=LANGUAGES)
def find_suspects(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A word is probably a mistranslated term.

    A variant with `action: flag` in the glossary, such as "door vein": some of them are real words elsewhere, so a
    person decides, and the preferred term is only suggested.
    Example: "a clot in the door vein", for which "portal vein" is suggested.
    """
    for mention in context.glossary.find(document.text):
        variant = mention.form.variant
        if variant and variant.action == "flag" and in_prose(document, context, mention.start, mention.end):
            preferred = mention.concept.en
            message = f"“{document.text[mention.start : mention.end]}” probably means “{preferred}”."
            yield Fault(mention.start, mention.end, message, preferred)


@check("source/near-term", severity="warning", languages=LANGUAGES)
def find_near_terms(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A word is one letter away from a term.

    All other words of a term of the glossary stand beside it, so that something else can hardly be meant; but the word
    may be right ("the portal, vain as it is"), so a person decides. Names of drugs are never guessed.
    Example: "a clot in the portal vain".
    """
    for near in context.glossary.near.find(document.text):
        if in_prose(document, context, near.start, near.end):
            message = f"“{document.text[near.start : near.end]}” is one letter away from “{near.term}”."
            yield Fault(near.start, near.end, message, near.term)


@check("source/outdated-term", severity="info", languages=LANGUAGES)
def find_outdated(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A name is outdated, or hurts those whom it names.

    Some names have been given up by those who coined them, others take a person for a disease ("diabetics"). Readers
    search for the present name, and no one likes to read the other of himself.
    Example: "Most diabetics do this.", for which "people with diabetes" is suggested.
    """
    for match in matches(_outdated(), document, context):
        preferred = next(one for name, one in _OUTDATED.items() if re.fullmatch(name, match[0], re.IGNORECASE))
        yield Fault(*match.span(), f"“{match[0]}” is outdated or may hurt; today one writes “{preferred}”.", preferred)


@cache
def _outdated() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(_OUTDATED)})(?![\w-])", re.IGNORECASE)
