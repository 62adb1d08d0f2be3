"""XLIFF 1.2, 2.0 to 2.2 and TMX in the dialects of tools: Trados, memoQ, Phrase, OmegaT, Weblate and whatever is near.

Elements are known by their local names, since tools put them into namespaces of their own and forget those of the
standard. A unit that was cut into segments (`<mrk mtype="seg">`, `<segment>`) gives one pair for each. Codes of tools
are no text; what their inline elements enclose is.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.core.errors import DocumentError
from pipeline.core.tags import canonical
from pipeline.exchange import tmx
from pipeline.exchange.bilingual.unit import BilingualUnit, Languages, Pairs, choose, tag
from pipeline.exchange.inline import Element, line_of
from pipeline.exchange.parse import decoded, root_of
from pipeline.exchange.skipped import NOT_TO_BE_TRANSLATED, Skipped

_CODES = {"bpt", "ept", "it", "ph", "ut", "sub", "bx", "ex", "x", "sc", "ec", "sm", "em"}
_BREAKS = {"lb", "x-html-br", "linebreak"}  # types of a code that stands for the end of a line
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def read(path: Path, languages: Languages) -> Pairs:
    """The pairs of an XLIFF or TMX file. Raises `DocumentError` for what is neither, is damaged or dangerous."""
    if path.suffix.lower() == ".tmx":
        return _memory(path, languages)
    root = root_of(path, decoded(path))
    if _name(root) != "xliff":
        remedy = "export it as XLIFF 1.2 or 2.1"
        words = f"the file is no XLIFF: its root is <{_name(root)}>"
        raise DocumentError(words, remedy=remedy, file=path, line=line_of(root))
    version = root.get("version", "1.2")
    if version.startswith("2"):
        return _parted(_second(root, path))
    if not version.startswith("1"):
        message = f"the file is XLIFF {version}, which nobody here knows"
        raise DocumentError(message, remedy="export it as XLIFF 1.2 or 2.1", file=path, line=line_of(root))
    return _parted(_first(root, path))


def _parted(found: Iterable[BilingualUnit | Skipped]) -> Pairs:
    pairs = Pairs([], [])
    for one in found:
        if isinstance(one, Skipped):
            pairs.skipped.append(one)
        else:
            pairs.units.append(one)
    return pairs


def _first(root: Element, path: Path) -> Iterator[BilingualUnit | Skipped]:
    """The pairs of XLIFF 1.2."""
    for file in _all(root, "file"):
        given = (file.get("source-language"), file.get("target-language"))
        languages = Languages(*(tag(one, path, line_of(file)) for one in given))
        for unit in _all(file, "trans-unit"):
            source, target = _child(unit, "source"), _child(unit, "target")
            if source is None or unit.get("translate") == "no":
                yield from _without(unit, source, target)
                continue
            state = _state(unit, target)
            cut, number = _child(unit, "seg-source"), unit.get("id", "")
            sources = _segments(source if cut is None else cut)
            targets = _segments(target) if target is not None else {}
            if sources and (targets.keys() & sources.keys() or target is None or not _text(target).strip()):
                states = _trados_states(unit)
                for mid, segment in sources.items():
                    found = targets.get(mid)
                    text = "" if found is None else _text(found)
                    name, confirmed = f"{number}/{mid}", states.get(mid) or state
                    yield BilingualUnit(name, line_of(segment), _text(segment), text, languages, confirmed)
            else:
                text = "" if target is None else _text(target)
                yield BilingualUnit(number, line_of(unit), _text(source), text, languages, state)


def _second(root: Element, path: Path) -> Iterator[BilingualUnit | Skipped]:
    """The pairs of XLIFF 2; white space between segments (`<ignorable>`) is no pair."""
    languages = Languages(*(tag(root.get(name), path, line_of(root)) for name in ("srcLang", "trgLang")))
    for unit in _all(root, "unit"):
        for place, segment in enumerate(_all(unit, "segment"), start=1):
            source, target = _child(segment, "source"), _child(segment, "target")
            if source is None or unit.get("translate") == "no":
                yield from _without(segment, source, target)
            else:
                name = f"{unit.get('id', '')}/{segment.get('id') or place}"
                text = "" if target is None else _text(target)
                state = str(segment.get("subState") or segment.get("state") or "")
                yield BilingualUnit(name, line_of(segment), _text(source), text, languages, state)


def _without(unit: Element, source: Element | None, target: Element | None) -> Iterator[Skipped]:
    """A unit that is no pair, where a translation would be lost with it."""
    words = _text(target).strip() if target is not None else ""
    if source is None:
        yield Skipped(line_of(unit), "without a source")
    elif words and words != _text(source).strip():
        yield Skipped(line_of(unit), NOT_TO_BE_TRANSLATED)


def _memory(path: Path, wanted: Languages) -> Pairs:
    """The pairs of a TMX file in the two languages that were asked for, or the only two that there are."""
    root = tmx.root(path)
    units = [(unit, tmx.texts(unit)) for unit in root.iter("tu")]
    if not units:
        return Pairs([], [])
    header = next(iter(_all(root, "header")), None)
    given = {language for _, (texts, _) in units for language in texts}
    said = header.get("srclang") if header is not None else None
    languages = choose(wanted, given, canonical(said or ""), path)  # "*all*" is no language
    pairs = Pairs([], [])
    for place, (unit, (texts, skipped)) in enumerate(units, start=1):
        pairs.skipped.extend(skipped)
        source, target = (texts.get(language) for language in languages)
        if source is not None and target is not None:
            pairs.units.append(BilingualUnit(unit.get("tuid") or str(place), line_of(unit), source, target, languages))
        else:
            pairs.skipped.append(Skipped(line_of(unit), tmx.other(*languages)))
    return pairs


def _state(unit: Element, target: Element | None) -> str:
    """What a tool says of a translation: memoQ's status, Phrase's confirmation, the standard's state or approval."""
    for name in map(str, unit.keys()):  # `items` would seek each value from the first attribute on
        if name.endswith("}status"):
            return str(unit.get(name))
        if name.endswith("}confirmed"):
            return "confirmed" if unit.get(name) == "1" else "unconfirmed"
    state = target.get("state") if target is not None else None
    return str(state or "") or ("approved" if unit.get("approved") == "yes" else "")


def _trados_states(unit: Element) -> dict[str, str]:
    """Trados's confirmation of each segment by its number."""
    return {seg.get("id", ""): seg.get("conf", "") for seg in _all(unit, "seg") if "}" in str(seg.tag)}


def _segments(element: Element) -> dict[str, Element]:
    """The segments that a text was cut into, by their numbers."""
    marks = (mark for mark in _all(element, "mrk") if mark.get("mtype") == "seg")
    return {mark.get("mid") or str(place): mark for place, mark in enumerate(marks, start=1)}


def _text(element: Element) -> str:
    """The words of an element, without codes; what they and other elements enclose stays where it is text."""
    parts = [element.text or ""]
    for child in element:
        name = _name(child)
        if name == "cp":  # XLIFF 2: a character that XML cannot hold
            parts.append("\ufffd")
        elif name in _CODES:
            parts.append("\n" if (child.get("ctype") or child.get("type") or "") in _BREAKS else "")
        elif child.get("mtype") != "x-sdl-deleted":  # Trados's tracked changes: what was struck out
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _all(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if _name(one) == name)


def _child(element: Element, name: str) -> Element | None:
    return next((one for one in element if _name(one) == name), None)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
