"""Spaces between words: sentences glued at their stop, names of organisms, torn addresses.

A boundary is restored only where the characters themselves prove it. Glued prepositions ("ofin") are holes, not
boundaries: they stay for the checks.
"""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.repair.tokens import ADDRESS_SIGNS, LANGUAGES, WORD_BEFORE, look_back, token_at
from pipeline.rules import DocumentContext, rule

_TABLE = load("spacing.yaml")
_ABBREVIATIONS = frozenset(_TABLE["abbreviations"])
_PRONOUNS = frozenset(_TABLE["pronoun_enders"])
_SHORT = frozenset(_TABLE["short_enders"])
_SITES = frozenset(_TABLE["site_endings"])
_OPENERS = frozenset(_TABLE["openers"])
_GLUED_SENTENCE = re.compile(r"[.?!](?=[A-Z][a-z]{0,30}(?:[ ,:;]|\n|$|['’-][a-z]))")
_GLUED_BRACKET = re.compile(r"\)[.?!](?=(?P<right>[A-Z][a-z]{1,30})(?:[ ,:;]|\n|$|['’-][a-z]))")
_BRACKET_BEFORE = re.compile(r" \([^()\n]{1,120}\Z")
_GLUED_LINK = re.compile(r"(?<=\w)\]\([^()\s]{1,600}\)[.?!](?=(?P<right>[A-Z][a-z]{1,30})(?: |,|\n|$))")
_GLUED_TO_LINK = re.compile(r"(?<=[a-z]{3})[.?!](?=\[(?P<right>[A-Z][a-z]{1,30})(?: [^\[\]\n]{0,100})?\]\([^()\s]+\))")
_GLUED_QUOTE = re.compile(r"(?<=[a-z][.?!])[\"”](?=(?P<right>[A-Z][a-z]{1,30})(?: [a-z]|, ))")
_GLUED_NUMBER = re.compile(
    r"(?:(?<=[a-z] [1-9]\d)|(?<=[A-Za-z]-\d)|(?<=[A-Za-z]-[1-9]\d)|(?<= B\d\d))\.(?=(?P<right>[A-Z][a-z]{1,30}) [a-z])"
)
_EPITHET = re.compile(r"\. [a-z]{4}")
_GENUS = re.compile(rf"(?<!\w)(?:{'|'.join(_TABLE['before_genus'])})(?=[A-Z]\Z)")
_UNFINISHED = frozenset(_TABLE["unfinished"])
_TORN = re.compile(
    r"(?<![\w.])(?:(?i:www)\. ?)?[a-z][\w-]{1,40}\. (?:org|gov|edu)(?![\w-])"
    r"|(?<![\w.])(?:WWW\. ?)?[A-Z][A-Z\d-]{1,40}\. (?:ORG|GOV|EDU)(?![\w-])"
    r"|(?<![\w.])(?i:www)\. [\w-]{2,40}\. ?(?i:com|net|info|co\. ?uk|org\. ?uk|nhs\. ?uk)(?![\w-])"
    r"|(?<=[\w-])\. html?(?![\w-])"
    rf"|(?<![\w.])(?:{'|'.join(_TABLE['torn_abbreviations'])})(?:\.|(?=[ ,]))(?: (?=,))?"
    r"|(?<![\w.])U\. [SK]\.(?= [A-Z][a-z])"
)


_WRAPPED_ADDRESS = re.compile(r"(?<=\]\()[^()\s]{1,400}-\n[^()\s]{1,400}(?=\))")
_BRACKETED_ADDRESS = re.compile(
    r"(?<=\()https?:/[^()\s]{0,400}(?:\n[^()\s]{1,400}){0,3}\n(?=[^()\s]{0,400}[\d/.%=])[^()\s]{1,400}(?=\))"
)


@rule("repair/sentence-border", version=3)
def part_sentences(text: str, context: DocumentContext) -> Iterator[Change]:
    """Sentences glued at their stop.

    Extractors join paragraphs without a space. A lower-case word, a stop and a capitalized word are two sentences,
    unless one side belongs to an address, a site's name or an abbreviation. Behind a capitalized word only a word that
    opens sentences proves the border, and behind a bracket one of the lexicon.
    Example: "of the liver.Symptoms are" becomes "of the liver. Symptoms are"; "Cancer.Net" stays.
    """
    for match in _GLUED_SENTENCE.finditer(text):
        position = match.start()
        left = look_back(WORD_BEFORE, text, position)
        if left is None or not left[0][1:].islower():
            continue
        right = re.match(r"[A-Za-z]+", text[position + 1 : position + 40])
        if right and _parts(left[0], right[0], text[position]) and not ADDRESS_SIGNS & set(token_at(text, position)):
            yield Change(position + 1, position + 1, "", " ", "space between two sentences")
    for match in _GLUED_BRACKET.finditer(text):
        known = match["right"] in _OPENERS or match["right"].lower() in known_words("en")
        if known and match["right"] not in _SITES and look_back(_BRACKET_BEFORE, text, match.start(), 123):
            yield Change(match.end(), match.end(), "", " ", "space between two sentences")
    for place in _beside_marks(text):
        yield Change(place, place, "", " ", "space between two sentences")
    for match in _GLUED_NUMBER.finditer(text):
        if match["right"] in _OPENERS:
            yield Change(match.end(), match.end(), "", " ", "space between two sentences")


def _beside_marks(text: str) -> Iterator[int]:
    """Where a sentence begins behind the stop of another and a link or a closing quote between them."""
    links = [*_GLUED_LINK.finditer(text), *_GLUED_TO_LINK.finditer(text)] if "](" in text else []
    for match in (*links, *_GLUED_QUOTE.finditer(text)):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        opens = match[0] == '"' and line.count('"') % 2 == 0
        if not opens and (match["right"] in _OPENERS or _is_word(match["right"])):
            yield match.end()


def _is_word(word: str) -> bool:
    return word not in _SITES and (word.lower() in known_words("en") or word.lower() in _UNFINISHED)


def _parts(left: str, right: str, stop: str) -> bool:
    """Whether a stop between two words ends a sentence; "?" and "!" belong to no abbreviation."""
    if stop in "?!":
        return left.islower() and right not in _SITES  # "Yahoo!Answers" is a name
    if left.lower() in _ABBREVIATIONS or right in _SITES:
        return False
    if left[0].isupper():
        return len(left) > 3 and right in _OPENERS
    if left in _PRONOUNS and right.lower() in known_words("en"):
        return len(right) > 1
    return (len(left) > 2 and (len(right) > 1 or right in _OPENERS)) or (left in _SHORT and right in _OPENERS)


@rule("repair/torn-token", version=3, everywhere=True, languages=LANGUAGES)
def join_tokens(text: str, context: DocumentContext) -> Iterator[Change]:
    """Address or abbreviation torn at its stop.

    A tool that parts sentences puts a blank behind every stop. "org" and "gov" are no words, and "e. g." is one
    abbreviation. The address of a link holds no line's end, where a converter wrapped it behind a hyphen; nor does one
    that fills a bracket, where a page was too narrow for it.
    Example: "see www. kidney. org (e. g. page 2)" becomes "see www.kidney.org (e.g. page 2)".
    """
    for match in _TORN.finditer(text) if ". " in text else ():
        for gap in re.finditer(" ", match[0]):
            place = match.start() + gap.start()
            yield Change(place, place + 1, " ", "", "blank inside an address or abbreviation")
    for match in _WRAPPED_ADDRESS.finditer(text) if "-\n" in text else ():
        place = text.index("\n", match.start())
        yield Change(place, place + 1, "\n", "", "line's end inside an address")
    for match in _BRACKETED_ADDRESS.finditer(text) if "(http" in text else ():
        for gap in re.finditer("\n", match[0]):
            place = match.start() + gap.start()
            yield Change(place, place + 1, "\n", "", "line's end inside an address")


@rule("repair/genus", version=1, languages=LANGUAGES)
def part_genus(text: str, context: DocumentContext) -> Iterator[Change]:
    """Small word glued to the name of an organism.

    Links and italics lose their space: "withE. coli". No English word ends in a capital letter and a stop before a
    lower-case epithet. Example: "caused byE. coli" becomes "caused by E. coli".
    """
    for match in _EPITHET.finditer(text):
        place = match.start() - 1
        if look_back(_GENUS, text, match.start(), 12):
            yield Change(place, place, "", " ", "space before an organism's name")
