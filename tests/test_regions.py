"""What is given for a language serves its varieties, where nothing nearer is."""

from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from pipeline import check_pair
from pipeline.core.errors import UsageError
from pipeline.core.settings import Settings
from pipeline.core.tags import lookup
from pipeline.glossary import Glossary
from pipeline.glossary.concepts import Concept, Translation
from pipeline.glossary.packs import load_packs
from pipeline.reading.regions import blanks, order, signs
from pipeline.translation.advice import assumed, missing_words
from pipeline.translation.drafting.required import put, required
from pipeline.translation.engines import apertium
from tests.documents import memory_pairs

POTATO = Concept("potato", "potato", "general", translations={"es": Translation("patata", forms=("patatas",))})
BUS = Concept("bus", "bus", "general", translations={"es": Translation("autobús"), "es-MX": Translation("camión")})
GLOSSARY = Glossary((POTATO, BUS))
UNIT = '<tu><tuv xml:lang="{}"><seg>Rest.</seg></tuv>{}</tu>'
VARIANT = '<tuv xml:lang="{0}"><seg>{0}</seg></tuv>'


@pytest.mark.parametrize(
    ("tag", "given"),
    [
        ("es-MX", {}),
        ("es", {"es-MX": "es-MX"}),  # a variety does not stand for the language
        ("es-MX", {"es-ES": "es-ES", "e": "e", "": ""}),
        ("est", {"es": "es"}),
    ],
)
def test_what_is_given_for_another_does_not_serve(tag: str, given: dict[str, str]) -> None:
    assert lookup(tag, given) is None


@pytest.mark.parametrize(
    ("tag", "serves"), [("es", "es"), ("es-MX", "es"), ("zh-Hant-TW", "zh-Hant"), ("zh-TW", "zh"), ("pt-BR", "pt-BR")]
)
def test_the_nearest_serves(tag: str, serves: str) -> None:
    assert lookup(tag, {name: name for name in ("es", "zh", "zh-Hant", "pt", "pt-BR")}) == serves


def test_terms_of_the_glossary_are_required_and_its_words_counted() -> None:
    (potato, bus) = required("A potato on the bus", GLOSSARY, "es-MX")
    assert (potato.text, bus.text) == ("patata", "camión")
    assert missing_words(GLOSSARY, "es-MX") == []
    assert missing_words(GLOSSARY, "fr") != []


def test_the_checks_judge_by_them() -> None:
    def found(target: str, language: str) -> set[str]:
        return {one.check for one in check_pair("Eat a potato.", target, "en", language, glossary=GLOSSARY)}

    assert "pair/term" in found("Coma una papa.", "es-MX")
    assert "pair/term" not in found("Coma una patata.", "es-MX")
    assert found("Coma una papa.", "es-MX") == found("Coma una papa.", "es")


def test_an_article_agrees_in_a_variety_too() -> None:
    (bus,) = required("The potato", GLOSSARY, "es-MX")
    assert put("El coche", 3, 8, bus, "es-MX") == put("El coche", 3, 8, bus, "es")


def test_settings() -> None:
    settings = Settings(pivots={"pt": "es"}, decimal={"es": "comma", "es-MX": "point"})
    assert (settings.pivot_for("pt-BR"), settings.pivot_for("es")) == ("es", None)


@pytest.mark.parametrize(
    ("tag", "given", "sign", "either"),
    [
        ("es", {}, "comma", True),
        ("es", {"es": "comma"}, "comma", False),
        ("es", {"es": "point"}, "point", False),
        *((f"es-{region}", {}, "comma", False) for region in "ES AR CL CO UY".split()),
        *((f"es-{region}", {}, "point", False) for region in "419 MX US PR DO GT HN NI SV PA PE".split()),
        ("es-MX", {"es": "comma"}, "point", False),  # the region is nearer than what is said of the language
        ("es-MX", {"es-MX": "comma"}, "comma", False),
        *((tag, {}, "comma", False) for tag in "fr fr-FR fr-CA pt pt-BR pt-PT".split()),
        ("en", {}, "point", False),
        ("ja", {}, "point", False),
    ],
)
def test_the_decimal_sign_is_that_of_the_region(tag: str, given: Any, sign: str, either: bool) -> None:
    assert signs(tag, tuple(given.items())) == (sign, either)


@pytest.mark.parametrize(
    "tag", ["es", "es-ES", "es-419", "es-MX", "fr", "fr-FR", "fr-CA", "fr-CH", "pt", "pt-BR", "pt-PT"]
)
def test_blanks_before_a_percent_sign_are_those_of_cldr(tag: str) -> None:
    pattern = Locale.parse(tag.replace("-", "_")).percent_formats[None].pattern
    assert ("%" in blanks(tag)) == (not pattern.endswith("0%"))


def test_what_a_language_alone_is_taken_for_is_told() -> None:
    assert assumed("pt") == ["Translations to pt are taken for pt-BR; for another country name its own, such as pt-PT."]
    assert assumed("pt-PT") == assumed("es") == []


@pytest.mark.parametrize(
    ("tag", "order_of_dates"),
    [
        ("en", None),
        ("en-US", "mdy"),
        ("en-GB", "dmy"),
        ("es", "dmy"),
        ("es-US", "dmy"),
        ("es-PR", "mdy"),
        ("fr-CA", "ymd"),
    ],
)
def test_the_order_of_a_date_is_that_of_the_region(tag: str, order_of_dates: str | None) -> None:
    assert order(tag) == order_of_dates


def test_apertium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apertium, "modes", lambda: ("eng-spa", "spa-por"))
    assert apertium.find_mode("en-GB", "es-MX") == "eng-spa"
    assert apertium.find_mode("en", "est") is None
    assert apertium.package("en-GB", "es-MX") == "apertium-eng-spa"
    assert apertium.halves("en", "pt-BR") == ["eng-spa", "spa-por"]


@pytest.mark.parametrize(
    ("wanted", "there", "taken"),
    [
        ("es-MX", ["fr"], []),
        ("es", ["est", "x-es", "", "e"], []),
        ("es-MX", ["es-ES", "es", "ES-mx"], ["ES-mx"]),
        ("es-MX", ["es-ES", "es"], ["es"]),
        ("es-MX", ["es-ES", "es-AR"], ["es-ES"]),
        ("es", ["spa"], ["spa"]),
        ("es", ["es_419"], ["es_419"]),
    ],
)
def test_a_tmx_file(tmp_path: Path, wanted: str, there: list[str], taken: list[str]) -> None:
    units = UNIT.format("EN-us", "".join(map(VARIANT.format, there)))
    (tmp_path / "a.tmx").write_text(f'<tmx version="1.4"><body>{units}</body></tmx>')
    assert memory_pairs(tmp_path / "a.tmx", wanted) == [("Rest.", one) for one in taken]


@pytest.mark.parametrize("tag", ["../../es", "ES", "", "spa"])
def test_a_pack_with_a_wrong_tag_is_refused_with_its_line(tmp_path: Path, tag: str) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"file":"a","sha256":"b"}\n{"id":"a","en":"a","type":"general"}\n'
        f'{{"id":"b","en":"b","type":"general","translations":{{"{tag}":{{"text":"b"}}}}}}\n'
    )
    with pytest.raises(UsageError, match=rf"a\.jsonl:3: '{tag}' is no language tag; "):
        load_packs(tmp_path)


@pytest.mark.parametrize(
    ("given", "wanted", "serves"),
    [
        (["es-ES", "es-MX"], "es", None),
        (["es-ES"], "es-MX", None),
        (["es-ES"], "e", None),
        (["est"], "es", None),
        (["es-ES"], "es", "es-ES"),
        (["es-ES", "es"], "es", "es"),
        (["zh-Hant-TW"], "zh-Hant", "zh-Hant-TW"),
    ],
)
def test_a_single_variety_serves_the_language_too(given: list[str], wanted: str, serves: str | None) -> None:
    concept = Concept("a", "a", "general", translations={tag: Translation(tag) for tag in given})
    found = concept.translation(wanted)
    assert (found and found.text) == serves
