"""Words that exclude one another, as one text says them: morning and evening, upper and lower, early and late."""

import re
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
_row: Callable[[_Found], int] = itemgetter(0)
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
        self._text, self._table = text, _patterns(language.partition("-")[0])
        kinds = self._table.kinds
        sure: list[Sight] = []
        self._left: dict[Contrast, list[Sight]] = {}
        self._known: dict[Contrast, list[_Found]] = {}
        for sight in self._table.sights(text):
            kind = kinds[sight[0]]
            if kind.sure:
                sure.append(sight)
            else:
                self._left.setdefault(kind.contrast, []).append(sight)
        for found in self._table.tried(text, sure):
            self._known.setdefault(kinds[found[0]].contrast, []).append(found)
        self.possible = self._left.keys() | self._known.keys()
        for contrast in self._left:
            del self[contrast]
        for contrast in self._known.keys() - self._left.keys():
            self[contrast] = self._words(self._known[contrast])
        self.said = frozenset(contrast for contrast in self._known if self._says(contrast))

    def __missing__(self, contrast: Contrast) -> Sequence[Word]:
        known, left = self._known.get(contrast, []), self._left[contrast]
        more = self._table.tried(self._text, left)
        self[contrast] = words = self._words(sorted([*known, *more], key=_row) if known else more)
        return words

    def _says(self, contrast: Contrast) -> bool:
        """Whether a sure word is left where those that overlap an earlier one are dropped: the first of all is."""
        left = self._left.get(contrast)
        if left is None or min(found[1].start() for found in self._known[contrast]) < min(map(_first, left)):
            return True
        return any(map(_is_sure, self[contrast]))

    def _words(self, found: Sequence[_Found]) -> Sequence[Word]:
        words = []
        for row, match in found:
            _, meanings, sure = self._table.kinds[row]
            words.append(Word(*match.span(), meanings, match[0], sure))
        return words if len(words) < 2 else apart(sorted(words, key=_place))


def _place(word: Word) -> tuple[int, int]:
    return word.start, -word.end


@cache
def _patterns(tag: str) -> PhraseTable[_Kind]:
    return PhraseTable(
        (_Kind(contrast, frozenset(key.rstrip("~").split()), not key.endswith("~")), whole_words(pattern))
        for contrast in ALL
        for key, pattern in contrast.of(tag).items()
    )


def apart(ordered: Sequence[Word]) -> list[Word]:
    """Words without those that overlap an earlier one."""
    kept: list[Word] = []
    for word in ordered:
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
    return kept
