"""Words by what they may mean: the tables are whole, and words of two languages know one another."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import UsageError
from pipeline.reading.meanings import load_lexicon
from pipeline.reading.tokens import tokens
from pipeline.reading.vocabulary.everyday import rows
from pipeline.reading.vocabulary.senses import Sense, senses, stem

LANGUAGES = {"en", "es", "fr", "pt"}
ROWS = {**rows(), **load_lexicon()}


def sense(word: str, language: str) -> Sense:
    [only] = senses(tokens(word), language)
    return only


def test_each_meaning_has_words_in_every_language() -> None:
    assert {meaning for meaning, said in ROWS.items() if said.keys() != LANGUAGES} == set()


def test_each_word_is_a_word_or_the_beginning_of_one() -> None:
    words = {word for said in ROWS.values() for part in said.values() for word in part.split()}
    assert {word for word in words if not re.fullmatch(r"[^\W_]+(?:[-'][^\W_]+)*-?~*", word)} == set()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("bread", "pan:es"),
        ("towel", "toallas:es"),
        ("neighbours", "voisine:fr"),
        ("physiotherapist", "fisioterapeuta:pt"),
    ],
)
def test_words_that_render_one_another_share_a_key(one: str, two: str) -> None:
    word, _, language = two.partition(":")
    assert sense(one, "en").keys & sense(word, language).keys


@pytest.mark.parametrize(
    ("one", "two"), [("bread", "mesa:es"), ("towel", "almohada:es"), ("hyperthermia", "hipertensión:es")]
)
def test_words_that_do_not_share_none(one: str, two: str) -> None:
    word, _, language = two.partition(":")
    assert not sense(one, "en").keys & sense(word, language).keys


def test_kinds_are_of_what_a_word_says_beyond_doubt() -> None:
    assert "thing" in sense("pillow", "en").kinds
    assert "procedure" not in sense("luz", "es").kinds  # “dar a luz” may answer “birth”
    assert "thing" not in sense("almohadillado", "es").kinds  # another word of the kin


@pytest.mark.parametrize("word", ["the", "your", "of"])
def test_a_small_word_has_no_sense(word: str) -> None:
    assert list(senses(tokens(word), "en")) == []


def test_an_unknown_word_may_mean_anything() -> None:
    assert not sense("quaxling", "en").known
    assert list(senses(tokens("xy 12"), "en")) == []


@pytest.mark.parametrize(
    ("one", "two"), [("physiotherapy", "fisioterapia"), ("hypertension", "hipertensión"), ("occlusion", "oclusión")]
)
def test_a_stem_is_known_again_in_another_spelling(one: str, two: str) -> None:
    assert stem(one) == stem(two)


def test_behind_a_prefix_a_stem_goes_on() -> None:
    assert stem("hypertension") != stem("hyperthermia")


@given(st.text(max_size=60), st.sampled_from([*sorted(LANGUAGES), "es-MX", "de"]))
def test_any_text_is_read(text: str, language: str) -> None:
    assert all(text[one.start : one.end] for one in senses(tokens(text), language))


class TestLexicon:
    def test_all_files_are_one(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text("words:\n  oak: {en: oak-, es: roble-}\n", encoding="utf-8")
        (tmp_path / "b.yaml").write_text("words:\n  elm: {en: elm-, es: olmo-}\n", encoding="utf-8")
        assert load_lexicon(tmp_path).keys() == {"oak", "elm"}

    def test_a_meaning_in_two_files_is_told(self, tmp_path: Path) -> None:
        for name in ("a.yaml", "b.yaml"):
            (tmp_path / name).write_text("words:\n  oak: {en: oak-, es: roble-}\n", encoding="utf-8")
        with pytest.raises(UsageError, match=r"b\.yaml:2: another file has the meaning 'oak' too; leave one of them"):
            load_lexicon(tmp_path)

    def test_a_slip_is_told_with_its_line(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text("words:\n  oak: {en: [oak-]}\n", encoding="utf-8")
        with pytest.raises(UsageError, match=r"a\.yaml:2: Expected text, got list"):
            load_lexicon(tmp_path)

    def test_there_need_be_none(self, tmp_path: Path) -> None:
        assert load_lexicon(tmp_path / "none") == {}
