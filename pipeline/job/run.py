"""The main job: from raw/ to bundles, XLIFF files and a report, doing again only what has changed.

Heavy modules are imported inside the functions that need them: a run with nothing to do must end in a blink.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.core.files import digest, locked, recorded, sweep, sweep_work
from pipeline.core.project import Failure, Project
from pipeline.core.settings import Settings, load_settings
from pipeline.job import store
from pipeline.job.inputs import Inputs, Options, effective, read_inputs, require

if TYPE_CHECKING:
    from pipeline.bundle import Entry
    from pipeline.core.model import Document
    from pipeline.core.progress import Progress
    from pipeline.ingest import RawText


class Outcome(msgspec.Struct, frozen=True):
    """How a run ended: its exit status, what to tell, and what it made (nothing, where nothing had changed).

    `again` asks the next run to work even if nothing changes: some translations could not be read or written.
    """

    status: int
    lines: tuple[str, ...]
    entries: tuple["Entry", ...] = ()
    failures: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()
    fresh: bool = True
    again: bool = False


def run(project: Project, options: Options, progress: "Progress") -> Outcome:
    """Do what has to be done. Raises `UsageError` before anything is written where an input is wrong."""
    require(project)
    with store.single_run(project.build):
        _tidy(project)
        settings = effective(load_settings(project.settings), options)
        sources = _sources(project, settings)
        state = store.read_state(project.build)
        translations = store.tree_hashes([project.translations])
        if state and not options.force and state.inputs == _stamp(sources, translations) and _intact(state):
            return Outcome(state.status, state.lines, failures=state.failures, fresh=False)
        inputs = read_inputs(project, settings)
        with recorded() as changed:
            outcome, written = _produce(project, inputs, options, progress)
        stamp = "" if outcome.again else _stamp(sources, _after(translations, changed, project.translations))
        outputs = store.tree_hashes(written)
        state = store.State(stamp, outputs, outcome.lines, outcome.failures, outcome.status)
        store.write_state(project.build, state)
        return outcome


def _tidy(project: Project) -> None:
    """Remove what runs that were killed have left beside their files."""
    for folder in (project.curated, project.translations, project.build):
        sweep(folder)
    if project.models.is_dir():
        with locked(project.models) as ours:
            if ours:
                sweep_work(project.models)


def _sources(project: Project, settings: Settings) -> str:
    """The hash of what a run only reads, taken before it: what is saved meanwhile is work for the next run."""
    from pipeline.core.optional import finders
    from pipeline.glossary.sheet import packs_folder
    from pipeline.translation.engines import attempts, fingerprint

    packs = packs_folder(project.glossary_in_use)
    paths = (
        project.raw,
        project.glossary_in_use,
        packs,
        project.settings,
        attempts.path(project.build),
    )
    parts = (
        store.program_hash(),
        {str(key): str(value) for key, value in msgspec.structs.asdict(project).items()},
        settings,
        store.tree_hashes(paths),
        fingerprint(project.models),
        finders(),
    )
    return digest(msgspec.json.encode(parts, order="deterministic"))


def _stamp(sources: str, translations: Mapping[str, str]) -> str:
    """The hash of everything that a run depends on: its sources, and the translations by their hashes."""
    return digest(msgspec.json.encode((sources, translations), order="deterministic"))


def _after(before: Mapping[str, str], changed: Mapping[Path, str | None], folder: Path) -> dict[str, str]:
    """The translations as a run leaves them, by what it wrote: what was saved meanwhile is work for the next one."""
    mine = {str(path): found for path, found in changed.items() if path.is_relative_to(folder)}
    return {path: found for path, found in {**before, **mine}.items() if found is not None}


def _intact(state: store.State) -> bool:
    return store.tree_hashes(map(Path, state.outputs)) == state.outputs


def curate_all(
    project: Project, inputs: Inputs, jobs: int | None, progress: "Progress"
) -> tuple[list["Document"], list[Failure]]:
    """Curate every text, from the cache where nothing that made it has changed."""
    from pipeline.checks.differing_values import compare
    from pipeline.job.workers import curate_texts

    keys = {text.path.name: _document_key(text, inputs) for text in inputs.texts}
    cache = store.DocumentCache(project.build)
    done = {name: document for name, key in keys.items() if (document := cache.get(key))}
    stale = [text for text in inputs.texts if text.path.name not in done]
    failures = []
    for text, result in progress.track("Curating", curate_texts(stale, inputs, jobs), len(stale)):
        if isinstance(result, Failure):
            failures.append(result)
        else:
            done[text.path.name] = result
            cache.put(keys[text.path.name], result)
    cache.prune(keys.values())
    documents = [done[text.path.name] for text in inputs.texts if text.path.name in done]
    return compare(documents, inputs.settings.off), failures


def _document_key(text: "RawText", inputs: Inputs) -> str:
    from pipeline.core.optional import finders

    settings = msgspec.structs.replace(inputs.settings, languages=(), engine="auto")
    side = text.side.read_bytes() if text.side else b""
    parts = (
        store.program_hash(),
        text.path.name,
        _hash_or_reason(text.path),
        digest(side),
        settings,
        inputs.glossary.digest,
        finders(),
    )
    return digest(msgspec.json.encode(parts, order="deterministic"))


def _hash_or_reason(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError as error:
        return str(error.strerror)


def _produce(
    project: Project, inputs: Inputs, options: Options, progress: "Progress"
) -> tuple[Outcome, Sequence[Path]]:
    from pipeline import bundle
    from pipeline.job.summary import summarise
    from pipeline.report import pages
    from pipeline.translation.corpus import translate_all

    documents, failures = curate_all(project, inputs, options.jobs, progress)
    translated = translate_all(documents, inputs.settings, inputs.glossary, project, progress)
    entries = [
        bundle.Entry(
            document,
            {lang: found[document.name] for lang, found in translated.targets.items() if document.name in found},
        )
        for document in documents
    ]
    written: list[Path] = [*translated.files, *bundle.write(entries, project.curated)]
    failures += translated.failures
    lines = summarise(entries, inputs, project, translated.outlooks, translated.advice)
    folder = project.build / "report"
    written += pages.write(entries, failures, folder, inputs.settings.off, translated.outlooks)
    status = 3 if failures else int(any(open_errors(entry) for entry in entries))
    outcome = Outcome(
        status, tuple(lines), tuple(entries), tuple(failures), inputs.warnings, again=bool(translated.failures)
    )
    return outcome, written


def open_errors(entry: "Entry") -> int:
    """How many unwaived findings at `error` a document and its translations have."""
    in_targets = (f for targets in entry.targets.values() for target in targets for f in target.findings)
    return sum(f.withholds for f in (*entry.document.findings, *in_targets))
