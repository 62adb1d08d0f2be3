"""Getting an engine: Argos packages from their index or from a file, or Apertium from Debian.

A package is input from outside. It is fetched with a time-out and a cap, compared with the hash in models.lock,
examined member by member, unpacked beside its place, loaded once, and only then renamed: what is faulty never touches
what is there.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline.errors import PipelineError
from pipeline.settings import Settings
from pipeline.translation import apertium, argos, attempts, engines, packages
from pipeline.translation.archive import Hostile, unpack

INDEX_SECONDS, READ_SECONDS, APT_SECONDS = 5.0, 30.0, 600.0
MEGABYTE = 1_000_000
MAX_INDEX, MAX_PACKAGE = 10 * MEGABYTE, 1_500 * MEGABYTE
BLOCK = 1 << 18
NETWORK_FAULTS = (OSError, HTTPException, ValueError)
MIRROR = "fetch the package elsewhere and use --from FILE.argosmodel"


def install(source: str, target: str, models: Path, *, file: Path | None = None, index_url: str | None = None) -> Path:
    """Install the Argos package of a pair from a file or from the index; the folder it lies in afterwards.

    Raises `PipelineError` where the index, the package or its hash is not as it should be; nothing is changed then.
    """
    try:
        models.mkdir(parents=True, exist_ok=True)
        return _install(source, target, models, file, index_url)
    except OSError as error:
        remedy = "make room or let this user write there"
        raise PipelineError(f"nothing can be written here: {_reason(error)}", file=models, remedy=remedy) from error


def _install(source: str, target: str, models: Path, file: Path | None, index_url: str | None) -> Path:
    with tempfile.TemporaryDirectory(prefix=".install-", dir=models) as work:
        archive = Path(work) / "package.argosmodel"
        if file is None:
            _fetch(find_in_index(source, target, index_url), archive)
        else:
            _copy(file, archive)
        return install_file(archive, source, target, models, name=str(file or f"{source}-{target}"))


def install_file(archive: Path, source: str, target: str, models: Path, *, name: str) -> Path:
    """Check a downloaded or given package and put it in its place. Raises `PipelineError` for a faulty one."""
    with archive.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    with tempfile.TemporaryDirectory(prefix=".install-", dir=models) as work:
        try:
            folder = unpack(archive, Path(work))
        except Hostile as error:
            raise _refusal(name, str(error)) from error
        package = packages.inspect(folder)
        if not isinstance(package, packages.Installed):
            raise _refusal(name, package.reason if package else "it is no package for translating")
        if (package.source, package.target) != (source, target):
            raise _refusal(name, f"it translates {package.source}-{package.target}, not {source}-{target}")
        _check_lock(models, folder.name, digest, name)
        try:
            argos.probe(package)
        except PipelineError as error:
            raise _refusal(name, error.message) from error
        place = models / folder.name
        there = packages.inspect(place) if place.exists() else None
        if isinstance(there, packages.Installed) and (there.source, there.target) != (source, target):
            raise _refusal(name, f"its folder {place.name} holds {there.source}-{there.target} already")
        _replace(folder, place, Path(work) / "old")
    _write_lock(models, place.name, digest)
    return place


def setup(settings: Settings, models: Path, source: str = "en", *, build: Path | None = None) -> list[str]:
    """Get an engine for each configured language, as far as this machine allows; lines that say what was not got.

    The index is asked once per language without an Argos package. Trouble with the network is told, never raised; in
    `build` it is kept for the runs that do without the package.
    """
    console, lines = Console(stderr=True, highlight=False, markup=False, soft_wrap=True), []
    reasons: dict[str, str] = {}
    if settings.engine == "none":
        return []
    for target in settings.languages:
        installed = packages.find(models)[0]
        if target == source or any((one.source, one.target) == (source, target) for one in installed):
            continue
        reason = "" if settings.engine == "apertium" else _try_index(source, target, models)
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


def find_in_index(source: str, target: str, index_url: str | None = None) -> list[str]:
    """The addresses of a pair's newest package. Raises `PipelineError` where the index cannot say."""
    base = index_url or packages.index_url()
    url = base if base.endswith(".json") else base.rstrip("/") + "/index.json"
    try:
        with _open(url, INDEX_SECONDS) as response:
            index = json.loads(response.read(MAX_INDEX))
    except (*NETWORK_FAULTS, RecursionError) as error:
        raise PipelineError(f"the index {url} cannot be read: {_reason(error)}", remedy=MIRROR) from error
    found = []
    for entry in index if isinstance(index, list) else []:
        package = packages.from_metadata(Path(), entry)
        if isinstance(package, packages.Installed) and (package.source, package.target) == (source, target):
            links = entry.get("links")
            addresses = [link for link in links if _is_web(link)] if isinstance(links, list) else []
            found.append((packages.version_key(package.version), addresses))
    newest: list[str] = max(found, default=((), []))[1]
    if not newest:
        raise PipelineError(
            f"the index {url} has no package for {source}-{target}", remedy="set a pivot or another engine"
        )
    return newest


def _try_index(source: str, target: str, models: Path) -> str:
    """Install from the index where that works, else say why it does not."""
    try:
        install(source, target, models)
    except PipelineError as error:
        return error.message
    return ""


def _apertium_pairs(source: str, target: str, settings: Settings) -> list[str]:
    """Debian's packages that lead from source to target, straight or by the set pivot, as far as they are missing."""
    between = settings.pivots.get(target)
    steps = [(source, target)]
    if engines.apertium_package(source, target) is None and between:
        steps = [(source, between), (between, target)]
    missing = [engines.apertium_package(*step) for step in steps if not apertium.find_mode(*step)]
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


@contextmanager
def _open(url: str, seconds: float) -> Iterator[IO[bytes]]:
    """Open a web address; other kinds of address are refused, redirections to them too."""
    if not _is_web(url):
        raise URLError("the address is neither http nor https")
    with urlopen(Request(url, headers={"User-Agent": "medical-content-pipeline"}), timeout=seconds) as response:  # noqa: S310
        if not _is_web(response.url):
            raise URLError("the address leads to one that is neither http nor https")
        yield response


def _fetch(addresses: Iterable[str], archive: Path) -> None:
    """Download from the first address that answers, with a progress bar on the terminal."""
    faults = []
    for url in addresses:
        try:
            with _open(url, READ_SECONDS) as response, archive.open("wb") as file:
                total = int(response.headers.get("Content-Length") or 0)  # type: ignore[attr-defined]
                _stream(response, file, total, PurePosixPath(urlsplit(url).path).name)
        except NETWORK_FAULTS as error:
            faults.append(f"{url}: {_reason(error)}")
        else:
            return
    raise PipelineError(f"the package cannot be fetched: {'; '.join(faults)}", remedy=MIRROR)


def _stream(response: IO[bytes], file: IO[bytes], total: int, name: str) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    received = 0
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(name.replace("[", "("), total=total or None)
        while block := response.read(BLOCK):
            received += len(block)
            if max(received, total) > MAX_PACKAGE:
                raise OSError(f"it is larger than {MAX_PACKAGE // MEGABYTE} MB")
            file.write(block)
            progress.update(task, completed=received)
    if received < total:
        raise OSError(f"only {received} of {total} bytes came")


def _copy(file: Path, archive: Path) -> None:
    try:
        if file.stat().st_size > MAX_PACKAGE:
            raise _refusal(str(file), f"it is larger than {MAX_PACKAGE // MEGABYTE} MB")
        shutil.copyfile(file, archive)
    except OSError as error:
        raise PipelineError(f"the file cannot be read: {_reason(error)}", file=file, remedy="name another") from error


def _replace(folder: Path, place: Path, old: Path) -> None:
    """Put a folder in its place by renaming; what was there comes back if that fails."""
    was_there = place.exists()
    if was_there:
        place.rename(old)
    try:
        folder.rename(place)
    except OSError:
        if was_there:
            old.rename(place)
        raise


def lock_file(models: Path) -> Path:
    """Where the hashes of packages stand: beside the folder of packages, to be kept with the project."""
    return models.with_name("models.lock")


def _read_lock(models: Path) -> dict[str, Any]:
    file = lock_file(models)
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise PipelineError(
            "this is no list of hashes", file=file, remedy="restore it, or remove it to start anew"
        ) from error
    if not isinstance(data, dict):
        raise PipelineError("this is no list of hashes", file=file, remedy="restore it, or remove it to start anew")
    return data


def _check_lock(models: Path, package: str, digest: str, name: str) -> None:
    known = _read_lock(models).get(package)
    if known not in (None, digest):
        remedy = f"if the new package is right, take '{package}' out of {lock_file(models).name} and install again"
        raise PipelineError(f"{name} is not the package whose hash stands in {lock_file(models).name}", remedy=remedy)


def _write_lock(models: Path, package: str, digest: str) -> None:
    file = lock_file(models)
    text = json.dumps(_read_lock(models) | {package: digest}, indent=2, sort_keys=True) + "\n"
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def _refusal(name: str, fault: str) -> PipelineError:
    return PipelineError(f"{name} is not installed: {fault}", remedy="use another package")


def _reason(error: Exception) -> str:
    inner = error.reason if isinstance(error, URLError) and not isinstance(error.reason, str) else error
    return str(inner) or type(inner).__name__


def _is_web(url: object) -> bool:
    try:
        return isinstance(url, str) and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False
