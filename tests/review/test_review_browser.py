"""The review page in a real browser, by mouse and by keyboard alone, in all its languages and sizes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.core.settings import ReviewSettings
from pipeline.review.wording import INTERFACES, wording
from tests.hard.project import Place
from tests.reviewing import PERSON, Site, target

W = wording("en")


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
    expect(page.locator("#said")).to_contain_text(W["saved"])
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
    expect(page.locator("#said")).to_contain_text(W["saved"])
    other.locator("#s1 textarea").fill("Tómese 5 mg.")
    other.locator("[data-do=save]").click()
    expect(other.locator(".conflict")).to_contain_text("Tome 5 mg.")
    assert target(place, 0).target == "Tome 5 mg."
    other.get_by_role("button", name=W["keep_yours"]).click()
    other.locator("[data-do=save]").click()
    expect(other.locator("#said")).to_contain_text(W["saved"])
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
    place_of = page.locator("[data-check='source/bracket']")
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


def test_words_marked_in_the_source_are_corrected(place: Place, page: Page, site: Site) -> None:
    page.goto(f"http://{site.host}/source/dose")
    own = page.locator("#own")
    whole = own.get_by_label(W["whole_text"])
    whole.focus()
    whole.evaluate("(one) => one.setSelectionRange(one.value.indexOf('2 days'), one.value.indexOf('2 days') + 6)")
    own.get_by_role("button", name=W["take_marked"]).click()
    expect(own.get_by_label(W["find_words"])).to_have_value("2 days.")
    own.get_by_label(W["replace_by"]).fill("3 days.")
    own.get_by_label(W["reason"]).fill("the leaflet says 3")
    own.get_by_role("button", name=W["preview"]).click()
    expect(own.locator(".result")).to_contain_text("Rest for 3 days.")
    own.get_by_role("button", name=W["write"]).click()
    expect(page.locator("#said")).to_contain_text("dose.yaml")
    assert "the leaflet says 3" in (place.raw / "dose.yaml").read_text("utf-8")


def report_of(place: Place, site: Site, name: str) -> str:
    """The address of a page of the report as a file, its links leading to the page of the test."""
    path = place.folder / "build" / "report" / f"{name}.html"
    path.write_text(path.read_text("utf-8").replace(ReviewSettings().address(), f"http://{site.host}"), "utf-8")
    return path.as_uri()


def test_the_report_leads_to_the_sentence_and_to_the_finding(place: Place, page: Page, site: Site) -> None:
    page.goto(report_of(place, site, "dose"))
    page.get_by_role("link", name="Review sentence 2").click()
    expect(page.locator("#s2 textarea")).to_be_focused()
    page.goto(report_of(place, site, "dose"))
    page.locator(".finding", has_text="source/bracket").get_by_role("link").click()
    expect(page.locator("[data-check='source/bracket'] [name=replace]")).to_be_visible()
    expect(page.locator("[data-check='source/hole'] [name=replace]")).to_be_hidden()


def test_without_the_cookie_the_report_leads_to_nothing(place: Place, browser: Browser, site: Site) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(report_of(place, site, "dose"))
        page.get_by_role("link", name="Review sentence 2").click()
        expect(page.locator("body")).to_have_text("Open the address that `review` has printed in the terminal.")


def test_the_report_is_filtered_and_opens_what_a_link_leads_to(place: Place, page: Page, site: Site) -> None:
    (place.raw / "dose.txt").write_text("Rest.  \n\nTake .5 mg at night.\n\nIt hurts [in the chest.\n", "utf-8")
    place.run()
    page.goto(f"{report_of(place, site, 'dose')}#change-1")
    expect(page.locator("#change-1")).to_be_visible()
    found = page.locator(".finding")
    expect(found).to_have_count(2)
    page.get_by_label("With the words").first.fill("BRACKET")
    expect(found.locator("visible=true")).to_have_count(1)
    page.get_by_label("Show").first.select_option("error")
    expect(found.locator("visible=true")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 1000, 390])
def test_nothing_shuts_anybody_out(browser: Browser, place: Place, site: Site, scheme: str, width: int) -> None:
    """What axe-core finds is a fault, and so is a page that scrolls sideways."""
    scale = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    with browser.new_context(**scale, bypass_csp=True) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(site.address)
        pages = [f"http://{site.host}{path}" for path in ("/", "/text/es/dose", "/queue/es", "/source/dose")]
        for address in (*pages, *(report_of(place, site, name) for name in ("index", "dose"))):
            page.goto(address)
            if "/text/" in address:
                page.locator("#s1 .open").click()
                page.locator("#s1 textarea").wait_for()
            else:
                page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("language", INTERFACES)
def test_the_page_speaks_four_languages(page: Page, site: Site, language: str) -> None:
    with page.expect_navigation():  # also to the language that it had
        page.get_by_label(W["interface"]).select_option(language)
    expect(page.locator("h1")).to_have_text(wording(language)["documents"])
    expect(page.locator("html")).to_have_attribute("lang", language)
