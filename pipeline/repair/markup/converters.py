"""What converters of web pages and PDFs write into a text: comments, headers of their own, pictures without words.

What a reader of the page saw stays. A comment that tells of a loss ("formula not decoded") stays for a check.
"""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.repair.lines import DOSE, whole_line
from pipeline.repair.page.line_kinds import TARGET
from pipeline.rules import DocumentContext, rule

_TABLE = load("furniture.yaml")
LOSS = re.compile("|".join(_TABLE["losses"]), re.IGNORECASE)
COMMENT = re.compile(r"<!--(?P<words>(?:(?!-->|<!--).){0,2000}?)-->", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_PROTECTED = re.compile(rf"\b(?:{'|'.join(_TABLE['advice'] + _TABLE['symptoms'])})\b|\d", re.IGNORECASE)
_COMMENT_END = re.compile(
    rf"^[ \t]*(?:(?:{'|'.join(_TABLE['comment_words'])})(?: [\w.#-]{{1,20}})?)?[ \t]*-->[ \t]*$", re.MULTILINE
)
_LAST_ARROW = re.compile(r"(?<=[a-z.)])[ ]-->\s{0,9}\Z")  # leads to a link that is lost
_HEADER = re.compile(
    r"^(?:Title:[ \t]*(?P<title>[^\n]{0,300})\n\s{0,4})?URL Source:[ \t]*(?P<url>\S{0,500})[ \t]*\n\s{0,4}"
    r"(?:(?:Published Time|Number of Pages|Warning):[^\n]{0,300}\n\s{0,4}){0,4}Markdown Content:[ \t]*(?:\n\s{0,4}|$)",
    re.MULTILINE,
)
_FRONT = re.compile(r"\A\s*---[ \t]*\n(?P<lines>(?:[^\n]*\n){1,60}?)(?:---|\.\.\.)[ \t]*(?:\n\s{0,4}|\Z)")
_FRONT_LINE = re.compile(r"[A-Za-z][\w-]{0,40}:(?:[ \t][^\n]*)?|[ \t]+\S[^\n]*|-[ \t][^\n]*|[\]}][ \t]*|#[^\n]*|[ \t]*")
_FRONT_TITLE = re.compile(r"^title:[ \t]*(?P<quote>[\"']?)(?P<title>[^\n]{1,300}?)(?P=quote)[ \t]*$", re.MULTILINE)
_TOML = re.compile(r"\A\s*\+\+\+[ \t]*\n(?P<lines>(?:[^\n]*\n){1,60}?)\+\+\+[ \t]*(?:\n\s{0,4}|\Z)")
_TOML_LINE = re.compile(
    r"[A-Za-z][\w-]{0,40}[ \t]*=[ \t]*\S[^\n]*|[ \t]+\S[^\n]*|\[\[?[\w.-]{1,60}\]\]?[ \t]*|[\]}][ \t]*|#[^\n]*|[ \t]*"
)
_TOML_TITLE = re.compile(r"^title[ \t]*=[ \t]*(?P<quote>[\"'])(?P<title>[^\n]{1,300}?)(?P=quote)[ \t]*$", re.MULTILINE)
_TOP = 4000  # characters of a page above whose text its title stands again, menus among them
_SITE = re.compile(r"\s+(?:[|–—·-]|::)\s+(?P<site>[^|–—·]{1,60})$")
_PICTURE = rf"!\[(?P<{{0}}>[^\]\n]{{{{0,200}}}})\]{TARGET.replace('{', '{{').replace('}', '}}')}"
_BARE, _LINKED = _PICTURE.format("alt"), rf"\[\s?{_PICTURE.format('linked')}\s*\]{TARGET}"
_WORDLESS_LINK = rf"(?<!!)\[[\s_]{{0,8}}\]{TARGET}"
_PICTURES = re.compile(rf"(?:{_LINKED})|(?:{_BARE})|(?:{_WORDLESS_LINK})")
_PICTURE_LINE = re.compile(
    r"^[ \t]*(?:[*+-][ \t]+)?(?=\[?[ ]?!\[|\[[\s_]{0,8}\]\()(?P<line>[^\n]{1,3000})$", re.MULTILINE
)
_WORDLESS = re.compile(
    rf"(?:{'|'.join(_TABLE['picture_names'])})?[ _-]?\d{{0,3}}:?|\S+\.(?:jpe?g|png|gif|svg|webp)"
    rf"|(?:[\w&'’().,/:-]+ ){{0,9}}(?:{'|'.join(_TABLE['picture_words'])})(?: [\w&'’().,/:-]+){{0,3}}",
    re.IGNORECASE,
)
_SPACER = re.compile(
    r"[ \t]*!\[(?P<alt>[^\]\n]{0,40})\]\((?:[^()\s]{0,300}/)?"
    r"(?:(?:blank|space|spacer|pixel|clear(?:dot)?|transparent|trans|1x1|shim|pix|dot|white|gr[ae]y|corner|shadow|border)"
    r"|(?P<ruler>rule|ruler|line|divider|separator|hr))"
    r"(?:[-_]?(?:left|right|top|bottom|middle|[lrtb]))?[-_]?\d{0,4}\.(?:gif|png)(?:\s+\"[^\"\n]{0,200}\")?\)[ \t]*",
    re.IGNORECASE,
)
_UNDERLINED = re.compile(
    r"(?:\A|(?<=\n\n))(?P<line>(?=[ ]{0,3}[A-Z\d“\"‘(])[^\n|]{2,200})\n"
    r"(?P<under>(?:={3,300}|-{3,300})[ \t]*)(?=\n[ \t]*(?:\n|\Z)|\Z)"
)
_LONG_HEADING = re.compile(r"^(?P<mark>#{1,6} +)(?=(?P<line>[^\n]{120,}))", re.MULTILINE)
_SENTENCES = re.compile(r"[a-z)][.!?] +[A-Z\"“(]")
_FEW_SENTENCES = 2  # borders between sentences; a title of two ends in a question
_EMPTY_HEADING = re.compile(r"^[ \t]*(?P<mark>#{1,6})[ \t]*$", re.MULTILINE)
_HEADED = re.compile(  # the words of a mark that fell onto the next line: few, no stop, and apart from what they head
    r"\n[ \t]*\n?[ \t]*(?=[A-Z\d“\"‘][^\n|\[\]<>@]{2,110}[\w)”’\"?][ \t]*\n[ \t]*\n[ \t]*[^\s#])"
    r"(?=(?:[^\s]+ ){0,13}[^\s]+[ \t]*\n)(?!\d{1,3}[.)] )(?![^\n]*[.;:!] )"
)
_FORMULA = re.compile(r"\\[A-Za-z]{2,}|\\\(.{1,200}\\\)|\\\[\s.{1,200}\s\\\]$|[A-Z]:\\|\\\\", re.MULTILINE)
_ESCAPED = re.compile(
    r"(?<![\\:])\\(?=[-.+*_!>(){}`~\"'$@#]|\[(?![^\]\n]{0,200}\\\]\()|\](?!\())"
)  # no link comes of it
_EDIT_LABEL = rf"\[(?:{'|'.join(_TABLE['edit_labels'])})\]"
_EDIT = re.compile(rf"[ \t]*(?:\[{_EDIT_LABEL}{TARGET}\]|{_EDIT_LABEL}(?:{TARGET})?)(?=[ \t]*(?:\n|$))", re.IGNORECASE)


_ICON = re.compile(r"(?<![\w_])(?:__|____)(?!_)")
_ICON_SIGN = re.compile(
    "(?:^[ \t]*|(?<=[A-Za-z]) )[\ue000-\uefff\uf100-\uf8ff]+(?=[ \t]*$)", re.MULTILINE
)  # of an icon font; those between are of symbol fonts, and may be letters or bullets
_TOGGLE = re.compile(r"(?<=[\w?!.)”\"])[ ]?[▼▲▾▴▿▵⌄](?=[ \t]*$)", re.MULTILINE)  # of an accordion
_RULER = re.compile(r"(?<=\S)_{20,200}(?=[A-Z])")
_STRETCHED = 40  # characters: the label of a form's blank is shorter
_STRETCH = re.compile(rf"[^\n_]{{{_STRETCHED},}}")
_FEW = 3


@rule("repair/comments", version=3, everywhere=True, leaves_out="page note")
def remove_comments(text: str, context: DocumentContext) -> Iterator[Change]:
    """Comments of a page or a converter.

    No browser shows them: "<!-- image -->" says where a picture stood. One that tells of a loss, or holds a dose, a
    negation or a warning, stays for a check; so do arrows ("fever --> rash"), but for the only one of a text,
    behind its last word. The borders of CDATA go like comments.
    Example: a line "<!-- image -->" goes.
    """
    for match in _CDATA.finditer(text) if "]]>" in text or "<![CDATA[" in text else ():
        start, end = whole_line(text, *match.span())
        yield Change(start, end, text[start:end], "", "border of a stretch of XML")
    found = list(COMMENT.finditer(text)) if "<!--" in text else []
    loose = [] if found or "-->" not in text else list(_COMMENT_END.finditer(text))
    position = 0
    for match in found + loose:
        words = match[0].strip("<>!- \t")
        if LOSS.search(words) or (match in found and _PROTECTED.search(re.sub(r"Page\w+=\"[^\"]*\"", "", words))):
            continue
        start, end = whole_line(text, *match.span())
        start = max(start, position)
        yield Change(start, end, text[start:end], "", "comment, which no page shows")
        position = end
    last = _LAST_ARROW.search(text) if text.count("-->") == 1 and not found + loose else None
    if last:
        place = last.start() + len(" -->")
        yield Change(last.start(), place, text[last.start() : place], "", "arrow to a link that is lost")


@rule("repair/converter-header", version=1, everywhere=True, leaves_out="site header")
def remove_headers(text: str, context: DocumentContext) -> Iterator[Change]:
    """Header that a converter wrote above the text.

    "URL Source:" and "Markdown Content:" are labels of the tool. The title between them stays, without its label and
    without the name of the site, unless a heading says it again. Example: the lines "Title: Gout", "URL Source: …" and
    "Markdown Content:" become "Gout".
    """
    for match in _HEADER.finditer(text) if "URL Source:" in text else ():
        title = (match["title"] or "").strip()
        site = _SITE.search(title)
        kept = title[: site.start()] if site and _names_site(text, match, title, site) else title
        heading = _heads_text(text, match.end(), kept)
        if not kept or heading:
            yield Change(*match.span(), match[0], "", "header of a converter")
            continue
        start = match.start("title")
        yield Change(match.start(), start, text[match.start() : start], "", "label of a converter")
        yield Change(
            start + len(kept), match.end(), text[start + len(kept) : match.end()], "\n\n", "header of a converter"
        )


@rule("repair/front-matter", version=2, everywhere=True, leaves_out="page note")
def remove_front_matter(text: str, context: DocumentContext) -> Iterator[Change]:
    """Front matter: what a site's software keeps above a page, in YAML between two lines "---", in TOML between "+++".

    No reader of the page saw it but for the title, which stays unless a heading says it again. Every line must be a
    key with its value or belong to one; else it is text between two rulers.
    Example: the lines "---", "title: Gout", "tags: [joints]", "---" become "Gout".
    """
    toml = "+++" in text and "=" in text
    match = _TOML.match(text) if toml else _FRONT.match(text) if "---" in text else None
    line, titled, sign = (_TOML_LINE, _TOML_TITLE, "=") if toml else (_FRONT_LINE, _FRONT_TITLE, ":")
    if match is None or not all(map(line.fullmatch, match["lines"].split("\n"))) or sign not in match["lines"]:
        return
    reason, title = "front matter of a site", titled.search(text, match.start("lines"), match.end("lines"))
    if title is None or _heads_text(text, match.end(), title["title"]):
        yield Change(*match.span(), match[0], "", reason)
        return
    start, end = title.span("title")
    yield Change(match.start(), start, text[match.start() : start], "", reason)
    yield Change(end, match.end(), text[end : match.end()], "\n\n", reason)


def _names_site(text: str, match: re.Match[str], title: str, site: re.Match[str]) -> bool:
    """Whether what stands behind a sign in a title is the site: its address says so, or a heading lacks it."""
    host = re.sub(r"^\w+://|[^\w/].*$|/.*$", "", match["url"].replace(".", ""))
    name = re.sub(r"\W", "", site["site"]).lower()
    alone = _heads_text(text, match.end(), title[: site.start()])
    return alone or (bool(name) and name in host.lower())


def _heads_text(text: str, start: int, title: str) -> bool:
    """Whether a title stands alone on one of the lines that follow."""
    line = re.compile(rf"^(?:#{{1,6}} +)?(?:[^\w\s#]{{1,8}} )?{re.escape(title)}[ \t#]*$", re.MULTILINE)
    return line.search(text, start, start + _TOP) is not None


@rule("repair/pictures", version=2, everywhere=True, leaves_out="page note")
def remove_pictures(text: str, context: DocumentContext) -> Iterator[Change]:
    """Pictures and links without words.

    A line of Markdown that holds only pictures or links says nothing where they have no description, a number, a
    file's name or that of a logo. A description is text and stays. What only keeps room ("spacer.gif") goes
    wherever it stands. Example: a line "![logo](/logo.svg)" goes.
    """
    for match in _SPACER.finditer(text) if "](" in text else ():
        first, last = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end()) % (len(text) + 1)
        others = _PICTURES.sub("", text[first:last]).strip(" \t|*_\\")  # without any the whole line goes
        if others and _is_wordless(match["alt"].strip()):
            ends = match.end() == last or match.start() == first
            put = "" if ends else "\n\n" if match["ruler"] else " " * match[0][-1].isspace()
            yield Change(*match.span(), match[0], put, "picture that keeps room")
    for match in _PICTURE_LINE.finditer(text) if "](" in text else ():
        rest = _PICTURES.sub("", match["line"]).strip(" \t|*_\\")
        labels = [(found["alt"] or found["linked"] or "").strip() for found in _PICTURES.finditer(match["line"])]
        if labels and not rest and all(map(_is_wordless, labels)):
            start, end = whole_line(text, *match.span())
            yield Change(start, end, text[start:end], "", "picture without words")


@rule("repair/heading-marks", version=3)
def write_out_headings(text: str, context: DocumentContext) -> Iterator[Change]:
    """Headings that a converter underlined, and marks of headings without words.

    A line over "=====" or over dashes of its own length, with empty lines around both, is a heading; the underline is a
    mark, which a text with other marks would show. "####" alone headed a picture or nothing, unless a short line
    without a stop follows that stands apart: then its words fell onto the next line.
    A whole answer of three sentences and more behind a "#" is none, and loses the mark; one that asks keeps it.
    Example: the lines "Causes of gout", "==============" become "# Causes of gout".
    """
    for match in _UNDERLINED.finditer(text) if "===" in text or "---" in text else ():
        line, under = match["line"], match["under"].strip()
        if under[0] == "=" or abs(len(under) - len(line.strip())) <= 1:
            start = match.start("line")
            yield Change(start, start, "", "# " if under[0] == "=" else "## ", "mark of a heading")
            yield Change(
                match.end("line"), match.end("under"), text[match.end("line") : match.end("under")], "", "underline"
            )
    for match in _LONG_HEADING.finditer(text) if "# " in text else ():
        if len(_SENTENCES.findall(match["line"])) >= _FEW_SENTENCES and not match["line"].rstrip(" *_#").endswith("?"):
            yield Change(*match.span("mark"), match["mark"], "", "mark of a heading before several sentences")
    for match in _EMPTY_HEADING.finditer(text) if "#" in text else ():
        if below := _HEADED.match(text, match.end()):
            yield Change(
                match.end("mark"), below.end(), text[match.end("mark") : below.end()], " ", "break in a heading"
            )
            continue
        start, end = whole_line(text, *match.span())
        yield Change(start, end, text[start:end], "", "heading without words")


@rule("repair/icons", version=3, everywhere=True)
def remove_icons(text: str, context: DocumentContext) -> Iterator[Change]:
    """Icons that a converter wrote as underscores, and rulers inside a line.

    A page's icons are empty elements set slanting: "__" alone on a line, or before or behind a word. Three and more of
    them, none with a partner that would make bold, prove it. A long run of underscores between two long stretches of
    one line is a ruler that lost its line; behind a short label it is a blank of a form. So is a sign of Unicode's
    private use alone on a line or at its end an icon; between words it may be a letter. "▼" at the end of two lines and
    more opened what stands below.
    Example: the lines "__ Wards", "__ Beds", "__ About us" become "Wards", "Beds", "About us".
    """
    found = [match for match in _ICON.finditer(text) if _is_icon(text, match)] if "__" in text else []
    for match in found if len(found) >= _FEW else ():
        start, end = whole_line(text, *match.span())
        end += start == match.start() and text[end : end + 1] == " "
        yield Change(start, end, text[start:end], "", "icon of the page")
    for match in () if text.isascii() else _ICON_SIGN.finditer(text):
        start, end = whole_line(text, *match.span())
        yield Change(start, end, text[start:end], "", "icon of the page")
    toggles = [] if text.isascii() else list(_TOGGLE.finditer(text))
    for match in toggles if len(toggles) > 1 else ():
        yield Change(*match.span(), match[0], "", "icon of the page")
    for match in _RULER.finditer(text) if "_" * 20 in text else ():
        above = match.start() - max(text.rfind("\n", 0, match.start()), text.rfind("___", 0, match.start()) + 2)
        below = _STRETCH.match(text, match.end())
        if above > _STRETCHED and below:
            yield Change(*match.span(), match[0], "\n\n", "ruler")


def _is_icon(text: str, match: re.Match[str]) -> bool:
    """Whether underscores begin or end a line on which no others stand, with which they would set bold."""
    start, end = text.rfind("\n", 0, match.start()) + 1, (text.find("\n", match.end()) + 1 or len(text) + 1) - 1
    before, behind = text[start : match.start()].strip(" \t*+-["), text[match.end() : end].strip()
    return not (before and behind) and "__" not in before + behind


def _is_wordless(label: str) -> bool:
    return bool(_WORDLESS.fullmatch(label)) and not DOSE.search(label)


@rule("repair/edit-links", version=1, everywhere=True, leaves_out="edit link")
def remove_edit_links(text: str, context: DocumentContext) -> Iterator[Change]:
    """Links by which a page is edited.

    "[edit]" behind the headings of a wiki belongs to the page. Example: "Causes[edit]" becomes "Causes".
    """
    for match in _EDIT.finditer(text) if any(hint in text.lower() for hint in _TABLE["edit_hints"]) else ():
        yield Change(*match.span(), match[0], "", "link by which the page is edited")


@rule("repair/escapes", version=2)
def unescape_marks(text: str, context: DocumentContext) -> Iterator[Change]:
    r"""Backslashes before signs.

    Markdown sets them before a sign that is not meant as a mark, and converters before many that none would take for
    one. Those in formulas and paths stay, and before a bar, which would part the cells of a table.
    Example: "1\. Rest" becomes "1. Rest".
    """
    if "\\" not in text or _FORMULA.search(text):
        return
    for match in _ESCAPED.finditer(text):
        yield Change(match.start(), match.start() + 1, "\\", "", "backslash before a sign")
