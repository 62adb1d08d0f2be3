"""The translation benchmark gives its peer the right environment and task, and judges by its limits."""

import json
import re
import zipfile
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks import peer_environment as environment
from benchmarks import translation_bench as bench
from pipeline.core.errors import PipelineError
from tests.programs import executable, run

GOOD = bench.Row("usual size", 200, ours=10, peer=90, bare=9, same=0.995)


def pins(text: str) -> dict[str, str]:
    """The requirements of a list or lock: name -> version, empty where there is none."""
    found = re.findall(r"^([A-Za-z][\w.-]*)(?:==([^\s;\\]+))?", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


class TestPins:
    OWN = pins(environment.PINS.read_text(encoding="utf-8"))
    LOCKED = pins((environment.ROOT / "requirements.lock").read_text(encoding="utf-8"))

    def test_what_the_project_has_too_is_of_its_version(self) -> None:
        """The lock is pip's constraint: a second pin could only contradict it, and one must stand somewhere."""
        assert [name for name, version in self.OWN.items() if (name in self.LOCKED) == bool(version)] == []
        assert {"argostranslate", "ctranslate2", "sentencepiece"} <= self.LOCKED.keys()

    def test_they_are_what_argostranslate_requires(self) -> None:
        needed = [Requirement(line) for line in requires("argostranslate") or ()]
        both = self.LOCKED | {name: version for name, version in self.OWN.items() if version}
        assert {"stanza", "minisbd"} <= {one.name for one in needed}
        assert [str(one) for one in needed if not one.specifier.contains(both[canonicalize_name(one.name)])] == []


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment as one of a single module of our own, which needs no network."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setattr(environment, "FOLDER", tmp_path / "peer")
    monkeypatch.setattr(environment, "PINS", tmp_path / "pins.txt")
    environment.PINS.write_text(f"{wheel(tmp_path, '1.0')}\n", encoding="utf-8")
    return tmp_path


def wheel(folder: Path, version: str) -> Path:
    path, info = folder / f"peerless-{version}-py3-none-any.whl", f"peerless-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("peerless.py", f"VERSION = {version!r}\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: peerless\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def version_in(python: Path) -> str:
    return run(python, "-I", "-c", "import peerless; print(peerless.VERSION)").stdout.strip()


@pytest.mark.usefixtures("small")
class TestEnvironment:
    def test_it_is_made_once_and_anew_for_other_pins(self, small: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert version_in(environment.interpreter()) == "1.0"
        assert "Making" in capsys.readouterr().out
        environment.interpreter()
        assert capsys.readouterr().out == ""
        environment.PINS.write_text(f"{wheel(small, '2.0')}\n", encoding="utf-8")
        assert version_in(environment.interpreter()) == "2.0"

    def test_it_holds_nothing_of_the_projects(self) -> None:
        done = run(environment.interpreter(), "-I", "-c", "import pipeline")
        assert "No module named 'pipeline'" in done.stderr

    def test_what_pip_cannot_find_is_said_and_tried_again(self) -> None:
        environment.PINS.write_text("peerless==3.0\n", encoding="utf-8")
        for _ in range(2):
            with pytest.raises(PipelineError, match=r"peer: cannot be filled: .*peerless==3\.0.*; check .*pip\.log"):
                environment.interpreter()

    def test_it_does_not_wait_for_ever(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(environment, "SECONDS", 0.01)
        with pytest.raises(PipelineError, match=r"after at most 0\.01 s"):
            environment.interpreter()


def peer(folder: Path, *lines: str) -> Path:
    """A Python that is none: it keeps the task and goes on as it is told."""
    return executable(folder / "python", "\n".join(["#!/bin/sh", f'cat > "{folder}/task.json"', *lines]))


class TestPeer:
    def test_it_gets_paragraphs_with_their_sentences(self, tmp_path: Path) -> None:
        texts = [f"Take {n} tablets." for n in range(1, 11)]
        python = peer(tmp_path, """echo '{"seconds": 2, "texts": ["Tome."]}'""")
        assert bench.run_peer(python, tmp_path, texts, 3) == (2, ["Tome."])
        task = json.loads((tmp_path / "task.json").read_text("utf-8"))
        assert task["paragraphs"] == {" ".join(texts[:8]): texts[:8], " ".join(texts[8:]): texts[8:]}
        assert (task["length"], task["rounds"]) == (bench.LENGTH, 3)

    def test_its_fault_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(PipelineError, match="argostranslate failed: no such package"):
            bench.run_peer(peer(tmp_path, "echo no such package >&2", "exit 1"), tmp_path, ["A word."], 1)

    def test_it_is_not_waited_for_for_ever(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bench, "PEER_SECONDS", 0.1)
        with pytest.raises(PipelineError, match="longer than"):
            bench.run_peer(peer(tmp_path, "exec sleep 30"), tmp_path, ["A word."], 1)

    def test_the_users_settings_do_not_reach_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ARGOS_BEAM_SIZE", "1")
        monkeypatch.setenv("XDG_CONFIG_HOME", "/etc")
        variables = bench.peer_variables(tmp_path / "translate-en_es", "/home/nobody")
        assert [name for name in variables if name.startswith(("ARGOS_", "XDG_"))] == ["ARGOS_PACKAGES_DIR"]
        assert variables["ARGOS_PACKAGES_DIR"] == str(tmp_path)
        assert variables["HOME"] == "/home/nobody"


def test_paragraphs_that_are_parted_elsewhere_are_left_out() -> None:
    good = [f"Take {n} tablets." for n in range(8)]
    joined = [*good[:7], "the rest is not a sentence"]
    assert bench.whole([*good, *joined[::-1], *good]) == good + good
    assert bench.whole([*good, *good[:3]]) == good


def test_within_the_limits_there_is_no_fault() -> None:
    assert bench.faults(GOOD) == []
    assert bench.faults(GOOD._replace(peer=80, bare=7.5, same=0.99)) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (GOOD._replace(peer=79), "less than 8 times as fast as argostranslate"),
        (GOOD._replace(bare=7.4), "less than 0.75 of bare ctranslate2"),
        (GOOD._replace(same=0.985), "fewer than 99% equal outputs"),
    ],
)
def test_each_limit_has_its_fault(row: bench.Row, fault: str) -> None:
    assert bench.faults(row) == [fault]
