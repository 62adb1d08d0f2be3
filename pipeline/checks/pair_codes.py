"""The check on stages and codes: TNM, stage, grade, genes, markers and other names with figures in them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from rapidfuzz.distance import Levenshtein

from pipeline.checks.pair_context import PairContext
from pipeline.data import load
from pipeline.rules import Fault, pair_check

_TABLE: Mapping[str, Any] = load("pair_names.yaml")
_TNM = re.compile(
    r"\b[acpry]{0,2}T(?:is|[0-4X])[a-d]?(?: ?,? ?N[0-3X][a-c]?)?(?: ?,? ?M[01X][a-c]?)?(?!\w)"
    r"|\b[cp]?[NM][0-3X][a-c]?(?!\w)"
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_AFTER_WORD = re.compile(
    rf"\b(?:{'|'.join(_TABLE['stage_words'])})s?[ -](?P<list>(?:IV|I{{1,3}}|V|[0-5])[ABCabc]?[1-3]?\b"
    r"(?:(?: ?[-–/,] ?| (?:or|and|to|o|y|u|a|et|ou|e|à) )(?:IV|I{1,3}|V|[0-5])[ABCabc]?[1-3]?\b)*)",
    re.IGNORECASE,
)
_STAGE = re.compile(r"(?P<level>IV|III|II|I|V|[0-5])(?P<letter>[A-Ca-c]?)(?P<figure>[1-3]?)\b")
_BARE = re.compile(r"\b(?:IV|III|II|I)[ABC][1-3]?\b")
_CODE = re.compile(
    r"(?<![\w-])(?=[\w-]{0,20}?\d)(?=[\w-]{0,20}?[A-Z])[A-Za-z\d]{1,12}(?:-[A-Za-z]{0,6}\d{1,4}[A-Za-z]?|-[A-Z]\w{0,8}){0,3}(?![\w])"
)
_GENE = re.compile(rf"\b(?:{'|'.join(_TABLE['genes'])})\b")
_SIGN = re.compile(r"[ -]?(?:(?P<plus>\+|positiv\w*)|(?P<minus>[-−–](?=\s|$|[.,;)])|negativ\w*))", re.IGNORECASE)


class Code(NamedTuple):
    """A code in the form in which two texts are compared; `firm` codes never change on their way."""

    name: str
    firm: bool
    start: int
    end: int


@pair_check("pair/stage", severity="error")
def stage(source: str, target: str, context: PairContext) -> Iterator[Fault]:
    """Stages, genes and codes.

    A stage, a TNM formula, a gene, a marker or the sign behind it decides on the treatment.
    Example: “stage II” became “estadio III”; “HER2+” became “HER2-”.
    """
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


def codes(text: str) -> list[Code]:
    """All codes of a text, in order; the names of stages are those of their values."""
    found = [Code(match[0].replace(" ", "").replace(",", ""), True, *match.span()) for match in _TNM.finditer(text)]
    for match in _AFTER_WORD.finditer(text):
        stages = _STAGE.finditer(text, match.start("list"), match.end("list"))
        found += [Code(_stage_name(one), True, *one.span()) for one in stages]
    found += [
        Code(_stage_name(m), True, *m.span()) for b in _BARE.finditer(text) if (m := _STAGE.match(text, b.start()))
    ]
    found += [_signed(text, match, firm=True) for match in _GENE.finditer(text)]
    found += [_signed(text, match, firm=False) for match in _CODE.finditer(text)]
    found.sort(key=lambda code: (code.start, -code.end))
    return [
        code for i, code in enumerate(found) if i == 0 or code.start >= max(c.end for c in found[max(0, i - 3) : i])
    ]


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
