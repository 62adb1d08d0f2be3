"""Words that exclude one another, as one text says them: morning and evening, upper and lower, early and late."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.core.text.phrases import PhraseTable, whole_words
from pipeline.reading.meanings import ALL, Contrast


class Word(NamedTuple):
    """A word with all that it may mean; one that is not `sure` can only explain a word of the other side."""

    start: int
    end: int
    meanings: frozenset[str]
    text: str
    sure: bool = True


WORDLESS: Mapping[Contrast, Sequence[Word]] = dict.fromkeys(ALL, ())
"""Every contrast, as a text has it that has no word of any."""


def contrasts(text: str, language: str) -> Mapping[Contrast, Sequence[Word]]:
    """The words of a text by their contrast, in order; of two that overlap the longer one that begins first.

    The key of a pattern names its meanings; with a tilde behind it the words are not sure.
    """
    found: dict[Contrast, list[Word]] = {}
    for (contrast, meanings, sure), match in _patterns(language.partition("-")[0]).matches(text):
        found.setdefault(contrast, []).append(Word(*match.span(), meanings, match[0], sure))
    return {
        contrast: words if len(words) == 1 else apart(sorted(words, key=lambda word: (word.start, -word.end)))
        for contrast, words in found.items()
    }


@cache
def _patterns(tag: str) -> PhraseTable[tuple[Contrast, frozenset[str], bool]]:
    return PhraseTable(
        ((contrast, frozenset(key.rstrip("~").split()), not key.endswith("~")), whole_words(pattern))
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
