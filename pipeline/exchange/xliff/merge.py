"""Bring what people and machines wrote before to the sentences that a document has now.

The digest in a unit's note is the common ancestor of a three-way merge: it tells a person's text from a machine's.
Four steps, each over what the one before left:

1. sentences that kept their order and neighbours (longest common subsequence);
2. sentences that moved, or come back from the parked units, first where the neighbours moved along;
3. a person's text takes the place of a machine's draft of the same sentence;
4. changed sentences, by the unchanged ones around them and by similarity.

A person's text or note that finds no place is parked, a machine's text is dropped. Sources are compared with white
space and Unicode composition folded, so that a new rule for spaces costs nobody an approval.
"""

import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

import msgspec
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from pipeline.core.model import Document, key_of
from pipeline.core.targets import FINISHED, Origin, State
from pipeline.exchange.xliff.remarks import is_of_file
from pipeline.exchange.xliff.trans_units import EARLIER_REVIEW, REVIEW, Unit

# Per cent of equal characters from which a new sentence in the place of an old one counts as that one edited. Chosen,
# not measured: a lower one makes a person look at more pairs, a higher one leaves more of their work parked.
SIMILAR = 75.0
_NO_MARK = frozenset({*FINISHED, REVIEW, EARLIER_REVIEW})  # void with a change, or said by it as well


class Merged(msgspec.Struct):
    """What was brought over, by the document's segment keys, and people's texts whose sentence has gone."""

    kept: dict[str, Unit]
    parked: list[Unit]


def merge(document: Document, units: Sequence[Unit]) -> Merged:
    """Merge a file's units, and the parked ones behind them, into a document's present segments.

    A changed source gets state `needs-review` and the old pair in `previous`: a person's text stays as the draft, a
    machine's is gone. Nothing that a person wrote or confirmed is lost: it is in `kept` or in `parked`.
    """
    sources = [document.sentence(segment) for segment in document.segments]
    own = [unit for unit in units if not unit.parked]
    alignment = _Alignment(own + [unit for unit in units if unit.parked], sources, len(own))
    alignment.keep_order()
    alignment.find_moved()
    alignment.prefer_people()
    unchanged = dict(alignment.unit_of)
    alignment.pair_changed()
    kept: dict[str, Unit] = {}
    for place, index in sorted(alignment.unit_of.items()):
        unit, key = alignment.units[index], document.segments[place].key
        kept[key] = _moved(unit, key, sources[place]) if place in unchanged else _changed(unit, key, sources[place])
    return Merged(kept, parked(_with_outer_remarks(kept, alignment.left()), document.id))


def _with_outer_remarks(kept: dict[str, Unit], left: Sequence[Unit]) -> list[Unit]:
    """Give what stands at the head of the file to the first sentence that stays; gives the units that are left."""
    first = next(iter(kept), None)
    if first is None:
        return list(left)
    bare = []
    for unit in left:
        outer = () if unit.parked else tuple(one for one in unit.remarks if is_of_file(one))
        kept[first] = msgspec.structs.replace(kept[first], remarks=kept[first].remarks + outer)
        bare.append(msgspec.structs.replace(unit, remarks=tuple(one for one in unit.remarks if one not in outer)))
    return bare


class _Alignment:
    """Which old unit stands for which present sentence; both are named by their index, a sentence's is its place."""

    def __init__(self, units: Sequence[Unit], sources: Sequence[str], own: int) -> None:
        self.units, self.own = units, own
        self.old = _framed([unit.source for unit in units[:own]]) + _framed([unit.source for unit in units[own:]])
        self.new = _framed(sources)
        self.unit_of: dict[int, int] = {}

    def keep_order(self) -> None:
        """Pair the sentences of the file itself that kept their order and their neighbours."""
        for step in LCSseq.opcodes(self.old[: self.own], self.new):
            if step.tag == "equal":
                places, indices = range(step.dest_start, step.dest_end), range(step.src_start, step.src_end)
                self.unit_of |= zip(places, indices, strict=True)

    def find_moved(self) -> None:
        """Pair equal sentences elsewhere: first with both neighbours equal, then with one, then in order."""
        for names in (("before", "source", "after"), ("before", "source"), ("source", "after"), ("source",)):
            look = attrgetter(*names)
            waiting: dict[object, list[int]] = defaultdict(list)
            for index in reversed(self._free()):
                waiting[look(self.old[index])].append(index)
            for place in self._open():
                if candidates := waiting[look(self.new[place])]:
                    self.unit_of[place] = candidates.pop()

    def prefer_people(self) -> None:
        """Let a person's text without a place oust a machine's draft of the same sentence."""
        drafts: dict[str, list[int]] = defaultdict(list)
        for place in sorted(self.unit_of, reverse=True):
            if not self.units[self.unit_of[place]].owned:
                drafts[self.new[place].source].append(place)
        for index in self._free():
            if self.units[index].owned and (places := drafts[self.old[index].source]):
                self.unit_of[places.pop()] = index

    def pair_changed(self) -> None:
        """Pair changed sentences of the file itself, people's texts first, then the most similar."""
        taken: set[int] = set()
        for _, index, place in sorted(self._candidates()):
            if place not in self.unit_of and index not in taken:
                self.unit_of[place] = index
                taken.add(index)

    def left(self) -> list[Unit]:
        """The units without a place, those that were parked before first."""
        free = self._free()
        return [self.units[index] for index in sorted(free, key=lambda index: (index < self.own, index))]

    def _free(self) -> list[int]:
        taken = set(self.unit_of.values())
        return [index for index in range(len(self.units)) if index not in taken]

    def _open(self) -> list[int]:
        return [place for place in range(len(self.new)) if place not in self.unit_of]

    def _candidates(self) -> Iterator[tuple[tuple[bool, float], int, int]]:
        """Similar pairs that follow, or go before, the same unchanged sentence; the best sort first."""
        place_of = {index: place for place, index in self.unit_of.items()}
        anchors, places = sorted(index for index in place_of if index < self.own), sorted(self.unit_of)
        after: dict[int, list[int]] = defaultdict(list)
        ahead: dict[int, list[int]] = defaultdict(list)
        for place in self._open():
            low, high = _between(places, place, len(self.new))
            after[low].append(place)
            ahead[high].append(place)
        for index in self._free():
            unit = self.units[index]
            if index >= self.own or (unit.target is None and unit.previous is None):
                continue
            low, high = _between(anchors, index, self.own)
            left, right = place_of.get(low, -1), place_of.get(high, len(self.new))
            choices = {place: self.new[place].source for place in (*after[left], *ahead[right])}
            similar = process.extract_iter(self.old[index].source, choices, scorer=fuzz.ratio, score_cutoff=SIMILAR)
            for _, ratio, place in similar:
                yield (not unit.owned, -ratio), index, place


class _Framed(NamedTuple):
    """A sentence, folded, and its neighbours; at the border of the text the neighbour is empty."""

    before: str
    source: str
    after: str


def _framed(sources: Sequence[str]) -> list[_Framed]:
    folded = [" ".join(unicodedata.normalize("NFC", source).split()) for source in sources]
    return [_Framed(*frame) for frame in zip(["", *folded], folded, [*folded[1:], ""], strict=False)]


def _between(anchors: Sequence[int], index: int, end: int) -> tuple[int, int]:
    """The nearest anchors before and after an index, -1 and `end` where there is none."""
    at = bisect_left(anchors, index)
    return (anchors[at - 1] if at else -1), (anchors[at] if at < len(anchors) else end)


def _moved(unit: Unit, key: str, source: str) -> Unit:
    return msgspec.structs.replace(unit, key=key, source=source, parked=False)


def _changed(unit: Unit, key: str, source: str) -> Unit:
    """A unit whose source changed. Where its own source came back before anybody looked, it is as it was before."""
    previous = unit.previous
    if unit.target is not None and (previous is None or previous[1] != unit.target):
        previous = (unit.source, unit.target)
    if not unit.owned:
        whose: tuple[State, bool, Origin | None] = ("needs-review", False, None)
    elif unit.previous == (source, unit.target) and unit.mark is None:
        whose, previous = ("translated", True, "person"), None
    else:
        whose = ("needs-review", True, "person")
    state, person, origin = whose
    if person and unit.review.approved(source, unit.target):
        state, previous = "approved", None
    target = unit.target if person else None
    return Unit(
        key,
        source,
        target,
        state,
        person,
        None,
        origin,
        (),
        None,
        previous,
        remarks=unit.remarks,
        mark=unit.mark if person and unit.mark not in _NO_MARK else None,
        review=unit.review,
    )


def parked(units: Sequence[Unit], document: str) -> list[Unit]:
    """Those that hold people's texts or notes, under the keys that a document's sentences have."""
    seen, found = Counter[str](), []
    for unit in units:
        if unit.owned or unit.remarks or unit.review.approvals:
            seen[unit.source] += 1
            key = key_of(document, unit.source, seen[unit.source])
            found.append(msgspec.structs.replace(unit, key=key, parked=True))
    return found
