"""What programs of others do with a bundle: they read it with msgspec alone, and are told what is wrong in one line."""

import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import curate, load_bundle
from pipeline.bundle import BundledDocument
from pipeline.bundle.making import Entry
from pipeline.bundle.package import LIST_HASH, list_hash
from pipeline.core.errors import UsageError
from pipeline.core.files import digest
from pipeline.core.model import SideFile
from tests.conftest import ROOT
from tests.documents import write_bundle, write_bundles
from tests.programs import run
from tests.sample import ENGINE, RAW, entry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_bundle(entry(tmp_path), tmp_path / "curated")
    return tmp_path / "curated"


@pytest.fixture
def page(folder: Path) -> BundledDocument:
    return load_bundle(folder)["page"]


def relist(folder: Path, name: str, change: Callable[[Any], Any]) -> None:
    """Change a file of JSON and list it anew, as somebody who wants to deceive does."""
    data = json.loads((folder / name).read_text(encoding="utf-8"))
    change(data)
    if name == "datapackage.json":
        data[LIST_HASH] = list_hash(data)
    (folder / name).write_text(json.dumps(data), encoding="utf-8")
    if name != "datapackage.json":
        hashed = digest((folder / name).read_bytes())
        relist(folder, "datapackage.json", lambda p: resource(p, name).update(hash=f"sha256:{hashed}"))


def resource(package: Any, path: str) -> dict[str, Any]:
    (found,) = [one for one in package["resources"] if one["path"] == path]
    entry: dict[str, Any] = found
    return entry


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def point_outside(folder: Path, path: str) -> None:
    (folder.parent / "secret.json").write_text("{}", encoding="utf-8")
    hashed = f"sha256:{digest(b'{}')}"
    relist(folder, "datapackage.json", lambda p: p["resources"].append({"path": path, "hash": hashed}))


def repeat_path(folder: Path) -> None:
    relist(folder, "datapackage.json", lambda p: p["resources"].append(p["resources"][0]))


def repeat_segment(name: str) -> Callable[[Path], None]:
    return lambda folder: relist(folder, name, lambda data: data["segments"].append(data["segments"][0]))


def repeat_key_of_record(folder: Path) -> None:
    path = folder / "page" / "es.json"
    rewrite(path, '"language": "es"', '"language": "es", "language": "fr"')
    hashed = f"sha256:{digest(path.read_bytes())}"
    relist(folder, "datapackage.json", lambda p: resource(p, "page/es.json").update(hash=hashed))


def link_to_page(folder: Path) -> None:
    (folder / "page").rename(folder / "other")
    (folder / "page").symlink_to("other")


DAMAGES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a flipped byte": (
        lambda f: flip(f / "page" / "es.json"),
        "page/es.json: the file was changed: it is not what datapackage.json lists",
    ),
    "a flipped byte of Markdown": (lambda f: flip(f / "page" / "es.md"), "page/es.md: the file was changed"),
    "a flipped byte of a schema": (
        lambda f: flip(f / "schemas" / "document.schema.json"), "document.schema.json: the file was changed"
    ),
    "a missing file": (lambda f: (f / "page" / "es.json").unlink(), "page/es.json: the file is missing"),
    "a missing folder": (lambda f: shutil.rmtree(f / "page"), "the file is missing"),
    "no list": (lambda f: (f / "datapackage.json").unlink(), "there is no bundle here; run `make` or name its folder"),
    "a list of a newer major schema": (
        lambda f: relist(f, "datapackage.json", lambda p: p.update(schema_version="2.0.0")),
        "its schema is of version 2.0.0, and up to 1.6.0 is read here; install a newer version of this package",
    ),
    "a text of a newer major schema": (
        lambda f: relist(f, "page/document.json", lambda d: d.update(schema_version="2.1.0")),
        "page/document.json: its schema is of version 2.1.0",
    ),
    "a translation of a newer major schema": (
        lambda f: relist(f, "page/es.json", lambda d: d.update(schema_version="10.0.0")),
        "page/es.json: its schema is of version 10.0.0",
    ),
    "a path to the folder above": (lambda f: point_outside(f, "../secret.json"), "'../secret.json' is no place"),
    "a path from the root": (lambda f: point_outside(f, f"{f.parent}/secret.json"), "secret.json' is no place in this"),
    "a path out and in": (lambda f: point_outside(f, "page/../../secret.json"), "is no place in this folder"),
    "a link": (link_to_page, "page: this is a link, "),
    "a path that is listed twice": (repeat_path, "datapackage.json: 'page/document.json' is listed twice"),
    "a key twice in the list": (
        lambda f: rewrite(f / "datapackage.json", '"name":', '"name": "x", "name":'),
        "this is no list of a bundle's files (the key 'name' stands twice in one object)",
    ),
    "a key twice in a record": (repeat_key_of_record, "page/es.json: this is no such record (the key 'language'"),
    "a sentence twice in a text": (repeat_segment("page/document.json"), "page/document.json: the key 'page:"),
    "another text than was hashed": (
        lambda f: relist(f, "page/document.json", lambda d: d.update(text=d["text"].replace("39", "38"))),
        "page/document.json: the text does not have the hash in `text_sha256`",
    ),
    "a sentence behind the end": (
        lambda f: relist(f, "page/document.json", lambda d: d["segments"][-1].update(end=10**6)),
        "page/document.json: an offset leads out of the text",
    ),
    "an entity before the beginning": (
        lambda f: relist(f, "page/document.json", lambda d: d["entities"][0].update(start=-1)),
        "page/document.json: an offset leads out of the text",
    ),
    "a block whose words begin outside": (
        lambda f: relist(f, "page/document.json", lambda d: d["blocks"][0].update(content=10**6)),
        "page/document.json: the words of a block begin outside it",
    ),
    "a block that is not there": (
        lambda f: relist(f, "page/document.json", lambda d: d["segments"][0].update(block=99)),
        "page/document.json: a sentence stands in a block that is not there",
    ),
    "another language than the file's": (
        lambda f: relist(f, "page/es.json", lambda d: d.update(language="fr")), "page/es.json: its language is 'fr'"
    ),
    "a translation that lacks a sentence": (
        lambda f: relist(f, "page/es.json", lambda d: d["segments"].pop()), "page/es.json: the sentence 'page:"
    ),
    "a translation of another sentence": (
        lambda f: relist(f, "page/es.json", lambda d: d["segments"].append({**d["segments"][0], "key": "page:x:1"})),
        "page/es.json: the text has no sentence 'page:x:1'",
    ),
    "a sentence twice in a translation": (repeat_segment("page/es.json"), "page/es.json: the key 'page:"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_bundle_is_refused_in_one_line(folder: Path, damage: str) -> None:
    harm, words = DAMAGES[damage]
    load_bundle(folder)["page"].text("es")
    harm(folder)
    with pytest.raises(UsageError) as error:
        load_bundle(folder)["page"].text("es")
    assert words in str(error.value)
    assert str(error.value).startswith(str(folder))
    assert str(error.value).isprintable()


def zipped(folder: Path, place: Path, name: Callable[[str], str] = str) -> Path:
    with zipfile.ZipFile(place, "w") as archive:
        for path in sorted(folder.rglob("*.*")):
            archive.writestr(name(path.relative_to(folder).as_posix()), path.read_bytes())
    return place


def test_any_flipped_byte_of_a_folder_is_refused_or_reads_the_same(folder: Path) -> None:
    """Between two values a blank may be another: all else is told."""
    expected = load_bundle(folder).version, load_bundle(folder)["page"].text("es")
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        for at in range(0, len(whole), max(1, len(whole) // 40)):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            try:
                found = load_bundle(folder).version, load_bundle(folder)["page"].text("es")
            except UsageError as error:
                assert str(error).isprintable()  # noqa: PT017 - it may be read as well
            else:
                assert (found, path.name, whole[at : at + 1].isspace()) == (expected, "datapackage.json", True)
        path.write_bytes(whole)


@pytest.mark.parametrize("name", ["title", "licenses", "schema_version", "version", "list_hash", "engines"])
def test_the_list_itself_is_bound_by_a_hash(folder: Path, name: str) -> None:
    path = folder / "datapackage.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    del data[name]
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(UsageError, match="the list was changed: it does not have the hash that it names"):
        load_bundle(folder)


def test_a_list_that_is_written_in_another_layout_is_the_same_list(folder: Path) -> None:
    relist(folder, "datapackage.json", lambda _: None)
    assert load_bundle(folder)["page"].id == "page"


def test_a_zip_is_read_like_a_folder(folder: Path, tmp_path: Path) -> None:
    bundle = load_bundle(zipped(folder, tmp_path / "a.zip"))
    assert bundle["page"].text("es") == load_bundle(folder)["page"].text("es")


def test_so_is_a_damaged_zip(folder: Path, tmp_path: Path) -> None:
    broken = zipped(folder, tmp_path / "broken.zip")
    data = bytearray(broken.read_bytes())
    data[data.index(b"texto 1") + 6] ^= 1
    broken.write_bytes(data)
    with pytest.raises(UsageError, match=r"page/es\.(json|md): the file cannot be read \(Bad CRC-32"):
        load_bundle(broken)
    lacking = zipped(folder, tmp_path / "lacking.zip", lambda name: name.replace("es.json", "fr.json"))
    with pytest.raises(UsageError, match=r"'page/es\.json' is missing in it"):
        load_bundle(lacking)
    with pytest.raises(UsageError, match="this is no bundle; name its folder, or the zip of a release"):
        load_bundle(folder / "datapackage.json")


WRONG_NAMES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "text": (lambda b: b["pgae"], "unknown text 'pgae'; did you mean 'page'?"),
    "text that is like none": (lambda b: b["x"], "unknown text 'x'; known are: page"),
    "language": (lambda b: b["page"].text("ess"), "unknown language 'ess'; did you mean 'es'?"),
    "language that is not there": (lambda b: b["page"].text("fr"), "unknown language 'fr'; known are: en, es"),
    "fallback": (lambda b: b["page"].text("es", fallback=("enn",)), "unknown language 'enn'; did you mean 'en'?"),
    "fallback that is a word": (
        lambda b: b["page"].text("es", fallback="en"), """one word, not several languages; write fallback=("en",)"""
    ),
    "state": (lambda b: b["page"].text("es", state="finished"), "unknown state 'finished'; known are: needs-trans"),
    "state with a slip": (lambda b: b["page"].segments("es", state="approve"), "did you mean 'approved'?"),
    "concept": (lambda b: b["page"].concept("fevr"), "unknown concept 'fevr'; did you mean 'fever'?"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG_NAMES)
def test_a_wrong_name_is_told_with_the_nearest(folder: Path, wrong: str) -> None:
    ask, words = WRONG_NAMES[wrong]
    with pytest.raises(UsageError) as error:
        ask(load_bundle(folder))
    assert words in str(error.value)


def test_an_earlier_bundle_says_that_it_holds_no_concepts() -> None:
    text = load_bundle(ROOT / "tests" / "bundles" / "1.4.0")["page"]
    with pytest.raises(UsageError, match=r"bundles before schema 1\.5\.0 hold no concepts"):
        text.concept("fever")


def test_a_bundle_is_iterated_counted_and_searched(folder: Path) -> None:
    bundle = load_bundle(folder)
    assert [page.title for page in bundle] == ["Fever"]
    assert (len(bundle), "page" in bundle, "other" in bundle, bundle.languages) == (1, True, False, ("es",))
    assert [page.languages for page in bundle.documents] == [("en", "es")]


def test_a_text_is_read_only_when_it_is_asked_for(folder: Path) -> None:
    bundle = load_bundle(folder)
    pages = list(bundle)
    shutil.rmtree(folder / "page")
    assert [page.id for page in pages] == ["page"]
    with pytest.raises(UsageError, match="the file is missing"):
        _ = pages[0].title


def test_what_changes_after_the_bundle_was_opened_is_noticed(folder: Path) -> None:
    bundle = load_bundle(folder)
    flip(folder / "page" / "document.json")
    with pytest.raises(UsageError, match="the file was changed"):
        bundle["page"].text()


def shown(page: BundledDocument, *arguments: Any, **options: Any) -> list[tuple[str | None, str]]:
    return [(one.text, one.language) for one in page.segments(*arguments, **options)][:5]


def test_what_is_not_far_enough_falls_back(page: BundledDocument) -> None:
    words = ["Fever", "𝔘 A fever of 39°C is high.", "Rest for 2–3 days.", "Care", "Drink water."]
    assert [text for text, _ in shown(page)] == words
    assert [text for text, _ in shown(page, "es")] == ["texto 0", "texto 1", "texto 2", None, "texto 4"]
    assert [text for text, _ in shown(page, "es", state="translated")] == ["texto 0", None, "texto 2", None, None]
    languages = [language for _, language in shown(page, "es", state="approved", fallback=("en",))]
    assert languages == ["es", "en", "en", "en", "en"]
    one, two, _, four, *_ = page.segments("es", state="approved", fallback=("en",))
    assert (one.withheld, four.withheld) == (None, "numbers differ")
    assert two.withheld == "its state is 'draft', and 'approved' was asked for"
    text = page.text("es", state="approved", fallback=("en",))
    assert text.startswith("# texto 0\n\n𝔘 A fever of 39")
    assert page.text("es", state="approved").startswith("# texto 0\n\n[…] […]\n\n## […]\n\n- […]\n- texto 5")


def test_a_segment_says_what_it_is(page: BundledDocument) -> None:
    one, two, three, four, five, *_ = page.segments("es")
    assert [s.is_draft for s in (one, two, three, four, five)] == [False, True, False, False, True]
    assert (one.kind, one.state, one.approvals, two.approvals) == ("heading", "approved", (), ())
    assert (two.engine, two.origin, four.withheld) == (ENGINE, "machine", "numbers differ")
    assert page.record.text[two.start : two.end] == two.source
    (kept,) = {s.state for s in page.segments()}
    assert kept == "kept"
    assert page.segments("es", state="approved")[1].withheld == "its state is 'draft', and 'approved' was asked for"


def test_an_edited_sentence_names_the_one_that_it_replaces(page: BundledDocument) -> None:
    before = curate("Drink some water.", name="page.md", glossary={})
    assert [one.replaces for one in page.segments("es")][:5] == [None, None, None, None, before.segments[0].key]


def test_sections_have_the_path_of_their_headings(tmp_path: Path) -> None:
    text = "Words come first.\n\n# One\n\nA is here.\n\n## Two\n\nB is here.\n\n### Three\n\nC is.\n\n"
    text += "## Four\n\nD is here.\n"
    write_bundle(Entry(curate(text, name="page.md", glossary={})), tmp_path)
    page = load_bundle(tmp_path)["page"]
    sections = page.sections()
    paths = [(), ("One",), ("One", "Two"), ("One", "Two", "Three"), ("One", "Four")]
    assert [section.path for section in sections] == paths
    assert [section.segments[-1].text for section in sections] == [
        "Words come first.", "A is here.", "B is here.", "C is.", "D is here."
    ]  # fmt: skip
    assert [key for s in sections for key in s.segments] == list(page.segments())


def test_a_passage_leads_back_to_its_raw_words(page: BundledDocument) -> None:
    start = page.record.text.index("2–3 days")
    found = page.provenance(start, start + 8)
    assert found.raw == RAW[found.raw_start : found.raw_end] == "2-3 days"
    assert [(cause.before, cause.after) for cause in found.changes] == [("-", "–")]
    assert all(cause.reason and cause.rule.startswith("repair/") for cause in found.changes)
    assert page.provenance(0, 5).changes == ()


def test_concepts_come_along_with_meaning_codes_and_translations(page: BundledDocument) -> None:
    (concept,) = page.concepts
    assert concept == page.concept("fever")
    assert (concept.preferred, concept.definition) == ("fever", "A body temperature that is too high.")
    assert concept.lay == ("high temperature",)
    assert (concept.codes, concept.translations["es"].text) == ({"hp": "HP:0001945"}, "fiebre")
    assert concept.translations["es"].status == "reviewed"
    assert {entity.concept for entity in page.entities if entity.concept} == {"fever"}


REVIEWS: list[tuple[dict[str, Any], tuple[str, str | None] | None]] = [
    ({}, None),
    ({"reviewed_by": "A. Doctor"}, None),
    ({"reviewed": "2024-03-14"}, ("2024-03-14", None)),
    ({"reviewed": "2024-03-14", "reviewed_by": "A. Doctor"}, ("2024-03-14", "A. Doctor")),
    ({"reviewed": "2024-03-14", "date": "2024-03-14"}, ("2024-03-14", None)),
    ({"reviewed": "2024-03-14", "date": "2024-03-15"}, None),
    ({"reviewed": "2024-03-14", "date": "15 March 2024"}, None),
    ({"reviewed": "2024-03-14", "reviewed_text": "0123456789ab"}, None),
]


@pytest.mark.parametrize(("side", "review"), REVIEWS)
def test_a_review_counts_until_the_text_is_edited(tmp_path: Path, side: dict[str, Any], review: Any) -> None:
    write_bundle(entry(tmp_path, SideFile(**side)), tmp_path / "curated")
    found = load_bundle(tmp_path / "curated")["page"].review
    assert (found and (found.day, found.by)) == review


def test_a_review_is_bound_to_the_text_by_its_hash(tmp_path: Path) -> None:
    text = load_bundle_of(entry(tmp_path), tmp_path / "a").record.text_sha256
    side = SideFile(reviewed="2024-03-14", reviewed_text=text[:12])
    assert load_bundle_of(entry(tmp_path, side), tmp_path / "b").review is not None


def load_bundle_of(one: Entry, folder: Path) -> BundledDocument:
    write_bundle(one, folder)
    return load_bundle(folder)["page"]


def test_only_what_is_approved_is_published_where_that_is_asked_for(tmp_path: Path) -> None:
    page = load_bundle_of(entry(tmp_path, publish="approved"), tmp_path / "curated")
    segments = page.segments("es")
    assert [one.text for one in segments[:6]] == ["texto 0", None, None, None, None, "texto 5"]
    assert segments[1].withheld == "no person has approved it yet, and settings.yaml says `publish: approved`"
    assert segments[3].withheld == "numbers differ"
    text = (tmp_path / "curated" / "page" / "es.md").read_text(encoding="utf-8")
    hole = "\\[… aquí falta la traducción: véase el original\\]"
    assert text.startswith(f"# texto 0\n\n{hole} {hole}\n")
    assert "draft" not in text


HOLES = {
    "es-MX": "[… aquí falta la traducción: véase el original]",
    "fr": "[… la traduction manque ici\u00a0: voir l’original]",
    "pt-BR": "[… falta aqui a tradução: ver o original]",
    "de": "[… the translation is missing here: see the original]",
}


@pytest.mark.parametrize("language", HOLES)
def test_markdown_says_in_its_language_that_a_translation_is_missing(tmp_path: Path, language: str) -> None:
    one = entry(tmp_path)
    write_bundle(Entry(one.document, {language: one.targets["es"]}), tmp_path / "curated")
    text = (tmp_path / "curated" / "page" / f"{language}.md").read_text(encoding="utf-8")
    assert text.count(HOLES[language].replace("[", "\\[").replace("]", "\\]")) == 1
    assert text.count("…") == 1


def test_the_head_counts_all_drafts(folder: Path) -> None:
    head = (folder / "page" / "es.md").read_text(encoding="utf-8").partition("\n")[0]
    assert head == (
        "> 3 drafts from en to es are by test (quality not known). 3 drafts are from the memory, the glossary or"
        " people. No person has confirmed them."
    )


def test_the_package_names_licences_sources_and_contributors(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["schema_version"], package["licenses"]) == ("1.6.0", [{"name": "CC-BY-4.0"}])
    assert package["version"].startswith("0.0.0+")
    one = resource(package, "page/es.json")
    assert (one["title"], one["licenses"]) == ("Fever", [{"name": "CC-BY-4.0"}])
    assert one["sources"] == [{"title": "Fever", "path": "https://example.org/fever"}]
    assert one["contributors"] == [
        {"title": "A. Writer", "roles": ["author"]}, {"title": "A Clinic", "roles": ["owner"]},
        {"title": "A. Doctor", "roles": ["reviewer"]},
    ]  # fmt: skip
    assert "licenses" not in resource(package, "schemas/document.schema.json")


LICENCES = {
    "CC0-1.0": {"name": "CC0-1.0"},
    "https://example.org/terms": {"path": "https://example.org/terms"},
    "© A Clinic, all rights reserved": {
        "name": "A-Clinic-all-rights-reserved", "title": "© A Clinic, all rights reserved"
    },
    "©": {"name": "other", "title": "©"},
}  # fmt: skip


@pytest.mark.parametrize("licence", LICENCES)
def test_any_licence_is_one_to_a_data_package(tmp_path: Path, licence: str) -> None:
    write_bundle(entry(tmp_path, SideFile(licence=licence, url="")), tmp_path / "curated")
    package = json.loads((tmp_path / "curated" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"] == [LICENCES[licence]]
    assert resource(package, "page/es.json")["sources"] == [{"title": "Fever"}]


def test_the_version_is_that_of_the_content(tmp_path: Path) -> None:
    one, same, other = entry(tmp_path), entry(tmp_path), entry(tmp_path, publish="approved")
    for name, each in (("a", one), ("b", same), ("c", other)):
        write_bundles([each], tmp_path / name)
    versions = [load_bundle(tmp_path / name).version for name in "abc"]
    assert versions[0] == versions[1] != versions[2]


BARE = """
import sys
class OnlyMsgspec:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in ("msgspec", "pipeline"):
            raise ImportError(f"{name} is not there")
sys.meta_path.insert(0, OnlyMsgspec())
from pipeline import load_bundle
bundle = load_bundle(sys.argv[1])
page = bundle["page"]
page.text("es-MX", state="approved", fallback=("en",)), page.sections("es"), page.provenance(0, 9), page.concepts
try:
    page.text("ess")
except Exception as error:
    print(error)
print(*[page.title for page in bundle])
"""


def test_the_standard_library_and_msgspec_are_enough(folder: Path) -> None:
    done = run(sys.executable, "-c", BARE, folder, cwd=ROOT)
    assert done.stdout.splitlines() == ["unknown language 'ess'; did you mean 'es'?", "Fever"], done.stderr
