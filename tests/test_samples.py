"""The six sample texts in raw/ are our own, are licensed, and carry the artifacts that they are there to show."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import yaml

RAW = Path(__file__).parent.parent / "raw"

# Public notices of United States government web sites: the one wording that a sample may share with other pages.
BANNER = (
    "An official website of the United States government",
    "A .gov website belongs to an official government organization in the United States.",
    "Share sensitive information only on official, secure websites.",
)

# The six samples, and what each is there to show, in its own characters.
ARTIFACTS = {
    "liver-metastases-review.txt": [*BANNER, "PubMed Disclaimer", " - PubMed - PMC", "    1. ", "\ndoi: 10."],
    "liver-metastasis-guide.txt": ["40% -50%", "than 2cm", "1cm , Above", "cardia vein", "vote Thank you for"],
    "metastatic-liver-tumours.txt": ['<4< span="">', ">3 nodules", "0.8-75px", "AKP", "γ-GT", " 2.Lymph", "“target”"],
    "questions-after-diagnosis.txt": [". .", "5kg", "organ , So", "tiredness and tiredness", "4 pieces", "kidneys is."],
    "secondary-liver-cancer-clinic.txt": ["top of page", "bottom of page", "\n  • ", ":\u00a0 ", "(MDT). which"],
    "treating-liver-metastases.html": ["<3 lesions", "p<0.05", "&nbsp;", "<sup>", "<abbr ", "<table>", "cookie"],
}
SAMPLES = [RAW / name for name in ARTIFACTS]
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)


def side(sample: Path) -> dict[str, Any]:
    """The side file of a sample."""
    content = yaml.safe_load(sample.with_suffix(".yaml").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def text(sample: Path) -> str:
    """The sample decoded as its side file declares, UTF-8 with or without a byte-order mark otherwise."""
    return sample.read_bytes().decode(side(sample).get("encoding", "utf-8-sig"))


def visible(sample: Path) -> str:
    """What a reader sees: the text itself, or the body of the HTML page without its markup."""
    if sample.suffix == ".html":
        return str(lxml.html.document_fromstring(text(sample)).xpath("string(//body)"))
    return text(sample)


def without_banner(content: str) -> str:
    """The text without the public notices, its white space folded."""
    folded = " ".join(content.split())
    for notice in BANNER:
        folded = folded.replace(notice, "\n")
    return folded


def word_runs(content: str, length: int) -> Iterator[tuple[str, ...]]:
    """Every run of `length` words, in lower case and without punctuation."""
    words = re.findall(r"\w+", content.lower())
    return zip(*(words[start:] for start in range(length)), strict=False)


def character_runs(content: str, length: int) -> Iterator[str]:
    """Every run of `length` characters."""
    return (content[start : start + length] for start in range(len(content) - length + 1))


@each_sample
def test_length(sample: Path) -> None:
    assert 500 <= len(visible(sample).split()) <= 1500


@each_sample
def test_title_and_licence(sample: Path) -> None:
    described = side(sample)
    assert described["title"] in " ".join(visible(sample).split())
    assert described["licence"] == "CC0-1.0"
    assert described["language"] == "en"


@each_sample
def test_artifacts(sample: Path) -> None:
    assert [mark for mark in ARTIFACTS[sample.name] if mark not in text(sample)] == []


def test_files_differ_in_encoding_and_line_ends() -> None:
    def names(mark: bytes) -> list[str]:
        return [path.name for path in SAMPLES if mark in path.read_bytes()]

    assert names(b"\xef\xbb\xbf") == ["liver-metastasis-guide.txt"]
    assert names(b"\r\n") == ["questions-after-diagnosis.txt"]
    declared = [path for path in SAMPLES if side(path).get("encoding") == "windows-1252"]
    assert [path.name for path in declared] == ["secondary-liver-cancer-clinic.txt"]
    assert b"isn\x92t" in declared[0].read_bytes()


def test_one_side_file_shows_edits_and_waive() -> None:
    (sample,) = [path for path in SAMPLES if {"edits", "waive"} <= side(path).keys()]
    folded = " ".join(text(sample).split())
    shown = [edit["find"] for edit in side(sample)["edits"]] + [waiver["text"] for waiver in side(sample)["waive"]]
    assert [folded.count(quoted) for quoted in shown] == [1] * len(shown)


@each_sample
def test_no_sentence_of_the_reference_texts(sample: Path, shared: Path) -> None:
    seeds = [without_banner(path.read_text(encoding="utf-8")) for path in sorted((shared / "seeds").glob("*.txt"))]
    assert seeds
    for content in (visible(sample), text(sample)):
        own = without_banner(content)
        for seed in seeds:
            assert not set(word_runs(own, 8)) & set(word_runs(seed, 8))
            assert not set(character_runs(own, 60)) & set(character_runs(seed, 60))
