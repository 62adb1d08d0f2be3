"""Glossaries in and out: what is exported and imported again is equal, and each format keeps its rules."""

import csv
import io
import re
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.core.errors import UsageError
from pipeline.exchange.skipped import skipped_lines
from pipeline.exchange.terms import Selection, export, notes, obo, read, tables, tbx
from pipeline.exchange.terms.omegat import render as render_omegat
from pipeline.glossary import read_concepts
from pipeline.glossary.check import concept_faults
from pipeline.glossary.concepts import Concept, Translation, Variant, When
from pipeline.glossary.packs import Origin, Pack, load_packs, write_pack
from tests.conftest import ROOT

WORDS = st.text(
    st.sampled_from([*"abcXYZñéβ12", " ", "-", "|", "\\", '"', "'", "{", "}", ",", ";", "&", "<", "#", "=", ":"]),
    max_size=12,
)
TEXTS = st.builds(lambda text, end: (text + end).strip(), WORDS, st.sampled_from(["a", "Z9", 'b {"x": 1}', "c}"]))
SEVERAL = st.lists(TEXTS, max_size=3, unique=True).map(tuple)
MAYBE = st.none() | TEXTS
WHENS = st.builds(When, SEVERAL, SEVERAL, SEVERAL, SEVERAL).filter(lambda when: when != When())
VARIANTS = st.builds(
    Variant,
    TEXTS,
    st.sampled_from(["replace", "allow", "flag"]),
    st.sampled_from(["preferred", "abbreviation"]),
    st.none() | WHENS,
    st.sampled_from([(), ("GB",), ("US", "419")]),
    st.booleans(),
)
RENDERINGS = st.builds(
    Translation,
    TEXTS,
    pos=st.sampled_from([None, "noun", "proper-noun", "adjective", "verb", "adverb", "phrase"]),
    gender=st.sampled_from([None, "m", "f", "mf", "n"]),
    number=st.sampled_from([None, "singular", "plural"]),
    sources=st.sampled_from([("own",), ("hpo",), ("own", "ciel")]),
    forms=SEVERAL,
    abbreviation=MAYBE,
    forbidden=SEVERAL,
    status=st.sampled_from(["draft", "reviewed"]),
)
CODES = st.fixed_dictionaries(
    {},
    optional={
        "doid": st.just("DOID:3571"),
        "hp": st.just("HP:0002896"),
        "icd10cm": st.just("C22.0"),
        "mesh": st.just("D008113"),
        "rxnorm": st.just("6809"),
        "umls": st.just("C0494165"),
    },
)


@st.composite
def concept(draw: st.DrawFn) -> Concept:
    english = draw(TEXTS)
    short = draw(MAYBE)
    variants = draw(st.lists(VARIANTS, max_size=3))
    kept = st.sampled_from([Translation(keep=True), Translation(english, keep=True, status="reviewed")])
    return Concept(
        draw(st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True)),
        english,
        draw(st.sampled_from(["disease", "drug", "laboratory-test"])),
        draw(SEVERAL),
        short,
        tuple(one for one in variants if short or one.with_ != "abbreviation"),
        draw(MAYBE),
        draw(CODES),
        draw(st.dictionaries(st.sampled_from(["es", "fr", "pt-BR", "zh-Hant"]), RENDERINGS | kept, max_size=3)),
    )


GLOSSARIES = st.lists(concept(), min_size=1, max_size=4, unique_by=lambda made: made.id).map(tuple)


@pytest.mark.parametrize(("suffix", "format_"), [(".tbx", tbx), (".csv", tables), (".tsv", tables)])
def test_what_is_exported_and_imported_again_is_equal(suffix: str, format_: Any, tmp_path: Path) -> None:
    file = tmp_path / f"terms{suffix}"

    @settings(max_examples=100)
    @given(GLOSSARIES)
    def round_trip(concepts: tuple[Concept, ...]) -> None:
        export(concepts, file, "es")
        assert format_.read(file)[0] == concepts

    round_trip()


def test_a_pack_holds_all_that_was_imported(tmp_path: Path) -> None:
    origin = Origin("terms.tbx", "0" * 64)

    @settings(max_examples=50)
    @given(GLOSSARIES)
    def round_trip(concepts: tuple[Concept, ...]) -> None:
        pack = Pack(tmp_path / "terms.jsonl", origin, concepts)
        write_pack(pack)
        if concept_faults(pack.rows, dict(enumerate(concepts))):  # no import lets these through
            with pytest.raises(UsageError):
                load_packs(tmp_path)
            return
        (loaded,) = load_packs(tmp_path)
        assert loaded.concepts == concepts

    round_trip()


@pytest.mark.parametrize("suffix", [".tbx", ".csv", ".tsv"])
def test_the_shipped_glossary_comes_back_equal(suffix: str, tmp_path: Path) -> None:
    concepts = read_concepts(ROOT / "glossary.yaml")
    export(concepts, tmp_path / f"terms{suffix}", "es")
    assert read(tmp_path / f"terms{suffix}", Selection())[0] == concepts


@pytest.mark.parametrize("suffix", [".tbx", ".csv", ".tsv", ".txt"])
def test_an_export_writes_over_an_older_one_and_over_nothing_else(suffix: str, tmp_path: Path) -> None:
    file, concepts = tmp_path / f"terms{suffix}", [Concept("cyst", "cyst", "disease")]
    spanish = {"es": Translation("quiste")}
    for translations in ({}, spanish, {**spanish, "fr": Translation("kyste")}):
        export([msgspec.structs.replace(concepts[0], translations=translations)], file, "es")
    file.write_text("My list of drugs: 5 mg, 10 mg\n")
    with pytest.raises(UsageError, match=rf"terms{suffix}: another file of this name is there, and it is no glossary"):
        export(concepts, file, "es")
    assert file.read_text() == "My list of drugs: 5 mg, 10 mg\n"


def faults_of(file: Path, text: str) -> list[str]:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read(file, Selection())
    return str(error.value).replace(f"{file}", file.name).splitlines()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The shipped glossary as TBX."""
    file = tmp_path_factory.mktemp("tbx") / "terms.tbx"
    export(read_concepts(ROOT / "glossary.yaml"), file, "es")
    return etree.parse(str(file)).getroot()


class TestTbx:
    """The rules of TBX-Basic: which elements, in which order, with which data categories and values."""

    ORDER: ClassVar = {
        "martif": ["martifHeader", "text"],
        "martifHeader": ["fileDesc", "encodingDesc"],
        "fileDesc": ["titleStmt", "sourceDesc"],
        "text": ["body"],
        "body": ["termEntry"],
        "termEntry": ["descrip", "xref", "langSet"],
        "langSet": ["tig"],
        "tig": ["term", "termNote", "note"],
    }
    VALUES: ClassVar = {
        "partOfSpeech": {"noun", "verb", "adjective", "adverb", "properNoun", "other"},
        "grammaticalGender": {"masculine", "feminine", "neuter", "other"},
        "administrativeStatus": {
            "preferredTerm-admn-sts", "admittedTerm-admn-sts", "deprecatedTerm-admn-sts", "supersededTerm-admn-sts",
        },
        "termType": {"fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase"},
    }  # fmt: skip

    def test_root_and_header(self, root: Any) -> None:
        assert (root.tag, root.get("type")) == ("martif", "TBX-Basic")
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
        assert root.findtext("martifHeader/encodingDesc/p[@type='XCSURI']") == "TBXBasicXCSV02.xcs"

    def test_elements_stand_in_their_order(self, root: Any) -> None:
        for element in root.iter():
            if element.tag in self.ORDER:
                places = [self.ORDER[element.tag].index(child.tag) for child in element]
                assert places == sorted(places), element.tag

    def test_one_term_per_tig_and_no_element_without_text(self, root: Any) -> None:
        assert all(len(tig.findall("term")) == 1 for tig in root.iter("tig"))
        assert all(e.text.strip() for e in root.iter("term", "termNote", "descrip", "note", "xref"))

    def test_data_categories_and_values(self, root: Any) -> None:
        for note in root.iter("termNote"):
            assert note.text in self.VALUES[note.get("type")]
        assert {d.get("type") for d in root.iter("descrip")} == {"subjectField", "definition"}
        assert {x.get("type") for x in root.iter("xref")} == {"externalCrossReference"}
        assert all(x.get("target").startswith("http") for x in root.iter("xref"))

    def test_ids_are_unique_xml_names(self, root: Any) -> None:
        ids = [entry.get("id") for entry in root.iter("termEntry")]
        assert len(set(ids)) == len(ids) > 100
        assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", one) for one in ids)

    def test_languages_are_there_once(self, root: Any) -> None:
        for entry in root.iter("termEntry"):
            languages = [s.get("{http://www.w3.org/XML/1998/namespace}lang") for s in entry.iter("langSet")]
            assert languages[0] == "en"
            assert len(set(languages)) == len(languages)

    def test_what_another_tool_wrote(self, tmp_path: Path) -> None:
        file = tmp_path / "other.tbx"
        file.write_text(OTHER_TOOL)
        (made,), rows, _ = read(file, Selection("disease"))
        assert rows.lines == [4]
        assert made == Concept(
            "eid-7",
            "gall cyst",
            "disease",
            abbreviation="GC",
            variants=(Variant("cyst of the gall", "allow"), Variant("gall bubble", "flag")),
            definition="A bag of water.",
            translations={
                "es": Translation("quiste biliar", pos="noun", gender="m", forms=("quiste",), forbidden=("bolsa",)),
                "pt-BR": Translation("cisto"),
            },
        )

    @pytest.mark.parametrize(
        ("kind", "status", "action", "is_form"),
        [
            ("administrativeStatus", "admittedTerm", "allow", True),
            ("administrativeStatus", "preferredTerm-admn-sts", "allow", True),
            ("administrativeStatus", "regulatedTerm-admn-sts", "allow", True),
            ("normativeAuthorization", "standardizedTerm", "allow", True),
            ("normativeAuthorization", "admittedTerm", "allow", True),
            ("administrativeStatus", "deprecatedTerm", "flag", False),
            ("administrativeStatus", "DeprecatedTerm-admn-sts", "flag", False),
            ("normativeAuthorization", "deprecatedTerm", "flag", False),
            ("administrativeStatus", "supersededTerm", "replace", False),
            ("normativeAuthorization", "supersededTerm-admn-sts", "replace", False),
        ],
    )
    def test_every_status(self, tmp_path: Path, kind: str, status: str, action: str, is_form: bool) -> None:
        note = f'<termNote type="{kind}">{status}</termNote>'
        sets = "".join(
            f'<langSet xml:lang="{tag}"><tig><term>{main}</term></tig><tig><term>{other}</term>{note}</tig></langSet>'
            for tag, main, other in (("en", "liver", "jecur"), ("es-MX", "hígado", "jecur"))
        )
        (tmp_path / "a.tbx").write_text(
            f"<martif><text><body><termEntry>{sets}</termEntry></body></text></martif>", "utf-8"
        )
        ((concept,), _, _) = tbx.read(tmp_path / "a.tbx")
        translation = concept.translation("es")
        assert translation is not None
        assert [(one.text, one.action) for one in concept.variants] == [("jecur", action)]
        assert (translation.forms, translation.forbidden) == ((("jecur",), ()) if is_form else ((), ("jecur",)))

    def test_a_language_with_deprecated_terms_alone_has_no_translation(self, tmp_path: Path) -> None:
        note = '<termNote type="administrativeStatus">deprecatedTerm</termNote>'
        sets = '<langSet xml:lang="en"><tig><term>liver</term></tig></langSet>'
        sets += f'<langSet xml:lang="es"><tig><term>jecur</term>{note}</tig></langSet>'
        (tmp_path / "a.tbx").write_text(f"<martif><text><body><termEntry>{sets}</termEntry></body></text></martif>")
        ((concept,), _, _) = tbx.read(tmp_path / "a.tbx")
        assert concept.translations == {}

    @pytest.mark.parametrize(
        ("note", "action", "right"),
        [
            ("administrativeStatus deprecatedTerm-admn-sts", "flag", False),
            ("administrativeStatus deprecatedTerm", "flag", False),
            ("administrativeStatus deprecated", "flag", False),
            ("administrativeStatus DeprecatedTerm-admn-sts", "flag", False),
            ("administrativeStatus obsolete", "flag", False),
            ("administrativeStatus supersededTerm", "replace", False),
            ("administrativeStatus admitted", "allow", True),
            ("normativeAuthorization deprecatedTerm", "flag", False),
            ("normativeAuthorization supersededTerm", "replace", False),
            ("normativeAuthorization admittedTerm", "allow", True),
            ("normativeAuthorization standardizedTerm", "allow", True),
        ],
    )
    def test_every_administrative_status(self, tmp_path: Path, note: str, action: str, *, right: bool) -> None:
        name, status = note.split()
        noted = f'<termNote type="{name}">{status}</termNote>'
        sets = "".join(
            f'<langSet xml:lang="{language}"><tig><term>{main}</term></tig>'
            f"<tig><term>{other}</term>{noted}</tig></langSet>"
            for language, main, other in (("en", "gall cyst", "gall bubble"), ("es", "quiste biliar", "bolsa"))
        )
        file = tmp_path / "s.tbx"
        file.write_text(
            f'<martif type="TBX-Basic"><text><body><termEntry id="a">{sets}</termEntry></body></text></martif>'
        )
        (made,), _, _ = read(file, Selection("disease"))
        assert [(one.text, one.action) for one in made.variants] == [("gall bubble", action)]
        es = made.translations["es"]
        assert (es.forms, es.forbidden) == ((("bolsa",), ()) if right else ((), ("bolsa",)))

    def test_varieties_that_serve_no_language_are_told(self, tmp_path: Path) -> None:
        kinds = {"es-ES": Translation("quiste"), "es-MX": Translation("bolsa")}
        one, both = (
            Concept("a", "cyst", "disease", translations={"es-MX": kinds["es-MX"]}),
            Concept("b", "sac", "disease", translations=kinds),
        )
        file = tmp_path / "a.csv"
        assert notes(file, Selection(), [one]) == []
        assert notes(file, Selection(), [both, one]) == [
            "'es' uses neither of es-ES and es-MX where a concept has both; give one under 'es' as well"
        ]

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("<martif>", "x.tbx:1: this is not XML"),
            ("<tbx xmlns='urn:iso:std:iso:30042:ed-2'/>", "x.tbx:1: this is no TBX of version 2 (its root is 'tbx')"),
            ("<!DOCTYPE martif [<!ENTITY a 'b'>]><martif/>", "x.tbx: the file declares entities"),
            ("<martif><text><body/></text></martif>", "x.tbx: there is no concept in this file"),
        ],
    )
    def test_what_cannot_be_read(self, tmp_path: Path, text: str, fault: str) -> None:
        (line,) = faults_of(tmp_path / "x.tbx", text)
        assert line.startswith(fault)


OTHER_TOOL = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX-Basic"><martifHeader/><text><body>
<termEntry id="eid-7">
<descripGrp><descrip type="subjectField">water works</descrip></descripGrp>
<langSet xml:lang="en-US"><descripGrp><descrip type="definition">A bag of water.</descrip></descripGrp>
<ntig><termGrp><term>gall cyst</term><termNote type="partOfSpeech">noun</termNote></termGrp></ntig>
<tig><term>GC</term><termNote type="termType">acronym</termNote></tig>
<tig><term>cyst of the gall</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></tig>
<tig><term>gall bubble</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
<langSet xml:lang="es"><tig><term>quiste biliar</term><termNote type="partOfSpeech">noun</termNote>
<termNote type="grammaticalGender">masculine</termNote><note>seen by Ana</note></tig>
<tig><term>quiste</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></tig>
<tig><term>bolsa</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></tig></langSet>
<langSet xml:lang="pt-br"><tig><term>cisto</term></tig></langSet></termEntry>
<termEntry id="eid-8"><langSet xml:lang="fr"><tig><term>kyste</term></tig></langSet></termEntry>
</body></text></martif>
"""


class TestTables:
    def test_a_plain_table_of_terms_and_translations(self, tmp_path: Path) -> None:
        file = tmp_path / "terms.csv"
        file.write_text("en;es;variants\ngall cyst;quiste biliar;bile cyst | flag: gall bubble\n\nGALL 2;;\n")
        concepts, rows, _ = read(file, Selection("disease"))
        assert concepts == (
            Concept(
                "gall-cyst",
                "gall cyst",
                "disease",
                variants=(Variant("bile cyst", "allow"), Variant("gall bubble", "flag")),
                translations={"es": Translation("quiste biliar")},
            ),
            Concept("gall-2", "GALL 2", "disease"),
        )
        assert rows.lines == [2, 4]

    def test_spreadsheets_know_its_encoding_and_one_row_is_one_concept(self, tmp_path: Path) -> None:
        export([Concept("cyst", "cyst", "disease", definition="two\nlines")], tmp_path / "a.csv", "es")
        data = (tmp_path / "a.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))) == 2

    @pytest.mark.parametrize(
        ("text", "faults"),
        [
            ("id,es\na,b\n", ["a.csv:1: there is no column 'en'; name the columns in the first row"]),
            ("en,gendre\na,b\n", ["a.csv:1: unknown column 'gendre'; known are: "]),
            ("en,en\na,b\n", ["a.csv:1: the column 'en' stands here twice; keep one of them"]),
            ("en\na,b\n", ["a.csv:2: this is no table (the row has more cells than the header)"]),
            ('en\n"a\n', ["a.csv:2: this is no table (unexpected end of data)"]),
            ("en,codes\na,C22\nb,xx=1\n", ["a.csv:2: this row is no concept (the code 'C22' names no terminology"]),
            (
                "en,type,es,es gender\na,drug,b,male\nc,quux,d,\n",
                ["a.csv:2: this row is no concept (Invalid enum value 'male'"],
            ),
            ("en,type\na,drug\nc,quux\n", ["a.csv:3: unknown type 'quux'; known are: "]),
            (
                "en,es\n,b\n-,c\n",
                [
                    "a.csv:2: the text under 'en' is empty",
                    "a.csv:3: the id 'concept' is given twice",
                    "a.csv:3: the text",
                ],
            ),
        ],
    )
    def test_slips_are_told_with_their_line(self, tmp_path: Path, text: str, faults: list[str]) -> None:
        told = faults_of(tmp_path / "a.csv", text)
        assert [line[: len(fault)] for line, fault in zip(told, faults, strict=True)] == faults


class TestOmegaT:
    CONCEPTS = (
        Concept(
            "alp",
            "alkaline phosphatase",
            "laboratory-test",
            ("alkaline phosphatases",),
            "ALP",
            (Variant("alk phos", "allow"), Variant("alkali phosphatase", "flag")),
            "An enzyme\tof\nliver.",
            translations={"es": Translation("fosfatasa alcalina", abbreviation="FA", forbidden=("fosfatasa álcali",))},
        ),
        Concept("folfox", "FOLFOX", "drug", translations={"es": Translation(keep=True, status="reviewed")}),
        Concept("cyst", "cyst", "disease", translations={"fr": Translation("kyste")}),
    )

    def test_three_fields_parted_by_tabs_in_utf_8(self) -> None:
        note = "An enzyme of liver. Not: fosfatasa álcali. Draft."
        assert render_omegat(self.CONCEPTS, "es").decode() == (
            f"alkaline phosphatase\tfosfatasa alcalina\t{note}\n"
            f"alkaline phosphatases\tfosfatasa alcalina\t{note}\n"
            f"ALP\tFA\t{note}\n"
            f"alk phos\tfosfatasa alcalina\t{note}\n"
            "FOLFOX\tFOLFOX\t\n"
        )

    @given(GLOSSARIES)
    def test_no_text_breaks_the_format(self, concepts: tuple[Concept, ...]) -> None:
        data = render_omegat(concepts, "es").decode()
        lines = data.split("\n")[:-1]
        assert all(len(line.split("\t")) == 3 and not line.startswith("#") for line in lines)

    def test_suffixes(self, tmp_path: Path) -> None:
        export(self.CONCEPTS, tmp_path / "glossary.txt", "fr")
        assert (tmp_path / "glossary.txt").read_text("utf-8") == "cyst\tkyste\tDraft.\n"
        with pytest.raises(UsageError, match=r"unknown format '.xlsx'"):
            export(self.CONCEPTS, tmp_path / "glossary.xlsx", "es")
        (tmp_path / "glossary.xlsx").write_text("")
        with pytest.raises(UsageError, match=r"unknown format '.xlsx'"):
            read(tmp_path / "glossary.xlsx", Selection())


OBO = r"""format-version: 1.4
data-version: releases/2030-01-01

[Term]
id: HP:0000001
name: Any finding

[Term]
id: HP:0000002
name: Swollen shin ! not a real one
def: "A shin that is \"big\"." [X:1]
synonym: "Big shin" EXACT layperson [Y:2]
synonym: "Puffy leg" RELATED []
synonym: "Shin lump" NARROW []
synonym: "swollen-shin" EXACT []
xref: UMLS:C0000001
xref: MESH:D000001 {source="x"}
xref: MSH:D000002
is_a: HP:0000001 ! Any finding

[Typedef]
id: part_of
name: part of

[Term]
id: HP:0000003
name: Left swollen shin
is_a: HP:0000002

[Term]
id: HP:0000004
name: obsolete shin
is_obsolete: true
is_a: HP:0000002
"""


class TestObo:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "shins.obo"
        path.write_text(OBO)
        return path

    def test_a_term_as_a_concept(self, file: Path) -> None:
        concepts, rows, _ = read(file, Selection("symptom"))
        assert [c.id for c in concepts] == ["hp-0000001", "hp-0000002", "hp-0000003"]
        assert rows.lines == [4, 8, 25]
        assert concepts[1] == Concept(
            "hp-0000002",
            "Swollen shin",
            "symptom",
            variants=(Variant("Big shin", "allow", lay=True),),
            definition='A shin that is "big".',
            codes={"hp": "HP:0000002", "umls": "C0000001"},
        )
        assert obo.version(file) == "releases/2030-01-01"

    def test_a_subset_is_a_term_and_its_descendants(self, file: Path) -> None:
        concepts, _, _ = read(file, Selection(subset="HP:0000002"))
        assert [c.en for c in concepts] == ["Swollen shin", "Left swollen shin"]

    def test_synonyms_by_scope(self, file: Path) -> None:
        concepts, _, _ = read(file, Selection(scopes=("NARROW", "RELATED")))
        assert [v.text for v in concepts[1].variants] == ["Puffy leg", "Shin lump"]
        assert {v.action for v in concepts[1].variants} == {"allow"}

    @pytest.mark.parametrize(
        ("selection", "fault"),
        [
            (
                Selection(subset="HP:9"),
                r"no term has the id 'HP:9'; give the id of a term of this file, such as HP:0000001 \(Any finding\)",
            ),
            (Selection(subset="hp_0000002"), "no term has the id 'hp_0000002'; did you mean 'HP:0000002'"),
            (Selection(subset="0000003"), "no term has the id '0000003'; did you mean 'HP:0000003'"),
            (Selection(subset="swollen shin"), "no term has the id 'swollen shin'; did you mean 'HP:0000002'"),
            (Selection(subset="HP:0000004"), "the term 'HP:0000004' is obsolete; give the id of a term of this file"),
            (Selection(subset=""), "no term has the id ''; give the id of a term of this file"),
            (Selection(scopes=("exact",)), "unknown scope 'exact'"),
            (Selection("quux"), "unknown type 'quux'"),
        ],
    )
    def test_what_cannot_be_chosen(self, file: Path, selection: Selection, fault: str) -> None:
        with pytest.raises(UsageError, match=fault):
            read(file, selection)

    def test_lay_words_are_kept_and_words_of_every_text_are_not(self, tmp_path: Path) -> None:
        file = tmp_path / "typed.obo"
        synonyms = [
            '"Heart attack" EXACT layperson [HPO:x]',
            '"Bad heart" RELATED layperson []',
            '"Chest thing" BROAD layperson []',
            '"WAS" EXACT ABBREVIATION []',
            '"CAN" EXACT ABBREVIATION []',
            '"MYOI" EXACT ABBREVIATION []',
            '"Fast" EXACT []',
            '"flu of the heart" EXACT []',
        ]
        lines = ["[Term]", "id: HP:0001658", "name: Coronary event", *(f"synonym: {one}" for one in synonyms)]
        file.write_text("format-version: 1.2\n\n" + "\n".join(lines) + "\n")
        selection = Selection("disease")
        (made,), _, _ = read(file, selection)
        assert made.variants == (
            Variant("Heart attack", "allow", lay=True),
            Variant("Bad heart", "allow", lay=True),
            Variant("MYOI", "allow"),
            Variant("flu of the heart", "allow"),
        )
        assert notes(file, selection, [made]) == ["left out are synonyms that are words of every text: CAN, Fast, WAS"]

    def test_no_ontology(self, tmp_path: Path) -> None:
        (line,) = faults_of(tmp_path / "a.obo", "hello\n")
        assert line == "a.obo: there is no [Term] in this file; give an ontology in OBO format"

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("[Term]\nid\nname\n", "a.obo:2: no [Term] of this file can be used: a line of a term that cannot be read"),
            ("[Term]\nid: HP:1\n", "a.obo:1: no [Term] of this file can be used: a term without name"),
            ("[Term]\nid: HP:1\nname: x\nis_obsolete: true\n", "a.obo:1: no [Term] of this file can be used: an obs"),
        ],
    )
    def test_no_term_that_can_be_used(self, tmp_path: Path, text: str, told: str) -> None:
        (line,) = faults_of(tmp_path / "a.obo", text)
        assert line.startswith(told)


TBX = '<martif type="TBX-Basic"><text><body>\n<termEntry id="c1">{}</termEntry>\n{}</body></text></martif>'
SPLEEN = '<langSet xml:lang="en"><tig><term>spleen</term></tig></langSet>'
BAZO = '<langSet xml:lang="es"><tig><term>{}</term></tig></langSet>'
FORBIDDEN = BAZO.format('bazo</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote><term>')
OBO_TERM = "format-version: 1.2\n\n[Term]\nid: HP:0001\nname: Spleen pain\n! a comment\n\n{}\n"
# Name of the file, what it holds, what is told of entries that are passed over
SKIPPED = [
    ("a.csv", "en,es,es gender\nspleen,bazo,m\n,,\n", []),
    ("a.csv", "en,es,es gender\nspleen,,m\n", ["a.csv:2: left out: what is said of a word in es that is not there"]),
    ("a.tbx", TBX.format(SPLEEN + BAZO.format("bazo"), ""), []),
    (
        "a.tbx",
        TBX.format(SPLEEN, f'<termEntry id="c2">{BAZO.format("bazo")}</termEntry>'),
        ["a.tbx:3: left out: an entry without an English term"],
    ),
    (
        "a.tbx",
        TBX.format(SPLEEN + BAZO.format("bazo").replace(' xml:lang="es"', ""), ""),
        ["a.tbx:2: left out: terms without a language"],
    ),
    ("a.tbx", TBX.format(SPLEEN + BAZO.format(""), ""), ["a.tbx:2: left out: a term without words"]),
    ("a.obo", OBO_TERM.format('synonym: "Splenic pain" EXACT []\nxyzzy: unknown\n[Typedef]\nid: x\nodd line'), []),
    (
        "a.obo",
        OBO_TERM.format('synonym: Splenic pain" EXACT []\ndef: no quotes\nodd line'),
        ["a.obo:8: 3 left out: a line of a term that cannot be read (lines 8, 9, 10)"],
    ),
    (
        "a.obo",
        OBO_TERM.format('synonym: "Splenic pain" BROAD []'),
        ["a.obo:3: left out: a synonym of another scope (--scope)"],
    ),
    ("a.obo", OBO_TERM.format("[Term]\nname: no id"), ["a.obo:8: left out: a term without id"]),
    ("a.obo", OBO_TERM.format("[Term]\nid: HP:2"), ["a.obo:8: left out: a term without name"]),
    ("a.obo", OBO_TERM.format("[Term]\nid: HP:2\nname: x\nis_obsolete: true"), ["a.obo:8: left out: an obsolete term"]),
    (
        "a.obo",
        OBO_TERM.format("[Term\nid: HP:2\nname: x"),
        ["a.obo:8: left out: what stands under a heading that is not closed"],
    ),
]


@pytest.mark.parametrize(("name", "content", "lines"), SKIPPED)
def test_what_is_passed_over_is_told(name: str, content: str, lines: list[str], tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    given = read(tmp_path / name, Selection())
    assert len(given.concepts) == 1
    assert [line.removeprefix(f"{tmp_path}/") for line in skipped_lines(tmp_path / name, given.skipped)] == lines


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("en,es,\nspleen,bazo,x\n", "a.csv:2: this is no table (the row has a text in a column without a name)"),
        ("en,es gender\nspleen,m\n", "a.csv:1: there is 'es gender', and no 'es'; add the column 'es'"),
        ("en,zz\nspleen,x\n", "a.csv:1: 'zz' is no language tag"),
    ],
)
def test_a_table_that_would_be_read_in_part_is_refused(text: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(UsageError) as error:
        read(tmp_path / "a.csv", Selection())
    assert str(error.value).startswith(f"{tmp_path}/{fault}")
