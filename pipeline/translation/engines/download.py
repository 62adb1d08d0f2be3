"""Fetching from the web as clinics' networks need it: through proxies, over slow and broken lines, and never for ever.

What broke off goes on where it ended, where the server can do that. Proxies are taken from the environment
(https_proxy, http_proxy, no_proxy). Only http and https are followed, and nothing leads from https to http.
"""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from io import BytesIO
from typing import IO, Any, Protocol, Self, cast
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import msgspec
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline.core.one_line import one_line
from pipeline.translation.engines.faults import proxy_of, said

PAUSES = (1.0, 4.0)  # seconds between the three tries
CONNECT_SECONDS = 15.0
READ_SECONDS = 120.0  # of silence; a proxy that looks for viruses says nothing while it reads a whole package itself
PACE_SECONDS, PACE_BYTES = 240.0, 10_000  # what comes more slowly than this will not be waited for
BLOCK, MEGABYTE = 1 << 18, 1_000_000
NETWORK_FAULTS = (OSError, HTTPException, ValueError)


class Failed(Exception):  # noqa: N818 - what it is, not that it is an error
    """What could not be fetched, and why, in words; `final` where another try would end likewise."""

    def __init__(self, reason: str, *, final: bool = False):
        super().__init__(reason)
        self.final = final


class Tell(Protocol):
    """Told how many bytes are here, of how many where that is known."""

    def __call__(self, received: int, total: int | None) -> None:
        """Show it."""


class _Got(msgspec.Struct):
    """What earlier tries told of the file: how long it is, and the mark by which its contents are known."""

    total: int | None = None
    mark: str = ""


def fetch(url: str, file: IO[bytes], limit: int, tell: Tell | None = None) -> None:
    """Fetch the whole of an address into an empty file, in up to three tries; one that got far does not count.

    Raises `Failed` where it does not come or is larger than `limit` bytes, and `OSError` where it cannot be written.
    """
    got, failures = _Got(), 0
    while True:
        before = file.tell()
        try:
            return _try(url, file, limit, got, tell or (lambda *_: None))
        except Failed as failure:
            failures = 1 if file.tell() - before >= MEGABYTE else failures + 1
            if failure.final or failures > len(PAUSES):
                raise
        time.sleep(PAUSES[failures - 1])


def read_json(url: str, limit: int) -> Any:
    """Fetch and read JSON. Raises `Failed` where that fails."""
    file = BytesIO()
    fetch(url, file, limit)
    try:
        return json.loads(file.getvalue())
    except (ValueError, RecursionError) as error:
        raise Failed("what came is no JSON; is it the log-in page of a network?") from error


def ask(url: str, limit: int, seconds: float, data: bytes | None = None) -> bytes:
    """One answer in JSON, in one try and within `seconds` all in all. Raises `Failed` as `fetch` does."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    with _Watch(seconds) as watch:
        try:
            with _opener(watch).open(request.Request(url, data, headers), timeout=seconds) as answer:  # noqa: S310 - `_Web`
                got: bytes = answer.read(limit + 1)
        except NETWORK_FAULTS as error:
            if isinstance(error, HTTPError):
                error.close()
            raise _failed(error, url, watch) from error
        if watch.slow:
            raise _failed(TimeoutError(), url, watch)
    if len(got) > limit:
        raise Failed(f"it is larger than {limit // MEGABYTE} MB")
    return got


@contextmanager
def progress(name: str) -> Iterator[Tell]:
    """A progress bar on the terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(one_line(name).replace("[", "("), total=None)
        yield lambda received, total: bar.update(task, completed=received, total=total)


def is_web(url: object) -> bool:
    """Whether something is an address of the web."""
    try:
        return isinstance(url, str) and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _try(url: str, file: IO[bytes], limit: int, got: _Got, tell: Tell) -> None:
    """Fetch what is missing. Raises as `fetch`."""
    with _Watch() as watch, _answer(url, file, got, watch) as answer:
        _begin(answer, file, got)
        tell(file.tell(), got.total)
        for block in _blocks(answer, url, watch):
            if max(file.tell() + len(block), got.total or 0) > limit:
                raise Failed(f"it is larger than {limit // MEGABYTE} MB", final=True)
            file.write(block)
            tell(file.tell(), got.total)
        if got.total is not None and file.tell() != got.total:
            raise Failed(f"it broke off: only {file.tell()} of {got.total} bytes came")


@contextmanager
def _answer(url: str, file: IO[bytes], got: _Got, watch: "_Watch") -> Iterator[HTTPResponse]:
    """The server's answer to a request for all that the file lacks."""
    headers = {"User-Agent": "medical-content-pipeline", "Accept-Encoding": "identity"}
    if received := file.tell():
        headers |= {"Range": f"bytes={received}-"} | ({"If-Range": got.mark} if got.mark else {})
    try:
        if not is_web(url):
            raise URLError("the address is neither http nor https")
        answer = _opener(watch).open(request.Request(url, headers=headers), timeout=READ_SECONDS)  # noqa: S310
    except NETWORK_FAULTS as error:
        if isinstance(error, HTTPError):
            error.close()
            if error.code == 416 and received:
                _empty(file)
                raise Failed("the server's file has become another meanwhile") from error
        raise _failed(error, url, watch) from error
    with answer:
        yield answer


def _begin(answer: HTTPResponse, file: IO[bytes], got: _Got) -> None:
    """Make the file end where the answer goes on; `got` learns what the answer tells of the whole."""
    length, received = answer.headers.get("Content-Length", ""), file.tell()
    size = int(length) if length.isascii() and length.isdigit() else None
    if answer.status == 206:
        if not answer.headers.get("Content-Range", "").startswith(f"bytes {received}-"):
            _empty(file)
            raise Failed("the server sends another part than was asked for")
        got.total = got.total if size is None else received + size
        return
    if received:
        _empty(file)
    mark = answer.headers.get("ETag", "W/")
    got.total, got.mark = size, answer.headers.get("Last-Modified", "") if mark.startswith("W/") else mark


def _empty(file: IO[bytes]) -> None:
    file.seek(0)
    file.truncate()


def _blocks(answer: HTTPResponse, url: str, watch: "_Watch") -> Iterator[bytes]:
    while True:
        try:
            block = answer.read1(BLOCK)
        except NETWORK_FAULTS as error:
            raise _failed(error, url, watch) from error
        if watch.slow:
            raise _failed(TimeoutError(), url, watch)
        if not block:
            return
        watch.received += len(block)
        yield block


class _Watch:
    """Ends connections over which next to nothing comes, whatever is being waited for: time-outs see silence alone.

    With a `limit` it ends them after so many seconds, however much has come.
    """

    def __init__(self, limit: float | None = None) -> None:
        self.received, self.slow, self.limit = 0, False, limit
        self._sockets: list[socket.socket] = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        for one in self._sockets:
            one.close()

    def connect(self, address: tuple[str, int], timeout: float, source: tuple[str, int] | None = None) -> socket.socket:
        """Connect within a time of its own; `timeout` is for each wait after that."""
        if self.slow:
            raise TimeoutError("timed out")
        made = socket.create_connection(address, min(CONNECT_SECONDS, timeout), source)
        made.settimeout(timeout)
        self._sockets.append(made.dup())  # a second handle, since encryption takes over the first
        return made

    def _look(self) -> None:
        before = 0
        while not self._done.wait(self.limit or PACE_SECONDS):
            self.slow = self.slow or self.limit is not None or self.received - before < PACE_BYTES
            before = self.received
            for one in tuple(self._sockets) if self.slow else ():
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)


class _Web(request.AbstractHTTPHandler):
    """Opens http and https by connections that are watched."""

    http_request = https_request = request.AbstractHTTPHandler.do_request_

    def __init__(self, watch: _Watch):
        super().__init__()
        self._watch = watch

    def http_open(self, req: request.Request) -> HTTPResponse:
        """Open an http address, or one of a proxy."""
        return self.do_open(partial(self._connection, HTTPConnection), req)

    def https_open(self, req: request.Request) -> HTTPResponse:
        """Open an https address."""
        return self.do_open(partial(self._connection, HTTPSConnection), req)

    def _connection(self, kind: type[HTTPConnection], host: str, /, **options: Any) -> HTTPConnection:
        connection: Any = kind(host, **options)
        connection._create_connection = self._watch.connect  # noqa: SLF001 - the only way to time connecting by itself
        return cast(HTTPConnection, connection)


class _Redirects(request.HTTPRedirectHandler):
    def redirect_request(self, req: request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """Follow to the web alone, and from what is encrypted to what is encrypted alone."""
        if not is_web(newurl) or (req.type == "https" and urlsplit(newurl).scheme != "https"):
            raise HTTPError(newurl, code, "a redirection that is not followed", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)

    def http_error_302(self, req: request.Request, fp: Any, code: int, msg: str, headers: Any) -> Any:
        """Close an answer that leads to no address."""
        try:
            return super().http_error_302(req, fp, code, msg, headers)
        except ValueError:
            fp.close()
            raise

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def _opener(watch: _Watch) -> request.OpenerDirector:
    opener = request.OpenerDirector()
    for handler in (request.ProxyHandler(), _Web(watch), _Redirects(), request.HTTPDefaultErrorHandler(),
                    request.HTTPErrorProcessor()):  # fmt: skip
        opener.add_handler(handler)
    return opener


def _failed(error: Exception, url: str, watch: _Watch) -> Failed:
    """A fault of the network in words that help."""
    inner = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    proxy = proxy_of(url)
    via = f" (through the proxy {proxy})" if proxy else ""
    reason, final = said(inner, bool(proxy))
    if watch.slow:
        pace = f"less than {PACE_BYTES // 1000} kB came in {PACE_SECONDS:g} s"
        reason, final = f"too slow: {f'no whole answer in {watch.limit:g} s' if watch.limit else pace}", True
    return Failed(reason + via, final=final)
