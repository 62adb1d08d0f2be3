"""Whether a model answers in words: a judgement of shape, since what it should say is not known here.

Some models answer "mainstre@@ mainstre@@ …" under a compute type that they were not made for, and fail in no other way.
"""

import re
from collections.abc import Callable, Sequence

from pipeline.data import load
from pipeline.translation.engines.base import Candidate

# A sound answer to a plain sentence is seldom twice as long; Chinese takes a quarter of the letters of English.
LONGEST, LONGER_BY, SHORTEST = 3, 30, 1 / 8
_LOOP = re.compile(r"(\S(?:.{0,30}?\S)?)(?:\s*\1){3,}")


def sentences(language: str) -> tuple[str, ...]:
    """Plain sentences of a language; none of one that is not in the table."""
    return _of("plain", language)


def trials(language: str) -> tuple[str, ...]:
    """Sentences of a language with places for words that no model knows; of one without, the places alone."""
    return _of("unknown", language) or ("{} / {}.", "{}.")


def _of(kind: str, language: str) -> tuple[str, ...]:
    return tuple(load("probes.yaml")[kind].get(language.lower().partition("-")[0].partition("_")[0], ()))


def faults(language: str, translate: Callable[[Sequence[str]], list[list[Candidate]]]) -> list[str]:
    """What is wrong with the answers to plain sentences: one line per sentence that is answered badly.

    A language without sentences gets digits, and no judgement: the answer need only come.
    """
    asked = sentences(language)
    if not asked:
        translate(["2024"])
        return []
    answers = [candidates[0] if candidates else Candidate("") for candidates in translate(asked)]
    judged = [(sentence, one, fault(sentence, one)) for sentence, one in zip(asked, answers, strict=True)]
    return [f'"{sentence}" became "{_short(one.text)}", {reason}' for sentence, one, reason in judged if reason]


def fault(sentence: str, answer: Candidate) -> str:
    """Why an answer is none; empty for one that has the shape of a translation."""
    text, length = answer.text, len(sentence)
    tests = {
        "which is empty": not text,
        "which repeats itself": _LOOP.search(text) is not None,
        "which is bits of words": "@@" in text,
        "which holds unknown words": bool(answer.unknown),
        "which is far too long": len(text) > LONGEST * length + LONGER_BY,
        "which is far too short": len(text) < SHORTEST * length,
        "which is a mere guess of the model": answer.unsure,
    }
    return next((reason for reason, holds in tests.items() if holds), "")


def works(language: str, faulty: Sequence[str]) -> bool:
    """Whether a model can be used at all: some plain sentence came out well, or none could be judged."""
    return len(faulty) < max(1, len(sentences(language)))


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
