"""The list of rules and checks, and the page of the documentation that is made of it."""

import os
import sys
from pathlib import Path

import pytest

from pipeline.report import catalogue
from pipeline.report.catalogue import CHECKS, RULES
from tests.programs import run

ROOT = Path(__file__).resolve().parent.parent
ALL = (*RULES, *CHECKS)


def test_the_page_is_what_the_program_prints() -> None:
    """Where this fails: `make accept`."""
    done = run(sys.executable, "-m", "pipeline", "rules", "--format", "markdown", cwd=ROOT)
    assert done.stdout == (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def test_the_list_has_a_line_for_each_with_its_title() -> None:
    lines = list(catalogue.plain())
    assert len(lines) == len(ALL) == len({one.id for one in ALL})
    for line, one in zip(lines, ALL, strict=True):
        assert line.split()[0] == one.id
        assert line.endswith(one.title)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_each_is_explained_with_an_example(one: catalogue.Entry) -> None:
    assert one.why
    assert catalogue.example(one)


def test_signs_of_the_text_are_no_markup_on_the_page() -> None:
    page = "\n".join(catalogue.markdown())
    outside = "".join(part for i, part in enumerate(page.split("`")) if i % 2 == 0)
    assert "\\<" in outside
    assert "<" not in outside.replace("\\<", "")


def test_an_unknown_form_is_wrong_use() -> None:
    done = run(sys.executable, "-m", "pipeline", "rules", "--format", "pdf", cwd=ROOT)
    assert done.returncode == 2


def test_a_terminal_without_these_signs_shows_others() -> None:
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = run(sys.executable, "-m", "pipeline", "rules", "--format", "markdown", cwd=ROOT, env=ascii_only)
    assert (done.returncode, done.stderr) == (0, "")
    assert "?" in done.stdout
    assert done.stdout.isascii()
