"""Borders between sentences that were glued at their stop."""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.reading.drugs import is_listed, key
from pipeline.reading.lexicon import known_words
from pipeline.repair.tokens import (
    ADDRESS_SIGNS,
    CAPITAL_I,
    GREETINGS,
    OPENERS,
    SAID_OF_ME,
    WORD_BEFORE,
    in_address,
    look_back,
    token_at,
)
from pipeline.rules import DocumentContext, rule

_TABLE = load("spacing.yaml")
_ABBREVIATIONS = frozenset(_TABLE["abbreviations"])
_PRONOUNS = frozenset(_TABLE["pronoun_enders"])
_SHORT = frozenset(_TABLE["short_enders"])
_SITES = frozenset(_TABLE["site_endings"])
_SITES_IN_CAPITALS = frozenset(site.upper() for site in _SITES)
_SITE_WORDS = frozenset(site.lower() for site in _SITES) | frozenset(_TABLE["site_words"])
_SMALL_OPENERS = frozenset(_TABLE["small_openers"])
_UNFINISHED = frozenset(_TABLE["unfinished"])
_TITLES = frozenset(_TABLE["titles"])
_UNITS = frozenset(_TABLE["glued_units"])
_STOP = re.compile(rf"[.?!…](?=[A-Za-z])|:(?={CAPITAL_I})")
_CAPITAL = re.compile(r"([A-Z][a-z]{0,30})(?:[ ,:;]|\n|\Z|['’-][a-z])")
_LONE = re.compile(rf"({'|'.join(_TABLE['lone_sentences'])})[.!?](?=\s|\Z)")
_SHOUTED = re.compile(r"([A-Z]{2,6})(?: [a-z]{2}| \(|, ?[A-Za-z])")
_SMALL = re.compile(rf"([a-z]{{1,30}})(?=[ ,.;]|\n|\Z)(?P<on>,? (?:[a-z\d>(]|{CAPITAL_I}\b))?")
_SAYS_I = re.compile(rf"{CAPITAL_I}(?: {SAID_OF_ME}|['’][a-z])")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_ALONE = re.compile(rf"(?:[ia]|{CAPITAL_I}) [a-z]")
_GOES_ON = re.compile(r"(?: |, |['’])[a-z]")
_TOLD = re.compile(rf" (?:{'|'.join(_TABLE['unfinished'])}) [a-z]")
_BRACKET_BEFORE = re.compile(r" \([^()\n]{1,120}\)\Z")
_NUMBER_BEFORE = re.compile(r"(?:[a-z] [1-9]\d{1,2}|[A-Za-z]-[1-9]?\d| B\d\d|(?<![\w/.])\d{2,3}/\d{2,3})\Z")
_FIGURE_BEFORE = re.compile(r"(?<![\w.,/-])x?\d{1,4}\Z")
_DOTS_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])(?:(?:[A-Za-z]?[a-z]{2,30}|[A-Z]{2,8})[)\"”]?[.…]{1,40}|[a-z]{2,30} (?:\.{2,40}|…))"
    r"|(?<![\w.,])\d{1,4}\.{2,40})\Z"
)
_INITIALS_BEFORE = re.compile(r"(?<![\w.])(?:[A-Z]\.){1,4}[A-Z]\Z")
_QUOTED_BEFORE = re.compile(r"(?<![\w.])([a-z]{2,30})[\"”'’]\Z")
_GLUED_ADDRESS = re.compile(r"https?://\w")
_BEFORE_ADDRESS = re.compile(r"(?:[a-z][.!?:;,)]|[a-z]{2})\Z")
_GLUED_LINK = re.compile(r"\](?<=\w\])\([^()\s]{1,600}\)[.?!](?=(?P<right>[A-Z][a-z]{1,30})(?: |,|\n|$))")
_GLUED_TO_LINK = re.compile(r"(?<=[a-z]{3})[.?](?=\[(?P<right>[A-Z][a-z]{1,30})(?: [^\[\]\n]{0,100})?\]\([^()\s]+\))")
_GLUED_QUOTE = re.compile(r"[\"”](?<=[a-z][.?!].)(?=(?P<right>[A-Z][a-z]{1,30})(?: [a-z]|, ))")
_OPENED_QUOTE = re.compile(r"\"(?<=[a-z]{2}[.?!].)(?=[A-Z][^\"\n]{1,60}\",? [a-z])")
_QUOTES = ("'", '"', "’", "”")
_NO_ENDS = frozenset(_TABLE["no_enders"])
_MAY_END = frozenset(_TABLE["abbreviations_that_end"])
_LONE_WORDS = frozenset(_TABLE["lone_sentences"])
_LONG = 4  # letters: shorter words may be abbreviations
_LEAST = 3  # glued borders in small letters that prove each other


@rule("repair/sentence-border", version=7)
def part_sentences(text: str, context: DocumentContext) -> Iterator[Change]:
    """Sentences glued at their stop.

    Extractors join paragraphs without a space. A lower-case word, a stop and a capitalized word are two sentences,
    unless one side belongs to an address, a site's name or an abbreviation. Behind a capitalized word only a word that
    opens sentences proves the border, or one of the lexicon before an article or a preposition, and behind a bracket
    one of the lexicon, or one that goes on. In small letters some words open
    one ("are.if you"), and "I" with its verb, behind a colon too; any word of the lexicon does so behind a greeting, a
    question mark or an exclamation mark, elsewhere only in a text that has
    glued sentences elsewhere. A row of dots between two words is set apart from the second, and so is an address of the
    web from the word or stop before it.
    Example: "of the liver.Symptoms are" becomes "of the liver. Symptoms are"; "Cancer.Net" stays.
    """
    proven = False
    doubtful: list[int] = []
    for match in _STOP.finditer(text):
        place = match.end()
        certain = _is_border(text, match)
        if certain:
            proven = proven or not (match[0] == "…" or text.startswith("..", place - 2))
            yield Change(place, place, "", " ", "space between two sentences")
        elif certain is None:
            doubtful.append(place)
    for place in doubtful if proven or len(doubtful) >= _LEAST else ():
        yield Change(place, place, "", " ", "space between two sentences")
    for place in _beside_marks(text):
        yield Change(place, place, "", " ", "space between two sentences")
    for place in _addresses(text) if "://" in text else ():
        yield Change(place, place, "", " ", "space before an address")


def _addresses(text: str) -> Iterator[int]:
    """Where an address of the web touches a word of the lexicon, or the stop behind it."""
    for match in _GLUED_ADDRESS.finditer(text):
        place = match.start()
        if look_back(_BEFORE_ADDRESS, text, place, 2):
            word = look_back(WORD_BEFORE, text, place - (not text[place - 1].isalpha()))
            if word and word[0].lower() in known_words("en") and not ADDRESS_SIGNS & set(_before(text, place)):
                yield place


def _before(text: str, place: int) -> str:
    """What stands before a place up to white space, at most 60 characters of it."""
    return text[max(0, place - 60) : place].rpartition(" ")[2].rpartition("\n")[2]


def _is_border(text: str, match: re.Match[str]) -> bool | None:
    """Whether a sentence ends at a stop that touches the next word; None where others of the text must prove it."""
    place, before = match.start(), text[match.start() - 1 : match.start()]
    if match[0] == "…" or (before and before in ".…"):
        dots = look_back(_DOTS_BEFORE, text, place + 1, 72)
        plain = dots is not None and (
            _LETTERS.match(text, place + 1) is not None or _ALONE.match(text, place + 1) is not None
        )
        return plain and not ADDRESS_SIGNS & set(token_at(text, place))
    if text[place + 1].islower():
        return _is_small(text, place, before)
    if match[0] not in "?!" and _says_i(text, place):
        return True
    return match[0] != ":" and _is_capital(text, place, before)


def _says_i(text: str, place: int) -> bool:
    """Whether "I" and a verb stand behind a word, of the lexicon or a longer one, and a stop or colon."""
    left = look_back(WORD_BEFORE, text, place)
    if left is None or _SAYS_I.match(text, place + 1) is None:
        return False
    known = left[0].lower() in known_words("en") or (text[place] == "." and len(left[0]) >= _LONG)
    return left[0][-3:].islower() and known and _is_plain(text, place, left[0])


def _is_capital(text: str, place: int, before: str) -> bool:
    """Whether a word with a capital opens a sentence behind a stop that it touches."""
    found = _CAPITAL.match(text, place + 1) or _SHOUTED.match(text, place + 1) or _LONE.match(text, place + 1)
    if found is None:
        return False
    right, goes_on = found[1], _GOES_ON.match(text, found.end(1)) is not None
    opens = goes_on and len(right) > 1 and right in OPENERS
    if before == ")":
        known = right in OPENERS or right == CAPITAL_I or (len(right) >= _LONG and goes_on)
        known = known or (len(right) > 1 and (right.isupper() or right.lower() in known_words("en")))
        return known and not _is_site(right) and look_back(_BRACKET_BEFORE, text, place, 123) is not None
    if not before.isalpha():
        return opens and _ends_in_sign(text, place, before)
    left = look_back(WORD_BEFORE, text, place)
    initials = opens and look_back(_INITIALS_BEFORE, text, place, 10)
    told = _TOLD.match(text, found.end(1)) is not None
    sound = initials or (left is not None and _parts(left[0], right, text[place], opens=opens, told=told))
    return bool(sound) and not in_address(text, place)


def _ends_in_sign(text: str, place: int, before: str) -> bool:
    """Whether a number or a quoted word that a sentence may end in stands before a stop."""
    if before.isdigit():
        return look_back(_NUMBER_BEFORE, text, place, 8) is not None
    quoted = look_back(_QUOTED_BEFORE, text, place) if before in _QUOTES else None
    return quoted is not None and quoted[1] in known_words("en") and not in_address(text, place)


def _is_small(text: str, place: int, before: str) -> bool | None:
    """Whether a word in small letters opens a sentence behind a stop that it touches."""
    found = _SMALL.match(text, place + 1)
    if found is None or found["on"] is None:
        return False
    right = found[1]
    if before.isdigit() or before == ")":
        pattern, reach = (_FIGURE_BEFORE, 6) if before.isdigit() else (_BRACKET_BEFORE, 123)
        return right in _SMALL_OPENERS and look_back(pattern, text, place, reach) is not None
    left = look_back(WORD_BEFORE, text, place)
    if left is None or not _is_plain(text, place, left[0]):
        return False
    if not _is_worded(left[0]):  # no site and no file ends so
        return len(right) > 2 and right in _SMALL_OPENERS and left[0].islower() and len(left[0]) >= _LONG
    worded = right in known_words("en") and right not in _SITE_WORDS
    asked = text[place] in "?!" and left[0].islower()
    if right in _SMALL_OPENERS or (worded and len(right) > 2 and (asked or left[0].lower() in GREETINGS)):
        return True
    sound = len(left[0]) > 2 and left[0][1:].islower() and worded
    return None if sound and (len(right) > 2 or right in _SHORT) else False


def _is_worded(left: str) -> bool:
    """Whether a sentence may end in a word: one of the lexicon, a short form, a greeting, a unit or a drug."""
    word = left.lower()
    return left.isupper() or word in known_words("en") or word in GREETINGS or word in _UNITS or is_listed(key(word))


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
        if not opens and (match["right"] in OPENERS or _is_word(match["right"])):
            yield match.end()


def _is_site(word: str) -> bool:
    return word in _SITES or word in _SITES_IN_CAPITALS


def _is_word(word: str) -> bool:
    return word not in _SITES and (word.lower() in known_words("en") or word.lower() in _UNFINISHED)


def _parts(left: str, right: str, stop: str, *, opens: bool, told: bool) -> bool:
    """Whether a stop between two words ends a sentence; "?" and "!" belong to no abbreviation.

    `opens`: the second opens sentences and goes on; `told`: an article or a preposition stands behind it.
    """
    if left.isupper():  # a short form
        return (opens or (right == CAPITAL_I and stop in "?!")) and left not in _NO_ENDS
    if not left[1:].islower() or (left in _TITLES and stop == "."):
        return left in _TITLES and len(right) > 2 and not _is_site(right)
    if stop in "?!":  # "Yahoo!Answers" is a name
        asked = left.lower() in known_words("en") and right in _LONE_WORDS
        return (left.islower() or opens or asked) and right not in _SITES
    if left.lower() in _ABBREVIATIONS or _is_site(right):
        return opens and left in _MAY_END
    if left[0].isupper() or left in GREETINGS:
        greets = left.lower() in GREETINGS and len(right) > 2 and _is_word(right)
        worded = (
            told and len(right) >= _LONG and right.lower() in known_words("en") and right.lower() not in _SITE_WORDS
        )
        return greets or (len(left) > 3 and (right in OPENERS or worded))
    return _ends_here(left, right)


def _ends_here(left: str, right: str) -> bool:
    """Whether a sentence may end in a word in small letters, before one with a capital."""
    if right.isupper() and len(right) > 1:
        return len(left) > 2 and left in known_words("en")
    if left in _PRONOUNS and right.lower() in known_words("en"):
        return len(right) > 1 or right in OPENERS
    if len(left) > 2:
        return len(right) > 1 or right in OPENERS
    measured = left in _UNITS and len(right) > 1 and _is_word(right)
    return measured or (left in _SHORT and right in OPENERS)
