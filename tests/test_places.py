"""Nothing is written or deleted outside its folder, whatever names, links and lists say."""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline import curate, load_bundle
from pipeline.__main__ import _guard, app
from pipeline.bundle.listed import remove_stale
from pipeline.bundle.making import Entry
from pipeline.bundle.package import LIST_HASH, list_hash
from pipeline.core.errors import DocumentError, UsageError
from pipeline.core.files import digest
from pipeline.core.model import SideFile
from pipeline.core.places import is_within, put, within
from pipeline.core.targets import EngineInfo, Target
from pipeline.exports import FORMATS, export
from pipeline.glossary import Glossary
from pipeline.ingest import scan
from pipeline.report.glossary_page import write
from tests.documents import write_bundles
from tests.hard.project import Place
from tests.programs import run

OUT = [
    "",
    ".",
    "..",
    "/",
    "//",
    "/etc/x",
    "../x",
    "a/../x",
    "a/../../x",
    "./../x",
    "a/..",
    "../../../../etc/passwd",
    "..//x",
    "a\0b",
    "\0",
    "/var",
    "a/b/../../../c",
]
IN = [
    "a",
    "a/b",
    "a/b/c.json",
    "...",
    "..a",
    "a..",
    ".a",
    "a b",
    "ä",
    "a\nb",
    "~",
    "$HOME",
    "-rf",
    "*",
    "C:\\x",
    "a\\..\\b",
    "a//b",
]


@pytest.mark.parametrize("name", OUT)
def test_a_name_that_leads_out(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder" / "a").mkdir(parents=True)
    with pytest.raises(DocumentError, match="is no place in this folder"):
        put(tmp_path / "folder", name, b"x")
    assert [path.name for path in tmp_path.rglob("*")] == ["folder", "a"]


@pytest.mark.parametrize("name", IN)
def test_a_name_that_stays_in(tmp_path: Path, name: str) -> None:
    assert put(tmp_path, name, b"x").read_bytes() == b"x"
    assert is_within(tmp_path, tmp_path / name)


LINKS = {  # what is a link, and to what
    "folder out": ("a", "../other"),
    "folder in": ("a", "b"),
    "folder that is not there": ("a", "../other/none"),
    "folder by a whole path": ("a", "/"),
    "itself": ("a", "a"),
    "above": ("a", ".."),
    "file out": ("a/x", "../../other/precious"),
    "file in": ("a/x", "../y"),
    "file that is not there": ("a/x", "../../other/n"),
}


@pytest.mark.parametrize(("link", "target"), LINKS.values(), ids=LINKS)
def test_nothing_is_written_through_a_link(tmp_path: Path, link: str, target: str) -> None:
    here, other = tmp_path / "here", tmp_path / "other"
    (here / "b").mkdir(parents=True)
    other.mkdir()
    (other / "precious").write_text("mine")
    (here / link).parent.mkdir(exist_ok=True)
    (here / link).symlink_to(target)
    with pytest.raises(
        DocumentError, match="this is a link, and nothing is written through it; put what it leads to itself there"
    ):
        put(here, "a/x", b"x")
    assert {path.name: path.read_text() for path in other.iterdir()} == {"precious": "mine"}


LED_OUT: dict[str, Callable[[Place], object]] = {
    "translations/es": lambda place: place.approve("es", "a", "Ana"),
    "build/report": lambda place: write(Glossary(), (), ("es",), place.project.build),
}


@pytest.mark.parametrize(("link", "deed"), LED_OUT.items())
def test_nobody_writes_through_a_link_in_a_folder(tmp_path: Path, link: str, deed: Callable[[Place], object]) -> None:
    place = Place(tmp_path / "project").make({"a": ["The liver is large."]}, "es")
    place.run()
    outside = tmp_path / "outside"
    (place.folder / link).rename(outside)
    (place.folder / link).symlink_to(outside)
    before = {path.name: path.read_bytes() for path in outside.iterdir()}
    with pytest.raises(
        DocumentError, match="this is a link, and nothing is written through it; put what it leads to itself there"
    ):
        deed(place)
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == before


def test_what_an_import_writes_through_a_linked_folder_of_packs_is_told(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    project = tmp_path / "project"
    project.mkdir()
    (project / "packs").symlink_to(tmp_path / "outside")
    (project / "glossary.yaml").write_text("concepts: []\n")
    (project / "t.csv").write_text("id,en,type\nshin,shin,anatomy\n")
    done = run(sys.executable, "-m", "pipeline", "glossary", "import", "t.csv", cwd=project)
    assert f"packs is a link; what is written goes to {tmp_path / 'outside'}." in done.stdout


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    put(tmp_path / "link", "a/x", b"x")
    assert (tmp_path / "real" / "a" / "x").read_bytes() == b"x"
    assert within(tmp_path / "link", "a") == tmp_path / "link" / "a"


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    """A bundle of two texts, one of them translated."""
    documents = [curate("Tests\n\nRest.\n", name, glossary={}) for name in ("one.txt", "two.txt")]
    held = [Target(s.key, "x", "x", "machine", EngineInfo("t", "0"), "draft") for s in documents[0].segments]
    write_bundles([Entry(documents[0], {"es": held}), Entry(documents[1])], tmp_path / "curated")
    return tmp_path / "curated"


def package(curated: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    path = curated / "datapackage.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data | {LIST_HASH: list_hash(data)}), encoding="utf-8")


def listed(path: object, hashed: object = "") -> dict[str, object]:
    return {"path": path, "hash": hashed}


RESOURCES: list[Any] = [
    None,
    5,
    "x",
    [],
    {},
    True,
    {"path": 5},
    {"hash": "x"},
    {"path": None, "hash": None},
    listed(["one"]),
    listed("x", 5),
    listed("."),
    listed(""),
    listed(".."),
    listed("/"),
    listed("schemas"),
    listed("one"),
    listed("one/"),
    listed("a\0b"),
    listed("x" * 5_000),
    listed("x/" * 3_000),
    listed("../README.md"),
    listed("/etc/hostname"),
    listed("one/../../README.md"),
    listed("one/notes.txt"),
    listed("notes.md"),
    listed("one/es.txt"),
    listed("one\\es.md"),
    listed("ONE/ES.MD"),
]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: str(one)[:30])
def test_a_list_that_was_tampered_with(curated: Path, resource: Any) -> None:
    """It deletes nothing, stops no run, and nobody takes the bundle for a sound one."""
    (curated.parent / "README.md").write_text("mine")
    (curated / "one" / "notes.txt").write_text("mine")
    before = {path for path in curated.parent.rglob("*") if path.is_file()}
    package(curated, lambda data: data["resources"].append(resource))
    with pytest.raises(UsageError) as error:
        load_bundle(curated)
    assert "\n" not in str(error.value)
    with pytest.raises(UsageError):
        export(curated, "brat", curated.parent / "out")
    names = {str(path.relative_to(curated)) for path in before if path.is_relative_to(curated)}
    assert remove_stale(curated, names) == []
    assert before == {path for path in curated.parent.rglob("*") if path.is_file()}
    write_bundles([Entry(curate("Tests\n\nRest.\n", "two.txt", glossary={}))], curated)
    assert before - {path for path in curated.parent.rglob("*") if path.is_file()} == {
        curated / "one" / name for name in ("document.json", "en.md", "es.json", "es.md")
    }
    assert load_bundle(curated).documents


PACKAGES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no resources": lambda data: data.pop("resources"),
    "resources of another type": lambda data: data.update(resources=5),
    "resources as a mapping": lambda data: data.update(resources={"a": 1}),
    "engines of another type": lambda data: data.update(engines=[1]),
    "an engine that is none": lambda data: data.update(engines={"es": [{"title": "x"}]}),
    "a hash that is none": lambda data: data["resources"][0].update(hash=None),
    "another hash": lambda data: data["resources"][0].update(hash="sha256:0"),
    "no hash": lambda data: data["resources"][0].pop("hash"),
    "no path": lambda data: data["resources"][0].pop("path"),
}


@pytest.mark.parametrize("change", PACKAGES.values(), ids=PACKAGES)
@pytest.mark.parametrize("form", [one.name for one in FORMATS])
def test_a_package_that_is_none_is_one_line(curated: Path, change: Callable[[dict[str, Any]], Any], form: str) -> None:
    package(curated, change)
    with pytest.raises(UsageError) as error:
        export(curated, form, curated.parent / "out")
    assert str(error.value).startswith(str(curated))
    assert not (curated.parent / "out").exists()


TEXTS = [
    b"",
    b"null",
    b"5",
    b"[]",
    b"{",
    b"\xff",
    b"[" * 100_000,
    b'{"resources":' * 20_000,
    b'{"resources": "\xff"}',
    b"\0" * 50,
    b'{"resources": [{"path": "\\ud83d", "hash": ""}]}',
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_list_that_is_none(curated: Path, text: bytes) -> None:
    (curated / "datapackage.json").write_bytes(text)
    with pytest.raises(UsageError, match=r"datapackage\.json: this is no list of a bundle's files; run `make` again"):
        load_bundle(curated)
    assert remove_stale(curated, ()) == []
    write_bundles([Entry(curate("Tests\n\nRest.\n", "two.txt", glossary={}))], curated)
    assert [document.id for document in load_bundle(curated).documents] == ["two"]


RECORDS: dict[str, Any] = {
    "nothing": {}, "a list": [], "of tomorrow": {"schema_version": "9.0.0"}, "no version": {"id": "one"},
    "a version that is none": {"schema_version": 5}, "only a version": {"schema_version": "1.3.0"},
}  # fmt: skip


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
@pytest.mark.parametrize("name", ["one/document.json", "one/es.json"])
def test_a_record_that_is_none_is_one_line(curated: Path, name: str, record: Any) -> None:
    data = json.dumps(record).encode()
    (curated / name).write_bytes(data)

    def list_it(data_of: dict[str, Any]) -> None:
        (entry,) = [one for one in data_of["resources"] if one["path"] == name]
        entry["hash"] = f"sha256:{digest(data)}"

    package(curated, list_it)
    with pytest.raises(UsageError) as error:
        load_bundle(curated)["one"].text("es")
    assert str(error.value).startswith(f"{curated / name}: ")


def test_only_what_we_wrote_and_as_we_wrote_it_is_deleted(curated: Path) -> None:
    (curated / "one" / "es.md").write_text("a correction by hand")
    (curated / "two" / "mine.md").write_text("mine")
    package(curated, lambda data: data["resources"].append(listed("two/mine.md", f"sha256:{digest(b'mine')}")))
    _, warnings = write_bundles([], curated)
    left = {str(path.relative_to(curated)) for path in curated.rglob("*") if path.is_file()}
    assert {name for name in left if "/" in name and not name.startswith("schemas/")} == {"one/es.md", "two/mine.md"}
    assert warnings == [
        f"{curated / 'one/es.md'}: is left, since it was changed by hand; delete it if nobody needs it",
        f"{curated / 'two'}: its text is gone, and what is not the pipeline's is left there (mine.md); move it away",
    ]


def test_a_link_in_the_list_is_not_followed(curated: Path) -> None:
    other = curated.parent / "other"
    (curated / "one").rename(other)
    (curated / "one").symlink_to(other)
    write_bundles([], curated)
    assert len(list(other.iterdir())) == 4


@pytest.mark.parametrize("language", ["../../README", "/var/x", "../es", "a\0b", "", "."])
def test_a_language_that_slipped_through_writes_nothing_elsewhere(tmp_path: Path, language: str) -> None:
    document = curate("Tests\n\nRest.\n", "one.txt", glossary={})
    odd = type(document)(
        **{n: getattr(document, n) for n in document.__struct_fields__} | {"side": SideFile(language=language)}
    )
    folder = tmp_path / "deep" / "curated"
    failures, _ = write_bundles([Entry(odd), Entry(curate("Tests\n\nRest.\n", "two.txt", glossary={}))], folder)
    assert all(path.is_relative_to(folder) for path in tmp_path.rglob("*") if path.is_file())
    assert {"two"} <= {document.id for document in load_bundle(folder).documents}
    assert ["is no language tag" in failure.reason for failure in failures] == [True]


def project(folder: Path) -> Path:
    (folder / "raw").mkdir(parents=True)
    (folder / "raw" / "good.txt").write_text("Tests\n\nThe scan was clear.\n")
    (folder / "glossary.yaml").write_text("concepts: []\n")
    return folder


def test_links_in_raw(tmp_path: Path) -> None:
    raw = project(tmp_path) / "raw"
    for name, target in {
        "in.txt": "good.txt",
        "out.txt": "../secret.txt",
        "absolute.txt": str(tmp_path / "secret.txt"),
        "out.yaml": "../secret.yaml",
        "passwords.txt": "/etc/passwd",
        "round.txt": "round.txt",
        "gone.txt": "none.txt",
        "gone out.txt": "/none/none.txt",
        "twice.txt": "out.txt",
        "folder": "..",
    }.items():
        (raw / name).symlink_to(target)
    (tmp_path / "secret.txt").write_text("A secret.")
    (tmp_path / "secret.yaml").write_text("title: x")
    texts, warnings = scan(raw)
    assert [text.path.name for text in texts] == ["gone.txt", "good.txt", "in.txt", "round.txt"]
    led_out = [warning for warning in warnings if "is a link that leads out of" in warning]
    assert len(led_out) == 6  # a side file's link is told with its text
    assert all("follow_links: true" in warning for warning in led_out)
    texts, warnings = scan(raw, follow_links=True)
    assert {"out.txt", "twice.txt", "absolute.txt", "passwords.txt"} <= {text.path.name for text in texts}


def test_a_setting_lets_them_be_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project(tmp_path))
    (tmp_path / "elsewhere.txt").write_text("Tests\n\nThis stands elsewhere.\n")
    (tmp_path / "raw" / "linked.txt").symlink_to("../elsewhere.txt")
    assert _guard(lambda: app(["run", "--engine", "none"])) == 0
    assert len([line for line in capsys.readouterr().err.splitlines() if "raw/linked.txt: not read" in line]) == 1
    assert not (tmp_path / "curated" / "linked").exists()
    (tmp_path / "settings.yaml").write_text("follow_links: true\n")
    assert _guard(lambda: app(["run", "--engine", "none"])) == 0
    assert "elsewhere" in (tmp_path / "curated" / "linked" / "en.md").read_text(encoding="utf-8")


def test_a_report_that_is_a_link_keeps_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project(tmp_path))
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "home.html").write_text("mine")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "report").symlink_to("../site")
    for _ in range(2):
        assert _guard(lambda: app(["run", "--engine", "none"])) == 3
        assert capsys.readouterr().err.count("this is a link") == 1  # for the text's page and the index
        assert [path.name for path in (tmp_path / "site").iterdir()] == ["home.html"]
        assert [document.id for document in load_bundle("curated").documents] == ["good"]
    (tmp_path / "build" / "report").unlink()
    assert _guard(lambda: app(["run", "--engine", "none"])) == 0
    assert {path.name for path in (tmp_path / "build" / "report").iterdir()} == {"index.html", "good.html"}


def test_only_our_own_pages_are_removed_from_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path))
    report = tmp_path / "build" / "report"
    assert _guard(lambda: app(["run", "--engine", "none"])) == 0
    assert (report / "good.html").is_file()
    (report / "mine.html").write_text("<p>mine, of medical-content-pipeline</p>")
    (report / "link.html").symlink_to("mine.html")
    (tmp_path / "raw" / "good.txt").rename(tmp_path / "raw" / "other.txt")
    assert _guard(lambda: app(["run", "--engine", "none"])) == 0
    assert {path.name for path in report.iterdir()} == {"index.html", "mine.html", "link.html", "other.html"}


NEWCOMERS = {  # who was there and who comes, each with its side file; who fails
    "capitals before": (
        {"good.txt": ""},
        {"Good.txt": ""},
        "raw/Good.txt: its name differs from good.txt in capitals only",
    ),
    "capitals behind": ({"Good.txt": ""}, {"good.txt": ""}, "raw/good.txt: its name differs from Good.txt in capitals"),
    "an accent": (
        {"é.txt": ""},
        {"e\u0301.txt": ""},
        "raw/e\u0301.txt: its name differs from é.txt in how accents are stored (e\\u0301 here, \\xe9 there); rename",
    ),
    "an accent and capitals": (
        {"é.txt": ""},
        {"E\u0301.txt": ""},
        "raw/E\u0301.txt: its name differs from é.txt in how accents are stored (E\\u0301 here, \\xe9 there); rename",
    ),
    "letters": (
        {"straße.txt": ""},
        {"strasse.txt": ""},
        "raw/strasse.txt: its name differs from straße.txt in letters that count as the same (strasse here, stra\\xdfe",
    ),
    "a suffix before": ({"good.txt": ""}, {"good.html": ""}, "raw/good.html: it shares its name with good.txt; rename"),
    "a suffix behind": ({"good.html": ""}, {"good.txt": ""}, "raw/good.txt: it shares its name with good.html; rename"),
    "suffix and capitals": (
        {"good.txt": ""},
        {"Good.md": ""},
        "raw/Good.md: its name differs from good.txt in capitals",
    ),
    "a name that is an id": (
        {"good.txt": "id: a"},
        {"a.txt": ""},
        "raw/a.txt: the id 'a' is that of good.txt too; give",
    ),
    "an id of a name": (
        {"good.txt": ""},
        {"b.txt": "id: good"},
        "raw/b.yaml:1: the id 'good' is that of good.txt too; ",
    ),
    "an id of an id": (
        {"good.txt": "id: x"},
        {"a.txt": "id: x"},
        "raw/a.yaml:1: the id 'x' is that of good.txt too; give",
    ),
}


@pytest.mark.parametrize(("there", "come", "named"), NEWCOMERS.values(), ids=NEWCOMERS)
def test_a_newcomer_takes_nothing_from_a_text_that_is_there(
    tmp_path: Path,
    there: dict[str, str],
    come: dict[str, str],
    named: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    for texts, status in ((there, 0), (come, 3)):
        for name, side in texts.items():
            (tmp_path / "raw" / name).write_text("The scan was clear.\n")
            if side:
                (tmp_path / "raw" / name).with_suffix(".yaml").write_text(side)
        assert _guard(lambda: app(["run", "--engine", "none"])) == status
    bundle = (tmp_path / "curated" / "datapackage.json").read_bytes()
    assert [document.record.source.file for document in load_bundle("curated").documents] == list(there)
    for again in (["run", "--engine", "none", "--force"], ["run", "--engine", "none"]):
        capsys.readouterr()
        assert _guard(partial(app, again)) == 3
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(named)
        assert (tmp_path / "curated" / "datapackage.json").read_bytes() == bundle
        for path in (tmp_path / "build").glob("store.sqlite*"):
            path.unlink()
