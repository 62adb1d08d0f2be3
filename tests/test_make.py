"""What `make` promises an editor, how it sets itself up, and that CI skips nothing."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.programs import bare_environment, executable, run

ROOT = Path(__file__).resolve().parent.parent

Run = Callable[..., subprocess.CompletedProcess[str]]


class TestMake:
    """The Makefile in a folder of its own, where a stand-in for .venv/bin/python writes down how it was called."""

    @pytest.fixture
    def project(self, tmp_path: Path) -> Path:
        for name in ("Makefile", "pyproject.toml", "requirements.lock"):
            shutil.copyfile(ROOT / name, tmp_path / name)
        executable(tmp_path / ".ci" / "setup", '#!/bin/sh\necho "setup" >> calls; echo "$PYTHON" > "$1"\n')
        stand_in = '#!/bin/sh\necho "$*" >> calls\ncase "$*" in *" run"* | *" check"*) exit "${RUN_STATUS:-0}";; esac\n'
        executable(tmp_path / ".venv" / "bin" / "python", stand_in + 'exit "${INSTALL_STATUS:-0}"\n')
        return tmp_path

    @pytest.fixture
    def make(self, project: Path) -> Run:
        def call(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
            (project / "calls").unlink(missing_ok=True)
            return run("make", *arguments, cwd=project, env=bare_environment(project) | variables)

        return call

    @staticmethod
    def calls(project: Path) -> list[str]:
        return (project / "calls").read_text("utf-8").splitlines()

    def test_first_it_sets_up_then_only_runs_and_changes_no_file(self, project: Path, make: Run) -> None:
        assert make().returncode == 0
        assert self.calls(project) == ["setup", "-m pipeline install", "-m pipeline run"]
        before = times(project)
        assert make().stdout == ""
        assert self.calls(project) == ["-m pipeline run"]
        assert times(project) == before

    def test_a_new_date_is_no_new_content(self, project: Path, make: Run) -> None:
        make()
        for name in ("requirements.lock", "pyproject.toml", "Makefile"):
            os.utime(project / name)
        make()
        assert self.calls(project) == ["-m pipeline run"]

    @pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
    def test_new_content_is_set_up_anew(self, project: Path, make: Run, name: str) -> None:
        make()
        (project / name).write_text((project / name).read_text("utf-8") + "\n", "utf-8")
        make("test")
        assert self.calls(project) == ["setup", "-m pytest"]

    def test_new_settings_ask_for_engines_again(self, project: Path, make: Run) -> None:
        make()
        (project / "settings.yaml").write_text("languages: [fr]\n")
        make()
        assert self.calls(project) == ["-m pipeline install", "-m pipeline run"]

    def test_a_moved_folder_is_set_up_anew(self, project: Path, make: Run) -> None:
        make()
        moved = project / "Ärzte, Texte & mehr"
        moved.mkdir()
        for name in ("Makefile", "pyproject.toml", "requirements.lock", ".ci", ".venv"):
            (project / name).rename(moved / name)
        for _ in range(2):
            run("make", "test", cwd=moved, env=bare_environment(moved))
        assert self.calls(moved) == ["setup", "-m pytest", "-m pytest"]

    def test_another_python_that_is_asked_for_is_set_up_anew(self, project: Path, make: Run) -> None:
        make("test")
        make("test", PYTHON="python3.13")
        assert self.calls(project) == ["setup", "-m pytest"]
        for arguments in (["test", "PYTHON=python3.13"], ["test"]):
            make(*arguments)
            assert self.calls(project) == ["-m pytest"]

    @pytest.mark.parametrize(
        ("given", "expected"), [("C", "C.UTF-8"), ("POSIX", "C.UTF-8"), ("es_ES.UTF-8", "es_ES.UTF-8"), ("", "")]
    )
    def test_no_locale_keeps_python_from_reading_the_folders_name(
        self, project: Path, make: Run, given: str, expected: str
    ) -> None:
        make("test")
        executable(project / ".venv" / "bin" / "python", '#!/bin/sh\necho "$LC_ALL" >> calls\n')
        make("test", LC_ALL=given)
        assert self.calls(project) == [expected]

    def test_an_environment_whose_python_has_gone_is_set_up_anew(self, project: Path, make: Run) -> None:
        make()
        (project / ".venv" / "bin" / "python").unlink()
        make("test")
        assert self.calls(project) == ["setup"]

    @pytest.mark.parametrize("target", ["run", "check"])
    @pytest.mark.parametrize(("status", "expected"), [("0", 0), ("1", 0), ("2", 2), ("3", 2)])
    def test_sentences_that_wait_are_no_failure(self, make: Run, target: str, status: str, expected: int) -> None:
        """GNU make answers 2 for any failing recipe."""
        assert make(target, RUN_STATUS=status).returncode == expected

    @pytest.mark.parametrize(("status", "expected"), [("1", 0), ("2", 2), ("3", 0)])
    def test_a_missing_engine_is_no_failure_but_wrong_settings_are(self, make: Run, status: str, expected: int) -> None:
        assert make(INSTALL_STATUS=status).returncode == expected

    def test_options_reach_the_main_job(self, project: Path, make: Run) -> None:
        make("ARGS=--lang es --force")
        assert self.calls(project)[-1] == "-m pipeline run --lang es --force"

    def test_clean_removes_build_alone(self, project: Path, make: Run) -> None:
        make()
        before = times(project)
        make("clean")
        assert {file.parts[0] for file in before.keys() - times(project).keys()} == {"build"}

    def test_help_has_a_line_for_every_target(self, make: Run) -> None:
        makefile = (ROOT / "Makefile").read_text("utf-8")
        targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
        (phony,) = re.findall(r"^\.PHONY: (.*)", makefile, re.MULTILINE)
        described = dict(re.findall(r"^ *make ([\w-]+) +(\w.*)$", make("help").stdout, re.MULTILINE))
        assert described.keys() == targets == set(phony.split())


def times(folder: Path) -> dict[Path, int]:
    """Every file of a folder with the moment of its last change; the stand-in's diary does not count."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != "calls")
    return {file.relative_to(folder): file.stat().st_mtime_ns for file in files}


class TestSetup:
    WORKS = '#!/bin/sh\ncase "$1" in -c) exit 0;; --version) echo "Python 3.11.99";; *) exit 1;; esac\n'
    FAILS = "#!/bin/sh\nexit 127\n"

    def setup(self, folder: Path, path: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = bare_environment(folder) | {"PATH": f"{path}:{self.tools(folder)}"} | variables
        return run("/bin/sh", ROOT / ".ci" / "setup", ".venv/ready", cwd=folder, env=environment)

    @staticmethod
    def tools(folder: Path) -> Path:
        """A folder with what the script itself uses, and no Python."""
        tools = folder / "tools"
        tools.mkdir(exist_ok=True)
        for name in ("awk", "cat", "grep", "sed"):
            (tools / name).symlink_to(shutil.which(name) or pytest.fail(f"{name} is missing"))
        return tools

    def test_a_shim_that_fails_is_passed_over(self, tmp_path: Path) -> None:
        executable(tmp_path / "shims" / "python3.11", self.FAILS)
        executable(tmp_path / "shims" / "python3.12", self.FAILS)
        executable(tmp_path / "system" / "python3.11", self.WORKS)
        done = self.setup(tmp_path, f"{tmp_path}/shims:{tmp_path}/system")
        assert "Setting up .venv with Python 3.11.99" in done.stdout
        assert f"{tmp_path}/system/python3.11 could not make .venv in {tmp_path}" in done.stderr

    def test_without_python_it_says_what_to_do(self, tmp_path: Path) -> None:
        executable(tmp_path / "shims" / "python3.12", self.FAILS)
        done = self.setup(tmp_path, f"{tmp_path}/shims")
        assert done.returncode == 1
        assert "apt-get install python3 python3-venv" in done.stderr
        assert not (tmp_path / ".venv").exists()

    def test_a_python_can_be_named_without_its_folder(self, tmp_path: Path) -> None:
        executable(tmp_path / "shims" / "python3.13", self.FAILS)
        executable(tmp_path / "system" / "python3.11", self.WORKS)
        executable(tmp_path / "system" / "python3.13", self.WORKS)
        done = self.setup(tmp_path, f"{tmp_path}/shims:{tmp_path}/system", PYTHON="python3.13")
        assert f"{tmp_path}/system/python3.13 could not make .venv" in done.stderr

    def test_what_stands_in_the_way_is_told_in_one_line(self, tmp_path: Path) -> None:
        (tmp_path / ".venv").symlink_to("/proc/nowhere")
        done = run("/bin/sh", ROOT / ".ci" / "setup", ".venv/ready", cwd=tmp_path, env=bare_environment(tmp_path))
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith("Set-up stopped: ")
        assert f"could not make .venv in {tmp_path}: " in line

    def test_a_python_that_was_named_is_the_only_one_tried(self, tmp_path: Path) -> None:
        executable(tmp_path / "system" / "python3.11", self.WORKS)
        named = executable(tmp_path / "elsewhere" / "python3.9", self.FAILS)
        done = self.setup(tmp_path, f"{tmp_path}/system", PYTHON=str(named))
        assert done.returncode == 1
        assert str(named) in done.stderr

    @pytest.mark.parametrize("answers", [False, True])
    def test_without_network_one_line_says_so(self, tmp_path: Path, answers: bool) -> None:
        """Neither a proxy that is not there nor one that takes the call and never says a word."""
        for name in ("requirements.lock", "pyproject.toml"):
            shutil.copyfile(ROOT / name, tmp_path / name)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1] if answers else 9
            unreachable = {
                "PIP_CONFIG_FILE": os.devnull,
                "PIP_DEFAULT_TIMEOUT": "1",
                "HTTPS_PROXY": f"http://127.0.0.1:{port}",
                "TMPDIR": str(tmp_path),
            }
            done = run(
                "/bin/sh",
                ROOT / ".ci" / "setup",
                ".venv/ready",
                cwd=tmp_path,
                env=bare_environment(tmp_path) | unreachable,
            )
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith("Set-up stopped: packages come over the network, which does not answer; check the conn")
        assert "no answer from the network, trying again" in done.stdout
        assert "Traceback" not in done.stdout
        assert (tmp_path / ".venv" / "setup.log").exists()
        assert not (tmp_path / ".venv" / "ready").exists()


class TestNoSkipInCi:
    SKIPS = "import pytest\n\ndef test_skips():\n    pytest.skip('a reason')\n"
    MODULE = "import pytest\n\npytest.skip('a reason', allow_module_level=True)\n"
    XFAIL = "import pytest\n\n@pytest.mark.xfail\ndef test_fails():\n    assert False\n"
    SHARED = "def test_reads(shared):\n    assert shared.is_dir()\n"

    @pytest.mark.parametrize(
        ("source", "ci", "status"),
        [
            (SKIPS, "", 0),
            (SKIPS, "true", 1),
            (MODULE, "true", 2),
            (SHARED, "", 0),
            (SHARED, "true", 1),
            (XFAIL, "true", 0),
        ],
    )
    def test_a_skip_is_a_failure_in_ci_alone(self, tmp_path: Path, source: str, ci: str, status: int) -> None:
        """The folder `shared` is missing there as well, and pytest says 2 where a whole file fails to load."""
        tests = tmp_path / "project" / "tests"
        tests.mkdir(parents=True)
        shutil.copyfile(ROOT / "tests" / "conftest.py", tests / "conftest.py")
        (tests / "test_one.py").write_text(source)
        done = run(sys.executable, "-m", "pytest", tests, cwd=tests, env=bare_environment(tmp_path) | {"CI": ci})
        assert done.returncode == status, done.stdout
        assert ("a reason" in done.stdout or "not here" in done.stdout) is (source != self.XFAIL) or status == 0


class TestSkippedForWantOfAPackage:
    """The last line of a run names the packages; it is not there where nothing was skipped for want of one."""

    NEEDS = """
import pytest
from tests import debian

@pytest.mark.parametrize("packages", [{packages}])
def test_needs(packages, monkeypatch):
    monkeypatch.setattr(debian, "PACKAGES", dict.fromkeys(debian.PACKAGES, lambda: {there}))
    debian.needs(*packages)
"""

    @pytest.mark.parametrize(
        ("source", "ci", "said"),
        [
            (TestNoSkipInCi.SKIPS, "", ""),
            (TestNoSkipInCi.SHARED, "", ""),
            (NEEDS.format(packages="['omegat']", there=True), "", ""),
            (NEEDS.format(packages="['omegat']", there=False), "true", ""),
            (
                NEEDS.format(packages="['omegat']", there=False),
                "",
                "1 test was skipped: apt-get install omegat to run it",
            ),
            (
                NEEDS.format(
                    packages="['omegat', 'default-jre-headless'], ['omegat', 'apertium-eng-spa']", there=False
                ),
                "",
                "2 tests were skipped: apt-get install apertium-eng-spa default-jre-headless omegat to run them",
            ),
        ],
    )
    def test_the_last_line(self, tmp_path: Path, source: str, ci: str, said: str) -> None:
        tests = tmp_path / "project" / "tests"
        tests.mkdir(parents=True)
        for name in ("__init__.py", "conftest.py", "debian.py"):
            shutil.copyfile(ROOT / "tests" / name, tests / name)
        (tests / "test_one.py").write_text(source)
        environment = bare_environment(tmp_path) | {"CI": ci, "PYTHONPATH": str(ROOT)}
        done = run(sys.executable, "-m", "pytest", "-ra", tests, cwd=tests, env=environment)
        assert done.returncode == (1 if ci else 0), done.stdout
        last = done.stdout.splitlines()[-1]
        assert last == said if said else "to run" not in done.stdout
