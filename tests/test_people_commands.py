"""The commands of those who translate, as they are typed: what they say, and with which status they end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hard.project import Place
from tests.programs import run

TEXT = ["The liver is large.", "Take 5 mg of it daily."]
TABLE = "en,es\nThe liver is large.,El hígado es grande.\nTake 5 mg of it daily.,{}\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path / "project").make({"a": TEXT}, "es")
    settings = place.project.settings
    settings.write_text(settings.read_text() + "engine: none\n")
    return place


def said(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    done = run(sys.executable, "-m", "pipeline", *words, cwd=place.folder)
    assert "Traceback" not in done.stderr
    return done


def test_from_a_table_to_an_approved_text(place: Place) -> None:
    (place.folder / "back.csv").write_text(TABLE.format("Tome 50 mg al día."), "utf-8")
    done = said(place, "import", "back.csv")
    first, *table = done.stdout.splitlines()
    assert (done.returncode, first) == (0, "back.csv (es): 2 written, 0 drafts confirmed, 0 as here.")
    assert [line.split()[:2] for line in table] == [["Document", "Language"], ["a", "es"]]
    assert "Nothing has changed since `import` brought everything up to date" in said(place, "run").stdout
    done = said(place, "approve", "es", "a.txt", "--by", "Ana Ruiz")
    assert done.returncode == 1
    assert done.stdout.startswith("Ana Ruiz (reviser) has approved a sentence.\nDocument ")
    assert "“Take 5 mg of it daily.” is not approved: " in done.stderr
    (place.folder / "back.csv").write_text(TABLE.format("Tome 5 mg al día."), "utf-8")
    assert said(place, "import", "back.csv").stdout.startswith("back.csv (es): 1 written, 0 drafts confirmed, 1 as ")
    done = said(place, "approve", "es", "a", "--by", "Ana Ruiz", "--role", "translator")
    first, *table = done.stdout.splitlines()
    assert (done.returncode, first) == (0, "Ana Ruiz (translator) has approved 2 sentences.")
    assert table[-1].split()[-1] == "2"
    assert "since `approve` brought everything up to date" in said(place, "run").stdout
    (one,) = json.loads(said(place, "attest", "--format", "json").stdout)
    assert (one["approved"], [signed["role"] for signed in one["signatures"]]) == (2, ["reviser", "translator"])
    done = said(place, "kit")
    assert done.stdout.startswith("kit-es-omegat: 1 texts, 2 approved, 0 translated, 0 draft.")
    done = said(place, "import", "kit-es-omegat")
    assert (done.returncode, "nothing was translated in it yet" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("approve es a", "--by"),
        ("approve fr a --by Ana", "unknown language 'fr'"),
        ("approve es b --by Ana", "unknown text 'b'; known are: a"),
        ("approve es a --by Ana --role boss", "unknown role 'boss'"),
        ("import nowhere.xlf", "there is no such file"),
        ("import raw", "no project of OmegaT"),
        ("attest --format xml", "unknown format 'xml'"),
        ("kit --tool trados", "unknown tool 'trados'"),
        ("kit raw/kit", "nothing is written into the folder of the source texts"),
    ],
)
def test_wrong_use(place: Place, words: str, message: str) -> None:
    done = said(place, *words.split())
    assert done.returncode == 2
    assert message in done.stderr
