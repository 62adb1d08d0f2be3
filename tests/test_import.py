"""Bringing translations in: three texts are compared, nobody's is lost, and no file approves anything by itself."""

import re
import shutil
from pathlib import Path

import pytest

from pipeline.core.errors import DocumentError, PipelineError, UsageError
from pipeline.core.model import key_of
from pipeline.job.people import attesting
from tests.hard.project import Place
from tests.test_approval import OWN, TEXT, attested_of, unit_of

TMX = '<tmx version="1.4"><header creationtool="OmegaT" srclang="EN"/><body>{}</body></tmx>'
TU = (
    '<tu>{more}<tuv xml:lang="EN-US"><seg>{source}</seg></tuv>'
    '<tuv xml:lang="ES" changeid="mia" changedate="20260310T101112Z"><seg>{target}</seg></tuv></tu>'
)
SECOND = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:{n}" version="{n}" srcLang="en" trgLang="{language}">'
    '<file id="f1"><unit id="u1"><segment id="s1" state="{state}"><source>{source}</source>'
    "<target>{target}</target></segment></unit></file></xliff>"
)

TRADOS = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"'
    ' xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0">'
    '<file original="b" source-language="en-US" target-language="es-ES" datatype="x-sdlfilterframework2"><body>'
    '<trans-unit id="1"><source>Rest well.</source><seg-source><mrk mtype="seg" mid="1">Rest well.</mrk></seg-source>'
    '<target><mrk mtype="seg" mid="1">Descanse.</mrk></target>'
    '<sdl:seg-defs><sdl:seg id="1" conf="{conf}"/></sdl:seg-defs></trans-unit></body></file></xliff>'
)


FRENCH = (
    '<file original="c" source-language="en" target-language="fr"><body><trans-unit id="1"><source>A</source>'
    "<target>B</target></trans-unit></body></file></xliff>"
)


PO = 'msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "Rest well."\nmsgstr "{}"\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("made") / "project").make({"a": TEXT, "b": ["Rest well.", TEXT[1]]}, "es")
    place.run()
    place.edit("es", "a", TEXT[0], OWN, state="translated")
    place.run()
    return place


@pytest.fixture
def place(made: Place, tmp_path: Path) -> Place:
    """Two texts; the first sentence of one is a person's, all others are drafts."""
    return made.copy(tmp_path / "project")


@pytest.fixture
def away(place: Place, tmp_path: Path) -> Place:
    """The same files with a translator."""
    shutil.copytree(place.translations, tmp_path / "away" / "translations")
    return Place(tmp_path / "away")


def back(away: Place) -> Path:
    return away.xlf("es", "a")


def memory(tmp_path: Path, *units: str) -> Path:
    path = tmp_path / "project_save.tmx"
    path.write_text(TMX.format("".join(units)), "utf-8")
    return path


def tu(source: str, target: str, more: str = "") -> str:
    return TU.format(source=source, target=target, more=more)


def standing(place: Place, source: str = TEXT[0], name: str = "a") -> tuple[str | None, str]:
    unit = unit_of(place, source, name)
    return unit.target, unit.state


class TestNothingHappens:
    def test_what_comes_back_as_it_went(self, place: Place, away: Place) -> None:
        before = place.contents("translations")
        done = place.bring(back(away), "Ana Ruiz")
        assert (done.written, done.confirmed, done.same, done.approved) == (0, 0, 1, 0)
        assert (done.conflicts, done.left) == ((), ())
        assert place.contents("translations") == before

    def test_a_machine_never_takes_the_place_of_a_person(self, place: Place, away: Place) -> None:
        place.edit("es", "a", TEXT[1], "Tiene dolor.", state="translated")
        assert place.bring(back(away)).conflicts == ()
        assert standing(place, TEXT[1]) == ("Tiene dolor.", "translated")

    def test_what_was_changed_here_alone(self, place: Place, away: Place) -> None:
        place.edit("es", "a", TEXT[0], "Es grande el hígado.")
        assert place.bring(back(away)).conflicts == ()
        assert standing(place) == ("Es grande el hígado.", "translated")

    def test_two_changed_the_same_sentence(self, place: Place, away: Place) -> None:
        place.edit("es", "a", TEXT[0], "Es grande el hígado.")
        place.approve("es", "a", "Ana Ruiz")
        away.edit("es", "a", TEXT[0], "Grande es el hígado.", state="final", approved="yes")
        done = place.bring(back(away), "Luis Gil")
        (line,) = done.conflicts
        assert re.fullmatch(
            r".*a\.xlf:\d+: “The liver is large\.” = “Grande es el hígado\.” is not taken over: "
            r"here stands “Es grande el hígado\.”, which a person wrote, and it stays",
            line,
        )
        assert (done.written, done.approved) == (0, 0)
        assert standing(place) == ("Es grande el hígado.", "approved")

    def test_an_approval_of_a_text_that_is_gone(self, place: Place, away: Place) -> None:
        away.edit("es", "a", TEXT[0], "Es grande el hígado.", state="final", approved="yes")
        (place.raw / "a.txt").unlink()
        done = place.bring(back(away), "Ana Ruiz")
        assert (done.written, done.approved, done.left) == (1, 0, ("unknown text 'a'; known are: b",))
        assert standing(place) == ("Es grande el hígado.", "translated")

    def test_sources_in_another_language(self, place: Place, away: Place) -> None:
        away.edit("es", "a", TEXT[0], "Es grande el hígado.", state="translated")
        file, before = back(away), place.contents("translations")
        file.write_bytes(file.read_bytes().replace(b'source-language="en"', b'source-language="de"'))
        with pytest.raises(
            DocumentError, match=r"a\.xlf:\d+: its sources are in de, it says, and the text a is in en; "
        ):
            place.bring(file)
        assert place.contents("translations") == before
        file.write_bytes(file.read_bytes().replace(b'source-language="de"', b'source-language="en-GB"'))
        assert place.bring(file).written == 1

    def test_words_that_no_text_has_any_more(self, place: Place, away: Place) -> None:
        away.edit("es", "a", TEXT[2], "Llame.", state="translated")
        place.write("a", [*TEXT[:2], "Call a doctor now.", TEXT[3]])
        (line,) = place.bring(back(away)).conflicts
        assert line.endswith("is not taken over: these words stand in no text any more")

    @pytest.mark.parametrize(
        ("name", "text", "message"),
        [
            ("x.xlf", "<xliff", "x.xlf:1: the file is not sound XML"),
            ("x.xlf", '<!DOCTYPE xliff [<!ENTITY a "b">]><xliff/>', "has a DTD"),
            ("x.tmx", "\n<html/>", "x.tmx:2: the file is no TMX"),
            ("x.doc", "", "no kind of file that holds pairs"),
            ("x.csv", "source,target\n", "no pairs"),
            (
                "x.xlf",
                SECOND.format(n="2.0", language="fr", state="final", source="A", target="B"),
                "x.xlf:1: .* is none of",
            ),
            ("x.tmx", TMX.format(tu("A", "B").replace('"ES"', '"FR"')), "x.tmx: has no pair of en and es, so nothing"),
            ("x.tmx", TMX.format(""), "has no pair of en and es"),
            ("x.csv", "en,es\nRest well.,Des\0canse.\n", "x.csv:2: the file holds the control character U.0000"),
            ("x.tsv", "en\tes\nRest well.\tDescanse.\x1b\n", "x.tsv:2: a translation holds the control char.* U.001B"),
            ("x.csv", "en,es\nRest well.,Descanse.\ufffe\n", "x.csv:2: a translation holds the control char.* U.FFFE"),
            ("x.po", PO.format(r"Des\bcanse."), "x.po:.*: a translation holds the control character U.0008"),
            ("x.po", PO.format("A").replace("e: es", "e: spanglish"), "x.po:2: .*spanglish"),
            ("x.po", PO.format("A").replace("es", "es\\nContent-Type: charset=no", 1), "x.po:2: unknown charset 'no'"),
            ("x.tsv", "\nen\tes\tfr\tde\nA\tB\tC\tD\n", "x.tsv:2: the file has several that may be the target"),
            (
                "x.xlf",
                TRADOS.replace("</xliff>", FRENCH),
                "x.xlf:1: it is in several languages: en-US to es-ES, en to fr",
            ),
        ],
    )
    def test_what_is_refused(self, place: Place, tmp_path: Path, name: str, text: str, message: str) -> None:
        (tmp_path / name).write_text(text)
        before = place.contents()
        with pytest.raises(PipelineError, match=message):
            place.bring(tmp_path / name)
        assert place.contents() == before

    @pytest.mark.parametrize(
        ("state", "told"),
        [("donee", True), ("", True), ("Translated ", True), ("final", False), ("x-mine", False), ("reviewed", False)],
    )
    @pytest.mark.parametrize("namespace", ['xmlns="urn:oasis:names:tc:xliff:document:1.2"', ""])
    def test_a_state_of_others_that_nobody_knows_is_told(
        self, place: Place, tmp_path: Path, state: str, told: bool, namespace: str
    ) -> None:
        units = "".join(
            f'\n<trans-unit id="{n}"><source>{text}</source>\n<target state="{state}">Bien.</target></trans-unit>'
            for n, text in enumerate(("Rest well.", TEXT[1]))
        )
        file = f'<file original="b" source-language="en" target-language="es" datatype="plaintext"><body>{units}'
        path = tmp_path / "x.xlf"
        path.write_text(f'<xliff version="1.2" {namespace}>{file}</body></file></xliff>')
        done = place.bring(path)
        assert [line.partition("; the")[0] for line in done.skipped] == (
            [f"{path}:3: '{state}' is no state of XLIFF"] if told else []
        )
        assert all("the 2 texts under it count as not approved" in line for line in done.skipped)

    def test_a_state_that_nobody_knows_in_a_file_that_came_back(self, place: Place, away: Place) -> None:
        away.edit("es", "a", TEXT[1], "Otra cosa.", state="donee")
        path = back(away)
        number = path.read_text().partition("donee")[0].count("\n") + 1
        (line,) = place.bring(path).skipped
        assert line.startswith(f"{path}:{number}: 'donee' is no state of XLIFF; the text under it counts as not")

    def test_a_missing_file_and_a_language_that_is_none(self, place: Place, away: Place) -> None:
        with pytest.raises(UsageError, match="there is no such file"):
            place.bring(place.folder / "nowhere.xlf")
        with pytest.raises(UsageError, match="unknown language 'fr'"):
            place.bring(back(away), language="fr")

    def test_which_of_several_languages_a_memory_is_of(self, place: Place, tmp_path: Path) -> None:
        place.settings("es, fr")
        with pytest.raises(DocumentError, match="name it with --lang"):
            place.bring(memory(tmp_path, tu("Rest well.", "Descanse.")))
        assert place.bring(memory(tmp_path, tu("Rest well.", "Descanse.")), language="es").written == 1

    def test_a_file_that_cannot_be_read(self, place: Place, tmp_path: Path) -> None:
        (tmp_path / "x.xlf").write_bytes(b"<xliff>\xff")
        with pytest.raises(DocumentError, match="not UTF-8"):
            place.bring(tmp_path / "x.xlf")


def test_what_a_run_says_of_a_file_of_another_version_helps(place: Place, tmp_path: Path) -> None:
    file = place.xlf("es", "b")
    file.write_text(SECOND.format(n="2.0", language="es", state="final", source="Rest well.", target="Descanse."))
    (failure,) = place.run().failures
    assert "move it to another folder, run again, and give it there to `python -m pipeline import`" in failure.reason
    moved = Path(shutil.move(file, tmp_path / "b.xlf"))
    place.run()
    assert (place.bring(moved).written, standing(place, "Rest well.", "b")) == (1, ("Descanse.", "translated"))


def test_what_is_passed_over_is_told(place: Place, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("en,es\n,Solo.\nRest well.,\nRest well.,Descanse.\n,Sola.\n", "utf-8")
    done = place.bring(tmp_path / "x.csv")
    assert done.skipped == (f"{tmp_path}/x.csv:2: 2 left out: a translation without a source (lines 2, 5)",)
    assert (done.written, done.untranslated, done.failures) == (1, 1, ())


def test_a_day_that_a_tool_made_up_is_not_taken_over(place: Place, tmp_path: Path) -> None:
    unit = tu("Rest well.", "Descanse.").replace("20260310T", "20261399T")
    assert place.bring(memory(tmp_path, unit)).written == 1
    taken = unit_of(place, "Rest well.", "b").review.taken
    assert taken is not None
    assert taken.day is None


class TestTaken:
    def test_what_was_changed_there_alone(self, place: Place, away: Place) -> None:
        away.edit("es", "a", TEXT[0], "Es grande el hígado.")
        away.edit("es", "a", TEXT[1], "Tiene dolor.")
        done = place.bring(back(away))
        assert (done.written, done.conflicts) == (2, ())
        assert standing(place) == ("Es grande el hígado.", "translated")

    def test_an_approved_text_that_was_changed_there_is_void(self, place: Place, away: Place) -> None:
        place.approve("es", "a", "Ana Ruiz")
        shutil.copy(place.xlf("es", "a"), back(away))
        away.edit("es", "a", TEXT[0], "Es grande el hígado.")
        done = place.bring(back(away))
        assert done.written == 1
        assert standing(place) == ("Es grande el hígado.", "translated")
        assert [void.reason for void in attested_of(place, "a").void] == ["the translation has changed"]
        (line,) = done.void
        assert re.fullmatch(
            r".*a\.xlf:\d+: “The liver is large\.” = “Es grande el hígado\.”: it stands in the place of "
            rf"“{re.escape(OWN)}”, which Ana Ruiz had approved; that approval is void until somebody approves it anew",
            line,
        )
        assert [row.name for row in done.rows] == ["a"]

    def test_what_is_approved_anew_is_not_told_as_void(self, place: Place, away: Place) -> None:
        place.approve("es", "a", "Ana Ruiz")
        away.edit("es", "a", TEXT[0], "Es grande el hígado.", state="final", approved="yes")
        done = place.bring(back(away), "Luis Gil")
        assert (done.written, done.void) == (1, ())
        assert standing(place)[1] == "approved"

    def test_a_draft_that_was_confirmed(self, place: Place, away: Place) -> None:
        away.edit("es", "a", TEXT[1], state="translated")
        assert place.bring(back(away)).confirmed == 1
        assert standing(place, TEXT[1])[1] == "translated"

    def test_a_text_left_for_more_work(self, place: Place, away: Place) -> None:
        with away.unit("es", "a", TEXT[1]) as unit:
            target = unit.find("{*}target")
            target.attrib.clear()
            target.set("state", "needs-l10n")
            target.text = "Tiene dolor."
        assert place.bring(back(away)).written == 1
        assert standing(place, TEXT[1]) == ("Tiene dolor.", "needs-review")
        assert 'state="needs-l10n">Tiene dolor.' in place.xlf("es", "a").read_text("utf-8")

    def test_notes(self, place: Place, away: Place) -> None:
        away.remark("es", "a", TEXT[1], '<note from="Mia">Ask &amp; see.</note>')
        for _ in range(2):
            assert place.bring(back(away)).written == 0
            assert place.xlf("es", "a").read_text().count('<note from="Mia">Ask &amp; see.</note>') == 1

    @pytest.mark.parametrize("approver", [None, "Ana Ruiz"])
    def test_what_a_tool_calls_approved(self, place: Place, away: Place, approver: str | None) -> None:
        away.edit("es", "a", TEXT[0], "Es grande el hígado.", state="final", approved="yes")
        away.edit("es", "a", TEXT[3], "Tome 50 mg al día.", state="final", approved="yes")
        done = place.bring(back(away), approver)
        assert (done.written, done.approved, len(done.left)) == ((2, 1, 1) if approver else (2, 0, 0))
        assert standing(place)[1] == ("approved" if approver else "translated")
        assert standing(place, TEXT[3])[1] == "translated"
        if approver:
            (one,) = unit_of(place).review.approvals
            assert (one.way, one.person, one.day) == ("import", approver, "2026-03-14")

    def test_a_file_whose_tool_keeps_nothing_but_the_pairs(self, place: Place, away: Place) -> None:
        place.approve("es", "b", "Ana Ruiz")
        text = re.sub(r"<note.*?</note>|<header>.*?</header>", "", back(away).read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r' (state|state-qualifier|phase-name|resname|approved)="[^"]*"', "", text)
        back(away).write_text(text.replace("Traducido: The patient has pain.", "Tiene dolor."), "utf-8")
        assert place.bring(back(away)).written == 1
        assert standing(place, TEXT[1]) == ("Tiene dolor.", "translated")
        assert standing(place, "Rest well.", "b")[1] == "approved"


class TestOmegaT:
    def test_a_memory_goes_to_every_text_and_approves_nothing(self, place: Place, tmp_path: Path) -> None:
        done = place.bring(memory(tmp_path, tu(TEXT[1], "Tiene dolor.")), "Ana Ruiz")
        assert (done.written, done.approved) == (2, 0)
        for name in "ab":
            assert standing(place, TEXT[1], name) == ("Tiene dolor.", "translated")
        taken = unit_of(place, TEXT[1]).review.taken
        assert taken is not None
        assert (taken.person, taken.day) == ("mia", "2026-03-10")
        assert [(one.person, one.day, one.sentences) for one in attested_of(place, "a").translators] == [
            ("mia", "2026-03-10", 1)
        ]
        assert "  1 translated by mia on 2026-03-10, as their tool names them" in attesting.lines(
            attested_of(place, "a")
        )

    def test_a_translation_for_one_place(self, place: Place, tmp_path: Path) -> None:
        number = key_of("b", TEXT[1], 1).partition(":")[2]
        for more in (
            f'<prop type="file">b.xlf</prop><prop type="id">{number}</prop>',
            '<prop type="file">b.xlf</prop><prop type="prev">Rest well.</prop>',
        ):
            units = tu(TEXT[1], "Ya no.", more), tu(TEXT[1], "Tiene dolor.")
            place.bring(memory(tmp_path, *units))
            assert standing(place, TEXT[1]) == ("Tiene dolor.", "translated")
            assert standing(place, TEXT[1], "b") == ("Ya no.", "translated")

    def test_the_translator_goes_on(self, place: Place, tmp_path: Path) -> None:
        for text in ("Tiene dolor.", "Le duele."):
            done = place.bring(memory(tmp_path, tu(TEXT[1], text)))
            assert (done.written, done.conflicts) == (2, ())
        place.edit("es", "a", TEXT[1], "Siente dolor.")
        done = place.bring(memory(tmp_path, tu(TEXT[1], "Duele.")))
        assert (done.written, len(done.conflicts)) == (1, 1)
        assert standing(place, TEXT[1]) == ("Siente dolor.", "translated")

    def test_a_draft_that_was_taken_as_it_was(self, place: Place, tmp_path: Path) -> None:
        draft = standing(place, "Rest well.", "b")[0] or ""
        assert place.bring(memory(tmp_path, tu("Rest well.", draft.replace(" ", "\u00a0")))).confirmed == 1
        assert standing(place, "Rest well.", "b") == (draft, "translated")

    def test_notes(self, place: Place, tmp_path: Path) -> None:
        place.bring(memory(tmp_path, tu(TEXT[3], "Tome 50 mg al día.", "<note>ok pair/numbers: so it is</note>")))
        assert '<note from="mia">ok pair/numbers: so it is</note>' in place.xlf("es", "a").read_text()
        assert [one.check for one in unit_of(place, TEXT[3]).review.waivers] == ["pair/numbers"]


class TestSpaces:
    """A no-break space in our text and a plain one in somebody's memory are the same."""

    SOURCE = "Take 5 mg of it every day."

    @pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
    def test_a_memory_of_the_team(self, place: Place, space: str) -> None:
        place.write("c", [self.SOURCE.replace("5 ", "5\u00a0")])
        path = place.translations / "es" / "team.tmx"
        path.write_text(TMX.format(tu(self.SOURCE.replace("5 ", f"5{space}"), "Tome 5 mg al día.")), "utf-8")
        place.run()
        (unit,) = place.units("es", "c")
        assert (unit.target, unit.origin) == ("Tome 5 mg al día.", "memory")

    def test_two_that_differ_in_spaces_alone_agree(self, place: Place) -> None:
        place.write("c", [self.SOURCE])
        path = place.translations / "es" / "team.tmx"
        texts = ("Tome 5 mg al día.", "Tome 5\u00a0mg al día.")
        path.write_text(TMX.format("".join(tu(self.SOURCE, text) for text in texts)), "utf-8")
        assert not any("several translations" in line for line in place.run().lines)
        assert place.units("es", "c")[0].origin == "memory"


class TestRegions:
    """What is given for a language serves its varieties."""

    def test_a_memory_of_the_language(self, place: Place) -> None:
        path = place.translations / "es" / "team.tmx"
        path.write_text(TMX.format(tu("Rest well.", "Descanse bien.")), "utf-8")
        place.settings("es-MX")
        place.run()
        assert standing_in(place, "es-MX") == ("Descanse bien.", "memory")
        assert not place.run().fresh
        path.write_text(TMX.format(tu("Rest well.", "Descanse.")), "utf-8")
        place.run()
        assert standing_in(place, "es-MX") == ("Descanse.", "memory")

    def test_a_region_serves_no_other(self, place: Place) -> None:
        path = place.translations / "es-ES" / "team.tmx"
        path.parent.mkdir()
        path.write_text(TMX.format(tu("Rest well.", "Descanse bien.")), "utf-8")
        place.settings("es-MX")
        place.run()
        assert standing_in(place, "es-MX")[1] != "memory"

    def test_a_file_of_the_language_goes_to_its_only_variety(self, place: Place, tmp_path: Path) -> None:
        place.settings("es-MX")
        place.run()
        (tmp_path / "b.csv").write_text("en,es\nRest well.,Descanse.\n")
        assert place.bring(tmp_path / "b.csv").language == "es-MX"
        place.settings("es-MX, es-ES")
        place.run()
        with pytest.raises(DocumentError, match=r"its language, es, is none of the settings; .*--lang: es-MX, es-ES"):
            place.bring(tmp_path / "b.csv")


def standing_in(place: Place, language: str) -> tuple[str | None, str | None]:
    unit = place.units(language, "b")[0]
    return unit.target, unit.origin


class TestOtherFiles:
    def test_a_sentence_with_two_translations_is_told(self, place: Place, tmp_path: Path) -> None:
        path = tmp_path / "b.csv"
        path.write_text("en,es\nRest well.,Descanse.\nRest well.,Repose.\n")
        (line,) = place.bring(path).conflicts
        assert line.endswith(
            "b.csv:2: “Rest well.” = “Descanse.” is not taken over: the file has another translation of it further down"
        )
        assert standing(place, "Rest well.", "b") == ("Repose.", "translated")

    @pytest.mark.parametrize("n", ["2.0", "2.1"])
    @pytest.mark.parametrize(
        ("state", "expected"), [("initial", "needs-review"), ("translated", "translated"), ("final", "approved")]
    )
    def test_xliff_2(self, place: Place, tmp_path: Path, n: str, state: str, expected: str) -> None:
        path = tmp_path / "b.xlf"
        path.write_text(SECOND.format(n=n, language="es-MX", state=state, source="Rest well.", target="Descanse."))
        place.bring(path, "Ana Ruiz")
        assert standing(place, "Rest well.", "b") == ("Descanse.", expected)

    @pytest.mark.parametrize(
        ("conf", "expected"),
        [
            ("Draft", "needs-review"),
            ("RejectedTranslation", "needs-review"),
            ("Translated", "translated"),
            ("ApprovedTranslation", "approved"),
            ("ApprovedSignOff", "approved"),
            ("Unheard", "translated"),
        ],
    )
    def test_trados(self, place: Place, tmp_path: Path, conf: str, expected: str) -> None:
        path = tmp_path / "b.sdlxliff"
        path.write_text(TRADOS.format(conf=conf))
        place.bring(path, "Ana Ruiz")
        assert standing(place, "Rest well.", "b") == ("Descanse.", expected)

    def test_a_table_confirms_no_draft_by_repeating_it(self, place: Place, tmp_path: Path) -> None:
        draft = standing(place, "Rest well.", "b")[0]
        path = tmp_path / "b.csv"
        path.write_text(f'en,es\nRest well.,"{draft}"\n{TEXT[1]},Tiene dolor.\n')
        done = place.bring(path)
        assert (done.written, done.confirmed, done.same) == (2, 0, 1)
        assert standing(place, "Rest well.", "b")[1] == "draft"


@pytest.mark.parametrize("data", [b"", b"<xliff", b"\x00PK"])
def test_a_file_of_ours_that_cannot_be_read_costs_itself_alone(place: Place, tmp_path: Path, data: bytes) -> None:
    place.xlf("es", "a").write_bytes(data)
    file = tmp_path / "in.csv"
    file.write_text(f"source,target\nRest well.,Descanse bien.\n{TEXT[0]},{OWN}\n", "utf-8")
    done = place.bring(file, language="es")
    assert (done.written, [failure.name for failure in done.failures]) == (1, ["a.txt"])
    (line,) = done.conflicts
    assert line.endswith(" is not taken over: these words stand in no text whose translations can be read")
    assert next(unit for unit in place.units("es", "b") if unit.source == "Rest well.").target == "Descanse bien."
    assert place.xlf("es", "a").read_bytes() == data
