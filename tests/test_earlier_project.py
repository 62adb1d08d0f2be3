"""A project of an earlier version, with approvals, goes through unchanged."""

import shutil
from pathlib import Path

from msgspec.structs import replace

from pipeline.exchange import tmx, xliff
from tests.conftest import ROOT
from tests.documents import memory_pairs
from tests.hard.project import Place

EARLIER = ROOT / "tests" / "earlier_project"
PEOPLES = {
    "The liver is large.": ("El hígado es grande.", "approved"),
    "Call the nurse for help.": ("Llamada el enfermero para ayuda.", "approved"),
    "Rest well this night.": ("Descanse bien esta noche.", "needs-review"),
    "The patient has pain today.": ("Hoy el paciente tiene dolor.", "translated"),
}


def test_it_goes_through_unchanged(tmp_path: Path) -> None:
    place = Place(Path(shutil.copytree(EARLIER, tmp_path / "project")))
    assert tmx.is_ours(place.translations / "es" / "memory.tmx")
    place.run()
    for name in ("page.xlf", "page.parked.xlf"):
        now, then = (
            [replace(unit, base=None) for unit in xliff.read(folder / "translations" / "es" / name)]
            for folder in (place.folder, EARLIER)
        )
        assert now == then
    pairs = [memory_pairs(folder / "translations" / "es" / "memory.tmx") for folder in (EARLIER, place.folder)]
    assert pairs[0] == pairs[1]
    owned = {unit.source: (unit.target, unit.state) for unit in place.units("es", "page") if unit.owned}
    assert owned == PEOPLES


def test_what_was_parked_then_comes_back(tmp_path: Path) -> None:
    place = Place(Path(shutil.copytree(EARLIER, tmp_path / "project")))
    text = place.raw / "page.txt"
    text.write_text(text.read_text().replace("Take 5", "The patient has pain today.\n\nTake 5"))
    place.run()
    units = {unit.source: unit.target for unit in xliff.read(place.xlf("es", "page"))}
    assert units["The patient has pain today."] == "Hoy el paciente tiene dolor."
    assert not place.xlf("es", "page.parked").exists()


def test_what_was_approved_then_counts_without_a_name_until_somebody_gives_one(tmp_path: Path) -> None:
    place = Place(Path(shutil.copytree(EARLIER, tmp_path / "project")))
    for _ in range(2):
        (line,) = [line for line in place.run().lines if "before names were noted" in line]
        assert line.startswith("es: 2 sentences were approved")
        assert "`python -m pipeline approve es NAME --by PERSON`" in line
        shutil.rmtree(place.folder / "build")
    place.approve("es", "page", "Ana Ruiz")
    approvals = [one for unit in xliff.read(place.xlf("es", "page")) for one in unit.review.approvals]
    assert {one.person for one in approvals} == {"Ana Ruiz"}
    assert not any("before names were noted" in line for line in place.run().lines)


def test_a_tool_that_saves_such_a_file_later_approves_nothing(tmp_path: Path) -> None:
    place = Place(Path(shutil.copytree(EARLIER, tmp_path / "project")))
    place.run()
    place.edit("es", "page", "Take 5 mg of it every day.", "Tome 5 mg.", state="final", approved="yes")
    place.run()
    states = {unit.source: unit.state for unit in xliff.read(place.xlf("es", "page"))}
    assert states["Take 5 mg of it every day."] == "translated"
    assert states["The liver is large."] == "approved"
