"""Terms of several words of which a text has all but one, and in its place a word that differs in one letter.

"Portal vain": the rest of the term is the witness. A word alone proves nothing, since "dysphagia" and "dysphasia" are
both words, and names of drugs are near to others by chance; neither is looked at. Nor is a word that other terms have,
such as "infection" for "injection". In 1,200,000 words of pages, answers and letters it finds some twenty places, most
of them misspelt.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.core.text.matching import key, lower
from pipeline.glossary import english
from pipeline.glossary.concepts import Concept, forms

_WORD = re.compile(r"[a-z]+")
_JOINED = re.compile(r"[ \u00a0-]|[ \u00a0]?\n[ \u00a0]?")
_SIZES = (2, 3)  # words of a term; of longer ones other checks see more
_LEAST = 4  # letters of a word: of shorter ones too many are near to each other
_WITNESS = 5  # letters of the longest word that is right; "dry", "bad" and "back" stand beside any noun
_SPELLINGS = (
    ("ae", "e"),
    ("oe", "e"),
    ("our", "or"),
    ("is", "iz"),
    ("ys", "yz"),
    ("re", "er"),
    ("ll", "l"),
    ("ph", "f"),
)

Gap = tuple[int, tuple[str, ...]]  # which word of a term is left out, and the others


class Near(NamedTuple):
    """A place in a text, in code points, whose words are nearly those of a term."""

    start: int
    end: int
    term: str


class NearTerms:
    """Finds what is nearly a term of one of the concepts."""

    def __init__(self, concepts: Iterable[Concept]):
        self._missing: dict[Gap, set[str]] = {}
        self._words: set[str] = set()
        self._known: set[tuple[str, ...]] = set()
        self._others: set[str] = set(english.function_words())
        for concept in concepts:
            for form in forms(concept):
                words = tuple(key(form.text).split(" "))
                self._others.update(words)
                self._known.update(words[i : i + n] for n in _SIZES for i in range(len(words) - n + 1))
                if concept.type == "drug" or len(words) not in _SIZES or not all(map(_WORD.fullmatch, words)):
                    continue
                if form.variant is None or form.variant.action != "flag":
                    self._words.update(words)
                    for i in range(len(words)):
                        self._missing.setdefault((i, words[:i] + words[i + 1 :]), set()).add(words[i])

    def find(self, text: str) -> Iterator[Near]:
        """What is nearly a term, in order."""
        low = lower(text)
        found = list(_WORD.finditer(low))
        joined = [_JOINED.fullmatch(low, one.end(), other.start()) is not None for one, other in pairwise(found)]
        words = [one[0] for one in found]
        behind = 0
        for i in (i for i, word in enumerate(words) if word in self._words or word not in self._others):
            for n in reversed(_SIZES):
                if i < behind or i + n > len(words) or not all(joined[i : i + n - 1]):
                    continue
                if term := self._near(words[i : i + n]):
                    yield Near(found[i].start(), found[i + n - 1].end(), term)
                    behind = i + n

    def _near(self, words: Sequence[str]) -> str | None:
        """The one term that some words nearly are."""
        if tuple(words) in self._known:
            return None
        terms = set()
        for i, word in enumerate(words):
            others = (*words[:i], *words[i + 1 :])
            if max(map(len, others)) < _WITNESS or len(word) < _LEAST or word in self._others:
                continue
            for right in self._missing.get((i, others), ()):
                if len(right) >= _LEAST and _differs_by_one(word, right) and not _is_form(word, right):
                    terms.add(" ".join((*words[:i], right, *words[i + 1 :])))
        return terms.pop() if len(terms) == 1 else None


def _differs_by_one(one: str, other: str) -> bool:
    """Whether one letter more, less, other or changed with the next makes two words equal.

    >>> _differs_by_one("vain", "vein"), _differs_by_one("vien", "vein"), _differs_by_one("vine", "vein")
    (True, True, False)
    """
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def _is_form(one: str, other: str) -> bool:
    """Whether two words are forms or spellings of one: a letter at the end, a plural, British and American English."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short):
        return True
    return _plain(one) == _plain(other) or any(_plural(a) == b for a, b in ((one, other), (other, one)))


def _plural(word: str) -> str:
    plural = english.plural(word)
    return plural.text if plural else ""


def _plain(word: str) -> str:
    for british, american in _SPELLINGS:
        word = word.replace(british, american)
    return word
