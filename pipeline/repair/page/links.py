"""Labels and notes of links, and furniture inside a line."""

import re
from collections.abc import Iterable, Iterator

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.rules import DocumentContext, rule

_TABLE = load("furniture.yaml")
_REASON = "page furniture"
_INLINE = re.compile(rf"(?:{'|'.join(_TABLE['inline'])})[ ]{{1,3}}(?=[A-Z](?:[a-z]|[A-Z]|[ ]))")
_AT_END = re.compile(
    rf"(?P<stop>[.!?)”\"])?[ ]{{1,3}}(?P<words>{'|'.join(_TABLE['inline_ends'])})[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_OFTEN = 3  # line ends with these words: in one, a sentence may speak of the top
_GLUED_LABEL = re.compile(rf"(?<=[.!?)][ ])(?:{'|'.join(_TABLE['link_labels'])})(?=[A-Z][A-Za-z])")
_CONTENTS = re.compile(
    rf"^(?:{'|'.join(_TABLE['contents_labels'])}):?[ ]{{1,3}}(?=([A-Z]\w{{1,30}} \w{{2,30}}\b))", re.MULTILINE
)
_VIDEO = re.compile(rf"[ ]{{0,2}}\((?:{'|'.join(_TABLE['videos'])})\)")
_CREDIT = re.compile(
    rf"(?<=[a-z][.!?])[ ]{{1,4}}(?:{'|'.join(_TABLE['credits'])}): [A-Z][a-z]+"
    r"(?: (?:[A-Z][a-z-]+,?|of|on|and|the|for)){2,12}[ \t]*$",
    re.MULTILINE,
)
_PAIR = re.compile(r"\b(?=([A-Z]\w{1,30} \w{2,30}\b))")
_NEW_TAB = re.compile("|".join(f"(?:{p})" for p in _TABLE["new_tab"]), re.IGNORECASE)
_BADGE = re.compile(
    rf"(?<![^\W_])(?P<before>[^\W\d_]{{1,40}}|\d{{1,9}})[)”’\"%.-]{{0,3}}"
    rf"(?P<badge>(?P<gap>[ ]?)(?:{'|'.join(_TABLE['badges'])}))(?![\w-]| [A-Z])"
)
_SITE_LINK = re.compile(
    r"(?<![\w!\]\\])\[[ ]?(?P<words>(?=[^\[\]]{0,200}[^\W\d_]{3})[^\[\]\n]{3,200}(?:\n[^\[\]\n]{1,200})?)(?<=\S)\s?\]"
    r"\((?:(?:/|\.\.?/)[^()\s]{0,600}(?:\n[^()\s]{1,600}){0,3}|#[\w%.:-]{0,200}"
    r"|(?:[\w%~.-]{1,80}/){0,8}[\w%~.-]{1,80}\.(?:html?|shtml|php\d?|aspx?|jsp|cfm|cgi)(?:[?#][^()\s]{0,300})?)"
    r"(?:\s+\"[^\"]{0,200}\")?\)(?![\w(\[])"
)
_SITE_SIGNS = ("](/", "](.", "]\n(/", "](#", ".htm", ".shtm", ".php", ".asp", ".jsp", ".cfm", ".cgi")
_A_LABEL = re.compile("PubMed|PMC|Scholar|Cross[Rr]ef")
_LINKED_LABELS = re.compile(
    r"(?:[ \t]*\[(?:PubMed|PMC(?: free article)?|Google Scholar|Cross ?[Rr]ef|M(?:edline|EDLINE)|Scopus)\]"
    r"\([^()\s]{1,900}\)){1,6}"
)
_LABELS = re.compile(r" - (?:DOI|PubMed|PMC)(?: - (?:DOI|PubMed|PMC)){0,3}(?=[ \t]*(?:\n|$))")
_BRACKETED = re.compile(
    r"(?:[ ]\[(?:PMC free article|PubMed|Google Scholar|Cross ?Ref|Ref list|DOI)\]){2,6}(?=[ \t]*(?:\n|$))"
)


@rule("repair/inline-furniture", version=4, leaves_out="page note", languages=_TABLE["languages"])
def remove_inline(text: str, context: DocumentContext) -> Iterator[Change]:
    """Page furniture inside a line.

    Where lines were lost, "Top of page" stands between a sentence and the next heading, and "On this page" before
    headings that come again further down. "Read more" touches the name of the page that it leads to.
    Example: "These are rare. Top of page What helps?" becomes "These are rare. What helps?".
    """
    for match in _INLINE.finditer(text) if any(phrase in text for phrase in _TABLE["inline"]) else ():
        before = text[max(0, match.start() - 2) : match.start()]
        if not before.strip() or before[-1] == "\n" or (before[-1] == " " and before[0] in '.!?:)”"'):
            yield Change(*match.span(), match[0], "", _REASON)
    ends = [
        found
        for start, end in _lines_with(text, _TABLE["inline_end_hints"])
        if (found := _AT_END.search(text, start, end))
    ]
    for label in ends:
        if label["stop"] or len(ends) >= _OFTEN:
            start = label.start("words")
            yield Change(start, label.end(), text[start : label.end()], "", _REASON)
    for match in _GLUED_LABEL.finditer(text) if any(label in text for label in _TABLE["link_labels"]) else ():
        yield Change(*match.span(), match[0], "\n", "label of a link")
    for pattern in (_VIDEO, _CREDIT) if any(hint in text for hint in _TABLE["media_hints"]) else ():
        for match in pattern.finditer(text):
            yield Change(*match.span(), match[0], "", _REASON)
    labels = list(_CONTENTS.finditer(text)) if any(hint in text for hint in _TABLE["contents_hints"]) else []
    last = {pair[1]: pair.start() for pair in _PAIR.finditer(text)} if labels else {}
    for match in labels:
        if last[match[1]] > match.end():
            yield Change(*match.span(), match[0], "", "label of a page's list of contents")


def _lines_with(text: str, hints: Iterable[str]) -> list[tuple[int, int]]:
    """The lines in which one of these words stands, each once."""
    found: set[tuple[int, int]] = set()
    for hint in hints:
        place = text.find(hint)
        while place >= 0:
            end = text.find("\n", place) % (len(text) + 1)
            found.add((text.rfind("\n", 0, place) + 1, end))
            place = text.find(hint, end)
    return sorted(found)


@rule("repair/link-notes", version=2, leaves_out="page note", languages=_TABLE["languages"])
def remove_link_notes(text: str, context: DocumentContext) -> Iterator[Change]:
    """Notes on how a link opens.

    "(opens in a new window)" speaks of the page, not of its subject. Example: "See the leaflet (opens in a new tab)."
    becomes "See the leaflet."; "the trialexternal icon" becomes "the trial". The badge "Trusted Source" is one where it
    is glued to a word, and behind a blank as well where the text has another that is glued.
    """
    for match in _NEW_TAB.finditer(text) if any(hint in text for hint in _TABLE["new_tab_hints"]) else ():
        yield Change(*match.span(), match[0], "", "note on a link")
    badges = list(_BADGE.finditer(text)) if any(badge in text for badge in _TABLE["badges"]) else []
    glued = any(not match["gap"] for match in badges)
    for match in badges:
        if not match["gap"] or (glued and match["before"].lower() not in _TABLE["before_badges"]):
            yield Change(*match.span("badge"), match["badge"], "", "badge of a link")


@rule("repair/site-links", version=2, everywhere=True, leaves_out="page note")
def unlink(text: str, context: DocumentContext) -> Iterator[Change]:
    """Links into the page's own site, written in Markdown.

    Their targets begin with "/", "../" or "#" or name a page alone, and lead nowhere outside the site; a reader of the
    page saw their words, which stay. Numbers are the marks of notes, and what touches a word is left alone.
    Example: "ask for [sedation](/care/sedation)" becomes "ask for sedation".
    """
    for match in _SITE_LINK.finditer(text) if any(sign in text for sign in _SITE_SIGNS) else ():
        start, end = match.span("words")
        yield Change(match.start(), start, text[match.start() : start], "", "mark of a link")
        yield Change(end, match.end(), text[end : match.end()], "", "target of a link into its own site")


@rule("repair/link-labels", version=1, everywhere=True, leaves_out="page note")
def remove_link_labels(text: str, context: DocumentContext) -> Iterator[Change]:
    """Link labels behind references.

    "- PubMed - PMC" at the end of a reference are the labels of links that are gone. The reference itself is quoted
    matter and stays as it is. Example: "On livers. 8, 98–101 (1989). - PubMed" becomes "On livers. 8, 98–101 (1989).".
    """
    for pattern in (_LABELS, _BRACKETED, _LINKED_LABELS):
        for match in pattern.finditer(text) if _A_LABEL.search(text) else ():
            if text[match.start() - 1 : match.start()] in tuple(".)]0123456789"):
                yield Change(*match.span(), match[0], "", "labels of links behind a reference")
