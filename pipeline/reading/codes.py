"""Stages and codes: TNM, stage, grade, genes, markers and other names with figures or single letters."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from pipeline.core.edits import Span
from pipeline.core.text.phrases import Phrases, PhraseTable
from pipeline.data import load
from pipeline.reading.language import languages, one_of

_TABLE: Mapping[str, Any] = load("pair_names.yaml")
_TNM = re.compile(
    r"\b[acpry]{0,2}T(?:is|[0-4X])[a-d]?(?: ?,? ?N[0-3X][a-c]?)?(?: ?,? ?M[01X][a-c]?)?(?!\w)"
    r"|\b[cp]?[NM][0-3X][a-c]?(?!\w)"
)
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ROMAN = {numeral: value for value, numeral in enumerate(_NUMERALS, 1)}
_HIGHEST, _ARTICLE = 5, 3  # grades; letters of an article, which is no ordinal
_LEVEL = r"(?:XI{0,2}|IX|IV|VI{0,3}|I{1,3}|[0-5])[ABCabc]?[1-3]?\b"
_STAGE = re.compile(r"(?P<level>XI{0,2}|IX|IV|VI{0,3}|I{1,3}|[0-5])(?P<letter>[A-Ca-c]?)(?P<figure>[1-3]?)\b")
_SUM = re.compile(r"(?<![\d.,+])[1-5] ?\+ ?[1-5](?![\d+]|[.,]\d)")
_NAMED = "|".join(rf"(?<={name} )" for name in _TABLE["lettered"])
_LETTER = re.compile(
    rf"(?:(?<=[a-zà-ÿ][ -])|(?<=BCLC ))(?:(?!(?:{'|'.join(_TABLE['pronouns'])})\b)|{_NAMED})[A-Z]"
    r"(?![\w’'&/-]|\.\w|\. ?[a-z])"
)
# What they need; to look for it alone takes a fraction of the time.
_FIGURE, _TUMOUR = re.compile(r"\d"), re.compile(r"[TNM](?:is|[\dX])")
_CAPITAL = re.compile(r"[ -][A-Z](?!\w)")
_CAPITALS = re.compile(r"[A-Z][A-Za-z][A-Z]")
_SHORT = re.compile(r"(?<![\w-])[A-Z][A-Za-z][A-Z](?![\w-])")
_WORD = re.compile(r"[^\W\d_]+")
_BARE = Phrases(r"\b(?:IV|III|II|I)[ABC][1-3]?\b", re.NOFLAG)
_CODE = re.compile(
    r"(?<![\w-])(?=[\w-]{0,20}?\d)(?=[\w-]{0,20}?[A-Z])[A-Za-z\d]{1,12}(?:-[A-Za-z]{0,6}\d{1,4}[A-Za-z]?|-[A-Z]\w{0,8}){0,3}(?![\w])"
)
_GENE = Phrases(rf"\b(?:{'|'.join(_TABLE['genes'])})\b", re.NOFLAG)
_SIGN = re.compile(
    rf"[ -]?(?:(?P<plus>\+|{_TABLE['positive']})|(?P<minus>[-−–](?=\s|$|[.,;)])|{_TABLE['negative']}))", re.IGNORECASE
)


class Code(NamedTuple):
    """A code in the form in which two texts are compared; `firm` codes never change on their way."""

    name: str
    firm: bool
    start: int
    end: int


class Letters(NamedTuple):
    """What could be mistaken for a code of one letter more or less, each with its last place.

    `single` are capitals that stand alone ("vitamin K"), `short` abbreviations of three letters ("LDL"), `words` all
    that stands in the text.
    """

    single: Mapping[str, Span]
    short: Mapping[str, Span]
    words: frozenset[str]


def letters(text: str) -> Letters:
    """The single capitals, short abbreviations and words of a text."""
    single, short = (
        {match[0]: match.span() for match in (pattern.finditer(text) if hint.search(text) else ())}
        for hint, pattern in ((_CAPITAL, _LETTER), (_CAPITALS, _SHORT))
    )
    return Letters(single, short, frozenset(_WORD.findall(text)))


def codes(text: str) -> list[Code]:
    """All codes of a text, in order; the names of stages are those of their values."""
    tumours = _TNM.finditer(text) if _TUMOUR.search(text) else ()
    found = [Code(match[0].replace(" ", "").replace(",", ""), True, *match.span()) for match in tumours]
    behind_words, before_words, bare, genes = _said().each(text)
    for match in behind_words:
        stages = _STAGE.finditer(text, match.start("list"), match.end("list"))
        found += [Code(_stage_name(one), bool(match["firm"]), *one.span()) for one in stages]
    found += [
        Code(f"stage {int(value)}", False, *match.span())
        for match, value in ((match, _ordinals().get(match["ordinal"].lower())) for match in before_words)
        if value and not any(one.start < match.end() and match.start() < one.end for one in found)
    ]
    sums = _SUM.finditer(text) if "+" in text else ()
    found += [Code(match[0].replace(" ", ""), True, *match.span()) for match in sums]
    found += [Code(_stage_name(m), True, *m.span()) for b in bare if (m := _STAGE.match(text, b.start()))]
    found += [_signed(text, match, firm=True) for match in genes]
    found += [_signed(text, match, firm=False) for match in (_CODE.finditer(text) if _FIGURE.search(text) else ())]
    found.sort(key=lambda code: (code.start, -code.end))
    return [
        code for i, code in enumerate(found) if i == 0 or code.start >= max(c.end for c in found[max(0, i - 3) : i])
    ]


@cache
def _said() -> PhraseTable[None]:
    """What names a code by words or letters: levels behind a word, degrees before one, bare stages, genes."""
    return PhraseTable((None, one) for one in (_after_word(), _before_word(), _BARE, _GENE))


@cache
def _after_word() -> Phrases:
    """Levels behind the word of a stage or class, in whatever language."""
    known = [stages for one in languages() if (stages := one.stages)]
    firm, lists = one_of(stages.words for stages in known), one_of(stages.lists for stages in known)
    classes = one_of([*(stages.classes for stages in known), tuple(_TABLE["classes"])])
    between = rf" ?[-–/,] ?| (?:{lists}) "
    levels = rf"(?P<list>{_LEVEL}(?:(?:{between}){_LEVEL})*)"
    return Phrases(rf"\b(?:(?P<firm>{firm})s?|{classes})[ -]{levels}")


@cache
def _ordinals() -> Mapping[str, float]:
    """The ordinals of all languages up to the highest grade."""
    known = [{**numbers.loose, **numbers.ordinals} for one in languages() if (numbers := one.numbers)]
    return {
        word: value
        for some in known
        for word, value in some.items()
        if isinstance(value, (int, float)) and value in range(1, _HIGHEST + 1) and len(word) > _ARTICLE
    }


@cache
def _before_word() -> Phrases:
    """A degree by its ordinal: "second-degree", "segundo grado", "deuxième degré"."""
    words = one_of([tuple(_ordinals())])
    return Phrases(rf"\b(?P<ordinal>{words})[ -](?:{_TABLE['degrees']})\b")


def _stage_name(match: re.Match[str]) -> str:
    level = match["level"].upper()
    return f"stage {_ROMAN.get(level, level)}{match['letter'].upper()}{match['figure']}"


def _signed(text: str, match: re.Match[str], *, firm: bool) -> Code:
    """A code with the plus or minus that stands behind it as a sign or a word."""
    name, sign = match[0].replace("‑", "-"), _SIGN.match(text, match.end())
    if sign is None:
        return Code(name, firm, *match.span())
    return Code(name + ("+" if sign["plus"] else "−"), firm, match.start(), sign.end())
