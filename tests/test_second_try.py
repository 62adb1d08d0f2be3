"""An engine that is asked again does as it is told, and only what is better is taken."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.core.settings import Settings
from pipeline.core.targets import EngineInfo
from pipeline.glossary import as_glossary
from pipeline.rules.pair import PairContext
from pipeline.translation.drafting import Translator, second_try
from pipeline.translation.drafting.choose import Renderings, assess
from pipeline.translation.drafting.required import required
from pipeline.translation.engines import argos
from pipeline.translation.engines.base import Candidate, Engine, Request
from tests.argos_packages import installed

SOURCE = "They are more common than cancer that starts in the liver."


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return argos.load(installed(tmp_path_factory.mktemp("models")))


class Talker:
    """An engine with one answer at first and others when it is asked again."""

    source, target, info = "en", "es", EngineInfo("argos", "0")

    def __init__(self, first: str, later: Sequence[Candidate]):
        self._first, self._later = first, list(later)
        self.requests: list[Request] = []

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        words = {"scan": "Prueba", "the scan": "La prueba"}
        return [[Candidate(words.get(sentence, self._first), -0.5)] for sentence in sentences]

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        self.requests += requests
        return [[] if request.avoid else self._later for request in requests]


def translated(engine: Engine, source: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str | None, str, tuple[str, ...]]:
    context = PairContext("en", "es", Settings(), as_glossary({"scan": "exploración"}))
    translator = Translator(context, "auto", Path("nowhere"))
    monkeypatch.setattr(Translator, "engine", engine)
    (one,) = translator.translate([source])
    assert one.derivation is not None
    return one.draft, one.derivation.way, one.derivation.forced


class TestArgos:
    def test_what_is_to_be_avoided_is_not_said(self, small: Engine) -> None:
        assert " cáncer " in small.translate([SOURCE])[0][0].text
        (candidates,) = small.again([Request(SOURCE, avoid=("cáncer",))])
        assert candidates
        assert not any("cáncer" in one.text.lower() for one in candidates)

    def test_a_beginning_is_kept(self, small: Engine) -> None:
        begin = "Son menos frecuentes"
        (candidates,) = small.again([Request(SOURCE, begin=begin)])
        assert candidates
        assert all(one.text.startswith(begin) for one in candidates)

    def test_without_loops_nothing_is_said_twice(self, small: Engine) -> None:
        for begin in ("el hígado de", "dolor y"):
            (candidates,) = small.again([Request(SOURCE, begin=f"{begin} {begin} {begin}", no_loops=True)])
            for words in (one.text.removeprefix(f"{begin} {begin} {begin}").split() for one in candidates):
                trios = list(zip(words, words[1:], words[2:], strict=False))
                assert len(trios) == len(set(trios))

    def test_answers_keep_the_order_of_the_requests(self, small: Engine) -> None:
        asked = [Request(SOURCE, begin="Son"), Request("x " * 3000), Request(SOURCE, begin="El")]
        first, parted, last = small.again(asked)
        assert first[0].text.startswith("Son")
        assert parted == []
        assert last[0].text.startswith("El")

    def test_a_pivot_asks_its_second_half(self, small: Engine) -> None:
        from pipeline.translation.engines import Pivot

        class Same(Talker):
            def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
                return [[Candidate(sentence, cut=True)] for sentence in sentences]

        (candidates,) = Pivot(Same("", []), small).again([Request(SOURCE, begin="Son menos")])
        assert candidates[0].text.startswith("Son menos")
        assert candidates[0].cut


class TestTerms:
    SOURCE = "The scan and the scan."
    DRAFT = "La prueba y la prueba."

    def test_a_translation_that_goes_on_from_the_term(self, monkeypatch: pytest.MonkeyPatch) -> None:
        engine = Talker(self.DRAFT, [Candidate("La exploración y otra exploración.", -1.0)])
        expected = ("La exploración y otra exploración.", "again", ("scan",))
        assert translated(engine, self.SOURCE, monkeypatch) == expected
        assert {request.begin for request in engine.requests} == {"", "La exploración"}
        assert "prueba" in [word.lower() for word in engine.requests[0].avoid]

    @pytest.mark.parametrize(
        "answer",
        [
            Candidate("La exploración y otra exploración.", -1.6),  # its score falls
            Candidate("La exploración y otra.", -1.0, cut=True),  # a new fault
            Candidate("La muestra y la muestra.", -0.5),  # no term
            Candidate("La exploración y otra exploración de 5 cm.", -0.5),  # a number that is not in the source
        ],
    )
    def test_what_is_no_better_is_not_taken(self, answer: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
        assert translated(Talker(self.DRAFT, [answer]), self.SOURCE, monkeypatch) == (self.DRAFT, "engine", ())

    def test_a_word_that_only_begins_so_is_not_the_term(self) -> None:
        terms = required("The scan", as_glossary({"scan": "exploración"}), "es")
        choice = assess(Candidate("La prueba"), 0, terms, lambda _: [], "engine")
        request = Request("The scan", begin="La exploración")
        answers = [(request, Candidate("La exploraciónes"))]
        assert second_try.best(choice, answers, terms, lambda _: []) is choice

    def test_nobody_is_asked_where_all_is_well(self) -> None:
        engine = Talker("La exploración.", [])
        terms = required("The scan.", as_glossary({"scan": "exploración"}), "es")
        renderings = Renderings(engine)
        renderings.learn(terms)
        choice = assess(Candidate("La exploración."), 0, terms, lambda _: [], "engine")
        assert list(second_try.requests("The scan.", choice, terms, renderings)) == []


def test_a_loop_is_decoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Talker("Dolor de dolor de dolor de dolor de", [Candidate("Le duele la espalda.", -0.9)])
    assert translated(engine, "Your back hurts.", monkeypatch) == ("Le duele la espalda.", "again", ())
    assert engine.requests == [Request("Your back hurts.", no_loops=True)]


def test_what_the_engine_holds_for_unlikely_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unsure(Talker):
        def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
            return [[Candidate("La prueba duele.", -0.5, unsure=True)] for _ in sentences]

    context = PairContext("en", "es", Settings(), as_glossary({}))
    monkeypatch.setattr(Translator, "engine", Unsure("", []))
    (one,) = Translator(context, "auto", Path("nowhere")).translate(["The test hurts."])
    assert (one.text, one.draft) == (None, "La prueba duele.")
    assert {finding.check for finding in one.findings} == {"pair/repeat"}
