"""How alike two terms are: the cosine of their character trigrams, weighed by TF-IDF.

A trigram stands within a word and its blanks (" li", "liv", …, "er "). It weighs ln((1 + n) / (1 + df)) + 1 for each
time that it occurs, where df of the n terms have it, and vectors have length one, as in scikit-learn's
`TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3))`. Trigrams that no term has do not count.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import log, sqrt

import numpy as np


class TermIndex:
    """Terms that can be searched by likeness: for each trigram, the terms that have it and how much it weighs there."""

    def __init__(self, terms: Sequence[str]):
        self._terms = terms
        counts = [Counter(_trigrams(term)) for term in terms]
        having = Counter(trigram for some in counts for trigram in some)
        self._weights = {trigram: log((1 + len(terms)) / (1 + df)) + 1 for trigram, df in having.items()}
        columns: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for i, some in enumerate(counts):
            for trigram, weight in self._vector(some).items():
                columns[trigram][0].append(i)
                columns[trigram][1].append(weight)
        self._columns = {trigram: (np.array(rows), np.array(weights)) for trigram, (rows, weights) in columns.items()}

    def alike(self, text: str, least: float) -> list[tuple[str, float]]:
        """The terms whose likeness to a text is `least` (0 to 1) or more, each with its likeness."""
        likeness = np.zeros(len(self._terms))
        for trigram, weight in self._vector(Counter(_trigrams(text))).items():
            rows, weights = self._columns[trigram]
            likeness[rows] += weight * weights
        return [(self._terms[i], float(likeness[i])) for i in np.flatnonzero(likeness >= least).tolist()]

    def _vector(self, counts: Mapping[str, int]) -> dict[str, float]:
        """The weights of the trigrams that terms have, to length one."""
        weights = {one: count * self._weights[one] for one, count in counts.items() if one in self._weights}
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {trigram: weight / length for trigram, weight in weights.items()}


def _trigrams(text: str) -> Iterator[str]:
    for word in text.split():
        padded = f" {word} "
        for i in range(len(word)):
            yield padded[i : i + 3]
