"""Where the pipeline writes: within its folders alone, through no link; and what a disk refuses, told in a line.

A name of a file may come from a person, a side file or a damaged list. Whatever it is, nothing is written or deleted
outside the folder that it is meant for.
"""

import errno
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from os.path import lexists
from pathlib import Path, PurePosixPath
from typing import Literal

from pipeline.core.errors import DocumentError, UsageError, shown
from pipeline.core.files import LARGEST, TooLargeError, obstacle, read_file, write_file

Kind = Literal["file", "folder", "file or folder"]

_NO_LINK = "put what it leads to itself there"
_CURES = {
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG): "make room there and run again",
    (errno.EACCES, errno.EPERM): "give yourself the permission",
    (errno.EROFS,): "name a folder that can be written",
    (errno.ENAMETOOLONG,): "give the text a shorter name",
    (errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY): "move away what stands in its place",
    (errno.ENOENT, errno.ESTALE): "it has gone meanwhile; run again",
    (errno.ELOOP,): _NO_LINK,
    (errno.EMFILE, errno.ENFILE): "close other programs and run again",
    (errno.ENXIO,): "put an ordinary file in its place",
    (errno.EINVAL, errno.EILSEQ): "give the text another name",
}


_BLOCKED = (errno.ENOTDIR, errno.EEXIST)


def within(folder: Path, name: str) -> Path:
    """The place of a file in a folder, by its path there with "/" between its parts.

    Raises `DocumentError` for a name that leads out of the folder, and for a link on the way to the place or in it. The
    folder itself may be a link, since whoever runs the pipeline has named it.
    """
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\0" in name:
        raise DocumentError(f"'{name}' is no place in this folder", file=folder, remedy="give it another name")
    place = folder
    for part in path.parts:
        place /= part
        if place.is_symlink():
            raise DocumentError("this is a link, and nothing is written through it", file=place, remedy=_NO_LINK)
    return place


def link_lines(folders: Iterable[Path]) -> list[str]:
    """A line for each folder that is a link, with where it leads: what is written goes elsewhere than it seems."""
    return [f"{one} is a link; what is written goes to {one.resolve()}." for one in folders if one.is_symlink()]


def is_within(folder: Path, path: Path) -> bool:
    """Whether a file lies in a folder once all links are followed."""
    try:
        return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
    except (OSError, ValueError):
        return False


def require_there(path: Path, kind: Kind) -> None:
    """Raise `UsageError` for a file or folder that is to be read and is not there, or is something else."""
    try:
        if path.is_symlink() and not path.exists():
            raise UsageError("this link leads nowhere", file=path, remedy="mend it or remove it")
        if not path.exists():
            raise UsageError(f"there is no such {kind}", file=path, remedy="create it or name another")
        found = "folder" if path.is_dir() else "file" if path.is_file() else "something else"
    except OSError as error:
        fault = refusal(error, path, "cannot be read")
        raise UsageError(fault.message, file=path, remedy=fault.remedy) from error
    if found not in kind.split(" or "):
        what = "no folder" if kind == "folder" else "a folder" if found == "folder" else "no ordinary file"
        remedy = f"name a {kind}, or put one of that name in its place"
        raise UsageError(f"this is {what}", file=path, remedy=remedy)


def require_named(path: Path) -> None:
    """Raise `UsageError` where a file is not there, and one has a name that was meant for it: glossary.yml."""
    if not lexists(path) and (other := next(_misnamed(path), None)):
        raise UsageError(f"this is not read, {path.name} is", file=other, remedy="rename it")


def misnamed_lines(path: Path) -> list[str]:
    """A line for each file that is not read, since the one whose name it nearly has is: settings.yml."""
    what = f"not read, {path.name} is; bring there what it says, and delete it"
    return [f"{shown(one, most=1000)}: {what}." for one in _misnamed(path)] if lexists(path) else []


def _misnamed(path: Path) -> Iterator[Path]:
    """What has a name that was meant for another file: glossary.yml, Settings.yaml."""
    meant = re.compile(rf"{re.escape(path.stem)}\.ya?ml(?:\.txt)?", re.IGNORECASE)
    with suppress(OSError):
        others = [one for one in sorted(path.parent.iterdir()) if meant.fullmatch(one.name) and one.name != path.name]
        yield from (one for one in others if not (lexists(path) and one.exists() and one.samefile(path)))


def keep_out(raw: Path, path: Path, option: str = "") -> None:
    """Raise `UsageError` for a file or folder to write to that lies in the folder of the source texts."""
    if is_within(raw, path):
        message = "nothing is written into the folder of the source texts"
        raise UsageError(message, file=path, remedy=f"name another with {option}" if option else "name another")


def read_input(path: Path, most: int = LARGEST) -> bytes:
    """What a file holds without which nothing can be done. Raises `UsageError` where it cannot be read."""
    if what := obstacle(path):
        cure = "mend it or remove it" if path.is_symlink() else "put a file of that name in its place"
        raise UsageError(what, file=path, remedy=cure)
    try:
        return read_file(path, most)
    except FileNotFoundError as error:
        raise UsageError("there is no such file", file=path, remedy="create it or name another") from error
    except OSError as error:
        fault = refusal(error, path, "cannot be read")
        raise UsageError(fault.message, file=path, remedy=fault.remedy) from error


def decoded_input(path: Path, most: int = LARGEST, remedy: str = "save it as UTF-8") -> str:
    """The text of such a file. Raises `UsageError` as `read_input` does, and where it is not UTF-8."""
    data = read_input(path, most)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError("the file is not UTF-8 text", file=path, line=line, remedy=remedy) from error


def put(folder: Path, name: str, data: bytes) -> Path:
    """Write a file in a folder; gives its place. Raises `DocumentError` where that cannot be."""
    with told(folder / name):
        place = within(folder, name)
        write_file(place, data)
    return place


@contextmanager
def told(path: Path, what: str = "cannot be written") -> Iterator[None]:
    """Tell what the system refuses as a `DocumentError`, with what to do about it."""
    try:
        yield
    except OSError as error:
        raise refusal(error, path, what) from error


def refusal(error: OSError, path: Path | None = None, what: str = "cannot be written") -> DocumentError:
    """An error of the system in a line: which file, why, what to do."""
    reason = error.strerror or str(error) or type(error).__name__
    cure = next((cure for codes, cure in _CURES.items() if error.errno in codes), "look after the disk and run again")
    cure = "split it" if isinstance(error, TooLargeError) else cure
    named = path if path is not None else error.filename if isinstance(error.filename, str) else None
    if error.errno in _BLOCKED and named is not None and (blocker := _blocker(Path(named), error.errno)):
        return DocumentError("this is a file, and a folder must be here", remedy="move it away", file=blocker)
    gone = error.errno in (errno.ENOENT, errno.ELOOP) and named is not None and Path(named)
    if gone and gone.is_symlink() and not gone.exists():
        return DocumentError("this link leads nowhere", remedy="mend it or remove it", file=named)
    return DocumentError(f"{what} ({reason})", remedy=cure, file=named)


def _blocker(path: Path, code: int) -> Path | None:
    """What stands in the place of a folder, on the way to a file or as what was to be looked into."""
    on_the_way = (*reversed(path.parents), *([path] if code == errno.ENOTDIR else ()))
    return next((one for one in on_the_way if lexists(one) and not one.is_dir()), None)
