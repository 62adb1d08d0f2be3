"""Adopting a concept of a pack: the team's file gains its lines and keeps all others."""

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import UsageError
from pipeline.glossary import load_glossary, read_concepts
from pipeline.glossary.adopting import adopt
from pipeline.glossary.concepts import Concept
from pipeline.glossary.packs import Origin, Pack, load_shipped, write_pack
from tests.conftest import ROOT
from tests.programs import run

FILE = """# Ours.
concepts:

  # ---- disease
  - id: abscess
    en: abscess   # as the ward says
    type: disease
  # the next one is disputed
  - {id: gout-attack, en: gout attack, type: disease}

  # ---- drug
  - id: aspirin
    en: aspirin
    type: drug

# The end.
"""
SHIPPED = {one.id: one for pack in load_shipped() for one in pack.concepts}


@pytest.fixture
def glossary(tmp_path: Path) -> Path:
    path = tmp_path / "glossary.yaml"
    path.write_text(FILE)
    return path


def is_kept(old: str, new: str) -> bool:
    """Whether all lines of the one stand in the other, in their order."""
    lines = iter(new.splitlines(keepends=True))
    return all(line in lines for line in old.splitlines(keepends=True))


def test_it_stands_among_its_kin_and_comments_stay(glossary: Path) -> None:
    adopt(glossary, ["asthma", "metformin"])
    text = glossary.read_text()
    assert is_kept(FILE, text)
    places = [
        text.index(word)
        for word in ("as the ward", "id: asthma", "disputed", "id: aspirin", "id: metformin", "The end")
    ]
    assert places == sorted(places)


def test_the_teams_word_counts_from_then_on(glossary: Path) -> None:
    adopt(glossary, ["asthma"])
    found = load_glossary(glossary, "all")
    assert [one.pack for one in found.concepts if one.en == "asthma"] == [None]
    assert "asthma" in [one.id for one in found.own.concepts]


def test_a_pack_of_the_teams_goes_before(glossary: Path) -> None:
    own = Concept("asthma", "asthma", "symptom")
    write_pack(Pack(glossary.parent / "packs" / "own.jsonl", Origin("own.obo", "0" * 64), (own,)))
    assert adopt(glossary, ["asthma"]) == (own,)


@pytest.mark.parametrize("text", ["", "# none yet\n"])
def test_the_first_of_a_file(glossary: Path, text: str) -> None:
    glossary.write_text(text)
    adopt(glossary, ["asthma", "chickenpox"])
    assert [one.id for one in read_concepts(glossary)] == ["asthma", "chickenpox"]
    assert text.strip() in glossary.read_text()


@pytest.mark.parametrize("text", [FILE.replace("\n", "\r\n"), "\ufeff" + FILE, FILE.rstrip("\n")])
def test_ends_of_lines_and_marks_stay(glossary: Path, text: str) -> None:
    glossary.write_bytes(text.encode())
    adopt(glossary, ["asthma", "zika-virus"])
    new = glossary.read_bytes().decode()
    assert is_kept(text + "\n" * (not text.endswith("\n")), new)
    assert new.startswith("\ufeff") == text.startswith("\ufeff")
    assert (new.count("\r\n") == new.count("\n")) == ("\r\n" in text)


@pytest.mark.parametrize(
    ("text", "names", "fault"),
    [
        (FILE, ["asthmaa"], "no pack has a concept 'asthmaa'; did you mean 'asthma'"),
        (FILE, ["abscess"], "'abscess' is in the glossary already"),
        (FILE.replace("en: aspirin", "en: asthma"), ["asthma"], "'asthma' cannot be put in"),
        (FILE.replace("type: drug", "type: drugg"), ["asthma"], "the file has faults of its own"),
        ("concepts: [{id: abscess, en: abscess, type: disease}]\n", ["asthma"], "the concepts stand in one line"),
        ("concepts: []\n", ["asthma"], "the concepts stand in one line"),
    ],
)
def test_what_cannot_be_adopted_changes_nothing(glossary: Path, text: str, names: list[str], fault: str) -> None:
    glossary.write_text(text)
    with pytest.raises(UsageError, match=fault.replace("[", r"\[")):
        adopt(glossary, names)
    assert glossary.read_text() == text


@settings(max_examples=20)
@given(st.lists(st.sampled_from(sorted(SHIPPED)), min_size=1, max_size=4, unique=True))
def test_any_of_them_is_read_as_it_was(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    path = tmp_path_factory.mktemp("adopt") / "glossary.yaml"
    path.write_text(FILE)
    adopted = adopt(path, names)
    assert all(one in read_concepts(path) for one in adopted)
    assert [(one.id, one.en, one.translations) for one in adopted] == [
        (SHIPPED[name].id, SHIPPED[name].en, SHIPPED[name].translations) for name in names
    ]
    assert is_kept(FILE, path.read_text())


def test_one_that_is_named_twice_is_put_in_once(glossary: Path) -> None:
    assert [one.id for one in adopt(glossary, ["asthma", "asthma"])] == ["asthma"]
    assert glossary.read_text().count("id: asthma\n") == 1


def test_the_command_says_what_it_did(glossary: Path) -> None:
    done = run(sys.executable, "-m", "pipeline", "glossary", "adopt", "asthma", cwd=glossary.parent)
    assert (done.returncode, done.stdout) == (0, "glossary.yaml: 'asthma' (asthma) is now yours.\n")


def test_the_glossary_that_comes_along_takes_any_type(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_bytes((ROOT / "glossary.yaml").read_bytes())
    firsts = {one.type: one.id for one in SHIPPED.values()}
    adopt(path, sorted(firsts.values()))
    assert is_kept((ROOT / "glossary.yaml").read_text(), path.read_text())


def test_a_table_comes_into_the_glossary_itself(glossary: Path) -> None:
    table = (
        "id,en,type,es\nabscess,abscess,symptom,absceso\naspirin,aspirin,drug,\nshin-cyst,shin cyst,disease,quiste\n"
    )
    (glossary.parent / "terms.csv").write_text(table)
    command = (sys.executable, "-m", "pipeline", "glossary", "import", "terms.csv", "--into-glossary")
    done = run(*command, cwd=glossary.parent)
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        [
            "note: the glossary has 'abscess' already and says something else; change it there",
            "glossary.yaml: concepts put in: 1; there before: 2.",
        ],
    )
    assert is_kept(FILE, glossary.read_text())
    assert {one.id: one.translations for one in read_concepts(glossary)}["shin-cyst"]["es"].text == "quiste"
    assert not (glossary.parent / "packs").exists()
    again = run(*command, cwd=glossary.parent)
    assert again.stdout.splitlines()[-1] == "glossary.yaml: concepts put in: 0; there before: 3."
