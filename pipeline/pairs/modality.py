"""The checks on modality: what may, must, need not and must not be done.

Only a contradiction is a fault: the target has a word of one meaning that nothing in the source explains, and lacks one
of the opposed meaning. That a negator was lost or added is told by pair/negation.
"""

from collections.abc import Iterator

from pipeline.core.model import Severity
from pipeline.pairs.comparing.alignment import paired
from pipeline.pairs.comparing.contrasts import contrasts, unordered
from pipeline.pairs.comparing.inverse import inverse, is_at_earliest, is_once, says_only_if, says_unless
from pipeline.pairs.comparing.wording import is_free
from pipeline.pairs.degrees import turned
from pipeline.pairs.negation import negation
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS, MODALITY, QUALITIES, UNORDERED
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_OPPOSED = {"forbidden": {"free"}, "free": {"forbidden"}, "required": {"allowed", "possible"}}
_OPPOSED |= {"allowed": {"required"}, "possible": {"required"}}
_SOFT = "advised"
_ONLY = CONTRASTS["pair/only"][0]
_MODALITIES = (MODALITY, *CONTRASTS["pair/modality"], *UNORDERED["pair/modality"])
_FIRM, _GRAVE, _WISH, _SLIGHT = UNORDERED["pair/modality"]
_URGENT, _WHEN = CONTRASTS["pair/urgency"]
# What a side that denies nothing, and limits nothing, says against the other.
_PLAINLY = {"free": "required", "allowed": "forbidden"}


@pair_check("pair/modality", severity="error", said=_MODALITIES)
def modality(pair: Pair) -> Iterator[Fault]:
    """Prohibition, need and permission.

    "You must not fast" forbids what "you need not fast" leaves to the reader, and both hold a negator; what may be done
    is no duty, and what should be done is not left to a wish. "Must" and "should" render each other. "Never" is no "try
    not to", and what may kill is no slight trouble.
    Example: “You must not stop the tablets.” became “No necesita dejar los comprimidos.”
    """
    faults = [fault for fault, soft in _contradictions(pair) if not soft]
    faults += contrasts(CONTRASTS["pair/modality"], pair)
    yield from faults
    yield from unordered((_FIRM,) if faults else (_FIRM, _WISH), pair)
    slighted = list(unordered((_GRAVE, _SLIGHT), pair))
    yield from slighted if slighted and not _is_told(pair) else ()


def _is_told(pair: Pair) -> bool:
    """Whether another check tells that what is severe became mild, or little much."""
    return any(contrasts(CONTRASTS["pair/stage"], pair)) or any(turned(pair)) or any(contrasts(QUALITIES, pair))


@pair_check("pair/advice", severity="warning", said=(MODALITY,))
def advice(pair: Pair) -> Iterator[Fault]:
    """Advice and permission.

    "Should" advises what "may" only allows; which of them a translator chose is for an editor to judge. Where only
    some should do it, only they may.
    Example: “You should drink more.” became “Puede beber más.”
    """
    if not all(any("only" in word.meanings for word in side.words[_ONLY]) for side in pair[:2]):
        yield from (fault for fault, soft in _contradictions(pair) if soft)


@pair_check("pair/urgency", severity="error", said=(*CONTRASTS["pair/urgency"], *UNORDERED["pair/urgency"]))
def urgency(pair: Pair) -> Iterator[Fault]:
    """What cannot wait.

    Who is to go to the emergency department at once must not read that an appointment will do, or
    the coming days. Told where the source says that it is urgent, and no word of the translation may say so.
    Example: “Call your doctor immediately if your lips swell.” became “Llame a su médico si se le hinchan los labios.”
    """
    source, target = pair.source, pair.target
    delayed = list(contrasts((_WHEN,), pair)) or list(unordered(UNORDERED["pair/urgency"], pair))
    lost = [] if delayed else [word for word in source.words[_URGENT] if word.sure]
    yield from delayed
    if lost and _URGENT.of(target.language) and target.text.strip() and not target.words[_URGENT]:
        doubt: Severity | None = "warning" if is_free(source, target) else None
        yield Fault(0, len(target.text), f"“{lost[0].text}” of the source is missing", severity=doubt)


def _contradictions(pair: Pair) -> Iterator[tuple[Fault, bool]]:
    """Words of the target that say the opposite of one that it lacks, and whether one of the two only advises."""
    wanted = pair.source.words[MODALITY]
    if not any(word.sure for word in wanted) or inverse(*pair[:2]) is not None:  # “no one under 16 may”
        return
    found = pair.target.words[MODALITY]
    turned = pair[:2], (pair.target, pair.source)
    if not found or any((says_unless(one) and says_only_if(its)) or is_once(one, its) for one, its in turned):
        return  # “you may stay unless it hurts” is “you must come only if it hurts”
    pairs = paired(wanted, found)
    kept, explained = {i for i, _ in pairs}, {j for _, j in pairs}
    hinted = frozenset().union(*(word.meanings for word in found if not word.sure))
    lost = [word for i, word in enumerate(wanted) if word.sure and i not in kept and not word.meanings & hinted]
    for j, word in enumerate(found):
        other = next((one for one in lost if _are_opposed(one, word) or _is_plainly_opposed(one, word, pair)), None)
        if word.sure and j not in explained and other:
            message = f"“{word.text}” says something else than “{other.text}” of the source"
            yield Fault(word.start, word.end, message), _SOFT in word.meanings | other.meanings


def _are_opposed(one: Word, other: Word) -> bool:
    return any(meaning in _OPPOSED.get(its, ()) for its in one.meanings for meaning in other.meanings)


def _is_plainly_opposed(one: Word, other: Word, pair: Pair) -> bool:
    """Whether no need became a duty, or what may be done a prohibition, in a close translation.

    The side without a negator has no word that denies or limits: "you may only", "solo tiene que".
    """
    plain, denying = (pair.target, pair.source) if "free" in one.meanings else (pair.source, pair.target)
    return (
        any(_PLAINLY.get(meaning) in other.meanings for meaning in one.meanings)
        and {cue.kin for cue in plain.cues if cue.kind in ("strong", "sure")}
        <= {cue.kin for cue in denying.cues} - {""}
        and not plain.comparisons
        and not is_at_earliest(plain, denying)
        and not any(side.words[_ONLY] for side in (pair.source, pair.target))
        and not is_free(pair.source, pair.target)
        and not any(negation.find(pair))
    )


CHECKS = (modality, advice, urgency)
