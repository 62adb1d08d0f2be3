"""In what sense a text speaks of something.

After ConText (Harkema and others, 2009): a cue before or behind a mention opens a scope, a stop word or the end of the
sentence closes it, and a pseudo cue ("as if") opens none. The cues stand in `data/contexts.yaml`; they serve clinical
phrases ("history of") and leaflets ("you may have", "do not take"). What is denied is read by `reading/polarity`.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

import msgspec

from pipeline.core.edits import Span
from pipeline.core.text.matching import Matcher, Pattern
from pipeline.data import load
from pipeline.reading.polarity.reach import LABEL, denied
from pipeline.structure.sentences import sentences

Role = Literal["pre", "imperative", "post", "pseudo", "stop", "clause"]

KINDS = ("negated", "uncertain", "hypothetical", "historical", "other_person", "instruction", "prohibition")

_CLAUSE_REACH = 15  # characters; the longest word before a clause is "immediately", and white space follows it
_IN_CLAUSE: dict[Role, Role] = {"imperative": "pre", "clause": "stop"}  # only where a clause begins
_SHORT_REACH = 80  # characters; about NegEx's window of six words for a cue behind a mention


class Context(msgspec.Struct, frozen=True):
    """What the words around a mention say of it.

    `negated`: denied or absent. `uncertain`: possible or suspected. `hypothetical`: a condition or a risk.
    `historical`: of the past. `other_person`: of a relative or somebody else. `instruction`: part of advice.
    `prohibition`: part of advice that says what not to do.
    """

    negated: bool = False
    uncertain: bool = False
    hypothetical: bool = False
    historical: bool = False
    other_person: bool = False
    instruction: bool = False
    prohibition: bool = False


_PLAIN = Context()


class _Cue(NamedTuple):
    kind: str
    role: Role
    start: int
    end: int


def contexts(text: str, spans: Iterable[Span]) -> list[Context]:
    """The context of each span, in the order given; offsets are Unicode code points.

    >>> fever, stroke = contexts("No fever, but her mother had a stroke.", [(3, 8), (31, 37)])
    >>> fever.negated, stroke.negated, stroke.other_person
    (True, False, True)
    """
    return find(text, spans, sentences(text))


def find(text: str, spans: Iterable[Span], within: Sequence[Span]) -> list[Context]:
    """The context of each span, scopes ending with the sentences `within`."""
    starts = [start for start, _ in spans]
    places = sorted(starts)
    reach = _Reach(text, [one for one in within if bisect_left(places, one[0]) < bisect_left(places, one[1])])
    return [reach.at(start) for start in starts]


class _Reach:
    """What the cues of each kind reach."""

    def __init__(self, text: str, within: Sequence[Span]):
        spans: dict[str, list[Span]] = {kind: [] for kind in KINDS}
        cues = sorted(_cues(text), key=lambda cue: cue.start)
        starts = [cue.start for cue in cues]
        for start, end in within:
            spans["negated"] += [(start + one, start + two) for one, two in denied(text[start:end], "en")]
            here = cues[bisect_left(starts, start) : bisect_left(starts, end)]
            for kind in {cue.kind for cue in here if cue.kind}:
                spans[kind] += _reached([cue for cue in here if cue.kind in (kind, "")], start, end)
        self._edges, self._contexts = _swept({kind: _merge(sorted(reached)) for kind, reached in spans.items()})

    def at(self, place: int) -> Context:
        """What reaches a place."""
        return self._contexts[bisect_right(self._edges, place)]


def _swept(stretches: Mapping[str, Sequence[Span]]) -> tuple[list[int], list[Context]]:
    """Where stretches of any kind begin or end, in order, and what reaches the text before, between and behind."""
    turns: dict[int, dict[str, bool]] = defaultdict(dict)
    for kind, spans in stretches.items():
        for start, end in spans:
            turns[start][kind], turns[end][kind] = True, False
    edges, contexts, now = sorted(turns), [_PLAIN], dict[str, bool]()
    for edge in edges:
        now |= turns[edge]
        contexts.append(Context(**now))
    return edges, contexts


def _reached(cues: Sequence[_Cue], start: int, end: int) -> Iterator[Span]:
    """What the cues of one kind reach in a sentence, forwards and backwards to the next stop of any kind."""
    stops = [cue.start for cue in cues if cue.role == "stop"]
    stop_ends = [cue.end for cue in cues if cue.role == "stop"]
    for cue in cues:
        if cue.role == "pre":
            i = bisect_left(stops, cue.end)
            yield cue.end, stops[i] if i < len(stops) else end
        elif cue.role == "post":
            i = bisect_right(stop_ends, cue.start)
            yield max(stop_ends[i - 1] if i else start, cue.start - _SHORT_REACH), cue.start


def _merge(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


@cache
def _clause_start() -> re.Pattern[str]:
    words = "|".join(load("contexts.yaml")["before_clause"])
    return re.compile(rf"(?:^|[.!?:;,\n•*]|\d[.)]|\b(?:{words}))\s*$", re.IGNORECASE)


def _cues(text: str) -> Iterator[_Cue]:
    matcher, roles = _matcher()
    for start, end, index in matcher.find(text):
        for kind, role in roles[index]:
            acts_as = _IN_CLAUSE.get(role)
            if acts_as is None:
                yield _Cue(kind, role, start, end)
            elif _clause_start().search(text, max(0, start - _CLAUSE_REACH), start):
                yield _Cue(kind, acts_as, start, end)
    for label in LABEL.finditer(text):
        yield _Cue("", "stop", label.start(), label.end())


@cache
def _matcher() -> tuple[Matcher, list[list[tuple[str, Role]]]]:
    """One matcher for all cues, and what each cue does."""
    table = load("contexts.yaml")
    own = {kind: {cue: role for role, cues in table[kind].items() for cue in cues} for kind in KINDS[1:]}
    forbid = {cue: role for cue, role in own["prohibition"].items() if role in ("pre", "imperative", "post")}
    own["instruction"] = forbid | own["instruction"]
    own[""] = dict.fromkeys(table["stop"], "stop")
    cues = list(dict.fromkeys(cue for roles in own.values() for cue in roles))
    found: list[list[tuple[str, Role]]] = [[] for _ in cues]
    for kind, roles in own.items():
        alone = Matcher([Pattern(cue) for cue in roles])
        for i, cue in enumerate(cues):
            inside = alone.find(cue)
            if inside:
                found[i].append((kind, list(roles.values())[inside[-1][2]]))
    return Matcher([Pattern(cue) for cue in cues]), found
