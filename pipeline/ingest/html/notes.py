"""Raised and lowered signs of a page, and its formulas, in plain text.

"10<sup>9</sup>" must not become 109, nor "dose<sup>2</sup>" a squared dose: what is raised on a number, a unit or a
symbol of one letter is an exponent, on a word or behind a stop the mark of a note, which stands in brackets.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

from pipeline.data import load
from pipeline.ingest.html.tree import Element, Event, Page, Text

_RAISED = str.maketrans("0123456789+-−–()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_ALL_RAISED = re.compile(r"[0-9+\-−–()n]{1,12}")
_ALL_LOWERED = re.compile(r"[0-9+\-−()]{1,12}")
_NUMBERS = re.compile(r"\[?\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,9}\]?")
_LETTERS = re.compile(r"[a-z](?:\s?,\s?[a-z]){0,5}")
_VALUE = re.compile(r"\d$|(?<![^\W_])(?:[A-Za-zµμχσλ]|mm|cm|dm|km|nm|[µμ]m|(?<=\d )(?:in|ft|yd)|(?<=\d)(?:in|ft|yd))$")
_TABLE = load("html.yaml")
_NAMED = re.compile(rf"\b(?:{'|'.join(_TABLE['lettered_nouns'])}) [A-Z]$", re.IGNORECASE)
_CITED = re.compile("|".join(_TABLE["note_classes"]), re.IGNORECASE)
_WORD_BEHIND = re.compile(r"[a-z]{6}")
_OPERATOR = re.compile(r"[=<>≤≥≈±×÷·+−→~∼-]")
_REASON = "mark of a note, raised in the page"


class _Shifted(msgspec.Struct):
    """A raised or lowered element, what stands before it, in it, and right behind it."""

    element: Element
    kind: str
    before: str
    texts: list[Text] = []
    behind: str | None = None


def resolve(page: Page, shifts: Mapping[str, str]) -> None:
    """Write the raised and lowered texts of a page plainly; `shifts` are classes that its style raises or lowers."""
    for one in _shifted(page, shifts):
        _write(one)
    for text in _formula_texts(page.events):
        if text.element.tag == "mo" and _OPERATOR.fullmatch(text.text.strip()):
            text.text, text.reason = f" {text.text.strip()} ", "sign of a formula"


def _shifted(page: Page, shifts: Mapping[str, str]) -> list[_Shifted]:
    before = ""
    shifted: list[_Shifted] = []
    for event in page.events:
        last = shifted[-1] if shifted else None
        if event[0] == "open":
            kind = _shift(event[1], shifts)
            if kind and (last is None or event[1].start >= last.element.end):
                shifted.append(_Shifted(event[1], kind, before))
            elif event[1].tag in ("td", "th", "br", "p", "li"):
                before = ""
        elif event[0] == "text":
            if last is not None and event[1].start < last.element.end:
                last.texts.append(event[1])
            elif last is not None and last.behind is None:
                last.behind = event[1].text
            before = (before + event[1].text)[-40:]
    return shifted


def _shift(element: Element, shifts: Mapping[str, str]) -> str:
    if element.tag in ("sup", "sub"):
        return element.tag
    style = element.get("style")
    if "vertical-align" in style:
        found = re.search(r"vertical-align\s*:\s*(super|sub|text-top)", style)
        if found:
            return "sub" if found[1] == "sub" else "sup"
    if element.parent is not None and element.parent.tag in ("msup", "msub") and element.parent.children[0] != element:
        return element.parent.tag[1:]
    return next((shifts[name] for name in element.get("class").split() if name in shifts), "")


def _write(shifted: _Shifted) -> None:
    texts = [text for text in shifted.texts if text.text.strip()]
    words = "".join(text.text for text in texts).strip()
    if not words:
        return
    if shifted.kind == "sub":
        if _ALL_LOWERED.fullmatch(words):
            _translate(texts, _LOWERED, "lowered in the page")
            _part(shifted, texts)
    elif _is_note(shifted, words):
        opening = "" if words.startswith(("[", "(")) else "["
        gap = " " if words.strip("[]")[0].isalpha() and shifted.before[-1:].strip() else ""
        texts[0].text = gap + opening + texts[0].text.lstrip()
        texts[-1].text = texts[-1].text.rstrip() + ("]" if opening else "")
        for text in texts:
            text.reason = _REASON
    elif _ALL_RAISED.fullmatch(words):
        _translate(texts, _RAISED, "raised in the page")
        _part(shifted, texts)


def _is_note(shifted: _Shifted, words: str) -> bool:
    """Whether a raised text is the mark of a note rather than an exponent, a charge, an isotope or an ordinal."""
    element, before = shifted.element, shifted.before
    cited = bool(_CITED.search(element.get("class") + element.get("id")))
    cited = cited or any(child.tag == "a" for child in element.children)
    if _LETTERS.fullmatch(words) and (words != "n" or cited):
        word = re.search(r"[^\W\d_]+$", before)
        return cited or (word is not None and len(word[0]) > 1) or before[-1:] in ".,;:)%"
    if not _NUMBERS.fullmatch(words):
        return False
    if cited or _NAMED.search(before):
        return True
    if not before.strip() or before[-1].isspace():
        return not (shifted.behind or "")[:1].isalpha()
    return not _VALUE.search(before)


def _part(shifted: _Shifted, texts: list[Text]) -> None:
    """A blank before a word that abuts: "NO<sub>2</sub>concentrations"; units and endings are shorter."""
    if _WORD_BEHIND.match(shifted.behind or ""):
        texts[-1].text += " "


def _translate(texts: list[Text], table: dict[int, int], reason: str) -> None:
    for text in texts:
        text.text, text.reason = text.text.strip().translate(table), reason


def _formula_texts(events: list[Event]) -> Iterator[Text]:
    depth = 0
    for event in events:
        if event[0] == "text":
            if depth:
                yield event[1]
        elif event[1].tag == "math":
            depth += 1 if event[0] == "open" else -1
