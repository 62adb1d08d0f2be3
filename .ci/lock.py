"""Renew requirements.lock.

Resolves pyproject.toml to the newest versions it allows for the oldest Python and writes each of them down with the
hashes of its wheels for every Python and platform of the project. Run it as `.venv/bin/python .ci/lock.py`; it needs
the network and changes no file but the lock.
pip cannot do this alone: two packages must come without their dependencies, and the lock has three parts.
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
# Installed without their own dependencies, of which the project uses none: stanza and with it torch, minisbd; scipy,
# scikit-learn, nmslib, pysbd, conllu. And whatever Python they say: scispaCy's bounds (Python < 3.13, numpy < 2) are
# those of nmslib and scipy; the two modules that the project imports need nothing but spaCy.
ALONE = ["argostranslate==1.11.0", "scispacy==0.6.2"]
MANYLINUX = ["manylinux_2_28", "manylinux_2_27", "manylinux_2_24", "manylinux_2_17", "manylinux2014", "manylinux1"]
PLATFORMS = [*([f"{policy}_{cpu}" for policy in MANYLINUX] for cpu in ("x86_64", "aarch64")), ["macosx_14_0_arm64"]]
PYTHONS = ["3.11", "3.12", "3.13"]
HEADER = """\
# Every package of the project's environment, pinned, with the hashes of its wheels for Python 3.11, 3.12 and 3.13.
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
    """The packages that pip would install for the oldest Python: name -> version."""
    found = (package["metadata"] for package in report(requirements, f"--python-version={PYTHONS[0]}", *options))
    return {metadata["name"]: metadata["version"] for metadata in found}


def wheel_hashes(versions: dict[str, str], *more: str) -> dict[str, set[str]]:
    """The hashes of the wheels that the supported machines would take: name -> hashes."""
    pins = [f"{name}=={version}" for name, version in versions.items()]
    hashes: dict[str, set[str]] = {}
    for python in PYTHONS:
        for platforms in PLATFORMS:
            options = ["--no-deps", "--implementation=cp", f"--python-version={python}", *more]
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


def write_lock(needed: list[str], tools: list[str]) -> None:
    """Resolve, collect hashes, write."""
    versions = resolve([*needed, *tools])
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as constraints:
        constraints.write("\n".join(f"{name}=={version}" for name, version in versions.items()))
        constraints.flush()
        runtime = resolve(needed, "--constraint", constraints.name)
    rest = {name: version for name, version in versions.items() if name not in runtime}
    hashes = wheel_hashes(versions)
    as_they_come = ("--no-deps", "--ignore-requires-python")
    alone = resolve(ALONE, *as_they_come)
    parts = [
        section("run time", runtime, hashes),
        section("test tools", rest, hashes),
        section("run time, without dependencies", alone, wheel_hashes(alone, *as_they_come)),
    ]
    LOCK.write_text(HEADER + "".join(parts))
    print(f"{LOCK.name}: {len(runtime)} + {len(alone)} packages of the main job, {len(rest)} of the tests")


def main() -> None:
    """Read pyproject.toml and renew the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    write_lock(project["project"]["dependencies"], project["dependency-groups"]["test"])


if __name__ == "__main__":
    main()
