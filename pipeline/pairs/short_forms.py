"""Checks on short forms: each stands for what that of the source stands for, whatever its letters are."""

from collections.abc import Iterator

from pipeline.reading.vocabulary.short_forms import ShortForm, forms_of
from pipeline.rules import Fault, pair_check
from pipeline.rules.pair import Pair


@pair_check("pair/short-form", severity="error", needs=("form",))
def short_form(pair: Pair) -> Iterator[Fault]:
    """Short form of something else.

    Each language has its own letters for one thing, and the same letters may stand for another: "UTI" is an infection
    in English and a ward in Portuguese. Only what is listed is judged, and what the source says at length counts.
    Example: “an MRI scan” became “una TC”.
    """
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


def _is_answered(one: ShortForm, found: tuple[ShortForm, ...]) -> bool:
    """Whether one of the short forms may stand for the same."""
    return any(one.readings & other.readings for other in found)


def _copied(one: ShortForm, pair: Pair) -> bool:
    return any(one.text == other.text for other in pair.target.short_forms)


CHECKS = (short_form, unknown_short_form)
