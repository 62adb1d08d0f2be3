"""The review page in a real browser, by mouse and by keyboard alone, in all its languages and sizes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pipeline.exchange import xliff
from pipeline.review.wording import INTERFACES, wording
from tests.debian import chromium, needs
from tests.hard.project import Place
from tests.reviewing import PERSON, Site, served

W = wording("en")
LONG = f"The liver is {'very ' * 4000}large."  # 20,000 characters
TEXT = ("Take 5 mg.", "Do not eat.", "Rest for 2 days.", "It hurts [in the chest now.", LONG)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    needs("chromium")
    with sync_playwright() as driver:
        # Chromium refuses its sandbox to root, as whom CI runs; the pages here are our own
        started = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path / "project").make({"dose": TEXT}, "es")
    made.run()
    return made


@pytest.fixture
def site(place: Place) -> Iterator[Site]:
    with served(place.folder) as found:
        yield found


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    with browser.new_context(locale="en") as context:
        opened = context.new_page()
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.goto(site.address)
        yield opened
        assert faults == []


def target(place: Place, number: int) -> xliff.Unit:
    return xliff.read(place.xlf("es", "dose"))[number]


def test_from_the_list_to_an_approved_sentence_in_the_bundle(place: Place, page: Page) -> None:
    page.locator("tbody th a").click()
    page.locator("[name=only]").select_option("open")
    page.get_by_role("button", name=W["show"]).click()
    page.get_by_role("button", name=f"{W['open']}: {W['sentence'].format(number=1)}", exact=True).click()
    area = page.locator("#s1 textarea")
    area.fill("Tome 50 mg.")
    expect(page.locator(".checks")).to_contain_text("pair/numbers")
    area.fill("Tome 5 mg.")
    expect(page.locator(".checks")).to_contain_text(W["no_findings"])
    area.press("Control+Enter")
    expect(page.locator("#s1 .badge")).to_have_text(W["state_approved"])
    expect(page.locator("#s1")).to_contain_text(PERSON)
    expect(page.locator("#s2 textarea")).to_be_focused()
    page.reload()
    expect(page.locator("#s1")).to_have_count(0)  # the filter shows what is not yet approved
    place.run()
    assert (target(place, 0).target, target(place, 0).state) == ("Tome 5 mg.", "approved")
    assert "Tome 5 mg." in (place.folder / "curated" / "dose" / "es.md").read_text("utf-8")


def test_by_keyboard_alone(place: Place, page: Page, site: Site) -> None:
    page.goto(f"http://{site.host}/text/es/dose")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "open":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#s1 textarea")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Tome 5 mg.")
    page.keyboard.press("Control+s")
    expect(page.locator("#said")).to_have_text(W["saved"])
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#s2 textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#s2 .open")).to_be_focused()
    assert target(place, 0).target == "Tome 5 mg."


def test_leaving_a_sentence_saves_what_was_written(place: Place, page: Page, site: Site) -> None:
    page.goto(f"http://{site.host}/text/es/dose")
    page.locator("#s1 .open").click()
    page.locator("#s1 textarea").fill("Tome 5 mg.")
    page.locator("#s2 .open").click()
    expect(page.locator("#s1 .target")).to_have_text("Tome 5 mg.")
    assert target(place, 0).target == "Tome 5 mg."


def test_two_windows_on_one_sentence(place: Place, page: Page, site: Site) -> None:
    other = page.context.new_page()
    for window in (page, other):
        window.goto(f"http://{site.host}/text/es/dose")
        window.locator("#s1 .open").click()
    page.locator("#s1 textarea").fill("Tome 5 mg.")
    page.locator("[data-do=save]").click()
    expect(page.locator("#said")).to_have_text(W["saved"])
    other.locator("#s1 textarea").fill("Tómese 5 mg.")
    other.locator("[data-do=save]").click()
    expect(other.locator(".conflict")).to_contain_text("Tome 5 mg.")
    assert target(place, 0).target == "Tome 5 mg."
    other.get_by_role("button", name=W["keep_yours"]).click()
    other.locator("[data-do=save]").click()
    expect(other.locator("#said")).to_have_text(W["saved"])
    assert target(place, 0).target == "Tómese 5 mg."
    expect(other.locator("#s1 textarea")).to_have_value("Tómese 5 mg.")


def test_a_file_that_another_tool_saves_is_noticed(place: Place, page: Page, site: Site) -> None:
    page.goto(f"http://{site.host}/text/es/dose")
    expect(page.locator("#changed")).to_be_hidden()
    place.edit("es", "dose", "Do not eat.", "No coma.", state="translated")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#changed")).to_be_visible()
    page.locator("#changed a").click()
    expect(page.locator("#s2 .target")).to_have_text("No coma.")


def test_undo_comment_and_answer(place: Place, page: Page, site: Site) -> None:
    before = target(place, 0)
    page.goto(f"http://{site.host}/text/es/dose")
    page.locator("#s1 .open").click()
    page.locator("#s1 textarea").fill("Tome 50 mg.")
    page.locator("[data-do=save]").click()
    expect(page.locator("#s1 .checks")).to_contain_text("pair/numbers")
    page.get_by_text(W["waive"]).first.click()
    page.locator(".waive input").first.fill("a new dose")
    page.locator(".waive button").first.click()
    expect(page.locator("#s1 .comments")).to_contain_text("ok pair/numbers: a new dose")
    page.locator("[data-do=undo]").click()
    expect(page.locator("#s1 .comments")).to_have_count(0)
    page.locator("[data-do=undo]").click()
    expect(page.locator("#s1 textarea")).to_have_value(before.target or "")
    assert target(place, 0) == before


def test_a_correction_of_the_source_is_shown_and_written(place: Place, page: Page, site: Site) -> None:
    page.goto(f"http://{site.host}/source/dose")
    place_of = page.locator("article", has_text="in the chest")
    place_of.get_by_text(W["correct"]).click()
    fields = place_of.locator("details[open]")
    fields.get_by_label(W["find_words"]).fill("[in the chest")
    fields.get_by_label(W["replace_by"]).fill("in the chest")
    fields.get_by_label(W["reason"]).fill("a slip")
    fields.get_by_role("button", name=W["preview"]).click()
    expect(place_of.locator(".result")).to_contain_text("It hurts in the chest now.")
    fields.get_by_role("button", name=W["write"]).click()
    expect(page.locator("#said")).to_contain_text("dose.yaml")
    assert "a slip" in (place.raw / "dose.yaml").read_text("utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_shuts_anybody_out(browser: Browser, site: Site, scheme: str, width: int) -> None:
    """What axe-core finds is a fault, and so is a page that scrolls sideways."""
    scale = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    with browser.new_context(**scale, bypass_csp=True) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(site.address)
        for path in ("/", "/text/es/dose", "/queue/es", "/source/dose"):
            page.goto(f"http://{site.host}{path}")
            if path.startswith("/text"):
                page.locator("#s1 .open").click()
                page.locator("#s1 textarea").wait_for()
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("language", INTERFACES)
def test_the_page_speaks_four_languages(page: Page, site: Site, language: str) -> None:
    page.get_by_label(W["interface"]).select_option(language)
    expect(page.locator("h1")).to_have_text(wording(language)["documents"])
    expect(page.locator("html")).to_have_attribute("lang", language)
