"""XML from elsewhere: refused where it is dangerous, broken or not what it should be, with a line for its reader."""

import re
from pathlib import Path

from lxml import etree

from pipeline.core.errors import DocumentError
from pipeline.core.files import read_file
from pipeline.core.places import refusal
from pipeline.core.text.unmerged import UNMERGED, unmerged
from pipeline.exchange.inline import NAMESPACE, Element, line_of

_SMALL = 10_000_000  # below, libxml2 keeps its own limits against hostile files; what is larger may be our own
_FILE, _HEADER, _GROUP, _UNIT, _NOTE = (
    f"{{{NAMESPACE}}}{name}" for name in ("file", "header", "group", "trans-unit", "note")
)
DOCTYPE = re.compile(r"\ufeff?(?>(?:\s|<\?.*?\?>|<!--.*?-->)*)<!DOCTYPE", re.DOTALL)


def parse(path: Path) -> Element:
    """The root of an XLIFF 1.2 file, in which each comment stands as a note. Raises `DocumentError`."""
    root = root_of(path, decoded(path), with_comments=True)
    _insist_on_profile(path, root)
    _keep_comments(root)
    return root


def _keep_comments(root: Element) -> None:
    """Make a note of each comment, beside what it is said of, since only notes are written back."""
    around = (one for before in (True, False) for one in root.itersiblings(etree.Comment, preceding=before))
    for comment in [*around, *root.iter(etree.Comment)]:
        words, parent = " ".join((comment.text or "").split()), comment.getparent()
        place = next((one for one in comment.iterancestors(_UNIT, _GROUP)), None)
        place = _header(root, comment) if place is None else place
        if parent is not None:
            _take_out(comment, parent)
        if place is not None and words and all(note.text != words for note in place.iterchildren(_NOTE)):
            note = etree.Element(_NOTE, {"from": "comment"})
            note.text = words
            place.insert(0 if place.tag == _GROUP else len(place), note)


def _header(root: Element, comment: Element) -> Element | None:
    """The header of the file that a comment is in, else of the first one."""
    file = next(comment.iterancestors(_FILE), next(root.iter(_FILE), None))
    if file is not None and file.find(_HEADER) is None:
        file.insert(0, etree.Element(_HEADER))
    return None if file is None else file.find(_HEADER)


def _take_out(comment: Element, parent: Element) -> None:
    """Remove a comment; the text behind it stays."""
    before, tail = comment.getprevious(), comment.tail or ""
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    parent.remove(comment)


def root_of(path: Path, text: str, *, with_comments: bool = False) -> Element:
    """The root of any XML. Raises `DocumentError` for a DTD and for what is not sound; `path` only names the file."""
    if found := DOCTYPE.match(text):
        line = text.count("\n", 0, found.end()) + 1
        message = "the file has a DTD, which could name other files and entities"
        raise DocumentError(message, remedy="remove <!DOCTYPE …>", file=path, line=line)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=len(text) > _SMALL,
        remove_comments=not with_comments,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except MemoryError as error:
        raise DocumentError("there is no memory for this file", remedy="split it", file=path) from error
    except etree.XMLSyntaxError as error:
        message = f"the file is not sound XML: {error.msg}"
        remedy = "restore it from a copy, or save it again with the translation tool"
        if "XML_PARSE_HUGE" in message:  # libxml2 names the switch of its own for programmers
            message, remedy = (
                "tags stand in tags too deeply in this file, or a text is too long",
                "restore it from a copy",
            )
        raise DocumentError(message, remedy=remedy, file=path, line=error.lineno) from error


def decoded(path: Path) -> str:
    """The file's text; UTF-8 or, by its byte-order mark, UTF-16, as all translation tools write.

    Raises `DocumentError` for what cannot be read, or is too large.
    """
    try:
        data = read_file(path)
    except OSError as error:
        raise refusal(error, path, "the file cannot be read") from error
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except MemoryError as error:
        raise DocumentError("there is no memory for this file", remedy="split it", file=path) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentError("the file is not UTF-8", remedy="save it as UTF-8", file=path, line=line) from error
    if marked := unmerged(text):
        raise DocumentError(UNMERGED[0], remedy=UNMERGED[1], file=path, line=marked)
    return text


def _insist_on_profile(path: Path, root: Element) -> None:
    """Refuse what is XML but not XLIFF 1.2."""
    name = etree.QName(root)
    if name.localname != "xliff":
        found = f"the file is no XLIFF: its root is <{name.localname}>"
    elif root.get("version") != "1.2" or name.namespace != NAMESPACE:
        found = f"the file is XLIFF {root.get('version', 'of no version')} ({name.namespace}), not 1.2"
    else:
        return
    remedy = "export it as XLIFF 1.2, or bring it in with `python -m pipeline import`"
    raise DocumentError(found, remedy=remedy, file=path, line=line_of(root))
