"""The main job as an editor meets it: what it makes, what it says, how it ends."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.conftest import ROOT
from tests.programs import run

CLEAN = "Liver metastases\n\nMost liver metastases cause no symptoms at first. A scan shows lesions of 2 cm or more.\n"
HEAVY = {
    "argostranslate",
    "ctranslate2",
    "ftfy",
    "jinja2",
    "lxml",
    "numpy",
    "scispacy",
    "sentencepiece",
    "spacy",
    "trafilatura",
}
HOLE = "Tests\n\nThe marker is often raised in with spread to the liver. The liver is large.\n"


def pipeline(folder: Path, *arguments: str) -> CompletedProcess[str]:
    return run(sys.executable, "-m", "pipeline", *arguments, cwd=folder)


def tree(*folders: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for folder in folders for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project of its own: one clean text and the shipped glossary."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "clean.txt").write_text(CLEAN, encoding="utf-8")
    shutil.copy(ROOT / "glossary.yaml", tmp_path)
    return tmp_path


def test_a_clean_text_ends_with_0_and_leaves_a_bundle(project: Path) -> None:
    done = pipeline(project, "run", "--engine", "none")
    assert done.returncode == 0, done.stderr
    assert (project / "curated" / "datapackage.json").is_file()
    assert (project / "curated" / "clean" / "document.json").is_file()
    assert (project / "build" / "report" / "index.html").is_file()
    assert "clean" in done.stdout
    assert "Report: build/report/index.html" in done.stdout


def test_a_second_run_changes_no_file_and_imports_nothing_heavy(project: Path) -> None:
    pipeline(project, "run", "--engine", "none")
    before = tree(project)
    code = (
        "import sys; sys.argv = ['pipeline', 'run', '--engine', 'none']\n"
        "from pipeline.__main__ import _guard, app\n"
        "status = _guard(app)\n"
        "print('imported:', *sorted(sys.modules))\n"
        "sys.exit(status)"
    )
    again = run(sys.executable, "-c", code, cwd=project)
    assert again.returncode == 0, again.stdout + again.stderr
    imported = again.stdout.partition("imported: ")[2].split()
    assert "pipeline.job.run" in imported
    assert HEAVY.isdisjoint(imported)
    assert "Nothing has changed" in again.stdout
    assert tree(project) == before


@pytest.mark.parametrize("change", ["curated/clean/document.json", "raw/clean.txt", "glossary.yaml"])
def test_a_changed_or_missing_file_is_work(project: Path, change: str) -> None:
    pipeline(project, "run", "--engine", "none")
    path = project / change
    if change.startswith("curated"):
        path.unlink()
    else:
        path.write_text(path.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")
    again = pipeline(project, "run", "--engine", "none")
    assert "Nothing has changed" not in again.stdout
    assert (project / "curated" / "clean" / "document.json").is_file()


def test_what_cannot_read_texts_in_a_language_is_told_once(project: Path) -> None:
    for name in ("eins", "zwei"):
        (project / "raw" / f"{name}.txt").write_text("Der Arzt hilft.\n", encoding="utf-8")
        (project / "raw" / f"{name}.yaml").write_text("language: de\n", encoding="utf-8")
    said = [line for line in pipeline(project, "run", "--engine", "none").stdout.splitlines() if "Texts in " in line]
    assert len(said) == 1
    assert said[0].strip().startswith("Texts in de are not read by ")
    named = said[0].partition(" are not read by ")[2]
    assert [name in named for name in ("repair/px", "source/hole", "source/bracket")] == [True, True, False]


def test_an_open_finding_at_error_ends_with_1_and_the_bundle_is_there(project: Path) -> None:
    (project / "raw" / "hole.txt").write_text(HOLE, encoding="utf-8")
    done = pipeline(project, "run", "--engine", "none")
    assert done.returncode == 1, done.stderr
    assert (project / "curated" / "hole" / "document.json").is_file()


def test_a_waiver_answers_a_finding(project: Path) -> None:
    (project / "raw" / "hole.txt").write_text(HOLE, encoding="utf-8")
    listed = pipeline(project, "check", "--format", "text")
    assert listed.returncode == 1
    check = listed.stdout.split("(")[-1].split(")")[0]
    (project / "raw" / "hole.yaml").write_text(
        f"waive:\n  - {{check: {check}, text: raised in with, reason: the page itself says so}}\n", encoding="utf-8"
    )
    assert pipeline(project, "check").returncode == 0


def test_an_unreadable_file_among_good_ones(project: Path) -> None:
    (project / "raw" / "empty.txt").write_bytes(b"")
    (project / "raw" / "binary.txt").write_bytes(b"%PDF-1.4\x00")
    done = pipeline(project, "run", "--engine", "none")
    assert done.returncode == 3
    lines = done.stderr.splitlines()
    assert any(line.startswith("raw/empty.txt: the file is empty; ") for line in lines)
    assert any(line.startswith("raw/binary.txt: this is a PDF file, not a text; copy its text out") for line in lines)
    assert "Traceback" not in done.stderr
    assert (project / "curated" / "clean" / "document.json").is_file()
    assert not (project / "curated" / "empty").exists()


MISTAKES: Sequence[tuple[str, str, str]] = [
    ("glossary.yaml", "concepts:\n\t- id: a\n", "glossary.yaml:2: a tab stands before the text; indent with spaces"),
    (
        "glossary.yaml",
        (
            "concepts:\n"
            "  - {id: a, en: liver, type: anatomy, variants: [{text: hepar, action: allow}]}\n"
            "  - {id: b, en: spleen, type: anatomy, variants: [{text: hepar, action: allow}]}\n"
        ),
        "glossary.yaml:3: ",
    ),
    ("settings.yaml", "langages: [es]\n", "settings.yaml:1: unknown key 'langages'; did you mean 'languages'?"),
    (
        "settings.yaml",
        "off: [repair/pixel]\n",
        "settings.yaml:1: unknown rule or check 'repair/pixel'; did you mean 'repair/px'?",
    ),
]


@pytest.mark.parametrize(("file", "text", "message"), MISTAKES)
def test_a_mistake_is_one_clear_line_and_nothing_is_written(project: Path, file: str, text: str, message: str) -> None:
    (project / file).write_text(text, encoding="utf-8")
    done = pipeline(project, "run", "--engine", "none")
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr.startswith(message)
    assert len(done.stderr.splitlines()) == 1
    assert not (project / "curated").exists()
    assert not (project / "translations").exists()


SIDE_FILES = {
    "titel: x": "raw/clean.yaml:1: unknown key 'titel'; did you mean 'title'?",
    "title: x\noff: [repair/rnge]": "raw/clean.yaml:2: unknown rule or check 'repair/rnge'; "
    "did you mean 'repair/range'?",
    "title: !x y": "raw/clean.yaml:1: the tag '!x' is not read here; remove it, or put the text in quotes",
    "language: ../x": "raw/clean.yaml:1: '../x' is no language tag; write a tag such as es, pt-BR or zh-Hans",
}


@pytest.mark.parametrize(("text", "message"), SIDE_FILES.items())
def test_a_side_file_that_is_wrong_fails_its_own_text_alone(project: Path, text: str, message: str) -> None:
    (project / "raw" / "clean.yaml").write_text(text, encoding="utf-8")
    (project / "raw" / "other.txt").write_text(CLEAN, encoding="utf-8")
    done = pipeline(project, "run", "--engine", "none")
    assert done.returncode == 3, done.stdout + done.stderr
    assert done.stderr.splitlines() == [message]
    assert (project / "curated" / "other" / "document.json").is_file()
    assert not (project / "curated" / "clean").exists()
    (project / "raw" / "clean.yaml").unlink()
    assert pipeline(project, "run", "--engine", "none").returncode == 0


def test_the_faults_of_all_files_are_told_at_once(project: Path) -> None:
    (project / "settings.yaml").write_text("engin: none\n")
    (project / "glossary.yaml").write_text("concepts: [liver, {id: a, en: liver, type: organ}]\n")
    (project / "raw" / "clean.yaml").write_text("title: x\ntitel: y\n")
    done = pipeline(project, "run")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "settings.yaml:1: unknown key 'engin'; did you mean 'engine'?",
        "glossary.yaml:1: Expected mapping, got text; write it in lines like `key: value`",
        "glossary.yaml:1: unknown type 'organ'; did you mean 'organism'?",
        "raw/clean.yaml:2: unknown key 'titel'; did you mean 'title'?",
    ]
    assert not (project / "curated").exists()


NAMES = {
    "datapackage.json.txt": "raw/datapackage.json.txt: the pipeline has files of its own named "
    "'datapackage.json'; rename it",
    "Schemas.txt": "raw/Schemas.txt: the pipeline has files of its own named 'Schemas'; rename it",
    f"{'é' * 111}.txt": f"raw/{'é' * 111}.txt: its name is longer than 220 bytes; rename it",
    "Liver.html": "raw/liver.txt: its name differs from Liver.html in capitals only; "
    "rename one of them: many computers take them as one",
    "two\nlines.txt": "raw/two\\nlines.txt: its name is not UTF-8 text without control characters; rename it",
    "\x1b[2J.txt": "raw/\\x1b[2J.txt: its name is not UTF-8 text without control characters; rename it",
    "caf\udce9.txt": "raw/caf\\xe9.txt: its name is not UTF-8 text without control characters; rename it",
}


def test_a_name_that_cannot_be_used_fails_its_own_text_alone(project: Path) -> None:
    for name in ("liver.txt", *NAMES):
        (project / "raw" / name).write_text(CLEAN, encoding="utf-8")
    (project / "raw" / f"{'x' * 216}.txt").write_text(CLEAN, encoding="utf-8")
    done = pipeline(project, "run", "--engine", "none")
    assert done.returncode == 3, done.stdout + done.stderr
    assert sorted(done.stderr.splitlines()) == sorted(NAMES.values())
    assert (project / "curated" / "clean" / "document.json").is_file()
    assert (project / "curated" / ("x" * 216) / "document.json").is_file()


def test_what_lies_in_the_place_of_a_file_is_told(project: Path) -> None:
    (project / "raw" / "clean.yml").write_text("title: x\n")
    (project / "raw" / "other.txt").write_text(CLEAN, encoding="utf-8")
    (project / "raw" / "other.yaml").mkdir()
    done = pipeline(project, "run", "--engine", "none")
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "raw/clean.yml: not read, side files end in .yaml; rename it to clean.yaml",
        "raw/other.yaml: this is a folder; put a file of that name in its place",
    ]
    (project / "glossary.yaml").unlink()
    (project / "glossary.yaml").mkdir()
    done = pipeline(project, "run", "--engine", "none")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "glossary.yaml: this is a folder; put a file of that name in its place",
        "raw/other.yaml: this is a folder; put a file of that name in its place",
    ]


def test_of_two_files_for_one_the_one_that_is_not_read_is_told_in_every_run(project: Path) -> None:
    assert pipeline(project, "run", "--engine", "none").returncode == 0
    for name in ("raw/clean.yaml", "raw/clean.yml", "settings.yaml", "settings.yml"):
        (project / name).write_text("# nothing\n")
    for _ in range(2):
        done = pipeline(project, "run", "--engine", "none")
        assert (done.returncode, "settings.yml: not read, settings.yaml is; bring there " in done.stdout) == (0, True)
    (project / "raw" / "clean.txt").write_text(CLEAN + "More.\n", encoding="utf-8")
    told = "raw/clean.yml: not read, clean.yaml is; bring there what it says, and delete it"
    assert told in pipeline(project, "run", "--engine", "none").stderr.splitlines()


@pytest.mark.parametrize("option", ["--raw", "--glossary", "--settings"])
def test_a_missing_folder_or_file_is_one_clear_line(project: Path, option: str) -> None:
    done = pipeline(project, "run", option, "nowhere")
    assert done.returncode == 2
    assert done.stderr.startswith("nowhere: there is no such")
    assert len(done.stderr.splitlines()) == 1


def test_two_folders_get_the_same_bytes(project: Path) -> None:
    for name in ("one", "two"):
        (project / name).mkdir()
        pipeline(project, "run", "--curated", f"{name}/c", "--translations", f"{name}/t", "--build", f"{name}/b")
    one, two = (
        {p.removeprefix(str(project / n)): d for p, d in tree(project / n / "c").items()} for n in ("one", "two")
    )
    assert one == two
    assert one


def test_a_text_that_is_gone_loses_its_bundle_and_nothing_else(project: Path) -> None:
    (project / "raw" / "other.txt").write_text(CLEAN, encoding="utf-8")
    pipeline(project, "run", "--engine", "none")
    (project / "curated" / "other" / "mine.txt").write_text("a note of the team")
    (project / "raw" / "other.txt").unlink()
    pipeline(project, "run", "--engine", "none")
    assert [p.name for p in (project / "curated" / "other").iterdir()] == ["mine.txt"]
    assert (project / "translations" / "es" / "other.xlf").is_file()


def test_warnings_name_what_is_not_read(project: Path) -> None:
    for name in ("notes.docx", "page.HTM", "page.YAML"):
        (project / "raw" / name).write_text("x")
    done = pipeline(project, "run", "--engine", "none")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "raw/notes.docx: not read, its kind is unknown; save its text as .txt, .md or .html",
        "raw/page.HTM: not read, its kind is unknown; let its name end in .html",
        "raw/page.YAML: not read, its kind is unknown; let its name end in .yaml",
    ]


def test_a_closed_output_is_no_fault(project: Path) -> None:
    done = run("sh", "-c", f"'{sys.executable}' -m pipeline run --engine none >&-", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_findings_can_be_read_by_programs(project: Path, form: str) -> None:
    import json

    (project / "raw" / "hole.txt").write_text(HOLE, encoding="utf-8")
    listed = pipeline(project, "check", "--format", form)
    data = json.loads(listed.stdout)
    found = data if form == "json" else data["runs"][0]["results"]
    assert found
    assert not (project / "curated").exists()


def test_what_is_saved_while_a_run_is_at_work_is_work_for_the_next(project: Path) -> None:
    """A text that changed after it was read must not count as done."""
    code = (
        "import pipeline.job.workers as workers, sys, pathlib\n"
        "from pipeline.__main__ import _guard, app\n"
        "work = workers.curate_texts\n"
        "def late(*arguments):\n"
        "    yield from list(work(*arguments))\n"
        "    path = pathlib.Path('raw/clean.txt'); path.write_text(path.read_text() + 'A new sentence came late.\\n')\n"
        "workers.curate_texts = late\n"
        "sys.argv = ['pipeline', 'run', '--engine', 'none']\n"
        "sys.exit(_guard(app))"
    )
    assert run(sys.executable, "-c", code, cwd=project).returncode == 0
    assert "came late" not in (project / "curated" / "clean" / "en.md").read_text(encoding="utf-8")
    pipeline(project, "run", "--engine", "none")
    assert "came late" in (project / "curated" / "clean" / "en.md").read_text(encoding="utf-8")
