"""What has changed since the last run, as marks of what is left to do.

Nothing heavy is imported: a run with nothing to do must end in a blink.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from pipeline.core.one_line import one_line
from pipeline.core.optional import finders
from pipeline.core.project import Project
from pipeline.core.settings import ReviewSettings, Settings
from pipeline.core.tags import widening
from pipeline.core.yaml import MAX_BYTES
from pipeline.glossary.packs import shipped_digest
from pipeline.glossary.sheet import packs_folder
from pipeline.job.store import Store
from pipeline.job.store.looks import Looks
from pipeline.translation.engines import attempts, fingerprint

CURATE, GLOSSARY, VALUES = "curate", "glossary", "values"
TRANSLATE, WRITE, PUBLISH, INDEX = "translate", "write", "publish", "index"
MEMORY = "memory.tmx"

# Settings that decide nothing of how a text is translated, or even curated: a value in the place of the team's
_FOR_READERS: dict[str, Any] = {
    "languages": (),
    "packs": (),
    "people": "roles",
    "publish": "all",
    "review": ReviewSettings(),
}
_NO_MATTER: dict[str, Any] = _FOR_READERS | {"engine": "", "two_people": False}

Seen = tuple[str, str | None]  # the name of a file, and its hash


def mark_texts(store: Store, looks: Looks, project: Project, settings: Settings) -> None:
    """Mark what files that have changed since the last run leave to do, and what makes texts be curated anew."""
    looks.limit(project.raw, max(settings.max_bytes, MAX_BYTES))  # side files lie there too
    looks.limit(project.glossary_in_use, MAX_BYTES)
    for path, owner in looks.changed():
        _mark_file(store, project, path, owner)
    _mark_raw(store, looks, project.raw)
    packs = packs_folder(project.glossary_in_use)
    files = [project.glossary_in_use, *(packs / name for name in _names(packs))]
    seen = [(one_line(file), looks.look(file)) for file in files]
    if store.set_fact("glossary files", (seen, settings.packs, shipped_digest())):
        store.mark(GLOSSARY)
    if store.set_fact("curation", (msgspec.structs.replace(settings, **_NO_MATTER), finders())):
        store.mark_all(CURATE)
    store.commit()


def mark_translations(store: Store, looks: Looks, project: Project, settings: Settings) -> None:
    """Mark what settings, engines and what translators and other tools saved leave to do."""
    engines = fingerprint(project.models)
    if store.set_fact("outlook", (settings, engines, looks.look(attempts.path(project.build)))):
        store.mark(INDEX)
    others = [name for name in _names(project.translations) if name.rstrip("/") not in settings.languages]
    if store.set_fact("others in translations", others):  # the next run tells which of them are not read
        store.mark(INDEX)
    before = _languages(store)
    shown = store.set_fact("shown", (settings.off, settings.people, settings.publish, settings.review))
    if store.set_fact("languages", settings.languages) | shown:
        store.mark_all(PUBLISH)
    for language in set(before) - set(settings.languages):
        store.do("DELETE FROM todo WHERE language = ?", language)
        store.do("DELETE FROM facts WHERE name = ?", f"translation {language}")
    judged = msgspec.structs.replace(settings, **_FOR_READERS)
    for language in settings.languages:
        if store.set_fact(f"translation {language}", (judged, engines)):
            store.mark_all(TRANSLATE, language)
            store.do("DELETE FROM sound WHERE language = ?", language)
            store.mark(MEMORY, language=language)
        _mark_translations(store, looks, project.translations / language, language)
    store.commit()


def mark_anew(store: Store, names: Iterable[str]) -> None:
    """Mark that texts are to be translated and published anew."""
    names = list(names)
    for language in _languages(store):
        store.mark(TRANSLATE, names, language)
    store.mark(PUBLISH, names)


def _languages(store: Store) -> tuple[str, ...]:
    """The languages of the last run."""
    return store.fact("languages", tuple[str, ...]) or ()


def _mark_file(store: Store, project: Project, path: Path, owner: str) -> None:
    """Mark what a file that is no longer as it was concerns. Glossary, packs and memories are seen to elsewhere."""
    names = _texts(store, owner)
    if path.parent == project.raw:
        store.mark(CURATE, names)
    elif path.parent.parent == project.translations and path.suffix == ".xlf":
        if path.parent.name in _languages(store):
            names = store.column("SELECT name FROM documents WHERE file = ?", owner)
            store.mark(TRANSLATE, names, path.parent.name)
    elif path.is_relative_to(project.curated) or path.parent == project.build / "report" or path.name == MEMORY:
        store.mark(PUBLISH, names)
        store.mark(INDEX)


def _mark_raw(store: Store, looks: Looks, folder: Path) -> None:
    """Mark that texts have come or gone, and those that could not be read, or are links now, or are none any more."""
    names, links = _names(folder), store.fact("links in raw", list[str])
    now = [name for name in names if (folder / name).is_symlink()]
    if store.set_fact("raw", names) | store.set_fact("links in raw", now):
        store.mark(INDEX)
    others = {*(links or ())} ^ {*now}
    for name in others | (set(names) - {path for path, _, _ in looks.under(folder)}):
        store.mark(CURATE, _texts(store, name.rpartition(".")[0]))


def memories(store: Store, looks: Looks, folder: Path) -> list[Seen]:
    """The memories in a language's folder but the last run's own, and those of what it is a variety of."""
    found = ((name, looks.look(folder / name)) for name in _ending(folder, ".tmx"))
    own = MEMORY, store.fact(f"memory file {folder.name}", str)
    wider = [folder.with_name(tag) for tag in list(widening(folder.name))[1:]]
    more = [(place, name) for place in wider for name in _ending(place, ".tmx") if name != MEMORY]
    return [
        *(one for one in found if one != own),
        *((f"{place.name}/{name}", looks.look(place / name)) for place, name in more),
    ]


def strangers(store: Store, looks: Looks, folder: Path) -> list[Seen]:
    """The files in a language's folder that belong to no text, or to one that could not be read."""
    files = set(store.column("SELECT file FROM documents WHERE failure IS NULL"))
    names = (name for name in _ending(folder, ".xlf") if _file(name) not in files)
    return [(name, looks.look(folder / name, _file(name))) for name in names]


def _mark_translations(store: Store, looks: Looks, folder: Path, language: str) -> None:
    """Mark what has come to a language's folder."""
    for name in {name for name in _names(folder) if name.endswith(".xlf")} - {path for path, *_ in looks.under(folder)}:
        store.mark(TRANSLATE, store.column("SELECT name FROM documents WHERE file = ?", _file(name)), language)
    others = [name for name in _names(folder) if not name.endswith((".xlf", ".tmx"))]
    if store.set_fact(f"others {language}", others):  # the next run tells which of them are not read
        store.mark(INDEX)
    if strangers(store, looks, folder) != store.fact(f"retired {language}", list[Seen]):
        store.mark(INDEX)
    if memories(store, looks, folder) != store.fact(f"memories {language}", list[Seen]):
        store.mark(INDEX)


def _file(name: str) -> str:
    """What a file in a language's folder is called without what it ends in."""
    return name.removesuffix(".xlf").removesuffix(".parked")


def _texts(store: Store, stem: str) -> list[str]:
    return store.column("SELECT name FROM documents WHERE stem = ?", stem)


def _names(folder: Path) -> list[str]:
    """The names in a folder, folders marked, in order; none where there is no folder that can be read."""
    try:
        with os.scandir(folder) as entries:
            return sorted(_name(entry) for entry in entries)
    except (OSError, ValueError):  # a name with a NUL is refused where settings are checked
        return []


def _ending(folder: Path, suffix: str) -> list[str]:
    """The names in a folder with a suffix, also of what is no file: that is told where it is read."""
    return [name for name in (one.rstrip("/") for one in _names(folder)) if name.endswith(suffix)]


def _name(entry: os.DirEntry[str]) -> str:
    """A name in a folder, a folder's marked; bytes that are no UTF-8 are escaped, since no text has them."""
    try:
        is_file = entry.is_file()
    except OSError:  # such as a link that leads back to itself
        is_file = False
    return entry.name.encode("utf-8", "backslashreplace").decode() + ("" if is_file else "/")
