"""Argos packages on this machine: which there are, which are broken, and what they are.

`argostranslate.package.get_installed_packages` raises for all packages when one folder is faulty. So each folder's
metadata is read alone; argostranslate is imported only to load a package that passed, since its import makes folders.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

TOKENIZERS = ("sentencepiece.model", "bpe.model")
MODEL_FILES = ("model/model.bin", "model/config.json")


class Installed(msgspec.Struct, frozen=True):
    """A package whose folder is whole. `prefix` is a token that models for several languages want before a target."""

    path: Path
    source: str
    target: str
    version: str
    prefix: str = ""


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
    for place in folders(models, environment):
        here: list[Installed] = []
        for path in _subfolders(place):
            package = inspect(path)
            if isinstance(package, Installed):
                here.append(package)
            elif package:
                broken.append(package)
        installed += sorted(here, key=lambda one: version_key(one.version), reverse=True)
    return tuple(installed), tuple(broken)


def inspect(path: Path) -> Installed | Broken | None:
    """What a folder holds; None for a package that is not for translating (argostranslate has others)."""
    try:
        metadata = json.loads((path / "metadata.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Broken(path, "there is no metadata.json")
    except (OSError, ValueError, RecursionError):
        return Broken(path, "metadata.json cannot be read")
    package = from_metadata(path, metadata)
    if isinstance(package, Installed):
        empty = [name for name in MODEL_FILES if not _has_content(path / name)]
        if not any(_has_content(path / name) for name in TOKENIZERS):
            empty.append(TOKENIZERS[0])
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
    with tempfile.TemporaryDirectory() as away:
        wanted = {"ARGOS_PACKAGES_DIR": str(packages)}
        wanted |= {f"XDG_{kind}_HOME": away for kind in ("DATA", "CONFIG", "CACHE")}
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


def load(package: Installed) -> Any:
    """The package as argostranslate's own record, whose `tokenizer` is what decoding needs of it."""
    with _argos_folders(package.path.parent):
        from argostranslate.package import Package
    return Package(package.path)


def index_url() -> str:
    """Where packages are listed: what ARGOS_PACKAGE_INDEX says, else argostranslate's own setting."""
    if named := os.environ.get("ARGOS_PACKAGE_INDEX"):
        return named
    with tempfile.TemporaryDirectory() as away, _argos_folders(Path(away)):
        from argostranslate import settings
    return str(settings.package_index)


def digest(package: Installed) -> str:
    """SHA-256 over the names and contents of the files that decide about a translation."""
    names = sorted(path for path in package.path.glob("model/**/*") if path.is_file())
    names += [package.path / name for name in TOKENIZERS if (package.path / name).exists()]
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


def version_key(version: str) -> tuple[int, ...]:
    """A package's version as numbers that can be compared."""
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version))
