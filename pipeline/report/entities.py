"""The page docs/entities.md, made of the tables."""

from collections.abc import Iterator

import msgspec

from pipeline.data import load
from pipeline.entities.contexts import Context
from pipeline.entities.labels import labels

_PREFACE = """\
# Entities

This page is written by `make accept`; a test compares them.

`document.json` lists what a text mentions: `text`, `label`, the place in the curated text (`start`, `end`) and in the
raw text (`raw_start`, `raw_end`) in Unicode code points, `prefix` and `suffix` of 32 characters, the glossary's
`concept` with its `preferred` term, the contexts, and the `quantity`. `python -m pipeline export --format brat OUT`
writes the same as BRAT standoff, `--format jsonld` as W3C Web Annotations."""

_CONTEXTS = """\
Each is true or false for every mention but quantities and dates, of which they say nothing."""

_QUANTITIES = """\
`low` and `high` are equal for one value; null is an open end. `unit` is UCUM, "1" for counts. `comparator` is `<`, `≤`,
`>`, `≥` or null; `approximate` is true after words such as "about". `normalised` has the same in SI units. `measures`
names what is measured, where the words around the value plainly say so; it is one of:"""

_MODELS = """\
Everything above works without a trained model. `settings.yaml` may name spaCy models that you have installed
(`entities: {models: [en_ner_bc5cdr_md]}`). Then:

- What the glossary, a stage, a date or a quantity covers is theirs: a model's mention that overlaps it goes.
- Of two models' mentions that overlap the longer stays; of equal ones that of the model named first.
- A model's mention gets the concept that its words name: exactly, then with case, white space and dashes folded, then
  by likeness of spelling (at least THRESHOLD), never across a number, a letter or a word that decides the meaning.
- A model's label becomes one of ours; what the table does not name becomes `general`.

| label | labels of models |
| --- | --- |"""


def lines() -> Iterator[str]:
    """The lines of the page."""
    yield from (*_PREFACE.splitlines(), "", "## Labels", "", "| label | name | meaning |", "| --- | --- | --- |")
    for name, label in labels().items():
        yield f"| `{name}` | {label.name} | {label.meaning} |"
    yield from ("", "## Contexts", "", *_CONTEXTS.splitlines(), "", "| field | meaning |", "| --- | --- |")
    meanings = dict(part.split("`: ") for part in _sentences(Context.__doc__ or "").split(" `"))
    for field in msgspec.structs.fields(Context):
        yield f"| `{field.name}` | {meanings[field.name]} |"
    measures = ", ".join(load("quantities.yaml")["measures"])
    yield from ("", "## Quantities", "", *_QUANTITIES.splitlines(), f"{measures}.", "", "## Trained models", "")
    yield from _MODELS.replace("THRESHOLD", str(load("linking.yaml")["threshold"])).splitlines()
    for ours, theirs in load("labels.yaml")["models"].items():
        yield f"| `{ours}` | {', '.join(theirs)} |"


def _sentences(doc: str) -> str:
    """The part of a docstring that explains its fields, on one line."""
    return " ".join(doc.partition("`")[2].split())
