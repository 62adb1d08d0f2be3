"""A merge that was left unfinished: one line that says so, in whatever file it is."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.errors import PipelineError
from pipeline.core.settings import Settings
from pipeline.core.text.unmerged import UNMERGED, unmerged
from pipeline.exchange import bilingual, tmx, xliff
from pipeline.exchange.bilingual.unit import Languages
from pipeline.exchange.terms import Selection
from pipeline.exchange.terms import read as read_terms
from pipeline.glossary import load_glossary, packs
from pipeline.ingest import RawText
from pipeline.ingest import read as read_raw
from pipeline.job.names import read_settings, read_side
from pipeline.job.reviewers import read_reviewers

MARKED = "one\n<<<<<<< HEAD\ntwo\n=======\nthree\n>>>>>>> theirs\n"
ENGLISH_SPANISH = Languages("en", "es")
READERS: dict[str, Callable[[Path], object]] = {
    "text.txt": lambda path: read_raw(RawText(path), Settings()),
    "page.html": lambda path: read_raw(RawText(path), Settings()),
    "side.yaml": read_side,
    "settings.yaml": read_settings,
    "glossary.yaml": load_glossary,
    "reviewers.yaml": read_reviewers,
    "a.xlf": xliff.read,
    "memory.tmx": lambda path: tmx.pairs(path, ENGLISH_SPANISH),
    "b.po": lambda path: bilingual.read(path, ENGLISH_SPANISH),
    "b.csv": lambda path: bilingual.read(path, ENGLISH_SPANISH),
    "b.sdlxliff": lambda path: bilingual.read(path, ENGLISH_SPANISH),
    "terms.csv": lambda path: read_terms(path, Selection()),
    "terms.tbx": lambda path: read_terms(path, Selection()),
    "terms.obo": lambda path: read_terms(path, Selection()),
    "packs/p.jsonl": lambda path: packs.load_packs(path.parent),
}


@pytest.mark.parametrize(("name", "read"), READERS.items(), ids=READERS)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=json.dumps)
def test_the_line_says_so(tmp_path: Path, name: str, read: Callable[[Path], object], end: str) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / name).write_bytes(MARKED.replace("\n", end).encode())
    with pytest.raises(PipelineError) as error:
        read(tmp_path / name)
    assert str(error.value) == f"{tmp_path / name}:2: {UNMERGED[0]}; {UNMERGED[1]}"


NONE = [
    "", "Heading\n=======\n", "a <<<<<<< b\n", "<<<<<<<<\n", ">>>>>> x\n", "<<<<<<<x\n", "> > > > a\n", " <<<<<<< a\n",
    "=======\n", ">>>>>>>>>>>>>>\n", "<<<<<<<\u00a0a\n",
]  # fmt: skip
SOME = ["<<<<<<< a\n", "x\n<<<<<<<\n", ">>>>>>> b", "a\n||||||| base\n>>>>>>> b\n", "<<<<<<< \n"]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_mark(text: str) -> None:
    assert unmerged(text) is None


@pytest.mark.parametrize("text", SOME)
def test_what_is_one(text: str) -> None:
    assert unmerged(text) == (2 if text[1] == "\n" else 1)
