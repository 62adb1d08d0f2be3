"""People's work through renames, deletions, other tools and languages that come and go."""

import errno
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.errors import DocumentError, UsageError
from pipeline.core.files import Disk
from pipeline.core.project import Project
from pipeline.core.targets import Target
from pipeline.exchange import tmx, xliff
from pipeline.job import publishing
from pipeline.job.rename import rename
from pipeline.report.figures import Row
from tests.documents import document_of, memory_pairs
from tests.hard.project import Place
from tests.programs import run

TEXT = ["The liver is large.", "The patient has pain.", "Call the nurse for help."]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A project with a text that a person has worked on."""
    place = Place(tmp_path / "project").make({"a": TEXT})
    place.run()
    place.sign("es", "a", TEXT[0], "El hígado es grande.")
    place.edit("es", "a", TEXT[1], "Tiene dolor.", state="translated")
    place.run()
    return place


def standing(place: Place, name: str, language: str = "es") -> dict[str, tuple[str | None, str]]:
    return {unit.source: (unit.target, unit.state) for unit in place.units(language, name) if unit.owned}


MADE = {TEXT[0]: ("El hígado es grande.", "approved"), TEXT[1]: ("Tiene dolor.", "translated")}


def project(place: Place) -> Project:
    return Project(place.raw, place.folder / "curated", place.translations, place.folder / "build")


ODD = [
    "-x", "--help", "--", ".a", "a (1)", "it's \"a\" $HOME", "a.txt", "b.md", "a.xlf", "a.es.orig", "a\nb", "a`id`b",
    "a\\b", "x.parked_", "~", "*", "cafe\u0301", "\x1b[31m",
]  # fmt: skip


class TestRenaming:
    def test_by_the_command(self, place: Place) -> None:
        keys = [unit.key for unit in place.units("es", "a")]
        rename(project(place), "a", "b")
        place.run()
        assert sorted(path.name for path in place.raw.iterdir()) == ["b.txt", "b.yaml"]
        assert (standing(place, "a"), standing(place, "b")) == ({}, MADE)
        assert [unit.key for unit in place.units("es", "b")] == keys
        assert place.xlf("fr", "b").exists()
        assert not place.xlf("fr", "a").exists()

    def test_a_copy_of_a_file_is_no_older_name(self, place: Place) -> None:
        shutil.copy(place.xlf("es", "a"), place.xlf("es", "a (1)"))
        (line,) = [line for line in place.run().lines if "pipeline rename" in line]
        assert line.startswith("“a (1).xlf” is a copy of the file of “a”, ")
        for text, words in ((TEXT[1], "Le duele."), (TEXT[2], "Llame.")):
            place.edit("es", "a (1)", text, words, state="translated")
        keys = [unit.key for unit in xliff.read(place.xlf("es", "a"))]
        rename(project(place), "a (1)", "a")
        place.run()
        assert [unit.key for unit in xliff.read(place.xlf("es", "a"))] == keys
        units = xliff.read(place.xlf("es", "a"))
        assert [unit.target for unit in units] == ["El hígado es grande.", "Tiene dolor.", "Llame."]
        assert "Le duele." in (place.translations / "es" / "a.parked.xlf").read_text()

    def test_a_damaged_parked_file_takes_nothing_of_its_text_away(self, place: Place) -> None:
        place.run()
        before, file = standing(place, "a"), place.xlf("es", "a").read_bytes()
        bundled = (place.folder / "curated" / "a" / "es.json").read_bytes()
        parked = place.xlf("es", "a.parked")
        parked.write_bytes(file[:500])
        for _ in range(2):
            outcome = place.run()
            (failure,) = outcome.failures
            assert failure.reason.startswith(f"{parked}:")
            assert not any("cannot be read there" in line for line in outcome.lines)
            assert (parked.read_bytes(), place.xlf("es", "a").read_bytes()) == (file[:500], file)
            assert (place.folder / "curated" / "a" / "es.json").read_bytes() == bundled
        parked.unlink()
        assert place.run().failures == ()
        assert standing(place, "a") == before

    def test_no_text_gets_a_name_that_windows_cannot_have(self, place: Place) -> None:
        before = place.contents()
        for name in ("con", "a:b", "what?"):
            with pytest.raises(UsageError, match="computers with Windows cannot have files of the name"):
                rename(project(place), "a", name)
        assert place.contents() == before

    def test_an_edited_source_and_an_unknown_role_are_told(self, place: Place) -> None:
        place.run()
        file = place.xlf("es", "a")
        note = '<note from="pipeline-data">approval=single; person=Ana; role=king; source=1; target=2</note>'
        text = file.read_text("utf-8").replace(f"<source>{TEXT[1]}</source>", "<source>Do it.</source>", 1)
        file.write_text(text.replace("</trans-unit>", f"{note}</trans-unit>", 1), "utf-8")
        line = text[: text.index("<source>Do it.")].count("\n")
        told = [one for one in place.run().lines if one.startswith(f"{file}:")]
        assert [one for one in told if one.startswith(f"{file}:{line}: the source in line {line} was edited")]
        assert [one for one in told if "'king' is no role; the approval in it does not count; correct it to" in one]
        assert "Do it." not in file.read_text("utf-8")

    @pytest.mark.parametrize("name", ODD)
    def test_a_command_that_is_offered_works_as_it_is_pasted(self, place: Place, name: str) -> None:
        place.xlf("es", name).write_bytes(place.xlf("es", "a").read_bytes())
        place.edit("es", name, TEXT[1], "Le duele.", state="translated")
        (line,) = [line for line in place.run().lines if "pipeline rename" in line]
        command = line.partition("; delete it, or `")[2].rpartition("` brings there")[0]
        done = run("bash", "-c", command.replace("python", sys.executable, 1), cwd=place.folder)
        assert (done.returncode, place.xlf("es", name).exists()) == (0, False), done.stderr
        assert "Le duele." in (place.translations / "es" / "a.parked.xlf").read_text()

    def test_a_copy_without_a_name_gets_no_command(self, place: Place) -> None:
        shutil.copy(place.xlf("es", "a"), place.translations / "es" / ".xlf")
        (line,) = [line for line in place.run().lines if "“.xlf”" in line]
        assert line.endswith("; delete it, or rename it as a copy of “a”.")

    def test_after_the_text_was_renamed_and_a_run_was_made(self, place: Place) -> None:
        (place.raw / "a.txt").rename(place.raw / "b.txt")
        (line,) = [line for line in place.run().lines if "pipeline rename" in line]
        assert "`python -m pipeline rename a b`" in line
        place.edit("es", "b", TEXT[2], "Llame a la enfermera.", state="translated")
        rename(project(place), "a.txt", "b.txt")
        assert not any("pipeline rename" in line for line in place.run().lines)
        assert standing(place, "b") == {**MADE, TEXT[2]: ("Llame a la enfermera.", "translated")}
        assert standing(place, "a") == {}

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("x", "a", r"raw: there has been no text 'x'; give the name that a\.txt had, or leave it as it is"),
            ("gnoe", "a", r"raw: there has been no text 'gnoe'; did you mean 'gone'\?"),
            ("b", "a", r"raw: there has been no text 'b'; "),
            ("gone", "a", r"a\.txt: this text has keys of its own, and other words than 'gone' had; .*`id: \"gone\"`"),
        ],
    )
    @pytest.mark.parametrize("side", [None, "title: A\n", "id: liver\n"])
    def test_a_sound_text_does_not_get_the_keys_of_another(
        self, place: Place, side: str | None, old: str, new: str, message: str
    ) -> None:
        place.write("gone", ["It beats.", "It is red."])
        if side:
            (place.raw / "a.yaml").write_text(side)
        place.run()
        place.sign("es", "gone", "It beats.", "Late.")
        (place.raw / "gone.txt").unlink()
        place.run()
        keys, before = [unit.key for unit in xliff.read(place.xlf("es", "a"))], place.contents()
        if (old, side) == ("gone", "id: liver\n"):  # its keys are those of its id, whatever comes to it
            rename(project(place), old, new)
        else:
            with pytest.raises(UsageError, match=message):
                rename(project(place), old, new)
            assert place.contents() == before
        place.run()
        assert [unit.key for unit in xliff.read(place.xlf("es", "a"))] == keys

    def test_an_id_is_no_name_that_there_was(self, place: Place) -> None:
        rename(project(place), "a", "b")
        rename(project(place), "b", "a")
        before = place.contents()
        with pytest.raises(UsageError, match="there has been no text 'aa'"):
            rename(project(place), "aa", "a")
        assert place.contents() == before

    def test_by_an_id(self, place: Place) -> None:
        (place.raw / "a.yaml").write_text("id: liver\n")
        place.run()
        keys = [unit.key for unit in place.units("es", "a")]
        assert all(key.startswith("liver:") for key in keys)
        for suffix in (".txt", ".yaml"):
            (place.raw / f"a{suffix}").rename(place.raw / f"z{suffix}")
        assert place.run().lines == place.run().lines
        assert standing(place, "z") == MADE
        assert [unit.key for unit in place.units("es", "z")] == keys
        assert not place.xlf("es", "a").exists()

    @pytest.mark.parametrize("side", ["title: A\n", "{title: A}\n", "---\ntitle: A\n", "# nothing\n", ""])
    def test_whatever_the_side_file_looks_like(self, place: Place, side: str) -> None:
        (place.raw / "a.yaml").write_text(side)
        rename(project(place), "a", "b")
        assert place.run().status != 3
        assert standing(place, "b") == MADE
        assert side.strip().removeprefix("---").strip("{}") in (place.raw / "b.yaml").read_text()

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("a", "c", "there is a text 'c' already"),
            ("x", "y", "there is no text 'x'"),
            ("a", "a", "the same"),
            ("a", ".b", "no name"),
            ("a", "sub/", "no name"),
            ("a", "sub/b", "another folder"),
            ("a", "../../b.txt", "another folder"),
            ("a", "/b.txt", "another folder"),
            ("a", "C", "differs from c.txt in capitals"),
        ],
    )
    def test_what_cannot_be(self, place: Place, old: str, new: str, message: str) -> None:
        place.write("c", TEXT)
        before = place.contents()
        with pytest.raises(UsageError, match=message):
            rename(project(place), old, new)
        assert place.contents() == before

    @pytest.mark.parametrize("side", ["title: A\n", None])
    @pytest.mark.parametrize(
        ("file", "data", "message"),
        [
            ("raw/b.yaml", "title: B\n", "there is a side file of that name already"),
            ("raw/b.yaml", "", "there is a side file of that name already"),
            ("raw/a.md", "A second text.\n", "two texts share the name 'a'"),
            ("translations/es/a.xlf", "<xliff", "XLIFF|XML"),
            ("translations/fr/a.xlf", "", "XLIFF|XML"),
            ("translations/fr/b.xlf", "<mine/>", "no XLIFF"),
            ("translations/fr/b.parked.xlf", "<mine/>", "no XLIFF"),
            ("raw/a.yaml", "colour: red\n", "unknown key"),
        ],
    )
    def test_what_is_in_the_way_is_seen_before_anything_moves(
        self, place: Place, side: str | None, file: str, data: str, message: str
    ) -> None:
        if side:
            (place.raw / "a.yaml").write_text(side)
        (place.raw.parent / file).write_text(data)
        before = place.contents()
        with pytest.raises(UsageError, match=message):
            rename(project(place), "a", "b")
        assert place.contents() == before

    @pytest.mark.parametrize("side", ["title: A\n", None])
    def test_the_same_command_goes_on_where_the_disk_stopped_it(
        self, place: Place, side: str | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if side:
            (place.raw / "a.yaml").write_text(side)

        def refuse(self: Disk, old: Path, new: Path) -> None:
            if new.name == stop:
                raise OSError(errno.ENOSPC, "No space left on device", str(new))
            real(self, old, new)

        real = Disk.rename
        with monkeypatch.context() as patch:
            patch.setattr(Disk, "rename", refuse)
            for stop in ("b.txt", "b.xlf"):
                with pytest.raises(DocumentError, match=rf"{stop}: .* in part .*give the same command again"):
                    rename(project(place), "a", "b")
        rename(project(place), "a", "b")
        place.run()
        assert sorted(path.name for path in place.raw.iterdir()) == ["b.txt", "b.yaml"]
        assert (standing(place, "a"), standing(place, "b")) == ({}, MADE)

    def test_an_id_that_another_text_has(self, place: Place) -> None:
        place.write("c", TEXT)
        (place.raw / "c.yaml").write_text("id: a\n")
        place.write("d", ["Rest."])
        outcome = place.run()
        assert outcome.status == 3
        (failure,) = outcome.failures
        assert failure.reason.endswith("c.yaml:1: the id 'a' is that of a.txt too; give one of the two another id")
        assert standing(place, "a") == MADE
        assert place.xlf("es", "d").exists()
        (place.raw / "c.yaml").unlink()
        assert place.run().failures == ()
        assert place.xlf("es", "c").exists()

    def test_an_id_that_two_texts_claim(self, place: Place) -> None:
        before = place.xlf("es", "a").read_bytes()
        place.write("c", TEXT)
        for name in ("a", "c"):
            (place.raw / f"{name}.yaml").write_text("id: liver\n")
        assert [failure.name for failure in place.run().failures] == ["a.txt", "c.txt"]
        assert place.xlf("es", "a").read_bytes() == before
        (place.raw / "c.yaml").write_text("id: other\n")
        assert place.run().failures == ()
        assert standing(place, "a") == MADE

    def test_every_fault_of_every_side_file_is_told(self, place: Place) -> None:
        slips = "{0}: {1}\noff: [{0}]\nwaive: [{{check: {0}, text: 5, bad: 1}}]\ndate: [1]\n"
        for name in ("a", "b"):
            place.write(name, TEXT)
            (place.raw / f"{name}.yaml").write_text(slips.format("titel", name))
        place.write("c", TEXT)
        outcome = place.run()
        lines = [line.rpartition("/")[2] for failure in outcome.failures for line in failure.lines]
        assert {line.partition(": ")[0] for line in lines} == {f"{name}.yaml:{n}" for name in "ab" for n in range(1, 5)}
        assert (outcome.status, place.xlf("es", "c").exists()) == (3, True)


class TestGone:
    def test_a_deleted_text_serves_the_memory_and_comes_back(self, place: Place) -> None:
        before = place.contents("translations")
        (place.raw / "a.txt").unlink()
        place.write("other", [TEXT[0], "Quite another matter."])
        outcome = place.run()
        assert [line for line in outcome.lines if line.startswith("Gone from the texts: a.")]
        assert next(unit.target for unit in place.units("es", "other")) == "El hígado es grande."
        assert memory_pairs(place.translations / "es" / "memory.tmx") == [(TEXT[0], "El hígado es grande.")]
        (place.raw / "other.txt").unlink()
        place.write("a", TEXT)
        assert not any("Gone" in line and " a." in line for line in place.run().lines)
        after = place.contents("translations")
        assert {name: after[name] for name in before} == before

    def test_a_language_that_is_put_back(self, place: Place) -> None:
        before = place.contents()
        place.settings("fr")
        place.run()
        assert standing(place, "a") == MADE
        place.settings("es, fr")
        place.run()
        assert place.contents() == before

    def test_the_memory_leaves_out_what_the_checks_withhold(self, place: Place) -> None:
        place.write("a", [*TEXT, "Take 5 mg of it daily."])
        place.run()
        place.sign("es", "a", "Take 5 mg of it daily.", "Tome 50 mg al día.")
        place.write("b", ["Take 5 mg of it daily."])
        place.run()
        assert memory_pairs(place.translations / "es" / "memory.tmx") == [(TEXT[0], "El hígado es grande.")]
        assert [unit.target for unit in place.units("es", "b")] == ["Traducido: Take 5 mg of it daily."]


NOTES = [
    '<note from="translator">Ask Ana.</note>',
    '<note priority="1" annotates="target">Ask Ana.</note>',
    '<note from="developer" xml:lang="es">¿Ana?</note>',
    '<alt-trans match-quality="80" origin="Ana"><source>A <x id="1"/>b</source><target>Otra.</target></alt-trans>',
]


class TestRemarks:
    @pytest.mark.parametrize("xml", NOTES)
    def test_they_survive_every_run(self, place: Place, xml: str) -> None:
        for source in (TEXT[0], TEXT[2]):
            place.remark("es", "a", source, xml)
        place.run()
        before = place.contents("translations")
        remarks = [unit.remarks for unit in place.units("es", "a")]
        assert [len(one) for one in remarks] == [1, 0, 1]
        assert xml.split(">")[1].split("<", maxsplit=1)[0] in remarks[0][0]
        place.write("more", ["Rest."])
        place.run()
        assert {name: place.contents("translations")[name] for name in before if "more" not in name} == before

    @pytest.mark.parametrize("at", ["</header>", '<group restype="x-paragraph">'])
    def test_those_of_a_group_and_of_the_file_stay_where_they_are(self, place: Place, at: str) -> None:
        path = place.xlf("es", "a")
        note = '<note from="translator">Ask Ana.</note>'
        around = f"{note}{at}" if at == "</header>" else f"{at}{note}"
        path.write_text(path.read_text("utf-8").replace(at, around, 1), "utf-8")
        place.run()
        text = re.sub(r">\s+<", "><", path.read_text("utf-8"))
        assert around in text
        place.write("a", [*TEXT, "Rest."])
        place.run()
        text = re.sub(r">\s+<", "><", path.read_text("utf-8"))
        assert around in text
        place.write("a", TEXT[1:])
        place.run()
        assert "Ask Ana." in "".join(one.read_text("utf-8") for one in path.parent.glob("a*.xlf"))

    @pytest.mark.parametrize("at", ["<body>", "</body>", "</file>", "</xliff>"])
    def test_those_in_no_place_of_xliff_go_to_the_head_of_the_file(self, place: Place, at: str) -> None:
        path = place.xlf("es", "a")
        note = '<note from="translator">Ask Ana.</note>'
        around = f"{at}{note}" if at == "<body>" else f"{note}{at}"
        path.write_text(path.read_text("utf-8").replace(at, around, 1), "utf-8")
        for texts in (TEXT, [*TEXT, "Rest."]):
            place.write("a", texts)
            place.run()
            assert f"{note}</header>" in re.sub(r">\s+<", "><", path.read_text("utf-8"))

    def test_those_of_a_machine_text_are_parked_with_it_and_come_back(self, place: Place) -> None:
        place.remark("es", "a", TEXT[2], NOTES[0])
        place.run()
        before = place.contents("translations")
        place.write("a", TEXT[:2])
        place.run()
        assert "Ask Ana." in place.xlf("es", "a.parked").read_text("utf-8")
        place.write("a", TEXT)
        place.run()
        assert place.contents("translations") == before

    def test_those_of_a_changed_sentence_stay(self, place: Place) -> None:
        place.remark("es", "a", TEXT[2], NOTES[0])
        place.write("a", [*TEXT[:2], "Call the nurse for any help."])
        place.run()
        assert "Ask Ana." in place.xlf("es", "a").read_text("utf-8")


class TestTools:
    @pytest.mark.parametrize(
        "dropped", [r' resname="[^"]*"', r' id="[^"]*"', r" resname=\S*| id=\S*", "<note.*?</note>"]
    )
    def test_what_they_drop_costs_no_text(self, place: Place, dropped: str) -> None:
        """Without its notes an approval is a claim; the records stand in them."""
        made = {source: (text, "translated" if "note" in dropped else state) for source, (text, state) in MADE.items()}
        place.write("a", TEXT[2:])
        place.run()
        for _ in range(2):
            for path in (place.xlf("es", "a"), place.xlf("es", "a.parked")):
                path.write_text(re.sub(dropped, "", path.read_text("utf-8")), "utf-8")
            assert place.run().status != 3
            assert standing(place, "a").items() >= made.items()
            ids = re.findall(r'<trans-unit id="([^"]+)" resname="a:', place.xlf("es", "a.parked").read_text("utf-8"))
            assert len(set(ids)) == 2
        place.write("a", TEXT)
        place.run()
        assert standing(place, "a").items() >= made.items()

    def test_texts_whose_names_are_alike(self, tmp_path: Path) -> None:
        names = ("x", "x.parked", "x.parked_", "x.parked.parked")
        place = Place(tmp_path / "project").make({name: [f"The {n} things."] for n, name in enumerate(names)}, "es")
        place.run()
        assert len(list((place.translations / "es").glob("*.xlf"))) == 4
        place.edit("es", "x", "The 0 things.", "Las 0 cosas.")
        place.write("x", ["Rest."])
        assert place.run().status != 3
        assert "Las 0 cosas." in place.xlf("es", "x.parked").read_text("utf-8")
        assert place.xlf("es", "x.parked_").exists()

    def test_codes_in_a_target_are_no_text(self, place: Place) -> None:
        path = place.xlf("es", "a")
        coded = '<bpt id="1">&lt;b&gt;</bpt>Tiene<ept id="1">&lt;/b&gt;</ept> <ph id="2">{f}</ph>dolor.'
        path.write_text(path.read_text("utf-8").replace("Tiene dolor.", coded), "utf-8")
        place.run()
        assert standing(place, "a") == MADE

    def test_drafts_of_which_a_tool_dropped_notes_and_states_are_not_taken_for_done(self, place: Place) -> None:
        path = place.xlf("es", "a")
        text = re.sub(r"<note.*?</note>\s*", "", path.read_text("utf-8"))
        path.write_text(re.sub(r' state(-qualifier)?="[^"]*"', "", text), "utf-8")
        place.run()
        states = {unit.source: unit.state for unit in place.units("es", "a")}
        assert states[TEXT[2]] == "needs-review"


class TestMemories:
    def test_a_file_of_the_teams_own_is_never_touched(self, place: Place) -> None:
        memory = place.translations / "es" / "memory.tmx"
        seg = '<tu><tuv xml:lang="{}"><seg>Rest.</seg></tuv><tuv xml:lang="es"><seg>Descanse{}.</seg></tuv></tu>'
        own = f'<tmx version="1.4"><header creationtool="x"/><body>{seg.format("en", "")}</body></tmx>'
        memory.write_text(own)
        (memory.with_name("team.tmx")).write_text(own)
        place.write("b", ["Rest."])
        assert any(line.startswith(f"{memory}: is yours") for line in place.run().lines)
        assert [unit.target for unit in place.units("es", "b")] == ["Descanse."]
        for name in ("a.txt", "b.txt"):
            (place.raw / name).unlink()
        shutil.rmtree(place.folder / "curated")  # all texts gone at once is refused else
        place.run()
        assert (memory.read_text(), memory.with_name("team.tmx").read_text()) == (own, own)

    @pytest.mark.parametrize("text", ["", "<tmx", "<<<<<<< HEAD\n", "<html/>"])
    def test_one_that_is_no_memory_is_told_until_it_is_mended(self, place: Place, text: str) -> None:
        memory = place.translations / "es" / "memory.tmx"
        memory.write_text(text)
        for _ in range(2):
            outcome = place.run()
            assert (outcome.status, [failure.name for failure in outcome.failures]) == (3, [str(memory)])
            assert memory.read_text() == text
        memory.unlink()
        assert place.run().failures == ()

    def test_ours_goes_with_what_was_in_it_unless_somebody_edited_it(self, place: Place) -> None:
        memory = place.translations / "es" / "memory.tmx"
        assert tmx.is_ours(memory)
        edited = memory.read_text("utf-8").replace("El hígado", "Un hígado")
        memory.write_text(edited, "utf-8")
        assert not tmx.is_ours(memory)
        place.run()
        assert memory.read_text("utf-8") == edited

    def test_a_sentence_with_two_translations_is_told(self, place: Place) -> None:
        path = place.translations / "es" / "team.tmx"
        tmx.write(path, [("en", "Rest.", "Descanse."), ("en", "Rest.", "Repose.")], "es")
        assert any(line.startswith(f"{path}: has several translations of a sentence") for line in place.run().lines)

    def test_one_that_has_nothing_in_the_language_is_told(self, place: Place) -> None:
        path = place.translations / "es" / "team.tmx"
        tmx.write(path, [("en", "Rest.", "Repos.")], "fr")
        said = f"{path}: has no pair of en and es, so nothing is used of it; "
        assert any(line.startswith(said) for line in place.run().lines)

    def test_what_xml_cannot_hold_costs_its_own_sentence_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "team.tmx"
        tmx.write(path, [("en", "Rest.", "Descanse."), ("en", "Sleep.", "Duerma@.")], "es")
        for bad in ("&#x1F;", "&#31;", "\x1f", "&#xFFFE;"):
            found = memory_pairs(_with(path, path.read_text("utf-8").replace("@", bad)))
            assert found == [("Rest.", "Descanse.")]


def _with(path: Path, text: str) -> Path:
    other = path.with_name("other.tmx")
    other.write_text(text, "utf-8")
    return other


def test_what_is_saved_during_a_run_is_work_for_the_next(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before = publishing.publish_all

    def saved_meanwhile(*arguments: Any) -> list[Row]:
        place.sign("es", "a", TEXT[2], "Llame a la enfermera.")
        return before(*arguments)

    place.write("a", [*TEXT, "Rest."])
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "publish_all", saved_meanwhile)
        place.run()
    assert place.run().fresh
    assert b"Llame a la enfermera." in place.contents()["curated/a/es.json"]
    assert not place.run().fresh


@pytest.mark.parametrize("sentence", ["x" * 10_500_000], ids=["a word of ten million letters"])
def test_whatever_raw_allows_is_read_back(tmp_path: Path, sentence: str) -> None:
    document = document_of([("heading", [sentence]), ("paragraph", ["One.", "Two."])])
    path = tmp_path / "es" / "page.xlf"
    xliff.write(
        path,
        document,
        "es",
        [Target(document.segments[0].key, sentence, sentence, "person", None, "translated")],
        {},
        {},
    )
    assert path.stat().st_size < 2.5 * len(sentence)
    assert xliff.read(path)[0].target == sentence


def test_translations_that_are_not_read_are_told(place: Place) -> None:
    strange = ("es/b.xliff", "es/C.XLF", "es/a.docx", "es/a.csv", "es/back/a.xlf", "a.xlf", "own.tmx")
    silent = ("de/a.xlf", "es/notes.txt", "es/a.xlf.bak", "es/a.xlf~", "es/.a.xlf.swp", "es/.a.xlf.1.new", "README.md")
    for name in ("ES/a.xlf", "es-ES/a.xlf", "Spanish/a.xlf", *strange, *silent):
        (place.translations / name).parent.mkdir(exist_ok=True)
        (place.translations / name).write_text("x")
    place.write("c", TEXT)
    folder = place.translations

    def imported(name: str) -> str:
        cure = f"`python -m pipeline import {folder}/es/{name}` brings in what is in it; then move it away"
        return f"{folder}/es/{name}: not read; only files that end in .xlf and .tmx, in small letters, are; {cure}"

    assert list(place.run().warnings) == [
        f"{folder}/ES: not read; the settings name this language es",
        f"{folder}/Spanish: not read; the settings name this language es",
        f"{folder}/a.xlf: not read; put it into the folder of its language",
        imported("C.XLF"),
        *(f"{folder}/es/{name}: not read; only .xlf and .tmx files are" for name in ("a.csv", "a.docx")),
        imported("b.xliff"),
        f"{folder}/es/back: not read; only .xlf and .tmx files are",
        f"{folder}/es-ES: not read; the settings name this language es",
        f"{folder}/own.tmx: not read; put it into the folder of its language",
    ]
