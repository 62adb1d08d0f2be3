"""Cards of a page, as converters write them: pictures in links, dates glued to titles, marks within marks."""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.core.text.folding import squeeze
from pipeline.data import load
from pipeline.ingest.html.furniture.tables import SCENE
from pipeline.repair.lines import whole_line
from pipeline.repair.page.line_kinds import ALT, BETWEEN, CREDIT, LINK, TARGET, end_of_mark
from pipeline.rules import DocumentContext, rule

_TABLE = load("furniture.yaml")
_FRAME = load("page_frame.yaml")
_CLINICAL = load("html_furniture.yaml")["clinical"]
_LINKED = re.compile(
    rf"\[\s?!\[(?:(?:{'|'.join(_TABLE['picture_names'])}) \d{{1,3}}: )?(?P<alt>(?=[^\]]{{2}}){ALT})\]{TARGET}\s*\]"
    rf"{TARGET}",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    rf"!\[(?:(?:{'|'.join(_TABLE['picture_names'])}) \d{{1,3}}: )?(?P<alt>{ALT})\]{TARGET}[ ]?",
    re.IGNORECASE,
)
_HEALTH = re.compile(f"{_CLINICAL['dose']}|(?i:{_CLINICAL['warning']}|{_CLINICAL['symptom']})")
_SHARED = re.compile(rf"\[(?:{'|'.join(_FRAME['share_labels'])})\]{TARGET}", re.IGNORECASE)
_DATED = re.compile(
    rf"^(?P<lead>[ \t]*(?:[*+-][ \t]+)?)\[(?P<date>\d{{1,2}} [A-Z][a-z]{{2,8}} (?:19|20)\d\d)[ ]+"
    rf"(?=[A-Z][^\[\]\n]{{8,300}}\]{TARGET}[ \t]*$)",
    re.MULTILINE,
)
_HEADED_LINK = re.compile(rf"^\[(?P<mark>#{{1,6}} +)(?=[^\[\]\n]{{3,200}}\]{TARGET}[ \t]*$)", re.MULTILINE)
_EMPTY_BOLD = re.compile(r"(?<=[^\s*])\*{4}(?=[^\s*])")
_SLANTING_SIGN = re.compile(r"(?<![^\W_])_(?P<sign>[“”\"‘’,.;:])_ ?(?=\w)")
_SOLD = re.compile(rf"[ \t]*\n?[ \t]*\n?[ \t]*(?P<credit>{CREDIT})[ \t]*$", re.MULTILINE)
_FEW = 2  # cards; one line may well begin with its date
_TOLD = 2  # words of a picture that the text says again


@rule("repair/card-pictures", version=2, everywhere=True, leaves_out="page note", languages=_TABLE["languages"])
def remove_card_pictures(text: str, context: DocumentContext) -> Iterator[Change]:
    """Pictures of cards, and links that share a page.

    A picture of people at their everyday doings, one that an agency sold, as its credit says, or one whose words the
    text says as well, adorns the text; one that shows a symptom or says something of its own stays. "[Share on …]"
    leads to another site, but in a sentence it is a part of it.
    Example: "[![A woman reading a book](/b.png) Rest](/r)" becomes "[Rest](/r)".
    """
    if "](" not in text:
        return
    position = 0
    said = ""
    for match in sorted([*_LINKED.finditer(text), *_PICTURE.finditer(text), *_SHARED.finditer(text)], key=_place):
        if match.start() < position:
            continue
        if match.re is not _SHARED:
            said = said or squeeze(_PICTURE.sub("", text))
            if _HEALTH.search(match["alt"]) or not (
                _SOLD.match(text, match.end()) or _adorns(" ".join(match["alt"].split()), said)
            ):
                continue
        elif _is_of_sentence(text, match):
            continue
        sold = _SOLD.match(text, match.end()) if match.re is not _SHARED else None
        span = match.start(), sold.end("credit") if sold else match.end()
        start, end = whole_line(text, *span)
        if start < position or text[start:end].strip() != text[slice(*span)].strip():
            start, end = span
        reason = "link that shares a page" if match.re is _SHARED else "picture that adorns a page"
        yield Change(start, end, text[start:end], "", reason)
        position = end


def _place(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), -match.end()


def _is_of_sentence(text: str, match: re.Match[str]) -> bool:
    """Whether a link stands in a sentence: between its words, or before one that goes on, on this line or the next."""
    first, last = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end()) % (len(text) + 1)
    above = text[first : match.start()]
    before = LINK.sub("", above[end_of_mark(above) :]).strip(BETWEEN)
    below = text[match.end() : last].lstrip(" \t") or text[last + 1 :].lstrip(" \t")[:1]
    return below[:1].islower() or (before[-1:].isalnum() and before[-1:] != "" and len(before.split()) > 1)


def _adorns(alt: str, said: str) -> bool:
    """Whether a picture has no words, shows a scene of every day, or is named by what the text says as well."""
    return not alt or bool(SCENE.fullmatch(alt)) or (len(alt.split()) >= _TOLD and squeeze(alt) in said)


@rule("repair/card-marks", version=1, everywhere=True, languages=_TABLE["languages"])
def part_cards(text: str, context: DocumentContext) -> Iterator[Change]:
    """Dates of cards, and marks within marks.

    A card is one link for a reader, whose date and title a converter writes in one line; two and more such lines prove
    it. "[### Gout](…)" is a heading that is a link, "****" closes bold type and opens it again, and a sign that is set
    slanting alone needs no mark. Example: "[### Gout](https://a.example)" becomes "### [Gout](https://a.example)".
    """
    dated = list(_DATED.finditer(text)) if "](" in text else []
    for match in dated if len(dated) >= _FEW else ():
        start = match.end("lead")
        yield Change(start, match.end(), text[start : match.end()], f"{match['date']}\n\n[", "border in a card")
    for match in _HEADED_LINK.finditer(text) if "[#" in text else ():
        yield Change(*match.span(), match[0], f"{match['mark']}[", "mark of a heading within a link")
    for match in _EMPTY_BOLD.finditer(text) if "****" in text else ():
        yield Change(*match.span(), match[0], "", "marks of bold type that closes and opens")
    for match in _SLANTING_SIGN.finditer(text) if "_" in text else ():
        yield Change(*match.span(), match[0], match["sign"], "marks of emphasis around a sign")
