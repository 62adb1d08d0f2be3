"""Installing Argos packages, from their index or from a file.

A package is input from outside. It is fetched up to a cap, compared with the hash in models.lock, examined member by
member, unpacked beside its place, tried with plain sentences, and only then renamed: what is faulty never touches what
is there.
"""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from pipeline.core import files
from pipeline.core.errors import PipelineError
from pipeline.translation.engines import argos, download, lock
from pipeline.translation.engines.archive import Hostile, unpack
from pipeline.translation.engines.argos import codes, packages

MEGABYTE = 1_000_000
MAX_INDEX, MAX_PACKAGE = 10 * MEGABYTE, 1_500 * MEGABYTE
MIRROR = "fetch the package elsewhere and use --from FILE.argosmodel"
Index = Callable[[], list[Any]]


def install(source: str, target: str, models: Path, *, file: Path | None = None, index: Index | None = None) -> Path:
    """Install the Argos package of a pair from a file or from the index; the folder it lies in afterwards.

    Raises `PipelineError` where the index, the package or its hash is not as it should be; nothing is changed then.
    """
    is_new = not models.exists()
    try:
        files.make_folder(models)
        with files.locked(models) as ours:
            if not ours:
                raise PipelineError("another installation is at work here", file=models, remedy="wait until it ends")
            files.sweep_work(models)
            return _install(source, target, models, file, index or read_index)
    except OSError as error:
        remedy = "make room or let this user write there"
        raise PipelineError(f"nothing can be written here: {_reason(error)}", file=models, remedy=remedy) from error
    finally:
        if is_new:
            with suppress(OSError):
                files.delete_empty(models)


def _install(source: str, target: str, models: Path, file: Path | None, index: Index) -> Path:
    with files.workspace(models) as work:
        archive = work / "package.argosmodel"
        if file is None:
            _fetch(find_in_index(source, target, index()), archive)
        else:
            _copy(file, archive)
        return install_file(archive, source, target, models, name=str(file or f"{source}-{target}"))


def install_file(archive: Path, source: str, target: str, models: Path, *, name: str) -> Path:
    """Check a downloaded or given package and put it in its place. Raises `PipelineError` for a faulty one."""
    with archive.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    with files.workspace(models) as work:
        try:
            folder = unpack(archive, work)
        except Hostile as error:
            raise _refusal(name, str(error)) from error
        package = packages.inspect(folder)
        if not isinstance(package, packages.Installed):
            raise _refusal(name, package.reason if package else "it is no package for translating")
        if not packages.serving([package], source, target):
            raise _refusal(name, f"it translates {package.source}-{package.target}, not {source}-{target}")
        _check_lock(models, folder.name, digest, name)
        try:
            compute_type = argos.settle(package).compute_type
        except PipelineError as error:
            raise _refusal(name, error.message) from error
        model = packages.digest(package)
        place = models / folder.name
        there = packages.inspect(place) if place.exists() else None
        if isinstance(there, packages.Installed) and (there.source, there.target) != (package.source, package.target):
            raise _refusal(name, f"its folder {place.name} holds {there.source}-{there.target} already")
        files.put_folder(folder, place, work)
    lock.write(models, place.name, lock.Entry(digest, model, compute_type))
    return place


def read_index() -> list[Any]:
    """What the index lists. Raises `PipelineError` where it cannot be read."""
    base = packages.index_url()
    url = base if base.endswith(".json") else base.rstrip("/") + "/index.json"
    try:
        index = download.read_json(url, MAX_INDEX)
    except download.Failed as failure:
        raise PipelineError(f"the index {url} cannot be read: {failure}", remedy=MIRROR) from failure
    if not isinstance(index, list):
        raise PipelineError(f"the index {url} cannot be read: it is no list of packages", remedy=MIRROR)
    return index


def find_in_index(source: str, target: str, index: Iterable[Any]) -> list[str]:
    """The addresses of a pair's newest package, one of the nearest codes first. Raises `PipelineError` for none."""
    found: list[tuple[tuple[int, int], packages.Installed, list[str]]] = []
    for entry in index:
        package = packages.from_metadata(Path(), entry)
        if isinstance(package, packages.Installed) and isinstance(links := entry.get("links"), list):
            addresses = [link for link in links if download.is_web(link)]
            rank = codes.rank(source, target, (package.source, package.target))
            found += [(rank, package, addresses)] if rank and addresses else []
    if not found:
        raise PipelineError(f"the index has no package for {source}-{target}", remedy="set a pivot or another engine")
    nearest = min(rank for rank, _, _ in found)
    return max((packages.version_key(one.version), urls) for rank, one, urls in found if rank == nearest)[1]


def once(read: Index) -> Index:
    """An index that is asked once; what was amiss then is told each time."""

    @cache
    def answer() -> list[Any] | PipelineError:
        try:
            return read()
        except PipelineError as error:
            return error

    def index() -> list[Any]:
        if isinstance(found := answer(), PipelineError):
            raise found
        return found

    return index


def _fetch(addresses: Iterable[str], archive: Path) -> None:
    """Download from the first address that answers, with a progress bar on the terminal."""
    faults = []
    for url in addresses:
        try:
            name = PurePosixPath(urlsplit(url).path).name
            with files.growing(archive) as file, download.progress(name) as tell:
                return download.fetch(url, file, MAX_PACKAGE, tell)
        except download.Failed as failure:
            faults.append(f"{url}: {failure}")
    raise PipelineError(f"the package cannot be fetched: {'; '.join(faults)}", remedy=MIRROR)


def _copy(file: Path, archive: Path) -> None:
    try:
        if file.stat().st_size > MAX_PACKAGE:
            raise _refusal(str(file), f"it is larger than {MAX_PACKAGE // MEGABYTE} MB")
        files.copy_in(file, archive, MAX_PACKAGE)
    except OSError as error:
        raise PipelineError(f"the file cannot be read: {_reason(error)}", file=file, remedy="name another") from error


def _check_lock(models: Path, package: str, digest: str, name: str) -> None:
    known = lock.read(models).get(package)
    if known and known.sha256 not in ("", digest):
        file = lock.path(models).name
        remedy = f"if the new package is right, take '{package}' out of {file} and install again"
        raise PipelineError(f"{name} is not the package whose hash stands in {file}", remedy=remedy)


def _refusal(name: str, fault: str) -> PipelineError:
    return PipelineError(f"{name} is not installed: {fault}", remedy="use another package")


def _reason(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
