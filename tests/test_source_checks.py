"""Source checks: every case file, side files, and what holds for any text."""

from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import checks, curate, ingest, structure
from pipeline.core.model import Document, Edit, SideFile, Waiver
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary, load_glossary

CASES = {
    identifier: cases
    for file in sorted((Path(__file__).parent / "cases").glob("check-*.yaml"))
    for identifier, cases in yaml.safe_load(file.read_text(encoding="utf-8")).items()
}
ERRORS = {check.id for check in checks.CHECKS if check.severity == "error"}
SIDE_FILE_CHECKS = {"source/edit", "source/waiver", "source/encoding", "source/language"}
GLOSSARY = """\
concepts:
  - id: portal-vein
    en: portal vein
    type: anatomy
    variants: [{text: door vein, action: flag}]
  - id: gallstone
    en: gallstone
    type: disease
    variants: [{text: gall stone, action: allow}]
  - id: small-bowel
    en: small bowel
    type: anatomy
"""


@pytest.fixture(scope="module")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    path = tmp_path_factory.mktemp("glossary") / "glossary.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    return load_glossary(path)


def judge(
    text: str, glossary: Glossary | None = None, side: SideFile | None = None, name: str = "page.txt"
) -> Document:
    name = "page.html" if text.startswith("<html") else name
    document = ingest.from_data(text, name, side or SideFile())
    for stage in (ingest, structure, checks):
        document = stage.build(Settings(), glossary or Glossary())(document)
    return document


def found(document: Document, identifier: str) -> list[str]:
    return [document.text[f.start : f.end] for f in document.findings if f.check == identifier]


@pytest.mark.parametrize(
    ("identifier", "case"),
    [(identifier, case) for identifier, cases in CASES.items() for case in cases["flag"]],
    ids=lambda value: value if isinstance(value, str) else value["text"][:40],
)
def test_a_fault_is_marked_at_its_place(identifier: str, case: dict[str, object], glossary: Glossary) -> None:
    assert found(judge(str(case["text"]), glossary), identifier) == case["marks"]


@pytest.mark.parametrize(
    ("identifier", "text"),
    [(identifier, text) for identifier, cases in CASES.items() for text in cases["keep"]],
)
def test_a_clean_text_raises_no_error(identifier: str, text: str, glossary: Glossary) -> None:
    document = judge(text, glossary)
    judged = [f for f in document.findings if f.check in {identifier, *ERRORS}]
    assert [(f.check, document.text[f.start : f.end]) for f in judged] == []


def test_every_check_has_cases_and_as_many_to_keep() -> None:
    assert {check.id for check in checks.CHECKS} == CASES.keys() | SIDE_FILE_CHECKS
    for identifier, cases in CASES.items():
        assert len(cases["keep"]) >= len(cases["flag"]), identifier


def test_a_suspect_suggests_the_preferred_term(glossary: Glossary) -> None:
    assert [f.suggestion for f in judge("A clot in the door vein.", glossary).findings] == ["portal vein"]


def test_references_are_only_asked_for_their_numbers() -> None:
    text = "References\n\n1. Blue A. The role of in. Heart 12, 3–8 (2001).\n3. Green B. The (). Heart 1, 4–8 (2002)."
    assert judge(text).findings == ()


def test_what_is_off_is_not_asked() -> None:
    assert judge("It is treated with . Rest.", side=SideFile(off=("source/loose-preposition",))).findings == ()


TEXT = "Rest or  have\nIf ill. It is of in use. The name () is old."


def test_a_waiver_gives_its_reason_to_the_finding_at_its_place_only() -> None:
    waiver = Waiver("source/hole", "name ()", "a blank to fill in", "M. Weber")
    document = judge(TEXT, side=SideFile(waive=(waiver,)))
    waived = {
        document.text[f.start : f.end]: (f.waived, f.waived_by) for f in document.findings if f.check == "source/hole"
    }
    assert waived == {"of in": (None, None), "()": ("a blank to fill in", "M. Weber")}


@pytest.mark.parametrize(
    ("check", "text", "reason"),
    [
        ("source/hole", "not there", "stand 0 times"),
        ("source/hole", "is", "stand 2 times"),
        ("source/markup", "name ()", "no finding of source/markup"),
    ],
)
def test_a_waiver_without_effect_is_told(check: str, text: str, reason: str) -> None:
    document = judge(TEXT, side=SideFile(waive=(Waiver(check, text, "why"),)))
    (idle,) = (f for f in document.findings if f.check == "source/waiver")
    assert reason in idle.message
    assert document.text[idle.start : idle.end] == "Rest"


def test_a_waiver_of_a_check_on_translations_is_not_judged_here() -> None:
    side = SideFile(waive=(Waiver("pair/numbers", "is old", "why"),))
    assert found(judge(TEXT, side=side), "source/waiver") == []


def test_waivers_match_the_extracted_text_of_html() -> None:
    words = "The <b>name</b> () is old, and many know it by heart."
    page = f"<html><body><article><h1>Care</h1><p>{words}</p></article></body></html>"
    document = judge(page, side=SideFile(waive=(Waiver("source/hole", "name ()", "a blank"),)), name="page.html")
    assert [(f.check, f.waived) for f in document.findings] == [("source/hole", "a blank")]


def test_an_edit_that_was_not_made_is_told_at_the_first_word() -> None:
    made, missed = Edit("have If", "have it. If", "lost words"), Edit("not there", "x", "why")
    document = judge(TEXT, side=SideFile(edits=(made, missed)))
    (finding,) = (f for f in document.findings if f.check == "source/edit")
    assert "not there" in finding.message
    assert document.text[finding.start : finding.end] == "Rest"


WORDS = ["the ", "of ", "in ", " and ", "May ", "2) ", "3. ", '=""', "px", "% of men have", "\ufffd", "mg ", "Tumour "]
FRAGMENTS = [*"()[]<>.,;?!1234567890\n –-", *WORDS]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join))
def test_findings_stand_inside_the_text_and_one_block_at_most(text: str) -> None:
    document = judge(text)
    for finding in document.findings:
        assert 0 <= finding.start < finding.end <= len(document.text)
        assert sum(b.start < finding.end and finding.start < b.end for b in document.blocks) <= 1


def test_checks_are_pure() -> None:
    document = structure.build(Settings(), Glossary())(ingest.from_data(TEXT, "page.txt", SideFile()))
    stage = checks.build(Settings(), Glossary())
    assert msgspec.json.encode(stage(document)) == msgspec.json.encode(stage(document))


def test_where_a_rule_took_out_the_end_of_a_sentence_the_break_is_told_as_such() -> None:
    text = "# Heels\n\nAsk at the {{< desk >}}\n\nRest helps.\n\nIt is treated with the\n\nRest helps more."
    found = [one for one in curate(text, glossary={}).findings if one.check == "source/cut-off"]
    assert [one.severity for one in found] == ["warning", "error"]
    assert "desk" in found[0].message
