"""Files: written whole or not at all, and by one module alone."""

import ast
import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.core import files, system
from tests.conftest import ROOT

LAYER = ROOT / "pipeline" / "core" / "files.py"
METHODS = {
    "write_text", "write_bytes", "unlink", "rename", "rmdir", "mkdir", "touch", "symlink_to", "hardlink_to",
    "extractall", "chmod",
}  # fmt: skip
OF_OS = {
    "remove", "rename", "renames", "replace", "unlink", "mkdir", "makedirs", "rmdir", "removedirs", "truncate", "link",
    "symlink", "mkfifo", "mknod",
}  # fmt: skip
WRITING = set("wax+")


def breaches(tree: ast.AST) -> Iterator[str]:
    """The calls that write, rename or delete a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
            yield from (f"{node.lineno}: import of tempfile" for name in names if name.partition(".")[0] == "tempfile")
        if not isinstance(node, ast.Call):
            continue
        function, called = node.func, ast.unparse(node.func)
        owner, _, name = called.rpartition(".")
        given = (*node.args, *(keyword.value for keyword in node.keywords))
        words = [word.value for word in given if isinstance(word, ast.Constant)]
        writes = any(isinstance(word, str) and len(word) <= 3 and WRITING & set(word) for word in words)
        puts = len(node.args) == 1 and not node.keywords
        if (
            (isinstance(function, ast.Attribute) and name in METHODS)
            or (owner == "os" and name in OF_OS)
            or (owner == "shutil" and name != "which")
            or (name == "open" and owner != "os" and writes)
            or (name == "replace" and owner not in {"os", "msgspec.structs"} and puts)
        ):
            yield f"{node.lineno}: {called}"


def test_everything_that_touches_a_file_goes_through_the_layer() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{breach}"
        for path in sorted((ROOT / "pipeline").rglob("*.py"))
        if path != LAYER
        for breach in breaches(ast.parse(path.read_text("utf-8")))
    }
    assert found == set()


@pytest.mark.parametrize(
    "code",
    [
        "path.write_text('a')", "Path('a').unlink()", "old.replace(new)", "os.replace(a, b)", "shutil.rmtree(a)",
        "open('a', 'w')", "path.open(mode='ab')", "import tempfile", "from tempfile import mkdtemp",
        "folder.mkdir()", "package.extractall(work)",
    ],
)  # fmt: skip
def test_what_would_go_past_it_is_found(code: str) -> None:
    assert list(breaches(ast.parse(code)))


# What comes along with the program or the system, or was just written by us, is read as it is.
OWN = {
    "core/optional.py", "data/__init__.py", "glossary/packs.py", "job/store/__init__.py",
    "reading/language/__init__.py", "reading/lexicon.py", "reading/meanings.py", "reading/vocabulary/illnesses.py",
}  # fmt: skip


def test_what_others_may_have_put_there_is_read_by_the_layer_alone() -> None:
    """It alone looks at size and kind before, so that nothing waits for a pipe or fills the memory."""
    found = {
        str(path.relative_to(ROOT / "pipeline"))
        for path in sorted((ROOT / "pipeline").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in {"read_bytes", "read_text"}
    }
    assert found == OWN


@pytest.mark.parametrize("code", ["text.replace('a', 'b')", "path.open()", "open(a, 'rb')", "shutil.which('a')"])
def test_what_only_reads_is_not(code: str) -> None:
    assert not list(breaches(ast.parse(code)))


class TestReading:
    """Kind and size are looked at before a byte."""

    @pytest.mark.parametrize("read", [files.read_file, files.hash_file, files.content])
    def test_what_is_no_ordinary_file(self, tmp_path: Path, read: Callable[[Path], object]) -> None:
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "link").symlink_to("none")
        (tmp_path / "loop").symlink_to("loop")
        for place in (tmp_path, tmp_path / "pipe", tmp_path / "link", tmp_path / "loop", Path("/dev/zero")):
            with pytest.raises(OSError, match=r".") as error:
                read(place)
            assert error.value.filename == str(place)

    def test_a_file_that_is_too_large(self, tmp_path: Path) -> None:
        path = tmp_path / "a"
        path.write_bytes(b"12345")
        assert (files.read_file(path, 5), files.hash_file(path, 5)) == (b"12345", files.digest(b"12345"))
        for read in (files.read_file, files.hash_file):
            with pytest.raises(files.TooLargeError, match="it has 5 bytes, more than the 4"):
                read(path, 4)
        with path.open("wb") as file:
            file.truncate(10**13)
        with pytest.raises(files.TooLargeError, match=r"10,000,000,000,000 bytes"):
            files.read_file(path)

    def test_a_file_for_which_there_is_no_memory(self, tmp_path: Path) -> None:
        (tmp_path / "a").touch()
        with pytest.raises(files.TooLargeError, match="no memory"), files.opened(tmp_path / "a"):
            raise MemoryError

    @pytest.mark.parametrize(("name", "told"), [("none", ""), ("file", ""), ("folder", "this is a folder")])
    def test_what_stands_in_a_place(self, tmp_path: Path, name: str, told: str) -> None:
        (tmp_path / "file").touch()
        (tmp_path / "folder").mkdir()
        assert files.obstacle(tmp_path / name) == told
        (tmp_path / "link").symlink_to(name)
        assert files.obstacle(tmp_path / "link") == (told if name != "none" else "this link leads nowhere")


class TestWriting:
    @pytest.mark.parametrize("target", ["there", "none", "link", "/dev/null"])
    def test_a_link_stays(self, tmp_path: Path, target: str) -> None:
        (tmp_path / "there").write_bytes(b"there")
        (tmp_path / "link").symlink_to(target)
        with pytest.raises(OSError, match=r"."):
            files.write_file(tmp_path / "link", b"new")
        assert (str((tmp_path / "link").readlink()), (tmp_path / "there").read_bytes()) == (target, b"there")
        with pytest.raises(FileExistsError):
            files.rename_file(tmp_path / "there", tmp_path / "link")

    def test_a_pipe_stays(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(OSError, match="no ordinary file"):
            files.write_file(tmp_path / "pipe", b"new")
        assert (tmp_path / "pipe").is_fifo()

    def test_a_file_that_says_so_already_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "a.txt"
        assert files.write_file(path, b"a")
        before = path.stat()
        assert not files.write_file(path, b"a")
        assert path.stat() == before
        assert [file.name for file in path.parent.iterdir()] == ["a.txt"]

    @pytest.mark.parametrize("there", [None, b"theirs"])
    def test_what_was_saved_meanwhile_stays(self, tmp_path: Path, there: bytes | None) -> None:
        path = tmp_path / "a.txt"
        if there is not None:
            path.write_bytes(there)
        with pytest.raises(files.ChangedMeanwhile):
            files.write_file(path, b"ours", over=b"what was read")
        assert files.content(path) == there
        assert files.write_file(path, b"ours", over=there)
        assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]

    def test_a_full_disk_leaves_the_old_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        class Full(files.Disk):
            def write(self, path: Path, data: bytes) -> None:
                super().write(path, data[:1])
                raise OSError(errno.ENOSPC, "no room")

        path = tmp_path / "a.txt"
        path.write_bytes(b"old")
        monkeypatch.setattr(files, "disk", Full())
        with pytest.raises(OSError, match="no room"):
            files.write_file(path, b"new")
        assert path.read_bytes() == b"old"
        assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]

    def test_what_the_system_refuses_is_told_of_the_file_itself(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Closed(files.Disk):
            def write(self, path: Path, data: bytes) -> None:
                raise OSError(errno.EACCES, f"no permission for {len(data)} bytes", str(path))

        monkeypatch.setattr(files, "disk", Closed())
        with pytest.raises(OSError, match="no permission") as error:
            files.write_file(tmp_path / "a.txt", b"new")
        assert error.value.filename == str(tmp_path / "a.txt")

    def test_a_name_that_is_taken_is_not_given_again(self, tmp_path: Path) -> None:
        for name in ("a", "b"):
            (tmp_path / name).write_text(name)
        with pytest.raises(FileExistsError):
            files.rename_file(tmp_path / "a", tmp_path / "b")
        files.rename_file(tmp_path / "a", tmp_path / "c")
        assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"b": "b", "c": "a"}


def test_leftovers_of_the_dead_go_and_those_of_the_living_stay(tmp_path: Path) -> None:
    names = {f".a.xlf.{os.getpid()}.new", ".a.xlf.999999999.new", f".b.{os.getppid()}.new", ".mine.new", "a.7.new"}
    (tmp_path / "es").mkdir()
    for name in names:
        (tmp_path / "es" / name).touch()
    files.sweep(tmp_path)
    assert {path.name for path in (tmp_path / "es").iterdir()} == {f".b.{os.getppid()}.new", ".mine.new", "a.7.new"}


def test_a_lock_is_held_by_one_alone(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "lock"):
        with files.locked(path) as first, files.locked(path) as second:
            assert (first, second) == (True, False)
        with files.locked(path) as third:
            assert third


class TestFolders:
    @pytest.mark.parametrize("can_exchange", [True, False])
    def test_a_folder_gives_way(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool) -> None:
        if not can_exchange:
            monkeypatch.setattr(system, "exchange", lambda *_: False)
        place = tmp_path / "package"
        for word in ("old", "new"):
            with files.workspace(tmp_path) as work:
                folder = work / "package"
                folder.mkdir()
                (folder / word).touch()
                files.put_folder(folder, place, work)
            assert [path.name for path in place.iterdir()] == [word]
        assert [path.name for path in tmp_path.iterdir()] == ["package"]

    def test_one_that_had_to_give_way_for_nothing_goes_back(self, tmp_path: Path) -> None:
        (tmp_path / ".install-a" / ".old" / "package").mkdir(parents=True)
        (tmp_path / ".install-b" / "package").mkdir(parents=True)
        files.sweep_work(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["package"]
