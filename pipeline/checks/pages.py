"""What a saved page does not hold itself: counts that a script fills in, and pages that follow."""

import re
from collections.abc import Iterator

from pipeline.checks.left_out import word_beside
from pipeline.checks.places import LANGUAGES, any_of
from pipeline.core.model import Document
from pipeline.data import load
from pipeline.rules import DocumentContext, Fault, check

_QUOTED = r"=\s*[\"']([^\"'<>]{0,20})[\"']"
# A cell or an entry to choose has a value of its own, by which it is sorted or sent.
_COUNTER = re.compile(
    r"<(?:span|div|p|strong|b|em|i|h[1-6]|dd|dt|li)\s(?P<attributes>[^<>]{0,600})>\s*"
    r"(?P<shown>[$€£+]?0(?:[.,]0{1,3})?)\s*[%+]?\s*<",
    re.IGNORECASE,
)
_GOAL = re.compile(
    r"(?<![\w-])(?P<name>data-(?:counter|count|target|to|value|number|end|stop|count-?(?:to|up|target|end)|"
    r"counter-?(?:value|target|end)|(?:target|end|to)-?value|purecounter-end))\s*"
    r"=\s*[\"']?(?P<goal>\d[\d.,]{0,15})[\"'\s/]",
    re.IGNORECASE,
)
_AROUND = re.compile(rf"(?<![\w-])data-(prefix|suffix)\s*{_QUOTED}", re.IGNORECASE)
_NEXT = any_of(load("checks.yaml")["next_pages"])
_PAGER = re.compile(
    rf"\W*(?:{any_of(load('checks.yaml')['page_words'])}\W*)?1\W{{1,4}}2\b(?:\W{{1,5}}\d{{1,3}}\b)*\W*{_NEXT}\W*",
    re.IGNORECASE,
)
_LINE = re.compile(r"^\W{0,4}(?=\w)[^\n]{5,120}$", re.MULTILINE)
_NEAR = 400  # characters of the source before the first number, in which its link may stand
_LEADS_AWAY = re.compile(r"\shref\s*=\s*[\"']?(?!#|javascript:)[^\s\"'>]", re.IGNORECASE)


@check("source/unfilled-counter", severity="error")
def find_unfilled_counters(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A nought stands where a script counts up to a number.

    The page was saved before its script ran: "0 of our patients" may be 90 %. The finding names the number that the
    page gives the script. Example: "<p><span data-count='90' data-suffix='%'>0</span> are well.</p>"
    """
    if document.source.format != "html" or "data-" not in document.raw:
        return
    for found in _COUNTER.finditer(document.raw):
        goal = _GOAL.search(found["attributes"] + " ")
        if goal is None or not goal["goal"].strip("0.,"):
            continue
        start, end = document.to_curated(*found.span("shown"))
        if "0" in document.text[start:end]:
            signs = dict(_AROUND.findall(found["attributes"]))
            number = f"{signs.get('prefix', '')}{goal['goal']}{signs.get('suffix', '')}"
            said = f"a script would count up to “{number}” ({goal['name'].lower()})"
            yield Fault(start, end, f"“{document.text[start:end]}” stands here because no script ran: {said}.")


@check("source/more-pages", severity="warning", languages=LANGUAGES)
def find_more_pages(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The text goes on on other pages.

    Links to the second page and the next were left out behind what is here: warnings may stand there. Save all pages,
    or the one for print. Example: "<p>Keep it dry.</p><div class='pager'>1 | <a href='?p=2'>2</a> | Next page</div>"
    """
    for words, start, end in _pagers(document):
        place = word_beside(document, start, end)
        if place and (document.source.format != "html" or _LEADS_AWAY.search(document.raw, max(0, start - _NEAR), end)):
            message = f"The text goes on on other pages, to which “{words[:60]}” leads; save all, or the one for print."
            yield Fault(*place, message)
            return


def _pagers(document: Document) -> Iterator[tuple[str, int, int]]:
    """Rows of links to further pages with their places in the raw text: those left out, and those that stayed."""
    for one in document.left_out:
        if _PAGER.fullmatch(one.words):
            yield one.words, one.raw_start, one.raw_end
    for line in _LINE.finditer(document.text):
        if _PAGER.fullmatch(line[0]):
            yield line[0], *document.to_raw(*line.span())
