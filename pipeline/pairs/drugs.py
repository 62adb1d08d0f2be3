"""The check on drugs: names, kinds of drugs, and what is given like one (minerals, blood products, vaccines)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from rapidfuzz.distance import Levenshtein

from pipeline.data import load
from pipeline.pairs.contrasts import Word, contrasts, paired, swapped
from pipeline.pairs.terms import accepted, mentions, places, words
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import PairContext

_NAMES: Mapping[str, Any] = load("drugs.yaml")
_TABLE: Mapping[str, Any] = load("pair_names.yaml")
_ENDING = re.compile(rf"[a-z]{{2,}}(?:{'|'.join(_TABLE['drug_endings'])})")
_NOT_DRUGS = frozenset(_TABLE["not_drugs"])
_SINGLE = re.compile(r"[^\W\d_]+")
# Shares of equal letters, and letters of a name that may be misspelt. In the trials 0.4 to 0.6, 0.7 to 0.9 and 6 to 8
# give the same answers; with 10 letters three sound pairs are refused.
_ALIKE, _MISSPELT, _LONG = 0.5, 0.8, 8


class _Lexicon(NamedTuple):
    """The listed drugs: the substance of each name by its key, phrases that stand for one, and what mixtures hold."""

    substances: dict[str, str]
    phrases: dict[str, list[str]]
    mixtures: dict[str, set[str]]


@cache
def _lexicon() -> _Lexicon:
    substances = {key(name): key(name) for names in _NAMES["names"].values() for name in names}
    phrases: dict[str, list[str]] = {}
    for first, *others in _NAMES["same"]:
        substance = substances[key(first)]
        for name in others:
            if _SINGLE.fullmatch(name) and not name.isupper():
                substances[key(name)] = substance
            else:
                phrases.setdefault(substance, []).append(name)
    mixtures = {key(name): {substances[key(part)] for part in parts} for name, parts in _NAMES["mixtures"].items()}
    return _Lexicon(substances, phrases, mixtures)


@cache
def key(name: str) -> str:
    """A drug's name without what English, Spanish, French and Portuguese spell otherwise: h, y, doubles, endings."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    bare = bare.replace("ph", "f").replace("h", "").replace("y", "i").replace("k", "c").replace("qu", "c")
    bare = re.sub(r"(.)\1", r"\1", re.sub(r"^es(?=[cpt])", "s", bare))
    return re.sub(r"(?:[oae]?s?|um)$", "", bare)


def drugs(text: str) -> list[Word]:
    """The drugs of a text by their substance; those that only their ending shows are not `sure`."""
    substances = _lexicon().substances
    found = []
    for word in words(text):
        listed = substances.get(key(word.plain))
        if word.plain not in _NOT_DRUGS and (listed or _ENDING.fullmatch(word.plain)):
            meaning = frozenset({listed or key(word.plain)})
            found.append(Word(word.start, word.end, meaning, text[word.start : word.end], bool(listed)))
    return found


@pair_check("pair/drug", severity="error")
def drug(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Name of a drug.

    Many names are one or two letters apart, and the drugs are not alike. Kinds of drugs, minerals, blood products and
    the diseases against which one is vaccinated are compared as well.
    Example: “cisplatin” became “carboplatino”; “prednisone” became “prednisolona”; “antiviral” became “antibiótico”.
    """
    if not target.strip():
        return
    wanted, have = drugs(source), drugs(target)
    by_glossary = _by_glossary(source, target, context)
    known, stands = _named(source), _named(target)
    lost = [one for one in _unique(wanted) if not (by_glossary.get(one.text.lower()) or _stands(one, stands))]
    new = [one for one in _unique(have) if one.sure and one.meanings.isdisjoint(known) and not _misspelt(one, known)]
    for i, one in enumerate(lost):
        if place := _instead(one, new[i : i + 1], target, known):
            yield Fault(*place, f"“{target[slice(*place)]}” is not “{one.text}” of the source")
        else:
            yield Fault(0, len(target), f"the drug “{one.text}” of the source is missing")
    named = {one.text.lower() for one in wanted}
    for name, found in by_glossary.items():
        if not found and name not in named:
            yield Fault(0, len(target), f"the drug “{name}” of the source is missing")
    if not lost:
        yield from _added(wanted, have, new, source, target, context)
    yield from contrasts("pair/drug", source, target, context)


def _unique(found: Sequence[Word]) -> list[Word]:
    return list({one.meanings: one for one in reversed(found)}.values())[::-1]


def _named(text: str) -> set[str]:
    """The keys of all words of a text and the substances that it names, alone, in a mixture or by a phrase."""
    lexicon, have = _lexicon(), words(text)
    keys = {key(word.plain) for word in have}
    keys |= {lexicon.substances[k] for k in keys & lexicon.substances.keys()}
    keys |= {one for one, phrases in lexicon.phrases.items() if any(places(have, phrase) for phrase in phrases)}
    for name, parts in lexicon.mixtures.items():
        keys |= parts if name in keys else {name} if parts <= keys else set()
    return keys


def _stands(one: Word, have: set[str]) -> bool:
    """Whether a drug of the source is among what the target names; a listed one may be off by a letter."""
    [substance] = one.meanings
    name = key(one.text)
    return substance in have or (one.sure and len(name) >= _LONG and any(_slip(other, name) for other in have))


def _slip(name: str, other: str) -> bool:
    """Whether a name that is no drug is another one with a letter too many, too few or wrong."""
    return name not in _lexicon().substances and Levenshtein.distance(name, other, score_cutoff=1) == 1


def _misspelt(one: Word, known: set[str]) -> bool:
    """Whether the source has a drug's name, misspelt."""
    others = known.difference(_lexicon().substances)
    return any(Levenshtein.normalized_similarity(key(one.text), name) >= _MISSPELT for name in others)


def _instead(one: Word, new: Sequence[Word], target: str, known: set[str]) -> tuple[int, int] | None:
    """Where the target has another drug in the place of a lost one: a listed one, else the word most like it."""
    if new:
        return new[0].start, new[0].end
    [name] = one.meanings
    others = [word for word in words(target) if len(key(word.plain)) > 4 and key(word.plain) not in known]
    near = min(others, key=lambda word: Levenshtein.distance(key(word.plain), name), default=None)
    if near and Levenshtein.normalized_similarity(key(near.plain), name) >= _ALIKE:
        return near.start, near.end
    return None


def _added(
    wanted: Sequence[Word], have: Sequence[Word], new: Sequence[Word], source: str, target: str, context: PairContext
) -> Iterator[Fault]:
    """Drugs that only the target has, and two drugs that changed places."""
    for one in new:
        yield Fault(one.start, one.end, f"the drug “{one.text}” does not stand in the source")
    pairs = [(wanted[i], have[j]) for i, j in paired(wanted, have)]
    if len(pairs) == len(wanted) == len(have) and (place := swapped(pairs, source, target, context)):
        yield Fault(*place, f"“{target[slice(*place)]}” stands the other way round in the source")


def _by_glossary(source: str, target: str, context: PairContext) -> dict[str, bool]:
    """The single drugs that the glossary finds in the source, and whether the target has them."""
    have = words(target)
    return {
        source[mention.start : mention.end].lower(): any(
            places(have, form) for form in accepted(mention.concept, translation)
        )
        for mention, translation in mentions(source, context)
        if mention.concept.type == "drug" and " " not in mention.concept.en
    }


CHECKS = (drug,)
