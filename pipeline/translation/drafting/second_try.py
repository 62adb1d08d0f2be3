"""Asking an engine once more where its candidates run in circles or a repair could not bring a term in.

The engine's own words for the missing terms are forbidden, or the translation is made to begin as it was up to the
first of those words, with the glossary's term in its place: what follows then fits the term. A loop is decoded again
without repetitions. A new text is taken only if it lacks fewer terms or has fewer errors, no check has more to say than
before, and its score is near the old one: under such conditions engines also write what is no language.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from pipeline.translation.drafting.choose import Choice, Judge, Renderings, assess, faults, missing, with_forced, worse
from pipeline.translation.drafting.required import Required, places, put
from pipeline.translation.engines.base import Candidate, Request

# How far the score may fall. Half of `choose.NEAR` for caution, not measured: under forced conditions engines also
# write what is no language.
NEAR = 1.0


def requests(sentence: str, choice: Choice, terms: tuple[Required, ...], renderings: Renderings) -> Iterator[Request]:
    """What to ask for; nothing where the choice is sound."""
    if any(one.check == "pair/repeat" and one.is_open for one in choice.findings):
        yield Request(sentence, no_loops=True)
    lacking = missing(choice, terms)
    words = tuple(dict.fromkeys(word for term in lacking for word in renderings.of(term)))
    if words:
        yield Request(sentence, avoid=words)
    for term in lacking:
        found = places(choice.text, renderings.of(term))
        if found:
            yield Request(sentence, begin=put(choice.text[: found[0][1]], *found[0], term, renderings.language))


def best(
    choice: Choice, answers: Sequence[tuple[Request, Candidate]], terms: tuple[Required, ...], judge: Judge
) -> Choice:
    """The choice, or what was answered where that is better."""
    for rank, (request, candidate) in enumerate(answers):
        if candidate.score < choice.score - NEAR or not _begins(candidate.text, request.begin):
            continue
        new = assess(candidate, rank, terms, judge, "again")
        if request.begin:
            new = with_forced(new, choice.terms)
        if faults(new)[:2] < faults(choice)[:2] and not worse(new, choice):
            choice = msgspec.structs.replace(new, rank=choice.rank)
    return choice


def _begins(text: str, words: str) -> bool:
    return not words or re.match(rf"{re.escape(words)}(?!\w)", text) is not None
