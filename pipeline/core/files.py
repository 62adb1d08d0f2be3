"""The one place where files are written, renamed and deleted, so that nobody ever reads half of one.

A file is written beside its place, flushed to the disk, and renamed; a run may be killed between any two steps, and the
power may go. What such a run leaves beside its files the next one sweeps away. Every step goes through `disk`, which
tests put another in the place of: one that stops, or is full, after the n-th step.
"""

import ctypes
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
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import msgspec

DAMAGED = (msgspec.MsgspecError, ValueError, RecursionError)  # what decoding a damaged file of JSON raises

_BESIDE = re.compile(r"\..+\.(\d+)\.new")
_WORK = ".install-"
_OLD = ".old"  # no package has a folder of such a name
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS


class ChangedMeanwhile(Exception):  # noqa: N818 - no error: somebody saved the file, and is right
    """A file is no longer what it was when it was read; it is left as it is."""


class Disk:
    """The steps of which everything consists that happens to a file."""

    def write(self, path: Path, data: bytes) -> None:
        """Write a whole file, to the disk itself."""
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def rename(self, old: Path, new: Path) -> None:
        """Put a file, or a folder, in a place; a file that is there gives way."""
        old.replace(new)
        _flush_folder(new.parent)

    def exchange(self, one: Path, other: Path) -> bool:
        """Let two places change their contents in a single step; tells whether this system can."""
        done = _exchange(one, other)
        if done:
            _flush_folder(one.parent)
        return done

    def delete(self, path: Path) -> None:
        """Delete a file or an empty folder."""
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)


disk = Disk()


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def read_file(path: Path) -> bytes:
    """What an ordinary file holds; a pipe or a device is an `OSError`, since one could be waited for without end."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.ENXIO, "no ordinary file", str(path))
    return path.read_bytes()


def content(path: Path) -> bytes | None:
    """What a file holds; None where there is none."""
    try:
        return read_file(path)
    except FileNotFoundError:
        return None


def write_file(path: Path, data: bytes, *, over: bytes | type[Any] | None = Any) -> bool:
    """Write beside, then rename; a file that already holds `data` is left alone. Tells whether it was written.

    With `over` only a file that holds this, None for none, gives way. Raises `ChangedMeanwhile` for another.
    """
    if path.is_file() and path.read_bytes() == data:
        return False
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


def delete_file(path: Path) -> None:
    """Delete a file, if it is there."""
    if path.exists() or path.is_symlink():
        disk.delete(path)


def rename_file(old: Path, new: Path) -> None:
    """Rename a file to a name that is free. Raises `FileExistsError` where it is not."""
    if new.exists():
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


def copy_in(file: Path, copy: Path) -> None:
    """Copy a file, of any size, into a workspace."""
    shutil.copyfile(file, copy)


def growing(path: Path) -> IO[bytes]:
    """A new file in a workspace, open for writing."""
    return path.open("wb")


def make_folder(folder: Path) -> None:
    """Make a folder, and those that it is to stand in."""
    folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Hold the lock of a file, which is made for it, or of a folder that is there; False where another holds it."""
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
            if found and not _is_alive(int(found[1])):
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


def _is_alive(process: int) -> bool:
    """Whether another process of this number is there; our own writes nothing while it sweeps."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _flush_folder(folder: Path) -> None:
    """Have the disk itself keep a rename, where the system lets folders be flushed."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two places by the system's own call; False where it has none, or the file system does not know it."""
    library = ctypes.CDLL(None, use_errno=True)
    for name, here in (("renameat2", -100), ("renameatx_np", -2)):  # AT_FDCWD of Linux and of macOS
        call = getattr(library, name, None)
        if call is not None and call(here, os.fsencode(one), here, os.fsencode(other), _EXCHANGE) == 0:
            return True
    return False
