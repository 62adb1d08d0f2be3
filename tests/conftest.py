"""What all tests share: the reference texts beside the repository, and what becomes of tests that are skipped."""

import os
import re
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TypeVar

import hypothesis
import hypothesis.configuration
import pytest

ROOT = Path(__file__).resolve().parent.parent
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
IN_CI = os.environ.get("CI") == "true"
INSTALL = "apt-get install "  # what follows in the reason of a skip are the Debian packages that the test needs

for name in [name for name in os.environ if name.lower().endswith("_proxy") or name == "FORCE_COLOR"]:
    del os.environ[name]  # servers of the tests stand on this machine; what programs print is compared
os.environ["PYTHONUTF8"] = "1"  # for the programs that tests start: in a locale without UTF-8 they could not say "…"

hypothesis.configuration.set_hypothesis_home_dir(ROOT / "build" / "cache" / "hypothesis")
BY_NO_CLOCK = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("desk", BY_NO_CLOCK)
hypothesis.settings.register_profile("ci", BY_NO_CLOCK, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if IN_CI else "desk")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference texts, terminologies and benchmarks beside the repository."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the reference texts are not here: this test reads the folder `shared` beside the repository")
    return folder


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """The last line says which packages would let the skipped tests run."""
    result = yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and (line := how_to_run_them([str(skip.longrepr) for skip in reporter.getreports("skipped")])):
        reporter.write_line(line)
    return result


def how_to_run_them(reasons: Sequence[str]) -> str:
    """What to install for the tests that were skipped for these reasons; empty where that would not help."""
    wanted = [found[1].split() for reason in reasons if (found := re.search(rf"{INSTALL}([\w .+-]+)", reason))]
    if not wanted:
        return ""
    packages = " ".join(sorted({package for packages in wanted for package in packages}))
    tests, them = ("1 test was", "it") if len(wanted) == 1 else (f"{len(wanted)} tests were", "them")
    return f"{tests} skipped: {INSTALL}{packages} to run {them}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _no_skip_in_ci((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _no_skip_in_ci((yield))


def _no_skip_in_ci(report: Report) -> Report:
    """A test that CI skips protects nobody: there a skip is a failure. Expected failures are not skips."""
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
    return report
