"""Linking mentions to concepts that the glossary spells in another way."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import structure
from pipeline.core.model import Document, Source
from pipeline.core.settings import EntitySettings, Settings
from pipeline.entities import build
from pipeline.entities.linking import Linker
from pipeline.glossary import Glossary, load_glossary
from pipeline.glossary.concepts import Concept, Variant
from pipeline.glossary.packs import Origin, Pack, write_pack
from tests.conftest import ROOT

GLOSSARY = Glossary(
    (
        Concept("hcc", "hepatocellular carcinoma", "disease", abbreviation="HCC"),
        Concept("hepatitis-b", "hepatitis B", "disease"),
        Concept("type-2-diabetes", "type 2 diabetes mellitus", "disease"),
        Concept("hyperthyroidism", "hyperthyroidism", "disease"),
        Concept("left-kidney", "left kidney", "anatomy"),
        Concept("liver", "liver", "anatomy", variants=(Variant("hepatic organ", "flag"),)),
        Concept("warfarin", "warfarin", "drug", variants=(Variant("warfarin sodium", "allow"),)),
        Concept("radiofrequency-ablation", "radiofrequency ablation", "procedure"),
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "hepatitis C",
        "hepatitis",
        "type 1 diabetes mellitus",
        "hypothyroidism",
        "right kidney",
        "hepatic organ",
        "livid",
        "microwave ablation",
        "non-hepatocellular carcinoma",
        "weather",
        "",
        "…",
    ],
)
def test_another_thing_is_not_linked(text: str) -> None:
    assert Linker(GLOSSARY).link([text]) == [None]


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("HCC", "hcc"),
        ("Hepatitis\u00a0B", "hepatitis-b"),
        ("warfarin sodium", "warfarin"),
        ("hepatocellular carcinomas", "hcc"),
        ("hepato-cellular carcinoma", "hcc"),
        ("hepatocelular carcinoma", "hcc"),
        ("type 2 diabetes melitus", "type-2-diabetes"),
        ("radio-frequency ablation", "radiofrequency-ablation"),
        ("radiofrequency ablations", "radiofrequency-ablation"),
    ],
)
def test_another_spelling_is_linked(text: str, concept: str) -> None:
    (found,) = Linker(GLOSSARY).link([text])
    assert found is not None
    assert found.id == concept


def test_a_batch_gives_what_its_texts_give_alone() -> None:
    texts = ["hepatocelular carcinoma", "hepatitis C", "HCC", "hepatocelular carcinoma", "livers"]
    together = Linker(GLOSSARY).link(texts)
    assert together == [Linker(GLOSSARY).link([text])[0] for text in texts]
    assert [concept.id if concept else None for concept in together] == ["hcc", None, "hcc", "hcc", "liver"]


def test_without_concepts_nothing_is_linked_and_nothing_is_fetched() -> None:
    assert Linker(Glossary()).link(["liver", "fever"]) == [None, None]


def test_a_spelling_that_two_concepts_share_is_nobodys() -> None:
    twice = Glossary((Concept("a", "cold sore", "disease"), Concept("b", "cold sore", "symptom")))
    assert Linker(twice).link(["cold sore", "cold sores"]) == [None, None]


def test_packs_take_part(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text("concepts:\n  - {id: liver, en: liver, type: anatomy}\n", encoding="utf-8")
    pack = Pack(tmp_path / "packs" / "more.jsonl", Origin("test", ""), (Concept("x", "cholangiocarcinoma", "disease"),))
    write_pack(pack)
    (found,) = Linker(load_glossary(tmp_path / "glossary.yaml")).link(["cholangio-carcinoma"])
    assert found is not None
    assert found.id == "x"


@pytest.mark.parametrize(("similar", "expected"), [(False, []), (True, ["hcc", "hcc", "hcc"])])
def test_long_forms_are_linked_by_likeness_where_the_settings_say_so(similar: bool, expected: list[str]) -> None:
    text = "A hepatocelular carcinoma (HPC) was seen. The HPC grew."
    settings = Settings(entities=EntitySettings(similar=similar))
    document = Document("page", text, text, Source("page.txt"))
    found = build(settings, GLOSSARY)(structure.build(settings, GLOSSARY)(document))
    assert [entity.concept for entity in found.entities] == expected


def test_an_exact_link_loads_no_library() -> None:
    script = (
        "import sys; from pipeline.entities.linking import Linker; from pipeline.glossary import Concept, Glossary\n"
        "assert Linker(Glossary((Concept('a', 'liver', 'anatomy'),))).link(['Livers'])[0].id == 'a'\n"
        "sys.exit(bool({'numpy', 'scispacy', 'spacy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0
