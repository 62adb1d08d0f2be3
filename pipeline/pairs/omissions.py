"""Checks on what a translation leaves out or adds: things it does not name, items of a list, whole clauses."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.core.edits import Span
from pipeline.pairs.comparing.lists import added_items, joined_words, lost_items
from pipeline.pairs.comparing.spare import spare
from pipeline.pairs.comparing.unanswered import is_all_said, unanswered
from pipeline.pairs.comparing.wording import is_free
from pipeline.reading.clauses import patterns
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS
from pipeline.reading.polarity import opens_with_conjunction
from pipeline.reading.sentence import Reading
from pipeline.reading.vocabulary.illnesses import alike, keys, kin
from pipeline.reading.vocabulary.things import may_say, surely
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_CONDITION = CONTRASTS["pair/condition"][0]
_DRUGS = CONTRASTS["pair/drug"]
_EXCEPTION = next(one for one in CONTRASTS["pair/condition"] if {"only", "except"} <= one.of("en").keys())
_SIGNS = re.compile(r"[,;:.!?–—](?=\s)")
_FIGURES = re.compile(r"\d+")
# Of the sound pairs of the trials, those that lost a clause's every thing were 0.8 times their source and shorter.
_SHORT = 0.8
# A translation with all clauses is longer than its source. What was lost is checked word by word, and as much is left
# of the source; what is shorter than a sentence of seven words is explained by translators.
_CUT, _KEPT, _ALL, _MUCH, _SPOKEN = 0.9, 0.7, 0.97, 1.3, 40
_WORDS = 3
# A translation is longer than English. Shares of its length: one that lost an item, one that lost half a sentence, one
# with something more, one with a clause more.
_WHOLE, _BARE, _LONG, _LONGER = 1.15, 0.72, 1.25, 1.5
# A target that says all before its last clause, and so much more: none of the sound pairs of TICO-19 is one.
_TAILED, _SAID, _TAIL = 1.45, 0.85, 4
_FEW = 2  # items without a comma
_MOST_ITEMS = 100  # what has more is no list of a sentence, and each of them would be tried as the first


@pair_check("pair/omission", severity="warning", needs=("form", "clauses"))
def omission(pair: Pair) -> Iterator[Fault]:
    """Thing that is left out.

    The source names a symptom, an organ or a habit, and no word of the translation may say it. A list that is shorter
    by an item reads as well as the whole one.
    Example: “Tell us about fever, rash and cough.” became “Infórmenos de fiebre y tos.”
    """
    if not pair.target.text.strip():
        return
    lost = _lost(pair.source, pair.target)
    for name in lost if not any(_clauses(pair)) else ():
        start, end = pair.source.things[name]
        said = pair.source.text[start:end]
        yield Fault(0, len(pair.target.text), f"nothing in the translation says “{said}” of the source")


@pair_check("pair/lost-clause", severity="error", needs=("form", "clauses"))
def lost_clause(pair: Pair) -> Iterator[Fault]:
    """Clause that is left out.

    A part of the sentence with a dose, a warning or a negation has no counterpart: nothing that it names is said, and
    the translation is shorter. So with a condition, and with an item of a list.
    Example: “Do not drive, and do not drink alcohol.” became “No conduzca.”
    """
    source, target = pair.source, pair.target
    if not target.text.strip():
        return
    lost = list(_clauses(pair)) or list(_lost_condition(pair)) or list(_lost_objection(pair))
    lost = lost or [source.text[slice(*item)].strip() for item in lost_items(source, target)]
    if not lost and len(target.text) <= _CUT * len(source.text):
        places = spare(source, target, _KEPT, is_longer=len(target.text) <= _SHORT * len(source.text))
        lost = [source.text[slice(*place)].strip(" ,;:.") for place in places][:1]
    for clause in lost:
        yield Fault(0, len(target.text), f"“{clause}” of the source has no counterpart")
    share = len(target.text) / max(len(source.text), 1)
    items = _items(source) if not lost and share < _WHOLE else 0
    is_listing = items > _FEW and patterns(source.language).listing.search(source.text)
    if is_listing and (_items(target) or _two(target)) == items - 1:
        yield Fault(0, len(target.text), f"the list of the source has {items} items, that of the translation one less")


@pair_check("pair/added-clause", severity="error", needs=("form", "clauses"))
def added_clause(pair: Pair) -> Iterator[Fault]:
    """Clause that is added.

    An exception or, behind "and", a symptom or an illness that the source does not name, or one clause more at the end,
    in a translation that is longer by it. So with an item of a list.
    Example: “Drink plenty of water.” became “Beba mucha agua, salvo si tiene insuficiencia cardíaca.”
    """
    source, target = pair.source, pair.target
    added = list(added_items(source, target))
    for start, end in added:
        said = target.text[start:end].strip()
        place = target.text.index(said, start)
        yield Fault(place, place + len(said), f"“{said}” does not stand in the source")
    if added:
        return
    if exception := _new_exception(pair):
        yield Fault(exception.start, exception.end, f"“{exception.text}” does not stand in the source")
        return
    if len(target.text) < _LONG * len(source.text):
        return
    if len(target.text) >= _LONGER * len(source.text) and not source.words[_CONDITION]:
        for word in target.words[_CONDITION]:
            if _is_exception(word, target):
                yield Fault(word.start, word.end, f"“{word.text}” does not stand in the source")
                return
    for start, end in _new(pair):
        if patterns(target.language).last.search(target.text, 0, start):
            yield Fault(start, end, f"“{target.text[start:end]}” does not stand in the source")
            return
    yield from list(_new_tail(pair)) or _new_clause(pair)


def _new_clause(pair: Pair) -> Iterator[Fault]:
    """A clause of the target without which it still says all that the source does."""
    source, target = len(pair.source.text), len(pair.target.text)
    if source < _SPOKEN:
        return
    for start, end in spare(pair.target, pair.source, _ALL, is_longer=target >= _MUCH * source):
        said = pair.target.text[start:end].strip(" ,;:.")
        if not patterns(pair.target.language).fillers.fullmatch(said):
            place = pair.target.text.index(said, start)
            yield Fault(place, place + len(said), f"“{said}” does not stand in the source")
            return


def _is_exception(word: Word, side: Reading) -> bool:
    """Whether a word begins an exception, and none that says nothing: "unless otherwise advised"."""
    is_idle = patterns(side.language).fillers.match(side.text, word.start)
    return word.sure and word.meanings == {"unless"} and not is_idle


def _new_exception(pair: Pair) -> Word | None:
    """What begins the exception that ends a target, if the source has none, denies nothing and says nothing of it."""
    source, target = pair.source, pair.target
    words = [word for word in target.words[_CONDITION] if _is_exception(word, target)]
    if len(words) != 1:
        return None
    is_excepted = any("except" in word.meanings and word.sure for word in source.words[_EXCEPTION])
    if not source.words[_CONDITION] and not is_excepted and not is_free(source, target):
        return words[0]  # the source has not even a word that may say so
    excused = any("unless" in word.meanings for word in source.words[_CONDITION])
    wanted, found = (sum(word.sure for word in side.words[_CONDITION]) for side in (source, target))
    if excused or wanted >= found or any(cue.kind == "strong" for cue in source.cues):
        return None
    start, end = words[0].start, len(target.text.rstrip(" .!"))
    new = unanswered(target, source)
    behind = [word for word in target.senses if start <= word.start < end and not word.is_small and word.kinds]
    is_new = bool(behind) and all(word in new for word in behind)
    return words[0] if is_new and not _SIGNS.search(target.text, start, end) else None


def _new_tail(pair: Pair) -> Iterator[Fault]:
    """What a target joins to all that the source says, if nothing in it stands in the source."""
    source, target = pair.source, pair.target
    signs = list(_SIGNS.finditer(target.text.strip()))
    there = len(_SIGNS.findall(source.text.strip()))
    if len(target.text) < _TAILED * len(source.text) or len(signs) <= there:
        return
    start, sign = signs[there].end(), signs[there][0]
    tail = target.text[start:].strip(" ,;:.")
    is_joined = sign != "," or opens_with_conjunction(tail, target.language)
    words = [word for word in target.tokens if word.start >= start]
    numbers = [number for number in target.numbers if number.start >= start and number.kind != "loose"]
    known = alike(keys(words), keys(source.tokens)) or any(one.same(its) for one in numbers for its in source.numbers)
    said = [word for word in target.senses if word.start >= start and not word.is_small]
    new = [word for word in unanswered(target, source) if word.start >= start]
    if said and not known:  # what is asked for instead of what the source denies adds nothing
        most = len(said) if _denies_less(target, source) and is_free(source, target) else len(said) // 2
        known = len(new) <= most and not any(word.kinds for word in new)
    if start >= _SAID * len(source.text) and is_joined and len(tail.split()) >= _TAIL and not known:
        yield Fault(start, len(target.text), f"the source has no “{tail}”")


def _denies_less(side: Reading, other: Reading) -> bool:
    here, there = (sum(cue.kind == "strong" for cue in one.cues) for one in (side, other))
    return here < there


def _new(pair: Pair) -> Iterator[Span]:
    """What only the target names: everyday things beyond doubt, illnesses."""
    source, target = pair.source, pair.target
    yield from _new_things(pair)
    yield from _new_drugs(pair)
    said = frozenset().union(*(one.names for one in source.illnesses))
    here = keys(source.tokens)
    for one in target.illnesses:
        is_new = one.sure and one.kind == "disease" and one.names.isdisjoint(said) and not alike(one.words, here)
        if is_new and not any(kin(name, other) for name in one.names for other in said):
            yield one.start, one.end


def _new_things(pair: Pair) -> Iterator[Span]:
    source, target = pair.source, pair.target
    for name, place in surely(target.text, target.language).items() if source.language.startswith("en") else ():
        if name not in source.things and target.text[slice(*place)].lower()[:4] not in source.text.lower():
            yield place


def _new_drugs(pair: Pair) -> Iterator[Span]:
    """The classes of drugs that only the target names, where the source names no drug at all."""
    if not pair.source.drugs and not any(pair.source.words[kind] for kind in _DRUGS):
        yield from ((word.start, word.end) for kind in _DRUGS for word in pair.target.words[kind] if word.sure)


def _lost_condition(pair: Pair) -> Iterator[str]:
    """The condition of the source where the target has no word for one, and is shorter by much."""
    source, target = pair.source, pair.target
    condition = (
        patterns(source.language).conditions.search(source.text)
        if len(target.text) < _BARE * len(source.text)
        else None
    )
    said = any(word.sure or "unless" in word.meanings for word in target.words[_CONDITION])
    if condition and not said and not is_all_said(source, target) and not _is_noun(condition.start(), pair):
        yield source.text[condition.start() :].strip(" .;:")


def _is_noun(start: int, pair: Pair) -> bool:
    """Whether a translation worded anew says most of what the source says from a place on, be it without a verb."""
    said = [word for word in pair.source.senses if word.start >= start and not word.is_small]
    left = [word for word in unanswered(pair.source, pair.target) if word.start >= start]
    return is_free(pair.source, pair.target) and 2 * len(left) < len(said)


@lru_cache(maxsize=64)
def _lost(source: Reading, target: Reading) -> Sequence[str]:
    """The things of the source that no word of the target may say."""
    return [name for name in source.things if not may_say(name, target.text, target.language)]


def _clauses(pair: Pair) -> Iterator[str]:
    """Grave clauses of the source of which the target names nothing."""
    source, target = pair.source, pair.target
    lost = [source.things[name] for name in _lost(source, target)]
    if not lost or len(target.text) > _SHORT * len(source.text):
        return
    known = patterns(source.language)
    ends = [match.start() for match in known.parts.finditer(source.text)] + [len(source.text)]
    for start, end in zip([0, *ends], ends, strict=False) if len(ends) > 1 else ():
        clause = source.text[start:end].strip(" ,;:.")
        inside = [span for span in source.things.values() if start <= span[0] < end]
        gone = inside and all(span in lost for span in inside)
        kept = any(figure in target.text for figure in _FIGURES.findall(clause))
        if len(clause.split()) >= _WORDS and gone and not kept and known.grave.search(clause):
            yield clause


@pair_check("pair/addition", severity="warning", needs=("form", "clauses"))
def addition(pair: Pair) -> Iterator[Fault]:
    """Thing that is added, or a list of another length.

    The translation names a symptom or an illness that the source does not, or the one list of either side has an item
    more or less.
    Example: “It may cause nausea.” became “Puede causar convulsiones.”
    """
    source, target = pair.source, pair.target
    new, wanted = list(_new_things(pair)), _items(source)
    if not new and len(target.text) > len(source.text):
        new = [(word.start, word.end) for word in joined_words(target, source)]
    found = _items(target) if wanted > _FEW else 0
    is_other = found and abs(wanted - found) == 1 and not _lost(source, target) and _begin_alike(pair)
    if not (new or is_other) or any(added_clause.find(pair)) or any(lost_clause.find(pair)):
        return
    for place in new:
        yield Fault(*place, f"“{target.text[slice(*place)]}” does not stand in the source")
    if is_other:
        yield Fault(0, len(target.text), f"the list of the source has {wanted} items, that of the translation {found}")


def _lost_objection(pair: Pair) -> Iterator[str]:
    """What the source sets against the rest, where the target is shorter by much and joins nothing."""
    source, target = pair.source.text, pair.target.text
    objection = patterns(pair.source.language).against.search(source) if len(target) < _SHORT * len(source) else None
    if objection and not patterns(pair.target.language).joined.search(target.strip(" .")):
        yield source[objection.start() :].strip(" .,;:")


def _begin_alike(pair: Pair) -> bool:
    """Whether both sides begin with a list, or both with what is no item ("In rare cases, …")."""
    is_opened = [patterns(side.language).opened.match(side.text) is not None for side in pair[:2]]
    return is_opened[0] == is_opened[1]


@lru_cache(maxsize=64)
def _items(side: Reading) -> int:
    """How many items the one list of a text has, if there is no other comma or conjunction; else 0."""
    text, known = side.text, patterns(side.language)
    if "," not in text:
        return 0
    parted = len(known.items.findall(text))
    found = list(known.list.finditer(text)) if parted <= _MOST_ITEMS else []
    if len(found) != 1 or parted != found[0]["items"].count(",") + 1 + (", " in found[0]["end"]):
        return 0
    return found[0]["items"].count(",") + 2


def _two(side: Reading) -> int:
    """Two, where a text has a single conjunction and no comma; else 0."""
    signs = patterns(side.language).items.findall(side.text)
    return _FEW if len(signs) == 1 and signs[0].isalpha() else 0


CHECKS = (omission, lost_clause, added_clause, addition)
