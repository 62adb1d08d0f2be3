"""A small project's bundle in which everything occurs that a reader must understand; `python -m tests.sample OUT`."""

import sys
from pathlib import Path
from typing import Any

import msgspec

from pipeline import curate
from pipeline.bundle.making import Entry, concepts_of
from pipeline.bundle.release import release
from pipeline.core.model import SideFile
from pipeline.core.targets import EngineInfo, Origin, State, Target
from pipeline.glossary import load_glossary
from tests.documents import write_bundle

RAW = (
    "# Fever\n\n𝔘 A fever of 39°C is high. Rest for 2-3 days.\n\n## Care\n\n- Drink water.\n- Call us.\n\n"
    "1. Sleep now.\n2. There is no fever.\n\n| Drug | Dose |\n| --- | --- |\n| Iron | <5 mg |\n"
)
GLOSSARY = """
concepts:
  - id: fever
    en: fever
    type: symptom
    definition: A body temperature that is too high.
    codes: {hp: "HP:0001945"}
    variants: [{text: pyrexia, action: allow}, {text: high temperature, action: allow, lay: true}]
    translations: {es: {text: fiebre, pos: noun, gender: f, status: reviewed}}
  - {id: chill, en: chill, type: symptom}
"""
SIDE = SideFile(
    title="Fever",
    url="https://example.org/fever",
    licence="CC-BY-4.0",
    author="A. Writer",
    owner="A Clinic",
    reviewed="2024-03-14",
    reviewed_by="A. Doctor",
)
ENGINE = EngineInfo("test", "0")
STATES: tuple[tuple[State, Origin], ...] = (
    ("approved", "person"), ("draft", "machine"), ("translated", "person"), ("draft", "memory"),
    ("needs-review", "person"),
)  # fmt: skip


def entry(folder: Path, side: SideFile = SIDE, name: str = "page.md", **options: Any) -> Entry:
    """A text of ours with a translation in every state; its fourth sentence is withheld, its fifth was edited."""
    path = folder / "glossary.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    document = curate(RAW, name=name, glossary=path, side=side)
    targets = []
    for i, segment in enumerate(document.segments):
        state, origin = STATES[i % len(STATES)]
        engine = ENGINE if origin == "machine" else None
        targets.append(Target(segment.key, f"texto {i}", f"texto {i}", origin, engine, state))
    targets[3] = msgspec.structs.replace(targets[3], text=None, withheld="numbers differ")
    targets[4] = msgspec.structs.replace(targets[4], previous=("Drink some water.", "Beba agua."))
    known = {concept.id: concept for concept in load_glossary(path).concepts}
    found = {"es": tuple(targets)}
    return Entry(document, found, concepts_of(document, found, known), **options)


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    write_bundle(entry(out), out / "curated")
    release(out / "curated", "1.0.0", out / "releases", out / "withdrawn.yaml")
