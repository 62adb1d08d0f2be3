"""The pictures of the guides: `python -m tests.review.pictures` takes them anew from a project of its own.

They need not be the same to the last pixel; the tests take them too, and compare names and sizes in pixels.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import ROOT
from tests.debian import chromium
from tests.hard.project import Place
from tests.reviewing import Site, served

FOLDER = ROOT / "docs" / "pictures"
NAME = "heart-failure"
PAGE = """<!doctype html>
<html><head><title>Living with heart failure</title></head><body>
<nav><a href="/">Home</a> <a href="/hearts">Hearts</a></nav>
<h1>Living with heart failure</h1>
<p>Your heart does not pump as well as it should. Weigh yourself every morning.</p>
<p>The marker is often raised in  with fluid in the lungs.</p>
<p>Take 5 mg of the tablet once a day. Do not take ibuprofen.</p>
<p>Call us if your ankles swell [or you gain 2kg.</p>
</body></html>
"""
SPANISH = {
    "Living with heart failure": "Vivir con insuficiencia cardíaca",
    "Your heart does not pump as well as it should.": "Su corazón no bombea tan bien como debería.",
    "Weigh yourself every morning.": "Pésese cada mañana.",
    "Take 5 mg of the tablet once a day.": "Tome 50 mg del comprimido una vez al día.",
    "Do not take ibuprofen.": "No tome ibuprofeno.",
    "The marker is often raised in with fluid in the lungs.": "El marcador suele subir con líquido en los pulmones.",
    "Call us if your ankles swell [or you gain 2 kg.": "Llámenos si se le hinchan los tobillos [o gana 2 kg.",
}


class Look(NamedTuple):
    """How a picture is taken: width and height in pixels, light or dark, and what is done before."""

    width: int
    height: int
    scheme: str
    show: Callable[[Page, Site, Place], None]


def _sentence(page: Page, site: Site, _: Place) -> None:
    page.goto(f"http://{site.host}/text/es/{NAME}?at=5")
    page.locator(".checks li").first.wait_for()
    page.mouse.wheel(0, page.locator("#s5").bounding_box()["y"] - 60)  # type: ignore[index]


def _source(page: Page, site: Site, _: Place) -> None:
    page.goto(f"http://{site.host}/source/{NAME}")
    place = page.locator("[data-check='source/bracket']")
    fields = place.locator("details").nth(1)
    fields.locator("summary").click()
    fields.locator("[name=find]").fill("swell [or")
    fields.locator("[name=replace]").fill("swell or")
    fields.locator("[name=reason]").fill("a bracket too many")
    fields.locator("[data-do=preview]").click()
    place.locator(".result dl").first.wait_for()
    place.scroll_into_view_if_needed()
    page.evaluate("document.querySelector(\"[data-check='source/bracket']\").scrollIntoView()")


def _documents(page: Page, site: Site, _: Place) -> None:
    page.goto(f"http://{site.host}/")


def _index(page: Page, _: Site, place: Place) -> None:
    page.goto((place.folder / "build" / "report" / "index.html").as_uri())


def _finding(page: Page, _: Site, place: Place) -> None:
    page.goto((place.folder / "build" / "report" / f"{NAME}.html").as_uri())
    page.locator(".finding summary").first.click()
    page.evaluate("document.getElementById('findings').scrollIntoView()")


PICTURES = {
    "review-sentence": Look(900, 560, "light", _sentence),
    "review-phone": Look(390, 760, "dark", _sentence),
    "review-source": Look(900, 720, "light", _source),
    "review-list": Look(1000, 280, "light", _documents),
    "report-index": Look(1280, 620, "light", _index),
    "report-finding": Look(1000, 640, "light", _finding),
    "report-phone": Look(390, 760, "dark", _finding),
}


@contextmanager
def project(folder: Path) -> Iterator[tuple[Place, Site]]:
    """The project of the pictures, and its review page."""
    place = Place(folder / "project").make({}, "es")
    place.project.settings.write_text("languages: [es]\n", "utf-8")
    (place.raw / f"{NAME}.html").write_text(PAGE, "utf-8")
    place.run()
    for source, target in SPANISH.items():
        place.edit("es", NAME, source, target, state="translated")
    place.run()
    for source in list(SPANISH)[:3]:
        place.sign("es", NAME, source)
    place.run()
    with served(place.folder) as site:
        yield place, site


def take(browser: Browser, folder: Path, work: Path) -> None:
    """Take all pictures into a folder."""
    with project(work) as (place, site):
        for name, look in PICTURES.items():
            size = {"width": look.width, "height": look.height}
            with browser.new_context(viewport=size, color_scheme=look.scheme, locale="en") as context:  # type: ignore[arg-type]
                page = context.new_page()
                page.goto(site.address)
                look.show(page, site, place)
                page.screenshot(path=folder / f"{name}.png")


def main() -> None:
    """Take the pictures anew."""
    with TemporaryDirectory() as work, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        take(browser, FOLDER, Path(work))
        browser.close()


if __name__ == "__main__":
    main()
