"""Exports for programs and readers: flat tables, SQLite, chunks, web pages; each read back as its readers do."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import lxml.html
import pytest

from pipeline import curate, load_bundle
from pipeline.bundle import BundledDocument
from pipeline.bundle.making import Entry
from pipeline.core.errors import UsageError
from pipeline.core.model import SideFile
from pipeline.core.targets import State, Target
from pipeline.exports import export
from pipeline.exports.tables import TABLES
from tests.documents import write_bundle
from tests.sample import entry

APPROVED = ["texto 0", "texto 5", "texto 10"]


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    write_bundle(entry(tmp_path), tmp_path / "curated")
    return tmp_path / "curated"


@pytest.fixture
def page(curated: Path) -> BundledDocument:
    return load_bundle(curated)["page"]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_json_lines_have_every_column_in_every_row(curated: Path, page: BundledDocument, tmp_path: Path) -> None:
    export(curated, "jsonl", tmp_path / "out")
    for table in TABLES:
        rows = lines(tmp_path / "out" / f"{table.name}.jsonl")
        assert rows
        assert all(list(row) == list(table.columns) for row in rows)
        for row in rows:
            assert all(row[name] is None or type(row[name]) is kind for name, kind in table.columns.items())
    (document,) = lines(tmp_path / "out" / "documents.jsonl")
    assert (document["licence"], document["reviewed"], document["text"]) == (
        "CC-BY-4.0", "2024-03-14", page.record.text
    )  # fmt: skip
    segments = lines(tmp_path / "out" / "segments.jsonl")
    assert len(segments) == 2 * len(page.record.segments)
    for row in segments:
        assert document["text"][row["start"] : row["end"]] == row["source"]
        assert page.restore()[row["raw_start"] : row["raw_end"]]
    spanish = [row for row in segments if row["language"] == "es"]
    assert [row["text"] for row in spanish if row["state"] == "approved"] == APPROVED
    assert [(row["text"], row["withheld"]) for row in spanish if row["withheld"]] == [(None, "numbers differ")]
    entities = lines(tmp_path / "out" / "entities.jsonl")
    assert [document["text"][row["start"] : row["end"]] for row in entities] == [row["text"] for row in entities]
    assert [row["negated"] for row in entities if row["concept"] == "fever"] == [False, False, True]


def test_sqlite_finds_words_whatever_their_accents(tmp_path: Path) -> None:
    document = curate("Bones\n\nRest for 2 days.\n", name="page.txt", glossary={})
    texts = ("Huesos", "El corazón descansa.")
    targets = [Target(s.key, t, t, "person", None, "approved") for s, t in zip(document.segments, texts, strict=True)]
    write_bundle(Entry(document, {"es": targets}), tmp_path / "curated")
    export(tmp_path / "curated", "sqlite", tmp_path / "out")
    found = "SELECT language, text FROM segments WHERE rowid IN (SELECT rowid FROM search WHERE search MATCH ?)"
    with closing(sqlite3.connect(tmp_path / "out" / "bundle.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute(found, ("corazon",)).fetchall() == [("es", texts[1])]
        assert database.execute(found, ('text : "hueso*"',)).fetchall() == []
        assert database.execute(found, ("text : hueso*",)).fetchall() == [("es", texts[0])]
        counts = {table.name: database.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0] for table in TABLES}  # noqa: S608
    assert counts == {"documents": 1, "segments": 4, "entities": 1}


def test_chunks_show_what_is_approved_and_cite_what_they_show(
    curated: Path, page: BundledDocument, tmp_path: Path
) -> None:
    export(curated, "chunks", tmp_path / "out")
    chunks = lines(tmp_path / "out" / "chunks.jsonl")
    assert len({chunk["id"] for chunk in chunks}) == len(chunks)
    raw = page.restore()
    for chunk in chunks:
        for part in chunk["parts"]:
            assert part["text"] in chunk["text"]
            assert chunk["raw_start"] <= part["raw_start"] < part["raw_end"] <= chunk["raw_end"]
            assert part["language"] == "en" or part["text"] in APPROVED
            if part["language"] == "en":
                assert raw[part["raw_start"]] == part["text"][0]
        for one in chunk["entities"]:
            assert chunk["start"] <= one["start"] < one["end"] <= chunk["end"]
        assert (chunk["licence"], chunk["has_drafts"]) == ("CC-BY-4.0", False)
    spanish = [chunk for chunk in chunks if chunk["language"] == "es"]
    assert [chunk["heading_path"] for chunk in spanish] == [["texto 0", "Care"]]
    assert "fever" in [one["concept"] for one in spanish[0]["entities"]]
    export(curated, "chunks", tmp_path / "drafts", drafts=True)
    spanish = [chunk for chunk in lines(tmp_path / "drafts" / "chunks.jsonl") if chunk["language"] == "es"]
    assert spanish[0]["text"] == "[draft: test] texto 1 texto 2"
    assert [part["text"] for part in spanish[1]["parts"]][:2] == ["texto 4", "texto 5"]
    assert [chunk["has_drafts"] for chunk in spanish] == [True, True]


def test_long_sections_are_parted_between_paragraphs(tmp_path: Path) -> None:
    sentences = [f"The liver of patient {number} lies under the ribs." for number in range(100, 100 + 7 * 12 + 60)]
    paragraphs = [sentences[n : n + 12] for n in range(0, 7 * 12, 12)] + [sentences[7 * 12 :]]
    text = "\n\n".join(["# Liver", *map(" ".join, paragraphs)])
    write_bundle(Entry(curate(text, name="page.md", glossary={})), tmp_path / "curated")
    export(tmp_path / "curated", "chunks", tmp_path / "out")
    chunks = lines(tmp_path / "out" / "chunks.jsonl")
    assert [chunk["text"].count("The liver") for chunk in chunks] == [24, 24, 24, 12, 60]
    assert {tuple(chunk["heading_path"]) for chunk in chunks} == {("Liver",)}


def web_page(folder: Path, name: str) -> tuple[Any, dict[str, Any]]:
    """A page as a browser has it, and what it says of itself."""
    tree: Any = lxml.html.fromstring((folder / name).read_bytes().decode("utf-8"))
    (script,) = tree.xpath("//script[@type='application/ld+json']")
    return tree, json.loads(script.text)


def test_a_page_shows_approved_sentences_and_else_the_original(curated: Path, tmp_path: Path) -> None:
    export(curated, "html", tmp_path / "out")
    tree, said = web_page(tmp_path / "out", "page.es.html")
    assert tree.get("lang") == "es"
    own = [one.text for one in tree.xpath("//main//*[@id][not(@lang)]")]
    assert own == APPROVED
    assert [one.text for one in tree.xpath("//main//*[@id][@lang='en']")][:2] == [
        "𝔘 A fever of 39°C is high.",
        "Rest for 2–3 days.",
    ]
    assert not tree.xpath("//*[@class='draft']")
    assert (said["creativeWorkStatus"], "translator" in said, "lastReviewed" in said) == ("Incomplete", False, False)
    original = said["translationOfWork"]
    assert (original["inLanguage"], original["lastReviewed"], original["reviewedBy"]) == (
        "en",
        "2024-03-14",
        "A. Doctor",
    )


def test_a_page_says_in_which_language_it_is(tmp_path: Path) -> None:
    """Of a translation of which nothing is approved all is the original, and it is described as that."""
    document = curate("# Bones\n\nRest for 2 days.\n", name="page.md", glossary={})
    for state, lang, title in (("draft", "en", None), ("approved", "es", "en")):
        texts = ("Huesos", "draft"), ("Descanse 2 días.", state)
        pairs = zip(document.segments, texts, strict=True)
        targets = [Target(s.key, t, t, "person", None, cast(State, one)) for s, (t, one) in pairs]
        write_bundle(Entry(document, {"es": targets}), tmp_path / state)
        export(tmp_path / state, "html", tmp_path / f"{state}-html")
        tree, said = web_page(tmp_path / f"{state}-html", "page.es.html")
        assert (tree.get("lang"), said["inLanguage"], tree.xpath("string(//title/@lang)") or None) == (
            lang,
            lang,
            title,
        )
        assert tree.xpath("//title/text()") == ["Bones"]
        assert bool(tree.xpath("//main//*[@lang]")) is (lang == "es")


def test_with_drafts_the_page_and_each_paragraph_say_so(curated: Path, tmp_path: Path) -> None:
    export(curated, "html", tmp_path / "out", drafts=True)
    tree, said = web_page(tmp_path / "out", "page.es.html")
    marks = [one.text for one in tree.xpath("//main//*[@class='draft']")]
    assert marks[0] == "This page holds drafts that no person has confirmed, by a person, test, the memory."
    assert marks[1:] == [
        "[draft: test]",
        "[draft: a person]",
        "[draft: test]",
        "[draft: the memory, a person]",
        "[draft: test]",
    ]
    assert said["creativeWorkStatus"] == "Draft"
    assert said["translator"] == [{"@type": "SoftwareApplication", "name": "test"}]
    tree, said = web_page(tmp_path / "out", "page.en.html")
    assert not tree.xpath("//*[@class='draft']")


def test_a_page_has_lists_tables_and_headings(curated: Path, tmp_path: Path) -> None:
    export(curated, "html", tmp_path / "out")
    tree, _ = web_page(tmp_path / "out", "page.en.html")
    shape = [(one.tag, " ".join(one.text_content().split())) for one in tree.xpath("//main/*")]
    assert shape == [
        ("h1", "Fever"),
        ("p", "𝔘 A fever of 39°C is high. Rest for 2–3 days."),
        ("h2", "Care"),
        ("ul", "Drink water. Call us."),
        ("ol", "Sleep now. There is no fever."),
        ("table", "DrugDose Iron<5 mg"),
    ]
    assert [one.get("value") for one in tree.xpath("//ol/li")] == ["1", "2"]


DESCRIPTIONS: list[tuple[SideFile, dict[str, Any]]] = [
    (SideFile(), {}),
    (SideFile(reviewed_by="A. Doctor"), {}),
    (SideFile(reviewed="2024-03-14", date="2024-03-15"), {"dateModified": "2024-03-15"}),
    (SideFile(reviewed="2024-03-14", reviewed_text="0123456789ab"), {}),
    (SideFile(reviewed="2024-03-14"), {"lastReviewed": "2024-03-14"}),
    (
        SideFile(reviewed="2024-03-14", reviewed_by="A. Doctor", date="2024-03-01"),
        {"lastReviewed": "2024-03-14", "reviewedBy": "A. Doctor", "dateModified": "2024-03-01"},
    ),
    (
        SideFile(title="Care </script><b>", licence="CC0-1.0", url="https://example.org/", author="A", owner="B"),
        {
            "name": "Care </script><b>", "license": "CC0-1.0", "url": "https://example.org/", "author": "A",
            "copyrightHolder": "B",
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("side", "expected"), DESCRIPTIONS)
def test_a_page_says_of_itself_what_its_side_file_says(
    tmp_path: Path, side: SideFile, expected: dict[str, Any]
) -> None:
    write_bundle(entry(tmp_path, side), tmp_path / "curated")
    export(tmp_path / "curated", "html", tmp_path / "out")
    _, said = web_page(tmp_path / "out", "page.en.html")
    (fever,) = said.pop("mentions")
    base = {"@context": "https://schema.org", "@type": "MedicalWebPage", "name": "Fever", "inLanguage": "en"}
    assert said == base | expected
    assert fever["alternateName"] == ["high temperature"]
    assert fever["code"] == [{"@type": "MedicalCode", "codeValue": "HP:0001945", "codingSystem": "HPO"}]


def test_an_empty_text_and_an_empty_bundle_have_every_file(tmp_path: Path) -> None:
    write_bundle(Entry(curate("", name="page.txt", glossary={})), tmp_path / "curated")
    for form in ("jsonl", "sqlite", "chunks", "html"):
        assert export(tmp_path / "curated", form, tmp_path / form)


def test_parquet_without_pyarrow_is_told_with_the_command(curated: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Parquet needs pyarrow, .*; python -m pip install pyarrow$"):
        export(curated, "parquet", tmp_path / "out")
