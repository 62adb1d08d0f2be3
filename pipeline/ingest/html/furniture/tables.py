"""The words of the table of furniture, compiled: kinds by name, what confirms them, headings over links."""

import re

from pipeline.core.model import LeftOutKind
from pipeline.data import load

TABLE = load("html_furniture.yaml")
KINDS: dict[LeftOutKind, dict[str, list[str] | str]] = TABLE["kinds"]
BY_NAME: dict[str, list[LeftOutKind]] = {}
BY_WHOLE_NAME: dict[str, LeftOutKind] = {}
for _kind, _entry in KINDS.items():
    for _name in _entry.get("names", ()):
        BY_NAME.setdefault(_name, []).append(_kind)
    BY_WHOLE_NAME.update(dict.fromkeys(_entry.get("whole", ()), _kind))
PATTERNS = {
    kind: re.compile(str(entry["pattern"]), re.IGNORECASE) for kind, entry in KINDS.items() if "pattern" in entry
}
HEADINGS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in TABLE["headings"].items()}
BUTTONS = re.compile(TABLE["buttons"], re.IGNORECASE)
CALLS = re.compile(TABLE["calls"], re.IGNORECASE)
COMMENTS = frozenset(KINDS["comments"]["names"])
SHARE_WORDS = frozenset(KINDS["share bar"]["words"])
PHONE = re.compile(
    r"(?<![\w-])(?:(?:\+?\d{1,3}[ .-])?\(?\d{2,5}\)?[ .-]\d{3,4}[ .-]\d{3,4}|\+\d{1,3}[ .-]?\d[\d .-]{5,12}\d)(?![\w-])"
)
OPENING = re.compile(TABLE["opening"], re.IGNORECASE)
ANNOUNCING = re.compile(TABLE["announcing"], re.IGNORECASE)
_SEEN = TABLE["visibility"]
SCENE = re.compile(
    rf"{_SEEN['scene_openings']}(?:{_SEEN['scene_people']}\b[^.?!:;\d]{{0,160}}\b{_SEEN['scene_doings']}\b[^.?!:;\d]{{0,200}}"
    rf"|{_SEEN['scene_things']} [^.?!:;\d]{{3,160}})\.?",
    re.IGNORECASE,
)
_SHELVES = TABLE["shelves"]
SHELVES = re.compile(rf"(?:{'|'.join(_SHELVES['headings'])})\W*", re.IGNORECASE)


def is_named_row(words: str) -> bool:
    """Whether words are a heading that pages give to rows of teasers."""
    return bool(SHELVES.fullmatch(words) or HEADINGS["related links"].fullmatch(words))


TO_ALL = re.compile(rf"\W*(?:{'|'.join(_SHELVES['to_all'])})\W*", re.IGNORECASE)
_MONTHS = "|".join(f"{month}|{month[:3]}[.]?" for month in load("furniture.yaml")["months"])
DATES = re.compile(
    rf"\b\d{{1,2}}(?: ?[-–] ?\d{{1,2}})? (?:{_MONTHS}),? \d{{4}}\b|\b(?:{_MONTHS}) \d{{1,2}}, \d{{4}}\b"
    rf"|{_SHELVES['ago']}",
    re.IGNORECASE,
)
AUTHORS = re.compile(rf"\W*(?:{'|'.join(TABLE['authors']['openings'])})", re.IGNORECASE)
SITE_PAGES = re.compile(rf"\W*(?:{'|'.join(TABLE['site_pages'])})\W*", re.IGNORECASE)
AUTHORS_NAMES = frozenset(TABLE["authors"]["names"])
FEEDS = frozenset(_SHELVES["feeds"])
SELLING = re.compile(rf"\b(?:{'|'.join(_SHELVES['selling'])})", re.IGNORECASE)
CUT = re.compile(r"(?:\.{3}|…)\W*$")
LONGEST_LINE = 160  # characters of a heading over furniture, and of a link to the top
