"""The check on comparisons: "at least", "<", "up to" keep their direction."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from msgspec.structs import replace

from pipeline.pairs.comparing.alignment import ByValue, value_key, within
from pipeline.pairs.comparing.amounts import ByAmount, unconverted
from pipeline.pairs.comparing.complement import complement
from pipeline.pairs.comparing.contrasts import excluded
from pipeline.pairs.comparing.inverse import inverse, is_complement
from pipeline.pairs.comparing.limits import names_other_side
from pipeline.pairs.degrees import turned
from pipeline.reading.comparisons import Comparison, firm, joins_range, lasts, may_last, stands_by
from pipeline.reading.numbers.dates import is_year
from pipeline.reading.numbers.number import TIMES, Number, start_of
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_JOINS = frozenset("(/")


class _Side:
    """What one side of a pair compares, to be asked for what stands beside a number of the other."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    @cached_property
    def dated(self) -> frozenset[Number]:
        """The numbers that belong to a date."""
        return frozenset(number for date in self.reading.dates for number in date.beside)

    @cached_property
    def _comparisons(self) -> ByValue[Comparison]:
        return ByValue([(one.number, one) for one in self.reading.comparisons])

    @cached_property
    def _numbers(self) -> ByValue[Number]:
        return ByValue([(number, number) for number in self.reading.numbers])

    @cached_property
    def _amounts(self) -> ByAmount[Comparison]:
        return ByAmount([(one.number, one) for one in self.reading.comparisons])

    @cached_property
    def _number_amounts(self) -> ByAmount[Number]:
        return ByAmount([(number, number) for number in self.reading.numbers])

    def comparing(self, number: Number) -> list[Comparison]:
        """The comparisons of a number that can mean the same, and of as much in another unit: "under 12 months"."""
        return self._comparisons.alike(number) or (self._amounts.alike(number) if number.unit else [])

    def same(self, number: Number) -> list[Number]:
        """The numbers that can mean the same, ages and times in another unit, too."""
        in_times = number.unit in TIMES | {"year"}
        return self._numbers.alike(number) or (self._number_amounts.alike(number) if in_times else [])


@pair_check("pair/comparator", severity="error", needs=("numbers", "units", "comparisons", "negation"))
def comparator(pair: Pair) -> Iterator[Fault]:
    """Direction of a comparison.

    "More than", "at least", "<" and the like bind to a number; the other direction is the opposite advice. So is "less"
    for "more" without a number.
    Example: “at least 30%” became “como máximo el 30 %”; “>200” became “<200”.
    """
    yield from list(_compared(pair)) or list(_turned(pair)) or excluded("pair/comparator", pair)


def _turned(pair: Pair) -> Iterator[Fault]:
    """Degrees without a number that are turned; beside a number they were compared with it, or with what it leaves."""
    faults = list(turned(pair))
    if not faults or _is_other_way_round(pair):
        return
    source, rest = _Side(pair.source), complement(pair.source, pair.target)
    compared = within(
        (one.start, one.end)
        for one in pair.target.comparisons
        if source.comparing(one.number) or (rest and rest.target[0] <= one.number.start < rest.target[1])
    )
    yield from (fault for fault in faults if not compared(fault.start, fault.end))


def _is_other_way_round(pair: Pair) -> bool:
    """Whether the sides that are compared changed places: "the left hurts more than the right"."""
    there, here = ([word.meanings for word in side.sides.may] for side in pair[:2])
    return len(there) > 1 and there[0] != there[-1] and there == here[::-1]


def _compared(pair: Pair) -> Iterator[Fault]:
    if not pair.source.comparisons and not pair.target.comparisons:
        return
    source, target = _Side(pair.source), _Side(pair.target)
    complement = names_other_side(pair.source, pair.target) or any(
        is_complement(*sides) or inverse(*sides) is not None
        for sides in ((pair.source, pair.target), (pair.target, pair.source))
    )
    messages: dict[tuple[object, ...], str | None] = {}
    for one in pair.target.comparisons:
        key = (*value_key(one.number), *one.alike)
        if key not in messages:
            messages[key] = _contradiction(one, source.comparing(one.number), target.comparing(one.number))
        if (message := messages[key]) and not complement:
            yield Fault(one.start, one.end, message)
    yield from _lost_signs(source, target)
    for lost, number in _alone(source, target):
        yield Fault(number.start, number.end, f"“{lost.phrase}” of the source is missing")
    for new, _ in _alone(target, source):
        yield Fault(new.start, new.end, f"“{new.phrase}” does not stand in the source")


def _contradiction(one: Comparison, wanted: list[Comparison], found: list[Comparison]) -> str | None:
    """What a comparison of the target says against those that the source has of its number."""
    there, here = (Counter(c.direction if one.people else c.meant for c in side) for side in (wanted, found))
    meant = one.direction if one.people else one.meant
    elsewhere = any(_denied_on_one_side(one, other) for other in wanted)
    if (lost := there - here) and (here - there)[meant] and not elsewhere:
        return f"the comparison points the other way: “{meant}”, in the source “{next(iter(lost))}”"
    signs = {c.sign for c in wanted}
    if one.sign and "" not in signs and signs and one.sign not in signs:
        return f"the sign is “{one.sign}”, in the source “{next(iter(signs))}”"
    if one.sign and not wanted:
        return f"the sign “{one.sign}” does not stand in the source"
    return None


def _denied_on_one_side(one: Comparison, other: Comparison) -> bool:
    """Whether two phrases say the same and one has a negator far before it, which the other side may say in a verb."""
    return one.direction == other.direction and one.denied != other.denied and not (one.negative or other.negative)


def _lost_signs(source: _Side, target: _Side) -> Iterator[Fault]:
    for one in source.reading.comparisons:
        if one.sign and not target.comparing(one.number) and (bare := target.same(one.number)):
            yield Fault(bare[0].start, bare[0].end, f"the sign “{one.sign}” of the source is missing")


def _alone(side: _Side, other: _Side) -> Iterator[tuple[Comparison, Number]]:
    """Phrases of one side beside a number that the other has bare, with nothing near that could stand for them."""
    reading, bare = side.reading, other.reading
    alone = [c for c in reading.comparisons if c.close and not c.sign and not other.comparing(c.number)]
    explained: dict[tuple[object, ...], bool] = {}
    known: dict[tuple[object, ...], list[Number]] = {}
    for comparison in alone:
        asked = (*value_key(comparison.number), comparison.number.unit, comparison.meant)
        here = known[asked] = known[asked] if asked in known else _of_same_kind(comparison, other)
        if not here or not (firm(comparison.number) or any(map(firm, here))):
            continue
        if _is_span_of_time(comparison, reading.language, here[0], bare):
            continue
        twins = (its for twin in _twins(comparison.number, reading) for its in other.comparing(twin))
        if any(its.meant == comparison.meant for its in twins):
            continue
        if joins_range(comparison, reading.numbers, reading.text):
            continue
        key = value_key(comparison.number)
        if key not in explained:
            explained[key] = any(
                stands_by(number, hint, bare.text) and not (hint.inside and comparison.meant == "up")
                for number in here
                for hint in bare.hints
            )
        is_dated = comparison.number in side.dated or _is_date(here[0], comparison.number, other)
        if not explained[key] and not is_dated:
            yield comparison, here[0]


def _of_same_kind(comparison: Comparison, other: _Side) -> list[Number]:
    """The numbers of the other side that can mean what a comparison says, and are not compared alike in a share."""
    unit = comparison.number.unit
    alike = other.same(comparison.number)
    here = [n for n in alike if n.kind != "loose" or not unit or _are_times(n.unit, unit)]  # "una vez"
    return [n for n in here if not _is_in_share(n, comparison, other)]


def _are_times(*units: str | None) -> bool:
    """Whether units are of one kind, all of time or none, and none is missing."""
    return None not in units and len({unit in TIMES | {"year"} for unit in units}) == 1


def _is_in_share(number: Number, comparison: Comparison, other: _Side) -> bool:
    """Whether a number belongs to a share that its side compares alike: "up to 1 in 10" is "up to 10%"."""
    shares = [whole for whole in other.reading.wholes if whole.start < number.start < whole.end]
    return any(
        one.meant == comparison.meant and whole.start <= one.number.start < whole.end
        for whole in shares
        for one in other.reading.comparisons
    )


def _twins(number: Number, side: Reading) -> Iterator[Number]:
    """The same measure in another unit, right behind a number or before it: "100.4 °F (38 °C)"."""
    place = bisect_left(side.numbers, number.start, key=start_of)
    for one, two in pairwise(side.numbers[max(place - 1, 0) : place + 2]):
        if number in (one, two) and side.text[side.unit_end(one) : two.start].strip() in _JOINS:
            twin = two if number is one else one
            if twin.unit != number.unit and not unconverted([twin], [number]):
                yield twin


def _is_span_of_time(comparison: Comparison, language: str, number: Number, side: Reading) -> bool:
    """Whether "over two hours" may say how long something goes on; years may be an age."""
    lasting = comparison.number.unit in TIMES or lasts(number, side.text, side.language)
    return may_last(comparison, language) and lasting


def _is_date(number: Number, counterpart: Number, side: _Side) -> bool:
    """Whether a number, as one side writes it, belongs to a date: "until 30 April" is "hasta el 30 de abril"."""
    year = is_year(number) and is_year(replace(counterpart, code=None))
    return year or number in side.dated


CHECKS = (comparator,)
