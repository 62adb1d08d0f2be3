"""Checks on punctuation, white space and the form of numbers, each with a fix where one is safe.

A finding here has a suggestion only where the fix is beyond doubt: the source proves it, or the rule of the language
leaves no choice. The suggestion is what should stand in the place that is marked. What machines wrote is mended with
these suggestions (`pipeline.translation.drafting.finishing`); what people wrote is only marked.
"""

import math
import re
from collections.abc import Iterator
from functools import cache

from pipeline.core.model import Severity
from pipeline.data import load
from pipeline.reading.language import Form, language, languages, one_of
from pipeline.reading.numbers.figures import ambiguous, value
from pipeline.reading.numbers.units import SPACES
from pipeline.reading.regions import blanks
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair
from pipeline.structure.sentences import split_prose

_ENDS = {"?": "?", "？": "?", "!": "!", ":": ":", ".": ".", "…": "…"}
_CLOSERS = '"”’») '
_DOUBLED = re.compile(r"(?<=\S)  +(?=\S)")
_BEFORE_SIGN = re.compile(rf"(?<=[^\s«(\[¿¡])([{SPACES}]*)([,.;:!?)»])(?=[\s)\]\"”»,.;:!?]|$)")
_AFTER_OPENING = re.compile(rf"(?<=[(\[¿¡])[{SPACES}]+(?=\S)")
_GUILLEMET = re.compile(rf"«([{SPACES}]*)(?=\w)")
_REGIONAL = "?!;"  # before which some regions set a blank, and others none
_SHARE = re.compile(rf"(?<=\d)([{SPACES}]?)([%‰])")
_DOTTED_END = re.compile(
    rf"(?:\b[^\W\d_]\. ?)+$|\b(?:{'|'.join(map(re.escape, load('pair_form.yaml')['abbreviations']))})$", re.IGNORECASE
)
_FREE = Form(length_ratio=(0.0, math.inf))
_HOURS = re.compile(r"\d{1,2}\.\d\d(?= ?h)")


def _form(pair: Pair) -> Form:
    """How the target language is written; of an unknown one nothing is asked."""
    return language(pair.target.language).form or _FREE


@pair_check("pair/punctuation", severity="warning")
def punctuation(pair: Pair) -> Iterator[Fault]:
    """End of the sentence.

    A question that becomes a statement says something else. Spanish opens questions with “¿”, exclamations with “¡”.
    Example: "Does it hurt?" became "Duele."
    """
    source, target = pair.source.text, pair.target.text
    text = target.rstrip(_CLOSERS)
    if not text:
        return
    wanted, found = (_ENDS.get(t.rstrip(_CLOSERS)[-1:], "") for t in (source, target))
    if {wanted, found} == {"", "."} and any(_DOTTED_END.search(text.rstrip(_CLOSERS)) for text in (source, target)):
        return
    if wanted != found:
        message = f"the source ends with “{wanted}”, the translation with “{found}”"
        yield _ended(pair, wanted, found, message)
    else:
        yield from _unopened(pair)


def _ended(pair: Pair, wanted: str, found: str, message: str) -> Fault:
    """The fault of a wrong end, with the right one where there is no doubt."""
    source, target = pair.source.text, pair.target.text
    text = target.rstrip()
    end = len(text)
    mended = text.removesuffix(found)
    plain = mended[-1:].isalnum() or (mended[-1:] in _CLOSERS and mended and found == "")
    if wanted in (".", ":") and plain and found in ("", "."):
        return Fault(len(mended) - 1, end, message, mended[-1] + wanted)
    single = len(split_prose(source, 0, len(source))) == len(split_prose(target, 0, len(target))) == 1
    if wanted in ("?", "!") and mended[-1:].isalnum() and text[0].isalnum() and found in ("", ".") and single:
        opening, blank = _form(pair).opening.get(wanted, ""), blanks(pair.target.language).get(wanted, "")
        start = len(target) - len(target.lstrip())
        return Fault(start, end, message, opening + mended.lstrip() + blank + wanted)
    place = max(len(target.rstrip(_CLOSERS)), 1)
    return Fault(place - 1, place, message)


def _unopened(pair: Pair) -> Iterator[Fault]:
    """Questions and exclamations without the sign that opens them, where the language has one."""
    source, target = pair.source.text, pair.target.text
    for sign, opening in _form(pair).opening.items():
        proven = source.count(sign) >= target.count(sign)
        for match in re.finditer(rf"(?<=[\w)\]\"”»%]){re.escape(sign)}(?!\w)", target):
            sentence = re.search(r"(?:.*[.?!…][\"”»)]*\s)?(.*)$", target[: match.start()], re.DOTALL)
            begin = sentence.start(1) if sentence else 0
            if opening in target[begin : match.start()]:
                continue
            clause = re.search(r"(?:.*[:;]\s)?[\s\"“«(¡¿]*(\w)", target[begin : match.start()], re.DOTALL)
            if clause:
                start = begin + clause.start(1)
                fix = opening + clause[1] if proven else None
                yield Fault(start, start + 1, f"the opening “{opening}” is missing", fix)


@pair_check("pair/space", severity="warning", needs=("form",), lesser="info")
def space(pair: Pair) -> Iterator[Fault]:
    """White space.

    Doubled blanks, blanks before a comma or stop, and in French the no-break spaces that some signs ask for; those that
    Canada does without are a hint where no region is given.
    Example: "pain, fever" became "dolor , fiebre".
    """
    source, target = pair.source.text, pair.target.text
    for pattern, right in ((_DOUBLED, " "), (_AFTER_OPENING, "")):
        for match in pattern.finditer(target):
            if target[match.start() - (right == "") : match.end()] not in source:
                yield Fault(*match.span(), "a blank too many", right)
    yield from _beside_signs(pair)


def _beside_signs(pair: Pair) -> Iterator[Fault]:
    source, target = pair.source.text, pair.target.text
    spaced = blanks(pair.target.language)
    for match in _BEFORE_SIGN.finditer(target):
        if match[1] and match[2] not in spaced and match[0] not in source:
            yield Fault(*match.span(), f"no blank stands before “{match[2]}”", match[2])
        elif not match[1] and match[2] in spaced and target[match.start() - 1] not in ",.;:!?":
            message = f"a no-break space stands before “{match[2]}”"
            doubt: Severity | None = "info" if "-" not in pair.target.language and match[2] in _REGIONAL else None
            yield Fault(*match.span(), message, spaced[match[2]] + match[2], severity=doubt)
    if "»" in spaced:
        for match in _GUILLEMET.finditer(target):
            if not match[1]:
                yield Fault(*match.span(), "a no-break space stands behind “«”", "«" + spaced["»"])


@pair_check("pair/number-format", severity="warning", needs=("numbers", "units", "form"))
def number_format(pair: Pair) -> Iterator[Fault]:
    """Form of numbers.

    A decimal sign of the other language is read, but not at once, and before three figures it misleads. A blank stands
    between a number and its unit; where the language says so, before “%” too.
    Example: “10%” became “10%”, in Spanish “10 %”; “4.5 cm” in French is “4,5 cm”.
    """
    target = pair.target.text
    yield from _decimal_signs(pair)
    for match in _SHARE.finditer(target):
        blank = blanks(pair.target.language).get(match[2], "")
        if blank and not match[1]:
            yield Fault(match.start() - 1, match.end(), f"a no-break space stands before “{match[2]}”",
                        target[match.start() - 1] + blank + match[2])  # fmt: skip
    yield from _glued_units(pair)


def _decimal_signs(pair: Pair) -> Iterator[Fault]:
    if pair.target.either:
        return
    decimal, target = pair.target.decimal, pair.target.text
    wrong, right = (".", ",") if decimal == "comma" else (",", ".")
    if wrong not in target:
        return
    known = {one for number in pair.source.numbers for one in number.values}
    for match in re.finditer(rf"(?<![\w.,])\d+{re.escape(wrong)}\d+(?![\w.,]*\d)", target):
        if not (ambiguous(match[0]) or _HOURS.match(target, match.start()) or is_label(target, match.start())):
            fix = match[0].replace(wrong, right)
            yield Fault(*match.span(), f"the decimal sign is “{right}”", fix if value(fix, decimal) in known else None)


def is_label(text: str, position: int) -> bool:
    """Whether a number with a point counts sections or versions: "apartado 3.2" has no decimals."""
    return _numbered().search(text, max(position - 20, 0), position) is not None


@cache
def _numbered() -> re.Pattern[str]:
    """A word that counts sections and the like, in whatever language."""
    words = one_of(form.numbered for one in languages() if (form := one.form))
    return re.compile(rf"\b(?:{words})\.?[{SPACES}]$", re.IGNORECASE)


def _glued_units(pair: Pair) -> Iterator[Fault]:
    """Units that stand right behind their number, where the source has a blank between them."""
    source, target = pair.source, pair.target.text
    apart = {one for n in source.numbers if n.unit and source.text[n.end] in SPACES for one in n.values}
    clock = bool(apart) and any(of == "clock" for one in pair.source.wholes for of, _ in one.amounts)
    for number in pair.target.numbers if apart else ():
        end = pair.target.unit_end(number)
        unit = target[number.end : end]
        if clock and unit == "h":  # "22h" is a time of day, and no quantity
            continue
        if number.unit and unit[:1].isalpha() and not apart.isdisjoint(number.values):
            fix = f"{target[number.start : number.end]}\u00a0{unit}"
            yield Fault(number.start, end, f"a blank stands between a number and “{unit}”", fix)
