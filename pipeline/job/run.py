"""The main job: from raw/ to bundles, XLIFF files and a report, doing again only what has changed.

Heavy modules are imported inside the functions that need them: a run with nothing to do must end in a blink.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from pipeline.core.errors import StoppedError, UsageError, shown
from pipeline.core.files import locked, sweep, sweep_work
from pipeline.core.one_line import one_line
from pipeline.core.project import Failure, Project
from pipeline.core.settings import Settings
from pipeline.glossary.sheet import packs_folder
from pipeline.job.inputs import Inputs, Known, Options, passed_over, read_inputs, require, settings_of
from pipeline.job.reviewers import read_reviewers, today
from pipeline.job.store import BROKEN, NAME, Store, program_hash, remove, single_run
from pipeline.job.store.changes import CURATE, GLOSSARY, mark_texts, mark_translations
from pipeline.job.store.looks import Looks
from pipeline.job.vanished import keep_files, require_files, require_texts, require_translations

if TYPE_CHECKING:
    from pipeline.core.model import Document
    from pipeline.core.progress import Progress
    from pipeline.report.figures import Row

T = TypeVar("T")

_FAULTS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.NotSupportedError)  # ours, not the file's


class Outcome(msgspec.Struct, frozen=True):
    """How a run ended: its exit status, what to tell, and what it made (nothing, where nothing had changed).

    `rows` are those of the texts that it wrote anew, `untouched` counts the others. Where nothing had changed, `by` is
    the command that had brought everything up to date.
    """

    status: int
    lines: tuple[str, ...]
    rows: tuple["Row", ...] = ()
    untouched: int = 0
    failures: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()
    fresh: bool = True
    by: str = ""


class _Ending(msgspec.Struct, frozen=True):
    """What the store keeps of an outcome."""

    status: int
    lines: tuple[str, ...]
    failures: tuple[Failure, ...]
    by: str = ""


def run(project: Project, options: Options, progress: "Progress", *, by: str = "") -> Outcome:
    """Do what has to be done, on behalf of the command `by` if it is another than `run`.

    Raises `UsageError` before anything is written where an input is wrong.
    """
    require(project)
    settings = settings_of(project, options)
    outcome = with_store(project, lambda store, looks: _run(store, looks, project, settings, options, progress, by))
    outcome = msgspec.structs.replace(outcome, lines=(*outcome.lines, *passed_over(project)))
    return _with_reviewers(outcome, project.reviewers)


def _with_reviewers(outcome: Outcome, path: Path) -> Outcome:
    """What is wrong with the list of reviewers told as well: no text needs it, and the next who approves does."""
    try:
        if read_reviewers(path) != ():
            return outcome
    except UsageError as error:
        wrong = Failure(shown(path.name), str(error))
        return msgspec.structs.replace(outcome, status=3, failures=(*outcome.failures, wrong))
    remedy = "put in who reviews, or delete it, and anybody's name will do"
    line = f"{shown(path, most=1000)}: nobody is in it, so that nobody can approve; {remedy}."
    return msgspec.structs.replace(outcome, lines=(*outcome.lines, line))


def with_store(project: Project, work: Callable[[Store, Looks], T]) -> T:
    """Work with the project's store, alone; where it turns out to be damaged, once more with a new one.

    A fault of ours looks like damage the first time; with the new store it is raised.
    """
    identity = one_line(f"{program_hash()} {Path.cwd()} {project}")
    with single_run(project.build) as lock:
        _tidy(project)
        for again in (False, True):
            store = None
            try:
                store = Store(project.build, identity)
                return work(store, Looks(store, lock))
            except sqlite3.OperationalError as error:
                if not again and error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # a table or column is not there
                    remove(project.build)
                    continue
                remedy = "free space on the disk or check permissions; the file may be deleted at any time"
                if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    remedy = "another program has it open: close that, and run again"
                raise StoppedError(f"cannot be used ({error})", file=project.build / NAME, remedy=remedy) from error
            except BROKEN as error:
                if again or isinstance(error, _FAULTS):
                    raise
                remove(project.build)
            finally:
                if store:
                    store.close()
    raise AssertionError("the second try returns or raises")


def _run(
    store: Store, looks: Looks, project: Project, settings: Settings, options: Options, progress: "Progress", by: str
) -> Outcome:
    if options.force:
        store.clear()
    require_files(store, project)
    mark_texts(store, looks, project, settings)
    mark_translations(store, looks, project, settings)
    ending = store.fact("ending", _Ending)
    if ending and store.is_idle(settings.languages):
        keep_files(store, project)
        store.commit()
        return Outcome(ending.status, ending.lines, failures=ending.failures, fresh=False, by=ending.by)
    inputs = stored_inputs(store, project, settings)
    keep_files(store, project)
    require_texts(project, inputs)
    require_translations(project, settings)
    outcome = _produce(store, looks, project, inputs, options, progress)
    looks.settle()
    store.set_fact("ending", _Ending(outcome.status, outcome.lines, outcome.failures, by))
    store.commit()
    return outcome


def with_texts(project: Project, settings: Settings, work: Callable[[Store, Inputs], T]) -> T:
    """Work with the texts as the last run left them, alone."""
    return with_store(project, lambda store, _: work(store, stored_inputs(store, project, settings)))


def _tidy(project: Project) -> None:
    """Remove what runs that were killed have left beside their files."""
    with suppress(OSError):  # what cannot be removed is in nobody's way
        for folder in (project.curated, project.translations, project.build, packs_folder(project.glossary)):
            sweep(folder)
        if project.models.is_dir():
            with locked(project.models) as ours:
                if ours:
                    sweep_work(project.models)


def with_curated(
    project: Project, settings: Settings, work: Callable[[Inputs, Iterator["Document"]], T], progress: "Progress"
) -> tuple[T, tuple[Failure, ...]]:
    """Curate what has changed, and work with the texts as they are then, one after another; then what failed."""

    def curated(store: Store, looks: Looks) -> tuple[T, tuple[Failure, ...]]:
        from pipeline.job.curating import curate_all, documents, failures

        mark_texts(store, looks, project, settings)
        inputs = stored_inputs(store, project, settings)
        curate_all(store, looks, inputs, None, progress)
        done = work(inputs, documents(store, inputs.settings.off))
        return done, (*inputs.failures, *failures(store))

    return with_store(project, curated)


def stored_inputs(store: Store, project: Project, settings: Settings) -> Inputs:
    """Read and check what has changed of a project's inputs."""
    from pipeline.glossary import Concept, Glossary

    concepts = None if store.marked(GLOSSARY) else store.fact("glossary", tuple[Concept, ...])
    glossary = None if concepts is None else Glossary(concepts, project.glossary_in_use)
    unmarked = "name NOT IN (SELECT name FROM todo WHERE stage = ?)"
    ids = store.rows(f"SELECT name, id FROM documents WHERE failure IS NULL AND {unmarked}", CURATE)  # noqa: S608
    return read_inputs(project, settings, Known(glossary, dict(ids)))


def _produce(
    store: Store, looks: Looks, project: Project, inputs: Inputs, options: Options, progress: "Progress"
) -> Outcome:
    from pipeline.job import curating, publishing, translating
    from pipeline.job.summary import Totals
    from pipeline.translation.unread import unread

    curating.curate_all(store, looks, inputs, options.jobs, progress)
    translated = translating.translate_all(store, looks, project, inputs, progress)
    rows = publishing.publish_all(store, looks, project, inputs, translated.outlooks)
    failures = (
        *inputs.failures,
        *curating.failures(store),
        *translating.failures(store, inputs.settings.languages),
    )
    totals = Totals(publishing.summaries(store))
    unwritten, warnings = publishing.write_index(
        store, looks, project, inputs, totals.shares, translated.outlooks, failures
    )
    failures += tuple(unwritten)
    return Outcome(
        status=3 if failures else int(totals.errors > 0),
        lines=(
            *totals.lines(inputs.settings, project),
            *totals.shares.lines(translated.outlooks),
            *totals.approvals(),
            *totals.waivers(project.raw),
            *totals.void(project.raw),
            *totals.to_come(project.raw, today()),
            *totals.unread(),
            *totals.idle(inputs.settings),
            *translated.advice,
        ),
        rows=tuple(rows),
        untouched=totals.documents - len({row.name for row in rows}),
        failures=failures,
        warnings=(*inputs.warnings, *warnings, *unread(project.translations, inputs.settings.languages)),
    )
