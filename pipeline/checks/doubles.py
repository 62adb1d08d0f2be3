"""Doubled and glued words that may hide a lost word."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.checks.places import LANGUAGES, any_of, matches, word_before
from pipeline.core.model import Document
from pipeline.data import load
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["doubles"]
_AROUND_AND = re.compile(
    rf"\b([A-Za-z]{{4,40}}|[A-Za-z]{{3,40}}\s[a-z]{{3,40}})\s+(?:and|or)\s+(?i:\1)(?=\s*[.,;:)!?]|\s+{any_of(_WORDS['follow'])}\b|\s*$)"
)
_DOUBLED = re.compile(r"(?<![\w’'-])(?:([A-Za-z]{3,40}),?\s+\1|([A-Za-z]{2,30} [A-Za-z]{2,30}),?\s+\2)(?![\w’'-])")
_WORD = re.compile(r"[a-z]{3,40}")
_TAIL = re.compile(rf"\b([a-z]{{3,40}}?){any_of(_WORDS['glued_ends'])}\b")
_CAMEL = re.compile(r"\b[a-z]{3,40}[A-Z][a-z]{2,}\b")
_NEGATION_MARKS = frozenset(load("checks.yaml")["negation_marks"])
_LOOSE_T = re.compile(r"(?<=[a-z])(?:\s|\s?[?\ufffd`´]\s?)t(?![\w’'-])")


@check("source/doubled-around-and", severity="error", languages=LANGUAGES)
def find_doubled_around_and(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The same word stands on both sides of "and" or "or".

    "Swelling and swelling may occur": one of two symptoms was lost, and deleting the double would hide it. Sound
    pairs ("more and more", "years and years", "between eye and eye") and pairs that something tells apart ("cancer
    and cancer treatment", "women and women who smoke") are left. Example: "Swelling and swelling may occur."
    """
    for match in matches(_AROUND_AND, document, context):
        word = match[1].lower()
        before = word_before(document.text, match.start())
        if word not in _WORDS["around_and"] and before not in _WORDS["not_before_and"]:
            yield Fault(*match.span(), f"“{match[1]}” stands there twice: another word was probably lost.")


@check("source/doubled-word", severity="warning", languages=LANGUAGES)
def find_doubled(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A word stands twice in a row.

    A typing error, a heading run into its sentence, or two list items that lost their border: one time in eight
    deleting is right, so a person decides. Example: "The rash usually usually fades."
    """
    for match in matches(_DOUBLED, document, context):
        doubled = match[1] or match[2]
        if doubled.lower() not in _WORDS["sound"]:
            yield Fault(*match.span(), f"“{doubled}” stands twice: a slip, or the border between two parts was lost.")


@check("source/glued-words", severity="warning", languages=LANGUAGES)
def find_glued_words(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Two words have grown together.

    The text's own vocabulary tells: "foodmay" is "food" and "may" where "food" stands elsewhere in the text and
    "foodmay" does not. Nothing proves which sign stood between them.
    Example: "foodmay" in a text that also says "food".
    """
    vocabulary = Counter(_WORD.findall(document.text.lower()))
    for match in matches(_TAIL, document, context):
        if match[0] not in _WORDS["glued_sound"] and vocabulary[match[0]] == 1 and vocabulary[match[1]]:
            yield _glued(match)
    for match in matches(_CAMEL, document, context):
        if vocabulary[match[0].lower()] == 1:
            yield _glued(match)


def _glued(match: re.Match[str]) -> Fault:
    return Fault(*match.span(), f"“{match[0]}” seems to be two words; something between them may be lost.")


@check("source/lost-apostrophe", severity="error", languages=LANGUAGES)
def find_lost_apostrophes(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The apostrophe of a negation is lost.

    "We can t" is "we can't": whoever reads over the loose "t" reads the opposite. Example: "You can t drive."
    """
    for match in matches(_LOOSE_T, document, context):
        word = word_before(document.text, match.start())
        if word in _NEGATION_MARKS:
            start = match.start() - len(word)
            suggestion = f"{document.text[start : match.start()]}’t"
            yield Fault(start, match.end(), "A negation lost its apostrophe.", suggestion)
