"""Provenance holds for any text and any history of passes."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.edits import Change, ChangeError, Pass, Projection, accept, apply, undo
from pipeline.core.errors import DocumentError
from pipeline.ingest import encodings

ALPHABET = st.sampled_from("ab <>é中𝔸\u0301\r\n\xa0")
TEXTS = st.text(ALPHABET, max_size=40)


@st.composite
def changes_of(draw: st.DrawFn, text: str) -> tuple[Change, ...]:
    """Random accepted changes of a text: cut points in order, every second stretch replaced."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    unique = [p for i, p in enumerate(pairs) if i == 0 or p != pairs[i - 1]]
    return accept(text, [Change(a, b, text[a:b], draw(st.text(ALPHABET, max_size=4)), "r") for a, b in unique])


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, str, tuple[Pass, ...]]:
    """A raw text, a history of up to six passes, and the curated text that it leads to."""
    raw = text = draw(TEXTS)
    log = []
    for number in range(draw(st.integers(0, 6))):
        changes = draw(changes_of(text))
        log.append(Pass("repair", f"repair/{number}", 1, changes))
        text = apply(text, changes)
    return raw, text, tuple(log)


@settings(max_examples=3000, deadline=None)
@given(histories())
def test_undoing_the_log_gives_the_raw_text(history: tuple[str, str, tuple[Pass, ...]]) -> None:
    """Whatever was changed, the raw text comes back to the last character."""
    raw, text, log = history
    assert undo(text, log) == raw


@settings(max_examples=3000, deadline=None)
@given(histories(), st.data())
def test_spans_project_both_ways(history: tuple[str, str, tuple[Pass, ...]], data: st.DataObject) -> None:
    """Any span of one text projects to a span of the other."""
    raw, text, log = history
    projection = Projection(log)
    for origin, other, there in ((text, raw, projection.to_raw), (raw, text, projection.to_curated)):
        start, end = sorted(data.draw(st.integers(0, len(origin))) for _ in range(2))
        low, high = there(start, end)
        assert 0 <= low <= high <= len(other)


@settings(max_examples=2000, deadline=None)
@given(TEXTS, st.data())
def test_a_change_projects_to_what_it_replaced(raw: str, data: st.DataObject) -> None:
    """Within one pass, the new text leads to the old one and back; half of it leads to the whole."""
    drawn = data.draw(changes_of(raw))
    changes = tuple(c for i, c in enumerate(drawn) if i == 0 or drawn[i - 1].end < c.start)
    projection, shift = Projection((Pass("repair", "repair/x", 1, changes),)), 0
    for change in changes:
        new = (change.start + shift, change.start + shift + len(change.after))
        shift += len(change.after) - len(change.before)
        assert projection.to_raw(*new) == (change.start, change.end)
        assert projection.to_curated(change.start, change.end) == new
        for inner in range(new[0] + 1, new[1]):
            assert projection.to_raw(inner, inner) == (change.start, change.end)


@settings(max_examples=2000, deadline=None)
@given(histories(), st.data())
def test_a_span_between_changes_keeps_its_text(history: tuple[str, str, tuple[Pass, ...]], data: st.DataObject) -> None:
    """What no pass touched reads the same on both sides."""
    raw, text, log = history
    borders = [0, *(b for h in Projection(log).hunks() for b in (h.start, h.end)), len(text)]
    low, high = data.draw(st.sampled_from(list(zip(borders[::2], borders[1::2], strict=True))))
    if low < high:
        start, end = sorted((data.draw(st.integers(low, high)), data.draw(st.integers(low, high))))
        raw_start, raw_end = Projection(log).to_raw(start, end)
        if start < end:
            assert raw[raw_start:raw_end] == text[start:end]
            assert Projection(log).to_curated(raw_start, raw_end) == (start, end)


@settings(max_examples=2000, deadline=None)
@given(histories())
def test_between_hunks_the_texts_agree(history: tuple[str, str, tuple[Pass, ...]]) -> None:
    """The hunks of a report name every change, and what lies between them is equal."""
    raw, text, log = history
    position = raw_position = 0
    for hunk in Projection(log).hunks():
        assert raw[raw_position : hunk.raw_start] == text[position : hunk.start]
        raw_position, position = hunk.raw_end, hunk.end
    assert raw[raw_position:] == text[position:]
    named = {cause for hunk in Projection(log).hunks() for cause in hunk.causes}
    assert named == {(p, c) for p, step in enumerate(log) for c in range(len(step.changes))}


def test_a_boundary_inside_a_change_widens_to_the_whole_change() -> None:
    """Half a replaced word has no counterpart."""
    text = "sizes of 1-50px seen"
    log = (Pass("repair", "repair/px", 1, accept(text, [Change(9, 15, "1-50px", "1–2 cm", "cm")])),)
    assert Projection(log).to_curated(11, 13) == (9, 15)
    assert Projection(log).to_raw(10, 11) == (9, 15)
    assert Projection(log).to_curated(0, 9) == (0, 9)


def test_a_removed_stretch_projects_to_an_empty_span_and_back() -> None:
    """What was removed can be asked for from either side."""
    log = (Pass("repair", "repair/furniture", 1, accept("menu text", [Change(0, 5, "menu ", "", "menu")])),)
    assert Projection(log).to_curated(0, 4) == (0, 0)
    assert Projection(log).to_raw(0, 0) == (0, 5)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ([Change(0, 2, "xx", "", "")], "expects"),
        ([Change(0, 3, "abc", "", ""), Change(2, 4, "cd", "", "")], "overlaps"),
        ([Change(1, 1, "", "x", ""), Change(1, 1, "", "y", "")], "two insertions"),
        ([Change(3, 9, "d", "", "")], "expects"),
    ],
)
def test_changes_that_do_not_fit_are_refused(changes: Sequence[Change], fault: str) -> None:
    """A rule that proposes what does not fit is at fault, and no text is harmed."""
    with pytest.raises(ChangeError, match=fault):
        accept("abcd", changes)


def test_a_changed_text_cannot_be_undone() -> None:
    """A log that does not belong to its text is found out."""
    log = (Pass("repair", "repair/x", 1, accept("abc", [Change(0, 1, "a", "z", "")])),)
    with pytest.raises(ChangeError):
        undo("qbc", log)


@settings(max_examples=500, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60).filter(str.strip),
    st.sampled_from([("utf-8", False), ("utf-8", True), ("utf-16-le", True), ("utf-16-be", True), ("utf-32-le", True)]),
)
def test_the_encoded_text_equals_the_files_bytes(text: str, form: tuple[str, bool]) -> None:
    """Decoding keeps what is needed to write the very same file again."""
    data = encodings.encode(text, *form)
    if not form[1] and data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return
    try:
        decoded = encodings.decode(data)
    except DocumentError:
        return
    assert encodings.encode(*decoded) == data
