"""The check on how many of all a sentence speaks: all, most, half, some, few or none."""

from collections.abc import Iterator

from pipeline.pairs.comparing.contrasts import unordered
from pipeline.reading.meanings import UNORDERED
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair


@pair_check("pair/quantifier", severity="error", said=UNORDERED["pair/quantifier"])
def quantifier(pair: Pair) -> Iterator[Fault]:
    """All, most, some or none.

    Who takes most of the capsules has not finished the course, and what helps most people does not help all. "Not
    everyone" is never "no one", but may be "some people do not". Told where no word of either side may say what the
    other does.
    One side that denies more than the other is told by pair/negation.
    Example: “Take all of the capsules.” became “Tome la mayor parte de las cápsulas.”
    """
    if _denials(pair.source) != _denials(pair.target):
        return
    end = 0
    for fault in sorted(unordered(UNORDERED["pair/quantifier"], pair), key=lambda one: (one.start, -one.end)):
        if fault.start >= end:  # both tables may know the words
            yield fault
            end = fault.end


def _denials(side: Reading) -> int:
    return sum(cue.kind == "strong" for cue in side.cues)


CHECKS = (quantifier,)
