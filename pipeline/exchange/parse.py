"""XML from elsewhere: refused where it is dangerous, broken or not what it should be, with a line for its reader."""

import re
from pathlib import Path

from lxml import etree

from pipeline.core.errors import DocumentError, shown
from pipeline.core.files import read_file
from pipeline.core.places import refusal
from pipeline.core.text.unmerged import UNMERGED, unmerged
from pipeline.exchange.inline import NAMESPACE, Element, line_of

_SMALL = 10_000_000  # below, libxml2 keeps its own limits against hostile files; what is larger may be our own
_FILE, _HEADER, _GROUP, _UNIT, _NOTE = (
    f"{{{NAMESPACE}}}{name}" for name in ("file", "header", "group", "trans-unit", "note")
)
_INDENTED_MARK = re.compile(r"^[ \t]+<{7}(?: .*)?\r?$", re.MULTILINE)
_IMPORT = "python -m pipeline import"
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
        root = etree.fromstring(text.encode(), parser)
    except MemoryError as error:
        raise DocumentError("there is no memory for this file", remedy="split it", file=path) from error
    except etree.XMLSyntaxError as error:
        if found := _INDENTED_MARK.search(text):  # an editor has indented the file since
            line = text.count("\n", 0, found.start()) + 1
            raise DocumentError(UNMERGED[0], remedy=UNMERGED[1], file=path, line=line) from error
        message = f"the file is not sound XML: {error.msg}"
        remedy = "restore it from a copy, or save it again with the translation tool"
        if "XML_PARSE_HUGE" in message:  # libxml2 names the switch of its own for programmers
            message, remedy = (
                "tags stand in tags too deeply in this file, or a text is too long",
                "restore it from a copy",
            )
        raise DocumentError(message, remedy=remedy, file=path, line=error.lineno) from error
    if len(text) > _SMALL:
        _refuse_long_comments(path, root)
    return root


def _refuse_long_comments(path: Path, root: Element) -> None:
    """Raise `DocumentError` for a comment that libxml2 takes in large files alone: no text of raw/ explains it."""
    for comment in root.iter(etree.Comment):
        if len(comment.text or "") > _SMALL:
            remedy = "take it out, or restore the file from a copy"
            what = f"a comment has more than {_SMALL:,} signs"
            raise DocumentError(what, remedy=remedy, file=path, line=line_of(comment))


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
        if b"\0" in data:
            remedy = "restore it from a copy, or take it away"
            raise DocumentError("this is a binary file, not text", remedy=remedy, file=path) from error
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentError("the file is not UTF-8", remedy="save it as UTF-8", file=path, line=line) from error
    if (place := text.find("\0")) >= 0:  # of a text that is cut, or in a code of two bytes
        line = text.count("\n", 0, place) + 1
        words = "the file holds the control character U+0000"
        raise DocumentError(words, remedy="remove it, or save the file again as UTF-8", file=path, line=line)
    if marked := unmerged(text):
        raise DocumentError(UNMERGED[0], remedy=UNMERGED[1], file=path, line=marked)
    return text


def _insist_on_profile(path: Path, root: Element) -> None:
    """Refuse what is XML but not XLIFF 1.2."""
    name, version = etree.QName(root), root.get("version")
    remedy = "export it as XLIFF 1.2"
    if name.localname != "xliff":
        found = f"the file is no XLIFF: its root is <{name.localname}>"
    elif name.namespace == NAMESPACE and version == "1.2":
        return
    elif version == "1.2" or (version is None and name.namespace == NAMESPACE):
        lacks = "version" if version is None else "xmlns"
        found = f'the root <xliff> lacks {lacks}="{NAMESPACE if version else "1.2"}"'
        remedy = "put that into it, or restore the file from a copy"
    else:
        found = f"the file is XLIFF {shown(version or 'of no version')}, not 1.2"
        if (version or "1").startswith(("1", "2")):
            remedy += f"; or move it to another folder, run again, and give it there to `{_IMPORT}`"
    raise DocumentError(found, remedy=remedy, file=path, line=line_of(root))
