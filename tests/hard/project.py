"""A small project with an engine that costs nothing, and people who work on it with their tools."""

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.cli.console import Progress
from pipeline.core.project import Project
from pipeline.core.settings import Settings
from pipeline.core.targets import EngineInfo
from pipeline.exchange import xliff
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.job.inputs import Options
from pipeline.job.people.approving import Approved, approve
from pipeline.job.people.importing import Imported, import_file
from pipeline.job.people.kits import Kit, make_kit
from pipeline.job.reviewers import signature
from pipeline.job.run import Outcome, run
from pipeline.translation import engines
from pipeline.translation.engines import argos_kind
from pipeline.translation.engines.base import Candidate, Engine, Kind, Known, Request
from tests.xliff_sample import XLIFF, sign

WORDS = {"es": "Traducido", "es-ES": "Traducido", "es-MX": "Traducido", "fr": "Traduit"}
DAY = "2026-03-14"
FOLDERS = ("raw", "curated", "translations", "build", "models")


class Fast:
    """An engine that puts a word before each sentence."""

    source, info = "en", EngineInfo("argos", "0")

    def __init__(self, target: str):
        self.target = target

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        return [[Candidate(f"{WORDS[self.target]}: {sentence}")] for sentence in sentences]

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        return [[] for _ in requests]


def _load(source: str, target: str, models: Path, settings: Settings) -> Engine | None:
    return Fast(target) if target in WORDS else None


@contextmanager
def fast_engine() -> Iterator[None]:
    """The engine in the place of all others."""
    before = engines.ENGINES
    engines.ENGINES = (Kind("argos", Known("Argos", ""), _load, argos_kind.KIND.row),)
    try:
        yield
    finally:
        engines.ENGINES = before


class Place:
    """A project in a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.raw, self.translations = folder / "raw", folder / "translations"

    def make(self, texts: Mapping[str, Sequence[str]], languages: str = "es, fr") -> "Place":
        self.raw.mkdir(parents=True)
        (self.folder / "glossary.yaml").write_text("concepts: []\n")
        self.settings(languages)
        for name, sentences in texts.items():
            self.write(name, sentences)
        return self

    def copy(self, to: Path) -> "Place":
        return Place(Path(shutil.copytree(self.folder, to)))

    def settings(self, languages: str) -> None:
        off = "pair/untranslated, pair/left-word"  # the engine leaves the words as they are
        (self.folder / "settings.yaml").write_text(f"languages: [{languages}]\noff: [{off}]\n")

    def write(self, name: str, sentences: Sequence[str]) -> None:
        """A raw text, each sentence a paragraph of its own."""
        (self.raw / f"{name}.txt").write_text("\n\n".join(sentences) + "\n", "utf-8")

    @property
    def project(self) -> Project:
        names = (*FOLDERS, "glossary.yaml", "settings.yaml")
        return Project(*(self.folder / name for name in names))

    def run(self) -> Outcome:
        """A run in this process."""
        with fast_engine():
            return run(self.project, Options(jobs=1), Progress(quiet=True))

    def approve(
        self, language: str, name: str, by: str, role: str | None = None, *, key: str | None = None
    ) -> Approved:
        """Approve a whole text, or a sentence of it."""
        more: dict[str, Any] = {"keys": [key], "way": "single"} if key else {}
        with fast_engine():
            person = signature(self.project.reviewers, by, role, language, DAY)
            return approve(self.project, Options(jobs=1), language, name, person, Progress(quiet=True), **more)

    def kit(self, tool: str, out: Path, language: str = "es") -> Kit:
        """The command that makes a kit."""
        with fast_engine():
            return make_kit(self.project, Options(jobs=1), language, tool, out, Progress(quiet=True))

    def bring(self, file: Path, by: str | None = None, language: str | None = None) -> Imported:
        """The command that brings a file in."""
        with fast_engine():
            sign = partial(signature, self.project.reviewers, by, None, day=DAY) if by else None
            return import_file(self.project, Options(jobs=1), file, language, sign, Progress(quiet=True))

    def xlf(self, language: str, name: str) -> Path:
        return self.translations / language / f"{name}.xlf"

    def units(self, language: str, name: str) -> list[Unit]:
        """What stands in a document's file and what is parked beside it."""
        file, parked = self.xlf(language, name), self.xlf(language, f"{name}.parked")
        units = xliff.read(file) if file.exists() else []
        return [*units, *xliff.read_parked(parked, file.read_bytes() if file.exists() else None, units)]

    def edit(self, language: str, name: str, source: str, text: str | None = None, **states: str) -> None:
        """Change the target of a sentence as a translator's tool would."""
        with self.unit(language, name, source) as unit:
            target = next(unit.iterfind(f"{XLIFF}target"))
            if text is not None:
                target.text = text
            for key, value in states.items():
                (unit if key == "approved" else target).set(key, value)

    def sign(self, language: str, name: str, source: str, text: str | None = None) -> None:
        """Change the target of a sentence, if need be, and approve it."""
        if text is not None:
            self.edit(language, name, source, text)
        with self.unit(language, name, source) as unit:
            sign(unit)

    def remark(self, language: str, name: str, source: str, xml: str) -> None:
        """Add a note or another translation to a sentence."""
        with self.unit(language, name, source) as unit:
            unit.append(etree.fromstring(xml.replace(">", f' xmlns="{XLIFF[1:-1]}">', 1)))

    @contextmanager
    def unit(self, language: str, name: str, source: str) -> Iterator[Any]:
        """A trans-unit to change; the file is written afterwards."""
        path = self.xlf(language, name)
        tree = etree.parse(path)
        found = [unit for unit in tree.iter(f"{XLIFF}trans-unit") if unit.findtext(f"{XLIFF}source") == source]
        yield found[0]
        tree.write(path, xml_declaration=True, encoding="UTF-8")

    def contents(self, *folders: str) -> dict[str, bytes]:
        """Every file of these folders; without any, of all that a run makes for people."""
        places = folders or ("raw", "curated", "translations", "build/report")
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for folder in places
            for path in sorted((self.folder / folder).rglob("*"))
            if path.is_file()
        }


if __name__ == "__main__":
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.exit(Place(Path(sys.argv[1])).run().status)
