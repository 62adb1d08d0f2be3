"""What the negations of a sentence deny.

After ConText (Harkema and others, 2009): a cue before or behind a thing opens a scope; a stop, a bracket or the end of
the sentence closes it. The negators are those of `polarity`; how far they reach stands in the section `reach` of a
language's negation.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.core.edits import Span
from pipeline.core.text.matching import lower
from pipeline.core.text.phrases import Phrases, PhraseTable
from pipeline.reading.language import Clauses, Reach, Words, either, language
from pipeline.reading.polarity import Cues, cues_of, masked, strong_in

_LONG = 600  # characters; the longest list of a note, and a bound on what is looked at
_SHORT = 80  # characters; about NegEx's window of six words for a cue behind a mention, a clause for "not"
_PLAIN = tuple(zip("\n\t\u00a0\u202f‘’‐‑–", "    ''---", strict=True))
_BLANK = re.compile(r"\(\?<[=!][^)]*\)| \??")
_FREE = r"(?:\b|(?=n't|\W))(?:{})(?!\w)"
_HELPER = 8  # characters, the longest word that helps a verb with its blank: "should "
_ASKS = re.compile(r"\?\W*$")

LABEL = re.compile(r"\s(?<!\s\s)(?:\s++|(?<=\n))[A-Z](?:[\w/()-]| (?! )){1,40}:(?=\s)")
"""The label of the next field of a note, at which every scope ends ("…  Lungs: …")."""


class _Patterns(NamedTuple):
    """The patterns of `language.Reach`, a blank being any white space, and of the negators and joints."""

    joints: re.Pattern[str]
    either: re.Pattern[str]
    together: re.Pattern[str]
    denies: PhraseTable[None]
    none: PhraseTable[None]
    double: PhraseTable[None]
    lists: re.Pattern[str]
    broken: re.Pattern[str]
    single: re.Pattern[str]
    opening: re.Pattern[str]
    before: PhraseTable[None]
    after: PhraseTable[None]
    inside: PhraseTable[None]
    idle: re.Pattern[str]
    alone: re.Pattern[str]
    acts: re.Pattern[str]
    helped: re.Pattern[str]
    void: PhraseTable[None]
    bidden: re.Pattern[str]
    unbidden: re.Pattern[str]
    asked: re.Pattern[str]
    subordinate: re.Pattern[str]
    through: PhraseTable[None]
    ends: PhraseTable[None]
    parts: PhraseTable[None]
    pauses: PhraseTable[None]


@cache
def _reach_of(tag: str) -> _Patterns | None:
    table, cues = language(tag).negation, cues_of(tag)
    if table is None or table.reach is None or cues is None:
        return None

    def phrases(words: str, form: str = "{}") -> Phrases:
        return Phrases(form.replace("{}", _BLANK.sub(_wide, words)), re.NOFLAG)

    def free(words: Words) -> Phrases:
        return phrases(either(words), _FREE)

    def table_of(*rows: Phrases) -> PhraseTable[None]:
        return PhraseTable((None, row) for row in rows)

    reach, clauses = table.reach, language(tag).clauses or Clauses()
    idle, acts = _behind(reach)
    cue_words = (*_parts(reach.before), *_parts(reach.after), *_parts(reach.inside))
    return _Patterns(
        joints=re.compile(rf"[,:](?!\d)|[()\[\]]|\b(?:{either(clauses.either)})\b"),
        either=re.compile(either(clauses.either)),
        together=re.compile(rf"\b(?:{either(clauses.together)})\b"),
        denies=table_of(cues.negators, *map(free, cue_words)),
        none=table_of(cues.none),
        double=table_of(cues.double),
        lists=free(reach.lists).pattern,
        broken=free(reach.broken).pattern,
        single=free(reach.single).pattern,
        opening=free(reach.opening).pattern,
        before=table_of(free(reach.before)),
        after=table_of(free(reach.after)),
        inside=table_of(free(reach.inside)),
        idle=phrases(either(reach.idle), idle).pattern,
        alone=phrases(either(reach.alone), idle).pattern,
        acts=phrases(either(reach.states), acts).pattern,
        helped=phrases(either(reach.helpers), r"\b(?:{})$").pattern,
        void=table_of(*map(phrases, _parts(reach.void))),
        bidden=phrases(either(reach.bidden)).pattern,
        unbidden=phrases(either(reach.unbidden), r"\s+(?:{})\b").pattern,
        asked=phrases(either(reach.asked)).pattern,
        subordinate=free(reach.subordinate).pattern,
        through=table_of(free(reach.through)),
        ends=table_of(free(reach.ends)),
        parts=table_of(free(reach.parts)),
        pauses=table_of(free(reach.pauses)),
    )


def _behind(reach: Reach) -> tuple[str, str]:
    """The forms of what stands behind a negator: words that make it idle, and a verb with all that it denies."""
    adverbs = rf"\s+(?:(?:{either(reach.idle_adverbs)})\s+)*"
    joins, idle_joins = either(reach.joins), either(reach.idle_joins)
    too = rf"(?:\s+(?:{joins})\s+(?:(?:{idle_joins})\s+)?[a-z]+(?=\s))?"  # another verb: "cure or even treat"
    verb = rf"(?!(?:{either(reach.idle_adverbs)}|{{}})\b)[a-z]+{too}(?=\s+(?!(?:{either(reach.no_object)})\b)[a-z])"
    return rf"{adverbs}(?:{{}})(?!\w)", rf"(?P<to>\s+(?:{either(reach.infinitive)}))?{adverbs}{verb}"


def _parts(words: Words) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else words


def denied(text: str, language: str) -> list[Span]:
    """The stretches of a sentence that its negations deny; none where the language does not know their reach.

    >>> [text[slice(*span)] for text in ["No fever, but a rash."] for span in denied(text, "en")]
    [' fever, ']
    """
    cues, reach = cues_of(language), _reach_of(language)
    if cues is None or reach is None:
        return []
    plain = lower(text)
    for sign, simple in _PLAIN:  # far faster than `translate`
        plain = plain.replace(sign, simple)
    if not reach.denies.match_in(plain):
        return []
    return list(_Denial(text, plain, cues, reach).spans())


class _Denial:
    """How far the negations of one sentence reach."""

    def __init__(self, text: str, plain: str, cues: Cues, reach: _Patterns):
        self._reach, self._size, self._asks = reach, len(text), _ASKS.search(plain) is not None
        self._plain = plain = masked(plain, [*reach.none.spans(plain), *reach.double.spans(plain)])
        negators = list(strong_in(plain, cues))
        idle = [(start, match.end()) for start, end in negators if (match := reach.idle.match(plain, end))]
        live = masked(plain, idle)
        self._after = reach.after.spans(live)
        live = masked(live, self._after)
        self._before = set(reach.before.spans(live))
        taken = masked(live, self._before)
        self._negators = [span for span in negators if taken[span[0]] != "\0"]
        cues_found = [*self._before, *self._after, *self._negators]
        self._void = {span for span in cues_found if self._is_void(*span)}
        self._pauses: list[Span] = []
        if len(self._void) < len(cues_found):
            self._limit(text, live, cues_found)

    def _limit(self, text: str, live: str, cues: Sequence[Span]) -> None:
        """Read what ends or interrupts the reach of the cues."""
        reach = self._reach
        through = reach.through.spans(live)
        passed = masked(live, [*self._before, *through])
        stops = [*reach.ends.spans(masked(live, through)), *_spans(LABEL, text)]
        self._stops = sorted(start for start, _ in stops)
        self._stop_ends = sorted(end for _, end in stops)
        self._joints = _spans(reach.joints, live)
        joints = (start for start, _ in self._joints if passed[start] != "\0")
        resumes = sorted([*(start for start, _ in cues), *joints, *self._stops])
        pauses = [(start, _next(resumes, end, self._size)) for start, end in reach.pauses.spans(passed)]
        self._pauses = sorted([*pauses, *reach.parts.spans(live)])

    def spans(self) -> Iterator[Span]:
        """What is denied, without what the pauses leave out."""
        for start, end in [*self._forwards(), *self._backwards(), *self._reach.inside.spans(self._plain)]:
            position = start
            for i in range(bisect_left(self._pauses, (start,)), len(self._pauses)):
                pause, resumed = self._pauses[i]
                if pause >= end:
                    break
                if position < pause:
                    yield position, pause
                position = max(position, resumed)
            if position < end:
                yield position, end

    def _forwards(self) -> Iterator[Span]:
        latest = 0
        for start, end in sorted({*self._before, *self._negators} - self._void):
            if start >= latest or start not in self._stops:
                latest = self._bound(start, end) or self._end(start, end)
                yield end, latest

    def _bound(self, start: int, end: int) -> int | None:
        """The end of what alone is denied of a longer phrase: a cure, not the illness; an act, not its object."""
        if thing := self._reach.alone.match(self._plain, end):
            return thing.end()
        act = self._reach.acts.match(self._plain, end)
        is_act = act and (act["to"] or self._reach.helped.search(self._plain, max(0, start - _HELPER), end))
        return act.end() if act and is_act else None

    def _backwards(self) -> Iterator[Span]:
        for start, _ in sorted({*self._after} - self._void):
            i = bisect_right(self._stop_ends, start)
            left = max(self._stop_ends[i - 1] if i else 0, start - _SHORT)
            yield self._behind_pause(left), start

    def _behind_pause(self, start: int) -> int:
        """The start of what a cue denies before it; a pause with which it begins leaves nothing out ("In men, ...")."""
        first = bisect_left(self._pauses, (start,))
        opens = first < len(self._pauses) and not self._plain[start : self._pauses[first][0]].strip()
        return self._pauses[first][0] + 1 if opens else start

    def _is_void(self, start: int, end: int) -> bool:
        """Whether a cue with the words before it denies nothing: a condition, advice, a question."""
        said = self._plain[max(0, start - 2 * _SHORT) : end]
        is_asked = self._asks and self._reach.asked.match(said) is not None
        is_bidden = self._reach.bidden.search(said) and not self._reach.unbidden.match(self._plain, end)
        return is_asked or bool(is_bidden) or bool(self._reach.void.match_in(said))

    def _end(self, start: int, end: int) -> int:
        """Where a cue no longer reaches: at a stop, the bracket around it, or where it carries over no comma."""
        stop = min(_next(self._stops, end, self._size), end + _LONG)
        depth, comma, carried = 0, None, False
        for i in range(bisect_left(self._joints, (end,)), len(self._joints)):
            joint, behind = self._joints[i]
            if joint >= stop:
                break
            sign = self._plain[joint:behind]
            if sign in "([" and self._reach.single.fullmatch(self._plain, start, end):
                return joint
            depth += (sign in "([") - (sign in ")]")
            if depth < 0:
                stop = joint
            elif sign in ",:" and not depth:
                comma = joint if comma is None else comma
            elif comma is not None and self._reach.either.fullmatch(sign):
                carried = True
        return stop if comma is None else self._list_end((start, end), comma, stop, carried)

    def _list_end(self, cue: Span, comma: int, stop: int, carried: bool) -> int:
        """The end of a list: "or" carries a negation over its commas, "and" does not, "no" does without either."""
        if self._reach.single.fullmatch(self._plain, *cue):
            return comma
        if self._reach.opening.fullmatch(self._plain, 0, cue[1]):
            return self._opening_end(comma, stop) if carried else comma
        if cue in self._before or self._reach.lists.fullmatch(self._plain, *cue):
            is_broken = self._reach.broken.fullmatch(self._plain, *cue) and self._reach.together.search(
                self._plain, comma, stop
            )
            return comma if is_broken and not carried else stop
        subordinate = self._reach.subordinate.search(self._plain, max(0, cue[0] - _SHORT), cue[0])
        return stop if carried and not subordinate else min(comma, cue[1] + _SHORT)

    def _opening_end(self, comma: int, stop: int) -> int:
        """The end of what opens a sentence: a list closes with "or" before a comma, else the first comma ends it."""
        last = self._plain.rfind(",", comma + 1, stop + 1)
        listed = any(
            self._reach.either.fullmatch(self._plain, *span) for span in self._joints if comma < span[0] < last
        )
        return last if listed else comma


def _wide(match: re.Match[str]) -> str:
    """A blank of a pattern as any white space; in a lookbehind it stays, since its width is fixed."""
    return {" ": r"\s+", " ?": r"\s*"}.get(match[0], match[0])


def _spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [match.span() for match in pattern.finditer(text)]


def _next(places: Sequence[int], position: int, size: int) -> int:
    i = bisect_left(places, position)
    return places[i] if i < len(places) else size
