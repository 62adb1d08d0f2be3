"""French and Portuguese through Spanish, by the real Apertium: two engines, one draft."""

import re
from pathlib import Path

import pytest

from pipeline.core.settings import Settings
from pipeline.core.targets import Translation as Draft
from pipeline.glossary import Glossary
from pipeline.glossary.concepts import Concept, Translation
from pipeline.pairs import check_pair
from pipeline.reading.language import Gender
from pipeline.rules.pair import PairContext
from pipeline.translation.drafting import Translator, agreement
from tests.debian import needs

PACKAGES = {"fr": "apertium-fr-es", "pt": "apertium-es-pt"}
PORTAL = Concept(
    "portal-vein",
    "portal vein",
    "anatomy",
    translations={
        "fr": Translation("veine porte", pos="noun", gender="f"),
        "pt": Translation("veia porta", pos="noun", gender="f"),
    },
)
ARTERY = Concept(
    "hepatic-artery",
    "hepatic artery",
    "anatomy",
    translations={
        "fr": Translation("artère hépatique", pos="noun", gender="f"),
        "pt": Translation("artéria hepática", pos="noun", gender="f"),
    },
)
NUMBERS = {
    "The dose is 1,500 mg every 8 hours for 10 days.": {"1500", "8", "10"},
    "The nodule measures 4.5 cm and the cyst 12 mm.": {"4,5", "12"},
    "At least 30% of the liver must stay.": {"30"},
    "Between 2015 and 2019 there were 12,400 cases.": {"2015", "2019", "12400"},
}
DENIED = (
    "There is no cure.", "He did not sleep.", "She has never smoked.", "Do not stop the tablets.",
    "The cells do not grow without oxygen.", "Nobody knows the cause.", "You should not drive.",
)  # fmt: skip
NEGATIVE = {"fr": r"\b(?:pas|jamais|rien|personne|aucune?|sans)\b", "pt": r"\b(?:não|nunca|sem|ninguém|nenhuma?)\b"}


@pytest.fixture(scope="module", params=["fr", "pt"])
def through_spanish(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Translator:
    language = str(request.param)
    needs("apertium-eng-spa", PACKAGES[language])
    settings = Settings(languages=(language,), pivots={language: "es"})
    context = PairContext("en", language, settings, Glossary((PORTAL, ARTERY)))
    return Translator(context, "auto", tmp_path_factory.mktemp("project") / "models")


def drafts(translator: Translator, *texts: str) -> list[Draft]:
    return translator.translate(texts)


def test_the_pivot_stands_in_the_origin(through_spanish: Translator) -> None:
    (draft,) = drafts(through_spanish, "The liver is normal.")
    assert draft.engine == through_spanish.info
    assert (draft.origin, draft.engine and draft.engine.name, draft.engine and draft.engine.pivot) == (
        "machine", "apertium", "es",
    )  # fmt: skip


def test_without_the_pivot_there_is_no_way(through_spanish: Translator, tmp_path: Path) -> None:
    language = through_spanish.context.target_language
    (draft,) = Translator(PairContext("en", language), "auto", tmp_path).translate(["The liver is normal."])
    reason = (
        f"no engine translates en-{language} on this machine; get one with python -m pipeline install en {language}"
    )
    assert (draft.text, draft.withheld) == (None, reason)


def test_terms_get_in_and_their_determiners_agree(through_spanish: Translator) -> None:
    texts = ("The doctor sees the portal vein.", "The doctor speaks of the hepatic artery.", "This is a portal vein.")
    wanted = {
        "fr": ("la veine porte", "de l'artère hépatique", "une veine porte"),
        "pt": ("a veia porta", "da artéria hepática", "uma veia porta"),
    }
    for draft, phrase in zip(
        drafts(through_spanish, *texts), wanted[through_spanish.context.target_language], strict=True
    ):
        assert phrase in (draft.draft or "")
        assert len(draft.terms) == 1


@pytest.mark.parametrize(("text", "figures"), NUMBERS.items())
def test_numbers_are_right(through_spanish: Translator, text: str, figures: set[str]) -> None:
    (draft,) = drafts(through_spanish, text)
    written = (draft.draft or "").replace("\u00a0", "").replace("\u202f", "")
    assert figures <= {"".join(c for c in word if c.isdigit() or c == ",").strip(",") for word in written.split()}
    language = through_spanish.context.target_language
    assert not [f for f in check_pair(text, draft.draft or "", "en", language, glossary={}) if "number" in f.check]


@pytest.mark.parametrize("text", DENIED)
def test_a_negation_is_kept_or_the_sentence_is_withheld(through_spanish: Translator, text: str) -> None:
    (draft,) = drafts(through_spanish, text)
    kept = re.search(NEGATIVE[through_spanish.context.target_language], (draft.text or "").lower())
    assert bool(kept) != bool(draft.withheld)


def test_unknown_words_of_both_halves_are_marked(through_spanish: Translator) -> None:
    """The first half does not know “brimble”, the second neither of the animals as the first says them."""
    (draft,) = drafts(through_spanish, "The brimble swallows hamsters and scorpions.")
    assert draft.derivation is not None
    assert "brimble" in draft.derivation.unknown
    assert {"pair/unknown"} <= {finding.check for finding in draft.findings}
    assert len(draft.derivation.unknown) > 1


@pytest.mark.parametrize(
    ("language", "text", "term", "gender", "plural", "expected"),
    [
        ("fr", "près du * droit", "artère", "f", False, "près de l'artère droit"),
        ("fr", "Le * est", "veine", "f", False, "La veine est"),
        ("fr", "d'un * ou", "métastases", "f", True, "de métastases ou"),
        ("fr", "un cas de *", "hépatite", "f", False, "un cas d'hépatite"),
        ("fr", "le *", "hernie", "f", False, "la hernie"),
        ("fr", "ce *", "examen", "m", False, "cet examen"),
        ("fr", "son *", "analyse", "f", False, "son analyse"),
        ("fr", "avec *", "foie", "m", False, "avec foie"),
        ("pt", "no *", "veias", "f", True, "nas veias"),
        ("pt", "Do *", "fígado", "m", False, "Do fígado"),
        ("pt", "pelo *", "veia porta", "f", False, "pela veia porta"),
        ("pt", "devido a *", "tumor", "m", False, "devido a tumor"),
        ("pt", "num *", "biópsia", "f", False, "numa biópsia"),
    ],
)
def test_the_word_before_a_term_agrees(
    language: str, text: str, term: str, gender: Gender, plural: bool, expected: str
) -> None:
    place = text.index("*")
    assert agreement.insert(text, place, place + 1, term, gender, plural, language) == expected
