"""The check on the short forms of a document: each is told once, where it first stands, and then kept.

A document is read in three rounds: what its source defines, what its translation tells the reader, and what is used.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby

import msgspec

from pipeline.core.edits import Span
from pipeline.glossary.concepts import Translation
from pipeline.pairs.across.short_forms import Short, are_together, by_key, defined, explained, is_set_off, shorts
from pipeline.reading.codes import codes
from pipeline.reading.numbers.units import unit_at
from pipeline.reading.tokens import Token, places, tokens
from pipeline.rules import Fault, set_check
from pipeline.rules.pair import PairContext

_REACH = 200  # code points before a short form in which its long form stands
_TELLING = 5  # letters of a word by which a long form is known again
_Replaced = tuple[str, Short]  # the key of a short form that is gone, and what stands there instead


class _Segment(msgspec.Struct, dict=True):
    """A pair of a document, with the short forms of its source and of its target, by key."""

    key: str
    source: str
    target: str

    @cached_property
    def used(self) -> Mapping[str, list[Short]]:
        return by_key(shorts(self.source))

    @cached_property
    def written(self) -> Mapping[str, list[Short]]:
        return by_key(shorts(self.target))

    @cached_property
    def words(self) -> Sequence[Token]:
        return tokens(self.target)


class _Term(msgspec.Struct):
    """A short form of the source and what becomes of it; the numbers are those of segments.

    `approved` and `long` are the glossary's, `defined` says where the source defines it, `told` under which forms the
    target introduces it, by key, `places` where it does so, `heads` what words of a long form stood there first.
    `fixed` ones need no introduction; what the target tells of `unclear` ones cannot be known, or not yet.
    """

    form: str
    approved: str | None = None
    long: tuple[str, ...] = ()
    fixed: bool = False
    unclear: bool = False
    defined: dict[int, int] = msgspec.field(default_factory=dict)
    told: dict[str, str] = msgspec.field(default_factory=dict)
    places: dict[int, Short] = msgspec.field(default_factory=dict)
    heads: set[str] = msgspec.field(default_factory=set)

    @property
    def known(self) -> dict[str, str]:
        """The forms that stand for it, by key: that of the source, those told, the glossary's."""
        forms = (self.form, *self.told.values(), self.approved or self.form)
        return {form.casefold(): form for form in forms}

    @property
    def right(self) -> str:
        """The form to use."""
        return self.approved or next(iter(self.told.values()), self.form)

    def tell(self, number: int, target: str, short: Short) -> None:
        """Note that the target introduces a form at a place."""
        if not self.places:
            before = tokens(target[max(0, short.start - _REACH) : short.start])[-len(short.form) :]
            self.heads = {word.folded for word in before if len(word.plain) >= _TELLING}
        self.told.setdefault(short.key, short.form)
        self.places[number] = min(short, self.places.get(number, short))

    def is_written_out(self, target: Sequence[Token]) -> bool:
        """Whether the target has the long form, the glossary's or words of the one it was introduced with."""
        heads = bool(self.heads) and any(word.folded in self.heads for word in target)
        return heads or any(places(target, form) for form in self.long)


@set_check("set/abbreviation", severity="warning")
def abbreviation(pairs: Sequence[tuple[str, str, str]], context: PairContext) -> Iterator[tuple[str, Fault]]:
    """Abbreviation through a document.

    A reader knows a short form only from the text at hand: it must be introduced once, before it is used, and stay the
    same. What the source itself repeats or leaves unsaid the translation may too, and a long form is never wrong.
    Example: “fosfatasa alcalina (FA)” in the first sentence, “ALP” in the third.
    """
    for _, group in groupby(pairs, key=lambda pair: pair[0].rsplit(":", 2)[0]):
        segments = [_Segment(key, source, _translated(source, target)) for key, source, target in group]
        yield from _Text(segments, context).faults()


class _Text:
    """The segments of one document, and the terms of which it has short forms, by key."""

    def __init__(self, segments: Sequence[_Segment], context: PairContext):
        self._segments, self._context = segments, context
        self._terms: dict[str, _Term] = {}
        for number, segment in enumerate(segments):
            for short, long in defined(segment.source):
                self._define(number, segment, short, long)
        for number, segment in enumerate(segments):
            self._tell_defined(number, segment)
        self._owners = self._by_form()
        for number, segment in enumerate(segments):
            self._tell_others(number, segment)
        self._owners = self._by_form()

    def faults(self) -> Iterator[tuple[str, Fault]]:
        """What is wrong, each fault with the key of its segment."""
        uses: dict[str, list[tuple[int, Short]]] = {}
        for number, segment in enumerate(self._segments):
            replaced = self._replaced(segment)
            for key in self._used(segment):
                found = self._forms(number, segment, key, replaced)
                uses.setdefault(key, []).extend((number, short) for short in found)
            yield from ((segment.key, fault) for fault in self._other_forms(segment, replaced))
        for key, term in self._terms.items():
            if term.defined and not term.fixed:
                faults = (*self._early(key, term, uses.get(key, [])), *self._repeated(term), *_unapproved(term))
                yield from ((self._segments[number].key, fault) for number, fault in faults)

    def _by_form(self) -> dict[str, list[str]]:
        """The keys of the terms for which a form stands, by the key of the form."""
        owners: dict[str, list[str]] = {}
        for key, term in self._terms.items():
            for form in term.known:
                owners.setdefault(form, []).append(key)
        return owners

    def _used(self, segment: _Segment) -> dict[str, _Term]:
        return {key: self._terms[key] for key in segment.used if key in self._terms}

    def _define(self, number: int, segment: _Segment, short: Short, long: Span) -> None:
        term = self._terms.setdefault(short.key, _Term(short.form))
        translation = self._translation(segment.source, long)
        if translation and not term.long:
            term.approved, term.long = translation.abbreviation, (translation.text, *translation.forms)
        term.fixed |= bool(codes(short.form)) or _is_unit(segment.source[slice(*long)])
        term.unclear |= not segment.target.strip()
        term.defined.setdefault(number, short.start)

    def _translation(self, source: str, long: Span) -> Translation | None:
        """The glossary's words for a long form as a whole; what names a part of it is another term."""
        for mention, translation in self._context.glossary.terms(source, self._context.target_language):
            if mention.start <= long[0] and long[1] <= mention.end:
                return translation
        return None

    def _tell_defined(self, number: int, segment: _Segment) -> None:
        """Where the source defines a term, the target tells a known form of it, or else one of its own."""
        used = self._used(segment)
        taken = {*segment.used, *(form for term in used.values() for form in term.known)}
        own = [short for short in explained(segment.target) if short.key not in taken]
        missing = []
        for term in used.values():
            if number not in term.defined:
                continue
            found = [short for form in term.known for short in segment.written.get(form, ())]
            written_out = bool(found) and term.is_written_out(segment.words)
            told = [short for short in found if written_out or is_set_off(segment.target, short)]
            beside = [one for one in own for short in told if are_together(segment.target, one, short)]
            for short in sorted(told + beside):
                term.tell(number, segment.target, short)
            missing += [] if found else [term]
        told_here = {key for term in used.values() for key in term.told}
        own = [short for short in own if short.key not in told_here]
        if len(own) == len(missing):
            for term, short in zip(missing, own, strict=True):
                term.tell(number, segment.target, short)
        elif own:
            for term in missing:
                term.unclear = True

    def _tell_others(self, number: int, segment: _Segment) -> None:
        """What the target introduces of itself, where the source has neither the definition nor its brackets."""
        found = explained(segment.target)
        replaced = self._replaced(segment) if found else None
        for short in found:
            for key, form in self._meant(segment, short, replaced).items():
                term = self._terms.get(key) or _Term(form)
                if number not in term.defined and not any(one.inside for one in segment.used.get(key, ())):
                    self._terms[key] = term
                    term.tell(number, segment.target, short)

    def _meant(self, segment: _Segment, short: Short, replaced: _Replaced | None) -> dict[str, str]:
        """The short forms of the source, by key, for which one that the target introduces may stand."""
        owners = {key: self._terms[key] for key in self._owners.get(short.key, ())}
        known = {
            key: term.form for key, term in owners.items() if key in segment.used or term.is_written_out(segment.words)
        }
        if known or owners:
            return known
        if named := self._named(segment.source).get(short.key):
            return {named.casefold(): named}
        return {replaced[0]: segment.used[replaced[0]][0].form} if replaced and replaced[1] == short else {}

    def _named(self, source: str) -> dict[str, str]:
        """The glossary's short forms for what a source names: that of the source by the key of the target's."""
        terms = self._context.glossary.terms(source, self._context.target_language)
        pairs = ((mention.concept.abbreviation, translation.abbreviation) for mention, translation in terms)
        return {short.casefold(): own or short for own, short in pairs if short}

    def _replaced(self, segment: _Segment) -> _Replaced | None:
        """The one short form of the source that is gone in the target, and the one that is new there."""
        gone = [
            key
            for key in segment.used
            if not any(form in segment.written for form in (self._terms[key].known if key in self._terms else (key,)))
        ]
        new = [s for key, (s, *_) in segment.written.items() if key not in segment.used and key not in self._owners]
        if len(gone) != 1 or len(new) != 1 or _is_unit(new[0].form) or segment.target.isupper():
            return None
        return gone[0], new[0]

    def _forms(self, number: int, segment: _Segment, key: str, replaced: _Replaced | None) -> Iterator[Short]:
        """The forms, each at its first place, that the target uses for a term of the source."""
        term = self._terms[key]
        for form in term.known:
            if form in segment.written and not self._is_claimed(segment, key, form):
                yield segment.written[form][0]
        if replaced and replaced[0] == key and not term.told and number not in term.defined:
            yield replaced[1]

    def _is_claimed(self, segment: _Segment, key: str, form: str) -> bool:
        """Whether a form was told for another term that the source uses here, and not for this one."""
        others = (other for other in self._owners.get(form, ()) if other != key and other in segment.used)
        return form not in self._terms[key].told and any(form in self._terms[other].told for other in others)

    def _other_forms(self, segment: _Segment, replaced: _Replaced | None) -> Iterator[Fault]:
        """Short forms that were not told, for terms that were."""
        for key, term in self._used(segment).items():
            short = next(iter(segment.written.get(key, ())), None)
            agreed = {*term.told, (term.approved or "").casefold()}
            if short and term.told and key not in agreed and not self._is_claimed(segment, key, key):
                yield _other(segment, short, term)
        key, new = replaced or ("", None)
        if new and key in self._terms and self._terms[key].told:
            term = self._terms[key]
            if not term.is_written_out(segment.words) and new.key not in self._named(segment.source):
                yield _other(segment, new, term)

    def _early(self, key: str, term: _Term, uses: Iterable[tuple[int, Short]]) -> Iterator[tuple[int, Fault]]:
        """The first use that stands before the introduction, or without any, where the source's stands behind it."""
        if term.unclear:
            return
        definition = min(term.defined.items())
        told = min(((number, short.start) for number, short in term.places.items()), default=None)
        for number, short in sorted(uses):
            behind = (number, self._segments[number].used[key][0].start) >= definition
            if behind and (told is None or (number, short.start) < told):
                what = "stands before its introduction" if told else "is introduced nowhere in this text"
                message = f"“{short.form}” {what}; the long form belongs before it"
                yield number, Fault(short.start, short.end, message, term.right)
                return

    def _repeated(self, term: _Term) -> Iterator[tuple[int, Fault]]:
        """Further introductions, with the long form, where the source has none."""
        for number, short in sorted(term.places.items())[1:]:
            if number not in term.defined and term.is_written_out(self._segments[number].words):
                yield number, Fault(short.start, short.end, f"“{short.form}” is introduced once more", term.right)


def _translated(source: str, target: str) -> str:
    """A target, or nothing where it is the copy of a sentence: what is wrong with that, `pair/empty` says."""
    return "" if target == source and len(source.split()) > 1 else target


def _unapproved(term: _Term) -> Iterator[tuple[int, Fault]]:
    """The source's form where the glossary has one; what stands there instead of both is `pair/abbreviation`'s."""
    number, short = min(term.places.items(), default=(0, None))
    if short and term.approved and term.approved.casefold() not in term.told and short.key == term.form.casefold():
        message = f"“{short.form}” is introduced, the glossary has “{term.approved}”"
        yield number, Fault(short.start, short.end, message, term.approved)


def _other(segment: _Segment, short: Short, term: _Term) -> Fault:
    message = f"“{segment.target[short.start : short.end]}” was not introduced, this text has “{term.right}” for it"
    return Fault(short.start, short.end, message, term.right)


def _is_unit(text: str) -> bool:
    unit = unit_at(f" {text}", 0, "en")
    return unit is not None and unit.end == len(text) + 1
