"""Kits: what goes out to a translator, and what comes back."""

import os
import sys
from pathlib import Path

import pytest
from lxml import etree

from pipeline.core.errors import UsageError
from pipeline.exchange import xliff
from pipeline.job.people.kits import of_kit
from tests.documents import memory_pairs
from tests.hard.project import Place
from tests.programs import run
from tests.test_approval import OWN, REVIEWERS
from tests.test_import import TMX, tu
from tests.xliff_sample import XLIFF

TEXT = ["The liver is large.", "The patient has pain.", "Call Dr. Gray for help.", "Take 5 mg of it daily."]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A text with an approved, a translated, a good and a faulty draft, and a reference."""
    place = Place(tmp_path_factory.mktemp("made") / "project").make({"a": TEXT}, "es")
    (place.raw / "b.txt").write_text("Rest well.\n\nReferences\n\n1. Doe J. On livers. Lancet 1999;4:5-6.\n")
    place.project.reviewers.write_text(REVIEWERS)
    place.run()
    place.edit("es", "a", TEXT[0], OWN, state="translated")
    place.run()
    place.sign("es", "a", TEXT[0])
    place.edit("es", "a", TEXT[1], "Tiene dolor.", state="translated")
    place.edit("es", "a", TEXT[3], "Tome 50 mg al día.", state="needs-adaptation")
    place.run()
    return place


@pytest.fixture
def place(made: Place, tmp_path: Path) -> Place:
    return made.copy(tmp_path / "project")


class TestOmegaT:
    def test_what_stands_in_it(self, place: Place, tmp_path: Path) -> None:
        out = tmp_path / "kit"
        made = place.kit("omegat", out)
        assert made.texts == 2
        pairs = {path.name: memory_pairs(path) for path in sorted(out.rglob("*.tmx"))}
        assert pairs["approved.tmx"] == [(TEXT[0], OWN)]
        assert pairs["translated.tmx"] == [(TEXT[1], "Tiene dolor.")]
        assert (TEXT[2], f"Traducido: {TEXT[2]}") in pairs["drafts.tmx"]
        assert TEXT[3] not in dict(pairs["drafts.tmx"])
        assert "<sentence_seg>false</sentence_seg>" in (out / "omegat.project").read_text()
        assert (out / "glossary" / "project-terms.txt").exists()
        assert not (out / "glossary" / "glossary.txt").exists()
        assert "check-pairs omegat/project_save.tmx --source en --target es" in (out / "check.sh").read_text()

    def test_its_sources_have_copies_for_targets_and_are_read_as_nothing(self, place: Place, tmp_path: Path) -> None:
        place.kit("omegat", tmp_path / "kit")
        for name in "ab":
            path = tmp_path / "kit" / "source" / f"{name}.xlf"
            units = list(etree.parse(path).iter(f"{XLIFF}trans-unit"))
            assert units
            for unit in units:
                target = next(unit.iterfind(f"{XLIFF}target"))
                assert (target.text, dict(target.attrib)) == (unit.findtext(f"{XLIFF}source"), {})
            assert [unit.target for unit in xliff.read(path)] == [None] * len(units)
            assert place.bring(path, "Ana Ruiz").approved == 0
        assert b"Doe J." not in (tmp_path / "kit" / "source" / "b.xlf").read_bytes()

    def test_of_several_wordings_none_is_put_in_everywhere(self, place: Place, tmp_path: Path) -> None:
        place.write("c", [TEXT[0]])
        place.run()
        place.edit("es", "c", TEXT[0], "Es grande el hígado.", state="translated")
        place.kit("omegat", tmp_path / "kit")
        assert not (tmp_path / "kit" / "tm" / "auto" / "approved.tmx").exists()
        pairs = memory_pairs(tmp_path / "kit" / "tm" / "translated.tmx")
        assert {target for source, target in pairs if source == TEXT[0]} == {OWN, "Es grande el hígado."}

    def test_nobody_is_named_in_it(self, place: Place, tmp_path: Path) -> None:
        place.kit("omegat", tmp_path / "kit")
        for path in (tmp_path / "kit").rglob("*"):
            assert path.is_dir() or b"Ana Ruiz" not in path.read_bytes(), path

    def test_the_translators_work_stays_when_it_is_made_anew(self, place: Place, tmp_path: Path) -> None:
        out = tmp_path / "kit"
        place.kit("omegat", out)
        own = {out / "omegat" / "project_save.tmx": "mine", out / "glossary" / "glossary.txt": "liver\thígado\n"}
        for path, text in own.items():
            path.write_text(text)
        (place.raw / "b.txt").unlink()
        place.kit("omegat", out)
        assert {path: path.read_text() for path in own} == own
        assert [path.name for path in (out / "source").iterdir()] == ["a.xlf"]

    def test_what_is_no_kit_is_left_alone(self, place: Place, tmp_path: Path) -> None:
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "letter.txt").write_text("mine")
        for tool in ("omegat", "weblate"):
            with pytest.raises(UsageError, match="this folder holds something else"):
                place.kit(tool, tmp_path / "other")
        with pytest.raises(UsageError, match="this is a file"):
            place.kit("omegat", tmp_path / "other" / "letter.txt")
        with pytest.raises(UsageError, match="source texts"):
            place.kit("omegat", place.raw / "kit")
        with pytest.raises(UsageError, match="unknown tool 'omegta'; did you mean 'omegat'"):
            place.kit("omegta", tmp_path / "kit")
        with pytest.raises(UsageError, match="no project of OmegaT"):
            of_kit(tmp_path / "other")

    def test_the_project_of_somebody_else_is_left_alone(self, place: Place, tmp_path: Path) -> None:
        out = tmp_path / "job"
        (out / "source").mkdir(parents=True)
        own = {
            "omegat.project": "<omegat><project><target_lang>fr</target_lang></project></omegat>",
            "components.json": '[{"name": "app", "filemask": "po/*.po"}]',
            "source/letter.xlf": "<xliff/>",
        }
        for name, text in own.items():
            (out / name).write_text(text)
        for tool in ("omegat", "weblate"):
            with pytest.raises(UsageError, match="this folder holds something else; name one that is new or empty"):
                place.kit(tool, out)
        assert {path.relative_to(out).as_posix(): path.read_text() for path in out.rglob("*.*")} == own

    def test_a_project_that_omegat_has_saved_is_still_a_kit(self, place: Place, tmp_path: Path) -> None:
        out = tmp_path / "kit"
        place.kit("omegat", out)
        (out / "omegat.project").write_text("<omegat><project version='1.0'><!-- saved anew --></project></omegat>")
        assert place.kit("omegat", out).texts == 2
        place.kit("weblate", tmp_path / "web")
        assert place.kit("weblate", tmp_path / "web").texts == 2

    def test_its_script_lists_where_to_go(self, place: Place, tmp_path: Path) -> None:
        out = tmp_path / "kit"
        place.kit("omegat", out)
        for text, status in (("Tome 50 mg al día.", 1), ("Tome 5 mg al día.", 0)):
            (out / "omegat" / "project_save.tmx").write_text(TMX.format(tu(TEXT[3], text)), "utf-8")
            path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
            done = run("sh", out / "check.sh", env={**os.environ, "PATH": path})
            assert (done.returncode, "omegat/project_save.tmx:1: error: " in done.stdout) == (status, status == 1)
        done = run("/bin/sh", out / "check.sh", env={"PATH": "/nowhere"})
        assert (done.returncode, "ask whoever sent you this kit" in done.stdout) == (1, True)

    def test_what_comes_back(self, place: Place, tmp_path: Path) -> None:
        out = tmp_path / "kit"
        place.kit("omegat", out)
        with pytest.raises(UsageError, match="nothing was translated in it yet"):
            of_kit(out)
        (out / "target" / "a.xlf").write_bytes((out / "source" / "a.xlf").read_bytes())
        assert of_kit(out) == ([out / "target" / "a.xlf"], [])
        (out / "omegat" / "project_save.tmx").write_text("<tmx/>")
        (out / "glossary" / "glossary.txt").write_text("# Glossary\nliver\thígado\tan organ\nrest\tdescanso\n\n")
        files, terms = of_kit(out)
        assert files == [out / "omegat" / "project_save.tmx"]
        assert terms == ["liver = hígado (an organ)", "rest = descanso"]


@pytest.mark.parametrize("data", [b"", b"<xliff", b"\x00PK"])
def test_a_file_that_cannot_be_read_is_missing_alone(place: Place, tmp_path: Path, data: bytes) -> None:
    out = tmp_path / "kit"
    place.kit("omegat", out)
    place.xlf("es", "b").write_bytes(data)
    kit = place.kit("omegat", out)
    assert (kit.texts, [failure.name for failure in kit.failures]) == (1, ["b.txt"])
    assert sorted(path.name for path in (out / "source").iterdir()) == ["a.xlf", "b.xlf"]
