"""What no repair could take away: marks of an extractor's damage that are still in the text."""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pipeline.checks.places import LANGUAGES, any_of, in_prose, matches, sentence_at
from pipeline.core.model import Block, Document
from pipeline.data import load
from pipeline.ingest.code_pages import PAGES, misplaced
from pipeline.reading.lexicon import known_words
from pipeline.repair.markup.converters import COMMENT
from pipeline.repair.markup.templates import ORDER_OR_OUTPUT, OUTPUT, in_address
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["markup"]
_TAG = re.compile(rf"</?(?i:{any_of(_WORDS['elements'])})(?:\s[^<>\n]{{0,200}})?/?>")
_MEANING = re.compile(
    rf"\[/?(?i:{any_of(load('templates.yaml')['bb_meaning'])})\](?=[^\n]{{0,400}}\[/)|\[/(?i:{any_of(load('templates.yaml')['bb_meaning'])})\]"
)
_DUMMY = re.compile("|".join(load("checks.yaml")["dummies"]), re.IGNORECASE)
_UNFILLED = re.compile(r"(?<!\d)[%$]\{\w{2,40}\}|<%=? ?[\w.@ ]{2,60} ?%>")
_UNKNOWN = re.compile(r"<unk>|\[(?:UNK|MASK)\]|<\|unk\|>", re.IGNORECASE)
_LOST_SIGN = re.compile(r"\d\?(?=[.,;] ?[A-Za-z]|\.$)|(?<=[A-Za-z]{3}-)\?(?= [a-z]{3})", re.MULTILINE)
_LOST_QUOTES = re.compile(r"(?<=[\s(])\?[A-Za-z][^?\n.! ]{1,40} [^?\n.!]{0,60}[a-z]\?(?=[\s),.;])")
_EMPTY_ATTRIBUTE = re.compile(r'[\w<>≤≥.,/-]{0,40}=["“”]{2}')
_EMPTY_VALUES = ('=""', "=“”", "=””")
_TEX = re.compile(r"\$[^$\n]{0,80}?(?:\\[a-z]{2,12}|[\^_]\{)[^$\n]{0,80}\$")
_ENTITY = re.compile(rf"&(?:{any_of(_WORDS['entities'])}|#\d{{2,5}}|#x[0-9a-fA-F]{{2,5}});")
_MOJIBAKE = re.compile(
    r"â€.?|â[\"“”'’‰]?[¤¥¦§¨©ª«¬®¯°±²³´¶·¸¹º»¼½¾¿]|â‚¬|Ã[\x80-\xbf\u0192\u201a-\u203a]|Â[\xa0-\xbf]|ï¿½|ï»¿|\ufffd+|[\x80-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]+"
)
# Signs that nobody sees, where a dash or another sign may be lost.
_UNSEEN = re.compile("(?<=[\\d\\s])\xad|\xad(?=\\s?[^a-z\\s])|(?<=\\d)[\u200b\u2060\ufeff](?=\\d)")
# Two bytes and more above ASCII in UTF-8, one in a word, "=3D" where "=" stands, and a line that goes on.
_QUOTED_PRINTABLE = re.compile(
    r"(?:=[C-F][0-9A-F](?:=[89AB][0-9A-F])+)+|(?<=[a-z])=[C-F][0-9A-F](?=[a-z])|=3D(?=[\s\"'=])|(?<=[a-z,.] )=20$|"
    r"(?<=[a-z])=\n(?=[a-z])",
    re.MULTILINE,
)
_LINE = r"[A-Za-z0-9+/]{60,}={0,2}"  # in a mail it has 76 signs
_LONG = re.compile(rf"(?<![A-Za-z0-9+/=%._-]){_LINE}(?:[ \n]{_LINE})*(?![A-Za-z0-9+/%._-])")
_BASE64 = tuple(re.compile(f"[{signs}].*?[{signs}]") for signs in ("A-Z", "a-z", "0-9"))
_UTF7 = re.compile(r"\+(?P<code>[AI][A-Za-z0-9+/]{2,200})-")
_SIGNS_OF_MAILS = "‐‑‒–—―‘’‚“”„†‡•…‰′″€™≤≥≠≈"
_SOME_LOWER = re.compile("[a-z0-9]")  # "+ACE-" may join names of drugs
_OTHER_LETTERS = "\u0400-\u052f\u0590-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_SLIPS = 7  # words that a tool may have left; a text that has more is in two languages
_FOREIGN = re.compile(f"(?<=[A-Za-z])[{_OTHER_LETTERS}]{{1,40}}|[{_OTHER_LETTERS}]{{1,40}}(?=[A-Za-z])")
_TURNING = re.compile("[\u202d\u202e][^\u202c\\n]{0,200}\u202c?")
_PLAIN = re.compile(r"(?<![\w-])[^\W\d_]+(?![\w-])")
_DIVIDED = re.compile(r"(?<![\w/-])(?P<left>[A-Za-z][a-z]{1,40})[-‐\xad]\s{1,3}(?P<right>[a-z]{2,30})(?![\w/-])")
_TORN = re.compile(r"(?<![\w’'./-])(?P<left>[A-Z]?[a-z]{1,20}) (?=(?P<right>[a-z]{1,20})(?![\w’'/-]))")
_ENDS_OF_WORDS = frozenset(  # behind an apostrophe that was lost
    ending for name in ("contraction_endings", "negation_endings") for ending in load("checks.yaml")[name]
)
_LEAST_TORN = 2  # different words: one may be a name or of another language
_SUSPENDED, _PREFIXES = (frozenset(load("spacing.yaml")[name]) for name in ("after_suspended_hyphens", "prefixes"))
_COUNTED_IN_POWERS = any_of(_WORDS["counted_in_powers"])
_FLAT_POWER = re.compile(
    r"(?<![\w.,])\d{1,4}(?:[.,]\d{1,3})?(?:\s?[-–]\s?\d{1,4}(?:[.,]\d{1,3})?)?\s?[x×*]\s?"
    rf"(?:10\s\d{{1,2}}(?=\s?/|\s{_COUNTED_IN_POWERS}\b)"
    rf"|10(?:[3-9]|1[0-2])(?=\s?/\s?(?:[mµμ]?[lL]|mm|cm|kg)|\s{_COUNTED_IN_POWERS}\b)"
    rf"|10(?=\s(?:{'|'.join(_WORDS['counted_in_lost_powers'])})\b))"
)
_FLAT_RATE = re.compile(
    rf"(?i:{any_of(_WORDS['rates'])}\b[^.;:\n]{{0,80}}?\b){any_of(_WORDS['rate_words'])}\s10[3-6]\b(?![.,%]?\d|\s?%)"
)
SECTION = re.compile(rf"{any_of(load('structure.yaml')['sections'])}(?:$|\s)", re.IGNORECASE)
_SHORT, _FEW = 5, 3  # words of a heading
_NUMBERED = re.compile(
    rf"(?P<form>\(?)(?P<n>\d{{1,2}}|[A-Z]|[ivxIVX]{{1,4}}|(?i:{any_of(_WORDS['item_numbers'])}))(?![^\W_])[).:]"
)
_FIRSTS = frozenset(("1", "a", "i", _WORDS["item_numbers"][0]))
_SAYS = re.compile(r":\s(?:\S+\s){4}")
_NAMED_ALONE = frozenset(load("structure.yaml")["no_titles"])  # over names and lists of pages, not prose
_SIZE = r"\d{1,5}(?:[.,]\d{1,20})?"
_PIXELS = re.compile(
    rf"(?<![\d.,]){_SIZE}(?:\s?[-–×x]\s?{_SIZE})?\s?px(?:[23²³]|/s|H[2₂]O)?(?![A-Za-z0-9_])", re.IGNORECASE
)
_SCREEN = re.compile(rf"\b{any_of(load('checks.yaml')['quantities']['screen'])}\b", re.IGNORECASE)


@check("source/markup", severity="error")
def find_markup(document: Document, context: DocumentContext) -> Iterator[Fault]:
    r"""Markup is left in the text.

    Among its letters may stand words of the text: `<t3 grade="">` holds the grade. Only tags of known elements and
    empty attributes are meant; "<3" and ">20" are comparators. Formulas of TeX ("$10^{\circ}$") are markup as well.
    Example: "Take <b>two</b> at night."
    """
    for pattern in (_TAG, _ENTITY, _MEANING, *((_TEX,) if "$" in document.text else ())):
        for match in matches(pattern, document, context):
            yield Fault(*match.span(), f"“{match[0]}” is markup, not text.")
    for match in COMMENT.finditer(document.text) if "<!--" in document.text else ():
        yield Fault(*match.span(), "A converter says that something stood here; compare with the original.")
    for match in OUTPUT.finditer(document.text) if "{{" in document.text else ():
        if not in_address(document.text, match.start()):
            yield Fault(*match.span(), "A template was to print something here; its words are lost.")
    for start, end in _ghosts(document.text):
        if in_prose(document, context, start, end):
            yield Fault(start, end, "The remains of a tag; words of the text may be among them.")


@check("source/placeholder", severity="warning", languages=LANGUAGES)
def find_placeholders(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A placeholder was never filled in.

    "<unk>" stands for a word that a program did not know. "Lorem ipsum" and "Sample caption" hold the place of a text,
    "[insert date]" or "%{diet}" of a word, "{{ base }}" in a link the place of its address.
    Example: "Call [insert number] at once."
    """
    for match in matches(_DUMMY, document, context):
        yield Fault(
            *match.span(), f"“{' '.join(match[0].split())[:60]}” holds the place of a text that was never put in."
        )
    for match in (
        matches(_UNKNOWN, document, context) if "unk" in document.text.lower() or "MASK" in document.text else ()
    ):
        yield Fault(*match.span(), f"“{match[0]}” stands where a program lost a word; compare with the original.")
    unfilled = list(matches(_UNFILLED, document, context)) if "{" in document.text or "<%" in document.text else []
    for match in unfilled[:1]:
        yield Fault(*match.span(), f"A template was to print {len(unfilled)} words or texts, as “{match[0]}” here.")
    found = ORDER_OR_OUTPUT.finditer(document.text) if "{" in document.text else ()
    links = [match for match in found if in_address(document.text, match.start())]
    for match in links[:1]:
        yield Fault(*match.span(), f"A template was to print the addresses of {len(links)} links, as it was here.")


def _ghosts(text: str) -> Iterator[tuple[int, int]]:
    """Stretches with an empty attribute, from the sign that opens the tag to the one that closes it."""
    last = 0
    for match in _EMPTY_ATTRIBUTE.finditer(text) if any(sign in text for sign in _EMPTY_VALUES) else ():
        if match.end() <= last:
            continue
        opening = text.rfind("<", max(last, match.start() - 80), match.end())
        closing = text.find(">", match.end(), match.end() + 80)
        start = opening if opening >= 0 else match.start()
        last = closing + 1 if closing >= 0 and "\n" not in text[match.end() : closing] else match.end()
        yield start, last


@check("source/mojibake", severity="error")
def find_mojibake(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Letters are broken.

    Bytes read in the wrong code: what they were is not certain any more, and a lost "≤" or "µ" changes a dose. A
    question mark on either side of some words was a quotation mark, one before a stop or behind a hyphen another sign.
    A sign that nobody sees, between two numbers, stands where a dash was.
    Example: "5 Âµg of it".
    """
    for match in matches(_MOJIBAKE, document, context):
        yield Fault(*match.span(), "Broken letters: the file was once read in a wrong code.")
    for match in () if document.text.isascii() else matches(_UNSEEN, document, context):
        yield Fault(
            *match.span(), "A sign that nobody sees stands where a dash may be lost; compare with the original."
        )
    for match in matches(_LOST_SIGN, document, context) if "?" in document.text else ():
        yield Fault(*match.span(), "A question mark stands where a sign was lost, a letter or a degree.")
    for match in matches(_LOST_QUOTES, document, context) if " ?" in document.text else ():
        yield Fault(*match.span(), "Two question marks stand where quotation marks were lost.")
    if document.source.encoding in PAGES:
        for place in misplaced(document.text):
            if in_prose(document, context, place, place + 1):
                message = "This sign does not belong here: the file is in a code that cannot be told; set `encoding:`."
                yield Fault(place, place + 1, message)


@check("source/mail-code", severity="error")
def find_mail_code(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Text is in the code of mails.

    In base64 nobody can read it; in quoted-printable "=C3=A9" is "é" and "=3D" is "=", and a line that ends in "=" goes
    on. In UTF-7 "+AOk-" is "é". A mail program shows what is meant.
    Example: "Allowed are caf=C3=A9 and t=C3=A9." "Allowed is caf+AOk-."
    """
    for match in matches(_UTF7, document, context) if "+" in document.text else ():
        if _SOME_LOWER.search(match["code"]) and _is_utf7(match["code"]):
            yield Fault(
                *match.span(), "This is UTF-7, a code of old mails; open the mail, and copy the text from there."
            )
    for match in matches(_QUOTED_PRINTABLE, document, context) if "=" in document.text else ():
        yield Fault(*match.span(), "This is the code of mails; open the mail, and copy the text from there.")
    for match in _LONG.finditer(document.text):
        if all(sign.search(match[0]) for sign in _BASE64):
            yield Fault(*match.span(), "This is the code of mails for a text or a picture; open the mail to see it.")


def _is_utf7(code: str) -> bool:
    """Whether signs of base64 are whole characters that print: Latin letters, signs, punctuation."""
    try:
        data = base64.b64decode(code + "A" * (-len(code) % 4))
        end = len(code) * 6 // 16 * 2
        text = data[:end].decode("utf-16-be")
    except (binascii.Error, ValueError):
        return False
    is_whole = len(code) * 6 % 16 < 6 and not any(data[end:])
    return is_whole and text.isprintable() and all(sign < "\u0250" or sign in _SIGNS_OF_MAILS for sign in text)


@check("source/foreign-letters", severity="warning", languages=LANGUAGES)
def find_foreign_letters(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Letters of another script touch Latin ones.

    A tool left a word untranslated, or read a letter as its double of another alphabet, which no search finds. Names of
    languages and words between blanks are meant. A text that says all in two languages is told of once.
    Example: "Symptoms include発熱 and cough."
    """
    found = [] if document.text.isascii() else list(matches(_FOREIGN, document, context))
    if len(found) > _SLIPS:
        message = f"This text is in two scripts that touch in {len(found)} places; set the languages apart."
        yield Fault(*found[0].span(), message)
        return
    for match in found:
        yield Fault(*match.span(), f"“{match[0]}” is written in letters of another script; compare with the original.")


@check("source/turned-text", severity="error")
def find_turned_text(document: Document, context: DocumentContext) -> Iterator[Fault]:
    r"""A mark turns the direction of writing.

    Behind U+202E "05 mg" is seen as "gm 50": what a reader sees is not what programs read.
    Example: "Take \u202e05 mg\u202c now."
    """
    for match in matches(_TURNING, document, context):
        yield Fault(*match.span(), "This mark turns the direction of writing: what is seen is not what stands here.")


@check("source/pixels", severity="error", languages=LANGUAGES)
def find_pixels(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A size is given in px.

    A web editor turned centimetres into pixels, and the value does not prove which. Sizes on a screen are sound.
    Example: "The nodule is 40px wide."
    """
    for match in matches(_PIXELS, document, context) if "px" in document.text.lower() else ():
        if not _SCREEN.search(sentence_at(document, match.start())):
            yield Fault(*match.span(), f"“{match[0]}”: nothing in a body is measured in pixels.")


@check("source/empty-heading", severity="warning")
def find_empty_headings(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A heading has no text under it.

    Its section was lost. Only a heading that the text marks as one, or a short one that begins with the name of a
    section ("Symptoms of gout"), is certain to be a heading; the title, and one above smaller ones, have no text of
    their own. Two and more in a row are a list or a menu, and so is one that closes a part of the page. In a text whose
    headings are all of one level, a word or two may stand over the headings that follow, and so does one over a
    heading that is numbered or ends in a colon where it is not. One that says something behind a colon is text.
    Example: the lines "# Colds", "## Signs", "## Tests", "Blood is taken."
    """
    blocks = (None, *document.blocks, None)
    flat = len({block.level for block in document.blocks if block.level > 1}) < 2
    empty = [_is_empty(document.text, heading, below, flat) for heading, below in pairwise(blocks)]
    for i, heading in enumerate(blocks[:-1]):
        if heading and empty[i] and not (empty[i - 1] or empty[i + 1 : i + 2] == [True]):
            yield Fault(heading.start, heading.end, "There is no text under this heading.")


def _is_empty(text: str, heading: Block | None, below: Block | None, flat: bool) -> bool:
    """Whether a heading that is certainly one has nothing under it."""
    if heading is None or heading.kind != "heading" or heading.level == 1:
        return False
    words = text[heading.content : heading.end].strip("*_# \t\u00a0").rstrip(":")
    named = bool(SECTION.match(words)) and len(words.split()) <= _SHORT
    if not words or words[-1] in ".!" or words.lower() in _NAMED_ALONE:
        return False
    if below is None:
        return named
    if text[heading.start] != "#" and not SECTION.match(text, below.content):
        return False  # a title within the section, which has its text
    if _is_numbered_below(words, text[below.content : below.end].strip("*_# \t\u00a0")) or _SAYS.search(words):
        return False
    certain = named or (text[heading.start] == "#" and not (flat and len(words.split()) < _FEW))
    return certain and below.kind == "heading" and below.level == heading.level


def _is_numbered_below(words: str, below: str) -> bool:
    """Whether a heading is the first of those below another, by its number or its colon, in whichever level it is."""
    own, other = _NUMBERED.match(words), _NUMBERED.match(below)
    if other is None:
        return own is None and below.endswith(":")
    return own is None or (other["n"].lower() in _FIRSTS and (own["form"] != other["form"]))


@check("source/divided-word", severity="warning", languages=LANGUAGES)
def find_divided_words(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A word is divided by a hyphen and a gap.

    It was divided at the end of a line, and nothing in the text proves whether the hyphen belongs to it. A first half
    that is a word of the text or a prefix makes a compound, whose hyphen is its own. In one line it is a dash beside a
    word of the lexicon, unless both are one word of it ("it itches- but not much", "sodium- normal"). Words that blanks
    tear ("obvious ly") are the work of a reader of scans: one finding tells of all.
    Example: "You may have hyper- tension."
    """
    torn = [match for match in matches(_TORN, document, context) if _is_torn(match["left"].lower(), match["right"])]
    if len({match[0] + match["right"] for match in torn}) >= _LEAST_TORN:
        message = (
            f"“{torn[0][0]}{torn[0]['right']}” and {len(torn) - 1} more: blanks tear words; compare with the original."
        )
        yield Fault(torn[0].start(), torn[0].end("right"), message)
    words = Counter(word.lower() for word in _PLAIN.findall(document.text)) if _DIVIDED.search(document.text) else {}
    for match in matches(_DIVIDED, document, context):
        left = match["left"].lower()
        whole = left + match["right"]
        beside = {left, match["right"]} & known_words("en")
        dash = bool(beside) and whole not in known_words("en") and "\n" not in match[0]
        if match["right"] not in _SUSPENDED and left not in _PREFIXES and not words.get(left) and not dash:
            yield Fault(*match.span(), f"“{' '.join(match[0].split())}” is one word, with a hyphen or without.")


def _is_torn(left: str, right: str) -> bool:
    """Whether two pieces make a word of the lexicon, and are not both words themselves."""
    known = known_words("en")
    if left + right not in known or left in _PREFIXES or right in _ENDS_OF_WORDS:
        return False
    return not any(
        one in known and (other in known or len(other) == 1) for one, other in ((left, right), (right, left))
    )


@check("source/flat-power", severity="error", languages=LANGUAGES)
def find_flat_powers(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A power of ten lost its superscript.

    "150 x 109/L" is 150 × 10⁹ a litre; read as it stands it is wrong by powers of ten.
    Example: "The count was 150 x 109/L." "It was 4 x 10 9 /L." "16 cases per 105 people were seen."
    """
    for pattern in (_FLAT_POWER, _FLAT_RATE):
        for match in matches(pattern, document, context):
            yield Fault(*match.span(), f"“{' '.join(match[0].split())}”: the power of ten lost its superscript.")
