"""The check on negation: what a sentence denies, its translation denies.

Negators are counted on both sides, after phrases that only look like one ("not only", "sin embargo") are set aside and
Spanish concord ("no … ningún … ni") is taken as one. Words that may stand for a negator ("fail", "unknown", "evitar")
explain a difference, but only as far as the other side has no such word of its own; so do words that a translator
chooses with their negator ("keeps me awake", "no me deja dormir"). A negator that one side spreads over two things
("do not eat or drink") may stand with each on the other. Words with an opposite ("unsafe", "lack",
"negativo") must be answered like a negator where the other side affirms the same.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise

from msgspec.structs import replace

from pipeline.core.edits import Span
from pipeline.pairs.comparing.alignment import align, in_step, meeting, within
from pipeline.pairs.comparing.complement import complement
from pipeline.pairs.comparing.inverse import inverse, is_once, opposed, says_only, says_only_if, says_unless
from pipeline.pairs.comparing.unanswered import is_renamed, is_unsaid, unanswered
from pipeline.pairs.comparing.wording import is_cut, is_free
from pipeline.reading.comparisons import Comparison, stands_by
from pipeline.reading.meanings import ANTONYMS, CONTRASTS
from pipeline.reading.polarity import NEAR, REACH, Cue, Implied, is_joined, knows
from pipeline.reading.sentence import Reading
from pipeline.reading.vocabulary.senses import Sense
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_UNTIL = next(one for one in CONTRASTS["pair/condition"] if "until after~" in one.of("en"))
_TOO = frozenset({"is_excessive"})  # “too much” is “demasiado”, whatever is denied beside it
_PLAIN = frozenset({"whole", "dry", "closed"})  # said by an opposite that adds nothing: “whole, without chewing”
_ORDER = next(one for one in CONTRASTS["pair/dose"] if "before after" in one.of("en"))


@pair_check("pair/negation", severity="error", needs=("negation",))
def negation(pair: Pair) -> Iterator[Fault]:
    """Negation.

    A lost or added "not" turns advice into its opposite, and reads as fluently.
    Example: “Do not stop the tablets.” became “Deje las pastillas.”
    """
    yield from (fault for fault, doubtful in _one_sided(pair.source, pair.target) if not doubtful)


@pair_check("pair/implied-negation", severity="warning", needs=("negation",), lesser="info")
def implied_negation(pair: Pair) -> Iterator[Fault]:
    """Negation that other words may say.

    "Not for children" may be "only for adults", and may be another rule: an editor should look. Where the translation
    was worded anew and says what is denied by no word at all, it is a hint.
    Example: “Do not use it on broken skin.” became “Úselo solo sobre piel sana.”
    """
    for fault, doubtful in _one_sided(pair.source, pair.target):
        if doubtful:
            yield replace(fault, severity="info") if _is_reworded(pair) else fault


def _is_reworded(pair: Pair) -> bool:
    """Whether a translation was worded anew, and of neither side the other says the word behind a negator."""
    if not is_free(pair.source, pair.target):
        return False
    for side, other in (pair[:2], (pair.target, pair.source)):
        left = {word.start for word in unanswered(side, other)}
        for cue in side.cues:
            denied = next((word for word in side.senses if word.start >= cue.end and not word.is_small), None)
            if cue.kind == "strong" and (denied is None or denied.start not in left):
                return False
    return True


@lru_cache(maxsize=64)
def _one_sided(source: Reading, target: Reading) -> Sequence[tuple[Fault, bool]]:
    """The negators that only one side has, and whether other words of the other may stand for them."""
    if not (source.cues or target.cues) or not target.text.strip():
        return ()
    aligned = align(_weighed(source, target), in_step(_weighed(target, source), target, source))
    lost, added = (_not_turned(cues, source, target) for cues in map(_without_double, aligned))
    lost, added = _not_repeated(lost, source, target), _not_repeated(added, target, source)
    added = [cue for cue in added if not _is_chosen(cue, source, target)]
    lost, added = _not_implied(lost, source, target), _not_implied(added, target, source)
    added = [cue for cue in added if cue.start != inverse(target, source) and not _is_before(cue, source, target)]
    added = [cue for cue in added if not _ends_then(cue, source, target)]
    if added and says_unless(target) and says_only_if(source):  # “only if” is “needless unless”
        added = [cue for cue in added if cue.kin not in ("necessary", "except")]
    if len(added) == 1 and is_once(target, source):
        added = []
    if len(lost) == 1 and is_once(source, target):  # “not until” is “only when”
        lost = []
    if lost:
        cue = lost[0]
        if [cue.start for cue in lost] == [inverse(source, target)]:  # “not under 2” is “from 2”
            return ()
        implied = not _not_implied(lost, source, target, "~")
        doubtful = implied and not (says_only(target) and _has_limit(source, target))
        message = f"the negation “{source.text[cue.start : cue.end]}” of the source is missing"
        doubtful = doubtful or _is_elsewhere(lost, source, target) or is_renamed(lost, source, target)
        doubtful = doubtful or (not is_cut(source, target) and is_unsaid(lost, source, target))
        return ((Fault(0, len(target.text), message), doubtful),)
    return [  # “only with water” that became “not with water” is no doubt
        (
            Fault(cue.start, cue.end, "the source does not deny this"),
            _is_elsewhere([cue], source, target, cue)
            or (not source.cues and bool(unanswered(source, target)) and is_unsaid([cue], target, source)),
        )
        for cue in added
    ]


def _not_turned(cues: Sequence[Cue], source: Reading, target: Reading) -> list[Cue]:
    """Cues without the negators that a translation worded anew has elsewhere, or needs to say a share by the rest."""
    there, here = (sum(cue.kind == "strong" for cue in side.cues) for side in (source, target))
    is_turned = cues and (complement(source, target) or (there == here and is_free(source, target)))
    return [cue for cue in cues if cue.kind != "strong"] if is_turned else list(cues)


def _is_elsewhere(cues: Sequence[Cue], source: Reading, target: Reading, added: Cue | None = None) -> bool:
    """Whether words that no table holds may say what is denied.

    A word beside its opposite is no such doubt, nor is a limit that both sides set alike.
    """
    return (
        all(cue.kind == "strong" for cue in cues) and is_free(source, target) and not _has_limit(source, target, added)
    )


def _has_limit(source: Reading, target: Reading, added: Cue | None = None) -> bool:
    """Whether both sides compare one number alike: “not under 2” became “only under 2”.

    What an `added` negator does not reach is no such limit: one of another clause, or behind “before”, since “at least
    two days before it works” is “it does not work before two days”.
    """
    return any(
        one.direction == its.direction
        and one.number.same(its.number)
        and (one.number.unit == its.number.unit or None in (one.number.unit, its.number.unit))
        and (added is None or _reaches(added, its, target))
        for one in source.comparisons
        for its in target.comparisons
    )


def _reaches(cue: Cue, comparison: Comparison, side: Reading) -> bool:
    """Whether a negator stands in one clause with a comparison, and no “before” between them."""
    start, end = sorted((cue.start, comparison.number.start))
    in_one = any(first <= start and end <= last for first, last in side.clauses)
    return in_one and not any(start < place < end for place in _befores(side))


def _is_before(cue: Cue, source: Reading, target: Reading) -> bool:
    """Whether a target says “not before at least three days” where the source has “at least three days before”."""
    places, others = _befores(target), _befores(source)
    return any(
        one.direction == its.direction == "up"
        and one.number.same(its.number)
        and any(cue.start < place < its.number.start for place in places)
        and any(place > one.number.start for place in others)
        for one in (source.comparisons if places and others else ())
        for its in target.comparisons
    )


def _befores(side: Reading) -> list[int]:
    """Where a side has said “before”."""
    return [word.end for word in side.words[_ORDER] if word.sure and "before" in word.meanings]


def _ends_then(cue: Cue, source: Reading, target: Reading) -> bool:
    """Whether a target says of what goes on until a time that nothing does after it: "but nothing after midnight"."""
    allowed = any(word.sure for word in source.words[_UNTIL]) and not any(one.kind == "strong" for one in source.cues)
    return allowed and any(word.start <= cue.start < word.end and not word.sure for word in target.words[_UNTIL])


def _without_double(cues: Sequence[Cue]) -> list[Cue]:
    """Cues without a negator and the word that it denies: “do not forget” is “remember”."""
    doubles = {
        cue
        for one, two in pairwise(cues)
        if (one.kind, two.kind) == ("strong", "sure") and two.start - one.end <= NEAR
        for cue in (one, two)
    }
    return [cue for cue in cues if cue not in doubles]


def _not_repeated(cues: Sequence[Cue], side: Reading, other: Reading) -> list[Cue]:
    """Cues without those that repeat, behind “and”, what the other side spreads by “or”: “avoid A and do not B”."""
    spare = max(other.spread - side.spread, 0)
    strong = [cue for cue in side.cues if cue.kind == "strong"]
    joined = {cue.start for cue in strong if is_joined(side.text, side.language, cue.start)}
    if len(joined) == len(side.cues):  # what they would repeat was lost
        return list(cues)
    repeated = [cue for cue in cues if cue.start in joined]
    return [cue for cue in cues if cue not in repeated[:spare]]


def _not_implied(cues: Sequence[Cue], side: Reading, other: Reading, doubt: str = "") -> list[Cue]:
    """Cues without those for which the other side says the same, or with `doubt` may say it, without a negator."""
    told = (_affirmed_there(side, other, doubt), _compared_there(side, other), opposed(side, other))
    spans = [*chain(*told)] if cues else []
    left = [cue for cue in cues if not any(start <= cue.start < end for start, end in spans)]
    return left[_moved(spans, cues, side) :] if left and not doubt else left


def _moved(spans: Sequence[Span], cues: Sequence[Cue], side: Reading) -> int:
    """How many negators that the other side says without one were aligned with one of it, in the place of another."""
    taken = [span for span in spans if not any(span[0] <= cue.start < span[1] for cue in cues)]
    return sum(any(start <= cue.start < end and cue.kind == "strong" for cue in side.cues) for start, end in taken)


def _affirmed_there(side: Reading, other: Reading, doubt: str) -> Iterator[Span]:
    """What a side says with a negator, as far as the other says more of it without one than this side does."""
    for meaning, here in side.implied.items():
        there = other.implied.get(meaning)
        if there and meaning.endswith("~") == bool(doubt):
            spare = min(len(here.denied) - len(there.denied), len(there.affirmed) - _free(here))
            yield from here.denied[: max(spare, 0)]
            if meaning in _PLAIN and there.affirmed and not there.denied and _free(here):
                yield from _restated(here.denied, side, other)


def _restated(denied: Sequence[Span], side: Reading, other: Reading) -> Iterator[Span]:
    """What only says again what both sides affirm: "whole, without chewing"; not what the other side names."""
    left = {word.start for word in unanswered(side, other)}
    for start, end in denied:
        said = [word for word in side.senses if start < word.start < end and not word.is_small]
        if said and all(word.start in left for word in said):
            yield start, end


def _free(implied: Implied) -> int:
    """How often a text says without a negator what is implied, apart from what its negators reach."""
    return sum(not any(start <= one < end for start, end in implied.denied) for one, _ in implied.affirmed)


def _compared_there(side: Reading, other: Reading) -> Iterator[Span]:
    """From a negator to the number of which it turns the comparison, where the other side has it turned already."""
    for one in side.comparisons:
        alike = [its for its in other.comparisons if its.number.same(one.number)]
        near = any(
            stands_by(number, hint, other.text)
            for number in other.numbers
            if not alike and number.same(one.number)
            for hint in other.hints
        )
        if (one.denied or one.negative) and (
            near or any(its.meant == one.meant and not (its.denied or its.negative) for its in alike)
        ):
            denials = [cue.start for cue in side.cues if cue.kind == "strong" and cue.start <= one.start]
            yield max(denials, default=one.start), one.end


def _weighed(side: Reading, other: Reading) -> list[Cue]:
    """The cues of a side; a word that denies is less than sure where the other side does not say the opposite.

    A weak one that only renders a word of the other side ("protect", "ignored") stands for no negator.
    """
    weighed = [
        cue._replace(kind="kin" if cue.kin in ANTONYMS else "weak")
        if cue.kind == "sure" and not _is_contradicted(cue, side, other)
        else cue
        for cue in side.cues
    ]
    weak = {cue[:2] for cue in weighed if cue.kind == "weak"}
    rendered = _rendered(weak, side, other) if weak else frozenset[Span]()
    is_said = within(_said_alike(side, other) if weak else ())
    too = any(word.keys & _TOO for word in other.senses)
    return [
        cue
        for cue in weighed
        if cue.kind != "weak" or not (cue[:2] in rendered or is_said(cue.start, cue.end) or (too and cue.kin == "too"))
    ]


def _said_alike(side: Reading, other: Reading) -> Iterator[Span]:
    """What a side says by a word that may deny, and the other by none: "sans attendre" for "straight away"."""
    is_cue = meeting((cue.start, cue.end + NEAR) for cue in other.cues)
    for meaning, here in side.implied.items():
        there = other.implied.get(meaning)
        is_plain = there is not None and there.affirmed and not (there.denied or here.denied)
        if there and is_plain and not any(is_cue(start, end) for start, end in there.affirmed):
            yield from here.affirmed


def _rendered(among: Collection[Span], side: Reading, other: Reading) -> frozenset[Span]:
    """Those of some words that say what one far from every negator says at much the same place of the other side.

    What stands right behind a negator is said wherever the word stands: "does not protect" is not "protege".
    """
    is_near = meeting((cue.start - NEAR, cue.end + NEAR) for cue in other.cues)
    behind = {cue.end + 1 for cue in other.cues if cue.kind == "strong"} - {cue.start for cue in other.cues}
    places: dict[str, list[float]] = defaultdict(list)
    denied: set[str] = set()
    for its in other.senses if among else ():
        if its.start in behind:
            denied |= its.keys
        for key in () if is_near(its.start, its.end) else its.keys:
            places[key].append(its.start / len(other.text))

    def is_there(word: Sense) -> bool:
        at = word.start / len(side.text)
        return not denied.isdisjoint(word.keys) or any(
            bisect_left(its, at - REACH) < bisect_right(its, at + REACH) for its in map(places.get, word.keys) if its
        )

    return frozenset(word[:2] for word in side.senses if word[:2] in among and is_there(word))


def _is_chosen(cue: Cue, source: Reading, target: Reading) -> bool:
    """Whether a negator goes with a word that the source does not have: “keeps me awake”, “no me deja dormir”."""
    for meaning, choice in target.choices.items():
        if meaning not in source.choices or not choice.negator.pattern.match(target.text, cue.start):
            continue
        there = [place / len(source.text) for place in source.choices[meaning].words]
        return len(there) < len(choice.words) and all(abs(place - cue.at) > cue.reach / 2 for place in there)
    return False


def _is_contradicted(cue: Cue, side: Reading, other: Reading) -> bool:
    """Whether the other side affirms what a word denies, and has neither its like nor the word itself, untranslated."""
    if not knows(other.language, cue.kin) or other.count_of(cue.kin) >= side.count_of(cue.kin):
        return False
    if side.text[cue.start : cue.end].lower() in other.text.lower():
        return False
    affirmed = other.affirmed(cue.kin)
    if affirmed is None:
        return True
    weak = [one.start for one in other.cues if one.kind == "weak"]
    denied = sum(any(0 < place - start <= NEAR for start in weak) for place in affirmed)
    return bool(affirmed) and denied + other.count_of(cue.kin) < side.count_of(cue.kin)


CHECKS = (negation, implied_negation)
