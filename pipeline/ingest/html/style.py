"""What a page's own style and scripts say of its elements: hidden, opened, struck through, raised or lowered."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from pipeline.data import load
from pipeline.ingest.html.tree import Element

_TABLE = load("html_furniture.yaml")["visibility"]
_HIDDEN = frozenset(_TABLE["hidden_classes"])
_SPOKEN = re.compile(rf"(?:^|[-_])(?:{'|'.join(_TABLE['spoken_classes'])})$")
_SHEET = re.compile(r"<style\b[^>]{0,500}>(.*?)</style", re.IGNORECASE | re.DOTALL)
_BRACE = re.compile(r"[{}]")
_CLASS = re.compile(r"[a-z0-9]{0,10}\.([\w-]{1,80})", re.IGNORECASE)
_TOGETHER = re.compile(r"[a-z0-9]{0,10}((?:\.[\w-]{1,80}){2,4})", re.IGNORECASE)
_SHOWS = re.compile(r"display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible")
_RESPONSIVE = re.compile(r"(?:^|[-:])(?:xs|sm|md|lg|xl|xxl|2xl|print|mobile|tablet|desktop|phone)(?:$|[-:])")
_EFFECTS = {
    "hidden": re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden"),
    "struck": re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,60}line-through"),
    "sup": re.compile(r"vertical-align\s*:\s*super"),
    "sub": re.compile(r"vertical-align\s*:\s*sub\b"),
}


_CALLED = (
    r"(?:getElementById\(\s{0,9}[\"'](?P<id>[\w-]{1,80})[\"']\s{0,9}\)"
    r"|(?:querySelector(?:All)?|\$|jQuery)\(\s{0,9}[\"'](?P<name>[#.][\w-]{1,80})[\"']\s{0,9}\))"
)
_OPENS = (
    r"(?:\.\w{1,20}\([^()\n]{0,80}\)){0,2}(?:\.(?:forEach|each)\([^;]{0,80}?)?\s{0,20}\??\.\s{0,9}(?:"
    r"style\s{0,9}(?:\.\s{0,9}|\[[\"'])(?:display|visibility)(?:[\"']\])?\s{0,9}="
    r"(?!=|\s{0,9}[\"'](?:none|hidden)[\"']\s{0,9}(?:[;,})\n\"<]|$))"
    r"|(?:show|showModal|toggle|fadeIn|fadeToggle|slideDown|slideToggle)\(|(?:hidden\s{0,9}=\s{0,9}(?:false|!)|open\s{0,9}=\s{0,9}true)"
    r"|(?:remove|toggle)(?:Attr|Attribute)\(\s{0,9}[\"']hidden|css\(\s{0,9}[\"']display[\"']\s{0,9},\s{0,9}[\"'](?!none)"
    r"|(?:attr|prop)\(\s{0,9}[\"']hidden[\"']\s{0,9},\s{0,9}false"
    rf"|(?:classList\.(?:remove|toggle)|removeClass|toggleClass)\(\s{{0,9}}[\"'](?:[\w-]{{0,20}}hid[\w-]{{0,20}}|{'|'.join(sorted(_HIDDEN))})\b"
    r"|(?:classList\.(?:add|toggle)|addClass|toggleClass)\(\s{0,9}[\"'](?:is-)?(?:open|opened|show|shown|active|visible|expanded)\b)"
)
_OPENED = re.compile(_CALLED + _OPENS)
_KEPT_AS = re.compile(
    rf"(?P<variable>\b[A-Za-z_$][\w$]{{0,40}})\s{{0,9}}=\s{{0,9}}(?:document\s{{0,9}}\.\s{{0,9}})?{_CALLED}"
)
_OPENED_VARIABLE = re.compile(rf"(?<![\w$])(?P<variable>[A-Za-z_$][\w$]{{0,40}}){_OPENS}")


class Style:
    """The classes to which the style sheets in a page's source give an effect that matters here."""

    def __init__(self, source: str):
        self._source = source

    @cached_property
    def _classes(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for sheet in _SHEET.finditer(self._source) if "<style" in self._source.lower() else ():
            for selector, rules in _plain_rules(sheet[1]):
                effects = [name for name, effect in _EFFECTS.items() if effect.search(rules)]
                names = [_CLASS.fullmatch(one.strip()) for one in selector.split(",")] if effects else []
                for name in names:
                    if name is not None:
                        found[name[1]].update(effects)
        return {name: frozenset(effects) for name, effects in found.items()}

    @cached_property
    def _shown(self) -> Sequence[frozenset[str]]:
        """Classes that show what one of them hides: ".panel {display: none}" and ".panel.on {display: block}"."""
        found = []
        for sheet in _SHEET.finditer(self._source) if "<style" in self._source.lower() else ():
            shows = [selector for selector, rules in _plain_rules(sheet[1]) if _SHOWS.search(rules)]
            for selector in shows:
                names = [_TOGETHER.fullmatch(one.strip()) for one in selector.split(",")]
                found += [frozenset(name[1][1:].split(".")) for name in names if name is not None]
        return found

    @cached_property
    def _opened(self) -> frozenset[str]:
        """What the page's scripts open, by id ("#dose") or class (".dose")."""
        found = {_handle(one) for one in _OPENED.finditer(self._source)}
        kept: dict[str, set[str]] = defaultdict(set)
        for one in _KEPT_AS.finditer(self._source):
            kept[one["variable"]].add(_handle(one))
        for one in _OPENED_VARIABLE.finditer(self._source) if kept else ():
            found |= kept.get(one["variable"], set())
        return frozenset(found)

    def is_opened(self, element: Element) -> bool:
        """Whether a script of the page shows the element, by its id or a class, when the reader does something."""
        handles = {f".{name}" for name in element.attributes.get("class", "").split()}
        return not self._opened.isdisjoint(handles | {f"#{element.attributes.get('id', '')}"})

    @property
    def shifts(self) -> dict[str, str]:
        """The classes that raise or lower, with "sup" or "sub"."""
        kinds = {name: effects & {"sup", "sub"} for name, effects in self._classes.items()}
        return {name: next(iter(kind)) for name, kind in kinds.items() if len(kind) == 1}

    def is_struck(self, element: Element) -> bool:
        """Whether the element's text is struck through; a style that strikes a link says that it leads nowhere."""
        return element.tag in ("del", "s", "strike") or (element.tag != "a" and self._has(element, "struck"))

    def is_hidden(self, element: Element) -> bool:
        """Whether a browser hides the element until something shows it."""
        attributes = element.attributes
        if (
            "hidden" in attributes
            or element.tag == "noscript"
            or (element.tag == "dialog" and "open" not in attributes)
        ):
            return True
        names = element.get("class").split()
        if any(_RESPONSIVE.search(name) for name in names):
            return False
        if any(name in _HIDDEN for name in names) and "show" not in names and "in" not in names:
            return True
        return self._has(element, "hidden")

    def is_spoken(self, element: Element) -> bool:
        """Whether the element's text is said to screen readers only."""
        return any(_SPOKEN.search(name) for name in element.get("class").split())

    def _has(self, element: Element, effect: str) -> bool:
        if "style" in element.attributes and _EFFECTS[effect].search(element.get("style")):
            return True
        names = element.attributes.get("class", "").split()
        has = any(effect in self._classes.get(name, ()) for name in names)
        return has and not (effect == "hidden" and any(shown.issubset(names) for shown in self._shown))


def _handle(found: re.Match[str]) -> str:
    return found["name"] or f"#{found['id']}"


def _plain_rules(sheet: str) -> list[tuple[str, str]]:
    """The rules of a style sheet that hold on every device: selector and declarations."""
    found: list[tuple[str, str]] = []
    depth = position = 0
    selector = ""
    for brace in _BRACE.finditer(sheet):
        words = sheet[position : brace.start()]
        position = brace.end()
        if brace[0] == "{":
            selector = words if depth == 0 else ""
            depth += 1
        else:
            if depth == 1 and selector and "@" not in selector:
                found.append((selector, words.lower()))
            depth = max(depth - 1, 0)
            selector = ""
    return found
