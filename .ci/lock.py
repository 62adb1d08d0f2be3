"""Renew requirements.lock.

Resolves pyproject.toml to the newest versions it allows and writes each of them down with the hashes of its wheels.
Run it as `.venv/bin/python .ci/lock.py`; it needs the network and changes no file but the lock.
pip cannot do this alone: argostranslate must come without its dependencies, and the lock has two parts.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
# Installed without its own dependencies (stanza and with it torch, minisbd), which the project does not use.
ALONE = ["argostranslate==1.11.0"]
MANYLINUX = ["manylinux_2_28", "manylinux_2_27", "manylinux_2_24", "manylinux_2_17", "manylinux2014", "manylinux1"]
# Linux on ARM is missing: nmslib-metabrainz, which scispaCy imports, has no wheel for it.
PLATFORMS = [[f"{policy}_x86_64" for policy in MANYLINUX], ["macosx_14_0_arm64"]]
PYTHONS = ["3.11", "3.12"]
HEADER = """\
# Every package of the project's environment, pinned, with the hashes of its wheels for Python 3.11 and 3.12.
# Installed by `make` with `pip install --no-deps`; written by `.venv/bin/python .ci/lock.py`.
"""


def report(requirements: list[str], *options: str) -> list[dict[str, Any]]:
    """What pip would install, in the words of its own report."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        command += ["--target", folder, "--only-binary=:all:", "--report", str(path), *options, *requirements]
        subprocess.run(command, check=True)
        installed: list[dict[str, Any]] = json.loads(path.read_text())["install"]
    return installed


def resolve(requirements: list[str], *options: str) -> dict[str, str]:
    """The packages that pip would install: name -> version."""
    found = (package["metadata"] for package in report(requirements, *options))
    return {metadata["name"]: metadata["version"] for metadata in found}


def wheel_hashes(pins: list[str]) -> dict[str, set[str]]:
    """The hashes of the wheels that the supported machines would take: name -> hashes."""
    hashes: dict[str, set[str]] = {}
    for python in PYTHONS:
        for platforms in PLATFORMS:
            options = ["--no-deps", "--implementation=cp", f"--python-version={python}"]
            options += [f"--platform={platform}" for platform in platforms]
            for package in report(pins, *options):
                digest = package["download_info"]["archive_info"]["hashes"]["sha256"]
                hashes.setdefault(package["metadata"]["name"], set()).add(digest)
    return hashes


def section(title: str, versions: dict[str, str], hashes: dict[str, set[str]]) -> str:
    """One commented part of the lock."""
    lines = [f"\n# --- {title} ---"]
    for name in sorted(versions, key=str.lower):
        digests = [f"    --hash=sha256:{digest}" for digest in sorted(hashes[name])]
        lines.append(" \\\n".join([f"{name}=={versions[name]}", *digests]))
    return "\n".join(lines) + "\n"


def write_lock(needed: list[str], tools: list[str]) -> tuple[int, int]:
    """Resolve, collect hashes, write; the number of packages in each part."""
    versions = resolve([*needed, *tools])
    alone = resolve(ALONE, "--no-deps")
    pins = [f"{name}=={version}" for name, version in (versions | alone).items()]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as constraints:
        constraints.write("\n".join(pins))
        constraints.flush()
        runtime = resolve(needed, "--constraint", constraints.name) | alone
    rest = {name: version for name, version in versions.items() if name not in runtime}
    hashes = wheel_hashes(pins)
    LOCK.write_text(HEADER + section("run time", runtime, hashes) + section("test tools", rest, hashes))
    return len(runtime), len(rest)


def main() -> None:
    """Read pyproject.toml and renew the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime, tools = write_lock(project["project"]["dependencies"], project["dependency-groups"]["test"])
    print(f"{LOCK.name}: {runtime} packages of the main job, {tools} of the tests")


if __name__ == "__main__":
    main()
