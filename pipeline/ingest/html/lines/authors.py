"""Who wrote or reviewed a page, by what the page tells machines, and the words about them behind the text."""

import re
from collections.abc import Iterator

from pipeline.core.text.folding import squeeze
from pipeline.data import load
from pipeline.ingest.html.region import DOSE, gives_orders
from pipeline.ingest.html.tree import Fate, Page, word_count
from pipeline.ingest.html.units import Judged

_TABLE = load("html_furniture.yaml")["bylines"]
_CREATED = re.compile(
    r'"(?:author|reviewedBy|creator|editor)"\s{0,9}:\s{0,9}(?:"[^"\\]{3,80}"|\[?\s{0,9}\{[^\[\]]{0,800}?\})'
)
_NAMED = re.compile(r'(?:"name"|"(?:author|reviewedBy|creator|editor)")\s{0,9}:\s{0,9}"([^"\\]{3,80})"')
_METAS = frozenset({"author", "article:author", "parsely-author", "dc.creator", "citation_author", "sailthru.author"})
_LEAST_NAME, _LONGEST_NAME = 2, 6  # words
_ABOUT = re.compile(rf"\W*(?:{'|'.join(_TABLE['about'])})\W*", re.IGNORECASE)
_TELLS = re.compile(rf"\W*(?:{'|'.join(_TABLE['tells'])})\b", re.IGNORECASE)
_LONGEST_BIO = 90  # words of a paragraph about somebody
_LONGEST_ABOUT = 200  # words of all that stands under a heading about somebody
_AT_END = 12  # units
_TOLD = 3  # units of a page before it tells who wrote it


def authors_of(page: Page, source: str, named: str) -> frozenset[str]:
    """The names of those who wrote or reviewed the page, in small letters; not of whom its title `named` names."""
    names = [name for created in _CREATED.finditer(source) for name in _NAMED.findall(created[0])]
    for element in page.elements:
        if element.tag == "meta" and (element.get("name") or element.get("property")) in _METAS:
            names.append(element.attributes.get("content", ""))
        elif element.signs and ("author" in element.get("rel").split() or element.get("itemprop") == "author"):
            names.append(page.words(element))
    found = (" ".join(name.split()) for name in names)
    title = squeeze(named)
    meant = (name for name in found if squeeze(name) not in title)
    return frozenset(name.casefold() for name in meant if _LEAST_NAME <= word_count(name) <= _LONGEST_NAME)


def leave_authors(judged: list[Judged], authors: frozenset[str]) -> None:
    """Sections about those who wrote a page, and paragraphs behind the text that begin with a name of theirs."""
    kept = [one for one in judged if one.fate is None]
    for number, one in enumerate(kept):
        if number >= _TOLD and one.fate is None and one.unit.is_heading and _ABOUT.fullmatch(one.unit.text):
            section = [one, *_under(kept, number)]
            if len(section) > 1 and _is_harmless(section):
                for each in section:
                    each.fate = Fate("page note", "about who wrote or reviewed the page")
    for one in kept[-_AT_END:]:
        words = " ".join(one.unit.text.split())
        if one.fate is None and _is_bio(words, authors) and _is_harmless([one]):
            one.fate = Fate("page note", "about who wrote or reviewed the page")


def _under(kept: list[Judged], number: int) -> Iterator[Judged]:
    """What stands under a heading in the element that holds both, up to the next heading of its level or above."""
    heading = kept[number].unit
    own = next((one for one in heading.element.ancestors() if re.fullmatch("h[1-6]", one.tag)), heading.element)
    around = next((one for one in own.ancestors() if one.signs > own.signs), own)
    for one in kept[number + 1 :]:
        if one.unit.start >= around.end or (one.unit.is_heading and one.unit.tag <= heading.tag):
            return
        yield one


def _is_harmless(section: list[Judged]) -> bool:
    """Whether little is said, in no list, and no amount and no order among it."""
    words = " ".join(one.unit.text for one in section)
    listed = any(one.unit.group is not None or one.unit.tag == "tr" for one in section)
    return not listed and word_count(words) <= _LONGEST_ABOUT and not (DOSE.search(words) or gives_orders(words))


def _is_bio(words: str, authors: frozenset[str]) -> bool:
    """Whether a paragraph tells of somebody who wrote the page: "Ann Footer is a nurse"."""
    small = words.casefold()
    name = next((one for one in authors if small.startswith(one)), "")
    return bool(name) and word_count(words) <= _LONGEST_BIO and _TELLS.match(words, len(name)) is not None


def is_author(words: str, authors: frozenset[str]) -> bool:
    """Whether words are the name of somebody who wrote the page."""
    return words.casefold().strip(" ,.*") in authors or squeeze(words) in {squeeze(one) for one in authors}
