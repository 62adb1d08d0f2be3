"""What a translator is told of a segment: the glossary's words, how its draft came about, what is open in its source.

Each note is led by its kind: `context: …`, `glossary: …` or `findings: …` (`pipeline.exchange.xliff`).
"""

from collections.abc import Mapping, Sequence

from pipeline.core.model import Finding
from pipeline.core.targets import Derivation, Target, Way
from pipeline.core.text.folding import one_space
from pipeline.translation.drafting.required import Required
from pipeline.translation.memory import Similar

WAYS: Mapping[Way, str] = {
    "memory": "approved for the same sentence elsewhere",
    "similar": "made of the approved translation of a similar sentence",
    "term": "a term of the glossary",
    "number": "numbers alone",
    "engine": "as the engine gave it",
    "n-best": "a later proposal of the engine",
    "proxy": "glossary terms put in where nouns stood in for them",
    "opaque": "glossary terms put in where made-up words stood in for them",
    "repair": "glossary terms put in the place of the engine's own words",
    "again": "the engine was asked a second time",
}


def explain(derivation: Derivation) -> str:
    """How a draft came about, in words for whoever reviews it."""
    forced = f": {', '.join(derivation.forced)}; do the words around them agree?" if derivation.forced else ""
    exposed = "; addresses or codes were not hidden from the engine" if derivation.exposed else ""
    return WAYS[derivation.way] + forced + exposed


def notes(
    target: Target,
    findings: Sequence[Finding],
    terms: Sequence[Required],
    similar: Similar | None,
    refused: tuple[str, str] | None = None,
) -> list[str]:
    """A segment's notes; `findings` are those of its source, `refused` what the memory has for it and a check says."""
    made = target.derivation
    told = [f"context: {explain(made)}"] if made and (made.way != "engine" or made.exposed) else []
    told += [f"glossary: {term} = {text}" for term, text in dict.fromkeys((one.source, one.text) for one in terms)]
    told += [f"context: {_shown(similar)}"] if similar and not _is_own(similar, target) else []
    if refused and one_space(refused[0]) != one_space(target.draft or ""):
        told.append(f"context: memory, not used: “{refused[0]}”: {refused[1]}")
    return told + [
        f"findings: source, {finding.severity}: {finding.message}" for finding in findings if finding.is_open
    ]


def _is_own(similar: Similar, target: Target) -> bool:
    """Whether the memory has for this very sentence what stands there already."""
    return similar.is_same and one_space(similar.target) == one_space(target.draft or "")


def _shown(similar: Similar) -> str:
    pair = f"“{similar.source}” = “{similar.target}”"
    if similar.is_same:
        return f"memory, the same sentence: {pair}"
    return f"memory, {similar.percent} % alike: {pair}; the difference: {similar.difference}"
