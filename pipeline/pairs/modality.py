"""The checks on modality: what may, must, need not and must not be done.

Only a contradiction is a fault: the target has a word of one meaning that nothing in the source explains, and lacks one
of the opposed meaning. That a negator was lost or added is told by pair/negation.
"""

from collections.abc import Iterator

from pipeline.core.model import Severity
from pipeline.pairs.comparing.alignment import paired
from pipeline.pairs.comparing.contrasts import contrasts
from pipeline.pairs.comparing.inverse import inverse, is_once, says_only_if, says_unless
from pipeline.pairs.comparing.wording import is_free
from pipeline.pairs.negation import negation
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS, MODALITY
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_OPPOSED = {"forbidden": {"free"}, "free": {"forbidden"}, "required": {"allowed", "possible"}}
_OPPOSED |= {"allowed": {"required"}, "possible": {"required"}}
_SOFT = "advised"
_ONLY = CONTRASTS["pair/only"][0]
_URGENT, _WHEN = CONTRASTS["pair/urgency"]
# What a side that denies nothing, and limits nothing, says against the other.
_PLAINLY = {"free": "required", "allowed": "forbidden"}


@pair_check("pair/modality", severity="error")
def modality(pair: Pair) -> Iterator[Fault]:
    """Prohibition, need and permission.

    "You must not fast" forbids what "you need not fast" leaves to the reader, and both hold a negator; what may be done
    is no duty, and what should be done is not left to a wish. "Must" and "should" render each other.
    Example: “You must not stop the tablets.” became “No necesita dejar los comprimidos.”
    """
    yield from (fault for fault, soft in _contradictions(pair) if not soft)
    yield from contrasts(CONTRASTS["pair/modality"], pair)


@pair_check("pair/advice", severity="warning")
def advice(pair: Pair) -> Iterator[Fault]:
    """Advice and permission.

    "Should" advises what "may" only allows; which of them a translator chose is for an editor to judge.
    Example: “You should drink more.” became “Puede beber más.”
    """
    yield from (fault for fault, soft in _contradictions(pair) if soft)


@pair_check("pair/urgency", severity="error")
def urgency(pair: Pair) -> Iterator[Fault]:
    """What cannot wait.

    Who is to go to the emergency department at once must not read that an appointment will do. Told where the source
    says that it is urgent, and no word of the translation may say so.
    Example: “Call your doctor immediately if your lips swell.” became “Llame a su médico si se le hinchan los labios.”
    """
    source, target = pair.source, pair.target
    lost = [word for word in source.words[_URGENT] if word.sure]
    if lost and _URGENT.of(target.language) and target.text.strip() and not target.words[_URGENT]:
        doubt: Severity | None = "warning" if is_free(source, target) else None
        yield Fault(0, len(target.text), f"“{lost[0].text}” of the source is missing", severity=doubt)
    else:
        yield from contrasts((_WHEN,), pair)


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
        and not any(side.words[_ONLY] for side in (pair.source, pair.target))
        and not is_free(pair.source, pair.target)
        and not any(negation.find(pair))
    )


CHECKS = (modality, advice, urgency)
