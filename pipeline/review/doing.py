"""What people do on the review page, a deed each; every one of them sends a `Body`."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from starlette.responses import JSONResponse, Response

from pipeline.core.errors import UsageError
from pipeline.core.model import Edit
from pipeline.report.pages import WEIGHT
from pipeline.report.remedies import Remedies
from pipeline.review import views
from pipeline.review.actions import NotUniqueError, OpenErrorError
from pipeline.review.desk import Line, Sheet
from pipeline.review.page import Page, Visit

T = TypeVar("T")

PERSON, UI = "person", "ui"  # cookies
_YEAR = 365 * 24 * 3600  # seconds


def save(page: Page, visit: Visit) -> Response:
    """Write a translation."""
    body = visit.body
    return _changed(page, visit, page.hands.save(body.place, body.text, visit.person), "saved")


def approve(page: Page, visit: Visit) -> Response:
    """Approve one."""
    if not visit.person:
        raise UsageError(visit.words["name_needed"])
    body = visit.body
    try:
        return _changed(page, visit, page.hands.approve(body.place, body.text, visit.person), "approved")
    except OpenErrorError as error:
        fault = f"{visit.words[f'title_{error.check}']} – {error.message}" if error.check else error.message
        raise UsageError(visit.words["open_error"].format(fault=fault)) from error


def comment(page: Page, visit: Visit) -> Response:
    """Put a comment beside one."""
    body = visit.body
    sheet = page.hands.comment(body.place, body.text, body.comment, visit.person)
    return _changed(page, visit, sheet, "commented")


def waive(page: Page, visit: Visit) -> Response:
    """Answer a finding."""
    body = visit.body
    sheet = page.hands.waive(body.place, body.text, body.check, _reason(visit), visit.person)
    return _changed(page, visit, sheet, "waived")


def undo(page: Page, visit: Visit) -> Response:
    """Take back what this person did last to the sentence."""
    sheet = page.hands.undo(visit.body.place, visit.person)
    if sheet is None:
        raise UsageError(visit.words["nothing_to_undo"])
    return _changed(page, visit, sheet, "undone")


def show(page: Page, visit: Visit) -> Response:
    """A sentence as it is now."""
    return _changed(page, visit, page.desk.sheet(visit.body.language, visit.body.name))


def check(page: Page, visit: Visit) -> Response:
    """What the checks say of a translation that is being written."""
    sheet = page.desk.sheet(visit.body.language, visit.body.name)
    line = sheet.line(visit.body.key)
    found = [one for one in sheet.judged(line, visit.body.text, line.target.review) if one.is_open]
    return page.part("found.html", visit, found=sorted(found, key=lambda f: WEIGHT[f.severity]), waivable=True)


def term(page: Page, visit: Visit) -> Response:
    """Add a term to the glossary."""
    body = visit.body
    page.hands.term(body.language, body.term.strip(), body.translation.strip(), body.type)
    return JSONResponse({"said": visit.words["term_added"]})


def person(page: Page, visit: Visit) -> Response:
    """Keep the name of whoever reviews here, and the language of the page."""
    answer = JSONResponse({})
    for name, value in ((PERSON, quote(visit.body.person.strip()[:100])), (UI, visit.body.ui)):
        answer.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="strict")
    return answer


def answer(page: Page, visit: Visit) -> Response:
    """Answer a finding in a source text."""
    body = visit.body
    if not visit.person:
        raise UsageError(visit.words["name_needed"])
    file = _unique(visit, lambda: page.hands.answer(body.name, body.check, body.find, _reason(visit), visit.person))
    return JSONResponse({"said": visit.words["written"].format(file=file)})


def passage(page: Page, visit: Visit) -> Response:
    """By which words a correction finds what somebody has marked in a source text, and what stands there."""
    body = visit.body
    document = page.desk.document(body.name)
    if not body.text.strip():
        raise UsageError(visit.words["nothing_marked"])
    if document.text[body.start : body.end] != body.text:
        raise UsageError(visit.words["changed"])
    find, replace = Remedies(document).words(body.start, body.end)
    if not find:
        raise UsageError(visit.words["not_in_raw"])
    return JSONResponse({"find": find, "replace": replace, "said": ""})


def preview(page: Page, visit: Visit) -> Response:
    """What a correction of a source text would change."""
    body = visit.body
    edit = Edit(body.find, body.replace, body.reason or "?")
    before, after = _unique(visit, lambda: page.hands.would_be(body.name, edit))
    return page.part("preview.html", visit, changes=views.differences(before, after))


def correct(page: Page, visit: Visit) -> Response:
    """Write it."""
    body = visit.body
    edit = Edit(body.find, body.replace, _reason(visit, "reason_to_correct"))
    file = _unique(visit, lambda: page.hands.correct(body.name, edit))
    return JSONResponse({"said": visit.words["written"].format(file=file)})


def conflict(page: Page, visit: Visit, line: Line) -> Response:
    """Somebody else was there first: both texts, and nothing is written."""
    html = page.render("conflict.html", visit, theirs=line.target.draft, yours=visit.body.text)
    return JSONResponse({"html": html, "version": line.version, "said": visit.words["conflict"]}, 409)


def _unique(visit: Visit, work: Callable[[], T]) -> T:
    """Do what needs words that stand once in the raw text; where they do not, say so in the reader's language."""
    try:
        return work()
    except NotUniqueError as error:
        raise UsageError(visit.words["not_unique"].format(count=error.count)) from error


def _reason(visit: Visit, otherwise: str = "reason_needed") -> str:
    if not visit.body.reason.strip():
        raise UsageError(visit.words[otherwise])
    return visit.body.reason.strip()


def _changed(page: Page, visit: Visit, sheet: Sheet, said: str = "") -> Response:
    view = views.view(sheet, sheet.line(visit.body.key), visit.words)
    article = page.render("article.html", visit, view=view)
    told = f"{visit.words[said]} {_tally(sheet, visit)}" if said else ""
    return JSONResponse({"said": told, "article": article, "stamp": sheet.stamp})


def _tally(sheet: Sheet, visit: Visit) -> str:
    """How far the text is by now."""
    wanted = [line for line in sheet.lines if line.target.state != "kept"]
    done = sum(line.target.state == "approved" for line in wanted)
    errors = sum(finding.withholds for line in wanted for finding in line.target.findings)
    return visit.words["tally"].format(done=done, all=len(wanted), errors=errors)


DONE = (save, approve, comment, waive, undo, show, check, term, person, answer, passage, preview, correct)
