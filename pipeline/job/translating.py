"""Translating what has changed, one language after another.

First what people and machines wrote is brought over, so that the memory is whole; then what needs no engine is settled,
and the sentences that are left go to the engine together. What that makes of a text goes to the store; the checks
across documents look at the groups that it is in, and the files are written last. One text is held at a time.
"""

from collections.abc import Sequence

import msgspec

from pipeline.core.errors import DocumentError
from pipeline.core.model import Document
from pipeline.core.progress import Progress
from pipeline.core.project import Failure, Project
from pipeline.core.targets import Target
from pipeline.job.direction import Direction, Pair
from pipeline.job.inputs import Inputs
from pipeline.job.store import Store, approved, decode, failed, lost
from pipeline.job.store.changes import MEMORY, PUBLISH, TRANSLATE, WRITE, memories
from pipeline.job.store.groups import compared, drop
from pipeline.job.store.looks import Looks
from pipeline.job.store.retired import read_retired, tell
from pipeline.rules.pair import PairContext
from pipeline.translation.advice import assumed, missing_checks, missing_words
from pipeline.translation.folder import LanguageFolder


class Translated(msgspec.Struct, frozen=True):
    """Advice for whoever lacks words in the glossary; by pair of languages why there is no engine, or a poor one."""

    advice: tuple[str, ...]
    outlooks: dict[Pair, str]


def translate_all(store: Store, looks: Looks, project: Project, inputs: Inputs, progress: Progress) -> Translated:
    """Bring the translation of every text into every language of the settings up to date."""
    advice: list[str] = []
    outlooks: dict[Pair, str] = {}
    for language in inputs.settings.languages:
        failed.mend(store, language, language)
        folder = LanguageFolder(project.translations, language, looks, two_people=inputs.settings.two_people)
        if not _is_open(store, folder):
            continue
        _drop_strangers(store, language)
        store.mark(
            TRANSLATE, folder.adopt(store.rows("SELECT name, id FROM documents WHERE failure IS NULL")), language
        )
        read_retired(store, looks, folder)
        _look_at_memories(store, looks, folder)
        told: list[str] = []
        pairs: list[tuple[str, str, str]] = []
        origins = _origins(store, language)
        for origin in origins:
            direction = Direction(store, folder, origin, inputs, project)
            told += approved.read_given(store, folder, origin)
            folder.told.clear()
            direction.run(progress)
            told += (*folder.told, *direction.told, *lost.tell(store, folder, origin))
            pairs += ((origin, *pair) for pair in direction.approved())
            advice += missing_words(inputs.glossary.own, language)
            outlooks[origin, language] = direction.outlook(project)
        advice += (*missing_checks(language), *assumed(language))
        folder.memories.told.clear()
        if store.marked(MEMORY, language):
            pairs += (pair for pair in folder.memories.own() if pair[0] not in origins)
        _keep_memory(store, looks, folder, pairs)
        advice += (*told, *folder.memories.told, *lost.tell_parked(store, folder))
    unusable = [LanguageFolder.stem(failure.name) for failure in inputs.failures]
    advice += tell(store, inputs.settings.languages, unusable)
    return Translated(tuple(advice), outlooks)


def _is_open(store: Store, folder: LanguageFolder) -> bool:
    """Whether a language's folder can be used. Where not, its texts count as not translated, until a next run."""
    language = folder.language
    try:
        folder.require_open()
    except DocumentError as error:
        failed.fail(store, language, language, error)
        store.mark(MEMORY, language=language)
        names = store.column("SELECT name FROM targets WHERE language = ?", language)
        for name in names:
            drop(store, language, name)
        store.mark(TRANSLATE, names, language)
        store.mark(PUBLISH, names)
        return False
    return True


def failures(store: Store, languages: Sequence[str]) -> list[Failure]:
    """What could not be translated or written, by language, then what of the bundle and the report could not."""
    return [failure for language in (*languages, "") for failure in failed.failing(store, language)]


def targets(store: Store, document: Document, inputs: Inputs) -> dict[str, tuple[Target, ...]]:
    """The translations of a text by language, with what the checks across documents say of them."""
    found = {}
    for language in inputs.settings.languages:
        if row := store.row("SELECT record FROM targets WHERE language = ? AND name = ?", language, document.name):
            context = PairContext(document.language, language, inputs.settings, inputs.glossary)
            found[language] = compared(store, context, document, decode(row[0], tuple[Target, ...]))
    return found


def _origins(store: Store, language: str) -> list[str]:
    query = "SELECT DISTINCT language FROM documents WHERE failure IS NULL AND language != ? ORDER BY language"
    return store.column(query, language)


def _drop_strangers(store: Store, language: str) -> None:
    """Drop translations of texts that are now of another language than they were, and texts of the target's own."""
    query = (
        "SELECT name FROM targets JOIN documents USING (name)"
        " WHERE targets.language = ? AND origin != documents.language"
    )
    for name in store.column(query, language):
        drop(store, language, name)
    for table in ("todo", "failed"):
        own = "name IN (SELECT name FROM documents WHERE language = ?)"
        store.do(f"DELETE FROM {table} WHERE language = ? AND {own}", language, language)  # noqa: S608


def _look_at_memories(store: Store, looks: Looks, folder: LanguageFolder) -> None:
    """See which memories there are, and whether the one in which other tools find what is approved is as it was."""
    path, name = folder.path / MEMORY, f"memory file {folder.language}"
    if (hashed := looks.look(path) or "") != store.fact(name, str):
        store.set_fact(name, hashed if folder.memories.has_own else "")
        store.mark(MEMORY, language=folder.language)
    store.set_fact(f"memories {folder.language}", memories(store, looks, folder.path))


def _keep_memory(store: Store, looks: Looks, folder: LanguageFolder, pairs: Sequence[tuple[str, str, str]]) -> None:
    """Write what is approved for other tools, where it has changed, and see to languages that no text has any more."""
    language = folder.language
    stages = store.column("SELECT DISTINCT stage FROM todo WHERE language = ?", language)
    for stage in (stage for stage in stages if stage.startswith(approved.APPROVED)):
        approved.update_memory(store, language, stage.rpartition(" ")[2])
    path = folder.path / MEMORY
    if store.marked(MEMORY, language):
        failed.mend(store, language, str(path))
        try:
            folder.memories.write(pairs)
            store.done(MEMORY, language=language)
        except DocumentError as error:
            failed.fail(store, language, str(path), error)
        if not folder.memories.told:
            store.set_fact(f"memory file {language}", looks.look(path) or "")
    kept = (TRANSLATE, WRITE, MEMORY)
    store.do("DELETE FROM todo WHERE language = ? AND stage NOT IN (?, ?, ?)", language, *kept)
    store.commit()
