"""Pages on which a server says that there is none: saved by a tool that did not look."""

import re
from collections.abc import Iterator
from http import HTTPStatus

from pipeline.checks.places import LANGUAGES
from pipeline.core.model import Document
from pipeline.data import load
from pipeline.rules import DocumentContext, Fault, check

_PAGES = load("checks.yaml")["error_pages"]
_PHRASES = "|".join((*(re.escape(one.phrase) for one in HTTPStatus if one >= 400), *_PAGES["numbered"]))
_ERROR_PAGE = re.compile(
    rf"^[#*= \t]*(?:(?:HTTP(?:/\d(?:\.\d)?)?\s)?(?:error:?\s)?(?:code:?\s)?[45]\d\d[\s.:|–—-]{{1,4}}(?:{_PHRASES})"
    rf"|error:?\s[45]\d\d|{'|'.join(_PAGES['alone'])})(?=[.!*= \t]*(?:$|[|–—-][ \t]))",
    re.IGNORECASE | re.MULTILINE,
)
_WORDS_OF_PAGE = 80  # a server says no more
_BEFORE = 3  # words above it, such as the site's name


@check("source/error-page", severity="error", languages=LANGUAGES)
def find_error_pages(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The page of an error was saved in the place of a text.

    A server said that there is no such page, or that nobody may see it. All that is here are its few words.
    Example: "404 Not Found"
    """
    if len(document.text) < 2000 and len(document.text.split()) <= _WORDS_OF_PAGE:
        match = _ERROR_PAGE.search(document.text)
        if match and len(document.text[: match.start()].split()) <= _BEFORE:
            words = " ".join(match[0].split())
            yield Fault(*match.span(), f"“{words}” is what a server says where there is no page; save the page anew.")
