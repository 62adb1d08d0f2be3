"""Phrases that say the opposite, each named with what it is said of, and what is denied in the place of what is not."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from pipeline.core.edits import Span
from pipeline.pairs.comparing.alignment import within
from pipeline.pairs.comparing.contrasts import compared
from pipeline.pairs.comparing.inverse import is_turned_comparison
from pipeline.pairs.comparing.wording import is_free
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import PHRASES, QUALITIES, Contrast
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault
from pipeline.rules.pair import Pair

_REACH = 20  # characters behind a negator in which what it denies begins
_KEPT = next(kind for kind in QUALITIES if "freezer" in kind.of("en"))
_TOLD = frozenset((*PHRASES, *QUALITIES))
_STEPS = next(kind for kind in PHRASES if "in out~" in kind.of("en"))  # breathing, where the order is what matters
_AFTER = re.compile(r"(?:,|,? (?:and|y|et|e)) $")  # before a negator that sets one thing against another: "A, not B"
_END = re.compile(r"[,.;:!?)]|$")
_LESS = frozenset({"less"})
_MOST = 6  # words of what is set against another


def turned_phrases(pair: Pair) -> Iterator[Fault]:
    """Phrases that say another thing than the source, and two that changed places with their negator."""
    said = pair.source.said & pair.target.said
    if not said.isdisjoint(_TOLD) and is_turned_comparison(pair):
        return
    for kind in (*PHRASES, _KEPT):
        if kind in said:
            yield from _turned(pair, kind)
    turned = chain.from_iterable(_turned(pair, kind) for kind in QUALITIES if kind in said and kind is not _KEPT)
    for i, fault in enumerate(turned):
        if not i and not _is_plain(pair):
            break
        yield fault
    yield from _set_against(pair)


def _is_plain(pair: Pair) -> bool:
    """Whether a translation goes along with its source, and no "not" or "less" of one side may turn a quality round."""
    denials = {tuple(sum(cue.kind == kind for cue in side.cues) for kind in ("strong", "sure")) for side in pair[:2]}
    is_less = any(word.keys & _LESS for side in pair[:2] for word in side.senses)
    return len(denials) == 1 and not is_less and not is_free(*pair[:2])


def _turned(pair: Pair, kind: Contrast) -> Iterator[Fault]:
    """What is denied is compared with what is denied, and the rest with the rest.

    What only the one or the other has explains, and proves nothing.
    """
    denied = [_denied(side) for side in pair[:2]]
    for is_denied in (False, True):
        wanted, found = (
            [
                word._replace(sure=word.sure and any(a <= word.start < z for a, z in spans) is is_denied)
                for word in words
            ]
            for words, spans in zip((side.words[kind] for side in pair[:2]), denied, strict=True)
        )
        if kind is _STEPS or _counts(wanted) != _counts(found):
            yield from compared(wanted, found, pair)


def _counts(words: Sequence[Word]) -> Counter[frozenset[str]]:
    """How often each is said: clauses that changed places say the same."""
    return Counter(word.meanings for word in words if word.sure)


def _denied(side: Reading) -> list[Span]:
    return [(cue.end, cue.end + _REACH) for cue in side.cues if cue.kind == "strong"]


def _set_against(pair: Pair) -> Iterator[Fault]:
    """What is denied and what is not, the other way round: "cold, never hot"."""
    sides = [_against(side) for side in pair[:2]]
    if not all(len(one) == 1 for one in sides):
        return
    spans = [one[0] for one in sides]
    inside, outside = zip(*(_keys(side, span) for side, span in zip(pair[:2], spans, strict=True)), strict=True)
    turned = bool(inside[0] & outside[1]) and bool(inside[1] & outside[0]) and inside[0].isdisjoint(inside[1])
    if turned and all(one.isdisjoint(rest) for one, rest in zip(inside, outside, strict=True)):
        yield Fault(*spans[1], f"the source denies “{pair.source.text[slice(*spans[0])].strip()}” here")


def _against(side: Reading) -> Sequence[Span]:
    """The places of what a negator sets against what stands before it, to the end of the clause."""
    found = []
    for cue in side.cues:
        if cue.kind == "strong" and _AFTER.search(side.text, max(cue.start - 6, 0), cue.start):
            end = _END.search(side.text, cue.end)
            stop = end.start() if end else len(side.text)
            if len(side.text[cue.end : stop].split()) <= _MOST:
                found.append((cue.end, stop))
    return found


def _keys(side: Reading, span: Span) -> tuple[frozenset[str], frozenset[str]]:
    """The meanings of the words inside a span, and of those outside it."""
    lies = within([span])
    words = [word for word in side.senses if not word.is_small]
    inside = frozenset[str]().union(*(word.keys for word in words if lies(word.start, word.end)))
    return inside, frozenset[str]().union(*(word.keys for word in words if not lies(word.start, word.end)))
