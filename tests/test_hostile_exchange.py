"""Files of other tools that are broken, odd or meant to harm: a line with the file and a cure, and all others done."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.core.errors import PipelineError
from pipeline.exchange import terms, tmx
from pipeline.exchange.xliff import load, read_parked
from pipeline.glossary.concepts import Concept, Translation, Variant
from tests.documents import memory_pairs
from tests.hard.project import Place
from tests.xliff_sample import written

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "&a;" * 10}">' for n in range(9)
)
DOCTYPES = [f"{BOMB}]>", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", "<!DOCTYPE"]
TINY = [b"", b"\0", b"\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff\0", b"<", b"<a/>", b"[Term]", b'"', b"en", b"\xff"]
PIECES = [
    b"\0", b"&#0;", b"&#xD800;", b"&x;", b"\xed\xa0\x80", b"\x1b", b"&#x1F;", b'<x equiv-text="&#xD800;"/>', b"<note/>",
    b'<x equiv-text="U+D800"/>', b"<!--", b"<![CDATA[", b"<?x?>", b"\x85", b"\xe2\x80\xa8", b'"', b"{", b"|", b"\\",
]  # fmt: skip
NAMES = ("id", "resname", "state", "version", "source-language", "target-language", "xml:lang", "type", "xmlns")
PARTS = ("source", "target", "note", "trans-unit", "body", "file", "tuv", "seg", "term", "langSet", "termEntry")
OBO = b'format-version: 1.4\n\n[Term]\nid: HP:1\nname: Liver pain\nsynonym: "sore liver" EXACT []\nis_a: HP:1\n'
CONCEPTS = [
    Concept("alp", "alkaline phosphatase", "laboratory-test", variants=(Variant("AKP", "replace"),)),
    Concept("liver", "liver", "anatomy", translations={"es": Translation("hígado", gender="m")}),
]


def spoilt(data: bytes) -> Iterator[bytes]:
    """A sound file in every way in which it may be broken."""
    text, chance = data.decode("utf-8-sig"), random.Random(len(data))  # noqa: S311 - chance, not secrecy
    yield from TINY
    yield from (text.encode(codec, "replace") for codec in ("utf-16", "utf-16-be", "utf-32", "latin-1", "utf-8-sig"))
    yield from (data[: found.start()] for found in re.finditer(rb"[<>\n]", data))
    for _ in range(20):
        at, other = sorted(chance.choices(range(len(data)), k=2))
        yield data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        yield data[:at] + data[other:]
        yield data[:other] + data[at:]
        yield data[:at] + chance.choice(PIECES) + data[at:]
    if "<" not in text:
        yield data * 2
        yield data.replace(b"liver", b"l" * 200_000)
        yield data.replace(b"\n", b"\r")
        return
    for name in NAMES:
        yield from (re.sub(f' {name}="[^"]*"', new, text).encode() for new in ("", f' {name}=""', f' {name}="../x"'))
    for part in PARTS:
        whole = re.compile(rf"<{part}\b[^>]*/>|<{part}\b.*?</{part}>", re.DOTALL)
        yield from (whole.sub(new, text).encode() for new in ("", r"\g<0>\g<0>"))
        yield re.sub(rf"(<{part}\b[^/>]*>)", rf"\1{'<g>' * 2_000}{'</g>' * 2_000}", text, count=1).encode()
    for doctype in DOCTYPES:
        yield re.sub(r"<(?=[a-z])", f"{doctype}<", text, count=1).replace(".</", ".&a8;&e;</").encode()


def xliff_file(folder: Path) -> bytes:
    written(folder / "page.xlf")
    return (folder / "page.xlf").read_bytes()


def tmx_file(folder: Path) -> bytes:
    tmx.write(folder / "page.tmx", [("en", "The liver.", "El hígado."), ("en", "5 mg", "5 mg")], "es")
    return (folder / "page.tmx").read_bytes()


def exported(suffix: str) -> Callable[[Path], bytes]:
    def make(folder: Path) -> bytes:
        terms.export(CONCEPTS, folder / f"page{suffix}", "es")
        return (folder / f"page{suffix}").read_bytes()

    return make


def read_terms(path: Path) -> None:
    terms.read(path, terms.Selection())


KINDS: dict[str, tuple[Callable[[Path], bytes], Callable[[Path], object]]] = {
    ".xlf": (xliff_file, load),
    ".parked.xlf": (xliff_file, read_parked),
    ".tmx": (tmx_file, lambda path: (tmx.is_ours(path), memory_pairs(path))),
    ".tbx": (exported(".tbx"), read_terms),
    ".csv": (exported(".csv"), read_terms),
    ".tsv": (exported(".tsv"), read_terms),
    ".obo": (lambda _: OBO, read_terms),
}


@pytest.mark.parametrize("suffix", KINDS)
def test_a_broken_file_is_read_or_refused_in_lines_with_a_cure(suffix: str, tmp_path: Path) -> None:
    make, read = KINDS[suffix]
    path = tmp_path / f"broken{suffix}"
    refused = 0
    for data in spoilt(make(tmp_path)):
        path.write_bytes(data)
        try:
            read(path)
        except PipelineError as error:
            refused += 1
            for line in str(error).split("\n"):
                assert line.startswith(str(path)), data
                assert line.isprintable(), data
                assert "; " in line, data
    assert refused > 20
    path.unlink()
    path.mkdir()
    with pytest.raises(PipelineError, match=r"; "):
        read(path)


SENTENCES = ["The liver is large.", "The patient has pain."]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path / "project").make({"a": SENTENCES, "b": SENTENCES}, "es")
    place.run()
    place.sign("es", "a", SENTENCES[0], "El hígado es grande.")
    place.run()
    return place


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("a.xlf", lambda data: data[:-9]),
        ("a.xlf", lambda _: b""),
        ("a.xlf", lambda data: data.replace(b'target-language="es"', b'target-language="fr-CA"')),
        ("a.xlf", lambda data: data.replace(b"<body>", b"<body>" + b"<group>" * 3_000)),
        ("a.xlf", lambda data: data.replace(b"<body>", b"<body><!--" + b"long " * 2_000_001 + b"-->")),
        ("a.xlf", lambda data: re.sub(rb'resname="a:[^"]*"', b'resname="a"', data)),
        ("a.xlf", lambda data: data.replace(b'version="1.2"', b'version="2.0"')),
        ("own.tmx", lambda _: b"<tmx><body><tu>"),
        ("own.tmx", lambda _: b"<!DOCTYPE tmx [<!ENTITY e 'x'>]><tmx/>"),
    ],
)  # fmt: skip
def test_a_broken_file_costs_one_text_alone(place: Place, name: str, spoil: Callable[[bytes], bytes]) -> None:
    path = place.translations / "es" / name
    sound = path.read_bytes() if path.exists() else b""
    path.write_bytes(broken := spoil(sound))
    place.write("c", ["Call the nurse for help."])
    outcome = place.run()
    assert outcome.status == 3
    (failure,) = outcome.failures
    assert failure.reason.startswith(str(path))
    assert "; " in failure.reason
    assert path.read_bytes() == broken
    assert place.xlf("es", "c").exists()
    if sound:
        path.write_bytes(sound)
    else:
        path.unlink()
    assert place.run().status != 3
    assert ("El hígado es grande.", "approved") in [(unit.target, unit.state) for unit in place.units("es", "a")]


def test_what_a_large_file_may_hold_can_be_put_back(place: Place) -> None:
    """Its limits are those of a whole file, not of one of its notes."""
    path = place.translations / "es" / "a.xlf"
    deep = "<alt-trans><target>" + "<g id='1'>" * 300 + "Otro." + "</g>" * 300 + "</target></alt-trans></trans-unit>"
    kept = path.read_text().replace("</trans-unit>", deep, 1)
    path.write_text(kept + f"<!--{'x' * 9_900_000}-->" + " " * 200_000)
    place.write("a", [*SENTENCES, "Call the nurse for help."])
    assert place.run().status != 3
    assert "Otro." in path.read_text()


def test_a_source_language_that_somebody_changed_is_told(place: Place) -> None:
    path = place.translations / "es" / "a.xlf"
    path.write_bytes(path.read_bytes().replace(b'source-language="en"', b'source-language="de"'))
    outcome = place.run()
    assert outcome.status != 3
    (line,) = (one for one in outcome.lines if "its sources are in de" in one)
    assert line.startswith(f"{path}:")
    assert line.endswith("correct the file, or `language:` in the side file; it says en from now on.")
    assert 'source-language="en"' in path.read_text()
    place.write("c", ["Call the nurse for help."])
    assert not [one for one in place.run().lines if "its sources are in" in one]
