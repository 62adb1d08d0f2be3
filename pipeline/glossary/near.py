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
from pipeline.data import load
from pipeline.glossary import english
from pipeline.glossary.concepts import Concept, forms

_WORD = re.compile(r"[a-z]+")
_JOINED = re.compile(r"[ \u00a0-]|[ \u00a0]?\n[ \u00a0]?")
_SIZES = (2, 3)  # words of a term; of longer ones other checks see more
_LEAST = 4  # letters of a word: of shorter ones too many are near to each other
_WITNESS = 5  # letters of the longest word that is right; "dry", "bad" and "back" stand beside any noun
_SPELLINGS = tuple(map(tuple, load("english.yaml")["letters"]))

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
        self._others: set[str] = set(english.function_words())
        for concept in concepts:
            for form in forms(concept):
                words = tuple(key(form.text).split(" "))
                self._others.update(words)
                if concept.type == "drug" or len(words) not in _SIZES or not all(map(_WORD.fullmatch, words)):
                    continue
                if form.variant is None or form.variant.action != "flag":
                    for i in range(len(words)):
                        self._missing.setdefault((i, words[:i] + words[i + 1 :]), set()).add(words[i])

    def find(self, text: str) -> Iterator[Near]:
        """What is nearly a term, in order."""
        low = lower(text)
        found = list(_WORD.finditer(low))
        words = [one[0] for one in found]
        behind = 0
        for at in (i for i, word in enumerate(words) if len(word) >= _LEAST and word not in self._others):
            windows = ((i, n) for n in reversed(_SIZES) for i in range(max(at - n + 1, behind), at + 1))
            for i, n in windows:
                term = self._near(words[i : i + n], at - i) if i + n <= len(words) else None
                if term and all(_JOINED.fullmatch(low, a.end(), b.start()) for a, b in pairwise(found[i : i + n])):
                    yield Near(found[i].start(), found[i + n - 1].end(), term)
                    behind = i + n
                    break

    def _near(self, words: Sequence[str], i: int) -> str | None:
        """The one term that some words are but for the i-th of them."""
        word, others = words[i], (*words[:i], *words[i + 1 :])
        if max(map(len, others)) < _WITNESS:
            return None
        meant = (right for right in self._missing.get((i, others), ()) if len(right) >= _LEAST)
        terms = [right for right in meant if _differs_by_one(word, right) and not _is_form(word, right)]
        return " ".join((*words[:i], terms[0], *words[i + 1 :])) if len(terms) == 1 else None


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
