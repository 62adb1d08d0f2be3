"""Approved pairs that no file of translations holds any more: they stay in the memory, serve again, and are told.

A file that is damaged or deleted, or from which a tool has cut sentences, takes nothing out of `memory.tmx`, which may
have the last copy. A pair leaves it when a person has written something else for its sentence, or with the memory.
"""

from collections import Counter
from collections.abc import Iterable

from pipeline.core.errors import shown
from pipeline.core.one_line import one_line
from pipeline.core.text.folding import one_space
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.job.store import Store, approved, decode, failed, fingerprint
from pipeline.job.store.changes import MEMORY
from pipeline.translation.folder import LanguageFolder

_NAMED = 5  # texts that have a line of their own


def hold(store: Store, language: str, name: str, units: Iterable[Unit]) -> None:
    """Note for which sentences the files of a text have words of people without approval."""
    sources = {
        source
        for unit in units
        if unit.owned and unit.target is not None
        for source in (unit.source, *([unit.previous[0]] if unit.previous else []))
    }
    plain = {one_space(source) for source in sources}
    store.do("DELETE FROM held WHERE language = ? AND name = ?", language, name)
    store.many("INSERT INTO held VALUES (?, ?, ?)", ((language, name, one) for one in sorted(plain)))
    kept = "SELECT 1 FROM approved WHERE language = ? AND name LIKE '//%' AND plain = ? LIMIT 1"
    if any(store.row(kept, language, one) for one in plain):
        store.mark(MEMORY, language=language)


def keep_lost(store: Store, folder: LanguageFolder, origin: str) -> None:
    """Keep the pairs of the memory for whose sentences no file that can be read has a person's words."""
    language = folder.language
    if not store.marked(MEMORY, language):
        return
    name = _name(origin)
    query = "SELECT plain FROM approved WHERE language = ? AND origin = ? AND name != ?"
    spoken = {*store.column(query, language, origin, name)}
    spoken |= {*store.column("SELECT plain FROM held WHERE language = ?", language)}
    pairs = ((source, target) for of, source, target in folder.memories.own() if of == origin)
    approved.keep(store, language, origin, name, {pair for pair in pairs if one_space(pair[0]) not in spoken})


def tell(store: Store, folder: LanguageFolder, origin: str) -> list[str]:
    """A line for each text with sentences whose approved translation the memory alone has."""
    query = "SELECT plain FROM approved WHERE language = ? AND name = ?"
    texts = "SELECT DISTINCT name FROM sentences JOIN documents USING (name) WHERE hash = ? AND documents.language = ?"
    counts = Counter[str]()
    for plain in store.column(query, folder.language, _name(origin)):
        counts.update(store.column(f"{texts} AND failure IS NULL", fingerprint(plain), origin))
    unread = failed.files(store, folder.language)
    lines = [_line(folder, name, counts[name], unread.get(name)) for name in sorted(counts)]
    more = len(lines) - _NAMED
    return [*lines[:_NAMED], f"The same holds of {more} more texts in {folder.path}."] if more > 0 else lines


def tell_parked(store: Store, folder: LanguageFolder) -> list[str]:
    """A line where words of people have no sentence (any more): how many they are, and in which files they wait."""
    query = "SELECT name, parked FROM targets WHERE language = ? AND length(parked) > 1 ORDER BY name"
    counts = {name: len(decode(data, list[Unit])) for name, data in store.rows(query, folder.language)}
    if not counts:
        return []
    files = [shown(folder.paths(name)[1], most=1000) for name in counts]
    named = ", ".join(files[:_NAMED]) + (f" and {len(files) - _NAMED} more" if len(files) > _NAMED else "")
    many = sum(counts.values())
    what = "1 text of a person belongs" if many == 1 else f"{many} texts of people belong"
    return [f"{folder.language}: {what} to no sentence of theirs and {'is' if many == 1 else 'are'} kept in {named}."]


def _line(folder: LanguageFolder, name: str, count: int, unread: str | None) -> str:
    """What became of a text's approved sentences; `unread` is the file that fails, empty where it is none of them."""
    file, parked, memory = (shown(path, most=1000) for path in (*folder.paths(name), folder.path / MEMORY))
    many = "1 approved sentence" if count == 1 else f"{count} approved sentences"
    if unread is not None:
        where = parked if unread == one_line(folder.paths(name)[1]) else file
        return f"{where}: {many} cannot be read there; {memory} keeps what was approved."
    return (
        f"{file}: {many} {'is' if count == 1 else 'are'} not in it any more; {memory} keeps what was approved, and it"
        " serves as a draft. Bring the file back from a copy, or approve anew; where it is meant to be gone, delete"
        " that memory."
    )


def _name(origin: str) -> str:
    """A name that no text can have."""
    return f"//{origin}"
