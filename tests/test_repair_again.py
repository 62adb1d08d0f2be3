"""A second run over curated text proposes no change, whatever the text was and whichever way it came."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import curate
from pipeline.core.model import Document, Source
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary
from pipeline.repair import build

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
REPAIR = build(Settings(), Glossary())


def texts_of_cases() -> list[str]:
    """The texts of all cases of rules and checks, damaged ones and sound ones, and the clean passages."""
    files = [*CASES.glob("repair-*.yaml"), *CASES.glob("check-*.yaml")]
    tables = [table for file in sorted(files) for table in yaml.safe_load(file.read_text(encoding="utf-8")).values()]
    damaged = [case["text"] for table in tables for case in table.get("change", table.get("flag"))]
    passages = yaml.safe_load((CASES / "clean-passages.yaml").read_text(encoding="utf-8"))
    return [*damaged, *(text for table in tables for text in table["keep"]), *(p["text"] for p in passages)]


TEXTS = texts_of_cases()


def proposals(text: str) -> list[tuple[str, str, str]]:
    """What the repairs would change in a text."""
    log = REPAIR(Document("page", text, text, Source("page.txt"))).log
    return [(step.rule, change.before, change.after) for step in log for change in step.changes]


@pytest.mark.parametrize("sample", sorted((ROOT / "raw").glob("*.[th]*")), ids=lambda path: path.name)
def test_samples(sample: Path) -> None:
    curated = curate(sample.read_bytes(), name=sample.name, glossary=ROOT / "glossary.yaml")
    assert curated.log
    assert proposals(curated.text) == []


def test_reference_texts(shared: Path) -> None:
    for seed in sorted((shared / "seeds").glob("*.txt")):
        curated = curate(seed.read_bytes(), name=seed.name, glossary=ROOT / "glossary.yaml")
        assert curated.log
        assert proposals(curated.text) == []


def test_cases() -> None:
    for text in TEXTS:
        assert proposals(REPAIR(Document("page", text, text, Source("page.txt"))).text) == [], text


@settings(max_examples=200)
@given(st.lists(st.sampled_from(TEXTS), min_size=2, max_size=5), st.sampled_from([" ", "\n", "\n\n", "  ", ""]))
def test_cases_side_by_side(texts: list[str], between: str) -> None:
    """What proves a repair in one text may stand beside the damage of another."""
    text = between.join(texts)
    assert proposals(REPAIR(Document("page", text, text, Source("page.txt"))).text) == []


ELEMENTS = ["p", "h2", "li", "td", "span", "em", "sup", "nav", "div", "b"]
WORDS = [text.replace("<", "&lt;") for text in TEXTS if len(text) < 80]
PIECES = st.tuples(st.sampled_from(ELEMENTS), st.sampled_from([*WORDS, "<3 nodules", "p<0.05", "<br>", "&nbsp;", "\n"]))


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=8))
def test_html_pages(pieces: list[tuple[str, str]]) -> None:
    body = "".join(f"<{name}>{text}</{name}>" for name, text in pieces)
    page = f"<html><body><article><h1>Care at home</h1><p>Rest helps.</p>{body}</article></body></html>"
    curated = curate(page, name="page.html", glossary={})
    assert curated.restore() == page
    assert proposals(curated.text) == []
