"""Sides of the body by "left" and "right", as one text says them."""

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from pipeline.core.text.phrases import Phrases, PhraseTable
from pipeline.reading.contrasts import Word
from pipeline.reading.language import either, language


class Sides(NamedTuple):
    """The sides that a text names: all words that may be one, those that surely are, whether it says "both".

    `each` is where it says something of each of two organs; None where the language has no words for that.
    """

    may: tuple[Word, ...]
    sure: tuple[Word, ...]
    both: bool
    each: tuple[Word, ...] | None = None


def sides(text: str, language: str) -> Sides:
    """The sides of a text; none in a language of which they are not known."""
    found: dict[str, list[Word]] = defaultdict(list)
    for (kind, side), match in _patterns(language).matches(text):
        found[kind].append(Word(*match.span(), frozenset({side}), match[0]))
    may, sure, each = (tuple(sorted(found[kind])) for kind in ("may", "sure", "each"))
    return Sides(may, sure, both=bool(found["both"]), each=each if _has_each(language) else None)


def _has_each(tag: str) -> bool:
    table = language(tag).sides
    return table is not None and bool(table.each)


@cache
def _patterns(tag: str) -> PhraseTable[tuple[str, str]]:
    """What names a side, by how sure it is and by the side."""
    table = language(tag).sides
    if table is None:
        return PhraseTable([])
    body = either(table.body)
    rows = [(("may", side), words) for side, words in table.may.items()]
    rows += [(("sure", side), words) for side, words in (table.sure or table.may).items()]
    rows += [(("both", "both"), table.both), (("each", "each"), table.each)]
    return PhraseTable((key, Phrases(either(words).replace("{body}", body))) for key, words in rows)
