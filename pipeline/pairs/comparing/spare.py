"""The clauses of a text without which nothing that the other says would be missing: what one side alone has.

In a translation that goes along with its source all words are answered. A clause whose words nothing answers, and whose
other words stand beside it as well, was added to a text, or is lost in the other.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from pipeline.core.edits import Span
from pipeline.pairs.comparing.alignment import within
from pipeline.pairs.comparing.unanswered import unanswered
from pipeline.reading.language import Clauses, either, language
from pipeline.reading.meanings import CONTRASTS
from pipeline.reading.sentence import Reading
from pipeline.reading.vocabulary.senses import THINGS, Sense

_CONDITION, _EVEN = CONTRASTS["pair/condition"][:2]
_SENTENCE = 300  # characters; a longer text is worded more freely
_LEFT = 1  # words beside the clause that a close translation may say in a way that no table holds
_WORDS, _CONTENT = 3, 2  # of a clause; one word is told where a condition leads it
_ENDS = " .!"
_PARTS = 24  # of a sentence; each is compared with the rest


def spare(side: Reading, other: Reading, rest: float, *, is_longer: bool) -> Iterator[Span]:
    """The clauses of a side of which the other says nothing, if it says all the rest.

    `rest` is how long a side without the clause must be, as a share of the other. In one that `is_longer` than any
    wording makes it a word may be said anew, and a condition needs one word alone.
    """
    if max(len(side.text), len(other.text)) > _SENTENCE:
        return
    lost = _bare(unanswered(other, side), other)
    alone = _bare(unanswered(side, other), side)
    if not alone or len(lost) > _LEFT * is_longer:
        return
    # What nobody knows may say what is missing.
    certain = [word for word in alone if word.known or not lost]
    size = len(side.text.rstrip(_ENDS))
    for start, end in _clauses(side):
        inside = sum(start <= word.start < end for word in certain)
        beside = sum(not start <= word.start < end for word in alone)
        is_whole = len(side.text[start:end].split()) >= _WORDS and (is_longer or end == size)
        is_short = len(side.text) - (end - start) < rest * len(other.text)
        if not inside or not is_whole or is_short or beside > _LEFT:
            continue
        led = is_longer and _is_led(side, other, start, end)
        if (
            inside >= _CONTENT - led
            and not _holds_condition(side, other, start, end)
            and _needed(side, other, start, end) <= (led and not lost)
        ):
            yield start, end


def _bare(words: Sequence[Sense], side: Reading) -> list[Sense]:
    """Words that are no numbers: these are compared by what they are worth."""
    is_number = within((number.start, number.end) for number in side.numbers)
    return [word for word in words if not is_number(word.start, word.end)]


def _clauses(side: Reading) -> Iterator[Span]:
    """The parts of a text between two signs or words that begin one, and those up to its end, the shortest first."""
    starts = [match.start() for match in _parts(side.language).finditer(side.text)][:_PARTS]
    size = len(side.text.rstrip(_ENDS))
    for start, end in pairwise(starts):
        yield start, end
    for start in reversed(starts):
        yield start, size


@cache
def _parts(tag: str) -> re.Pattern[str]:
    words = (language(tag).clauses or Clauses()).parts
    return re.compile(rf"[;:,.!?]\s|\b(?:{either(words)})(?!\w)" if words else r"[;:,.!?]\s", re.IGNORECASE)


def _is_led(side: Reading, other: Reading, start: int, end: int) -> bool:
    """Whether a condition that the other side does not have leads a clause."""
    more = [sum(word.sure for word in one.words[_CONDITION]) + len(one.words[_EVEN]) for one in (side, other)]
    return more[0] > more[1] and any(start <= word.start < end for word in side.words[_CONDITION])


def _holds_condition(side: Reading, other: Reading, start: int, end: int) -> bool:
    """Whether a clause holds a condition that the other side has as well, be it worded anew."""
    words = side.words[_CONDITION]
    beside = sum(not start <= word.start < end for word in words)
    return beside < len(words) and len([word for word in other.words[_CONDITION] if word.sure]) > beside


def _needed(side: Reading, other: Reading, start: int, end: int) -> int:
    """How much of what the other side says stands in a clause and not in the rest."""
    apart = [word for word in side.senses if not start <= word.start < end]
    said = frozenset[str]().union(*(word.keys for word in apart))
    here = frozenset[str]().union(*(word.keys for word in side.senses if start <= word.start < end))
    wanted = (word for word in other.senses if not word.is_small and word.keys.isdisjoint(said))
    needed = sum(1 + bool(word.kinds & THINGS) for word in wanted if not word.keys.isdisjoint(here))
    figures = [number for number in side.numbers if number.kind != "loose"]
    inside = [number for number in figures if start <= number.start < end]
    beside = [number for number in figures if not start <= number.start < end]
    numbers = [number for number in other.numbers if number.kind != "loose"] if inside else []
    return needed + _WORDS * sum(
        any(number.same(one) for one in inside) and not any(number.same(one) for one in beside) for number in numbers
    )
