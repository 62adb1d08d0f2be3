"""The check on negation: what a sentence denies, its translation denies.

Negators are counted on both sides, after phrases that only look like one ("not only", "sin embargo") are set aside and
Spanish concord ("no … ningún … ni") is taken as one. Words that may stand for a negator ("fail", "unknown", "evitar")
explain a difference, but only as far as the other side has no such word of its own; so do words that a translator
chooses with their negator ("keeps me awake", "no me deja dormir"). Words with an opposite ("unsafe", "lack",
"negativo") must be answered like a negator where the other side affirms the same.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.pairs.negators import NEAR, Cue, clauses, negations
from pipeline.reading.meanings import ANTONYMS, CHOSEN, OPPOSITES
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import PairContext

# Found on the development half of TICO-19: how far the ends of two clauses may lie apart, as a share of the sentence;
# what it costs to leave a negator alone, saves to join two words of one kin, costs to join unlike ones.
_SHIFT = 0.2
_ALONE, _ALIKE, _UNLIKE = {"strong": 0.15, "sure": 0.1}, 0.3, 0.05
_MOST = 40  # cues; the alignment is quadratic in them


@pair_check("pair/negation", severity="error", needs=("negation",))
def negation(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Negation.

    A lost or added "not" turns advice into its opposite, and reads as fluently.
    Example: “Do not stop the tablets.” became “Deje las pastillas.”
    """
    if not target.strip():
        return
    ours, theirs = Side(source, context.source_language), Side(target, context.target_language)
    lost, added = map(_without_double, align(weighed(ours, theirs), in_step(weighed(theirs, ours), theirs, ours)))
    added = [cue for cue in added if not _is_chosen(cue, theirs, ours)]
    if lost:
        cue = lost[0]
        yield Fault(0, len(target), f"the negation “{source[cue.start : cue.end]}” of the source is missing")
    for cue in () if lost else added:
        yield Fault(cue.start, cue.end, "the source does not deny this")


def _without_double(cues: Sequence[Cue]) -> list[Cue]:
    """Cues without a negator and the word that it denies: “do not forget” is “remember”."""
    doubles = {
        cue
        for one, two in pairwise(cues)
        if (one.kind, two.kind) == ("strong", "sure") and two.start - one.end <= NEAR
        for cue in (one, two)
    }
    return [cue for cue in cues if cue not in doubles]


class Side(NamedTuple):
    """A sentence and its language, as the tables name it."""

    text: str
    language: str

    @property
    def cues(self) -> Sequence[Cue]:
        """Its cues of negation, in order."""
        return negations(self.text, self.language)

    def count_of(self, kin: str) -> int:
        """How many of its cues are of one kin."""
        return sum(cue.kin == kin for cue in self.cues)


def weighed(ours: Side, theirs: Side) -> list[Cue]:
    """The cues of a side; a word that denies is less than sure where the other side does not say the opposite."""
    return [
        cue._replace(kind="kin" if cue.kin in ANTONYMS else "weak")
        if cue.kind == "sure" and not _is_contradicted(cue, ours, theirs)
        else cue
        for cue in ours.cues
    ]


def in_step(cues: Sequence[Cue], theirs: Side, ours: Side) -> Sequence[Cue]:
    """The cues of a side at the places that they have in the other, if both have like clauses, and as many."""
    ends, others = ([end for _, end in clauses(side.text)] for side in (theirs, ours))
    sizes = max(len(theirs.text), 1), max(len(ours.text), 1)
    if len(ends) != len(others) or any(
        abs(end / sizes[0] - other / sizes[1]) > _SHIFT for end, other in zip(ends, others, strict=True)
    ):
        return cues
    return [cue._replace(at=_moved(cue.start, [0, *ends], [0, *others])) for cue in cues]


def _moved(place: int, ends: Sequence[int], others: Sequence[int]) -> float:
    i = min(bisect_right(ends, place), len(ends) - 1)
    share = (place - ends[i - 1]) / max(ends[i] - ends[i - 1], 1)
    return (others[i - 1] + share * (others[i] - others[i - 1])) / max(others[-1], 1)


def _is_chosen(cue: Cue, theirs: Side, ours: Side) -> bool:
    """Whether a negator goes with a word that the source does not have: “keeps me awake”, “no me deja dormir”."""
    name, other = (side.language.partition("-")[0] for side in (theirs, ours))
    for words in CHOSEN.values():
        if not {name, other} <= words.keys() or not _whole_words(words[name][0]).match(theirs.text, cue.start):
            continue
        here = len(_whole_words(words[name][-1]).findall(theirs.text))
        there = [match.start() / len(ours.text) for match in _whole_words(words[other][-1]).finditer(ours.text)]
        return len(there) < here and all(abs(place - cue.at) > cue.reach / 2 for place in there)
    return False


def _is_contradicted(cue: Cue, ours: Side, theirs: Side) -> bool:
    """Whether the other side affirms what a word denies, and has neither its like nor the word itself, untranslated."""
    words = OPPOSITES[cue.kin].get(theirs.language.partition("-")[0])
    if words is None or theirs.count_of(cue.kin) >= ours.count_of(cue.kin):
        return False
    if ours.text[cue.start : cue.end].lower() in theirs.text.lower():
        return False
    if not words[0]:
        return True
    affirmed = [match.start() for match in _whole_words(words[0]).finditer(theirs.text)]
    weak = [cue.start for cue in theirs.cues if cue.kind == "weak"]
    denied = sum(any(0 < place - start <= NEAR for start in weak) for place in affirmed)
    return bool(affirmed) and denied + theirs.count_of(cue.kin) < ours.count_of(cue.kin)


@cache
def _whole_words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})(?!\w)", re.IGNORECASE)


def align(ours: Sequence[Cue], theirs: Sequence[Cue]) -> tuple[list[Cue], list[Cue]]:
    """The negators of either side that the cheapest alignment of the cues, in order, leaves alone.

    Where both sides have one to spare, it only moved. A step costs the distance of its two cues; leaving out a weak cue
    costs nothing, another one `_ALONE`. A text of more than `_MOST` cues is no sentence; the rest is not looked at.
    """
    ours, theirs = ours[:_MOST], theirs[:_MOST]
    rows, columns = len(ours) + 1, len(theirs) + 1
    cost = [[0.0] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            if i or j:
                cost[i][j] = min(
                    cost[i - 1][j] + _alone(ours[i - 1]) if i else 9e9,
                    cost[i][j - 1] + _alone(theirs[j - 1]) if j else 9e9,
                    cost[i - 1][j - 1] + _together(ours[i - 1], theirs[j - 1]) if i and j else 9e9,
                )
    return _left_alone(cost, ours, theirs)


def _left_alone(cost: list[list[float]], ours: Sequence[Cue], theirs: Sequence[Cue]) -> tuple[list[Cue], list[Cue]]:
    i, j = len(ours), len(theirs)
    lost: list[Cue] = []
    added: list[Cue] = []
    while i or j:
        if i and j and cost[i][j] == cost[i - 1][j - 1] + _together(ours[i - 1], theirs[j - 1]):
            i, j = i - 1, j - 1
        elif i and cost[i][j] == cost[i - 1][j] + _alone(ours[i - 1]):
            i -= 1
            lost.append(ours[i])
        else:
            j -= 1
            added.append(theirs[j])
    return _unexcused(lost[::-1], added[::-1])


def _unexcused(lost: Sequence[Cue], added: Sequence[Cue]) -> tuple[list[Cue], list[Cue]]:
    """Negators of one side alone that neither a negator nor a spare weak word of the other side may stand for."""
    missing, more = ([cue for cue in side if cue.kind in _ALONE] for side in (lost, added))
    moved = min(len(missing), len(more))
    return missing[moved + _spare(added, lost) :], more[moved + _spare(lost, added) :]


def _spare(cues: Sequence[Cue], others: Sequence[Cue]) -> int:
    """How many weak words a side has beyond those of the other; phrases that only look like a negation explain none."""
    return max(sum(c.kind == "weak" and c.reach < 1 for c in cues) - sum(c.kind == "weak" for c in others), 0)


def _alone(cue: Cue) -> float:
    return _ALONE.get(cue.kind, 0.0)


def _together(one: Cue, other: Cue) -> float:
    distance = abs(one.at - other.at)
    if one.kin and one.kin == other.kin:
        return min(distance, _ALONE["strong"]) - _ALIKE
    kinds = {one.kind, other.kind}
    if kinds == {"strong"}:
        return min(distance, 2 * _ALONE["strong"])
    if "kin" in kinds or kinds == {"weak"}:
        return 9e9
    return min(distance, _ALONE["strong"] / 2) + _UNLIKE if distance <= one.reach else 9e9


CHECKS = (negation,)
