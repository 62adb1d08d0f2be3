"""Tags, and signs that only look like tags.

"<3 nodules" and "< 2% of patients" are text. In plain text a "<" opens a tag only where a known element's name follows
and its attributes parse; in the source of a page a known name is enough, as it is for a browser, however odd its
attributes are. Everything else is a less-than sign, which no one may delete.
"""

import re

from pipeline.data import load

_TABLE = load("html.yaml")
_NAMES = frozenset(_TABLE["elements"])
_SOURCE_NAMES = _NAMES | frozenset(_TABLE["foreign"])
_EMPTY = frozenset(_TABLE["empty_attributes"])
_CUSTOM = re.compile(r"[a-z]+(?:-[a-z]+)+")
_ATTRIBUTE = re.compile(r"\s+([^\s\"'<>/=]+)(\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'|[^\s\"'=<>`]+))?")
_TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:{_ATTRIBUTE.pattern})*)\s*/?>")
_NAME = re.compile(r"<(/?)((?:[A-Za-z][\w.-]{0,40}:)?[A-Za-z][A-Za-z0-9_.-]{0,60})(?=[\s/>\"'])")
_EMPTY_ELEMENT = re.compile(r"<[A-Za-z][A-Za-z0-9_]{2,60} ?/>")
_CUSTOM_IN_SOURCE = re.compile(r"[a-z][a-z0-9.]*(?:-[a-z0-9.]+)+")
_CLOSING = re.compile(r"</([A-Za-z][A-Za-z0-9]{1,40})\s*>")
_DRESSED = re.compile(
    r"<([A-Za-z][A-Za-z0-9]{1,40})\s+[A-Za-z][\w:.-]{0,40}\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')(?=[\s/>])"
)
_MARK = re.compile(r"[\"'<>]")
_SIGN = r"[^\s\"'<>/=]"
_PLAIN_NAME = re.compile(rf"(?<!{_SIGN}){_SIGN}+(?:(?=[\s/>]|$)|\s*=\s*(?:\"\"|''))")
_TELLING = re.compile(r"[-:_@.]")


def tag_at(text: str, position: int) -> re.Match[str] | None:
    """The HTML tag that begins at `position` of a plain text, or None where the "<" there belongs to the text.

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


class SourceTags:
    """The tags in the source of a page, found one at a time.

    An element of no known name is markup where the source closes it, ends it by "/>", or gives it an attribute with
    a value in quotes: programs make up names, and no author writes "</alpha>" for a sign.
    """

    def __init__(self, source: str):
        self._source = source
        self._last = {sign: source.rfind(sign) for sign in "\"'"}
        self._closed = frozenset(name.lower() for name in _CLOSING.findall(source))
        self._dressed = frozenset(name.lower() for name in _DRESSED.findall(source))

    def at(self, position: int) -> tuple[str, int] | None:
        """The name ("/" before it in an end tag) and the end of the tag that begins at `position`.

        None where the "<" belongs to the text. A name of one letter is a word of the text where only bare unknown
        words follow it, as in "a<b and c>d".
        """
        found = _NAME.match(self._source, position)
        if found is None:
            return None
        name = found[2].lower()
        known = name in _SOURCE_NAMES or name in self._closed or name in self._dressed or ":" in name
        odd = _CUSTOM_IN_SOURCE.fullmatch(found[2]) or _EMPTY_ELEMENT.match(self._source, position)
        end = self._end(found.end()) if known or odd else None
        if end is None:
            return None
        if len(name) == 1 and not found[1] and not _are_attributes(self._source[found.end() : end - 1]):
            return None
        return found[1] + name, end

    def _end(self, position: int) -> int | None:
        """Behind the ">" that closes a tag; None where another "<" comes first. Quoted values may hold both signs."""
        while mark := _MARK.search(self._source, position):
            sign, place = mark[0], mark.start()
            if sign == ">":
                return place + 1
            if sign == "<":
                return None
            position = place + 1
            if self._source[max(0, place - 8) : place].rstrip().endswith("="):
                if place >= self._last[sign]:
                    return None
                position = self._source.index(sign, position) + 1
        return None


def _are_attributes(attributes: str) -> bool:
    """Whether what follows a name of one letter reads like attributes: a value, or bare words that HTML knows."""
    rest = attributes.strip().rstrip("/")
    bare = _PLAIN_NAME.findall(rest)
    if len("".join(bare)) < len("".join(rest.split())):
        return True
    names = [name.partition("=")[0].strip().lower() for name in bare]
    return all(name in _EMPTY or _TELLING.search(name) for name in names)
