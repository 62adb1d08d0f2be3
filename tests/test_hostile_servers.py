"""Translation servers at their worst: one line about them, the texts of the run unharmed, and never a hang."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.__main__ import _guard, app
from pipeline.core.errors import PipelineError
from pipeline.core.settings import Settings
from pipeline.translation import engines
from pipeline.translation.engines import libretranslate
from pipeline.translation.engines.base import Candidate
from tests.web import Web

OFFER = [{"code": "en", "targets": ["en", "es"]}]
OK = b"HTTP/1.1 200 OK\r\n"
DEEP = b"[" * 200_000
RAW = {
    "nothing": b"",
    "no status": b"Hello\r\n\r\n",
    "half a status": b"HTTP/1.",
    "status that is no number": b"HTTP/1.1 abc OK\r\n\r\n",
    "status below 100": b"HTTP/1.1 42 Odd\r\n\r\n",
    "status of four digits": b"HTTP/1.1 2000 OK\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "a mail server": b"220 mail.example.org ESMTP\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00",
    "zeros": b"\0" * 5_000,
    "a long status line": b"HTTP/1.1 200 " + b"O" * 70_000 + b"\r\n\r\n",
    "a long header": OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n",
    "many headers": OK + b"X: y\r\n" * 200 + b"\r\n",
    "a header without a name": OK + b": x\r\n\r\n[,",
    "an end within the headers": OK + b"Content-Len",
    "a length that is none": OK + b"Content-Length: many\r\n\r\n{",
    "a length below zero": OK + b"Content-Length: -5\r\n\r\n{",
    "a length of too many digits": OK + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n{",
    "less than its length": OK + b"Content-Length: 500\r\n\r\n[1,",
    "a chunk without a size": OK + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n[]\r\n",
    "a chunk that breaks off": OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\n[1,",
    "a chunk of a size below zero": OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n[]\r\n",
    "a chunk of a huge size": OK + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n[]\r\n",
    "packed": OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x00",
    "nowhere else": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
    "to no address": b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
    "to a port that is none": b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:abc/\r\nContent-Length: 0\r\n\r\n",
    "to a file": b"HTTP/1.1 302 Found\r\nLocation: file:///etc/hostname\r\nContent-Length: 0\r\n\r\n",
    "to a name with control characters": b"HTTP/1.1 302 F\r\nLocation: http://a\x01b/\r\nContent-Length: 0\r\n\r\n",
    "keeping the method": b"HTTP/1.1 307 Moved\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
    "in a circle": b"HTTP/1.1 302 Found\r\nLocation: ?\r\nContent-Length: 0\r\n\r\n",
    "an error": b"HTTP/1.1 500 \x1b[31mred\r\nContent-Length: 3\r\n\r\nbad",
    "not allowed": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    "too many questions": b"HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n\r\n",
}
BODIES = {
    "no text": b"",
    "a page": b"<html><body>Log in</body></html>",
    "not UTF-8": b"\xff\xfe\xff",
    "deep lists": DEEP,
    "deep mappings": b'{"a":' * 200_000,
    "half an answer": b'{"translatedText": ["a',
    "a number of too many digits": b"9" * 5_000,
    "two answers": b"[] []",
}
LANGUAGES = ["null", "5", '"en"', "{}", '{"error": "no"}', "[]", "[[]]", "[null]", "[5]", '["en"]', "[{}]"]
ROWS = [
    {"code": "en", "targets": 5},
    {"code": "en", "targets": None},
    {"code": "en", "targets": "es"},
    {"code": "en", "targets": {"es": 1}},
    {"code": "en", "targets": [5, None, ["es"]]},
    {"code": "en", "targets": [["es"]]},
    {"code": ["en"], "targets": ["es"]},
    {"code": {"en": 1}, "targets": ["es"]},
    {"code": None, "targets": ["es"]},
    {"code": 5, "targets": ["es"]},
    {"code": "en"},
    {"code": "../../en", "targets": ["../../es"]},
    {"code": "", "targets": [""]},
    {"targets": ["es"]},
]
ANSWERS: list[object] = [
    None,
    5,
    "Descanse.",
    [],
    {},
    {"error": "busy"},
    {"translatedText": None},
    {"translatedText": "Descanse."},
    {"translatedText": []},
    {"translatedText": ["a", "b"]},
    {"translatedText": [5]},
    {"translatedText": [None]},
    {"translatedText": [["a"]]},
    {"translatedText": {"0": "a"}},
]
ADDRESSES = [
    "", " ", "localhost", "localhost:5000", "//localhost", "http://", "http:///x", "http://:5000", "ftp://localhost",
    "file:///etc/passwd", "javascript:alert(1)", "http://[::1", "http://::1]", "http://[abc]/", "http://a:abc",
    "http://a:-1", "http://a:70000", "http://a:0", "http://a:5 0", "HTTP//a", "http:/a", "http//a", "http:a", "\0",
]  # fmt: skip
UNREACHABLE = [
    "http://a b/", "http://a\nb/", "http://a\0b/", "http://a\x1b[31m/", "http://../", "http://..", "http://.",
    "http://" + "a" * 300, "http://" + "a." * 200, "http://é\udcff/", "http://127.0.0.1:1/", "http://127.0.0.1:1/a b",
    "http://127.0.0.1:1/\r\nX: y", "http://me:secret@127.0.0.1:1/", "http://xn--/", "http://%/", "https://127.0.0.1:1",
]  # fmt: skip


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as web:
        web.pages["/languages"] = json.dumps(OFFER).encode()
        yield web


def address(web: Web) -> str:
    return web.url.rstrip("/")


def told(error: PipelineError) -> str:
    text = str(error)
    assert len(text) < 500
    assert text.isprintable()
    return text


@pytest.mark.parametrize("answer", RAW.values(), ids=RAW)
def test_whatever_comes_over_the_line(web: Web, answer: bytes) -> None:
    engine = libretranslate.load("en", "es", address(web))
    assert engine is not None
    web.raw |= {"/languages": answer, "/translate": answer, "/translate?": answer, "/languages?": answer}
    with pytest.raises(PipelineError) as failed:
        engine.translate(["Rest."])
    assert address(web) in told(failed.value)
    with pytest.raises(PipelineError) as failed:
        libretranslate.load("en", "es", address(web))
    assert address(web) in told(failed.value)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_whatever_is_no_json(web: Web, body: bytes) -> None:
    engine = libretranslate.load("en", "es", address(web))
    assert engine is not None
    web.pages |= {"/languages": body, "/translate": body}
    with pytest.raises(PipelineError, match="failed"):
        engine.translate(["Rest."])
    with pytest.raises(PipelineError, match="failed"):
        libretranslate.load("en", "es", address(web))


@pytest.mark.parametrize("offer", [*LANGUAGES, *(json.dumps([row]) for row in ROWS)])
def test_whatever_it_says_to_offer(web: Web, offer: str) -> None:
    web.pages["/languages"] = offer.encode()
    assert libretranslate.load("en", "es", address(web)) is None
    web.pages["/languages"] = f"[{offer}, {json.dumps(OFFER[0])}]".encode()
    assert libretranslate.load("en", "es", address(web)) is not None


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_whatever_it_answers(web: Web, answer: object) -> None:
    engine = libretranslate.load("en", "es", address(web))
    assert engine is not None
    web.pages["/translate"] = json.dumps(answer).encode()
    with pytest.raises(PipelineError) as failed:
        engine.translate(["Rest."])
    assert address(web) in told(failed.value)


@pytest.mark.parametrize("alternatives", [None, 5, "x", {}, [], [5], [[5]], ["x"], [["x"], ["y"]], [[], []]], ids=str)
def test_alternatives_that_are_none_are_left_out(web: Web, alternatives: object) -> None:
    engine = libretranslate.load("en", "es", address(web))
    assert engine is not None
    web.pages["/translate"] = json.dumps({"translatedText": ["Descanse."], "alternatives": alternatives}).encode()
    assert engine.translate(["Rest."]) == [[Candidate("Descanse.")]]


@pytest.mark.parametrize(
    ("answer", "candidate"),
    [
        ("x" * 1_000_000, Candidate("", cut=True)),
        ("x " * 5_000, Candidate("", cut=True)),
        ("Des\ud800canse.", Candidate("Des\ufffdcanse.")),
        ("Des\0canse\x1b[31m.", Candidate("Des\ufffdcanse\ufffd[31m.")),
        ("", Candidate("")),
    ],
    ids=["a megabyte", "too long by far", "half a character", "control characters", "nothing"],
)
def test_what_can_be_no_translation(web: Web, answer: str, candidate: Candidate) -> None:
    engine = libretranslate.load("en", "es", address(web))
    assert engine is not None
    web.pages["/translate"] = json.dumps({"translatedText": [answer], "alternatives": [[answer] * 9]}).encode()
    assert engine.translate(["Rest."]) == [[candidate]]


def test_a_great_answer_is_cut_off(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libretranslate, "MAX_BYTES", 1_000_000)
    web.raw["/languages"] = OK + b"\r\n" + b" " * 3_000_000
    with pytest.raises(PipelineError, match="larger than 1 MB"):
        libretranslate.load("en", "es", address(web))


@pytest.mark.parametrize(
    "begin", [b"", b"HTTP/1.1 200 ", OK + b"X: ", OK + b"\r\n[", OK + b"Content-Length: 9999\r\n\r\n["]
)
def test_a_byte_now_and_then_ends_with_its_time(web: Web, monkeypatch: pytest.MonkeyPatch, begin: bytes) -> None:
    engine = libretranslate.load("en", "es", address(web))
    assert engine is not None
    monkeypatch.setattr(libretranslate, "SECONDS", 0.3)
    monkeypatch.setattr(libretranslate, "SECONDS_TO_LIST", 0.3)
    web.drips |= {"/languages": begin, "/translate": begin}
    with pytest.raises(PipelineError, match=r"no whole answer in 0\.3 s"):
        engine.translate(["Rest."])
    with pytest.raises(PipelineError, match=r"no whole answer in 0\.3 s"):
        libretranslate.load("en", "es", address(web))


@pytest.mark.parametrize("given", ADDRESSES)
def test_what_is_no_address(given: str, tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="is no web address; correct `libretranslate`"):
        libretranslate.load("en", "es", given)
    assert engines.pick("libretranslate", "en", "es", Settings(libretranslate=given), tmp_path) is None


@pytest.mark.parametrize("given", UNREACHABLE)
def test_where_there_is_no_server(given: str) -> None:
    with pytest.raises(PipelineError, match=r"failed|no web address"):
        libretranslate.load("en", "es", given)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("es", None),
        ("es-MX", None),
        ("pt-BR", "pb"),
        ("pt", "pb"),
        ("zh-Hant", "zh-Hant"),
        ("zh-TW", "zt"),
        ("zh-CN", "zh"),
    ],
)
def test_its_own_codes(web: Web, wanted: str, code: str | None) -> None:
    web.pages["/languages"] = json.dumps([{"code": "en", "targets": ["pb", "zt", "zh", "zh-Hant", "est"]}]).encode()
    engine = libretranslate.load("en", wanted, address(web))
    assert (engine and engine._codes[1]) == code


def test_a_run_goes_on_without_it_and_says_so(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "page.txt").write_text("Tests\n\nThe scan was clear.\n")
    (tmp_path / "glossary.yaml").write_text("concepts: []\n")
    (tmp_path / "settings.yaml").write_text(f"engine: libretranslate\nlibretranslate: '{address(web)}'\n")
    web.raw["/translate"] = RAW["no status"]
    assert _guard(lambda: app(["run"])) == 3
    (line,) = [line for line in capsys.readouterr().err.splitlines() if address(web) in line]
    assert line.startswith(f"the translation server {address(web)} failed: ")
    assert web.asked.count("/translate") == 1
    assert "failed" in (tmp_path / "curated" / "page" / "es.json").read_text(encoding="utf-8")
    del web.raw["/translate"]
    web.pages["/translate"] = json.dumps({"translatedText": ["Pruebas", "La tomografía era clara."]}).encode()
    assert _guard(lambda: app(["run"])) in (0, 1)
    assert "La tomografía era clara." in (tmp_path / "translations" / "es" / "page.xlf").read_text(encoding="utf-8")
