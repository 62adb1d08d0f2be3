"""The checks on whom a sentence is for, under which condition it holds, and how something goes."""

from collections.abc import Iterator

from pipeline.pairs.comparing.contrasts import contrasts
from pipeline.pairs.comparing.inverse import is_complement
from pipeline.pairs.comparing.wording import is_free
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_BOTH, _CONJUNCTION, _CONDITION = CONTRASTS["pair/alternatives"]


@pair_check("pair/group", severity="error")
def group(pair: Pair) -> Iterator[Fault]:
    """Groups of people.

    Advice for adults may harm children; what women should do is not said to men.
    Example: “Children need less.” became “Los adultos necesitan menos.”
    """
    if not is_complement(pair.source, pair.target):
        yield from contrasts(CONTRASTS["pair/group"], pair)


@pair_check("pair/condition", severity="error")
def condition(pair: Pair) -> Iterator[Fault]:
    """Conditions and exceptions.

    "Unless" and "if" ask for opposite things of the same reader; so do "only if" and "even if".
    Example: “Do not eat unless you are told to.” became “No coma si se lo indican.”
    """
    among = CONTRASTS["pair/condition"]
    if any(cue.kin == "until" for cue in pair.source.cues) and not _denials(pair.target):  # “not until” is “once”
        among = tuple(kind for kind in among if "until" not in kind.of("en"))
    yield from contrasts(among, pair)


@pair_check("pair/course", severity="error")
def course(pair: Pair) -> Iterator[Fault]:
    """Course of a treatment or a disease.

    Stopped, started or continued; better or worse; positive or negative, confirmed or ruled out.
    Example: “Stop taking the tablets.” became “Empiece a tomar los comprimidos.”
    """
    yield from contrasts(CONTRASTS["pair/course"], pair)


@pair_check("pair/only", severity="warning")
def only(pair: Pair) -> Iterator[Fault]:
    """Only.

    "For external use only" warns; "for external use" does not. Translators may say it in ways that no table holds. One
    that denies more than the source says "only if" by "if not".
    Example: “Use it only at night.” became “Úselo por la noche.”
    """
    (contrast,) = CONTRASTS["pair/only"]
    target = pair.target
    known = contrast.of(target.language) and target.text.strip()
    if known and (lost := pair.source.words(contrast)) and not target.words(contrast) and not _says_if_not(pair):
        yield Fault(0, len(target.text), f"“{lost[0].text}” of the source is missing")


def _says_if_not(pair: Pair) -> bool:
    """Whether a target may say "only if" by "if not"."""
    here = _denials(pair.target)
    return here > _denials(pair.source) or (here > 0 and is_free(pair.source, pair.target))


def _denials(side: Reading) -> int:
    return sum(cue.kind == "strong" for cue in side.cues)


@pair_check("pair/and-or", severity="warning")
def and_or(pair: Pair) -> Iterator[Fault]:
    """And and or.

    One drug or the other became both. Languages part here beside negators and in examples, where nothing is said.
    Example: “Use soap or gel.” became “Use jabón y gel.”
    """
    yield from contrasts(CONTRASTS["pair/and-or"], pair)


@pair_check("pair/alternatives", severity="error")
def alternatives(pair: Pair) -> Iterator[Fault]:
    """All and one of several.

    A fever or a rash are two signs to act on, a fever and a rash are one; "both … and" is never "or". Conditions are
    judged where either side has a single conjunction behind as many commas, and denies nothing.
    Example: “if you have a fever or a rash” became “si tiene fiebre y una erupción”.
    """
    yield from contrasts((_BOTH,), pair)
    if any(cue.kind in ("strong", "sure") for side in (pair.source, pair.target) for cue in side.cues):
        return
    wanted, found = _listed(pair.source), _listed(pair.target)
    if wanted and found and wanted[1] == found[1] and wanted[0].meanings.isdisjoint(found[0].meanings):
        word = found[0]
        yield Fault(word.start, word.end, f"“{word.text}” does not stand in the source, “{wanted[0].text}” does")


def _listed(side: Reading) -> tuple[Word, int] | None:
    """The one conjunction of a side, if it stands in a condition, with the number of commas between them."""
    words, ends = side.words(_CONJUNCTION), [word.end for word in side.words(_CONDITION)]
    if len(words) != 1 or not words[0].sure or not (before := [end for end in ends if end <= words[0].start]):
        return None
    return words[0], side.text.count(",", before[-1], words[0].start)


CHECKS = (group, condition, course, only, and_or, alternatives)
