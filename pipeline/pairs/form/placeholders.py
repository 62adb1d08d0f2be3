"""The check on placeholders: that each survives letter by letter, beside what it stands for."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from pipeline.core.edits import Span
from pipeline.core.text import quoted
from pipeline.core.text.placeholders import placeholders
from pipeline.data import load
from pipeline.pairs.comparing.wording import anchors, in_order
from pipeline.reading.sentence import Reading, read
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_SALUTATIONS = re.compile(load("pair_form.yaml")["salutations"], re.IGNORECASE)
_MOST_PLACEHOLDERS, _MOST_WORDS = 20, 120  # each is compared with each
_ANY, _UNIT = 7, 24  # a number that no language says in a word, and characters in which its unit stands


@pair_check("pair/placeholder", severity="error")
def placeholder(pair: Pair) -> Iterator[Fault]:
    """Placeholder or tag that must stay.

    A program looks for it letter by letter; where it is translated or lost, the reader gets a letter without a name or
    a dose.
    Example: "Dear {{name}}, rest." became "Estimada {{nombre}}: descanse."
    """
    source, target = pair.source.text, pair.target.text
    places, its = placeholders(source), placeholders(target)
    if not places and not its:
        return
    wanted, found = (Counter(text[s:e] for s, e in some) for text, some in ((source, places), (target, its)))
    lost, new = list((wanted - found).elements()), list((found - wanted).elements())
    for item in new if wanted else ():  # a source without any is no template
        start = target.find(item)
        yield Fault(start, start + len(item), f"the placeholder “{item}” does not stand in the source")
    for item in lost[len(new) :] if target.strip() else ():
        yield Fault(0, len(target), f"the placeholder “{item}” of the source is missing", item)
    here, there = (_addressed(side) if wanted == found else "" for side in (pair.target, pair.source))
    if here and there and here != there:
        start = target.find(here)
        yield Fault(start, start + len(here), f"the source has “{there}” here", there)
    elif wanted == found and (moved := _exchanged(pair)):
        yield Fault(*moved, f"“{target[slice(*moved)]}” stands the other way round in the source")


def _exchanged(pair: Pair) -> Span | None:
    """Where two placeholders stand, each in the place of the other among the words that both sides have in order.

    A clause that moved takes its placeholder along, and the words around it as well. A unit behind a placeholder tells
    by itself whose it is.
    """
    sides = [placeholders(side.text) for side in pair[:2]]
    names = [{side.text[s:e]: (s, e) for s, e in spans} for side, spans in zip(pair[:2], sides, strict=True)]
    if not 1 < len(names[0]) == len(sides[0]) == len(sides[1]) <= _MOST_PLACEHOLDERS:
        return None
    words = [
        [word for word in anchors(side) if not quoted.overlaps(word.start, word.start + 1, spans)]
        for side, spans in zip(pair[:2], sides, strict=True)
    ]
    if max(map(len, words)) > _MOST_WORDS:
        return None
    kept = in_order(*words)
    starts = [[words[i][row[i]].start for row in kept] for i in (0, 1)]
    places = {name: (bisect(starts[0], names[0][name][0]), bisect(starts[1], names[1][name][0])) for name in names[0]}
    before = {name: [_before(side, its[name][0]) for side, its in zip(pair[:2], names, strict=True)] for name in places}
    units = [
        {name: _unit_behind(side, its[name][1]) for name in places} for side, its in zip(pair[:2], names, strict=True)
    ]
    for one, two in combinations(names[0], 2):
        if is_kept := _keeps_unit(one, two, units):
            continue
        if is_kept is False:
            (start, _), (_, end) = sorted((names[1][one], names[1][two]))
            return start, end
        (here, its), (there, other) = places[one], places[two]
        apart, crossed = abs(here - its) + abs(there - other), abs(here - other) + abs(there - its)
        led = any(before[a][0] & before[b][1] and not before[a][0] & before[a][1] for a, b in ((one, two), (two, one)))
        if names[1][two] < names[1][one] and (crossed + 1 < apart or led):
            return names[1][two][0], names[1][one][1]
    return None


def _unit_behind(side: Reading, end: int) -> str | None:
    """The unit that a number would have where a placeholder stands."""
    return next((one.unit for one in read(f"{_ANY}{side.text[end : end + _UNIT]}", side.language).numbers[:1]), None)


def _keeps_unit(one: str, two: str, units: Sequence[Mapping[str, str | None]]) -> bool | None:
    """Whether two placeholders keep their units, or took each other's; None where no unit tells."""
    there, here = ((side[one], side[two]) for side in units)
    if there[0] == there[1] or here == (None, None):
        return None
    if all(its in (unit, None) for unit, its in zip(there, here, strict=True)):
        return True
    is_turned = all(its in (unit, None) for unit, its in zip(there, here[::-1], strict=True))
    return False if is_turned else None


def _before(side: Reading, start: int) -> frozenset[object]:
    """What the word right before a place may mean: "with" a doctor, "before" a date."""
    words = anchors(side)
    i = bisect([word.start for word in words], start - 1) - 1
    is_plain = i >= 0 and words[i].weight > 0  # “on” and “to” are said in many ways
    return words[i].keys if is_plain and len(side.text[words[i].start : start].split()) == 1 else frozenset()


def _addressed(side: Reading) -> str:
    """The placeholder to which a letter is addressed; "" where it is none."""
    salutation = _SALUTATIONS.match(side.text)
    first = next(iter(placeholders(side.text)), None) if salutation else None
    return side.text[slice(*first)] if salutation and first and first[0] == salutation.end() else ""
