"""One sentence's way into another language, whoever asks for it.

A segment that is only a glossary term or a number is looked up. Else the engine's candidates are judged by the checks
on translations and the best is chosen, with the glossary's terms put in where no check objects. What still fails a
check at `error` is withheld: its text is a draft for a translator, and nothing that others may rely on.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path

import msgspec

from pipeline.core.errors import PipelineError
from pipeline.core.files import digest
from pipeline.core.model import Finding
from pipeline.core.targets import EngineInfo, Translation
from pipeline.pairs import judge
from pipeline.rules.pair import PairContext
from pipeline.translation.drafting import second_try
from pipeline.translation.drafting.casing import restore, sentence_case
from pipeline.translation.drafting.choose import Choice, Judge, Renderings, choose, repair, whole
from pipeline.translation.drafting.finishing import finish
from pipeline.translation.drafting.forced import Forced, force
from pipeline.translation.drafting.protect import Shield
from pipeline.translation.drafting.required import Required, required
from pipeline.translation.engines import find, get_commands, known, outlook, pick
from pipeline.translation.engines.base import Candidate, Engine

# Sentences: enough for the engines to form full batches of equal length, few enough for progress to be seen.
_BATCH = 512


class Translator:
    """A pair of languages with its engine, loaded when first needed."""

    def __init__(self, context: PairContext, choice: str, models: Path, cache: Path | None = None):
        self.choice = choice
        self.context, self._models, self._cache = context, models, cache
        self.failure = ""  # why the engine was given up; it is not asked again, since each try may take a minute

    @cached_property
    def engine(self) -> Engine | None:
        """The engine that the choice and this machine allow."""
        context = self.context
        return pick(self.choice, context.source_language, context.target_language, context.settings, self._models)

    @property
    def info(self) -> EngineInfo | None:
        """What a draft records of the engine."""
        return self.engine.info if self.engine else None

    def outlook(self, failed: Mapping[str, str]) -> str:
        """Why the engine is none or a poor one (`engines.outlook`); `failed` are failed installations by pair."""
        context = self.context
        pair = context.source_language, context.target_language
        return outlook(self.engine, *pair, context.settings, self._models, failed.get("-".join(pair), ""))

    @cached_property
    def _shield(self) -> Shield | None:
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

    def stream(self, texts: Iterable[str], headings: Container[str] = ()) -> Iterator[Translation]:
        """Translate batch by batch; `headings` are those of the texts that head something, whatever their capitals.

        No result of Argos depends on its batch; of Apertium's, one in a hundred may.
        """
        rest = iter(texts)
        while batch := list(islice(rest, _BATCH)):
            yield from self._translate_batch(batch, headings)

    def _translate_batch(self, texts: list[str], headings: Container[str]) -> list[Translation]:
        context = self.context
        found = {text: whole(text, context.glossary, context.target_language, context.decimal) for text in texts}
        waiting = [text for text in texts if found[text] is None and text.strip()]
        decoded: dict[str, Choice | None] = {}
        if self.engine and not self.failure:
            try:
                decoded = dict(zip(waiting, self._decode(waiting, headings), strict=True))
            except PipelineError as error:
                self.failure = str(error)
        return [self._result(text, found[text] or decoded.get(text)) for text in texts]

    def _decode(self, texts: list[str], headings: Container[str]) -> list[Choice | None]:
        """Choose, repair and where need be ask again, all on sentences with the capitals of sentences.

        None for a sentence that the engine cannot translate.
        """
        glossary, source = self.context.glossary, self.context.source_language
        plain = [sentence_case(_on_one_line(text), glossary, source, heading=text in headings) for text in texts]
        assert self._shield is not None  # noqa: S101
        answers = self._shield.translate(plain)
        able = [text for text, some in zip(plain, answers, strict=True) if some]
        terms = [self.terms(text) for text in able]
        choices = iter(self._second_try(able, terms, self._first_try(able, terms, list(filter(None, answers)))))
        rows = zip(texts, plain, answers, strict=True)
        return [_restored(text, sentence, next(choices)) if some else None for text, sentence, some in rows]

    def _first_try(
        self, texts: list[str], terms: list[tuple[Required, ...]], answers: Sequence[Sequence[Candidate]]
    ) -> list[Choice]:
        assert self.engine is not None and self._shield is not None and self._renderings is not None  # noqa: S101, PT018
        candidates = [[self._finish(text, one) for one in some] for text, some in zip(texts, answers, strict=True)]
        forced: list[Forced | None] = [None] * len(texts)
        kind = find(self.engine.info.name)
        if kind and kind.inflects:
            pairs = zip(texts, force(self._shield, texts, terms), strict=True)
            forced = [one and one._replace(candidate=self._finish(text, one.candidate)) for text, one in pairs]
        self._renderings.learn(term for some in terms for term in some)
        return [
            repair(choose(some, wanted, self._verdict(text), one), wanted, self._verdict(text), self._renderings)
            for text, some, wanted, one in zip(texts, candidates, terms, forced, strict=True)
        ]

    def _second_try(
        self, texts: list[str], terms: list[tuple[Required, ...]], choices: list[Choice]
    ) -> Iterator[Choice]:
        """The choices, better ones where the engine finds some when it is asked again."""
        assert self._shield is not None and self._renderings is not None  # noqa: S101, PT018
        asked = [
            list(second_try.requests(text, choice, wanted, self._renderings))
            for text, choice, wanted in zip(texts, choices, terms, strict=True)
        ]
        answers = iter(self._shield.again([request for some in asked for request in some]))
        for text, some, choice, wanted in zip(texts, asked, choices, terms, strict=True):
            found = [(request, self._finish(text, one)) for request in some for one in next(answers)]
            yield second_try.best(choice, found, wanted, self._verdict(text))

    def _finish(self, text: str, candidate: Candidate) -> Candidate:
        return finish(text, candidate, self.context.target_language, self.context.decimal)

    def _verdict(self, text: str) -> Judge:
        return lambda target: judge(text, target, self.context)

    def _result(self, text: str, choice: Choice | None) -> Translation:
        if choice is None and self.failure:
            return Translation(None, None, self.failure, None, None)
        if choice is None and self.info:
            reason = f"{known(self.info).title} cannot translate this sentence; translate it by hand"
            return Translation(None, None, reason, None, None)
        if choice is None:
            source, target = self.context.source_language, self.context.target_language
            remedy = get_commands(source, target)[0]
            reason = f"no engine translates {source}-{target} on this machine; get one with {remedy}"
            return Translation(None, None, reason, None, None)
        context = msgspec.structs.replace(self.context, derivation=choice.derivation)
        findings = judge(text, choice.text, context)
        withheld = first_error(findings)
        looked_up = choice.derivation.way in ("term", "number")
        return Translation(
            text=None if withheld else choice.text,
            draft=choice.text,
            withheld=withheld,
            origin="glossary" if looked_up else "machine",
            engine=None if looked_up else self.info,
            findings=tuple(findings),
            terms=tuple(dict.fromkeys(choice.terms)),
            derivation=choice.derivation,
        )


def _restored(source: str, plain: str, choice: Choice) -> Choice:
    """A choice with the capitals of its source."""
    text, made = restore(source, plain, choice.text), choice.derivation
    unknown = tuple(word if word in text else word.upper() for word in made.unknown)
    return msgspec.structs.replace(choice, text=text, derivation=msgspec.structs.replace(made, unknown=unknown))


def _on_one_line(text: str) -> str:
    return re.sub(r"\s*[\r\n]\s*", " ", text)


def first_error(findings: Sequence[Finding]) -> str | None:
    """Why a translation is withheld: the first unwaived finding at `error`, in words."""
    faults = (f"{f.message} ({f.check})" for f in findings if f.withholds)
    return next(faults, None)
