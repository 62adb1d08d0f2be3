"""The rule terms/preferred: what it replaces, and all that it must leave alone."""

from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.api import curate
from pipeline.core.edits import Change, undo
from pipeline.core.model import Document, SideFile, Source
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary, english, load_glossary
from pipeline.repair import terms

CASES = Path(__file__).parent / "cases"
ROOT = Path(__file__).parent.parent
REPLACEMENTS = yaml.safe_load((CASES / "terms-replacements.yaml").read_text(encoding="utf-8"))
EXPAND = yaml.safe_load((CASES / "terms-expand.yaml").read_text(encoding="utf-8"))
PREFERRED = yaml.safe_load((CASES / "terms-preferred.yaml").read_text(encoding="utf-8"))
ENGLISH = yaml.safe_load((CASES / "terms-english.yaml").read_text(encoding="utf-8"))
SPELLING = yaml.safe_load((CASES / "terms-spelling.yaml").read_text(encoding="utf-8"))
GLOSSARY = load_glossary(CASES / "terms-glossary.yaml")


def document(text: str, **side: Any) -> Document:
    return Document("page", text, text, Source("page.txt"), SideFile(**side))


def normalised(text: str, glossary: Glossary = GLOSSARY) -> Document:
    return terms.build(Settings(), glossary)(document(text))


def changes(done: Document) -> list[Change]:
    return [change for step in done.log for change in step.changes]


@pytest.mark.parametrize("case", PREFERRED["negative"], ids=lambda case: case["keep"])
def test_it_leaves_alone(case: dict[str, str]) -> None:
    done = normalised(case["keep"])
    assert done.text == case["keep"], case["why"]
    assert done.log == ()


@pytest.mark.parametrize("case", PREFERRED["positive"], ids=lambda case: case["text"])
def test_it_replaces(case: dict[str, Any]) -> None:
    done = normalised(case["text"])
    assert done.text == case["expect"]
    assert done.restore() == case["text"]
    if "concepts" in case:
        assert [change.reason for change in changes(done)] == case["concepts"]


def test_the_pass_names_its_rule_and_the_reason_is_the_concept() -> None:
    (step,) = normalised("An AKP test").log
    assert (step.stage, step.rule, step.version) == ("terms", "terms/preferred", 1)
    assert step.changes == (Change(3, 6, "AKP", "ALP", "alkaline-phosphatase"),)


def test_a_corrected_article_belongs_to_the_same_change() -> None:
    assert changes(normalised("after a NMR tomography")) == [Change(6, 22, "a NMR tomography", "an MRI", "mri")]


def test_settings_and_side_file_switch_it_off() -> None:
    text, off = "elevated AKP", ("terms/preferred",)
    assert terms.build(Settings(off=off), GLOSSARY)(document(text)).text == text
    assert terms.build(Settings(), GLOSSARY)(document(text, off=off)).text == text


def test_an_empty_glossary_changes_nothing() -> None:
    assert normalised("elevated AKP, B ultrasound", Glossary()).log == ()


def test_a_wrapped_line_begins_no_sentence() -> None:
    long = "In this long line of running text nobody has set a full stop before"
    assert normalised(f"{long}\nAKP rose.").text == f"{long}\nALP rose."
    assert not english.opens_sentence(f"{long}\nAKP", len(long) + 1)
    assert english.opens_sentence(f"{long}.\nAKP", len(long) + 2)
    assert english.opens_sentence("Blood tests\nAKP", 12)


@pytest.mark.parametrize("text", ["", "1. ", "- ", "# ", "It fell. ", "It fell.” ", "Did it? “", "a)\u00a0"])
def test_a_sentence_opens_behind(text: str) -> None:
    assert english.opens_sentence(text + "AKP", len(text))


@pytest.mark.parametrize("text", ["an ", "e.g. ", "approx. ", "Dr. ", "J. ", "(the ", "a, ", "it fell; ", "no. "])
def test_no_sentence_opens_behind(text: str) -> None:
    assert not english.opens_sentence(text + "AKP", len(text))


@pytest.mark.parametrize("term", ENGLISH["plurals"])
def test_plural(term: str) -> None:
    assert english.plural(term) == tuple(ENGLISH["plurals"][term])


@pytest.mark.parametrize("term", ENGLISH["without_plural"])
def test_no_plural(term: str) -> None:
    assert english.plural(term) is None


@pytest.mark.parametrize(
    ("article", "phrase"), [(article, phrase) for article, phrases in ENGLISH["articles"].items() for phrase in phrases]
)
def test_article(article: str, phrase: str) -> None:
    assert english.article(phrase) == (None if article == "doubtful" else article)


PIECES = st.sampled_from(
    [
        *("AKP", "γ-GT", "GGT", "B ultrasound", "NMR tomography", "alkali phosphatase", "hepatic secondaries"),
        *("unreal germ", "hepatitis ", "a ", "An ", "A ", ". ", "\n", "-", "“", "”", " ", "(", "x", "İ", "e\u0301"),
        *("\u00ad", "\u00a0"),
    ]
)


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_undone_it_is_the_raw_text_and_done_twice_it_is_done_once(text: str) -> None:
    done = normalised(text)
    assert done.restore() == text
    assert normalised(done.text).text == done.text


def test_the_texts_of_the_project(shared: Path) -> None:
    """On real texts and with the glossary of the project: what stands in expectations.yaml."""
    glossary = load_glossary(CASES.parent.parent / "glossary.yaml")
    expected = yaml.safe_load((shared / "seeds" / "expectations.yaml").read_text(encoding="utf-8"))
    seen = 0
    for name, page in expected.items():
        text = (shared / "seeds" / name).read_text(encoding="utf-8")
        done = normalised(text, glossary)
        assert done.restore() == text
        made = {(change.before, change.after) for change in changes(done)}
        for case in page["cases"]:
            if case["action"] == "keep":
                assert case["raw"] in done.text
            elif "glossary" in str(case["why"]):
                seen += 1
                assert any(old in case["raw"] and new in case["expect"] for old, new in made), case["raw"]
    assert seen == 3


class TestExpand:
    """terms/expand, off unless the settings ask for it."""

    @staticmethod
    def expanded(text: str) -> Document:
        return terms.build(Settings(expand_abbreviations=True), GLOSSARY)(document(text))

    @pytest.mark.parametrize("case", EXPAND["negative"], ids=lambda case: case["keep"])
    def test_it_leaves_alone(self, case: dict[str, str]) -> None:
        assert self.expanded(case["keep"]).text == case["keep"], case["why"]

    @pytest.mark.parametrize("case", EXPAND["positive"], ids=lambda case: case["text"])
    def test_it_writes_the_first_use_out(self, case: dict[str, str]) -> None:
        done = self.expanded(case["text"])
        assert done.text == case["expect"]
        assert done.restore() == case["text"]
        assert self.expanded(done.text).text == done.text

    def test_it_is_off_by_default(self) -> None:
        assert normalised("The ALP value rose.").log == ()


class TestSpelling:
    """terms/spelling, off unless the settings name a spelling."""

    @staticmethod
    def spelled(text: str, chosen: Literal["keep", "GB", "US"]) -> Document:
        return terms.build(Settings(english=chosen), Glossary())(document(text))

    @pytest.mark.parametrize("case", SPELLING["keep"], ids=lambda case: case["text"])
    def test_it_leaves_alone(self, case: dict[str, Any]) -> None:
        for chosen in ("GB", "US") if case["english"] == "both" else (case["english"],):
            assert self.spelled(case["text"], chosen).text == case["text"], case["why"]

    @pytest.mark.parametrize("case", SPELLING["change"], ids=lambda case: case["text"])
    def test_it_spells(self, case: dict[str, Any]) -> None:
        done = self.spelled(case["text"], case["english"])
        assert done.text == case["expect"]
        assert done.restore() == case["text"]
        assert self.spelled(done.text, case["english"]).text == done.text

    def test_it_is_off_by_default(self) -> None:
        assert self.spelled("Anaemia and anemia.", "keep").log == ()

    def test_both_spellings_name_one_concept(self) -> None:
        glossary = load_glossary(ROOT / "glossary.yaml", "all")
        british = english.spellings("US")
        assert british
        found = [[[m.concept.id for m in glossary.find(one)] for one in pair] for pair in british.right.items()]
        assert [(pair, one) for pair, one in zip(british.right.items(), found, strict=True) if one[0] != one[1]] == []


def replacements(path: Path) -> list[dict[str, str]]:
    """Every replacement of a preferred term in a text, with some characters around it."""
    done = curate(path.read_bytes(), path.name, ROOT / "glossary.yaml")
    found = []
    for number, step in enumerate(done.log):
        if step.rule == "terms/preferred":
            seen = undo(done.text, done.log[number:])
            for change in step.changes:
                left, right = seen[max(0, change.start - 12) : change.start], seen[change.end : change.end + 8]
                was, now = (" ".join((left + text + right).split()) for text in (change.before, change.after))
                found.append({"file": path.name, "was": was, "now": now})
    return found


class TestReplacements:
    """Every replacement in real texts stands in a list read by hand: article, number and capitals are right."""

    def test_samples(self) -> None:
        paths = [path for path in sorted((ROOT / "raw").iterdir()) if path.suffix != ".yaml"]
        self.assert_read_by_hand(paths, "samples")

    def test_seeds(self, shared: Path) -> None:
        self.assert_read_by_hand(sorted((shared / "seeds").glob("*.txt")), "seeds")

    @staticmethod
    def assert_read_by_hand(paths: list[Path], part: str) -> None:
        made = [one for path in paths for one in replacements(path)]
        unread = [one for one in made if one not in REPLACEMENTS[part]]
        assert unread == [], "read these; where they are right, add them to tests/cases/terms-replacements.yaml"
        assert len(made) >= len(REPLACEMENTS[part]) > 0

    def test_contexts_are_short(self) -> None:
        assert all(len(one[key]) <= 40 for part in REPLACEMENTS.values() for one in part for key in ("was", "now"))
