"""Entities of trained spaCy models, with a tiny one that is trained here."""

import json
from pathlib import Path

import pytest
import spacy
from spacy.training import Example
from thinc.util import fix_random_seed

from pipeline import structure
from pipeline.core.errors import UsageError
from pipeline.core.model import Document, Entity, Source
from pipeline.core.settings import EntitySettings, Settings
from pipeline.entities import build, models
from pipeline.entities.labels import label_of, labels
from pipeline.entities.models import find, require
from pipeline.glossary import Glossary
from pipeline.glossary.concepts import Concept
from pipeline.ingest import scan
from pipeline.job.inputs import Inputs
from pipeline.job.workers import curate_texts
from tests.conftest import ROOT

DRUGS = ("zoltarine", "mepracol", "fenubrax", "lortivane", "quibrolin")
FRAMES = ("We gave {} to him.", "The dose of {} was halved.", "He takes {} daily.", "A rash came after {} was given.")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A model that has learnt five drugs from twenty sentences."""
    fix_random_seed(0)
    language = spacy.blank("en")
    language.add_pipe("ner").add_label("CHEMICAL")  # type: ignore[attr-defined]
    examples = []
    for frame in FRAMES:
        for drug in DRUGS:
            text, start = frame.format(drug), frame.index("{")
            entities = {"entities": [(start, start + len(drug), "CHEMICAL")]}
            examples.append(Example.from_dict(language.make_doc(text), entities))
    optimizer = language.initialize(lambda: examples)
    for _ in range(20):
        language.update(examples, sgd=optimizer, drop=0.1)
    folder = tmp_path_factory.mktemp("model") / "tiny"
    language.to_disk(folder)
    return str(folder)


def entities(text: str, model: str, *concepts: Concept) -> list[Entity]:
    settings, glossary = Settings(entities=EntitySettings(models=(model,))), Glossary(concepts)
    document = structure.build(settings, glossary)(Document("page", text, text, Source("page.txt")))
    return list(build(settings, glossary)(document).entities)


def test_a_model_adds_what_the_glossary_does_not_know(model: str) -> None:
    (drug,) = entities("The patient slept.\n\nHe takes fenubrax daily.", model)
    assert (drug.text, drug.label, drug.concept) == ("fenubrax", "drug", None)


def test_a_context_is_told_of_a_models_mention(model: str) -> None:
    (drug,) = entities("If he takes fenubrax daily, call us.", model)
    assert drug.hypothetical


def test_a_models_mention_is_linked_by_its_words(model: str) -> None:
    (drug,) = entities("He takes fenubrax daily.", model, Concept("f", "fenubraxe", "general"))
    assert (drug.concept, drug.label) == ("f", "general")


def test_the_glossary_wins_over_a_model(model: str) -> None:
    found = entities("He takes fenubrax daily.", model, Concept("takes", "takes fenubrax", "procedure"))
    assert [(e.text, e.label) for e in found] == [("takes fenubrax", "procedure")]
    found = entities("He takes fenubrax daily.", model, Concept("him", "he", "general"))
    assert [(e.text, e.label) for e in found] == [("He", "general"), ("fenubrax", "drug")]


def test_the_longer_of_two_models_mentions_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"a": [(0, 4, "ORGAN"), (10, 14, "A")], "b": [(0, 11, "CANCER"), (10, 14, "B")]}
    monkeypatch.setattr(models, "_find", lambda _text, _spans, name: iter(said[name]))
    assert find("liver cancer is", [(0, 15)], ["a", "b"]) == [(0, 11, "CANCER")]
    said["b"] = [(10, 14, "B")]
    assert find("liver cancer is", [(0, 15)], ["a", "b"]) == [(0, 4, "ORGAN"), (10, 14, "A")]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "en_ner_bc5cdr_md",
            r"is not installed; correct the name, or get it: \S+ -m pip install --no-deps \S+/en_ner_bc5cdr_md-\S+$",
        ),
        ("en_core_web_trf", r"is not installed; correct the name, or get it: \S+ -m spacy download en_core_web_trf$"),
        ("no/such/folder", "is not installed"),
        (str(ROOT), "the folder .* of entities.models holds no spaCy model; name another"),
    ],
)
def test_a_model_that_is_missing_is_one_line(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as error:
        require(Settings(entities=EntitySettings(models=(name,))))
    assert "\n" not in str(error.value)


def test_every_missing_model_has_its_line() -> None:
    with pytest.raises(UsageError, match=r"'one_model'.*\n.*'other_model'"):
        require(Settings(entities=EntitySettings(models=("one_model", "other_model"))))


def test_a_model_for_another_spacy_is_one_line(model: str, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    spacy.load(model).to_disk(folder)
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (folder / "meta.json").write_text(json.dumps({**meta, "spacy_version": ">=2.3.0,<2.4.0"}), encoding="utf-8")
    with pytest.raises(UsageError, match=r"made for spaCy >=2\.3\.0,<2\.4\.0, and \S+ is installed; get one that fits"):
        require(Settings(entities=EntitySettings(models=(str(folder),))))


def test_a_missing_model_stops_a_pool_before_it_starts(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("The liver.", encoding="utf-8")
    texts, _ = scan(tmp_path)
    inputs = Inputs(tuple(texts), (), Settings(entities=EntitySettings(models=("no_model",))), Glossary())
    with pytest.raises(UsageError, match="not installed"):
        list(curate_texts(texts, inputs, 2))


def test_labels_of_models_become_ours() -> None:
    assert label_of("DISEASE") == "disease"
    assert label_of("SOMETHING_ELSE") == "general"
    assert {label_of(name) for name in ("CHEMICAL", "ORGAN", "GGP", "TAXON")} <= set(labels())
