"""The figures of a run, for the table in the terminal and the index of the report."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from pipeline.translation.attribution import told

if TYPE_CHECKING:
    from pipeline.bundle import Entry
    from pipeline.core.targets import Target


class Row(msgspec.Struct, frozen=True):
    """What one document came to, in one language."""

    name: str
    language: str
    changes: int
    errors: int
    warnings: int
    notes: int
    entities: int
    sentences: int
    translated: int
    memory: int
    withheld: int

    @staticmethod
    def titles() -> tuple[str, ...]:
        """The table's column titles behind the document's name."""
        return (
            "Language", "Changes", "Errors", "Warnings", "Notes", "Entities",
            "Sentences", "Translated", "From memory", "Withheld",
        )  # fmt: skip

    def figures(self) -> tuple[str | int, ...]:
        """The values under those titles."""
        return msgspec.structs.astuple(self)[1:]


def rows(entries: Iterable["Entry"]) -> list[Row]:
    """One row per document and language; findings of the text itself count in each."""
    return [
        _row(entry, language, targets)
        for entry in entries
        for language, targets in (entry.targets.items() or [(entry.document.language, ())])
    ]


def _row(entry: "Entry", language: str, targets: Sequence["Target"]) -> Row:
    document = entry.document
    findings = (*document.findings, *(f for target in targets for f in target.findings))
    count = Counter(finding.severity for finding in findings if finding.is_open)
    wanted = [target for target in targets if target.state != "kept"]
    return Row(
        name=entry.id,
        language=language,
        changes=sum(len(step.changes) for step in document.log),
        errors=count["error"],
        warnings=count["warning"],
        notes=count["info"],
        entities=len(document.entities),
        sentences=sum(segment.translate for segment in document.segments),
        translated=sum(target.text is not None for target in wanted),
        memory=sum(target.text is not None and target.origin == "memory" for target in wanted),
        withheld=sum(target.text is None for target in wanted),
    )


def engine_lines(entries: Iterable["Entry"], outlooks: Mapping[tuple[str, str], str]) -> list[str]:
    """One line per source and target language: whose the drafts are, and how to get a better engine."""
    found: dict[tuple[str, str], list[Target]] = {}
    for entry in entries:
        for language, targets in entry.targets.items():
            found.setdefault((entry.document.language, language), []).extend(targets)
    lines = []
    for pair, targets in found.items():
        drafts = told(*pair, targets, "; see README") or f"No text in {pair[1]} is a draft by an engine."
        lines.append(f"{drafts} {outlooks.get(pair, '')}".strip())
    return lines
