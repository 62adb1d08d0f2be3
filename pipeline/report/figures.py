"""The figures of a run, for the table in the terminal and the index of the report."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.bundle.package import About
from pipeline.core.errors import UsageError, shown
from pipeline.core.targets import FINISHED, EngineUse
from pipeline.translation.attribution import told, total, uses

if TYPE_CHECKING:
    from pipeline.bundle.making import Entry
    from pipeline.core.model import Document
    from pipeline.core.targets import Target


class Row(msgspec.Struct, frozen=True):
    """What one document came to, in one language.

    `places` are findings at `error` in the text itself, `errors` those in its translation. Warnings and notes are those
    of both.
    """

    name: str
    language: str
    changes: int
    places: int
    errors: int
    warnings: int
    notes: int
    entities: int
    sentences: int
    translated: int
    memory: int
    withheld: int
    approved: int = 0

    @staticmethod
    def titles() -> tuple[str, ...]:
        """The table's column titles behind the document's name."""
        return (
            "Language", "Changes", "Errors in text", "In translation", "Warnings", "Notes", "Entities",
            "Sentences", "Translated", "From memory", "Withheld", "Approved",
        )  # fmt: skip

    def figures(self) -> tuple[str | int, ...]:
        """The values under those titles."""
        return msgspec.structs.astuple(self)[1:]


class Signed(msgspec.Struct, frozen=True):
    """Sentences in one language, counted by what is to be told of their approval.

    `nameless`: an earlier version noted no name. `void`: a text is another than was approved. `claimed`: a tool alone
    calls it approved. `slips` are what is wrong with notes that are meant to waive a finding.
    """

    nameless: int = 0
    void: int = 0
    claimed: int = 0
    slips: tuple[str, ...] = ()


class Void(msgspec.Struct, frozen=True):
    """What a side file says without effect: the file's name, the place in it, and in words what it is."""

    file: str
    place: tuple[str | int, ...]
    words: str


class Summary(msgspec.Struct, frozen=True):
    """What the index, the table and the last lines of a run say of one document.

    `about` is what the list of the bundle's files says of it, `uses` are its engines by target language. `places`
    counts what is open at `error` in the text itself, `errors` that and what is open in its translations. `rules`
    counts changes by rule, `findings` what is open by severity, `states` by language the sentences by how far they
    are and whose (`state_of`). `idle` are waivers of its side file that answer nothing in any translation, `void`
    is what else of it has no effect, and why. `reviewed` has the day of its review as its words.
    """

    language: str
    rows: tuple[Row, ...]
    uses: dict[str, tuple[EngineUse, ...]]
    places: int
    errors: int
    signed: dict[str, Signed]
    about: About = About()
    rules: dict[str, int] = {}
    findings: dict[str, int] = {}
    states: dict[str, dict[str, int]] = {}
    idle: tuple[Void, ...] = ()
    void: tuple[Void, ...] = ()
    reviewed: Void | None = None


def summary(entry: "Entry") -> Summary:
    """What one document came to: a row per language; findings of the text itself count in each."""
    from pipeline.bundle.making import about

    document = entry.document
    targets = entry.targets.items() or [(document.language, ())]
    of_targets = [finding for targets in entry.targets.values() for target in targets for finding in target.findings]
    rules = Counter[str]()
    for step in document.log:
        rules[step.rule] += len(step.changes)
    places = sum(finding.withholds for finding in document.findings)
    return Summary(
        document.language,
        tuple(_row(entry, language, found) for language, found in targets),
        {language: uses(found) for language, found in entry.targets.items()},
        places,
        places + sum(finding.withholds for finding in of_targets),
        {language: _signed(document, found) for language, found in entry.targets.items()},
        about(document),
        dict(rules),
        dict(Counter(finding.severity for finding in (*document.findings, *of_targets) if finding.is_open)),
        {language: dict(Counter(map(state_of, found))) for language, found in entry.targets.items()},
        tuple(_idle(document, entry.targets.values())),
        tuple(_void(document)),
        Void(_side(document), ("reviewed",), document.side.reviewed) if document.side.reviewed else None,
    )


def _void(document: "Document") -> Iterator[Void]:
    """What else in a side file than waivers has no effect: a review, an edit that changes nothing."""
    from pipeline.bundle.making import void_review

    if why := void_review(document):
        names = ("reviewed", "reviewed_by", "reviewed_text")
        said = next(name for name in names if getattr(document.side, name) is not None)
        yield Void(_side(document), (said,), f"the review has no effect: {why}")
    for number, edit in enumerate(document.side.edits):
        if edit.find == edit.replace:
            words = f"the edit of “{shown(edit.find, 40)}” has no effect: it replaces words by themselves"
            yield Void(_side(document), ("edits", number), words)


def _side(document: "Document") -> str:
    return f"{Path(document.name).stem}.yaml"


def _idle(document: "Document", targets: Iterable[Sequence["Target"]]) -> Iterator[Void]:
    """The waivers in a side file that answer nothing in the translations, or in what texts say of the same thing.

    Those of checks on the text alone are findings themselves. Where nothing is translated yet, nobody knows.
    """
    from pipeline.checks.sidefile import placed, reaches
    from pipeline.report.catalogue import TARGET_CHECKS

    lines = [tuple(zip(document.segments, some, strict=True)) for some in targets]
    of_targets = {one.id for one in TARGET_CHECKS}
    for waiver, place in placed(document):
        if waiver.check.startswith("source/"):
            continue
        here = [target for line in lines for segment, target in line if reaches(place, segment)]
        found = (*document.findings, *(finding for target in here for finding in target.findings))
        answered = any((one.check, one.waived) == (waiver.check, waiver.reason) for one in found)
        waits = waiver.check in of_targets and any(target.draft is None for target in here)
        if not answered and not waits and (lines or waiver.check not in of_targets):
            number = next(i for i, one in enumerate(document.side.waive) if one is waiver)
            words = f"the waiver of {waiver.check} for “{shown(waiver.text, 40)}”"
            yield Void(_side(document), ("waive", number), words)


def _signed(document: "Document", targets: Sequence["Target"]) -> Signed:
    from pipeline.exchange.xliff.remarks import notes_in

    nameless = void = claimed = 0
    slips: list[str] = []
    for segment, target in zip(document.segments, targets, strict=True):
        source = document.sentence(segment)
        standing = target.review.approved(source, target.draft)
        nameless += bool(standing) and all(one.person is None for one in standing)
        void += not standing and any(not one.withdrawn for one in target.review.void(source, target.draft))
        claimed += target.mark in FINISHED
        slips += (slip for note in notes_in(target.remarks) if (slip := _slip(note)))
    return Signed(nameless, void, claimed, tuple(dict.fromkeys(slips)))


def _slip(note: str) -> str:
    """What is wrong with a note that is meant to waive a finding and waives none; empty for any other note."""
    from pipeline.exchange.xliff.reviews import meant_ok
    from pipeline.report.catalogue import TARGET_CHECKS, require_waivable

    check, has_reason = meant_ok(note) or ("", True)
    if not check:
        return ""
    try:
        require_waivable(check, TARGET_CHECKS, "write it under `waive:` in the text's side file")
    except UsageError as slip:
        return f"“{shown(note)}” waives nothing: {slip}"
    return "" if has_reason else f"“{shown(note)}” waives nothing: there is no reason; write “ok {check}: ” and say why"


def state_of(target: "Target") -> str:
    """How far a sentence is and whose its words are, in the words of the report."""
    if target.state == "kept":
        return "stays as it is"
    if target.text is None:
        return "withheld" if target.draft else "not translated"
    if target.state == "approved":
        return "approved"
    whose = {"machine": "draft by an engine", "memory": "from the memory", "glossary": "from the glossary"}
    return whose.get(target.origin or "", "written by a person")


def _row(entry: "Entry", language: str, targets: Sequence["Target"]) -> Row:
    document = entry.document
    findings = (*document.findings, *(f for target in targets for f in target.findings))
    count = Counter(finding.severity for finding in findings if finding.is_open)
    wanted = [target for target in targets if target.state != "kept"]
    return Row(
        name=entry.id,
        language=language,
        changes=sum(len(step.changes) for step in document.log),
        places=sum(finding.withholds for finding in document.findings),
        errors=sum(finding.withholds for target in targets for finding in target.findings),
        warnings=count["warning"],
        notes=count["info"],
        entities=len(document.entities),
        sentences=sum(segment.translate for segment in document.segments),
        translated=sum(target.text is not None for target in wanted),
        memory=sum(target.text is not None and target.origin == "memory" for target in wanted),
        withheld=sum(target.text is None for target in wanted),
        approved=sum(target.state == "approved" for target in wanted),
    )


Pair = tuple[str, str]


class Shares:
    """The engines of many documents, summed up by source and target language in the order in which these come."""

    def __init__(self) -> None:
        self._uses: dict[Pair, tuple[EngineUse, ...]] = {}

    def add(self, one: Summary) -> None:
        """Count a document in."""
        for language, found in one.uses.items():
            pair = one.language, language
            self._uses[pair] = total((self._uses.get(pair, ()), found))

    def by_language(self) -> dict[str, tuple[EngineUse, ...]]:
        """The engines by target language."""
        languages = sorted({language for _, language in self._uses})
        return {
            language: total(found for (_, target), found in self._uses.items() if target == language)
            for language in languages
        }

    def lines(self, outlooks: Mapping[Pair, str]) -> list[str]:
        """One line per pair of languages: whose the drafts are, and how to get a better engine."""
        return engine_lines(self._uses, outlooks)


def engine_lines(shares: Mapping[Pair, Sequence[EngineUse]], outlooks: Mapping[Pair, str]) -> list[str]:
    """One line per source and target language: whose the drafts are, and how to get a better engine."""
    lines = []
    for pair, share in shares.items():
        drafts = told(*pair, share, "; see README") or f"No text in {pair[1]} is a draft by an engine."
        lines.append(f"{drafts} {outlooks.get(pair, '')}".strip())
    return lines
