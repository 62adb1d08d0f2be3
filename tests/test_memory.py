"""The memory: approved pairs serve again, similar ones with their numbers adapted, in TMX for other tools."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import DocumentError
from pipeline.core.model import Finding
from pipeline.core.targets import Target
from pipeline.exchange import tmx
from pipeline.pairs import judge
from pipeline.rules.pair import PairContext
from pipeline.translation.memory import Memory, agreed, masked
from pipeline.translation.notes import notes
from tests.documents import memory_pairs

PAIRS = [
    ("Take 5 mg of the drug every day.", "Tome 5 mg del fármaco cada día."),
    ("The cyst of 1.5 cm lies in the liver.", "El quiste de 1,5 cm está en el hígado."),
    ("The left kidney looks normal today.", "El riñón izquierdo tiene hoy un aspecto normal."),
    ("It took 3 days and 3 nights to heal.", "Tardó 3 días y 3 noches en curar."),
    ("Do not eat before the test.", "No coma antes de la prueba."),
    ("Rest.", "Descanse."),
]


def checks(source: str, target: str) -> list[Finding]:
    return judge(source, target, PairContext())


class Pairs:
    """Pairs as the store of a project has them."""

    def __init__(self, own: list[tuple[str, str]], others: list[tuple[str, str]]):
        sources = sorted({source for source, _ in (*own, *others)})
        found = {s: agreed({t for one, t in own if one == s}, {t for one, t in others if one == s}) for s in sources}
        self._agreed = {source: target for source, target in found.items() if target is not None}

    def get(self, source: str) -> str | None:
        return self._agreed.get(source)

    def near(self, shortest: int, longest: int) -> dict[str, str]:
        return {one: form for one in self._agreed if shortest <= len(form := masked(one)) <= longest}


def memory(pairs: list[tuple[str, str]] = PAIRS, others: list[tuple[str, str]] | None = None) -> Memory:
    return Memory(Pairs(pairs, others or []), checks, comma=True)


def test_the_same_sentence() -> None:
    assert memory().exact("Rest.") == "Descanse."
    assert memory().exact("rest.") is None


def test_a_pair_that_a_check_refuses_is_told() -> None:
    wrong = [("Take 5 mg daily.", "Tome 50 mg al día.")]
    assert memory(wrong).exact("Take 5 mg daily.") is None
    target, why = memory(wrong).refused("Take 5 mg daily.") or ("", "")
    assert target == "Tome 50 mg al día."
    assert why
    assert memory().refused("Rest.") is None
    assert memory().refused("Sleep.") is None


@pytest.mark.parametrize(
    ("draft", "told"),
    [(PAIRS[0][1], []), ("Otra cosa.", [f"context: memory, the same sentence: “{PAIRS[0][0]}” = “{PAIRS[0][1]}”"])],
)
def test_a_sentence_is_not_offered_what_it_has(draft: str, told: list[str]) -> None:
    target = Target("a:1", draft, draft, "person", None, "approved")
    assert notes(target, [], [], memory().similar(PAIRS[0][0])) == told


def test_pairs_that_disagree_are_left_to_a_person() -> None:
    assert memory([("Rest.", "Descanse."), ("Rest.", "Repose.")]).exact("Rest.") is None


def test_the_projects_own_pair_goes_before_one_from_elsewhere() -> None:
    assert memory(PAIRS, [("Rest.", "Repose."), ("Sleep.", "Duerma.")]).exact("Rest.") == "Descanse."
    assert memory(PAIRS, [("Sleep.", "Duerma.")]).exact("Sleep.") == "Duerma."


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Take 50 mg of the drug every day.", "Tome 50 mg del fármaco cada día."),
        ("The cyst of 2.25 cm lies in the liver.", "El quiste de 2,25 cm está en el hígado."),
        ("It took 4 days and 4 nights to heal.", "Tardó 4 días y 4 noches en curar."),
    ],
)
def test_numbers_are_adapted(source: str, target: str) -> None:
    found = memory().similar(source)
    assert found is not None
    assert (found.text, found.only_numbers) == (target, True)


@pytest.mark.parametrize(
    "source",
    [
        "It took 3 days and 4 nights to heal.",  # which of the two threes is which, nobody can tell
        "Take 5 g of the drug every day.",
        "Take 5 mg of the drug every 2 days.",
        "The right kidney looks normal today.",
        "Do eat before the test.",
        "Rest!",
        "Something else altogether was said here.",
    ],
)
def test_what_the_checks_or_the_numbers_speak_against_is_no_match(source: str) -> None:
    assert memory().similar(source) is None


def test_other_words_are_shown() -> None:
    found = memory().similar("Do not drink before the test.")
    assert found is not None
    assert not found.only_numbers
    assert found.text == "No coma antes de la prueba."
    assert found.difference == "Do not [eat → drink] before the test."
    assert 80 <= found.percent < 100


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd\ufffe\uffff"), min_size=1
).filter(str.strip)


@given(pairs=st.dictionaries(TEXTS, TEXTS, max_size=5))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, pairs: dict[str, str]) -> None:
    path = tmp_path_factory.mktemp("tmx") / "memory.tmx"
    tmx.write(path, [("en", *pair) for pair in pairs.items()], "es")
    assert (dict(memory_pairs(path)) if pairs else {}) == pairs
    assert path.exists() == bool(pairs)


def test_what_other_tools_write_is_read(tmp_path: Path) -> None:
    path = tmp_path / "other.tmx"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx11.dtd"><tmx version="1.1"><header/><body>'
        '<tu><tuv lang="EN-US"><seg>The <bpt i="1">&lt;b&gt;</bpt>liver<ept i="1">&lt;/b&gt;</ept> is <hi>large</hi>.'
        '</seg></tuv><tuv lang="ES-ES"><seg>El hígado es grande.</seg></tuv></tu>'
        '<tu><tuv lang="en"><seg>Only English.</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    assert memory_pairs(path) == [("The liver is large.", "El hígado es grande.")]


@pytest.mark.parametrize(
    "text",
    ["<tmx", "<xliff/>", '<!DOCTYPE tmx [<!ENTITY a "b">]><tmx>&a;</tmx>', "<tmx>&a;</tmx>"],
)
def test_what_is_no_sound_tmx_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.tmx"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as error:
        memory_pairs(path)
    assert "\n" not in str(error.value)
    assert str(path) in str(error.value)
