"""The checks on what is named: parts of the body, foods, persons with what they do, and how something is."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.core.edits import Span
from pipeline.pairs.comparing.alignment import may_be_turned, paired, swapped, within
from pipeline.pairs.comparing.contrasts import exchanged, unordered
from pipeline.pairs.comparing.inverse import is_turned_comparison
from pipeline.pairs.negation import negation
from pipeline.pairs.terms import rendered
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import DEEDS, FRAMES, KIN, NAMED, QUALITIES, ROUTES, UNORDERED, Contrast
from pipeline.reading.polarity import Cue
from pipeline.reading.roles import Act, Roles
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
_LESS = frozenset({"less"})
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
    faults += unordered(UNORDERED["pair/named"], pair)
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


@pair_check("pair/quality", severity="error", needs=("negation",), said=QUALITIES)
def quality(pair: Pair) -> Iterator[Fault]:
    """Opposite qualities.

    Hot and cold, dry and wet, fast and slow. Who keeps a wound dry does not wet it: where one side denies more than the
    other, only sentences that deny nothing are compared.
    Example: “Inject it slowly.” became “Inyéctelo rápidamente.”
    """
    source, target = pair.source, pair.target
    kinds = [kind for kind in QUALITIES if kind in source.said and target.words[kind]]
    faults = [fault for kind in kinds for fault in exchanged(*_undenied(pair, kind))]
    is_told = faults and not (_is_turned(source, target) or is_turned_comparison(pair))
    if is_told and (_is_even(pair) or not any(negation.find(pair))):
        yield from faults


def _undenied(pair: Pair, kind: Contrast) -> Sequence[Sequence[Word]]:
    """The words of a kind on both sides, of which those that may be denied are not sure.

    Where both deny as much, only what stands behind a negator is denied, or nothing where both deny a word of the kind:
    "do not leave it open". Else a negator may reach all of its sentence.
    """
    if kind is _HOW_OFTEN:
        return _undenied_often(pair, [side.words[kind] for side in pair[:2]])
    words = [_apart(side.words[kind], _lessened(side)) for side in pair[:2]]
    cues = [_turning(side, kind) for side in pair[:2]]
    if len(cues[0]) != len(cues[1]):
        return [_apart(those, _around(side, its)) for those, side, its in zip(words, pair[:2], cues, strict=True)]
    return _behind(words, cues)


def _undenied_often(pair: Pair, words: Sequence[Sequence[Word]]) -> Sequence[Sequence[Word]]:
    """How often something is, where both sides deny as much, with or without what denies by itself ("uncommon")."""
    cues = [_denying(side) for side in pair[:2]]
    if _is_even(pair):
        spans = ([(cue.start, cue.end + _REACH) for cue in its] for its in cues)
        return [_apart(those, its) for those, its in zip(words, spans, strict=True)]
    return words if len(cues[0]) == len(cues[1]) else ((), ())


def _behind(words: Sequence[Sequence[Word]], cues: Sequence[Sequence[Cue]]) -> Sequence[Sequence[Word]]:
    """Words of which those right behind what denies are not sure, unless all of both sides are denied alike."""
    spans = ([(cue.start, cue.end + _REACH) for cue in its] for its in cues)
    undenied = [_apart(those, its) for those, its in zip(words, spans, strict=True)]
    return undenied if any(word.sure for those in undenied for word in those) else words


def _lessened(side: Reading) -> Iterator[Span]:
    """What stands right behind "less": "less difficult" is "easier"."""
    yield from ((word.start, word.end + _REACH) for word in side.senses if word.keys >= _LESS)


def _is_even(pair: Pair) -> bool:
    return len(_denials(pair.source)) == len(_denials(pair.target))


def _turning(side: Reading, kind: Contrast) -> list[Cue]:
    """What denies, without words that tell a quality themselves, as "closed" does."""
    is_told = within((word.start, word.end) for word in side.words[kind])
    return [cue for cue in _denials(side) if cue.kind == "strong" or not is_told(cue.start, cue.end)]


def _around(side: Reading, cues: Sequence[Cue]) -> Iterator[Span]:
    """The sentences of a side in which something denies."""
    ends = [*(match.start() for match in _PARTED.finditer(side.text)), len(side.text)]
    for start, end in pairwise([0, *ends]):
        if any(start <= cue.start < end and not _is_of_a_thing(cue, side) for cue in cues):
            yield start, end


def _is_of_a_thing(cue: Cue, side: Reading) -> bool:
    """Whether a word denies what the thing behind it is, and nothing else: "unopened pens", not "unable to stand"."""
    if cue.kind == "strong" or cue.kin in KIN or side.affirmed(cue.kin) is None:
        return False
    behind = next((word for word in side.senses if word.start >= cue.end), None)
    return behind is not None and behind.start - cue.end <= 1 and not behind.is_small


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


@pair_check("pair/role", severity="error")
def role(pair: Pair) -> Iterator[Fault]:
    """Who does it to whom.

    Who is asked to call the midwife is not called by her, and who may be given a kidney gives none. Told only of verbs
    that both sides have once, and where the words beside them leave no doubt.
    Example: “Ask your husband to call the midwife.” became “Pídale a la matrona que llame a su marido.”
    """
    tags = {side.language.partition("-")[0] for side in pair[:2]}
    if not tags <= FRAMES.keys() or not pair.source.senses:
        return
    if DEEDS in pair.source.said:
        there, here = pair.source.roles, pair.target.roles
        yield from list(_turned(there, here))[:1] or _unasked(there, here, pair)
    yield from _owned(pair)


def _turned(there: Roles, here: Roles) -> Iterator[Fault]:
    """Acts whose doer and receiver changed places, or that are done to or by another of those who are named."""
    for act, its in _couples(there, here):
        turned = _is_given(act, its) or _is_doing(act, its)
        other = _is_other(act.receivers, its.receivers, there, here) or _is_other(act.doers, its.doers, there, here)
        if turned or other:
            yield Fault(its.start, its.end, "the source has this done by another person, or to another")


def _couples(there: Roles, here: Roles) -> Iterator[tuple[Act, Act]]:
    """The acts of one verb that both sides have once."""
    for act in there.acts:
        alike = [one for one in there.acts if one.deed & act.deed]
        its = [one for one in here.acts if one.deed & act.deed]
        if len(alike) == len(its) == 1:
            yield act, its[0]


def _is_given(act: Act, its: Act) -> bool:
    """Whether it is done to whom the source has do it."""
    return bool(its.receivers & act.doers) and not (its.receivers & act.receivers or its.doers & act.doers)


def _is_doing(act: Act, its: Act) -> bool:
    """Whether somebody does what the source has done to him."""
    return bool(its.doers & act.receivers) and not (its.doers & act.doers or its.receivers & act.receivers)


def _is_other(one: frozenset[str], its: frozenset[str], there: Roles, here: Roles) -> bool:
    """Whether two others stand in one place of an act, and both are named on either side."""
    return bool(one and its and one & here.named and its & there.named) and one.isdisjoint(its)


def _unasked(there: Roles, here: Roles, pair: Pair) -> Iterator[Fault]:
    """Somebody who is asked to be tested, and in the target is only there: "do the test with your partner"."""
    target = pair.target
    for act in there.acts:
        is_asked = act.bids and len(there.acts) == 1 and act.receivers and not there.beside
        if is_asked and act.receivers & here.beside and not here.acts:
            yield Fault(0, len(target.text), "in the source this is to be done to another person")


def _owned(pair: Pair) -> Iterator[Fault]:
    """Persons of whom the one is the other's, the other way round: "your husband's doctor"."""
    owners = pair.source.roles.owners if pair.source.roles.named else ()
    for head, owner in (one[:2] for one in owners):
        for its_head, its_owner, start, end in pair.target.roles.owners:
            turned = head & its_owner and owner & its_head
            if turned and not (head & its_head or owner & its_owner):
                said = pair.target.text[start:end]
                yield Fault(start, end, f"“{said}” stands the other way round in the source")


CHECKS = (named, quality, role)
