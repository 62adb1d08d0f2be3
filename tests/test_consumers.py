"""What projects that build on bundles are told is true: every example of docs/consumers.md runs, and the site works."""

import re
import runpy
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import lxml.html
import pytest

from pipeline import curate, load_bundle
from pipeline.bundle.making import Entry
from pipeline.bundle.release import _File, release
from pipeline.core.yaml import YamlFile
from pipeline.exports import FORMATS, export
from tests.conftest import ROOT
from tests.debian import needs
from tests.documents import write_bundle
from tests.programs import run
from tests.sample import entry

TEXT = (ROOT / "docs" / "consumers.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bundle, its release, and the examples."""
    folder = tmp_path_factory.mktemp("consumer")
    write_bundle(entry(folder, name="fever.md"), folder / "curated")
    release(folder / "curated", "1.0.0", folder / "releases", folder / "withdrawn.yaml")
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


def test_its_examples_in_python_run_one_after_another(place: Path) -> None:
    code = "\n".join(blocks("python"))
    assert code.count("load_bundle(") == 2
    done = run(sys.executable, "-c", code, cwd=place)
    assert done.returncode == 0, done.stderr
    assert "fever → fever A body temperature that is too high. {'hp': 'HP:0001945'} fiebre" in done.stdout
    assert "2-3 days [('-', '–'" in done.stdout


def test_its_example_tells_what_is_forbidden(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = (block for block in blocks("python") if ".prohibition" in block)
    terms = {"aspirin": "aspirina", "paracetamol": "paracetamol", "warfarin": "warfarina"}
    raw = "Do not take aspirin.\n\nTake paracetamol.\n\nDo not stop warfarin.\n"
    write_bundle(Entry(curate(raw, name="page.md", glossary=terms)), tmp_path)
    exec(block, {"text": load_bundle(tmp_path)["page"]})  # noqa: S102
    told = capsys.readouterr().out.splitlines()
    assert told == ["not to do: aspirin", "to do, or to mind: paracetamol", "to do, or to mind: warfarin"]
    exec(block, {"text": load_bundle(ROOT / "tests" / "bundles" / "1.5.0")["page"]})  # noqa: S102
    assert capsys.readouterr().out == ""


def test_its_example_in_javascript_runs(place: Path) -> None:
    needs("nodejs")
    (block,) = blocks("js")
    shutil.copy(ROOT / "examples" / "js" / "bundle.mjs", place)
    (place / "page.mjs").write_text(block, encoding="utf-8")
    done = run("node", "page.mjs", cwd=place)
    assert done.returncode == 0, done.stderr
    assert "fever A body temperature that is too high." in done.stdout


@pytest.mark.parametrize("line", [line for block in blocks("sh") for line in block.splitlines()])
def test_its_commands_run(place: Path, line: str) -> None:
    program, *words = line.split()
    assert program == "python"
    done = run(sys.executable, *words, cwd=place)
    assert done.returncode == 0, done.stderr
    assert list((place / words[-1]).iterdir())


def test_its_query_finds_what_it_asks_for(place: Path) -> None:
    (query,) = blocks("sql")
    run(sys.executable, "-m", "pipeline", "export", "--format", "sqlite", "database", cwd=place)
    assert "text IS NOT NULL" in query
    with closing(sqlite3.connect(place / "database" / "bundle.sqlite")) as database:
        found = {text for _, text in database.execute(query)}
    assert {"texto 0", "texto 5"} <= found
    assert "texto 1" not in found
    assert None not in found


@pytest.mark.parametrize("words", ["texto", "texto-0", '"texto', "texto 0 AND", "text : x", "*", ""])
def test_what_people_type_is_a_query_when_it_is_quoted(place: Path, words: str) -> None:
    (told,) = re.findall(r"`('text : .*?)`, given as a parameter", TEXT)
    run(sys.executable, "-m", "pipeline", "export", "--format", "sqlite", "database", cwd=place)
    with closing(sqlite3.connect(place / "database" / "bundle.sqlite")) as database:
        database.execute("SELECT text FROM search WHERE search MATCH ?", (eval(told, {"words": words}),)).fetchall()  # noqa: S307


def test_its_list_of_withdrawn_sentences_is_understood(tmp_path: Path) -> None:
    (block,) = blocks("yaml")
    (tmp_path / "withdrawn.yaml").write_text(block, encoding="utf-8")
    (one,) = YamlFile.load(tmp_path / "withdrawn.yaml").decode(_File).withdrawn
    assert one.languages == ("es",)


def test_it_names_every_format() -> None:
    table = TEXT.partition("## Other formats")[2]
    assert re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", table, re.MULTILINE))) == [
        f.name for f in FORMATS
    ]


def test_its_links_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", TEXT) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


@pytest.fixture(scope="module")
def site(place: Path) -> dict[str, Any]:
    """The pages of the site as a browser has them."""
    done = run(sys.executable, "examples/site/make.py", "curated", "pages", cwd=place)
    assert done.returncode == 0, done.stderr
    paths = (place / "pages").iterdir()
    return {path.name: lxml.html.fromstring(path.read_bytes().decode("utf-8")) for path in paths}


def links(pages: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, page in pages.items():
        for link in page.xpath("//a/@href"):
            target, _, anchor = link.partition("#")
            yield name, unquote(target), unquote(anchor)


def test_every_link_of_the_site_leads_to_its_place(site: dict[str, Any]) -> None:
    assert set(site) == {"index.html", "fever.en.html", "fever.es.html"}
    for _, target, anchor in links(site):
        assert not anchor or len(site[target].xpath("//*[@id=$anchor]", anchor=anchor)) == 1
    assert ("fever.en.html", "fever.es.html", "") in set(links(site))
    assert ("fever.es.html", "fever.en.html", "") in set(links(site))


def test_each_draft_leads_to_its_original_and_nothing_else_does(site: dict[str, Any]) -> None:
    drafts = site["fever.es.html"].xpath("//*[@class='draft']")
    assert [draft.text.strip("\xa0") for draft in drafts] == [f"texto {n}" for n in (1, 4, 6, 8, 9, 11)]
    for draft in drafts:
        (link,) = draft.xpath("a/@href")
        assert unquote(link) == f"fever.en.html#{draft.get('id')}"
    assert len(site["fever.es.html"].xpath("//p[@class='banner']")) == 1
    assert not site["fever.en.html"].xpath("//*[@class='draft' or @class='banner']")


def test_what_is_withheld_stands_in_its_own_language(site: dict[str, Any]) -> None:
    assert [one.text for one in site["fever.es.html"].xpath("//main//*[@lang='en']")] == ["Care"]


def test_a_page_says_in_its_language_whose_drafts_are_and_why_others_stand_there(site: dict[str, Any]) -> None:
    page = site["fever.es.html"]
    assert [one.text for one in page.xpath("//p[@class='note']")] == [
        "Algunas frases están en el idioma original: no hay traducción de ellas que pueda mostrarse."
    ]
    titles = page.xpath("//*[@class='draft']/a/@title")
    assert [title.partition(":")[0] for title in titles][:2] == ["Borrador de test", "Borrador de una persona"]
    assert not site["fever.en.html"].xpath("//p[@class='note']")


def test_names_of_fields_have_their_colon_and_signs_stay_with_their_term(tmp_path: Path) -> None:
    document = curate("Dose: 5 mg daily\n\nName: Ana\n\nLa fever\u00a0: repos.\n", name="page.md", glossary={})
    write_bundle(Entry(document), tmp_path / "curated")
    export(tmp_path / "curated", "html", tmp_path / "html")
    module = runpy.run_path(str(ROOT / "examples" / "site" / "make.py"))
    site = module["build"](load_bundle(tmp_path / "curated"))
    for page in (site["page.en.html"], (tmp_path / "html" / "page.en.html").read_text(encoding="utf-8")):
        tree: Any = lxml.html.fromstring(page)
        words = [one.text_content() for one in tree.xpath("//p")]
        assert words[:2] == ["Dose: 5 mg daily", "Name: Ana"]
    assert module["SIGN"].match("fever\u00a0: repos", 5)[0] == "\u00a0:"


def test_terms_open_a_pop_up_that_is_there(site: dict[str, Any]) -> None:
    page = site["fever.en.html"]
    buttons = page.xpath("//button")
    assert [button.text for button in buttons] == ["Fever", "fever", "fever"]
    for button in buttons:
        (popup,) = page.xpath("//aside[@popover and @id=$name]", name=button.get("popovertarget"))
        assert "A body temperature that is too high." in popup.text_content()
        assert popup.xpath("p/text()")[0] == "high temperature"
        assert popup.xpath("dl/dd[@lang='es']/text()") == ["fiebre"]


def test_the_site_asks_no_other_host_and_runs_no_script(site: dict[str, Any]) -> None:
    for page in site.values():
        assert not page.xpath("//script | //img | //link | //iframe | //form")
        assert "://" not in "".join(page.xpath("//@href"))
