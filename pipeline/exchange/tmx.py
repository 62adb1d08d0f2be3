"""TMX 1.4, level 1: pairs of sentences in the form that all translation tools take.

Only plain text is written. Of what others wrote, the codes inside their inline tags are left out, the words stay.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from pipeline.core.errors import DocumentError
from pipeline.core.files import delete_file, write_file
from pipeline.exchange.inline import FORBIDDEN, Element
from pipeline.exchange.parse import decoded, root_of

Pair = tuple[str, str]
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CODES = ("bpt", "ept", "it", "ph", "ut")  # inline tags whose content is a tool's code, no text
_PLAIN_DOCTYPE = re.compile(r"<!DOCTYPE\s+tmx(?:\s+(?:SYSTEM|PUBLIC)[^\[\]<>]*)?>")


def read(path: Path, source_language: str, target_language: str) -> list[Pair]:
    """The pairs of two languages, whichever variety of each: "es-419" is "es".

    Raises `DocumentError` for what is no sound TMX, is too large, or declares entities.
    """
    root = root_of(path, _PLAIN_DOCTYPE.sub("", decoded(path), count=1))
    if root.tag != "tmx":
        remedy = "export it as TMX 1.4, or take it out of the folder"
        raise DocumentError(f"the file is no TMX: its root is <{root.tag}>", remedy=remedy, file=path)
    pairs = []
    for unit in root.iter("tu"):
        texts = dict(_variants(unit))
        source, target = texts.get(source_language, ""), texts.get(target_language, "")
        if source.strip() and target.strip():
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
    root = etree.Element("tmx", version="1.4")
    header = {"creationtool": "medical-content-pipeline", "creationtoolversion": "1", "segtype": "sentence"}
    header |= {"o-tmf": "XLIFF", "adminlang": "en", "srclang": "*all*", "datatype": "plaintext"}
    etree.SubElement(root, "header", header)
    body = etree.SubElement(root, "body")
    for source_language, source, target in units:
        if not FORBIDDEN.search(source + target):
            unit = etree.SubElement(body, "tu", srclang=source_language)
            for language, text in ((source_language, source), (target_language, target)):
                variant = etree.SubElement(unit, "tuv", {LANG: language})
                etree.SubElement(variant, "seg").text = text
    etree.indent(root)
    write_file(path, etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n")


def _variants(unit: Element) -> Iterator[Pair]:
    """(language, text) of a unit; of two varieties of a language the first counts."""
    for variant in reversed(unit.findall("tuv")):
        language, segment = variant.get(LANG) or variant.get("lang") or "", variant.find("seg")
        if segment is not None:
            yield language.replace("_", "-").partition("-")[0].lower(), _text(segment)


def _text(element: Element) -> str:
    """The words of a segment; codes go, the text behind them stays."""
    parts = [element.text or ""]
    for child in element:
        parts += ["" if child.tag in CODES else _text(child), child.tail or ""]
    return "".join(parts)
