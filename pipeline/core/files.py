"""The one place where files are written, renamed and deleted, so that nobody ever reads half of one.

A file is written beside its place, flushed to the disk, and renamed; a run may be killed between any two steps, and the
power may go. What such a run leaves beside its files the next one sweeps away. Every step goes through `disk`, which
tests put another in the place of: one that stops, or is full, after the n-th step.
"""

import errno
import fcntl
import hashlib
import os
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from os.path import lexists
from pathlib import Path
from typing import IO, Any

import msgspec

from pipeline.core import system

LARGEST = 2_000_000_000  # bytes; a raw text of one letter a line, as large as raw/ allows, gives half of it as XLIFF
DAMAGED = (msgspec.MsgspecError, ValueError, RecursionError)  # what decoding a damaged file of JSON raises

_BESIDE = re.compile(r"\..+\.(\d+)\.new")
_WORK = ".install-"
_OLD = ".old"  # no package has a folder of such a name


class ChangedMeanwhile(Exception):  # noqa: N818 - no error: somebody saved the file, and is right
    """A file is no longer what it was when it was read; it is left as it is."""


class TooLargeError(OSError):
    """A file has more bytes than are read of it."""


class Disk:
    """The steps of which everything consists that happens to a file; `placed` counts the files put in their places."""

    placed = 0

    def write(self, path: Path, data: bytes) -> None:
        """Write a whole file, to the disk itself."""
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def rename(self, old: Path, new: Path) -> None:
        """Put a file, or a folder, in a place; a file that is there gives way."""
        old.replace(new)
        self.placed += 1
        system.flush_folder(new.parent)

    def exchange(self, one: Path, other: Path) -> bool:
        """Let two places change their contents in a single step; tells whether this system can."""
        done = system.exchange(one, other)
        if done:
            system.flush_folder(one.parent)
        return done

    def delete(self, path: Path) -> None:
        """Delete a file or an empty folder."""
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)


disk = Disk()


def placed() -> int:
    """How many files and folders this process has put in their places."""
    return disk.placed


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def hash_file(path: Path, most: int = LARGEST) -> str:
    """SHA-256 in hex of what an ordinary file holds; one of any size takes little memory. Raises as `read_file`."""
    with opened(path, most) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def obstacle(path: Path) -> str:
    """What is the matter with a place that should hold a file; empty where an ordinary file is there, or nothing."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "this link leads nowhere" if path.is_symlink() else ""
    except OSError as error:
        return "this link leads nowhere" if error.errno == errno.ELOOP else ""
    if stat.S_ISDIR(mode):
        return "this is a folder"
    return "" if stat.S_ISREG(mode) else "this is no ordinary file"


@contextmanager
def opened(path: Path, most: int = LARGEST) -> Iterator[BufferedReader]:
    """An ordinary file, open for reading.

    A pipe or a device is an `OSError`, since one could be waited for without end, and a file with more bytes than
    `most` is a `TooLargeError`, told before one of them is read; so is one for which there is no memory.
    """
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.ENXIO, "no ordinary file", str(path))
    if found.st_size > most:
        words = f"it has {found.st_size:,} bytes, more than the {most:,} that are read"
        raise TooLargeError(errno.EFBIG, words, str(path))
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK), "rb") as file:
            yield file
    except MemoryError as error:
        words = f"there is no memory for its {found.st_size:,} bytes"
        raise TooLargeError(errno.ENOMEM, words, str(path)) from error


def read_file(path: Path, most: int = LARGEST) -> bytes:
    """What an ordinary file holds. Raises `OSError` as `opened`."""
    with opened(path, most) as file:
        return file.read()


def content(path: Path) -> bytes | None:
    """What a file holds; None where there is none. A link that leads nowhere is an `OSError`: its file is elsewhere."""
    try:
        return read_file(path)
    except FileNotFoundError:
        if path.is_symlink():
            raise
        return None


def paths_in(folder: Path, suffix: str = "") -> list[Path]:
    """What stands in a folder, of names that end so; nothing where there is none. Raises `OSError` for a closed one."""
    try:
        with os.scandir(f"{folder}/.") as entries:  # "." asks for the right to use what is in there
            return sorted(folder / entry.name for entry in entries if entry.name.endswith(suffix))
    except FileNotFoundError:
        return []


def write_file(path: Path, data: bytes, *, over: bytes | type[Any] | None = Any) -> bool:
    """Write beside, then rename; a file that already holds `data` is left alone. Tells whether it was written.

    With `over` only a file that holds this, None for none, gives way. Raises `ChangedMeanwhile` for another. A link, a
    pipe or a device never gives way: that is an `OSError`.
    """
    if path.is_file() and path.stat().st_size == len(data) and read_file(path, len(data)) == data:
        return False
    require_ordinary(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        disk.write(beside, data)
        if over is not Any and content(path) != over:
            raise ChangedMeanwhile(path)
        disk.rename(beside, path)
    except OSError as error:
        if error.filename == str(beside):
            error.filename = str(path)  # the name that people know
        raise
    finally:
        if beside.exists():
            disk.delete(beside)
    return True


def require_ordinary(path: Path) -> None:
    """Raise `OSError` for what stands in the place of a file and would be lost; a folder gives way to none anyway."""
    if path.is_symlink():
        path.stat()  # one that leads nowhere, or back to itself, is told as such
        raise OSError(errno.ELOOP, "this is a link, and nothing is written through it", str(path))
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(errno.ENXIO, "no ordinary file", str(path))


def delete_file(path: Path) -> None:
    """Delete a file, if it is there."""
    if path.exists() or path.is_symlink():
        disk.delete(path)


def rename_file(old: Path, new: Path) -> None:
    """Rename a file to a name that is free. Raises `FileExistsError` where it is not."""
    if lexists(new):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(new))
    new.parent.mkdir(parents=True, exist_ok=True)
    disk.rename(old, new)


def delete_empty(folder: Path) -> None:
    """Delete a folder that nothing is left in."""
    if folder.is_dir() and not any(folder.iterdir()):
        disk.delete(folder)


def put_folder(folder: Path, place: Path, work: Path) -> None:
    """Put a folder in its place, flushed; what was there before is in `work` until that is swept away.

    Whoever looks finds the old folder or the new one. Where a system cannot exchange the two in one step, a kill may
    fall between two renames; the end of the workspace, or `sweep_work`, then puts the old one back.
    """
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    if not place.exists():
        disk.rename(folder, place)
    elif not disk.exchange(folder, place):
        old = work / _OLD / place.name
        old.parent.mkdir()
        disk.rename(place, old)
        disk.rename(folder, place)


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """A folder in `folder` for what is not yet, or no longer, in its place; it goes at the end."""
    work = Path(tempfile.mkdtemp(prefix=_WORK, dir=folder))
    try:
        yield work
    finally:
        _clear(work)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder outside the project that goes at the end."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def unzip(package: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo], work: Path) -> None:
    """Unpack members that were found harmless into a workspace."""
    package.extractall(work, members)


def copy_in(file: Path, copy: Path, most: int) -> None:
    """Copy an ordinary file into a workspace. Raises `OSError` as `opened`."""
    with opened(file, most) as source, copy.open("wb") as target:
        shutil.copyfileobj(source, target)


def growing(path: Path) -> IO[bytes]:
    """A new file in a workspace, open for writing."""
    return path.open("wb")


def make_folder(folder: Path) -> None:
    """Make a folder, and those that it is to stand in."""
    folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Hold the lock of a file, which is made for it, or of a folder that is there; False where another holds it."""
    if not path.is_dir():
        require_ordinary(path)
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Delete what killed runs have left beside the files of a folder and of those in it."""
    for place, _, names in os.walk(folder):
        for name in names:
            found = _BESIDE.fullmatch(name)
            if found and not system.is_alive(int(found[1])):
                disk.delete(Path(place, name))


def sweep_work(folder: Path) -> None:
    """Delete the workspaces of killed runs. A folder that had to give way, and nothing came in its place, goes back.

    Whoever calls holds the folder's lock: no workspace is in use.
    """
    for work in sorted(folder.glob(f"{_WORK}*")):
        _clear(work)


def _clear(work: Path) -> None:
    """Delete a workspace; what had to give way, and nothing came in its place, goes back before."""
    for old in (work / _OLD).glob("*"):
        if not (work.parent / old.name).exists():
            disk.rename(old, work.parent / old.name)
    shutil.rmtree(work, ignore_errors=True)
