"""What a page's own style says of its elements: hidden, struck through, raised or lowered."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from pipeline.data import load
from pipeline.ingest.html.tree import Element

_TABLE = load("html_furniture.yaml")["visibility"]
_HIDDEN, _SPOKEN = frozenset(_TABLE["hidden_classes"]), frozenset(_TABLE["spoken_classes"])
_SHEET = re.compile(r"<style\b[^>]{0,500}>(.*?)</style", re.IGNORECASE | re.DOTALL)
_BRACE = re.compile(r"[{}]")
_CLASS = re.compile(r"[a-z0-9]{0,10}\.([\w-]{1,80})", re.IGNORECASE)
_RESPONSIVE = re.compile(r"(?:^|[-:])(?:xs|sm|md|lg|xl|xxl|2xl|print|mobile|tablet|desktop|phone)(?:$|[-:])")
_EFFECTS = {
    "hidden": re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden"),
    "struck": re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,60}line-through"),
    "sup": re.compile(r"vertical-align\s*:\s*super"),
    "sub": re.compile(r"vertical-align\s*:\s*sub\b"),
}


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

    @property
    def shifts(self) -> dict[str, str]:
        """The classes that raise or lower, with "sup" or "sub"."""
        kinds = {name: effects & {"sup", "sub"} for name, effects in self._classes.items()}
        return {name: next(iter(kind)) for name, kind in kinds.items() if len(kind) == 1}

    def is_struck(self, element: Element) -> bool:
        """Whether the element's text is struck through."""
        return element.tag in ("del", "s", "strike") or self._has(element, "struck")

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
        return any(name in _SPOKEN for name in element.get("class").split())

    def _has(self, element: Element, effect: str) -> bool:
        if "style" in element.attributes and _EFFECTS[effect].search(element.get("style")):
            return True
        names = element.attributes.get("class", "").split()
        return any(effect in self._classes.get(name, ()) for name in names)


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
