"""Fetching from servers and through proxies as they are: slow, broken, moved, full of excuses."""

import errno
import socket
import ssl
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request

import pytest

from pipeline.translation.engines import download
from tests.web import Web

PAGE = bytes(range(256)) * 20_000  # 5 MB
LIMIT = 10_000_000


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the tester's proxies nor pauses."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(download, "PAUSES", (0, 0))


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as web:
        web.pages["/file"] = PAGE
        yield web


def fetched(url: str) -> bytes:
    file = BytesIO()
    download.fetch(url, file, LIMIT)
    return file.getvalue()


class TestTries:
    @pytest.mark.parametrize("status", [[503], [500, 502], [429], [408, 408]])
    def test_what_may_pass_is_tried_again(self, web: Web, status: list[int]) -> None:
        web.status["/file"] = list(status)
        assert fetched(web.url + "file") == PAGE
        assert len(web.asked) == len(status) + 1

    def test_after_three_it_is_told(self, web: Web) -> None:
        web.status["/file"] = [503] * 9
        with pytest.raises(download.Failed, match="the server answers 503 Service Unavailable"):
            fetched(web.url + "file")
        assert len(web.asked) == 3

    @pytest.mark.parametrize(
        ("status", "message"), [(404, r"no such file \(404\)"), (403, "403 Forbidden"), (407, "name and a password")]
    )
    def test_what_will_not_pass_is_told_at_once(self, web: Web, status: int, message: str) -> None:
        web.status["/file"] = [status]
        with pytest.raises(download.Failed, match=message):
            fetched(web.url + "file")
        assert len(web.asked) == 1

    def test_pauses_grow(self, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.undo()
        paused: list[float] = []
        monkeypatch.setattr("time.sleep", paused.append)
        web.status["/file"] = [503] * 3
        with pytest.raises(download.Failed):
            fetched(web.url + "file")
        assert paused == sorted({*paused})
        assert len(paused) == 2

    def test_a_server_that_ends_the_talk(self, web: Web) -> None:
        web.raw["/file"] = b""
        with pytest.raises(download.Failed, match="broke off"):
            fetched(web.url + "file")
        assert len(web.asked) == 3

    def test_an_answer_that_is_no_http(self, web: Web) -> None:
        web.raw["/file"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
        with pytest.raises(download.Failed, match="broke off"):
            fetched(web.url + "file")

    def test_nobody_listens(self) -> None:
        with pytest.raises(download.Failed, match="Connection refused"):
            fetched("http://127.0.0.1:9/")


class TestResuming:
    def test_it_goes_on_where_it_ended(self, web: Web) -> None:
        web.breaks["/file"] = [3_000_000, 4_000_000]
        assert fetched(web.url + "file") == PAGE
        assert web.ranges == ["bytes=3000000-", "bytes=4000000-"]

    def test_a_server_that_cannot_begins_anew(self, web: Web) -> None:
        web.resumes = False
        web.breaks["/file"] = [3_000_000]
        assert fetched(web.url + "file") == PAGE
        assert web.ranges == ["bytes=3000000-"]

    def test_two_files_are_never_mixed(self, web: Web) -> None:
        web.marks["/file"] = ['"old"', '"new"']
        web.breaks["/file"] = [3_000_000]
        assert fetched(web.url + "file") == PAGE

    def test_a_file_that_became_shorter(self, web: Web) -> None:
        web.breaks["/file"] = [3_000_000]
        web.shrinks["/file"] = PAGE[:1000]
        assert fetched(web.url + "file") == PAGE[:1000]

    def test_tries_that_got_far_do_not_count(self, web: Web) -> None:
        web.breaks["/file"] = [1_000_000, 2_000_000, 3_000_000, 4_000_000]
        assert fetched(web.url + "file") == PAGE
        assert len(web.asked) == 5

    def test_one_that_always_breaks_off_is_told(self, web: Web) -> None:
        web.breaks["/file"] = [1000, 2000, 3000, 4000]
        with pytest.raises(download.Failed, match="only 3000 of 5120000 bytes came"):
            fetched(web.url + "file")


class TestLimits:
    def test_silence(self, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(download, "READ_SECONDS", 0.1)
        web.hanging.add("/file")
        with pytest.raises(download.Failed, match="timed out"):
            fetched(web.url + "file")
        assert len(web.asked) == 3

    @pytest.mark.parametrize(
        "begin", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n",
                  b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;"],
        ids=["status", "headers", "body", "chunk"],
    )  # fmt: skip
    def test_a_byte_now_and_then(self, web: Web, monkeypatch: pytest.MonkeyPatch, begin: bytes) -> None:
        """No wait is ever long enough for a time-out; still it ends, and is not tried again."""
        monkeypatch.setattr(download, "PACE_SECONDS", 0.3)
        web.drips["/file"] = begin
        with pytest.raises(download.Failed, match="too slow: less than 10 kB came"):
            fetched(web.url + "file")
        assert len(web.asked) == 1

    def test_size(self, web: Web) -> None:
        with pytest.raises(download.Failed, match="larger than 1 MB"):
            download.fetch(web.url + "file", BytesIO(), 1_000_000)
        web.raw["/file"] = b"HTTP/1.1 200 OK\r\n\r\n" + PAGE  # it does not say how much comes
        with pytest.raises(download.Failed, match="larger than 1 MB"):
            download.fetch(web.url + "file", BytesIO(), 1_000_000)

    def test_a_full_disk_is_no_fault_of_the_network(self, web: Web) -> None:
        with pytest.raises(OSError, match="No space") as raised, Path("/dev/full").open("r+b", buffering=0) as full:
            download.fetch(web.url + "file", full, LIMIT)
        assert raised.value.errno == errno.ENOSPC
        assert len(web.asked) == 1


class TestWays:
    def test_moved(self, web: Web) -> None:
        web.moved["/old"] = web.url + "file"
        assert fetched(web.url + "old") == PAGE

    @pytest.mark.parametrize("where", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:,x", "gopher:x", "http://["])
    def test_moved_to_where_nothing_is_fetched_from(self, web: Web, where: str) -> None:
        web.moved["/old"] = where
        with pytest.raises(download.Failed):
            fetched(web.url + "old")
        assert len(web.asked) == 1

    def test_moved_in_a_circle(self, web: Web) -> None:
        web.moved["/old"] = web.url + "old"
        with pytest.raises(download.Failed, match="302"):
            fetched(web.url + "old")

    def test_nothing_leads_from_https_to_http(self) -> None:
        request = Request("https://127.0.0.1/x")
        with pytest.raises(URLError):
            download._Redirects().redirect_request(request, BytesIO(), 302, "", {}, "http://127.0.0.1/y")

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "/etc/passwd", "", "http://a:b/"])
    def test_no_address(self, url: str) -> None:
        with pytest.raises(download.Failed) as raised:
            fetched(url)
        assert raised.value.final

    def test_the_proxy_is_asked(self, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("http_proxy", web.url)
        web.pages["http://packages.invalid/file"] = PAGE
        assert fetched("http://packages.invalid/file") == PAGE

    def test_what_fails_through_a_proxy_names_it_without_its_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("http_proxy", "http://me:secret@127.0.0.1:9/")
        with pytest.raises(download.Failed) as raised:
            fetched("http://packages.invalid/file")
        assert str(raised.value) == "Connection refused (through the proxy 127.0.0.1:9)"

    def test_a_proxy_that_wants_a_password(self, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("https_proxy", web.url)
        with pytest.raises(download.Failed, match=r"wants a name and a password .*NAME:PASSWORD"):
            fetched("https://packages.invalid/file")
        assert web.asked == ["packages.invalid:443"]

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (socket.gaierror(-2, "Name or service not known"), "is there a network, or a proxy to be named"),
            (URLError(socket.gaierror(-2, "x")), "is there a network"),
            (ssl.SSLCertVerificationError(1, "self-signed"), "certificate is not trusted"),
            (TimeoutError(), "timed out"),
            (ConnectionResetError(104, "Connection reset by peer"), "Connection reset by peer"),
            (OSError(), "OSError"),
        ],
    )
    def test_faults_in_words(self, error: Exception, words: str) -> None:
        with download._Watch() as watch:
            assert words in str(download._failed(error, "http://127.0.0.1/", watch))


@pytest.mark.parametrize("page", [b"<html>", b"\xff\xfe", b"", b"[" * 100_000])
def test_what_is_no_json(web: Web, page: bytes) -> None:
    web.pages["/index.json"] = page
    with pytest.raises(download.Failed, match="is no JSON; is it the log-in page"):
        download.read_json(web.url + "index.json", LIMIT)
