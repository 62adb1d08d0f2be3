"""Choosing among an engine's candidates, and repairing the terms that it missed.

The same checks that judge a translator's work judge every candidate. A glossary term that is missing from the best one
is put in the place of the engine's own rendering of that term, where that stands in the text, and only if no check
then complains more than before. Where that falls short, or a text runs in circles, the engine is asked once more
(`pipeline.translation.drafting.second_try`). Which way a text went stands in its derivation.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Literal

import msgspec

from pipeline.core.model import Finding
from pipeline.core.targets import Derivation, Way
from pipeline.glossary import Glossary
from pipeline.reading.language import either, language
from pipeline.translation.drafting.finishing import localise_all
from pipeline.translation.drafting.forced import Forced
from pipeline.translation.drafting.required import Required, capital_as, places, present, put, required
from pipeline.translation.engines.base import Candidate, Engine

Judge = Callable[[str], list[Finding]]

NEAR = 2.0  # how far behind the best score a candidate may lie: right second ones lay 0.8 behind, junk 3 and more
_LETTER = re.compile(r"[^\W\d_]")


class Choice(msgspec.Struct, frozen=True):
    """The chosen text and why: its rank among the candidates (0 is the engine's first), what the checks say of it.

    `terms` are the concepts whose translation stands in it, each as often as it does.
    """

    text: str
    score: float
    rank: int
    findings: tuple[Finding, ...]
    terms: tuple[str, ...]
    derivation: Derivation


def choose(
    candidates: Sequence[Candidate], terms: tuple[Required, ...], judge: Judge, forced: Forced | None = None
) -> Choice:
    """The best candidate near the best score: fewest errors, then most terms, then fewest warnings, then score.

    `forced` is a candidate that holds the terms by force (`drafting.forced`); it competes as an equal.
    """
    best = max(one.score for one in candidates)
    choices = [
        assess(one, i, terms, judge, "n-best" if i else "engine")
        for i, one in enumerate(candidates)
        if one.score >= best - NEAR
    ]
    if forced is not None and forced.candidate.text not in {one.text for one in choices}:
        way: Way = "opaque" if forced.opaque else "proxy"
        choice = assess(forced.candidate, len(candidates), terms, judge, way)
        choices.append(with_forced(choice, present(candidates[0].text, terms)))
    return min(choices, key=faults)


def repair(choice: Choice, terms: tuple[Required, ...], judge: Judge, renderings: "Renderings") -> Choice:
    """Put missing terms in the place of the engine's own rendering of them, as far as no check complains more."""
    for term in missing(choice, terms):
        for rendering in renderings.of(term):
            found = places(choice.text, (rendering,))
            if len(found) != 1:
                continue
            text = put(choice.text, *found[0], term, renderings.language)
            made = choice.derivation
            repaired = msgspec.structs.replace(
                choice,
                text=text,
                findings=tuple(judge(text)),
                terms=present(text, terms),
                derivation=msgspec.structs.replace(made, way="repair", forced=(*made.forced, term.concept)),
            )
            if len(repaired.terms) > len(choice.terms) and not worse(repaired, choice):
                choice = repaired
                break
    return choice


class Renderings:
    """An engine's own word for each term, learned by having it translate the term alone and with an article."""

    def __init__(self, engine: Engine):
        self._engine, self.language = engine, engine.target
        self._known: dict[str, tuple[str, ...]] = {}

    def learn(self, terms: Iterable[Required]) -> None:
        """Translate all terms that are new, in one batch."""
        new = sorted({term.source for term in terms} - self._known.keys())
        form = language(self._engine.source).form
        ways = ["{}", *([f"{form.articles[0]} {{}}"] if form and form.articles else [])]
        asked = [way.format(term) for term in new for way in ways]
        answers = iter(self._engine.translate(asked) if asked else [])
        for term in new:
            found = [one.text.strip(" .") for some in [next(answers) for _ in ways] for one in some[:1]]
            texts = [_article(self.language).sub("", text) for text in found]
            self._known[term] = tuple(dict.fromkeys(text for text in texts if _LETTER.search(text)))

    def of(self, term: Required) -> tuple[str, ...]:
        """The renderings of a term, none where it was not learned."""
        return tuple(text for text in self._known.get(term.source, ()) if not places(text, term.forms))


@cache
def _article(tag: str) -> re.Pattern[str]:
    form = language(tag).form
    return re.compile(rf"^(?:{either(form.articles if form else ())})\s+", re.IGNORECASE)


def whole(source: str, glossary: Glossary, language: str, decimal: Literal["comma", "point"]) -> Choice | None:
    """The translation of a segment that is only a glossary term, or only numbers and signs; None for any other."""
    if not _LETTER.search(source):
        text = localise_all(source) if decimal == "comma" else source
        return Choice(text, 0.0, 0, (), (), Derivation("number"))
    terms = required(source, glossary, language)
    if len(terms) != 1:
        return None
    (term,) = terms
    before, here, after = source[: term.start], source[term.start : term.end], source[term.end :]
    if _LETTER.search(before + after) or re.search(r"[?!]|\d", after):
        return None
    shouted = here.isupper() and len(here) > 5 and not term.text.isupper()
    text = term.text.upper() if shouted else capital_as(here, term.text)
    return Choice(before + text + after, 0.0, 0, (), (term.concept,), Derivation("term"))


def assess(candidate: Candidate, rank: int, terms: tuple[Required, ...], judge: Judge, way: Way) -> Choice:
    """A candidate with what the checks say of it and the terms that stand in it."""
    one = candidate
    made = Derivation(way, (), one.unknown, one.cut, one.unsure, one.exposed)
    return Choice(one.text, one.score, rank, tuple(judge(one.text)), present(one.text, terms), made)


def with_forced(choice: Choice, before: tuple[str, ...]) -> Choice:
    """A choice that notes which of its terms did not stand in the engine's own text."""
    new = Counter(choice.terms) - Counter(before)
    made = msgspec.structs.replace(choice.derivation, forced=tuple(dict.fromkeys(new.elements())))
    return msgspec.structs.replace(choice, derivation=made)


def faults(choice: Choice) -> tuple[int, int, int, float, int]:
    """What counts against a choice, the gravest first; the smallest is the best."""
    severities, made = Counter(one.severity for one in choice.findings if one.is_open), choice.derivation
    errors = severities["error"] + made.cut + made.unsure
    warnings = severities["warning"] + len(made.unknown)
    return errors, -len(choice.terms), warnings, -choice.score, choice.rank


def worse(new: Choice, old: Choice) -> bool:
    """Whether a check has more to say than before."""
    counts = [Counter((one.check, one.severity) for one in choice.findings) for choice in (new, old)]
    return bool(counts[0] - counts[1])


def missing(choice: Choice, terms: tuple[Required, ...]) -> list[Required]:
    """The terms that do not stand in a choice."""
    left, lacking = Counter(choice.terms), []
    for term in terms:
        if left[term.concept]:
            left[term.concept] -= 1
        else:
            lacking.append(term)
    return lacking
