"""Unpacking an archive from outside without letting it do harm."""

import errno
import lzma
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from pipeline.core.files import unzip

MEGABYTE = 1_000_000
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EMFILE)
DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError)
MAX_MEMBERS, MAX_UNPACKED, MAX_RATIO = 2_000, 3_000 * MEGABYTE, 100


class Hostile(Exception):  # noqa: N818 - what it is, not that it is an error
    """An archive that is damaged or would do harm; the text says how."""


def unpack(archive: Path, work: Path) -> Path:
    """Unpack into `work` once every member was found harmless; the one folder that was in it.

    Raises `Hostile`, and `OSError` where the disk is at fault.
    """
    try:
        with zipfile.ZipFile(archive) as package:
            members = package.infolist()
            fault = _fault(members)
            if fault:
                raise Hostile(fault)
            damaged = package.testzip()
            if damaged:
                raise Hostile(f"{damaged} in it is damaged")
            unzip(package, members, work)
    except (*DAMAGE, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise
        raise Hostile(f"it is no whole zip archive ({error})") from error
    return work / PurePosixPath(members[0].filename).parts[0]


def _fault(members: list[zipfile.ZipInfo]) -> str:
    """Why an archive is not to be unpacked; empty where nothing speaks against it."""
    paths = [PurePosixPath(member.filename) for member in members]
    packed, unpacked = sum(one.compress_size for one in members), sum(one.file_size for one in members)
    folders = {path.parts[:1] for path in paths}
    tests = {
        "it is empty": not members,
        f"it has more than {MAX_MEMBERS} members": len(members) > MAX_MEMBERS,
        f"it unpacks to more than {MAX_UNPACKED // MEGABYTE} MB": unpacked > MAX_UNPACKED,
        f"it unpacks to more than {MAX_RATIO} times its size": unpacked > MAX_RATIO * max(packed, 1) + MEGABYTE,
        "it names a place outside its folder": any(_leads_away(path) for path in paths),
        "it holds a link or a device": any(_is_special(member) for member in members),
        "it holds the same name twice": len({str(path).lower() for path in paths}) < len(paths),
        "it does not hold exactly one folder": len(folders) != 1
        or any(len(path.parts) < 2 and not member.is_dir() for path, member in zip(paths, members, strict=True)),
    }
    return next((fault for fault, holds in tests.items() if holds), "")


def _leads_away(path: PurePosixPath) -> bool:
    parts = path.parts
    return (
        path.is_absolute()
        or not parts
        or ".." in parts
        or parts[0].startswith(".")
        or any(c in str(path) for c in "\\:\0")
    )


def _is_special(member: zipfile.ZipInfo) -> bool:
    kind = member.external_attr >> 28
    return member.create_system == 3 and kind not in (0, 0o4, 0o10)  # neither folder nor plain file
