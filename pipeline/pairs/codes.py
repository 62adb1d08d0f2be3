"""The check on stages and codes: TNM, stage, grade, genes, markers and other names with figures or single letters."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from rapidfuzz.distance import Hamming, Levenshtein

from pipeline.data import load
from pipeline.pairs.contrasts import Word, contrasts, paired, swapped
from pipeline.reading.language import languages, one_of
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import PairContext

_TABLE: Mapping[str, Any] = load("pair_names.yaml")
_TNM = re.compile(
    r"\b[acpry]{0,2}T(?:is|[0-4X])[a-d]?(?: ?,? ?N[0-3X][a-c]?)?(?: ?,? ?M[01X][a-c]?)?(?!\w)"
    r"|\b[cp]?[NM][0-3X][a-c]?(?!\w)"
)
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ROMAN = {numeral: value for value, numeral in enumerate(_NUMERALS, 1)}
_LEVEL = r"(?:XI{0,2}|IX|IV|VI{0,3}|I{1,3}|[0-5])[ABCabc]?[1-3]?\b"
_STAGE = re.compile(r"(?P<level>XI{0,2}|IX|IV|VI{0,3}|I{1,3}|[0-5])(?P<letter>[A-Ca-c]?)(?P<figure>[1-3]?)\b")
_SUM = re.compile(r"(?<![\d.,+])[1-5] ?\+ ?[1-5](?![\d+]|[.,]\d)")
_LETTER = re.compile(  # "I" is the English pronoun, but for one protein
    r"(?:(?<=[a-zà-ÿ][ -])|(?<=BCLC ))(?:(?!I\b)|(?<=roponin )|(?<=roponin[ae] ))[A-Z](?![\w’'&/-]|\.\w|\. ?[a-z])"
)
_SHORT = re.compile(r"(?<![\w-])[A-Z][A-Za-z][A-Z](?![\w-])")
_VARIANTS = [set(names) for names in _TABLE["variants"]]
_WORD = re.compile(r"[^\W\d_]+")
_BARE = re.compile(r"\b(?:IV|III|II|I)[ABC][1-3]?\b")
_CODE = re.compile(
    r"(?<![\w-])(?=[\w-]{0,20}?\d)(?=[\w-]{0,20}?[A-Z])[A-Za-z\d]{1,12}(?:-[A-Za-z]{0,6}\d{1,4}[A-Za-z]?|-[A-Z]\w{0,8}){0,3}(?![\w])"
)
_GENE = re.compile(rf"\b(?:{'|'.join(_TABLE['genes'])})\b")
_SIGN = re.compile(
    r"[ -]?(?:(?P<plus>\+|positi[vf]\w*)|(?P<minus>[-−–](?=\s|$|[.,;)])|n[eé]gati[vf]\w*))", re.IGNORECASE
)


class Code(NamedTuple):
    """A code in the form in which two texts are compared; `firm` codes never change on their way."""

    name: str
    firm: bool
    start: int
    end: int


@pair_check("pair/stage", severity="error", needs=("stages",))
def stage(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Stages, genes and codes.

    A stage, a TNM formula, a gene, a marker or the sign behind it decides on the treatment.
    Example: “stage II” became “estadio III”; “HER2+” became “HER2-”; “hepatitis B” became “hepatitis A”.
    """
    yield from _codes(source, target, context)
    for pattern, kind in ((_LETTER, "letter"), (_SHORT, "abbreviation")):
        yield from _letters(pattern, kind, source, target)
    yield from contrasts("pair/stage", source, target, context)


def _codes(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    wanted, found = codes(source), codes(target)
    names, names_found = Counter(c.name.casefold() for c in wanted), Counter(c.name.casefold() for c in found)
    lost = [code for code in wanted if not names_found[code.name.casefold()]]
    new = [code for code in found if not names[code.name.casefold()]]
    explained: set[str] = set()
    for code in new:
        former = next((old for old in lost if _alike(old, code)), None)
        if former := former or next((old for old in wanted if not code.firm and _alike(old, code)), None):
            explained.add(former.name)
            yield Fault(code.start, code.end, f"“{code.name}” does not stand in the source, “{former.name}” does")
    for code in lost:
        if code.firm and code.name not in explained and target.strip():
            yield Fault(0, len(target), f"“{code.name}” of the source is missing")
    if names == names_found and (place := swapped(_in_pairs(wanted, found), source, target, context)):
        yield Fault(*place, f"“{target[slice(*place)]}” stands the other way round in the source")


def _in_pairs(wanted: Sequence[Code], found: Sequence[Code]) -> list[tuple[Word, Word]]:
    ours, theirs = (
        [Word(code.start, code.end, frozenset({code.name.casefold()}), code.name) for code in side]
        for side in (wanted, found)
    )
    return [(ours[i], theirs[j]) for i, j in paired(ours, theirs)]


def _letters(pattern: re.Pattern[str], kind: str, source: str, target: str) -> Iterator[Fault]:
    """Single capitals ("vitamin K") and abbreviations ("LDL") in the place of one that differs in one letter.

    Longer abbreviations are left out: translated ones may well be one letter apart ("OPEC", "OPEP").
    """
    wanted, found = ({match[0]: match for match in pattern.finditer(text)} for text in (source, target))
    lost = wanted.keys() - set(_WORD.findall(target))
    for name in found.keys() - set(_WORD.findall(source)):
        if former := next((old for old in sorted(lost) if _takes_place(old, name)), None):
            message = f"the {kind} “{name}” does not stand in the source, “{former}” does"
            yield Fault(*found[name].span(), message)


def _takes_place(old: str, new: str) -> bool:
    return Hamming.distance(old, new) == 1 and {old, new} not in _VARIANTS


def codes(text: str) -> list[Code]:
    """All codes of a text, in order; the names of stages are those of their values."""
    found = [Code(match[0].replace(" ", "").replace(",", ""), True, *match.span()) for match in _TNM.finditer(text)]
    for match in _after_word().finditer(text):
        stages = _STAGE.finditer(text, match.start("list"), match.end("list"))
        found += [Code(_stage_name(one), bool(match["firm"]), *one.span()) for one in stages]
    found += [Code(match[0].replace(" ", ""), True, *match.span()) for match in _SUM.finditer(text)]
    found += [
        Code(_stage_name(m), True, *m.span()) for b in _BARE.finditer(text) if (m := _STAGE.match(text, b.start()))
    ]
    found += [_signed(text, match, firm=True) for match in _GENE.finditer(text)]
    found += [_signed(text, match, firm=False) for match in _CODE.finditer(text)]
    found.sort(key=lambda code: (code.start, -code.end))
    return [
        code for i, code in enumerate(found) if i == 0 or code.start >= max(c.end for c in found[max(0, i - 3) : i])
    ]


@cache
def _after_word() -> re.Pattern[str]:
    """Levels behind the word of a stage or class, in whatever language."""
    known = [stages for one in languages() if (stages := one.stages)]
    firm, lists = one_of(stages.words for stages in known), one_of(stages.lists for stages in known)
    classes = one_of([*(stages.classes for stages in known), tuple(_TABLE["classes"])])
    between = rf" ?[-–/,] ?| (?:{lists}) "
    levels = rf"(?P<list>{_LEVEL}(?:(?:{between}){_LEVEL})*)"
    return re.compile(rf"\b(?:(?P<firm>{firm})s?|{classes})[ -]{levels}", re.IGNORECASE)


def _stage_name(match: re.Match[str]) -> str:
    level = match["level"].upper()
    return f"stage {_ROMAN.get(level, level)}{match['letter'].upper()}{match['figure']}"


def _signed(text: str, match: re.Match[str], *, firm: bool) -> Code:
    """A code with the plus or minus that stands behind it as a sign or a word."""
    name, sign = match[0].replace("‑", "-"), _SIGN.match(text, match.end())
    if sign is None:
        return Code(name, firm, *match.span())
    return Code(name + ("+" if sign["plus"] else "−"), firm, match.start(), sign.end())


def _alike(old: Code, new: Code) -> bool:
    """Whether one code stands in the place of the other: the same letters with other figures, or one letter off."""
    if old.firm and new.firm:
        return old.name.startswith("stage") == new.name.startswith("stage")
    letters, letters_new = (re.sub(r"[^A-Za-z]", "", code.name).casefold() for code in (old, new))
    return letters == letters_new or (len(letters) > 1 and Levenshtein.distance(old.name, new.name) == 1)


CHECKS = (stage,)
