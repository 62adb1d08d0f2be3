"""The checks on what is named: parts of the body, foods and relatives, and how something is."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.core.edits import Span
from pipeline.pairs.comparing.alignment import may_be_turned, paired, swapped, within
from pipeline.pairs.comparing.contrasts import exchanged
from pipeline.pairs.negation import negation
from pipeline.pairs.terms import rendered
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import NAMED, QUALITIES, ROUTES, Contrast
from pipeline.reading.polarity import Cue
from pipeline.reading.sentence import Reading
from pipeline.reading.vocabulary.illnesses import Illness, alike, keys, kin, renderings
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_PLACE = 0.4  # shares of the sentence between two that stand for one another
_FORMS = next(kind for kind in NAMED if "suppository" in kind.of("en"))
_HOW_OFTEN = next(kind for kind in QUALITIES if "sometimes" in kind.of("en"))
_BETWEEN = 2  # words between two things that are more than neighbours in a list
_PARTED = re.compile(r"[;:.!?]\s")  # between two sentences
_NEXT = 6  # characters between a word and the one beside it, with a small one between
_REACH = 20  # characters from the end of a negator to the end of the word that it denies


@pair_check("pair/named", severity="error")
def named(pair: Pair) -> Iterator[Fault]:
    """One thing for another.

    Pain in the shoulder is none in the hip, and who is allergic to eggs may eat peanuts. A thing that is only left out
    is told by pair/omission, the route of a drug by pair/dose. What the team's glossary gives for a term is right.
    Example: “pain in the hip” became “dolor en el hombro”.
    """
    source, target = pair.source, pair.target
    faults = list(_other_illness(source, target))
    for kind in [one for one in NAMED if one in source.said]:
        wanted, found = (_named_in(side, kind) for side in (source, target))
        others = list(exchanged(wanted, found))
        yield from () if others else _crossed(wanted, found, pair)
        faults += others
    if faults:
        given = rendered(pair)
        yield from (one for one in faults if all(one.end <= start or end <= one.start for start, end in given))


def _other_illness(source: Reading, target: Reading) -> Iterator[Fault]:
    """An illness, operation or examination in the place of one for which the language is known to have a word.

    What may be the source's own word, a near one or a kind of it is none.
    """
    if not source.illnesses or not target.illnesses:
        return
    said, kept = (frozenset().union(*(one.names for one in side.illnesses)) for side in (source, target))
    lost = [one for one in source.illnesses if one.sure and one.names.isdisjoint(kept)]
    for its in target.illnesses if lost else ():
        if its.sure and its.names.isdisjoint(said) and not alike(its.words, keys(source.tokens)):
            for one in lost:
                if one.kind == its.kind and _is_lost(one, its, source, target):
                    said_here, said_there = target.text[its.start : its.end], source.text[one.start : one.end]
                    yield Fault(its.start, its.end, f"“{said_here}” does not stand in the source, “{said_there}” does")
                    break


def _is_lost(one: Illness, its: Illness, source: Reading, target: Reading) -> bool:
    """Whether nothing beside another name in much the same place says one of the source."""
    others = keys([word for word in target.tokens if not its.start <= word.start < its.end])
    wanted = frozenset().union(*(renderings(name, target.language) for name in one.names))
    return (
        bool(wanted)
        and not alike(wanted, others)
        and not alike(one.words, (*others, *its.words))
        and abs(one.start / len(source.text) - its.start / len(target.text)) < _PLACE
        and not any(kin(name, other) for name in one.names for other in its.names)
    )


@pair_check("pair/quality", severity="error", needs=("negation",))
def quality(pair: Pair) -> Iterator[Fault]:
    """Opposite qualities.

    Hot and cold, dry and wet, fast and slow. Who keeps a wound dry does not wet it: where one side denies more than the
    other, pair/negation judges alone.
    Example: “Inject it slowly.” became “Inyéctelo rápidamente.”
    """
    source, target = pair.source, pair.target
    denied = [_denials(side) for side in (source, target)]
    if len(denied[0]) == len(denied[1]):
        faults = [
            fault
            for kind in QUALITIES
            if kind in source.said
            for fault in exchanged(*(_undenied(side, kind) for side in (source, target)))
        ]
        yield from faults if faults and not _is_turned(source, target) else ()
    elif not any(negation.find(pair)) and len(_denying(source)) == len(_denying(target)):
        yield from exchanged(source.words[_HOW_OFTEN], target.words[_HOW_OFTEN])


def _undenied(side: Reading, kind: Contrast) -> list[Word]:
    """Words of a kind, of which those behind what denies are not sure."""
    cues = _denying(side) if kind is _HOW_OFTEN else _denials(side)
    return _apart(side.words[kind], [(cue.start, cue.end + _REACH) for cue in cues])


def _denying(side: Reading) -> list[Cue]:
    """The negators that are no word of how often, as "rarely" is; an "undesirable" beside it turns none."""
    is_told = within((word.start, word.end) for word in side.words[_HOW_OFTEN] if word.sure)
    return [cue for cue in side.cues if cue.kind == "strong" and not is_told(cue.start, cue.end)]


def _is_turned(source: Reading, target: Reading) -> bool:
    """Whether two things stand the other way round: "A works faster than B" is "B works more slowly than A"."""
    for kind in [one for one in NAMED if one in source.said]:
        wanted, found = ([word for word in side.words[kind] if word.sure] for side in (source, target))
        order = [j for _, j in paired(wanted, found)]
        if len(wanted) == len(found) == len(order) > 1 and order == sorted(order, reverse=True):
            return True
    return False


def _crossed(wanted: Sequence[Word], found: Sequence[Word], pair: Pair) -> Iterator[Fault]:
    """Two things that changed places, some words and no negator apart: "allergic to eggs but tolerates milk"."""
    wanted, found = ([word for word in words if word.sure] for words in (wanted, found))
    if not 1 < len(wanted) == len(found) or len({word.meanings for word in wanted}) < len(wanted):
        return
    pairs = [(wanted[i], found[j]) for i, j in paired(wanted, found)]
    if len(pairs) == len(wanted) and (place := swapped(pairs, pair)):
        start, end = place
        there = sorted(one for one, its in pairs if start <= its.start < end)
        spans = (pair.source, there[0].end, there[-1].start), (pair.target, start, end)
        denied = [sum(low <= cue.start < high for cue in _denials(side)) for side, low, high in spans]
        apart = [len(side.text[low:high].split()) for side, low, high in spans]
        parted = all(_PARTED.search(side.text, low, high) for side, low, high in spans)
        parted = parted and not may_be_turned(pairs, pair)
        if _kept_company(pairs, pair):
            return
        if denied[0] == denied[1] and (parted or (apart[0] >= _BETWEEN and apart[1] >= _BETWEEN + 2)):
            yield Fault(start, end, f"“{pair.target.text[start:end]}” stands the other way round in the source")


def _kept_company(pairs: Sequence[tuple[Word, Word]], pair: Pair) -> bool:
    """Whether two things that changed places took what stands by them along: "bladder full, pelvic scan"."""
    sides = [
        [frozenset(_beside(word, side)) for word in words]
        for words, side in zip(zip(*pairs, strict=True), pair[:2], strict=True)
    ]
    meets = [[bool(one & its) for its in sides[1]] for one in sides[0]]
    own = [meets[i][i] for i in range(len(pairs))]
    return any(own) and not any(meets[i][j] for i in range(len(pairs)) for j in range(len(pairs)) if i != j)


def _beside(word: Word, side: Reading) -> Iterator[str]:
    """What the words right before and behind a thing mean."""
    before = [
        one for one in side.senses if one.end <= word.start and word.start - one.end <= _NEXT and not one.is_small
    ]
    behind = [
        one for one in side.senses if one.start >= word.end and one.start - word.end <= _NEXT and not one.is_small
    ]
    for one in (*before[-1:], *behind[:1]):
        yield from one.keys
    names = (
        one
        for one in side.illnesses
        if one.start <= word.start - _NEXT <= one.end or one.start <= word.end + 1 <= one.end
    )
    for illness in names:
        yield from illness.names


def _named_in(side: Reading, kind: Contrast) -> Sequence[Word]:
    """The things of a kind; a part of the body that tells a route ("under the tongue") is none, a suppository is."""
    return side.words[kind] if kind is _FORMS else _apart(side.words[kind], _routes(side))


def _apart(words: Sequence[Word], excused: Iterable[Span]) -> list[Word]:
    """Words of which those that lie in one of the spans are not sure."""
    is_excused = within(excused)
    return [word._replace(sure=word.sure and not is_excused(word.start, word.end)) for word in words]


def _routes(side: Reading) -> list[Span]:
    return [(word.start, word.end) for word in side.words[ROUTES] if word.sure]


def _denials(side: Reading) -> list[Cue]:
    return [cue for cue in side.cues if cue.kind in ("strong", "sure")]


CHECKS = (named, quality)
