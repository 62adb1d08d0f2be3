"""The reference cases of the repair rules: real texts, UEditor's pairs, ghosts of tags."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from pipeline.core.model import Document, Source
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary
from pipeline.repair import build

REPAIR = build(Settings(), Glossary())


def repaired(text: str) -> Document:
    document = REPAIR(Document("page", text, text, Source("page.txt")))
    assert document.restore() == text
    return document


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "repair" / name).read_text(encoding="utf-8").splitlines()]


def test_real_texts(shared: Path) -> None:
    """All places to keep or to flag stay; of those to change twelve become what is expected.

    The one that stays is a heading of a summary: it looks like content on every page that is no such summary.
    """
    right: Counter[str] = Counter()
    for case in rows(shared, "medquad_cases.jsonl"):
        document = repaired(case["text"])
        start, end = document.to_curated(case["start"], case["start"] + case["length"])
        expected = case["expect"] if case["action"] == "change" else case["raw"]
        right[case["action"]] += document.text[start:end] == expected
        assert case["action"] == "change" or document.text[start:end] == expected, case["raw"]
    assert right == {"keep": 15, "flag": 3, "change": 12}


def test_sizes_in_px_are_brought_back_or_left(shared: Path) -> None:
    """No size gets a value that was never in the text."""
    brought = 0
    for pair in rows(shared, "px_pairs.jsonl"):
        text = repaired(pair["after"]).text
        brought += text != pair["after"] and pair["changed"]
        if "px" not in text:
            before = [float(n) for n in re.findall(r"\d+(?:\.\d+)?|\.\d+", pair["before"])]
            assert [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)] == before or pair["after"] == "0", pair
        else:
            assert text == pair["after"]
    assert brought >= 10


def test_sizes_in_px_come_back_in_a_sentence_about_a_body(shared: Path) -> None:
    """The same pairs inside a sentence: nearly all are proven then, and none gets another value."""
    brought = 0
    pairs = [p for p in rows(shared, "px_pairs.jsonl") if "px" in p["after"] and p["changed"]]
    for pair in pairs:
        text = repaired(f"The lesion: {pair['after']}.").text
        if "px" not in text:
            brought += 1
            numbers = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]
            assert numbers == [
                float(n) for n in re.findall(r"\d+(?:\.\d+)?|\.\d+", pair["before"].replace("5.cm", "5cm"))
            ]
    assert brought >= len(pairs) - 6


def test_ghosts_of_tags(shared: Path) -> None:
    """What was text in the page's source is text again, but for its capitals, which the parser took."""
    for row in rows(shared, "ghost_pairs.jsonl"):
        text = repaired(row["dom"]).text
        if ' c=""' in row["dom"] or ' stage<=""' in row["dom"]:
            assert '=""' in text
            continue
        source = re.sub(r"</?(?:p|span|strong)>|</span|</strong|</em", "", row["html"])
        assert re.sub(r"\s", "", text) == re.sub(r"\s", "", source).lower().replace("plt<plt", "PLT<plt").replace(
            "afp<afp", "AFP<afp"
        ).replace("hb<", "Hb<")


def test_seeds_are_curated_once(shared: Path) -> None:
    """A second run over the repaired reference texts proposes no change."""
    for path in sorted((shared / "seeds").glob("*.txt")):
        once = repaired(path.read_bytes().decode("utf-8"))
        assert once.log
        assert repaired(once.text).log == ()
