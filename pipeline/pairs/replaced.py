"""The checks on words that stand for others: in a close translation one that says another thing, and two that crossed.

Tables of what excludes what know few things. Here the rest of the sentence is the proof: where all of it is answered in
its order, a word that nothing of the other side answers stands for the one that is missing there.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, combinations
from typing import NamedTuple

from pipeline.pairs.comparing.alignment import is_compared, voice_turned, within
from pipeline.pairs.comparing.phrases import turned_phrases
from pipeline.pairs.comparing.steps import Couple, couples, keeps_clauses, moved, named
from pipeline.pairs.comparing.unanswered import alone, unexplained
from pipeline.pairs.comparing.wording import Anchor, closeness, in_order, is_free
from pipeline.pairs.terms import rendered
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS, NAMED, QUALITIES, UNORDERED
from pipeline.reading.sentence import Reading
from pipeline.reading.vocabulary.senses import OTHERS, THINGS, Sense
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_MOST = 120  # words; they are compared one by one, and a text of more is no sentence
_NEAR = 1  # kept words between two that stand for one another: "hot water" is "agua caliente"
_TURNED = 2  # kept words between a negator and what it may deny
_BETWEEN = 2  # kept words between two that changed places; in a list they may
# Sound pairs in which a plain word stands for another are below, where more than the two words has no answer. A share
# for negators is higher: here the two words themselves speak against a close translation.
_CLOSE, _TWO = 0.55, 2
_RELATED = frozenset({"body", "fluid", "complaint", "test", "procedure"})  # kinds of which one word says what two do
_LESS = frozenset({"less"})
_LOOSE = THINGS | {"deed"}  # kinds of which one is no opposite of another
_SETTLING = frozenset(chain(*CONTRASTS.values(), *UNORDERED.values(), QUALITIES))


class _Left(NamedTuple):
    """A word that nothing of the other side says, and how many that both sides keep in order stand before it."""

    word: Sense
    place: int


class _Rest(NamedTuple):
    """The words of a side that nothing of the other says, and the places of what turns the sense of a word round."""

    words: Sequence[_Left]
    turns: Sequence[int]

    def is_obscure(self, place: int) -> bool:
        """Whether there is a word at a place of which nobody knows what it says."""
        return any(not left.word.known and abs(left.place - place) <= _NEAR for left in self.words)

    def turns_at(self, place: int) -> int:
        """How often the sense of a word at a place is turned round."""
        return sum(abs(turn - place) <= _TURNED for turn in self.turns)


@pair_check("pair/replaced", severity="error", last=True)
def replaced(pair: Pair) -> Iterator[Fault]:
    """Word that says another thing.

    All around it is translated word for word, and in its place stands a word that nothing in the source says. Where
    more is unlike, or a word beside it is not known, nothing is told.
    Example: “Keep the needles in the drawer.” became “Guarde las agujas en el cubo.”
    """
    replacing = list(_replacing(pair))
    for one, its in replacing:
        there, here = pair.source.text[one.start : one.end], pair.target.text[its.start : its.end]
        yield Fault(its.start, its.end, f"“{here}” does not stand in the source, “{there}” does")
    yield from () if replacing else turned_phrases(pair)


def _replacing(pair: Pair) -> Iterator[tuple[Sense, Sense]]:
    """The words of the source for which others stand, each with the first of these."""
    source, target = pair.source, pair.target
    lost, new = alone(source, target), alone(target, source)
    if not any(one.kinds for one in lost) or not any(one.kinds for one in new):
        return
    lost = _uncounted(unexplained(lost, source, target), source)
    new = _uncounted(unexplained(new, target, source), target)
    if not lost or not new or max(len(source.senses), len(target.senses)) > _MOST:
        return
    is_close = closeness(source, target) >= _CLOSE
    if not is_close and len(lost) + len(new) > _TWO:
        yield from _leading(pair, lost, new)
        return
    kept, its_kept = _kept(pair)
    here, there = _rest(lost, kept, pair.source, pair.target), _rest(new, its_kept, pair.target, pair.source)
    is_told = within(rendered(pair))
    for its in there.words:
        for one in here.words:
            word, other = one.word, its.word
            if (
                _stands_for(one, its, here, there)
                and not is_told(other.start, other.end)
                and _meant(source, word).isdisjoint(_meant(target, other))
                and not _is_implied(source, word, target, other)
                and (word.kinds | other.kinds <= THINGS or (is_close and not _is_turned_round(pair)))
            ):
                yield word, other
                break


def _uncounted(words: Sequence[Sense], side: Reading) -> list[Sense]:
    """Words without those of numbers, which are compared by their values."""
    is_number = within([(number.start, number.end) for number in side.numbers])
    return [word for word in words if not is_number(word.start, word.end)]


def _leading(pair: Pair, lost: Sequence[Sense], new: Sequence[Sense]) -> Iterator[tuple[Sense, Sense]]:
    """What opens both sides and is the opposite: the place alone proves it, be the rest worded as it may."""
    first, its_first = pair.source.tokens[0].start, pair.target.tokens[0].start
    for one in lost:
        for its in new:
            opens = one.start == first and its.start == its_first
            if opens and (one.kinds & its.kinds) - _LOOSE:
                yield one, its


def _stands_for(one: _Left, its: _Left, here: _Rest, there: _Rest) -> bool:
    """Whether two words without an answer are in one place, and no unknown word beside them may be the answer.

    What one side alone denies or makes less may be said by another deed or quality: "do not lie down", "stay upright".
    An illness or operation has a name of its own that says the organ: "your womb was removed".
    """
    if abs(one.place - its.place) > _NEAR or not one.word.kinds or not its.word.kinds:
        return False
    obscure = [rest.is_obscure(left.place) for left, rest in ((one, here), (its, there))]
    kinds = _told(one.word) | _told(its.word)
    is_all = len(here.words) + len(there.words) == _TWO
    if kinds & OTHERS:
        return is_all and not any(obscure) and all(word.kinds & THINGS for word in (one.word, its.word))
    if one.word.kinds & its.word.kinds:
        is_turned = here.turns_at(one.place) != there.turns_at(its.place) and len(here.turns) != len(there.turns)
        return not all(obscure) and (kinds <= THINGS or not is_turned)
    return kinds <= THINGS and not any(obscure) and (kinds.isdisjoint(_RELATED) or (is_all and not kinds <= _RELATED))


def _told(word: Sense) -> frozenset[str]:
    """The kinds of a word; what is of a kind is of no other."""
    return word.kinds - OTHERS or word.kinds


def _is_turned_round(pair: Pair) -> bool:
    """Whether things changed places, so that what is said of them is the opposite: "A is larger", "B is smaller"."""
    return any(_crossed(couples(named, pair))) or any(_crossed(couples(_settled, pair)))


def _meant(side: Reading, word: Sense) -> frozenset[tuple[object, str]]:
    """What the tables of things say that a word may mean: a calf is near a leg."""
    named = ((kind, one) for kind in NAMED for one in side.words[kind] if one.start < word.end and word.start < one.end)
    return frozenset((kind, meaning) for kind, one in named for meaning in one.meanings)


def _is_implied(source: Reading, word: Sense, target: Reading, other: Sense) -> bool:
    """Whether one side denies the opposite of what the other says: "in a dry place" is "not where it is damp"."""
    return any(
        any(start <= its.start < end for start, end in said.denied)
        and any(start <= one.start < end for start, end in there.affirmed)
        for side, its, rest, one in ((target, other, source, word), (source, word, target, other))
        for meaning, said in side.implied.items()
        if (there := rest.implied.get(meaning))
    )


def _rest(alone: Sequence[Sense], kept: Sequence[int], side: Reading, other: Reading) -> _Rest:
    """What nothing of the other side says, and what turns deeds and qualities round: negators, and "less"."""
    turns = [cue.start for cue in side.cues if cue.kind == "strong"]
    said = frozenset[str]().union(*(word.keys for word in other.senses)) - _LESS
    turns += [word.start for word in side.senses if word.keys >= _LESS and word.keys.isdisjoint(said)]  # no "smaller"
    words = [_Left(word, bisect_left(kept, word.start)) for word in alone]
    return _Rest(words, [bisect_left(kept, start) for start in turns])


def _kept(pair: Pair) -> tuple[list[int], list[int]]:
    """Where the words stand that both sides have in one order."""
    here, there = _anchors(pair.source), _anchors(pair.target)
    kept = in_order(here, there)
    return [here[i].start for i, _ in kept], [there[j].start for _, j in kept]


@pair_check("pair/exchanged", severity="error", last=True)
def exchanged(pair: Pair) -> Iterator[Fault]:
    """Two things that changed places.

    Each stands where the other should, and what is said of them stays where it was; or each stands in the step of the
    other, before or behind “then”, “before”, “after”, “instead of”, “causes”.
    Example: “First open the white metal box, wait an hour, and then open the yellow plastic box.” became “Primero abra
    la caja amarilla de plástico, espere una hora y después abra la caja blanca de metal.”
    """
    if max(len(side.senses) for side in pair[:2]) > _MOST:
        return
    yield from (others := _other_subject(pair))
    if others:
        return
    if changed := moved(pair):
        start, end = min(couple.its.start for couple in changed), max(couple.its.end for couple in changed)
        yield Fault(start, end, f"“{pair.target.text[start:end]}” stands the other way round in the source")
        return
    crossed = list(_crossed(couples(named, pair)))
    if not crossed or any(_crossed(couples(_settled, pair))):
        return
    starts, its_starts = _kept(pair)
    for one, two in crossed:
        first, second = (bisect_left(starts, couple.word.start) for couple in (one, two))
        its_first, its_second = (bisect_left(its_starts, couple.its.start) for couple in (two, one))
        if (
            min(second - first, its_second - its_first, _apart(one, two, pair)) >= _BETWEEN
            and max(abs(first - its_first), abs(second - its_second)) <= _NEAR
            and not keeps_clauses(one.word, two.word, one.its, two.its, pair[:2])
            and not voice_turned((one.word, two.word), (one.its, two.its), pair)
            and not is_compared(one.word, two.word, two.its, one.its, pair)
        ):
            start, end = two.its.start, one.its.end
            yield Fault(start, end, f"“{pair.target.text[start:end]}” stands the other way round in the source")
            return


def _other_subject(pair: Pair) -> list[Fault]:
    """Somebody who does in the target what is done by another in the source, where both are named on either side."""
    there = pair.source.subjects
    here = pair.target.subjects if there.doing else there
    wanted, found = (frozenset[str]().union(*(who for who, *_ in side.doing)) for side in (there, here))
    lost = [who for who, *_ in there.doing if who.isdisjoint(found) and who & here.named]
    new = [one for one in here.doing if one[0].isdisjoint(wanted) and one[0] & there.named]
    if not lost or not new or is_free(pair.source, pair.target):
        return []  # who learns from the nurse is taught by her
    return [Fault(start, end, "the source has this done by another person") for _, start, end in new]


def _crossed(couples: Sequence[Couple]) -> Iterator[tuple[Couple, Couple]]:
    """Two of one kind whose order is the other way round, in the order of the source."""
    for one, two in combinations(couples, 2):
        if one.kind == two.kind and two.its.end <= one.its.start and one.word.end <= two.word.start:
            yield one, two


def _apart(one: Couple, two: Couple, pair: Pair) -> int:
    """How many words of the source stand between two: in "SARS-like virus" one."""
    return sum(one.word.end <= token.start < two.word.start for token in pair.source.tokens)


def _settled(side: Reading) -> Iterator[tuple[object, Word]]:
    """What is said of things: where two of these changed places too, the sentence was only turned round."""
    said = side.said & _SETTLING
    yield from ((kind, word) for kind in said for word in side.words[kind] if word.sure)


@lru_cache(maxsize=64)
def _anchors(side: Reading) -> list[Anchor]:
    """All that the other side may answer, in order; what begins at one place is one."""
    keys: dict[int, set[object]] = defaultdict(set)
    for word in side.senses:
        keys[word.start] |= word.keys
    for number in side.numbers:
        if number.kind != "loose":
            keys[number.start] |= number.values
    for contrast, words in side.contrasts.items():
        for one in words:
            keys[one.start] |= {(contrast, meaning) for meaning in one.meanings}
    return [Anchor(start, frozenset(keys[start]), 1) for start in sorted(keys)]


CHECKS = (replaced, exchanged)
