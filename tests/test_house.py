"""The house: what is installed, imported and in the wheel, under which licences, and that no test reads a clock."""

import ast
import re
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.metadata import Distribution, distributions, packages_distributions
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.optional import LIBRARIES, Library
from tests.programs import bare_environment, run

ROOT = Path(__file__).resolve().parent.parent
SITE = Path(sysconfig.get_path("purelib"))
OWN_NAME = "medical-content-pipeline"
GLOSSARY = "pipeline/data/glossary.yaml"
PACKAGE = ROOT / "tests" / "argos_model" / "translate-en_es-1_0.argosmodel"
MEGABYTE = 1_000_000
CLOCKS = {"time", "timeit", "datetime", "sched", "resource", "cProfile", "profile"}
CLOCK_CALLS = {"os.times"}
# Under the GPL only for those who choose so: tld, which trafilatura needs for host names, offers MPL-1.1 as well.
CHOICE_OF_LICENCE = {"tld"}
OPTIONAL = {library.name for library in LIBRARIES}
LEFT_OUT = {"nmslib", "pint", "scipy", "sklearn", "ucumvert"}


def plain(name: str) -> str:
    """A distribution's name in the one spelling that stands for all of them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(part: str = "") -> dict[str, str]:
    """The pins of the parts of requirements.lock whose title begins so: name -> version."""
    parts = re.split(r"^# --- (.*) ---$", (ROOT / "requirements.lock").read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert parts[::2] == ["run time", "test tools", "run time, without dependencies"]
    text = "".join(pins for title, pins in zip(parts[::2], parts[1::2], strict=True) if title.startswith(part))
    return {plain(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)}


def installed() -> dict[str, Distribution]:
    return {plain(found.name): found for found in distributions(path=[str(SITE)])}


class TestLock:
    def test_only_what_is_left_out_on_purpose_is_missing(self) -> None:
        """Stanza, with it torch, and minisbd split sentences for argostranslate, which the project does itself.

        What scispaCy lacks serves its entity linking, its sentences and its reading of corpora, which nothing imports.
        """
        lines = run(sys.executable, "-m", "pip", "check").stdout.splitlines()
        said = sorted(re.sub(r" \S+ requires | requires | \S+ has requirement ", " ", line) for line in lines)
        assert [line.split(",")[0] for line in said] == [
            "argostranslate minisbd",
            "argostranslate stanza",
            "scispacy conllu",
            "scispacy nmslib-metabrainz",
            "scispacy numpy<2.0",
            "scispacy pysbd",
            "scispacy scikit-learn",
            "scispacy scipy",
        ]

    def test_what_came_alone_is_imported_without_the_rest(self, tmp_path: Path) -> None:
        modules = "argostranslate.package", "scispacy.abbreviation", "scispacy.custom_tokenizer"
        code = f"import {', '.join(modules)}"
        done = run(sys.executable, "-W", "error", "-c", code, cwd=tmp_path, env=bare_environment(tmp_path))
        assert done.returncode == 0, done.stderr

    def test_it_names_exactly_what_is_installed(self) -> None:
        found = {name: package.version for name, package in installed().items() if name != OWN_NAME}
        assert found == locked()

    def test_every_package_stands_in_one_part(self) -> None:
        runtime, tools = locked("run time"), locked("test tools")
        assert runtime.keys() & tools.keys() == set()
        assert runtime | tools == locked()
        assert "spacy" in runtime
        assert "pytest" in tools

    def test_no_torch_no_cuda_and_no_scipy(self) -> None:
        heavy = re.compile(r"torch|nvidia|cuda|cupy|triton|stanza|tensorflow|onnx|scipy|scikit-learn|nmslib|pyspark")
        assert [name for name in locked() if heavy.match(name)] == []

    def test_every_package_has_a_hash_and_no_registry_is_named(self) -> None:
        text = (ROOT / "requirements.lock").read_text("utf-8")
        entries = re.findall(r"^[\w.-]+==\S+(?: \\\n    --hash=sha256:[0-9a-f]{64})+$", text, re.MULTILINE)
        assert len(entries) == len(locked())
        assert "://" not in text

    def test_sizes(self) -> None:
        measured = run(sys.executable, ROOT / ".ci" / "size.py")
        assert measured.returncode == 0, measured.stdout
        (needed,) = re.findall(r"needs (\d+) MB of at most 600;", measured.stdout)
        everything = sum(file.lstat().st_size for file in Path(sys.prefix).rglob("*") if not file.is_dir())
        assert 100 * MEGABYTE < int(needed) * MEGABYTE < everything < 900 * MEGABYTE

    def test_no_library_of_the_main_job_is_under_the_gpl(self) -> None:
        packages = installed()
        under_gpl = {name for name in locked("run time") if is_gpl(licence(packages[name]))}
        assert under_gpl == CHOICE_OF_LICENCE


def requirement(line: str) -> str:
    """The distribution that a requirement names: "spacy" of "spacy[lookups]>=3.8; python_version < '3.14'"."""
    return plain(re.split(r"[^\w.-]", line, maxsplit=1)[0])


def imports(source: str) -> Iterator[str]:
    """The modules that a program imports anywhere, relative ones left out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@cache
def imported() -> dict[str, str]:
    """What the pipeline imports beside itself and Python's own library: module -> a file that does."""
    own = {"pipeline", *sys.stdlib_module_names}
    files = sorted((ROOT / "pipeline").rglob("*.py"))
    found = {name: file.name for file in files for name in imports(file.read_text(encoding="utf-8"))}
    return {name: file for name, file in found.items() if name.partition(".")[0] not in own}


class TestImports:
    def test_they_are_read_wherever_they_stand(self) -> None:
        source = "import a.b, c as d\nfrom e.f import g\nfrom . import h\ndef i():\n    if j:\n        import k\n"
        assert sorted(imports(source)) == ["a.b", "c", "e.f", "k"]

    def test_each_is_a_declared_dependency_or_an_optional_library(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        extras = [line for lines in project.get("optional-dependencies", {}).values() for line in lines]
        declared = {requirement(line) for line in [*project["dependencies"], *extras]}
        owners = packages_distributions()

        def is_declared(module: str) -> bool:
            return any(plain(owner) in declared for owner in owners.get(module, [module]))

        tops = {name.partition(".")[0]: file for name, file in imported().items()}
        assert tops.keys() >= {"spacy", "yaml"}
        assert {top: f for top, f in tops.items() if top not in OPTIONAL and not is_declared(top)} == {}

    def test_what_was_given_up_is_not_imported(self) -> None:
        assert {name: file for name, file in imported().items() if name.partition(".")[0] in LEFT_OUT} == {}

    def test_of_scispacy_only_what_needs_none_of_its_libraries(self) -> None:
        found = {name for name in imported() if name.startswith("scispacy")}
        assert found == {"scispacy.abbreviation", "scispacy.custom_tokenizer"}

    @pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.name)
    def test_an_optional_library_is_told_of_in_the_locked_version(self, library: Library) -> None:
        assert library.version == locked()[library.name]


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


@pytest.mark.parametrize("suffix", ["py", "yaml"])
def test_no_pattern_has_a_possessive_group(suffix: str) -> None:
    """Python before 3.11.5, which Debian 12 has, matches `(…)*+` wrongly or for ever, but not `(?>(…)*)`."""
    possessive = re.compile(r"(?<!\\)\)(?:[*+?]|\{[0-9,]+\})\+")
    files = [*(ROOT / "pipeline").rglob(f"*.{suffix}")]
    found = [(file.name, line) for file in files for line in file.read_text().splitlines() if possessive.search(line)]
    assert files
    assert found == []


class TestWheel:
    def test_it_holds_the_package_with_its_data_and_nothing_else(self, wheel: Path) -> None:
        here = {file for file in (ROOT / "pipeline").rglob("*") if file.is_file() and "__pycache__" not in file.parts}
        with zipfile.ZipFile(wheel) as archive:
            names = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert names == {file.relative_to(ROOT).as_posix() for file in here} | {GLOSSARY}
        assert any(name.startswith("pipeline/data/") and not name.endswith(".py") for name in names)

    def test_the_glossary_it_holds_is_the_repositorys(self, wheel: Path) -> None:
        with zipfile.ZipFile(wheel) as archive:
            assert archive.read(GLOSSARY) == (ROOT / "glossary.yaml").read_bytes()
        assert not (ROOT / GLOSSARY).exists()

    def test_it_asks_for_nothing_that_comes_alone(self, wheel: Path) -> None:
        (found,) = distributions(path=[str(wheel)])
        asked = {requirement(line) for line in found.requires or () if "extra ==" not in line}
        assert asked
        assert asked <= locked("run time").keys() - locked("run time, without").keys()

    def test_it_carries_licence_and_notice(self, wheel: Path) -> None:
        with zipfile.ZipFile(wheel) as archive:
            names = {name.rpartition("/")[2] for name in archive.namelist()}
        assert {"LICENSE", "NOTICE"} <= names

    def test_it_serves_an_empty_folder(self, wheel: Path, tmp_path: Path) -> None:
        """With what pip would install beside it alone: no checkout, no test tool, nothing that came alone."""
        python = environment_for_wheels(tmp_path / "environment")
        pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index")
        installed_there = run(*pip, wheel)
        assert installed_there.returncode == 0, installed_there.stderr
        (tmp_path / "empty").mkdir()
        done = run(
            python, ROOT / ".ci" / "probe.py", tmp_path / "empty", PACKAGE, cwd=tmp_path, env=bare_environment(tmp_path)
        )
        assert done.returncode == 0, done.stderr
        assert "The wheel serves an empty folder" in done.stdout


def environment_for_wheels(folder: Path) -> Path:
    """An environment with links to the packages that the wheel needs; its Python."""
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    there = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip())
    packages = installed()
    for name in locked("run time").keys() - locked("run time, without").keys():
        for top in {Path(file).parts[0] for file in packages[name].files or ()} - {"..", "__pycache__"}:
            (there / top).symlink_to(SITE / top)
    return python


def clocks(source: str) -> list[str]:
    """What a module imports or names that tells the time: "3: time"."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute):
            names = [ast.unparse(node)]
        else:
            continue
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


def test_no_room_is_crowded() -> None:
    """Whoever looks for a module should see all of its room at once.

    Where this fails: let the function join the module of its kin, or put the module into a room inside.
    """
    rooms = [path.parent for path in (ROOT / "pipeline").rglob("__init__.py")]
    sizes = {room.relative_to(ROOT).as_posix(): len(list(room.glob("*.py"))) - 1 for room in rooms}
    assert {room for room, size in sizes.items() if size > 15} <= {"pipeline/pairs", "pipeline/checks"}
    assert max(sizes.values()) <= 25
    assert {path.name for path in (ROOT / "pipeline").glob("*.py")} == {"__init__.py", "__main__.py", "api.py"}
