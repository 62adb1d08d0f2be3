"""Plurals, articles and capitals of English terms.

Only what regular English grammar tells is inferred; where a word could go either way the functions say so, and the
caller leaves the text alone. The rules stand in `data/english.yaml`.
"""

import re
from functools import cache
from typing import Any, Literal, NamedTuple

from pipeline import data

Number = Literal["singular", "plural"]
PartOfSpeech = Literal["noun", "adjective", "adverb"]

_GREEK = re.compile(r"[α-ωΑ-Ω](?![α-ωΑ-Ωά-ώ])")
_WORD = re.compile(r"[^\W_]+")
_LIST_MARK = r"(?:[-–*•·▪●○◦#>]+|\(?(?:\d{1,3}|[a-z])[.)])"
_OPENING = r"[\"'“‘(\[*_]*"
_LINE_START = re.compile(rf"(?:^|[\n\r])[ \t\u00a0]*(?:{_LIST_MARK}[ \t\u00a0]+)*{_OPENING}\Z")
_SENTENCE_END = re.compile(rf"(?P<word>\S*)[.!?…][\"'”’)\]]*\s+{_OPENING}\Z")
# Characters. Mail and editors wrap at 72 to 80, and a long last word takes up to a dozen off: a shorter line ended.
_WRAPPED_AT = 60
# Letters; no pattern of a plural's end in english.yaml looks further back.
_LONGEST_ENDING = 8


English = Literal["keep", "GB", "US"]


class Spellings(NamedTuple):
    """Words that are spelled otherwise elsewhere, and how they are spelled here."""

    pattern: re.Pattern[str]
    right: dict[str, str]
    reason: str


class Plural(NamedTuple):
    """A plural, and whether it is sure enough to be written into a text."""

    text: str
    sure: bool


@cache
def _table() -> Any:
    return data.load("english.yaml")


@cache
def _plural_rules() -> tuple[tuple[re.Pattern[str], str | None, bool], ...]:
    return tuple((re.compile(row["ending"]), row["plural"], row["write"]) for row in _table()["plurals"])


@cache
def _head_end() -> re.Pattern[str]:
    return re.compile(rf" (?:{'|'.join(_table()['prepositions'])}) ")


def plural(term: str) -> Plural | None:
    """The regular plural of a term: of its last word, or of the word before its first preposition.

    None where there is none: behind a digit, and for what ends in a plural's "s".

    >>> plural("liver metastasis")
    Plural(text='liver metastases', sure=True)
    >>> plural("carcinoma of the liver").text
    'carcinomas of the liver'
    """
    head = _head_end().search(term) if " " in term else None
    end = head.start() if head else len(term)
    word, tail = term[:end], term[end:]
    if word[-1:].isupper():
        return Plural(word + "s" + tail, True)
    cut, suffix, sure = _plural_ending(word[-_LONGEST_ENDING:].lower())
    return None if suffix is None else Plural(word[: len(word) - cut] + suffix + tail, sure)


@cache
def _plural_ending(end: str) -> tuple[int, str | None, bool]:
    """How many characters a word with this end loses in the plural, what it takes on, and whether that is sure."""
    for ending, suffix, sure in _plural_rules():
        if found := ending.search(end):
            return len(end) - found.start(), suffix, sure
    return 0, None, False


def head(term: str) -> str:
    """The word of a term that takes the plural: the last one, or the one before its first preposition."""
    found = _head_end().search(term)
    return (term[: found.start()] if found else term).rpartition(" ")[2]


def number(term: str) -> Number | None:
    """Whether a term is singular or plural by its head word; None where its ending does not tell.

    >>> number("liver metastases"), number("analysis")
    ('plural', 'singular')
    """
    word = head(term)
    if re.search(r"[A-Z0-9]s$", word):
        return "plural"
    if not word[-1:].isalpha():
        return None
    if word.isupper():
        return None if word.endswith("S") else "singular"
    table = _table()["numbers"]
    if word.lower() in table["singular"] or re.search(table["singular_endings"], word.lower()):
        return "singular"
    if re.search(table["plural_endings"], word.lower()):
        return "plural"
    return None if re.search(table["either"], word.lower()) else "singular"


@cache
def function_words() -> frozenset[str]:
    """The small words that every text has; none of them is a term."""
    return frozenset(_table()["function_words"])


@cache
def spellings(english: English) -> Spellings | None:
    """The common nouns that British or American English spells otherwise, with their plurals; None for `keep`."""
    if english == "keep":
        return None
    table = _table()["spellings"]
    pairs = {**table["both"], **table["to_US"]} if english == "US" else {us: gb for gb, us in table["both"].items()}
    plurals = ((plural(word), plural(right)) for word, right in pairs.items())
    right = pairs | {one.text: other.text for one, other in plurals if one and other}
    choice = "|".join(sorted(right, key=len, reverse=True))
    reason = "American spelling" if english == "US" else "British spelling"
    return Spellings(re.compile(rf"(?<![\w@])(?:{choice})(?![\w@])", re.IGNORECASE), right, reason)


def part_of_speech(term: str) -> PartOfSpeech | None:
    """The part of speech that the end of a term tells; None where it could be any.

    >>> part_of_speech("hepatic"), part_of_speech("hepatitis"), part_of_speech("antibiotic")
    ('adjective', 'noun', None)
    """
    word = head(term).lower()
    if word in _table()["parts_of_speech"]["unsure"]:
        return None
    for row in _table()["parts_of_speech"]["endings"]:
        if re.search(row["ending"], word) or re.search(row["ending"], word.removesuffix("s")):
            part: PartOfSpeech = row["part"]
            return part
    return None


def articles() -> tuple[str, str]:
    """The indefinite article before a consonant and before a vowel."""
    plain, vocal = _table()["articles"]["forms"]
    return plain, vocal


def article(phrase: str) -> str | None:
    """The indefinite article that a phrase takes; None where it depends on how an acronym is read.

    Letters that are read one by one take the article of the first letter's name ("an MRI", "a CT"); a longer acronym
    may be read as a word ("a MELD score"), so it needs both readings to agree.

    >>> article("MRI"), article("CT"), article("MELD score")
    ('an', 'a', None)
    """
    word = _WORD.search(phrase)
    if not word:
        return None
    text, table = word[0], _table()["articles"]
    plain, vocal = articles()
    if text[0].isdigit():
        return vocal if text[0] == "8" or text in ("11", "18") else plain
    if _GREEK.match(text):
        return vocal if text[0].lower() in table["greek"] else plain
    spelled = vocal if text[0].upper() in table["letters"] else plain
    letters = text.removesuffix("s")
    if not letters[1:].islower() and (len(letters) <= 3 or not letters.isupper() or not re.search("[AEIOU]", letters)):
        return spelled
    spoken = _spoken(text.lower())
    return spoken if not letters.isupper() or spoken == spelled else None


def _spoken(word: str) -> str:
    plain, vocal = articles()
    if re.search(_table()["articles"]["consonant"], word):
        return plain
    return vocal if word[0] in "aeiou" or re.search(_table()["articles"]["vowel"], word) else plain


def opens_sentence(text: str, start: int) -> bool:
    """Whether a sentence, heading or list item begins at `start`.

    A line begins one unless the long line above it breaks off without a full stop: there the text is only wrapped.
    """
    before = text[max(0, start - 200) : start]
    if line := _LINE_START.search(before):
        above = before[: line.start()].rpartition("\n")[2].rstrip()
        return len(above) < _WRAPPED_AT or above[-1] in ".!?:" or line[0].strip() != ""
    end = _SENTENCE_END.search(before)
    return bool(end) and not _is_stopped(end["word"]) if end else False


def _is_stopped(word: str) -> bool:
    """Whether a full stop behind the word marks an abbreviation, not an end."""
    bare = word.strip("\"'“‘([").replace(".", "").lower()
    return bare in _table()["stopped"] or (len(bare) == 1 and bare.isalpha())


def capitalised(term: str) -> str:
    """The term as a sentence's beginning; a word with capitals inside (mRNA) keeps its small first letter."""
    return term if _has_inner_capitals(term.split(" ", 1)[0]) else term[:1].upper() + term[1:]


def title_case(term: str) -> str:
    """The term as part of a heading whose words begin with capitals."""
    words = term.split(" ")
    return " ".join(w if i and w in _table()["small"] else capitalised(w) for i, w in enumerate(words))


def all_capitals(term: str) -> str:
    """The term as part of a line in capitals; mRNA and HbA1c stay as they are."""
    return " ".join(word if _has_inner_capitals(word) else word.upper() for word in term.split(" "))


def _has_inner_capitals(word: str) -> bool:
    return word[1:].lower() != word[1:]
