"""TBX-Basic, the exchange format of terminology tools, in the `martif` form of TBX version 2.

Version 2 is what OmegaT, Trados MultiTerm and most tools read; version 3 renamed the elements and few follow. Only the
data categories of TBX-Basic are used. What they cannot say (conditions of a variant, states, English that stays)
stands in a note of JSON, which other tools show and keep, so that what is exported and imported again is equal.

English terms: preferred = the preferred term, admitted = an allowed variant or a form, superseded = a variant to
replace, deprecated = a suspect one. In other languages admitted is a form, and deprecated or superseded is forbidden.
Tools also write the words without "-admn-sts", or as a normative authorization; a standardised term is a preferred one.
OmegaT shows terms of every status alike, the forbidden ones too: give it `glossary.txt` instead (`omegat_glossary`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from lxml import etree

from pipeline.core.errors import UsageError
from pipeline.core.files import DAMAGED
from pipeline.core.places import read_input
from pipeline.core.tags import canonical
from pipeline.exchange.skipped import Skipped
from pipeline.exchange.terms.given import Terminology
from pipeline.glossary.concepts import Concept, Source, Translation, Variant, When
from pipeline.glossary.sheet import Rows

Element = Any

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STATUS = {"replace": "supersededTerm-admn-sts", "allow": "admittedTerm-admn-sts", "flag": "deprecatedTerm-admn-sts"}
_PREFERRED = "preferredTerm-admn-sts"
_ADMITTED = _STATUS["allow"]
_ACTION: Mapping[str, Any] = {status: action for action, status in _STATUS.items()}
_RANK = (_PREFERRED, _ADMITTED, _STATUS["replace"], _STATUS["flag"])  # of two that are given the stricter holds
_STATUSES = {
    **{status.removesuffix("-admn-sts").lower(): status for status in _RANK},
    **{status.removesuffix("Term-admn-sts").lower(): status for status in _RANK},
    **dict.fromkeys(("legalterm", "regulatedterm", "standardizedterm"), _PREFERRED),
    **dict.fromkeys(("obsolete", "obsoleteterm", "forbidden", "rejected", "notrecommended"), _STATUS["flag"]),
}
_SHORT = ("abbreviation", "acronym", "shortForm")
_POS = {"proper-noun": "properNoun", "phrase": "other"}
_POS_BACK: Mapping[str, Any] = {
    **{pos: pos for pos in ("noun", "adjective", "verb", "adverb")},
    **{tbx: pos for pos, tbx in _POS.items()},
}
_GENDER = {"m": "masculine", "f": "feminine", "n": "neuter", "mf": "other"}
_GENDER_BACK: Mapping[str, Any] = {tbx: gender for gender, tbx in _GENDER.items()}
_CODE_URLS = {
    "doid": ("http://purl.obolibrary.org/obo/DOID_", "DOID:"),
    "hp": ("http://purl.obolibrary.org/obo/HP_", "HP:"),
    "icd10cm": ("http://purl.bioontology.org/ontology/ICD10CM/", ""),
    "mesh": ("http://id.nlm.nih.gov/mesh/", ""),
    "rxnorm": ("http://purl.bioontology.org/ontology/RXNORM/", ""),
    "umls": ("https://uts.nlm.nih.gov/uts/umls/concept/", ""),
}


class _Extra(msgspec.Struct, frozen=True, omit_defaults=True):
    """What TBX-Basic has no data category for; `form` marks an inflected form of the English term."""

    form: bool = False
    with_abbreviation: bool = False
    when: When | None = None
    regions: tuple[str, ...] = ()
    lay: bool = False
    keep: bool = False
    written: bool = False
    number: Any = None
    status: Any = "draft"
    sources: tuple[Source, ...] = ("own",)


def render(concepts: Iterable[Concept]) -> bytes:
    """The concepts as a TBX-Basic file."""
    root = etree.Element("martif", {"type": "TBX-Basic", _LANG: "en"})
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
        url, prefix = _CODE_URLS[terminology]
        _sub(entry, "xref", code, type="externalCrossReference", target=url + code.removeprefix(prefix))
    english = _sub(entry, "langSet", **{_LANG: "en"})
    _tig(english, concept.en, _PREFERRED, "fullForm")
    for form in concept.forms:
        _tig(english, form, _ADMITTED, "variant", extra=_Extra(form=True))
    if concept.abbreviation is not None:
        _tig(english, concept.abbreviation, _PREFERRED, "abbreviation")
    for variant in concept.variants:
        short = variant.with_ == "abbreviation"
        extra = _Extra(with_abbreviation=short, when=variant.when, regions=variant.regions, lay=variant.lay)
        _tig(english, variant.text, _STATUS[variant.action], "variant", extra=extra)
    for language, translation in concept.translations.items():
        _translation(_sub(entry, "langSet", **{_LANG: language}), concept, translation)


def _translation(parent: Element, concept: Concept, translation: Translation) -> None:
    grammar = {}
    if translation.pos:
        grammar["partOfSpeech"] = _POS.get(translation.pos, translation.pos)
    if translation.gender:
        grammar["grammaticalGender"] = _GENDER[translation.gender]
    written = translation.keep and translation.text != ""
    number, status, sources = translation.number, translation.status, translation.sources
    extra = _Extra(keep=translation.keep, written=written, number=number, status=status, sources=sources)
    _tig(parent, translation.text or concept.en, _PREFERRED, "fullForm", grammar, extra)
    for form in translation.forms:
        _tig(parent, form, _ADMITTED, "variant")
    if translation.abbreviation is not None:
        _tig(parent, translation.abbreviation, _PREFERRED, "abbreviation")
    for form in translation.forbidden:
        _tig(parent, form, _STATUS["flag"], "variant")


def _tig(
    parent: Element,
    text: str,
    status: str,
    kind: str,
    grammar: Mapping[str, str] | None = None,
    extra: _Extra | None = None,
) -> None:
    tig = _sub(parent, "tig")
    _sub(tig, "term", text)
    for name, value in {**(grammar or {}), "administrativeStatus": status, "termType": kind}.items():
        _sub(tig, "termNote", value, type=name)
    if extra and extra != _Extra():
        _sub(tig, "note", msgspec.json.encode(extra).decode())


def read(path: Path, kind: str = "general") -> Terminology:
    """The concepts of a TBX file (`martif`).

    An entry without an English term is left out. `kind` is the type of entries whose subject field is none. Raises
    `UsageError` for a file that is not such TBX, or that declares entities.
    """
    from pipeline import data

    skipped: list[Skipped] = []
    entries = [entry for entry in _root(path).iter("termEntry") if _is_used(entry, skipped)]
    types, seen = data.load("types.yaml"), set[str]()
    concepts = []
    for entry in entries:
        concept = _concept(entry, kind, types)
        identifier, number = concept.id, 2
        while identifier in seen:
            identifier, number = f"{concept.id}-{number}", number + 1
        seen.add(identifier)
        concepts.append(msgspec.structs.replace(concept, id=identifier))
    return Terminology(tuple(concepts), Rows(path, [entry.sourceline or 1 for entry in entries]), skipped)


def _is_used(entry: Element, skipped: list[Skipped]) -> bool:
    """Whether an entry is a concept; notes what of it is none of the concept."""
    if not _terms(entry, "en"):
        skipped.append(Skipped(entry.sourceline, "an entry without an English term"))
        return False
    for langset in entry.findall("langSet"):
        language, terms = _language(langset), [_term(one) for one in langset.iterfind(".//term")]
        if not language:
            skipped.append(Skipped(langset.sourceline, "terms without a language"))
        elif not terms or not all(term.text for term in terms):
            skipped.append(Skipped(langset.sourceline, "a term without words"))
        elif language != "en" and not any(map(_is_right, _terms(entry, language))):
            skipped.append(Skipped(langset.sourceline, f"terms of which none may be used in {language}"))
    return True


def _root(path: Path) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(read_input(path), parser).getroottree()
    except etree.XMLSyntaxError as error:
        raise UsageError(
            f"this is not XML ({error.msg})", file=path, line=error.lineno, remedy="export it anew"
        ) from error
    dtd: Any = tree.docinfo.internalDTD
    if dtd is not None and any(dtd.iterentities()):
        raise UsageError("the file declares entities", file=path, remedy="remove its DOCTYPE")
    root = tree.getroot()
    if root.tag != "martif":
        name = etree.QName(root).localname
        raise UsageError(
            f"this is no TBX of version 2 (its root is '{name}')", file=path, remedy="export as TBX-Basic, martif"
        )
    return root


class _Term(msgspec.Struct, frozen=True):
    text: str
    notes: dict[str, str]
    extra: _Extra

    @property
    def status(self) -> str:
        """The status, as TBX-Basic writes it: tools leave its ending out, or say it as what a standard authorises."""
        given = (self.notes.get(name, "") for name in ("normativeAuthorization", "administrativeStatus"))
        told = [found for one in given if (found := _STATUSES.get(one.removesuffix("-admn-sts").lower()))]
        return max(told, key=_RANK.index, default=_PREFERRED)

    @property
    def is_short(self) -> bool:
        return self.notes.get("termType") in _SHORT


def _terms(entry: Element, language: str) -> list[_Term]:
    """The terms of a language, British and American English together."""
    sets = [s for s in entry.findall("langSet") if _language(s) == language]
    return [term for s in sets for t in s.iterfind(".//term") if (term := _term(t)).text]


def _language(langset: Element) -> str:
    tag = str(langset.get(_LANG, "")).replace("_", "-")
    return "en" if re.match(r"en\b", tag, re.IGNORECASE) else canonical(tag) or tag


def _term(element: Element) -> _Term:
    group = element.getparent()
    notes = {note.get("type", ""): (note.text or "").strip() for note in group.iter("termNote")}
    return _Term(_text(element), notes, _extra(group.getparent() if group.tag == "termGrp" else group))


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _extra(group: Element) -> _Extra:
    for note in group.findall("note"):
        try:
            return msgspec.json.decode(_text(note), type=_Extra)
        except DAMAGED:
            continue
    return _Extra()


def _concept(entry: Element, kind: str, types: Mapping[str, Any]) -> Concept:
    terms = _terms(entry, "en")
    main = next((t for t in terms if t.status == _PREFERRED and not t.is_short), terms[0])
    short = next((t for t in terms if t is not main and t.status == _PREFERRED and t.is_short), None)
    others = [t for t in terms if t is not main and t is not short]
    subject = next((_text(d) for d in entry.iterfind("descrip[@type='subjectField']")), "")
    definition = next((_text(d) for d in entry.iterfind(".//descrip[@type='definition']") if _in_english(d)), None)
    languages = dict.fromkeys(_language(s) for s in entry.findall("langSet"))
    return Concept(
        _identifier(entry, main.text),
        main.text,
        subject if subject in types else kind,
        forms=tuple(t.text for t in others if t.extra.form),
        abbreviation=short.text if short else None,
        variants=tuple(_variant(t) for t in others if not t.extra.form),
        definition=definition or None,
        codes=dict(_codes(entry)),
        translations={
            language: _read_translation(found)
            for language in languages
            if language not in ("", "en") and any(map(_is_right, found := _terms(entry, language)))
        },
    )


def _in_english(description: Element) -> bool:
    around = next(description.iterancestors("langSet"), None)
    return around is None or _language(around) == "en"


def _identifier(entry: Element, term: str) -> str:
    given = str(entry.get("id", "")).removeprefix("c.")
    return given if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", given) else slug(term)


def slug(text: str) -> str:
    """An id in kebab-case made of a term or a code."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "concept"


def _variant(term: _Term) -> Variant:
    with_: Any = "abbreviation" if term.extra.with_abbreviation else "preferred"
    return Variant(
        term.text, _ACTION.get(term.status, "allow"), with_, term.extra.when, term.extra.regions, term.extra.lay
    )


def _codes(entry: Element) -> Iterator[tuple[str, str]]:
    for reference in entry.iterfind("xref"):
        for terminology, (url, prefix) in _CODE_URLS.items():
            if str(reference.get("target", "")).startswith(url):
                yield terminology, prefix + str(reference.get("target")).removeprefix(url)


def _read_translation(terms: Sequence[_Term]) -> Translation:
    right = sorted(filter(_is_right, terms), key=lambda term: term.status != _PREFERRED)
    main = next((t for t in right if t.status == _PREFERRED and not t.is_short), right[0])
    short = next((t for t in terms if t is not main and t.status == _PREFERRED and t.is_short), None)
    others = [t for t in terms if t is not main and t is not short]
    extra = main.extra
    return Translation(
        "" if extra.keep and not extra.written else main.text,
        _POS_BACK.get(main.notes.get("partOfSpeech", "")),
        _GENDER_BACK.get(main.notes.get("grammaticalGender", "")),
        extra.number,
        tuple(t.text for t in others if _is_right(t)),
        short.text if short else None,
        tuple(t.text for t in others if not _is_right(t)),
        extra.keep,
        extra.status,
        extra.sources,
    )


def _is_right(term: _Term) -> bool:
    return term.status in (_PREFERRED, _ADMITTED)
