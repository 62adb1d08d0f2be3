"""The words of a text that nothing of the other says: what a translation lost, and what it added."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain

from pipeline.core.edits import Span
from pipeline.pairs.comparing.alignment import meeting, within
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS, KIN, NAMED, OPPOSITES, STEERING
from pipeline.reading.polarity import Cue, says_twice
from pipeline.reading.sentence import Reading
from pipeline.reading.tokens import cognate, tokens
from pipeline.reading.vocabulary.everyday import knows
from pipeline.reading.vocabulary.senses import Sense, senses

_SENTENCE, _HANGING = 40, 4  # characters of a sentence that may be worded anew, and between words of which one hangs
_STEM = 4  # letters by which a word is known again in the other language
_FEW = 3  # words; of fewer nothing can be told
_NONE = frozenset[str]()
# Who, when and how surely; how much, not of what: "one sachet", "one bottle".
_NO_CONTENT = STEERING.union(CONTRASTS["pair/numbers"])


@lru_cache(maxsize=64)
def unanswered(side: Reading, other: Reading) -> Sequence[Sense]:
    """The words of a side that nothing of the other says, be it by a contrast or the name of an illness."""
    return unexplained(alone(side, other), side, other)


def is_all_said(source: Reading, target: Reading) -> bool:
    """Whether a target says the words of its source, but for one and for those of numbers, which are compared."""
    if not (knows(source.language) and knows(target.language)) or len(source.senses) < _FEW:
        return False
    is_number = within(
        [
            *((one.start, source.unit_end(one)) for one in source.numbers),
            *((one.start, one.end) for one in source.wholes),
        ]
    )
    left = [word for word in unanswered(source, target) if not is_number(word.start, word.end)]
    return len(left) <= 1


def alone(side: Reading, other: Reading) -> list[Sense]:
    """The words of a side that none of the other may say; small ones are none, and of a short form nothing is known."""
    own = _meanings(side)
    # What a side says by sense is meant by no other word that only looks like it: "raises" is answered by "augmente",
    # and "raisin" beside it by nothing.
    said = frozenset[str]().union(*(word.keys for word in other.senses if own.isdisjoint(word.keys)), _meanings(other))
    left = (word for word in side.senses if not word.is_small and word.keys.isdisjoint(said))
    return [word._replace(known=False, kinds=_NONE) if _is_short(word, side.text) else word for word in left]


@lru_cache(maxsize=64)
def _meanings(side: Reading) -> frozenset[str]:
    """All that the words of a side may mean, without the beginnings by which they are known again."""
    return frozenset(key for word in side.senses for key in word.keys if not key.endswith("-"))


def _explaining(other: Reading, side: Reading) -> Callable[[int, int], bool]:
    """Whether a word of the other side may explain one of this; what answers a word already explains no more.

    "After recovery" is answered by "after surgery" no further than by "after".
    """
    said = frozenset[str]().union(*(word.keys for word in side.senses))
    is_taken = meeting((word.start, word.end) for word in other.senses if not word.keys.isdisjoint(said))
    is_left = meeting((word.start, word.end) for word in alone(other, side))
    return lambda start, end: is_left(start, end) or not is_taken(start, end)


def _is_short(word: Sense, text: str) -> bool:
    return word.end > word.start + 1 and text[word.start : word.end].isupper()


def unexplained(words: Sequence[Sense], side: Reading, other: Reading) -> list[Sense]:
    """Words of a side of which no contrast or illness tells that the other has them."""
    if not words:
        return []
    is_explained = within([*_by_contrasts(words, side, other), *_by_illnesses(side, other)])
    return [word for word in words if not is_explained(word.start, word.end)]


def _by_contrasts(words: Sequence[Sense], side: Reading, other: Reading) -> Iterator[Span]:
    """The words of contrasts that hold one of some words, and which the other side may say as well."""
    among = [
        (contrast, here)
        for contrast in (side.words.possible & other.words.possible) - _NO_CONTENT
        if (here := [one for one in side.words[contrast] if any(_holds(one, word) for word in words)])
        and other.words[contrast]
    ]
    if not among:
        return
    explains = _explaining(other, side)
    for contrast, here in among:
        others = [one for one in other.words[contrast] if explains(one.start, one.end)]
        # Of two that may mean the same neither says so: "fridge" and "congelador" have to do with cold.
        for word in here:
            meant = [one.meanings for one in others if one.sure or word.sure]
            is_part = contrast not in NAMED and not word.meanings.isdisjoint(chain(*meant))  # an eye is no eyelid
            if is_part or word.meanings in meant:
                yield word.start, word.end


def _holds(one: Word, word: Sense) -> bool:
    return one.start <= word.start and word.end <= one.end


def _by_illnesses(side: Reading, other: Reading) -> Iterator[Span]:
    names = frozenset[str]().union(*(one.names for one in other.illnesses))
    return ((one.start, one.end) for one in side.illnesses if not one.names.isdisjoint(names))


def is_unsaid(cues: Sequence[Cue], side: Reading, other: Reading) -> bool:
    """Whether nothing of the other side says what negators of a side deny, with one or without.

    Short sentences are worded anew too seldom; "not impossible" that became "not possible" is no other word.
    """
    is_short = min(len(side.text), len(other.text)) < _SENTENCE
    if is_short or any(cue.kind != "strong" for cue in cues) or says_twice(other.text, other.language):
        return False
    left = {word.start for word in unanswered(side, other)}
    return all((denied := _denied(cue, side)) and left.issuperset(denied) for cue in cues)


def _denied(cue: Cue, side: Reading) -> list[int]:
    """Where the word behind a negator begins, and one that hangs on it: "no *reason* to *worry*"."""
    words = [word for word in side.senses if word.start >= cue.end and not word.is_small][:2]
    hangs = len(words) > 1 and words[1].start - words[0].end <= _HANGING
    return [word.start for word in (words if hangs else words[:1])]


def is_renamed(cues: Sequence[Cue], side: Reading, other: Reading) -> bool:
    """Whether the other side has a word of its own for what is not so: "urban and nonurban", “urbano y rural”."""
    return all(cue.kin == "without" and not _is_affirmed(cue, side, other) for cue in cues)


@cache
def _beginning(language: str) -> re.Pattern[str]:
    """By what a word denies at its beginning."""
    known = (table["without"].get(language.partition("-")[0], ()) for table in (OPPOSITES, KIN))
    begins = [words[2] for words in known if len(words) > 2]
    return re.compile(rf"^(?:{'|'.join(begins) or '(?!)'})", re.IGNORECASE)


def _is_affirmed(cue: Cue, side: Reading, other: Reading) -> bool:
    """Whether the other side says without a prefix what a word denies by one: "non-pregnant", “embarazada”."""
    denied = tokens(_beginning(side.language).sub("", side.text[cue.start : cue.end], count=1))
    stems, its = (Counter(cognate(one.plain)[:_STEM] for one in words) for words in (side.tokens, other.tokens))
    own = {key for word in side.senses if not cue.start <= word.start < cue.end for key in word.keys}
    said = {key for word in other.senses for key in word.keys} - own
    meant = {key for word in senses(denied, side.language) for key in word.keys}
    return bool(meant & said) or any(its[stem] > stems[stem] for stem in (cognate(one.plain)[:_STEM] for one in denied))
