"""The checks on how surely something is known and when it was: what is likely or confirmed, over or to come."""

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from pipeline.pairs.comparing.alignment import within
from pipeline.pairs.comparing.contrasts import unordered
from pipeline.pairs.comparing.unanswered import unanswered
from pipeline.pairs.comparing.wording import is_free
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS, UNORDERED
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

(_SURE,), (*_EFFECTS, _COMING) = CONTRASTS["pair/certainty"], UNORDERED["pair/certainty"]
(_TENSE,), _EVENTS = CONTRASTS["pair/tense"], UNORDERED["pair/tense"]
_SENTENCE = 250  # characters; a longer text says more than one thing, each as surely as it may


@pair_check("pair/certainty", severity="error")
def certainty(pair: Pair) -> Iterator[Fault]:
    """How surely it is known.

    A suspected fracture is none that was found, and what could be is not what is. "Without doubt" contradicts
    "probably" in any translation, and what may harm is not what will. A "probably" that one side alone has is a fault
    in a close one: a free one may say it by a tense, a mood or another verb.
    Example: “The rash is probably due to the tablets.” became “La erupción se debe sin duda a los comprimidos.”
    """
    yield from list(_sure_or_likely(pair)) or _effects(pair)


def _effects(pair: Pair) -> Iterator[Fault]:
    """What may be that became what is or will be; a free translation may say by a tense how somebody may feel."""
    faults = list(unordered((*_EFFECTS, _COMING), pair))
    is_doubtful = faults and is_free(pair.source, pair.target) and not any(unordered(_EFFECTS, pair))
    yield from (replace(fault, severity="warning") for fault in faults) if is_doubtful else faults


def _sure_or_likely(pair: Pair) -> Iterator[Fault]:
    source, target = pair.source, pair.target
    if _SURE not in source.said and _SURE not in target.said:
        return
    if contradiction := _contradiction(source.words[_SURE], target.words[_SURE]):
        word, other = contradiction
        yield Fault(word.start, word.end, f"“{word.text}” does not stand in the source, “{other.text}” does")
    elif max(len(source.text), len(target.text)) <= _SENTENCE and all(_SURE.of(side.language) for side in pair[:2]):
        yield from _on_one_side(pair)


@pair_check("pair/tense", severity="error", said=(_TENSE, *_EVENTS))
def tense(pair: Pair) -> Iterator[Fault]:
    """Over or to come.

    Who was given a vaccine needs none, and who will be given one waits for it. Told where each side speaks of one time
    alone, and the translation goes along with its source; of what somebody did for a patient, however free it is.
    Example: “Your stitches were removed on Tuesday.” became “Los puntos se le retirarán el martes.”
    """
    contradiction = None
    if all(side.words[_TENSE] for side in pair[:2]):
        contradiction = _contradiction(*(side.words[_TENSE] for side in pair[:2]))
    if contradiction and not is_free(pair.source, pair.target):
        word, other = contradiction
        yield Fault(word.start, word.end, f"“{word.text}” does not stand in the source, “{other.text}” does")
        return
    yield from islice(unordered(_EVENTS, pair), 1)


def _contradiction(wanted: Sequence[Word], found: Sequence[Word]) -> tuple[Word, Word] | None:
    """A word of the target that nothing of the source may say, with one of the opposite that the target lost."""
    said = frozenset().union(*(word.meanings for word in wanted))
    kept = frozenset().union(*(word.meanings for word in found if word.sure))
    new = next((word for word in found if word.sure and word.meanings.isdisjoint(said)), None)
    lost = next((word for word in wanted if word.sure and word.meanings.isdisjoint(kept)), None)
    return (new, lost) if new and lost else None


def _on_one_side(pair: Pair) -> Iterator[Fault]:
    """In a close translation a doubt that one side alone has."""
    (wanted, lost), (found, new) = (_doubts(side) for side in pair[:2])
    if lost and not found and pair.target.text.strip() and _is_close(pair, lost):
        yield Fault(0, len(pair.target.text), f"“{lost[0].text}” of the source is missing")
    elif new and not wanted and _is_close(pair, new):
        yield Fault(new[0].start, new[0].end, f"“{new[0].text}” does not stand in the source")


def _doubts(side: Reading) -> tuple[bool, Sequence[Word]]:
    """Whether a text may doubt anything, and the words by which it surely does."""
    words = [word for word in side.words[_SURE] if "uncertain" in word.meanings]
    return bool(words), [word for word in words if word.sure]


def _is_close(pair: Pair, doubts: Sequence[Word]) -> bool:
    """Whether the sides go along with one another, or each says all of the other but for the doubts."""
    source, target = pair.source, pair.target
    if not is_free(source, target):
        return True
    is_doubt = within((word.start, word.end) for word in doubts)
    left = [*unanswered(source, target), *unanswered(target, source)]
    return not any(word for word in left if not is_doubt(word.start, word.end))


CHECKS = (certainty, tense)
