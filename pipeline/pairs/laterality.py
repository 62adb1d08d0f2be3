"""The check on sides of the body."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline.core.edits import Span
from pipeline.pairs.binding import agrees
from pipeline.pairs.comparing.alignment import may_be_turned, paired, swapped
from pipeline.pairs.comparing.contrasts import contrasts, unordered
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS, UNORDERED
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_PLACES, _PAIRED = CONTRASTS["pair/laterality"], UNORDERED["pair/laterality"]
_OTHER = "opposite"


@pair_check("pair/laterality", severity="error", needs=("sides",))
def laterality(pair: Pair) -> Iterator[Fault]:
    """Side of the body.

    Left, right and both stay what they are, and so do upper and lower, front and back; one organ of two is not both.
    "Left" for what remains and "right" for what is correct are no sides.
    Example: “the left kidney” became “el riñón derecho”.
    """
    if not pair.target.text.strip():
        return
    source, found = pair.source.sides, pair.target.sides.may
    names_each = source.each and not source.may and len(_counts(found)) > 1  # “each eye” is the left and the right one
    if not names_each and (wrong := _strange(source.may, found)):
        for place in wrong:
            yield Fault(place.start, place.end, f"the source does not say “{min(place.meanings)}” here")
    elif swap := _swapped_sides((source.sure, source.may), found, pair):
        yield Fault(*swap, "left and right stand the other way round")
    elif (lost := _lost(source.sure, found)) and (not pair.target.sides.both or _names_one(pair.source)):
        yield Fault(0, len(pair.target.text), f"“{lost.text}” of the source is missing")
    elif (each := pair.source.sides.each) and pair.target.sides.each == () and not found:
        yield Fault(0, len(pair.target.text), f"“{each[0].text}” of the source is missing")
    yield from list(contrasts(_PLACES, pair)) or islice(unordered(_PAIRED, pair), 1)


def _strange(possible: Sequence[Word], found: Sequence[Word]) -> list[Word]:
    """The sides that the source has not, or has less often while the target lacks another of its sides."""
    if not found:
        return []
    counts, counts_found = _counts(possible), _counts(found)
    more, less = counts_found - counts, counts - counts_found
    return [word for word in found if not counts[word.meanings] or (more[word.meanings] and less)]


def _swapped_sides(readings: Sequence[Sequence[Word]], found: Sequence[Word], pair: Pair) -> Span | None:
    """Where the sides stand the other way round than in a reading of the source that has as many of each."""
    for reading in readings if found else ():
        if _counts(reading) == _counts(found):
            both = [(reading[i], found[j]) for i, j in paired(reading, found)]
            crossed = swapped(both, pair)
            sound = crossed and (agrees(reading, found, pair) or may_be_turned(both, pair))
            return None if sound else crossed
    return None


def _names_one(source: Reading) -> bool:
    """Whether a text names one side and speaks of no other, so that "both" cannot stand for it."""
    sides = source.sides
    other = (word for place in _PLACES for word in source.words[place] if _OTHER in word.meanings)
    return len(_counts(sides.may)) == 1 and not sides.both and not sides.each and not any(other)


def _lost(wanted: Sequence[Word], found: Sequence[Word]) -> Word | None:
    """The first side of the source that the target does not name."""
    kept = {word.meanings for word in found}
    return next((word for word in wanted if word.meanings not in kept), None)


def _counts(places: Sequence[Word]) -> Counter[frozenset[str]]:
    return Counter(word.meanings for word in places)


CHECKS = (laterality,)
