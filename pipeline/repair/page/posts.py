"""What a mail program or a board sets around what a person wrote: labels of its form, its last line, its buttons."""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.repair.lines import whole_line
from pipeline.rules import DocumentContext, rule

_TABLE = load("furniture.yaml")
_POSTS = _TABLE["posts"]
_SUBJECT, _MESSAGE = _POSTS["labels"]
_LABELLED = rf"(?P<subject>{_SUBJECT}:[ \t]*)(?P<words>[^\n]*)\n(?P<message>[ \t]*{_MESSAGE}:[ \t]*)(?=\S)"
_FORM = re.compile(rf"(?:\A|(?<=\n\n)){_LABELLED}|\A(?P<alone>{_MESSAGE}:[ \t]*)(?=\S)")
_FIRST_FORM = re.compile(rf"\A(?i:{_LABELLED})")
_SENT = re.compile(rf"^[ \t>]*(?:{'|'.join(_POSTS['sent'])})[ \t]*$", re.IGNORECASE | re.MULTILINE)
_BUTTON = rf"(?:{'|'.join(_POSTS['buttons'])})(?:[ ]?\(?\d{{1,5}}\)?)?"
_BAR = re.compile(rf"^[ \t]*(?:{_BUTTON}[ \t]*[/|·•,]?[ \t]*){{2,8}}$", re.IGNORECASE | re.MULTILINE)
_COUNTED = rf"\d{{1,6}} (?:{'|'.join(_POSTS['counted'])})"
_COUNTS = re.compile(rf"^[ \t]*{_COUNTED}(?:[ \t]*[,/|·•][ \t]*{_COUNTED}){{0,5}}[ \t]*$", re.IGNORECASE | re.MULTILINE)
_MEMBER = re.compile(rf"^[ \t]*(?:{'|'.join(_POSTS['member'])})[ \t]*$", re.IGNORECASE | re.MULTILINE)
_SCRAPED = re.compile(rf"(?:{'|'.join(_POSTS['scraped'])})[ \t]*", re.IGNORECASE)
_COUNTED_ABOVE = re.compile(rf"(?:{_POSTS['scraped_counts']})[ \t]*", re.IGNORECASE)
_FIELD = re.compile(r"[ \t]*(?:[-*] )?(?P<field>[A-Z][\w-]{0,20}(?: [\w-]{1,20}){0,2}:[ \t]+\S[^\n]*)")
_RULER = re.compile(r"(?:(?<=\n\n)|\A)={3,80}[ \t]*$", re.MULTILINE)
_NOTED = re.compile(  # behind a name; the score of a test is not created
    rf"^[ \t]*(?:[-*] )?(?P<named>/?u/)?[\w.-]{{2,40}}(?P<note>[ ]?[\[(](?=[^\n]{{0,80}}[\])]:?[ \t]*$)"
    rf"(?:(?:{_POSTS['noted']})[,;|]?[ ]?){{1,8}}[\])]):?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_CREATED = re.compile(r"\bcreated(?:_utc)?[ ]?[=:]", re.IGNORECASE)
_HINTS = tuple(_POSTS["hints"])
_TWICE = 2  # what stands in one post alone may be its own words


@rule("repair/post-labels", version=1, everywhere=True, leaves_out="page note", languages=_TABLE["languages"])
def remove_post_labels(text: str, context: DocumentContext) -> Iterator[Change]:
    """Labels of the form in which a question was sent.

    A form writes "SUBJECT:" before the first line and "MESSAGE:" before the next; the words of both stay, the first
    as a title. One label alone is taken for one only where the text begins with "MESSAGE:".
    Example: the lines "SUBJECT: Heels", "MESSAGE: Do they heal?" become "Heels", "", "Do they heal?".
    """
    for match in _forms(text):
        if "alone" in match.re.groupindex and match["alone"]:
            yield Change(*match.span("alone"), match["alone"], "", "label of a form")
            continue
        yield Change(*match.span("subject"), match["subject"], "", "label of a form")
        parted = "\n" if match["words"].strip() else ""
        yield Change(*match.span("message"), match["message"], parted, "label of a form")


def _forms(text: str) -> Iterator[re.Match[str]]:
    """The labels of forms: in capitals wherever a question begins, in small letters where the text does."""
    first = _FIRST_FORM.match(text)
    if first and first["subject"] != first["subject"].upper():
        yield first
    elif f"{_MESSAGE}:" in text:
        yield from _FORM.finditer(text)


@rule("repair/post-notes", version=2, everywhere=True, leaves_out="page note", languages=_TABLE["languages"])
def remove_post_notes(text: str, context: DocumentContext) -> Iterator[Change]:
    """Lines of a mail program or a board around what a person wrote.

    "Sent from my iPhone" is the program's. Of a board are rows of buttons ("Like · Reply · Report"), counts
    ("8 likes, 3 replies") and what it says of its members ("Joined: May 2014"), each as whole lines. Counts and members
    go where the text has two such lines. Above a post a scraper writes where and when it found it ("Thread ID:
    …", "URL: …"), and behind a name its counts ("[score=1, created=…]"). Who wrote and when stays, since it tells who
    speaks.
    Example: a line "Sent from my iPhone" goes.
    """
    lowered = text.lower()
    spans = [*_head_lines(text), *_board_lines(text)] if any(hint in lowered for hint in _HINTS) else []
    position = 0
    for first, last in sorted(spans):
        start, end = whole_line(text, first, last)
        start = max(start, position)
        if start < end:
            ruler = text.startswith("===", first) and start > 0 and text[start - 2 : start] != "\n\n"
            yield Change(start, end, text[start:end], "\n" * ruler, "line of a mail program or a board")
            position = end
    for match in _NOTED.finditer(text) if "created" in lowered or "u/" in lowered else ():
        if match["named"] or _CREATED.search(match["note"]):
            yield Change(*match.span("note"), match["note"], "", "counts of a board behind a name")


def _board_lines(text: str) -> Iterator[tuple[int, int]]:
    """Lines that a mail program or a board sets below a post and beside its writer."""
    bars = [*_BAR.finditer(text)]
    board = [*_COUNTS.finditer(text), *_MEMBER.finditer(text)]
    shown = board if len(board) + len(bars) >= _TWICE else []
    yield from (match.span() for match in (*_SENT.finditer(text), *bars, *shown))


def _head_lines(text: str) -> Iterator[tuple[int, int]]:
    """Fields of a scraper below one another at the top, or below the first line, and the rulers of such a text."""
    fields: list[tuple[int, int, str]] = []
    position, titled = 0, False
    for line in text.splitlines(keepends=True):
        if match := _FIELD.match(line):
            fields.append((position + match.start("field"), position + len(line.rstrip()), match["field"]))
        elif line.strip():
            if titled or fields or line.rstrip()[-1] in ".:;,!":
                break
            titled = True
        position += len(line)
    scraped = [one for one in fields if _SCRAPED.fullmatch(one[2])]
    if len(scraped) >= _TWICE:
        counts = [one for one in fields if _COUNTED_ABOVE.fullmatch(one[2])]
        yield from ((text.rfind("\n", 0, start) + 1, end) for start, end, _ in scraped + counts)
        yield from (match.span() for match in _RULER.finditer(text, position))
        if text.startswith("===", position):
            yield position, text.find("\n", position) % (len(text) + 1)
