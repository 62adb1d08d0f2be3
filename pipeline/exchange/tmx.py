"""TMX 1.4, level 1: pairs of sentences in the form that all translation tools take.

Only plain text is written. Of what others wrote, the codes inside their inline tags are left out, the words stay.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from lxml import etree

from pipeline.core.errors import DocumentError, shown
from pipeline.core.files import delete_file, digest, write_file
from pipeline.core.tags import canonical, lookup
from pipeline.exchange.inline import FORBIDDEN, Element, line_of
from pipeline.exchange.parse import decoded, root_of
from pipeline.exchange.skipped import Skipped

Pair = tuple[str, str]
TOOL = "medical-content-pipeline"
DIGEST = "x-digest"  # of the body as it was written: one that is not so any more was edited
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CODES = ("bpt", "ept", "it", "ph", "ut")  # inline tags whose content is a tool's code, no text
UNREADABLE = "\ufffd"
_NAMELESS = 'a text without a language; its <tuv> needs one, such as xml:lang="es"'
_FORBIDDEN_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,10}));")
_PLAIN_DOCTYPE = re.compile(r"<!DOCTYPE\s+tmx(?:\s+(?:SYSTEM|PUBLIC)[^\[\]<>]*)?>")


def pairs(path: Path, languages: tuple[str, str]) -> tuple[list[tuple[Element, str, str]], list[Skipped]]:
    """The units of a file with their texts in two languages, whichever variety of each; and what is passed over.

    Raises `DocumentError` for what is no sound TMX, is too large, or declares entities.
    """
    found, skipped = [], list[Skipped]()
    for unit in root(path).iter("tu"):
        given, lost = texts(unit)
        skipped += lost
        source, target = (in_language(given, language) for language in languages)
        if not (source.strip() and target.strip()):
            skipped.append(Skipped(line_of(unit), other(*languages)))
        elif UNREADABLE in source + target:
            skipped.append(Skipped(line_of(unit), "with a character that XML cannot hold"))
        else:
            found.append((unit, source, target))
    return found, skipped


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


def written(path: Path) -> list[tuple[str, str, str]]:
    """What `write` wrote and nobody edited, as (source language, source, target); nothing of any other file."""
    if not is_ours(path):
        return []
    found = []
    for unit in root(path).iter("tu"):
        texts = [segment.text or "" for segment in unit.iterfind("tuv/seg")]
        if len(texts) == 2:
            found.append((unit.get("srclang") or "", texts[0], texts[1]))
    return found


def root(path: Path) -> Element:
    """The root of a TMX file. Raises `DocumentError` for what is no sound TMX, is too large, or declares entities."""
    text = _FORBIDDEN_REFERENCE.sub(_readable, _PLAIN_DOCTYPE.sub("", decoded(path), count=1))
    found = root_of(path, FORBIDDEN.sub(UNREADABLE, text.removeprefix("\ufeff")))
    if found.tag != "tmx":
        remedy = "export it as TMX 1.4, or take it out of the folder"
        words = f"the file is no TMX: its root is <{found.tag}>"
        raise DocumentError(words, remedy=remedy, file=path, line=line_of(found))
    return found


def _readable(reference: re.Match[str]) -> str:
    """A reference to a character that XML cannot hold becomes a sign that is seen; others stay."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return UNREADABLE if number > 0x10FFFF or FORBIDDEN.search(chr(number)) else reference[0]


def _digest(body: Element) -> str:
    return digest(etree.tostring(body, method="c14n", with_tail=False))


def texts(unit: Element) -> tuple[dict[str, str], list[Skipped]]:
    """The texts of a unit by language, and what is passed over; of two in a language the first counts."""
    found, skipped = dict[str, str](), list[Skipped]()
    for variant in unit.findall("tuv"):
        given, segment = variant.get(LANG) or variant.get("lang") or "", variant.find("seg")
        if segment is None:
            continue
        language, text = canonical(given) or canonical(given[:2]), _text(segment)
        if not language:
            why = f"a text in '{shown(given)}', which is no language" if given else _NAMELESS
            skipped.append(Skipped(line_of(variant), why))
        elif found.setdefault(language, text) != text:
            skipped.append(Skipped(line_of(variant), f"a second text of a unit in {language}"))
    return found, skipped


def other(source_language: str, target_language: str) -> str:
    """What a unit is that has nothing in two languages."""
    return f"without a text in both {source_language} and {target_language}"


def without(source_language: str, target_language: str) -> str:
    """What is said of a memory that has nothing in two languages."""
    return f"has no pair of {source_language} and {target_language}, so nothing is used of it"


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
