"""What people approved before, found again: the same sentence, or one that is much like it.

A pair counts as approved in any document of the project; pairs from TMX files that a team puts beside its XLIFF files
serve where the project has none. Where two pairs disagree about a sentence, it is left to a person. A similar
sentence serves only if its numbers could be adapted and no check objects. Where more than numbers differ, its text is
a draft for a person, never more.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from pipeline.core.model import Finding
from pipeline.translation.drafting.finishing import localise

Pair = tuple[str, str]
Judge = Callable[[str, str], list[Finding]]

SIMILAR = 80.0  # per cent of equal characters, figures counted as equal
FEWEST_WORDS = 4
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")


class Similar(NamedTuple):
    """An approved pair for a sentence like the one asked for, and the text made of it.

    `percent` is the likeness of the sources, `difference` shows it as "the [liver → kidney] is". `only_numbers` tells
    that all words are equal.
    """

    source: str
    target: str
    text: str
    percent: int
    difference: str
    only_numbers: bool


class Memory:
    """Approved pairs of one direction. `judge` are the checks; with `comma` figures are written the Spanish way."""

    def __init__(self, own: Iterable[Pair], others: Iterable[Pair], judge: Judge, *, comma: bool):
        self.own = _agreed(own)
        self._pairs = dict(sorted((_agreed(others) | self.own).items()))
        self._masked = {source: _FIGURES.sub("0", source) for source in self._pairs}
        self._judge, self._comma = judge, comma
        self._found: dict[str, Similar | None] = {}

    def exact(self, source: str) -> str | None:
        """The approved target of the very sentence, unless a check would withhold it."""
        target = self._pairs.get(source)
        return None if target is None or _objections(self._judge(source, target)) else target

    def sound(self) -> Iterator[Pair]:
        """The project's own pairs that no check would withhold."""
        return ((source, target) for source, target in self.own.items() if not _objections(self._judge(source, target)))

    def similar(self, source: str) -> Similar | None:
        """The most similar approved pair that can serve; the first in the alphabet among equals."""
        if source not in self._found:
            self._found[source] = self._search(source) if len(source.split()) >= FEWEST_WORDS else None
        return self._found[source]

    def _search(self, source: str) -> Similar | None:
        near = process.extract(
            _FIGURES.sub("0", source), self._masked, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=3
        )
        for masked, score, known in near:
            target = self._adapted(known, source)
            if target is not None and not _objections(self._judge(source, target)):
                percent = min(int(score), int(fuzz.ratio(source, known)))
                only_numbers = masked == _FIGURES.sub("0", source)
                return Similar(known, self._pairs[known], target, percent, _difference(known, source), only_numbers)
        return None

    def _adapted(self, known: str, source: str) -> str | None:
        """The target of a known sentence with the figures of another; None where they do not match one to one."""
        target, old, new = self._pairs[known], _FIGURES.findall(known), _FIGURES.findall(source)
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


def _agreed(pairs: Iterable[Pair]) -> dict[str, str]:
    agreed: dict[str, str] = {}
    torn = set()
    for source, target in pairs:
        if agreed.setdefault(source, target) != target:
            torn.add(source)
    return {source: target for source, target in agreed.items() if source not in torn}


def _objections(findings: Iterable[Finding]) -> bool:
    return any(finding.withholds for finding in findings)


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
