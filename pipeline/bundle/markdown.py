"""A document's text as CommonMark with GitHub's tables, for reading, for comparing, and for pasting a part of it.

Lists and tables are lists and tables to any parser, and what is no mark here is escaped. Whoever pastes a paragraph
takes along that it holds a draft: each one says so itself.
"""

import re
from collections.abc import Callable, Container, Iterable, Sequence

from pipeline.bundle.rendering import HOLE, Wording, gap, segments_by_block
from pipeline.bundle.views import TO_CHECK, drafter
from pipeline.core.model import Block, Document, Segment
from pipeline.core.targets import Target
from pipeline.data import load
from pipeline.translation.attribution import CONFIRMED
from pipeline.translation.engines import known

# What CommonMark, or GitHub's tables and strike-outs, would read as markup: within a line, and where one begins.
_INLINE = re.compile(r"[\\`*_<\[\]]|&(?=#|\w+;)|~(?=~)|(?<=~)~")
_BEGINS = re.compile(
    r"^[ \t]*(?:(?P<mark>#{1,6}(?=[ \t]|$)|>|[-+](?=[ \t]|$)|[-=:|](?=[-=:| \t]*$))"
    r"|(?P<number>\d{1,9})(?=[.)](?:[ \t]|$)))?",
    re.MULTILINE,
)
_NUMBERED = re.compile(r"\s*(\d{1,9}[.)])[ \t\u00a0]+")
_WORDS_IN_MARK = re.compile(r"\w")  # "(a)" and "①" count what they mark, and no list of CommonMark counts so
_QUOTED = re.compile(r"((?:> )+)[ \t]*")  # before the words of another's letter
_OWN_MARKS = re.compile(r"(?:\*\*|__|[|:：]|\s)*")  # around the name of a field and between the cells of a row
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")  # within a sentence, as converters of PDFs leave them
_CELL = re.compile(r"(?<!\\)\|")
_RULING = re.compile(r"\|[-:| \t]*-[-:| \t]*\|?")
_ROW = re.compile(r"\|.*\|", re.DOTALL)

Mark = Callable[[Sequence[Segment]], str]


def render(document: Document, wording: Wording, mark: Mark = lambda _: "", hole: str = HOLE) -> str:
    """The text with each segment as `wording` gives it; None leaves a visible `hole`.

    `mark` says what a block begins with, for the segments in it.
    """
    by_block, blocks = segments_by_block(document), document.blocks

    def worded(segment: Segment) -> str:
        text = wording(segment)
        return hole if text is None else text

    kept = [n for n, block in enumerate(blocks) if not (n and _is_ruling(document.text, blocks[n - 1], block))]
    rows: list[str] = []  # of the table at which we are
    parts: list[str] = []
    before = ""  # the mark of the item before
    for number, following in zip(kept, [*kept[1:], None], strict=False):
        block, segments = blocks[number], by_block.get(number, [])
        words, list_mark = _block(document, block, segments, worded, mark(segments), before)
        if block.kind == "table-row":
            rows.append(words)
            if following is None or blocks[following].kind != "table-row" or _heads(document, number, following):
                parts += ("\n\n" if parts else "", _table(rows))
                rows = []
            continue
        close = gap(document, number) == "\n" and list_mark and list_mark[-1] == before[-1:]
        parts += ("\n" if close else "\n\n" if parts else "", words)
        before = list_mark
    return "".join(parts) + "\n"


def _is_ruling(text: str, above: Block, block: Block) -> bool:
    """Whether a block is the line that a source has between the head of a table and its rows: ours has its own."""
    return above.kind == "table-row" and _RULING.fullmatch(text, block.start, block.end) is not None


def _heads(document: Document, number: int, following: int) -> bool:
    """Whether the next row heads a table of its own: an empty line parts it from this one, and dashes follow it."""
    text, blocks = document.text, document.blocks
    ruled = following + 1 < len(blocks) and _is_ruling(text, blocks[following], blocks[following + 1])
    return ruled and "\n\n" in text[blocks[number].end : blocks[following].start]


def _block(
    document: Document,
    block: Block,
    segments: Sequence[Segment],
    wording: Callable[[Segment], str],
    mark: str,
    before: str,
) -> tuple[str, str]:
    """A block in Markdown, and the list mark that it begins with; `before` is that of the block before it."""
    position, list_mark = _begin(document, block, before)
    between = _between if block.kind in ("field", "table-row") else _beside if block.kind == "heading" else _inline
    inline = _cell if block.kind == "table-row" else _inline
    parts: list[str] = []
    for segment in segments:
        parts += (between(document.text[position : segment.start]), inline(wording(segment)))
        position = segment.end
    words = "".join((*parts, between(document.text[position : block.end])))
    if block.kind == "table-row":
        return _row(words, mark), ""
    if block.kind == "heading":
        line = re.sub(r"#+$", r"\\\g<0>", " ".join(words.split("\n")).rstrip())
        return "#" * min(max(block.level, 1), 6) + " " + mark + line, ""
    words = mark + _BEGINS.sub(_begun, _EMPTY_LINES.sub("\n", words))
    if speaks := _QUOTED.fullmatch(document.text, block.start, block.content):
        return speaks[1] + words.replace("\n", "\n" + speaks[1]), ""
    return f"{list_mark} {words}" if list_mark else words, list_mark


def _begin(document: Document, block: Block, last: str) -> tuple[int, str]:
    """Where the words of a block begin, and the list mark that Markdown has before them.

    Parsers count a list on from its first number: one that does not follow the last stays as words behind a bullet.
    """
    before = document.text[block.start : block.content]
    if block.kind == "heading":
        return (block.content if before.strip("# ") == "" else block.start), ""
    if block.kind != "item":
        return block.content if _QUOTED.fullmatch(before) else block.start, ""
    if numbered := _NUMBERED.fullmatch(before):
        expected = int(last[:-1]) + 1 if last[:-1].isdigit() and last[-1] == numbered[1][-1] else None
        follows = expected in (None, int(numbered[1][:-1]))
        return (block.content, numbered[1]) if follows else (block.start, "-")
    return (block.start if _WORDS_IN_MARK.search(before) else block.content), "-"


def _row(words: str, mark: str) -> str:
    """A row of a table in one line, the mark in its first cell."""
    line = " ".join(words.split())
    first = line.removeprefix("|")
    return line[: len(line) - len(first)] + (f" {mark}{first.lstrip()}" if mark else first)


def _table(rows: Sequence[str]) -> str:
    """The rows as a table of GitHub's: its first row heads it, and every row has as many cells as the longest.

    What is no row of cells stays as lines of text.
    """
    if not all(_ROW.fullmatch(row) for row in rows):
        return "\n".join(_BEGINS.sub(_begun, row) for row in rows)
    counts = [len(_CELL.findall(row)) - 1 for row in rows]
    width = max(counts)
    whole = [row + "  |" * (width - count) for row, count in zip(rows, counts, strict=True)]
    return "\n".join((whole[0], "|" + " --- |" * width, *whole[1:]))


def doubt_mark(segments: Iterable[Segment], doubtful: Container[str]) -> str:
    """What a paragraph begins with that holds a sentence of which a finding at `error` is open; by their keys."""
    return f"**\\[{TO_CHECK}\\]** " if any(segment.key in doubtful for segment in segments) else ""


def hole_in(language: str) -> str:
    """What stands where a translation is missing, in its language, and in English where we know no words of that."""
    words: dict[str, str] = load("holes.yaml")
    return words.get(language.partition("-")[0], words["en"])


def draft_mark(targets: Iterable[Target]) -> str:
    """What a paragraph begins with that holds texts which no person has confirmed: whose they are.

    It is in English in every language, since it speaks to whoever works with the text.
    """
    whose = dict.fromkeys(_author(target) for target in targets if target.text is not None and is_draft(target))
    return f"**\\[draft: {_inline(', '.join(whose))}\\]** " if whose else ""


def _author(target: Target) -> str:
    return drafter(target.origin) if target.engine is None else known(target.engine).title


def is_draft(target: Target) -> bool:
    """Whether no person has confirmed a text."""
    return target.state not in (*CONFIRMED, "kept")


def escape(text: str) -> str:
    """A text as paragraphs of Markdown that show it as it stands: no mark of it is one there, and no link is live."""
    return _BEGINS.sub(_begun, _inline(text))


def _inline(text: str) -> str:
    return _INLINE.sub(r"\\\g<0>", text.replace("\r\n", "\n").replace("\r", "\n"))


def _cell(text: str) -> str:
    return _inline(text).replace("|", "\\|")


def _between(text: str) -> str:
    return text if _OWN_MARKS.fullmatch(text) else _inline(text)


def _beside(text: str) -> str:
    """What stands beside the words of a heading, which is bold without marks of its own."""
    return _inline(text.strip("*_"))


def _begun(line: re.Match[str]) -> str:
    """How a line begins without its mark; blanks before it would make it code."""
    return f"{line['number']}\\" if line["number"] else f"\\{line['mark']}" if line["mark"] else ""
