"""Words that are probably not what was meant, and names that are no longer used."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pipeline.checks.places import any_of, in_prose, matches
from pipeline.core.model import Document
from pipeline.data import load
from pipeline.glossary import LANGUAGES
from pipeline.reading.lexicon import known_words
from pipeline.rules import DocumentContext, Fault, check

_REACH = 90  # characters
_WORDS = load("checks.yaml")["suspects"]
_ALIAS = re.compile(
    rf"\b(?:{'|'.join(_WORDS['alias_adverbs'])})\s+(?:{any_of(_WORDS['alias_auxiliaries'])}\s+)?"
    rf"{any_of(_WORDS['alias_verbs'])}\b[^.;!?]*\Z"
    rf"|\b{any_of(_WORDS['alias_adjectives'])}\s+{any_of(_WORDS['alias_nouns'])}\b[^.;!?]*\Z"
)
_NAME_BEHIND = re.compile(rf"\s+(?:{any_of(_WORDS['joins'])}\s+[A-Z][a-z]+\s+)?{any_of(_WORDS['organisations'])}\b")
_SMALL_WORD = re.compile(rf"\s+{any_of(_WORDS['small_words'])}\b")
_OBJECT = re.compile(rf"\s+(?!{any_of(load('checks.yaml')['wording']['finite'])}\b)[a-z]{{3,}}\b")
_BESIDE_TERMS = frozenset(_WORDS["beside_terms"])
_VESSELS, _HOLDS = frozenset(_WORDS["vessels"]), re.compile(rf"\s+{_WORDS['vessels_hold']}\b")
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
    may be right ("the portal, vain as it is"), so a person decides. Where the lexicon has the text's word and not the
    term's, the text's stays, and so do everyday words that stand beside anything ("clinical state"). Names of drugs
    are never guessed, and a verb before its preposition or its object ("from the liver passes through") is none.
    Example: "a clot in the portal vain".
    """
    for near in context.glossary.near.find(document.text):
        word = document.text[near.start : near.end].rsplit(maxsplit=1)[-1]
        verb = word.endswith("s") and word in known_words("en") and _is_said(document.text, near.end)
        words, term = document.text[near.start : near.end].lower().split(), near.term.lower().split()
        other = next(((one, two) for one, two in zip(words, term, strict=False) if one != two), (word, word))
        sound = other[0] in known_words("en") and (other[1] not in known_words("en") or other[0] in _BESIDE_TERMS)
        sound = sound or (other[0] in _VESSELS and _HOLDS.match(document.text, near.end) is not None)
        if not verb and not sound and in_prose(document, context, near.start, near.end):
            message = f"“{document.text[near.start : near.end]}” is one letter away from “{near.term}”."
            yield Fault(near.start, near.end, message, near.term)


def _is_said(text: str, end: int) -> bool:
    """Whether a word may be a verb: a preposition follows, or a word that is no verb itself ("stores urine")."""
    return _SMALL_WORD.match(text, end) is not None or _OBJECT.match(text, end) is not None


@check("source/outdated-term", severity="info", languages=LANGUAGES)
def find_outdated(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A name is outdated, or hurts those whom it names.

    Some names have been given up by those who coined them, others take a person for a disease ("diabetics"). Readers
    search for the present name, and no one likes to read the other of himself. A text that says itself that the name is
    another or a former one, and the name of a society, say nothing else than is so.
    Example: "Most diabetics do this.", for which "people with diabetes" is suggested.
    """
    for match in matches(_outdated(), document, context):
        before, behind = (
            document.text[max(0, match.start() - _REACH) : match.start()],
            document.text[match.end() :][:40],
        )
        if _ALIAS.search(before) or (match[0].istitle() and _NAME_BEHIND.match(behind)):
            continue
        preferred = next(one for name, one in _OUTDATED.items() if re.fullmatch(name, match[0], re.IGNORECASE))
        if f"{before} ".lower().endswith(f"{preferred} ( "):
            continue  # the present name, and the former one in brackets
        yield Fault(*match.span(), f"“{match[0]}” is outdated or may hurt; today one writes “{preferred}”.", preferred)


@cache
def _outdated() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(_OUTDATED)})(?![\w-])", re.IGNORECASE)
