"""Argos packages on this machine: which there are, which are broken, and what they are.

argostranslate lists the folders that hold a metadata.json, as is done here, but raises for all packages when one is
faulty, and its import makes folders. So each folder is read alone, and argostranslate need not be installed; where it
is, its settings say where the index of packages is.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from pipeline.core.errors import PipelineError
from pipeline.core.files import read_file, scratch
from pipeline.translation.engines import lock
from pipeline.translation.engines.argos import codes, tokenizer

INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"  # argostranslate's own
MODEL = "model/model.bin"
# Any of these sets is a vocabulary; which one depends on the package's age. Before late 2022 there was no config.json.
VOCABULARIES = (("shared_vocabulary",), ("vocabulary",), ("source_vocabulary", "target_vocabulary"))


class Installed(msgspec.Struct, frozen=True):
    """A package whose folder is whole.

    `prefix` is a token that models for several languages want before a target. `known` is what models.lock has of it.
    """

    path: Path
    source: str
    target: str
    version: str
    prefix: str = ""
    known: lock.Entry = lock.Entry()

    @property
    def compute_type(self) -> lock.ComputeType:
        """The recorded compute type of the model as it is now; empty where there is none."""
        return self.known.compute_type if self.known.model == digest(self) else ""


class Broken(msgspec.Struct, frozen=True):
    """A folder among the packages that is none, and why."""

    path: Path
    reason: str


def folders(models: Path, environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Where packages may lie: the project's own folder first, then what the user already has for argostranslate."""
    data = Path(environment.get("XDG_DATA_HOME") or Path(environment.get("HOME") or Path.home()) / ".local" / "share")
    named = environment.get("ARGOS_PACKAGES_DIR")
    places = [models, *([Path(named)] if named else []), data / "argos-translate" / "packages"]
    return tuple(dict.fromkeys(place.resolve() for place in places))


def find(models: Path, environment: Mapping[str, str] = os.environ) -> tuple[tuple[Installed, ...], tuple[Broken, ...]]:
    """All packages, the project's before the user's and newer before older ones, and the folders that are none."""
    installed: list[Installed] = []
    broken: list[Broken] = []
    known: Mapping[str, lock.Entry] = {}
    with suppress(PipelineError):  # a damaged lock is named where packages are installed
        known = lock.read(models)
    for place in folders(models, environment):
        here: list[Installed] = []
        for path in _subfolders(place):
            package = inspect(path)
            if isinstance(package, Installed):
                here.append(msgspec.structs.replace(package, known=known.get(path.name, lock.Entry())))
            elif package:
                broken.append(package)
        installed += sorted(here, key=lambda one: version_key(one.version), reverse=True)
    return tuple(installed), tuple(broken)


def serving(installed: Iterable[Installed], source: str, target: str) -> list[Installed]:
    """The packages for a pair of BCP 47 tags, those of the nearest codes first, else in the given order."""
    ranked = [(near, one) for one in installed if (near := codes.rank(source, target, (one.source, one.target)))]
    return [one for _, one in sorted(ranked, key=lambda pair: pair[0])]


def inspect(path: Path) -> Installed | Broken | None:
    """What a folder holds; None for a package that is not for translating (argostranslate has others)."""
    try:
        metadata = json.loads(read_file(path / "metadata.json"))
    except FileNotFoundError:
        return Broken(path, "there is no metadata.json")
    except (OSError, ValueError, RecursionError):
        return Broken(path, "metadata.json cannot be read")
    package = from_metadata(path, metadata)
    if isinstance(package, Installed):
        parts = {
            MODEL: _has_content(path / MODEL),
            "the model's vocabulary": any(all(_has_words(path, one) for one in some) for some in VOCABULARIES),
            " or ".join(tokenizer.FILES): any(_has_content(path / name) for name in tokenizer.FILES),
        }
        empty = [name for name, is_there in parts.items() if not is_there]
        if empty:
            return Broken(path, f"{', '.join(empty)} is missing or empty")
    return package


def from_metadata(path: Path, metadata: Any) -> Installed | Broken | None:
    """What `metadata.json` says, if it says enough."""
    if not isinstance(metadata, dict):
        return Broken(path, "metadata.json holds no mapping")
    if metadata.get("type", "translate") != "translate":
        return None
    source, target, version = (metadata.get(key) for key in ("from_code", "to_code", "package_version"))
    prefix = metadata.get("target_prefix", "")
    for code in (source, target):
        if not isinstance(code, str) or not re.fullmatch(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*", code):
            return Broken(path, "metadata.json names no language pair")
    if not isinstance(prefix, str):
        return Broken(path, "metadata.json has a target_prefix that is no text")
    return Installed(path, str(source), str(target), str(version or ""), prefix)


@contextmanager
def _argos_folders(packages: Path) -> Iterator[None]:
    """Point argostranslate, which makes folders when it is imported, to the packages and to a folder that vanishes."""
    with scratch() as away:
        wanted = {"ARGOS_PACKAGES_DIR": str(packages)}
        wanted |= {f"XDG_{kind}_HOME": str(away) for kind in ("DATA", "CONFIG", "CACHE")}
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def index_url() -> str:
    """Where packages are listed: what ARGOS_PACKAGE_INDEX says, else argostranslate's own setting."""
    if named := os.environ.get("ARGOS_PACKAGE_INDEX"):
        return named
    try:
        with scratch() as away, _argos_folders(away):
            from argostranslate import settings
    except ImportError:
        return INDEX
    return str(settings.package_index)


def digest(package: Installed) -> str:
    """SHA-256 over the names and contents of the files that decide about a translation."""
    names = sorted(path for path in package.path.glob("model/**/*") if path.is_file())
    names += [package.path / name for name in tokenizer.FILES if (package.path / name).exists()]
    stats = [(path, path.stat()) for path in names]
    return _digest(package.path, tuple((path, stat.st_size, stat.st_mtime_ns) for path, stat in stats))


@cache
def _digest(root: Path, files: tuple[tuple[Path, int, int], ...]) -> str:
    total = hashlib.sha256()
    for path, size, _ in files:
        total.update(f"{path.relative_to(root).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def _subfolders(place: Path) -> list[Path]:
    try:
        return sorted(path for path in place.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError:
        return []


def _has_content(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _has_words(path: Path, vocabulary: str) -> bool:
    return any(_has_content(path / "model" / f"{vocabulary}.{form}") for form in ("json", "txt"))


def version_key(version: str) -> tuple[int, ...]:
    """A package's version as numbers that can be compared."""
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version))
