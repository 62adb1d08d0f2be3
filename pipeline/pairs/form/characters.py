"""A check on single characters: those that no text of the target language has."""

import re
import unicodedata
from collections.abc import Iterator

from pipeline.core.text import quoted
from pipeline.data import load
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_FORBIDDEN = re.compile(f"[{load('pair_form.yaml')['forbidden_characters']}\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]")
_LOOKALIKE = re.compile(r"(?<=\d)[OoIl](?=[\d.,%]|\b)|(?<=\d[.,])[OoIl]\b")
_DAMAGED = re.compile(r"(?<=[^\W\d_])[?¿](?=[^\W\d_])|[ÃÂ][\u0080-\u00bf]|â[\u0080-\u00bf€]")
_NO_LATIN = re.compile("[^\\x00-\u02ff]")


@pair_check("pair/characters", severity="error")
def characters(pair: Pair) -> Iterator[Fault]:
    """Characters that do not belong.

    Zero-width and directional signs, the replacement character, letters that pass for digits ("1O mg"), digits and
    letters of another script, question marks for letters: signs of a damaged file or a failed decode.
    Example: "10 mg" became "1O mg", with a letter.
    """
    source, target = pair.source.text, pair.target.text
    for match in _FORBIDDEN.finditer(target):
        if match[0] not in source:
            yield Fault(*match.span(), f"the character U+{ord(match[0]):04X} does not belong here")
    for match in _LOOKALIKE.finditer(target):
        if match[0] not in "".join(_LOOKALIKE.findall(source)):
            yield Fault(*match.span(), f"the letter “{match[0]}” stands where a digit should")
    damaged = list(_DAMAGED.finditer(target))
    closed = quoted.find(target) if damaged else ()
    for match in damaged:
        if match[0] not in source and not quoted.overlaps(*match.span(), closed):
            yield Fault(*match.span(), f"“{match[0]}” stands where a letter was")
    others = list(_NO_LATIN.finditer(target))
    known = _scripts(source) | {"LATIN", "GREEK"} if others else set()
    for match in others:
        if match[0].isalnum() and (script := _script(match[0])) not in known:
            yield Fault(*match.span(), f"“{match[0]}” is of another script ({script.title()})")
            return


def _script(sign: str) -> str:
    name = unicodedata.name(sign, "UNKNOWN")
    return "GREEK" if name.startswith(("MICRO", "GREEK", "OHM")) else name.split()[0]


def _scripts(text: str) -> set[str]:
    return {_script(sign) for sign in _NO_LATIN.findall(text) if sign.isalnum()} | {
        "SUPERSCRIPT",
        "SUBSCRIPT",
        "VULGAR",
        "MODIFIER",
    }
