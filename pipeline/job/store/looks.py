"""How files looked when a run last read or wrote them.

As git does it: a file whose size, inode and times are those of the last look, and whose times are older than that look,
is not read again. Everything else is hashed, and only another hash is work. The hash is always that of what was read or
written, never of what stands there afterwards, so that what is saved while a run is at work is work for the next.
"""

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from pipeline.core.files import LARGEST, TooLargeError, digest, hash_file, write_file
from pipeline.job.store import Store

_ALL = "SELECT path, owner, size, inode, mtime, ctime, looked, hash FROM files"
_COARSE = 1_000_000_000  # a time of whole seconds comes from a file system that knows no finer, some only even ones
_PATIENCE = 50  # tries of a millisecond each until the clock of the file system has gone on

Stat = tuple[int, int, int, int]
Row = tuple[bytes, str, int, int, int, int, int, str]  # as `_ALL` has them


class Looks:
    """The looks at a project's files, kept in its store. `clock` is a file of ours whose time tells the present."""

    def __init__(self, store: Store, clock: Path):
        self._store, self._clock = store, clock
        self._limits: dict[bytes, int] = {}
        if not clock.exists():
            write_file(clock, b"")

    def limit(self, place: Path, most: int) -> None:
        """Have a file, or the files of a folder, read only as far as anybody does: up to so many bytes."""
        self._limits[os.fsencode(place)] = most

    def get(self, path: Path) -> str | None:
        """The hash of a file as it was last read or written; None where there was none."""
        found = self._store.row("SELECT hash FROM files WHERE path = ?", os.fsencode(path))
        return found[0] if found else None

    def __setitem__(self, path: Path, hashed: str | None) -> None:
        """Note the hash of what was just read or written; `settle` looks at it again."""
        owner = path.name.removesuffix(".xlf").removesuffix(".parked")
        self._keep(path, owner, _stat(os.fsencode(path)), 0, hashed)

    def write(self, path: Path, data: bytes, owner: str = "") -> None:
        """Write a file, and note its look."""
        write_file(path, data)
        stat = _stat(os.fsencode(path))
        self._keep(path, owner, stat and (len(data), *stat[1:]), 0, digest(data))

    def announce(self, files: Mapping[Path, bytes]) -> None:
        """Keep for good what is about to be written: should the run be killed, the hashes prove whose it is."""
        rows = ((os.fsencode(path), digest(data)) for path, data in files.items())
        self._store.many("INSERT OR IGNORE INTO written VALUES (?, ?)", rows)
        self._store.commit()

    def announced(self, folder: Path) -> Iterator[tuple[str, str]]:
        """Path in a folder and hash of all that was announced and is not listed yet."""
        for path, hashed in self._store.rows("SELECT path, hash FROM written"):
            with suppress(ValueError):
                yield str(Path(os.fsdecode(path)).relative_to(folder)), hashed

    def listed(self, folder: Path, names: Iterable[str]) -> None:
        """Note that what was announced of these names in a folder is listed, or gone."""
        paths = [(os.fsencode(folder / name),) for name in names]
        self._store.many("DELETE FROM written WHERE path = ?", paths)

    def look(self, path: Path, owner: str = "") -> str | None:
        """The hash of a file as it is now, None where there is none that can be read, and note the look."""
        row = self._store.row(f"{_ALL} WHERE path = ?", os.fsencode(path))
        if row and _is_same(row):
            return str(row[7])
        now, stat = self.now(), _stat(os.fsencode(path))
        hashed = None if stat is None else self._digest(os.fsencode(path))
        self._keep(path, owner, stat, now, hashed)
        return hashed

    def changed(self) -> list[tuple[Path, str]]:
        """The files that are no longer as they were, or gone, with their owners; each is noted as it is now."""
        suspects = [row for row in self._store.rows(_ALL) if not _is_same(row)]
        found = []
        for row in suspects:
            path, owner, hashed = Path(os.fsdecode(row[0])), row[1], row[7]
            now, stat = self.now(), _stat(row[0])
            current = None if stat is None else self._digest(row[0])
            self._keep(path, owner, stat, now, current)
            if current is None or current != hashed:
                found.append((path, owner))
        return found

    def settle(self) -> None:
        """Look once more at what was noted in the very moment in which it was written.

        What has another content by now keeps the old hash, and no look that could hide it.
        """
        racy = [row for row in self._store.rows(_ALL) if _is_racy(row)]
        newest = max((max(row[4], row[5]) for row in racy), default=0)
        for _ in range(_PATIENCE):
            if self.now() > newest:
                break
            time.sleep(0.001)
        for row in racy:
            now, stat = self.now(), _stat(row[0])
            if stat is not None and self._digest(row[0]) == row[7]:
                self._keep(Path(os.fsdecode(row[0])), row[1], stat, now, row[7])

    def now(self) -> int:
        """The present in nanoseconds, by the clock that gives files their times."""
        os.utime(self._clock)
        return self._clock.stat().st_mtime_ns

    def forget(self, owner: str) -> None:
        """Forget the files of a text."""
        self._store.do("DELETE FROM files WHERE owner = ?", owner)

    def under(self, folder: Path) -> Iterator[tuple[str, int, str]]:
        """The files in a folder that were noted: path in it, size and hash, in order."""
        head = os.fsencode(folder / "_")[:-1]
        query = "SELECT path, size, hash FROM files WHERE path >= ? AND path < ? ORDER BY path"
        for path, size, hashed in self._store.rows(query, head, head + b"\xff\xff"):
            yield os.fsdecode(path[len(head) :]), size, hashed

    def drop(self, path: Path) -> None:
        """Forget a file."""
        self._store.do("DELETE FROM files WHERE path = ?", os.fsencode(path))

    def _digest(self, path: bytes) -> str | None:
        """The hash of a file; of one that is too large to be read, what its look is known by."""
        most = self._limits.get(path) or self._limits.get(os.path.dirname(path)) or LARGEST  # noqa: PTH120 - as above
        try:
            return hash_file(Path(os.fsdecode(path)), most)
        except TooLargeError:
            return f"not read {_stat(path)}"
        except OSError:
            return None

    def _keep(self, path: Path, owner: str, stat: Stat | None, looked: int, hashed: str | None) -> None:
        if hashed is None:
            self.drop(path)
            return
        values = (os.fsencode(path), owner, *(stat or (0, 0, 0, 0)), looked, hashed)
        self._store.do("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *values)


def _stat(path: bytes) -> Stat | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - a run looks at ten files of each text, and a Path costs more than the look
    except OSError:
        return None
    if not S_ISREG(found.st_mode):
        return None
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def _is_same(row: Row) -> bool:
    return not _is_racy(row) and _stat(row[0]) == row[2:6]


def _is_racy(row: Row) -> bool:
    """Whether a change after the look could have left the file's times as they are."""
    mtime, ctime, looked = row[4:7]
    return max(mtime, ctime) + (0 if ctime % _COARSE else 2 * _COARSE) >= looked
