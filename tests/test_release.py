"""Releases: the same bytes from the same bundle, what has changed in them, and what must not be used any more."""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline import curate, load_bundle
from pipeline.__main__ import _guard, app
from pipeline.bundle.making import Entry
from pipeline.bundle.records import Withdrawn
from pipeline.bundle.release import rank, release
from pipeline.core.errors import UsageError
from pipeline.core.model import Document
from pipeline.core.targets import State, Target
from tests.documents import write_bundles

TEXT = "Fever\n\nTake 5 mg a day. Rest for 2 days. Drink water.\n"


def targets(document: Document, *texts: tuple[str | None, State]) -> tuple[Target, ...]:
    pairs = zip(document.segments, texts, strict=True)
    return tuple(
        Target(segment.key, text, text, "person", None, state, None if text else "a dose differs")
        for segment, (text, state) in pairs
    )


GOOD: list[tuple[str | None, State]] = [
    ("Fiebre", "approved"), ("Tome 5 mg al día.", "approved"), ("Descanse 2 días.", "draft"), ("Beba agua.", "draft"),
]  # fmt: skip


class House:
    """A project's bundle and its releases."""

    def __init__(self, folder: Path):
        self.curated, self.out, self.file = folder / "curated", folder / "releases", folder / "withdrawn.yaml"

    def make(self, text: str = TEXT, texts: list[tuple[str | None, State]] | None = None, **others: str) -> "House":
        document = curate(text, name="page.txt", glossary={})
        entries = [Entry(document, {"es": targets(document, *(texts or GOOD))})]
        entries += [Entry(curate(other, name=f"{name}.txt", glossary={})) for name, other in others.items()]
        write_bundles(entries, self.curated)
        return self

    def withdraw(self, key: str, languages: str = "[es]", reason: str = "a wrong dose") -> "House":
        self.file.write_text(f"withdrawn:\n  - {{key: '{key}', languages: {languages}, reason: {reason}}}\n")
        return self

    def key(self, number: int) -> str:
        return load_bundle(self.curated)["page"].segments()[number].key

    def release(self, version: str, **options: Any) -> Path:
        return release(self.curated, version, self.out, self.file, **options)[0]

    def told(self, version: str) -> list[str]:
        """What a release says of its changes."""
        with zipfile.ZipFile(self.release(version)) as archive:
            lines = archive.read("CHANGES.md").decode("utf-8").splitlines()
        return [line for line in lines if line]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path).make()


VERSIONS: dict[str, list[str]] = {
    "none": [
        "",
        "1",
        "1.0",
        "v1.0.0",
        "1.0.0.0",
        "01.0.0",
        "1.0.x",
        "1.0.0-",
        "1.0.0 ",
        "1.0.0+a",
        "../1.0.0",
        "1.0.0/..",
    ],
    "rising": [
        "0.0.1",
        "0.9.9",
        "0.10.0",
        "1.0.0-2",
        "1.0.0-10",
        "1.0.0-rc.1",
        "1.0.0-rc.2",
        "1.0.0",
        "1.0.1",
        "10.0.0",
    ],
}


@pytest.mark.parametrize("version", VERSIONS["none"])
def test_what_is_no_version_is_refused(house: House, version: str) -> None:
    with pytest.raises(UsageError, match=r"is no version; write three numbers, like 1\.4\.0"):
        house.release(version)
    assert not house.out.exists()


def test_a_version_that_no_file_could_have_in_its_name_is_told_shortly(house: House) -> None:
    with pytest.raises(UsageError, match="is no version; write three numbers") as error:
        house.release(f"1.0.{'9' * 400}")
    assert len(str(error.value)) < 250


def test_an_earlier_release_may_be_gone_where_a_later_one_is_there(house: House) -> None:
    earlier = house.release("0.8.0")
    house.release("0.9.0")
    earlier.unlink()
    assert house.release("1.0.0").exists()


def test_versions_are_compared_as_they_are_meant() -> None:
    ranks = [rank(version) for version in VERSIONS["rising"]]
    assert None not in ranks
    assert sorted(ranks, key=lambda one: one or ()) == ranks


def test_the_same_bundle_gives_the_same_bytes(house: House, tmp_path: Path) -> None:
    once = house.release("1.0.0").read_bytes()
    assert house.release("1.0.0").read_bytes() == once
    other = House(tmp_path / "elsewhere").make()
    assert other.release("1.0.0").read_bytes() == once


def test_a_release_is_a_bundle_with_its_checksum(house: House) -> None:
    path = house.release("1.0.0")
    bundle = load_bundle(path)
    assert (bundle.version, [page.id for page in bundle]) == ("1.0.0", ["page"])
    assert bundle["page"].text("es") == load_bundle(house.curated)["page"].text("es")
    sums = path.with_name(f"{path.name}.sha256").read_text(encoding="utf-8")
    assert sums == f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"


def test_a_release_with_any_byte_flipped_is_refused_or_reads_the_same(house: House, tmp_path: Path) -> None:
    """In a date, say, which nobody reads, nothing is lost; all else is refused in one line."""
    path = house.release("1.0.0")
    whole, damaged = path.read_bytes(), tmp_path / "damaged.zip"
    page = load_bundle(path)["page"]
    expected = page.text(), page.text("es"), page.restore()
    refused = []
    for at in range(0, len(whole), max(1, len(whole) // 400)):
        for bit in (1, 64):
            damaged.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
            try:
                page = load_bundle(damaged)["page"]
                assert (page.text(), page.text("es"), page.restore()) == expected
            except UsageError as error:
                refused.append(str(error))
    assert len(refused) > 600
    assert all(line.isprintable() for line in refused)


def damage(house: House) -> None:
    (house.curated / "page" / "es.json").write_bytes(b"{}")


def release_then(version: str) -> Callable[[House], object]:
    return lambda house: house.release(version)


def release_and_change(house: House) -> None:
    house.release("1.0.0")
    house.make(texts=[*GOOD[:3], ("Beba mucha agua.", "draft")])


def withdraw_first(house: House) -> None:
    house.withdraw(house.key(1))


def withdraw_unknown(house: House) -> None:
    house.release("0.9.0")
    house.withdraw("page:0123456789ab:1")


def withdraw_unchanged(house: House) -> None:
    house.release("0.9.0")
    house.withdraw(house.key(1))


def withdraw_from_another_language(house: House) -> None:
    house.release("0.9.0")
    house.withdraw(house.key(1), "[fr]")


def withdraw_from_no_language(house: House) -> None:
    house.release("0.9.0")
    house.withdraw(house.key(1), "[spanish]")


def withdraw_nothing(house: House) -> None:
    house.release("0.9.0")
    house.withdraw(house.key(1), "[]")


def lose_release(house: House) -> None:
    house.release("0.9.0").unlink()


def lose_higher_release(house: House) -> None:
    house.release("1.0.1").unlink()


def withdraw_without_reason(house: House) -> None:
    house.file.write_text("withdrawn:\n  - {key: x, languages: [es]}\n")


def withdraw_for_nothing(house: House) -> None:
    house.release("0.9.0")
    house.withdraw(house.key(1), reason="' '")


def name_another_list(house: House) -> None:
    house.file = house.file.with_name("nowhere.yaml")


def name_it_nearly(name: str) -> Callable[[House], object]:
    return lambda house: house.file.with_name(name).write_text("withdrawn: []\n")


def spoil_release(house: House) -> None:
    with house.release("0.9.0").open("ab") as file:
        file.write(b"x")


REFUSALS: dict[str, tuple[Callable[[House], object], str]] = {
    "a damaged bundle": (damage, "es.json: the file was changed"),
    "a version that is lower": (release_then("1.0.1"), "version 1.0.0 is not above the last release; choose a higher"),
    "another content": (release_and_change, "version 1.0.0 was released with another content"),
    "nothing was released": (withdraw_first, "withdrawn.yaml:2: 'page:"),
    "a sentence that was not released": (
        withdraw_unknown,
        "'page:0123456789ab:1' was not released in es; give the key",
    ),
    "a language it was not in": (withdraw_from_another_language, "was not released in fr"),
    "no language": (withdraw_from_no_language, "withdrawn.yaml:2: 'spanish' is no language tag; did you mean 'es'?"),
    "an empty list of languages": (withdraw_nothing, "withdrawn.yaml:2: no language is named, so nothing of 'page:"),
    "a release that is lost": (lose_release, "0.9.0.zip: the last release is gone, and its checksum is there"),
    "a higher release that is lost": (lose_higher_release, "version 1.0.0 is not above the last release"),
    "a list that is a folder": (lambda house: house.file.mkdir(), "withdrawn.yaml: this is a folder"),
    "a list that leads nowhere": (lambda house: house.file.symlink_to("x"), "withdrawn.yaml: this link leads nowhere"),
    "a list of another ending": (name_it_nearly("withdrawn.yml"), "withdrawn.yml: this is not read, withdrawn.yaml is"),
    "a list in capitals": (
        name_it_nearly("Withdrawn.YAML"),
        "Withdrawn.YAML: this is not read, withdrawn.yaml is",
    ),
    "a list that is not there": (name_another_list, "nowhere.yaml: there is no such file"),
    "a release that is another file": (
        spoil_release,
        "0.9.0.zip: this is not the file that curated-medical-content-0.9",
    ),
    "no reason": (withdraw_without_reason, "withdrawn.yaml:2"),
    "a reason without words": (withdraw_for_nothing, "withdrawn.yaml:2: there is no reason; say why"),
    "a sentence that still stands": (
        withdraw_unchanged,
        "is withdrawn, and still stands in the bundle in es as it was",
    ),
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_what_cannot_be_released_is_refused_in_one_line(house: House, refusal: str) -> None:
    prepare, words = REFUSALS[refusal]
    prepare(house)
    before = sorted(house.out.glob("*"))
    with pytest.raises(UsageError) as error:
        house.release("1.0.0")
    assert words in str(error.value)
    assert str(error.value).isprintable()
    assert sorted(house.out.glob("*")) == before


def test_open_errors_keep_a_release_back_unless_told(house: House, tmp_path: Path) -> None:
    document = curate("Fever\n\nTake 5 mg. Is often raised in with spread.\n", name="page.txt", glossary={})
    errors = [finding for finding in document.findings if finding.withholds]
    assert errors
    write_bundles([Entry(document)], house.curated)
    with pytest.raises(UsageError, match=r"findings at `error` are open in page \(\d\); .*--with-errors"):
        house.release("1.0.0")
    forced = load_bundle(house.release("1.0.0", with_errors=True))
    assert (forced.version, dict(forced.open_errors)) == ("1.0.0", {"page": len(errors)})
    with zipfile.ZipFile(house.out / "curated-medical-content-1.0.0.zip") as archive:
        assert f"- `page`: {len(errors)}\n" in archive.read("CHANGES.md").decode("utf-8")
    house.make()
    assert not load_bundle(house.release("1.0.1")).open_errors
    assert "with findings" not in "".join(house.told("1.0.1"))


def test_releases_do_not_lie_in_the_bundle(house: House) -> None:
    with pytest.raises(UsageError, match="this is the folder of the bundle"):
        release(house.curated, "1.0.0", house.curated / "releases", house.file)


def test_what_is_withdrawn_is_told_for_ever(house: House) -> None:
    house.release("1.0.0")
    house.withdraw(house.key(1))
    house.make(texts=[GOOD[0], (None, "needs-translation"), *GOOD[2:]])
    words = hashlib.sha256("Tome 5 mg al día.".encode()).hexdigest()
    one = Withdrawn(house.key(1), ("es",), "a wrong dose", {"es": words})
    for version in ("1.0.1", "1.1.0"):
        assert load_bundle(house.release(version)).withdrawn == (one,)
    house.file.unlink()
    assert len(load_bundle(house.release("1.2.0")).withdrawn) == 1
    house.make()  # the wrong words come back
    with pytest.raises(UsageError, match="still stands in the bundle in es as it was"):
        house.release("1.3.0")
    house.make(texts=[GOOD[0], ("Tome 5 mg cada día.", "approved"), *GOOD[2:]])
    assert load_bundle(house.release("1.3.0")).withdrawn == (one,)


WRONG = "Tome 50 mg al día."


def corrected_wrongly(house: House) -> str:
    """A sentence was withdrawn, and released with other wrong words under the same key."""
    house.release("1.0.0")
    key = house.key(1)
    house.withdraw(key).make(texts=[GOOD[0], (WRONG, "approved"), *GOOD[2:]]).release("1.0.1")
    return key


AGAIN = {"in its place": False, "beside the first": True}


@pytest.mark.parametrize("again", AGAIN)
def test_a_sentence_can_be_withdrawn_twice(house: House, again: str) -> None:
    key = corrected_wrongly(house)
    first = house.file.read_text()
    house.withdraw(key, reason="ten times the dose")
    if AGAIN[again]:
        house.file.write_text(first + house.file.read_text().removeprefix("withdrawn:\n"))
    with pytest.raises(UsageError, match="still stands in the bundle in es as it was"):
        house.release("1.0.2")
    house.make(texts=[GOOD[0], (None, "needs-translation"), *GOOD[2:]])
    assert any("ten times the dose" in line for line in house.told("1.0.2"))
    for version in ("1.0.2", "1.0.3"):
        one, two = load_bundle(house.release(version)).withdrawn
        assert (one.key, one.reason, two.key, two.reason) == (key, "a wrong dose", key, "ten times the dose")
        assert two.texts == {"es": hashlib.sha256(WRONG.encode()).hexdigest()}


def test_the_same_reason_twice_is_two_withdrawals(house: House) -> None:
    corrected_wrongly(house)
    first = house.file.read_text()
    house.file.write_text(first + first.removeprefix("withdrawn:\n"))
    with pytest.raises(UsageError, match="still stands in the bundle in es as it was"):
        house.release("1.0.2")


def test_a_reason_in_better_words_withdraws_nothing_new(house: House) -> None:
    house.release("1.0.0")
    house.withdraw(house.key(1)).make(texts=[GOOD[0], (None, "needs-translation"), *GOOD[2:]]).release("1.0.1")
    house.withdraw(house.key(1), reason="the dose is wrong")
    assert [one.reason for one in load_bundle(house.release("1.0.2")).withdrawn] == ["a wrong dose"]


EDITED = TEXT.replace("5 mg", "50 mg")
ELSEWHERE: dict[str, tuple[str, list[tuple[str | None, State]], bool]] = {
    "its source was edited": (EDITED, [GOOD[0], ("Tome 5 mg al día.", "draft"), *GOOD[2:]], False),
    "a person approved it for another source": (EDITED, GOOD, True),
    "it stands there twice": (
        TEXT + "\nTake 5 mg a day.\n",
        [GOOD[0], ("Tome 4 mg.", "approved"), *GOOD[2:], ("Tome 5 mg al día.", "approved")],
        False,
    ),
    "other words": (EDITED, [GOOD[0], ("Tome 50 mg al día.", "draft"), *GOOD[2:]], True),
}


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_withdrawn_words_are_found_under_any_key(house: House, elsewhere: str) -> None:
    text, texts, is_right = ELSEWHERE[elsewhere]
    house.release("1.0.0")
    house.withdraw(house.key(1)).make(text, texts)
    if is_right:
        assert len(load_bundle(house.release("1.0.1")).withdrawn) == 1
    else:
        with pytest.raises(UsageError, match=r"still stands in the bundle in es as it was under 'page:"):
            house.release("1.0.1")


CHANGES: dict[str, tuple[Callable[[House], object], list[str]]] = {
    "nothing": (lambda house: house.make(), ["Nothing has changed since 1.0.0."]),
    "a new text": (lambda house: house.make(other="Care\n"), ["## New texts", "- `other`: other"]),
    "a new approval": (
        lambda house: house.make(texts=[*GOOD[:2], ("Descanse 2 días.", "approved"), GOOD[3]]),
        ["## In `page`", "- es, approved: “Descanse 2 días.” (`KEY2`)"],
    ),
    "other words": (
        lambda house: house.make(texts=[*GOOD[:3], ("Beba *mucha* agua.", "draft")]),
        ["## In `page`", "- es, “Beba agua.” is now “Beba \\*mucha\\* agua.” (`KEY3`)"],
    ),
    "an approval gone void": (
        lambda house: house.make(texts=[GOOD[0], (None, "approved"), *GOOD[2:]]),
        ["## In `page`", "- es, approval gone void: “Tome 5 mg al día.” is now withheld (a dose differs) (`KEY1`)"],
    ),
    "another approved text": (
        lambda house: house.make(texts=[GOOD[0], ("Tome 5 mg diarios.", "approved"), *GOOD[2:]]),
        ["## In `page`", "- es, approval gone void: “Tome 5 mg al día.” is now “Tome 5 mg diarios.” (`KEY1`)"],
    ),
    "an edited sentence": (
        lambda house: house.make(TEXT.replace("5 mg", "4 mg")),
        [
            "## In `page`", "- edited: “Take 5 mg a day.” is now “Take 4 mg a day.” (`KEY1`, `NOW1`)",
            "- es, approval gone void with its sentence: “Tome 5 mg al día.” (`KEY1`)",
        ],
    ),
    "a sentence that is gone": (
        lambda house: house.make(TEXT.replace(" Drink water.", ""), GOOD[:3]),
        ["## In `page`", "- gone: “Drink water.” (`KEY3`)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_release_says_what_has_changed(house: House, change: str) -> None:
    make, expected = CHANGES[change]
    house.release("1.0.0")
    keys = {f"KEY{n}": segment.key for n, segment in enumerate(load_bundle(house.curated)["page"].segments())}
    make(house)
    keys |= {f"NOW{n}": segment.key for n, segment in enumerate(load_bundle(house.curated)["page"].segments())}
    for name, key in keys.items():
        expected = [line.replace(name, key) for line in expected]
    title, *lines = house.told("1.1.0")
    assert title == "# 1.1.0"
    assert [line for line in lines if line != "Changes since 1.0.0."] == expected


def test_terms_and_texts_that_are_gone_are_told(tmp_path: Path) -> None:
    from pipeline.glossary.concepts import Concept, Translation

    house = House(tmp_path)
    fever = Concept("fever", "fever", "symptom", translations={"es": Translation("calentura")})
    document = curate("Fever\n", name="page.txt", glossary={})
    write_bundles([Entry(document, {}, (fever,)), Entry(curate("Care\n", name="old.txt", glossary={}))], house.curated)
    assert house.told("1.0.0")[1] == "The first release: 2 texts, in their own language alone."
    better = msgspec.structs.replace(fever, translations={"es": Translation("fiebre")}, definition="Too hot.")
    write_bundles([Entry(document, {}, (better,))], house.curated)
    assert house.told("1.0.1")[1:] == [
        "Changes since 1.0.0.",
        "## Texts that are gone",
        "- `old`: old",
        "## Terms",
        "- `fever`, definition: “none” is now “Too hot.”",
        "- `fever`, es: “calentura” is now “fiebre”",
    ]


def test_the_command_releases(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["release", "1.0.0", "--curated", str(house.curated), "--out", str(house.out)]
    assert _guard(lambda: app(words)) == 0
    assert capsys.readouterr().out.splitlines() == [str(path) for path in sorted(house.out.iterdir())]
    assert _guard(lambda: app([*words[:1], "1", *words[2:]])) == 2


def test_of_two_lists_the_one_that_is_not_read_is_told(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("withdrawn.yaml", "withdrawn.yml"):
        house.file.with_name(name).write_text("withdrawn: []\n")
    options = {"--curated": house.curated, "--out": house.out, "--withdrawn": house.file}
    words = [str(word) for option in options.items() for word in option]
    assert _guard(lambda: app(["release", "1.0.0", *words])) == 0
    line, *_ = capsys.readouterr().err.splitlines()
    assert line.endswith("withdrawn.yml: not read, withdrawn.yaml is; bring there what it says, and delete it.")
