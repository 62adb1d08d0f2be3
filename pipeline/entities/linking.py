"""Linking mentions to the concepts of the glossary and its packs: exact, then folded, then by likeness.

The index of likeness is built from the glossary, in memory, when likeness is first asked for, and searched in full, so
that the same glossary gives the same links. Where two concepts are equally alike, or mention and term differ in a
number, a letter or an opposite ("hepatitis B", "hypotension"), nothing is linked.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.core.text.matching import key
from pipeline.data import load
from pipeline.glossary import Glossary
from pipeline.glossary.concepts import Concept, forms

if TYPE_CHECKING:
    from pipeline.entities.likeness import TermIndex

Link = Callable[[Sequence[str]], list[Concept | None]]

_SHORT = 2  # a word of so few characters is a letter, a number or a code


class Linker:
    """Finds the concept of a mention by its words; what was once found is kept."""

    def __init__(self, glossary: Glossary):
        self._exact: dict[str, Concept | None] = {}
        self._folded: dict[str, Concept | None] = {}
        self._aliases: dict[str, Concept | None] = {}
        for concept in glossary.concepts:
            for form in forms(concept, exact=glossary.exact):
                if form.variant is not None and form.variant.action == "flag":
                    continue
                _add(self._exact, form.text, concept)
                if not form.cased:
                    _add(self._folded, key(form.text), concept)
                if form.kind != "abbreviation" and not form.cased:
                    _add(self._aliases, key(form.text), concept)
        self._known: dict[str, Concept | None] = {}

    def link(self, texts: Sequence[str]) -> list[Concept | None]:
        """The concept of each text, or None."""
        for text in texts:
            if text not in self._known:
                self._known[text] = self._exact.get(text) or self._folded.get(key(text)) or self._most_alike(key(text))
        return [self._known[text] for text in texts]

    def _most_alike(self, text: str) -> Concept | None:
        """The concept of the most alike term whose numbers, letters and opposites are the text's own."""
        scores: dict[float, set[str]] = {}
        for alias, likeness in self._index.alike(text, load("linking.yaml")["threshold"]):
            if _agree(text, alias):
                scores.setdefault(round(likeness, 5), set()).add(alias)
        best = [self._aliases[alias] for alias in scores[max(scores)]] if scores else [None]
        return best[0] if all(concept == best[0] for concept in best) else None

    @cached_property
    def _index(self) -> "TermIndex":
        from pipeline.entities.likeness import TermIndex

        return TermIndex(list(self._aliases))


def _add(table: dict[str, Concept | None], spelling: str, concept: Concept) -> None:
    """Enter a spelling; one that two concepts share is nobody's."""
    if spelling:
        table[spelling] = concept if table.get(spelling, concept) == concept else None


def _agree(text: str, alias: str) -> bool:
    """Whether numbers, single letters and words that decide a meaning are the same on both sides."""
    return _marks(text.split()) == _marks(alias.split())


def _marks(words: Iterable[str]) -> set[str]:
    decisive = tuple(load("linking.yaml")["decisive"])
    marks = {word for word in words if _is_code(word)}
    return marks | {one for word in words for one in decisive if word.startswith(one)}


def _is_code(word: str) -> bool:
    """Whether a word is a letter, a number or a numeral, in short what tells one of a kind from another."""
    if word in load("linking.yaml")["small_words"]:
        return False
    return len(word) <= _SHORT or any(map(str.isdigit, word)) or set(word) <= set("iv")
