"""What mail programs set around a letter, and before each line of one that is answered."""

import re
from collections.abc import Iterator, Sequence

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.repair.lines import DOSE
from pipeline.repair.page.mail_parts import FIELDS
from pipeline.rules import DocumentContext, rule

_TABLE = load("furniture.yaml")
_LISTS = "|".join(_TABLE["mail_lists"])
_LINE = re.compile(r"[ \t]*(?P<mark>(?:[A-Z]{1,3}\(?)?(?:> ?)+)?(?P<words>[^\n]*)(?:\n|\Z)")
_BARRED = re.compile(r"[ \t]*(?P<mark>(?:\|?[A-Z]{1,3}\(?(?=>))?(?:[>|] ?)+)?(?P<words>[^\n]*)(?:\n|\Z)")
_BAR = re.compile(r"^[ \t]*(?:> ?)*\|[A-Z]{0,3}>", re.MULTILINE)
_ATTRIBUTED = re.compile(
    rf"@[^\n]{{1,120}}(?:\n[^\n]{{0,80}})?\b(?:{'|'.join(_TABLE['mail_said'])}):[ \t]*$", re.MULTILINE
)
_IDS = r"\n?(?:<[^\s<>]{1,80}@[^\s<>]{1,80}>[ \t]*){1,20}(?:\n|\Z)"  # of letters before, whose field has lost its name
_FIELD = re.compile(rf"^(?:{FIELDS}):", re.MULTILINE | re.ASCII)
_HEAD = re.compile(
    rf"(?:\A\s*|(?<=\n\n))(?:From \S+@\S+ [^\n]*\n)?"
    rf"(?:(?:{FIELDS}):(?:[ \t][^\n]*)?(?:\n|\Z)(?:[ \t]+\S[^\n]*(?:\n|\Z))*|{_IDS}){{2,40}}(?=\s|\Z)",
    re.ASCII,
)
_FROM = re.compile(r"^(?:From|Sender):(?:[^\n]*\S[@!]\S[^\n]*|[ \t]*\([ \t]*\)[ \t]*$)", re.MULTILINE)
_SUBJECT = re.compile(r"^Subject:[ \t]+(?:(?i:re|fwd?):[ \t]*){0,4}(?P<words>[^\n]*\S)", re.MULTILINE)
_SIGNED = re.compile(r"^[ \t]{0,3}--[ \t]*\n(?P<lines>(?:[^\n]*(?:\n|\Z)){1,12})\Z", re.MULTILINE)
_SIGNED_OTHERWISE = re.compile(  # a name behind the dashes, the line of a mail program, boxes below one another
    r"^(?P<lines>[ \t]{0,4}--[ ]?[A-Z][^\n]*\n(?:[ \t]+[^\n]*(?:\n|\Z)){1,5}"
    r"|---[ \t]*\n[^\n]*(?:\n|\Z)"
    r"|(?P<ruler>[ \t]*[-_=*~]{20,100})[ \t]*\n(?:(?:[^\n]+\n){1,6}?(?P=ruler)[ \t]*(?:\n|\Z)){1,2})\s*\Z",
    re.MULTILINE,
)
_FRAMED = re.compile(
    r"^(?P<ruler>[-_=*~]{20,100})[ \t]*\n(?P<lines>(?:[^\n]+\n){1,4})(?P=ruler)[ \t]*(?:\n|\Z)", re.MULTILINE
)
_ADDRESS = re.compile(r"[\w.+-]@[\w-]+\.\w|\w\.[a-z]{2,4}![\w.!-]+")
_FOOTER = re.compile(
    rf"^[ \t]*[_=-]{{20,100}}[ \t]*\n[ \t]*[^\n]{{1,80}} (?:{_LISTS})[ \t]*\n[ \t]*\S{{1,80}}@\S{{1,80}}[ \t]*"
    r"(?:\n[ \t]*https?://\S+[ \t]*)?(?:\n|\Z)",
    re.MULTILINE,
)
_CONFIDENTIAL = re.compile(  # the paragraph of a mail that warns whoever it was not meant for
    rf"^(?=(?:{_TABLE['confidential']['opening']})\b)"
    rf"(?=(?:[^\n]+\n){{0,8}}?[^\n]*\b{_TABLE['confidential']['words'][0]}\b)"
    rf"(?=(?:[^\n]+\n){{0,12}}?[^\n]*\b{_TABLE['confidential']['words'][1]})"
    r"(?:[^\n]+(?:\n|\Z)){1,14}",
    re.MULTILINE,
)
_STAMP = re.compile(r"^[A-Z]{2,6}-\d{6}[ \t]*(?:\n|\Z)", re.MULTILINE)  # of each page of what was released
_MAILED = re.compile(r"^From: [^\n]*\n(?:[A-Z][a-z]{1,9}: [^\n]*\n){1,6}", re.MULTILINE)
_WORDED = re.compile(r"[^\w<>=≤≥]{0,8}[^\W\d_]")
_HASHED = re.compile(r"^#{1,6} \S", re.MULTILINE)
_MARK = r"(?:[-–—*•+]{1,3}|\d{1,2}[.)])[ \t]*(?=[^\W\d_]|$)"
SPOKEN = rf"(?:{_MARK}|[\"“‘'(*_\[]{{0,3}}(?:[^\W\d_]|\.{{3}}|…))"
"""What a mark of quoting can stand before: no figure, which it would compare, but the number of an item; a pattern."""
_SPOKEN, _ITEM = re.compile(SPOKEN), re.compile(_MARK)
_ENDED = re.compile(r"(?:^|[.!?:])[)\"”’\s]*$")  # where one mark alone stands above a line, that goes on with it
_SHORT = 40  # characters; a line of a letter has about 70
_LEAST = 2  # lines below one another that begin with words: one alone may compare ("> 5 mm") or point


@rule("repair/mail-frame", version=4, everywhere=True, leaves_out="page note")
def remove_mail_frames(text: str, context: DocumentContext) -> Iterator[Change]:
    """Header and signature of a letter.

    Above a letter stand fields for machines ("From:", "Lines:"), three and more of known names, one of them with the
    sender's address; at the top of a text two are enough, from whom it comes and what it is about. The words of its
    subject stay, as its title, and of several letters who wrote each. Below "--" at the end, or between two rulers with
    an address, stand a few lines that are the same in each letter, and so does what a mail program adds about itself.
    Lines that hold a dose stay. The paragraph that calls a letter confidential goes too, and between mails the stamp
    of a page.
    Example: the lines "From: a@b.org", "Subject: Gout", "Lines: 3" become "Gout".
    """
    heads = [match for match in _HEAD.finditer(text) if _is_head(match)] if "From:" in text else []
    subject = ""
    for match in heads:
        named = _SUBJECT.search(match[0])
        kept = [_FROM.search(match[0])] if len(heads) > 1 else []
        spans = [one.span() for one in kept if one]
        if named and named["words"] != subject:
            subject = named["words"]
            spans.append(named.span("words"))
        yield from _without_head(text, match, sorted(spans))
    position = heads[-1].end() if heads else 0
    patterns = (_FRAMED, _SIGNED, _SIGNED_OTHERWISE) if "--" in text or "~~" in text or heads else ()
    for match in sorted((match for one in patterns for match in one.finditer(text, position)), key=re.Match.start):
        sender = heads and match.re is _SIGNED
        signs = (sender or _ADDRESS.search(match["lines"])) and not DOSE.search(match["lines"])
        if match.start() >= position and signs:
            yield Change(*match.span(), match[0], "", "signature of a letter")
            position = match.end()
    notices = [*_CONFIDENTIAL.finditer(text)] if "recipient" in text and "confidential" in text else []
    stamps = [*_STAMP.finditer(text)] if "From: " in text and _MAILED.search(text) else []
    for match in notices + stamps:
        if match.start() >= position:
            yield Change(
                *match.span(), match[0], "", "notice below a letter" if match in notices else "stamp of a page"
            )


@rule("repair/quote-marks", version=5)
def remove_quote_marks(text: str, context: DocumentContext) -> Iterator[Change]:
    r"""Marks of quoting before the lines of a letter.

    A sentence goes on over them, and before a figure they would compare. They go where two lines and more below one
    another bear them, most of which begin with words, or one in a text that says who wrote what, or that has headings
    of Markdown. Initials or a bar may stand before them. Where somebody else begins to speak without an empty line, one
    is set; and in a letter that others answer, the first mark of each paragraph stays, for it tells who speaks.
    Example: "> Take it with\n> some water." becomes "Take it with\nsome water."
    """
    run: list[re.Match[str]] = []
    above: re.Match[str] | None = None
    if ">" not in text:
        return
    attributed = _ATTRIBUTED.search(text) is not None
    titled = not attributed and len(_HASHED.findall(text)) >= _LEAST
    least = 1 if attributed or titled else _LEAST
    lines = [*(_BARRED if attributed and _BAR.search(text) else _LINE).finditer(text)]
    shown = not titled and len({_depth(line) for line in lines if line["words"].strip()}) > 1
    for line in lines:
        if run and not line["mark"]:
            yield from _unquoted(run, above, line, least, shown)
        if line["mark"]:
            run.append(line)
        else:
            run, above = [], line
    yield from _unquoted(run, above, None, least, shown)


@rule("repair/mail-footer", version=1, everywhere=True, leaves_out="page note")
def remove_mail_footers(text: str, context: DocumentContext) -> Iterator[Change]:
    r"""Footer of a mailing list.

    Below a ruler stand the name of the list, its address and its page, in each letter.
    Example: the lines "____________________", "gout mailing list", "gout@example.org" go.
    """
    for match in _FOOTER.finditer(text) if any(f" {name}" in text for name in _TABLE["mail_lists"]) else ():
        yield Change(*match.span(), match[0], "", "footer of a mailing list")


def _is_head(match: re.Match[str]) -> bool:
    """Whether fields below one another are the head of a letter."""
    named = _FROM.search(match[0])
    top = match.start() == 0 and _SUBJECT.search(match[0]) is not None and _ADDRESS.search(named[0] if named else "")
    return named is not None and (bool(top) or len(_FIELD.findall(match[0])) > _LEAST)


def _without_head(text: str, head: re.Match[str], kept: Sequence[tuple[int, int]]) -> Iterator[Change]:
    """The changes that take all of a header but the spans that are kept, each in a paragraph of its own."""
    position = head.start()
    for first, last in kept:
        start = head.start() + first
        parted = "\n\n" if position > head.start() else ""
        yield Change(position, start, text[position:start], parted, "header of a letter")
        position = head.start() + last
    closed = "\n" if kept and head.end() < len(text) else ""
    yield Change(position, head.end(), text[position : head.end()], closed, "header of a letter")


def _unquoted(
    run: Sequence[re.Match[str]], above: re.Match[str] | None, below: re.Match[str] | None, least: int, shown: bool
) -> Iterator[Change]:
    """The changes that take the marks from lines below one another, and part them from what stands around them.

    Where who speaks is to be `shown`, the mark that begins a paragraph of words stays.
    """
    worded = sum(_WORDED.match(line["words"]) is not None for line in run)
    if worded < least or worded < sum(line["words"][:1].isdecimal() for line in run) * 2:
        return
    for i, line in enumerate(run):
        parted = above is not None and _is_parted(above, line)
        spoken = shown and _SPOKEN.match(line["words"].lstrip())
        begins = i == 0 or parted or _is_whole(run[i - 1], line) or _ITEM.match(line["words"].lstrip())
        kept = "> " * _depth(line) if spoken and begins else ""
        new = "\n" * parted + kept
        if new != line["mark"]:
            yield Change(*line.span("mark"), line["mark"], new, "mark of quoting")
        above = line
    whole = len(run) >= _LEAST or run[-1]["mark"] != "> " * _depth(run[-1]) or _ENDED.search(run[-1]["words"])
    if below is not None and whole and _is_parted(run[-1], below):
        yield Change(below.start(), below.start(), "", "\n", "end of what is quoted")


def _is_whole(above: re.Match[str], line: re.Match[str]) -> bool:
    """Whether a quoted line ends a sentence, or is a short one above another that begins one."""
    short = len(above["words"]) < _SHORT and line["words"].lstrip()[:1].isupper()
    return short or _ENDED.search(above["words"]) is not None


def _depth(line: re.Match[str]) -> int:
    """How many quoted one another before a line reached this letter."""
    mark = (line["mark"] or "").rstrip()
    return mark.count(">") + (">" in mark and mark.endswith("|"))


def _is_parted(above: re.Match[str], line: re.Match[str]) -> bool:
    """Whether two lines, neither of them empty, are quoted from different hands; one in lower case was only wrapped."""
    worded = above["words"].strip() and line["words"].strip()
    return _depth(above) != _depth(line) and bool(worded) and not line["words"].lstrip()[0].islower()
