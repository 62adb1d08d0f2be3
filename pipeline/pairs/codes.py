"""The check on stages and codes: TNM, stage, grade, genes, markers and other names with figures or single letters."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz.distance import Hamming, Levenshtein

from pipeline.core.edits import Span
from pipeline.data import load
from pipeline.pairs.comparing.alignment import paired, swapped
from pipeline.pairs.comparing.contrasts import contrasts
from pipeline.reading.codes import Code
from pipeline.reading.contrasts import Word
from pipeline.reading.meanings import CONTRASTS
from pipeline.reading.sentence import Reading
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_NAMES = load("pair_names.yaml")
_VARIANTS = [set(names) for names in _NAMES["variants"]]
_KEPT = frozenset(_NAMES["kept"])
_SAID = {sign: re.compile(_NAMES[word], re.IGNORECASE) for sign, word in (("+", "positive"), ("−", "negative"))}


@pair_check("pair/stage", severity="error", needs=("stages",), lesser="warning")
def stage(pair: Pair) -> Iterator[Fault]:
    """Stages, genes and codes.

    A stage, a TNM formula, a gene, a marker or the sign behind it decides on the treatment. An abbreviation that is one
    letter apart may be a translation, unless all languages keep it ("LDL").
    Example: “stage II” became “estadio III”; “HER2+” became “HER2-”; “hepatitis B” became “hepatitis A”.
    """
    yield from _codes(pair)
    source, target = pair.source.letters, pair.target.letters
    yield from _letters("letter", source.single, target.single, pair)
    yield from _letters("abbreviation", source.short, target.short, pair)
    yield from contrasts(CONTRASTS["pair/stage"], pair)


def _codes(pair: Pair) -> Iterator[Fault]:
    wanted, found = pair.source.codes, pair.target.codes
    if not wanted and not found:
        return
    names, names_found = Counter(map(_key, wanted)), Counter(map(_key, found))
    lost = [code for code in wanted if not names_found[_key(code)] and not _is_signed(code, names_found, *pair[:2])]
    new = [code for code in found if not names[_key(code)] and not _is_signed(code, names, pair.target, pair.source)]
    explained: set[str] = set()
    for code in new:
        former = next((old for old in lost if _alike(old, code)), None)
        if former := former or next((old for old in wanted if not code.firm and _alike(old, code)), None):
            explained.add(former.name)
            yield Fault(code.start, code.end, f"“{code.name}” does not stand in the source, “{former.name}” does")
    for code in lost:
        if code.firm and code.name not in explained and pair.target.text.strip():
            yield Fault(0, len(pair.target.text), f"“{code.name}” of the source is missing")
    if names == names_found and (place := swapped(_in_pairs(wanted, found), pair)):
        yield Fault(*place, f"“{pair.target.text[slice(*place)]}” stands the other way round in the source")


def _key(code: Code) -> str:
    """The name of a code as all write it: "IL-6" is "IL6"."""
    return code.name.casefold() if code.firm else code.name.casefold().replace("-", "")


def _is_signed(code: Code, others: Mapping[str, int], side: Reading, other: Reading) -> bool:
    """Whether a side says the sign of a code apart from it, and the other behind it: "SARS-CoV-2 positive people"."""
    name = _key(code)
    return any(
        (others.get(f"{name}{sign}") and said.search(side.text))
        or (name.endswith(sign) and others.get(name.removesuffix(sign)) and said.search(other.text))
        for sign, said in _SAID.items()
    )


def _in_pairs(wanted: Sequence[Code], found: Sequence[Code]) -> list[tuple[Word, Word]]:
    source, target = (
        [Word(code.start, code.end, frozenset({_key(code)}), code.name) for code in side] for side in (wanted, found)
    )
    return [(source[i], target[j]) for i, j in paired(source, target)]


def _letters(kind: str, wanted: Mapping[str, Span], found: Mapping[str, Span], pair: Pair) -> Iterator[Fault]:
    """Single capitals ("vitamin K") and abbreviations ("LDL") in the place of one that differs in one letter.

    Longer abbreviations are left out: translated ones may well be one letter apart ("OPEC", "OPEP").
    """
    lost = wanted.keys() - pair.target.letters.words
    for name in found.keys() - pair.source.letters.words:
        if former := next((old for old in sorted(lost) if _takes_place(old, name)), None):
            message = f"the {kind} “{name}” does not stand in the source, “{former}” does"
            is_sure = len(name) == 1 or name in _KEPT
            yield Fault(*found[name], message, severity=None if is_sure else "warning")


def _takes_place(old: str, new: str) -> bool:
    return Hamming.distance(old, new) == 1 and {old, new} not in _VARIANTS


def _alike(old: Code, new: Code) -> bool:
    """Whether one code stands in the place of the other: the same letters with other figures, or one letter off."""
    if old.firm and new.firm:
        return old.name.startswith("stage") == new.name.startswith("stage")
    letters, letters_new = (re.sub(r"[^A-Za-z]", "", code.name).casefold() for code in (old, new))
    return letters == letters_new or (len(letters) > 1 and Levenshtein.distance(old.name, new.name) == 1)


CHECKS = (stage,)
