"""What stands twice: small words, brackets, and paragraphs, since pages hold a short and a long form side by side."""

import re
from collections.abc import Iterator

from pipeline.core.edits import Change
from pipeline.data import load
from pipeline.repair.tokens import LANGUAGES, look_back
from pipeline.rules import DocumentContext, rule

_PARAGRAPH = re.compile(r"[^\s](?:[^\n]|\n(?![ \t]*\n)(?=[^\n]))*")
_BRACKET = re.compile(r"[ ]\((?P<words>[A-Za-z][\w-]{0,40}(?:[ ][A-Za-z][\w-]{0,40}){1,6})\)")
_TABLE = load("furniture.yaml")
_NAME = re.compile(rf"(?<!\w)(?!(?:{'|'.join(_TABLE['capitals_of_no_name'])})\s)[A-Z][\w-]*\s\Z")
_WARNING = re.compile(rf"\s*\W{{0,4}}(?:{'|'.join(_TABLE['warnings'])})\b|!", re.IGNORECASE)
_LONG = 80  # characters, a line of print: a shorter one may stand twice on purpose, in a refrain or a table
_COLUMN = 40  # characters of a line of prose
_NARROW = "|"  # marks a cell
_TOP = 2  # paragraphs above a title: a menu, the name of the site
_WORDS = (3, 15)  # of a title; one or two words may be said twice
_MOST = 6  # paragraphs that come again together
_SMALL = load("spacing.yaml")
_DOUBLED = re.compile(
    rf"(?<![\w’'/.-])(?P<first>{'|'.join(row['word'] for row in _SMALL['doubled'])}) "
    rf"(?P<second>(?P=first))(?= [\w(“\"‘])",
    re.IGNORECASE,
)
_ALLOWED = {row["word"]: (frozenset(row["not_after"]), frozenset(row["not_before"])) for row in _SMALL["doubled"]}
_BETWEEN = frozenset(row["word"] for row in _SMALL["doubled"] if row.get("between"))
_SEPARATED = re.compile(r"[,;:(]\s?\Z")
_NEXT_WORD = re.compile(r"\W{0,3}(\w{0,30})")
_LAST_WORD = re.compile(r"[A-Za-z]{1,40}\Z")


@rule("repair/doubled-paragraph", version=2, leaves_out="doubled text")
def remove_doubled_paragraphs(text: str, context: DocumentContext) -> Iterator[Change]:
    """Paragraph that stands twice.

    One paragraph or a few that come again at once, to the letter, say nothing new; the second goes. Short ones, tables
    and warnings stay: they may be repeated on purpose, and a check tells of them. At the top of a text a line that
    stands twice is its title.
    Example: of "Gout is …" twice, 80 characters and more, one stays.
    """
    found = list(_PARAGRAPH.finditer(text))
    words = [_NARROW * _is_narrow(match[0]) + " ".join(match[0].split()) for match in found]
    i = 0
    while i < len(found):
        titled = i < _TOP and words[i + 1 : i + 2] == [words[i]] and _is_title(found[i][0])
        size = 1 if titled else next((n for n in range(1, _MOST + 1) if _comes_again(words, i, n)), 0)
        if size:
            start, end = found[i + size - 1].end(), found[i + 2 * size - 1].end()
            yield Change(start, end, text[start:end], "", "stands twice, one behind the other")
        i += 2 * size or 1


@rule("repair/repeated-bracket", version=1, leaves_out="doubled text", languages=LANGUAGES)
def remove_repeated_brackets(text: str, context: DocumentContext) -> Iterator[Change]:
    """Bracket that says the words before it.

    A tool that writes out abbreviations makes "chronic kidney disease (CKD)" say the same twice. Two words and more;
    of a single one the bracket may have held another. Example: "high blood pressure (high blood pressure) harms"
    becomes "high blood pressure harms".
    """
    for match in _BRACKET.finditer(text) if "(" in text else ():
        first = match.start() - len(match["words"])
        before = text[max(first, 0) : match.start()]
        if first < 0 or before.casefold() != match["words"].casefold() or text[first - 1 : first].isalnum():
            continue
        if before[0].isupper() and _NAME.search(text[max(0, first - 40) : first]):
            continue  # the short form of a longer name: "the Northern Task Force (Task Force)"
        yield Change(*match.span(), match[0], "", "said twice")


def _is_title(paragraph: str) -> bool:
    """Whether a paragraph is one line of a few words without a stop, and no warning."""
    named = paragraph[0].isupper() and paragraph[-1].isalnum() and "\n" not in paragraph
    return named and _WORDS[0] <= len(paragraph.split()) <= _WORDS[1] and not _WARNING.search(paragraph)


def _is_narrow(paragraph: str) -> bool:
    """Whether a paragraph is a cell of a table that lost its rules: two cells may well say the same."""
    lines = paragraph.split("\n")
    return len(lines) > 1 and len(paragraph) < _COLUMN * len(lines)


def _comes_again(words: list[str], i: int, size: int) -> bool:
    first = words[i : i + size]
    again = first == words[i + size : i + 2 * size] and sum(map(len, first)) >= _LONG
    return again and not any(_WARNING.search(line) or line.startswith(_NARROW) for line in first)


def _may_double(lower: str) -> bool:
    return any(f"{border}{word} {word} " in lower for word in _ALLOWED for border in " \n(“")


@rule("repair/doubled-word", version=1, leaves_out="doubled text", languages=LANGUAGES)
def remove_doubled_words(text: str, context: DocumentContext) -> Iterator[Change]:
    """Small word written twice.

    Only function words, and only where neither is needed: not "in in vitro", not "talk to to", never across a line
    or a wide gap, where a word may be lost. "and and" goes only behind a separator: elsewhere a word may be lost
    between them. Example: "results in in pain" becomes "results in pain".
    """
    lower = f"\n{text}".lower()
    for match in _DOUBLED.finditer(text) if _may_double(lower) else ():
        first, second = match["first"], match["second"]
        not_after, not_before = _ALLOWED[first.lower()]
        left = look_back(_LAST_WORD, text, max(0, match.start() - 1))
        following = _NEXT_WORD.match(text, match.end())
        if (
            not second.islower()
            or text[max(0, match.start() - 1) : match.start()] not in ("", " ", "\n", "(", "“")
            or (left and left[0].lower() in not_after)
            or (following and following[1].lower() in not_before)
            or (first in _BETWEEN and not look_back(_SEPARATED, text, match.start()))
        ):
            continue
        surplus = match.end("first"), match.end()
        yield Change(*surplus, text[slice(*surplus)], "", f"“{first.lower()}” stands twice")
