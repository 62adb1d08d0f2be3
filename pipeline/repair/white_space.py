"""White space, collapsed last: wide gaps and line breaks help the rules before it."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from pipeline.core.edits import Change, Span
from pipeline.core.text import columns
from pipeline.core.text.quoted import overlaps
from pipeline.rules import DocumentContext, rule

_BLANK = " \xa0\u2000-\u200a\u202f\u205f\u3000"
_BREAKS = re.compile(rf"\n[{_BLANK}\t\n]*")
_GAP = re.compile(rf"[{_BLANK}]{{2,}}")
_PLAIN_GAP = re.compile(" {2,}")
_BLANKS = "".join(c for c in map(chr, range(0x3001)) if re.match(f"[{_BLANK}\t]", c))
_WORD = re.compile(r"[^\W_]{1,40}")
_LAST = re.compile(r"[^\W_]{1,40}\Z")
_REASON = "surplus white space"
_BETWEEN = "line break between two items of a list"
_DASHED = re.compile(rf"(?<=[^{_BLANK}\t\n])[{_BLANK}]{{2,}}(?=-([{_BLANK}]+)[^\W\d_])")
_FIRST = re.compile(rf":[{_BLANK}]+(?=-[{_BLANK}]+[^\W\d_])")
_LED = re.compile(r":(?= - (?P<first>[^\W\d_]))")
_ITEM = re.compile(r"(?<=\S) (?=- (?P<first>[^\W\d_]))")
_SENTENCE = re.compile(r"[.!?] (?=[^\W\d_a-z])")
_STOPPED = re.compile(r"(?<=[.!?]) (?=- [^\W\d_a-z])")
_STARRED = re.compile(r"^[ \t]*\* (?P<words>[^\n]+)$", re.MULTILINE)
_STAR = re.compile(r"(?<=[\w.)\]])\* (?=[A-Z\[])")
_LED_STAR, _NEXT_STAR = (re.compile(rf"{sign}(?P<gap>[ ]{{1,4}})\*(?=[A-Z][a-z]*)") for sign in (":", "[.!?]"))
_TOUCHING = re.compile(r"(?P<mark>[-*•])(?<=[.!?].)(?P<gap>[ \xa0]{0,3})(?=[A-Z][a-z]*)")
_WIDE_DASH = re.compile(r"(?<=[a-z\d)])(?P<blank>[ ]?)-(?=[ ]{2,3}[A-Z][a-z])")
_NOTE = re.compile(r"^[ \t]*[*•-]", re.MULTILINE)
_LED_GLUED = re.compile(r"(?<=[a-z]):(?=- [A-Z])")
_INDENT = re.compile(rf"(?<=[^{_BLANK}\t\n])[{_BLANK}]{{4,12}}(?=[^{_BLANK}\t\n])")
_END_OF_ITEM = re.compile(rf"(?<=[^{_BLANK}\t\n.!?:;,])[{_BLANK}]{{2,3}}(?=[A-Z])")
_CELL = re.compile(r"\t|^[\d(]|@")  # a value or an address under another one, in a table whose line ends are gone
_LEAD = 30  # characters of prose before the first item; the first cell of a row is shorter
_LEAST = 3
_MANY = 4  # gaps of a line that are no row's
_TOUCHED = tuple(stop + mark for stop in ".!?" for mark in "-*•")
_STOP = re.compile(rf"[.!?]([{_BLANK}]+)(?=[\"“(]?[^\W\d_a-z])")


@rule("repair/flattened-items", version=7)
def part_items(text: str, context: DocumentContext) -> Iterator[Change]:
    """List items run together in one line.

    Where the line breaks of a list were lost, a wide gap and a dash are left before each item. They prove a list where
    the line begins with a dash, or its first dash follows a colon, or all follow a stop, or there are three and more:
    a pair of dashes may enclose words of a sentence. What stands behind the stop of the last item, where no other has
    one, is no part of it. A colon and a dash with one blank begin a list as well where two more follow, or one before a
    capital; and so do three dashes behind stops. Gaps of four blanks and more in one line of prose are the indents of
    items that lost their marks as well, where a colon leads to them, or a stop and most have none; there the mark is
    put back; values, addresses and what tabs part are cells. Three starred items and more behind a colon get their
    lines back as well, and so do two whose marks touch the stop before ("rest.*Drink"), and
    with them the others of a line in which a wide gap stands behind each dash.
    Example: "such as:  - fever  - cough" gets its lines back.
    """
    wide = list(_gapped_items(text)) if "  -" in text or not text.isascii() else []
    wide += [] if wide else _indented_items(text)
    yield from wide
    done = {text.rfind("\n", 0, change.start) for change in wide}
    for place in _starred_items(text) if "* " in text else ():
        yield Change(place, place, "", "\n", _BETWEEN)
    yield from _led_stars(text) if " *" in text else ()
    yield from _touching_items(text) if any(map(text.__contains__, _TOUCHED)) else ()
    dashed = dict.fromkeys(_dashed_items(text), " ") | dict(_glued_items(text)) if " - " in text else {}
    for place, before in sorted(dashed.items()):
        if text.rfind("\n", 0, place) not in done:
            yield Change(place, place + len(before), before, "\n", _BETWEEN)


def _led_stars(text: str) -> Iterator[Change]:
    """A line for each of three starred items and more, the first behind a colon, the others behind stops."""
    leads = list(_LED_STAR.finditer(text))
    for i, led in enumerate(leads):
        end = leads[i + 1].start() if i + 1 < len(leads) else len(text)
        others = list(_NEXT_STAR.finditer(text, led.end(), min(_line_end(text, led.end()), end)))
        for mark in (led, *others) if len(others) > 1 else ():
            yield Change(*mark.span("gap"), mark["gap"], "\n", _BETWEEN)
            yield Change(mark.end(), mark.end(), "", " ", "space behind an item's mark")


def _touching_items(text: str) -> Iterator[Change]:
    """A line for each of two items and more whose marks touch the stop before; a line below with one is a note."""
    position = 0
    while position < len(text):
        end = _line_end(text, position)
        for mark in "-*•":
            items = [
                m for m in _TOUCHING.finditer(text, position, end) if m["mark"] == mark and (m["gap"] or mark != "-")
            ]
            alone = mark != "*" or text.count("*", position, end) == len(items)
            if len(items) >= _LEAST - 1 and alone and not (mark == "*" and _NOTE.search(text)):
                for item in items:
                    yield Change(item.start(), item.start(), "", "\n", _BETWEEN)
                    if not item["gap"]:
                        yield Change(item.end(), item.end(), "", " ", "space behind an item's mark")
                if mark == "-" and all(len(item["gap"]) > 1 for item in items):
                    for dash in _WIDE_DASH.finditer(text, position, end):
                        yield Change(*dash.span("blank"), dash["blank"], "\n", _BETWEEN)
        position = end + 1


def _gapped_items(text: str) -> Iterator[Change]:
    """A line break for each item behind a wide gap."""
    line: list[re.Match[str]] = []
    for mark in _DASHED.finditer(text):
        if line and "\n" in text[line[-1].end() : mark.start()]:
            yield from _items(text, _listed(line))
            line = []
        line.append(mark)
    yield from _items(text, _listed(line))


def _listed(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """The marks of a line that may begin items: "name  -  dose" is a row, but no row has so many."""
    return marks if len(marks) >= _MANY else [mark for mark in marks if len(mark[0]) > len(mark[1])]


def _indented_items(text: str) -> Iterator[Change]:
    """A line break and a mark for each item of which only the indent is left."""
    if " " * 4 not in text:
        return
    regions: list[Span] | None = None
    gap = _INDENT.search(text)
    while gap:
        start, end = text.rfind("\n", 0, gap.start()) + 1, _line_end(text, gap.end())
        row = list(_INDENT.finditer(text, start, end))
        above = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : start].strip()
        below = text[end + 1 : _line_end(text, end + 1)].strip()
        if len(row) > 1 and not (_INDENT.search(above) or _INDENT.search(below)):
            regions = [(one.start, one.end) for one in columns.find(text)] if regions is None else regions
            row = [gap for gap in row if not overlaps(*gap.span(), regions)]
            for at, gaps in _lists(text, row, start, end) if len(row) > 1 else ():
                yield from (Change(*gap.span(), gap[0], "\n- ", _BETWEEN) for gap in gaps)
                if at:
                    yield Change(*at.span(), at[0], "\n\n", "line break behind the last item")
        gap = _INDENT.search(text, end)


def _lists(
    text: str, row: Sequence[re.Match[str]], start: int, end: int
) -> Iterator[tuple[re.Match[str] | None, Sequence[re.Match[str]]]]:
    """The lists of one line: the gap behind the last item, where there is one, and those before the items."""
    while row:
        ends = [gap.start() for gap in row[1:]] + [end]
        stop: re.Match[str] | None = None
        count = len(row)
        for i, (gap, last) in enumerate(zip(row, ends, strict=True)):
            if stop := _END_OF_ITEM.search(text, gap.end(), last):
                count = i + 1
                break
        items = [
            text[gap.end() : stop.start() if stop and i == count - 1 else last].rstrip()
            for i, (gap, last) in enumerate(zip(row[:count], ends, strict=False))
        ]
        open_ended = sum(item[-1] not in ".!?" for item in items)
        before = text[row[0].start() - 1]
        led = before == ":" or (before in ".!?" and 2 * open_ended > count)
        worded = all(sum(map(str.isalpha, item)) > 2 and not _CELL.search(item) for item in items)
        apart = len(set(items)) == len(items)  # a name and its button that come again are no list
        if count > 1 and led and worded and apart and row[0].start() - start >= _LEAD:
            yield stop, row[:count]
        start = stop.end() if stop else end
        row = row[count:]


def _dashed_items(text: str) -> Iterator[int]:
    """Where the blanks before items of lists in one line stand, where dashes with one blank before them prove a list.

    Behind a colon two items with capitals, or three; elsewhere three that each stand behind a stop.
    """
    leads = list(_LED.finditer(text))
    for lead, following in zip_longest(leads, leads[1:]):
        end = _line_end(text, lead.end())
        end = min(end, following.start() if following else end)
        named = lead["first"].isupper()  # then dashes before small letters stand inside an item
        stop = None if named else _SENTENCE.search(text, lead.end(), end)
        found = _ITEM.finditer(text, lead.start() + 1, stop.start() if stop else end)
        items = [item for item in found if item["first"].isupper() or not named]
        yield from map(re.Match.start, items if len(items) >= (_LEAST - 1 if named else _LEAST) else ())
    position = 0
    while position < len(text):
        end = _line_end(text, position)
        items = list(_STOPPED.finditer(text, position, end))
        yield from map(re.Match.start, items if len(items) >= _LEAST else ())
        position = end + 1


def _starred_items(text: str) -> Iterator[int]:
    """Where asterisks that touch the item before stand in a line that is an item with such a mark itself."""
    for line in _STARRED.finditer(text):
        inner = list(_STAR.finditer(text, line.start("words"), line.end()))
        if inner and text.count("*", line.start("words"), line.end()) == len(inner):
            yield from (match.start() for match in inner)


def _glued_items(text: str) -> Iterator[tuple[int, str]]:
    """Where lines are to begin in a list whose first dash touches the colon, and the blank that stands there."""
    for lead in _LED_GLUED.finditer(text):
        found = _ITEM.finditer(text, lead.end(), _line_end(text, lead.end()))
        items = [item.start() for item in found if item["first"].isupper()]
        if len(items) >= _LEAST - 1:
            yield lead.end(), ""
            yield from ((item, " ") for item in items)


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return end if end >= 0 else len(text)


def _items(text: str, marks: list[re.Match[str]]) -> Iterator[Change]:
    """A line break for each gap of one line, if they prove a list."""
    if not marks:
        return
    first = marks[0].start()
    begin = text.rfind("\n", 0, first) + 1
    end = text.find("\n", marks[-1].end())
    lead = _FIRST.search(text, begin, first)
    opened = text[begin:first].lstrip().startswith("- ") or lead is not None
    listed = len(marks) > 1 and (text[first - 1] == ":" or all(text[mark.start() - 1] in ".!?;" for mark in marks))
    if not (opened or listed or len(marks) > 2):
        return
    if lead:
        yield Change(lead.start() + 1, lead.end(), lead[0][1:], "\n", _BETWEEN)
    for mark in marks:
        yield Change(*mark.span(), mark[0], "\n", _BETWEEN)
    stopped = _STOP.search(text, lead.end() if lead else begin, end if end >= 0 else len(text))
    if stopped and stopped.start() > marks[-1].end():
        yield Change(*stopped.span(1), stopped[1], "\n\n", "line break behind the last item, which alone has a stop")


@rule("repair/white-space", version=2)
def collapse_white_space(text: str, context: DocumentContext) -> Iterator[Change]:
    r"""Surplus white space.

    A run of spaces becomes one, blanks before a line break go, and of more than two line breaks two stay; indents and
    tabs stay, since they tell levels and columns. So do gaps that stand at one place over several lines: they are all
    that parts two columns. A gap between a word and itself stays too: it is the border of a heading or of a list item.
    Only what is surplus is taken out. Example: "one\n\n\n\ntwo" becomes "one\n\ntwo".
    """
    length = len(text.rstrip(_BLANKS))
    position = 0
    for match in _BREAKS.finditer(text):
        start = position + len(text[position : match.start()].rstrip(_BLANKS))
        yield from _breaks(text, start, match.end())
        position = match.end()
    regions = [(one.start, one.end) for one in columns.find(text)]
    for match in (_PLAIN_GAP if text.isascii() else _GAP).finditer(text, 0, length):
        inside = match.start() and not text[match.start() - 1].isspace() and not text[match.end()].isspace()
        if inside and not _same_words(text, *match.span()) and not overlaps(*match.span(), regions):
            yield from _surplus(match)
    if length < len(text) and text[length - 1 : length] != "\n":
        yield Change(length, len(text), text[length:], "", _REASON)


def _breaks(text: str, start: int, end: int) -> Iterator[Change]:
    """Take out all of a run but its first two line breaks and the indent behind its last.

    At the beginning of the text no break stays, at its end one and no indent.
    """
    run = text[start:end]
    last = run.rindex("\n")
    kept = [] if start == 0 else [run.index("\n")]
    if kept and end < len(text) and last > kept[0]:
        kept.append(run.index("\n", kept[0] + 1))
    position = 0
    for place in [*kept, len(run) if end == len(text) else last + 1]:
        if place > position:
            yield Change(start + position, start + place, run[position:place], "", _REASON)
        position = place + 1


def _surplus(match: re.Match[str]) -> Iterator[Change]:
    """Take out all of a run but one plain space, or but its first blank where it has none."""
    run, start = match[0], match.start()
    kept = max(run.find(" "), 0)
    if kept:
        yield Change(start, start + kept, run[:kept], "", _REASON)
    if kept + 1 < len(run):
        yield Change(start + kept + 1, match.end(), run[kept + 1 :], "", _REASON)


def _same_words(text: str, start: int, end: int) -> bool:
    left, right = _LAST.search(text[max(0, start - 41) : start]), _WORD.match(text, end)
    return left is not None and right is not None and left[0].lower() == right[0].lower()
