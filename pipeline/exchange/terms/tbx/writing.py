"""Concepts as a TBX-Basic file."""

from collections.abc import Iterable, Mapping

import msgspec
from lxml import etree

from pipeline.exchange.terms.tbx.categories import (
    ADMITTED,
    CODE_URLS,
    GENDER,
    LANG,
    POS,
    PREFERRED,
    STATUS,
    Element,
    Extra,
)
from pipeline.glossary.concepts import Concept, Translation


def render(concepts: Iterable[Concept]) -> bytes:
    """The concepts as a TBX-Basic file."""
    root = etree.Element("martif", {"type": "TBX-Basic", LANG: "en"})
    header = _sub(root, "martifHeader")
    description = _sub(header, "fileDesc")
    _sub(_sub(description, "titleStmt"), "title", "Glossary")
    _sub(_sub(description, "sourceDesc"), "p", "Exported by medical-content-pipeline")
    _sub(_sub(header, "encodingDesc"), "p", "TBXBasicXCSV02.xcs", type="XCSURI")
    body = _sub(_sub(root, "text"), "body")
    for concept in concepts:
        _entry(body, concept)
    etree.indent(root, " ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _sub(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    element = etree.SubElement(parent, tag, attributes)
    element.text = text
    return element


def _entry(body: Element, concept: Concept) -> None:
    entry = _sub(body, "termEntry", id=f"c.{concept.id}")
    _sub(entry, "descrip", concept.type, type="subjectField")
    if concept.definition is not None:
        _sub(entry, "descrip", concept.definition, type="definition")
    for terminology, code in concept.codes.items():
        url, prefix = CODE_URLS[terminology]
        _sub(entry, "xref", code, type="externalCrossReference", target=url + code.removeprefix(prefix))
    english = _sub(entry, "langSet", **{LANG: "en"})
    _tig(english, concept.en, PREFERRED, "fullForm")
    for form in concept.forms:
        _tig(english, form, ADMITTED, "variant", extra=Extra(form=True))
    if concept.abbreviation is not None:
        _tig(english, concept.abbreviation, PREFERRED, "abbreviation")
    for variant in concept.variants:
        short = variant.with_ == "abbreviation"
        extra = Extra(with_abbreviation=short, when=variant.when, regions=variant.regions, lay=variant.lay)
        _tig(english, variant.text, STATUS[variant.action], "variant", extra=extra)
    for language, translation in concept.translations.items():
        _translation(_sub(entry, "langSet", **{LANG: language}), concept, translation)


def _translation(parent: Element, concept: Concept, translation: Translation) -> None:
    grammar = {}
    if translation.pos:
        grammar["partOfSpeech"] = POS.get(translation.pos, translation.pos)
    if translation.gender:
        grammar["grammaticalGender"] = GENDER[translation.gender]
    written = translation.keep and translation.text != ""
    number, status, sources = translation.number, translation.status, translation.sources
    extra = Extra(keep=translation.keep, written=written, number=number, status=status, sources=sources)
    _tig(parent, translation.text or concept.en, PREFERRED, "fullForm", grammar, extra)
    for form in translation.forms:
        _tig(parent, form, ADMITTED, "variant")
    if translation.abbreviation is not None:
        _tig(parent, translation.abbreviation, PREFERRED, "abbreviation")
    for form in translation.forbidden:
        _tig(parent, form, STATUS["flag"], "variant")


def _tig(
    parent: Element,
    text: str,
    status: str,
    kind: str,
    grammar: Mapping[str, str] | None = None,
    extra: Extra | None = None,
) -> None:
    tig = _sub(parent, "tig")
    _sub(tig, "term", text)
    for name, value in {**(grammar or {}), "administrativeStatus": status, "termType": kind}.items():
        _sub(tig, "termNote", value, type=name)
    if extra and extra != Extra():
        _sub(tig, "note", msgspec.json.encode(extra).decode())
