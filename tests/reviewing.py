"""The review page over a project, served as `review` serves it, and asked as a browser or a forger would."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn

from pipeline.core.project import Project
from pipeline.exchange import xliff
from pipeline.review.app import application
from pipeline.review.desk import Desk
from tests.hard.project import Place

TOKEN = "a-token-of-the-tests"  # noqa: S105 - a secret of nobody
PERSON = "Ana Ruiz"
HOLE = "The marker is often raised in with spread to the liver."
LONG = f"The liver is {'very ' * 4000}large."  # 20,000 characters
TEXT = ("Take 5 mg.", "Do not eat.", "Rest for 2 days.", "It hurts [in the chest now.", HOLE, LONG)


class Answer(NamedTuple):
    """What came back."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def said(self) -> Any:
        return json.loads(self.text)


class Site:
    """A served page; what is asked carries the cookie, Host and Origin of the page itself unless told otherwise."""

    def __init__(self, port: int, desk: Desk):
        self.port, self.desk = port, desk
        self.host = f"127.0.0.1:{port}"
        self.address = f"http://{self.host}/?token={TOKEN}"

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, deed: str, body: Mapping[str, object] | bytes, **headers: str) -> Answer:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._ask("POST", f"/do/{deed}", data, {"Origin": f"http://{self.host}"} | dict(headers))

    def place(self, language: str, name: str, number: int) -> dict[str, str]:
        """A sentence, as the page would name it."""
        line = self.desk.sheet(language, name).lines[number]
        return {"language": language, "name": name, "key": line.segment.key, "version": line.version}

    def _ask(self, method: str, path: str, data: bytes | None, headers: Mapping[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Cookie": f"review={TOKEN}", "Host": self.host} | dict(headers)
        connection.request(method, path, data, {name: value for name, value in sent.items() if value})
        answer = connection.getresponse()
        found = Answer(answer.status, answer.read().decode(), {k.lower(): v for k, v in answer.getheaders()})
        connection.close()
        return found


@contextmanager
def served(folder: Path, person: str = PERSON, **how: Any) -> Iterator[Site]:
    """The page over the project of a folder."""
    names = ("raw", "curated", "translations", "build", "models", "glossary.yaml", "settings.yaml")
    desk = Desk(Project(*(folder / name for name in names)))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        hosts = frozenset({f"127.0.0.1:{port}", *how.pop("hosts", ())})
        app = application(desk, TOKEN, hosts, person, **how)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        listener.listen(64)
        thread.start()
        try:
            yield Site(port, desk)
        finally:
            server.should_exit = True
            thread.join()


def target(place: Place, number: int) -> xliff.Unit:
    """What stands in the file of a sentence, counted from 0."""
    return xliff.read(place.xlf("es", "dose"))[number]
