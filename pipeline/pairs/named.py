"""The checks on what is named: parts of the body, foods and relatives, and how something is."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.core.edits import Span
from pipeline.pairs.comparing.alignment import within
from pipeline.pairs.comparing.contrasts import exchanged
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import NAMED, QUALITIES, ROUTES
from pipeline.reading.polarity import Cue
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_REACH = 20  # characters from the end of a negator to the end of the word that it denies


@pair_check("pair/named", severity="error")
def named(pair: Pair) -> Iterator[Fault]:
    """One thing for another.

    Pain in the shoulder is none in the hip, and who is allergic to eggs may eat peanuts. A thing that is only left out
    is told by pair/omission, the route of a drug by pair/dose.
    Example: “pain in the hip” became “dolor en el hombro”.
    """
    source, target = pair.source, pair.target
    for kind in source.said(NAMED):
        yield from exchanged(*(_apart(side.words(kind), _routes(side)) for side in (source, target)))


@pair_check("pair/quality", severity="error", needs=("negation",))
def quality(pair: Pair) -> Iterator[Fault]:
    """Opposite qualities.

    Hot and cold, dry and wet, fast and slow. Who keeps a wound dry does not wet it: where one side denies more than the
    other, pair/negation judges alone.
    Example: “Inject it slowly.” became “Inyéctelo rápidamente.”
    """
    source, target = pair.source, pair.target
    if len(_denials(source)) == len(_denials(target)):
        for kind in source.said(QUALITIES):
            yield from exchanged(*(_apart(side.words(kind), _denied(side)) for side in (source, target)))


def _apart(words: Sequence[Word], excused: Iterable[Span]) -> list[Word]:
    """Words of which those that lie in one of the spans are not sure."""
    is_excused = within(excused)
    return [word._replace(sure=word.sure and not is_excused(word.start, word.end)) for word in words]


def _routes(side: Reading) -> list[Span]:
    return [(word.start, word.end) for word in side.words(ROUTES)]


def _denials(side: Reading) -> list[Cue]:
    return [cue for cue in side.cues if cue.kind in ("strong", "sure")]


def _denied(side: Reading) -> list[Span]:
    """What stands right behind a negator: "not easy" is no quality of its own."""
    return [(cue.start, cue.end + _REACH) for cue in _denials(side)]


CHECKS = (named, quality)
