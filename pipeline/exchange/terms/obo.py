"""OBO, the text format of biomedical ontologies (format version 1.4): terms with synonyms, by scope, and parents.

Read are a term's id, name, definition, synonyms, cross references and `is_a`; everything else is passed over.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline.core.errors import UsageError, shown
from pipeline.core.places import decoded_input, read_input
from pipeline.core.text.matching import key
from pipeline.exchange.skipped import Skipped
from pipeline.exchange.terms.given import Terminology, slug
from pipeline.glossary import english
from pipeline.glossary.check import CODES
from pipeline.glossary.concepts import Concept, Variant
from pipeline.glossary.sheet import Rows
from pipeline.reading.lexicon import known_words

SCOPES = ("EXACT", "NARROW", "BROAD", "RELATED")

_HEADING = re.compile(r"\[(\w+)\]\s*(?:!.*)?$")
_TAG = re.compile(r"(?P<tag>[\w-]+):\s*(?P<value>.*)")
_QUOTED = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"\s*(?P<rest>.*)')
_ESCAPE = re.compile(r"\\(.)")
_XREFS = {"MESH": "mesh", "MSH": "mesh", "UMLS": "umls", "UMLS_CUI": "umls", "DOID": "doid", "HP": "hp"}


class Synonym(msgspec.Struct, frozen=True):
    """Another name of a term: its scope, and its type, if the ontology gives one (ABBREVIATION, layperson)."""

    text: str
    scope: str
    kind: str = ""

    def is_in(self, scopes: Collection[str]) -> bool:
        """Whether it is wanted; a lay word that is only related is one all the same, since patients say it."""
        return self.scope in scopes or (self.is_lay and self.scope == "RELATED")

    @property
    def is_lay(self) -> bool:
        """Whether it is a word of everyday language."""
        return self.kind.lower() in ("layperson", "lay")

    @property
    def is_common(self) -> bool:
        """Whether it is a word of every text: a small one ("was"), or one that is no short form there ("CAN")."""
        word = self.text.lower()
        return word in english.function_words() or (self.kind.upper() == "ABBREVIATION" and word in known_words("en"))


class Term(msgspec.Struct):
    """One term of an ontology, and the line (from 1) at which it begins."""

    line: int
    id: str = ""
    name: str = ""
    definition: str | None = None
    synonyms: list["Synonym"] = []
    xrefs: list[str] = []
    parents: list[str] = []
    obsolete: bool = False


def read(
    path: Path, kind: str = "general", *, subset: str | None = None, scopes: Collection[str] = ("EXACT",)
) -> Terminology:
    """The concepts of an ontology.

    With `subset`, only that term and its descendants by `is_a`. Synonyms of the `scopes` become allowed variants, lay
    words among them; the others are left out, and so are words of every text (`common_words`) and obsolete terms.
    `kind` is the type of all. Raises `UsageError` for a file that is no OBO, and where no term has the id of `subset`.
    """
    skipped: list[Skipped] = []
    terms = list(_sound(_terms(path, skipped), scopes, skipped))
    if not terms and skipped:
        words = f"no [Term] of this file can be used: {skipped[0].why}"
        remedy = "give an ontology in OBO format, with `id:` and `name:` in each term"
        raise UsageError(words, file=path, line=skipped[0].line, remedy=remedy)
    if not terms:
        raise UsageError("there is no [Term] in this file", file=path, remedy="give an ontology in OBO format")
    if subset is not None:
        wanted = _descendants(terms, subset)
        chosen = [term for term in terms if term.id in wanted]
        if not chosen:
            raise _no_term(path, terms, subset)
        terms = chosen
    concepts = tuple(_concept(term, kind, scopes) for term in terms)
    return Terminology(concepts, Rows(path, [term.line for term in terms]), skipped)


def _no_term(path: Path, terms: Sequence[Term], subset: str) -> UsageError:
    """What to say where no term has an id: the one that was meant, by its name or as a slip, else how ids look here.

    An id that is merely near has another meaning, and is not offered.
    """
    ids = {term.id: term for term in terms}
    asked = subset.strip().casefold()
    spelled = {form.casefold(): term.id for term in terms for form in (term.name, term.id, *term.id.split(":")[1:])}
    meant = spelled.get(asked) or spelled.get(asked.replace("_", ":"))
    if any(term.obsolete and term.id == subset for term in _terms(path, [])):
        what = f"the term '{shown(subset)}' is obsolete"
    else:
        what = f"no term has the id '{shown(subset)}'"
    example = next(iter(ids))
    otherwise = f"give the id of a term of this file, such as {example} ({ids[example].name})"
    return UsageError(what, file=path, remedy=f"did you mean '{meant}'?" if meant else otherwise)


def _sound(terms: Iterable[Term], scopes: Collection[str], skipped: list[Skipped]) -> Iterator[Term]:
    """The terms that can be used."""
    for term in terms:
        lacking = [what for what in ("id", "name") if not getattr(term, what)]
        if term.obsolete:
            skipped.append(Skipped(term.line, "an obsolete term"))
        elif lacking:
            skipped.append(Skipped(term.line, f"a term without {' and '.join(lacking)}"))
        else:
            skipped += [
                Skipped(term.line, "a synonym of another scope (--scope)")
                for one in term.synonyms
                if not one.is_in(scopes)
            ]
            yield term


def common_words(path: Path, scopes: Collection[str] = ("EXACT",)) -> list[str]:
    """The synonyms that are left out because every text has these words."""
    found = (one for term in _terms(path, []) if not term.obsolete for one in term.synonyms)
    return sorted({one.text for one in found if one.is_in(scopes) and one.is_common})


def version(path: Path) -> str | None:
    """The `data-version` of an ontology's header."""
    head = read_input(path).partition(b"\n[")[0].decode("utf-8", "replace")
    lines = (line for line in head.splitlines() if line.startswith("data-version:"))
    return next((line.partition(":")[2].strip() for line in lines), None)


def _terms(path: Path, skipped: list[Skipped]) -> Iterator[Term]:
    lines = decoded_input(path).splitlines()
    term: Term | None = None
    for number, line in enumerate(lines, 1):
        if line.startswith("["):
            if term:
                yield term
            term = Term(number) if (heading := _HEADING.match(line)) and heading[1] == "Term" else None
            if not heading:
                skipped.append(Skipped(number, "what stands under a heading that is not closed"))
        elif term and line.strip() and not line.lstrip().startswith("!") and not _read_line(term, line):
            skipped.append(Skipped(number, "a line of a term that cannot be read"))
    if term:
        yield term


def _read_line(term: Term, line: str) -> bool:
    """Take what a line says of a term. Tells whether it can be read."""
    found = _TAG.match(line)
    if found is None:
        return False
    tag, value = found["tag"], found["value"]
    quoted = _QUOTED.match(value)
    if tag in ("def", "synonym") and not quoted:
        return False
    if tag == "def" and quoted:
        term.definition = _unescaped(quoted["text"]).strip() or None
    elif tag == "synonym" and quoted:
        words = quoted["rest"].partition("[")[0].split()
        scope = next((word for word in words if word in SCOPES), "RELATED")
        kind = next((word for word in words if word not in SCOPES), "")
        term.synonyms.append(Synonym(_unescaped(quoted["text"]).strip(), scope, kind))
    elif tag == "id":
        term.id = _plain(value)
    elif tag == "name":
        term.name = _plain(value)
    elif tag == "xref":
        term.xrefs.append(_plain(value).partition(" ")[0])
    elif tag == "is_a":
        term.parents.append(_plain(value))
    elif tag == "is_obsolete":
        term.obsolete = _plain(value) == "true"
    return True


def _plain(value: str) -> str:
    """A value without the comment and the qualifiers behind it."""
    return _unescaped(re.split(r"(?<!\\)\s+!|(?<!\\)\s+\{", value, maxsplit=1)[0]).strip()


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: {"n": " ", "t": " ", "W": " "}.get(found[1], found[1]), text)


def _descendants(terms: Sequence[Term], root: str) -> set[str]:
    children: Mapping[str, list[str]] = defaultdict(list)
    for term in terms:
        for parent in term.parents:
            children[parent].append(term.id)
    found: set[str] = set()
    waiting = [root]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += children.get(here, ())
    return found


def _concept(term: Term, kind: str, scopes: Collection[str]) -> Concept:
    seen = {key(term.name)}
    variants = []
    for one in term.synonyms:
        if one.is_in(scopes) and not one.is_common and any(map(str.isalnum, one.text)) and key(one.text) not in seen:
            seen.add(key(one.text))
            variants.append(Variant(one.text, "allow", lay=one.is_lay))
    return Concept(
        slug(term.id), term.name, kind, variants=tuple(variants), definition=term.definition, codes=dict(_codes(term))
    )


def _codes(term: Term) -> Iterator[tuple[str, str]]:
    """The term's own code and its cross references, where a terminology has just one and it has the right form."""
    found: dict[str, set[str]] = defaultdict(set)
    for given in (term.id, *term.xrefs):
        source, _, code = given.partition(":")
        terminology = _XREFS.get(source.upper())
        if terminology:
            full = given if terminology in ("doid", "hp") else code
            if re.fullmatch(CODES[terminology], full):
                found[terminology].add(full)
    return ((terminology, min(codes)) for terminology, codes in found.items() if len(codes) == 1)
