"""What Weblate reads and writes, tried with translate-toolkit, which it is built on.

It is under the GPL and no dependency: it lives in an environment of its own under build/, and is only ever run.
"""

import json
import sys
import venv
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.hard.project import Place
from tests.programs import run
from tests.test_approval import OWN, TEXT

VERSION = "3.20.4"
# What Weblate takes for "needs editing": its own words for states that are not finished.
READ = """
import json, sys
from translate.storage import xliff
store = xliff.xlifffile.parsefile(sys.argv[1])
open_ = {"new", "needs-translation", "needs-adaptation", "needs-l10n"}
found = {}
for unit in store.units:
    state = unit.xmlelement.find("{*}target").get("state")
    found[unit.source] = "approved" if unit.isapproved() else "open" if state in open_ else "translated"
print(json.dumps(found))
"""
ASSIGN = """
import sys
from translate.storage import xliff
store = xliff.xlifffile.parsefile(sys.argv[1])
for unit in store.units:
    if unit.source in sys.argv[2:]:
        unit.target = f"{unit.target} Sí."
store.savefile(sys.argv[1])
"""


@pytest.fixture(scope="session")
def python() -> Path:
    """The Python of the environment, made where it is missing."""
    folder = ROOT / "build" / f"translate-toolkit-{VERSION}-{sys.version_info.minor}"
    found = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        done = run(found, "-m", "pip", "install", "--quiet", f"translate-toolkit=={VERSION}")
        assert done.returncode == 0, done.stderr
        (folder / "ready").touch()
    return found


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A text with an approved sentence, a translated one, one left open, and a draft."""
    place = Place(tmp_path / "project").make({"a": TEXT}, "es")
    place.run()
    place.edit("es", "a", TEXT[0], OWN, state="translated")
    place.run()
    place.sign("es", "a", TEXT[0])
    place.edit("es", "a", TEXT[1], "Tiene dolor.", state="translated")
    place.edit("es", "a", TEXT[2], "Llame.", state="needs-l10n")
    place.run()
    return place


def states(place: Place) -> list[str]:
    return [unit.state for unit in place.units("es", "a")]


def test_what_is_finished_is_so_there_and_nothing_else(place: Place, python: Path) -> None:
    done = run(python, "-c", READ, place.xlf("es", "a"))
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert [found[source] for source in TEXT] == ["approved", "translated", "open", "open"]
    assert states(place) == ["approved", "translated", "needs-review", "draft"]


def test_its_assignments_approve_nothing(place: Place, python: Path) -> None:
    done = run(python, "-c", ASSIGN, place.xlf("es", "a"), *TEXT)
    assert done.returncode == 0, done.stderr
    assert place.xlf("es", "a").read_text("utf-8").count('approved="yes"') > 1
    assert any("differs from what was approved" in line for line in place.run().lines)
    place.write("b", ["Rest."])
    place.run()
    assert "approved" not in states(place)
    assert [unit.target for unit in place.units("es", "a")][:2] == [f"{OWN} Sí.", "Tiene dolor. Sí."]
