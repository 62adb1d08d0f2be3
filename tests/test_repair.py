"""Every repair rule: its cases, and what must hold for any text."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import curate
from pipeline.bundle.making import Entry
from pipeline.core.edits import accept, apply
from pipeline.core.model import Document, SideFile, Source
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary
from pipeline.repair import RULES, build
from pipeline.report import pages
from pipeline.rules import DocumentContext, Rule, run_rules

CASES = Path(__file__).parent / "cases"
BY_ID = {rule.id: rule for rule in RULES}
REPAIR = build(Settings(), Glossary())
DAMAGE = [
    *'<>"=&;.,:- \n\t\r1a',
    *('<3< span="">', "</x<>", "<b>", "</b>", "<br>", "<sup>", "2</sup>", "&lt;", "&amp;", "&nbsp;", "GM>1<", "GM1"),
    *("25px", "1-50px", "lesion of ", "css", "5-10 mg", "60% -70%", "5mg", "10-18 mol", "cm", "%", " - ", "mg"),
    *("â€™", "Â ", "Ã©", "\x80", "\xa0", "\ufeff", "\u200b", "\xad", "ﬁ", "e\u0301", "\x1b[1m", "\u2028"),
    *("top of page", "Was this helpful?", "Top of page ", "home > ", "we use cookies", "On this page Any one "),
    *("Tests & care\nTests&care\n", "theLiver", "the ", "Liver ", "signifi cant ", "significant ", "  - item", "- a"),
    *("30o ", "38oC", "an angle of ", "45° ", "Home\n", "Search\n", "Menu\n"),
    *("References\n", "Doe J. et al. 2001", " - PubMed - PMC", "https://x.org/a-1", "(opens in a new tab)"),
    *(
        "liver.The",
        "byE. coli",
        "2.Liver",
        "(MDT). which is ",
        ". . ",
        " , ",
        "in in ",
        "; and and ",
        "[12]",
        "es.2 Some ",
    ),
]
TEXTS = st.lists(st.sampled_from(DAMAGE) | st.text(max_size=3), max_size=14).map("".join)


def document(text: str, **side: Any) -> Document:
    return Document("page", text, text, Source("page.txt"), SideFile(**side))


def tables() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(CASES.glob("repair-*.yaml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8")).items()


CHANGES = [(rule, case["text"], case["expect"]) for rule, table in tables() for case in table["change"]]
KEEPS = [(rule, text) for rule, table in tables() for text in table["keep"]]


@pytest.mark.parametrize(("rule", "text", "expect"), CHANGES)
def test_a_rule_repairs_its_cases(rule: str, text: str, expect: str) -> None:
    repaired = run_rules(document(text), (BY_ID[rule],), DocumentContext())
    assert repaired.text == expect
    assert repaired.restore() == text


@pytest.mark.parametrize(("rule", "text"), KEEPS)
def test_a_rule_keeps_what_only_looks_damaged(rule: str, text: str) -> None:
    assert run_rules(document(text), (BY_ID[rule],), DocumentContext()).text == text


def test_every_rule_has_cases_and_as_many_negative_ones() -> None:
    named = dict(tables())
    assert set(named) == set(BY_ID)
    for rule, table in named.items():
        assert len(table["keep"]) >= len(table["change"]) > 0, rule


def test_rules_are_documented_for_the_report() -> None:
    for rule in RULES:
        assert rule.title
        assert "xample" in rule.why, rule.id


@settings(max_examples=400)
@given(TEXTS)
def test_undoing_every_repair_gives_the_raw_text(text: str) -> None:
    assert REPAIR(document(text)).restore() == text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@settings(max_examples=60)
@given(text=TEXTS)
def test_each_rule_alone_proposes_what_fits(rule: Rule, text: str) -> None:
    assert run_rules(document(text), (rule,), DocumentContext()).restore() == text


@settings(max_examples=400)
@given(TEXTS)
def test_a_second_run_proposes_no_change(text: str) -> None:
    once = REPAIR(document(text)).text
    assert REPAIR(document(once)).log == ()


@settings(max_examples=400)
@given(
    st.lists(
        st.sampled_from(
            ["<3", "p<0.05", "AFP <400 ", "< 2%", "a<b", " >5 ", "<b>", "</b>", "<br>", '<3< span="">', "n<m "]
        ),
        max_size=10,
    ).map(" ".join)
)
def test_no_less_than_sign_of_the_text_is_lost(text: str) -> None:
    """Comparators before a number or in "a<b", "n<m" stand in the repaired text as often as in the raw one."""
    signs = re.compile(r"<(?=\s?\d)|(?<=a)<(?=b\b)|(?<=n)<(?=m)")
    assert len(signs.findall(REPAIR(document(text)).text)) == len(signs.findall(text))


@settings(max_examples=300)
@given(TEXTS)
def test_the_white_space_rule_keeps_every_word(text: str) -> None:
    """The last rule takes out blanks only."""
    changes = accept(text, BY_ID["repair/white-space"].propose(text, DocumentContext()))
    assert "".join(apply(text, changes).split()) == "".join(text.split())


def test_holes_are_never_smoothed_over() -> None:
    """Glued prepositions, doubles around "and" and commas behind a hole stay for the checks."""
    for text in (
        "a risk ofin smokers",
        "fractures and fractures occur",
        "men have , and women",
        "X and and Y",
        "We can t go",
    ):
        assert REPAIR(document(text)).text == text


def test_a_rule_can_be_switched_off() -> None:
    text = "A dose of 5-10 mg."
    assert REPAIR(document(text, off=("repair/range",))).text == text
    assert build(Settings(off=("repair/range",)), Glossary())(document(text)).text == text
    assert REPAIR(document(text)).text == "A dose of 5–10 mg."


def test_the_report_says_which_rules_were_off() -> None:
    page = curate("A dose of 5-10 mg.", name="page.txt", glossary={}, side=SideFile(off=("repair/range",)))
    off = ("source/bracket",)
    index, own = pages.index([], [], off=off).decode(), pages.page(Entry(page, {}), off=off).decode()
    assert BY_ID["repair/range"].title in own
    assert "A bracket lacks its partner" in own
    assert "A bracket lacks its partner" in index
    assert "witched off" not in pages.index([], []).decode()


def test_the_report_shows_what_was_left_out() -> None:
    source = "<html><body><nav>Start</nav><h1>Gout</h1><p>It hurts in the toe at night.</p></body></html>"
    document = curate(source, name="page.html", glossary={})
    text = pages.page(Entry(document, {})).decode()
    for words in ("Left out (1)", ">navigation</td>", ">Start</td>", "&lt;nav&gt;"):
        assert words in text


def test_references_are_left_alone() -> None:
    text = "References\n\n1. Doe J. Doses of 5-10 mg in in rats. Cancer 8, 98-101 (1989)."
    assert REPAIR(document(text)).text == text


class Counted(str):
    """A text that counts how many characters rules cut out of it."""

    __slots__ = ()
    cut: ClassVar[Counter[str]] = Counter()

    def __getitem__(self, key: Any) -> str:
        part = super().__getitem__(key)
        Counted.cut["characters"] += len(part)
        return part


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize(
    "unit", ["(", "<", "1", "a ", " ", "\n", ". ", "5-", "[1]", "in in ", "</", "â", "25px ", ", "]
)
def test_what_a_rule_reads_grows_with_the_text(rule: Rule, unit: str) -> None:
    """Twice the text, at most twice the characters cut out of it (and some): no rule looks far around each sign."""
    read = []
    for length in (4_000, 8_000):
        Counted.cut.clear()
        for _ in rule.propose(Counted((unit * length)[:length]), DocumentContext()):
            pass
        read.append(Counted.cut["characters"])
    assert read[1] <= 2.2 * read[0] + 500
