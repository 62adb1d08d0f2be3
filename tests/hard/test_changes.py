"""Texts change, go and come back while translators work in tools of all habits: nothing of theirs is lost."""

import random
import shutil
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

from pipeline.core.errors import PipelineError, UsageError
from pipeline.exchange import xliff
from pipeline.exchange.xliff.reading import read_units
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
HABITS = (
    None, "translated", "final", "signed-off", "needs-review-translation", "new", "needs-l10n", "needs-translation",
    "needs-adaptation", "needs-review-adaptation",
)  # fmt: skip
SCHEMA = etree.XMLSchema(etree.parse(ROOT / "tests" / "schemas" / "xliff_profile.xsd"))


class Left(NamedTuple):
    """How a person left a text: the sentence that it stands for, its state and whether it is approved."""

    source: str
    state: str | None
    approved: bool


class People:
    """Those who work on a project, and what they wrote that must be somewhere in its files."""

    def __init__(self, place: Place, seed: int):
        self.place, self.chance = place, random.Random(seed)  # noqa: S311
        self.texts: dict[str, list[str]] = {}
        self.wrote: Counter[str] = Counter()
        self.left: dict[str, Left] = {}
        self.number = 0

    def step(self) -> str:
        """One thing that somebody does; gives its name."""
        texts = (self.write, self.change, self.delete, self.rename, self.name, self.kind)
        work = (self.edit, self.edit, self.remark, self.copy, self.languages, self.forget)
        people = (self.approve, self.take_away, self.bring, self.bring)
        action = self.chance.choice((*texts, *work, *people, self.run, self.run, self.killed))
        action()
        return action.__name__

    def write(self) -> None:
        name = self.chance.choice(NAMES)
        self.texts[name] = self.chance.choices(POOL, k=self.chance.randint(1, 6))
        self._save(name)

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
            self._save(name)

    def delete(self) -> None:
        for name in self._some():
            self._text(name).unlink()
            del self.texts[name]
            (self.place.raw / f"{name}.yaml").unlink(missing_ok=True)

    def rename(self) -> None:
        """With the command, or by hand; with an `id:` in the side file or without."""
        free = [name for name in NAMES if name not in self.texts]
        for old in self._some() if free else ():
            new = free[0]
            self.texts[new] = self.texts.pop(old)
            side, moved = self.place.raw / f"{old}.yaml", self.place.raw / f"{new}.yaml"
            if self.chance.random() < 0.5:
                rename(project(self.place), old, new)
            else:
                path = next(self.place.raw.glob(f"{old}.[tm]*"))
                path.rename(path.with_stem(new))
                if side.exists():
                    side.rename(moved)
            if self.chance.random() < 0.3:
                moved.unlink(missing_ok=True)

    def name(self) -> None:
        """Give a text an id of its own, which may be that of another."""
        for name in self._some():
            (self.place.raw / f"{name}.yaml").write_text(f"id: {self.chance.choice(('one', 'two', name))}\n")

    def kind(self) -> None:
        """Plain text becomes Markdown, or the other way round; the name stays."""
        for name in self._some():
            path = self._text(name)
            path.rename(path.with_suffix(".md" if path.suffix == ".txt" else ".txt"))

    def copy(self) -> None:
        """A file of translations saved a second time, as browsers do, or under the name of a text that is not there."""
        for path in self._files():
            if not path.name.endswith(".parked.xlf"):
                name = self.chance.choice((f"{path.stem} (1)", *(name for name in NAMES if name not in self.texts)))
                if not path.with_stem(name).exists():
                    shutil.copy(path, path.with_stem(name))

    def languages(self) -> None:
        self.place.settings(self.chance.choice(("es", "fr", "es, fr", "fr, es")))

    def forget(self) -> None:
        """What is made anew at any time is deleted."""
        shutil.rmtree(self.place.folder / self.chance.choice(("build", "curated")), ignore_errors=True)

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
                unit.attrib.pop("approved", None)
            if self.chance.random() < 0.2:
                unit.set("approved", self.chance.choice(("yes", "no")))
            if self.chance.random() < 0.2:
                for note in [one for one in unit.iterfind(f"{XLIFF}note") if one.get("from") == "pipeline"]:
                    unit.remove(note)
            self.left[target.text] = Left(unit.findtext(f"{XLIFF}source"), target.get("state"), approved=False)
            tree.write(path, xml_declaration=True, encoding="UTF-8")

    def remark(self) -> None:
        for path in self._files():
            tree = etree.parse(path)
            unit = self.chance.choice(list(tree.iter(f"{XLIFF}trans-unit")))
            self.number += 1
            note = etree.Element(f"{XLIFF}note", {"from": "translator"})
            note.text = f"Nota {self.number}."
            heads = list(tree.iter(f"{XLIFF}header"))
            chance = self.chance.random()
            if chance < 0.2 and heads:
                heads[0].append(note)
            elif chance < 0.4:
                unit.getparent().insert(0, note)
            else:
                unit.append(note)
            self.wrote[f"Nota {self.number}."] += 1
            tree.write(path, xml_declaration=True, encoding="UTF-8")

    def approve(self) -> None:
        """A whole text; what is approved stays so."""
        for path in self._files():
            with suppress(PipelineError):  # the text has gone, or another has its id
                self.place.approve(path.parent.name, path.stem, "Ana Ruiz")
            for unit in xliff.read(path) if path.exists() else ():
                if unit.approved and self.wrote[str(unit.target)] > 0:
                    self.left[str(unit.target)] = Left(unit.source, "final", approved=True)
        self.check()

    def take_away(self) -> None:
        """Give a file to somebody who works elsewhere."""
        for path in self._files():
            copy = self.place.folder / "away" / path.parent.name / path.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)

    def bring(self) -> None:
        """Something is written there, and comes back: it stands here or is told of, and takes no other's place."""
        for path in self._files(self.place.folder / "away"):
            tree = etree.parse(path)
            unit = self.chance.choice(list(tree.iter(f"{XLIFF}trans-unit")))
            self.number += 1
            text = next(unit.iterfind(f"{XLIFF}target")).text = f"Persona {self.number}."
            tree.write(path, xml_declaration=True, encoding="UTF-8")
            there = {one.source: one.target for one in xliff.read(path)}
            with suppress(Stopped), in_use(Stopping(self.chance.choice((3, 9, 10**6)))), suppress(PipelineError):
                done = self.place.bring(path, language=path.parent.name)
                told = f"“{text}”"
                assert done.written or any(told in line for line in done.conflicts), (text, done)
            standing = {one.target: one for file in self._sound() for one in xliff.read(file)}
            for gone in [one for one, count in self.wrote.items() if count > 0 and one not in standing]:
                if one := self.left.pop(gone, None):
                    assert there.get(one.source) in standing, (gone, one)
                    self.wrote[gone] = 0
            if found := standing.get(text):
                self.wrote[text] += 1
                self.left[text] = Left(
                    found.source, "translated" if found.state == "translated" else None, approved=False
                )
        self.check()

    def _sound(self) -> list[Path]:
        return sorted(self.place.translations.rglob("*.xlf"))

    def run(self) -> None:
        try:
            outcome = self.place.run()
        except UsageError as refusal:  # the last text is gone: a bundle that has some is left alone
            if "and the bundle has" not in str(refusal):
                raise
        else:
            assert all(": the id '" in failure.reason for failure in outcome.failures), outcome.failures
        self.check()

    def killed(self) -> None:
        with in_use(Stopping(self.chance.randrange(30))), suppress(Stopped, UsageError):
            self.place.run()
        self.check()

    def check(self) -> None:
        """All that was written is somewhere, in sound files, and as far as it was left."""
        found: Counter[str] = Counter()
        standing: dict[str, list[Left]] = {}
        for path in sorted(self.place.translations.rglob("*.xlf")):
            root = etree.parse(path).getroot()
            SCHEMA.assertValid(root)
            for element, unit in read_units(path, root):
                text = element.findtext(f"{XLIFF}target") or ""
                found[text] += 1
                state = next(element.iterfind(f"{XLIFF}target")).get("state")
                standing.setdefault(text, []).append(Left(unit.source, state, unit.approved))
            found.update(note.text or "" for note in root.iter(f"{XLIFF}note") if note.get("from") == "translator")
        wanted = +self.wrote
        assert {text: found[text] for text in wanted if found[text] < 1} == {}
        for text, left in list(self.left.items()):
            if here := [one for one in standing.get(text, ()) if one.source == left.source]:
                assert any(_is_kept(left, one) for one in here), (text, left, here)
            else:  # its sentence has changed, and so nothing is approved any more
                assert not any(one.approved for one in standing.get(text, ())), (text, left)
                del self.left[text]

    def _save(self, name: str) -> None:
        is_markdown = (self.place.raw / f"{name}.md").exists()
        self.place.write(name, self.texts[name])
        if is_markdown:
            (self.place.raw / f"{name}.txt").rename(self.place.raw / f"{name}.md")

    def _some(self) -> list[str]:
        return self.chance.sample(sorted(self.texts), 1) if self.texts else []

    def _text(self, name: str) -> Path:
        return next(self.place.raw.glob(f"{name}.[tm]*"))

    def _files(self, folder: Path | None = None) -> list[Path]:
        """One of the files that have units."""
        files = sorted((folder or self.place.translations).rglob("*.xlf"))
        paths = [path for path in files if b"<trans-unit" in path.read_bytes()]
        return self.chance.sample(paths, 1) if paths else []


def _is_kept(left: Left, now: Left) -> bool:
    """Whether a state is what it was: approved, translated, or what needs more work in the very words."""
    if left.approved:
        return now.approved
    if left.state is None or left.state in ("final", "signed-off"):
        return not now.approved
    return (now.state, now.approved) == (left.state, False)


@pytest.mark.parametrize("seed", range(40 if HARD else 3))
def test_whatever_people_do(tmp_path: Path, seed: int) -> None:
    people = People(Place(tmp_path / "project").make({}), seed)
    done = [people.step() for _ in range(100 if HARD else 25)]
    people.write()  # a run of no text is refused
    people.run()
    before = people.place.contents()
    assert not people.place.run().fresh, done
    assert people.place.contents() == before
