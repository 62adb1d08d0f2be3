"""Spaces between words: names of organisms, torn addresses.

A boundary is restored only where the characters themselves prove it. Glued prepositions ("ofin") are holes, not
boundaries: they stay for the checks.
"""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.core.text.phrases import Phrases
from pipeline.data import load
from pipeline.repair.tokens import LANGUAGES, look_back
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
