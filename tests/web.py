"""A server on loopback that does what servers and proxies do at their worst."""

import http.server
import json
import threading
from collections.abc import Mapping
from typing import Self


class Web:
    """What it answers by path, and what it was asked; a proxy too, since a proxy is asked by whole addresses."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.status: dict[str, list[int]] = {}  # of the first answers; after that the page
        self.moved: dict[str, str] = {}
        self.raw: dict[str, bytes] = {}
        self.breaks: dict[str, list[int]] = {}  # how many bytes have come when each of the first answers breaks off
        self.hanging: set[str] = set()
        self.drips: dict[str, bytes] = {}  # what comes at once; after it a byte now and then, without end
        self.shrinks: dict[str, bytes] = {}  # what a page has become when it is asked for a second time
        self.marks: dict[str, list[str]] = {}  # ETag of the answers, the last of all that follow
        self.resumes = True
        self.asked: list[str] = []
        self.ranges: list[str] = []
        self.ended = threading.Event()
        web = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.answer(self)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                web.answer(self)

            def do_CONNECT(self) -> None:
                web.asked.append(self.path)
                web._head(self, 407, 0)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """A client that gave up is what some tests are about."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def list(self, *entries: Mapping[str, object]) -> None:
        """Put an index of packages in its place."""
        self.pages["/index.json"] = json.dumps(entries).encode()

    def answer(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        """Answer as the path wants it."""
        path = handler.path
        self.asked.append(path)
        if path in self.hanging:
            self.ended.wait()
        if path in self.drips:
            handler.wfile.write(self.drips[path])
            while not self.ended.wait(0.02):
                handler.wfile.write(b"x")
        if path in self.raw:
            handler.wfile.write(self.raw[path])
        elif path in self.moved:
            self._head(handler, 302, 0, Location=self.moved[path])
        elif self.status.get(path):
            self._head(handler, self.status[path].pop(0), 0)
        elif path in self.pages:
            page, self.pages[path] = self.pages[path], self.shrinks.pop(path, self.pages[path])
            self._page(handler, page)
        else:
            self._head(handler, 404, 0)

    def _page(self, handler: http.server.BaseHTTPRequestHandler, page: bytes) -> None:
        wanted, start, marks = handler.headers["Range"], 0, self.marks.get(handler.path, [])
        mark = marks.pop(0) if len(marks) > 1 else "".join(marks)
        if wanted:
            self.ranges.append(wanted)
            is_same = handler.headers["If-Range"] in (None, mark)
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) if self.resumes and is_same else 0
        if start > len(page):
            self._head(handler, 416, 0)
            return
        more = {"ETag": mark} if mark else {}
        more |= {"Content-Range": f"bytes {start}-{len(page) - 1}/{len(page)}"} if start else {}
        self._head(handler, 206 if start else 200, len(page) - start, **more)
        ends = self.breaks.get(handler.path)
        handler.wfile.write(page[start : ends.pop(0) if ends else None])

    @staticmethod
    def _head(handler: http.server.BaseHTTPRequestHandler, status: int, length: int, **more: str) -> None:
        handler.send_response(status)
        for name, value in ({"Content-Length": str(length)} | more).items():
            handler.send_header(name, value)
        handler.end_headers()
