"""How smoothly the review page works on a text of 2,000 sentences; exit status 1 beyond the limit.

The browser's own record of long tasks is read: what keeps the page from answering for longer than 50 milliseconds, the
limit above which people feel a delay (RAIL model). Debian's Chromium scrolls through a whole page of sentences, filters
and opens one to edit. Limit: no task of more than 50 ms of the page's own; a busy machine may add a few.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.hard.project import Place
from tests.reviewing import served

SENTENCES, LIMIT = 2_000, 50.0
WATCH = """
window.tasks = [];
new PerformanceObserver((list) => list.getEntries().forEach((one) => window.tasks.push(one.duration)))
  .observe({ type: "longtask", buffered: true });
"""
SCROLL = """
async () => {
  for (let at = 0; at < document.body.scrollHeight; at += 400) {
    window.scrollTo(0, at);
    await new Promise(requestAnimationFrame);
  }
}
"""


def longest(page: Page) -> float:
    """The longest task since the page was loaded, in milliseconds; 0 where none was long."""
    return max(page.evaluate("window.tasks"), default=0.0)


def measure(folder: Path) -> dict[str, float]:
    """The longest task of each thing that people do."""
    place = Place(folder / "project").make({"long": [f"Take {n} mg of it a day." for n in range(SENTENCES)]}, "es")
    place.run()
    found = {}
    with served(place.folder) as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.add_init_script(WATCH)
        page.goto(site.address)
        page.goto(f"http://{site.host}/text/es/long")
        page.evaluate(SCROLL)
        found["scroll"] = longest(page)
        page.locator("[name=only]").select_option("open")
        page.locator("[name=words]").fill("mg")
        page.locator(".filter button").click()
        page.wait_for_url("**words=mg**")
        found["filter"] = longest(page)
        page.locator("#s50 .open").click()
        page.locator("#s50 textarea").fill("Tome 50 mg al día.")
        page.locator("#s50 textarea").press("Control+s")
        page.locator("#s50 .badge.translated").wait_for()
        found["edit"] = longest(page)
        browser.close()
    return found


def main() -> int:
    """Print the longest task of each and judge them."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder))
    for name, duration in found.items():
        print(f"{name:8} longest task {duration:5.0f} ms, limit {LIMIT:.0f}")
    return int(max(found.values()) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
