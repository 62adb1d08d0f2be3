"""The steps of a sentence: what comes first and what then, what is taken instead of what, what comes of what.

Words of a sequence part a sentence; "B after A" is read as A, then B. Two things that changed steps are at fault
wherever the words stand, since the order of the steps is what the sentence says.
"""

import re
from collections.abc import Sequence

from pipeline.core.edits import Span
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS
from pipeline.reading.sentence import Reading

(ORDER, _CAUSE), INSTEAD = CONTRASTS["pair/exchanged"], CONTRASTS["pair/alternatives"][-1]
_ENDS = re.compile(r"[,;:.!?](?=\s|$)")
_LEADS = tuple(one for one in CONTRASTS["pair/condition"] if one.of("en").keys() & {"if", "until"})
_LATER = frozenset({"after", "instead", "follows"})  # what stands behind these words comes first, or was there before


def in_time(side: Reading) -> Sequence[Span]:
    """The steps in the order of time; none where no word tells of one, or several words tell of several."""
    words = side.words[ORDER]
    if then := [word for word in words if word.sure and "then" in word.meanings]:
        starts, ends = [0, *(word.end for word in then)], [*(word.start for word in then), len(side.text)]
        return [(start, end) for start, end in zip(starts, ends, strict=True) if side.text[start:end].strip()]
    return _joined(words, side.text)


def in_place(side: Reading) -> Sequence[Span]:
    """What is left out and what stands in its place; nothing where no word tells of it, or several do."""
    return _joined([word for word in side.words[INSTEAD] if word.sure], side.text)


def in_cause(side: Reading) -> Sequence[Span]:
    """The cause and what comes of it; nothing where no word tells of it, or several do."""
    return _joined(side.words[_CAUSE], side.text)


def in_condition(side: Reading) -> Sequence[Span]:
    """The clauses that say on what, or until when, the rest holds."""
    leads = sorted({word.start for kind in _LEADS for word in side.words[kind] if _is_led(word)})
    ends = [match.start() for match in _ENDS.finditer(side.text)]
    return [(start, next((end for end in ends if end > start), len(side.text))) for start in leads]


def _is_led(word: Word) -> bool:
    """Whether a condition begins with a word, be it one or an exception ("if … not"); "only" may stand anywhere."""
    may_except = word.meanings >= {"if", "unless"}
    return (word.sure or may_except) and (" " in word.text or not may_except)


def keeps_clauses(one: Word, two: Word, its: Word, other: Word, sides: tuple[Reading, Reading]) -> bool:
    """Whether one of two words stands in a condition on both sides and the other on neither: that clause moved."""
    here, there = (in_condition(side) for side in sides)
    led = [(step_of(one, here) is not None, step_of(its, there) is not None)]
    led.append((step_of(two, here) is not None, step_of(other, there) is not None))
    return all(a == b for a, b in led) and led[0] != led[1]


def keeps_steps(one: Word, two: Word, its: Word, other: Word, sides: tuple[Reading, Reading]) -> bool:
    """Whether two words stand in two steps of both sides, in the same ones: "B after A" for "A, then B"."""
    for steps in (in_time, in_place):
        here, there = (steps(side) for side in sides)
        places = [(step_of(one, here), step_of(two, here)), (step_of(its, there), step_of(other, there))]
        if None not in places[0] and places[0] == places[1] and places[0][0] != places[0][1]:
            return True
    return False


def step_of(word: Word, steps: Sequence[Span]) -> int | None:
    """The step in which a word stands, as an index."""
    return next((i for i, (start, end) in enumerate(steps) if start <= word.start and word.end <= end), None)


def _joined(words: Sequence[Word], text: str) -> Sequence[Span]:
    """The clause before a joint and that behind it; behind a joint that begins its sentence, the next two."""
    if len(words) != 1 or not words[0].sure or "besides" in words[0].meanings:
        return ()
    word = words[0]
    ends = [0, *(match.end() for match in _ENDS.finditer(text)), len(text)]
    begin = max(end for end in ends if end <= word.start)
    end, *others = sorted({end for end in ends if end > word.end} or {len(text)})
    before, behind = (begin, word.start), (word.end, end)
    if not text[slice(*before)].strip():
        before = (end, others[0] if others else end)
    if not text[slice(*before)].strip() or not text[slice(*behind)].strip():
        return ()
    return (behind, before) if word.meanings & _LATER else (before, behind)
