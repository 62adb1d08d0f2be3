"""The bundle and the report: each text's own files where something of it has changed, then what lists all texts."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline import bundle
from pipeline.bundle import Entry
from pipeline.bundle.package import PACKAGE, package, remove_stale, schema_files
from pipeline.core.files import delete_file
from pipeline.core.project import Failure, Project
from pipeline.job.changes import INDEX, PUBLISH
from pipeline.job.curating import document
from pipeline.job.inputs import Inputs
from pipeline.job.looks import Looks
from pipeline.job.store import Store, decode, encode
from pipeline.job.translating import targets
from pipeline.report import pages
from pipeline.report.figures import Row, Shares, Summary, engine_lines, summary

_KEPT_AT_ONCE = 64  # texts between two commits: what is lost of a run that is killed

Outlooks = Mapping[tuple[str, str], str]


def publish_all(store: Store, looks: Looks, project: Project, inputs: Inputs, outlooks: Outlooks) -> list[Row]:
    """Write the files of the marked texts; gives what the table says of them."""
    rows: list[Row] = []
    for n, name in enumerate(store.marked(PUBLISH)):
        store.do("DELETE FROM failed WHERE language = '' AND name = ?", name)
        try:
            rows += _publish(store, looks, project, inputs, name, outlooks)
            store.done(PUBLISH, name)
        except OSError as error:
            reason = f"{error.filename}: cannot be written ({error.strerror}); make room, or check its permissions"
            store.do("INSERT INTO failed VALUES ('', ?, ?)", name, reason)
        if n % _KEPT_AT_ONCE == 0:
            store.commit()
    store.commit()
    return rows


def _publish(
    store: Store, looks: Looks, project: Project, inputs: Inputs, name: str, outlooks: Outlooks
) -> Sequence[Row]:
    text = document(store, name, inputs.settings.off)
    entry = Entry(text, targets(store, text, inputs))
    told = summary(entry)
    files = bundle.files(entry)
    for path in [path for path, _, _ in looks.under(project.curated / entry.id)]:
        if f"{entry.id}/{path}" not in files:
            looks.drop(project.curated / entry.id / path)
    for path, data in files.items():
        looks.write(project.curated / path, data, entry.id)
    engines = engine_lines({(told.language, language): uses for language, uses in told.uses.items()}, outlooks)
    page = pages.page(entry, engines, inputs.settings.off)
    looks.write(project.build / "report" / f"{entry.id}.html", page, entry.id)
    store.do("INSERT OR REPLACE INTO summaries VALUES (?, ?)", name, encode(told))
    return told.rows


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
) -> None:
    """Write the report's index, the schemas and the package, and remove the files of texts that are gone."""
    report = project.build / "report"
    rows = (row for one in summaries(store) for row in one.rows)
    looks.write(report / pages.INDEX_PAGE, pages.index(rows, shares.lines(outlooks), failures, inputs.settings.off))
    stems = {Path(name).stem for name in store.column("SELECT name FROM summaries")}
    for path in report.glob("*.html"):
        if path.stem not in stems and path.name not in (pages.INDEX_PAGE, pages.GLOSSARY_PAGE):
            delete_file(path)
            looks.drop(path)
    for name in [name for name, _, _ in looks.under(project.curated)]:
        if name.partition("/")[0] not in stems:
            looks.drop(project.curated / name)
    for name, data in schema_files().items():
        looks.write(project.curated / name, data)
    remove_stale(project.curated, {name for name, _, _ in looks.under(project.curated)})
    looks.write(project.curated / PACKAGE, package(looks.under(project.curated), shares.by_language()))
    store.done(INDEX)
