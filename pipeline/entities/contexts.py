"""In what sense a text speaks of something.

After ConText (Harkema and others, 2009): a cue before or behind a mention opens a scope, a stop word or the end of the
sentence closes it, and a pseudo cue ("not only") opens none. The cues stand in `data/contexts.yaml`; they serve
clinical phrases ("denies fever") and leaflets ("you may have no symptoms", "do not take").
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

import msgspec

from pipeline.core.edits import Span
from pipeline.core.text.matching import Matcher, Pattern
from pipeline.data import load
from pipeline.structure.sentences import sentences

Role = Literal["pre", "verbal", "imperative", "post", "pseudo", "pause", "comma", "or", "stop"]

KINDS = ("negated", "uncertain", "hypothetical", "historical", "other_person", "instruction")


_LABEL = re.compile(r"(?<!\s)(?:\s{2,}+|\n)[A-Z][\w /()-]{1,40}:(?=\s)")
_CLAUSE_START = re.compile(r"(?:^|[.!?:;,\n•*]|\d[.)]|\b(?:then|please|always|immediately|and))\s*$", re.IGNORECASE)
_CLAUSE_REACH = 15  # characters; the longest word of the pattern is "immediately", and white space follows it
_COMMA = re.compile(r"[,:]|\bn?or\b", re.IGNORECASE)
_SHORT_REACH = 80  # characters; about NegEx's window of six words for a post cue, a clause for "not"


class Context(msgspec.Struct, frozen=True):
    """What the words around a mention say of it.

    `negated`: denied or absent. `uncertain`: possible or suspected. `hypothetical`: a condition or a risk.
    `historical`: of the past. `other_person`: of a relative or somebody else. `instruction`: part of advice.
    """

    negated: bool = False
    uncertain: bool = False
    hypothetical: bool = False
    historical: bool = False
    other_person: bool = False
    instruction: bool = False


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
    reach = _Reach(text, within)
    return [Context(*(reach.covers(kind, start) for kind in KINDS)) for start, _ in spans]


class _Reach:
    """For each kind what its cues reach forwards and backwards, and the pauses on the way forwards."""

    def __init__(self, text: str, within: Sequence[Span]):
        forwards: dict[str, list[Span]] = {kind: [] for kind in KINDS}
        backwards: dict[str, list[Span]] = {kind: [] for kind in KINDS}
        pauses: dict[str, list[Span]] = {kind: [] for kind in KINDS}
        cues = sorted(_cues(text), key=lambda cue: cue.start)
        starts = [cue.start for cue in cues]
        for start, end in within:
            here = cues[bisect_left(starts, start) : bisect_left(starts, end)]
            for kind in {cue.kind for cue in here if cue.kind}:
                own = _Sentence([cue for cue in here if cue.kind in (kind, "")], start, end)
                forwards[kind] += own.forwards()
                backwards[kind] += own.backwards()
                pauses[kind] += own.pauses()
        self._forwards, self._backwards, self._pauses = (
            {kind: _Stretches(spans) for kind, spans in kinds.items()} for kinds in (forwards, backwards, pauses)
        )

    def covers(self, kind: str, at: int) -> bool:
        """Whether a cue of this kind reaches a place."""
        if self._backwards[kind].hold(at):
            return True
        return self._forwards[kind].hold(at) and not self._pauses[kind].hold(at)


class _Stretches:
    """Merged stretches of a text."""

    def __init__(self, spans: list[Span]):
        merged = _merge(sorted(spans))
        self._starts, self._ends = [span[0] for span in merged], [span[1] for span in merged]

    def hold(self, at: int) -> bool:
        """Whether a place stands in one of them."""
        i = bisect_right(self._starts, at)
        return i > 0 and self._ends[i - 1] > at


class _Sentence:
    """The cues of one kind in one sentence, with the stops and commas of all kinds."""

    def __init__(self, cues: Sequence[_Cue], start: int, end: int):
        self.cues, self.start, self.end = cues, start, end
        self.stops = [c.start for c in cues if c.role == "stop"]
        self.stop_ends = [c.end for c in cues if c.role == "stop"]
        self.commas = [c.start for c in cues if c.role in ("comma", "stop")]
        self.resumes = [c.start for c in cues if c.role not in ("pause", "pseudo")]

    def forwards(self) -> Iterator[Span]:
        """Where cues reach what follows them."""
        for cue in self.cues:
            if cue.role == "pre":
                yield cue.end, self._next(self.stops, cue.end)
            elif cue.role == "verbal":
                yield cue.end, min(self._next(self.commas, cue.end), cue.end + _SHORT_REACH)

    def backwards(self) -> Iterator[Span]:
        """Where cues reach what stands before them."""
        for cue in self.cues:
            if cue.role == "post":
                i = bisect_right(self.stop_ends, cue.start)
                yield max(self.stop_ends[i - 1] if i else self.start, cue.start - _SHORT_REACH), cue.start

    def pauses(self) -> Iterator[Span]:
        """What the way forwards leaves out."""
        for cue in self.cues:
            if cue.role == "pause":
                yield cue.start, self._next(self.resumes, cue.end)

    def _next(self, places: list[int], position: int) -> int:
        i = bisect_left(places, position)
        return places[i] if i < len(places) else self.end


def _merge(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _cues(text: str) -> Iterator[_Cue]:
    matcher, roles = _matcher()
    for start, end, index in matcher.find(text):
        for kind, role in roles[index]:
            if role != "imperative" or _CLAUSE_START.search(text, max(0, start - _CLAUSE_REACH), start):
                yield _Cue(kind, "pre" if role == "imperative" else role, start, end)
    for comma in _COMMA.finditer(text):
        yield _Cue("", "comma" if comma[0] in ",:" else "or", comma.start(), comma.end())
    for label in _LABEL.finditer(text):
        yield _Cue("", "stop", label.start(), label.end())


@cache
def _matcher() -> tuple[Matcher, list[list[tuple[str, Role]]]]:
    """One matcher for all cues, and what each cue does."""
    table = load("contexts.yaml")
    own = {kind: {cue: role for role, cues in table[kind].items() for cue in cues} for kind in KINDS}
    own[""] = dict.fromkeys(table["stop"], "stop")
    cues = list(dict.fromkeys(cue for roles in own.values() for cue in roles))
    found: list[list[tuple[str, Role]]] = [[] for _ in cues]
    for kind, roles in own.items():
        alone = Matcher([Pattern(cue) for cue in roles])
        for i, cue in enumerate(cues):
            inside = alone.find(cue)
            if inside and not (kind == "negated" and cue in own["instruction"]):
                found[i].append((kind, list(roles.values())[inside[-1][2]]))
    return Matcher([Pattern(cue) for cue in cues]), found
