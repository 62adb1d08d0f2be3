"""Exports of the bundle: BRAT standoff and W3C Web Annotations, and the entities that the bundle itself holds."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import curate, exports, load_bundle
from pipeline.__main__ import _guard, app
from pipeline.bundle.making import Entry
from pipeline.bundle.schema import schemas
from pipeline.core.errors import UsageError
from pipeline.core.files import scratch
from pipeline.core.model import Document, Entity, Source
from pipeline.entities.contexts import KINDS
from pipeline.entities.labels import labels
from pipeline.exports import brat, export, web_annotation
from pipeline.glossary import load_glossary
from pipeline.report.entities import lines
from tests.conftest import ROOT
from tests.documents import write_bundle
from tests.programs import run

RAW = (
    "Colds\n\nIf you have a sore\nthroat, rest for 2–3 days. There was no fever. "
    "𝔘 A fever of about 39 °C came in 2019.\n"
)
GLOSSARY = """
concepts:
  - {id: fever, en: fever, type: symptom}
  - {id: sore-throat, en: sore throat, type: symptom}
"""


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    path = tmp_path / "glossary.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    write_bundle(Entry(curate(RAW, name="the page.txt", glossary=path), {}), tmp_path / "curated")
    return tmp_path / "curated"


def brat_entities(text: str, standoff: str) -> list[dict[str, Any]]:
    """What another program reads in a standoff file."""
    found: dict[str, dict[str, Any]] = {}
    for line in standoff.splitlines():
        name, rest, *more = line.split("\t")
        kind, _, places = rest.partition(" ")
        if name[0] == "T":
            spans = [tuple(map(int, place.split())) for place in places.split(";")]
            assert " ".join(text[start:end] for start, end in spans) == more[0]
            found[name] = {"label": kind, "start": spans[0][0], "end": spans[-1][1], "is": set()}
        elif name[0] == "A":
            found[places]["is"].add(kind)
        elif name[0] == "N":
            found[places.split()[0]]["concept"] = places.split()[1]
    return list(found.values())


def test_brat_reads_every_mention_at_its_place(curated: Path, tmp_path: Path) -> None:
    export(curated, "brat", tmp_path / "out")
    entities = load_bundle(curated).documents[0].record.entities
    text = (tmp_path / "out" / "the page.txt").read_bytes().decode("utf-8")
    read = brat_entities(text, (tmp_path / "out" / "the page.ann").read_text(encoding="utf-8"))
    assert [(r["label"], r["start"], r["end"]) for r in read] == [(e.label, e.start, e.end) for e in entities]
    assert [r.get("concept") for r in read] == [e.concept and f"glossary:{e.concept}" for e in entities]
    assert [len(r["is"]) for r in read] == [sum(getattr(e, kind) for kind in KINDS) for e in entities]
    assert {"Hypothetical"} in [r["is"] for r in read]
    assert {"Negated"} in [r["is"] for r in read]


def test_brats_configuration_names_every_label_and_context(curated: Path, tmp_path: Path) -> None:
    export(curated, "brat", tmp_path / "out")
    sections = (tmp_path / "out" / "annotation.conf").read_text(encoding="utf-8").split("\n\n")
    assert sections[0].splitlines() == ["[entities]", *labels()]
    assert len(sections[-1].splitlines()) == 1 + len(KINDS)
    assert all(re.fullmatch(r"[\w-]+", name) for name in labels())


def test_web_annotations_find_their_words_again_in_both_ways(curated: Path, tmp_path: Path) -> None:
    export(curated, "jsonld", tmp_path / "out")
    collection = json.loads((tmp_path / "out" / "the page.jsonld").read_text(encoding="utf-8"))
    text = (tmp_path / "out" / "the page.txt").read_bytes().decode("utf-8")
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert collection["type"] == "AnnotationCollection"
    items = collection["first"]["items"]
    assert collection["total"] == len(items) == len(load_bundle(curated).documents[0].record.entities) > 3
    for item in items:
        assert (item["type"], item["target"]["source"]["id"]) == ("Annotation", "the%20page.txt")
        words, place = item["target"]["selector"]
        assert text[place["start"] : place["end"]] == words["exact"]
        assert text[: place["start"]].endswith(words["prefix"])
        assert text[place["end"] :].startswith(words["suffix"])
        assert len(words["prefix"]) == min(32, place["start"])
    assert len({item["id"] for item in items}) == len(items)
    bodies = [body for item in items for body in item["body"]]
    assert {"purpose": "classifying", "type": "TextualBody", "value": "negated"} in bodies
    assert {"purpose": "identifying", "type": "SpecificResource", "source": "glossary.yaml#fever"} in bodies
    assert [json.loads(b["value"])["unit"] for b in bodies if b["purpose"] == "describing"] == ["d", "Cel"]


@given(st.text(alphabet="ab \n\r\x85\u2028-12cm.", min_size=1, max_size=40), st.data())
def test_any_mention_keeps_its_place(text: str, data: st.DataObject) -> None:
    """However its lines break, a mention with a visible character is one line of BRAT and leads back to its words."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip():
        return
    entity = Entity(text[start:end], "general", start, end, start, end)
    with scratch() as folder:
        write_bundle(Entry(Document("a.txt", text, text, Source("a.txt"), entities=(entity,))), folder)
        standoff = brat.files(load_bundle(folder), False)["a.ann"]
        annotations = web_annotation.files(load_bundle(folder), False)["a.jsonld"]
    (line,) = standoff.decode("utf-8").splitlines()
    (read,) = brat_entities(text, line)
    assert start <= read["start"] < read["end"] <= end
    selector = json.loads(annotations)["first"]["items"][0]["target"]["selector"][1]
    assert (selector["start"], selector["end"]) == (start, end)


def test_exporting_again_gives_the_same_bytes(curated: Path, tmp_path: Path) -> None:
    for form in [one.name for one in exports.FORMATS if one.name != "parquet"]:
        once = {path.name: path.read_bytes() for path in export(curated, form, tmp_path / form)}
        assert once == {path.name: path.read_bytes() for path in export(curated, form, tmp_path / form)}


def test_a_wrong_export_is_told_and_writes_nothing(curated: Path, tmp_path: Path) -> None:
    known = ", ".join(one.name for one in exports.FORMATS)
    with pytest.raises(UsageError, match=f"^unknown format 'xyzzy'; known are: {known}$"):
        export(curated, "xyzzy", tmp_path / "out")
    for one in exports.FORMATS:
        with pytest.raises(UsageError, match=rf"^unknown format '{one.name}x'; did you mean '{one.name}'\?$"):
            export(curated, f"{one.name}x", tmp_path / "out")
    with pytest.raises(UsageError, match="there is no bundle here"):
        export(tmp_path / "none", "brat", tmp_path / "out")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="this is a file"):
        export(curated, "brat", tmp_path / "file")
    assert not (tmp_path / "out").exists()


def test_the_command_exports(curated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert _guard(lambda: app(["export", "--format", "brat", "--curated", str(curated), str(out)])) == 0
    assert f"3 files written to {out}" in capsys.readouterr().out
    assert _guard(lambda: app(["export", "--format", "sqlite", "--curated", str(curated), str(tmp_path / "one")])) == 0
    assert f"1 file written to {tmp_path / 'one'}" in capsys.readouterr().out
    assert _guard(lambda: app(["export", "--format", "x", "--curated", str(curated), str(out)])) == 2


def test_the_help_names_every_format_and_no_module_of_theirs_is_needed_for_it() -> None:
    code = (
        "import sys\n"
        "from pipeline import exports\n"
        "exports.FORMATS += (exports.Format('xyzzy', 'Magic Words', 'nowhere.to.be.found'),)\n"
        "from pipeline.__main__ import app\n"
        "app(['export', '--help'], standalone_mode=False)\n"
        "print('imported:', *sorted(sys.modules))\n"
    )
    shown, _, imported = run(sys.executable, "-c", code, cwd=ROOT).stdout.partition("imported: ")
    for one in (*exports.FORMATS, exports.Format("xyzzy", "Magic Words", "")):
        assert f"{one.name} ({one.title})" in " ".join(shown.split())
        assert not one.module or one.module not in imported.split()


def test_the_bundle_quotes_an_entity_with_what_stands_around_it(curated: Path) -> None:
    record = load_bundle(curated).documents[0].record
    for entity in record.entities:
        assert record.text[entity.start : entity.end] == entity.text
        assert record.text[max(0, entity.start - 32) : entity.start] == entity.prefix
        assert record.text[entity.end : entity.end + 32] == entity.suffix


def test_the_schema_names_every_label(curated: Path) -> None:
    schema = schemas()["document"]["$defs"]["Entity"]["properties"]["label"]
    assert schema["enum"] == list(labels())
    assert all(f"{name}: {label.meaning.rstrip('.')}" in schema["description"] for name, label in labels().items())
    concepts = load_glossary(ROOT / "glossary.yaml").concepts
    assert {concept.type for concept in concepts} <= set(labels())
    asked_for = (
        "disease anatomy symptom procedure imaging laboratory-test drug stage gene-or-marker organism measurement"
    )
    assert {*asked_for.split(), "percentage", "duration", "age", "date"} <= set(labels())


def test_the_documentation_is_the_tables() -> None:
    """Where this fails: `make accept`."""
    assert (ROOT / "docs" / "entities.md").read_text(encoding="utf-8").splitlines() == list(lines())
