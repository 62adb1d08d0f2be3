"""What stays of a page, and what is said of the rest: cases, and pages built of known content and furniture."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import ingest, repair, structure
from pipeline.core.model import Document
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary

TABLE = yaml.safe_load((Path(__file__).parent / "cases" / "html-pages.yaml").read_text(encoding="utf-8"))
CASES = {f"{group}: {name}": case for group, cases in TABLE.items() for name, case in cases.items()}
BEFORE = ("# Care of the foot", "Feet carry us through life, and they deserve some care every day of the week.")
AFTER = "Ask a nurse to look at them once a year, whatever your age and your health may be."
WORD = re.compile(r"\w+")


def curated(source: str, *, repaired: bool = False) -> Document:
    document = ingest.build(Settings(), Glossary())(ingest.from_data(source, "page.html"))
    if repaired:
        document = repair.build(Settings(), Glossary())(document)
    assert document.restore() == source
    return document


def page(body: str, *, start: bool = False, end: bool = False) -> str:
    head, words = f"<h1>{BEFORE[0][2:]}</h1>", f"<p>{BEFORE[1]}</p>"
    parts = (body, head, words, f"<p>{AFTER}</p>") if start else (head, words, body, "" if end else f"<p>{AFTER}</p>")
    return f"<html><head><title>Care of the foot</title></head><body>{''.join(parts)}</body></html>"


@pytest.mark.parametrize("name", CASES)
def test_a_page_keeps_its_content_and_accounts_for_the_rest(name: str) -> None:
    case: dict[str, Any] = CASES[name]
    document = curated(page(case["body"], start=case.get("start", False), end=case.get("end", False)))
    lines = [" ".join(line.split()) for line in document.text.split("\n") if line.strip()]
    assert lines == [*case.get("keep_first", []), *BEFORE, *case["keep"], *([] if case.get("end") else [AFTER])]
    gone: dict[str, list[str]] = {}
    for one in document.left_out:
        assert one.evidence
        gone.setdefault(one.kind, []).append(one.words)
    assert gone == case.get("gone", {})


def test_there_are_as_many_cases_of_content_as_of_furniture() -> None:
    stays = sum("gone" not in case for case in CASES.values())
    assert stays >= len(CASES) - stays


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Gout</title>", "<h1>Gout</h1>", "Gout"),
        ("<title>Gout in the toe</title>", "<h1>Foot House</h1><h2>Gout in the toe</h2>", "Gout in the toe"),
        (
            "<title>Gout in the toe | Foot House</title>",
            "<h1>Foot House</h1><h2>Gout in the toe</h2>",
            "Gout in the toe",
        ),
        ("<title>Gout in the toe | Foot House</title>", "<h2>What helps</h2>", "Gout in the toe"),
        ("<meta property=og:site_name content='Foot House'><title>Foot House - Gout</title>", "", "Gout"),
        ("<title>COVID-19 - what helps</title>", "", "COVID-19 - what helps"),
        ("<title>x</title>", "<header><h1><a href=/>Gout in the toe</a></h1></header>", "Gout in the toe"),
        ("<title>Document</title>", "<h2>Gout in the toe</h2>", None),
        ("<title>Document your pain</title>", "<h2>Gout in the toe</h2>", "Document your pain"),
        ("", "", None),
    ],
)
def test_the_title_is_the_pages_own(head: str, body: str, title: str | None) -> None:
    assert curated(f"<html><head>{head}</head><body>{body}<p>{BEFORE[1]}</p></body></html>").title == title


CONTENT = st.sampled_from(
    [
        ("<h2>{w}</h2><p>It lasts for a week or two.</p>", "{w}"),
        ("<p>Take {n} ml of {w} syrup, and no more.</p>", "Take {n} ml of {w} syrup, and no more."),
        ("<p>Never mix it with {w}<br>or with {w} juice</p>", "Never mix it with {w} or with {w} juice"),
        ("<ul><li><a href='/{w}'>{w} stones</a></li><li>sore {w}</li></ul>", "{w} stones sore {w}"),
        ("<ol><li>wash the {w}</li><li>dry it for {n} minutes</li></ol>", "wash the {w} dry it for {n} minutes"),
        ("<table><tr><th>{w}</th><td></td><td>{n} mg</td></tr></table>", "{w} {n} mg"),
        ("<aside><p>Warning: {w} is not for babies.</p></aside>", "Warning: {w} is not for babies."),
        ("<figure><img src=x><figcaption>Fig. {n}: the {w}</figcaption></figure>", "Fig. {n}: the {w}"),
        (
            "<details><summary>{w} pain</summary><p>Cool it for {n} hours.</p></details>",
            "{w} pain Cool it for {n} hours.",
        ),
        ("<dl><dt>{w}</dt><dd>seen in {n} of 100</dd></dl>", "{w} seen in {n} of 100"),
        ("<p><a href='/{w}'>Do not use {w} drops.</a></p>", "Do not use {w} drops."),
        ("<p>Which {w}?</p><select><option>{w} tea<option>no {w} at all</select>", "Which {w}? {w} tea no {w} at all"),
        ("<div id=q{n} hidden>{w} {n}</div><script>$('#q{n}').show()</script>", "{w} {n}"),
        ("<button aria-controls=p{n}>{w}</button><div id=p{n} hidden>{n} drops</div>", "{w} {n} drops"),
        ("<p><b>About {w}</b></p><p>It stays for {n} days.</p>", "About {w} It stays for {n} days."),
        ("<div class=faq-question>Is {w} safe</div><div><p>For {n} days.</p></div>", "Is {w} safe For {n} days."),
        ("<ol><li><h3>Wash the {w}</h3><p>It takes {n} minutes.</p></li></ol>", "Wash the {w} It takes {n} minutes."),
        ("<p><img alt='A red {w} on the skin'>It grows.</p>", "A red {w} on the skin It grows."),
        ("<div class=faq><p>Of {n} tests on {w}, two were +</p></div>", "Of {n} tests on {w}, two were"),
    ]
)
FURNITURE = st.sampled_from(
    [
        ("navigation", "<nav><a href=/a>{w} home</a> <a href=/b>{w} list</a></nav>", "{w} home {w} list"),
        ("share bar", "<div class=share-bar><a href=/f>Facebook</a> <a href=/e>Email</a></div>", "Facebook Email"),
        (
            "cookie or consent",
            "<div class=cookie-bar>We set cookies on {w} pages.</div>",
            "We set cookies on {w} pages.",
        ),
        (
            "related links",
            "<h3>You may also like</h3><ul><li><a href=/{w}>{w} news</a></li></ul>",
            "You may also like {w} news",
        ),
        ("sign-up", "<form><p>Subscribe to {w} mail</p><input type=email></form>", "Subscribe to {w} mail"),
        ("feedback", "<div class=feedback>Was this {w} page helpful?</div>", "Was this {w} page helpful?"),
        ("advertisement", "<div class=advert>Sponsored: {w} socks</div>", "Sponsored: {w} socks"),
        ("struck text", "<p><del>the {w} was blue</del></p>", "the {w} was blue"),
        ("hidden text", "<span hidden>{w} {n}</span>", "{w} {n}"),
        ("button", "<button>Print</button>", "Print"),
        ("button", "<p><a href=/b>Book an appointment</a></p>", "Book an appointment"),
        ("button", "<div><a href=/m>Read more</a> <a href=/{w}>{w}</a></div>", "Read more {w}"),
        ("page note", "<p><span class=material-icons>{w}</span></p>", "{w}"),
        ("form", "<select><option>{w}</option></select>", "{w}"),
        ("form", "<select name=lang><option>{w}</option><option>{w} {n}</option></select>", "{w} {w} {n}"),
        ("page note", "<p hidden>This page does not have a {w} version.</p>", "This page does not have a {w} version."),
    ]
)
NAMES = ("amber", "birch", "cedar", "daisy", "elder", "fennel", "garlic", "hazel", "iris", "juniper", "kelp", "linden")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(CONTENT, FURNITURE), max_size=10),
    st.sampled_from(["{}", "<main>{}</main>", "<article>{}</article>"]),
)
def test_known_content_stays_and_known_furniture_is_named(blocks: list[tuple[str, ...]], frame: str) -> None:
    """Whatever stands in a page in whatever order: both are given back."""
    body = ""
    stays: list[tuple[str, str]] = []
    goes: list[tuple[str, str]] = []
    for number, block in enumerate(blocks):
        words = {"w": NAMES[number], "n": str(number + 11)}
        kind, source, text = block if len(block) == 3 else ("", *block)
        body += source.format(**words)
        (goes if kind else stays).append((kind, text.format(**words)))
    document = curated(page(frame.format(body)))
    position = 0
    squeezed = "".join(WORD.findall(re.sub(r"(?m)^\d\. ", "", document.text)))
    for _, text in stays:
        found = squeezed.find("".join(WORD.findall(text)), position)
        assert found >= 0, text
        position = found
    left = {(one.kind, word) for one in document.left_out for word in WORD.findall(one.words)}
    assert {(kind, word) for kind, text in goes for word in WORD.findall(text)} <= left


TAGS = (
    "div p ul ol li table tr td h1 h2 span a b sup del nav header footer aside main form button select details summary "
    "dl dt"
).split()
MARKS = (
    "",
    " class=share",
    " hidden",
    " style='display:none'",
    " id=x aria-controls=x",
    " colspan=2 rowspan=3",
    " href='#x'",
)
PIECES = st.one_of(
    st.tuples(st.sampled_from(TAGS), st.sampled_from(MARKS)).map(lambda pair: f"<{pair[0]}{pair[1]}>"),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
    st.sampled_from(
        ["<br>", "<img alt='three pills'>", "do not take it. ", "Email ", "5 mg ", "&amp;", "See also ", "[edit]"]
    ),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_no_word_of_any_page_is_lost_in_silence(pieces: list[str]) -> None:
    """However broken a page is, each of its words is in the curated text or in the account of what was left out."""
    source = "".join(pieces)
    document = curated(source, repaired=True)
    seen = Counter(WORD.findall(re.sub(r"<[^>]*>", " ", source).replace("&amp;", "")))
    there = Counter(WORD.findall(f"{document.text} {' '.join(one.words for one in document.left_out)}"))
    assert not seen - there
    for one in document.left_out:
        assert 0 <= one.raw_start < one.raw_end <= len(source)


LINKS = "".join(f"<li><a href=/{name}>{name} and the foot</a></li>" for name in NAMES)
HUBS = {
    "behind its h1": "<h1>Feet from A to Z</h1><p>Pick a topic.</p><ul>{}</ul><footer>© 2024 Foot House</footer>",
    "in main": "<h1>Feet</h1><p>Put it on your site, if you like.</p><main><h3>News</h3><ul>{}</ul></main>",
    "in rows": "<h1>Feet</h1><main><aside><h2>News</h2><ul>{}</ul></aside></main>",
}


@pytest.mark.parametrize("name", HUBS)
def test_a_page_of_links_keeps_them(name: str) -> None:
    text = curated(f"<html><body><nav><a href=/>Start</a></nav>{HUBS[name].format(LINKS)}</body></html>").text
    assert [f"{one} and the foot" in text for one in NAMES] == [True] * len(NAMES)
    assert "Start" not in text


def test_links_behind_an_article_are_none_of_its_content() -> None:
    article = f"<h1>Feet</h1><p>{BEFORE[1]}</p><p>{AFTER}</p><p>{AFTER.replace('once', 'twice')}</p>"
    document = curated(f"<html><body>{article}<ul>{LINKS}</ul></body></html>")
    assert {one.kind for one in document.left_out} == {"related links"}


def test_a_review_date_in_the_footer_is_kept_as_metadata() -> None:
    source = page("<footer><p>© 2024 Foot House</p><p>Page last reviewed: 3 May 2021</p></footer>", end=True)
    document = structure.build(Settings(), Glossary())(curated(source))
    assert document.metadata["date"] == "2021-05-03"
    assert "2021" not in document.text
