"""Words that have grown together, where a blank or more between them is lost."""

import re
from collections import Counter
from collections.abc import Iterator
from string import ascii_lowercase

from pipeline.checks.places import LANGUAGES, any_of, block_at, matches
from pipeline.core.model import Document
from pipeline.data import load
from pipeline.glossary import Glossary
from pipeline.reading.lexicon import known_words
from pipeline.repair.tokens import ADDRESS_SIGNS, in_address, token_at
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["glued"]
_WORD = re.compile(r"[a-z]{3,40}")
_NO_WORD = r"(?![\w’'/@-]|\.(?:org|com|net|gov|edu|info|co\.uk|nhs\.uk)\b)"  # what follows makes it an address
WHOLE = re.compile(rf"(?<![\w’'./@-])[A-Za-z][a-z]{{3,40}}{_NO_WORD}")
"""A word of four letters and more that is no part of an address or a compound."""
_AROUND_NUMBER = re.compile(r"(?<![\w-])([a-z]{2,20})\d{1,4}([a-z]{3,20})(?![\w-])")
_SHORTEST = 2  # letters; two and fewer make too many words by chance
_RUN = re.compile(rf"(?<![\w’'./@-])[A-Za-z][a-z]{{14,80}}{_NO_WORD}")
_GLUED_SOURCE = re.compile(  # in references: "2017May", "Res.2017", "Muntner P,Ovbiagele", "WilliamsKA", "onClinical"
    r"(?<![\w./:])(?:(?:19|20)\d\d[A-Z][a-z]{2}\b|[A-Z][a-z]{2,12}\.(?:19|20)\d\d\b|[A-Z]{1,2},[A-Z][a-z]{2,30}\b"
    rf"|[A-Z][a-z]{{2,30}}[A-Z]{{1,2}}(?=[ ,])|{any_of(_WORDS['source_joins'])}[A-Z][a-z]{{3,30}}\b)"
)
_GLUED_YEAR = re.compile(rf"\b(?:19|20)\d\d{any_of(_WORDS['short_months'])}\b|[a-z]\.(?:19|20)\d\d [A-Z]")
_SOURCES = 3  # places; one or two may be names
_LONGEST_WORD = 20  # letters
_SMALL_WORDS = frozenset(_WORDS["small_words"])
_LINK, _CHAIN = 6, 14  # letters of each of two words that have grown together, and of both
_ADJECTIVES = tuple(_WORDS["adjective_ends"])
_ENDS, _BEGINNINGS = tuple(_WORDS["small_ends"]), tuple(_WORDS["small_beginnings"])
_LEAST_LEFT = 5  # letters
_LATE, _PREPOSITIONS = 10, tuple(_WORDS["late_ends"])  # letters
_DOER, _VERBS = _WORDS["doer_end"], tuple(_WORDS["doer_verbs"])
_GLUED_CAPITAL = re.compile(
    rf"\b(?:[A-Z]{{2,10}}-\d{{1,3}}|{any_of(_WORDS['shouted_joins'])})(?P<right>[A-Z][a-z]{{1,30}})(?= [a-z])"
)
_GLUED_OPENER = re.compile(
    rf"(?:(?<![\w.@/#=’'-])(?P<left>[A-Z][a-z]{{3,30}})(?={any_of(_WORDS['camel_openers'])},? [a-z])"
    rf"|(?<![\w@#=.,:])(?<![A-Z][A-Z]-)(?:\d{{1,4}}/)?\d{{1,4}}(?:\.\d{{1,2}})?%?"
    rf"(?={any_of([*load('spacing.yaml')['openers'][1:], *_WORDS['wishes']])},? [a-z]))(?P<right>[A-Z][a-z]{{1,20}})"
)
_GLUED_SHORT_FORM = re.compile(r"(?<![\w.@/#=’'-])(?P<left>[A-Za-z][a-z]{3,30})(?P<right>[A-Z]{2,8})(?![\w/@-])")
_CAMEL = re.compile(r"\b[a-z]{3,40}[A-Z][a-z]{2,}\b")
_PAIRS = frozenset(a + b for row in _WORDS["small_pairs"] for a in row["first"] for b in row["second"])
_LONE = frozenset(_WORDS["lone_words"])
_DOTTED = re.compile(r"(?<![\w.@/’'-])([a-z]{3,30})\.([a-z]{3,30})(?= [a-z\d<>(])")
_SITE_WORDS = frozenset(word.lower() for name in ("site_endings", "site_words") for word in load("spacing.yaml")[name])
_FEW = 3  # of words in one; of times a name stands in a text; of letters behind an adjective


@check("source/glued-words", severity="warning", languages=LANGUAGES)
def find_glued_words(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Two words have grown together.

    "foodmay" is no word, and "food" and "may" are, one of them in this text as well; "than8hours" holds a number, and
    "COVID-19Have", "120/80Your", "MigraineSo", "followsESR" and "ANDAt" lost the border of an item or a sentence. A
    long run of words ("andtheyfollowedthem") tells that a paragraph lost its blanks. Nothing proves which sign stood
    between them. References that lost three blanks or more ("2017May") are told once.
    Example: "foodmay" in a text that also says "food".
    """
    vocabulary = Counter(_WORD.findall(document.text.lower()))
    unknown = [
        match
        for match in matches(WHOLE, document, context)
        if not _is_word(match[0].lower(), vocabulary, context.glossary)
    ]
    glued = [
        m
        for m in unknown
        if m[0].lower() in _PAIRS
        or _halves(m[0].lower(), vocabulary, named=m[0][0].isupper())
        or _is_described(m[0], vocabulary)
        or _is_chain(m[0])
        or _ends_late(m[0].lower())
    ]
    beside = [m for m in unknown if m not in glued and _is_beside(m[0])] if glued else []
    for match in sorted((*glued, *beside), key=re.Match.start):
        yield _glued(match)
    last = -1
    for match in matches(_RUN, document, context):
        if match.start() >= last and match[0].lower() not in known_words("en") and _is_run(match[0].lower()):
            block = block_at(document, match.start())
            last = block.end if block else match.end()  # one place tells of its paragraph
            yield Fault(*match.span(), f"“{match[0][:40]}” is several words; the blanks of this paragraph are lost.")
    yield from _beside_signs(document, context, vocabulary)
    yield from _before_openers(document, context, vocabulary)
    yield from _glued_sources(document.text)


def _beside_signs(document: Document, context: DocumentContext, vocabulary: Counter[str]) -> Iterator[Fault]:
    """Words that grew together where a capital, a number or a stop shows the border."""
    for match in matches(_CAMEL, document, context):
        if vocabulary[match[0].lower()] == 1 and not ADDRESS_SIGNS & set(token_at(document.text, match.start())):
            yield _glued(match)
    for match in matches(_DOTTED, document, context):
        if {match[1], match[2]} <= known_words("en") and match[2] not in _SITE_WORDS:
            yield Fault(*match.span(), f"A stop stands inside “{match[0]}”: a border or a blank may be lost.")
    for match in matches(_GLUED_CAPITAL, document, context):
        if match["right"].lower() in known_words("en") and vocabulary[match[0].lower()] < _FEW:
            yield _glued(match)
    for match in matches(_AROUND_NUMBER, document, context):
        if {match[1], match[2]} <= known_words("en") and _SMALL_WORDS & {match[1], match[2]}:
            yield _glued(match)


def _before_openers(document: Document, context: DocumentContext, vocabulary: Counter[str]) -> Iterator[Fault]:
    """Words and numbers that grew together with the first word of a sentence."""
    for match in matches(_GLUED_SHORT_FORM, document, context):
        sound = match["left"].lower() in known_words("en") and match["left"].lower() not in _WORDS["before_capitals"]
        if sound and vocabulary[match[0].lower()] < _FEW - 1:
            yield _glued(match)
    for match in matches(_GLUED_OPENER, document, context):
        place = match.start("right")
        known = match["left"] is None or match["left"].lower() in known_words("en")
        if known and vocabulary[match[0].lower()] < _FEW and not in_address(document.text, place):
            yield _glued(match)


def _glued_sources(text: str) -> Iterator[Fault]:
    """References that lost blanks, among them one beside a year: the first place is told for all."""
    sources = list(_GLUED_SOURCE.finditer(text)) if _GLUED_YEAR.search(text) else []
    if len(sources) >= _SOURCES:
        yield Fault(*sources[0].span(), f"The references of this text lost blanks, in {len(sources)} places and more.")


def _is_word(word: str, vocabulary: Counter[str], glossary: Glossary) -> bool:
    """Whether a word is known, comes again in the text, or is one of the glossary's."""
    known = word in known_words("en") or word in _WORDS["sound"] or vocabulary[word] > 1 or bool(glossary.find(word))
    return known or any(
        word.endswith(ending) and word.removesuffix(ending) + root in known_words("en")
        for ending, root in _WORDS["derived"].items()
    )


def _is_beside(word: str) -> bool:
    """Whether a word is two in a text that has others which have grown together, and needs no other witness."""
    left = {word[: -len(small)] for small in _ENDS if word.endswith(small)}
    right = {word[len(small) :] for small in _BEGINNINGS if word.startswith(small)}
    others = [one for one in left | right if len(one) >= _LEAST_LEFT]
    return word.islower() and any(one in known_words("en") for one in others)


def _halves(word: str, vocabulary: Counter[str], *, named: bool) -> bool:
    """Whether a word is a small word and another, of which one stands in the text and both are words.

    A longer word and one that is part of no other need not stand there: "surgeonsafter". A word that one more letter
    would complete is none of these.
    What may be a name ("Mayall", "Livermore") must begin with the small one, but where it is a word of the text and its
    verb ("Thalassemiais"); "as" may end a plural ("personas"), "or" one who does ("stressor"), and "over" begin a word.
    """
    for i in range(1, len(word)):
        left, right = word[:i], word[i:]
        small, other = (left, right) if left in _SMALL_WORDS else (right, left)
        of_doer = small == right == _DOER and left.endswith(_VERBS)
        a_name = named and not _is_said_of(left, right, vocabulary)
        ending = small == right and (of_doer or a_name or small in _WORDS["plural_endings"])
        begins = small == left and small in _WORDS["prefixes"]
        sound = len(other) > _SHORTEST + named and not ending and not begins
        is_word = other in known_words("en") or (named and len(other) >= _LEAST_LEFT)
        if small in _SMALL_WORDS and sound and is_word and vocabulary[other]:
            return not any(word + letter in known_words("en") for letter in ascii_lowercase)
    return not named and _is_lone(word)


def _is_lone(word: str) -> bool:
    """Whether a word is one that is part of no other and a longer one, which needs no witness in the text."""
    return any(
        {word[:i], word[i:]} & _LONE
        and max(i, len(word) - i) >= _LEAST_LEFT
        and {word[:i], word[i:]} <= known_words("en")
        for i in range(_FEW, len(word) - _FEW + 1)
    )


def _is_said_of(left: str, right: str, vocabulary: Counter[str]) -> bool:
    """Whether a capitalised word may be the subject of a sentence and its verb: "Thalassemiais"."""
    return right in _WORDS["predicates"] and len(left) >= _LEAST_LEFT and vocabulary[left] > 0


def _ends_late(word: str) -> bool:
    """Whether a word is a longer one and a preposition, which ends no name so long: "Coveringsby"."""
    return any(len(word) >= _LATE and word.endswith(p) and word[: -len(p)] in known_words("en") for p in _PREPOSITIONS)


def _is_described(word: str, vocabulary: Counter[str]) -> bool:
    """Whether a word is an adjective by its ending and a noun of the text: "coronalheart" is no compound."""
    known = known_words("en")
    return any(
        (left := word[:i]) in known and left.endswith(_ADJECTIVES) and word[i:] in known and vocabulary[word[i:]]
        for i in range(_LEAST_LEFT, len(word) - _FEW)
    )


def _is_chain(word: str) -> bool:
    """Whether a long word is two or three long ones, of which only the last is no combining form ("cardio")."""
    if len(word) < _CHAIN or not word.islower():
        return False
    known = known_words("en")
    for i in range(_LINK, len(word) - _LINK + 1):
        left, right = word[:i], word[i:]
        if (
            left in known
            and left[-1] not in "aiou"
            and left not in _WORDS["joined_firsts"]
            and (right in known or _is_chain(right))
        ):
            return True
    return False


def _is_run(letters: str) -> bool:
    """Whether letters are three words or more without a blank, a small one of three letters or more among them."""
    best: list[tuple[int, bool] | None] = [(0, False)] + [None] * len(letters)  # the fewest words up to each place
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            before, word = best[start], letters[start:end]
            sound = word in known_words("en") if len(word) > _SHORTEST else word in _SMALL_WORDS
            if before and sound and (best[end] is None or before[0] + 1 < best[end][0]):  # type: ignore[index]
                best[end] = before[0] + 1, before[1] or (len(word) > _SHORTEST and word in _SMALL_WORDS)
    whole = best[-1]
    return whole is not None and whole[0] >= _FEW and whole[1]


def _glued(match: re.Match[str]) -> Fault:
    return Fault(*match.span(), f"“{match[0]}” seems to be two words; something between them may be lost.")
