"""Evidence of review: who approved what, when, and what of it is void since.

Everything is read from the XLIFF files, nothing from caches. Each approval is bound to both its texts by hashes, so
whoever has the files can compute them again. It proves what somebody said under a name that they gave themselves; it is
no proof that they were who they said, nor of any law's being kept.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from os.path import lexists
from pathlib import Path

import msgspec

from pipeline.core.errors import DocumentError, raised
from pipeline.core.files import digest
from pipeline.core.project import Project
from pipeline.core.settings import Settings
from pipeline.core.targets import FINISHED, Approval, NoteWaiver
from pipeline.core.text.folding import fold_hash
from pipeline.exchange.xliff.remarks import broken_approvals
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.job.names import read_side
from pipeline.job.reviewers import Reviewer, named, read_reviewers
from pipeline.translation.folder import LanguageFolder


class Signed(msgspec.Struct, frozen=True):
    """What one person approved in a text on one day in one way. `standing` says what `reviewers.yaml` has of them."""

    person: str | None
    role: str | None
    day: str | None
    way: str
    sentences: int
    standing: str


class Translator(msgspec.Struct, frozen=True):
    """Who wrote sentences that came in by an import, as their tool names them, and the day that it gives."""

    person: str
    day: str | None
    sentences: int


class Void(msgspec.Struct, frozen=True):
    """An approval that does not count any more: of whom, of when, why, and the sentence as it is now."""

    person: str | None
    role: str | None
    day: str | None
    reason: str
    source: str
    target: str | None


class Waived(msgspec.Struct, frozen=True):
    """A finding that a translator called right, and whether that still holds."""

    check: str
    reason: str
    author: str | None
    day: str | None
    holds: bool
    source: str
    target: str | None


class Attested(msgspec.Struct, frozen=True):
    """A text's translation. `texts` is a hash of all its pairs; `claimed` counts what a tool alone calls approved."""

    document: str
    language: str
    sentences: int
    approved: int
    claimed: int
    texts: str
    translators: tuple[Translator, ...]
    signatures: tuple[Signed, ...]
    void: tuple[Void, ...]
    waivers: tuple[Waived, ...]


def attest(project: Project, settings: Settings) -> tuple[list[Attested], list[str]]:
    """What is on record of every text in the languages of the settings; then a line for each fault of a file."""
    reviewers, found, failures = read_reviewers(project.reviewers), list[Attested](), dict[str, None]()
    for language in settings.languages:
        folder = LanguageFolder(project.translations, language, two_people=settings.two_people)
        try:
            stems = folder.retired(())  # all that are there
        except DocumentError as error:
            failures[str(error)] = None
            continue
        for stem in stems:
            failures |= dict.fromkeys(_faults_of_side(project.raw / f"{stem}.yaml"))
            try:
                units = [unit for _, unit in folder.units(stem) if not unit.parked]
            except DocumentError as error:
                failures[str(error)] = None
                continue
            found.append(_attested(stem, language, units, reviewers))
    return found, list(failures)


def _faults_of_side(path: Path) -> list[str]:
    """What is wrong with the side file of a text, which is then not in the bundle, whoever approved it."""
    return [str(fault) for fault in raised(partial(read_side, path))] if lexists(path) else []


def lines(attested: Attested) -> Iterator[str]:
    """A text's evidence for people."""
    one = attested
    yield f"{one.document} ({one.language}): {one.approved} of {one.sentences} sentences approved; texts {one.texts}"
    for wrote in one.translators:
        when = f" on {wrote.day}" if wrote.day else ""
        yield f"  {wrote.sentences} translated by {wrote.person}{when}, as their tool names them"
    for signed in one.signatures:
        who = ", ".join(filter(None, (signed.person or "unattributed", signed.role)))
        when = f" on {signed.day}" if signed.day else ""
        yield f"  {signed.sentences} approved by {who}{when} ({signed.way}); {signed.standing}"
    if one.claimed:
        yield f"  {one.claimed} called approved by a tool alone: they count as translated"
    for void in one.void:
        who = ", ".join(filter(None, (void.person or "unattributed", void.role, void.day)))
        yield f"  void: {void.reason} (approved by {who}): “{void.source}” = “{void.target or ''}”"
    for waived in one.waivers:
        who = ", ".join(filter(None, (waived.author, waived.day))) or "nobody named"
        state = "waived" if waived.holds else "waiver void, a text has changed"
        yield f"  {state}: {waived.check}: {waived.reason} ({who}): “{waived.source}” = “{waived.target or ''}”"


def _attested(stem: str, language: str, units: Sequence[Unit], reviewers: tuple[Reviewer, ...] | None) -> Attested:
    signed = Counter(_signature(one) for unit in units for one in unit.review.approved(unit.source, unit.target))
    wrote = Counter(
        (unit.review.taken.person, unit.review.taken.day)
        for unit in units
        if unit.review.taken and unit.review.taken.person and unit.review.taken.text == fold_hash(unit.target or "")
    )
    pairs = "".join(f"{fold_hash(unit.source)} {fold_hash(unit.target or '')}\n" for unit in units)
    return Attested(
        document=stem,
        language=language,
        sentences=sum(unit.target is not None for unit in units),
        approved=sum(unit.approved for unit in units),
        claimed=sum(unit.mark in FINISHED for unit in units),
        texts=digest(pairs.encode())[:16],
        translators=tuple(
            Translator(person or "", day, count)
            for (person, day), count in sorted(wrote.items(), key=lambda item: [part or "" for part in item[0]])
        ),
        signatures=tuple(
            Signed(*signature, count, _standing(signature, language, reviewers))
            for signature, count in sorted(signed.items(), key=lambda item: [part or "" for part in item[0]])
        ),
        void=tuple(
            Void(one.person, one.role, one.day, _reason(one, unit), unit.source, unit.target)
            for unit in units
            for one in unit.review.void(unit.source, unit.target)
        )
        + tuple(
            Void(None, None, None, "its record in the file is damaged", unit.source, unit.target)
            for unit in units
            for _ in range(broken_approvals(unit.remarks))
        ),
        waivers=tuple(_waived(one, unit) for unit in units for one in unit.review.waivers),
    )


_Signature = tuple[str | None, str | None, str | None, str]


def _signature(one: Approval) -> _Signature:
    return one.person, one.role, one.day, one.way


def _standing(signature: _Signature, language: str, reviewers: tuple[Reviewer, ...] | None) -> str:
    """What the list of reviewers says of whoever approved."""
    person, role, day, _ = signature
    if person is None:
        return "an earlier version noted no name"
    known = named(reviewers or (), person)
    if known is None:
        return "self-declared, there is no reviewers.yaml" if reviewers is None else "not in reviewers.yaml"
    doubts = [
        words
        for words, is_so in (
            (f"not as {role}", role not in known.roles),
            (f"not for {language}", not known.reads(language)),
            (f"only until {known.until}", day is not None and known.is_over(day)),
        )
        if is_so
    ]
    return "; ".join([f"{known.qualification} ({known.basis})", *doubts])


def _reason(one: Approval, unit: Unit) -> str:
    if one.withdrawn:
        return "taken back"
    if one.source != fold_hash(unit.source):
        return "the source has changed"
    return "the translation has changed" if unit.target else "the translation is gone"


def _waived(one: NoteWaiver, unit: Unit) -> Waived:
    holds = one.holds(unit.source, unit.target)
    return Waived(one.check, one.reason, one.author, one.day, holds, unit.source, unit.target)


def record(attested: Sequence[Attested]) -> bytes:
    """All of it as JSON."""
    return msgspec.json.format(msgspec.json.encode(attested), indent=2)
