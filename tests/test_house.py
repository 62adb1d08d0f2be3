"""The house: what is installed and under which licence, what the wheel holds, and that no test reads a clock."""

import ast
import re
import sys
import sysconfig
import zipfile
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import pytest

from tests.programs import bare_environment, run

ROOT = Path(__file__).resolve().parent.parent
SITE = Path(sysconfig.get_path("purelib"))
OWN_NAME = "medical-content-pipeline"
MEGABYTE = 1_000_000
CLOCKS = {"time", "timeit", "datetime", "sched", "resource", "cProfile", "profile"}
CLOCK_CALLS = {"os.times"}
# Under the GPL only for those who choose so: tld, which trafilatura needs for host names, offers MPL-1.1 as well.
CHOICE_OF_LICENCE = {"tld"}


def plain(name: str) -> str:
    """A distribution's name in the one spelling that stands for all of them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(part: str = "") -> dict[str, str]:
    """The pins of requirements.lock, or of one part of it: name -> version."""
    text = (ROOT / "requirements.lock").read_text("utf-8")
    _, runtime, tools = re.split(r"# --- (?:run time|test tools) ---\n", text)
    chosen = {"run time": runtime, "test tools": tools}.get(part, text)
    return {plain(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", chosen, re.MULTILINE)}


def installed() -> dict[str, Distribution]:
    return {plain(found.name): found for found in distributions(path=[str(SITE)])}


class TestLock:
    def test_only_what_argostranslate_would_misuse_is_missing(self) -> None:
        """It wants stanza (and with it torch) and minisbd for sentence splitting, which the project does itself."""
        lines = run(sys.executable, "-m", "pip", "check").stdout.splitlines()
        assert sorted(re.sub(r" \S+ requires | requires ", " ", line).split(",")[0] for line in lines) == [
            "argostranslate minisbd",
            "argostranslate stanza",
        ]

    def test_it_names_exactly_what_is_installed(self) -> None:
        found = {name: package.version for name, package in installed().items() if name != OWN_NAME}
        assert found == locked()

    def test_every_package_stands_in_one_part(self) -> None:
        runtime, tools = locked("run time"), locked("test tools")
        assert runtime.keys() & tools.keys() == set()
        assert runtime | tools == locked()
        assert "spacy" in runtime
        assert "pytest" in tools

    def test_no_torch_and_no_cuda(self) -> None:
        heavy = re.compile(r"torch|nvidia|cuda|cupy|triton|stanza|tensorflow|onnx")
        assert [name for name in locked() if heavy.match(name)] == []

    def test_every_package_has_a_hash_and_no_registry_is_named(self) -> None:
        text = (ROOT / "requirements.lock").read_text("utf-8")
        entries = re.findall(r"^[\w.-]+==\S+(?: \\\n    --hash=sha256:[0-9a-f]{64})+$", text, re.MULTILINE)
        assert len(entries) == len(locked())
        assert "://" not in text

    def test_sizes(self) -> None:
        packages = installed()
        runtime = sum(size(packages[name]) for name in locked("run time"))
        everything = sum(file.lstat().st_size for file in Path(sys.prefix).rglob("*") if not file.is_dir())
        assert 100 * MEGABYTE < runtime < 900 * MEGABYTE
        assert runtime < everything < 1_100 * MEGABYTE

    def test_no_library_of_the_main_job_is_under_the_gpl(self) -> None:
        packages = installed()
        under_gpl = {name for name in locked("run time") if is_gpl(licence(packages[name]))}
        assert under_gpl == CHOICE_OF_LICENCE


def size(package: Distribution) -> int:
    paths = (Path(str(package.locate_file(file))) for file in package.files or ())
    return sum(path.stat().st_size for path in paths if path.exists())


def licence(package: Distribution) -> str:
    """All that a distribution's metadata says of its licence; a whole licence text counts by its first line."""
    said: dict[str, Any] = package.metadata.json
    classifiers = [line for line in said.get("classifier", ()) if line.startswith("License")]
    return "; ".join([said.get("license_expression", ""), said.get("license", "").partition("\n")[0], *classifiers])


def is_gpl(text: str) -> bool:
    return bool(re.search(r"(?<!L)A?GPL|GNU (Affero )?General Public", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", True),
        ("MPL-1.1 OR GPL-2.0-only", True),
        ("LGPL-2.1-or-later", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("Apache-2.0", False),
        ("MIT", False),
    ],
)
def test_gpl_is_recognised(text: str, expected: bool) -> None:
    assert is_gpl(text) is expected


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    built = run(*pip, "--wheel-dir", folder, ROOT)
    assert built.returncode == 0, built.stderr
    (found,) = folder.glob("*.whl")
    return found


class TestWheel:
    def test_it_holds_the_package_with_its_data_and_nothing_else(self, wheel: Path) -> None:
        here = {file for file in (ROOT / "pipeline").rglob("*") if file.is_file() and "__pycache__" not in file.parts}
        with zipfile.ZipFile(wheel) as archive:
            names = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert names == {file.relative_to(ROOT).as_posix() for file in here}
        assert any(name.startswith("pipeline/data/") and not name.endswith(".py") for name in names)

    def test_it_carries_licence_and_notice(self, wheel: Path) -> None:
        with zipfile.ZipFile(wheel) as archive:
            names = {name.rpartition("/")[2] for name in archive.namelist()}
        assert {"LICENSE", "NOTICE"} <= names

    def test_installed_elsewhere_it_curates(self, wheel: Path, tmp_path: Path) -> None:
        """Only the wheel's own files are there: the checkout is taken off the path, the folder is another one."""
        there = tmp_path / "there"
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", there)
        assert run(*pip, wheel).returncode == 0
        done = run(
            sys.executable, "-I", "-c", CURATE_ELSEWHERE, there, ROOT, cwd=tmp_path, env=bare_environment(tmp_path)
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == ["restored", "5", "mg"]


def clocks(source: str) -> list[str]:
    """What a module imports or names that tells the time: "3: time"."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute):
            names = [ast.unparse(node)]
        found += [f"{node.lineno}: {name}" for name in names if name.partition(".")[0] in CLOCKS or name in CLOCK_CALLS]
    return sorted(set(found))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import os\nos.stat('a').st_mtime_ns", []),
        ("text = 'import time'", []),
        ("from os import path", []),
        ("import time as t", ["1: time"]),
        ("import os, timeit", ["1: timeit"]),
        ("def f():\n    from time import perf_counter", ["2: time.perf_counter"]),
        ("import os\nos.times()", ["2: os.times"]),
        ("from os import times", ["1: os.times"]),
    ],
)
def test_a_clock_is_recognised(source: str, found: list[str]) -> None:
    assert clocks(source) == found


@pytest.mark.parametrize("file", sorted((ROOT / "tests").rglob("*.py")), ids=lambda file: file.name)
def test_no_test_reads_a_clock(file: Path) -> None:
    """On a busy machine a clock says nothing: what grows is counted by `tests.steps`, times stand in `make bench`."""
    assert clocks(file.read_text("utf-8")) == []


CURATE_ELSEWHERE = """
import sys
from pathlib import Path

there, checkout = map(Path, sys.argv[1:])
sys.path[:] = [str(there)] + [entry for entry in sys.path if Path(entry).resolve() != checkout]
import pipeline

assert Path(pipeline.__file__).is_relative_to(there), pipeline.__file__
raw = "Aftercare\\n\\nMs Okafor takes 5 mg of the tablet each morning. It does not cure the illness."
document = pipeline.curate(raw, name="aftercare.txt", glossary={})
assert document.restore() == document.raw == raw
assert len(document.segments) >= 2
(dose,) = [entity for entity in document.entities if entity.quantity]
print("restored", f"{float(dose.quantity.low):g}", dose.quantity.unit)
"""
