"""Cards: teasers of other pages, each a linked title with a line at most that says more of it.

What a teaser says of symptoms is said on the page that it leads to. So where a heading says that other pages follow,
cards go whole, and one in three may sound like an order, as titles do. An amount, a telephone number, a document, a
place on the page itself, or more than a line without a link are content.
"""

import re
from itertools import chain

from pipeline.ingest.html.furniture.tables import DATES, PHONE
from pipeline.ingest.html.region import DOSE, gives_orders
from pipeline.ingest.html.tree import Element, Page, Part, is_sentence, word_count

_LEAST_CARDS = 2
_LEAST_DATED = 3
_LONGEST_ROW = 8000  # characters
_MOST_ORDERS = 3  # one in so many
_LEAST_TITLE = 2  # words; one may name a subject
_LONGEST_LINE = 220  # characters of what is said of another page
_LONGEST_LABEL = 6  # words: a date, a section, who wrote it
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?)(?:$|[?#])")
_ELSEWHERE = re.compile(r"(?!#|tel:|mailto:|sms:|javascript:).")
_OWN = frozenset({"table", "form", "video", "audio", "textarea"})


def holds_cards(element: Element, page: Page) -> bool:
    """Whether an element is cards and nothing else."""
    inner = list(chain((element,), page.within(element)))
    links = [one for one in inner if one.tag == "a" and one.signs]
    if len(links) < _LEAST_CARDS or any(one.tag in _OWN for one in inner) or not all(map(_leads_away, links)):
        return False
    if any(one.tag in ("li", "dd", "dt") and one.signs and not one.linked for one in inner):
        return False
    words = page.words(element)
    return not (DOSE.search(words) or PHONE.search(words)) and _are_titled(page.inside(element))


def are_dated(element: Element, page: Page) -> bool:
    """Whether an element is a row of cards of one make, three and more, each with the day of what it leads to."""
    filled = [one for one in element.children if one.signs] if element.signs <= _LONGEST_ROW else []
    if len(filled) < _LEAST_DATED:
        return False
    alike = all((one.tag, one.get("class")) == (filled[0].tag, filled[0].get("class")) for one in filled)
    if not alike or not holds_cards(element, page):
        return False
    return all(one.linked and DATES.search(page.words(one)) for one in filled)


def _leads_away(link: Element) -> bool:
    target = link.get("href")
    return _ELSEWHERE.match(target) is not None and not _DOCUMENT.search(target)


def _are_titled(parts: list[Part]) -> bool:
    """Whether parts are linked titles, labels, and behind each title a line at most."""
    titles = free = ordered = 0
    for part in parts:
        ordered += gives_orders(part.text)
        if part.linked >= 0.5:
            is_title = word_count(part.text) >= _LEAST_TITLE
            titles, free = titles + is_title, free or int(is_title)
        elif is_sentence(part.text) or word_count(part.text) > _LONGEST_LABEL:
            if not free or len(part.text) > _LONGEST_LINE:
                return False
            free = 0
    return titles >= _LEAST_CARDS and ordered * _MOST_ORDERS <= titles
