"""The main job: from raw/ to bundles, XLIFF files and a report, doing again only what has changed.

Heavy modules are imported inside the functions that need them: a run with nothing to do must end in a blink.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline import store
from pipeline.errors import DocumentError, PipelineError, UsageError
from pipeline.files import digest
from pipeline.settings import EngineChoice, Settings, load_settings

if TYPE_CHECKING:
    from pipeline.bundle import Entry
    from pipeline.console import Progress
    from pipeline.glossary import Glossary
    from pipeline.ingest import RawText
    from pipeline.model import Document


class Project(msgspec.Struct, frozen=True):
    """Where everything is; relative paths start at the working folder."""

    raw: Path = Path("raw")
    curated: Path = Path("curated")
    translations: Path = Path("translations")
    build: Path = Path("build")
    models: Path = Path("models")
    glossary: Path = Path("glossary.yaml")
    settings: Path = Path("settings.yaml")


class Options(msgspec.Struct, frozen=True):
    """What the command line asks for beside the settings."""

    languages: tuple[str, ...] = ()
    engine: EngineChoice | None = None
    jobs: int | None = None
    force: bool = False


class Failure(msgspec.Struct, frozen=True):
    """A document that could not be processed, and why."""

    name: str
    reason: str


class Outcome(msgspec.Struct, frozen=True):
    """How a run ended: its exit status, what to tell, and what it made (nothing, where nothing had changed)."""

    status: int
    lines: tuple[str, ...]
    entries: tuple["Entry", ...] = ()
    failures: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()
    fresh: bool = True


class Inputs(msgspec.Struct, frozen=True):
    """Everything a run reads, checked before anything is written."""

    texts: tuple["RawText", ...]
    warnings: tuple[str, ...]
    settings: Settings
    glossary: "Glossary"


def run(project: Project, options: Options, progress: "Progress") -> Outcome:
    """Do what has to be done. Raises `UsageError` before anything is written where an input is wrong."""
    require(project)
    with store.single_run(project.build):
        settings = _effective(load_settings(project.settings), options)
        stamp = _stamp(project, settings)
        state = store.read_state(project.build)
        if state and not options.force and state.inputs == stamp and _intact(state):
            return Outcome(state.status, state.lines, fresh=False)
        inputs = read_inputs(project, settings)
        outcome, written = _produce(project, inputs, options, progress)
        outputs = store.tree_hashes(written)
        store.write_state(project.build, store.State(_stamp(project, settings), outputs, outcome.lines, outcome.status))
        return outcome


def require(project: Project) -> None:
    """Raise `UsageError` for a folder or file that was named but is not there."""
    if not project.raw.is_dir():
        raise UsageError("there is no such folder", file=project.raw, remedy="create it or name another with --raw")
    for given, default in ((project.glossary, "glossary.yaml"), (project.settings, "settings.yaml")):
        if not given.is_file() and given != Path(default):
            raise UsageError("there is no such file", file=given, remedy="create it or leave the option out")


def _effective(settings: Settings, options: Options) -> Settings:
    languages = options.languages or settings.languages
    return msgspec.structs.replace(settings, languages=tuple(languages), engine=options.engine or settings.engine)


def _stamp(project: Project, settings: Settings) -> str:
    """The hash of everything that a run depends on."""
    from pipeline.translation.engines import fingerprint

    paths = (project.raw, project.glossary, project.settings, project.translations)
    parts = (
        store.program_hash(),
        {str(key): str(value) for key, value in msgspec.structs.asdict(project).items()},
        settings,
        store.tree_hashes(paths),
        fingerprint(project.models),
    )
    return digest(msgspec.json.encode(parts, order="deterministic"))


def _intact(state: store.State) -> bool:
    return store.tree_hashes(map(Path, state.outputs)) == state.outputs


def read_inputs(project: Project, settings: Settings) -> Inputs:
    """Read and check settings, glossary and side files; every slip is told at once."""
    from pipeline import stages
    from pipeline.glossary import Glossary, load_glossary
    from pipeline.ingest import load_side, scan
    from pipeline.yamlfile import YamlFile

    slips: list[str] = []
    texts, warnings = scan(project.raw)
    glossary = Glossary()
    try:
        if project.settings.is_file():
            stages.refuse_unknown_names(YamlFile.load(project.settings))
        if project.glossary.is_file():
            glossary = load_glossary(project.glossary)
    except UsageError as error:
        slips.append(str(error))
    for text in texts:
        try:
            load_side(text.side)
            if text.side is not None:
                stages.refuse_unknown_names(YamlFile.load(text.side))
        except UsageError as error:
            slips.append(str(error))
    if slips:
        raise UsageError("\n".join(slips))
    return Inputs(tuple(texts), tuple(warnings), settings, glossary)


def curate_all(
    project: Project, inputs: Inputs, jobs: int | None, progress: "Progress"
) -> tuple[list["Document"], list[Failure]]:
    """Curate every text, from the cache where nothing that made it has changed."""
    from pipeline.workers import curate_texts

    keys = {text.path.name: _document_key(text, inputs) for text in inputs.texts}
    cache = store.DocumentCache(project.build)
    done = {name: document for name, key in keys.items() if (document := cache.get(key))}
    stale = [text for text in inputs.texts if text.path.name not in done]
    failures = []
    for text, result in progress.track("Curating", curate_texts(stale, inputs, jobs), len(stale)):
        if isinstance(result, str):
            failures.append(Failure(text.path.name, result))
        else:
            done[text.path.name] = result
            cache.put(keys[text.path.name], result)
    cache.prune(keys.values())
    return [done[text.path.name] for text in inputs.texts if text.path.name in done], failures


def _document_key(text: "RawText", inputs: Inputs) -> str:
    settings = msgspec.structs.replace(inputs.settings, languages=(), engine="auto")
    side = text.side.read_bytes() if text.side else b""
    parts = (
        store.program_hash(),
        text.path.name,
        _hash_or_reason(text.path),
        digest(side),
        settings,
        inputs.glossary.concepts,
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
    from pipeline import bundle, report
    from pipeline.summary import summarise
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
    failures += [Failure(reason.partition(":")[0], reason) for reason in translated.faults]
    lines = summarise(entries, failures, inputs, project, translated.advice)
    written += report.write(entries, failures, project.build / "report")
    status = 3 if failures else int(any(open_errors(entry) for entry in entries))
    return Outcome(status, tuple(lines), tuple(entries), tuple(failures), inputs.warnings), written


def open_errors(entry: "Entry") -> int:
    """How many unwaived findings at `error` a document and its translations have."""
    targets: Iterable[object] = (f for targets in entry.targets.values() for t in targets for f in t.findings)
    findings = (*entry.document.findings, *targets)
    return sum(f.severity == "error" and f.waived is None for f in findings)  # type: ignore[attr-defined]


__all__ = ["DocumentError", "Failure", "Inputs", "Options", "Outcome", "PipelineError", "Project", "run"]
