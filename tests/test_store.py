"""What a run remembers: looks at files, marks of what is left, a file in build/ that may be lost or damaged."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import load_bundle
from pipeline.core.errors import PipelineError, UsageError
from pipeline.core.files import hash_file
from pipeline.core.text.matching import Matcher, Pattern, Sought, fold
from pipeline.exchange import tmx
from pipeline.job import publishing, workers
from pipeline.job.store import NAME, Store
from pipeline.job.store import looks as looks_module
from pipeline.job.store.looks import Looks
from tests.hard.project import Fast, Place

PIECES = "follow|-|up| |\n|\n\n|\u00ad|l|’|os|1.5| cm|.|,|UP|\u2011|non ".split("|")
TEXTS = {"a": ["The liver is large.", "Call the nurse."], "b": ["The knee hurts.", "Rest well."]}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path / "project").make(TEXTS, "es")
    place.run()
    return place


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store(tmp_path / "build", "")
    yield found
    found.close()


def read_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files whose content is looked at from now on."""
    read: list[str] = []

    def noted(path: Path, most: int) -> str:
        read.append(path.name)
        return hash_file(path, most)

    monkeypatch.setattr(looks_module, "hash_file", noted)
    return read


def test_files_that_look_as_they_did_are_not_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_files(monkeypatch)
    assert not place.run().fresh
    assert read == []


def test_another_look_is_a_reason_to_read_and_none_to_work(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(place.raw / "a.txt", ns=(10**18, 10**18))
    read = read_files(monkeypatch)
    assert not place.run().fresh
    assert read == ["a.txt"]
    assert not place.run().fresh
    assert read == ["a.txt"]


def test_a_file_that_changed_in_the_moment_of_the_look_is_read_again(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, looks = tmp_path / "file", Looks(store, tmp_path / "clock")
    file.write_bytes(b"one")
    there = file.stat()
    monkeypatch.setattr(Looks, "now", lambda _: there.st_ctime_ns)
    looks.look(file)
    file.write_bytes(b"two")
    os.utime(file, ns=(there.st_atime_ns, there.st_mtime_ns))
    assert looks.changed() == [(file, "")]


def test_what_is_saved_in_the_moment_in_which_it_was_written_is_seen(tmp_path: Path, store: Store) -> None:
    file, looks = tmp_path / "file.xlf", Looks(store, tmp_path / "clock")
    looks.write(file, b"one")
    file.write_bytes(b"two")
    looks.settle()
    assert looks.changed() == [(file, "")]
    looks.settle()
    assert looks.changed() == []


def test_a_file_that_is_gone_is_a_change_once(tmp_path: Path, store: Store) -> None:
    file, looks = tmp_path / "file", Looks(store, tmp_path / "clock")
    looks.write(file, b"one", "owner")
    file.unlink()
    assert looks.changed() == [(file, "owner")]
    assert looks.changed() == []


def without_a_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as store:
        store.execute("DROP TABLE targets")
        store.execute("DELETE FROM facts WHERE name = 'ending'")
        store.commit()


def with_everywhere(value: str) -> Callable[[Path], object]:
    """The damage after which each column that may hold a value holds this one."""

    def damage(path: Path) -> None:
        with closing(sqlite3.connect(path)) as store:
            tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                for _, column, *_ in store.execute(f"PRAGMA table_info({table})").fetchall():
                    store.execute(f"UPDATE OR IGNORE {table} SET {column} = {value}")  # noqa: S608 - our own names
            store.commit()

    return damage


def with_facts_of(value: bytes | int | None) -> Callable[[Path], object]:
    def damage(path: Path) -> None:
        with closing(sqlite3.connect(path)) as store:
            store.execute("UPDATE facts SET value = ? WHERE name != 'identity'", (value,))
            store.commit()

    return damage


def with_bits_turned(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(5000, len(data), 97):
        data[place] ^= 255
    path.write_bytes(data)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a table short": without_a_table,
    "nothing in any column": with_everywhere("NULL"),
    "a number in every column": with_everywhere("5"),
    "text that is none": with_everywhere("CAST(x'ff' AS TEXT)"),
    "no fact": with_facts_of(None),
    "numbers for facts": with_facts_of(5),
    "bits turned": with_bits_turned,
    "gone": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "no database": lambda path: path.write_bytes(b"no database at all" * 400),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "overwritten": lambda path: path.write_bytes(path.read_bytes()[:8192] + b"\x00" * (path.stat().st_size - 8192)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_store_that_is_damaged_is_made_anew(place: Place, damage: Callable[[Path], object]) -> None:
    before = place.contents()
    damage(place.folder / "build" / NAME)
    assert place.run().fresh
    assert place.contents() == before
    assert not place.run().fresh


def test_a_store_of_another_program_is_made_anew(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.job.run.program_hash", lambda: "another")
    assert len(place.run().rows) == len(TEXTS)


def test_a_store_that_cannot_be_written_is_one_line(place: Place) -> None:
    path = place.folder / "build" / NAME
    path.unlink()
    path.mkdir()
    (path / "file").touch()
    with pytest.raises(UsageError, match=r"store\.sqlite"):
        place.run()


def test_a_text_that_cannot_be_read_is_its_own_failure(place: Place) -> None:
    path = place.raw / "a.txt"
    path.unlink()
    path.symlink_to("/proc/self/mem")  # a regular file whose first byte nobody may read, not even root
    (place.folder / "settings.yaml").write_text("languages: [es]\nfollow_links: true\n")
    for _ in range(2):
        outcome = place.run()
        assert outcome.status == 3
        assert [failure.name for failure in outcome.failures] == ["a.txt"]
        assert "curated/a/es.json" not in place.contents("curated")
        assert "curated/b/es.json" in place.contents("curated")
    path.unlink()
    place.settings("es")
    place.write("a", TEXTS["a"])
    assert place.run().status == 0
    assert "curated/a/es.json" in place.contents("curated")


def test_an_engine_that_fails_is_asked_again_by_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> NoReturn:
        raise PipelineError("the server does not answer")

    place = Place(tmp_path / "project").make(TEXTS, "es")
    with monkeypatch.context() as broken:
        broken.setattr(Fast, "translate", fail)
        for _ in range(2):
            outcome = place.run()
            assert outcome.status == 3
            assert [failure.reason for failure in outcome.failures] == ["the server does not answer"]
            assert "curated/b/es.json" in place.contents("curated")
    assert place.run().status == 0
    assert b"Traducido" in place.contents("curated")["curated/b/es.json"]
    assert not place.run().fresh


def test_what_stands_in_the_place_of_a_text_concerns_it_alone(place: Place) -> None:
    folder = place.folder / "curated" / "a"
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.touch()
    for _ in range(2):
        outcome = place.run()
        assert outcome.status == 3
        assert [failure.name for failure in outcome.failures] == ["a.txt"]
        assert outcome.warnings == ()
        assert [document.id for document in load_bundle(place.folder / "curated").documents] == ["b"]
    folder.unlink()
    assert place.run().status == 0
    assert [document.id for document in load_bundle(place.folder / "curated").documents] == ["a", "b"]


def test_a_language_whose_folder_is_a_link_is_left_alone(place: Place) -> None:
    folder, away = place.translations / "es", place.folder / "away"
    folder.rename(away)
    folder.symlink_to(away)
    before = {path.name: path.read_bytes() for path in away.iterdir()}
    place.write("a", ["Another text."])
    for _ in range(2):
        outcome = place.run()
        assert outcome.status == 3
        assert [failure.name for failure in outcome.failures] == ["es"]
        assert {path.name: path.read_bytes() for path in away.iterdir()} == before
    folder.unlink()
    away.rename(folder)
    assert place.run().status == 0
    assert b"Another text." in place.contents("translations")["translations/es/a.xlf"]


def test_a_changed_text_is_all_that_is_written(place: Place) -> None:
    place.write("a", [*TEXTS["a"], "One more."])
    outcome = place.run()
    assert {row.name for row in outcome.rows} == {"a"}
    assert outcome.untouched == 1


def test_a_changed_concept_touches_the_texts_in_which_it_stands(place: Place) -> None:
    glossary = place.folder / "glossary.yaml"
    glossary.write_text("concepts:\n  - {id: knee, en: knee, type: anatomy}\n")
    assert {row.name for row in place.run().rows} == {"b"}
    glossary.write_text("concepts:\n  - {id: knee, en: hip, type: anatomy}\n")
    assert {row.name for row in place.run().rows} == {"b"}
    glossary.write_text("concepts:\n  - {id: knee, en: hip, type: anatomy, definition: A joint.}\n")
    assert place.run().rows == ()


def test_a_changed_definition_comes_into_the_bundle(place: Place) -> None:
    glossary = place.folder / "glossary.yaml"
    for meaning in ("A joint.", "A joint of the leg."):
        glossary.write_text(f"concepts:\n  - {{id: knee, en: knee, type: anatomy, definition: {meaning}}}\n")
        assert {row.name for row in place.run().rows} == {"b"}
        (concept,) = load_bundle(place.folder / "curated")["b"].concepts
        assert concept.definition == meaning


def test_a_changed_translation_curates_no_text(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is translated anew where the concept stands, and no text of the others is touched."""
    glossary = place.folder / "glossary.yaml"
    concept = "  - {{id: knee, en: knee, type: anatomy, translations: {{es: {{text: {}, gender: f}}}}}}\n"
    glossary.write_text(f"concepts:\n{concept.format('rodilla')}")
    place.run()
    monkeypatch.setattr(workers, "_curate", None)
    glossary.write_text(f"concepts:\n{concept.format('rótula')}")
    assert {row.name for row in place.run().rows} == {"b"}
    assert "knee = rótula<" in place.xlf("es", "b").read_text("utf-8")


def test_what_the_memory_has_and_a_check_refuses_is_told_after_every_run(place: Place) -> None:
    tmx.write(place.translations / "es" / "more.tmx", [("en", "The knee hurts.", "La rodilla no duele.")], "es")
    refused = "of the memory is not used “The knee hurts.” = “La rodilla no duele.”"
    assert any(refused in line for line in place.run().lines)
    place.write("a", [*TEXTS["a"], "One more."])
    assert any(refused in line for line in place.run().lines)
    place.write("b", TEXTS["b"][1:])
    assert not any(refused in line for line in place.run().lines)


def test_a_run_that_ends_before_the_list_is_written_leaves_it_to_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    place.write("a", [*TEXTS["a"], "One more."])
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "write_index", end)
        with pytest.raises(KeyboardInterrupt):
            place.run()
    assert place.run().fresh
    assert len(load_bundle(place.folder / "curated")["a"].segments("es")) == len(TEXTS["a"]) + 1


def test_what_is_published_is_a_matter_of_the_bundle_alone(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """No text is translated anew for it, and the way back is the same."""
    place.edit("es", "b", "The knee hurts.", "La rodilla duele.", state="translated")
    place.run()
    (key,) = (unit.key for unit in place.units("es", "b") if unit.source == "The knee hurts.")
    place.approve("es", "b", "Ana Ruiz", key=key)
    settings = place.folder / "settings.yaml"
    before, kept = place.contents("curated", "translations"), settings.read_text()
    monkeypatch.setattr(Fast, "translate", None)
    settings.write_text(f"{kept}publish: approved\n")
    assert place.run().status == 0
    texts = [one.text for one in load_bundle(place.folder / "curated")["b"].segments("es")]
    assert texts == ["La rodilla duele.", None]
    settings.write_text(f"{kept}publish: all\n")
    assert place.run().status == 0
    assert place.contents("curated", "translations") == before


def test_an_edited_sentence_names_the_one_that_it_replaces(place: Place) -> None:
    (before,) = load_bundle(place.folder / "curated")["a"].segments("es")[:1]
    place.write("a", ["The liver is very large.", *TEXTS["a"][1:]])
    place.run()
    (after, other) = load_bundle(place.folder / "curated")["a"].segments("es")
    assert (after.replaces, other.replaces) == (before.key, None)
    place.write("a", TEXTS["a"])
    place.run()
    (back, _) = load_bundle(place.folder / "curated")["a"].segments("es")
    assert back.key == before.key


def test_an_approved_sentence_touches_the_texts_that_it_serves(place: Place) -> None:
    place.write("c", ["The knee hurts.", "Nothing else."])
    place.run()
    place.sign("es", "b", "The knee hurts.", "La rodilla duele.")
    assert {row.name for row in place.run().rows} == {"b", "c"}
    assert b"La rodilla duele." in place.contents("curated")["curated/c/es.json"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The follow\u2011up.", True), ("FOLLOW\nUP", True), ("(follow  up)", True), ("Follow-up.The", True),
        ("follow\n\nup", True), ("non-follow-up", True), ("follow upset", False), ("unfollow up", False), ("", False),
    ],
)  # fmt: skip
def test_a_term_is_sought_wherever_a_matcher_could_find_it(text: str, found: bool) -> None:
    assert Sought(["follow-up"]).stand_in(fold(text).text) is found


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.integers(0, 40), st.integers(0, 40))
def test_what_a_matcher_finds_in_a_part_is_sought_in_the_whole(pieces: list[str], start: int, end: int) -> None:
    text = "".join(pieces)
    terms = ("follow-up", "up", "l'os", "1.5 cm")
    if Matcher([Pattern(term) for term in terms]).find(text[start:end]):
        assert Sought(terms).stand_in(fold(text).text)
