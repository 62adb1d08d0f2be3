"""Argos as a kind of engine: how it stands with a pair of languages, and how its packages are got."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from pipeline.core.errors import PipelineError
from pipeline.core.settings import Settings
from pipeline.translation.engines import argos, lock
from pipeline.translation.engines.argos import codes, packages
from pipeline.translation.engines.base import Engine, Kind, Known, Pair, Row
from pipeline.translation.engines.install import install, once, read_index

log = logging.getLogger(__name__)


def _load_first(source: str, target: str, models: Path, settings: Settings) -> Engine | None:
    """The first package for the pair that can be loaded; one that cannot is named and passed over."""
    for package in packages.serving(packages.find(models)[0], source, target):
        try:
            return argos.load(package, (source, target))
        except PipelineError as error:
            log.warning("%s", error)
    return None


def _commands(source: str, target: str) -> list[str]:
    return [f"python -m pipeline install {source} {target}"]


def _row(source: str, target: str, models: Path, settings: Settings) -> Row:
    """How it stands with the package of a pair."""
    pair, command = f"{source}-{target}", _commands(source, target)[0]
    found = next(iter(packages.serving(packages.find(models)[0], source, target)), None)
    if found is None:
        return Row("argos", pair, "missing", "no package is installed", command)
    try:
        compute_type = argos.load(found).compute_type
    except PipelineError as error:
        return Row("argos", pair, "broken", str(error), command)
    slower = "" if compute_type == "default" else f", computed in {compute_type}, since its own type answers nonsense"
    variety = codes.variety((found.source, found.target))
    detail = f"version {found.version} in {found.path}{variety}; {KIND.known.quality}{slower}"
    return Row("argos", pair, "usable", detail)


def _others(pairs: Sequence[Pair], models: Path) -> list[Row]:
    """The packages for other pairs, and the folders that are none."""
    installed, broken = packages.find(models)
    used = [one for pair in pairs for one in packages.serving(installed, *pair)]
    others = {(one.source, one.target) for one in installed if one not in used}
    remedy = "remove the folder, or install the package again"
    return [
        *(_row(*pair, models, Settings()) for pair in sorted(others)),
        *(Row("argos", one.path.name, "broken", f"{one.path}: {one.reason}", remedy) for one in broken),
    ]


def _state(models: Path) -> object:
    installed, broken = packages.find(models)
    sizes = [(one.path / packages.MODEL).stat().st_size for one in installed]
    files = [(str(one.path), one.version, one.known) for one in installed]
    return files, sizes, [str(one.path) for one in broken]


def _get(pairs: Sequence[Pair], models: Path, settings: Settings) -> dict[Pair, str]:
    """Install from the index what is missing; it is asked once, where something is.

    Of packages that are here it is recorded how their models are decoded. Trouble with the network is a reason.
    """
    index, reasons = once(read_index), dict[Pair, str]()
    for pair in pairs:
        here = packages.serving(packages.find(models)[0], *pair)
        if any([_usable(one, models) for one in here]):  # noqa: C419 - each is looked at, since each is recorded
            continue
        try:
            install(*pair, models, index=index)
        except PipelineError as error:
            reasons[pair] = error.message
    return reasons


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


KIND = Kind(
    "argos",
    Known("Argos", "neural; quality depends on the package and was not measured here"),
    _load_first,
    _row,
    _others,
    _state,
    _commands,
    _get,
    part="Argos package",
)
