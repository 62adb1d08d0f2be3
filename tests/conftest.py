"""What all tests share: the reference texts beside the repository, and the rule that CI skips nothing."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import hypothesis
import hypothesis.configuration
import pytest

ROOT = Path(__file__).resolve().parent.parent
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
IN_CI = os.environ.get("CI") == "true"

hypothesis.configuration.set_hypothesis_home_dir(ROOT / "build" / "cache" / "hypothesis")
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if IN_CI else "desk")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference texts, terminologies and benchmarks beside the repository."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the reference texts are not here: this test reads the folder `shared` beside the repository")
    return folder


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
