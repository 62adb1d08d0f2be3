"""TMX 1.4, level 1: pairs of sentences in the form that all translation tools take.

Only plain text is written. Of what others wrote, the codes inside their inline tags are left out, the words stay.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lxml import etree

from pipeline.core.errors import DocumentError
from pipeline.core.files import delete_file, digest, write_file
from pipeline.core.tags import canonical, lookup
from pipeline.exchange.inline import FORBIDDEN, Element
from pipeline.exchange.parse import decoded, root_of

Pair = tuple[str, str]
TOOL = "medical-content-pipeline"
DIGEST = "x-digest"  # of the body as it was written: one that is not so any more was edited
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CODES = ("bpt", "ept", "it", "ph", "ut")  # inline tags whose content is a tool's code, no text
UNREADABLE = "\ufffd"
_FORBIDDEN_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,10}));")
_PLAIN_DOCTYPE = re.compile(r"<!DOCTYPE\s+tmx(?:\s+(?:SYSTEM|PUBLIC)[^\[\]<>]*)?>")


def read(path: Path, source_language: str, target_language: str) -> list[Pair]:
    """The pairs of two languages, whichever variety of each: "es-419" is "es". One that XML cannot hold is left out.

    Raises `DocumentError` for what is no sound TMX, is too large, or declares entities.
    """
    pairs = []
    for unit in root(path).iter("tu"):
        texts: dict[str, str] = {}
        for language, text in variants(unit):
            texts.setdefault(language, text)
        source, target = in_language(texts, source_language), in_language(texts, target_language)
        if source.strip() and target.strip() and UNREADABLE not in source + target:
            pairs.append((source, target))
    return pairs


def write(path: Path, pairs: Iterable[tuple[str, str, str]], target_language: str) -> None:
    """Write (source language, source, target), sorted; without any there is no file.

    Texts with characters that XML cannot hold are left out.
    """
    units = sorted(set(pairs))
    if not units:
        delete_file(path)
        return
    memory = etree.Element("tmx", version="1.4")
    header = {"creationtool": TOOL, "creationtoolversion": "1", "segtype": "sentence"}
    header |= {"o-tmf": "XLIFF", "adminlang": "en", "srclang": "*all*", "datatype": "plaintext"}
    properties = etree.SubElement(memory, "header", header)
    body = etree.SubElement(memory, "body")
    for source_language, source, target in units:
        if not FORBIDDEN.search(source + target):
            unit = etree.SubElement(body, "tu", srclang=source_language)
            for language, text in ((source_language, source), (target_language, target)):
                variant = etree.SubElement(unit, "tuv", {LANG: language})
                etree.SubElement(variant, "seg").text = text
    mark = etree.SubElement(properties, "prop", type=DIGEST)
    etree.indent(memory)
    mark.text = _digest(body)
    write_file(path, etree.tostring(memory, xml_declaration=True, encoding="UTF-8") + b"\n")


def is_ours(path: Path) -> bool:
    """Whether a file is one that `write` made and nobody edited; such of older versions had no mark against edits."""
    try:
        header, body = root(path).find("header"), root(path).find("body")
    except DocumentError:
        return False
    if header is None or body is None or header.get("creationtool") != TOOL:
        return False
    marks = [mark.text for mark in header.iterfind("prop") if mark.get("type") == DIGEST]
    return all(mark == _digest(body) for mark in marks)


def root(path: Path) -> Element:
    """The root of a TMX file. Raises `DocumentError` for what is no sound TMX, is too large, or declares entities."""
    text = _FORBIDDEN_REFERENCE.sub(_readable, _PLAIN_DOCTYPE.sub("", decoded(path), count=1))
    found = root_of(path, FORBIDDEN.sub(UNREADABLE, text.removeprefix("\ufeff")))
    if found.tag != "tmx":
        remedy = "export it as TMX 1.4, or take it out of the folder"
        raise DocumentError(f"the file is no TMX: its root is <{found.tag}>", remedy=remedy, file=path)
    return found


def _readable(reference: re.Match[str]) -> str:
    """A reference to a character that XML cannot hold becomes a sign that is seen; others stay."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return UNREADABLE if number > 0x10FFFF or FORBIDDEN.search(chr(number)) else reference[0]


def _digest(body: Element) -> str:
    return digest(etree.tostring(body, method="c14n", with_tail=False))


def variants(unit: Element) -> Iterator[Pair]:
    """(language, text) of a unit; of two texts in a language the first counts."""
    for variant in unit.findall("tuv"):
        language, segment = variant.get(LANG) or variant.get("lang") or "", variant.find("seg")
        if segment is not None:
            yield canonical(language) or canonical(language[:2]), _text(segment)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in a language, else in what it is a variety of, else in the first variety of either."""
    found = lookup(language, texts)
    base = language.partition("-")[0]
    first = (text for tag, text in texts.items() if tag.partition("-")[0] == base)
    return next(first, "") if found is None else found


def _text(element: Element) -> str:
    """The words of a segment; codes go, the text behind them stays."""
    parts = [element.text or ""]
    for child in element:
        parts += ["" if child.tag in CODES else _text(child), child.tail or ""]
    return "".join(parts)
