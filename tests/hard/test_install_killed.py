"""A package that is installed over another: whatever ends the program, there is the old one or the new one."""

import random
import shutil
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.core import files, system
from pipeline.translation.engines import install, lock
from tests.argos_packages import NAME, PACKAGE
from tests.conftest import ROOT
from tests.hard import HARD
from tests.hard.disks import Counting, Stopped, Stopping, in_use
from tests.programs import bare_environment


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same package with a file more."""
    path = tmp_path_factory.mktemp("other") / "other.argosmodel"
    shutil.copyfile(PACKAGE, path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(f"{NAME}/NEWS", "new")
    return path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the package, whose hash is not held against the next one."""
    models = tmp_path_factory.mktemp("installed") / "project" / "models"
    install.install("en", "es", models, file=PACKAGE)
    lock.path(models).unlink()
    return models.parent


def either(project: Path, old: dict[str, bytes]) -> bool:
    new = {**old, f"{NAME}/NEWS": b"new"}
    return contents(project / "models") in (old, new)


@pytest.mark.parametrize("can_exchange", [True, False], ids=["in one step", "in two renames"])
def test_at_any_step(
    installed: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(system, "exchange", lambda *_: False)
    old, disk = contents(installed / "models"), Counting()
    with in_use(disk):
        install.install("en", "es", shutil.copytree(installed, tmp_path / "counted") / "models", file=other)
    for after in range(disk.steps):
        models = shutil.copytree(installed, tmp_path / str(after)) / "models"
        with in_use(Stopping(after)), suppress(Stopped):
            install.install("en", "es", models, file=other)
        if not can_exchange:
            files.sweep_work(models)
        assert either(models.parent, old), f"after {after} steps"
        install.install("en", "es", models, file=other)
        assert contents(models) == {**old, f"{NAME}/NEWS": b"new"}


def test_at_any_moment(installed: Path, other: Path, tmp_path: Path) -> None:
    old, moments = contents(installed / "models"), random.Random(5)  # noqa: S311
    for number in range(100 if HARD else 2):
        project = Path(shutil.copytree(installed, tmp_path / str(number)))
        command = [sys.executable, "-m", "pipeline", "install", "en", "es", "--from", str(other)]
        environment = {**bare_environment(tmp_path), "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, cwd=project, env=environment, stdout=subprocess.DEVNULL) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(moments.uniform(0.3, 3))
            process.kill()
        packages = {path: data for path, data in contents(project / "models").items() if path.startswith(NAME)}
        assert packages in (old, {**old, f"{NAME}/NEWS": b"new"})
        with files.locked(project / "models") as ours:
            assert ours
            files.sweep_work(project / "models")
        assert either(project, old)
