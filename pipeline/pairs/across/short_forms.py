"""Short forms as they stand in a text, of whatever language: “ALP”, “TACs”, “ADNtc”, “PET-TC”."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.core.edits import Span
from pipeline.entities.abbreviations import find as find_abbreviations
from pipeline.entities.alignment import definitions, is_short

_TOKEN = re.compile(r"[()\[\]]|[^\W_]+(?:[-‐‑–][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_BRACKET = re.compile(r"[()\[\]]")
_ROMAN = re.compile(r"[IVX]+")
_OPENED = re.compile(r"[(\[]\s?[\"'“«‘]?$")
_CLOSED = re.compile(r"[\"'”»’]?\s?[)\],;:=/]")
_SET_OFF = re.compile(r"[–—,=\"“«]\s?$")
_LONG_FOLLOWS = re.compile(r"\s?[(\[]\s?[^\W\d_]")


class Short(NamedTuple):
    """A short form in a text; `form` is without the plural's “s”, `inside` tells that it stands in brackets."""

    start: int
    end: int
    form: str
    inside: bool

    @property
    def key(self) -> str:
        """The form as two texts are compared; capitals differ between them (“ARNm”, “ARNM”)."""
        return self.form.casefold()


def shorts(text: str) -> list[Short]:
    """The short forms of a text, in order: words with two capitals or more that are no Roman figures.

    A compound of such words is one (“PET-CT” is no “CT”), another falls into its parts (“CT-guided”).
    """
    found, depth = [], 0
    for token in _TOKEN.finditer(text):
        if token[0] in "()[]":
            depth = depth + 1 if token[0] in "([" else max(0, depth - 1)
            continue
        for start, end in _parts(token):
            form = _singular(text[start:end])
            if _is_short(form):
                found.append(Short(start, end, form, depth > 0))
    return found


def by_key(found: Iterable[Short]) -> dict[str, list[Short]]:
    """Short forms by key, in the order of their first places."""
    keyed: dict[str, list[Short]] = {}
    for short in found:
        keyed.setdefault(short.key, []).append(short)
    return keyed


def defined(text: str) -> Iterator[tuple[Short, Span]]:
    """The short forms that an English text defines, each with the place of its long form."""
    by_place = {short.start: short for short in shorts(text)} if "(" in text or "[" in text else {}
    for one in find_abbreviations(text, [(0, len(text))]) if by_place else ():
        short = by_place.get(one.short_start)
        if short and short.end == one.short_end:
            yield short, (one.long_start, one.long_end)


def explained(text: str) -> list[Short]:
    """The short forms that a text explains, in whatever language: alone in brackets, or with letters that agree."""
    if "(" not in text and "[" not in text:
        return []
    agreeing = {definition.short[0] for definition in definitions(text, 0, len(text))}
    return [short for short in shorts(text) if short.start in agreeing or _is_alone(text, short)]


def _is_alone(text: str, short: Short) -> bool:
    """Whether a short form fills its brackets, or the first part of them: “(FA)”, “(FA, por sus siglas)”."""
    return bool(_OPENED.search(text[max(0, short.start - 3) : short.start]) and _CLOSED.match(text, short.end))


def is_set_off(text: str, short: Short) -> bool:
    """Whether a short form stands in brackets, behind a comma or a dash, or before brackets with words."""
    before = text[max(0, short.start - 2) : short.start]
    return short.inside or bool(_SET_OFF.search(before) or _LONG_FOLLOWS.match(text, short.end))


def are_together(text: str, one: Short, other: Short) -> bool:
    """Whether two short forms stand in the same brackets: “(FA, en inglés ALP)”."""
    between = text[min(one.end, other.end) : max(one.start, other.start)]
    return one.inside and other.inside and not _BRACKET.search(between)


def _parts(token: re.Match[str]) -> list[Span]:
    parts = list(_PART.finditer(token[0]))
    if sum(not part[0].isalpha() or (not part[0][1:].islower() and not part[0].islower()) for part in parts) > 1:
        return [token.span()]
    return [(token.start() + part.start(), token.start() + part.end()) for part in parts]


def _singular(form: str) -> str:
    return form[:-1] if len(form) > 2 and form[-1] == "s" and not form[-2].islower() else form


def _is_short(form: str) -> bool:
    return sum(c.isupper() for c in form) > 1 and is_short(form) and not _ROMAN.fullmatch(form)
