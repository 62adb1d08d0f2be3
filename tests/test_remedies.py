"""What the report tells an editor to do about a finding can be pasted into the side file, and works."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import curate
from pipeline.core.model import Document, Edit, Finding, SideFile, Waiver
from pipeline.core.text.folding import find_folded
from pipeline.report.advice import advice, title
from pipeline.report.catalogue import CHECKS
from pipeline.report.grouping import MARKUP, SPACE, WORDS, grouped, kind
from pipeline.report.pages import page
from pipeline.report.remedies import Remedies
from pipeline.review.wording import INTERFACES
from tests.documents import document_of

HOLE = "The marker is often raised in with spread to the liver."
SENTENCES = st.lists(st.sampled_from(["It hurts.", "It hurts a lot.", "a", "Zu “viel”: #1 - 'x'", "- {y}", "\u00a0ä"]))


def curated(raw: str, name: str = "page.txt", side: SideFile | None = None) -> Document:
    return curate(raw, name=name, glossary={}, side=side or SideFile())


def found(document: Document, check: str) -> Finding:
    return next(one for one in document.findings if one.check == check)


def entries(text: str, key: str) -> Any:
    """The only item of a YAML list that stands under its key, or is to be put there."""
    whole = text if text.startswith(f"{key}:") else f"{key}:\n{text}"
    (item,) = yaml.safe_load(whole)[key]
    return item


class TestInASideFile:
    def test_what_is_pasted_and_given_a_reason_answers_the_finding(self) -> None:
        document = curated(f"{HOLE}\n\nTake 5 mg.\n\nIt is raised in winter.\n")
        remedy = Remedies(document).of(found(document, "source/hole"))
        item = entries(remedy.waiver, "waive") | {"reason": "as printed"}
        again = curated(document.raw, side=SideFile(waive=(Waiver(**item),)))
        assert found(again, "source/hole").waived == "as printed"
        assert all(one.check != "source/waiver" for one in again.findings)

    def test_a_suggestion_stands_in_the_correction(self) -> None:
        document = curated("Take .5 mg at night. Take 1 mg at noon.\n")
        remedy = Remedies(document).of(found(document, "source/unsafe-dose"))
        item = entries(remedy.edit, "edits")
        assert (item["find"], item["replace"], item["reason"]) == (".5 mg", "0.5 mg", None)
        side = SideFile(edits=(Edit(item["find"], item["replace"], "as printed"),))
        assert curated(document.raw, side=side).text.startswith("Take 0.5")

    def test_words_that_stand_twice_get_their_neighbours(self) -> None:
        document = curated("Take .5 mg at night.\n\nTake .5 mg at noon.\n")
        made = [Remedies(document).of(one).find for one in document.findings if one.check == "source/unsafe-dose"]
        assert made == ["Take .5 mg at night.", "Take .5 mg at noon."]

    def test_words_of_a_page_are_those_without_its_tags(self) -> None:
        raw = "<html><body><h1>Gout</h1><p>Swelling.</p>\n<p>Take <b>.5</b>\n mg at night.</p></body></html>"
        document = curated(raw, "page.html")
        remedy = Remedies(document).of(found(document, "source/unsafe-dose"))
        assert (remedy.find, remedy.first, remedy.last) == (".5 mg", 2, 3)
        side = SideFile(edits=(Edit(remedy.find, remedy.replace, "as printed"),))
        assert "Take 0.5" in curated(raw, "page.html", side).text

    def test_lists_that_are_there_are_not_begun_again(self) -> None:
        side = SideFile(edits=(Edit("Rest", "Rest well", "x"),), waive=(Waiver("source/bracket", "(", "x"),))
        document = curated("Rest (now.\n\nTake .5 mg at night.\n", side=side)
        remedy = Remedies(document).of(found(document, "source/unsafe-dose"))
        assert remedy.edit.startswith("  - find:")
        assert remedy.waiver.startswith("  - check:")

    def test_words_of_an_edit_get_no_second_one(self) -> None:
        side = SideFile(edits=(Edit("Take .5 mg", "Take now .5 mg", "x"),))
        document = curated("Take .5 mg at night.\n", side=side)
        remedy = Remedies(document).of(found(document, "source/unsafe-dose"))
        assert remedy.edit == ""

    def test_a_fault_of_the_side_file_itself_is_not_answered_in_it(self) -> None:
        document = curated("Take 5 mg.\n", side=SideFile(edits=(Edit("no such words", "x", "y"),)))
        remedy = Remedies(document).of(found(document, "source/edit"))
        assert (remedy.edit, remedy.waiver, remedy.words) == ("", "", "Take")


@given(SENTENCES, st.data())
@example(["a", "a"], SimpleNamespace(draw=lambda _: 0))
def test_words_stand_once_where_there_are_such(sentences: list[str], data: Any) -> None:
    """What is offered is found where the finding is, and the correction as it stands changes nothing."""
    document = document_of([("paragraph", [one]) for one in (*sentences, "It is there.")])
    start = data.draw(st.integers(0, len(document.text) - 2))
    end = min(len(document.text), start + 1 + data.draw(st.integers(0, 30)))
    remedy = Remedies(document).of(Finding("source/hole", "error", "", start, end, start, end))
    assert remedy.first == document.raw.count("\n", 0, start) + 1
    if not remedy.find:
        return
    ((begin, stop),) = find_folded(document.text, remedy.find)
    assert document.text[begin:stop] == remedy.replace
    assert max(begin, start) < min(stop, end) or not document.text[start:end].strip()
    edit, waiver = entries(remedy.edit, "edits"), entries(remedy.waiver, "waive")
    assert (edit["find"], edit["replace"], waiver["text"]) == (remedy.find, remedy.replace, remedy.find)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("<b>5 mg</b>", "5 mg", MARKUP),
        ("<script>if (a < b) x()</script>\n<!-- a > b -->", "", MARKUP),
        ("a&amp;b", "a&b", MARKUP),
        ("\r\n", "\n", SPACE),
        ("5\u00a0 mg", "5 mg", SPACE),
        ("<figcaption>Fig. 1</figcaption>", "", WORDS),
        ("<del>5 mg</del>", "5 mg", WORDS),
        ("10<sup>9</sup>", "109", WORDS),
        ("2,0", "2.0", WORDS),
        ("<5", "5", WORDS),
        ("<!-- a", "", WORDS),
    ],
)
def test_a_change_that_a_reader_would_see_is_not_among_markup(before: str, after: str, expected: str) -> None:
    assert kind(before, after) == expected


def test_groups_hold_every_change_once() -> None:
    document = curated(
        "<html><body><h1>Gout</h1>\r\n<p>Take 2 mg&nbsp;of <b>it</b>. Dont stop.</p></body></html>", "a.html"
    )
    hunks = document.projection.hunks()
    numbers = [number for some in grouped(document, hunks).values() for number, _, _ in some]
    assert sorted(numbers) == [*range(1, len(hunks) + 1)]


@pytest.mark.parametrize("language", INTERFACES)
def test_every_check_has_a_title_and_advice(language: str) -> None:
    titles = [title(one.id, language) for one in CHECKS]
    assert all(words and not words.endswith(".") for words in titles)
    assert len(set(titles)) == len(titles)
    assert all(advice(one.id, language).endswith(".") for one in CHECKS)
    others = [other for other in INTERFACES if other != language]
    assert all(advice(one.id, language) != advice(one.id, other) for one in CHECKS for other in others)


def test_the_table_of_titles_has_each_check_in_the_order_of_the_catalogue() -> None:
    """Where this fails: a check has its row there where it stands in docs/rules.md, and a rule has none."""
    path = Path(__file__).parent.parent / "pipeline" / "data" / "review" / "findings.yaml"
    table = yaml.safe_load(path.read_text("utf-8"))
    assert list(table["checks"]) == [one.id for one in CHECKS]
    assert {row["do"] for row in table["checks"].values()} == set(table["advice"])
    assert {tuple(row) for row in table["advice"].values()} == {INTERFACES}
    assert {tuple(row) for row in table["checks"].values()} == {("do", *INTERFACES[1:])}


def test_the_page_of_a_document_leads_to_each_answer() -> None:
    from pipeline.bundle.making import Entry

    document = curated(f"{HOLE}\n\nTake .5 mg <now.\n")
    text = page(Entry(document, {})).decode()
    for number, one in enumerate(document.findings, 1):
        assert f'href="http://127.0.0.1:8765/source/page?at={number}"' in text
        assert advice(one.check) in text
