"""Tokens: what stands around a place, up to white space."""

import re

from pipeline.data import load

_TABLE = load("spacing.yaml")
LANGUAGES: tuple[str, ...] = tuple(_TABLE["languages"])  # those of the words in the table
ADDRESS_SIGNS = frozenset("/@_=\\#|")
_IN_LINK = re.compile(r"\]\([^()\n]{0,400}\Z")
WORD_BEFORE = re.compile(r"[A-Za-z]{2,40}\Z")


def look_back(pattern: re.Pattern[str], text: str, position: int, reach: int = 41) -> re.Match[str] | None:
    """Search a pattern that is bound to the end in the characters before a position."""
    return pattern.search(text[max(0, position - reach) : position])


def in_link(text: str, position: int) -> bool:
    """Whether a place lies between the brackets of a link of Markdown, where its address and its title stand."""
    return look_back(_IN_LINK, text, position, 402) is not None


def token_at(text: str, position: int) -> str:
    """What stands around a position up to white space, at most 60 characters to each side."""
    left, right = text[max(0, position - 60) : position], text[position : position + 60]
    return (left.split()[-1] if left and not left[-1].isspace() else "") + right.split(maxsplit=1)[0]
