"""The bundle holds what its schemas say, and a reader can trust it."""

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from pipeline import curate, load_bundle
from pipeline.bundle.making import Entry
from pipeline.bundle.records import SCHEMA_VERSION
from pipeline.core.errors import UsageError
from pipeline.core.targets import EngineInfo, EngineUse, State, Target
from tests.documents import write_bundle, write_bundles

HERE = Path(__file__).parent
RAW = "Tests\n\nLesions of 1-50px were seen. The AFP was <400. A *third* sentence.\n"


def entry() -> Entry:
    document = curate(RAW, name="page.txt", glossary={})
    states: list[State] = ["approved", "draft", "draft", "translated"]
    targets = tuple(
        Target(segment.key, f"texto {i}", f"texto {i}", "machine", EngineInfo("test", "0"), states[i % 4])
        for i, segment in enumerate(document.segments)
    )
    held = Target(targets[1].key, None, "borrador", "machine", EngineInfo("test", "0"), "draft", "numbers differ")
    return Entry(document, {"es": (targets[0], held, *targets[2:])})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_bundle(entry(), tmp_path)
    return tmp_path


def test_every_file_is_listed_with_size_hash_and_schema(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    listed = {resource["path"]: resource for resource in package["resources"]}
    there = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {"datapackage.json"}
    assert set(listed) == there
    for path, resource in listed.items():
        data = (folder / path).read_bytes()
        assert resource["bytes"] == len(data)
        # frictionless takes a file of such a name for the schema of a table, unless it is told otherwise
        assert ("type" in resource) == path.startswith("schemas/")
        if "jsonSchema" in resource:
            schema = json.loads((folder / resource["jsonSchema"]).read_text(encoding="utf-8"))
            jsonschema.Draft202012Validator.check_schema(schema)
            jsonschema.validate(json.loads(data), schema, cls=jsonschema.Draft202012Validator)
    assert {"page/document.json", "page/es.json", "page/es.md", "page/en.md"} <= set(listed)


def test_a_loaded_document_leads_back_to_its_raw_text(folder: Path) -> None:
    page = load_bundle(folder)["page"]
    assert page.restore() == RAW
    start = page.record.text.index("1–2 cm")
    assert RAW[slice(*page.to_raw(start, start + 6))] == "1-50px"


def test_a_reader_knows_what_is_approved(folder: Path) -> None:
    page = load_bundle(folder).documents[0]
    assert page.text().startswith("Tests\n\nLesions of 1–2 cm were seen.")
    assert page.text("es") == "texto 0\n\n[…] texto 2 texto 3\n"
    assert page.text("es", state="approved") == "texto 0\n\n[…] […] […]\n"
    assert page.text("es", state="translated") == "texto 0\n\n[…] […] texto 3\n"
    assert page.text("es-MX") == page.text("es")


def test_what_is_withheld_has_no_text_but_a_reason(folder: Path) -> None:
    segment = json.loads((folder / "page" / "es.json").read_text(encoding="utf-8"))["segments"][1]
    assert (segment["text"], segment["withheld"]) == (None, "numbers differ")
    assert "borrador" not in (folder / "page" / "es.md").read_text(encoding="utf-8")


def test_the_engines_are_named_with_what_is_known_of_them(folder: Path) -> None:
    """In the package, per translation, and at the head of what people read; a confirmed text is no draft."""
    used = EngineUse(EngineInfo("test", "0"), "test", "quality not known", segments=4, drafts=2)
    bundle = load_bundle(folder)
    assert bundle.engines == {"es": (used,)}
    assert bundle["page"].translations["es"].engines == (used,)
    segments = bundle["page"].translations["es"].segments
    assert [segment.engine for segment in segments] == [used.engine] * used.segments
    head = "> 2 drafts from en to es are by test (quality not known). No person has confirmed them.\n\n"
    text = "# texto 0\n\n**\\[draft: test\\]** \\[… aquí falta la traducción: véase el original\\] texto 2 texto 3\n"
    assert (folder / "page" / "es.md").read_text(encoding="utf-8") == head + text
    assert (folder / "page" / "en.md").read_text(encoding="utf-8").startswith("# Tests")


def test_what_no_engine_wrote_names_none(tmp_path: Path) -> None:
    document, targets = entry().document, entry().targets["es"]
    people = [Target(target.key, "texto", "texto", "person", None, "translated") for target in targets]
    write_bundle(Entry(document, {"es": people}), tmp_path)
    bundle = load_bundle(tmp_path)
    assert bundle.engines == {"es": ()}
    assert bundle["page"].translations["es"].engines == ()
    assert (tmp_path / "page" / "es.md").read_text(encoding="utf-8").startswith("# texto")


@pytest.mark.parametrize("folder", sorted((HERE / "bundles").iterdir()), ids=lambda folder: folder.name)
def test_a_bundle_of_an_older_schema_is_read(folder: Path) -> None:
    """Each was written by the program as it was at that version; only schemas and Markdown were left out."""
    bundle = load_bundle(folder)
    page = bundle["page"]
    record = page.translations["es"]
    assert (page.record.schema_version, record.schema_version) == (folder.name, folder.name)
    assert (bool(record.engines), bool(bundle.engines)) == (folder.name >= "1.3.0", folder.name >= "1.3.0")
    assert (page.concepts, page.review, bundle.withdrawn) == ((), None, ())
    assert bool(bundle.version) == (folder.name >= "1.5.0")
    assert page.text("es", state="translated") == "texto 0\n\n[…] […] texto 3\n"
    assert page.restore() == RAW


def test_every_earlier_schema_is_among_them() -> None:
    """Before the version is raised, `write_bundle(entry(), …)` of this file leaves a bundle of the last one here."""
    minor = int(SCHEMA_VERSION.split(".")[1])
    assert sorted(path.name for path in (HERE / "bundles").iterdir()) == [f"1.{n}.0" for n in range(minor)]


def test_markdown_shows_headings_and_escapes_signs(folder: Path) -> None:
    text = (folder / "page" / "en.md").read_text(encoding="utf-8")
    assert text.startswith("# Tests\n\n")
    assert "\\<400" in text
    assert "\\*third\\*" in text


def test_a_bundle_that_was_tampered_with_is_refused(folder: Path) -> None:
    path = folder / "page" / "es.json"
    path.write_text(path.read_text(encoding="utf-8").replace("texto 2", "texto 3"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"es\.json: the file was changed: it is not what datapackage.json lists; "):
        load_bundle(folder)


def test_a_folder_without_a_bundle_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no bundle here"):
        load_bundle(tmp_path)


def test_writing_again_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    before = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.rglob("*") if p.is_file()}
    write_bundle(entry(), folder)
    assert {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.rglob("*") if p.is_file()} == before


TAMPERED = (
    "",
    "[]",
    "null",
    "{}",
    "[" * 100_000,
    '{"resources": 5}',
    '{"resources": [5]}',
    '{"resources": [{"path": 5, "hash": ""}]}',
    '{"resources": [{"path": null, "hash": ""}]}',
    '{"resources": [{"hash": "sha256:"}]}',
    '{"resources": [{"path": "."}]}',
    '{"resources": [{"path": ".", "hash": ""}]}',
    '{"resources": [{"path": "", "hash": ""}]}',
    '{"resources": [{"path": "schemas", "hash": ""}]}',
    '{"resources": [{"path": "a\\u0000b", "hash": ""}]}',
    '{"resources": [{"path": "/etc/hostname", "hash": ""}]}',
    '{"resources": [{"path": "../page.txt", "hash": ""}]}',
    '{"resources": [], "engines": 5}',
    '{"resources": [{"path": "' + "x" * 5000 + '", "hash": ""}]}',
)


@pytest.mark.parametrize("text", TAMPERED, ids=lambda text: text[:50])
def test_a_tampered_package_is_refused_in_one_line_and_made_anew(tmp_path: Path, text: str) -> None:
    write_bundles([], tmp_path)
    whole = (tmp_path / "datapackage.json").read_bytes()
    (tmp_path / "datapackage.json").write_text(text)
    with pytest.raises(UsageError) as error:
        load_bundle(tmp_path)
    assert str(error.value).isprintable()
    write_bundles([], tmp_path)
    assert (tmp_path / "datapackage.json").read_bytes() == whole
    assert load_bundle(tmp_path).documents == ()


def test_a_package_cannot_have_a_file_deleted_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "curated").mkdir()
    (tmp_path / "curated" / "notes.md").write_text("mine")
    listed = [{"path": path, "hash": "sha256:0"} for path in ("notes.md", "../page.txt")]
    (tmp_path / "page.txt").write_text("mine")
    (tmp_path / "curated" / "datapackage.json").write_bytes(msgspec.json.encode({"resources": listed}))
    write_bundles([], tmp_path / "curated")
    assert (tmp_path / "curated" / "notes.md").is_file()
    assert (tmp_path / "page.txt").is_file()
