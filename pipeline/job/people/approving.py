"""Approving translations: a person, a day and the hashes of both texts, put on record beside the text.

Never over an open error. First a run brings everything up to date, so that what is approved is what the checks saw; a
second one takes the approval to the bundle and to the memory.
"""

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.core.errors import DocumentError, UsageError
from pipeline.core.model import Document
from pipeline.core.names import as_known, require
from pipeline.core.project import FailedError, Project
from pipeline.core.targets import Approval, ApprovalWay, Target
from pipeline.core.text.folding import fold_hash
from pipeline.exchange.xliff.reading import lines_of
from pipeline.exchange.xliff.revising import Revision
from pipeline.job import translating
from pipeline.job.curating import document
from pipeline.job.inputs import Inputs, Options, settings_of
from pipeline.job.publishing import summaries
from pipeline.job.reviewers import Signature
from pipeline.job.run import run, with_texts
from pipeline.job.store import Store
from pipeline.report.figures import Row
from pipeline.translation.folder import LanguageFolder
from pipeline.translation.withholding import blocked_segments

if TYPE_CHECKING:
    from pipeline.core.progress import Progress

_SHOWN = 60  # characters of a sentence that a line repeats


class Approved(msgspec.Struct, frozen=True):
    """What came of it: how many sentences, how many of them machine drafts as they were; what is left, and why.

    `rows` is how the text stands now.
    """

    sentences: int
    drafts: int
    already: int
    left: tuple[str, ...]
    rows: tuple[Row, ...] = ()


def approve(  # noqa: PLR0913 - whose, of what, by whom, which of it
    project: Project,
    options: Options,
    language: str,
    name: str,
    by: Signature,
    progress: "Progress",
    *,
    keys: Collection[str] | None = None,
    way: ApprovalWay = "bulk",
) -> Approved:
    """Put a person's approval of a text's translation on record; with `keys` of these sentences alone.

    In bulk, what was left to be looked at stays as it is. Raises `UsageError` where there is no such text or language,
    and `DocumentError` where its files cannot be read or written.
    """
    text, targets = current(project, options, language, name, progress)
    folder = LanguageFolder(project.translations, language)
    file, _ = folder.paths(text.name)
    blocked, lines = blocked_segments(text), lines_of(file)
    revisions: dict[str, Revision] = {}
    left, drafts, already = [], 0, 0
    for segment, target in zip(text.segments, targets, strict=True):
        if target.state == "kept" or (keys is not None and segment.key not in keys):
            continue
        source, draft = text.sentence(segment), target.draft
        if draft is None or (reason := _obstacle(target, blocked, in_bulk=way == "bulk")):
            reason = "it has no translation" if draft is None else reason
            left.append(f"{file}:{lines.get(segment.key)}: “{_shortened(source)}” is not approved: {reason}")
            continue
        signed = Approval(way, fold_hash(source), fold_hash(draft), by.person, by.day, by.role)
        if any(_same(one, signed) for one in target.review.approved(source, draft)):
            already += 1
        else:
            revisions[segment.key] = Revision(approval=signed)
            drafts += target.state == "draft"
    if revisions:
        folder.revise(folder.stem(text.name), revisions)
        run(project, options, progress, by="approve")
    rows = rows_of(project, options, language, {folder.stem(text.name)})
    return Approved(len(revisions), drafts, already, tuple(left), rows)


def rows_of(project: Project, options: Options, language: str, stems: Collection[str]) -> tuple[Row, ...]:
    """How texts stand in a language after the last run."""

    def read(store: Store, _: Inputs) -> tuple[Row, ...]:
        rows = (row for one in summaries(store) for row in one.rows)
        return tuple(row for row in rows if row.language == language and row.name in stems)

    return with_texts(project, settings_of(project, options), read)


def current(
    project: Project, options: Options, language: str, name: str, progress: "Progress"
) -> tuple[Document, tuple[Target, ...]]:
    """A text and its translation, brought up to date. Raises as `approve` does."""
    settings = settings_of(project, options)
    require(language, settings.languages, "language")
    _require_here(project, language, name)
    outcome = run(project, options, progress, by="approve")
    failures = {failure.name: failure for failure in reversed(outcome.failures)}

    def read(store: Store, inputs: Inputs) -> tuple[Document, tuple[Target, ...] | None]:
        names = {*store.column("SELECT name FROM documents"), *(text.path.name for text in inputs.texts)}
        meant = text_name({*names, *(one.name for one in inputs.failures)}, name)
        if meant in failures:
            raise FailedError(failures[meant])
        text = document(store, meant, settings.off)
        return text, translating.targets(store, text, inputs).get(language)

    text, targets = with_texts(project, settings, read)
    if targets is None:
        words = f"{text.name} is not translated to {language}"
        raise DocumentError(words, remedy="run `make` and see what it says")
    return text, targets


def _require_here(project: Project, language: str, name: str) -> None:
    """Raise `UsageError` for a path that leads to no text of the project, and to no file of its translations."""
    folder = os.path.dirname(name)  # noqa: PTH120 - `Path` would lose "./"
    places = (project.raw, project.translations / language)
    if folder and os.path.realpath(folder) not in map(os.path.realpath, places):
        words = f"'{name}' lies in another folder"
        raise UsageError(words, remedy=f"give the text as it is called in {project.raw}, without a folder")


def text_name(names: Collection[str], name: str) -> str:
    """Of these texts the one that somebody means, named with its suffix, without it, or by its XLIFF file."""
    plain = Path(name).name.removesuffix(".xlf")
    stems = {stem: one for one in sorted(names) for stem in (LanguageFolder.stem(one), Path(one).stem)}
    plain = as_known(plain, [*names, *stems])
    if plain in names:
        return plain
    if not names:
        raise UsageError("there is no text", remedy="put one into raw/ and run `make`")
    require(plain, stems, "text")
    return stems[plain]


def _obstacle(target: Target, blocked: Mapping[str, str], *, in_bulk: bool) -> str | None:
    """Why a translation cannot be approved, if so."""
    found = next((one for one in target.findings if one.withholds), None)
    if reason := blocked.get(target.key):
        return reason
    if found:
        return f"{found.message} ({found.check})"
    if in_bulk and target.state == "needs-review":
        return "its source changed, or somebody left it to be looked at; set it to translated when you have done so"
    return target.withheld if in_bulk else None


def _same(one: Approval, other: Approval) -> bool:
    return (one.person, one.role) == (other.person, other.role)


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1].rstrip() + "…"
