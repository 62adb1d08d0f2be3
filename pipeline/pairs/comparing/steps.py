"""The steps of a sentence: what comes first and what then, what is taken instead of what, what comes of what.

Words of a sequence part a sentence; "B after A" is read as A, then B. Two things that changed steps are at fault
wherever the words stand, since the order of the steps is what the sentence says. Things are known again where both
sides say them once: those are couples.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pipeline.core.edits import Span
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS, HEADS, NAMED, UNORDERED
from pipeline.reading.numbers.number import TIMES
from pipeline.reading.sentence import Reading
from pipeline.reading.vocabulary.senses import OTHERS, THINGS
from pipeline.rules.pair import Pair

(ORDER, _CAUSE), INSTEAD = CONTRASTS["pair/exchanged"], CONTRASTS["pair/alternatives"][-1]
_ENDS = re.compile(r"[,;:.!?](?=\s|$)")
_CONDITIONS = (*CONTRASTS["pair/condition"], *UNORDERED["pair/condition"])
_LEADS = tuple(one for one in _CONDITIONS if one.of("en").keys() & {"if", "until"})
_NAMING = frozenset((*NAMED, *HEADS))
_LATER = frozenset({"after", "instead", "follows"})  # what stands behind these words comes first, or was there before


class Couple(NamedTuple):
    """A thing that each side names once, and its kind."""

    kind: object
    word: Word
    its: Word


def couples(read: Callable[[Reading], Iterator[tuple[object, Word]]], pair: Pair) -> list[Couple]:
    """What both sides say once, in the order of the source."""
    sides = []
    for side in pair[:2]:
        places: dict[tuple[object, str], list[Word]] = defaultdict(list)
        for kind, word in read(side):
            for meaning in word.meanings:
                places[kind, meaning].append(word)
        sides.append({key: words[0] for key, words in places.items() if len(words) == 1})
    here, there = sides
    couples = {Couple(key[0], here[key], there[key]) for key in here.keys() & there.keys()}
    return sorted(couples, key=lambda couple: couple.word.start)


def named(side: Reading) -> Iterator[tuple[object, Word]]:
    """The things that a text names, each with its kind."""
    said = side.said & _NAMING
    yield from ((kind, word) for kind in said for word in side.words[kind] if word.sure)
    for sense in side.senses:
        for kind in (sense.kinds & THINGS) - OTHERS:
            yield kind, Word(sense.start, sense.end, sense.keys, side.text[sense.start : sense.end])


def once_each(side: Reading) -> Iterator[tuple[object, Word]]:
    """All that may be told from one another in two steps: drugs, illnesses, things, deeds, qualities, amounts."""
    yield from named(side)
    yield from (
        ("illness", Word(one.start, one.end, one.names, side.text[one.start : one.end])) for one in side.illnesses
    )
    yield from (("drug", word) for word in side.drugs)
    yield from ((kind, word) for kind in CONTRASTS["pair/drug"] for word in side.words[kind] if word.sure)
    for sense in side.senses:
        for kind in sense.kinds - THINGS:
            yield kind, Word(sense.start, sense.end, sense.keys, side.text[sense.start : sense.end])
        if sense.known:
            yield None, Word(sense.start, sense.end, sense.keys, side.text[sense.start : sense.end])
    for number in side.numbers:
        if number.unit:
            meanings = frozenset(f"{value:g}" for value in number.values)
            yield number.unit, Word(number.start, number.end, meanings, side.text[number.start : number.end])


def in_time(side: Reading) -> Sequence[Span]:
    """The steps in the order of time; none where no word tells of one, or words of several kinds do."""
    words = [word for word in side.words[ORDER] if not _is_delay(word, side)]
    then = [word for word in words if word.sure and "then" in word.meanings]
    if then and len(then) < sum(word.sure for word in words):  # “B, puis C, après A”
        return ()
    if then:
        starts, ends = [0, *(word.end for word in then)], [*(word.start for word in then), len(side.text)]
        return [(start, end) for start, end in zip(starts, ends, strict=True) if side.text[start:end].strip()]
    return _joined(words, side.text)


def _is_delay(word: Word, side: Reading) -> bool:
    """Whether a word of order tells how long something takes: "after four weeks" is no step."""
    behind = (number for number in side.numbers if word.end <= number.start <= word.end + 1)
    return any((number.unit or "").split("/")[0] in TIMES for number in behind)


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


def moved(pair: Pair) -> list[Couple]:
    """What went to an earlier step and what went to a later one, where something did both, and no more stayed."""
    denials = [sum(cue.kind == "strong" for cue in side.cues) for side in pair[:2]]
    # "Not until after" is "not before", "not B instead of A" is "A"; a cause is never what it causes.
    told = (in_time, in_place, in_cause) if not any(denials) else (in_cause,) if denials[0] == denials[1] else ()
    for steps in told:
        known = _in_steps(steps, pair)
        later = [couple for couple, step, its in known if its > step]
        sooner = [couple for couple, step, its in known if its < step]
        stayed = {couple.word.start for couple, step, its in known if its == step}
        if sooner and later and len(stayed) <= len({couple.word.start for couple in (*sooner, *later)}):
            return [*sooner, *later]
    return []


def keeps_time(pair: Pair) -> bool:
    """Whether what comes first and what then is the same on both sides: "A before B" is "B after A"."""
    steps = [(step, its) for _, step, its in _in_steps(in_time, pair)]
    return len(set(steps)) > 1 and all(step == its for step, its in steps)


def _in_steps(steps: Callable[[Reading], Sequence[Span]], pair: Pair) -> list[tuple[Couple, int, int]]:
    """What both sides say in a step, with the step of the source and that of the target; nothing where these differ."""
    here = steps(pair.source)
    there = steps(pair.target) if here else ()
    if not here or len(here) != len(there):
        return []
    placed = [(one, step_of(one.word, here), step_of(one.its, there)) for one in couples(once_each, pair)]
    return [(one, step, its) for one, step, its in placed if step is not None and its is not None]
