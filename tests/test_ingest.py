"""Files are read to the last byte or refused by name and reason."""

import codecs
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import curate, ingest
from pipeline.core.errors import DocumentError, UsageError
from pipeline.core.model import Edit, SideFile
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary
from pipeline.ingest import encodings
from pipeline.ingest.filenames import faulty, odd
from tests.conftest import ROOT

ENGLISH = "The patient’s scan showed “two” lesions – both under 2 cm.\n"
CHINESE = "肝转移癌是指其他部位的恶性肿瘤转移到肝脏。直径约1-2厘米的病灶。" * 3


@pytest.mark.parametrize(
    ("data", "codec", "mark"),
    [
        (ENGLISH.encode(), "utf-8", False),
        (codecs.BOM_UTF8 + ENGLISH.encode(), "utf-8", True),
        (codecs.BOM_UTF16_LE + ENGLISH.encode("utf-16-le"), "utf-16-le", True),
        (codecs.BOM_UTF16_BE + ENGLISH.encode("utf-16-be"), "utf-16-be", True),
        (ENGLISH.encode("utf-16-le"), "utf-16-le", False),
        (ENGLISH.encode("cp1252"), "cp1252", False),
        (CHINESE.encode("gb18030"), "gb18030", False),
    ],
)
def test_an_encoding_is_found_and_leads_back_to_the_bytes(data: bytes, codec: str, mark: bool) -> None:
    document = ingest.from_data(data, "page.txt")
    assert document.raw in (ENGLISH, CHINESE)
    assert (document.source.encoding, document.source.bom) == (codec, mark)
    assert encodings.encode(document.raw, codec, mark) == data


@pytest.mark.parametrize(
    "text",
    [
        "The dose is 5 µg/day of it for adults.",
        "Give 0.5 µL of it. Keep it cold.",
        "Ménière’s disease: take 25 µg twice a day.",
        "It measures ¼cm or ½in across.",
        "A ±5% change; see §4a and ¶b.",
        "Keep below 25°C.",
    ],
)
def test_a_lone_sign_before_a_latin_letter_is_no_chinese(text: str) -> None:
    assert ingest.from_data(text.encode("cp1252"), "page.txt").raw == text


@pytest.mark.parametrize(
    "text",
    [
        "肝癌 (HCC) 的治疗: 5 mg。",
        "肝臟轉移癌是指其他部位的惡性腫瘤轉移到肝臟,直徑約1-2厘米的病灶。請諮詢醫師。",
        "Patient information 患者信息 leaflet about the liver and its tests.",
    ],
)
def test_chinese_is_found_simplified_traditional_and_within_english(text: str) -> None:
    assert ingest.from_data(text.encode("gb18030"), "page.txt").raw == text


CODE_PAGES = {
    "cp1252": "At 38 °C rest; “half” of 5 µg – ½ tablet, 3 × 4 cm ± 1, a fiancé’s dose.",
    "mac_roman": "At ≥38°C rest; don’t take “half” of 5 µg.",
    "cp850": "A fiancée with 38°C takes ½ of 5 µg, 3 × 4 ± 1.",
    "cp437": "At ≥38°C a fiancée takes ½ of 5 µg, not ≤3 µg.",
}


@pytest.mark.parametrize("page", CODE_PAGES)
def test_a_code_page_is_known_by_the_places_of_its_signs(page: str) -> None:
    assert ingest.from_data(CODE_PAGES[page].encode(page), "page.txt").raw == CODE_PAGES[page]


def test_several_pages_that_fit_are_told() -> None:
    with pytest.raises(DocumentError, match="may be mac_roman or cp850"):
        curate(b"Dr. Sj\x94gren is in.", "page.txt", glossary={})


# Letters of a page that is none of these four stand in words together that no language writes so.
ELSEWHERE = {
    "cp1250": ["Dr Dvořák is in.", "The liver; řekněte lékaři.", "Głowa boli.", "A növelő dose."],
    "cp1254": ["Take it; ağrı varsa söyleyiniz."],
}


@pytest.mark.parametrize(("page", "text"), [(page, text) for page, texts in ELSEWHERE.items() for text in texts])
def test_letters_that_no_language_writes_together_are_told(page: str, text: str) -> None:
    document = curate(text.encode(page), "page.txt", glossary={})
    assert "source/mojibake" in [finding.check for finding in document.findings]


@pytest.mark.parametrize(
    "text", ["Ménière, Sjögren, Behçet, Ångström", "Conceição, señor, naïveté", "Bjørnå, Mölndal, Größe"]
)
def test_names_of_one_language_each_are_sound(text: str) -> None:
    document = curate(f"{text}.".encode("cp1252"), "page.txt", glossary={})
    assert (document.raw, document.findings) == (f"{text}.", ())


def test_a_sign_out_of_its_place_is_told_where_no_page_fits() -> None:
    document = curate("At 38¡C take 5 ðg of it – “now” – é!".encode("cp1252"), "page.txt", glossary={})
    found = [finding.start for finding in document.findings if finding.check == "source/mojibake"]
    assert [document.text[place] for place in found][:2] == ["¡", "ð"]


PROGRAM_FILES = yaml.safe_load((ROOT / "tests" / "cases" / "program-files.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", PROGRAM_FILES["texts"])
def test_a_text_that_begins_like_a_program_s_file_is_one(text: str) -> None:
    assert ingest.from_data(text.encode("latin-1"), "a.txt").raw == text


@pytest.mark.parametrize(("data", "told"), PROGRAM_FILES["files"])
def test_a_file_under_a_text_s_name_is_told_for_what_it_is(data: str, told: str) -> None:
    with pytest.raises(DocumentError) as raised:
        ingest.from_data(data.encode("latin-1"), "a.txt")
    assert str(raised.value).startswith(told)
    assert raised.value.remedy


@pytest.mark.parametrize(("text", "told"), PROGRAM_FILES["formats"])
def test_a_format_of_text_is_told_for_what_it_is(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    try:
        ingest.read(ingest.RawText(path), Settings())
    except DocumentError as error:
        assert error.message.startswith(told or "a text")  # noqa: PT017 - half of them are texts
    else:
        assert told == ""


OID = f"oid sha256:{'0a' * 32}\n"
POINTER = f"version https://git-lfs.github.com/spec/v1\n{OID}size 12345\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (POINTER, "a.txt: this is a pointer of Git LFS, and the text itself is not here; fetch it with `git lfs pull`"),
        (POINTER.replace("\n", "\r\n"), "a.txt: this is a pointer of Git LFS"),
        (POINTER.replace(OID, f"ext-0-x sha256:1\n{OID}"), "a.txt: this is a pointer of Git LFS"),
        ('{"text": "The liver is large."}', "a.txt: this is JSON, not a text; save the text that is in it"),
        ('\n [{"text": "The liver."}, {"text": "It is large."}]\n', "a.txt: this is JSON, not a text"),
        ('["The liver.", "It is large."]', "a.txt: this is JSON, not a text"),
        (f"The file said:\n\n{POINTER}", ""),
        ("version https://example.org/spec/v1 of the leaflet.\n", ""),
        ("[1]", ""),
        ("{The liver is large.}", ""),
        ("{}", ""),
        ('"The liver is large."', ""),
        ('[The liver] "is large"', ""),
        ("[" * 50_000 + "]" * 50_000, ""),
    ],
)
def test_what_stands_in_the_place_of_a_text_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode())
    raw = ingest.RawText(tmp_path / "a.txt")
    if told:
        with pytest.raises(DocumentError) as error:
            ingest.read(raw, Settings())
        assert str(error.value).startswith(f"{tmp_path}/{told}")
    else:
        assert ingest.read(raw, Settings()).raw == text


def test_a_byte_order_mark_settles_what_a_page_says_of_its_encoding() -> None:
    page = "<meta charset=windows-1252><p>5 µg</p>".encode("utf-8-sig")
    assert not ingest.from_data(page, "page.html").metadata


def test_a_declared_encoding_wins_over_a_guess() -> None:
    data = "Größe µ".encode("latin-1")
    assert ingest.from_data(data, "a.txt", SideFile(encoding="latin-1")).raw == "Größe µ"


def test_a_page_declares_its_own_encoding() -> None:
    data = ("<html><head><meta charset='gb2312'></head><body><p>" + CHINESE + "</p></body></html>").encode("gb18030")
    assert ingest.from_data(data, "a.html").source.encoding == "gb18030"


ASCII = b"<p>The liver has 3 lesions of 12 mm.</p>"
MICRO = "<p>The dose is 5 µg – no more.</p>"
RUSSIAN = "<p>Печень увеличена, доза 5 мг.</p>"


@pytest.mark.parametrize(
    ("label", "page", "codec", "told"),
    [
        ("hex", ASCII, "utf-8", True),
        ("BASE64", ASCII, "utf-8", True),
        ("rot_13", ASCII, "utf-8", True),
        ("uu", ASCII, "utf-8", True),
        ("quoted-printable", ASCII, "utf-8", True),
        ("idna", ASCII, "utf-8", True),
        ("punycode", ASCII, "utf-8", True),
        ("unicode_escape", ASCII, "utf-8", True),
        ("undefined", ASCII, "utf-8", True),
        ("utf-16", ASCII, "utf-8", True),
        ("UTF-16BE", ASCII, "utf-8", True),
        ("utf-32", ASCII, "utf-8", True),
        ("utf-7", ASCII, "utf-8", True),
        ("cp500", ASCII, "utf-8", True),
        ("no-such-thing", ASCII, "utf-8", True),
        ("windows-1252", MICRO.encode(), "utf-8", True),
        ("koi8-r", MICRO.encode(), "utf-8", True),
        ("utf-8", MICRO.encode("cp1252"), "cp1252", True),
        ("shift_jis", CHINESE.encode("gb18030"), "gb18030", True),
        ("us-ascii", MICRO.encode("cp1252"), "cp1252", False),
        ("latin1", MICRO.encode("cp1252"), "cp1252", False),
        ("utf8", MICRO.encode(), "utf-8", False),
        ("windows-1251", RUSSIAN.encode("cp1251"), "cp1251", False),
        ("koi8-r", RUSSIAN.encode("koi8-r"), "koi8-r", False),
        ("GBK", CHINESE.encode("gb18030"), "gb18030", False),
        ("big5", "<p>肝臟轉移癌</p>".encode("big5"), "big5hkscs", False),
        ("x-mac-cyrillic", RUSSIAN.encode("mac-cyrillic"), "mac-cyrillic", False),
        ("", MICRO.encode("cp1252"), "cp1252", False),
    ],
)
def test_what_a_page_says_of_its_encoding_holds_unless_its_bytes_say_otherwise(
    label: str, page: bytes, codec: str, told: bool
) -> None:
    data = f'<meta charset="{label}">'.encode() * bool(label) + page
    document = ingest.from_data(data, "page.html")
    assert document.source.encoding == codec
    assert encodings.encode(document.raw, codec, False) == data
    findings = curate(data, "page.html", {}).findings
    assert [finding.check for finding in findings if finding.check == "source/encoding"] == ["source/encoding"] * told


@pytest.mark.parametrize(
    ("data", "side", "reason"),
    [
        (b"", SideFile(), "empty"),
        (b" \r\n\t", SideFile(), "empty"),
        (codecs.BOM_UTF8, SideFile(), "empty"),
        (b"%PDF-1.7 \x00\x01", SideFile(), "PDF file"),
        (b"The liver is large and soft.\nTake 5 mg\0 of it each day.", SideFile(), "U.0000; remove it"),
        (b"PK\x03\x04 a word file", SideFile(), "ZIP file"),
        (b"\n {\\rtf1 The liver.}", SideFile(), "rich-text file"),
        (bytes(range(256)) * 8, SideFile(), "binary"),
        (b"caf\xe9 \x81\x8d", SideFile(encoding="utf-8"), "not valid utf-8"),
        (codecs.BOM_UTF16_LE + b"a", SideFile(), "not valid utf-16-le"),
        ("5 mg. 하루에 두 번 복용하십시오.".encode("cp949"), SideFile(), "may be gb18030 or cp949"),
        (b"\x00\x01", SideFile(), "binary"),
        (b"\x01\x00", SideFile(), "binary"),
        (b"\x00\x1f\x00\x02\x00\x03", SideFile(), "binary"),
        (codecs.BOM_UTF8 + b"\x00\x01\x02", SideFile(), "binary"),
        (b"\x00\xd8\x00\x00", SideFile(), "binary"),
        (("The liver is large." * 3).encode("utf-16-le") + b"\x00\xd8", SideFile(), "not valid utf-16-le"),
        (b"The liver", SideFile(encoding="utf-16"), "not utf-16-le: its bytes are plain ASCII"),
        (b"The live", SideFile(encoding="utf-32-be"), "not utf-32-be: its bytes are plain ASCII"),
        (b"The liver", SideFile(encoding="cp037"), "not cp037: its bytes are plain ASCII"),
        (b"The liver", SideFile(encoding="zlib"), "'zlib' is no encoding of text"),
        (b"The liver", SideFile(encoding="a\x00b"), "'a.x00b' is no encoding of text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, side: SideFile, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        ingest.from_data(data, "page.txt", side)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_bytes_that_are_no_text_are_told_with_their_line(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "page.txt"
    broken = {"utf-8": b"caf\xe9 x", "utf-16": b"a\x00\x00\xdca\x00"}[codec]
    path.write_bytes("The liver.\n\n".encode(codec) + broken)
    with pytest.raises(DocumentError, match=rf"page\.txt:3: the file is not valid {codec}"):
        ingest.read(ingest.RawText(path), Settings(), SideFile(encoding=codec))


def test_an_oversized_file_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("a" * 101)
    with pytest.raises(DocumentError, match=r"long\.txt: cannot be read \(it has 101 bytes, more than the 100"):
        ingest.read(ingest.RawText(path), Settings(max_bytes=100))


@given(st.binary(min_size=1, max_size=60))
def test_any_bytes_come_back_or_are_refused(data: bytes) -> None:
    try:
        decoded = encodings.decode(data)
    except DocumentError:
        return
    assert encodings.encode(*decoded) == data


@given(st.text(max_size=80))
def test_a_str_is_its_own_raw_text(text: str) -> None:
    assert ingest.from_data(text, "any.txt").raw == text


def test_scan_reads_texts_and_warns_of_the_rest(tmp_path: Path) -> None:
    for name in ("b.txt", "b.yaml", "a.html", "c.md", "lonely.yaml", ".hidden.txt", "picture.png"):
        (tmp_path / name).write_text("x")
    (tmp_path / "folder").mkdir()
    texts, warnings = ingest.scan(tmp_path)
    assert [(t.path.name, t.side and t.side.name) for t in texts] == [
        ("a.html", None),
        ("b.txt", "b.yaml"),
        ("c.md", None),
    ]
    assert len(warnings) == 4
    assert all(any(name in w for w in warnings) for name in ("lonely.yaml", ".hidden.txt", "picture.png", "folder"))


def test_of_texts_that_share_a_name_none_serves() -> None:
    names = ["a.html", "a.txt", "b.md"]
    assert {path.name: error.message for path, error in faulty([Path(name) for name in names]).items()} == {
        "a.html": "it shares its name with a.txt",
        "a.txt": "it shares its name with a.html",
    }


COPIES = ["a (1).txt", "a(2).txt", "a - Copy.txt", "a - Copy (2).txt", "a-DESKTOP-4F7.txt", "a - Kopie.txt"]
COPIES += ["a (Anna's conflicted copy 2024-05-01).txt", "a.sync-conflict-20240501-101010-ABC.txt", "a (1).md"]
ELSEWHERE_NONE = ["CON.txt", "nul.x.txt", "what?.txt", "a:b.txt", "end .txt", "end..txt", 'say "a".txt']
SOUND = ["a.txt", "a (b).txt", "a-b.txt", "b (1).txt", "console.txt", "a copy.txt", ".a b.txt", "a - copyright.txt"]


def test_names_of_copies_and_names_that_some_computers_cannot_have_are_told() -> None:
    lines = odd([Path(name) for name in (*COPIES, *ELSEWHERE_NONE, *SOUND)])
    told = [(line.split(": ")[0], line.rpartition("; ")[2]) for line in lines]
    assert [name for name, cure in told if cure == "keep one of them"] == COPIES
    assert [line.partition(".txt: ")[0] for line in lines if line.endswith("; rename it")] == [
        Path(name).stem for name in ELSEWHERE_NONE
    ]


@pytest.mark.parametrize("sign", ["\n", "\x1b", "\u202e", "\u2067", "\udce9", "\u2028"])
def test_a_name_that_hides_what_it_is_is_refused(sign: str) -> None:
    assert len(faulty([Path(f"a{sign}b.txt")])) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel: x", r"a\.yaml:1: unknown key 'titel'; did you mean 'title'\?"),
        (
            "title: x\nedits:\n  - {find: a, replace: b, reson: c}",
            r"a\.yaml:3: unknown key 'reson'; did you mean 'reason'",
        ),
        ("title: x\nencoding: latin-99", r"a\.yaml:2: unknown encoding 'latin-99'"),
        ("title:\n\tx: y", r"a\.yaml:2: a tab stands before the text"),
        ("edits:\n  - {find: ' ', replace: b, reason: c}", r"a\.yaml:2: an edit must say what it finds"),
        ("edits:\n  - {find: x, replace: b}", r"a\.yaml:2: this needs the key"),
    ],
)
def test_a_slip_in_a_side_file_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    with pytest.raises(UsageError, match=message):
        ingest.load_side(path)


def test_dates_and_words_of_a_side_file_stay_as_written(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("date: 2024-03-14\nlanguage: no\n")
    side = ingest.load_side(path)
    assert (side.date, side.language) == ("2024-03-14", "no")


def test_an_edit_is_applied_where_it_stands_once() -> None:
    side = SideFile(
        edits=(
            Edit("raised in with spread", "raised in cancer with spread", "a lost word"),
            Edit("twice", "once", "stands twice"),
            Edit("nowhere", "x", "stands nowhere"),
            Edit("spread. twice", "spread", "overlaps another"),
        )
    )
    document = ingest.from_data("It is raised in\n with  spread. twice twice", "a.txt", side)
    edited = ingest.build(Settings(), Glossary())(document)
    assert edited.text == "It is raised in cancer with spread. twice twice"
    assert edited.restore() == document.raw
    assert [(step.rule, len(step.changes)) for step in edited.log] == [("edits/editor", 1)]
