"""XLIFF through a real tool and back."""

import shutil
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree

from pipeline.exchange import xliff
from tests.debian import OMEGAT, needs
from tests.hard.project import Place
from tests.programs import run
from tests.xliff_sample import XLIFF, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "es" / "page.xlf"


PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN</source_lang><target_lang>ES</target_lang><sentence_seg>false</sentence_seg>
</project></omegat>"""
MEMORY = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext"
creationtoolversion="3.6.0" segtype="paragraph" srclang="EN"/><body>{}</body></tmx>"""
ENTRY = '<tu><tuv lang="EN"><seg>{}</seg></tuv><tuv lang="ES" changeid="t"><seg>{}</seg></tuv></tu>'


def opened(folder: Path) -> None:
    """Have OmegaT open a project, and write its target files, without its window."""
    needs("omegat", "default-jre-headless")
    home = f"-Duser.home={folder}"
    done = run("java", home, "-jar", OMEGAT, folder, "--mode=console-translate", f"--config-dir={folder}/settings")
    assert done.returncode == 0, done.stderr


class TestOmegaT:
    """A real round trip. OmegaT 3.6 takes the text of a `<target>` for what is to be translated."""

    def through(self, folder: Path, source: Path, edits: dict[str, str]) -> Path:
        """Open a file in OmegaT, translate, and give the file that it makes."""
        for name in ("source", "target", "tm", "glossary", "dictionary", "omegat"):
            (folder / name).mkdir(parents=True)
        (folder / "omegat.project").write_text(PROJECT)
        (folder / "omegat" / "project_save.tmx").write_text(
            MEMORY.format("".join(map(ENTRY.format, edits, edits.values()))), "utf-8"
        )
        shutil.copy(source, folder / "source")
        opened(folder)
        return folder / "target" / source.name

    def test_untouched_texts_come_back_as_they_were(self, path: Path, tmp_path: Path) -> None:
        header = etree.tostring(written(path)[0][0])
        back = self.through(tmp_path / "omegat", path, {})
        assert xliff.read(back) == xliff.read(path)
        assert etree.tostring(etree.parse(back).getroot()[0][0]).split() == header.split()

    def test_a_translator_writes_over_drafts(self, path: Path, tmp_path: Path) -> None:
        written(path)
        edits = {"Dolor": "Dolor de hígado", "Son 6 mg.": "La dosis es de 5 mg.", "Pregunte.": "Pregunte antes."}
        before, after = xliff.read(path), xliff.read(self.through(tmp_path / "omegat", path, edits))
        changed = [(a.target, a.state, a.person) for a, b in zip(after, before, strict=True) if a != b]
        assert changed == [(text, "needs-review", True) for text in edits.values()]

    def test_sources_that_nobody_translated_are_no_translations(self, path: Path, tmp_path: Path) -> None:
        text = written(path, targets=[])
        for unit in text.iter(f"{XLIFF}trans-unit"):
            source, target = (next(unit.iterfind(f"{XLIFF}{name}")) for name in ("source", "target"))
            target.text = source.text
            target.extend(deepcopy(list(source)))
        path.write_bytes(etree.tostring(text))
        found = xliff.read(self.through(tmp_path / "omegat", path, {"The dose is 5 mg.": "Son 5 mg."}))
        assert [unit.target for unit in found if unit.target is not None] == ["Son 5 mg."]
        assert found[1].person


class TestKit:
    """The kit in OmegaT itself: sources are English, memories match, and the work comes back."""

    TEXT = ("The liver is large.", "The patient has pain.", "Call Dr. Gray. He knows.", "Take 5 mg of it daily.")

    @pytest.fixture
    def place(self, tmp_path: Path) -> Place:
        place = Place(tmp_path / "project").make({"a": self.TEXT}, "es")
        place.run()
        place.edit("es", "a", self.TEXT[0], "El hígado es grande.", state="translated")
        place.approve("es", "a", "Ana Ruiz")
        place.edit("es", "a", self.TEXT[1], "Tiene dolor.")
        place.run()
        return place

    def test_there_and_back(self, place: Place, tmp_path: Path) -> None:
        out = tmp_path / "kit"
        place.kit("omegat", out)
        said = {"Take 5 mg of it daily.": "Tome 5\u00a0mg cada día.", "He knows.": "Él lo sabe."}
        entries = "".join(map(ENTRY.format, said, said.values()))
        (out / "omegat" / "project_save.tmx").write_text(MEMORY.format(entries), "utf-8")
        opened(out)
        there = {unit.source: unit.target for unit in xliff.read(out / "target" / "a.xlf")}
        assert there == {
            "The liver is large.": "El hígado es grande.",  # approved, and so put in by OmegaT itself
            "The patient has pain.": None,  # translated: offered, not put in
            "Call Dr. Gray.": "Traducido: Call Dr. Gray.",  # approved as a draft
            **said,
        }
        for files in ([out / "target" / "a.xlf"], [out / "omegat" / "project_save.tmx"]):
            other = place.copy(tmp_path / files[0].parent.name)
            done = other.bring(files[0], "Luis Gil")
            assert (done.written, done.approved, done.conflicts) == (2, 0, ())
            states = {unit.source: (unit.target, unit.state) for unit in other.units("es", "a")}
            assert {source: states[source] for source in said} == {
                source: (text, "translated") for source, text in said.items()
            }
            assert states["The liver is large."] == ("El hígado es grande.", "approved")
            assert states["The patient has pain."] == ("Tiene dolor.", "translated")
