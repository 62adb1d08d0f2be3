"""Borders between sentences that were glued at their stop."""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.repair.tokens import ADDRESS_SIGNS, WORD_BEFORE, look_back, token_at
from pipeline.rules import DocumentContext, rule

_TABLE = load("spacing.yaml")
_ABBREVIATIONS = frozenset(_TABLE["abbreviations"])
_PRONOUNS = frozenset(_TABLE["pronoun_enders"])
_SHORT = frozenset(_TABLE["short_enders"])
_SITES = frozenset(_TABLE["site_endings"])
_SITES_IN_CAPITALS = frozenset(site.upper() for site in _SITES)
_SITE_WORDS = frozenset(site.lower() for site in _SITES) | frozenset(_TABLE["site_words"])
_OPENERS = frozenset(_TABLE["openers"])
_SMALL_OPENERS = frozenset(_TABLE["small_openers"])
_UNFINISHED = frozenset(_TABLE["unfinished"])
_I = load("sentences.yaml")["capital_word"][0]
_STOP = re.compile(rf"[.?!](?=[A-Za-z])|:(?={_I})")
_CAPITAL = re.compile(r"([A-Z][a-z]{0,30})(?:[ ,:;]|\n|\Z|['’-][a-z])")
_SHOUTED = re.compile(r"([A-Z]{2,6})(?: [a-z]{2}| \()")
_SMALL = re.compile(r"([a-z]{1,30})(?=[ ,.;]|\n|\Z)(?P<on>,? [a-z\d>(])?")
_SAYS_I = re.compile(rf"{_I}(?: (?:{'|'.join(_TABLE['said_of_me'])})(?![a-z])|['’][a-z])")
_BRACKET_BEFORE = re.compile(r" \([^()\n]{1,120}\)\Z")
_NUMBER_BEFORE = re.compile(r"(?:[a-z] [1-9]\d|[A-Za-z]-[1-9]?\d| B\d\d)\Z")
_FIGURE_BEFORE = re.compile(r"(?<![\w.,/-])\d{1,4}\Z")
_DOTS_BEFORE = re.compile(r"(?<![A-Za-z])[A-Za-z]?[a-z]{2,30}[)\"”]?\.{1,40}\Z")
_GLUED_LINK = re.compile(r"\](?<=\w\])\([^()\s]{1,600}\)[.?!](?=(?P<right>[A-Z][a-z]{1,30})(?: |,|\n|$))")
_GLUED_TO_LINK = re.compile(r"(?<=[a-z]{3})[.?](?=\[(?P<right>[A-Z][a-z]{1,30})(?: [^\[\]\n]{0,100})?\]\([^()\s]+\))")
_GLUED_QUOTE = re.compile(r"[\"”](?<=[a-z][.?!].)(?=(?P<right>[A-Z][a-z]{1,30})(?: [a-z]|, ))")
_OPENED_QUOTE = re.compile(r"\"(?<=[a-z]{2}[.?!].)(?=[A-Z][^\"\n]{1,60}\",? [a-z])")
_LEAST = 3  # glued borders in small letters that prove each other


@rule("repair/sentence-border", version=6)
def part_sentences(text: str, context: DocumentContext) -> Iterator[Change]:
    """Sentences glued at their stop.

    Extractors join paragraphs without a space. A lower-case word, a stop and a capitalized word are two sentences,
    unless one side belongs to an address, a site's name or an abbreviation. Behind a capitalized word only a word that
    opens sentences proves the border, and behind a bracket one of the lexicon. In small letters some words open
    one ("are.if you"), and "I" with its verb, behind a colon too; other words of the lexicon only in a text that has
    glued sentences elsewhere. A row of dots between two words is set apart from the second.
    Example: "of the liver.Symptoms are" becomes "of the liver. Symptoms are"; "Cancer.Net" stays.
    """
    proven = False
    doubtful: list[int] = []
    for match in _STOP.finditer(text):
        place = match.end()
        certain = _is_border(text, match)
        if certain:
            proven = proven or not text.startswith("..", place - 2)
            yield Change(place, place, "", " ", "space between two sentences")
        elif certain is None:
            doubtful.append(place)
    for place in doubtful if proven or len(doubtful) >= _LEAST else ():
        yield Change(place, place, "", " ", "space between two sentences")
    for place in _beside_marks(text):
        yield Change(place, place, "", " ", "space between two sentences")


def _is_border(text: str, match: re.Match[str]) -> bool | None:
    """Whether a sentence ends at a stop that touches the next word; None where others of the text must prove it."""
    place, before = match.start(), text[match.start() - 1 : match.start()]
    if before == ".":
        dots = look_back(_DOTS_BEFORE, text, place + 1, 72)
        plain = dots is not None and text[place + 1 : place + 3].isalpha()
        return plain and not ADDRESS_SIGNS & set(token_at(text, place))
    if text[place + 1].islower():
        return _is_small(text, place, before)
    if match[0] not in "?!" and _says_i(text, place):
        return True
    return match[0] != ":" and _is_capital(text, place, before)


def _says_i(text: str, place: int) -> bool:
    """Whether "I" and a verb stand behind a word of the lexicon and a stop or colon."""
    left = look_back(WORD_BEFORE, text, place)
    return (
        _SAYS_I.match(text, place + 1) is not None
        and left is not None
        and left[0][-3:].islower()
        and left[0].lower() in known_words("en")
        and _is_plain(text, place, left[0])
    )


def _is_capital(text: str, place: int, before: str) -> bool:
    """Whether a word with a capital opens a sentence behind a stop that it touches."""
    found = _CAPITAL.match(text, place + 1) or _SHOUTED.match(text, place + 1)
    if found is None:
        return False
    right = found[1]
    if before == ")":
        known = (
            right in _OPENERS
            or right == _I
            or (len(right) > 1 and (right.isupper() or right.lower() in known_words("en")))
        )
        return known and not _is_site(right) and look_back(_BRACKET_BEFORE, text, place, 123) is not None
    if before.isdigit():
        goes_on = len(right) > 1 and text[found.end(1) : found.end(1) + 2].strip(" ").islower()
        return goes_on and right in _OPENERS and look_back(_NUMBER_BEFORE, text, place, 5) is not None
    left = look_back(WORD_BEFORE, text, place)
    return (
        left is not None
        and left[0][1:].islower()
        and _parts(left[0], right, text[place])
        and not ADDRESS_SIGNS & set(token_at(text, place))
    )


def _is_small(text: str, place: int, before: str) -> bool | None:
    """Whether a word in small letters opens a sentence behind a stop that it touches."""
    found = _SMALL.match(text, place + 1)
    if found is None or found["on"] is None:
        return False
    right, known = found[1], known_words("en")
    if before.isdigit() or before == ")":
        pattern, reach = (_FIGURE_BEFORE, 6) if before.isdigit() else (_BRACKET_BEFORE, 123)
        return right in _SMALL_OPENERS and look_back(pattern, text, place, reach) is not None
    left = look_back(WORD_BEFORE, text, place)
    if left is None or not (left[0].isupper() or left[0].lower() in known) or not _is_plain(text, place, left[0]):
        return False
    if right in _SMALL_OPENERS:
        return True
    sound = len(left[0]) > 2 and left[0][1:].islower() and right in known and right not in _SITE_WORDS
    return None if sound and (len(right) > 2 or right in _SHORT) else False


def _is_plain(text: str, place: int, left: str) -> bool:
    """Whether a stop stands in no address and behind no abbreviation."""
    token = token_at(text, place)
    inner = token.rstrip(".").count(".")
    return left.lower() not in _ABBREVIATIONS and not ADDRESS_SIGNS & set(token) and inner <= (text[place] == ".")


def _beside_marks(text: str) -> Iterator[int]:
    """Where a sentence begins behind the stop of another and a link or a closing quote between them."""
    links = [*_GLUED_LINK.finditer(text), *_GLUED_TO_LINK.finditer(text)] if "](" in text else []
    for match in _OPENED_QUOTE.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if line.count('"') % 2 == 0 and look_back(WORD_BEFORE, text, match.start() - 1):
            yield match.start()
    for match in (*links, *_GLUED_QUOTE.finditer(text)):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        opens = match[0] == '"' and line.count('"') % 2 == 0
        if not opens and (match["right"] in _OPENERS or _is_word(match["right"])):
            yield match.end()


def _is_site(word: str) -> bool:
    return word in _SITES or word in _SITES_IN_CAPITALS


def _is_word(word: str) -> bool:
    return word not in _SITES and (word.lower() in known_words("en") or word.lower() in _UNFINISHED)


def _parts(left: str, right: str, stop: str) -> bool:
    """Whether a stop between two words ends a sentence; "?" and "!" belong to no abbreviation."""
    if stop in "?!":
        return left.islower() and right not in _SITES  # "Yahoo!Answers" is a name
    if left.lower() in _ABBREVIATIONS or _is_site(right):
        return False
    if right.isupper() and len(right) > 1:
        return left.islower() and len(left) > 2 and left in known_words("en")
    if left[0].isupper():
        return len(left) > 3 and right in _OPENERS
    if left in _PRONOUNS and right.lower() in known_words("en"):
        return len(right) > 1
    return (len(left) > 2 and (len(right) > 1 or right in _OPENERS)) or (left in _SHORT and right in _OPENERS)
