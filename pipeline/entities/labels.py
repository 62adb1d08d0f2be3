"""The labels of entities: one table of what each means, for the schema, the documentation and the reports."""

from functools import cache

import msgspec

from pipeline.data import load

OTHER = "general"


class Label(msgspec.Struct, frozen=True):
    """A kind of entity: its name for readers, its meaning, and its colour in reports."""

    name: str
    meaning: str
    colour: str


@cache
def labels() -> dict[str, Label]:
    """All labels: the types of concepts, then what is found by its form."""
    table = load("labels.yaml")
    rows = {**load("types.yaml"), **table["forms"]}
    return {one: Label(row["label"], row["meaning"], table["colours"][one]) for one, row in rows.items()}


@cache
def _of_models() -> dict[str, str]:
    return {theirs: ours for ours, names in load("labels.yaml")["models"].items() for theirs in names}


def label_of(model_label: str) -> str:
    """Our label for one of a trained model's."""
    return _of_models().get(model_label, OTHER)
