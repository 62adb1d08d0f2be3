"""One sentence's way into another language, whoever asks for it.

A segment that is only a glossary term or a number is looked up. Else the engine's candidates are judged by the checks
on translations and the best is chosen, with the glossary's terms put in where no check objects. What still fails a
check at `error` is withheld: its text is a draft for a translator, and nothing that others may rely on.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.checks.pair_context import PairContext
from pipeline.checks.pairs import judge
from pipeline.files import digest
from pipeline.model import Finding
from pipeline.settings import EngineChoice
from pipeline.translation.choose import Choice, Renderings, choose, repair, whole
from pipeline.translation.engine import Candidate, Engine
from pipeline.translation.engines import pick
from pipeline.translation.finishing import finish
from pipeline.translation.forced import force
from pipeline.translation.model import EngineInfo, Translation
from pipeline.translation.protect import Shield
from pipeline.translation.required import Required, required

_BATCH = 512
_RULE_BASED = ("apertium",)  # engines that inflect around a proxy noun; neural ones make up what they do not know


class Translator:
    """A pair of languages with its engine, loaded when first needed."""

    def __init__(self, context: PairContext, choice: EngineChoice, models: Path, cache: Path | None = None):
        self.choice = choice
        self.context, self._models, self._cache = context, models, cache

    @cached_property
    def engine(self) -> Engine | None:
        """The engine that the choice and this machine allow."""
        context = self.context
        return pick(self.choice, context.source_language, context.target_language, context.settings, self._models)

    @property
    def info(self) -> EngineInfo | None:
        """What a draft records of the engine."""
        return self.engine.info if self.engine else None

    @property
    def _decimal(self) -> Literal["comma", "point"]:
        return self.context.settings.decimal.get(self.context.target_language, "point")

    @cached_property
    def _shield(self) -> Engine | None:
        return Shield(self.engine, self._cache) if self.engine else None

    @cached_property
    def _renderings(self) -> Renderings | None:
        return Renderings(self.engine) if self.engine else None

    def terms(self, text: str) -> tuple[Required, ...]:
        """What the glossary requires of a sentence's translation."""
        return required(text, self.context.glossary, self.context.target_language)

    def terms_hash(self, text: str) -> str:
        """A hash of that: where it changes, a machine's draft is out of date."""
        return digest(msgspec.json.encode([(term.concept, term.text, term.forms) for term in self.terms(text)]))[:16]

    def translate(self, texts: Sequence[str]) -> list[Translation]:
        """Translate sentences, equal ones once; the results stand in the order of the texts."""
        unique = list(dict.fromkeys(texts))
        found = dict(zip(unique, self.stream(unique), strict=True))
        return [found[text] for text in texts]

    def stream(self, texts: Sequence[str]) -> Iterator[Translation]:
        """Translate batch by batch. No result of Argos depends on its batch; of Apertium's, one in a hundred may."""
        rest = iter(texts)
        while batch := list(islice(rest, _BATCH)):
            yield from self._translate_batch(batch)

    def _translate_batch(self, texts: list[str]) -> list[Translation]:
        context = self.context
        known = {text: whole(text, context.glossary, context.target_language, self._decimal) for text in texts}
        waiting = [text for text in texts if known[text] is None and text.strip()]
        decoded = dict(zip(waiting, self._decode(waiting), strict=True)) if self.engine else {}
        return [self._result(text, known[text] or decoded.get(text)) for text in texts]

    def _decode(self, texts: list[str]) -> list[Choice]:
        assert self.engine is not None and self._shield is not None and self._renderings is not None  # noqa: S101, PT018
        flat = [re.sub(r"\s*[\r\n]\s*", " ", text) for text in texts]
        terms = [self.terms(text) for text in flat]
        candidates = [
            [self._finish(text, one) for one in some]
            for text, some in zip(flat, self._shield.translate(flat), strict=True)
        ]
        forced: list[Candidate | None] = [None] * len(flat)
        if self.engine.info.name in _RULE_BASED:
            pairs = zip(flat, force(self._shield, flat, terms), strict=True)
            forced = [one and self._finish(text, one) for text, one in pairs]
        self._renderings.learn(term for some in terms for term in some)
        return [self._choose(*row) for row in zip(flat, candidates, terms, forced, strict=True)]

    def _finish(self, text: str, candidate: Candidate) -> Candidate:
        return finish(text, candidate, self.context.target_language, self._decimal)

    def _choose(
        self, text: str, candidates: Sequence[Candidate], terms: tuple[Required, ...], forced: Candidate | None
    ) -> Choice:
        assert self._renderings is not None  # noqa: S101

        def verdict(target: str) -> list[Finding]:
            return judge(text, target, self.context)

        return repair(choose(candidates, terms, verdict, forced), terms, verdict, self._renderings)

    def _result(self, text: str, choice: Choice | None) -> Translation:
        if choice is None:
            pair = f"{self.context.source_language}-{self.context.target_language}"
            return Translation(None, None, f"no engine translates {pair} on this machine", None, None)
        context = msgspec.structs.replace(self.context, unknown=choice.unknown, cut=choice.cut)
        findings = judge(text, choice.text, context)
        withheld = first_error(findings)
        looked_up = choice.way in ("term", "number")
        return Translation(
            text=None if withheld else choice.text,
            draft=choice.text,
            withheld=withheld,
            origin="glossary" if looked_up else "machine",
            engine=None if looked_up else self.info,
            findings=tuple(findings),
            terms=tuple(dict.fromkeys(choice.terms)),
            unknown=choice.unknown,
            cut=choice.cut,
        )


def first_error(findings: Sequence[Finding]) -> str | None:
    """Why a translation is withheld: the first unwaived finding at `error`, in words."""
    faults = (f"{f.message} ({f.check})" for f in findings if f.severity == "error" and f.waived is None)
    return next(faults, None)
