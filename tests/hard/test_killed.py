"""A run that is stopped at any step, or finds the disk full there: the next one ends as if nothing had been."""

import errno
import random
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.core import files
from tests.conftest import ROOT
from tests.hard import HARD
from tests.hard.disks import Counting, Full, Stopped, Stopping, in_use
from tests.hard.project import Place

SENTENCES = {
    "a": ["The liver is large.", "The patient has pain.", "Call the nurse for help.", "Rest well tonight."],
    "b": ["The knee is swollen.", "Walk a little every day.", "Wear the brace at night."],
    "c": ["The heart beats slowly.", "Measure the pulse twice."],
}
NOTE = '<note from="translator">Ask Ana.</note>'
OTHER = "<alt-trans><target>Otra cosa.</target></alt-trans>"
MINE = ["Duele.", "Descanse bien.", "Camine cada día.", "La rodilla está hinchada.", "Ask Ana.", "Otra cosa.", "Mía."]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A project in which much is to be done: a parked text comes back, another goes, a text is deleted, one is new."""
    place = Place(tmp_path_factory.mktemp("hard") / "project").make(SENTENCES)
    place.run()
    place.edit("es", "a", "The patient has pain.", "Duele.")
    place.sign("es", "a", "Rest well tonight.", "Descanse bien.")
    place.edit("es", "b", "Walk a little every day.", "Camine cada día.")
    place.remark("es", "b", "The knee is swollen.", NOTE)
    place.remark("fr", "a", "The liver is large.", OTHER)
    place.write("a", [SENTENCES["a"][0], *SENTENCES["a"][2:]])
    place.run()
    assert "Duele." in place.xlf("es", "a.parked").read_text("utf-8")
    place.write("a", SENTENCES["a"])
    place.write("b", [SENTENCES["b"][0], "Wear the brace by night."])
    place.edit("es", "b", "The knee is swollen.", "La rodilla está hinchada.", state="translated")
    place.sign("es", "c", "Measure the pulse twice.", "Mía.")
    (place.raw / "c.txt").unlink()
    place.write("d", ["The heart beats slowly.", "Measure the pulse twice."])
    return place


@pytest.fixture(scope="module")
def undisturbed(prepared: Place, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    place = prepared.copy(tmp_path_factory.mktemp("undisturbed") / "project")
    place.run()
    assert_nothing_lost(place)
    return place.contents()


def assert_nothing_lost(place: Place) -> None:
    text = "".join(path.read_text("utf-8") for path in sorted(place.translations.rglob("*.xlf")))
    assert [mine for mine in MINE if mine not in text] == []


def counted(prepared: Place, folder: Path) -> Counting:
    disk = Counting()
    with in_use(disk):
        prepared.copy(folder / "counted").run()
    return disk


def every(count: int) -> list[int]:
    """All steps in the hard tests, else a dozen."""
    return list(range(count)) if HARD else sorted(random.Random(count).sample(range(count), 12))  # noqa: S311


def run_on(prepared: Place, folder: Path, disk: files.Disk) -> Place:
    """The project after a run on such a disk."""
    place = prepared.copy(folder / "project")
    with in_use(disk), suppress(Stopped, OSError):
        place.run()
    return place


def test_a_run_stopped_at_any_step_is_made_good_by_the_next(
    prepared: Place, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    steps = counted(prepared, tmp_path).steps
    assert steps > 50
    for after in every(steps):
        place = run_on(prepared, tmp_path / str(after), Stopping(after))
        assert_nothing_lost(place)
        place.run()
        assert place.contents() == undisturbed, f"after {after} steps"
        assert not [path for path in place.folder.rglob(".*") if path.is_file()]
        shutil.rmtree(place.folder)


def test_a_text_that_is_removed_after_a_run_was_stopped_leaves_nothing(prepared: Place, tmp_path: Path) -> None:
    whole = prepared.copy(tmp_path / "whole")
    (whole.raw / "b.txt").unlink()
    whole.run()
    expected = whole.contents("curated")
    for after in every(counted(prepared, tmp_path).steps):
        place = run_on(prepared, tmp_path / str(after), Stopping(after))
        (place.raw / "b.txt").unlink()
        outcome = place.run()
        assert (outcome.warnings, place.contents("curated")) == ((), expected), f"after {after} steps"
        shutil.rmtree(place.folder)


def test_what_a_person_changed_of_a_text_that_is_gone_is_left_with_a_warning(prepared: Place, tmp_path: Path) -> None:
    place = prepared.copy(tmp_path / "project")
    place.run()
    (place.folder / "curated" / "b" / "es.md").write_text("Mine.")
    (place.raw / "b.txt").unlink()
    (warning,) = place.run().warnings
    assert "b/es.md: is left, since it was changed by hand" in warning


def test_a_disk_that_is_full_at_any_write_loses_nothing(
    prepared: Place, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    for after in every(counted(prepared, tmp_path).writes):
        place = run_on(prepared, tmp_path / str(after), Full(after))
        assert_nothing_lost(place)
        assert not [path for path in place.folder.rglob(".*") if path.is_file()]
        place.run()
        assert place.contents() == undisturbed, f"after {after} writes"
        shutil.rmtree(place.folder)


def test_a_run_killed_at_any_moment_is_made_good_by_the_next(
    prepared: Place, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    moments = random.Random(7)  # noqa: S311
    for number in range(100 if HARD else 4):
        place = prepared.copy(tmp_path / str(number))
        command = [sys.executable, "-m", "tests.hard.project", str(place.folder)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            with suppress(subprocess.TimeoutExpired):
                process.wait(moments.uniform(0, 2.5))
            process.kill()
        assert_nothing_lost(place)
        place.run()
        assert place.contents() == undisturbed, f"kill {number}"
        assert not [path for path in place.folder.rglob(".*") if path.is_file()]
        shutil.rmtree(place.folder)


def test_a_full_disk_is_the_failure_of_the_document_that_it_met(prepared: Place, tmp_path: Path) -> None:
    """The other documents are done, and the status says that some failed."""

    class NoRoom(files.Disk):
        def write(self, path: Path, data: bytes) -> None:
            if path.parent.name == "es" and ".b." in path.name:
                raise OSError(errno.ENOSPC, "No space left on device", str(path))
            super().write(path, data)

    place = prepared.copy(tmp_path / "project")
    with in_use(NoRoom()):
        outcome = place.run()
    assert outcome.status == 3
    assert "No space left on device" in outcome.failures[0].reason
    assert outcome.failures[0].reason.partition(": ")[0].endswith("b.parked.xlf")  # it takes texts over first
    assert place.xlf("es", "d").exists()
    assert_nothing_lost(place)
    assert place.run().status != 3


def test_approving_and_bringing_in_stopped_at_any_step_are_made_good_by_the_same_commands(
    prepared: Place, tmp_path: Path
) -> None:
    start = prepared.copy(tmp_path / "start")
    start.run()
    away = Place(tmp_path / "away")
    shutil.copytree(start.translations, away.translations)
    away.edit("es", "b", "The knee is swollen.", "Se hinchó la rodilla.", state="final", approved="yes")
    away.edit("es", "a", "Call the nurse for help.", "Llame a la enfermera.", state="translated")

    def work(place: Place) -> None:
        for name in "ab":
            place.bring(away.xlf("es", name), "Ana Ruiz")
        place.approve("es", "a", "Luis Gil")

    whole, disk = start.copy(tmp_path / "whole"), Counting()
    with in_use(disk):
        work(whole)
    for after in every(disk.steps):
        place = start.copy(tmp_path / str(after))
        with in_use(Stopping(after)), suppress(Stopped):
            work(place)
        work(place)
        assert place.contents() == whole.contents(), f"after {after} steps"
        shutil.rmtree(place.folder)
