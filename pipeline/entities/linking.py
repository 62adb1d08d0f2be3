"""Linking mentions to the concepts of the glossary and its packs: exact, then folded, then by likeness.

The likeness is that of scispaCy's `CandidateGenerator`: cosine of character trigrams, weighed by TF-IDF. Its index is
built here from the glossary, in memory, and searched in full, so that the same glossary gives the same links. Where
two concepts are equally alike, or mention and term differ in a number, a letter or an opposite ("hepatitis B",
"hypotension"), nothing is linked. The libraries are loaded when likeness is first asked for.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from pipeline.concepts import Concept, forms
from pipeline.data import load
from pipeline.glossary import Glossary
from pipeline.matching import key

Link = Callable[[Sequence[str]], list[Concept | None]]

_NEIGHBOURS = 8
_SHORT = 2  # a word of so few characters is a letter, a number or a code
_SMALL_WORDS = frozenset(("of", "in", "to", "by", "at", "on", "a", "an", "or"))


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
        """The concept of each text, or None; all that is new goes to the generator in one batch."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        open_ones = []
        for text in new:
            self._known[text] = self._exact.get(text) or self._folded.get(key(text))
            if self._known[text] is None:
                open_ones.append(text)
        self._known.update(zip(open_ones, self._alike(open_ones), strict=True))
        return [self._known[text] for text in texts]

    def _alike(self, texts: Sequence[str]) -> Iterable[Concept | None]:
        """The concept most like each text, where one is."""
        if not texts or not self._aliases:
            return [None] * len(texts)
        found = self._generator([key(text) for text in texts], _NEIGHBOURS)
        return [self._best(key(text), candidates) for text, candidates in zip(texts, found, strict=True)]

    def _best(self, text: str, candidates: Iterable[Any]) -> Concept | None:
        """The most alike candidate above the threshold whose numbers, letters and opposites are the text's own."""
        scores: dict[float, set[str]] = {}
        for candidate in candidates:
            for alias, likeness in zip(candidate.aliases, candidate.similarities, strict=True):
                if likeness >= load("linking.yaml")["threshold"] and _agree(text, alias):
                    scores.setdefault(round(likeness, 5), set()).add(alias)
        best = [self._aliases[alias] for alias in scores[max(scores)]] if scores else [None]
        return best[0] if all(concept == best[0] for concept in best) else None

    @cached_property
    def _generator(self) -> Any:
        """The generator of scispaCy, given all four of its parts: one that it lacks it would fetch from the network."""
        import nmslib  # type: ignore[import-not-found]
        import numpy as np
        from scispacy.candidate_generation import CandidateGenerator
        from scispacy.linking_utils import Entity, KnowledgeBase
        from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

        aliases = list(self._aliases)
        vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), min_df=1, dtype=np.float32)
        index = nmslib.init(method="brute_force", space="cosinesimil_sparse", data_type=nmslib.DataType.SPARSE_VECTOR)
        index.addDataPointBatch(vectorizer.fit_transform(aliases))
        index.createIndex()
        entities = [Entity(alias, alias, [], [], None) for alias in aliases]
        return CandidateGenerator(index, vectorizer, aliases, KnowledgeBase(entities))


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
    if word in _SMALL_WORDS:
        return False
    return len(word) <= _SHORT or any(map(str.isdigit, word)) or set(word) <= set("iv")
