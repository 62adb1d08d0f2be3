"""The check on negation: what a sentence denies, its translation denies.

Negators are counted on both sides, after phrases that only look like one ("not only", "sin embargo") are set aside and
Spanish concord ("no … ningún … ni") is taken as one. Words that may stand for a negator ("fail", "unknown", "evitar")
explain a difference near their place, but only as far as the other side has no such word of its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from pipeline.checks.pair_context import PairContext
from pipeline.data import load
from pipeline.rules import Fault, pair_check

_TABLE: Mapping[str, Any] = load("pair_negation.yaml")
_CLAUSE = re.compile(r"[.;:!?…]+(?:\s|$)|,\s|[()\"“”«»]|\s[–—-]\s")
# Found on the development half of TICO-19: how far apart two cues of one meaning may stand, as a share of the sentence
# and in characters; what it costs to leave a negator alone, saves to join two weak cues, costs to join unlike ones.
_REACH, _NEAR = 0.1, 20
_ALONE, _ALIKE, _UNLIKE = 0.15, 0.2, 0.05
_MOST = 40


class Cue(NamedTuple):
    """A negator, or a word that may stand for one; `at` is its place as a share of the sentence."""

    start: int
    end: int
    kind: Literal["strong", "weak"]
    at: float
    reach: float = 1.0


class _Cues(NamedTuple):
    none: re.Pattern[str]
    negators: re.Pattern[str]
    concord: re.Pattern[str]
    weak: re.Pattern[str]
    governors: frozenset[str]
    opens: re.Pattern[str]
    echo: re.Pattern[str]


@cache
def _cues_of(language: str) -> _Cues | None:
    table = _TABLE.get(language.partition("-")[0])
    if table is None:
        return None
    none, negators, concord, weak = (_pattern(table[name]) for name in ("none", "negators", "concord", "weak"))
    opens = re.compile(rf"\b(?:{'|'.join(table['conjunctions'])}) $", re.IGNORECASE)
    return _Cues(none, negators, concord, weak, frozenset(table["governors"]), opens, _pattern(table["echo"]))


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Words that stand free; a word that ends in an apostrophe leans on the next."""
    begun = (word if word.startswith((r"\b", "n['’]t", "(?:,")) else rf"\b{word}" for word in words)
    parts = (word if word.endswith("['’]") else rf"{word}(?!\w)" for word in begun)
    return re.compile("|".join(parts), re.IGNORECASE)


def negations(text: str, language: str) -> list[Cue]:
    """The negators of a sentence and the words that may stand for one, in order."""
    cues = _cues_of(language)
    if cues is None:
        return []
    masked = cues.none.sub(lambda match: "\0" * len(match[0]), text)
    size = max(len(text), 1)
    reach = _REACH + _NEAR / size
    found = [
        Cue(start, end, "strong", start / size, reach)
        for clause_start, clause_end in _clauses(masked)
        for start, end in _strong(masked, clause_start, clause_end, cues)
    ]
    places = {cue.start for cue in found}
    first = min(places, default=size)
    weak = [
        Cue(*match.span(), "weak", match.start() / size, reach)
        for match in cues.weak.finditer(text)
        if match.start() not in places and (match.start() > first or not cues.concord.fullmatch(match[0]))
    ]
    return sorted([*found, *weak])


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _CLAUSE.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _strong(text: str, start: int, end: int, cues: _Cues) -> Iterator[tuple[int, int]]:
    """The negators of a clause; a word of concord counts at its head, and where it opens another: "… y nunca …"."""
    negators = list(cues.negators.finditer(text, start, end))
    first = negators[0].start() if negators else end
    for match in cues.concord.finditer(text, start, first):
        if cues.governors.issuperset(text[start : match.start()].lower().split()):
            yield match.span()
            negators = negators[1:] if negators and cues.echo.fullmatch(negators[0][0]) else negators
            break
    for number, match in enumerate(negators):
        if number == 0 or not cues.concord.fullmatch(match[0]) or cues.opens.search(text, start, match.start()):
            yield match.span()


@pair_check("pair/negation", severity="error")
def negation(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Negation.

    A lost or added "not" turns advice into its opposite, and reads as fluently.
    Example: “Do not stop the tablets.” became “Deje las pastillas.”
    """
    if not target.strip():
        return
    wanted = negations(source, context.source_language)
    found = negations(target, context.target_language)
    lost, added = align(wanted, found)
    if lost:
        cue = lost[0]
        yield Fault(0, len(target), f"the negation “{source[cue.start : cue.end]}” of the source is missing")
    for cue in () if lost else added:
        yield Fault(cue.start, cue.end, "the source does not deny this")


def align(ours: Sequence[Cue], theirs: Sequence[Cue]) -> tuple[list[Cue], list[Cue]]:
    """The negators of either side that the cheapest alignment of the cues, in order, leaves alone.

    Where both sides have one to spare, it only moved. A step costs the distance of its two cues; leaving out a weak cue
    costs nothing, a negator `_ALONE`. A text of more than `_MOST` cues is no sentence; the rest is not looked at.
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
            lost += [ours[i]] if ours[i].kind == "strong" else []
        else:
            j -= 1
            added += [theirs[j]] if theirs[j].kind == "strong" else []
    moved = min(len(lost), len(added))
    return lost[moved:][::-1], added[moved:][::-1]


def _alone(cue: Cue) -> float:
    return _ALONE if cue.kind == "strong" else 0.0


def _together(one: Cue, other: Cue) -> float:
    distance = abs(one.at - other.at)
    if one.kind == other.kind:
        return min(distance, 2 * _ALONE) if one.kind == "strong" else distance - _ALIKE
    return min(distance, _ALONE / 2) + _UNLIKE if distance <= one.reach else 9e9


CHECKS = (negation,)
