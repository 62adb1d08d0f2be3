"""Checks on short forms: each stands for what that of the source stands for, whatever its letters are."""

from collections.abc import Collection, Iterator, Sequence

from pipeline.core.edits import Span
from pipeline.reading.sentence import Reading
from pipeline.reading.vocabulary.illnesses import alike, keys, renderings
from pipeline.reading.vocabulary.short_forms import ShortForm, forms_of
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair

_BRACKET = 2  # characters of a space and a bracket
_LONG = 5  # letters of a word that is no small one


@pair_check("pair/short-form", severity="error", lesser="warning", needs=("form",))
def short_form(pair: Pair) -> Iterator[Fault]:
    """Short form of something else.

    Each language has its own letters for one thing, and the same letters may stand for another: "UTI" is an infection
    in English and a ward in Portuguese. Only what is listed is judged, and what the source says at length counts. Where
    the letters are right, a word of what they are written out as may be that of another illness.
    Example: “an MRI scan” became “una TC”; “AF (atrial fibrillation)” became “FA (fibrosis auricular)”.
    """
    source, target = pair.source, pair.target
    if not source.short_forms:
        return
    yield from _other_letters(pair)
    if target.short_forms:
        yield from _misspelt(pair)


def _other_letters(pair: Pair) -> Iterator[Fault]:
    source, target = pair.source, pair.target
    unanswered = [one for one in source.short_forms if one.readings and not _is_answered(one, target.short_forms)]
    if not unanswered:
        return
    meant = frozenset(source.at_length).union(*(one.readings for one in source.short_forms))
    faults = 0
    for one in target.short_forms:
        if one.readings and one.readings.isdisjoint(meant):
            faults += 1
            yield Fault(one.start, one.end, f"“{one.text}” does not stand for “{unanswered[0].text}” of the source")
    lost = [one for one in unanswered if one.readings.isdisjoint(target.at_length)]
    for name, place in target.at_length.items() if lost and not faults else ():
        if name not in meant and not _copied(lost[0], pair):
            yield Fault(*place, f"“{target.text[slice(*place)]}” is not what “{lost[0].text}” of the source stands for")
            return


def _misspelt(pair: Pair) -> Iterator[Fault]:
    """The words of another illness in what a short form is written out as, where the language has a name for it."""
    source, target = pair.source, pair.target
    there, here = (list(_written_out(side)) for side in pair[:2])
    said = frozenset[str]().union(*(one.names for one in target.illnesses)) if there and here else frozenset[str]()
    for one in source.illnesses if there and here else ():
        wanted = frozenset[str]().union(*(renderings(name, target.language) for name in one.names))
        is_spelled = any(start <= one.start and one.end <= end for start, end in there)
        if is_spelled and wanted and one.names.isdisjoint(said):
            yield from _strange(here, wanted, pair)
            return


@pair_check("pair/unknown-short-form", severity="info", needs=("form",))
def unknown_short_form(pair: Pair) -> Iterator[Fault]:
    """Short form that is not known.

    It may be a local one, or that of the source where readers know another.
    Example: “in the ICU” became “en la ICU”.
    """
    source, target = pair.source, pair.target
    same = {one.text for one in source.short_forms}
    for one in target.short_forms:
        if one.text in same and not one.readings:
            names = [name for other in source.short_forms if other.text == one.text for name in other.readings]
            if own := [form for name in names for form in forms_of(name, target.language)]:
                yield Fault(one.start, one.end, f"“{one.text}” is the short form of the source; there is “{own[0]}”")
        elif not one.readings and any(
            other.readings
            and not _is_answered(other, target.short_forms)
            and other.readings.isdisjoint(target.at_length)
            for other in source.short_forms
        ):
            yield Fault(one.start, one.end, f"it is not known what “{one.text}” stands for")


def _written_out(side: Reading) -> Iterator[Span]:
    """What stands in brackets behind a short form, or before one in brackets, as many words as it has letters."""
    for one in side.short_forms:
        for start, end in side.brackets:
            if (start, end) == (one.start, one.end):
                before = [word.start for word in side.tokens if word.end < start]
                yield before[-len(one.text) :][0] if before else 0, start
            elif start - _BRACKET == one.end:
                yield start, end


def _strange(here: Sequence[Span], wanted: Collection[str], pair: Pair) -> Iterator[Fault]:
    """The words of what is written out that neither the name of the illness nor the source has."""
    source, target = pair.source, pair.target
    known, meant = keys(source.tokens), {key for word in source.senses for key in word.keys if not key.endswith("-")}
    means = {word.start: word.keys for word in target.senses}
    for start, end in here:
        words = [word for word in target.tokens if start <= word.start < end and len(word.plain) >= _LONG]
        kept = [alike(keys([word]), wanted) for word in words]
        for word, is_kept in zip(words, kept, strict=True):
            if (
                any(kept)
                and not is_kept
                and not alike(keys([word]), known)
                and meant.isdisjoint(means.get(word.start, ()))
            ):
                said = target.text[word.start : word.end]
                message = f"“{said}” is no word of what is written out in the source"
                yield Fault(word.start, word.end, message, severity="warning")


def _is_answered(one: ShortForm, found: tuple[ShortForm, ...]) -> bool:
    """Whether one of the short forms may stand for the same."""
    return any(one.readings & other.readings for other in found)


def _copied(one: ShortForm, pair: Pair) -> bool:
    return any(one.text == other.text for other in pair.target.short_forms)


CHECKS = (short_form, unknown_short_form)
