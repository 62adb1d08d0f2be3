"""What people approved, as one memory for each pair of languages, and which texts depend on it.

A source is looked for with plain spaces for no-break ones, in which form `memory` has it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from pipeline.core.errors import DocumentError, shown
from pipeline.core.text.folding import one_space
from pipeline.job.store import Store, fingerprint
from pipeline.job.store.changes import MEMORY, TRANSLATE, Seen
from pipeline.job.store.failed import fail
from pipeline.translation.folder import LanguageFolder
from pipeline.translation.memory import agreed, is_similar, masked, reach

APPROVED = "approved"  # the stage of a source, by its language, whose pairs have changed

_NAMED = 3  # pairs that a line names
Pair = tuple[str, str]

_DIRECTION = "language = ? AND origin = ?"


class StoredPairs:
    """The memory of one pair of languages, as `pipeline.translation.memory` asks for it."""

    def __init__(self, store: Store, language: str, origin: str):
        self._store, self._direction = store, (language, origin)

    def get(self, source: str) -> str | None:
        """The target on which all pairs of a source agree."""
        query = f"SELECT target FROM memory WHERE {_DIRECTION} AND source = ?"  # noqa: S608
        found = self._store.row(query, *self._direction, one_space(source))
        return str(found[0]) if found else None

    def near(self, shortest: int, longest: int) -> Mapping[str, str]:
        """The sources whose masked form has so many characters, each with that form, in the alphabet's order."""
        query = f"SELECT source, masked FROM memory WHERE {_DIRECTION} AND length BETWEEN ? AND ? ORDER BY source"  # noqa: S608
        return dict(self._store.rows(query, *self._direction, shortest, longest))


def keep(store: Store, language: str, origin: str, name: str, pairs: Collection[tuple[str, str]]) -> None:
    """Put the pairs approved in a text in the place of its old ones, and mark the sources for which that is news."""
    query = "SELECT origin, source, target FROM approved WHERE language = ? AND name = ?"
    old = {tuple(row) for row in store.rows(query, language, name)}
    new = {(origin, *pair) for pair in pairs}
    if old != new:
        store.do("DELETE FROM approved WHERE language = ? AND name = ?", language, name)
        rows = ((language, origin, name, source, target, one_space(source)) for origin, source, target in sorted(new))
        store.many("INSERT INTO approved VALUES (?, ?, ?, ?, ?, ?)", rows)
        store.mark(MEMORY, language=language)
        for spoken, source, _ in old ^ new:
            store.mark(_stage(spoken), [one_space(source)], language)


def read_given(store: Store, folder: LanguageFolder, origin: str) -> list[str]:
    """Read the memories that others put into a language's folder, where they are not those of the last run.

    Gives what is to be told of them.
    """
    language, name = folder.language, f"{folder.language} {origin}"
    files = store.fact(f"memories {language}", list[Seen])
    if not store.set_fact(f"given {name}", files):
        return store.fact(f"told of given {name}", list[str]) or []
    pairs: set[tuple[str, str]] = set()
    given = "name LIKE '%.tmx' AND name != ?"
    store.do(f"DELETE FROM failed WHERE language = ? AND {given}", language, str(folder.path / MEMORY))  # noqa: S608
    folder.memories.told.clear()
    for path in folder.memories.others():
        try:
            pairs |= set(folder.memories.given(path, origin))
        except DocumentError as error:
            fail(store, language, str(path), error)
    old = {tuple(row) for row in store.rows(f"SELECT source, target FROM given WHERE {_DIRECTION}", language, origin)}  # noqa: S608
    store.do(f"DELETE FROM given WHERE {_DIRECTION}", language, origin)  # noqa: S608
    rows = ((language, origin, *pair, one_space(pair[0])) for pair in sorted(pairs))
    store.many("INSERT INTO given VALUES (?, ?, ?, ?, ?)", rows)
    store.mark(_stage(origin), {one_space(source) for source, _ in old ^ pairs}, language)
    store.set_fact(f"told of given {name}", folder.memories.told)
    return [*folder.memories.told]


def keep_refused(store: Store, language: str, name: str, refused: Mapping[str, tuple[str, str]]) -> None:
    """Keep what the memory has for sentences of a text, and which check keeps it from being used."""
    store.do("DELETE FROM refused WHERE language = ? AND name = ?", language, name)
    rows = ((language, name, source, *found) for source, found in refused.items())
    store.many("INSERT INTO refused VALUES (?, ?, ?, ?, ?)", rows)


def tell_refused(store: Store, folder: LanguageFolder, origin: str) -> list[str]:
    """A line for pairs of the memory that the texts have not got, since a check refuses them."""
    query = (
        "SELECT DISTINCT source, target, why FROM refused JOIN documents USING (name)"
        " WHERE refused.language = ? AND documents.language = ? ORDER BY source, target, why"
    )
    rows = list(store.rows(query, folder.language, origin))
    pairs = [f"“{shown(source)}” = “{shown(target)}”: {why}" for source, target, why in rows[:_NAMED]]
    more = f" And {len(rows) - _NAMED} more." if len(rows) > _NAMED else ""
    return [f"{folder.path}: of the memory is not used {' '.join(pairs)}{more}"] if pairs else []


def update_memory(store: Store, language: str, origin: str) -> None:
    """Bring the memory up to date, and mark the texts that depend on what changed."""
    changed, direction = [], (language, origin)
    for source in store.marked(_stage(origin), language):
        own, others = (
            store.column(f"SELECT DISTINCT target FROM {table} WHERE {_DIRECTION} AND plain = ?", *direction, source)  # noqa: S608
            for table in ("approved", "given")
        )
        old, new = StoredPairs(store, *direction).get(source), agreed(own, others)
        if old != new:
            changed.append(source)
            store.do(f"DELETE FROM memory WHERE {_DIRECTION} AND source = ?", *direction, source)  # noqa: S608
            if new is not None:
                form = masked(source)
                store.do("INSERT INTO memory VALUES (?, ?, ?, ?, ?, ?)", *direction, source, len(form), form, new)
        store.done(_stage(origin), source, language)
    store.mark(TRANSLATE, _dependents(store, origin, changed, language), language)


def own_pairs(store: Store, language: str, origin: str, is_sound: Callable[[str, str], bool]) -> list[Pair]:
    """What is approved in the project, agreed on, and withheld by no check."""
    query = (
        "SELECT min(source), min(target) FROM approved WHERE language = ? AND origin = ?"
        " GROUP BY plain HAVING count(DISTINCT replace(replace(target, char(160), ' '), char(8239), ' ')) = 1"
    )
    pairs: list[Pair] = [tuple(row) for row in store.rows(query, language, origin)]
    known = "SELECT 1 FROM sound WHERE language = ? AND origin = ? AND source = ? AND target = ?"
    new = [pair for pair in pairs if store.row(known, language, origin, *pair) is None]
    judged = ((language, origin, *pair, is_sound(*pair)) for pair in new)
    store.many("INSERT INTO sound VALUES (?, ?, ?, ?, ?)", judged)
    return [pair for pair in pairs if store.row(f"{known} AND sound", language, origin, *pair)]


def _dependents(store: Store, origin: str, sources: Sequence[str], language: str) -> set[str]:
    """The texts, but those that are marked already, with a sentence that a pair of one of these sources may serve."""
    marked = set(store.marked(TRANSLATE, language))
    names = set(store.column("SELECT name FROM documents WHERE language = ?", origin)) - marked
    if not sources or not names:
        return set()
    found: set[str] = set()
    for source in sources:
        found |= names.intersection(store.column("SELECT name FROM sentences WHERE hash = ?", fingerprint(source)))
    forms = {masked(source) for source in sources}
    lengths = [length for form in forms for length in reach(len(form))]
    query = "SELECT name, masked FROM sentences WHERE language = ? AND masked IS NOT NULL AND length BETWEEN ? AND ?"
    for name, form in store.rows(query, origin, min(lengths), max(lengths)):
        if name in names and name not in found and is_similar(form, forms):
            found.add(name)
    return found


def _stage(origin: str) -> str:
    return f"{APPROVED} {origin}"
