"""The commands of those who translate, as they are typed: what they say, and with which status they end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hard.project import Place
from tests.programs import run

TEXT = ["The liver is large.", "Take 5 mg of it daily."]
TABLE = "en,es\nThe liver is large.,El hígado es grande.\nTake 5 mg of it daily.,{}\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path / "project").make({"a": TEXT}, "es")
    settings = place.project.settings
    settings.write_text(settings.read_text() + "engine: none\n")
    return place


def said(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    done = run(sys.executable, "-m", "pipeline", *words, cwd=place.folder)
    assert "Traceback" not in done.stderr
    return done


def test_from_a_table_to_an_approved_text(place: Place) -> None:
    (place.folder / "back.csv").write_text(TABLE.format("Tome 50 mg al día."), "utf-8")
    done = said(place, "import", "back.csv")
    first, *table = done.stdout.splitlines()
    assert (done.returncode, first) == (1, "back.csv (es): 2 written, 0 drafts confirmed, 0 as here.")
    assert done.stderr.startswith("1 error in these translations; ")
    assert [line.split()[:2] for line in table] == [["Document", "Language"], ["a", "es"]]
    assert "Nothing has changed since `import` brought everything up to date" in said(place, "run").stdout
    done = said(place, "approve", "es", "a.txt", "--by", "Ana Ruiz")
    assert done.returncode == 1
    assert done.stdout.startswith("Ana Ruiz (reviser) has approved a sentence.\nDocument ")
    assert "“Take 5 mg of it daily.” is not approved: " in done.stderr
    (place.folder / "back.csv").write_text(TABLE.format("Tome 5 mg al día."), "utf-8")
    assert said(place, "import", "back.csv").stdout.startswith("back.csv (es): 1 written, 0 drafts confirmed, 1 as ")
    done = said(place, "approve", "es", "a", "--by", "Ana Ruiz", "--role", "translator")
    first, *table = done.stdout.splitlines()
    assert (done.returncode, first) == (0, "Ana Ruiz (translator) has approved 2 sentences.")
    assert table[-1].split()[-1] == "2"
    assert "since `approve` brought everything up to date" in said(place, "run").stdout
    (one,) = json.loads(said(place, "attest", "--format", "json").stdout)
    assert (one["approved"], [signed["role"] for signed in one["signatures"]]) == (2, ["reviser", "translator"])
    done = said(place, "kit")
    assert done.stdout.startswith("kit-es-omegat: 1 texts, 2 approved, 0 translated, 0 draft.")
    done = said(place, "import", "kit-es-omegat")
    assert (done.returncode, "nothing was translated in it yet" in done.stderr) == (2, True)


def test_of_several_files_a_bad_one_costs_itself_alone(place: Place) -> None:
    (place.folder / "bad.xlf").write_text("zz")
    (place.folder / "back.csv").write_text(TABLE.format("Tome 5 mg al día."), "utf-8")
    done = said(place, "import", "bad.xlf", "back.csv")
    assert done.returncode == 3
    assert done.stdout.startswith("back.csv (es): 2 written")
    assert [line.partition(":1: ")[0] for line in done.stderr.splitlines()] == ["bad.xlf"]


XLIFF_FR = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a.txt"
source-language="en" target-language="fr" datatype="plaintext"><body><trans-unit id="1">
<source>The liver is large.</source><target>Le foie est grand.</target></trans-unit></body></file></xliff>"""
OF_NONE = (
    "fr.xlf:2: its language, fr, is none of the settings;"
    " add fr to `languages` in settings.yaml, or leave this file out"
)
NOT_IN_ES = (
    "fr.xlf:2: its translations are in fr, not in es; add fr to `languages` in settings.yaml, or leave this file out"
)


@pytest.mark.parametrize("files", ["fr.xlf back.csv", "back.csv fr.xlf"])
@pytest.mark.parametrize(("option", "message"), [("", OF_NONE), ("--lang es", NOT_IN_ES)])
def test_a_file_in_a_language_of_none_costs_itself_alone(place: Place, files: str, option: str, message: str) -> None:
    (place.folder / "fr.xlf").write_text(XLIFF_FR)
    (place.folder / "back.csv").write_text(TABLE.format("Tome 5 mg al día."), "utf-8")
    done = said(place, "import", *files.split(), *option.split())
    assert (done.returncode, done.stderr) == (3, f"{message}\n")
    assert done.stdout.startswith("back.csv (es): 2 written")


def test_who_may_not_sign_for_one_file_signs_for_the_others(place: Place) -> None:
    place.settings("es, fr")
    (place.folder / "reviewers.yaml").write_text(SOUND)
    (place.folder / "fr.xlf").write_text(XLIFF_FR)
    (place.folder / "back.csv").write_text(TABLE.format("Tome 5 mg al día."), "utf-8")
    done = said(place, "import", "back.csv", "fr.xlf", "--by", "Ana")
    assert done.returncode == 3
    assert "reviewers.yaml:2: Ana does not review fr; " in done.stderr
    assert done.stdout.startswith("back.csv (es): ")


EMPTY = ("reviewers: []", "", "# later\n")


def test_a_run_tells_a_broken_list_of_reviewers(place: Place) -> None:
    for text, status in (
        ("reviewers: [", 3),
        ("reviewers: []", 0),
        ("reviewer: []", 3),
        ("", 0),
        ("# later\n", 0),
        (None, 0),
    ):
        path = place.folder / "reviewers.yaml"
        path.unlink() if text is None else path.write_text(text)
        done = said(place, "run", *["--force"] * (not text))
        assert (done.returncode, done.stderr.count("reviewers.yaml:1: ")) == (status, int(status == 3))
        assert done.stdout.count("reviewers.yaml: nobody is in it, so that nobody can approve; ") == (text in EMPTY)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("kit", "settings.yaml: no language is named, so there is nothing to translate; add one under `languages:`"),
        ("approve es a --by Ana", "unknown language 'es'; none is known"),
        ("import back.csv --lang es", "unknown language 'es'; none is known"),
    ],
)
def test_settings_without_a_language(place: Place, words: str, message: str) -> None:
    place.settings("")
    (place.folder / "back.csv").write_text(TABLE.format("Tome 5 mg al día."), "utf-8")
    done = said(place, *words.split())
    assert (done.returncode, done.stderr) == (2, f"{message}\n")


@pytest.mark.parametrize(("there", "typed"), [("caf\u00e9", "cafe\u0301"), ("cafe\u0301", "caf\u00e9")], ids=ascii)
def test_a_name_is_taken_however_its_accents_are_stored(place: Place, there: str, typed: str) -> None:
    place.write(there, TEXT)
    assert said(place, "approve", "es", typed, "--by", "Ana").returncode == 1  # nothing is translated yet
    assert said(place, "rename", f"{typed}.txt", "tea.txt").returncode == 0
    assert {path.name for path in place.raw.iterdir()} == {"a.txt", "tea.txt", "tea.yaml"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("approve es a", "--by"),
        ("approve fr a --by Ana", "unknown language 'fr'"),
        ("approve es b --by Ana", "unknown text 'b'; known are: a"),
        ("approve es a --by Ana --role boss", "unknown role 'boss'"),
        ("approve es ../a --by Ana", "'../a' lies in another folder; give the text as it is called in raw"),
        ("approve es translations/fr/a.xlf --by Ana", "lies in another folder"),
        (
            f"approve es a --by {'x' * 5000}",
            "too long for a name of a person: it has 5,000 characters; write up to 100",
        ),
        ("rename nix a", "raw: there has been no text 'nix'; "),
        ("import nowhere.xlf", "there is no such file"),
        ("import raw", "no project of OmegaT"),
        ("attest --format xml", "unknown format 'xml'"),
        ("kit --tool trados", "unknown tool 'trados'"),
        ("kit raw/kit", "nothing is written into the folder of the source texts"),
        ("kit translations/kit", "translations/kit: the kit would lie in translations; name a folder of its own"),
        ("import a.csv --by=", "this is no name of a person"),
        ("review --by=", "this is no name of a person"),
        ("attest --translations nowhere", "nowhere: there is no such folder"),
    ],
)
def test_wrong_use(place: Place, words: str, message: str) -> None:
    done = said(place, *words.split())
    assert done.returncode == 2
    assert message in done.stderr


BROKEN = "raw/b.yaml:1: this is not YAML"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("approve es b --by Ana", 3),
        ("approve es b.txt --by Ana", 3),
        ("import back.csv", 3),
        ("kit", 3),
        ("attest", 3),
        ("rename b c", 2),
    ],
)
def test_a_text_with_a_broken_side_file_is_told_as_such(place: Place, words: str, status: int) -> None:
    place.write("b", TEXT)
    said(place, "run")
    (place.raw / "b.yaml").write_text("a: [\n")
    (place.folder / "back.csv").write_text(TABLE.format("Tome 5 mg al día."), "utf-8")
    done = said(place, *words.split())
    assert done.returncode == status
    assert sum(line.startswith(BROKEN) for line in done.stderr.splitlines()) == 1
    assert "\\n" not in done.stderr


REVIEWERS = (
    "reviewers:\n- {{name: {name}, languages: [es], roles: {roles}, qualification: a, basis: b, until: {until}}}\n"
)
SOUND = REVIEWERS.format(name="Ana", roles="[reviser]", until="2030-01-31")


@pytest.mark.parametrize(
    ("files", "words", "lines"),
    [
        ({"glossary.yaml": "a: ["}, "", ["glossary.yaml:1: "]),
        ({"glossary.yaml": "a: [", "reviewers.yaml": "a: ["}, "", ["glossary.yaml:1: ", "reviewers.yaml:1: "]),
        ({"settings.yaml": "a: b"}, "", ["settings.yaml:1: unknown key 'a'"]),
        ({"reviewers.yaml": SOUND}, "--by Ben", ["reviewers.yaml: 'Ben' is not in it; "]),
        ({"translations": "x"}, "", ["translations: this is no folder; "]),
        (
            {"reviewers.yaml": REVIEWERS.format(name="' '", roles="[reviser]", until="2026-02-30")},
            "",
            ["reviewers.yaml:2: this is no name", "reviewers.yaml:2: '2026-02-30' is no day"],
        ),
        (
            {"settings.yaml": "review: {hosts: ['http://x/y'], user_header: \"X\\nY\"}\n"},
            "",
            [
                "settings.yaml:1: 'X\\nY' is no name of a header; ",
                "settings.yaml:1: 'http://x/y' is no name of a host; ",
            ],
        ),
    ],
)
def test_the_review_page_starts_over_sound_files_alone(
    place: Place, files: dict[str, str], words: str, lines: list[str]
) -> None:
    for name, text in files.items():
        (place.folder / name).write_text(text)
    done = said(place, "review", "--port", "0", *words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert [told for told in lines if told not in done.stderr] == []


@pytest.mark.parametrize("roles", ["[]", "['clinical reviewer']"])
def test_only_who_has_a_role_approves(place: Place, roles: str) -> None:
    (place.folder / "reviewers.yaml").write_text(REVIEWERS.format(name="Ana", roles=roles, until="null"))
    (place.folder / "back.csv").write_text(TABLE.format("Tome 5 mg al día."), "utf-8")
    said(place, "import", "back.csv")
    done = said(place, "approve", "es", "a", "--by", "Ana")
    first, _, table = done.stdout.partition("\n")
    given = (2, "", False) if roles == "[]" else (0, "Ana (clinical reviewer) has approved 2 sentences.", True)
    assert (done.returncode, first, bool(table)) == given


def test_a_note_that_is_meant_to_waive_and_does_not_is_told(place: Place) -> None:
    said(place, "run")
    file = place.folder / "translations" / "es" / "a.xlf"
    said_ok = ("pair/number: as in Spain", "pair/numbers", "source/hole: as printed", "repair/px: as printed")
    notes = "".join(f"<note>ok {one}</note>" for one in said_ok) + "<!-- ask Ana -->"
    file.write_text(file.read_text("utf-8").replace("</trans-unit>", f"{notes}</trans-unit>", 1), "utf-8")
    done = said(place, "run").stdout
    assert "unknown check 'pair/number'; did you mean 'pair/numbers'?" in done
    assert "“ok pair/numbers” waives nothing: there is no reason; " in done
    assert "no finding of 'source/hole' is answered here; write it under `waive:` in the text's side file" in done
    assert "'repair/px' is a rule, and a waiver answers a check; write `off: [repair/px]` in the side file" in done
    assert '<note from="comment">ask Ana</note>' in file.read_text("utf-8")


def test_a_role_without_a_person_and_texts_newer_than_the_bundle(place: Place) -> None:
    (place.folder / "back.csv").write_text(TABLE.format("Tome 5 mg al día."), "utf-8")
    done = said(place, "import", "back.csv", "--role", "reviser")
    assert (done.returncode, "name them with --by" in done.stderr) == (2, True)
    said(place, "run")
    (place.project.raw / "b.txt").write_text("The scan was clear.\n", "utf-8")
    done = said(place, "release", "1.0.0")
    assert (done.returncode, "b.txt: in no bundle; " in done.stderr) == (0, True)


def test_words_without_a_sentence_and_a_broken_memory_are_told(place: Place) -> None:
    said(place, "run")
    assert "belongs to no sentence" not in said(place, "run").stdout
    place.edit("es", "a", TEXT[0], "El hígado es grande.", state="translated")
    said(place, "run")
    (place.project.raw / "a.txt").write_text("Rest well.\n", "utf-8")
    kept = "es: 1 text of a person belongs to no sentence of theirs and is kept in translations/es/a.parked.xlf."
    assert kept in said(place, "run").stdout
    memory = place.folder / "translations" / "es" / "memory.tmx"
    memory.write_text("<tmx>", "utf-8")
    done = said(place, "run")
    assert done.returncode == 3
    assert "deleted, it loses the sentences that no file of translations holds" in done.stderr
    memory.unlink()
    assert said(place, "run").returncode == 0


def test_there_is_nothing_yet(place: Place) -> None:
    (place.folder / "glossary.yaml").unlink(missing_ok=True)
    done = said(place, "attest")
    assert (done.returncode, "nobody has approved any" in done.stdout) == (0, True)
    done = said(place, "glossary", "adopt", "liver")
    assert (done.returncode, "copy that one here to change it: cp " in done.stderr) == (2, True)
    assert not (place.folder / "glossary.yaml").exists()


@pytest.mark.parametrize(("form", "is_idle"), [("jsonl", True), ("html", False)])
def test_drafts_in_a_format_that_has_them_anyway(place: Place, form: str, *, is_idle: bool) -> None:
    said(place, "run")
    done = said(place, "export", "out", "--format", form, "--drafts")
    assert (done.returncode, f"--drafts changes nothing in {form}; it is for chunks and html" in done.stderr) == (
        0,
        is_idle,
    )
