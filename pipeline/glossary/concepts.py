"""The records of a glossary: concepts, their English terms, and their translations.

They hold no cycles, so the garbage collector need not look at them (`gc=False`): 100,000 terms load twice as fast.
"""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from pipeline.core.tags import lookup
from pipeline.data import load
from pipeline.glossary import english

Action = Literal["replace", "allow", "flag"]
FormKind = Literal["preferred", "form", "abbreviation", "variant"]
Source = Literal["own", "bdpm", "ciel", "cldr", "do", "hpo", "osm", "rxnorm", "tico", "wikidata", "wordnet"]

LANGUAGES = ("en",)  # of a concept's own terms: the key under which a file has them
# Letters up to which capitals tell a term from a word (“ALT”, not “alt”); a longer one is like no other word.
_SHORT = 5


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Neighbouring words that allow or forbid a variant.

    The variant counts only directly after (`after`), or before (`before`), one of the words named, and never directly
    after or before those under `not_after` and `not_before`.
    """

    after: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()


class Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Another English term of a concept, and what to do where a text uses it.

    `replace` writes the preferred term (the abbreviation where `with: abbreviation` says so), `allow` leaves it, `flag`
    asks a person. `regions` says where the name is the usual one (GB for "paracetamol"); it is known everywhere. `lay`
    marks a word of everyday language ("heart attack").
    """

    text: str
    action: Action
    with_: Literal["preferred", "abbreviation"] = msgspec.field(name="with", default="preferred")
    when: When | None = None
    regions: tuple[str, ...] = ()
    lay: bool = False


class Translation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A concept's term in another language; with `keep` the English stays, and `text` may be left out.

    `forms` are plurals and other forms, `forbidden` are renderings that no translation may use. `sources` tells who
    gives this very term, apart from each other: a translator (`own`) or a terminology.
    """

    text: str = ""
    pos: Literal["noun", "proper-noun", "adjective", "verb", "adverb", "phrase"] | None = None
    gender: Literal["m", "f", "mf", "n"] | None = None
    number: Literal["singular", "plural"] | None = None
    forms: tuple[str, ...] = ()
    abbreviation: str | None = None
    forbidden: tuple[str, ...] = ()
    keep: bool = False
    status: Literal["draft", "reviewed"] = "draft"
    sources: tuple[Source, ...] = ("own",)

    @property
    def is_agreed(self) -> bool:
        """Whether two sources give it."""
        return len(set(self.sources)) > 1


class Concept(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One meaning: its preferred English term `en`, the other terms, codes in terminologies, and translations.

    `forms` are the preferred term's plural, where it is irregular, and the like; regular plurals need no entry.
    `codes` are by terminology (doid, hp, icd10cm, mesh, rxnorm, umls), `translations` by language.
    `pack` is the pack that comes along with the program, where the concept is from one; no file is to say it.
    """

    id: str
    en: str
    type: str
    forms: tuple[str, ...] = ()
    abbreviation: str | None = None
    variants: tuple[Variant, ...] = ()
    definition: str | None = None
    codes: dict[str, str] = {}
    translations: dict[str, Translation] = {}
    pack: str | None = msgspec.field(name="_pack", default=None)

    @property
    def plural(self) -> str | None:
        """The preferred term's plural: the irregular one that is listed, or the regular one where that is certain."""
        if listed := next((form for form in self.forms if _is_plural(form, self.en)), None):
            return listed
        regular = english.plural(self.en)
        return regular.text if regular and regular.sure else None

    def translation(self, language: str) -> Translation | None:
        """What is given for a language, or for the nearest that it is a variety of: `es` serves es-MX.

        Where there is neither, but a single variety of the language, that one serves: of two nobody knows which.
        """
        if (found := lookup(language, self.translations)) is not None:
            return found
        varieties = [one for tag, one in self.translations.items() if tag.startswith(f"{language}-")]
        return varieties[0] if len(varieties) == 1 else None

    @property
    def named(self) -> "Concept":
        """The concept as texts are read with it: what is said of it to readers, and in other languages, left out."""
        return msgspec.structs.replace(self, definition=None, codes={}, translations={})

    def preferred(self, variant: Variant, *, plural: bool = False) -> str | None:
        """What to write instead of a variant; None where its plural is not known."""
        if variant.with_ == "abbreviation" and self.abbreviation:
            return self.abbreviation + "s" * plural
        return self.plural if plural else self.en


class Form(msgspec.Struct, frozen=True, gc=False):
    """One spelling under which a concept is found; `variant` is set where `kind` is "variant"."""

    kind: FormKind
    text: str
    plural: bool = False
    variant: Variant | None = None

    @property
    def cased(self) -> bool:
        """Whether capitals matter: in short abbreviations and short terms with a capital inside ("US" is not "us")."""
        if len(self.text) - self.plural > _SHORT:
            return False
        letters = self.text[self.kind != "abbreviation" :]
        return letters.lower() != letters


def forms(concept: Concept, *, exact: bool = False) -> Iterator[Form]:
    """The spellings of a concept: those listed, then, unless `exact`, their regular plurals."""
    listed = tuple(listed_forms(concept))
    yield from listed
    if not exact:
        seen = {form.text for form in listed}
        yield from (form for form in map(regular_plural, listed) if form and form.text not in seen)


def listed_forms(concept: Concept) -> Iterator[Form]:
    """The spellings that the glossary lists: preferred term, forms, abbreviation, variants, in this order."""
    yield Form("preferred", concept.en)
    for text in concept.forms:
        yield Form("form", text, plural=_is_plural(text, concept.en))
    if concept.abbreviation:
        yield Form("abbreviation", concept.abbreviation)
    for variant in concept.variants:
        yield Form("variant", variant.text, variant=variant)


def regular_plural(form: Form) -> Form | None:
    """The regular plural of a listed spelling; what stands under `forms` has none."""
    plural = None if form.kind == "form" else english.plural(form.text)
    kind: FormKind = "form" if form.kind == "preferred" else form.kind
    return Form(kind, plural.text, True, form.variant) if plural else None


def _is_plural(form: str, term: str) -> bool:
    """Whether a listed form looks like the plural of a term: another ending that plurals have, on the same stem."""
    regular = english.plural(term)
    if regular and form == regular.text:
        return True
    shared = 0
    while shared < min(len(form), len(term)) and form[shared] == term[shared]:
        shared += 1
    return (
        form != term
        and re.search(load("english.yaml")["ends_of_plurals"], form) is not None
        and shared >= len(term) - 4
    )
