"""A project with a review page over it, and the browser in which it is looked at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.debian import chromium, needs
from tests.hard.project import Place
from tests.reviewing import TEXT, Site, served


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A project of one text, translated into Spanish."""
    made = Place(tmp_path / "project").make({"dose": TEXT}, "es")
    made.run()
    return made


@pytest.fixture
def site(place: Place) -> Iterator[Site]:
    """The review page over it."""
    with served(place.folder) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    needs("chromium")
    expect.set_options(timeout=60_000)  # the first preview loads every table
    with sync_playwright() as driver:
        # Chromium refuses its sandbox to root, as whom CI runs; the pages here are our own
        started = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """The review page in it, in English; no script of it may fail."""
    with browser.new_context(locale="en") as context:
        opened = context.new_page()
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.goto(site.address)
        yield opened
        assert faults == []
        opened.wait_for_load_state()  # Chromium may wait for ever to close a page that is under way to another
