"""A rule said from its other end: "must be at least twelve" is "those under twelve must not"."""

import re
from collections.abc import Iterator
from operator import itemgetter

from pipeline.core.edits import Span
from pipeline.pairs.comparing.alignment import than, within
from pipeline.reading.comparisons import Comparison
from pipeline.reading.meanings import CONTRASTS, QUALITIES
from pipeline.reading.polarity import NEAR
from pipeline.reading.sentence import Reading
from pipeline.rules.pair import Pair

_NEXT = 2  # words behind "than"
_SIGN = re.compile(r"[.;:!?]\s")
_QUALITIES = frozenset(QUALITIES)
_UNLESS = CONTRASTS["pair/condition"][0]
_WHEN = next(one for one in CONTRASTS["pair/condition"] if "when" in one.of("en"))


def is_turned_comparison(pair: Pair) -> bool:
    """Whether what the source compares with stands before the comparison: "less often than B" is "more often" of B."""
    sides = [list(_compared(side)) for side in pair[:2]]
    return any((one[1] - its[1]) & its[0] and (its[1] - one[1]) & one[0] for one in sides[0] for its in sides[1])


def _compared(side: Reading) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """What the words and numbers before each "than" mean, and what the next behind it do."""
    said = [(word.start, word.keys) for word in side.senses if not word.is_small]
    said += [(number.start, frozenset(map(str, number.values))) for number in side.numbers if number.kind != "loose"]
    for match in than(side.language).finditer(side.text):
        before = (keys for start, keys in said if start < match.start())
        behind = [keys for start, keys in sorted(said, key=itemgetter(0)) if start >= match.end()]
        yield frozenset().union(*before), frozenset().union(*behind[:_NEXT])


def inverse(side: Reading, other: Reading) -> int | None:
    """Where the one negator of a side begins, if the other denies nothing and turns the comparison of a number."""
    denials = [cue for cue in side.cues if cue.kind == "strong"]
    compared = within((one.start, one.end) for one in other.comparisons)
    if len(denials) != 1 or not all(cue.kind == "kin" or compared(cue.start, cue.end) for cue in other.cues):
        return None  # "omit it" denies as well, and is no other end of "do not give it"
    turned = any(_are_turned(one, its) for one in side.comparisons for its in other.comparisons)
    return denials[0].start if turned else None


def opposed(side: Reading, other: Reading) -> Iterator[Span]:
    """From a negator to the quality that it denies, where the other side has the opposite: “not soft”, “duras”."""
    for contrast in side.said & other.said & _QUALITIES:
        here, there = ([word for word in one.words[contrast] if word.sure] for one in (side, other))
        for word in here:
            denials = [cue for cue in side.cues if cue.kind == "strong" and 0 <= word.start - cue.end <= NEAR]
            if denials and all(word.meanings.isdisjoint(its.meanings) for its in there):
                yield denials[-1].start, word.end


def says_only(side: Reading) -> bool:
    """Whether a side keeps something for some ("only", "reserved for")."""
    only = side.implied.get("only~")
    return only is not None and bool(only.affirmed)


def is_complement(side: Reading, other: Reading) -> bool:
    """Whether a side denies to some what the other keeps for the rest: "not under 6", "only for 6 and over"."""
    if any(cue.kind == "strong" for cue in other.cues) or not any(cue.kind == "strong" for cue in side.cues):
        return False
    return says_only(other)


def _are_turned(one: Comparison, other: Comparison) -> bool:
    """Whether two comparisons of a number point apart, and no negator belongs to either."""
    plain = not (one.denied or one.negative or other.denied or other.negative)
    return plain and one.number.value == other.number.value and one.direction != other.direction


def is_once(side: Reading, other: Reading) -> bool:
    """Whether a side denies something until a time, and the other says without a negator that it is once it has come.

    What the other denies behind its "when" belongs to the condition: "once you have no fever". A sign parts what it
    denies before.
    """
    idle = {cue.start for cue in side.cues if cue.kind == "weak"}  # “hasta que no”, “tant que … ne … pas”
    until = [word for word in side.words[_WHEN] if "until" in word.meanings and (word.sure or word.start in idle)]
    when = [
        word.start
        for word in other.words[_WHEN]
        if "when" in word.meanings and (word.sure or "until" in word.meanings)  # "only when"
    ]
    denials = [cue for cue in side.cues if cue.kind == "strong" or cue.kin == "until"]
    if not (until and when and denials):
        return False
    begun = max((match.end() for match in _SIGN.finditer(other.text, 0, when[0])), default=0)
    return not any(cue.kind == "strong" and begun <= cue.start <= when[0] for cue in other.cues)


def is_at_earliest(side: Reading, other: Reading) -> bool:
    """Whether a side allows something "at the earliest" then, and the other forbids it before."""
    one, its = side.implied.get("earliest"), other.implied.get("earliest")
    return one is not None and its is not None and bool(one.affirmed and its.denied)


def says_only_if(side: Reading) -> bool:
    """Whether a side makes something hold under a condition alone: "only if"."""
    return any("if" in word.meanings for word in side.words[_UNLESS]) and says_only_then(side)


def says_only_then(side: Reading) -> bool:
    """Whether a side makes something hold under what it names alone, be it a condition or a time: "only when"."""
    only = side.implied.get("only")
    return only is not None and bool(only.affirmed)


def is_needless(side: Reading) -> bool:
    """Whether a side says that something is not needed, be it by a negator or by a word of its own."""
    return any(cue.kind == "strong" or cue.kin == "necessary" for cue in side.cues)


def says_unless(side: Reading) -> bool:
    """Whether a side makes an exception ("unless"), and sets no other condition."""
    said = [word.meanings for word in side.words[_UNLESS] if word.sure]
    return bool(said) and all(meanings == {"unless"} for meanings in said)
