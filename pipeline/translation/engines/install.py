"""Getting an engine: Argos packages from their index or from a file, or Apertium from Debian.

A package is input from outside. It is fetched up to a cap, compared with the hash in models.lock, examined member by
member, unpacked beside its place, tried with plain sentences, and only then renamed: what is faulty never touches what
is there.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import msgspec
from rich.console import Console

from pipeline.core import files
from pipeline.core.errors import PipelineError
from pipeline.core.settings import Settings
from pipeline.translation import engines
from pipeline.translation.engines import apertium, argos, attempts, codes, download, lock, packages
from pipeline.translation.engines.archive import Hostile, unpack

APT_SECONDS = 600.0
MEGABYTE = 1_000_000
MAX_INDEX, MAX_PACKAGE = 10 * MEGABYTE, 1_500 * MEGABYTE
MIRROR = "fetch the package elsewhere and use --from FILE.argosmodel"


WITH_ARGOS = ("auto", "argos")  # the choices of an engine that come to Argos packages
Index = Callable[[], list[Any]]


def install(source: str, target: str, models: Path, *, file: Path | None = None, index: Index | None = None) -> Path:
    """Install the Argos package of a pair from a file or from the index; the folder it lies in afterwards.

    Raises `PipelineError` where the index, the package or its hash is not as it should be; nothing is changed then.
    """
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


def setup(settings: Settings, models: Path, source: str = "en", *, build: Path | None = None) -> list[str]:
    """Get an engine for each configured language, as far as this machine allows; lines that say what was not got.

    The index is asked once, where there is a language without an Argos package. Trouble with the network is told, never
    raised; in `build` it is kept for the runs that do without the package. Of packages that are here it is recorded how
    their models are decoded.
    """
    console, lines = Console(stderr=True, highlight=False, markup=False, soft_wrap=True), []
    reasons: dict[str, str] = {}
    if settings.engine == "none":
        return []
    index = _once(read_index)
    for target in settings.languages:
        here = packages.serving(packages.find(models)[0], source, target)
        if target == source or any([_usable(one, models) for one in here] if settings.engine in WITH_ARGOS else here):
            continue
        reason = "" if settings.engine == "apertium" else _try_index(source, target, models, index)
        reasons |= {f"{source}-{target}": reason} if reason else {}
        if settings.engine != "argos":
            for pair in _apertium_pairs(source, target, settings):
                _apt(pair, console)
        if engines.pick(settings.engine, source, target, settings, models) is None:
            ways = " or ".join(engines.get_commands(source, target))
            lines.append(
                f"{target}: nothing here translates {source} to {target}{reason and f' ({reason})'}; get it with {ways}"
            )
    if build is not None:
        attempts.keep(build, reasons)
    return lines


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


def _once(read: Index) -> Index:
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


def _try_index(source: str, target: str, models: Path, index: Index) -> str:
    """Install from the index where that works, else say why it does not."""
    try:
        install(source, target, models, index=index)
    except PipelineError as error:
        return error.message
    return ""


def _usable(package: packages.Installed, models: Path) -> bool:
    """Whether a package answers in words; how, is kept of one that was not installed by us, or before it was."""
    if package.compute_type:
        return True
    try:
        compute_type = argos.settle(package).compute_type
    except PipelineError:
        return False  # it is named where it is used
    entry = package.known
    if not entry.sha256 or package.path.parent == models.resolve():
        new = msgspec.structs.replace(entry, model=packages.digest(package), compute_type=compute_type)
        with suppress(PipelineError, OSError):
            lock.write(models, package.path.name, new)
    return True


def _apertium_pairs(source: str, target: str, settings: Settings) -> list[str]:
    """Debian's packages that lead from source to target, straight or by the set pivot, as far as they are missing."""
    between = settings.pivots.get(target)
    steps = [(source, target)]
    if apertium.package(source, target) is None and between:
        steps = [(source, between), (between, target)]
    missing = [apertium.package(*step) for step in steps if not apertium.find_mode(*step)]
    return [package for package in missing if package]


def _apt(package: str, console: Console) -> None:
    """Install from Debian where this process may; the commands are shown before they run."""
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return
    wanted = ["apt-get", "install", "-y", "--no-install-recommends", package, "apertium"]
    console.print(f"Without an Argos package, {package} from Debian gives rough drafts. Installing it:")
    for command in (wanted, ["apt-get", "update"], wanted):
        console.print("  " + " ".join(command))
        try:
            done = subprocess.run(command, stdout=subprocess.DEVNULL, timeout=APT_SECONDS, check=False)
        except (OSError, subprocess.SubprocessError):
            return
        if done.returncode == 0 and command == wanted:
            return


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
        files.copy_in(file, archive)
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
