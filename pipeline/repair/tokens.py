"""Tokens: what stands around a place, up to white space."""

import re

from pipeline.data import load

_TABLE = load("spacing.yaml")
CAPITAL_I: str = load("sentences.yaml")["capital_word"][0]
"""The word that is a capital letter."""
SAID_OF_ME = rf"(?:{'|'.join(_TABLE['said_of_me'])})(?![a-z])"
"""What stands behind it in a sentence, as a pattern: its verb, or a word before the verb."""
GREETINGS = frozenset(_TABLE["greetings"])
OPENERS = frozenset(_TABLE["openers"])
LANGUAGES: tuple[str, ...] = tuple(_TABLE["languages"])  # those of the words in the table
ADDRESS_SIGNS = frozenset("/@_=\\#|")
_SLASHED = rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|{'|'.join(_TABLE['slashed_units'])})"
_PAIR = re.compile(rf"(?<![\w/.])(?:{_SLASHED}/{_SLASHED}|[A-Za-z]{{5,20}}/[A-Za-z]{{5,20}})(?![a-z_/@=\d])")
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


def in_address(text: str, position: int) -> bool:
    """Whether the token at a place has a sign of an address; the slash of "120/80" and of "mm/hr" is none."""
    token = token_at(text, position)
    signs = ADDRESS_SIGNS & set(token)
    return bool(signs) and not (signs == {"/"} and token.count("/") == 1 and _PAIR.search(token))
