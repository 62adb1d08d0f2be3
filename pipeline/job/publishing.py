"""The bundle and the report: each text's own files where something of it has changed, then what lists all texts."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec

from pipeline.bundle import making
from pipeline.bundle.listed import remove_stale
from pipeline.bundle.making import Entry, concepts_of
from pipeline.bundle.outside import shown, shown_targets
from pipeline.bundle.package import PACKAGE, About, package
from pipeline.bundle.schema import schema_files
from pipeline.core import places
from pipeline.core.errors import DocumentError, PipelineError
from pipeline.core.files import delete_file
from pipeline.core.names import require_language
from pipeline.core.places import within
from pipeline.core.project import Failure, Project
from pipeline.core.targets import EngineUse
from pipeline.job.curating import document
from pipeline.job.inputs import Inputs
from pipeline.job.store import Store, decode, encode, failed
from pipeline.job.store.changes import INDEX, PUBLISH
from pipeline.job.store.looks import Looks
from pipeline.job.translating import targets
from pipeline.report import pages
from pipeline.report.advice import titles
from pipeline.report.figures import Row, Shares, Summary, engine_lines, summary
from pipeline.report.plots import Tally

_KEPT_AT_ONCE = 64  # texts between two commits: what is lost of a run that is killed

Outlooks = Mapping[tuple[str, str], str]
Engines = Mapping[str, Sequence[EngineUse]]


def publish_all(store: Store, looks: Looks, project: Project, inputs: Inputs, outlooks: Outlooks) -> list[Row]:
    """Write the files of the marked texts; gives what the table says of them."""
    rows: list[Row] = []
    known = {concept.id: concept for concept in inputs.glossary.concepts}
    store.do("DELETE FROM failed WHERE language = ''")  # each has left its mark, and is tried again
    for n, name in enumerate(store.marked(PUBLISH)):
        text = document(store, name, inputs.settings.off)
        found = targets(store, text, inputs)
        entry = Entry(text, found, concepts_of(text, found, known), inputs.settings.publish)
        people = inputs.settings.people
        targets_outside = {language: shown_targets(text, some, people) for language, some in found.items()}
        outside = msgspec.structs.replace(entry, document=shown(text, people), targets=targets_outside)
        told = summary(entry)
        engines = engine_lines({(told.language, language): uses for language, uses in told.uses.items()}, outlooks)
        page = pages.page(entry, engines, inputs.settings.off, inputs.settings.review.address())
        whole = [
            _try(store, name, partial(put_files, looks, project.curated, outside)),
            _try(store, _page(entry.id), partial(_put, looks, project.build, _page(entry.id), page, entry.id)),
        ]
        store.do("INSERT OR REPLACE INTO summaries VALUES (?, ?)", name, encode(told))
        store.mark(INDEX)  # with the text's own mark gone, a run that is killed would leave the list as it was
        rows += told.rows
        if all(whole):
            store.done(PUBLISH, name)
        if n % _KEPT_AT_ONCE == 0:
            store.commit()
    store.commit()
    return rows


def _try(store: Store, name: str, put: Callable[[], None]) -> bool:
    """Write something; where that cannot be, note why. Tells whether it was written."""
    try:
        put()
    except PipelineError as error:
        failed.fail(store, "", name, error)
        return False
    return True


def _put(looks: Looks, folder: Path, name: str, data: bytes, owner: str = "") -> None:
    with places.told(folder / name):
        looks.write(within(folder, name), data, owner)


def put_files(looks: Looks, curated: Path, entry: Entry) -> None:
    """Write a text's files in the bundle. Where one cannot be written, the bundle does not list any of them."""
    files: dict[str, bytes] = {}
    try:
        for language in entry.languages:
            require_language(language)
        files = making.files(entry)
        looks.announce({curated / path: data for path, data in files.items()})
        for path, data in files.items():
            _put(looks, curated, path, data, entry.id)
    except PipelineError:
        files = {}
        raise
    finally:
        for path in [path for path, _, _ in looks.under(curated / entry.id)]:
            if f"{entry.id}/{path}" not in files:
                looks.drop(curated / entry.id / path)


def _page(identifier: str) -> str:
    """A text's page in build/."""
    return f"report/{pages.page_name(identifier)}"


def summaries(store: Store) -> Iterator[Summary]:
    """What is to be said of each text, in order."""
    for (data,) in store.rows("SELECT record FROM summaries ORDER BY name"):
        yield decode(data, Summary)


def write_index(
    store: Store,
    looks: Looks,
    project: Project,
    inputs: Inputs,
    shares: Shares,
    outlooks: Outlooks,
    failures: Sequence[Failure],
) -> tuple[list[Failure], list[str]]:
    """Write the report's index, the schemas and the package, and remove the files of texts that are gone.

    Gives what of it cannot be written, and warnings.
    """
    index = f"report/{pages.INDEX_PAGE}"
    unwritten = _put_all(looks, project.build, {index: _index(store, inputs, shares.lines(outlooks), failures)})
    named = store.rows("SELECT name, record FROM summaries")
    texts = {Path(name).stem: decode(data, Summary).about for name, data in named}
    remove_pages(looks, project.build / "report", texts)
    lost = {Path(name).stem for name in store.column("SELECT name FROM failed WHERE language = ''")}
    failing = {Path(failure.name).stem for failure in failures} - texts.keys()
    there = [project.curated / name for name in sorted(failing) if (project.curated / name).exists()]
    shown_in = inputs.settings.languages
    unlisted, warnings = list_files(looks, project.curated, texts, lost, shares.by_language(), shown_in)
    warnings += [
        f"{folder}: taken out of the bundle, since the text fails; it comes back when that is mended"
        for folder in there
        if not folder.exists()
    ]
    store.done(INDEX)
    if unwritten or unlisted:
        store.mark(INDEX)
    return [*unwritten, *unlisted], warnings


def _index(store: Store, inputs: Inputs, engines: Sequence[str], failures: Sequence[Failure]) -> bytes:
    """The page of all documents. None of what it is made of outlives it: the list of files needs the room next."""
    tally = Tally()
    for one in summaries(store):
        tally.add(one)
    plots = tuple(tally.plots(inputs.glossary, inputs.settings.languages, titles()))
    return pages.index(summaries(store), engines, plots, failures, inputs.settings.off)


def list_files(
    looks: Looks,
    curated: Path,
    texts: Mapping[str, About],
    lost: Collection[str],
    engines: Engines,
    languages: Collection[str] | None = None,
) -> tuple[list[Failure], list[str]]:
    """Write the schemas and the list of the bundle's files, and remove those of texts that are gone.

    What stands there of the `lost`, which could not be written, is left. Gives what fails, and warnings.
    """
    for name in [name for name, _, _ in looks.under(curated)]:
        if name.partition("/")[0] not in texts:
            looks.drop(curated / name)
    unwritten = _put_all(looks, curated, schema_files())
    written = sorted(looks.announced(curated))
    warnings = remove_stale(curated, {name for name, _, _ in looks.under(curated)}, lost, written, languages)
    unwritten += _put_all(looks, curated, {PACKAGE: package(looks.under(curated), engines, texts)})
    looks.listed(curated, [name for name, _ in written if name.partition("/")[0] not in lost])
    return unwritten, warnings


def _put_all(looks: Looks, folder: Path, files: Mapping[str, bytes]) -> list[Failure]:
    """Write files in a folder; gives those that cannot be written."""
    failures = []
    for name, data in files.items():
        try:
            _put(looks, folder, name, data)
        except DocumentError as error:
            failures.append(Failure(name, str(error)))
    return failures


def remove_pages(looks: Looks, report: Path, stems: Collection[str]) -> None:
    """Remove the pages of texts that are gone, through no link, and only what the pipeline wrote."""
    kept = {pages.INDEX_PAGE, pages.GLOSSARY_PAGE, *map(pages.page_name, stems)}
    for path in () if report.is_symlink() else report.glob("*.html"):
        if path.name not in kept and pages.is_ours(path):
            with suppress(OSError):
                delete_file(path)
                looks.drop(path)
