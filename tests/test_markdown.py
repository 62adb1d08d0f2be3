"""The bundle's Markdown shows a text as it stands: a CommonMark parser finds no link, HTML or code in it."""

import html
import re
from collections.abc import Sequence
from typing import Any

import lxml.html
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline import curate
from pipeline.bundle.making import Entry, files
from pipeline.bundle.markdown import draft_mark, escape, render
from pipeline.core.model import BlockKind, Document, SideFile
from pipeline.core.project import Failure
from pipeline.core.targets import EngineInfo, Target
from pipeline.report import pages
from pipeline.report.figures import summary
from pipeline.report.plots import Bar, Plot
from tests.conftest import ROOT
from tests.documents import Blocks, document_of

PARSERS = (MarkdownIt("commonmark"), MarkdownIt("commonmark").enable(["table", "strikethrough"]))
LIVE = {"a", "img", "code", "pre", "hr", "em", "strong", "s", "table", "script", "iframe", "b", "svg"}

TEXTS: list[str] = yaml.safe_load((ROOT / "tests" / "cases" / "markdown.yaml").read_text(encoding="utf-8"))


def shown(markdown: str, parser: MarkdownIt) -> tuple[str, set[str]]:
    """What a reader sees, without white space, and the elements that it is made of."""
    page = parser.render(markdown)
    words = html.unescape(re.sub(r"<[^>]*>", "", page))
    return "".join(words.split()), set(re.findall(r"<(\w+)", page))


def plain(text: str) -> str:
    return "".join(text.replace("\0", "\ufffd").split())


def assert_shown(document: Document, words: Sequence[str], elements: set[str]) -> None:
    text = render(document, document.sentence)
    for parser in PARSERS:
        seen, used = shown(text, parser)
        assert seen == "".join(map(plain, words))
        assert used <= elements


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_shown_as_it_stands(text: str) -> None:
    for parser in PARSERS:
        seen, used = shown(escape(text), parser)
        assert (seen, used <= {"p", "br"}) == (plain(text), True)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("kind", ["heading", "paragraph", "item", "reference"])
def test_so_is_every_kind_of_block(kind: BlockKind, text: str) -> None:
    blocks: Blocks = [("paragraph", ["One."]), (kind, [text, "Two."]), (kind, [text]), ("paragraph", [text])]
    words = ["One.", text, "Two.", text, text]
    elements = {"heading": {"h1"}, "item": {"ul", "li"}}
    assert_shown(document_of(blocks), words, {"p", "br"} | elements.get(kind, set()))


def test_headings_lose_their_bold_and_a_sentence_over_empty_lines_stays_one_paragraph() -> None:
    document = curate("**Sore heels**\n\nThey ache in the\n\nmorning, and that is all.\n", glossary={})
    assert "# Sore heels\n\nThey ache in the\nmorning, and" in render(document, document.sentence)


@pytest.mark.parametrize("text", ["2. Rest", "# Rest", "Rest-day", "(x)", "*"])
def test_marks_of_lists_stay_lists_and_what_follows_them_is_text(text: str) -> None:
    document = curate(
        f"Tests\n\nWords stand here.\n\n- {text} now.\n- Eat well.\n\n1. Wait here.\n2. {text} too.\n", glossary={}
    )
    _, used = shown(render(document, document.sentence), PARSERS[0])
    assert {"ul", "ol", "li"} <= used <= {"h1", "p", "ul", "ol", "li"}


@given(
    st.lists(
        st.text(alphabet="ab1. \n\r\t#>-+=*_`~[]()<>!&;:|\\\"'/$^", max_size=14) | st.sampled_from(TEXTS),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_is_shown_as_it_stands(sentences: Sequence[str]) -> None:
    words = [one for one in sentences if one.strip()]
    assert_shown(document_of([("paragraph", words)] if words else []), words, {"p", "br"})


@given(st.text(alphabet="ab1. \n#>-+*_`~[]()<!&;:|\\", max_size=60))
def test_no_page_makes_a_link(text: str) -> None:
    document = curate(f"Tests\n\nThis is [a](javascript:x) <b>.\n\n{text}\n", "a.md", glossary={})
    for wording in (document.sentence, lambda _: None, lambda _: "(javascript:alert(1))"):
        for parser in PARSERS:
            _, used = shown(render(document, wording), parser)
            assert not used & (LIVE - {"strong", "hr", "table"})


def test_what_is_withheld_is_no_text_of_a_link() -> None:
    document = document_of([("paragraph", ["One", "(javascript:alert(1))"])])
    texts = iter([None, "(javascript:alert(1))"])
    seen, used = shown(render(document, lambda _: next(texts)).replace("] (", "]("), PARSERS[0])
    assert (seen, used) == ("[…](javascript:alert(1))", {"p"})


def test_the_name_of_an_engine_is_text_too() -> None:
    document = document_of([("paragraph", ["One."])])
    engine = EngineInfo("[x](javascript:alert(1)) <b>", "0")
    target = Target(document.segments[0].key, "Uno.", "Uno.", "machine", engine, "draft")
    seen, used = shown(files(Entry(document, {"es": (target,)}))["page/es.md"].decode(), PARSERS[0])
    assert seen.count("[x](javascript:alert(1))") == 2
    assert used == {"blockquote", "p", "strong"}


@pytest.mark.parametrize("text", TEXTS[: TEXTS.index("[x](javascript:alert(1))")])
def test_what_holds_no_mark_is_written_as_it_is(text: str) -> None:
    assert escape(text) == text


def test_so_does_the_report() -> None:
    """Its page has no script, image or form but its own, and no address but its own and the review page's."""
    words = "\n\n".join(TEXTS)
    side = SideFile(title=TEXTS[8], url=f"https://example.org/{''.join(TEXTS[8].split())}", author=TEXTS[8])
    document = curate(f"Tests\n\n{words}", "page.md", glossary={}, side=side)
    targets = [Target(s.key, document.sentence(s), document.sentence(s), "person") for s in document.segments]
    entry = Entry(document, {"es": targets})
    plots = [Plot(TEXTS[22], (Bar(TEXTS[8], 1, 100),))]
    index = pages.index([summary(entry)], (), plots, [Failure("x", TEXTS[22])])
    own: Any = lxml.html.fromstring(pages.index([], ()))
    scripts = {one.text for one in own.iter("script")}
    for data in (pages.page(entry), index):
        page: Any = lxml.html.fromstring(data.decode("utf-8"))
        assert {one.text for one in page.iter("script")} <= scripts
        tags = {str(one.tag) for one in page.iter()}
        assert not tags & {"img", "iframe", "svg", "form", "object", "base", "embed"}
        assert not [name for one in page.iter() for name in one.attrib if name.startswith("on")]
        ours = ("#", "http://127.0.0.1:8765/text/es/page?at=", "http://127.0.0.1:8765/source/page?at=")
        links = [link for _, _, link, _ in page.iterlinks()]
        assert all(link in ("index.html", "page.html") or link.startswith(ours) for link in links)


GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
STRUCTURES: list[tuple[str, str]] = [
    ("A pipe | is no table.\n", "<p>A pipe | is no table.</p>\n"),
    ("- One.\n- Two.\n", "<ul>\n<li>One.</li>\n<li>Two.</li>\n</ul>\n"),
    ("• One.\n• Two.\n", "<ul>\n<li>One.</li>\n<li>Two.</li>\n</ul>\n"),
    ("1. One.\n2. Two.\n", "<ol>\n<li>One.</li>\n<li>Two.</li>\n</ol>\n"),
    ("3) One.\n4) Two.\n", '<ol start="3">\n<li>One.</li>\n<li>Two.</li>\n</ol>\n'),
    # a parser would number the third item 2
    ("1. One.\n3. Three.\n", "<ol>\n<li>One.</li>\n</ol>\n<ul>\n<li>3. Three.</li>\n</ul>\n"),
    (
        "> May I drive?\n\n> > Not\nthis week.\n",
        (
            "<blockquote>\n<p>May I drive?</p>\n</blockquote>\n"
            "<blockquote>\n<blockquote>\n<p>Not\nthis week.</p>\n</blockquote>\n</blockquote>\n"
        ),
    ),
    ("(a) One is here.\n(b) Two is here.\n", "<ul>\n<li>(a) One is here.</li>\n<li>(b) Two is here.</li>\n</ul>\n"),
    (
        "| Drug | Dose |\n| --- | --- |\n| Iron | 5 mg |\n| Zinc | 1 mg | daily |\n",
        (
            "<table>\n<thead>\n<tr>\n<th>Drug</th>\n<th>Dose</th>\n<th></th>\n</tr>\n</thead>\n<tbody>\n"
            "<tr>\n<td>Iron</td>\n<td>5 mg</td>\n<td></td>\n</tr>\n"
            "<tr>\n<td>Zinc</td>\n<td>1 mg</td>\n<td>daily</td>\n</tr>\n</tbody>\n</table>\n"
        ),
    ),
]


@pytest.mark.parametrize(("text", "page"), STRUCTURES, ids=[text[:20] for text, _ in STRUCTURES])
def test_lists_and_tables_are_lists_and_tables(text: str, page: str) -> None:
    document = curate(f"Words come first.\n\n{text}", "a.md", glossary={})
    assert GITHUB.render(render(document, document.sentence)) == f"<p>Words come first.</p>\n{page}"


def test_a_sign_of_a_table_in_a_cell_makes_no_cell() -> None:
    document = document_of([("table-row", ["| a |"]), ("table-row", ["| b |"])])
    page = GITHUB.render(render(document, lambda _: "x | y"))
    assert "<table>" not in page
    document = curate("Words come first.\n\n| a | b |\n|---|---|\n| c | d |\n", "a.md", glossary={})
    page = GITHUB.render(render(document, lambda _: "x | y"))
    assert (page.count("<th>x | y</th>"), page.count("<td>x | y</td>"), page.count("<td>")) == (2, 2, 2)


ENGINE = EngineInfo("test", "0")
WHOSE: list[tuple[list[Target], str]] = [
    ([Target("k", "x", "x", "person", None, "approved")], ""),
    ([Target("k", "x", "x", "person", None, "translated")], ""),
    ([Target("k", "x", "x", None, None, "kept")], ""),
    ([Target("k", None, "x", "machine", ENGINE, "draft", "numbers differ")], ""),
    ([Target("k", "x", "x", "machine", ENGINE, "approved")], ""),
    ([Target("k", "x", "x", "machine", ENGINE, "draft")], "**\\[draft: test\\]** "),
    ([Target("k", "x", "x", "memory", None, "needs-review")], "**\\[draft: the memory\\]** "),
    ([Target("k", "x", "x", "person", None, "needs-review")], "**\\[draft: a person\\]** "),
    (
        [Target("k", "x", "x", origin, ENGINE if origin == "machine" else None, "draft") for origin in
         ("machine", "glossary", "machine")],
        "**\\[draft: test, the glossary\\]** ",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("targets", "mark"), WHOSE)
def test_a_paragraph_says_whose_its_drafts_are(targets: Sequence[Target], mark: str) -> None:
    assert draft_mark(targets) == mark


def test_every_kind_of_block_that_holds_a_draft_is_marked() -> None:
    text = "# Tests\n\nThis is here.\n\n- Rest now.\n1. Wait here.\n\nTel.: 5\n\n"
    text += "| Drug | Dose |\n| --- | --- |\n| Iron | low |\n"
    document = curate(text, "page.md", glossary={})
    targets = [Target(s.key, "texto", "texto", "machine", ENGINE, "draft") for s in document.segments]
    shown_text = files(Entry(document, {"es": targets}))["page/es.md"].decode()
    page = GITHUB.render(shown_text)
    holding = {segment.block for segment in document.segments}
    assert len(re.findall(r"<(?:h1|p|li|td|th)><strong>\[draft: test\]</strong> ", page)) == len(holding) == 7
