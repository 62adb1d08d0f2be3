"""The concepts of a TBX file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from lxml import etree

from pipeline.core.errors import UsageError
from pipeline.core.files import DAMAGED
from pipeline.core.places import read_input
from pipeline.core.tags import canonical
from pipeline.exchange.inline import line_of
from pipeline.exchange.skipped import Skipped
from pipeline.exchange.terms.given import Terminology, slug
from pipeline.exchange.terms.tbx.categories import (
    ADMITTED,
    CODE_URLS,
    GENDER,
    LANG,
    POS,
    PREFERRED,
    SHORT,
    STATUS,
    Element,
    Extra,
)
from pipeline.glossary.concepts import Concept, Translation, Variant
from pipeline.glossary.sheet import Rows

_ACTION: Mapping[str, Any] = {status: action for action, status in STATUS.items()}
_RANK = (PREFERRED, ADMITTED, STATUS["replace"], STATUS["flag"])  # of two that are given the stricter holds
_STATUSES = {
    **{status.removesuffix("-admn-sts").lower(): status for status in _RANK},
    **{status.removesuffix("Term-admn-sts").lower(): status for status in _RANK},
    **dict.fromkeys(("legalterm", "regulatedterm", "standardizedterm"), PREFERRED),
    **dict.fromkeys(("obsolete", "obsoleteterm", "forbidden", "rejected", "notrecommended"), STATUS["flag"]),
}
_POS_BACK: Mapping[str, Any] = {
    **{pos: pos for pos in ("noun", "adjective", "verb", "adverb")},
    **{tbx: pos for pos, tbx in POS.items()},
}
_GENDER_BACK: Mapping[str, Any] = {tbx: gender for gender, tbx in GENDER.items()}


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
            f"this is no TBX of version 2 (its root is '{name}')",
            file=path,
            line=line_of(root),
            remedy="export as TBX-Basic, martif",
        )
    return root


class _Term(msgspec.Struct, frozen=True):
    text: str
    notes: dict[str, str]
    extra: Extra

    @property
    def status(self) -> str:
        """The status, as TBX-Basic writes it: tools leave its ending out, or say it as what a standard authorises."""
        given = (self.notes.get(name, "") for name in ("normativeAuthorization", "administrativeStatus"))
        told = [found for one in given if (found := _STATUSES.get(one.removesuffix("-admn-sts").lower()))]
        return max(told, key=_RANK.index, default=PREFERRED)

    @property
    def is_short(self) -> bool:
        return self.notes.get("termType") in SHORT


def _terms(entry: Element, language: str) -> list[_Term]:
    """The terms of a language, British and American English together."""
    sets = [s for s in entry.findall("langSet") if _language(s) == language]
    return [term for s in sets for t in s.iterfind(".//term") if (term := _term(t)).text]


def _language(langset: Element) -> str:
    tag = str(langset.get(LANG, "")).replace("_", "-")
    return "en" if re.match(r"en\b", tag, re.IGNORECASE) else canonical(tag) or tag


def _term(element: Element) -> _Term:
    group = element.getparent()
    notes = {note.get("type", ""): (note.text or "").strip() for note in group.iter("termNote")}
    return _Term(_text(element), notes, _extra(group.getparent() if group.tag == "termGrp" else group))


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _extra(group: Element) -> Extra:
    for note in group.findall("note"):
        try:
            return msgspec.json.decode(_text(note), type=Extra)
        except DAMAGED:
            continue
    return Extra()


def _concept(entry: Element, kind: str, types: Mapping[str, Any]) -> Concept:
    terms = _terms(entry, "en")
    main = next((t for t in terms if t.status == PREFERRED and not t.is_short), terms[0])
    short = next((t for t in terms if t is not main and t.status == PREFERRED and t.is_short), None)
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


def _variant(term: _Term) -> Variant:
    with_: Any = "abbreviation" if term.extra.with_abbreviation else "preferred"
    return Variant(
        term.text, _ACTION.get(term.status, "allow"), with_, term.extra.when, term.extra.regions, term.extra.lay
    )


def _codes(entry: Element) -> Iterator[tuple[str, str]]:
    for reference in entry.iterfind("xref"):
        for terminology, (url, prefix) in CODE_URLS.items():
            if str(reference.get("target", "")).startswith(url):
                yield terminology, prefix + str(reference.get("target")).removeprefix(url)


def _read_translation(terms: Sequence[_Term]) -> Translation:
    right = sorted(filter(_is_right, terms), key=lambda term: term.status != PREFERRED)
    main = next((t for t in right if t.status == PREFERRED and not t.is_short), right[0])
    short = next((t for t in terms if t is not main and t.status == PREFERRED and t.is_short), None)
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
    return term.status in (PREFERRED, ADMITTED)
