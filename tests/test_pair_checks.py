"""Faults of a translation are found and marked; sound translations are left in peace."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks import pair_cases
from pipeline.core.model import Finding
from pipeline.glossary import Glossary
from pipeline.glossary.concepts import Concept, Translation, Variant
from pipeline.pairs import PAIR_CHECKS, check_pair
from pipeline.pairs.across import check_set
from pipeline.reading.meanings import CONTRASTS, UNORDERED
from pipeline.rules.pair import PairContext

HERE = Path(__file__).parent
TAUGHT_WRONG = ("drops-negation", "wrong-number", "wrong-side")
WORDS = (
    "no |1.000|1,5 |⁹|10⁻⁹ |10^-9|½|٣| mil |ni |<|± |at least |stage |IIIA, |twice a day |cada |8 horas|HER2+|T2N0|1e9|"
    "izquierdo |right arm |\n|\0|é|\u0301|𝔸|%|mg/kg/|million |veinti|.5|'|without |cisplatin |2019–20 |-|(|)"
)
PIECES = st.sampled_from([*WORDS.split("|"), "9" * 400])
TEXTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60)


def errors(source: str, target: str, language: str = "es", glossary: Any = None) -> list[Finding]:
    findings = check_pair(source, target, "en", language, glossary={} if glossary is None else glossary)
    return [finding for finding in findings if finding.severity == "error"]


@pytest.mark.parametrize("case", pair_cases.faulty(), ids=lambda case: str(case["en"]))
def test_a_fault_is_found_and_marked(case: dict[str, Any]) -> None:
    assert case["finds"]
    assert pair_cases.fault_of_pair(case) == ""


@pytest.mark.parametrize("case", pair_cases.sound(), ids=lambda case: str(case["en"]))
def test_a_sound_translation_is_clean(case: dict[str, Any]) -> None:
    assert "finds" not in case
    assert pair_cases.fault_of_pair(case) == ""


def test_every_case_file_is_read() -> None:
    files = {file.name for file in (HERE / "cases").glob("pair-*.yaml")}
    assert files >= set(pair_cases.OTHERS)
    assert len(pair_cases.faulty()) >= 700
    assert len(pair_cases.sound()) >= 1500


def taught() -> list[Any]:
    with (HERE / "argos_model" / "pairs.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        pytest.param(row["english"], row[column], column == "spanish" and _is_wrong(row["note"]), id=row[column])
        for row in rows
        for column in ("spanish", "spanish_2")
        if row[column]
    ]


def _is_wrong(note: str) -> bool:
    return note in TAUGHT_WRONG or note.startswith("first-")


@pytest.mark.parametrize(("source", "target", "wrong"), taught())
def test_the_taught_errors_are_caught_and_nothing_else(source: str, target: str, wrong: bool) -> None:
    assert bool(errors(source, target)) == wrong


def test_reference_translations_are_rarely_blamed(shared: Path) -> None:
    """On the medical references with no glossary: at most 2 % of sentences, and 3 % for negation."""
    lines = (shared / "bench" / "tico19_en_es_dev.jsonl").read_text(encoding="utf-8").splitlines()
    found = [{f.check for f in errors(pair["en"], pair["es"])} for pair in map(json.loads, lines)]
    assert sum(bool(checks - {"pair/negation"}) for checks in found) <= 0.02 * len(found)
    assert sum("pair/negation" in checks for checks in found) <= 0.03 * len(found)


def test_a_decimal_sign_of_the_other_language_is_a_warning_with_the_right_form() -> None:
    findings = check_pair("The lesion measures 4.5 cm.", "La lesión mide 4.5 cm.", "en", "es-ES", {})
    assert [(f.check, f.severity, f.suggestion) for f in findings] == [("pair/number-format", "warning", "4,5")]


def test_a_number_that_another_language_reads_otherwise_is_an_error_with_the_right_form() -> None:
    [finding] = errors("There were 97,000 cases.", "Hubo 97,000 casos.", "es-ES")
    assert (finding.check, finding.suggestion) == ("pair/numbers", "97\u00a0000")


PORTAL = Concept(
    "portal-vein",
    "portal vein",
    "anatomy",
    variants=(Variant("gate vein", "flag"),),
    translations={"es": Translation("vena porta", forms=("venas porta",), forbidden=("vena portal",))},
)
FOLFOX = Concept("folfox", "FOLFOX", "drug", translations={"es": Translation(keep=True)})
LESION = Concept("lesion", "lesion", "disease", translations={"es": Translation("lesión hepática")})
GLOSSARY = Glossary((PORTAL, FOLFOX, LESION))
TABLET = {"tablet": "comprimé"}


@pytest.mark.parametrize(
    ("source", "target", "checks"),
    [
        ("The portal vein is open.", "La vena porta está abierta.", []),
        ("The portal vein is open.", "La Vena Porta está abierta.", []),
        ("The gate vein is open.", "La puerta está abierta.", []),
        ("Lesions were seen.", "Se vieron lesiones hepáticas.", []),
        ("She had FOLFOX.", "Recibió FOLFOX.", []),
        ("The portal vein is open.", "El vaso está abierto.", ["pair/term"]),
        ("The portal vein is open.", "La vena portal está abierta.", ["pair/term", "pair/forbidden-term"]),
        ("She had FOLFOX.", "Recibió quimioterapia.", ["pair/term", "pair/drug"]),
    ],
)
def test_the_terms_of_the_glossary(source: str, target: str, checks: list[str]) -> None:
    findings = check_pair(source, target, glossary=GLOSSARY)
    assert sorted(f.check for f in findings) == sorted(checks)
    assert all(f.suggestion in ("vena porta", "FOLFOX", None) for f in findings)


ALP = Concept(
    "alkaline-phosphatase",
    "alkaline phosphatase",
    "laboratory-test",
    abbreviation="ALP",
    translations={"es": Translation("fosfatasa alcalina", abbreviation="FA")},
)


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("The alkaline phosphatase (ALP) was high.", "La fosfatasa alcalina (FA) era alta.", False),
        ("The alkaline phosphatase (ALP) was high.", "La fosfatasa alcalina (ALP) era alta.", False),
        ("The alkaline phosphatase (ALP) was high.", "La fosfatasa alcalina era alta.", True),
        ("Magnetic resonance imaging (MRI) helps.", "La resonancia magnética (MRI) ayuda.", False),
        ("Magnetic resonance imaging (MRI) helps.", "La resonancia magnética (RM) ayuda.", False),
        ("Magnetic resonance imaging (MRI) helps.", "La resonancia magnética ayuda.", True),
        ("The alkaline phosphatase (ALP) was high.", "La fosfatasa alcalina (XYZ) era alta.", True),
        ("The ALP was high (see below).", "La FA era alta (véase abajo).", False),
    ],
)
def test_an_abbreviation_is_introduced_where_the_source_does(source: str, target: str, found: bool) -> None:
    findings = check_pair(source, target, glossary=Glossary((ALP,)))
    assert [f.severity for f in findings if f.check == "pair/abbreviation"] == (["warning"] if found else [])


def test_a_mapping_of_terms_serves_as_glossary() -> None:
    assert [f.check for f in check_pair("Rest.", "Duerma.", glossary={"rest": "reposo"})] == ["pair/term"]
    assert check_pair("Rest.", "Reposo.", glossary={"rest": "reposo"}) == []


@pytest.mark.parametrize(
    ("source", "target", "glossary", "found"),
    [
        ("The pain is in the hip.", "La douleur est à l'épaule.", {"hip": "épaule"}, False),
        ("The pain is in the hip.", "La douleur est à l'épaule.", {"pain": "douleur"}, True),
        ("Low blood glucose is hypoglycemia.", "L'hyperglycémie est basse.", {"blood glucose": "glycémie"}, True),
        ("Swallow the capsule and chew the tablet.", "Avalez le comprimé et croquez la gélule.", {}, True),
        ("Swallow the capsule and chew the tablet.", "Avalez le comprimé et croquez la gélule.", TABLET, True),
    ],
)
def test_the_glossary_excuses_whole_words_in_their_place(
    source: str, target: str, glossary: dict[str, str], found: bool
) -> None:
    findings = check_pair(source, target, "en", "fr", glossary=glossary)
    assert any(f.check == "pair/named" for f in findings) == found


@example(source="", target=f"{'9' * 400} horas", language="es")
@given(source=TEXTS, target=TEXTS, language=st.sampled_from(["es", "fr", "pt", "de", "es-MX"]))
def test_any_two_strings_can_be_judged(source: str, target: str, language: str) -> None:
    for finding in check_pair(source, target, "en", language, glossary={}):
        assert 0 <= finding.start < finding.end <= len(target) or finding.end == len(target) == 0


def test_every_contrast_has_spanish_words_for_each_of_its_meanings() -> None:
    for check, kinds in (*CONTRASTS.items(), *UNORDERED.items()):
        assert check in {one.id for one in PAIR_CHECKS}
        for contrast in kinds:
            english, spanish = (
                {m for key in contrast.of(lang) for m in key.rstrip("~").split()} for lang in ("en", "es")
            )
            assert english == spanish


def test_every_check_says_what_it_is_and_shows_why() -> None:
    assert len({check.id for check in PAIR_CHECKS}) == len(PAIR_CHECKS)
    assert all(check.title and check.why for check in PAIR_CHECKS)


def test_one_target_for_two_messages_is_an_error() -> None:
    pairs = [
        ("a", "Take 5 mg.", "Tome 5 mg."),
        ("b", "Take 50 mg.", "Tome 5 mg."),
        ("c", "It grows.", "Crece."),
        ("d", "It is growing.", "Crece."),
    ]
    findings = check_set(pairs, PairContext())
    assert {key: [f.check for f in found] for key, found in findings.items()} == {
        "a": ["set/same-target"],
        "b": ["set/same-target"],
    }


def test_two_targets_for_one_source_are_a_warning_on_the_rarer() -> None:
    pairs = [("a", "Rest.", "Descanse."), ("b", "Rest.", "Repose."), ("c", "Rest.", "Descanse."), ("d", "Rest.", "")]
    [(key, [finding])] = check_set(pairs, PairContext()).items()
    assert (key, finding.check, finding.suggestion) == ("b", "set/consistency", "Descanse.")
