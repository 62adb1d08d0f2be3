"""Whatever changed, and whenever a run was stopped: the next run gives what one gives that begins with nothing."""

import os
import random
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.cli.console import Progress
from pipeline.core.errors import UsageError
from pipeline.core.project import Project
from pipeline.core.targets import EngineInfo
from pipeline.exchange import tmx
from pipeline.job import run as run_module
from pipeline.job.inputs import Options
from pipeline.job.run import Outcome, run
from pipeline.job.store import Store
from pipeline.translation import engines
from pipeline.translation.engines import argos_kind
from pipeline.translation.engines.base import Candidate, Kind, Known, Request
from tests.hard import HARD

SEEDS = range(300 if HARD else 3)
STEPS = 12
PROJECT = Project()
QUIET = Progress(quiet=True)
SENTENCES = (
    "The cyst in the liver measures {} cm.", "Take {} mg of the tablet every day.", "Follow-up", "Treatment of cysts",
    "The sensitivity of MRI for liver metastases is {}%.", "Alkaline phosphatase (ALP) was raised.", "The ALP is high.",
    "The AKP fell to {} U/L.", "He has no sign of a hepatic cyst.", "B ultrasound showed {} lesions.", "Call the ward.",
    "The marker is often raised in with spread to the liver.", "We saw door vein and portal vein.", "Do not take it.",
    "Computed tomography (CT) of the chest was normal.", "A CT was done twice in {} days.", "The signifi cant rise.",
)  # fmt: skip
CONCEPTS: list[dict[str, Any]] = [
    {"id": "cyst", "en": "cyst", "type": "disease", "translations": {"es": {"text": "quiste", "gender": "m"}}},
    {"id": "mri", "en": "MRI", "type": "imaging", "variants": [{"text": "MR imaging", "action": "replace"}]},
    {"id": "metastasis", "en": "liver metastasis", "type": "disease", "forms": ["liver metastases"]},
    {"id": "alp", "en": "alkaline phosphatase", "type": "laboratory-test", "abbreviation": "ALP",
     "variants": [{"text": "AKP", "action": "replace", "with": "abbreviation"}],
     "translations": {"es": {"text": "fosfatasa alcalina", "gender": "f", "abbreviation": "FA"}}},
    {"id": "ultrasound", "en": "ultrasound", "type": "imaging",
     "variants": [{"text": "B ultrasound", "action": "replace", "when": {"not_after": ["hepatitis"]}}]},
    {"id": "vein", "en": "portal vein", "type": "anatomy", "variants": [{"text": "door vein", "action": "flag"}],
     "translations": {"es": {"text": "vena porta", "gender": "f"}}},
    {"id": "ct", "en": "computed tomography", "type": "imaging", "abbreviation": "CT",
     "translations": {"es": {"text": "tomografía computarizada", "abbreviation": "TC"}}},
    {"id": "significant", "en": "significant", "type": "general"}, {"id": "ward", "en": "ward", "type": "general"},
]  # fmt: skip
SIDES = (
    "title: A title\n", "off: [repair/unit-space]\n", "language: fr\n", "licence: CC0-1.0\n", "language: es\n",
    "waive:\n  - {check: source/hole, text: raised in with, reason: so it is}\n",
    "edits:\n  - {find: raised in with, replace: raised in gout with, reason: read it}\n",
)  # fmt: skip
SETTINGS = (
    "languages: [es]\n", "languages: [es, fr]\n", "off: [set/values]\n", "expand_abbreviations: true\n",
    "off: [set/consistency, repair/range]\n", "decimal: {es: point}\n", "languages: []\n", "languages: [fr, es]\n",
)  # fmt: skip
TARGETS = ("Palabras de una persona.", "Seguimiento", "Tome 5 mg del fármaco cada día.", "", "La FA es alta.")


class Teller:
    """An engine that says the same of the same sentence, and of some sentences what is wrong."""

    source, target, info = "en", "es", EngineInfo("argos", "0")

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        """Each sentence without its figures where it is long."""
        return [[Candidate(re.sub(r"\d", "7", one) if len(one) > 40 else f"Dice: {one}")] for one in sentences]

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """Nothing better."""
        return [[] for _ in requests]


class World:
    """A project in the working folder, and what may happen to it."""

    def __init__(self, chance: random.Random):
        self.chance, self.told = chance, list[str]()
        Path("raw").mkdir()
        self.concepts = [*CONCEPTS]
        self.write_glossary()
        for _ in range(5):
            self.new_text()

    def happen(self) -> None:
        """Let something happen, often something to a text or a translation."""
        events: list[Callable[[], None]] = [
            self.new_text, self.change_text, self.change_text, self.remove_text, self.side_file, self.spoil_text,
            self.change_concept, self.change_concept, self.settings, self.translate, self.translate, self.translate,
            self.lose_a_file, self.memory, self.touch, self.stop, self.rename, self.nothing,
        ]  # fmt: skip
        event = self.chance.choice(events)
        self.told.append(event.__name__)
        event()

    def text(self) -> str:
        sentences = self.chance.choices(SENTENCES, k=self.chance.randint(1, 6))
        between = self.chance.choice((" ", "\n\n"))
        return between.join(one.format(self.chance.choice((2, 5, 85))) for one in sentences) + "\n"

    def one_of(self, pattern: str) -> Path | None:
        return self.chance.choice(found) if (found := sorted(Path().glob(pattern))) else None

    def new_text(self) -> None:
        Path("raw", f"{self.chance.choice('abcdefgh')}.txt").write_text(self.text(), encoding="utf-8")

    def change_text(self) -> None:
        if path := self.one_of("raw/*.txt"):
            path.write_bytes(path.read_bytes() + self.text().encode())

    def spoil_text(self) -> None:
        if path := self.one_of("raw/*.txt"):
            path.write_bytes(self.chance.choice((b"", b"%PDF-1.4\x00", b"\xff\xfe\x00")))

    def remove_text(self) -> None:
        if path := self.one_of("raw/*.txt"):
            path.unlink()

    def rename(self) -> None:
        if path := self.one_of("raw/*.txt"):
            new = path.with_stem(self.chance.choice("abcdefgh"))
            if self.chance.random() < 0.5 and not new.exists():
                new.with_suffix(".yaml").write_text(f"id: {path.stem}\n", encoding="utf-8")
            path.replace(new)

    def side_file(self) -> None:
        if path := self.one_of("raw/*.yaml" if self.chance.random() < 0.3 else "raw/*.txt"):
            if path.suffix == ".yaml":
                path.unlink()
            else:
                path.with_suffix(".yaml").write_text(self.chance.choice(SIDES), encoding="utf-8")

    def change_concept(self) -> None:
        here = self.chance.choice(CONCEPTS)
        others = [one for one in self.concepts if one["id"] != here["id"]]
        ways = [others, [*others, here], [here, *others], [*others, {**here, "definition": "What it is."}]]
        ways.append([*others, {**here, "translations": {"es": {"text": "otra palabra", "gender": "f"}}}])
        if here["id"] != "ward":
            ways.append([*others, {**here, "variants": [{"text": "ward", "action": "flag"}]}])
        self.concepts = self.chance.choice(ways)
        self.write_glossary()

    def write_glossary(self) -> None:
        Path("glossary.yaml").write_text(yaml.safe_dump({"concepts": self.concepts}), encoding="utf-8")

    def settings(self) -> None:
        Path("settings.yaml").write_text(self.chance.choice(SETTINGS), encoding="utf-8")

    def translate(self) -> None:
        """Save a target as a translator's tool would."""
        path = self.one_of("translations/*/*.xlf")
        if path is None:
            return
        text = path.read_text(encoding="utf-8")
        places = list(re.finditer(r"<target([^>]*?)(?:/>|>.*?</target>)", text, re.DOTALL))
        if places:
            place = self.chance.choice(places)
            state = self.chance.choice((' state="final"', ' state="final"', ' state="translated"', place[1]))
            target = f"<target{state}>{self.chance.choice(TARGETS)}</target>"
            path.write_text(text[: place.start()] + target + text[place.end() :], encoding="utf-8")

    def lose_a_file(self) -> None:
        pattern = self.chance.choice(("curated/**/*.*", "build/report/*", "translations/*/*", "curated/*"))
        if (path := self.one_of(pattern)) and path.is_file():
            if self.chance.random() < 0.5:
                path.unlink()
            else:
                path.write_bytes(path.read_bytes()[:-1])

    def memory(self) -> None:
        pair = ("en", self.chance.choice(SENTENCES).format(5), self.chance.choice(TARGETS[:3]))
        tmx.write(Path("translations", "es", f"{self.chance.choice('xy')}.tmx"), [pair], "es")

    def touch(self) -> None:
        for path in Path().rglob("*.*"):
            if path.is_file():
                os.utime(path)

    def stop(self) -> None:
        """Change a text, and stop the run at some step of its way."""
        self.change_text()
        left, do = self.chance.randint(1, 400), Store.do

        def counted(store: Store, statement: str, *values: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise KeyboardInterrupt
            do(store, statement, *values)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Store, "do", counted)
            try:
                outcome()
            except KeyboardInterrupt:
                self.told.append("stopped")

    def nothing(self) -> None:
        """Leave everything as it is."""


def outcome() -> Outcome | str:
    try:
        return run(PROJECT, Options(engine="argos", jobs=1), QUIET)
    except UsageError as error:
        return str(error)


def tree() -> dict[str, bytes]:
    paths = (path for name in ("curated", "translations", "build/report") for path in Path(name).rglob("*"))
    return {str(path): path.read_bytes() for path in sorted(paths) if path.is_file()}


def said(told: Outcome | str) -> object:
    return told if isinstance(told, str) else (told.status, told.lines, told.failures)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_run_gives_what_one_gives_that_begins_with_nothing(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = Kind("argos", Known("Argos", ""), lambda *_: Teller(), argos_kind.KIND.row)
    monkeypatch.setattr(engines, "ENGINES", (kind,))
    monkeypatch.setattr(run_module, "BROKEN", ZeroDivisionError)  # a store that we cannot read is our own fault
    here, anew = tmp_path / "here", tmp_path / "anew"
    here.mkdir()
    monkeypatch.chdir(here)
    world = World(random.Random(seed))  # noqa: S311 - chance, not secrecy
    for _ in range(STEPS):
        world.happen()
        shutil.rmtree(anew, ignore_errors=True)
        shutil.copytree(here, anew, ignore=shutil.ignore_patterns("build"))
        told, files = said(outcome()), tree()
        monkeypatch.chdir(anew)
        wanted, expected = said(outcome()), tree()
        monkeypatch.chdir(here)
        again = outcome()
        assert isinstance(again, str) or again.failures or not again.fresh, world.told
        if isinstance(wanted, str):  # nothing is written, and what there was of a report is in one folder alone
            files = expected
        differing = [path for path in {*files, *expected} if files.get(path) != expected.get(path)]
        assert (told, sorted(differing)) == (wanted, []), world.told
