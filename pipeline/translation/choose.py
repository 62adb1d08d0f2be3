"""Choosing among an engine's candidates, and repairing the terms that it missed.

The same checks that judge a translator's work judge every candidate. A glossary term that is missing from the best one
is put in the place of the engine's own rendering of that term, where that stands in the text, and only if no check
then complains more than before. Which way a text went stands in its `way`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import msgspec

from pipeline.glossary import Glossary
from pipeline.model import Finding
from pipeline.translation.engine import Candidate, Engine
from pipeline.translation.finishing import localise_all
from pipeline.translation.required import Required, capital_as, places, present, put, required

Judge = Callable[[str], list[Finding]]
Way = Literal["term", "number", "engine", "proxy", "repair"]

NEAR = 2.0  # how far behind the best score a candidate may lie: right second ones lay 0.8 behind, junk 3 and more
_ARTICLE = re.compile(r"^(?:el|la|los|las|un|una|unos|unas|o|a|os|as|um|uma|le|les|l'|une?|des)\s+", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


class Choice(msgspec.Struct, frozen=True):
    """The chosen text and why: its rank among the candidates (0 is the engine's first), what the checks say of it.

    `terms` are the concepts whose translation stands in it, `forced` those of them that did not come from the engine.
    `unknown` and `cut` are the candidate's own.
    """

    text: str
    score: float
    rank: int
    findings: tuple[Finding, ...]
    terms: tuple[str, ...]
    forced: tuple[str, ...]
    way: Way
    unknown: tuple[str, ...] = ()
    cut: bool = False


def choose(
    candidates: Sequence[Candidate], terms: tuple[Required, ...], judge: Judge, forced: Candidate | None = None
) -> Choice:
    """The best candidate near the best score: fewest errors, then most terms, then fewest warnings, then score.

    `forced` is a candidate that holds the terms by force (`pipeline.translation.forced`); it competes as an equal.
    """
    best = max(one.score for one in candidates)
    choices = [_choice(one, i, terms, judge) for i, one in enumerate(candidates) if one.score >= best - NEAR]
    if forced is not None and forced.text not in {one.text for one in choices}:
        choice = _choice(forced, len(candidates), terms, judge)
        missing = Counter(present(forced.text, terms)) - Counter(present(candidates[0].text, terms))
        choices.append(msgspec.structs.replace(choice, forced=tuple(dict.fromkeys(missing.elements())), way="proxy"))
    return min(choices, key=_faults)


def repair(choice: Choice, terms: tuple[Required, ...], judge: Judge, renderings: "Renderings") -> Choice:
    """Put missing terms in the place of the engine's own rendering of them, as far as no check complains more."""
    for term in _missing(choice, terms):
        for rendering in renderings.of(term):
            found = places(choice.text, (rendering,))
            if len(found) != 1:
                continue
            text = put(choice.text, *found[0], term, renderings.language)
            repaired = msgspec.structs.replace(
                choice,
                text=text,
                findings=tuple(judge(text)),
                terms=present(text, terms),
                forced=(*choice.forced, term.concept),
                way="repair",
            )
            if len(repaired.terms) > len(choice.terms) and not _worse(repaired, choice):
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
        asked = [text for term in new for text in (term, f"the {term}")]
        answers = iter(self._engine.translate(asked) if asked else [])
        for term in new:
            texts = [_ARTICLE.sub("", next(answers)[0].text.strip(" .")) for _ in range(2)]
            self._known[term] = tuple(dict.fromkeys(text for text in texts if _LETTER.search(text)))

    def of(self, term: Required) -> tuple[str, ...]:
        """The renderings of a term, none where it was not learned."""
        return tuple(text for text in self._known.get(term.source, ()) if not places(text, term.forms))


def whole(source: str, glossary: Glossary, language: str, decimal: Literal["comma", "point"]) -> Choice | None:
    """The translation of a segment that is only a glossary term, or only numbers and signs; None for any other."""
    if not _LETTER.search(source):
        text = localise_all(source) if decimal == "comma" else source
        return Choice(text, 0.0, 0, (), (), (), "number")
    terms = required(source, glossary, language)
    if len(terms) != 1:
        return None
    (term,) = terms
    before, here, after = source[: term.start], source[term.start : term.end], source[term.end :]
    if _LETTER.search(before + after) or re.search(r"[?!]|\d", after):
        return None
    shouted = here.isupper() and len(here) > 5 and not term.text.isupper()
    text = term.text.upper() if shouted else capital_as(here, term.text)
    return Choice(before + text + after, 0.0, 0, (), (term.concept,), (term.concept,), "term")


def _choice(candidate: Candidate, rank: int, terms: tuple[Required, ...], judge: Judge) -> Choice:
    findings, found = tuple(judge(candidate.text)), present(candidate.text, terms)
    return Choice(
        candidate.text, candidate.score, rank, findings, found, (), "engine", candidate.unknown, candidate.cut
    )


def _faults(choice: Choice) -> tuple[int, int, int, float, int]:
    severities = Counter(finding.severity for finding in choice.findings if finding.waived is None)
    warnings = severities["warning"] + len(choice.unknown)
    return severities["error"] + choice.cut, -len(choice.terms), warnings, -choice.score, choice.rank


def _worse(new: Choice, old: Choice) -> bool:
    """Whether a check has more to say than before."""
    counts = [Counter((one.check, one.severity) for one in choice.findings) for choice in (new, old)]
    return bool(counts[0] - counts[1])


def _missing(choice: Choice, terms: tuple[Required, ...]) -> list[Required]:
    left, missing = Counter(choice.terms), []
    for term in terms:
        if left[term.concept]:
            left[term.concept] -= 1
        else:
            missing.append(term)
    return missing
