"""Files that stand where a text should: all of it is another thing, and its sentences would be published as words."""

import re
from typing import NamedTuple

import msgspec

_POINTER = re.compile(
    r"version https?://[\w./-]+/spec/v\d+\s*\n(?:[a-z0-9.-]+ [^\n]*\n)*"
    r"oid sha256:[0-9a-f]{64}\s*\n(?:[a-z0-9.-]+ [^\n]*\s*)*"
)
_LONGEST_POINTER = 1024  # bytes, as its specification has it
_BRACKETS = ("{}", "[]")


class StandIn(NamedTuple):
    """What a file is, and what to do about it."""

    what: str
    remedy: str


def stand_in(text: str) -> StandIn | None:
    """What stands in the place of a text; None for a text.

    >>> stand_in('{"text": "The liver."}').what, stand_in("[1] The liver."), stand_in("{The liver}")
    ('this is JSON, not a text', None, None)
    """
    words = text.strip()
    if len(words) <= _LONGEST_POINTER and _POINTER.fullmatch(words + "\n"):
        what = "this is a pointer of Git LFS, and the text itself is not here"
        return StandIn(what, "fetch it with `git lfs pull`")
    if words[:1] + words[-1:] in _BRACKETS and _is_data(words):
        return StandIn("this is JSON, not a text", "save the text that is in it as .txt, .md or .html")
    return None


def _is_data(words: str) -> bool:
    """Whether a text is a mapping of JSON, or a list of such or of texts in quotes; "[1]" may be a note's number."""
    try:
        data = msgspec.json.decode(words)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return False
    return bool(data) and (isinstance(data, dict) or all(isinstance(one, dict | str) for one in data))
