"""Packages from the index and from files: found, missing, hanging, corrupt and hostile ones, on loopback."""

import json
import os
import shutil
import stat
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.core.errors import PipelineError
from pipeline.core.settings import Settings
from pipeline.translation import engines
from pipeline.translation.engines import archive, attempts, download, install, lock
from pipeline.translation.engines.argos import packages
from pipeline.translation.engines.setup import setup
from tests.argos_packages import NAME, PACKAGE, decode_in_float32, garbage_in_all, packed, unpacked
from tests.conftest import ROOT
from tests.debian import needs
from tests.programs import run
from tests.web import Web

ENTRY = {"type": "translate", "package_version": "1.0", "from_code": "en", "to_code": "es"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty HOME, so that the tester's own packages do not count."""
    for name in ("ARGOS_PACKAGES_DIR", "XDG_DATA_HOME", "ARGOS_PACKAGE_INDEX", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(download, "PAUSES", (0, 0))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "project" / "models"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with Web() as web:
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", web.url)
        yield web


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def repacked(path: Path, change: Callable[[zipfile.ZipFile, zipfile.ZipInfo, bytes], None]) -> Path:
    with zipfile.ZipFile(PACKAGE) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            change(new, member, old.read(member))
    return path


def with_extra(path: Path, name: str | zipfile.ZipInfo, data: bytes) -> Path:
    shutil.copyfile(PACKAGE, path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, data)
    return path


class TestFromFile:
    def test_it_translates_and_its_hash_is_kept(self, models: Path) -> None:
        place = install.install("en", "es", models, file=PACKAGE)
        assert place == models / NAME
        entries = lock.read(models)
        assert list(entries) == [NAME]
        assert len(entries[NAME].sha256) == len(entries[NAME].model) == 64
        decode_in_float32(models)
        engine = engines.pick("argos", "en", "es", Settings(), models)
        assert engine is not None
        assert engine.translate(["How are they found?"])[0][0].text == "¿Cómo se detectan?"
        assert sorted(path.name for path in models.iterdir()) == [NAME]

    def test_again_changes_nothing(self, models: Path) -> None:
        install.install("en", "es", models, file=PACKAGE)
        before = contents(models.parent)
        install.install("en", "es", models, file=PACKAGE)
        assert contents(models.parent) == before

    def test_a_package_other_than_the_locked_one_is_refused(self, models: Path, tmp_path: Path) -> None:
        install.install("en", "es", models, file=PACKAGE)
        before = contents(models.parent)
        other = with_extra(tmp_path / "other.argosmodel", f"{NAME}/NOTES", b"changed")
        with pytest.raises(PipelineError, match=r"models\.lock"):
            install.install("en", "es", models, file=other)
        assert contents(models.parent) == before

    def test_a_lock_of_hashes_alone_is_obeyed(self, models: Path, tmp_path: Path) -> None:
        """Such were written before compute types were recorded."""
        install.install("en", "es", models, file=PACKAGE)
        lock.path(models).write_text(json.dumps({NAME: lock.read(models)[NAME].sha256, "other": "0" * 64}))
        other = with_extra(tmp_path / "other.argosmodel", f"{NAME}/NOTES", b"changed")
        with pytest.raises(PipelineError, match=r"models\.lock"):
            install.install("en", "es", models, file=other)
        install.install("en", "es", models, file=PACKAGE)
        assert lock.read(models)["other"] == lock.Entry("0" * 64)
        assert lock.read(models)[NAME].compute_type

    @pytest.mark.parametrize("text", ["no json", "[]", '{"a": 1}', '{"a": {"compute_type": "int1"}}', "\ud800"])
    def test_a_damaged_lock_is_named(self, models: Path, text: str) -> None:
        models.mkdir(parents=True)
        lock.path(models).write_text(text, errors="surrogatepass")
        with pytest.raises(PipelineError, match=r"models\.lock: this is no list of hashes"):
            install.install("en", "es", models, file=PACKAGE)
        assert contents(models) == {}

    def test_another_pair_is_refused(self, models: Path) -> None:
        with pytest.raises(PipelineError, match="it translates en-es, not en-fr"):
            install.install("en", "fr", models, file=PACKAGE)
        assert not models.exists()

    def test_another_pair_under_the_same_name_is_refused(self, models: Path, tmp_path: Path) -> None:
        install.install("en", "es", models, file=PACKAGE)
        lock.path(models).unlink()
        before = contents(models)
        metadata = json.dumps(ENTRY | {"to_code": "fr"}).encode()
        disguised = replaced("metadata.json", metadata)(tmp_path / "fr.argosmodel")
        with pytest.raises(PipelineError, match="holds en-es already"):
            install.install("en", "fr", models, file=disguised)
        assert contents(models) == before

    def test_a_place_that_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "models").write_text("a file stands in the way")
        with pytest.raises(PipelineError, match="nothing can be written here"):
            install.install("en", "es", tmp_path / "models", file=PACKAGE)

    def test_a_full_disk(self, models: Path) -> None:
        """A limit on the size of files stands in for it: the package fits, the model in it does not."""
        kilobytes = PACKAGE.stat().st_size // 1024 + 200
        command = f"ulimit -f {kilobytes}; exec {sys.executable} -m pipeline install en es --from {PACKAGE}"
        models.mkdir(parents=True)
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = run("bash", "-c", command, cwd=models.parent, env=environment)
        assert done.returncode == 2
        assert done.stderr.startswith("models: nothing can be written here: File too large; make room")
        assert contents(models) == {}

    def test_a_file_that_is_not_there(self, models: Path, tmp_path: Path) -> None:
        with pytest.raises(PipelineError, match="cannot be read"):
            install.install("en", "es", models, file=tmp_path / "nothing.argosmodel")


def symlink() -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(f"{NAME}/model/extra")
    member.create_system, member.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return member


def claims_ten_gigabytes(path: Path) -> Path:
    """A member whose directory entry says 10 GB, in the 64-bit form that such sizes need."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(f"{NAME}/metadata.json", json.dumps(ENTRY))
        package.writestr(f"{NAME}/model/model.bin", b"0" * 1000)
        package.filelist[-1].file_size = 10 * 10**9
    return path


def truncated(path: Path) -> Path:
    path.write_bytes(PACKAGE.read_bytes()[:-200_000])
    return path


def flipped(path: Path) -> Path:
    data = bytearray(PACKAGE.read_bytes())
    data[2_000_000] ^= 0xFF
    path.write_bytes(bytes(data))
    return path


def flat(path: Path) -> Path:
    def change(new: zipfile.ZipFile, member: zipfile.ZipInfo, data: bytes) -> None:
        new.writestr(member.filename.partition("/")[2], data)

    return repacked(path, change)


def replaced(name: str, data: bytes) -> Callable[[Path], Path]:
    def change(new: zipfile.ZipFile, member: zipfile.ZipInfo, old: bytes) -> None:
        new.writestr(member.filename, data if member.filename == f"{NAME}/{name}" else old)

    return lambda path: repacked(path, change)


def without(name: str) -> Callable[[Path], Path]:
    def change(new: zipfile.ZipFile, member: zipfile.ZipInfo, old: bytes) -> None:
        if not member.filename.startswith(f"{NAME}/{name}"):
            new.writestr(member.filename, old)

    return lambda path: repacked(path, change)


def text_file(path: Path) -> Path:
    path.write_text("not a package", encoding="utf-8")
    return path


FAULTY: dict[str, tuple[Callable[[Path], Path], str]] = {
    "truncated": (truncated, "no whole zip archive"),
    "flipped byte": (flipped, "is damaged|no whole zip archive"),
    "no archive": (text_file, "no whole zip archive"),
    "flat": (flat, "exactly one folder"),
    "two folders": (lambda path: with_extra(path, "other/file", b"x"), "exactly one folder"),
    "dots": (lambda path: with_extra(path, f"{NAME}/../escaped", b"x"), "outside its folder"),
    "absolute": (lambda path: with_extra(path, "/etc/escaped", b"x"), "outside its folder"),
    "backslash": (lambda path: with_extra(path, f"{NAME}/..\\escaped", b"x"), "outside its folder"),
    "hidden": (lambda path: with_extra(path, ".ssh/escaped", b"x"), "outside its folder"),
    "link": (lambda path: with_extra(path, symlink(), b"/etc/passwd"), "a link"),
    "twice": (lambda path: with_extra(path, f"{NAME}/METADATA.json", b"{}"), "the same name twice"),
    "bomb": (lambda path: with_extra(path, f"{NAME}/zeros", bytes(600_000_000)), "times its size"),
    "ten gigabytes": (claims_ten_gigabytes, "more than 3000 MB"),
    "no metadata": (without("metadata.json"), "no metadata.json"),
    "bad metadata": (replaced("metadata.json", b"{"), "metadata.json cannot be read"),
    "list as metadata": (replaced("metadata.json", b"[]"), "no mapping"),
    "no pair": (replaced("metadata.json", b'{"from_code": "../en", "to_code": "es"}'), "no language pair"),
    "no translator": (replaced("metadata.json", b'{"type": "sbd"}'), "no package for translating"),
    "empty model": (replaced("model/model.bin", b""), "model/model.bin is missing or empty"),
    "no model": (without("model/"), "model/model.bin"),
    "no vocabulary": (without("model/shared_vocabulary.json"), "the model's vocabulary is missing"),
    "bad vocabulary": (replaced("model/shared_vocabulary.json", b"[1, {"), "broken"),
    "no tokenizer": (without("sentencepiece.model"), r"sentencepiece\.model or bpe\.model is missing"),
    "nonsense": (lambda path: packed(path.parent / "work", garbage_in_all), 'nonsense: "What .* became "tumor tumor'),
    "garbage model": (replaced("model/model.bin", b"garbage" * 999), "broken"),
    "garbage tokenizer": (replaced("sentencepiece.model", b"garbage" * 99), "broken"),
}


class TestFaultyPackages:
    @pytest.mark.parametrize("kind", FAULTY)
    def test_it_is_refused_and_the_good_one_stays(self, models: Path, tmp_path: Path, kind: str) -> None:
        install.install("en", "es", models, file=PACKAGE)
        lock.path(models).unlink()  # else the lock alone would refuse it
        make, message = FAULTY[kind]
        before = contents(tmp_path)
        faulty = make(tmp_path / "faulty.argosmodel")
        with pytest.raises(PipelineError, match=message):
            install.install("en", "es", models, file=faulty)
        faulty.unlink()
        assert contents(tmp_path) == before

    def test_too_many_members(self, models: Path, tmp_path: Path) -> None:
        shutil.copyfile(PACKAGE, path := tmp_path / "many.argosmodel")
        with zipfile.ZipFile(path, "a") as package:
            for i in range(archive.MAX_MEMBERS):
                package.writestr(f"{NAME}/{i}", b"")
        with pytest.raises(PipelineError, match="more than 2000 members"):
            install.install("en", "es", models, file=path)


class TestFromIndex:
    def test_found(self, models: Path, web: Web) -> None:
        old = ENTRY | {"package_version": "0.9", "links": [web.url + "old.argosmodel"]}
        other = ENTRY | {"to_code": "fr", "package_version": "9.0", "links": [web.url + "fr.argosmodel"]}
        web.list(old, ENTRY | {"links": ["ipfs://x", web.url + "es.argosmodel"]}, other)
        web.pages["/es.argosmodel"] = PACKAGE.read_bytes()
        assert install.install("en", "es", models) == models / NAME
        assert web.asked == ["/index.json", "/es.argosmodel"]

    def test_the_second_address_serves_where_the_first_does_not(self, models: Path, web: Web) -> None:
        web.list(ENTRY | {"links": [web.url + "gone", web.url + "there"]})
        web.pages["/there"] = PACKAGE.read_bytes()
        assert install.install("en", "es", models) == models / NAME

    def test_missing(self, models: Path, web: Web) -> None:
        web.list(ENTRY | {"to_code": "fr", "links": [web.url + "fr"]})
        with pytest.raises(PipelineError, match="has no package for en-es"):
            install.install("en", "es", models)

    @pytest.mark.parametrize("page", [None, b"<html>", b"\xff\xfe", b'{"a": 1}', b"[1, null]", b'[{"from_code": 1}]'])
    def test_no_index(self, models: Path, web: Web, page: bytes | None) -> None:
        if page is not None:
            web.pages["/index.json"] = page
        with pytest.raises(PipelineError, match=r"cannot be read|has no package"):
            install.install("en", "es", models)

    def test_what_hangs_is_left(self, models: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(download, "READ_SECONDS", 0.3)
        web.list(ENTRY | {"links": [web.url + "slow"]})
        web.hanging.add("/slow")
        with pytest.raises(PipelineError, match=r"cannot be fetched: .*slow: timed out"):
            install.install("en", "es", models)
        assert contents(models) == {}
        web.hanging.add("/index.json")
        with pytest.raises(PipelineError, match=r"index.*: timed out"):
            install.install("en", "es", models)

    def test_a_package_that_breaks_off_comes_in_parts(self, models: Path, web: Web) -> None:
        web.list(ENTRY | {"links": [web.url + "es"]})
        web.pages["/es"] = PACKAGE.read_bytes()
        web.breaks["/es"] = [1_000_000, 2_000_000]
        assert install.install("en", "es", models) == models / NAME
        assert web.ranges == ["bytes=1000000-", "bytes=2000000-"]

    def test_a_lying_index(self, models: Path, web: Web, tmp_path: Path) -> None:
        """The pair is another, or the package is not the one that was installed before."""
        french = packed(tmp_path / "work", name="translate-en_fr-1_0", to_code="fr")
        web.list(ENTRY | {"links": [web.url + "es"]})
        web.pages["/es"] = french.read_bytes()
        with pytest.raises(PipelineError, match="it translates en-fr, not en-es"):
            install.install("en", "es", models)
        install.install("en", "es", models, file=PACKAGE)
        web.pages["/es"] = with_extra(tmp_path / "other", f"{NAME}/NOTES", b"changed").read_bytes()
        with pytest.raises(PipelineError, match=r"is not the package whose hash stands in models\.lock"):
            install.install("en", "es", models)

    def test_a_package_that_is_too_large(self, models: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(install, "MAX_PACKAGE", 1_000_000)
        web.list(ENTRY | {"links": [web.url + "es"]})
        web.pages["/es"] = PACKAGE.read_bytes()
        with pytest.raises(PipelineError, match="larger than 1 MB"):
            install.install("en", "es", models)

    def test_an_answer_that_is_no_http(self, models: Path, web: Web) -> None:
        web.raw["/index.json"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
        with pytest.raises(PipelineError, match="cannot be read"):
            install.install("en", "es", models)

    def test_the_index_is_argostranslates_own(self, home: Path) -> None:
        assert packages.index_url() == packages.INDEX
        assert list(home.iterdir()) == []

    def test_corrupt(self, models: Path, web: Web) -> None:
        web.list(ENTRY | {"links": [web.url + "es"]})
        web.pages["/es"] = PACKAGE.read_bytes()[:-1000]
        with pytest.raises(PipelineError, match="no whole zip archive"):
            install.install("en", "es", models)
        assert contents(models) == {}

    @pytest.mark.parametrize("links", [[PACKAGE.as_uri()], ["http://["], [None, 1], "http", 1, None])
    def test_what_is_no_web_address(self, models: Path, web: Web, links: object) -> None:
        web.list(ENTRY | {"links": links})
        with pytest.raises(PipelineError, match="has no package"):
            install.install("en", "es", models)


@pytest.mark.usefixtures("web")
class TestSetup:
    @pytest.fixture(autouse=True)
    def no_apt(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Neither Apertium nor apt-get on PATH."""
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
        (tmp_path / "bin").mkdir()

    def test_what_is_there_is_not_asked_for(self, models: Path, web: Web) -> None:
        install.install("en", "es", models, file=PACKAGE)
        assert setup(Settings(), models) == []
        assert web.asked == []

    def test_the_index_is_asked_once(self, models: Path, web: Web) -> None:
        web.list(ENTRY | {"links": [web.url + "es"]})
        web.pages["/es"] = PACKAGE.read_bytes()
        assert setup(Settings(), models) == []
        assert web.asked == ["/index.json", "/es"]
        assert [one.target for one in packages.find(models)[0]] == ["es"]

    def test_a_users_own_that_answers_nonsense_is_not_enough(self, models: Path, web: Web, home: Path) -> None:
        unpacked(home / ".local" / "share" / "argos-translate" / "packages", garbage_in_all)
        web.list(ENTRY | {"links": [web.url + "es"]})
        web.pages["/es"] = PACKAGE.read_bytes()
        assert setup(Settings(), models) == []
        assert (models / NAME).is_dir()

    def test_without_any_way_it_says_how_to_get_one(self, models: Path) -> None:
        (line,) = setup(Settings(), models)
        assert "python -m pipeline install en es" in line
        assert "apt-get install" in line

    def test_without_network_it_does_not_raise(self, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:9/")
        (line,) = setup(Settings(languages=("fr",)), models)
        assert line.startswith("fr: nothing here translates en to fr")

    def test_why_it_failed_is_kept_until_there_is_a_package(self, models: Path, web: Web, tmp_path: Path) -> None:
        setup(Settings(languages=("es", "fr")), models, build=tmp_path / "build")
        index = f"the index {web.url}index.json cannot be read: the server has no such file (404)"
        assert attempts.failed(tmp_path / "build") == {"en-es": index, "en-fr": index}
        web.list(ENTRY | {"links": [web.url + "es"]})
        web.pages["/es"] = PACKAGE.read_bytes()
        setup(Settings(languages=("es", "fr")), models, build=tmp_path / "build")
        assert attempts.failed(tmp_path / "build") == {"en-fr": "the index has no package for en-fr"}
        setup(Settings(), models, build=tmp_path / "build")
        assert list((tmp_path / "build").iterdir()) == []

    def test_an_index_out_of_reach_is_asked_once(self, models: Path, web: Web) -> None:
        web.pages["/index.json"] = b"<html>"
        assert len(setup(Settings(languages=("fr", "es")), models)) == 2
        assert web.asked == ["/index.json"]

    @pytest.mark.parametrize("settings", [Settings(engine="none"), Settings(languages=("en",)), Settings(languages=())])
    def test_nothing_wanted_nothing_asked(self, models: Path, web: Web, settings: Settings) -> None:
        assert setup(settings, models) == []
        assert web.asked == []

    def test_apt_is_shown_and_called(
        self,
        models: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """A stand-in for apt-get that fails until its lists are new, as on a bare machine."""
        monkeypatch.setattr("os.geteuid", lambda: 0)
        script = tmp_path / "bin" / "apt-get"
        script.write_text(
            f'#!/bin/sh\necho "$*" >> "{tmp_path}/calls"\n'
            f'case "$1" in update) : > "{tmp_path}/lists";; *) [ -e "{tmp_path}/lists" ];; esac\n'
        )
        script.chmod(0o755)
        (line,) = setup(Settings(), models)
        wanted = "install -y --no-install-recommends apertium-eng-spa apertium"
        assert (tmp_path / "calls").read_text("utf-8").splitlines() == [wanted, "update", wanted]
        assert f"apt-get {wanted}" in capsys.readouterr().err
        assert line.startswith("es: nothing here")  # the stand-in installs nothing

    def test_not_root_no_apt(self, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("os.geteuid", lambda: 1000)
        script = tmp_path / "bin" / "apt-get"
        script.write_text(f'#!/bin/sh\n: > "{tmp_path}/called"\n')
        script.chmod(0o755)
        assert len(setup(Settings(), models)) == 1
        assert not (tmp_path / "called").exists()


def test_apertium_is_enough_where_the_index_has_nothing(models: Path, web: Web) -> None:
    needs("apertium-eng-spa")
    web.list()
    assert setup(Settings(), models) == []
    assert web.asked == ["/index.json"]
