"""The checks on whom a sentence is for, under which condition it holds, and how something goes."""

from collections.abc import Iterator

from msgspec.structs import replace

from pipeline.core.model import Severity
from pipeline.pairs.comparing.complement import complement
from pipeline.pairs.comparing.contrasts import contrasts, excluded, unordered
from pipeline.pairs.comparing.inverse import is_complement, is_needless, is_once, says_only, says_only_if, says_unless
from pipeline.pairs.comparing.lists import turned_rows
from pipeline.pairs.comparing.unanswered import unanswered
from pipeline.pairs.comparing.wording import is_free
from pipeline.pairs.degrees import turned
from pipeline.pairs.negation import negation
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS, UNORDERED
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_FEW = 3  # words for which a close translation may have others than the lexicon knows
_SENTENCE = 250  # characters; what is longer tells more than what to do
_BOTH, _CONJUNCTION, _CONDITION, _OPEN, _INSTEAD = CONTRASTS["pair/alternatives"]
_CONDITIONS, (_WHILE, *_BORDERS) = CONTRASTS["pair/condition"], UNORDERED["pair/condition"]
_IF, _OR_EVEN = _CONDITIONS[:2]
_ONLY, _OR_ALSO, _ADDED_ONLY, _ADDED_ONLY_IF = CONTRASTS["pair/only"]


@pair_check("pair/group", severity="error", said=CONTRASTS["pair/group"])
def group(pair: Pair) -> Iterator[Fault]:
    """Groups of people.

    Advice for adults may harm children; what women should do is not said to men.
    Example: “Children need less.” became “Los adultos necesitan menos.”
    """
    if not is_complement(pair.source, pair.target):
        yield from contrasts(CONTRASTS["pair/group"], pair)


@pair_check("pair/condition", severity="error", said=(*_CONDITIONS, _WHILE, *_BORDERS))
def condition(pair: Pair) -> Iterator[Fault]:
    """Conditions and exceptions.

    "Unless" and "if" ask for opposite things of the same reader; so do "only if" and "even if".
    Example: “Do not eat unless you are told to.” became “No coma si se lo indican.”
    """
    among = _CONDITIONS
    may_turn = _denials(pair.source) or any(cue.kin == "until" for cue in pair.source.cues)
    is_turned = is_once(pair.source, pair.target) or is_once(pair.target, pair.source)
    if is_turned or (may_turn and not _denials(pair.target)):  # “not until” is “once”
        among = tuple(kind for kind in among if "until" not in kind.of("en"))
        if says_only(pair.target):  # “no need unless” is “only if”
            among = tuple(kind for kind in among if "unless" not in kind.of("en"))
    faults = list(contrasts(among, pair)) or list(_turned_once(pair)) or list(_lost_even(pair))
    yield from faults or _other_time(pair)


def _other_time(pair: Pair) -> Iterator[Fault]:
    """A "not while" that became "not until", an "until" that became "from", an "even if" that became "as long as".

    The first is doubtful in a free translation: not while it is open, not until it has healed.
    """
    for fault in unordered((_WHILE,), pair):
        yield replace(fault, severity="warning") if is_free(pair.source, pair.target) else fault
    yield from unordered(_BORDERS, pair)


def _turned_once(pair: Pair) -> Iterator[Fault]:
    """An "only if not" for "unless": "no need to call unless it hurts" is "call only if it hurts"."""
    source, target = pair.source, pair.target
    there, here = ({meaning for word in side.words[_IF] if word.sure for meaning in word.meanings} for side in pair[:2])
    only = next((word for word in target.words[_ONLY] if word.sure), None)
    is_turned = there == {"unless"} and "if" in here and not source.words[_ONLY]
    if only and is_turned and 0 < _denials(source) == _denials(target):
        yield Fault(only.start, only.end, f"“{only.text}” with a negation says the opposite of “unless”")


def _lost_even(pair: Pair) -> Iterator[Fault]:
    """In a close translation an "even if" that became "if"."""
    source, target = pair.source, pair.target
    said = [word for word in source.words[_OR_EVEN] if word.sure and "even" in word.meanings]
    here = {meaning for word in target.words[_OR_EVEN] for meaning in word.meanings}
    known = _OR_EVEN.of(target.language) and target.text.strip()
    if len(source.text) > _SENTENCE or not said or not known:
        return
    if "even" not in here and target.words[_IF] and not is_free(source, target):
        yield Fault(0, len(target.text), f"“{said[0].text}” of the source is missing")


@pair_check("pair/agent", severity="error", said=(*CONTRASTS["pair/agent"], *UNORDERED["pair/agent"]))
def agent(pair: Pair) -> Iterator[Fault]:
    """Who does it.

    Who is told that the nurse will call does not call her; who should ask the doctor does not wait to be asked; and
    what the team will do is no order to the reader.
    Example: “The nurse will call you.” became “Llame a la enfermera.”
    """
    yield from excluded("pair/agent", pair)


@pair_check("pair/course", severity="error", said=(*CONTRASTS["pair/course"], *UNORDERED["pair/course"]))
def course(pair: Pair) -> Iterator[Fault]:
    """Course of a treatment or a disease.

    Stopped, started or continued; better or worse; a value that rises or falls; confirmed or ruled out.
    Example: “Stop taking the tablets.” became “Empiece a tomar los comprimidos.”
    """
    among = CONTRASTS["pair/course"]
    if any(negation.find(pair)):  # whether “safe” became “not safe” is told by pair/negation
        among = tuple(kind for kind in among if "dangerous" not in kind.of("en"))
    yield from list(contrasts(among, pair)) or (
        unordered(UNORDERED["pair/course"], pair) if not any(turned(pair)) else ()
    )


@pair_check("pair/only", severity="error", lesser="warning")
def only(pair: Pair) -> Iterator[Fault]:
    """Only.

    "For external use only" warns; "for external use" does not, and "also for external use" invites the contrary. Free
    translations may say it in ways that no table holds, and one that denies more than the source says "only if" by "if
    not".
    Example: “Use it only at night.” became “Úselo por la noche.”
    """
    faults = list(contrasts((_OR_ALSO,), pair)) or list(_lost_only(pair)) or list(_added_only(pair))
    faults = faults or list(_added_only_if(pair)) or list(unordered(UNORDERED["pair/only"], pair))
    if faults and not any(condition.find(pair)):  # “only if” that became “even if” is told once
        yield from faults


def _added_only(pair: Pair) -> Iterator[Fault]:
    added = [word for word in pair.target.words[_ADDED_ONLY] if word.sure]
    is_known = added and _ADDED_ONLY.of(pair.source.language)
    is_told = is_known and not pair.source.words[_ADDED_ONLY] and not complement(pair.source, pair.target)
    for word in added if is_told else ():
        doubt: Severity | None = "warning" if is_free(pair.source, pair.target) else None
        yield Fault(word.start, word.end, f"“{word.text}” does not stand in the source", severity=doubt)


def _added_only_if(pair: Pair) -> Iterator[Fault]:
    """An "if" that became "only if", unless the source says the opposite of its opposite."""
    source, target = pair.source, pair.target
    saying = [word for word in source.words[_ADDED_ONLY_IF] if _denials(source) or not _excepts(word, source)]
    explained = saying or _denials(source) > _denials(target)
    for word in target.words[_ADDED_ONLY_IF] if source.words[_IF] and not explained else ():
        if word.sure:
            doubt: Severity | None = "warning" if is_free(source, target) else None
            yield Fault(word.start, word.end, f"“{word.text}” does not stand in the source", severity=doubt)


def _excepts(word: Word, side: Reading) -> bool:
    """Whether a word makes an exception, which says "only if" of nothing but what the sentence denies."""
    return any(one.start == word.start and one.meanings == {"unless"} for one in side.words[_IF])


def _lost_only(pair: Pair) -> Iterator[Fault]:
    target = pair.target
    lost = () if target.words[_ONLY] else pair.source.words[_ONLY]
    if lost and _ONLY.of(target.language) and target.text.strip() and not _says_otherwise(pair):
        is_doubtful = is_free(pair.source, target) and not _is_all_said(pair)
        doubt: Severity | None = "warning" if is_doubtful else None
        yield Fault(0, len(target.text), f"“{lost[0].text}” of the source is missing", severity=doubt)


def _is_all_said(pair: Pair) -> bool:
    """Whether either side names nothing that the other does not, but for a few words."""
    left = unanswered(*pair[:2]), unanswered(pair.target, pair.source)
    return all(len(words) <= _FEW and not any(word.kinds for word in words) for words in left)


def _says_otherwise(pair: Pair) -> bool:
    """Whether a target may say "only if" by "if not" or "unless"."""
    here, target = _denials(pair.target), pair.target
    may_not = target.words[_IF] and any(cue.kin == "possible" for cue in target.cues)
    if (
        says_only_if(pair.source) and _denials(pair.source) and may_not
    ):  # “only if you do not” is “impossible if you do”
        return True
    if here > _denials(pair.source) or (says_only_if(pair.source) and says_unless(target) and is_needless(target)):
        return True
    return here > 0 and is_free(pair.source, target)


def _denials(side: Reading) -> int:
    return sum(cue.kind == "strong" for cue in side.cues)


@pair_check("pair/and-or", severity="warning", said=CONTRASTS["pair/and-or"])
def and_or(pair: Pair) -> Iterator[Fault]:
    """And and or.

    One drug or the other became both. Languages part here beside negators and in examples, where nothing is said.
    Example: “Use soap or gel.” became “Use jabón y gel.”
    """
    faults = list(contrasts(CONTRASTS["pair/and-or"], pair))
    if not faults or all("waiting" in side.implied for side in pair[:2]):  # what must wait is not yet done
        return
    is_denied = _denials(pair.source) or _denials(pair.target)
    yield from faults if not (is_denied and is_free(pair.source, pair.target)) else ()


@pair_check("pair/alternatives", severity="error")
def alternatives(pair: Pair) -> Iterator[Fault]:
    """All and one of several.

    A fever or a rash are two signs to act on, a fever and a rash are one; "both … and" is never "or", "instead of"
    never "as well as". Lists are judged that have the same items on both sides, and conditions where either side has
    a single conjunction behind as many commas; not where anything is denied.
    Example: “if you have a fever or a rash” became “si tiene fiebre y una erupción”.
    """
    source, target = pair.source, pair.target
    yield from contrasts((_BOTH, _INSTEAD), pair)
    wanted, found = _listed(source), _listed(target)
    denied = [cue.kind for side in (source, target) for cue in side.cues]
    if wanted and found and wanted[1] == found[1] and wanted[0].meanings.isdisjoint(found[0].meanings):
        if not _is_denied(source, wanted[0]) and not _is_denied(target, found[0]):
            yield _instead(found[0], wanted[0].text)
    elif "strong" not in denied and _are_certain(source, target) and not _is_open(source):
        sure = [[word for word in side.words[_CONJUNCTION] if word.sure] for side in (source, target)]
        for row, its in turned_rows(source, target) if len(source.text) <= _SENTENCE else ():
            here = next((word for word in sure[1] if its.items[-2][1] <= word.start <= its.items[-1][0]), None)
            there = next((word for word in sure[0] if row.items[-2][1] <= word.start <= row.items[-1][0]), None)
            if here and there and here.meanings.isdisjoint(there.meanings):
                yield _instead(here, there.text)


def _is_denied(side: Reading, conjunction: Word) -> bool:
    """Whether a negator stands before the conjunction, or what denies by itself between the condition and it."""
    begun = max((word.end for word in side.words[_CONDITION] if word.end <= conjunction.start), default=0)
    return any(
        cue.start < conjunction.start and (cue.kind == "strong" or (cue.kind == "sure" and cue.start >= begun))
        for cue in side.cues
    )


def _is_open(side: Reading) -> bool:
    """Whether a text denies something by one word, or tells what may be, compares or gives examples.

    There "and" and "or" say the same, but of drugs.
    """
    open_ones = [word for word in side.words[_OPEN] if "compared" in word.meanings or not side.drugs]
    return bool(open_ones) or any(cue.kind == "sure" for cue in side.cues)


def _are_certain(*sides: Reading) -> bool:
    """Whether no "between" or "such as" stands by the conjunctions."""
    return all(word.sure for side in sides for word in side.words[_CONJUNCTION])


def _instead(word: Word, other: str) -> Fault:
    return Fault(word.start, word.end, f"“{word.text}” does not stand in the source, “{other}” does")


def _listed(side: Reading) -> tuple[Word, int] | None:
    """The one conjunction of a side, if it stands in a condition, with the number of commas between them."""
    words, ends = side.words[_CONJUNCTION], [word.end for word in side.words[_CONDITION]]
    if len(words) != 1 or not words[0].sure or not (before := [end for end in ends if end <= words[0].start]):
        return None
    return words[0], side.text.count(",", before[-1], words[0].start)


CHECKS = (group, agent, condition, course, only, and_or, alternatives)
