"""Checks across a whole corpus: pairs that are sound each by itself, and cannot all be right together."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.core.model import Finding
from pipeline.pairs.across.abbreviation import abbreviation
from pipeline.rules import Fault, SetCheck, set_check
from pipeline.rules.pair import PairContext

KeyedPair = tuple[str, str, str]
"""The key of a segment, its source and its target."""


def _by_target(pair: KeyedPair) -> str | None:
    """The target with case and white space folded; None where there is none."""
    return _folded(pair[2]) or None


def _by_source(pair: KeyedPair) -> str | None:
    """The source with white space folded, where it has a target."""
    return " ".join(pair[1].split()) if pair[2].strip() else None


@set_check("set/same-target", severity="error", group=_by_target)
def same_target(pairs: Sequence[KeyedPair], context: PairContext) -> Iterator[tuple[str, Fault]]:
    """Different sources with one translation.

    Sources that differ in numbers or polarity cannot share a target: one of them is wrong. That is what a copied line
    or a careless memory leaves behind. Example: “Take 5 mg.” and “Take 50 mg.” are both “Tome 5 mg.”
    """
    for group in _grouped(pairs, _by_target):
        if len({_folded(source) for _, source, _ in group}) < 2:
            continue
        contents = [_content(source, context) for _, source, _ in group]
        for i, (key, _, target) in enumerate(group):
            other = next((j for j, content in enumerate(contents) if content != contents[i]), None)
            if other is not None:
                message = f"“{_short(group[other][1])}” says something else and has the same translation"
                yield key, Fault(0, len(target), message)


@set_check("set/consistency", severity="warning", group=_by_source)
def consistency(pairs: Sequence[KeyedPair], context: PairContext) -> Iterator[tuple[str, Fault]]:
    """One source with several translations.

    A reader takes two wordings for two things. The most frequent one is suggested.
    Example: “Follow-up” is “Seguimiento” in one text and “Control” in another.
    """
    for group in _grouped(pairs, _by_source):
        targets = Counter(" ".join(target.split()) for _, _, target in group)
        usual = min(targets, key=lambda target: (-targets[target], target))
        for key, _, target in group:
            if " ".join(target.split()) != usual:
                message = f"the same source is also translated “{_short(usual)}”"
                yield key, Fault(0, len(target), message, usual)


SET_CHECKS: tuple[SetCheck, ...] = (same_target, consistency, abbreviation)


def check_set(pairs: Sequence[KeyedPair], context: PairContext) -> dict[str, list[Finding]]:
    """Findings on the pairs of a corpus, by segment key; their raw span is the whole source."""
    lengths = {key: len(source) for key, source, _ in pairs}
    findings: dict[str, list[Finding]] = {}
    for check in SET_CHECKS:
        for key, fault in () if context.is_off(check.id) else check.find(pairs, context):
            findings.setdefault(key, []).append(finding(check, fault, (0, lengths[key])))
    return findings


def finding(check: SetCheck, fault: Fault, raw: tuple[int, int]) -> Finding:
    """A fault as a finding on the pair whose source has the raw span `raw`."""
    severity = fault.severity or check.severity
    return Finding(check.id, severity, fault.message, fault.start, fault.end, *raw, fault.suggestion)


def _grouped(pairs: Sequence[KeyedPair], group: Callable[[KeyedPair], str | None]) -> Iterable[list[KeyedPair]]:
    groups: dict[str, list[KeyedPair]] = {}
    for pair in pairs:
        if (name := group(pair)) is not None:
            groups.setdefault(name, []).append(pair)
    return groups.values()


def _content(source: str, context: PairContext) -> tuple[tuple[float, ...], int]:
    """What no two sources of one target may differ in: the values of their numbers, and how often they deny."""
    read = context.read_source(source)
    values = sorted(max(n.values) for n in read.numbers if n.kind in ("figures", "word"))
    return tuple(values), sum(cue.kind == "strong" for cue in read.cues)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
