"""The engine behind an address: a real server on this machine that answers well, badly, or not at all."""

import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from pipeline import translate
from pipeline.core.errors import PipelineError
from pipeline.core.settings import Settings
from pipeline.translation import engines
from pipeline.translation.engines import libretranslate

WORDS = {"It is 5 mg.": ["Es de 50 mg.", "Es de 5 mg."], "Rest.": ["Descanse."]}


class Server(ThreadingHTTPServer):
    """Answers as LibreTranslate does, or as it is told; keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.answer: bytes | None = None
        self.address = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        assert self.path == "/languages"
        self._send([{"code": "en", "name": "English", "targets": ["en", "es"]}])

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        found = [WORDS.get(text, [f"Dicho así: {text}"]) for text in asked["q"]]
        answer = {"translatedText": [one[0] for one in found], "alternatives": [one[1:] for one in found]}
        self._send(answer, self.server.answer)

    def _send(self, answer: Any, instead: bytes | None = None) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode() if instead is None else instead)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_checks_choose_among_its_alternatives(server: Server, tmp_path: Path) -> None:
    settings = Settings(libretranslate=server.address)
    (one,) = translate(["It is 5 mg."], engine="libretranslate", glossary={}, settings=settings, models=tmp_path)
    assert one.text == "Es de 5 mg."
    assert one.engine is not None
    assert one.engine.name == "libretranslate"


def test_equal_sentences_are_sent_once_and_many_in_one_request(server: Server) -> None:
    engine = libretranslate.load("en", "es", server.address + "/")
    assert engine is not None
    texts = [f"House {i}." for i in range(60)]
    answers = engine.translate([*texts, "Rest.", "Rest.", " "])
    assert [len(asked["q"]) for asked in server.asked] == [50, 11]
    assert [one[0].text for one in answers[-3:]] == ["Descanse.", "Descanse.", " "]


def test_off_unless_the_settings_name_it(server: Server, tmp_path: Path) -> None:
    assert engines.pick("libretranslate", "en", "es", Settings(), tmp_path) is None
    assert engines.pick("libretranslate", "en", "fr", Settings(libretranslate=server.address), tmp_path) is None
    assert server.asked == []
    assert not any(row.engine == "libretranslate" for row in engines.overview(Settings(), tmp_path))


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"translatedText": ["a", "b"]}', b'{"translatedText": [5]}', b"\xff"])
def test_a_bad_answer_is_told_in_one_line(server: Server, answer: bytes) -> None:
    engine = libretranslate.load("en", "es", server.address)
    assert engine is not None
    server.answer = answer
    with pytest.raises(PipelineError) as error:
        engine.translate(["Rest."])
    assert server.address in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "localhost", "http://"])
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(PipelineError, match="no web address"):
        libretranslate.load("en", "es", address)


def test_a_server_that_hangs_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libretranslate, "SECONDS_TO_LIST", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = Settings(libretranslate=f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert engines.pick("libretranslate", "en", "es", settings, tmp_path) is None
        rows = [row for row in engines.overview(settings, tmp_path) if row.engine == "libretranslate"]
        assert [row.state for row in rows] == ["broken"]


def test_a_server_that_lacks_a_pair_is_named_and_no_other_engine_is_advised(server: Server, tmp_path: Path) -> None:
    settings = Settings(libretranslate=server.address, engine="libretranslate")
    told = engines.outlook(None, "en", "fr", settings, tmp_path)
    assert told == (
        f"`engine: libretranslate` is set, and the server at {server.address} gives no en-fr. "
        "See to it there, or set `engine: auto`."
    )
