"""In which language a text surely is, whatever is said of it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

from pipeline.core.tags import is_latin
from pipeline.data import load

_WORDS: Mapping[str, frozenset[str]] = {tag: frozenset(words) for tag, words in load("spoken.yaml").items()}
_WORD = re.compile(r"[^\W\d_]{1,40}")
_READ = 20_000  # characters of a text that are read: enough to be sure
_LEAST = 50  # words; a name, a quotation and a list of drugs have fewer
_LEAST_TO_CONFIRM = 10  # words; that a text is in the language it is said to be in takes less than that it is not
_SHARE, _FOREIGN = 0.2, 0.05  # of all words: small ones are a third of running text; a word or two may be borrowed


def surely_in(text: str, tag: str) -> str:
    """The tag of the language of a text: the given one, unless another is sure.

    Sure is one of which every fifth word is a small one, while the given language has next to none. Of a language whose
    words are not known here nobody can say that, unless it is written in other letters.

    >>> surely_in("Rest helps. " * 50, "en")
    'en'
    """
    own = tag.partition("-")[0]
    if own not in _WORDS and is_latin(tag):
        return tag
    count = _counted(text)
    every = count.total()
    if every < _LEAST:
        return tag
    ours: frozenset[str] = _WORDS.get(own, frozenset())
    shares = {one: sum(count[word] for word in words - ours) / every for one, words in _WORDS.items()}
    best = max(shares, key=lambda one: shares[one])
    mine = sum(count[word] for word in ours - _WORDS[best]) / every
    return best if best != own and shares[best] >= _SHARE and mine <= _FOREIGN else tag


def is_in(text: str, tag: str) -> bool:
    """Whether a text shows that it is in the language that is said: every fifth word is a small one of it."""
    count, words = _counted(text), _WORDS.get(tag.partition("-")[0], frozenset())
    every = count.total()
    return every >= _LEAST_TO_CONFIRM and sum(count[word] for word in words) >= _SHARE * every


def has_its_letters(text: str, tag: str) -> bool:
    """Whether a text is written in letters of the language that is said; of languages in Latin letters this is seen."""
    letters = [sign for sign in text[:_READ] if sign.isalpha()]
    others = sum(not sign.isascii() and not unicodedata.name(sign, "").startswith("LATIN") for sign in letters)
    return len(letters) < _LEAST or 2 * others < len(letters) or not is_latin(tag)


def _counted(text: str) -> Counter[str]:
    return Counter(map(str.lower, _WORD.findall(text[:_READ])))
