"""Spaces between words: names of organisms, torn addresses, brackets.

A boundary is restored only where the characters themselves prove it. Glued prepositions ("ofin") are holes, not
boundaries: they stay for the checks.
"""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.core.text.phrases import Phrases
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.repair.tokens import ADDRESS_SIGNS, LANGUAGES, look_back, token_at
from pipeline.rules import DocumentContext, rule

_TABLE = load("spacing.yaml")
_EPITHET = re.compile(r"\. [a-z]{4}")
_GENUS = re.compile(rf"(?<!\w)(?:{'|'.join(_TABLE['before_genus'])})(?=[A-Z]\Z)")
_TORN = Phrases(
    r"(?<![\w.])(?:(?i:www)\. ?)?[a-z][\w-]{1,40}\. (?:org|gov|edu)(?![\w-])"
    r"|(?<![\w.])(?:WWW\. ?)?[A-Z][A-Z\d-]{1,40}\. (?:ORG|GOV|EDU)(?![\w-])"
    r"|(?<![\w.])(?i:www)\. [\w-]{2,40}\. ?(?i:com|net|info|co\. ?uk|org\. ?uk|nhs\. ?uk)(?![\w-])"
    r"|(?<=[\w-])\. html?(?![\w-])"
    rf"|(?<![\w.])(?:{'|'.join(_TABLE['torn_abbreviations'])})(?:\.|(?=[ ,]))(?: (?=,))?"
    r"|(?<![\w.])U\. [SK]\.(?= [A-Z][a-z])",
    re.NOFLAG,
)

_WORD = re.compile(r"[^\W\d_]+")
_OPENED = re.compile(r"\((?<=[a-z]\()(?=(?P<right>[A-Za-z]{2,30}),? [^()\n]{1,200}\))")
_CLOSED = re.compile(r"\)(?=(?P<right>[a-z]{2,30}|[A-Z][a-z]{1,30}(?= [a-zI]))(?:[ ,;:]|\n))")
_OPENED_ALONE = re.compile(r"\((?<=[a-z]\()(?=(?P<right>[A-Za-z]{6,30}|\d{1,4} ?(?:mm|cm|mg|ml|kg)\b[^()\n]{0,100})\))")
_OPENED_WIDE = re.compile(r"\((?<=[a-z]\()(?=(?P<right>[A-Za-z]{2,30}) [a-z]{2,30} [^()\n]{1,200}\)(?:[ .,;:!?\n]|\Z))")
_BEFORE_BRACKET = re.compile(r"(?<![\w@/.’'-])([A-Za-z][a-z]{3,40})\Z")
_INSIDE_BRACKET = re.compile(r" \(([A-Za-z]{2,30}|\d{1,3}),? [^()\n]{1,200}\Z")
_JOINS = frozenset(_TABLE["joins"])
_ANY_BRACKET = re.compile(r" \([A-Za-z][\w -]{2,38}\Z")
_LONE_BRACKET = re.compile(r" \(([a-z]{4,30})\Z")  # "(non)smoker" is one word
_LONG_BEFORE = re.compile(r"(?<![\w@/.’'-])([A-Za-z]?[a-z]{6,40})\Z")
_FIRSTS = frozenset(_TABLE["prefixes"] + _TABLE["bound_prefixes"])
_WRAPPED_ADDRESS = re.compile(r"(?<=\]\()[^()\s]{1,400}-\n[^()\s]{1,400}(?=\))")
_BRACKETED_ADDRESS = re.compile(
    r"(?<=\()https?:/[^()\s]{0,400}(?:\n[^()\s]{1,400}){0,3}\n(?=[^()\s]{0,400}[\d/.%=])[^()\s]{1,400}(?=\))"
)


@rule("repair/torn-token", version=3, everywhere=True, languages=LANGUAGES)
def join_tokens(text: str, context: DocumentContext) -> Iterator[Change]:
    """Address or abbreviation torn at its stop.

    A tool that parts sentences puts a blank behind every stop. "org" and "gov" are no words, and "e. g." is one
    abbreviation. The address of a link holds no line's end, where a converter wrapped it behind a hyphen; nor does one
    that fills a bracket, where a page was too narrow for it.
    Example: "see www. kidney. org (e. g. page 2)" becomes "see www.kidney.org (e.g. page 2)".
    """
    for match in _TORN.in_lines(text):
        for gap in re.finditer(" ", match[0]):
            place = match.start() + gap.start()
            yield Change(place, place + 1, " ", "", "blank inside an address or abbreviation")
    wrapped = {text.index("\n", match.start()) for match in _WRAPPED_ADDRESS.finditer(text)} if "-\n" in text else set()
    for match in _BRACKETED_ADDRESS.finditer(text) if "(http" in text else ():
        wrapped |= {match.start() + gap.start() for gap in re.finditer("\n", match[0])}
    for place in sorted(wrapped):
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


@rule("repair/bracket-border", version=3, languages=LANGUAGES)
def part_brackets(text: str, context: DocumentContext) -> Iterator[Change]:
    """Word glued to a bracket.

    A link or a note lost the space beside it. Words of the lexicon or the text on both sides of a bracket that holds
    several prove it, and of one that holds a long word or a measure where the text sets others apart; before three
    words and more any long one does. "drug(s)", "(non)smoker", "f(x)" and addresses stay.
    Example: "a swelling(from an injury) that hurts" becomes "a swelling (from an injury) that hurts".
    """
    found = list(_glued_brackets(text)) if "(" in text else []
    vocabulary = Counter(_WORD.findall(text.lower())) if found else Counter()
    places = set()
    for place, words in found:
        sound = all(word in known_words("en") or vocabulary[word] > 1 or word[0].isdecimal() for word in words)
        if sound and not ADDRESS_SIGNS & set(token_at(text, place)):
            places.add(place)
    for place in sorted(places):
        yield Change(place, place, "", " ", "space beside a bracket")


def _glued_brackets(text: str) -> Iterator[tuple[int, list[str]]]:
    """Where a bracket touches a word, and the words that must be known on its sides."""
    apart = " (" in text  # else nothing shows how the text sets its brackets
    for pattern in (_OPENED, _OPENED_ALONE) if apart else (_OPENED,):
        for match in pattern.finditer(text):
            if left := look_back(_BEFORE_BRACKET, text, match.start(), 42):
                yield match.start(), [left[1].lower(), match["right"].lower()]
    for match in _OPENED_WIDE.finditer(text):
        if look_back(_LONG_BEFORE, text, match.start(), 42):
            yield match.start(), [match["right"].lower()]
    for match in _CLOSED.finditer(text):
        right = match["right"].lower()
        if inside := look_back(_INSIDE_BRACKET, text, match.start(), 240):
            yield match.end(), [inside[1].lower(), right]
        if right in _JOINS and look_back(_ANY_BRACKET, text, match.start(), 42):
            yield match.end(), [right]
            continue
        lone = look_back(_LONE_BRACKET, text, match.start(), 32)
        if lone and lone[1] not in _FIRSTS and lone[1] + right not in known_words("en"):
            yield match.end(), [lone[1], right]
