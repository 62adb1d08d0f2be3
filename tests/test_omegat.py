"""XLIFF through a real tool and back."""

import shutil
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree

from pipeline.exchange import xliff
from tests.debian import OMEGAT, needs
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


class TestOmegaT:
    """A real round trip. OmegaT 3.6 takes the text of a `<target>` for what is to be translated."""

    def through(self, folder: Path, source: Path, edits: dict[str, str]) -> Path:
        """Open a file in OmegaT, translate, and give the file that it makes."""
        needs("omegat", "default-jre-headless")
        for name in ("source", "target", "tm", "glossary", "dictionary", "omegat"):
            (folder / name).mkdir(parents=True)
        (folder / "omegat.project").write_text(PROJECT)
        (folder / "omegat" / "project_save.tmx").write_text(
            MEMORY.format("".join(map(ENTRY.format, edits, edits.values()))), "utf-8"
        )
        shutil.copy(source, folder / "source")
        home = f"-Duser.home={folder}"
        done = run("java", home, "-jar", OMEGAT, folder, "--mode=console-translate", f"--config-dir={folder}/settings")
        assert done.returncode == 0, done.stderr
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
