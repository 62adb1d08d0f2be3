"""What the review page shows, an address each."""

from urllib.parse import quote, urlencode

from starlette.responses import JSONResponse, Response

from pipeline import data
from pipeline.report import comparison
from pipeline.report.pages import need
from pipeline.report.remedies import Remedies
from pipeline.review import views
from pipeline.review.page import Page, Visit


def documents(page: Page, visit: Visit) -> Response:
    """All texts, those that need most first."""
    return page.whole("documents.html", visit, "home", rows=views.rows(page.desk.summaries()))


def queue(page: Page, visit: Visit) -> Response:
    """What waits for a person, over all texts of a language."""
    language = visit.path["language"]
    found, faults = views.queue(page.desk, language)
    shown = [views.view(sheet, line, visit.words, views.title_of(sheet.document)) for sheet, line in found]
    return page.whole(
        "text.html",
        visit,
        f"queue {language}",
        heading=visit.words["queue"],
        language=language,
        told=" ".join(faults),
        filters=(),
        views=shown,
        page=1,
        pages=1,
        before="",
        after="",
    )


def text(page: Page, visit: Visit) -> Response:
    """A text's sentences, a page of them at a time."""
    sheet = page.sheet(visit)
    only, sought = visit.query.get("only", "all"), visit.query.get("words", "")
    lines = views.chosen(sheet, only, sought)
    pages = max(1, -(-len(lines) // views.AT_ONCE))
    at, number = visit.number("at"), visit.number("page")
    if at:
        number = next((n // views.AT_ONCE + 1 for n, one in enumerate(lines) if one.number == at), 1)
    number = min(max(number, 1), pages)
    name = views.name_of(sheet.document)

    def link(to: int) -> str:
        query = urlencode({"only": only, "words": sought, "page": to})
        return f"/text/{sheet.language}/{quote(name)}?{query}" if 1 <= to <= pages else ""

    cut = lines[(number - 1) * views.AT_ONCE : number * views.AT_ONCE]
    return page.whole(
        "text.html",
        visit,
        "text",
        heading=views.title_of(sheet.document),
        language=sheet.language,
        name=name,
        told="",
        stamp=sheet.stamp,
        filters=views.FILTERS,
        only=only,
        words=sought,
        views=[views.view(sheet, line, visit.words) for line in cut],
        page=number,
        pages=pages,
        before=link(number - 1),
        after=link(number + 1),
    )


def source(page: Page, visit: Visit) -> Response:
    """The findings in a text itself."""
    name = visit.path["name"]
    document = page.desk.document(name)
    found = sorted(enumerate(document.findings, 1), key=lambda row: need(row[1]))
    remedies = Remedies(document)
    shown = [(number, one, comparison.in_context(document, one), remedies.of(one)) for number, one in found]
    facts = {
        "heading": views.title_of(document),
        "name": name,
        "source_language": document.language,
        "text": document.text,
    }
    return page.whole("source.html", visit, "source", **facts, found=shown)


def panel(page: Page, visit: Visit) -> Response:
    """What stands around one sentence, and the field in which it is edited."""
    sheet = page.sheet(visit)
    line = sheet.line(visit.query.get("key", ""))
    return page.part(
        "panel.html",
        visit,
        view=views.view(sheet, line, visit.words),
        found=line.open,
        waivable=True,
        terms=sheet.terms(line),
        similar=page.desk.similar(sheet, line),
        raw=views.raw_around(sheet.document, line),
        types=list(data.load("types.yaml")),
    )


def concordance(page: Page, visit: Visit) -> Response:
    """Approved sentences with some words."""
    words = visit.query.get("words", "").strip()
    found = page.desk.concordance(visit.path["language"], words) if words else []
    return page.part("pairs.html", visit, pairs=found)


def stamp(page: Page, visit: Visit) -> Response:
    """What the text's file is now."""
    return JSONResponse({"stamp": page.sheet(visit).stamp})


SHOWN = {
    "/": documents,
    "/queue/{language}": queue,
    "/text/{language}/{name}": text,
    "/source/{name}": source,
    "/panel/{language}/{name}": panel,
    "/concordance/{language}": concordance,
    "/stamp/{language}/{name}": stamp,
}
