"""What people approved before, found again: the same sentence, or one that is much like it.

A pair counts as approved in any document of the project; pairs from TMX files that a team puts beside its XLIFF files
serve where the project has none. Where two pairs disagree about a sentence, it is left to a person. A similar
sentence serves only if its numbers could be adapted and no check objects. Where more than numbers differ, its text is
a draft for a person, never more.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import NamedTuple, Protocol

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from pipeline.core.model import Finding
from pipeline.core.text.folding import one_space
from pipeline.translation.drafting.finishing import localise

Judge = Callable[[str, str], list[Finding]]

# One character in five may differ; translators' tools have such a limit from 70 to 85. Not measured here: a person sees
# and confirms each, and what must not differ (numbers, negation, sides) is judged by the checks.
SIMILAR = 80.0  # per cent of equal characters, figures counted as equal
# In three words one other word leaves two: that is no similar sentence, but another one.
FEWEST_WORDS = 4
_KEPT = 4096  # answers; a sentence is asked for several times while its document is at work
_OTHER_WORD = "pair/replaced"  # what a similar sentence has instead stands in its difference
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")


class Similar(NamedTuple):
    """An approved pair for a sentence like the one asked for, and the text made of it.

    `percent` is the likeness of the sources, `difference` shows it as "the [liver → kidney] is". `only_numbers` tells
    that all words are equal, `is_same` that the numbers are as well.
    """

    source: str
    target: str
    text: str
    percent: int
    difference: str
    only_numbers: bool
    is_same: bool


class Pairs(Protocol):
    """The approved pairs of one direction, wherever they are kept."""

    def get(self, source: str) -> str | None:
        """The target on which all pairs of a source agree (`agreed`)."""

    def near(self, shortest: int, longest: int) -> Mapping[str, str]:
        """The sources whose `masked` form has so many characters, each with that form, in the alphabet's order."""


def agreed(own: Collection[str], others: Collection[str]) -> str | None:
    """The target of a source on which the project's own pairs agree, else the one on which those of others do."""
    return next((min(targets) for targets in (own, others) if len(set(map(one_space, targets))) == 1), None)


def masked(source: str) -> str:
    """A source with its figures and its spaces made equal."""
    return _FIGURES.sub("0", one_space(source))


def reach(length: int) -> tuple[int, int]:
    """The lengths between which a text can be similar to one of this length: what one has more is a difference."""
    return int(length * SIMILAR / (200 - SIMILAR)), int(length * (200 - SIMILAR) / SIMILAR) + 1


def is_long_enough(source: str) -> bool:
    """Whether a sentence has the words that likeness takes."""
    return len(source.split()) >= FEWEST_WORDS


def is_similar(form: str, others: Collection[str]) -> bool:
    """Whether a masked text is so much like one of the others that the pair of one may serve the other."""
    return process.extractOne(form, others, scorer=fuzz.ratio, score_cutoff=SIMILAR) is not None


class Memory:
    """Approved pairs of one direction. `judge` are the checks; with `comma` figures are written the Spanish way."""

    def __init__(self, pairs: Pairs, judge: Judge, *, comma: bool):
        self._pairs, self._judge, self._comma = pairs, judge, comma
        self.similar = lru_cache(maxsize=_KEPT)(self._similar)
        self.exact = lru_cache(maxsize=_KEPT)(self._exact)
        self.refused = lru_cache(maxsize=_KEPT)(self._refused)

    def _exact(self, source: str) -> str | None:
        """The approved target of the very sentence, unless a check would withhold it."""
        target = self._pairs.get(source)
        return target if target is not None and self.is_sound(source, target) else None

    def _refused(self, source: str) -> tuple[str, str] | None:
        """The target of the very sentence that is not used, and what a check says of it."""
        target = self._pairs.get(source)
        found = [] if target is None else [one for one in self._judge(source, target) if one.withholds]
        return (target, found[0].message) if target is not None and found else None

    def is_sound(self, source: str, target: str, shown: str = "") -> bool:
        """Whether no check would withhold a pair, but for the one whose findings are `shown` in another way."""
        return not any(finding.withholds for finding in self._judge(source, target) if finding.check != shown)

    def _similar(self, source: str) -> Similar | None:
        """The most similar approved pair that can serve; the first in the alphabet among equals."""
        return self._search(source) if is_long_enough(source) else None

    def _search(self, source: str) -> Similar | None:
        text = masked(source)
        known_ones = self._pairs.near(*reach(len(text)))
        near = process.extract(text, known_ones, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=3)
        for other, score, known in near:
            pair = known, self._pairs.get(known) or ""
            target = self._adapted(*pair, source)
            if target is not None and self.is_sound(source, target, "" if other == text else _OTHER_WORD):
                percent = min(int(score), int(fuzz.ratio(one_space(source), known)))
                return Similar(
                    *pair, target, percent, _difference(known, source), other == text, known == one_space(source)
                )
        return None

    def _adapted(self, known: str, target: str, source: str) -> str | None:
        """The target of a known sentence with the figures of another; None where they do not match one to one."""
        old, new = _FIGURES.findall(known), _FIGURES.findall(source)
        changed = dict(zip(old, new, strict=False))
        if len(old) != len(new) or any(changed[a] != b for a, b in zip(old, new, strict=True)):
            return None
        forms = {form: self._written(to) for one, to in changed.items() for form in (one, self._written(one))}
        there = Counter(forms.get(found[0]) for found in _FIGURES.finditer(target))
        if old != new and there != Counter(map(self._written, new)):
            return None
        return target if old == new else _FIGURES.sub(lambda found: forms[found[0]], target)

    def _written(self, figures: str) -> str:
        return localise(figures).replace("\u00a0", "") if self._comma else figures


def _difference(old: str, new: str) -> str:
    """The new sentence with what changed in brackets, old words first."""
    before, after = old.split(), new.split()
    shown: list[str] = []
    gone: list[str] = []
    come: list[str] = []
    for step in [*Levenshtein.opcodes(before, after), None]:
        if (step is None or step.tag == "equal") and (gone or come):
            shown.append(f"[{' '.join(gone)} → {' '.join(come)}]")
            gone, come = [], []
        if step is not None and step.tag == "equal":
            shown += after[step.dest_start : step.dest_end]
        elif step is not None:
            gone += before[step.src_start : step.src_end]
            come += after[step.dest_start : step.dest_end]
    return " ".join(shown)
