"""Sentences inside running text, by one regular expression and a few questions about what stands on either side."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from pipeline.core.edits import Span
from pipeline.data import load
from pipeline.reading.lexicon import known_words

_WORDS: dict[str, frozenset[str]] = {name: frozenset(words) for name, words in load("sentences.yaml").items()}
_SMALL_OPENERS = _WORDS["small_openers"]
_STOP = re.compile(
    r"(?<![.!?…])[.!?…]++"
    r"(?>(?:(?<=[a-z]{2}\.)\d{1,3}(?>(?:[,–-]\d{1,3}){0,9})(?=\s))?)"  # a citation's number, glued on: "viruses.2 Some"
    r"(?P<close>(?>(?:[\"'”’»)\]]|\[\d[\d,;–\- ]{0,30}\])*))"
    r"(?P<gap>\s++)"
    r"(?P<open>[\"'“‘«(\[¿¡*_]*+)(?=(?P<next>\S{1,8}))"
)
_NAME = re.compile(r"[a-z]{1,4}\d|[a-z]{1,3}-?[A-Z]|[α-ω]")  # mTOR, p53, pH, c-Myc, β-blockers
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]{1,2}")  # U.S, a.m, Ph.D
_NUMERAL = re.compile(r"\d|[IVX]+\b|[A-Z]\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_LAST_LETTERS = re.compile(r"[^\W\d_]{1,40}\Z")
_INITIAL = re.compile(r"[A-Z]\.(?!\w)")
_SMALL_I = re.compile(
    rf"(?<![\w.])(?:{'|'.join(_WORDS['capital_word']).lower()})"
    rf"(?:[’'](?:{'|'.join(sorted(_WORDS['contracted_behind_i']))}))?(?= )"
)
_LIST_NUMBER = re.compile(r"\d{1,3}|[IVXL]+")
_AROUND = "\"'“”‘’«»()[]*_"
_BEHIND = (" ", ",", "’", "'")  # a word in a sentence
_KINDS = frozenset("ABCDEIKPVX")  # letters that name kinds more often than they abbreviate a name
_ASIDE_LENGTH = 400  # in the sample texts the longest bracket with a stop in it has 219 characters
_MOSTLY = 3  # stops before small letters that show how a writer goes on behind them
_WHOLE = 4  # letters of a word that is hardly an abbreviation


def split_prose(text: str, start: int, end: int) -> list[Span]:
    """Split text[start:end] into sentences; white space between them belongs to none.

    A stop ends a sentence where white space and something other than a lower-case word follow, unless an abbreviation,
    an initial or a bracket claims it. In doubt two sentences stay one: half a sentence translates worse than two.
    Offsets are code points of `text`. Linear in the length of the text.

    >>> split_prose("It is hepatitis B. The virus (cf. p. 3) is known.", 0, 49)
    [(0, 18), (19, 49)]
    """
    found = []
    begin = start + len(text[start:end]) - len(text[start:end].lstrip())
    asides = _Asides(text, start, end)
    stops = list(_STOP.finditer(text, begin, end))
    uncapitalised = _is_uncapitalised(text, begin, end, stops)
    for stop in stops:
        word = _word_before(text, begin, stop)
        lower = stop["next"][0].islower() and (
            (uncapitalised and _is_clear(word, stop)) or (_opens_small(text, stop) and _is_closed(word, stop))
        )
        if not asides.hold(stop.start(), begin) and (lower or _ends(text, begin, stop)):
            found.append((begin, stop.end("close")))
            begin = stop.end("gap")
    last = start + len(text[start:end].rstrip())
    return [*found, (begin, last)] if begin < last else found


def is_abbreviation(word: str) -> bool:
    """Whether a word that stands before a stop claims the stop for itself ("No", "Fig", "e.g")."""
    return _in("open", word) or _in("before_number", word) or word in _WORDS["lower_open"]


def _in(kind: str, word: str) -> bool:
    """Whether a list knows the word; in capitals it is another one: "MS" is no "Ms"."""
    return word.lower() in _WORDS[kind] and not (
        word.isupper() and word.isalpha() and len(word) > 1 and word.lower() not in _WORDS["capital"]
    )


class _Asides:
    """Bracketed stretches of at most a few hundred characters: their inner stops end nothing outside."""

    def __init__(self, text: str, start: int, end: int):
        opened: dict[str, list[int]] = {")": [], "]": []}
        pairs: list[Span] = []
        for bracket in re.finditer(r"[()\[\]]", text[start:end]):
            place = start + bracket.start()
            if bracket[0] in "([":
                opened[")" if bracket[0] == "(" else "]"].append(place)
            elif opened[bracket[0]] and place - (mate := opened[bracket[0]].pop()) <= _ASIDE_LENGTH:
                pairs.append((mate, place))
        pairs.sort()
        self._opens = [mate for mate, _ in pairs]
        self._reach = list(accumulate((close for _, close in pairs), max))

    def hold(self, place: int, begin: int) -> bool:
        """Whether `place` stands in brackets, other than those that open the sentence at `begin`."""
        i = bisect_right(self._opens, place)
        return bool(i) and place < self._reach[i - 1] and self._opens[i - 1] > begin


def _is_uncapitalised(text: str, begin: int, end: int, stops: Sequence[re.Match[str]]) -> bool:
    """Whether nobody wrote capitals here: none behind a stop, but two small ones or more, or "i" as a word.

    Elsewhere a small letter behind a stop shows that the stop is that of an abbreviation, unless most are small that
    stand behind whole words.
    """
    if not any(stop["next"][0].islower() for stop in stops):
        return False
    capitals = sum(stop["next"][0].isupper() for stop in stops)
    if capitals:
        small = {_word_before(text, begin, stop) for stop in stops if stop["next"][0].islower()}
        return bool(sum(len(w) >= _WHOLE and w in known_words("en") for w in small) >= max(_MOSTLY, capitals))
    return len(stops) > 1 or _SMALL_I.search(text, begin, end) is not None


def _opens_small(text: str, stop: re.Match[str]) -> bool:
    """Whether a word that opens sentences stands behind a stop in small letters."""
    word = _LETTERS.match(text, stop.end("open"))
    opener: str = word[0] if word else ""
    return (
        opener in _SMALL_OPENERS
        and text[stop.end("open") + len(opener) : stop.end("open") + len(opener) + 1] in _BEHIND
    )


def _is_closed(word: str, stop: re.Match[str]) -> bool:
    """Whether a stop closes a sentence before a small letter: behind a word of the lexicon, and no three dots."""
    letters = _LAST_LETTERS.search(word)
    whole = letters is not None and len(letters[0]) > 2 and letters[0].lower() in known_words("en")
    whole = whole or stop.string[stop.start() - 1] in ")]"
    quoted = bool(stop["close"].strip(")]"))  # “Is it new?” he asked.
    return stop[0] not in ("...", "…") and not quoted and (whole or stop[0][0] in "!?") and not is_abbreviation(word)


def _word_before(text: str, begin: int, stop: re.Match[str]) -> str:
    before = text[max(begin, stop.start() - 60) : stop.start()].split()
    return before[-1].strip(_AROUND) if before else ""


def _ends(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Whether this stop ends the sentence that began at `begin`."""
    before = text[max(begin, stop.start() - 60) : stop.start()].split()
    word = before[-1].strip(_AROUND) if before else ""
    following = stop["next"]
    if following[0] in ".!?…,;:)]}%":
        return False
    if following[0].islower():
        return bool(_NAME.match(following)) and _is_clear(word, stop)
    if stop[0][0] != ".":
        return True
    if len(before) == 1 and _LIST_NUMBER.fullmatch(word) and stop.start() - begin <= 6:
        return False
    return _ends_after(word, before[-2] if len(before) > 1 else "", text, stop)


def _is_clear(word: str, stop: re.Match[str]) -> bool:
    """Whether the stop stands after a plain word, a bracket or a question, so that even a "p53" may follow."""
    letters = _LAST_LETTERS.search(word)
    last = letters[0] if letters else ""  # of "and/or", "follow-up"
    plain = len(last) > 1 and (last == word or word[-len(last) - 1] in "/-’'") and last[1:].islower()
    plain = plain and not _in("doubtful", word)
    return stop[0][0] in "!?" or bool(stop["close"]) or (plain and not is_abbreviation(word))


def _ends_after(word: str, previous: str, text: str, stop: re.Match[str]) -> bool:
    """Whether a full stop after `word`, before something that could open a sentence, ends one."""
    following, doubtful = stop["next"], _in("doubtful", word)
    if _in("open", word):
        return False
    if _in("before_number", word) and _NUMERAL.match(following) and not _opens(text, stop):
        return False
    if following[0].isdigit() and (doubtful or re.fullmatch(r"\d{1,3}", word)):
        return False
    if len(word) == 1 and word.isupper():
        return _ends_after_letter(word, previous, text, stop)
    if doubtful or _DOTTED.fullmatch(word):
        return _opens(text, stop)
    return True


def _ends_after_letter(letter: str, previous: str, text: str, stop: re.Match[str]) -> bool:
    """Tell "hepatitis B. The" and "at 37 C. Cells" from "Wagner, J. S." and "with S. Typhimurium"."""
    noun = previous.strip(_AROUND + ",;:").lower()
    if noun in _WORDS["lettered_nouns"] or noun.removesuffix("s") in _WORDS["lettered_nouns"] or noun[-1:].isdigit():
        return True
    if not previous or previous[0].isupper() or previous[-1] in ".,&" or _INITIAL.match(text, stop.end("gap")):
        return False
    return _opens(text, stop) or (letter in _KINDS and noun not in _WORDS["joining"])


def _opens(text: str, stop: re.Match[str]) -> bool:
    """Whether the word after the stop plainly opens a sentence."""
    word = _LETTERS.match(text, stop.end("open"))
    return word is not None and word[0][0].isupper() and word[0].lower() in _WORDS["openers"]
