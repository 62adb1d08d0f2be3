"""A sentence on which an error is open is marked wherever it is shown, in its own place or in a translation's."""

import json
import runpy
from pathlib import Path

import pytest

from pipeline import curate, load_bundle
from pipeline.bundle import Bundle
from pipeline.bundle.making import Entry
from pipeline.core.targets import Target
from pipeline.exports import export
from tests.conftest import ROOT
from tests.documents import write_bundle

BROKEN = "Is often raised in with spread."
MARK = "to be checked by an editor"


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doubts") / "curated"
    document = curate(f"Fever\n\nTake 5 mg.\n\n{BROKEN}\n", name="page.txt", glossary={})
    texts = ("Fiebre", "Tome 5 mg.", None)
    pairs = zip(document.segments, texts, strict=True)
    targets = tuple(Target(s.key, t, t, "person", None, "approved", None if t else "the source") for s, t in pairs)
    write_bundle(Entry(document, {"es": targets}), folder)
    return folder


@pytest.fixture(scope="module")
def bundle(curated: Path) -> Bundle:
    return load_bundle(curated)


@pytest.mark.parametrize("language", ["en", "es"])
def test_segments_say_that_they_are_doubtful(bundle: Bundle, language: str) -> None:
    page = bundle["page"]
    segments = page.segments(language, fallback=("en",))
    assert [one.is_doubtful for one in segments] == [False, False, True]
    assert segments[2].text == BROKEN
    for finding in segments[2].findings:
        assert page.record.text[finding.start : finding.end] in BROKEN
    assert segments[1].findings == ()


@pytest.mark.parametrize(("language", "count"), [("en", 1), ("es", 0)])
def test_markdown_marks_what_it_shows(curated: Path, language: str, count: int) -> None:
    text = (curated / "page" / f"{language}.md").read_text(encoding="utf-8")
    assert text.count(f"**\\[{MARK}\\]** {BROKEN}") == count
    assert text.count(MARK) == count


@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_mark_it(curated: Path, bundle: Bundle, tmp_path: Path, language: str) -> None:
    export(curated, "html", tmp_path)
    page = (tmp_path / f"page.{language}.html").read_text(encoding="utf-8")
    assert page.count(f'<p><span class="doubt" lang="en">[{MARK}]</span> <span') == page.count(MARK) == 1
    site = runpy.run_path(str(ROOT / "examples" / "site" / "make.py"))["build"](bundle)
    assert site[f"page.{language}.html"].count('<strong class="doubt"') == 1


def test_tables_and_chunks_say_so(curated: Path, tmp_path: Path) -> None:
    export(curated, "jsonl", tmp_path / "rows")
    export(curated, "chunks", tmp_path / "chunks")
    rows = [json.loads(line) for line in (tmp_path / "rows" / "segments.jsonl").read_text("utf-8").splitlines()]
    assert [row["is_doubtful"] for row in rows] == [False, False, True] * 2
    assert ["(error)" in (row["findings"] or "") for row in rows] == [False, False, True] * 2
    for line in (tmp_path / "chunks" / "chunks.jsonl").read_text("utf-8").splitlines():
        chunk = json.loads(line)
        assert chunk["has_doubts"]
        assert chunk["text"].endswith(f"\n[{MARK}] {BROKEN}")
        assert chunk["text"].count(MARK) == 1
        assert [part["is_doubtful"] for part in chunk["parts"]] == [False, True]
