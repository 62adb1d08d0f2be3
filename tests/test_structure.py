"""Blocks, segments, title and metadata are found where the text proves them."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.edits import Change, Pass
from pipeline.core.model import Block, Document, SideFile, Source
from pipeline.core.settings import Settings
from pipeline.data import load
from pipeline.glossary import Glossary
from pipeline.structure import blocks_of, build

FOLDER = Path(__file__).parent / "cases"
BLOCKS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "structure-blocks.yaml").read_text(encoding="utf-8"))
HEADERS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "structure-header.yaml").read_text(encoding="utf-8"))
MARKUP = set("|*_#:：")
LINES = st.sampled_from(
    """
    Causes/Key facts/References/Dose: 5 mg/**Note**/# Top/---/| a | b |/|/•/• tired/1. Rest/2) Ice./(3) Heat/What now?
    The knee hurts. It swells./stage/2. The end/Signs: • a • b/A way. 2. Blood flows. 3. Lymph (x 4) too./  and then
    Hu, A. J. Sample 3, 1–9 (2018)./doi: 10.5555 x/…/\u00a0//./𝔸 mass, in the knee
    """.replace("\n    ", "/").split("/")
)
TEXTS = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n\n", " ", "\r\n", "\u2028"])), max_size=14).map(
    lambda pairs: "".join(line + gap for line, gap in pairs)
)
stage = build(Settings(), Glossary())


def document(text: str, **known: Any) -> Document:
    """A document whose raw text is its text."""
    return Document("page.txt", text, text, Source("page.txt"), **known)


def shown(text: str, block: Block) -> str:
    """A block as the case files write it."""
    words = text[block.content : block.end]
    if block.kind == "heading":
        return f"heading({block.level}): {words}"
    label = text[block.start : block.content].strip("*: \n") + " = " if block.kind == "field" else ""
    return f"{block.kind}: {label}{words}"


@pytest.mark.parametrize("case", BLOCKS, ids=lambda case: case["why"])
def test_blocks(case: dict[str, Any]) -> None:
    folded = [" ".join(shown(case["text"], block).split()) for block in blocks_of(case["text"])]
    assert folded == [" ".join(block.split()) for block in case["blocks"]]


@pytest.mark.parametrize("case", HEADERS, ids=lambda case: case["why"])
def test_title_and_metadata(case: dict[str, Any]) -> None:
    side = SideFile(**case.get("side", {}))
    given = document(case["text"], side=side, title=case.get("known_title"), metadata=case.get("known", {}))
    result = stage(given)
    assert (result.title, result.metadata) == (case["title"], case["metadata"])


def test_segments_of_every_kind() -> None:
    """One sentence, heading, label, value or cell each; marks of lists, tables and Markdown stand outside."""
    text = "# **Is it?** What now?\n\nIt is. We wait.\n\n- rest. ice.\n\n| Age | 5 |\n|---|---|\n\nSex: any\nDose: 5 mg"
    result = stage(document(text))
    sources = [text[segment.start : segment.end] for segment in result.segments]
    assert sources[:6] == ["Is it?** What now?", "It is.", "We wait.", "rest. ice.", "Age", "5"]
    assert sources[6:] == ["Sex", "any", "Dose", "5 mg"]
    assert [result.blocks[segment.block].kind for segment in result.segments][-4:] == ["field"] * 4


def test_references_are_not_translated() -> None:
    result = stage(document("Outlook\n\nGood.\n\nReferences\n\n1. Hu, A. On it. J. Sample 3, 1–9 (2018)."))
    assert [segment.translate for segment in result.segments] == [True, True, True, False]
    last = result.segments[-1]
    assert result.text[last.start : last.end] == "Hu, A. On it. J. Sample 3, 1–9 (2018)."


def test_keys_name_document_source_and_occurrence() -> None:
    """Equal sources are counted; a sentence that moves keeps its key."""
    one, other = stage(document("Rest it. Cool it. Rest it.")), stage(document("Cool it. Then rest it. Rest it."))
    keys = [segment.key for segment in one.segments]
    assert keys[0].startswith("page:")
    assert keys[0][:-1] == keys[2][:-1]
    assert (keys[0][-2:], keys[2][-2:]) == (":1", ":2")
    assert keys[1] == other.segments[0].key


def test_segments_know_their_raw_place() -> None:
    """Raw spans go through the log of changes."""
    raw, text = "It is 2cm. Wait .", "It is 2 cm. Wait."
    log = (Pass("repair", "repair/x", 1, (Change(7, 7, "", " ", "r"), Change(15, 16, " ", "", "r"))),)
    result = stage(msgspec.structs.replace(document(text), raw=raw, log=log))
    assert [raw[s.raw_start : s.raw_end] for s in result.segments] == ["It is 2cm.", "Wait ."]


@given(TEXTS)
def test_blocks_hold_the_whole_text(text: str) -> None:
    """Blocks are sorted, disjoint, trimmed and not empty, and only white space lies between them."""
    position = 0
    for block in blocks_of(text):
        assert not text[position : block.start].strip()
        assert text[block.start : block.end] == text[block.start : block.end].strip() != ""
        assert block.start <= block.content <= block.end
        position = block.end
    assert not text[position:].strip()


@given(TEXTS)
def test_segments_hold_every_word(text: str) -> None:
    """Segments are disjoint and lie in their blocks; what they leave out is markup, or a cell without a word."""
    result = stage(document(text))
    assert len({segment.key for segment in result.segments}) == len(result.segments)
    position = 0
    covered: set[int] = set()
    for segment in result.segments:
        block = result.blocks[segment.block]
        assert position <= segment.start < segment.end
        assert block.start <= segment.start
        assert segment.end <= block.end
        covered.update(range(segment.start, segment.end))
        position = segment.end
    for block in result.blocks:
        begin = block.start if block.kind == "field" else block.content
        left = {text[i] for i in range(begin, block.end) if i not in covered and not text[i].isspace()}
        assert left <= MARKUP or (block.kind == "table-row" and not any(map(str.isalnum, left)))


@given(TEXTS)
def test_the_stage_changes_no_character(text: str) -> None:
    result = stage(document(text))
    assert (result.text, result.log) == (text, ())


def test_word_lists_hold_words() -> None:
    """YAML reads a bare `no` as false: every entry must be a lower-case string, and stand once."""
    for words in load("structure.yaml").values():
        assert all(isinstance(word, str) and word == word.lower() for word in words)
        assert len(set(words)) == len(words)
