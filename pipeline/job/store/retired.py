"""Translations whose text is gone from raw/: they stay, they go on serving the memory, and the run says so.

Where another text has the words of one that is gone, it may be the same under a new name.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePath
from typing import Any

from pipeline.core.errors import DocumentError, shown
from pipeline.core.one_line import argument
from pipeline.exchange import xliff
from pipeline.ingest import FORMATS
from pipeline.job.store import Store, approved, fingerprint, lost
from pipeline.job.store.changes import strangers
from pipeline.job.store.looks import Looks
from pipeline.translation.folder import PARKED, LanguageFolder

_NAMED = 10  # texts that a line names
SAME = 0.8  # of the sentences of either text; an editor who renames a text may mend a line of it as well

# By name the hashes of its files, what its keys begin with, and what is wrong.
_Known = dict[str, tuple[list[tuple[str, str | None]], str, str]]


def read_retired(store: Store, looks: Looks, folder: LanguageFolder) -> None:
    """Read the files of a language's folder whose text is gone, where they are not as the last run saw them."""
    language, here = folder.language, strangers(store, looks, folder.path)
    by_name: dict[str, list[tuple[str, str | None]]] = {}
    for file, hashed in here:
        by_name.setdefault(file.removesuffix(".xlf").removesuffix(PARKED), []).append((file, hashed))
    known: _Known = store.fact(f"read of retired {language}", _Known) or {}
    for name in known.keys() | by_name.keys():
        if name not in by_name:
            _keep(store, language, name, ())
            del known[name]
        elif name not in known or known[name][0] != by_name[name]:
            known[name] = by_name[name], *_read(store, folder, name)
    store.set_fact(f"read of retired {language}", known)
    store.set_fact(f"retired {language}", here)


def tell(store: Store, languages: Iterable[str], unusable: Collection[str] = ()) -> list[str]:
    """The lines for whoever started the run; of files whose text is there under an `unusable` name nothing is said."""
    texts: dict[str, str] = dict(store.rows("SELECT file, id FROM documents"))
    renamed: dict[str, str] = {}
    copies: dict[str, str] = {}
    files: dict[str, str] = {}
    gone: set[str] = set()
    unsound = []
    for language in languages:
        known: _Known = store.fact(f"read of retired {language}", _Known) or {}
        unsound += [wrong for _, (_, _, wrong) in sorted(known.items()) if wrong]
        names = {name for name, (_, _, wrong) in known.items() if not wrong and name not in texts} - {*unusable}
        found = _renamed(store, language, names)
        copies |= {old: new for old, new in found.items() if known[old][1] == texts.get(new)}
        renamed |= found
        files |= {old: known[old][0][0][0] for old in found}
        gone |= names
    lines = [_offered(files[old], old, new, is_copy=copies.get(old) == new) for old, new in sorted(renamed.items())]
    if left := sorted(gone - renamed.keys()):
        named = ", ".join(map(shown, left[:_NAMED])) + (f" and {len(left) - _NAMED} more" if len(left) > _NAMED else "")
        lines.append(f"Gone from the texts: {named}. Their translations stay and go on serving the memory.")
    return lines + unsound


def _offered(file: str, old: str, new: str, *, is_copy: bool) -> str:
    """What to do with the translations under a name whose text is not there, where another has its words."""
    if not old.strip():
        return f"“{file}” has the words of “{new}” and no name of a text; delete it, or rename it as a copy of “{new}”."
    command = f"`{_command(old, new)}`"
    if is_copy:
        what = f"“{file}” is a copy of the file of “{new}”, and a text is read from its own"
        return f"{what}; delete it, or {command} brings there what people wrote in the copy."
    return f"“{new}” has the words of “{old}”, which is gone; {command} gives it the translations that people made."


def _command(old: str, new: str) -> str:
    """What brings translations to another name, as a shell takes it, whatever the names of files are like."""
    names = [_of_text(name) for name in (old, new)]
    border = "-- " if any(name.startswith("-") for name in names) else ""
    return f"python -m pipeline rename {border}{' '.join(map(argument, names))}"


def _of_text(stem: str) -> str:
    """The name to give for a text whose files are called so: not what is taken for its kind, nor for what is parked."""
    name = stem.removesuffix("_") if stem.rstrip("_").endswith(PARKED) else stem
    return f"{name}.txt" if PurePath(name).suffix in FORMATS else name


def _read(store: Store, folder: LanguageFolder, name: str) -> tuple[str, str]:
    """Read the files of a name; gives what the keys in them begin with, and what is wrong with them."""
    try:
        units = list(folder.units(name))
    except DocumentError as error:
        _keep(store, folder.language, name, ())
        return "", str(error)
    _keep(store, folder.language, name, units)
    return xliff.document_of(unit for _, unit in units), ""


def _keep(store: Store, language: str, name: str, units: Iterable[tuple[str, Any]]) -> None:
    """Keep the approved pairs and the words of a text that is gone, under a name that no text can have."""
    units = list(units)
    pairs = {(u.source, u.target) for _, u in units if u.state == "approved" and u.target is not None}
    origin = units[0][0] if units else ""
    approved.keep(store, language, origin, _name(name), pairs)
    lost.hold(store, language, _name(name), [u for _, u in units if u.state != "approved"])
    store.do("DELETE FROM sentences WHERE name = ? AND language = ?", _name(name), language)
    words = {fingerprint(" ".join(unit.source.split())) for _, unit in units}
    rows = ((_name(name), language, 0, one, False, 0, None) for one in sorted(words))
    store.many("INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _renamed(store: Store, language: str, names: Iterable[str]) -> Mapping[str, str]:
    """By the old name the new one of a text that has the same words."""
    found: dict[str, str] = {}
    query = "SELECT DISTINCT name, stem FROM sentences JOIN documents USING (name) WHERE words = ?"
    total = "SELECT count(DISTINCT words) FROM sentences WHERE name = ?"
    for old in sorted(names):
        words = store.column("SELECT words FROM sentences WHERE name = ? AND language = ?", _name(old), language)
        shared = Counter(text for one in words for text in map(tuple, store.rows(query, one)))
        for (name, stem), both in sorted(shared.items()):
            (count,) = store.row(total, name)
            if both >= SAME * max(count, len(words)):
                found.setdefault(old, stem)
    return found


def _name(name: str) -> str:
    return f"/{name}"
