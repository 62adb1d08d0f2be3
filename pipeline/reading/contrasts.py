"""Words that exclude one another, as one text says them: morning and evening, upper and lower, early and late."""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import attrgetter, itemgetter
from typing import NamedTuple

from pipeline.core.text.phrases import PhraseTable, Sight, whole_words
from pipeline.reading.meanings import ALL, Contrast


class Word(NamedTuple):
    """A word with all that it may mean; one that is not `sure` can only explain a word of the other side."""

    start: int
    end: int
    meanings: frozenset[str]
    text: str
    sure: bool = True


_WORDLESS: Mapping[Contrast, Sequence[Word]] = dict.fromkeys(ALL, ())
_is_sure: Callable[[Word], bool] = attrgetter("sure")
_Found = tuple[int, re.Match[str]]
_row: Callable[[Sight], int] = itemgetter(0)
_first: Callable[[Sight], int] = itemgetter(1)


class _Kind(NamedTuple):
    """What the words of a pattern are; with a tilde behind the key that names their meanings they are not sure."""

    contrast: Contrast
    meanings: frozenset[str]
    sure: bool


class Words(dict[Contrast, Sequence[Word]]):
    """The words of a text by their contrast, in order; of two that overlap the longer one that begins first.

    Contrasts of which it may have words that are not sure are read when they are first asked for: there are many, and
    most are of use only where the other side says something else. `said` are those of which it surely has a word,
    `possible` those of which it may have one.
    """

    def __init__(self, text: str, language: str) -> None:
        super().__init__(_WORDLESS)
        self._text, self._table = text, _table(language.partition("-")[0])
        kinds = self._table.patterns.kinds
        sights = self._table.patterns.sights(text)
        end = bisect_left(sights, (self._table.sure,))
        self._left, self._known = sights[end:], dict[Contrast, list[_Found]]()
        for found in self._table.patterns.tried(text, sights[:end]):
            self._known.setdefault(kinds[found[0]].contrast, []).append(found)
        self._doubtful = {kinds[row].contrast for row in set(map(_row, self._left))}
        self.possible = self._doubtful | self._known.keys()
        for contrast in self._doubtful:
            del self[contrast]
        for contrast in self._known.keys() - self._doubtful:
            self[contrast] = self._words(self._known[contrast])
        self.said = frozenset(contrast for contrast in self._known if self._says(contrast))

    def __missing__(self, contrast: Contrast) -> Sequence[Word]:
        known = self._known.get(contrast, [])
        more = self._table.patterns.tried(self._text, self._left_of(contrast))
        self[contrast] = words = self._words(sorted([*known, *more], key=self._place_in_data) if known else more)
        return words

    def _left_of(self, contrast: Contrast) -> Sequence[Sight]:
        """Where words of a contrast may stand that are not sure."""
        first, end = self._table.doubtful[contrast]
        return self._left[bisect_left(self._left, (first,)) : bisect_left(self._left, (end,))]

    def _place_in_data(self, found: _Found) -> int:
        return self._table.places[found[0]]

    def _says(self, contrast: Contrast) -> bool:
        """Whether a sure word is left where those that overlap an earlier one are dropped: the first of all is."""
        if contrast not in self._doubtful:
            return True
        if min(found[1].start() for found in self._known[contrast]) < min(map(_first, self._left_of(contrast))):
            return True
        return any(map(_is_sure, self[contrast]))

    def _words(self, found: Sequence[_Found]) -> Sequence[Word]:
        words = []
        for row, match in found:
            _, meanings, sure = self._table.patterns.kinds[row]
            words.append(Word(*match.span(), meanings, match[0], sure))
        return words if len(words) < 2 else apart(sorted(words, key=_place))


def _place(word: Word) -> tuple[int, int]:
    return word.start, -word.end


class _Table(NamedTuple):
    """The patterns of a language, first the `sure` ones, then those of each contrast that are not.

    `doubtful` are the first row of the latter and the one behind the last. `places` are those of the rows in the data:
    of two words that begin and end alike the one counts that stands there first.
    """

    patterns: PhraseTable[_Kind]
    sure: int
    doubtful: Mapping[Contrast, tuple[int, int]]
    places: Sequence[int]


@cache
def _table(tag: str) -> _Table:
    rows = [
        (_Kind(contrast, frozenset(key.rstrip("~").split()), not key.endswith("~")), whole_words(pattern))
        for contrast in ALL
        for key, pattern in contrast.of(tag).items()
    ]
    places = sorted(range(len(rows)), key=lambda place: not rows[place][0].sure)
    doubtful: dict[Contrast, tuple[int, int]] = {}
    for row, place in enumerate(places):
        kind = rows[place][0]
        if not kind.sure:
            doubtful[kind.contrast] = doubtful.get(kind.contrast, (row,))[0], row + 1
    return _Table(PhraseTable(rows[place] for place in places), sum(kind.sure for kind, _ in rows), doubtful, places)


def apart(ordered: Sequence[Word]) -> list[Word]:
    """Words without those that overlap an earlier one."""
    kept: list[Word] = []
    for word in ordered:
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
    return kept
