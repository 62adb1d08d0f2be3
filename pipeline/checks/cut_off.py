"""Sentences that break off at the end of a block, or go on in another."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

import msgspec

from pipeline.checks.holes import hole_at
from pipeline.checks.left_out import DOUBTFUL
from pipeline.checks.places import LANGUAGES, any_of, block_at, in_prose, last_word, matches
from pipeline.core.model import Block, Document
from pipeline.data import load
from pipeline.reading.lexicon import known_words
from pipeline.rules import DocumentContext, Fault, check

_WORDS = load("checks.yaml")["holes"]
_TEASER = re.compile(
    r"(?<![\w’'-])(?:[\w’'-]+,? ){4}[\w’'-]*[a-z,] (?P<sign>\[(?:…|\.\.\.)\]"
    rf"|(?i:{'|'.join(_WORDS['teasers'])}) ?(?:>>|»|›|→|\.\.\.|…))(?=[ \t]*$)",
    re.MULTILINE,
)
_LOWER, _LIST_LIKE = (
    re.compile(r"[a-z][a-z’'-]*(?=[\s,.;]|$)"),
    re.compile(
        r"[a-z]\)|(?:https?|www)\b|[\w-]+\.(?:\w+\.)?[a-z]{2,3}\b|[\w.-]+@"
        rf"|{any_of(_WORDS['before_author'])} [^\W\d_a-z]"
    ),
)
_SCRAP = rf"(?!{any_of(_WORDS['short_words'])}\b)[A-Za-z]{{1,2}}"  # of a word set upright at the edge of a page
_SCRAP_FIRST, _SCRAP_LAST = re.compile(rf"{_SCRAP}(?=\s|$)"), re.compile(rf"(?:^|\s){_SCRAP}$")
_PAGE_HEAD = re.compile(r"\s[-–|]\s[A-Z][\w&’']*(?:\s[A-Z][\w&’']*){0,3}$")
_UNFINISHED = {
    kind: re.compile(rf"(?<![\w-])[\w)-]{{1,40}},?\s+{any_of(words)}$") for kind, words in _WORDS["unfinished"].items()
}
_GREETING = re.compile(rf"\b{any_of(_WORDS['greetings'])}\b[^.!?]*$", re.IGNORECASE)
_COMMA_END = re.compile(r"[\w)\]%”\"],$")
_RUNNING = 8  # words of a paragraph: lines of addresses and greetings have fewer
_BETWEEN, _SHORT = 3, 40  # blocks between two halves; characters of a line that is no running text
_LINK = re.compile(r"https?://[^\s<>()\"]{3,300}")
_CUT_LINK = 40  # characters to which sites of questions shorten a link that they show
_WHOLE = frozenset(_WORDS["whole_words"])
_GONE = re.compile(r"[ \xa0]{3}")  # where they wrote "..."
_LABEL = re.compile(r"[A-Z][a-z]{1,20}(?: [a-z]{1,20})?: ")
_AROUND = re.compile(r"[ \t*_]*\n?[ \t*_]*\Z")  # between words and a part that was taken out
_BEFORE_SCRAPS = frozenset(_WORDS["before_scraps"])
_NEVER_LAST, _SHORT_FORMS = frozenset(_WORDS["never_last"]), frozenset(_WORDS["small_short_forms"])
_CLOSING_BEFORE = re.compile(
    rf"(?:{'|'.join(load('structure.yaml')['letter_closings'])})[^.?!\n]*\Z|[.,!?-]\s*\Z", re.IGNORECASE
)
_LONGEST_SCRAP = 3  # letters of a last word that must stand behind an article or the like
_SMALL = frozenset(_WORDS["never_names"])


@check("source/cut-off", severity="error", languages=LANGUAGES)
def find_cut_off(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """A paragraph, heading or item breaks off.

    It ends at an article, a preposition or a negation, and the next block does not go on with it. The last block of a
    text may be cut: the text may be an extract; but a last word of which a longer one of the lexicon is made, and
    "or" and "the", are told. One in lower case or of some length ends at no comma. Where a sentence
    without a stop stands over one in lower case, both may be halves of one, and "not" may stand in the other half: both
    are marked. The foot of a page may stand between them.
    "[…]" or "Continue reading »" behind a sentence without a stop tells of the rest. So do a headline that ends inside
    a word, over a line that begins as it does, and a link that its site has shortened. Lines that are quoted of a mail
    break off where who answers speaks; where a rule took out what stood there, it is told as such.
    Example: the paragraphs "It is treated with the", "Rest helps."
    """
    faults = list(_breaks(document, context))
    taken = _taken_out(document) if faults else {}
    for fault in faults:
        block = block_at(document, fault.start)
        line = document.text.rfind("\n", 0, fault.start) + 1
        if _is_quoted(document.text, line) or (block and _is_quoted(document.text, block.start)):
            continue
        words = taken.get(fault.end, "") if fault.severity is None else ""
        message = f"“{words[:60]}” stood here and was taken out; put it back where it belongs to the sentence."
        yield msgspec.structs.replace(fault, message=message, severity="warning") if words else fault


def _taken_out(document: Document) -> dict[int, str]:
    """What the rules took out, by the place up to which the words before it reach."""
    found: dict[int, str] = {}
    for one in (one for one in document.left_out if one.kind not in DOUBTFUL):
        place = document.to_curated(one.raw_start, one.raw_end)[0]
        beside = _AROUND.search(document.text, max(0, place - 20), place)
        found[beside.start() if beside else place] = one.words
    return found


def _is_quoted(text: str, start: int) -> bool:
    """Whether a line or block is quoted of a mail."""
    return text[start : start + 20].lstrip().startswith(">")


def _breaks(document: Document, context: DocumentContext) -> Iterator[Fault]:
    for match in matches(_TEASER, document, context):
        yield Fault(*match.span("sign"), "The text is cut off here, as in a list of teasers; get the rest of it.")
    yield from _cut_links(document)
    yield from _cut_headlines(document, context)
    yield from _cut_ends(document, context)
    apart = list(_halves_apart(document))
    for half, other in (*apart, *_halves(document, {other.start for _, other in apart})):
        yield from _both(document, context, half, other)
    for block, following in pairwise(document.blocks):
        if block.kind not in _UNFINISHED or not _is_parted(document.text, block, following):
            continue
        found = _UNFINISHED[block.kind].search(document.text, max(block.content, block.end - 60), block.end)
        if found and in_prose(document, context, *found.span()):
            yield hole_at(found)
        elif _ends_in_comma(document.text, block, following) and in_prose(document, context, block.end - 1, block.end):
            yield Fault(block.end - 1, block.end, "The text breaks off behind this comma; compare with the original.")


def _cut_links(document: Document) -> Iterator[Fault]:
    """Links that a site has shortened: dots stand at their end, or the gap that they left behind just so many signs."""
    for match in _LINK.finditer(document.raw) if "://" in document.raw else ():
        dots = match[0].endswith(("...", "…"))
        if dots or (len(match[0]) == _CUT_LINK and _GONE.match(document.raw, match.end())):
            message = "This link is cut off; find the whole of it or take it out."
            yield Fault(*document.to_curated(*match.span()), message, severity="warning")


def _cut_headlines(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The last letters of a headline that ends inside a word, over a line that opens with the same two words."""
    text = document.text
    for block, following in pairwise(document.blocks):
        if (
            text[block.end - 1].islower()
            and text[following.end - 1] in ".!?"
            and block.kind in ("paragraph", "heading")
        ):
            label = _LABEL.match(text, block.content, block.end)
            words = text[label.end() if label else block.content : block.end].split()
            same = words[:2] == text[following.content : following.end].split(maxsplit=2)[:2]
            cut = (
                len(words) > 2
                and words[-1].islower()
                and words[-1] not in _WHOLE
                and words[-1] not in known_words("en")
            )
            place = last_word(text, block.content, block.end)
            if same and (cut or len(words[-1]) == 1) and in_prose(document, context, *place):
                yield Fault(*place, "The headline is cut off here; compare with the original.", severity="warning")


def _cut_ends(document: Document, context: DocumentContext) -> Iterator[Fault]:
    """The last word of a text that ends inside it, or at a word behind which a sentence goes on.

    Names, abbreviations in small letters and what stands behind the closing of a letter are no such words.
    """
    text, block = document.text, document.blocks[-1] if document.blocks else None
    words = text[block.content : block.end].split() if block and block.kind in ("paragraph", "item") else []
    if block is None or len(words) < _RUNNING or not (words[-1].isalpha() and words[-1].islower()):
        return
    last, before = words[-1], words[-2].lower()
    if last in _NEVER_LAST:
        message = f"The text ends at “{last}”, behind which a sentence goes on; get the rest of it."
    elif (
        len(last) > 1
        and last not in _SHORT_FORMS
        and last not in known_words("en")
        and (len(last) > _LONGEST_SCRAP or before in _BEFORE_SCRAPS)
        and words.count(last) == 1
        and _CLOSING_BEFORE.search(text, max(0, block.end - len(last) - 40), block.end - len(last)) is None
        and any(word.startswith(last) for word in known_words("en"))
    ):
        message = f"The text may end inside the word “{last}”; get the rest of it."
    else:
        return
    if in_prose(document, context, block.end - len(last), block.end):
        yield Fault(block.end - len(last), block.end, message, severity="warning")


def _ends_in_comma(text: str, block: Block, following: Block) -> bool:
    """Whether a paragraph that is no greeting and no line of an address breaks off at a comma.

    Who answers a letter may speak between the halves of a sentence that he quotes.
    """
    if text.startswith(">", block.start) != text.startswith(">", following.start):
        return False
    line = text[block.content : block.end]
    running = line[:1].islower() or len(line.split()) >= _RUNNING
    return block.kind == "paragraph" and _COMMA_END.search(line) is not None and running and not _GREETING.search(line)


def _is_parted(text: str, block: Block, following: Block) -> bool:
    """Whether an empty line parts the blocks, and the second neither goes on with the first nor is its list."""
    parted = text.count("\n", block.end, following.start) > 1
    return parted and following.kind != "item" and not text[following.content : following.end][:1].islower()


def _halves(document: Document, taken: Collection[int]) -> Iterator[tuple[Block, Block]]:
    """Two blocks that may be halves of one sentence; lines of a list are none, nor is the half of another sentence."""
    text = document.text
    for i, (block, following) in enumerate(pairwise(document.blocks)):
        if not (_has_no_end(text, block) and _has_no_beginning(text, following)) or following.start in taken:
            continue
        if text[block.content].islower() or any(
            _has_no_beginning(text, other) and _has_no_end(text, other) for other in document.blocks[i + 1 : i + 3]
        ):
            continue
        if not (_is_name(text, block, following) or _asks(text, block, following)):
            yield block, following


def _asks(text: str, block: Block, following: Block) -> bool:
    """Whether the lower line is a question in small letters, below an empty line: readers who ask write so."""
    line = text[following.content : following.end]
    return (
        line.endswith("?")
        and len(line.split()) > 1
        and text.count("\n", block.end, following.start) > 1
        and "\n" not in line
    )


def _halves_apart(document: Document) -> Iterator[tuple[Block, Block]]:
    """Halves of a sentence between which up to three short lines without a stop stand, as at the border of a page.

    Both halves must be running text: lines of a list have neither a stop inside nor a second line.
    """
    text, blocks = document.text, document.blocks
    for i, block in enumerate(blocks[:-2]):
        if not (_has_no_end(text, block) and _runs(text, block)):
            continue
        for j, other in enumerate(blocks[i + 1 : i + _BETWEEN + 2]):
            if j and _has_no_beginning(text, other) and _runs(text, other):
                yield block, other
            if (
                other.kind not in ("paragraph", "heading")
                or _runs(text, other)
                or text[other.content : other.end][:1].islower()
                or text[other.end - 1] == ":"  # what stands below is its list
            ):
                break


def _runs(text: str, block: Block) -> bool:
    """Whether a block is running text: more than a line, or more than a sentence."""
    words = text[block.content : block.end]
    return len(words) > _SHORT and ("\n" in words or re.search(r"[.!?] ", words) is not None or words[-1] in ".!?")


def _both(document: Document, context: DocumentContext, block: Block, following: Block) -> Iterator[Fault]:
    """Each of two halves, told of the other."""
    text = document.text
    last, first = last_word(text, block.content, block.end), _first_word(text, following)
    if _is_quoted(text, block.start) or _is_quoted(text, following.start):
        return
    if in_prose(document, context, *last) and in_prose(document, context, *first):
        yield Fault(*last, f"The sentence may go on with “{_quote(text, *_head(following))}”; join the two or end it.")
        yield Fault(*first, f"This may go on with “{_quote(text, *_tail(block))}”; join the two or begin it.")


def _is_name(text: str, block: Block, following: Block) -> bool:
    """Whether the upper line is a name or a place, or two words over another line that is no sentence."""
    words = text[block.content : block.end].split()
    named = all(not word[0].islower() for word in words)
    small = len(words) == 2 and words[0].istitle() and words[-1] not in _SMALL and words[0].lower() not in _SMALL
    return named or (
        small and text[following.end - 1] not in ".!?;:" and len(text[following.content : following.end]) < _SHORT
    )


def _has_no_end(text: str, block: Block) -> bool:
    line = text[block.content : block.end]
    return (
        block.kind in ("paragraph", "item")
        and not (_SCRAP_LAST.search(line) or _PAGE_HEAD.search(line))
        and len(line.split()) > 1
        and (line[-1].isalnum() or (line[-1] == "-" and line[-2].isalpha()))
        and ":" not in line
        and "...." not in line
    )


def _has_no_beginning(text: str, block: Block) -> bool:
    line = text[block.content : block.end]
    return (
        block.kind == "paragraph"
        and bool(_LOWER.match(line))
        and not (_LIST_LIKE.match(line) or _SCRAP_FIRST.match(line))
    )


def _first_word(text: str, block: Block) -> tuple[int, int]:
    word = re.match(r"\S+", text[block.content : block.end])
    return block.content, block.content + (len(word[0]) if word else 1)


def _head(block: Block) -> tuple[int, int]:
    return block.content, min(block.end, block.content + 40)


def _tail(block: Block) -> tuple[int, int]:
    return max(block.content, block.end - 40), block.end


def _quote(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())
