"""The review page: what it writes, whom it refuses, and that nobody's work is lost on it."""

import html
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import pytest

from pipeline.core.yaml import YamlFile
from pipeline.exchange import xliff
from pipeline.review.wording import INTERFACES, wording
from tests.hard.project import Place
from tests.reviewing import PERSON, Site, served, target

FIELD = re.compile(r"{\w+}")


def test_saving_makes_a_translation_that_nobody_has_approved(place: Place, site: Site) -> None:
    done = site.post("save", site.place("es", "dose", 0) | {"text": "Tome 5 mg."})
    assert done.status == 200
    unit = target(place, 0)
    assert (unit.target, unit.state, unit.person, unit.review.approvals) == ("Tome 5 mg.", "translated", True, ())


def test_an_approval_bears_a_name_a_day_and_both_texts(place: Place, site: Site) -> None:
    assert site.post("approve", site.place("es", "dose", 0) | {"text": "Tome 5 mg."}).status == 200
    unit = target(place, 0)
    (approval,) = unit.review.approvals
    assert (unit.state, approval.person, approval.way) == ("approved", PERSON, "single")
    assert approval.holds("Take 5 mg.", "Tome 5 mg.")
    place.run()
    assert target(place, 0).review.approvals == (approval,)
    assert target(place, 1).state != "approved"


def test_nothing_is_approved_over_an_open_error(place: Place, site: Site) -> None:
    before = place.xlf("es", "dose").read_bytes()
    done = site.post("approve", site.place("es", "dose", 0) | {"text": "Tome 50 mg."})
    assert done.status == 422
    assert "pair/numbers" in done.said["said"]
    assert site.post("approve", site.place("es", "dose", 4) | {"text": "Está elevado con la extensión."}).status == 422
    assert place.xlf("es", "dose").read_bytes() == before


def test_nothing_is_approved_over_an_error_across_documents(tmp_path: Path) -> None:
    """Not even when everything else was answered since the last run."""
    place = Place(tmp_path / "project").make({"a": ["Take 5 mg."], "b": ["Take 50 mg."]}, "es")
    place.run()
    for name, source in (("a", "Take 5 mg."), ("b", "Take 50 mg.")):
        place.edit("es", name, source, "Tome la pastilla.", state="translated")
    place.run()
    text = {"text": "Tome la pastilla."}
    with served(place.folder) as site:
        for finding in site.desk.sheet("es", "a").lines[0].open:
            if not finding.check.startswith("set/"):
                body = site.place("es", "a", 0) | text | {"check": finding.check, "reason": "one pill has it"}
                assert site.post("waive", body).status == 200
        done = site.post("approve", site.place("es", "a", 0) | text)
        assert done.status == 422
        assert "set/same-target" in done.said["said"]
        body = site.place("es", "a", 0) | text | {"check": "set/same-target", "reason": "one pill has it"}
        assert site.post("waive", body).status == 200
        assert site.post("approve", site.place("es", "a", 0) | text).status == 200


def test_a_finding_is_told_in_the_language_of_the_page(place: Place, site: Site) -> None:
    place.edit("es", "dose", "Take 5 mg.", "Tome 50 mg.", state="translated")
    for language in INTERFACES:
        words = wording(language)
        headers = {"Accept-Language": language}
        key = site.place("es", "dose", 0)["key"]
        panel = site.get(f"/panel/es/dose?key={quote(key)}", **headers).text
        assert words["title_pair/numbers"] in html.unescape(panel)
        assert words["advice_pair/numbers"] in html.unescape(panel)
        source = html.unescape(site.get("/source/dose", **headers).text)
        assert words["title_source/bracket"] in source
        assert words["advice_source/bracket"] in source
        done = site.post("approve", site.place("es", "dose", 0) | {"text": "Tome 50 mg."}, **headers)
        assert words["title_pair/numbers"] in done.said["said"]


def test_what_is_done_says_how_far_the_text_is(place: Place, site: Site) -> None:
    words = wording("en")
    site.post("save", site.place("es", "dose", 1) | {"text": "Coma."})
    done = site.post("approve", site.place("es", "dose", 0) | {"text": "Tome 5 mg."})
    assert done.said["said"].startswith(f"{words['approved']} {words['tally'].format(done=1, all=6, errors=1)}")
    done = site.post("save", site.place("es", "dose", 1) | {"text": "No coma."})
    assert done.said["said"] == f"{words['saved']} {words['tally'].format(done=1, all=6, errors=0)}"


def test_what_was_answered_can_be_approved(place: Place, site: Site) -> None:
    wrong = {"text": "Tome 50 mg."}
    site.post("waive", site.place("es", "dose", 0) | wrong | {"check": "pair/numbers", "reason": "the new dose"})
    found = site.desk.sheet("es", "dose").lines[0].open
    for finding in found:
        site.post("waive", site.place("es", "dose", 0) | wrong | {"check": finding.check, "reason": "the new dose"})
    assert site.post("approve", site.place("es", "dose", 0) | wrong).status == 200


def test_an_approval_without_a_name_is_refused(place: Place) -> None:
    before = place.xlf("es", "dose").read_bytes()
    with served(place.folder, person="") as site:
        done = site.post("approve", site.place("es", "dose", 0) | {"text": "Tome 5 mg."})
    assert done.status == 422
    assert wording("en")["name_needed"] in done.said["said"]
    assert place.xlf("es", "dose").read_bytes() == before


def test_what_somebody_changed_meanwhile_is_shown_and_not_written_over(place: Place, site: Site) -> None:
    seen = site.place("es", "dose", 0)
    place.edit("es", "dose", "Take 5 mg.", "Tómese 5 mg.", state="translated")
    done = site.post("save", seen | {"text": "Tome 5 mg."})
    assert done.status == 409
    assert "Tómese 5 mg." in done.said["html"]
    assert target(place, 0).target == "Tómese 5 mg."
    assert site.post("save", seen | {"text": "Tome 5 mg.", "version": done.said["version"]}).status == 200


def test_a_neighbour_that_was_saved_meanwhile_is_no_conflict(place: Place, site: Site) -> None:
    seen = site.place("es", "dose", 0)
    place.edit("es", "dose", "Do not eat.", "No coma.", state="translated")
    assert site.post("save", seen | {"text": "Tome 5 mg."}).status == 200
    assert [target(place, n).target for n in (0, 1)] == ["Tome 5 mg.", "No coma."]


def test_undo_brings_back_the_very_trans_unit(place: Place, site: Site) -> None:
    before = target(place, 0)
    site.post("approve", site.place("es", "dose", 0) | {"text": "Tome 5 mg."})
    assert site.post("undo", site.place("es", "dose", 1)).status == 422  # of another sentence
    assert site.post("undo", site.place("es", "dose", 0)).status == 200
    assert target(place, 0) == before
    assert site.post("undo", site.place("es", "dose", 0)).status == 422


def test_undo_leaves_alone_what_somebody_has_changed_since(place: Place, site: Site) -> None:
    site.post("save", site.place("es", "dose", 0) | {"text": "Tome 5 mg."})
    place.edit("es", "dose", "Take 5 mg.", "Tómese 5 mg.")
    assert site.post("undo", site.place("es", "dose", 0)).status == 409
    assert target(place, 0).target == "Tómese 5 mg."


def test_a_comment_and_an_answer_stand_beside_the_sentence_after_the_next_run(place: Place, site: Site) -> None:
    wrong = {"text": "Tome 50 mg."}
    site.post("comment", site.place("es", "dose", 0) | wrong | {"comment": "Ask <the> ward."})
    done = site.post("waive", site.place("es", "dose", 0) | wrong | {"check": "pair/numbers", "reason": "new dose"})
    assert "<code>pair/numbers</code>" not in done.said["article"]
    place.run()
    page = site.get("/text/es/dose").text
    assert "Ask &lt;the&gt; ward." in page
    assert "ok pair/numbers: new dose" in page


def test_a_comment_on_a_draft_leaves_it_a_draft(place: Place, site: Site) -> None:
    before = target(place, 0)
    site.post("comment", site.place("es", "dose", 0) | {"text": before.target, "comment": "Is that right?"})
    after = target(place, 0)
    assert (after.target, after.state, after.person) == (before.target, before.state, before.person)
    assert len(after.remarks) == 1


def test_an_answer_without_a_reason_is_refused(site: Site) -> None:
    assert site.post("waive", site.place("es", "dose", 0) | {"text": "x", "check": "pair/numbers"}).status == 422


def test_what_is_being_written_is_checked_and_not_saved(place: Place, site: Site) -> None:
    before = place.xlf("es", "dose").read_bytes()
    assert "pair/numbers" in site.post("check", site.place("es", "dose", 0) | {"text": "Tome 50 mg."}).text
    assert "pair/numbers" not in site.post("check", site.place("es", "dose", 0) | {"text": "Tome 5 mg."}).text
    assert place.xlf("es", "dose").read_bytes() == before


def test_markup_of_a_text_is_text(site: Site) -> None:
    markup = '"><script>alert(1)</script>'
    done = site.post("save", site.place("es", "dose", 0) | {"text": markup})
    site.post("comment", site.place("es", "dose", 0) | {"text": markup, "comment": markup})
    for page in (done.said["article"], *(site.get(path).text for path in ("/text/es/dose", "/queue/es"))):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_a_decision_on_a_source_finding_goes_into_the_side_file(place: Place, site: Site) -> None:
    finding = next(one for one in site.desk.document("dose").findings if one.severity == "warning")
    side = place.raw / "dose.yaml"
    side.write_text("# ours\nlicence: CC0-1.0\n", "utf-8")
    body = {"name": "dose", "check": finding.check, "find": "hurts [in the chest", "reason": "as printed"}
    assert site.post("answer", body).status == 200
    assert side.read_text("utf-8").startswith("# ours\nlicence: CC0-1.0\n")
    assert YamlFile.load(side).data["waive"][0] == {
        "check": finding.check,
        "text": "hurts [in the chest",
        "reason": "as printed",
        "author": PERSON,
    }
    place.run()
    assert not any(one.is_open for one in site.desk.document("dose").findings if one.check == finding.check)


@pytest.mark.parametrize("words", ["the", "no such words"])
def test_words_that_do_not_stand_once_are_refused(place: Place, site: Site, words: str) -> None:
    body = {"name": "dose", "check": "source/bracket", "find": words, "replace": "x", "reason": "a slip"}
    for deed in ("answer", "preview", "correct"):
        assert site.post(deed, body).status == 422
    assert not (place.raw / "dose.yaml").exists()


def test_what_was_answered_already_is_not_answered_again(place: Place, site: Site) -> None:
    body = {"name": "dose", "check": "source/bracket", "find": "hurts [in the chest", "reason": "as printed"}
    assert [site.post("answer", body).status for _ in range(2)] == [200, 422]


def test_a_correction_is_shown_before_it_is_written(place: Place, site: Site) -> None:
    body = {"name": "dose", "find": "[in the chest", "replace": "in the chest", "reason": "a slip"}
    shown = site.post("preview", body)
    assert "It hurts in the chest now." in shown.text
    assert not (place.raw / "dose.yaml").exists()
    assert site.post("correct", body).status == 200
    place.run()
    assert "It hurts in the chest now." in site.desk.document("dose").text


def marked(site: Site, words: str) -> dict[str, object]:
    """Words as somebody marks them in the text on the page."""
    start = site.desk.document("dose").text.index(words)
    return {"name": "dose", "text": words, "start": start, "end": start + len(words)}


def test_a_fault_that_no_check_has_found_is_corrected_too(place: Place, site: Site) -> None:
    found = site.post("passage", marked(site, "2 da")).said
    assert (found["find"], found["replace"]) == ("2 days.", "2 days.")
    body = {"name": "dose", "find": found["find"], "replace": "3 days.", "reason": "the leaflet says 3"}
    assert "Rest for 3 days." in site.post("preview", body).text
    assert not (place.raw / "dose.yaml").exists()
    assert site.post("correct", body).status == 200
    place.run()
    assert "Rest for 3 days." in site.desk.document("dose").text


@pytest.mark.parametrize("change", [{"text": ""}, {"text": "2 days"}, {"start": 10**9}, {"end": -1}, {"name": "no"}])
def test_what_is_not_marked_in_the_text_is_refused(site: Site, change: dict[str, object]) -> None:
    assert site.post("passage", marked(site, "2 da") | change).status == 422


def test_words_of_a_page_are_found_whatever_its_tags(place: Place, site: Site) -> None:
    page = "<html><body><h1>Gout</h1><p>It hurts.</p><p>Rest <b>for 2</b> days.</p></body></html>"
    (place.raw / "page.html").write_text(page, "utf-8")
    place.run()
    body = {"name": "page", "find": "Rest for 2 days.", "replace": "Rest for 3 days.", "reason": "as printed"}
    assert "Rest for 3 days." in site.post("preview", body).text
    assert site.post("correct", body).status == 200


def test_two_findings_on_the_same_words_are_both_answered(place: Place, site: Site) -> None:
    body = {"name": "dose", "find": "hurts [in the chest", "reason": "as printed"}
    checks = ("source/bracket", "source/hole")
    assert [site.post("answer", body | {"check": check}).status for check in checks] == [200, 200]


def test_a_term_goes_into_the_glossary_and_its_comments_stay(place: Place, site: Site) -> None:
    glossary = place.folder / "glossary.yaml"
    glossary.write_text("# our words\nconcepts:\n  - {id: liver, en: liver, type: anatomy}  # seen\n", "utf-8")
    term = {"language": "es", "term": "chest pain", "translation": "dolor torácico", "type": "symptom"}
    assert site.post("term", term).status == 200
    assert glossary.read_text("utf-8").startswith(
        "# our words\nconcepts:\n  - {id: liver, en: liver, type: anatomy}  # s"
    )
    assert "id: chest-pain" in glossary.read_text("utf-8")
    before = glossary.read_bytes()
    assert site.post("term", term).status == 422
    assert glossary.read_bytes() == before


FORGED: Sequence[tuple[str, dict[str, str], int]] = (
    ("of another site", {"Origin": "http://evil.example"}, 403),
    ("of no site", {"Origin": ""}, 403),
    ("of an opaque one", {"Origin": "null"}, 403),
    ("of another port", {"Origin": "http://127.0.0.1:1"}, 403),
    ("by another name", {"Host": "evil.example"}, 421),
    ("without the token", {"Cookie": ""}, 403),
    ("with another token", {"Cookie": "review=a-token-of-the-testz"}, 403),
)


@pytest.mark.parametrize(("headers", "status"), [row[1:] for row in FORGED], ids=[row[0] for row in FORGED])
def test_a_forged_request_changes_nothing(place: Place, site: Site, headers: dict[str, str], status: int) -> None:
    before = place.xlf("es", "dose").read_bytes()
    done = site.post("save", site.place("es", "dose", 0) | {"text": "Tome 5 mg."}, **headers)
    assert done.status == status
    assert place.xlf("es", "dose").read_bytes() == before


def test_a_link_of_another_page_is_followed_with_the_cookie_alone(site: Site) -> None:
    """A browser that keeps the cookie back asks once more, and shows nothing till it sends it."""
    other = {"Cookie": "", "Sec-Fetch-Site": "cross-site"}
    asked = site.get("/text/es/dose?at=1", **other)
    assert (asked.status, "Take 5 mg." in asked.text) == (200, False)
    assert site.get("/text/es/dose?at=1", Cookie="", **{"Sec-Fetch-Site": "same-origin"}).status == 403
    assert site.post("save", site.place("es", "dose", 0) | {"text": "x"}, **other).status == 403


@pytest.mark.parametrize(
    "path",
    ["/text/es/..%2f..%2fetc%2fpasswd", "/text/..%2f..%2fraw/dose", "/source/..%2fdose", "/static/..%2fapp.py", "/x"],
)
def test_a_path_that_leads_elsewhere_is_not_found(site: Site, path: str) -> None:
    assert site.get(path).status == 404


@pytest.mark.parametrize("path", ["/text/es/dose", "/source/dose"])
def test_a_text_with_a_broken_side_file_is_told_as_such(place: Place, site: Site, path: str) -> None:
    assert site.get(path).status == 200
    (place.raw / "dose.yaml").write_text("reviewed: tomorrow\nurl: ftp://x\n")
    place.run()
    done = site.get(path)
    assert done.status == 422
    assert [line.partition("dose.yaml:")[2][:1] for line in done.text.splitlines()] == ["1", "2"]


@pytest.mark.parametrize("body", [b"", b"{", b'{"text": 5}', b"[" * 100_000, b"\xff"])
def test_what_is_no_request_is_refused(place: Place, site: Site, body: bytes) -> None:
    assert site.post("save", body).status == 400


def test_the_token_becomes_a_cookie_that_no_script_and_no_other_site_gets(site: Site) -> None:
    done = site.get(site.address.partition(site.host)[2], Cookie="")
    assert (done.status, done.headers["location"]) == (303, "/")
    assert {"httponly", "samesite=strict"} <= {part.strip().lower() for part in done.headers["set-cookie"].split(";")}
    policy = site.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_behind_a_proxy_the_header_says_who_approves(place: Place) -> None:
    with served(place.folder, user_header="X-Remote-User", hosts=("review.example",)) as site:
        seen = site.place("es", "dose", 0) | {"text": "Tome 5 mg."}
        proxied = {"Host": "review.example", "Origin": "https://review.example"}
        assert site.post("approve", seen, **proxied).status == 403
        assert site.post("approve", seen, **proxied, **{"X-Remote-User": "b.ortiz"}).status == 200
    assert target(place, 0).review.approvals[0].person == "b.ortiz"


def test_a_run_at_work_does_not_hinder_reading_and_saving(place: Place, site: Site) -> None:
    from pipeline.job.store import single_run

    seen = site.place("es", "dose", 0)
    with single_run(place.folder / "build"):
        assert wording("en")["busy"] in site.get("/text/es/dose").text
        assert site.post("save", seen | {"text": "Tome 5 mg."}).status == 200
    assert target(place, 0).target == "Tome 5 mg."


def test_many_people_at_once_lose_nothing(tmp_path: Path) -> None:
    texts = [f"Sentence {letter} is here." for letter in "ABCDEFGHIJKLMNOPQRST"]
    place = Place(tmp_path / "project").make({"many": texts}, "es")
    place.run()
    statuses: list[int] = []
    with served(place.folder) as site:

        def work(number: int) -> None:
            for turn in range(3):
                seen = site.place("es", "many", number)
                statuses.append(site.post("save", seen | {"text": f"Frase {number}, {turn}."}).status)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(len(texts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert set(statuses) == {200}
    assert [unit.target for unit in xliff.read(place.xlf("es", "many"))] == [
        f"Frase {n}, 2." for n in range(len(texts))
    ]


def test_a_file_that_cannot_be_read_is_told(place: Place, site: Site) -> None:
    place.xlf("es", "dose").write_bytes(b"<xliff")
    page = site.get("/text/es/dose")
    assert page.status == 422
    assert "dose.xlf" in page.text


@pytest.mark.parametrize("language", INTERFACES)
def test_every_interface_has_all_words_and_fills_the_same_places(language: str) -> None:
    english, other = wording("en"), wording(language)
    assert list(english) == list(other)
    for key, words in english.items():
        assert sorted(FIELD.findall(words)) == sorted(FIELD.findall(other[key])), key


def test_the_page_speaks_the_language_of_its_reader(site: Site) -> None:
    page = site.get("/", **{"Accept-Language": "pt-BR,pt;q=0.9"}).text
    assert '<html lang="pt">' in page
    assert wording("pt")["documents"] in page
