"""Who owns which spelling: no term may belong to two concepts, and no replacement may go in a circle."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipeline.core.errors import UsageError
from pipeline.core.text.matching import fold, key
from pipeline.glossary.concepts import Concept, Form, When, listed_forms, regular_plural
from pipeline.glossary.sheet import Place, Sheet

_NAMES = {"preferred": "preferred term", "form": "form", "abbreviation": "abbreviation", "variant": "variant"}

_REMEDY = "keep it in one of the two"
_SHORT_REMEDY = "keep it in one of the two, or list it in both as a variant with a `when` of its own"


class _Claim(NamedTuple):
    """A spelling that a concept claims, and the place that lists it or, for an inferred plural, its singular."""

    concept: Concept
    form: Form
    place: Place
    listed: bool

    @property
    def is_variant(self) -> bool:
        return self.form.kind == "variant"

    @property
    def is_replaced(self) -> bool:
        return self.form.variant is not None and self.form.variant.action == "replace"

    @property
    def when(self) -> When | None:
        """The neighbours that the spelling needs or forbids."""
        return self.form.variant.when if self.form.variant else None

    @property
    def is_short(self) -> bool:
        """Whether it is an abbreviation, in capitals at least."""
        return self.form.kind == "abbreviation" or (self.form.text.isupper() and " " not in self.form.text)

    @property
    def treatment(self) -> tuple[object, ...]:
        """What becomes of the spelling; a concept's own terms are left as they are, like an allowed variant."""
        variant = self.form.variant
        return (variant.action, variant.with_, variant.when) if variant else ("allow", "preferred", None)


class _Clash(NamedTuple):
    """Two claims to one spelling; `late` is the one to correct."""

    early: _Claim
    late: _Claim

    @property
    def replaces_term(self) -> bool:
        """Whether one concept replaces what is the other's own term."""
        return self.late.is_replaced and not self.early.is_variant and self.early.concept is not self.late.concept


def claim_faults(file: Sheet, concepts: Mapping[int, Concept]) -> Iterator[UsageError]:
    """Faults of spellings that are claimed twice, and of replacements in a circle, one for each place."""
    clashes: dict[Place, _Clash] = {}
    for clash in _clashes(concepts):
        clashes.setdefault(clash.late.place, clash)
    leads: dict[str, set[str]] = defaultdict(set)
    for early, late in (clash for clash in clashes.values() if clash.replaces_term):
        leads[early.concept.id].add(late.concept.id)
    for clash in clashes.values():
        circle = clash.replaces_term and _reaches(leads, clash.late.concept.id, clash.early.concept.id)
        yield _circle(file, clash) if circle else _fault(file, clash)


def _clashes(concepts: Mapping[int, Concept]) -> Iterator[_Clash]:
    claimed: dict[str, list[_Claim]] = defaultdict(list)
    for i, concept in concepts.items():
        for claim in _claims(i, concept):
            same = claimed[key(claim.form.text)]
            if other := next((other for other in same if _collide(other, claim)), None):
                swap = other.is_variant and not claim.is_variant
                yield _Clash(claim, other) if swap else _Clash(other, claim)
            same.append(claim)


def _claims(i: int, concept: Concept) -> Iterator[_Claim]:
    places: list[Place] = [("en",), *(("forms", k) for k in range(len(concept.forms)))]
    places += [("abbreviation",)] * bool(concept.abbreviation)
    places += [("variants", k, "text") for k in range(len(concept.variants))]
    for listed in (True, False):
        for form, place in zip(listed_forms(concept), places, strict=True):
            claimed = form if listed else regular_plural(form)
            if claimed and any(map(str.isalnum, form.text)):
                yield _Claim(concept, claimed, ("concepts", i, *place), listed)


def _collide(a: _Claim, b: _Claim) -> bool:
    """Whether two claims to the same characters contradict each other.

    A term whose case matters has its own place beside one whose case does not ("US" and "us"). Within a concept only
    listed variants collide: those that stand there twice, and those that are to be treated in two ways. Variants of two
    concepts do not collide where each has neighbours of its own (`when`).
    """
    if (a.form.cased or b.form.cased) and fold(a.form.text).text != fold(b.form.text).text:
        return False
    if a.place[:2] == b.place[:2]:
        is_double = a.form.text == b.form.text
        return a.listed and b.listed and b.is_variant and (is_double or a.treatment != b.treatment)
    if a.when and b.when and a.when != b.when:
        return False
    return a.listed or b.listed


def _reaches(leads: Mapping[str, set[str]], start: str, goal: str) -> bool:
    """Whether replacing the terms of `start`, over and over, arrives at those of `goal`."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            waiting += sorted(leads.get(here, ()))
    return False


def _fault(file: Sheet, clash: _Clash) -> UsageError:
    early, late = clash
    what = f"the {_NAMES[late.form.kind]} '{late.form.text}'"
    if early.concept is late.concept:
        message = f"{what} is '{early.form.text}' (line {file.line(early.place)}) over again"
        return file.fault(message, late.place, "keep one of the two: spacing, hyphens and capitals make no difference")
    owner = f"'{early.concept.id}' (line {file.line(early.place)})"
    message = f"{what} is {_article(early)} of {owner}"
    return file.fault(message, late.place, _SHORT_REMEDY if early.is_short and late.is_short else _REMEDY)


def _article(claim: _Claim) -> str:
    name = _NAMES[claim.form.kind]
    return f"the {name}" if claim.form.kind in ("preferred", "abbreviation") else f"a {name}"


def _circle(file: Sheet, clash: _Clash) -> UsageError:
    early, late = clash
    message = (
        f"replacing goes in a circle: '{late.form.text}' is to become '{late.concept.en}', which leads back to "
        f"'{early.concept.id}' (line {file.line(early.place)})"
    )
    return file.fault(message, late.place, "choose one preferred term")
