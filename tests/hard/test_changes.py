"""Texts change, go and come back while translators work in tools of all habits: nothing of theirs is lost."""

import random
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from lxml import etree

from pipeline.job.rename import rename
from tests.conftest import ROOT
from tests.hard import HARD
from tests.hard.disks import Stopped, Stopping, in_use
from tests.hard.project import Place
from tests.hard.test_people import project
from tests.xliff_sample import XLIFF

WORDS = ("liver", "knee", "heart", "pain", "fever", "rest")
POOL = [f"The {word} is {end}." for word in WORDS for end in ("large", "small", "gone", "not there")]
NAMES = ("a", "b", "c", "d")
HABITS = (None, "translated", "final", "needs-review-translation", "new", "needs-l10n")
SCHEMA = etree.XMLSchema(etree.parse(ROOT / "tests" / "schemas" / "xliff_profile.xsd"))


class People:
    """Those who work on a project, and what they wrote that must be somewhere in its files."""

    def __init__(self, place: Place, seed: int):
        self.place, self.chance = place, random.Random(seed)  # noqa: S311
        self.texts: dict[str, list[str]] = {}
        self.wrote: Counter[str] = Counter()
        self.number = 0

    def step(self) -> str:
        """One thing that somebody does; gives its name."""
        actions = (self.write, self.change, self.delete, self.rename, self.edit, self.edit, self.remark)
        action = self.chance.choice((*actions, self.run, self.run, self.killed))
        action()
        return action.__name__

    def write(self) -> None:
        name = self.chance.choice(NAMES)
        self.texts[name] = self.chance.choices(POOL, k=self.chance.randint(1, 6))
        self.place.write(name, self.texts[name])

    def change(self) -> None:
        for name in self._some():
            sentences = self.texts[name]
            at = self.chance.randrange(len(sentences) + 1)
            if self.chance.random() < 0.5 or len(sentences) < 2:
                sentences.insert(at, self.chance.choice(POOL))
            else:
                del sentences[at - 1]
            if self.chance.random() < 0.3:
                self.chance.shuffle(sentences)
            self.place.write(name, sentences)

    def delete(self) -> None:
        for name in self._some():
            del self.texts[name]
            (self.place.raw / f"{name}.txt").unlink()
            (self.place.raw / f"{name}.yaml").unlink(missing_ok=True)

    def rename(self) -> None:
        """With the command, or by hand."""
        free = [name for name in NAMES if name not in self.texts]
        ids = [path.read_text().strip() for path in self.place.raw.glob("*.yaml")]
        for old in self._some() if free and not ids else ():
            new = free[0]
            self.texts[new] = self.texts.pop(old)
            if self.chance.random() < 0.5:
                rename(project(self.place), old, new)
                (self.place.raw / f"{new}.yaml").unlink()
            else:
                (self.place.raw / f"{old}.txt").rename(self.place.raw / f"{new}.txt")

    def edit(self) -> None:
        """A target in a translator's tool, which does with state and notes as it likes."""
        for path in self._files():
            tree = etree.parse(path)
            unit = self.chance.choice(list(tree.iter(f"{XLIFF}trans-unit")))
            target = next(unit.iterfind(f"{XLIFF}target"))
            ours = target.text in self.wrote
            self.number += 1
            if ours:
                self.wrote[target.text] -= 1
            target.text = f"Persona {self.number}."
            self.wrote[target.text] += 1
            if state := self.chance.choice(HABITS):
                target.set("state", state)
                target.attrib.pop("state-qualifier", None)
            if self.chance.random() < 0.2:
                for note in [one for one in unit.iterfind(f"{XLIFF}note") if one.get("from") == "pipeline"]:
                    unit.remove(note)
            tree.write(path, xml_declaration=True, encoding="UTF-8")

    def remark(self) -> None:
        for path in self._files():
            tree = etree.parse(path)
            unit = self.chance.choice(list(tree.iter(f"{XLIFF}trans-unit")))
            self.number += 1
            etree.SubElement(unit, f"{XLIFF}note", {"from": "translator"}).text = f"Nota {self.number}."
            self.wrote[f"Nota {self.number}."] += 1
            tree.write(path, xml_declaration=True, encoding="UTF-8")

    def run(self) -> None:
        outcome = self.place.run()
        assert outcome.status != 3, outcome.failures
        self.check()

    def killed(self) -> None:
        with in_use(Stopping(self.chance.randrange(30))), suppress(Stopped):
            self.place.run()
        self.check()

    def check(self) -> None:
        """All that was written is somewhere, in sound files."""
        found: Counter[str] = Counter()
        for path in sorted(self.place.translations.rglob("*.xlf")):
            root = etree.parse(path).getroot()
            SCHEMA.assertValid(root)
            for unit in root.iter(f"{XLIFF}trans-unit"):
                found[unit.findtext(f"{XLIFF}target") or ""] += 1
                notes = [note for note in unit.iterfind(f"{XLIFF}note") if note.get("from") == "translator"]
                found.update(note.text or "" for note in notes)
        wanted = +self.wrote
        assert {text: found[text] for text in wanted if found[text] < 1} == {}

    def _some(self) -> list[str]:
        return self.chance.sample(sorted(self.texts), 1) if self.texts else []

    def _files(self) -> list[Path]:
        """One of the files that have units."""
        paths = [path for path in sorted(self.place.translations.rglob("*.xlf")) if b"<trans-unit" in path.read_bytes()]
        return self.chance.sample(paths, 1) if paths else []


@pytest.mark.parametrize("seed", range(40 if HARD else 3))
def test_whatever_people_do(tmp_path: Path, seed: int) -> None:
    people = People(Place(tmp_path / "project").make({}, "es"), seed)
    done = [people.step() for _ in range(100 if HARD else 25)]
    people.run()
    before = people.place.contents()
    assert not people.place.run().fresh, done
    assert people.place.contents() == before
