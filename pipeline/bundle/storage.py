"""The files of a bundle, in a folder or in the zip of a release, each checked against the list of them.

Anybody may have changed them: nothing is read outside the bundle, through a link, or that is not as it is listed.
"""

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipeline.bundle.package import LIST_HASH, PACKAGE, list_hash
from pipeline.bundle.records import SCHEMA_VERSION, Withdrawn
from pipeline.core.errors import DocumentError, UsageError, shown
from pipeline.core.files import LARGEST, read_file
from pipeline.core.places import within
from pipeline.core.targets import EngineUse

REMEDY = "run `make` again, or fetch the bundle again"

# What reading a file raises, and a zip that was damaged or is encrypted.
_UNREADABLE = (OSError, ValueError, RuntimeError, EOFError, struct.error, zipfile.BadZipFile, zlib.error)

T = TypeVar("T")


class Resource(msgspec.Struct, frozen=True):
    """A file of the bundle by its path in it; the hash begins with "sha256:"."""

    path: str
    hash: str


class Package(msgspec.Struct, frozen=True):
    """The files of a bundle, the engines of its texts by target language, and what was withdrawn.

    `open_errors` are the findings at `error` by text with which a release was made all the same.
    """

    resources: tuple[Resource, ...]
    engines: dict[str, tuple[EngineUse, ...]] = {}
    title: str = ""
    version: str = ""
    withdrawn: tuple[Withdrawn, ...] = ()
    open_errors: dict[str, int] = {}


class _Versioned(msgspec.Struct):
    schema_version: str


_VERSIONED = msgspec.json.Decoder(_Versioned).decode


class Storage:
    """The files of a bundle; `hashes` are by their paths.

    Raises `UsageError`, in one line, where there is no bundle, or one that cannot be trusted.
    """

    def __init__(self, place: str | Path):
        self.place = Path(place)
        self._zip = _opened(self.place) if self.place.is_file() else None
        self.package = self._read_package()
        self.hashes: Mapping[str, str] = dict(self._hashes())

    def verify(self) -> None:
        """Look at every file once. Raises `UsageError` for the first that is not as it is listed."""
        for path in self.hashes:
            data = self.read(path)
            if path.endswith(".json") and not path.startswith("schemas/"):
                require_version(self._decoded(path, data, _VERSIONED).schema_version, self.place / path)

    def read(self, path: str) -> bytes:
        """A file of the bundle. Raises `UsageError` where it is not as it is listed."""
        data = self._data(path)
        if f"sha256:{hashlib.sha256(data).hexdigest()}" != self.hashes[path]:
            message = f"the file was changed: it is not what {PACKAGE} lists"
            raise UsageError(message, file=self.place / path, remedy=REMEDY)
        return data

    def read_list(self) -> bytes:
        """The list of the files as it stands."""
        return self._data(PACKAGE)

    def record(self, path: str, kind: type[T]) -> T:
        """A file's record. Raises `UsageError` where it is none."""
        return self._decoded(path, self.read(path), partial(decoded, kind=kind))

    def _decoded(self, path: str, data: bytes, decode: Callable[[bytes], T]) -> T:
        try:
            return decode(data)
        except (ValueError, RecursionError) as error:
            message = f"this is no such record ({error})"
            raise UsageError(message, file=self.place / path, remedy=REMEDY) from error

    def _data(self, path: str) -> bytes:
        try:
            if self._zip is not None:
                if self._zip.getinfo(path).file_size > LARGEST:
                    raise ValueError(f"'{shown(path)}' unpacks to more than {LARGEST:,} bytes")
                return self._zip.read(path)
            return read_file(within(self.place, path))
        except DocumentError as error:
            where = self.place / PACKAGE if error.file == self.place else error.file
            raise UsageError(error.message, file=where, remedy=REMEDY) from error
        except FileNotFoundError as error:
            raise UsageError("the file is missing", file=self.place / path, remedy=REMEDY) from error
        except KeyError as error:
            raise UsageError(f"'{shown(path)}' is missing in it", file=self.place, remedy=REMEDY) from error
        except _UNREADABLE as error:
            message = f"the file cannot be read ({error})"
            raise UsageError(message, file=self.place / path, remedy=REMEDY) from error

    def _read_package(self) -> Package:
        path = self.place / PACKAGE
        if self._zip is None and not path.is_file():
            raise UsageError("there is no bundle here", file=self.place, remedy="run `make` or name its folder")
        data = self._data(PACKAGE)
        try:
            require_version(msgspec.json.decode(data, type=_Named).schema_version, path)
            package, said = msgspec.json.decode(data, type=Package), json.loads(data, object_pairs_hook=_unrepeated)
        except (ValueError, RecursionError) as error:
            told = f" ({error})" if isinstance(error, RepeatedKeyError) else ""
            raise UsageError(f"this is no list of a bundle's files{told}", file=path, remedy=REMEDY) from error
        has_hash = said.keys() & {LIST_HASH, "schema_version"}  # lists without a version are older than 1.5.0
        if has_hash and said.get(LIST_HASH) != list_hash(said):
            raise UsageError("the list was changed: it does not have the hash that it names", file=path, remedy=REMEDY)
        return package

    def _hashes(self) -> Iterator[tuple[str, str]]:
        seen = set()
        for resource in self.package.resources:
            if resource.path in seen:
                message = f"'{shown(resource.path)}' is listed twice"
                raise UsageError(message, file=self.place / PACKAGE, remedy=REMEDY)
            seen.add(resource.path)
            yield resource.path, resource.hash


class _Named(msgspec.Struct):
    schema_version: str = "1"


class RepeatedKeyError(ValueError):
    """JSON with the same key twice in an object: which of the two counts, programs do not agree on."""


def decoded(data: bytes, kind: type[T]) -> T:
    """A record from JSON. Raises `ValueError` for what is none, or has a key twice."""
    found = msgspec.json.decode(data, type=kind)
    json.loads(data, object_pairs_hook=_unrepeated)
    return found


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise RepeatedKeyError(f"the key '{shown(twice)}' stands twice in one object")
    return found


def require_version(version: str, path: Path) -> None:
    """Raise `UsageError` for a schema of another major version than is read here."""
    if version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        message = f"its schema is of version {shown(version)}, and up to {SCHEMA_VERSION} is read here"
        raise UsageError(message, file=path, remedy="install a newer version of this package")


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except _UNREADABLE as error:
        raise UsageError("this is no bundle", file=path, remedy="name its folder, or the zip of a release") from error
