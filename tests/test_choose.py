"""Choosing among candidates, repairing terms, forcing them by proxies, and protecting what must not change."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
import yaml

from pipeline.core.model import Finding
from pipeline.core.settings import Settings
from pipeline.core.targets import Derivation, EngineInfo
from pipeline.glossary import Concept, Glossary, Translation, Variant, as_glossary
from pipeline.pairs import judge
from pipeline.reading.language import Gender, language
from pipeline.rules.pair import PairContext
from pipeline.translation.drafting import agreement, forced, protect
from pipeline.translation.drafting.choose import Judge, Renderings, choose, repair, whole
from pipeline.translation.drafting.forced import Forced
from pipeline.translation.drafting.required import Required, places, present, put, required
from pipeline.translation.engines import apertium, argos
from pipeline.translation.engines.base import Candidate, Engine, Request
from tests.argos_packages import PAIRS, installed
from tests.debian import needs

HERE = Path(__file__).parent
CASES: dict[str, Any] = yaml.safe_load((HERE / "cases" / "choose.yaml").read_text(encoding="utf-8"))
GLOSSARY = Glossary(
    (
        Concept(
            "ultrasound",
            "ultrasound",
            "imaging",
            variants=(Variant("sonogramme", "flag"), Variant("sonogram", "allow")),
            translations={"es": Translation("ecografía", "noun", "f", forms=("ecografías",))},
        ),
        Concept(
            "liver-metastasis",
            "liver metastasis",
            "disease",
            forms=("liver metastases",),
            translations={"es": Translation("metástasis hepática", "noun", "f", forms=("metástasis hepáticas",))},
        ),
        Concept(
            "ct",
            "CT scan",
            "imaging",
            abbreviation="CT",
            translations={"es": Translation("tomografía computarizada", "noun", "f", abbreviation="TC")},
        ),
        Concept("her2", "HER2", "gene-or-marker", translations={"es": Translation(keep=True)}),
    )
)


def error(text: str, check: str = "pair/numbers", severity: str = "error") -> Finding:
    return msgspec.convert(
        {"check": check, "severity": severity, "message": text, "start": 0, "end": 1, "raw_start": 0, "raw_end": 1},
        Finding,
    )


def content(text: str) -> list[Finding]:
    """No complaint about anything."""
    return []


def checks(source: str, glossary: Glossary | None = None) -> Judge:
    """The pipeline's own checks."""
    context = PairContext("en", "es", Settings(), glossary or Glossary())
    return lambda text: judge(source, text, context)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return argos.load(installed(tmp_path_factory.mktemp("project") / "models"))


@pytest.fixture(scope="module")
def rough() -> Engine:
    needs("apertium-eng-spa")
    engine = apertium.load("en", "es")
    assert engine is not None
    return engine


class Table:
    """An engine that answers from a table, and gives back what it does not know."""

    source, target, info = "en", "es", EngineInfo("table", "0")

    def __init__(self, answers: dict[str, str]):
        self._answers = answers
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        self.asked += sentences
        return [[Candidate(self._answers.get(sentence, sentence))] for sentence in sentences]

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        return [[] for _ in requests]


class TestChoose:
    def test_a_near_second_with_fewer_errors_wins(self) -> None:
        candidates = [Candidate("mide 8 cm", -0.2), Candidate("mide 3 cm", -0.9), Candidate("3", -4.0)]
        choice = choose(candidates, (), checks("measures 3 cm"))
        assert (choice.text, choice.rank, choice.derivation.way, choice.findings) == ("mide 3 cm", 1, "n-best", ())

    def test_a_far_one_does_not(self) -> None:
        choice = choose([Candidate("mide 8 cm", -0.2), Candidate("mide 3 cm", -2.3)], (), checks("measures 3 cm"))
        assert choice.text == "mide 8 cm"
        assert [finding.severity for finding in choice.findings] == ["error"]

    def test_errors_before_terms_before_warnings_before_score(self) -> None:
        terms = required("The ultrasound", GLOSSARY, "es")
        says = {
            "a ecografía": [error("x"), error("y")],
            "b": [],
            "c ecografía": [error("w", severity="warning")],
            "d ecografía": [],
        }
        candidates = [Candidate(text, -i / 4) for i, text in enumerate(says)]
        for left, best in ((candidates, "d ecografía"), (candidates[:3], "c ecografía"), (candidates[:2], "b")):
            assert choose(left, terms, says.__getitem__).text == best

    def test_waived_findings_do_not_count(self) -> None:
        waived = msgspec.structs.replace(error("x"), waived="it is right")
        assert choose([Candidate("a", 0.0), Candidate("b", -1.0)], (), lambda _: [waived]).text == "a"

    def test_a_cut_candidate_counts_as_faulty(self) -> None:
        assert choose([Candidate("a", 0.0, cut=True), Candidate("b", -1.0)], (), content).text == "b"

    def test_unknown_words_count_as_warnings(self) -> None:
        assert choose([Candidate("a x", 0.0, ("x",)), Candidate("b", -1.0)], (), content).text == "b"

    @pytest.mark.parametrize(
        "pair", [pair for pair in PAIRS if pair["note"].startswith("first-")], ids=lambda pair: pair["english"]
    )
    def test_what_the_checks_refuse_in_a_real_list(self, small: Engine, pair: dict[str, str]) -> None:
        (candidates,) = small.translate([pair["english"]])
        choice = choose(candidates, (), checks(pair["english"]))
        assert choice.text == pair["spanish_2"]
        assert choice.rank > 0

    @pytest.mark.parametrize(
        "pair", [pair for pair in PAIRS if pair["note"].startswith("second-has")], ids=lambda pair: pair["english"]
    )
    def test_terms_of_a_real_list(self, small: Engine, pair: dict[str, str]) -> None:
        term, translation = pair["note"].removeprefix("second-has-term: ").split(" = ")
        terms = required(pair["english"], as_glossary({term: translation}), "es")
        (candidates,) = small.translate([pair["english"]])
        choice = choose(candidates, terms, content)
        assert choice.text == pair["spanish_2"]
        assert choice.terms == (term,)
        assert choose(candidates, (), content).text == pair["spanish"]


class TestRepair:
    ENGINE = Table({"ultrasound": "Ultrasonido", "the ultrasound": "El ultrasonido", "CT": "CT", "the CT": "El CT"})
    SOURCE = "The ultrasound was normal."

    def repaired(self, text: str, judge: Any = content, source: str = SOURCE) -> tuple[str, str, tuple[str, ...]]:
        terms = required(source, GLOSSARY, "es")
        renderings = Renderings(self.ENGINE)
        renderings.learn(terms)
        choice = repair(choose([Candidate(text)], terms, judge), terms, judge, renderings)
        return choice.text, choice.derivation.way, choice.derivation.forced

    def test_the_engines_own_word_is_replaced(self) -> None:
        expected = ("La ecografía era normal.", "repair", ("ultrasound",))
        assert self.repaired("El ultrasonido era normal.") == expected

    @pytest.mark.parametrize(
        "text",
        [
            "La ecografía era normal.",  # it is there already
            "La prueba era normal.",  # the learned word is not there
            "El ultrasonido y el ultrasonido.",  # which of the two?
            "Los ultrasonidos.",  # part of another word
        ],
    )
    def test_nothing_to_repair(self, text: str) -> None:
        assert self.repaired(text) == (text, "engine", ())

    def test_not_where_a_check_then_complains(self) -> None:
        text = "El ultrasonido era normal."
        assert self.repaired(text, lambda new: [error("new")] if "ecografía" in new else []) == (text, "engine", ())
        worse = [error("old"), error("new", "pair/keep")]
        assert self.repaired(text, lambda new: worse if "ecografía" in new else worse[:1])[0] == text

    def test_a_finding_that_goes_away_is_no_hindrance(self) -> None:
        text, way, _ = self.repaired("El ultrasonido.", lambda new: [] if "ecografía" in new else [error("term")])
        assert (text, way) == ("La ecografía.", "repair")

    def test_each_term_is_learned_once(self) -> None:
        engine = Table({})
        renderings = Renderings(engine)
        terms = required("ultrasound and ultrasound", GLOSSARY, "es")
        renderings.learn(terms)
        renderings.learn(terms)
        assert engine.asked == ["ultrasound", "the ultrasound"]

    def test_real(self, small: Engine) -> None:
        """What the small model calls a term is put right; what it made up of a term alone stands nowhere."""
        terms = required("3. Biopsy", as_glossary({"3. Biopsy": "3. Muestra"}), "es")
        renderings = Renderings(small)
        renderings.learn(terms)
        choice = choose(small.translate(["3. Biopsy"])[0][:1], terms, content)
        assert repair(choice, terms, content, renderings).text == "3. Muestra"


class TestRequired:
    @pytest.mark.parametrize(
        ("source", "texts"),
        [
            ("Liver metastases and a liver metastasis.", ["metástasis hepáticas", "metástasis hepática"]),
            ("Two ultrasounds, one sonogram", ["ecografías", "ecografía"]),
            ("CT or CT scan", ["TC", "tomografía computarizada"]),
            ("HER2 is kept", ["HER2"]),
            ("a sonogramme", []),  # a suspect word requires nothing
            ("see https://a.example.org/ultrasound", []),
            ("nothing here", []),
            # a short form that the sentence introduces: the glossary's own, else as it stands
            ("A computed tomographic scan, or CT scan (CTS), helps.", ["tomografía computarizada", "TC"]),
            ("Liver metastasis (LM) is common.", ["metástasis hepática", "LM"]),
            ("LM (liver metastasis) is common.", ["LM", "metástasis hepática"]),
            ("A CT scan (see below) and the liver (L).", ["tomografía computarizada"]),
            ("Lung metastasis (LM) is no liver metastasis.", ["metástasis hepática"]),
        ],
    )
    def test_forms(self, source: str, texts: list[str]) -> None:
        assert [term.text for term in required(source, GLOSSARY, "es")] == texts

    def test_other_languages_have_no_terms(self) -> None:
        assert required("The ultrasound", GLOSSARY, "fr") == ()

    def test_what_is_said_in_the_plural_stays_as_it_is_given(self) -> None:
        dizzy = Translation("étourdissements", "noun", "m", "plural", forms=("étourdissement", "étourdis"))
        glossary = Glossary((Concept("spell", "dizzy spell", "symptom", translations={"fr": dizzy}),))
        (term,) = required("Dizzy spells", glossary, "fr")
        assert (term.text, term.plural) == ("étourdissements", True)

    def test_a_mapping_is_put_in_as_written(self) -> None:
        glossary = as_glossary({"acute diseases": "enfermedades agudas"})
        (term,) = required("Acute diseases (AD)", glossary, "es")
        assert (term.text, term.plural, term.gender, term.noun) == ("enfermedades agudas", True, "f", True)

    @pytest.mark.parametrize(
        ("term", "text", "noun"),
        [
            ("cough", "tos", True),
            ("coronavirus pandemic", "pandemia de coronavirus", True),
            ("to cough", "toser", False),
            ("alcohol-based", "a base de alcohol", False),
            ("contagious", "contagioso", False),
        ],
    )
    def test_what_reads_as_a_noun(self, term: str, text: str, noun: bool) -> None:
        (one,) = required(term, as_glossary({term: text}), "es")
        assert one.noun is noun

    @pytest.mark.parametrize(
        ("source", "texts"),
        [
            ("A cough hurts.", ["tos"]),
            ("Two coughs", ["toses"]),
            ("You cough.", []),
            ("If you sneeze or cough, rest.", []),
            ("A cough-free day", []),
        ],
    )
    def test_a_noun_stands_for_no_verb_and_no_half_of_a_word(self, source: str, texts: list[str]) -> None:
        tos = Translation("tos", "noun", "f")
        glossary = Glossary((Concept("cough", "cough", "symptom", translations={"es": tos}),))
        assert [term.text for term in required(source, glossary, "es")] == texts

    def test_present_counts_and_minds_accents_but_no_capitals(self) -> None:
        terms = required("An ultrasound, another ultrasound, a CT.", GLOSSARY, "es")
        assert present("Ecografía y ecografías, TC", terms) == ("ultrasound", "ultrasound", "ct")
        assert present("ecografía", terms) == ("ultrasound",)
        assert present("ecografia, ecografíado, tomografía", terms) == ()

    def test_places_need_whole_words(self) -> None:
        assert places("la tos, tosca\ny  Tos", ("tos",)) == [(3, 6), (17, 20)]
        assert places("dolor\nagudo", ("dolor agudo",)) == [(0, 11)]
        assert places("x", ()) == []


class TestForced:
    SENTENCES = (
        "The ultrasound was normal.",
        "Ultrasound is common.",
        "Liver metastases are large.",
        "A liver metastasis and an ultrasound of the heart.",
        "The ultrasound came before the ultrasound and the third ultrasound.",
        "No term is here.",
    )

    def test_all_terms_stand_in_their_sentences(self, rough: Engine) -> None:
        terms = [required(sentence, GLOSSARY, "es") for sentence in self.SENTENCES]
        results = forced.force(rough, self.SENTENCES, terms)
        assert results[-1] is None
        for result, some in zip(results[:-1], terms, strict=False):
            assert result is not None
            assert len(present(result.candidate.text, some)) == len(some)
            assert not re.search(r"reloj|guitarra|bicicleta|catedral|zq", result.candidate.text.lower())
        assert [result.candidate.text for result in results[:3] if result] == [
            "La ecografía era normal.",
            "La ecografía es común.",
            "Las metástasis hepáticas son grandes.",
        ]

    def test_verbs_and_phrases_stand_in_too(self, rough: Engine) -> None:
        glossary = as_glossary({"cough": "toser", "alcohol-based": "a base de alcohol"})
        sentence = "You cough and use an alcohol-based gel."
        terms = required(sentence, glossary, "es")
        (result,) = forced.force(rough, [sentence], [terms])
        assert result is not None
        assert "toser" in result.candidate.text
        assert "a base de alcohol" in result.candidate.text
        assert not any("zq" in word.lower() for word in result.candidate.unknown)

    def test_a_proxy_is_never_a_word_of_the_sentence(self, rough: Engine) -> None:
        sentence = "The guitar is near the ultrasound."
        (result,) = forced.force(rough, [sentence], [required(sentence, GLOSSARY, "es")])
        assert result is not None
        assert "guitarra" in result.candidate.text
        assert "ecografía" in result.candidate.text

    def test_a_lost_proxy_gives_nothing(self) -> None:
        terms = required("The ultrasound", GLOSSARY, "es")
        lost = Table({})
        lost.translate = lambda sentences: [[Candidate("nada")] for _ in sentences]  # type: ignore[method-assign]
        assert forced.force(lost, ["The ultrasound"], [terms]) == [None]

    def test_another_language_has_opaque_tokens_and_its_own_articles(self) -> None:
        class French(Table):
            target = "fr"

        glossary = as_glossary({"ultrasound": "échographie"}, target="fr")
        (result,) = forced.force(French({}), ["la ultrasound"], [required("la ultrasound", glossary, "fr")])
        assert result == Forced(Candidate("l'échographie"), opaque=True)

    def test_it_competes_and_wins_by_its_terms(self) -> None:
        terms = required("The ultrasound", GLOSSARY, "es")
        choice = choose([Candidate("El ultrasonido")], terms, content, Forced(Candidate("La ecografía"), opaque=False))
        assert (choice.text, choice.rank) == ("La ecografía", 1)
        assert choice.derivation == Derivation("proxy", ("ultrasound",))

    def test_it_loses_by_its_errors(self) -> None:
        terms = required("The ultrasound", GLOSSARY, "es")
        judge = lambda text: [error("x")] if "ecografía" in text else []  # noqa: E731
        choice = choose([Candidate("El ultrasonido")], terms, judge, Forced(Candidate("La ecografía"), opaque=False))
        assert (choice.text, choice.derivation) == ("El ultrasonido", Derivation("engine"))

    @pytest.mark.parametrize("of", get_args(Gender))
    def test_the_table_is_what_apertium_says(self, rough: Engine, of: Gender) -> None:
        article = {"m": ("el", "los"), "f": ("la", "las")}[of]
        rows = language("es").nouns.proxies["en"][of]  # type: ignore[union-attr]
        for row, one, many in zip(
            rows,
            rough.translate([f"The {source} is common." for source, *_ in rows]),
            rough.translate([f"We saw the {sources}." for _, sources, *_ in rows]),
            strict=True,
        ):
            assert f"{article[0]} {row[2]} " in one[0].text.lower()
            assert f"{article[1]} {row[3]}" in many[0].text


@pytest.mark.parametrize(("text", "term", "of", "plural", "expected"), CASES["insert"])
def test_insert(text: str, term: str, of: Gender, plural: bool, expected: str) -> None:
    start, end = text.index("{"), text.index("}") - 1
    plain = text.replace("{", "").replace("}", "")
    required_term = Required("x", "x", 0, 1, term, (term,), plural, True, of)
    assert put(plain, start, end, required_term, "es") == expected


@pytest.mark.parametrize(("noun", "of"), [(noun, of) for of, nouns in CASES["gender"].items() for noun in nouns])
def test_gender(noun: str, of: str) -> None:
    assert agreement.gender(noun, "es") == of


@pytest.mark.parametrize(
    ("noun", "yes"), [(noun, key == "yes") for key, nouns in CASES["plural"].items() for noun in nouns]
)
def test_plural(noun: str, yes: bool) -> None:
    assert agreement.is_plural(noun, "es") is yes


@pytest.mark.parametrize(("source", "expected"), CASES["numbers"])
def test_numbers_alone_are_copied(source: str, expected: str) -> None:
    with_comma, with_point = (whole(source, GLOSSARY, "es", sign) for sign in ("comma", "point"))
    assert with_comma is not None
    assert with_point is not None
    assert (with_comma.text, with_comma.derivation.way) == (expected, "number")
    assert with_point.text == source


@pytest.mark.parametrize(("source", "expected"), CASES["whole"])
def test_terms_alone_need_no_engine(source: str, expected: str | None) -> None:
    choice = whole(source, GLOSSARY, "es", "comma")
    assert (choice and choice.text) == expected
    assert choice is None or (choice.derivation.way == "term" and len(choice.terms) == 1)


@pytest.mark.parametrize(("text", "found"), CASES["protected"])
def test_protected_spans(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in protect.spans(text)] == found


class TestProtect:
    SENTENCE = "Call +1 555 010 0199 or read https://a.example/c?d=e_f#g today."

    def test_what_is_lost_is_told(self) -> None:
        assert protect.kept("HER2 and HER2, T2N0M0", "HER2 y T2N0M0") == ("HER2",)
        assert protect.kept(self.SENTENCE, "Llame al +1 555 010 0199") == ("https://a.example/c?d=e_f#g",)
        assert protect.kept("Nothing", "Nada") == ()

    def test_addresses_survive_apertium(self, rough: Engine) -> None:
        shield = protect.Shield(rough)
        assert shield.shape is not None
        assert protect.kept(self.SENTENCE, rough.translate([self.SENTENCE])[0][0].text) != ()
        ((candidate,),) = shield.translate([self.SENTENCE])
        assert protect.kept(self.SENTENCE, candidate.text) == ()
        assert not any("zq" in word.lower() for word in candidate.unknown)
        assert shield.translate(["The heart."]) == rough.translate(["The heart."])

    def test_an_engine_that_loses_placeholders_works_without(self, small: Engine) -> None:
        shield = protect.Shield(small)
        assert shield.shape is None
        (found,), (plain,) = shield.translate([self.SENTENCE]), small.translate([self.SENTENCE])
        assert found == [msgspec.structs.replace(one, exposed=True) for one in plain]
        assert not any(one.exposed for one in shield.translate(["The heart."])[0])

    def test_what_comes_back_is_tried_once_per_model(self, small: Engine, tmp_path: Path) -> None:
        calls: list[int] = []

        class Counting:
            source, target, info = small.source, small.target, small.info

            def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
                calls.append(len(sentences))
                return small.translate(sentences)

            def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
                return small.again(requests)

        assert protect.Shield(Counting(), tmp_path).shape == protect.Shield(small).shape
        tried = len(calls)
        assert protect.Shield(Counting(), tmp_path).shape == protect.Shield(small).shape
        assert tried
        assert len(calls) == tried

    def test_a_lost_placeholder_means_once_more_without(self) -> None:
        engine = Table({f"Call {protect._SHAPES[0].format(protect._NAMES[0])} now.": "Llame ahora."})
        shield = protect.Shield(engine)
        assert shield.shape == protect._SHAPES[0]
        assert shield.translate(["Call 555-010-0199 now."]) == [[Candidate("Call 555-010-0199 now.", exposed=True)]]


def test_required_is_hashable() -> None:
    """Terms are compared and counted."""
    assert len({required("CT", GLOSSARY, "es"), required("CT", GLOSSARY, "es")}) == 1
    assert isinstance(required("CT", GLOSSARY, "es")[0], Required)
