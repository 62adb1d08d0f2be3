"""All mentions in a text: concepts of the glossary, short forms that the text defines, stages, dates and quantities."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from pipeline.core.model import Abbreviation, Quantity
from pipeline.core.text.matching import Matcher, Pattern
from pipeline.entities.linking import Link
from pipeline.entities.patterns import dates, stages
from pipeline.entities.quantities import quantities
from pipeline.entities.quantities.ages import ages
from pipeline.glossary import Glossary
from pipeline.glossary import Mention as Term
from pipeline.glossary.concepts import Concept
from pipeline.reading.numbers.units import is_time

_REACH = 12  # characters, more than the longest word of an age before a number


class Mention(msgspec.Struct, frozen=True):
    """A stretch of text and what it names."""

    start: int
    end: int
    label: str
    concept: Concept | None = None
    quantity: Quantity | None = None

    @property
    def is_named(self) -> bool:
        """Whether it is a thing that may be denied, suspected and so on, not a value or a date."""
        return self.concept is not None or (self.quantity is None and self.label != "date")


def mentions(
    text: str, glossary: Glossary, abbreviations: Sequence[Abbreviation], link: Link | None = None
) -> list[Mention]:
    """The mentions of a text, in order and apart from each other: leftmost first, the longest at each place.

    Of equal spans a term of the glossary goes before a pattern. A variant that the glossary calls suspect ("flag") is
    no mention of its concept. A quantity inside a longer mention ("5-year survival rate") becomes that mention's own.
    With `link` a long form that the glossary does not know is linked to a term that is nearly the same.
    """
    found = [
        *_terms(text, glossary, abbreviations, link),
        *(Mention(*span, "stage") for span in stages(text)),
        *(Mention(*span, "date") for span in dates(text)),
        *(_measured(text, quantity) for quantity in quantities(text)),
    ]
    return _apart(sorted(found, key=lambda m: (m.start, -m.end)))


def _apart(found: Iterable[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif mention.quantity and mention.end <= kept[-1].end and kept[-1].concept and not kept[-1].quantity:
            kept[-1] = msgspec.structs.replace(kept[-1], quantity=mention.quantity)
    return kept


def join(own: Sequence[Mention], others: Iterable[Mention]) -> list[Mention]:
    """Mentions of trained models put among our own: what the glossary or a pattern found wins wherever they overlap."""
    ends = [mention.end for mention in own]

    def is_free(mention: Mention) -> bool:
        behind = bisect_right(ends, mention.start)
        return behind == len(own) or own[behind].start >= mention.end

    return sorted([*own, *filter(is_free, others)], key=lambda mention: mention.start)


def _terms(
    text: str, glossary: Glossary, abbreviations: Sequence[Abbreviation], link: Link | None
) -> Iterator[Mention]:
    """Terms of the glossary, then the short forms that the text defines for them; the text's own definition wins."""
    terms = [term for term in glossary.find(text) if not _is_suspect(term)]
    meanings = _meanings(abbreviations, terms)
    for one, concept in _linked(abbreviations, meanings, link):
        meanings[one.short] = concept
        yield Mention(one.long_start, one.long_end, concept.type, concept)
    for term in terms:
        if term.form.kind != "abbreviation" or meanings.get(text[term.start : term.end], term.concept) == term.concept:
            yield Mention(term.start, term.end, term.concept.type, term.concept)
    known = {short: concept for short, concept in meanings.items() if concept}
    for start, end, short in _uses(text, known):
        yield Mention(start, end, known[short].type, known[short])


def _linked(
    abbreviations: Sequence[Abbreviation], meanings: Mapping[str, Concept | None], link: Link | None
) -> Iterator[tuple[Abbreviation, Concept]]:
    """The abbreviations whose long form only `link` knows."""
    unknown = [one for one in abbreviations if meanings.get(one.short, one) is None]
    for one, concept in zip(unknown, link([one.long for one in unknown]) if link else (), strict=link is not None):
        if concept:
            yield one, concept


def _is_suspect(term: Term) -> bool:
    return term.form.variant is not None and term.form.variant.action == "flag"


def _meanings(abbreviations: Sequence[Abbreviation], terms: Sequence[Term]) -> dict[str, Concept | None]:
    """The concept of each short form that the text defines in one way only.

    None where the glossary does not know the long form; nothing where it holds a term that the short form may be
    short for ("computed tomography scanning").
    """
    whole = {(term.start, term.end): term.concept for term in terms}
    starts = [term.start for term in terms]
    longs: dict[str, set[str]] = {}
    for one in abbreviations:
        longs.setdefault(one.short, set()).add(one.long.casefold())
    meanings: dict[str, Concept | None] = {}
    for one in abbreviations:
        if len(longs[one.short]) > 1:
            continue
        span = one.long_start, one.long_end
        first = bisect_left(starts, span[0])
        inside = first < len(terms) and terms[first].end <= span[1]
        if span in whole or not inside:
            meanings[one.short] = whole.get(span)
    return meanings


def _uses(text: str, shorts: Mapping[str, Concept]) -> Iterator[tuple[int, int, str]]:
    """Where short forms and their plurals stand; a single letter is no safe name."""
    forms = {short + ending: short for short in shorts if len(short) > 1 for ending in ("s", "")}
    matcher = Matcher([Pattern(form, cased=True) for form in forms])
    owners = list(forms.values())
    for start, end, i in matcher.find(text) if forms else ():
        yield start, end, owners[i]


def _measured(text: str, quantity: Quantity) -> Mention:
    """A quantity with the label that its unit gives it; an age takes the word "old" with it."""
    if quantity.unit == "%":
        return Mention(quantity.start, quantity.end, "percentage", quantity=quantity)
    if not is_time(quantity.unit):
        return Mention(quantity.start, quantity.end, "measurement", quantity=quantity)
    if old := ages().behind.match(text, quantity.end):
        return Mention(quantity.start, old.end(), "age", quantity=quantity)
    before = text[max(0, quantity.start - _REACH) : quantity.start]
    aged = ages().before.search(before) or ages().around.search(before + text[quantity.start : quantity.end])
    return Mention(quantity.start, quantity.end, "age" if aged else "duration", quantity=quantity)
