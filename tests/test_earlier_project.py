"""A project of an earlier version, with approvals, goes through unchanged."""

import shutil
from pathlib import Path

from pipeline.exchange import tmx, xliff
from tests.conftest import ROOT
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
    before = place.contents("translations")
    assert tmx.is_ours(place.translations / "es" / "memory.tmx")
    place.run()
    after = place.contents("translations")
    assert after["translations/es/page.parked.xlf"] == before["translations/es/page.parked.xlf"]
    assert xliff.read(place.xlf("es", "page")) == xliff.read(EARLIER / "translations" / "es" / "page.xlf")
    pairs = [tmx.read(folder / "translations" / "es" / "memory.tmx", "en", "es") for folder in (EARLIER, place.folder)]
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
