"""Packs: they join the glossary, which wins over them; thousands of concepts cost no more than their loading."""

import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from msgspec import structs

from pipeline import check_pair, curate, load_bundle
from pipeline.cli.console import Progress
from pipeline.core.errors import UsageError
from pipeline.core.project import Project
from pipeline.core.settings import Settings
from pipeline.exchange.terms import Selection, import_pack
from pipeline.glossary import Glossary, load_glossary
from pipeline.glossary.check import record_faults
from pipeline.glossary.concepts import Concept, Translation, Variant
from pipeline.glossary.packs import Origin, Pack, join, load_packs, load_shipped, write_pack
from pipeline.job.inputs import Options
from pipeline.job.run import run
from pipeline.translation.drafting.required import required
from tests.conftest import ROOT
from tests.programs import run as run_program
from tests.steps import steps

QUIET = Progress(quiet=True)
_ENDS = r"(?:ic|iv|os|ad|(?<!suic)id|ári|ern|íac|ud|ug)"
AGREEING = {  # how the word behind a noun ends that agrees with it; ends that either gender has are none
    "es": {"m": re.compile(rf"{_ENDS}os?$"), "f": re.compile(rf"{_ENDS}as?$")},
    "fr": {
        "m": re.compile(r"[^d]eux$|ifs?$|(?<=\w{2})és?$|(?:al|el)s?$|(?<=\w{2})aux$|iens?$"),
        "f": re.compile(r"euses?$|ives?$|ées?$|(?<!ov)(?:al|ell)es?$|iennes?$"),
    },
    "pt": {"m": re.compile(rf"{_ENDS}os?$"), "f": re.compile(rf"{_ENDS}as?$")},
}
OWN = """concepts:
  - id: gall-cyst
    en: gall cyst
    type: disease
    abbreviation: GC
    variants: [{text: bile cyst, action: replace}]
"""


def pack(folder: Path, *concepts: Concept, name: str = "other") -> Pack:
    made = Pack(folder / "packs" / f"{name}.jsonl", Origin("other.obo", "0" * 64, "2030"), concepts)
    write_pack(made)
    return made


@pytest.fixture
def glossary(tmp_path: Path) -> Path:
    path = tmp_path / "glossary.yaml"
    path.write_text(OWN)
    return path


def test_a_pack_is_used_together_with_the_glossary(glossary: Path) -> None:
    pack(glossary.parent, Concept("shin", "swollen shin", "symptom", variants=(Variant("big shin", "allow"),)))
    found = load_glossary(glossary).find("Bile cysts, swollen shins and a big shin.")
    assert [mention.concept.id for mention in found] == ["gall-cyst", "shin", "shin"]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    made = pack(tmp_path, Concept("shin", "swollen shin", "symptom"), Concept("knee", "knee", "anatomy"))
    assert load_packs(tmp_path / "packs") == [made]


def test_the_glossary_wins_and_every_conflict_is_told(glossary: Path) -> None:
    made = pack(
        glossary.parent,
        Concept("gall-cyst", "cyst of the gall", "disease"),
        Concept("a", "Gall-Cyst", "disease"),
        Concept("b", "blister", "disease", ("blisterae", "gall cysts"), "GC", (Variant("bile cyst", "allow"),)),
        Concept("c", "bubble", "disease", variants=(Variant("bag", "allow"), Variant("sphere", "allow"))),
        Concept("d", "pouch", "disease", variants=(Variant("bag", "allow"), Variant("bubble", "allow"))),
        Concept("c", "orb", "disease"),
    )
    later = pack(glossary.parent, Concept("x", "sphere", "disease"), Concept("y", "cube", "disease"), name="zz")
    own = load_glossary(glossary).concepts[:1]
    joined, conflicts = join(own, [made, later])
    assert [str(one).replace(f"{glossary.parent}/", "") for one in conflicts] == [
        "packs/other.jsonl:2: the id 'gall-cyst' is already in the glossary; the concept is not used",
        "packs/other.jsonl:3: 'Gall-Cyst' belongs to 'gall-cyst'; the concept is not used",
        "packs/other.jsonl:4: 'gall cysts' belongs to 'gall-cyst'; the spelling is not used",
        "packs/other.jsonl:4: 'GC' belongs to 'gall-cyst'; the spelling is not used",
        "packs/other.jsonl:4: 'bile cyst' belongs to 'gall-cyst'; the spelling is not used",
        "packs/other.jsonl:5: 'bag' belongs to several concepts of the pack; the spelling is not used",
        "packs/other.jsonl:6: 'bag' belongs to several concepts of the pack; the spelling is not used",
        "packs/other.jsonl:6: 'bubble' belongs to 'c'; the spelling is not used",
        "packs/other.jsonl:7: the id 'c' is already in this pack; the concept is not used",
        "packs/zz.jsonl:2: 'sphere' belongs to 'c'; the concept is not used",
    ]
    assert joined[1:] == (
        Concept("b", "blister", "disease", ("blisterae",)),
        Concept("c", "bubble", "disease", variants=(Variant("sphere", "allow"),)),
        Concept("d", "pouch", "disease"),
        Concept("y", "cube", "disease"),
    )
    assert load_glossary(glossary).concepts == joined


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1: this is no pack"),
        ("hello\n", "1: this is no pack"),
        ('{"file":"a","sha256":"0"}\n{"id":"a","en":"a","type":"drug"}\n{"id":"b"}\n', "3: this is no concept"),
        ('{"file":"a","sha256":"0"}\n{"id":"a","en":"a","type":"drug","colour":"red"}\n', "2: this is no concept"),
    ],
)
def test_what_is_no_pack(glossary: Path, text: str, fault: str) -> None:
    (glossary.parent / "packs").mkdir()
    (glossary.parent / "packs" / "a.jsonl").write_text(text)
    with pytest.raises(UsageError, match=f"packs/a.jsonl:{fault}"):
        load_glossary(glossary)


def test_import_and_check_list_the_conflicts(glossary: Path) -> None:
    table = glossary.parent / "New terms.csv"
    table.write_text("id,en,variants\nbag,gall cyst,\n,shin,gc | calf\n")
    (glossary.parent / "settings.yaml").write_text("languages: []\npacks: []\n")

    def command(*arguments: str) -> list[str]:
        done = run_program(sys.executable, "-m", "pipeline", "glossary", *arguments, cwd=glossary.parent)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    conflicts = [
        "note: packs/new-terms.jsonl:2: 'gall cyst' belongs to 'gall-cyst'; the concept is not used",
        "note: packs/new-terms.jsonl:3: 'gc' belongs to 'gall-cyst'; the spelling is not used",
    ]
    told = "packs/new-terms.jsonl: 2 concepts, 2 conflicts. The next run uses them."
    assert command("import", "New terms.csv", "--type", "anatomy") == [*conflicts, told]
    assert command("check") == [*conflicts, "glossary.yaml: 1 concepts, 2 in packs, no faults found."]


def test_faults_of_a_file_leave_the_old_pack_alone(glossary: Path) -> None:
    table = glossary.parent / "new.csv"
    table.write_text("en\nshin\n")
    made, _ = import_pack(table, glossary, Selection("anatomy"))
    table.write_text("en,type\nshin,quux\n")
    with pytest.raises(UsageError, match=r"new\.csv:2: unknown type 'quux'"):
        import_pack(table, glossary, Selection("anatomy"))
    assert load_packs(made.path.parent) == [made]


NO_PACK = "another file of this name is there, and it is no pack"
EDITED = "this pack was edited by hand since its import"
OVERWRITTEN: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("now", lambda _: b"MY OWN NOTES, no pack\n", NO_PACK),
    ("now", lambda _: b"", NO_PACK),
    ("now", lambda data: data + b"NOTES\n", NO_PACK),
    ("now", lambda data: data.replace(b'"shin"', b'"shin bone"'), EDITED),
    ("now", lambda data: data.replace(b'"shin"', b' "shin"'), EDITED),
    ("now", lambda data: data + data.splitlines(keepends=True)[1], EDITED),
    ("now", lambda data: data, ""),
    ("before hashes", lambda data: data + b"NOTES\n", NO_PACK),
    ("before hashes", lambda data: data.replace(b'"shin"', b' "shin"'), EDITED),
    ("before hashes", lambda data: data, ""),
]


@pytest.mark.parametrize(("made", "change", "message"), OVERWRITTEN)
def test_an_import_writes_over_what_an_import_has_written_alone(
    glossary: Path, made: str, change: Callable[[bytes], bytes], message: str
) -> None:
    table = glossary.parent / "new.csv"
    table.write_text("en\nshin\n")
    first, _ = import_pack(table, glossary, Selection("anatomy"))
    data = first.path.read_bytes()
    mine = change(data if made == "now" else re.sub(rb'"content":"[0-9a-f]{64}",', b"", data))
    first.path.write_bytes(mine)
    table.write_text("en\nknee\n")
    if message:
        with pytest.raises(UsageError, match=rf"new\.jsonl: {message}.*; move it away, or choose another name"):
            import_pack(table, glossary, Selection("anatomy"))
        assert first.path.read_bytes() == mine
    else:
        import_pack(table, glossary, Selection("anatomy"))
        assert [concept.en for one in load_packs(first.path.parent) for concept in one.concepts] == ["knee"]


def test_a_new_pack_makes_a_run_stale(glossary: Path) -> None:
    folder = glossary.parent
    (folder / "raw").mkdir()
    (folder / "settings.yaml").write_text("languages: []\n")
    (folder / "raw" / "page.txt").write_text("A swollen shin hurts.\n")
    names = ("raw", "curated", "translations", "build", "models", "glossary.yaml", "settings.yaml")
    project = Project(*(folder / name for name in names))
    options = Options(engine="none")
    assert run(project, options, QUIET).fresh
    assert not run(project, options, QUIET).fresh
    pack(folder, Concept("shin", "swollen shin", "symptom"))
    again = run(project, options, QUIET)
    assert again.fresh
    bundled = load_bundle(project.curated).documents[0].record
    assert [entity.concept for entity in bundled.entities] == ["shin"]


def test_concepts_of_an_ontology_cost_their_loading_and_no_more(glossary: Path) -> None:
    """Four times the concepts are four times the steps of loading; a text takes the same steps as before."""
    loading, matching = [], []
    text = "A gall cyst and shin 00042 swelling, or big shin 00999, in plain words of a text. " * 400
    for count in (1_000, 4_000):
        ontology = ontology_of(count, glossary.parent / "shins.obo")
        import_pack(ontology, glossary, Selection("symptom"))
        loading.append(steps(lambda: load_glossary(glossary).find("")))
        loaded = load_glossary(glossary)
        assert len(loaded.find(text)) == 1_200
        matching.append(steps(partial(loaded.find, text)))
    assert loading[1] < 4.4 * loading[0]
    assert matching[1] == matching[0]


def ontology_of(count: int, path: Path) -> Path:
    lines = ["format-version: 1.4"]
    for n in range(count):
        lines += ["", "[Term]", f"id: XX:{n:07}", f"name: shin {n:05} swelling", f'synonym: "big shin {n:05}" EXACT []']
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


TEAM = Concept("liver", "liver", "anatomy", translations={"es": Translation("hígado")})
AGREED = Translation("fiebre del widget", gender="f", sources=("own", "hpo"))
THEIRS = (
    Concept("widget-fever", "widget fever", "disease", translations={"es": AGREED, "fr": Translation("fièvre")}),
    Concept("liver-knob", "liver knob", "disease", translations={"es": Translation("nudo")}),
    Concept("fever", "fever", "symptom", translations={"es": Translation("fiebre", sources=("hpo",))}),
    Concept("zolantine", "zolantine", "drug", translations={"es": Translation("zola", sources=("ciel", "wikidata"))}),
)
# A text, a translation that has none of the terms of the packs, and what is asked for all the same.
UNASKED = [
    ("A fever is common.", "Otra cosa es frecuente.", []),
    ("The liver has a fever.", "El hígado tiene otra cosa.", ["hígado"]),
    ("The liver knob is common.", "El hígado es frecuente.", ["hígado"]),
]


class TestThoseThatComeAlong:
    """Packs of everyday terms, by field of medicine."""

    CASES = yaml.safe_load((ROOT / "tests/cases/packs.yaml").read_text(encoding="utf-8"))

    @pytest.mark.parametrize("text", CASES[0]["keep"])
    def test_other_senses_are_none_of_theirs(self, text: str) -> None:
        assert _theirs(text) == []

    @pytest.mark.parametrize("case", CASES[1:], ids=lambda case: case["text"][:40])
    def test_everyday_words_are_found(self, case: dict[str, Any]) -> None:
        assert _theirs(case["text"]) == case["entities"]

    @pytest.mark.parametrize("pack", load_shipped(), ids=lambda pack: pack.path.stem)
    def test_each_is_sound_and_changes_no_text(self, pack: Pack) -> None:
        concepts = dict(enumerate(pack.concepts))
        assert record_faults(pack.rows, concepts) == []
        assert [concept.id for concept in pack.concepts] == sorted(concept.id for concept in pack.concepts)
        assert {variant.action for concept in pack.concepts for variant in concept.variants} <= {"allow"}
        translations = [one for concept in pack.concepts for one in concept.translations.values()]
        assert {(one.status, one.forbidden, one.keep) for one in translations} == {("draft", (), False)}

    @pytest.mark.parametrize("pack", load_shipped(), ids=lambda pack: pack.path.stem)
    def test_every_noun_has_its_gender(self, pack: Pack) -> None:
        given = [one for concept in pack.concepts for one in concept.translations.values() if one.pos != "adjective"]
        assert [one.text for one in given if one.gender is None] == []

    def test_adjectives_agree_with_the_gender(self) -> None:
        seen, wrong = 0, []
        for concept in (concept for pack in load_shipped() for concept in pack.concepts):
            for language, one in concept.translations.items():
                ends = AGREEING[language.partition("-")[0]]
                behind = re.findall(r"^\S+ (\w+)(?![\w'’-])", one.text)
                told = [
                    gender for gender in "mf" if one.gender in ("m", "f") and behind and ends[gender].search(behind[0])
                ]
                seen += len(told)
                wrong += [(concept.id, language, one.text, one.gender) for gender in told if gender != one.gender]
        assert wrong == []
        assert seen > 500  # the ends are met

    def test_none_takes_what_the_glossary_or_another_has(self) -> None:
        own = load_glossary(ROOT / "glossary.yaml").concepts
        assert join(own, load_shipped())[1] == []

    def test_the_team_has_the_last_word(self, glossary: Path) -> None:
        glossary.write_text("concepts: [{id: wheeze, en: asthma, type: symptom}]\n")
        assert [one.id for one in load_glossary(glossary, ("lungs",)).concepts if one.en == "asthma"] == ["wheeze"]

    def test_they_are_chosen_by_name(self, glossary: Path) -> None:
        assert {one.pack for one in load_glossary(glossary, ("eyes", "lungs")).concepts} == {None, "eyes", "lungs"}
        assert {one.pack for one in load_glossary(glossary).concepts} == {None}
        assert curate("An asthma.", settings=Settings(packs=())).entities == ()
        assert curate("An asthma.", glossary={}).entities == ()
        with pytest.raises(UsageError, match=r"unknown pack 'lung'; did you mean 'lungs'\?"):
            curate("An asthma.", settings=Settings(packs=("lung",)))

    @pytest.mark.parametrize(("text", "target", "asked"), UNASKED)
    def test_what_one_source_gives_asks_nothing(self, text: str, target: str, asked: list[str]) -> None:
        assert [one.text for one in required(text, _joined(TEAM), "es")] == asked
        assert check_pair(text, target, glossary=_joined(TEAM)) == check_pair(text, target, glossary={})

    def test_what_two_sources_give_is_asked_of_engines_and_told_of_a_translator(self) -> None:
        (one,) = required("Widget fever is common.", _joined(TEAM), "es")
        assert (one.source, one.text, one.gender) == ("Widget fever", "fiebre del widget", "f")
        assert required("Widget fever is common.", _joined(TEAM), "fr") == ()  # one source there
        assert _terms_told("Widget fever is common.", _joined(TEAM)) == ["info"]

    @pytest.mark.parametrize(("status", "severity"), [("draft", "info"), ("reviewed", "warning")])
    def test_the_team_goes_before_them(self, status: Literal["draft", "reviewed"], severity: str) -> None:
        own = Concept("w", "widget fever", "disease", translations={"es": Translation("mal de w", status=status)})
        assert [one.text for one in required("A widget fever", _joined(own), "es")] == ["mal de w"]
        assert _terms_told("A widget fever is common.", _joined(own)) == [severity]

    def test_a_missing_drug_of_theirs_is_no_error(self) -> None:
        found = check_pair("Take zolantine daily.", "Tome esto a diario.", glossary=_joined(TEAM))
        assert {one.check: one.severity for one in found}["pair/term"] == "info"
        assert "the drug “zolantine” of the source is missing" not in [one.message for one in found]

    def test_sources_stand_with_their_translations(self) -> None:
        given = [one for pack in load_shipped() for concept in pack.concepts for one in concept.translations.values()]
        assert all(one.sources and len(set(one.sources)) == len(one.sources) for one in given)
        assert 1000 < sum(one.is_agreed for one in given) < len(given)

    def test_a_source_that_is_none_is_told(self, glossary: Path) -> None:
        text = "concepts: [{id: a, en: asthma, type: disease, translations: {es: {text: asma, sources: [%s]}}}]\n"
        glossary.write_text(text % "own, hpo", "utf-8")
        assert load_glossary(glossary).concepts[0].translations["es"].sources == ("own", "hpo")
        glossary.write_text(text % "snomed", "utf-8")
        with pytest.raises(UsageError, match="snomed"):
            load_glossary(glossary)


def _joined(*team: Concept) -> Glossary:
    """A glossary of the team with a pack that comes along."""
    pack = Pack(Path("widgets.jsonl"), Origin("", ""), tuple(structs.replace(one, pack="widgets") for one in THEIRS))
    return Glossary(join(team, [pack])[0])


def _terms_told(text: str, glossary: Glossary) -> list[str]:
    """How severely a missing term is told."""
    found = check_pair(text, "Otra cosa es frecuente.", glossary=glossary)
    return [one.severity for one in found if one.check == "pair/term"]


def _theirs(text: str) -> list[list[str]]:
    """What only the packs that come along find in a text."""
    packs = {concept.id for pack in load_shipped() for concept in pack.concepts}
    return [[one.text, one.label] for one in curate(text).entities if one.concept in packs]
