"""What a run knows of the last one, in one SQLite file in build/: always safe to delete.

Every change of what is known marks in the same transaction what follows from it (`mark`). So a run may stop anywhere,
and the next one finds what is left to do. A file that is damaged, or was written by another version of the program or
for other folders, is begun anew.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipeline.core.errors import StoppedError, UsageError
from pipeline.core.files import DAMAGED, delete_file, digest, locked, make_folder, require_ordinary

T = TypeVar("T")

NAME = "store.sqlite"
FILES_THERE = "files there"  # the fact of which files decide for all texts; it outlives the rest

# `files`: how each file that a run read or wrote looked (`pipeline.job.store.looks`); `owner` is the name of its text
#   without suffix, empty for what belongs to none
# `facts`: what is known of the whole project, each under its name
# `todo`: what is left to do: the stage, the target language or pair of languages, and the text or group
# `documents`: each text as it was curated, or why it failed; `stem` and `file` name its files
# `searched`: where terms of the glossary were looked for
# `statements`, `sentences`, `pairs`, `faults`: what checks across documents compare, and what they found, by group
# `approved`, `given`, `memory`: what people approved, what came from other tools, what all agree on
# `held`: the sentences for which people wrote what nobody has approved, or not any more
# `refused`: what the memory has for a sentence of a text, and which check keeps it from being used
# `targets`: each text's translation before the checks across documents
# `failed`: what could not be read or written, and by which file; empty where it is none
# `summaries`: what the report's index, the package and the last lines say of a text
_SCHEMA = """
CREATE TABLE files (path BLOB PRIMARY KEY, owner TEXT, size INT, inode INT, mtime INT, ctime INT, looked INT, hash TEXT)
    WITHOUT ROWID;
CREATE INDEX files_owner ON files (owner);
CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE todo (stage TEXT, language TEXT, name TEXT, PRIMARY KEY (stage, language, name)) WITHOUT ROWID;
CREATE TABLE documents (name TEXT PRIMARY KEY, stem TEXT, file TEXT, id TEXT, language TEXT, record BLOB, failure TEXT);
CREATE INDEX documents_stem ON documents (stem);
CREATE INDEX documents_file ON documents (file);
CREATE TABLE searched (name TEXT, text TEXT);
CREATE INDEX searched_name ON searched (name);
CREATE TABLE statements (name TEXT, n INT, about TEXT, record BLOB);
CREATE INDEX statements_name ON statements (name);
CREATE INDEX statements_about ON statements (about, name, n);
CREATE TABLE sentences (name TEXT, language TEXT, hash INT, words INT, heading INT, length INT, masked TEXT);
CREATE INDEX sentences_name ON sentences (name);
CREATE INDEX sentences_hash ON sentences (hash);
CREATE INDEX sentences_words ON sentences (words, name);
CREATE INDEX sentences_length ON sentences (length);
CREATE TABLE pairs (language TEXT, name TEXT, n INT, key TEXT, source TEXT, target TEXT);
CREATE INDEX pairs_name ON pairs (language, name, n);
CREATE TABLE groups (scope TEXT, member TEXT, language TEXT, name TEXT, n INT);
CREATE INDEX groups_name ON groups (language, name);
CREATE INDEX groups_member ON groups (scope, member, name, n);
CREATE TABLE faults (scope TEXT, member TEXT, name TEXT, key TEXT, record BLOB);
CREATE INDEX faults_member ON faults (scope, member);
CREATE INDEX faults_name ON faults (scope, name);
CREATE TABLE approved (language TEXT, origin TEXT, name TEXT, source TEXT, target TEXT, plain TEXT);
CREATE INDEX approved_name ON approved (language, name);
CREATE INDEX approved_plain ON approved (language, origin, plain);
CREATE TABLE held (language TEXT, name TEXT, plain TEXT);
CREATE INDEX held_name ON held (language, name);
CREATE TABLE given (language TEXT, origin TEXT, source TEXT, target TEXT, plain TEXT);
CREATE INDEX given_plain ON given (language, origin, plain);
CREATE TABLE memory (language TEXT, origin TEXT, source TEXT, length INT, masked TEXT, target TEXT,
    PRIMARY KEY (language, origin, source));
CREATE INDEX memory_length ON memory (language, origin, length);
CREATE TABLE sound (language TEXT, origin TEXT, source TEXT, target TEXT, sound INT,
    PRIMARY KEY (language, origin, source, target));
CREATE TABLE targets (language TEXT, name TEXT, origin TEXT, record BLOB, parked BLOB, PRIMARY KEY (language, name));
CREATE TABLE refused (language TEXT, name TEXT, source TEXT, target TEXT, why TEXT);
CREATE INDEX refused_name ON refused (language, name);
CREATE TABLE failed (language TEXT, name TEXT, file TEXT, reason TEXT, PRIMARY KEY (language, name));
CREATE TABLE written (path BLOB, hash TEXT, PRIMARY KEY (path, hash));
CREATE TABLE summaries (name TEXT PRIMARY KEY, record BLOB);
"""


@cache
def program_hash() -> str:
    """Hash of the pipeline's own code and tables: a new rule makes every document stale."""
    folder = Path(__file__).parent.parent.parent
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc")
    return digest("".join(f"{p.relative_to(folder)}:{digest(p.read_bytes())}\n" for p in files).encode())


def fingerprint(text: str) -> int:
    """A text's hash as an integer that SQLite holds; what is found by it is compared once more where it matters."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)


class DamagedError(Exception):
    """The store cannot be read, or not be written."""


# What damage can raise: where a value is read, and where one that is of another kind than it was written is used.
BROKEN = (sqlite3.DatabaseError, DamagedError, ValueError, TypeError, LookupError, AttributeError)


class Store:
    """The open file. Queries stand with the stages whose tables they read."""

    def __init__(self, build: Path, identity: str):
        self.path, self._identity = build / NAME, identity
        make_folder(build)
        self._db = self._open()
        try:
            known, there = self.fact("identity", str) == identity, self.fact(FILES_THERE, list[str])
        except BROKEN:
            known, there = False, None
        if not known:
            self.clear()
            if there is not None:  # a project that was moved, or another version, has the same files to miss
                self.set_fact(FILES_THERE, there)
                self.commit()

    def clear(self) -> None:
        """Begin anew."""
        self.close()
        remove(self.path.parent)
        self._db = self._open()
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.executescript(_SCHEMA)
        self.set_fact("identity", self._identity)
        self.commit()

    def close(self) -> None:
        """Close the file; what was not committed is lost, with the marks that it would have left."""
        self._db.close()

    def commit(self) -> None:
        """Keep what was done."""
        self._db.commit()

    def rows(self, query: str, *values: object) -> Iterator[Any]:
        """The rows of a query, one after another."""
        return self._db.execute(query, values)

    def row(self, query: str, *values: object) -> Any:
        """The first row of a query, or None."""
        return self._db.execute(query, values).fetchone()

    def column(self, query: str, *values: object) -> list[Any]:
        """The first column of a query, as a list: the tables may change while it is worked through."""
        return [value for (value, *_) in self._db.execute(query, values)]

    def do(self, statement: str, *values: object) -> None:
        """Change a table."""
        self._db.execute(statement, values)

    def many(self, statement: str, rows: Iterable[Iterable[object]]) -> None:
        """Change a table once for each row."""
        self._db.executemany(statement, map(tuple, rows))

    def fact(self, name: str, kind: type[T]) -> T | None:
        """What is known under a name."""
        found = self.row("SELECT value FROM facts WHERE name = ?", name)
        return None if found is None else decode(found[0], kind)

    def set_fact(self, name: str, value: object) -> bool:
        """Keep what is known under a name; tells whether it is news."""
        data = encode(value)
        if self.row("SELECT 1 FROM facts WHERE name = ? AND value = ?", name, data):
            return False
        self.do("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, data)
        return True

    def mark(self, stage: str, names: Iterable[str] = ("",), language: str = "") -> None:
        """Note that something is left to do."""
        self.many("INSERT OR IGNORE INTO todo VALUES (?, ?, ?)", ((stage, language, name) for name in names))

    def mark_all(self, stage: str, language: str = "") -> None:
        """Note it for every text."""
        self.do("INSERT OR IGNORE INTO todo SELECT ?, ?, name FROM documents", stage, language)

    def marked(self, stage: str, language: str = "") -> list[str]:
        """What is left to do of a stage, in order."""
        return self.column("SELECT name FROM todo WHERE stage = ? AND language = ? ORDER BY name", stage, language)

    def done(self, stage: str, name: str = "", language: str = "") -> None:
        """Note that it is done."""
        self.do("DELETE FROM todo WHERE stage = ? AND language = ? AND name = ?", stage, language, name)

    def is_idle(self, languages: Iterable[str]) -> bool:
        """Whether nothing is left to do; what concerns other languages than these waits until they come back."""
        return {"", *languages}.isdisjoint(self.column("SELECT DISTINCT language FROM todo"))

    def _open(self) -> sqlite3.Connection:
        for place in _files(self.path.parent):
            require_ordinary(place)  # SQLite writes through links, and waits for pipes
            if place.is_dir():
                raise StoppedError("this is a folder", file=place, remedy="move it away and run again")
        opened = sqlite3.connect(self.path)
        try:
            opened.execute("PRAGMA synchronous = NORMAL")  # a commit for each text must not wait for the disk
        except BROKEN:
            opened.close()
            raise
        return opened


def last_fact(build: Path, name: str, kind: type[T]) -> T | None:
    """What the last run knew under a name, for who only looks: nothing is locked, written or begun anew.

    None where there was no run, or none whose store this version of the program can read.
    """
    try:
        with closing(sqlite3.connect(f"{(build / NAME).absolute().as_uri()}?mode=ro", uri=True)) as opened:
            found = opened.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if found is None else decode(found[0], kind)
    except (sqlite3.Error, *BROKEN):
        return None


def remove(build: Path) -> None:
    """Delete a store."""
    for place in _files(build):
        delete_file(place)


def _files(build: Path) -> list[Path]:
    """The store, and what SQLite keeps beside it."""
    return [build / (NAME + suffix) for suffix in ("", "-wal", "-shm")]


def encode(value: object) -> bytes:
    """A record as it stands in the store."""
    return msgspec.msgpack.encode(value, order="deterministic")


def decode(data: bytes, kind: type[T]) -> T:
    """A record of the store. Raises `DamagedError`."""
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except (TypeError, *DAMAGED) as error:
        raise DamagedError(str(error)) from error


@contextmanager
def single_run(build: Path) -> Iterator[Path]:
    """Hold the project's lock, and give its file. Raises `UsageError` where another run holds it."""
    make_folder(build)
    path = build / "run.lock"
    with locked(path) as ours:
        if not ours:
            raise UsageError("another run is at work in this project", file=build, remedy="wait until it ends")
        yield path
