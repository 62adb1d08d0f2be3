"""The check on drugs: names, kinds of drugs, and what is given like one (minerals, blood products, vaccines)."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from pipeline.core.edits import Span
from pipeline.data import load
from pipeline.pairs.comparing.alignment import paired, swapped
from pipeline.pairs.comparing.contrasts import contrasts
from pipeline.pairs.comparing.steps import in_condition, step_of
from pipeline.pairs.terms import accepted, mentions
from pipeline.reading.contrasts import Word
from pipeline.reading.drugs import is_listed, key
from pipeline.reading.meanings import CONTRASTS
from pipeline.reading.sentence import Reading
from pipeline.reading.tokens import places
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_GENERIC = frozenset(load("pair_names.yaml")["generic"])  # words for any drug, which a translator may leave out
# Shares of equal letters, and letters of a name that may be misspelt. In the trials 0.4 to 0.6, 0.7 to 0.9 and 6 to 8
# give the same answers; with 10 letters three sound pairs are refused.
_ALIKE, _MISSPELT, _LONG = 0.5, 0.8, 8
_COMPANY: Mapping[str, str] = load("pair_meaning.yaml")["company"]
_ALLERGY: Mapping[str, str] = load("pair_meaning.yaml")["allergy"]
_TWO = 2  # drugs, the fewest that can change places
_REACH = 40  # characters before a drug, enough for an allergy to it


@pair_check("pair/drug", severity="error")
def drug(pair: Pair) -> Iterator[Fault]:
    """Name of a drug.

    Many names are one or two letters apart, and the drugs are not alike. Kinds of drugs, minerals, blood products and
    the diseases against which one is vaccinated are compared as well.
    Example: “cisplatin” became “carboplatino”; “prednisone” became “prednisolona”; “antiviral” became “antibiótico”.
    """
    source, target = pair.source, pair.target
    if not target.text.strip():
        return
    by_glossary = _by_glossary(pair) if pair.context.glossary.concepts else {}
    known = source.substances if source.drugs or target.drugs else frozenset[str]()
    lost = [
        one
        for one in _unique(source.drugs)
        if not (by_glossary.get(one.text.lower()) or _stands(one, target.substances))
    ]
    new = [
        one
        for one in _unique(target.drugs)
        if one.sure and one.meanings.isdisjoint(known) and not _misspelt(one, known)
    ]
    for i, one in enumerate(lost):
        if place := _instead(one, new[i : i + 1], target, known):
            yield Fault(*place, f"“{target.text[slice(*place)]}” is not “{one.text}” of the source")
        else:
            yield Fault(0, len(target.text), f"the drug “{one.text}” of the source is missing")
    named = {one.text.lower() for one in source.drugs}
    for name, found in by_glossary.items():
        if not found and name not in named:
            yield Fault(0, len(target.text), f"the drug “{name}” of the source is missing")
    if not lost:
        yield from _added(new, pair)
    yield from contrasts(CONTRASTS["pair/drug"], pair)


def _unique(found: Sequence[Word]) -> list[Word]:
    return list({one.meanings: one for one in reversed(found)}.values())[::-1]


def _stands(one: Word, found: Collection[str]) -> bool:
    """Whether a drug of the source is among what the target names; a listed one may be off by a letter."""
    [substance] = one.meanings
    name = key(one.text)
    return substance in found or (one.sure and len(name) >= _LONG and any(_slip(other, name) for other in found))


def _slip(name: str, other: str) -> bool:
    """Whether a name that is no drug is another one with a letter too many, too few or wrong."""
    return not is_listed(name) and Levenshtein.distance(name, other, score_cutoff=1) == 1


def _misspelt(one: Word, known: Collection[str]) -> bool:
    """Whether the source has a drug's name, misspelt."""
    others = (name for name in known if not is_listed(name))
    return any(Levenshtein.normalized_similarity(key(one.text), name) >= _MISSPELT for name in others)


def _instead(one: Word, new: Sequence[Word], target: Reading, known: Collection[str]) -> Span | None:
    """Where the target has another drug in the place of a lost one: a listed one, else the word most like it."""
    if new:
        return new[0].start, new[0].end
    [name] = one.meanings
    others = [token for token in target.tokens if len(key(token.plain)) > 4 and key(token.plain) not in known]
    near = min(others, key=lambda token: Levenshtein.distance(key(token.plain), name), default=None)
    if near and Levenshtein.normalized_similarity(key(near.plain), name) >= _ALIKE:
        return near.start, near.end
    return None


def _added(new: Sequence[Word], pair: Pair) -> Iterator[Fault]:
    """Drugs that only the target has, and two drugs that changed places."""
    for one in new:
        yield Fault(one.start, one.end, f"the drug “{one.text}” does not stand in the source")
    wanted, found = pair.source.drugs, pair.target.drugs
    if len(wanted) != len(found) or len(found) < _TWO:
        return
    there, here = (_allergens(side) for side in pair[:2])
    if there and here and len(found) == _TWO:  # who must not take B if allergic to A has an allergy to A
        for one in here:
            if not any(one.meanings & other.meanings for other in there):
                yield Fault(one.start, one.end, f"“{one.text}” stands the other way round in the source")
        return
    pairs = [(wanted[i], found[j]) for i, j in paired(wanted, found)]
    if len(pairs) == len(found) and (place := swapped(pairs, pair)) and not _keeps_company(pairs, pair):
        yield Fault(*place, f"“{pair.target.text[slice(*place)]}” stands the other way round in the source")


def _allergens(side: Reading) -> list[Word]:
    """The drugs to which somebody is said to be allergic."""
    before = _behind_allergy(side.language)
    return [one for one in side.drugs if before.search(side.text, max(one.start - _REACH, 0), one.start)]


@cache
def _behind_allergy(tag: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_ALLERGY.get(tag.partition('-')[0], '(?!)')})[ ’']*$", re.IGNORECASE)


def _keeps_company(pairs: Sequence[tuple[Word, Word]], pair: Pair) -> bool:
    """Whether all drugs that changed places are taken together in the source, and on what condition in the target.

    "Do not take A with B" is "if you take B, do not take A".
    """
    led = in_condition(pair.target)
    for (one, its), (two, other) in pairwise(pairs):
        if other.start < its.start:
            is_with = _with(pair.source.language).fullmatch(pair.source.text, one.end, two.start)
            if not is_with or step_of(its, led) == step_of(other, led):
                return False
    return True


@cache
def _with(tag: str) -> re.Pattern[str]:
    return re.compile(rf",? (?:{_COMPANY.get(tag.partition('-')[0], '(?!)')}) ", re.IGNORECASE)


def _by_glossary(pair: Pair) -> dict[str, bool]:
    """The single drugs that the glossary finds in the source, and whether the target has them.

    A pack's name that stands in the target is right; that another one would be wrong, only the team can say.
    """
    found = {}
    for mention, translation in mentions(pair):
        concept, name = mention.concept, pair.source.text[mention.start : mention.end].lower()
        if concept.type == "drug" and " " not in concept.en and concept.en not in _GENERIC:
            stands = any(places(pair.target.tokens, form) for form in accepted(concept, translation))
            if stands or concept.pack is None:
                found[name] = stands
    return found


CHECKS = (drug,)
