"""The glossary: reading it, every slip told by its line, and finding its terms in spoiled text."""

import pickle
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.core.errors import UsageError
from pipeline.core.text.matching import Matcher, Neighbours, Pattern, fold, inside_word, lower
from pipeline.glossary import Concept, Glossary, Translation, Variant, When, as_glossary, check_file, load_glossary

CASES = Path(__file__).parent / "cases"
FAULTS = yaml.safe_load((CASES / "terms-faults.yaml").read_text(encoding="utf-8"))
MENTIONS = yaml.safe_load((CASES / "terms-mentions.yaml").read_text(encoding="utf-8"))
GLOSSARY = load_glossary(CASES / "terms-glossary.yaml")


def found(glossary: Glossary, text: str) -> list[str]:
    return [f"{m.concept.id}: {text[m.start : m.end]}" for m in glossary.find(text)]


class TestFaults:
    @pytest.mark.parametrize("case", FAULTS["sound"], ids=lambda case: case["what"])
    def test_no_fault(self, case: dict[str, str], tmp_path: Path) -> None:
        file = tmp_path / "glossary.yaml"
        file.write_text(case["file"], encoding="utf-8")
        assert check_file(file) == []
        assert load_glossary(file).path == file

    @pytest.mark.parametrize("case", FAULTS["faulty"], ids=lambda case: case["what"])
    def test_every_fault_with_its_line_and_what_to_do(self, case: dict[str, Any], tmp_path: Path) -> None:
        file = tmp_path / "glossary.yaml"
        file.write_text(case["file"], encoding="utf-8")
        expected = [f"{file}:{fault}" for fault in case["faults"]]
        assert check_file(file) == expected
        with pytest.raises(UsageError) as error:
            load_glossary(file)
        assert str(error.value).splitlines() == expected

    def test_no_file(self, tmp_path: Path) -> None:
        assert check_file(tmp_path / "none.yaml") == [
            f"{tmp_path / 'none.yaml'}: there is no such file; create it or name another"
        ]


class TestRecords:
    def test_a_concept_as_the_file_has_it(self, tmp_path: Path) -> None:
        file = tmp_path / "glossary.yaml"
        file.write_text(
            "concepts:\n  - id: a\n    en: aa\n    type: drug\n    variants:\n"
            "      - {text: bb, action: replace, with: abbreviation, when: {not_after: [x]}}\n"
            "    abbreviation: AA\n    translations:\n      es: {text: cosa, gender: f, forms: [cosas]}\n"
        )
        (concept,) = load_glossary(str(file)).concepts
        assert concept == Concept(
            "a",
            "aa",
            "drug",
            abbreviation="AA",
            variants=(Variant("bb", "replace", "abbreviation", When(not_after=("x",))),),
            translations={"es": Translation("cosa", gender="f", forms=("cosas",))},
        )

    def test_plural(self) -> None:
        assert Concept("a", "liver cyst", "disease").plural == "liver cysts"
        assert Concept("a", "thrombus", "disease").plural is None
        assert Concept("a", "thrombus", "disease", forms=("thrombotic", "thrombi")).plural == "thrombi"
        assert Concept("a", "tooth", "anatomy", forms=("teeth",)).plural == "teeth"
        assert Concept("a", "liver function tests", "laboratory-test", forms=("liver function test",)).plural is None

    def test_what_is_written_for_a_variant(self) -> None:
        short, full = Variant("x", "replace", "abbreviation"), Variant("y", "flag")
        concept = Concept("a", "liver cyst", "disease", abbreviation="LC", variants=(short, full))
        assert [concept.preferred(v, plural=p) for v in (short, full) for p in (False, True)] == [
            "LC",
            "LCs",
            "liver cyst",
            "liver cysts",
        ]

    def test_a_form_knows_what_it_is(self) -> None:
        mentions = GLOSSARY.find("ultrasounds, US, AKPs, ultrasonography, ultrasound")
        assert [(m.form.kind, m.form.plural) for m in mentions] == [
            ("form", True),
            ("abbreviation", False),
            ("variant", True),
            ("variant", False),
            ("preferred", False),
        ]

    def test_it_travels_between_processes(self) -> None:
        GLOSSARY.find("US")
        again = pickle.loads(pickle.dumps(GLOSSARY))  # noqa: S301 - our own bytes
        assert again == GLOSSARY
        assert found(again, "US") == ["ultrasound: US"]


class TestAsGlossary:
    def test_none_is_the_file_of_the_folder_or_the_one_that_comes_along(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert "hepatocellular-carcinoma: HCC" in found(as_glossary(None), "An HCC.")
        (tmp_path / "glossary.yaml").write_text("concepts: [{id: a, en: gall cyst, type: disease}]")
        assert found(as_glossary(None), "gall cysts") == ["a: gall cysts"]
        assert as_glossary({}).concepts == ()
        assert as_glossary(None, source="es") == Glossary()

    def test_path_and_glossary(self) -> None:
        assert as_glossary(GLOSSARY) is GLOSSARY
        assert as_glossary(str(CASES / "terms-glossary.yaml")).concepts == GLOSSARY.concepts
        with pytest.raises(UsageError, match="no such file"):
            as_glossary("nowhere.yaml")

    def test_a_mapping_matches_in_any_case_and_no_other_form(self) -> None:
        glossary = as_glossary({"US": "ecografía", "gall cyst": "Quiste"}, target="pt")
        assert found(glossary, "us, US, Gall\nCyst, gall cysts, cyst") == ["US: us", "US: US", "gall cyst: Gall\nCyst"]
        assert glossary.concepts[1].translations == {"pt": Translation("Quiste", status="reviewed")}

    @pytest.mark.parametrize("terms", [{"": "x"}, {" ": "x"}, {"x": ""}, {"\u00ad": "x"}])
    def test_empty_entries(self, terms: dict[str, str]) -> None:
        with pytest.raises(UsageError, match="empty entry"):
            as_glossary(terms)


class TestFind:
    @pytest.mark.parametrize("case", MENTIONS["negative"], ids=lambda case: case["text"])
    def test_it_finds_nothing(self, case: dict[str, Any]) -> None:
        assert found(GLOSSARY, case["text"]) == [], case["why"]

    @pytest.mark.parametrize("case", MENTIONS["positive"], ids=lambda case: case["text"])
    def test_it_finds(self, case: dict[str, Any]) -> None:
        assert found(GLOSSARY, case["text"]) == case["finds"]

    def test_an_empty_glossary_finds_nothing(self) -> None:
        assert Glossary().find("ultrasound") == []


ALPHABET = st.sampled_from([*"aabbAB   1.,-' \n\t/@_+é’İ", *"\u00ad\u200b\u00a0\u2011\u0301", "non"])
TEXTS = st.lists(ALPHABET, max_size=25).map("".join)
TERMS = st.lists(ALPHABET, min_size=1, max_size=4).map("".join) | st.sampled_from(["a", "b", "a b", "A", "b-a"])
PATTERNS = st.builds(
    Pattern,
    TERMS,
    st.booleans(),
    st.none() | st.builds(Neighbours, not_after=st.just(("a",)), before=st.just(("b",)) | st.just(())),
)


def naive(patterns: list[Pattern], text: str) -> list[tuple[int, int, int]]:
    """The matches in a folded text without automata: try every slice with every pattern."""
    low, hits, position = lower(text), [], 0
    order = sorted(range(len(patterns)), key=lambda i: (not patterns[i].cased, i))
    for start in range(len(text)):
        for end in range(len(text), start, -1):
            if start < position or inside_word(text, start) or inside_word(text, end) or after_non(low, start):
                continue
            for i in order:
                key, near = patterns[i].key, patterns[i].neighbours
                same = (text if patterns[i].cased else low)[start:end] == key
                if same and start >= position and (near is None or near.folded().allow(low, start, end)):
                    hits.append((start, end, i))
                    position = end
    return hits


def after_non(low: str, start: int) -> bool:
    return low[:start].endswith("non ") and not inside_word(low, start - 4)


class TestMatcher:
    @settings(max_examples=400)
    @given(st.lists(PATTERNS, max_size=6), TEXTS)
    @example([Pattern("a b"), Pattern("b a b"), Pattern("b")], "a b a b a-b")
    @example([Pattern("us"), Pattern("US", cased=True)], "us US Us")
    @example([Pattern("@")], "@ ")
    def test_it_finds_what_a_search_of_every_slice_finds(self, patterns: list[Pattern], text: str) -> None:
        folded = fold(text)
        expected = [(*folded.origin(start, end), i) for start, end, i in naive(patterns, folded.text)]
        assert Matcher(patterns).find(text) == expected

    @settings(max_examples=400)
    @given(TERMS.filter(str.strip), TEXTS, TEXTS)
    def test_what_it_marks_folds_to_the_term(self, term: str, before: str, after: str) -> None:
        pattern = Pattern(term)
        text = f"{before} {term} {after}"
        matches = Matcher([pattern]).find(text)
        for start, end, _ in matches:
            assert lower(fold(text[start:end]).text) == pattern.key
            assert fold(text[start]).text.strip()
            assert fold(text[end - 1]).text.strip()
        assert [m[:2] for m in matches] == sorted(m[:2] for m in matches)

    @given(TEXTS)
    def test_folding_leads_back_to_every_character(self, text: str) -> None:
        """Each folded character comes from its own stretch; together they cover all that was not dropped."""
        folded = fold(text)
        spans = [folded.origin(i, i + 1) for i in range(len(folded.text))]
        assert all(start < end for start, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        covered = {i for start, end in spans for i in range(start, end)}
        assert all(text[i] in "\u00ad\u200b" for i in set(range(len(text))) - covered)
        assert all(fold(text[slice(*span)]).text in (char, "-") for span, char in zip(spans, folded.text, strict=True))

    @given(TEXTS)
    def test_folding_twice_changes_nothing_more(self, text: str) -> None:
        once = fold(text).text
        assert fold(once).text == once

    def test_of_many_overlapping_candidates_the_longest_is_taken(self) -> None:
        matcher = Matcher([Pattern("a" + " a" * n) for n in range(5)])
        text = "a a a\u00ad\u00ad\u00ad - " * 500 + "\u00ad" * 2_000 + " " * 2_000
        assert [i for _, _, i in matcher.find(text)] == [2] * 500
