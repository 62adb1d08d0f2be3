"""What the glossary requires of a sentence's translation: its terms, in which form, and whether they are there."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import msgspec

from pipeline.core.model import Abbreviation
from pipeline.core.text import quoted
from pipeline.data import load
from pipeline.entities.abbreviations import find as find_abbreviations
from pipeline.glossary import LANGUAGES, Glossary, Mention, Translation
from pipeline.reading.language import Gender
from pipeline.translation.drafting import agreement

_KEPT = 4096  # sentences; one is asked for several times while its document is at work
# What stands behind a long form; of these a sign in brackets alone.
_BESIDE = re.compile(r"[\s\"'“”‘’«»]*([()\[\]]|[;,:=])")
_WORDS = load("drafts.yaml")[LANGUAGES[0]]["verbal"]
_HYPHEN_BEFORE, _HYPHEN_AFTER = re.compile(r"[^\W\d_]-$"), re.compile(r"-[^\W\d_]")
_VERB = re.compile(rf"(?:(?:{_WORDS['behind']}) )?(?:{_WORDS['words']})", re.IGNORECASE)
_VERBAL = re.compile(
    rf"\b(?:{_WORDS['behind']})(?: (?:{_WORDS['words']}),? (?:{_WORDS['joins']}))? (?:{_WORDS['words']})$",
    re.IGNORECASE,
)


class Required(msgspec.Struct, frozen=True):
    """A term at [start, end) of the source, as it stands there, the target form it asks for, and all that will do."""

    concept: str
    source: str
    start: int
    end: int
    text: str
    forms: tuple[str, ...]
    plural: bool
    noun: bool
    gender: Gender


def required(source: str, glossary: Glossary, language: str) -> tuple[Required, ...]:
    """The terms of a sentence that the glossary translates, in order.

    Those of the team count, and of the packs those on which two sources agree. Suspect variants require nothing, and
    neither does what stands in an address or a reference. A short form that the sentence introduces behind a term
    becomes the glossary's own in the target language, else it stays.
    """
    spans = quoted.find(source)
    terms = [one for one in glossary.terms(source, language) if not quoted.overlaps(one[0].start, one[0].end, spans)]
    found = {one.start: one for m, t in terms if (one := _required(source, m, t, language, glossary.exact))}
    if found and "(" in source and not glossary.exact:
        for one in _introduced(source, terms):
            if all(one.end <= other.start or other.end <= one.start for other in found.values()) or one.start in found:
                found[one.start] = one
    return tuple(found[start] for start in sorted(found))


def _is_verb(source: str, mention: Mention) -> bool:
    """Whether a word that may name something is a verb here: "when you cough or sneeze"."""
    return (
        _VERBAL.search(source, 0, mention.end) is not None
        and _VERB.fullmatch(source, mention.start, mention.end) is not None
    )


def _is_half(source: str, mention: Mention) -> bool:
    """Whether a word is half of a compound, which another word in its place would tear: "blood-stained"."""
    around = source[max(0, mention.start - 2) : mention.start], source[mention.end : mention.end + 2]
    is_short = source[mention.start : mention.end].isupper()
    return not is_short and (_HYPHEN_BEFORE.search(around[0]) or _HYPHEN_AFTER.match(around[1])) is not None


def _introduced(source: str, terms: Sequence[tuple[Mention, Translation]]) -> Iterator[Required]:
    """What those short forms require whose long form ends in a term that the glossary translates."""
    near = [one for one in terms if _may_end_long_form(source, one[0])]
    for one in _abbreviations(source) if near else ():
        for mention, translation in near:
            if one.long_start <= mention.start and mention.end == one.long_end:
                text = one.short if translation.keep else translation.abbreviation or one.short
                start, end, forms = one.short_start, one.short_end, tuple(dict.fromkeys((text, one.short)))
                yield Required(mention.concept.id, one.short, start, end, text, forms, False, False, "m")


@lru_cache(maxsize=_KEPT)
def _abbreviations(source: str) -> tuple[Abbreviation, ...]:
    return find_abbreviations(source, [(0, len(source))])


def _may_end_long_form(source: str, mention: Mention) -> bool:
    """Whether a bracket, or in brackets a pause, stands behind a term: looking for short forms takes longer."""
    found = _BESIDE.match(source, mention.end)
    return found is not None and (found[1] in "()[]" or bool(re.search(r"[(\[]", source[: mention.start])))


def _required(source: str, mention: Mention, translation: Translation, language: str, exact: bool) -> Required | None:
    form = mention.form
    if form.variant and form.variant.action == "flag":
        return None
    here = source[mention.start : mention.end]
    if translation.keep:
        return Required(mention.concept.id, here, mention.start, mention.end, here, (here,), False, False, "m")
    forms = (translation.text, *translation.forms)
    is_short = form.kind == "abbreviation" and translation.abbreviation is not None
    plural = form.plural and not exact and translation.number != "plural"
    text = translation.text
    if is_short:
        text = str(translation.abbreviation)
    elif plural:
        others = (one for one in translation.forms if one != text)
        listed = (one for one in others if agreement.is_plural_of(one, text, language))
        text = next(listed, None) or agreement.plural_of(text, language) or text
        forms += (text,)
    if translation.abbreviation:
        forms += (translation.abbreviation,)
    noun = translation.pos in ("noun", "proper-noun") or (
        translation.pos is None and agreement.reads_as_noun(here, text, LANGUAGES[0], language)
    )
    if noun and not exact and (_is_verb(source, mention) or _is_half(source, mention)):
        return None
    is_plural = plural or translation.number == "plural" or agreement.is_plural(text, language)
    accepted, gender = tuple(dict.fromkeys(forms)), _gender(translation, language)
    return Required(mention.concept.id, here, mention.start, mention.end, text, accepted, is_plural, noun, gender)


def _gender(translation: Translation, language: str) -> Gender:
    genders: dict[str | None, Gender] = {"m": "m", "f": "f"}
    return genders.get(translation.gender) or agreement.gender(translation.text, language)


def present(text: str, terms: tuple[Required, ...]) -> tuple[str, ...]:
    """The concepts of the terms that stand in a text in one of their forms, each as often as both allow."""
    found: list[str] = []
    for concept in dict.fromkeys(term.concept for term in terms):
        wanted = [term for term in terms if term.concept == concept]
        forms = tuple(sorted({form for term in wanted for form in term.forms}, key=lambda form: (-len(form), form)))
        found += [concept] * min(len(wanted), len(places(text, forms)))
    return tuple(found)


def places(text: str, forms: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where one of the forms stands as whole words; capitals do not matter, accents do."""
    return [found.span() for found in _pattern(forms).finditer(text)] if any(forms) else []


def put(text: str, start: int, end: int, term: Required, language: str) -> str:
    """A text of the target language with the term in the place of [start, end), its capital as it was there."""
    word = capital_as(text[start:end], term.text)
    return agreement.insert(text, start, end, word, term.gender, term.plural, language)


def capital_as(model: str, term: str) -> str:
    """A term with a first capital where its model has one; a model in capitals throughout is no model."""
    return term[:1].upper() + term[1:] if model[:1].isupper() and not model.isupper() else term


@cache
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    choices = "|".join(r"\s+".join(map(re.escape, form.split())) for form in forms if form.strip())
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)
