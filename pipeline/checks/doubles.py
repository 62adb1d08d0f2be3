"""Words, sentences and paragraphs that stand twice, and may hide a lost one."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.checks.glued import WHOLE
from pipeline.checks.places import LANGUAGES, any_of, block_at, matches, sentences, word_before
from pipeline.core.edits import Span
from pipeline.core.model import Block, Document
from pipeline.core.text import columns, quoted
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["doubles"]
_AROUND_AND = re.compile(
    rf"\b([A-Za-z]{{4,40}}|[A-Za-z]{{3,40}}\s[a-z]{{3,40}})\s+{any_of(_WORDS['joins'])}\s+(?i:\1)(?=\s*[.,;:)!?]|\s+{any_of(_WORDS['follow'])}\b|\s*$)"
)
_PARTICIPLE = re.compile(rf"\s+(?:{'|'.join(_WORDS['past_forms'])})\b")
_DOUBLED = re.compile(r"(?<![\w’'-])(?:([A-Za-z]{3,40}),?\s+\1|([A-Za-z]{2,30} [A-Za-z]{2,30}),?\s+\2)(?![\w’'-])")
_NEXT_ITEM = re.compile(
    rf"\s{any_of(_WORDS['joins'])}\b|[.;]"
)  # "fever, fever or"; but "sex, sex work" and "Ward, Ward, Utah"
_WIDE = " " * 6  # between two cells of a page that keeps its layout
_FEW = 3  # words of four letters and more
_MANY, _LINES_BETWEEN = 15, 16  # words of a paragraph that nobody writes twice; lines of labels between the two
_BEGINNING = 5  # words of a sentence that the next one begins with: "Do not wait. Do not wait at home" is meant
_PASSAGE, _REACH = 20, 400  # words of a passage that is told, and how far up it may stand
_SAID_AGAIN = 36  # words; longer passages are said again by no writer, but by a page
_A_SLIP = 2  # copies of a paragraph; more are a series
_NEAR = 40  # words between a shorter passage and its copy: further down it holds again
_ROW = re.compile(r"(?=.*\d)[\d\s()+.,/–-]{2,}")
_ANY_WORD = re.compile(r"\S+")


@check("source/doubled-around-and", severity="error", languages=LANGUAGES)
def find_doubled_around_and(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The same word stands on both sides of "and" or "or".

    "Swelling and swelling may occur": one of two symptoms was lost, and deleting the double would hide it. Sound
    pairs ("more and more", "years and years", "between eye and eye") and pairs that something tells apart ("cancer
    and cancer treatment", "women and women who smoke") are left. Example: "Swelling and swelling may occur."
    """
    for match in matches(_AROUND_AND, document, context):
        word = match[1].lower()
        before = word_before(document.text, match.start())
        is_tense = word in _WORDS["auxiliaries"] and _PARTICIPLE.match(document.text, match.end())  # "have or have had"
        block = block_at(document, match.start())
        is_name = match[1][0].isupper() and match[0].split()[-1][0].isupper() and block and block.kind != "heading"
        if is_name:
            continue
        if word not in _WORDS["around_and"] and not is_tense and before not in _WORDS["not_before_and"]:
            yield Fault(*match.span(), f"“{match[1]}” stands there twice: another word was probably lost.")


@check("source/doubled-word", severity="warning", languages=LANGUAGES)
def find_doubled(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A word stands twice in a row.

    A typing error, a heading run into its sentence, or two list items that lost their border: one time in eight
    deleting is right, so a person decides. In a table whose columns are parted by blanks two cells may begin alike;
    names ("Wagga Wagga"), items of a list ("people, people who smoke") and what is said three times on purpose are
    sound.
    Example: "The rash usually usually fades."
    """
    regions = [(one.start, one.end) for one in columns.find(document.text)]
    for match in matches(_DOUBLED, document, context):
        doubled = match[1] or match[2]
        wide = _WIDE in match[0] or ("  " in match[0] and doubled[0].isupper())
        cells = wide or ("  " in match[0] and quoted.overlaps(*match.span(), regions))
        listed = "," in match[0] and not _NEXT_ITEM.match(document.text, match.end())
        thrice = document.text[match.end() :].lower().lstrip().startswith(f"{doubled.lower()} ")
        named = match[1] and match[0].istitle() and doubled.lower() not in known_words("en")  # "Wagga Wagga"
        if named and "  " not in match[0] and "\n" not in match[0]:
            continue
        if doubled.lower() not in _WORDS["sound"] and not cells and not listed and not thrice:
            yield Fault(*match.span(), f"“{doubled}” stands twice: a slip, or the border between two parts was lost.")


@check("source/doubled-paragraph", severity="warning")
def find_doubled_paragraphs(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A paragraph or an item stands twice.

    One behind the other, to the letter: a slip, or the second was another one. A long paragraph may have a few lines
    between. Headings, cells and lines of a few words may come again.
    A long passage of other words may come again anywhere near: a list, and then its items in one line. Inside two items
    that begin otherwise it says what both have in common. A sentence with all of whose words the next one begins broke
    off.
    Example: the lines "- Take it with a meal.", "- Take it with a meal."
    """
    text = document.text
    yield from _repeated_passages(document, context)
    yield from _begun_twice(document, context)
    for block, again in pairwise(document.blocks):
        same = text[block.content : block.end].split() == text[again.content : again.end].split()
        if same and block.kind == again.kind and block.kind in ("paragraph", "item") and _says_something(text, block):
            yield Fault(again.start, again.end, "This stands twice, one behind the other; is one of them another?")
    yield from _further_down(document)


def _further_down(document: Document) -> Iterator[Fault]:
    """Long paragraphs that stand a few lines further up to the letter, with others between."""
    text = document.text
    above: dict[tuple[str, ...], int] = {}
    series = _series(document)
    for i, block in enumerate(document.blocks):
        if block.kind != "paragraph" or block.start in series or not _is_long(text, block):
            continue
        words = tuple(text[block.content : block.end].split())
        twin = above.get(words, i)
        if twin < i - 1 and text.count("\n", document.blocks[twin].end, block.start) <= _LINES_BETWEEN:
            yield Fault(block.start, block.end, "This stands a few lines further up as well.")
        above[words] = i


def _series(document: Document) -> set[int]:
    """Where the parts of a series begin: three and more of the same words, each under a line of its own that names it.

    Two may be a slip of whoever copied one and changed its head.
    """
    text, found = document.text, dict[tuple[str, ...], list[tuple[str, int]]]()
    for label, block in pairwise(document.blocks):
        if block.kind == "paragraph" and _is_long(text, block) and not _is_long(text, label):
            words = tuple(text[block.content : block.end].split())
            found.setdefault(words, []).append((text[label.content : label.end], block.start))
    named = (parts for parts in found.values() if len({label for label, _ in parts}) == len(parts) > _A_SLIP)
    return {start for parts in named for _, start in parts}


def _begun_twice(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Sentences of which the next says every word at its beginning, and then goes on: a broken-off first try."""
    for segment, before in sentences(document, context):
        if before is None or document.text[before.end - 1] != ".":
            continue
        first = document.text[before.start : before.end - 1].lower().split()
        second = document.text[segment.start : segment.end].lower().split()
        if _BEGINNING <= len(first) < len(second) and second[: len(first)] == first:
            yield Fault(
                before.start, before.end, "The next sentence begins with all of these words; this one broke off."
            )


def _repeated_passages(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """Passages of many words inside longer paragraphs and lists that stand twice; those that meet are told once."""
    series = _series(document)
    words = [
        word
        for block in document.blocks
        if block.kind in ("paragraph", "item") and block.start not in series
        for word in _ANY_WORD.finditer(document.text, block.content, block.end)
    ]
    plain = [word[0].lower() for word in words]
    first: dict[tuple[str, ...], int] = {}
    start = end = origin = 0
    for i in range(len(plain) - _PASSAGE + 1):
        before = first.setdefault(tuple(plain[i : i + _PASSAGE]), i)
        if i >= end and _PASSAGE <= i - before <= _REACH:
            if end and i - end > _PASSAGE:
                yield from _told(document, context, words, (start, end), origin)
            if not end or i - end > _PASSAGE:
                start, origin = i, before
            end = i + _PASSAGE
            while end < len(plain) and before + end - i < i and plain[end] == plain[before + end - i]:
                end += 1
    if end:
        yield from _told(document, context, words, (start, end), origin)


def _told(
    document: Document, context: DocumentContext, words: Sequence[re.Match[str]], span: Span, origin: int
) -> Iterator[Fault]:
    """A repeated passage, but where it is quoted, or the whole of its block, which is judged as such.

    A writer says a short one again further down, at the end of a paragraph, and in items or rows that begin otherwise.
    """
    length = span[1] - span[0]
    start, stop, first = words[span[0]].start(), words[span[1] - 1].end(), words[origin].start()
    if all(_is_inside_item(document, place) or _is_inside_row(document, place) for place in (start, first)):
        return
    if length < _SAID_AGAIN and (span[0] - origin - length > _NEAR or _closes(document, start, stop)):
        return
    if not _is_block(document, start, stop) and not quoted.overlaps(start, stop, context.quoted):
        yield Fault(start, stop, "These words stand further up as well; is one of the two to go, or another text?")


def _is_inside_item(document: Document, place: int) -> bool:
    """Whether a place lies in an item behind other words."""
    block = block_at(document, place)
    return block is not None and block.kind == "item" and place > block.content + 2


def _is_inside_row(document: Document, place: int) -> bool:
    """Whether only figures stand before a place on its line: the row of a table that lost its columns."""
    line = document.text.rfind("\n", 0, place) + 1
    return _ROW.fullmatch(document.text, line, place) is not None


def _closes(document: Document, start: int, stop: int) -> bool:
    """Whether a passage is the last sentence of a paragraph: a writer says it again where it holds again."""
    block = block_at(document, start)
    i = bisect_left(document.segments, start, key=lambda segment: segment.start)
    sentence = document.segments[i] if i < len(document.segments) else None
    last = block is not None and block.content < start and stop == block.end
    return last and sentence is not None and (sentence.start, sentence.end) == (start, stop)


def _is_block(document: Document, start: int, stop: int) -> bool:
    """Whether a passage is the whole of its block, which is judged as such."""
    block = block_at(document, start)
    return block is not None and start <= block.content + 2 and stop >= block.end - 2


def _is_long(text: str, block: Block) -> bool:
    return len(text[block.content : block.end].split()) >= _MANY


def _says_something(text: str, block: Block) -> bool:
    return len(WHOLE.findall(text, block.content, block.end)) >= _FEW
