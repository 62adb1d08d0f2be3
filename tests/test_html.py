"""HTML becomes plain text by recorded changes, and no less-than sign of the text is lost."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import ingest
from pipeline.core.model import Document
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary
from pipeline.ingest.html.markup import tag_at

PARAGRAPH = (
    "<p>The liver is a large organ that many cancers can reach through the portal vein, as doctors know well.</p>"
)


def extracted(source: str) -> Document:
    document = ingest.build(Settings(), Glossary())(ingest.from_data(source, "page.html"))
    assert document.restore() == source
    return document


@pytest.mark.parametrize(
    "text",
    [
        "<3 nodules",
        "a<b and c>d",
        "<AFP400</span",
        "< 2% of patients",
        "<T2 stage<",
        "<CA-125>",
        "<",
        "<>",
        '<b and="">',
    ],
)
def test_a_less_than_sign_of_the_text_opens_no_tag(text: str) -> None:
    assert tag_at(text, text.index("<")) is None


@pytest.mark.parametrize(
    "tag", ["<p>", "</p>", "<br/>", "<a href='x'>", '<td colspan="2" nowrap>', "<input disabled>", "<my-menu data-x>"]
)
def test_a_tag_is_a_tag(tag: str) -> None:
    found = tag_at(tag, 0)
    assert found
    assert found[0] == tag


def test_no_less_than_sign_is_lost() -> None:
    text = extracted(
        f"<html><body>{PARAGRAPH}<p>With <3 lesions and p<0.05, AFP <AFP400</p>{PARAGRAPH}</body></html>"
    ).text
    for sign in ("<3 lesions", "p<0.05", "<AFP400"):
        assert sign in text


@pytest.mark.parametrize(
    "section",
    [
        "<![CDATA[Take <5 mg.]]>",
        "<![CDATA[Take <5 mg.",
        "<![CDATA[<![CDATA[Take <5 mg.]]>",
        "<p><![CDATA[Take]]> <5 mg.",
    ],
)
def test_the_words_of_a_section_stay(section: str) -> None:
    assert "Take <5 mg." in extracted(f"<p>The liver is large.</p>{section}").text


def test_the_sections_in_a_script_are_no_text() -> None:
    source = "<script>//<![CDATA[\nvar a = '<p>words</p>';\n//]]></script><p>The liver is large.</p>"
    assert extracted(source).text == "The liver is large.\n"


def test_blocks_get_plain_marks() -> None:
    source = (
        "<html><head><title>T</title><style>p{}</style></head><body><nav><a>Menu</a></nav><h1>Main words</h1>"
        f"{PARAGRAPH}<h2>Tests that help</h2><ul><li>CT of the liver</li><li>MRI of the liver</li></ul>"
        "<ol><li>First step of it</li><li>Second step of it</li></ol>"
        "<table><tr><th>Drug</th><th>Dose</th></tr><tr><td>A</td><td>5&nbsp;mg</td></tr></table>"
        f"{PARAGRAPH}<footer>Imprint</footer></body></html>"
    )
    document = extracted(source)
    assert document.title == "Main words"
    lines = document.text.split("\n")
    for line in (
        "# Main words",
        "## Tests that help",
        "• CT of the liver",
        "2. Second step of it",
        "| Drug | Dose |",
        "| A | 5\xa0mg |",
    ):
        assert line in lines
    for gone in ("Menu", "Imprint", "p{}"):
        assert gone not in document.text


def test_raised_digits_stay_raised() -> None:
    """10⁹ must not become 109."""
    document = extracted(
        f"<html><body>{PARAGRAPH}<p>Platelets below 75 × 10<sup>9</sup>/L, CO<sub>2</sub> and x<sup>ab</sup>.</p>"
        f"{PARAGRAPH}</body></html>"
    )
    assert "10⁹/L, CO₂ and xab." in document.text


def test_what_was_dropped_is_in_the_log() -> None:
    document = extracted(f"<html><body><div class='cookie'>We use cookies</div>{PARAGRAPH}{PARAGRAPH}</body></html>")
    if "We use cookies" not in document.text:
        dropped = [c for step in document.log for c in step.changes if "We use cookies" in c.before]
        assert dropped
        assert "furniture" in dropped[0].reason


@given(
    st.lists(
        st.sampled_from(
            [
                "<3 ",
                "<p>",
                "</p>",
                "x<y ",
                "<b>",
                "&lt;",
                "word ",
                "<AFP<",
                "<!-- c -->",
                ">",
                '< span="">',
                "&",
                "<li>",
                "\n",
            ]
        ),
        max_size=30,
    )
)
def test_any_page_comes_back(parts: list[str]) -> None:
    extracted("".join(parts))


def test_the_pairs_of_lost_comparators(shared: Path) -> None:
    """What get_text loses in these pages, the pipeline keeps."""
    for line in (shared / "repair" / "ghost_pairs.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)["html"]
        text = extracted(page).text
        assert text.count("<") == page.count("<") - sum(
            page.count(f"<{t}") for t in ("p>", "/p>", "span>", "/span>", "strong>", "/strong>")
        )
