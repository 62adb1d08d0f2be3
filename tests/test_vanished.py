"""What is not there any more takes nothing down: a drive that is not mounted, a file that was moved, a language."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from pipeline.__main__ import _guard, app
from pipeline.core.errors import UsageError
from pipeline.job.inputs import Options, settings_of
from tests.hard.project import Place

TEXTS = {"a": ["The liver is large."], "b": ["Rest well."]}
OWN = "Descanse bien."
BACK = "; bring back what was there; where it is meant to be gone, delete {curated} by hand and run again"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("made") / "project").make(TEXTS, "es, fr")
    place.run()
    place.edit("es", "b", "Rest well.", OWN, state="translated")
    assert place.run().status == 0
    return place


@pytest.fixture
def place(made: Place, tmp_path: Path) -> Place:
    """Two texts in two languages; a sentence in one of them is a person's."""
    return made.copy(tmp_path / "project")


def emptied(place: Place) -> None:
    for path in place.raw.iterdir():
        path.unlink()


def with_unread(place: Place) -> None:
    emptied(place)
    (place.raw / ".a.txt").write_text("The liver is large.\n")
    (place.raw / "b.docx").write_text("Rest well.\n")
    (place.raw / "folder").mkdir()


def with_names_that_cannot_be(place: Place) -> None:
    emptied(place)
    (place.raw / "schemas.txt").write_text("The liver is large.\n")


def dangling(place: Place) -> None:
    shutil.rmtree(place.raw)
    place.raw.symlink_to("nowhere")


def without(*names: str) -> Callable[[Place], None]:
    def take(place: Place) -> None:
        for name in names:
            path = place.folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    return take


def a_file_in_its_place(place: Place) -> None:
    shutil.rmtree(place.translations / "es")
    (place.translations / "es").write_text("")


VANISHED: dict[str, tuple[Callable[[Place], None], str, bool]] = {  # the line; whether the other cure is to delete
    "raw/ is empty": (emptied, "raw: there is no text in it, and the bundle has 2 texts (a, b)", True),
    "raw/ has what is not read": (with_unread, "raw: there is no text in it, and the bundle has 2 texts (a, b)", True),
    "raw/ has no text of use": (
        with_names_that_cannot_be,
        "raw: no text in it can be used, and the bundle has 2 texts (a, b)",
        True,
    ),
    "raw/ is gone": (without("raw"), "raw: there is no such folder; create it or name another", False),
    "raw/ leads nowhere": (dangling, "raw: this link leads nowhere; mend it or remove it", False),
    "translations/ is gone": (
        without("translations"),
        "translations/es: there is no translation in it, and in the bundle is people's work: a text (b)",
        True,
    ),
    "a file stands in the place of a language's folder": (
        a_file_in_its_place,
        "translations/es: this is no folder, and in the bundle is people's work: a text (b)",
        True,
    ),
    "the files of a language are gone": (
        without("translations/es/a.xlf", "translations/es/b.xlf"),
        "translations/es: there is no translation in it, and in the bundle is people's work: a text (b)",
        True,
    ),
}


@pytest.mark.parametrize(("vanish", "line", "deleted"), VANISHED.values(), ids=VANISHED)
def test_what_was_made_of_it_stays(
    made: Place, tmp_path: Path, vanish: Callable[[Place], None], line: str, deleted: bool
) -> None:
    place = made.copy(tmp_path / "project")
    before = place.contents("curated", "build/report")
    vanish(place)
    for _ in range(2):
        with pytest.raises(UsageError) as error:
            place.run()
        said = str(error.value).replace(f"{place.folder}/", "").splitlines()
        assert said[-1] == line + (BACK.format(curated="curated") if deleted else "")
        assert place.contents("curated", "build/report") == before


@pytest.mark.parametrize("vanish", [emptied, without("translations/es")], ids=["raw", "translations"])
def test_it_comes_back(made: Place, tmp_path: Path, vanish: Callable[[Place], None]) -> None:
    place = made.copy(tmp_path / "project")
    place.run()
    before, aside = place.contents(), tmp_path / "aside"
    shutil.copytree(place.folder, aside)
    vanish(place)
    with pytest.raises(UsageError):
        place.run()
    for folder in ("raw", "translations"):
        shutil.copytree(aside / folder, place.folder / folder, dirs_exist_ok=True)
    assert place.run().status == 0
    assert place.contents() == before


@pytest.mark.parametrize("vanish", [emptied, without("translations/es")], ids=["raw", "translations"])
def test_it_is_meant(place: Place, vanish: Callable[[Place], None]) -> None:
    vanish(place)
    shutil.rmtree(place.folder / "curated")
    assert place.run().status == 0


@pytest.mark.parametrize(
    "vanish",
    [without("raw/a.txt"), without("translations/fr"), without("translations/es/a.xlf", "translations/fr/b.xlf")],
    ids=["a text", "drafts alone", "some files"],
)
def test_what_is_as_well_a_deed_of_a_person_is_done(place: Place, vanish: Callable[[Place], None]) -> None:
    vanish(place)
    assert place.run().status == 0


@pytest.mark.parametrize("name", ["settings.yaml", "glossary.yaml", "reviewers.yaml", "packs"])
def test_a_file_that_decides_for_all_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text("Rest well.\n")
    (tmp_path / "settings.yaml").write_text("publish: approved\n")
    (tmp_path / "glossary.yaml").write_text("concepts: []\n")
    run = ["run", "--engine", "none"]
    assert _guard(lambda: app(run)) == 0
    (tmp_path / "reviewers.yaml").write_text("reviewers: []\n")
    (tmp_path / "packs").mkdir()
    assert _guard(lambda: app(run)) == 0
    (tmp_path / name).rename(tmp_path / "aside")
    before = {path: path.read_bytes() for path in (tmp_path / "curated").rglob("*") if path.is_file()}
    capsys.readouterr()
    for _ in range(2):
        assert _guard(lambda: app(run)) == 2
    cure = "bring it back; where it is meant to be gone, run once with --force"
    assert capsys.readouterr().err == f"{name}: it was there in the last run and is gone; {cure}\n" * 2
    assert before == {path: path.read_bytes() for path in (tmp_path / "curated").rglob("*") if path.is_file()}
    assert _guard(lambda: app([*run, "--force"])) == 0
    assert _guard(lambda: app(run)) == 0


@pytest.mark.parametrize("name", ["settings.yaml", "glossary.yaml"])
def test_a_moved_project_misses_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    run, moved = with_own_files(tmp_path / "here", monkeypatch), tmp_path / "there"
    (tmp_path / "here").rename(moved)
    monkeypatch.chdir(moved)
    (moved / name).unlink()
    assert _guard(lambda: app(run)) == 2
    assert f"{name}: it was there in the last run and is gone; " in capsys.readouterr().err


def with_own_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A project with settings and a glossary after a run; gives what runs it."""
    (folder / "raw").mkdir(parents=True)
    (folder / "raw" / "a.txt").write_text("Rest well.\n")
    (folder / "settings.yaml").write_text("publish: approved\n")
    (folder / "glossary.yaml").write_text("concepts: []\n")
    monkeypatch.chdir(folder)
    run = ["run", "--engine", "none"]
    assert _guard(lambda: app(run)) == 0
    return run


def languages(place: Place) -> set[str]:
    return {name.rpartition("/")[2] for name in place.contents("curated") if name.endswith(".md")}


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ("es", ["fr"]),
        ("", ["es", "fr"]),
        ("es-MX", ["es", "fr"]),
        ("es-MX, fr, es", []),
    ],
)
def test_a_language_that_no_setting_names_any_more_is_told(place: Place, others: str, said: list[str]) -> None:
    place.settings(others)
    warnings = [line.replace(f"{place.folder}/", "") for line in place.run().warnings]
    assert warnings == [
        f"curated: what was translated into {one} is taken out, since no setting names that language;"
        " the translations themselves stay"
        for one in said
    ]
    assert languages(place) == {"en.md", *(f"{one}.md" for one in others.split(", ") if one)}
    assert {path.name for path in place.translations.iterdir()} >= {"es", "fr"}


@pytest.mark.parametrize(
    ("named", "used"),
    [((), ("es", "fr")), (("es",), ("es", "fr")), (("pt",), ("pt", "es", "fr")), (("fr", "es"), ("fr", "es"))],
)
def test_a_language_of_the_command_line_takes_no_other_out(
    place: Place, named: tuple[str, ...], used: tuple[str, ...]
) -> None:
    assert settings_of(place.project, Options(languages=named)).languages == used
    shutil.rmtree(place.folder / "curated")
    assert settings_of(place.project, Options(languages=named)).languages == (named or ("es", "fr"))


def test_what_others_put_beside_a_text_that_goes_is_told(place: Place) -> None:
    (place.folder / "curated" / "a" / "notes.md").write_text("mine")
    (place.raw / "a.txt").unlink()
    (line,) = place.run().warnings
    assert line == (
        f"{place.folder}/curated/a: its text is gone, and what is not the pipeline's is left there (notes.md);"
        " move it away"
    )
    assert (place.folder / "curated" / "a" / "notes.md").read_text() == "mine"


def test_a_folder_that_is_a_link_is_told(place: Place, tmp_path: Path) -> None:
    (place.folder / "curated").rename(tmp_path / "shared")
    (place.folder / "curated").symlink_to(tmp_path / "shared")
    place.write("b", ["Rest well.", "Sleep."])
    lines = [line for line in place.run().lines if " is a link" in line]
    assert lines == [f"{place.folder}/curated is a link; what is written goes to {(tmp_path / 'shared').resolve()}."]
    record = msgspec.json.decode((tmp_path / "shared" / "b" / "document.json").read_bytes())
    assert "Sleep." in record["text"]


APPROVED = {"The liver is large.": "El hígado es grande.", "Rest well.": "Descanse bien."}


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Two texts; both sentences of one are approved, and the bundle has them."""
    place = Place(tmp_path_factory.mktemp("signed") / "project").make({"a": list(APPROVED), "b": ["Sleep."]}, "es")
    place.run()
    for source, target in APPROVED.items():
        place.sign("es", "a", source, target)
    assert place.run().status == 0
    return place


def rewritten(pattern: str, by: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        text, count = re.subn(pattern, by, path.read_text("utf-8"), flags=re.DOTALL)
        assert count
        path.write_text(text, "utf-8")

    return write


LOST: dict[str, tuple[Callable[[Path], object], int, int]] = {  # how many sentences are lost, and the run's status
    "nothing": (lambda _: None, 0, 0),
    "another wording": (rewritten("Descanse bien", "Repose bien"), 0, 0),
    "the file": (Path.unlink, 2, 0),
    "all of the body": (rewritten("<body>.*</body>", "<body/>"), 2, 0),
    "one sentence": (rewritten(r"<trans-unit((?!</trans-unit).)*Rest well.*?</trans-unit>", ""), 1, 0),
    "every byte": (lambda path: path.write_bytes(b""), 2, 3),
    "the end of the file": (rewritten("</body>.*", ""), 2, 3),
    "what makes it XML": (lambda path: path.write_bytes(b"\x00PK"), 2, 3),
}


@pytest.mark.parametrize(("lose", "count", "status"), LOST.values(), ids=LOST)
def test_what_was_approved_outlives_its_file(
    signed: Place, tmp_path: Path, lose: Callable[[Path], object], count: int, status: int
) -> None:
    place = signed.copy(tmp_path / "project")
    place.run()
    memory, file = place.translations / "es" / "memory.tmx", place.xlf("es", "a")
    was, whole = memory.read_bytes(), file.read_bytes()
    lose(file)
    for again in (False, True):
        if again:
            shutil.rmtree(place.folder / "build")
        outcome = place.run()
        assert outcome.status == status
        told = [line.partition(";")[0] for line in outcome.lines if "keeps what was approved" in line]
        many = "1 approved sentence is" if count == 1 else f"{count} approved sentences are"
        what = f"{count} approved sentences cannot be read there" if status else f"{many} not in it any more"
        assert told == [f"{file}: {what}"] * bool(count)
        if count:
            assert memory.read_bytes() == was
    withdrawn = f"{place.folder}/curated/a/es: taken out of the bundle"
    assert (place.folder / "curated" / "a" / "es.json").exists() == (status == 0)
    if count and not status:  # it serves as a draft, which nobody has approved
        assert {unit.source: unit.target for unit in place.units("es", "a")} == APPROVED
        assert sum(unit.state == "approved" for unit in place.units("es", "a")) == len(APPROVED) - count
    file.write_bytes(whole)
    outcome = place.run()
    assert outcome.status == 0
    assert not [line for line in outcome.lines if "was approved" in line or line.startswith(withdrawn)]
    assert memory.read_bytes() == was
    assert place.contents("curated") == signed.contents("curated")


def test_a_bundle_from_which_a_translation_is_taken_is_told(signed: Place, tmp_path: Path) -> None:
    place = signed.copy(tmp_path / "project")
    place.run()
    place.xlf("es", "a").write_bytes(b"")
    why = "taken out of the bundle, since the translation cannot be read; it comes back when that is mended."
    assert f"{place.folder}/curated/a/es: {why}" in place.run().lines


def test_words_that_are_lost_beside_their_approvals_come_back_to_them(signed: Place, tmp_path: Path) -> None:
    place = signed.copy(tmp_path / "project")
    place.run()
    memory = (place.translations / "es" / "memory.tmx").read_bytes()
    rewritten("<target.*?</target>", "")(place.xlf("es", "a"))
    (line,) = [line for line in place.run().lines if "any more" in line]
    assert ": 2 approved sentences are not in it any more" in line
    assert {unit.source: (unit.target, unit.state) for unit in place.units("es", "a")} == {
        source: (target, "approved") for source, target in APPROVED.items()
    }
    assert (place.translations / "es" / "memory.tmx").read_bytes() == memory


def test_what_was_approved_outlives_its_text(signed: Place, tmp_path: Path) -> None:
    place = signed.copy(tmp_path / "project")
    place.run()
    memory = (place.translations / "es" / "memory.tmx").read_bytes()
    (place.raw / "a.txt").unlink()
    place.run()
    place.xlf("es", "a").unlink()
    assert not [line for line in place.run().lines if "any more" in line]
    (place.raw / "b.md").write_text("Duerma.\n")
    (place.raw / "b.txt").unlink()
    (place.raw / "b.yaml").write_text("language: fr\n")
    place.run()
    assert (place.translations / "es" / "memory.tmx").read_bytes() == memory


def test_what_is_lost_is_let_go_with_the_memory(signed: Place, tmp_path: Path) -> None:
    place = signed.copy(tmp_path / "project")
    memory = place.translations / "es" / "memory.tmx"
    place.xlf("es", "a").unlink()
    place.run()
    memory.unlink()
    assert not [line for line in place.run().lines if "any more" in line]
    assert not memory.exists()


def test_what_a_person_writes_in_its_place_replaces_what_was_lost(signed: Place, tmp_path: Path) -> None:
    place = signed.copy(tmp_path / "project")
    place.xlf("es", "a").unlink()
    place.run()
    place.edit("es", "a", "Rest well.", "Repose bien.", state="translated")
    (line,) = [line for line in place.run().lines if "any more" in line]
    assert ": 1 approved sentence is not in it any more" in line
    assert "Rest well." not in (place.translations / "es" / "memory.tmx").read_text("utf-8")


@pytest.mark.parametrize("name", ["settings.yaml", "glossary.yaml", "reviewers.yaml"])
def test_a_file_that_decides_for_all_texts_and_was_emptied(signed: Place, tmp_path: Path, name: str) -> None:
    place = signed.copy(tmp_path / "project")
    (place.folder / "reviewers.yaml").write_text("reviewers: []\n")
    place.run()
    before = place.contents()
    (place.folder / name).write_text(" \n")
    for _ in range(2):
        with pytest.raises(UsageError) as error:
            place.run()
        cure = "bring it back; where it is meant to be empty, run once with --force"
        said = "it had something in it in the last run and is empty"
        assert str(error.value) == f"{place.folder}/{name}: {said}; {cure}"
    assert place.contents() == before
