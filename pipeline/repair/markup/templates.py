"""What a site's software should have turned into a page: tags of templates, shortcodes, BBCode, lists of attributes.

They tell a program what to do and no reader saw them. What stands between two of them is text and stays; one that
carries words of advice, or stands for a word in a sentence, stays for a check.
"""

import re
from collections.abc import Iterable, Iterator

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.repair.lines import whole_line
from pipeline.rules import DocumentContext, rule

_TABLE = load("templates.yaml")
_ADVICE = re.compile(rf"\b(?:{'|'.join(load('furniture.yaml')['advice'])})\b", re.IGNORECASE)
_VALUE = r"(?:\\?\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'|[^\s\"'\]}\n]{1,300})"
_ORDER = re.compile(r"(?<!\{)\{%[^%{}]{1,600}%\}(?!\})|\{#[^#{}]{1,600}#\}")
ORDER_OR_OUTPUT = re.compile(r"\{%[^%{}]{1,600}%\}|\{\{[^{}]{1,300}\}\}")
OUTPUT = re.compile(r"\{\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,600}\}){0,600}\}){0,600}\}){1,3000}\}\}")
_IN_ADDRESS = re.compile(r"\]\([^()\s]{0,300}\Z")
_MENU = re.compile(rf"\A\W*(?:\w+\.)?\w*(?:{'|'.join(_TABLE['menus'])})", re.IGNORECASE)
_SHORT = re.compile(r"\{\{[<%]")  # shortcodes of Hugo, which set what stands between them
_CAPTION = re.compile(r"\bcaption\s*=\s*(?P<quote>[\"'])(?P<words>[^\"'\n]{1,400})(?P=quote)")
_WORDED = re.compile(r"[\"'](?=[^\"'\n]{0,200}[a-z] [a-z])([^\"'\n]{1,400})[\"']")
_WIKI = re.compile(rf"\{{\{{\s*(?i:{'|'.join(_TABLE['wiki_notes'])})\b[^{{}}]{{0,600}}\}}\}}")
_ATTRIBUTE = rf"(?:[.#][A-Za-z][\w-]{{0,60}}|(?:{'|'.join(_TABLE['attributes'])})={_VALUE})"
_ATTRIBUTES = re.compile(rf"[ \t]*(?:\{{:[ ]?)?\{{:?[ ]?{_ATTRIBUTE}(?:[ ]{{1,3}}{_ATTRIBUTE}){{0,8}}[ ]?\}}")
_SPAN_LIST = re.compile(  # of Pandoc, behind a link or a stretch in brackets
    r"(?<=[\])])\{(?:\s{0,9}(?:[.#][\w-]{1,80}|[\w:-]{1,40}=(?:\"(?:\\.|[^\"\\\n]){0,900}\"|[\w-]{1,80}))){1,20}\s?\}"
)
_STRETCH = 400  # characters between the brackets
_FENCE = re.compile(r"^[ \t]*:{3,80}[ \t]*(?P<named>\{[^\n]{0,900}\}|[\w-]{1,80})?[ \t]*:{0,80}[ \t]*$", re.MULTILINE)
_CODE = re.compile(
    rf"\[(?P<end>/?)(?P<name>(?i:{'|'.join(_TABLE['bb_codes'])}))(?::[0-9a-z]{{4,12}})?"
    rf"(?:=(?P<value>\\?\"[^\"\n]{{0,200}}\"|[^\]\n]{{1,200}}))?(?::[0-9a-z]{{4,12}})?\]"
)
_SHORTCODE = re.compile(
    rf"\[(?P<end>/?)(?P<name>{'|'.join(_TABLE['shortcodes'])})(?P<rest>(?:\s[^\[\]\n]{{0,600}})?)/?\](?!\()"
)
_WIKI_LINK = re.compile(r"\[\[(?!(?i:file|image|category):)(?:[^\[\]|\n]{1,120}\|)?(?P<words>[^\[\]|\n]{1,120})\]\]")
_WIKI_FILE = re.compile(r"\[\[(?i:category):[^\[\]\n]{1,200}\]\]")
_STRONG = re.compile(
    r"(?<![\w*\\/])(?P<mark>\*\*|__)(?=[^\s*_])(?P<words>[^\n]{1,600}?)(?<=[^\s*_\\])(?P=mark)(?![\w*])"
)
_THRICE = re.compile(
    r"(?<![\w*\\/])(?P<open>\*{3}|_{3})(?=[^\W_])(?P<words>[^*\n]{1,600}?)(?<=[^\s*_\\])(?P<close>(?P=open))(?![\w*])"
)
_WRAPPED = re.compile(  # over the ends of lines of one paragraph
    r"(?<![\w*\\/])(?P<mark>\*\*)(?=[^\s*])(?P<words>[^*\n]{1,600}"
    r"(?:\n(?!\s*\n|[ \t]*(?:[-+#>|]|\d{1,2}[.)] ))[^*\n]{1,600}){1,12})(?<=[^\s*\\])\*\*(?![\w*])"
)
_CLOSING = re.compile(r"(?<=[^\s*\\])\*\*(?!\w)")
_SLANTING = re.compile(r"(?<![\w*\\/])\*(?=[^\s*])(?P<words>[^*\n]{2,300}?)(?<=[^\s*\\])\*(?![\w*])")
_UNDERSCORED = re.compile(r"(?<![\w/\\])_(?=[^\s_])(?P<words>[^_\n]{2,300}?)(?<=[^\s_\\])_(?![\w/])")
_TORN = re.compile(  # whose second mark fell onto a line of its own
    r"(?<![\w*/\\])(?P<mark>\*\*|_)(?=[^\s*_])[^*_\n]{2,900}(?P<close>\n[ \t]*(?P=mark))(?=[ \t]*$)", re.MULTILINE
)
_LONE_STRONG = re.compile(r"^[ \t]*(?:[-+*] |\d{1,2}[.)] )?(?P<mark>\*\*|\*{4})(?=[^\s*])(?=[^\n*]*$)", re.MULTILINE)
_HASHED = re.compile(r"^#{1,6} \S", re.MULTILINE)
_LONGEST_BOLD, _LONGEST_LABEL = 12, 4  # words of a line that is bold as a whole and may be a heading; with a colon
_ADDRESS_END = re.compile(r"\w://\S*$")
_WIKI_BOLD = re.compile(r"(?<!')('{2,3}|'{5})(?=[^\s'])([^'\n]{1,200}?)(?<=[^\s'])\1(?!')")
_WIKI_HEADING = re.compile(r"^(={2,5}) ?([^=\n]{1,120}?) ?\1[ \t]*$", re.MULTILINE)


@rule("repair/template-tags", version=1, everywhere=True, leaves_out="page note")
def remove_template_tags(text: str, context: DocumentContext) -> Iterator[Change]:
    """Tags of a template.

    "{% if … %}" and "{# … #}" are orders to a program; in the address of a link they stay for a check. "{{ … }}" prints
    something: alone on its lines it built a menu or a box, in a sentence it stood for a word, and so it stays there for
    a check, as it does where it holds advice. "{{< … >}}" only sets what stands beside it. A caption stays.
    Example: a line "{{ breadcrumbs(items) }}" goes; "Take {{ dose }} daily" stays.
    """
    for match in _ORDER.finditer(text) if "{%" in text or "{#" in text else ():
        if not in_address(text, match.start()):
            yield from _without_tag(text, match, "order of a template")
    for match in OUTPUT.finditer(text) if "{{" in text else ():
        start, end = whole_line(text, *match.span())
        alone = (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end - 1] == "\n")
        told = _CAPTION.search(match[0]) is not None
        if _SHORT.match(match[0]) or _WIKI.fullmatch(match[0]) or (alone and (told or not _says_something(match[0]))):
            yield from _without_tag(text, match, "tag of a template")


def _without_tag(text: str, match: re.Match[str], reason: str) -> Iterator[Change]:
    """A tag goes; the caption that it puts under a picture stays."""
    caption = _CAPTION.search(match[0])
    if caption is None:
        yield _line_gone(text, *match.span(), reason)
        return
    start, end = (match.start() + place for place in caption.span("words"))
    yield Change(match.start(), start, text[match.start() : start], "", reason)
    yield Change(end, match.end(), text[end : match.end()], "", reason)


def in_address(text: str, place: int) -> bool:
    """Whether a place lies in the address of a link of Markdown."""
    return _IN_ADDRESS.search(text[max(0, place - 300) : place]) is not None


def _says_something(tag: str) -> bool:
    """Whether a string in a tag holds advice, or is a sentence; what builds a menu only names pages."""
    return not _MENU.search(tag) and any(
        _ADVICE.search(words) or words.rstrip()[-1:] in ".!?" for words in _WORDED.findall(tag)
    )


def _line_gone(text: str, start: int, end: int, reason: str) -> Change:
    start, end = whole_line(text, start, end)
    return Change(start, end, text[start:end], "", reason)


@rule("repair/fences", version=1, everywhere=True, leaves_out="page note")
def remove_fences(text: str, context: DocumentContext) -> Iterator[Change]:
    """Fences of a page's elements.

    Pandoc sets what an element held between lines of colons, the first with its class. Two such lines, one of which
    bears nothing, prove it. What stands between them stays. So do the words of "[Rest]{.big}", a stretch in a line.
    Example: the lines "::: note", "Rest.", ":::" become "Rest.".
    """
    fences = [*_FENCE.finditer(text)] if ":::" in text else []
    if len(fences) > 1 and any(not fence["named"] for fence in fences) and any(fence["named"] for fence in fences):
        for fence in fences:
            yield _line_gone(text, *fence.span(), "fence of a page's element")
    for match in _SPAN_LIST.finditer(text) if "]{" in text or "){" in text else ():
        opens = _opening(text, match.start() - 1) if text[match.start() - 1] == "]" else -1
        start = match.start()
        if opens >= 0:
            start -= 1
            yield Change(opens, opens + 1, "[", "", "bracket of a page's element")
        yield Change(start, match.end(), text[start : match.end()], "", "attributes of a page's element")


def _opening(text: str, place: int) -> int:
    """Where the bracket opens that closes at a place, -1 where it does not in the stretch before it."""
    depth = 0
    for i in range(place, max(-1, place - _STRETCH), -1):
        depth += (text[i] == "]") - (text[i] == "[")
        if depth == 0:
            return i
    return -1


@rule("repair/attribute-list", version=1, everywhere=True, leaves_out="page note")
def remove_attribute_lists(text: str, context: DocumentContext) -> Iterator[Change]:
    """Lists of attributes.

    "{.warning}" and "{: #doses }" behind a line or a link say how a page sets it. Sets and formulas ("{1, 2}",
    "{x = 1}") hold no class, no mark and none of the attributes of a page. Example: "## Doses {#doses .wide}" becomes
    "## Doses".
    """
    for match in _ATTRIBUTES.finditer(text) if "{" in text else ():
        if text[match.end() : match.end() + 1].isalnum():
            continue
        lead = len(match[0]) - len(match[0].lstrip())
        yield _line_gone(text, match.start() + lead, match.end(), "attributes of a page's element")


@rule("repair/bb-codes", version=1, everywhere=True, leaves_out="page note")
def remove_codes(text: str, context: DocumentContext) -> Iterator[Change]:
    """BBCode and shortcodes.

    "[b]" and "[/b]" set what stands between them. BBCode goes in pairs: a lone "[b]" may be a note or an item.
    Struck and raised text ("[s]", "[sup]") stays for a check, since its meaning hangs on the code.
    Example: "[b]Do not[/b] drive" becomes "Do not drive"; "see note [b]" stays.
    """
    if "[/" in text:
        yield from _gone(text, _paired(_CODE.finditer(text)), "BBCode")
    found = list(_SHORTCODE.finditer(text)) if "[" in text else []
    closed = {match["name"] for match in found if match["end"]}
    worded = {match["name"] for match in found if _says_something(match["rest"])}
    sure = [m for m in found if m["end"] or m["name"] in closed or "=" in m["rest"] or "_" in m["name"]]
    yield from _gone(text, (m for m in sure if m["name"] not in worded), "shortcode of a site")


def _paired(marks: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The codes that open and close, nested or crossing; of each closing one the nearest that opens before it."""
    open_codes: list[re.Match[str]] = []
    for mark in marks:
        name = mark["name"].lower()
        if not mark["end"]:
            open_codes.append(mark)
        elif partner := next((one for one in reversed(open_codes) if one["name"].lower() == name), None):
            open_codes.remove(partner)
            yield from (partner, mark)


def _gone(text: str, marks: Iterable[re.Match[str]], reason: str) -> Iterator[Change]:
    for mark in marks:
        start, end = whole_line(text, *mark.span())
        if start < mark.start() and text[start - 1 : start] != "\n" and start:
            start = mark.start()  # the blank before a code parts words
        yield Change(start, end, text[start:end], "", reason)


@rule("repair/wiki-marks", version=1, everywhere=True)
def write_out_wiki(text: str, context: DocumentContext) -> Iterator[Change]:
    """Marks of a wiki.

    "[[Gout|attacks of gout]]" is a link whose words are "attacks of gout", "== Causes ==" is a heading, and
    "'''gout'''" is bold. Example: "It is [[Gout|acute gout]]." becomes "It is acute gout.".
    """
    if "[[" not in text:
        return
    for match in _WIKI_LINK.finditer(text):
        words = match.span("words")
        yield Change(match.start(), words[0], text[match.start() : words[0]], "", "mark of a wiki's link")
        yield Change(words[1], match.end(), "]]", "", "mark of a wiki's link")
    for match in _WIKI_FILE.finditer(text):
        yield _line_gone(text, match.start(), match.end(), "category of a wiki")
    for match in _WIKI_HEADING.finditer(text):
        yield Change(*match.span(), match[0], f"{'#' * len(match[1])} {match[2]}", "heading of a wiki")
    for match in _WIKI_BOLD.finditer(text) if "''" in text else ():
        for start, end in ((match.start(), match.start(2)), (match.end(2), match.end())):
            yield Change(start, end, text[start:end], "", "emphasis of a wiki")


@rule("repair/emphasis", version=5)
def remove_emphasis(text: str, context: DocumentContext) -> Iterator[Change]:
    """Marks of emphasis of Markdown.

    Converters write bold type as "**never**" or "***never***", which no reader saw and no translation keeps. A pair of
    marks around words proves it, though the second fell onto another line of its paragraph; single asterisks and
    underscores in a text with such pairs or with headings of Markdown, and there a mark at the beginning of a line
    whose partner is not in its paragraph. A line that is bold as a whole may be a heading and keeps its marks; so do
    powers, notes and what somebody stressed in plain text.
    Example: "Do **not** drive." becomes "Do not drive."; "2**3 and 4**5" stays.
    """
    strong = list(_STRONG.finditer(text)) if "**" in text or "__" in text else []
    marked = bool(strong) or (("*" in text or "_" in text) and _HASHED.search(text) is not None)
    slanting = list(_SLANTING.finditer(text)) if marked else []
    slanting += _UNDERSCORED.finditer(text) if marked and "_" in text else ()
    for match in _TORN.finditer(text) if "\n**" in text or "\n_" in text else ():
        yield Change(*match.span("mark"), match["mark"], "", "mark of emphasis")
        yield Change(*match.span("close"), match["close"], "", "mark of emphasis")
    for match in _THRICE.finditer(text) if "***" in text or "___" in text else ():
        for mark in ("open", "close") if not _is_bold_line(text, match) else ():
            yield Change(*match.span(mark), match[mark], "", "mark of emphasis")
    paired = {match.end() - 2 for match in strong}
    wrapped = [match for match in _WRAPPED.finditer(text) if paired.isdisjoint((match.start(), match.end() - 2))]
    for match in strong + (wrapped if "**" in text else []) + slanting:
        width = 1 if match in slanting else 2
        if _ADDRESS_END.search(match["words"]):
            continue  # the second mark is taken for a part of the address, and would stay alone
        if width == 1 or not _is_bold_line(text, match):
            for start in (match.start(), match.end() - width):
                yield Change(start, start + width, text[start : start + width], "", "mark of emphasis")
    for match in _LONE_STRONG.finditer(text) if marked and "**" in text else ():
        end = text.find("\n\n", match.end()) % (len(text) + 1)
        if all(one.start() in paired for one in _CLOSING.finditer(text, match.end(), end)):
            yield Change(*match.span("mark"), match["mark"], "", "mark of emphasis without its partner")


def _is_bold_line(text: str, match: re.Match[str]) -> bool:
    """Whether a line is bold as a whole, short, and no sentence, number or announcement, which are no headings."""
    start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
    rest = text[start : match.start()] + text[match.end() : end if end >= 0 else len(text)]
    words = match["words"].rstrip()
    most = _LONGEST_LABEL if words[-1] == ":" else _LONGEST_BOLD
    return (
        not rest.strip(" \t:")
        and len(words.split()) <= most
        and words[-1] not in ".!,;"
        and words[0] not in "(0123456789"
    )
