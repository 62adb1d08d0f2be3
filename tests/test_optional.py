"""Optional libraries: what a run does where they are missing or broken, and how one learns of them."""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from pipeline.core.optional import LIBRARIES, SCISPACY, Library
from pipeline.job.store import NAME
from tests.programs import run

TEXT = "Scans\n\nPortal vein embolisation (PVE) came before the operation. The PVE went well.\n"
OPEN = f"{TEXT}\nThe polymorphonuclear leukocytes (PMN) were few.\n"  # scispaCy alone knows what PMN is
BROKEN = "import a_library_that_nobody_has\n"


def pipeline(folder: Path, *arguments: str, libraries: Path | None = None) -> CompletedProcess[str]:
    """Run the command line, with a folder of libraries that go before the installed ones."""
    paths = [*([str(libraries)] if libraries else []), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return run(sys.executable, "-m", "pipeline", *arguments, cwd=folder, env=environment)


def python(program: str, *arguments: str) -> CompletedProcess[str]:
    return run(sys.executable, "-c", program, *arguments)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "raw" / name).write_text(OPEN, encoding="utf-8")
    (tmp_path / "glossary.yaml").write_text("concepts: []\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder with a scispaCy that cannot be imported."""
    folder = tmp_path / "libraries" / "scispacy"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "abbreviation.py").write_text(BROKEN, encoding="utf-8")
    return folder.parent


def test_without_scispacy_abbreviations_are_found_in_silence_and_without_spacy() -> None:
    done = python(
        "import sys; sys.modules['scispacy'] = None\n"
        "from pipeline import abbreviations\n"
        "print([pair[:2] for pair in abbreviations(sys.argv[1])], 'spacy' in sys.modules)",
        TEXT,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == "[('PVE', 'Portal vein embolisation')] False"


@pytest.mark.parametrize(("text", "loaded"), [(TEXT, False), (OPEN, True)])
def test_spacy_is_loaded_for_what_the_own_finder_leaves_open(text: str, loaded: bool) -> None:
    done = python(
        "import sys; from pipeline import abbreviations as a; a(sys.argv[1]); print('spacy' in sys.modules)", text
    )
    assert (done.stdout.strip(), done.stderr) == (str(loaded and SCISPACY.folder is not None), "")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_broken_scispacy_is_told_in_one_line_and_the_run_goes_on(project: Path, broken: Path, jobs: str) -> None:
    done = pipeline(project, "run", "--engine", "none", "--jobs", jobs, libraries=broken)
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "scispaCy" in line]
    assert "No module named 'a_library_that_nobody_has'" in line
    assert line.endswith(f"install it again: {SCISPACY.command}")
    assert "Traceback" not in done.stderr
    assert "Portal vein embolisation" in (project / "curated" / "b" / "document.json").read_text(encoding="utf-8")


def test_another_scispacy_makes_every_document_stale(project: Path, broken: Path) -> None:
    pipeline(project, "run", "--engine", "none")
    assert "Nothing has changed" in pipeline(project, "run", "--engine", "none").stdout
    with closing(sqlite3.connect(project / "build" / NAME)) as store:
        store.execute("DELETE FROM searched")  # what a document that is curated anew puts there
        store.commit()
        assert "Nothing has changed" not in pipeline(project, "run", "--engine", "none", libraries=broken).stdout
        assert len(store.execute("SELECT DISTINCT name FROM searched").fetchall()) == 2
    (broken / "scispacy" / "abbreviation.py").write_text(f"# mended\n{BROKEN}", encoding="utf-8")
    assert "Nothing has changed" not in pipeline(project, "run", "--engine", "none", libraries=broken).stdout


def test_a_library_that_is_missing_has_no_folder_and_no_fingerprint() -> None:
    missing = Library("a_library_that_nobody_has", "1", "nothing")
    assert (missing.folder, missing.fingerprint) == (None, "")


def test_a_folder_of_the_same_name_is_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a_folder_of_notes").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert Library("a_folder_of_notes", "1", "nothing").folder is None


def test_engines_tells_what_is_here_and_how_to_get_the_rest(tmp_path: Path) -> None:
    done = pipeline(tmp_path, "engines")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for library in LIBRARIES:
        (row,) = [line for line in lines if line.startswith(f"{library.name} ")]
        assert row.split()[1] == ("usable" if library.folder else "missing")
        assert (f"to get it: {library.command}" in done.stdout) == (library.folder is None)


def test_looking_for_a_library_imports_nothing_of_it() -> None:
    done = python(
        "import sys; from pipeline.core.optional import LIBRARIES, finders\n"
        "finders(); [(one.folder, one.fingerprint) for one in LIBRARIES]\n"
        "sys.exit(bool({'scispacy', 'argostranslate', 'spacy', 'numpy'} & set(sys.modules)))"
    )
    assert done.returncode == 0, done.stderr
