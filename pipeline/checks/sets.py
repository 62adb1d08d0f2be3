"""Checks across a whole corpus: pairs that are sound each by itself, and cannot all be right together."""

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.checks.pair_context import PairContext
from pipeline.checks.pair_negation import negations
from pipeline.checks.pair_numbers import of_source
from pipeline.model import Finding, Severity

Pair = tuple[str, str, str]


def check_set(pairs: Sequence[Pair], context: PairContext | None = None) -> dict[str, list[Finding]]:
    """Findings on the pairs of a corpus, by segment key; `pairs` are (key, source, target).

    set/same-target [error]: sources that differ in numbers or polarity have one target, so one of them is wrong. That
    pattern is what a fuzzy memory match or a copied line leaves behind.
    set/consistency [warning]: one source has several targets; the most frequent one is suggested.
    Example: “Take 5 mg.” and “Take 50 mg.” are both “Tome 5 mg.”
    """
    context = context or PairContext()
    findings: dict[str, list[Finding]] = {}
    for key, finding in (*_same_target(pairs, context), *_consistency(pairs)):
        findings.setdefault(key, []).append(finding)
    return findings


def _same_target(pairs: Sequence[Pair], context: PairContext) -> Iterator[tuple[str, Finding]]:
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair[2].strip():
            groups.setdefault(_folded(pair[2]), []).append(pair)
    for group in groups.values():
        if len({_folded(source) for _, source, _ in group}) < 2:
            continue
        contents = [_content(source, context) for _, source, _ in group]
        for i, (key, source, target) in enumerate(group):
            other = next((j for j, content in enumerate(contents) if content != contents[i]), None)
            if other is not None:
                message = f"“{_short(group[other][1])}” says something else and has the same translation"
                yield key, _finding("set/same-target", "error", message, source, target)


def _consistency(pairs: Sequence[Pair]) -> Iterator[tuple[str, Finding]]:
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair[2].strip():
            groups.setdefault(" ".join(pair[1].split()), []).append(pair)
    for group in groups.values():
        targets = Counter(" ".join(target.split()) for _, _, target in group)
        usual = min(targets, key=lambda target: (-targets[target], target))
        for key, source, target in group:
            if " ".join(target.split()) != usual:
                message = f"the same source is also translated “{_short(usual)}”"
                yield key, _finding("set/consistency", "warning", message, source, target, usual)


def _content(source: str, context: PairContext) -> tuple[tuple[float, ...], int]:
    """What no two sources of one target may differ in: the values of their numbers, and how often they deny."""
    values = sorted(max(n.values) for n in of_source(source, context) if n.kind in ("figures", "word"))
    return tuple(values), sum(cue.kind == "strong" for cue in negations(source, context.source_language))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _finding(
    check: str, severity: Severity, message: str, source: str, target: str, suggestion: str | None = None
) -> Finding:
    return Finding(check, severity, message, 0, len(target), 0, len(source), suggestion)
