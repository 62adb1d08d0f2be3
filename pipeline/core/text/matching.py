"""Finding many terms in a text at once, however the text's characters are spoiled.

Terms and texts are folded: accents composed, runs of white space and single line breaks made one space, soft hyphens
and zero-width characters dropped, dashes and curly apostrophes made plain, a hyphen between two word characters made a
space ("follow-up" is "follow up"). Aho-Corasick automata find the folded terms in one go; an offset map leads back to
the text. A blank line is a border that no term crosses.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import ahocorasick_rs

BLANK_LINE = "\0"

_LONG = 5_000  # characters of patterns; few but long ones the library would make a table whose cost is their square

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_SAME_LENGTH = {
    **dict.fromkeys(map(ord, "\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2028\u202f\u205f\u3000"), " "),
    **dict.fromkeys(range(0x2000, 0x200B), " "),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u02bc"), "'"),
    0x2029: BLANK_LINE,
    0xB5: "μ",
    0x212A: "K",
    0x212B: "Å",
    0x2126: "Ω",
}
_REPLACED = re.compile(f"[{''.join(map(chr, _SAME_LENGTH))}]")
_DROPPED = re.compile(f"[{_INVISIBLE}]")
_GAP = rf"[{_INVISIBLE}]++(?:[ \n][ \n{_INVISIBLE}]*)?|[ \n][ \n{_INVISIBLE}]+"
_LENGTH_CHANGING = re.compile(_GAP)
_LENGTH_CHANGING_OR_ACCENTED = re.compile(rf"{_GAP}|[^\W\d_](?:[{_INVISIBLE}]*[\u0300-\u036f])+")
_PLAIN = re.compile(r"(?>(?:[A-Za-z0-9.,;:()/']++ ?)*)")
_JOINING_HYPHEN = re.compile(r"-(?<=\w-)(?=\w)")


class Folded(NamedTuple):
    """A folded text and the way back.

    `starts` and `ends` are the borders of its changed pieces; `shifts[i]` leads from an offset behind the i-th piece
    back to the original text.
    """

    text: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    shifts: Sequence[int] = ()

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The original span of [start, end), without what was dropped at its borders."""
        i, j = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return start + (self.shifts[i - 1] if i else 0), end + (self.shifts[j - 1] if j else 0)


def fold(text: str) -> Folded:
    """Fold a text; its case stays.

    >>> fold("Follow‑up  of the liver").text
    'Follow up of the liver'
    """
    if _PLAIN.fullmatch(text):
        return Folded(text)
    plain = _REPLACED.sub(lambda found: _SAME_LENGTH[ord(found[0])], text)
    composed = text.isascii() or unicodedata.is_normalized("NFC", _DROPPED.sub("", plain))
    folded = _shortened(plain, _LENGTH_CHANGING if composed else _LENGTH_CHANGING_OR_ACCENTED)
    same_length = _JOINING_HYPHEN.sub(" ", folded.text.replace("\n", " "))
    return folded._replace(text=same_length)


def _shortened(text: str, pieces: re.Pattern[str]) -> Folded:
    """Shorten every piece, and keep where it stood and by how much the text behind it moved."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    shifts: list[int] = []
    position = shift = 0
    for found in pieces.finditer(text):
        start, end = found.span()
        short = _short(found[0])
        if found[0].endswith(short[1:]):  # accents that did not join the letter keep their own places
            end, short = end - len(short[1:]), short[:1]
        parts += (text[position:start], short)
        starts.append(start - shift)
        ends.append(start - shift + len(short))
        shift = end - ends[-1]
        shifts.append(shift)
        position = end
    return Folded("".join((*parts, text[position:])) if parts else text, starts, ends, shifts)


def _short(piece: str) -> str:
    if piece[0].isalpha():
        return unicodedata.normalize("NFC", _DROPPED.sub("", piece))
    if piece.count("\n") > 1:
        return BLANK_LINE
    return " " if " " in piece or "\n" in piece else ""


@lru_cache(maxsize=256)
def lower(text: str) -> str:
    """Lower case, one character for each: "İ" alone would become two."""
    return text.replace("İ", "I").lower()


def key(term: str) -> str:
    """The characters under which a term is looked up where its case does not matter."""
    return lower(_bare(term))


def _bare(term: str) -> str:
    return fold(term).text.strip(" " + BLANK_LINE)


def inside_word(text: str, i: int) -> bool:
    """Whether the border at `i` lies inside a word, a number or an identifier: "10.5", "1,000", "liver.org", "a@b".

    A hyphen, a slash and the stop of a glued sentence ("liver.The") are borders.

    >>> inside_word("10.5", 2), inside_word("liver.The", 6)
    (True, False)
    """
    if not 0 < i < len(text):
        return False
    before, after = text[i - 1], text[i]
    if before == " " or after == " ":
        return before == "@"
    if _is_word(before):
        return _is_word(after) or after == "@" or (after in ".," and _goes_on(text, i))
    return before == "@" or (before in ".," and _is_word(after) and _goes_on(text, i - 1))


def _is_word(character: str) -> bool:
    if character.isalnum() or character == "_":
        return True
    return character > "\u02ff" and unicodedata.category(character)[0] == "M"


def _goes_on(text: str, i: int) -> bool:
    """Whether the mark at `i` joins what stands on its two sides into one number or address."""
    before, after = text[i - 1 : i], text[i + 1 : i + 2]
    if text[i] == "," or after.isdigit():
        return before.isdigit() and after.isdigit()
    return text[i] == "." and before.isalnum() and after.islower()


class Neighbours(NamedTuple):
    """Words that must or must not stand directly before (`after`) or behind (`before`) a pattern."""

    after: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()

    def folded(self) -> "Neighbours":
        """The same words as they stand in a folded text."""
        return Neighbours(*(tuple(map(key, words)) for words in self))

    def allow(self, text: str, start: int, end: int) -> bool:
        """Whether the words around [start, end) of a folded, lower-case text fit."""
        left, right = text[start - 1 : start] in (" ", "/"), text[end : end + 1] in (" ", "/")

        def follows(words: tuple[str, ...]) -> bool:
            return left and any(_ends_with(text, word, start - 1) for word in words)

        def precedes(words: tuple[str, ...]) -> bool:
            return right and any(_begins_with(text, word, end + 1) for word in words)

        return (
            (not self.after or follows(self.after))
            and (not self.before or precedes(self.before))
            and not follows(self.not_after)
            and not precedes(self.not_before)
        )


def _is_negated(text: str, start: int) -> bool:
    """Whether "non-" stands before: "non-small cell lung cancer" is no small cell lung cancer."""
    return text.startswith("non ", start - 4, start) and not inside_word(text, start - 4)


def _ends_with(text: str, word: str, end: int) -> bool:
    return text.endswith(word, 0, end) and not inside_word(text, end - len(word))


def _begins_with(text: str, word: str, start: int) -> bool:
    return text.startswith(word, start) and not inside_word(text, start + len(word))


class Pattern(NamedTuple):
    """A term to find: whether its case matters, and which neighbours it needs."""

    text: str
    cased: bool = False
    neighbours: Neighbours | None = None

    @property
    def key(self) -> str:
        """The folded characters that a text must hold."""
        return _bare(self.text) if self.cased else key(self.text)


folded = lru_cache(maxsize=1)(fold)  # several matchers read one document in turn, and folding takes half their time


class Matcher:
    """Finds the patterns in any text: leftmost first, the longest at each place, at word borders only.

    Of equal patterns the one whose case matters wins, then the one given first. Time is linear in the text's length.

    >>> Matcher([Pattern("liver"), Pattern("liver cyst")]).find("A liver cyst, a liver.")
    [(2, 12, 1), (16, 21, 0)]
    """

    def __init__(self, patterns: Sequence[Pattern]):
        keys = [pattern.key for pattern in patterns]
        self._neighbours = [p.neighbours.folded() if p.neighbours else None for p in patterns]
        self._cased = _Automaton([(i, keys[i]) for i, p in enumerate(patterns) if keys[i] and p.cased])
        self._caseless = _Automaton([(i, keys[i]) for i, p in enumerate(patterns) if keys[i] and not p.cased])

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """The matches as (start, end, index of the pattern), in order; they do not overlap."""
        plain = folded(text)
        low = lower(plain.text)
        candidates = sorted(
            [(s, -e, 0, i) for s, e, i in self._cased.find(plain.text, plain.text)]
            + [(s, -e, 1, i) for s, e, i in self._caseless.find(low, plain.text)]
        )
        found, position = [], 0
        for start, minus_end, _, i in candidates:
            neighbours = self._neighbours[i]
            if start < position or _is_negated(low, start):
                continue
            if neighbours is None or neighbours.allow(low, start, -minus_end):
                position = -minus_end
                found.append((*plain.origin(start, position), i))
        return found


class Sought:
    """Terms of which one asks whether a matcher could ever find them in a text, or in a part of it.

    Neither case nor neighbours count, and no border but one inside a word: a part of a text has other borders.
    """

    def __init__(self, terms: Iterable[str]):
        keys = sorted({term for term in map(key, terms) if term})
        self._automaton = ahocorasick_rs.AhoCorasick(keys) if keys else None

    def __bool__(self) -> bool:
        """Whether there are any."""
        return self._automaton is not None

    def stand_in(self, folded_text: str) -> bool:
        """Whether one of them stands in a folded text."""
        if self._automaton is None:
            return False
        text = lower(folded_text.replace(BLANK_LINE, " "))
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return any(not _joins(text, start) and not _joins(text, end) for _, start, end in found)


def _joins(text: str, i: int) -> bool:
    return 0 < i < len(text) and _is_word(text[i - 1]) and _is_word(text[i])


class _Automaton:
    """Aho-Corasick over folded patterns of one case policy."""

    def __init__(self, keys: list[tuple[int, str]]):
        self._indexes = [i for i, _ in keys]
        long = sum(len(key) for _, key in keys) > _LONG
        kind = ahocorasick_rs.Implementation.ContiguousNFA if long else None
        self._automaton = ahocorasick_rs.AhoCorasick([key for _, key in keys], implementation=kind) if keys else None

    def find(self, haystack: str, folded: str) -> Iterator[tuple[int, int, int]]:
        """Every occurrence at word borders of `folded`, overlapping ones too."""
        if self._automaton is None:
            return
        for i, start, end in self._automaton.find_matches_as_indexes(haystack, overlapping=True):
            if (folded[start - 1 : start] == " " or not inside_word(folded, start)) and (
                (folded[end : end + 1] == " " and folded[end - 1].isalnum()) or not inside_word(folded, end)
            ):
                yield start, end, self._indexes[i]
