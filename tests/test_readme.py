"""What the README promises is true: its commands are there, its files are read, its code runs."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from pipeline.core.yaml import YamlFile
from pipeline.exports import FORMATS
from pipeline.ingest import load_side
from pipeline.job.names import check_side
from pipeline.job.reviewers import read_reviewers
from tests.conftest import ROOT
from tests.programs import run

README = (ROOT / "README.md").read_text(encoding="utf-8")
TRANSLATORS = (ROOT / "docs" / "translators.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z-]+)`", README))))
def test_its_make_targets_are_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", README, re.DOTALL))
def test_its_side_files_are_understood(block: str, tmp_path: Path) -> None:
    path = tmp_path / "page.yaml"
    path.write_text(block, encoding="utf-8")
    check_side(load_side(path), YamlFile.load(path))


def test_the_list_of_reviewers_for_translators_is_understood(tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", TRANSLATORS, re.DOTALL)
    (tmp_path / "reviewers.yaml").write_text(block, encoding="utf-8")
    (ana,) = read_reviewers(tmp_path / "reviewers.yaml") or ()
    assert (ana.name, ana.until) == ("Ana Ruiz", "2027-12-31")


def test_the_commands_are_known() -> None:
    pattern = r"(?:`|^ +)python -m pipeline ([a-z]+(?: [a-z]+)?)"
    for command in sorted(set(re.findall(pattern, README + TRANSLATORS, re.MULTILINE))):
        words = command.split()
        shown = run(sys.executable, "-m", "pipeline", *words[:1], "--help")
        assert shown.returncode == 0, command
        if words[0] == "glossary":
            assert words[1] in shown.stdout


def test_it_names_every_format_of_export() -> None:
    (sentence,) = re.findall(r"`python -m pipeline export --format[^\n]*?OUT`[^\n]*?\.(?= |\n)", README)
    assert re.findall(r"--format (\w+)", sentence) == [form.name for form in FORMATS]
    assert [form.title for form in FORMATS if form.title.removesuffix(" standoff") not in sentence] == []


def test_its_code_runs_on_what_make_makes(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for name in ("treating-liver-metastases.html", "treating-liver-metastases.yaml"):
        shutil.copy(ROOT / "raw" / name, tmp_path / "raw")
    made = run(sys.executable, "-m", "pipeline", "run", "--engine", "none", cwd=tmp_path)
    assert made.returncode in (0, 1), made.stderr
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = run(sys.executable, "-c", block, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
