"""Apostrophes that an extractor lost: in negations, short forms and possessives."""

import re
from collections.abc import Iterator

from pipeline.checks.places import LANGUAGES, any_of, matches, word_before
from pipeline.core.model import Document
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.rules import DocumentContext, Fault, check

_ALL = load("checks.yaml")
_WORDS = _ALL["apostrophes"]
_GLUED_NOT = re.compile(rf"(?<![\w’'-])({any_of(_ALL['negation_marks'])})t(?![\w’'-])", re.IGNORECASE)
_LOOSE_S = re.compile(r"(?<![\w’'-])([A-Za-z]{2,30}) s(?= [a-z]|\b [A-Z][a-z])")
_PLAIN_S = re.compile(r"(?<![\w’'-])([a-z]{2,30}y)s(?= [a-z])")
_CONTRACTED = re.compile(
    rf"(?<![\w’'-])(?:(?i:{any_of(_ALL['contractions'])})|{any_of(_ALL['own_contractions'])})(?![\w’'-])"
)
_NO_PLURAL = re.compile(rf"(?<![\w’'-])((?i:{any_of(_ALL['no_plurals'])}))(?= [a-z])")
_OWNER = re.compile(
    rf"\b(?:{any_of(_WORDS['before_one_owner'])}\s(?P<one>{any_of(_WORDS['owners'])})"
    rf"|{any_of(_WORDS['before_own'])}\s(?P<your>{any_of(_WORDS['owners'])}))s"
    rf"(?=\s(?(one)[a-z]{{3,20}}|{any_of(_WORDS['owned'])})\b)",
    re.IGNORECASE,
)
_ITS = re.compile(rf"(?<![\w’'-]){any_of(_ALL['its_forms'])} (?={'|'.join(_ALL['its'])})")
_NEGATION_MARKS = frozenset(_ALL["negation_marks"])
_LOOSE_T = re.compile(r"(?<=[a-z])(?:\s|\s?[?\ufffd`´]\s?)t(?![\w’'-])")
_NO_NOUN = frozenset(_WORDS["no_cant"])  # words behind "cant" and "wont", the nouns, and before them
_OF_OWNER = re.compile(
    rf"\b{any_of(_WORDS['before_owner'])}\s{any_of(_WORDS['articles'])}\s({any_of(_WORDS['owners'])})s(?=\s{any_of(_WORDS['owned'])}\b)",
    re.IGNORECASE,
)
_NEXT = re.compile(r" ([a-z]+)")


@check("source/lost-apostrophe", severity="error", languages=LANGUAGES)
def find_lost_apostrophes(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The apostrophe of a negation is lost.

    "We can t" is "we can't", and so is "we cant": whoever reads over it reads the opposite.
    Example: "You can t drive." "They dont help."
    """
    for match in matches(_LOOSE_T, document, context):
        word = word_before(document.text, match.start())
        if word in _NEGATION_MARKS:
            start = match.start() - len(word)
            suggestion = f"{document.text[start : match.start()]}’t"
            yield Fault(start, match.end(), "A negation lost its apostrophe.", suggestion)
    for match in matches(_GLUED_NOT, document, context):
        if match[1].lower() not in _WORDS["without_t_doubtful"] or _is_verb(document.text, match):
            yield Fault(*match.span(), "A negation lost its apostrophe.", f"{match[1]}’t")


def _is_verb(text: str, match: re.Match[str]) -> bool:
    """Whether "cant" or "wont" is no noun: a subject stands before it, or a verb behind."""
    before, behind = word_before(text, match.start()), _NEXT.match(text, match.end())
    return before in _WORDS["subjects"] or (before not in _NO_NOUN and behind is not None and behind[1] not in _NO_NOUN)


@check("source/lost-possessive", severity="warning", languages=LANGUAGES)
def find_lost_possessives(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The apostrophe of a possessive or a short form is lost.

    "theyll" is no word, and "its important to" says "it is".
    Example: "Ask your doctor s nurse." "The bodys cells are old."
    """
    for match in matches(_LOOSE_S, document, context):
        if not match[1].endswith(tuple(_WORDS["no_owner_ends"])):
            yield Fault(*match.span(), "A possessive lost its apostrophe.", f"{match[1]}’s")
    for match in matches(_CONTRACTED, document, context):
        yield Fault(*match.span(), "A short form lost its apostrophe.")
    for match in matches(_OWNER, document, context):
        owner = match["one"] or match["your"]
        start = match.end() - len(owner) - 1
        yield Fault(start, match.end(), "A possessive lost its apostrophe.", f"{owner}’s")
    for match in matches(_OF_OWNER, document, context):
        yield Fault(match.start(1), match.end(1) + 1, "A possessive lost its apostrophe.", f"{match[1]}’s")
    for match in matches(_ITS, document, context):
        yield Fault(match.start(), match.start() + 3, "“its” stands for “it is” here.", f"{match[0][:2]}’s")
    for match in matches(_NO_PLURAL, document, context):
        yield Fault(*match.span(), "A possessive lost its apostrophe.", f"{match[1][:-1]}’s")
    known = known_words("en")
    for match in matches(_PLAIN_S, document, context):
        word = match[0]
        if (
            word[:-1] in known
            and word not in known
            and word not in _WORDS["no_plurals_of"]
            and not context.glossary.find(word)
        ):
            yield Fault(*match.span(), "A possessive lost its apostrophe.", f"{match[1]}’s")
