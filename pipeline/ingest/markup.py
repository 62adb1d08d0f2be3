"""Tags, and signs that only look like tags.

"<3 nodules" and "< 2% of patients" are text. A "<" opens a tag only where a known element's name follows and its
attributes parse; everything else is a less-than sign, which no one may delete.
"""

import re

from pipeline.data import load

_NAMES = frozenset(load("html.yaml")["elements"])
_EMPTY = frozenset(load("html.yaml")["empty_attributes"])
_CUSTOM = re.compile(r"[a-z]+(?:-[a-z]+)+")
_ATTRIBUTE = re.compile(r"\s+([^\s\"'<>/=]+)(\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'|[^\s\"'=<>`]+))?")
_TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:{_ATTRIBUTE.pattern})*)\s*/?>")


def tag_at(text: str, position: int) -> re.Match[str] | None:
    """The HTML tag that begins at `position`, or None where the "<" there belongs to the text.

    Group 1 is "/" in an end tag, group 2 the element's name, group 3 the attributes. Bare words count as attributes
    or with an empty value only where HTML knows them, so "a<b and c>d" holds no tag, nor does its ghost.
    """
    tag = _TAG.match(text, position)
    if tag is None or not (tag[2].lower() in _NAMES or _CUSTOM.fullmatch(tag[2])):
        return None
    for name, value in _ATTRIBUTE.findall(tag[3]):
        empty = value.partition("=")[2].strip() in ("", '""', "''")
        if empty and name.lower() not in _EMPTY and not name.lower().startswith(("data-", "aria-")):
            return None
    return tag
