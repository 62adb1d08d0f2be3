"""What stands at the borders of printed pages: their numbers, and heads and feet that come again on each."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.core.edits import Change
from pipeline.core.text.phrases import Phrases
from pipeline.data import load
from pipeline.repair.lines import LINE, WIDE, cut_sentences
from pipeline.repair.printed.page_numbers import (
    EDGE,
    EXPLICIT,
    OPEN_NUMBER,
    PAGE,
    PAGES,
    ROMAN_NUMBER,
    beside_breaks,
    counting_on,
    is_total,
    page_breaks,
    rising,
)
from pipeline.rules import DocumentContext, rule

_TABLE = load("furniture.yaml")
_ADDRESS = re.compile(r"[ \t]*(?:https?://|www\.)[^\s/]{4,80}/?[ \t]*")
_CHAPTER = re.compile(r"[^\W\d_a-z][^\n]{3,60} [–—|] (?P<section>[^\n]{3,60})")
ADVICE = re.compile(rf"\b(?:{'|'.join(_TABLE['advice'])})\b", re.IGNORECASE)
_IF = re.compile(rf"\b(?:{'|'.join(_TABLE['conditions'])})\b", re.IGNORECASE)  # in a title as well
_ISSUE = re.compile(rf"\b(?:{'|'.join(_TABLE['issue_words'])}) ?[\d#]")
_HEADS_OF_COLUMNS = re.compile(r"\S {3,}\S.*\S {3,}\S")
SITE = Phrases(
    r"(?<![\w./@])(?:(?:www\.)?[a-z-]{3,40}|(?:WWW\.)?[A-Z-]{3,40})\.(?:org|com|gov|ORG|COM|GOV)(?![\w./])", re.NOFLAG
)
_FEWEST, _DIGITS = 3, 3  # words beside the number of a head that is known by them, digits of that number
_PRINTER = re.compile(
    rf"[ \t]*(?:\((?:{'|'.join(_TABLE['continued'])})\)"
    r"|[A-Z]{2,6}/(?:[A-Z]{2,6}/)?(?:19|20)\d\d/[A-Z\d/.-]{2,20})[ \t]*"
)
_LONGEST = 120  # characters of a head


@rule("repair/page-borders", version=7, leaves_out="page note", everywhere=True)
def remove_page_borders(text: str, context: DocumentContext) -> Iterator[Change]:
    """Page numbers and running heads.

    Lines that hold a number alone are pages where three or more count on at the distance of a page. Lines that come
    again in the same place beside three of them, or beside three page breaks, are heads or feet; two do where a number
    counts on beside page breaks, or "Page 6 of 52" stands between; so do beside them a chapter and a section, where
    the line comes again or the section's name stands alone. Three lines of the same words with a number at their
    beginning that counts on a page apart are heads, and two with an address and a number at their end. A
    sentence that they cut goes on in the next line.
    One that holds a dose, a warning or a negation stays: "Keep out of the reach of children" may come again on every
    page. So do the heads of columns, and the head of the first page, which may be the title. A line that comes once
    goes where it is the address of a site between the halves of a sentence, a Roman number alone, "(continued)", or a
    publisher's code with a year. Numbers alone that rise over the whole text are pages even where two stand together,
    as those of double pages do. Addresses in such lines are no quotations.
    Example: "12", forty lines further down "13", then "14" go.
    """
    lines, numbers, heads = borders(text)
    cut = list(cut_sentences(lines, numbers | heads))
    for first, last in cut:
        start, end = lines[first - 1].end(), lines[last + 1].start()
        yield Change(start, end, text[start:end], "\n", "head or foot of a page, inside a sentence")
    inside = {i for first, last in cut for i in range(first, last + 1)}
    for i in sorted((numbers | heads) - inside):
        start, end = lines[i].span()
        end += text[end : end + 1] in ("\n", "\x0b") if start == 0 or text[start - 1] in "\n\r\x0b\x0c" else 0
        reason = "number of a page" if i in numbers else "head or foot of a page, which comes again"
        yield Change(start, end, text[start:end], "", reason)


def borders(text: str) -> tuple[list[re.Match[str]], set[int], set[int]]:
    """The lines of a text that hold anything, and which of them are numbers of pages, and which their heads or feet."""
    lines = [line for line in LINE.finditer(text) if not line[0].isspace()]
    explicit = {i for i, line in enumerate(lines) if EXPLICIT.fullmatch(line[0])}
    explicit |= beside_breaks(text, lines)
    numbers = counting_on([line[0] for line in lines]) | rising(lines) | explicit
    numbers |= {
        i + 1 for i in explicit if lines[i][0].rstrip().endswith(tuple(_TABLE["page_joins"])) and is_total(lines, i + 1)
    }
    counted = (_counted(text, lines) | _numbered_heads(lines)) - numbers
    single = _single(lines)
    if not numbers and not counted and not single and text.count("\x0c") + 1 < PAGES:
        return lines, set(), set()
    heads = (_heads(text, lines, numbers, certain=len(explicit) > 1) | counted) - set(range(EDGE))
    numbers |= {i + 1 for i in heads if OPEN_NUMBER.fullmatch(lines[i][0]) and is_total(lines, i + 1)}
    numbers |= {i for i in single if ROMAN_NUMBER.fullmatch(lines[i][0].strip())}
    heads |= _chapters(lines, heads) - numbers if len(heads) >= PAGES else set()
    heads |= single - numbers
    heads |= _same_feet(lines, heads)
    return lines, numbers, heads


def _single(lines: Sequence[re.Match[str]]) -> set[int]:
    """Lines that come once and are known by themselves: an address between the halves of a sentence, a Roman number."""
    cut = {i for i, line in enumerate(lines) if 0 < i < len(lines) - 1 and _ADDRESS.fullmatch(line[0])}
    found = {first for first, last in cut_sentences(lines, cut) if first == last}
    roman = {i for i, line in enumerate(lines) if ROMAN_NUMBER.fullmatch(line[0].strip())}
    found |= {i for i, line in enumerate(lines) if i and _PRINTER.fullmatch(line[0])}
    return found | {i for i in roman if not {i - 2, i - 1, i + 1, i + 2} & roman and 0 < i < len(lines) - 1}


def _chapters(lines: Sequence[re.Match[str]], heads: set[int]) -> set[int]:
    """Lines beside proven heads that name a chapter and a section, where the section's name stands elsewhere alone."""
    near = {j for i in heads for j in (i - 1, i + 1) if 0 <= j < len(lines)} - heads
    named = {i: match["section"] for i in near if (match := _CHAPTER.fullmatch(lines[i][0].strip()))}
    stands = Counter(line[0].strip().lower() for line in lines) if named else Counter()
    again = {i for i, name in named.items() if stands[name.strip().lower()] or stands[lines[i][0].strip().lower()] > 1}
    return {i for i in again if _is_head(lines[i][0].strip())}


def _heads(text: str, lines: Sequence[re.Match[str]], numbers: set[int], *, certain: bool) -> set[int]:
    """Lines beside the borders of pages that come again at three of them or more, digits aside.

    Long ones at two, where "Page 6 of 52" makes the borders `certain`.
    """
    places: dict[tuple[str, int], set[int]] = defaultdict(set)  # words and distance from a border to lines
    breaks = [(i - 1, i) for i in page_breaks(text, lines)]
    if len(breaks) + 1 >= PAGES:  # the first page has a head as well, and the last a foot
        breaks += [(-1, 0), (len(lines) - 1, len(lines))]
    for above, below in [(i, i) for i in numbers] + breaks:
        for i in {
            *range(max(0, above - EDGE + 1), above + 1),
            *range(below, min(len(lines), below + EDGE)),
        } - numbers:
            key = re.sub(r"\d+", "#", " ".join(lines[i][0].split()))
            places[key, i - below if i >= below else i - above - 1].add(i)
    several = {
        place: again
        for place, again in places.items()
        if len(again) >= (PAGES - (certain and len(place[0]) > WIDE))
        and (len(place[0]) <= _LONGEST or place[0][0] == "©")
    }
    gone = {
        i
        for (key, _), again in several.items()
        for i in again
        if _is_head(key) and not _HEADS_OF_COLUMNS.search(lines[i][0])
    }
    for (key, distance), again in sorted(several.items(), key=lambda item: min(item[1])):
        worded = any(map(str.isalpha, key))  # the rest of a foot, else the number of all pages
        same = worded or len({lines[i][0].strip() for i in again}) == 1
        under = {i for i in again if i - 1 in gone}
        if distance < 0 and same and len(under) >= PAGES and not ADVICE.search(key):
            gone |= under
    return gone


def _same_feet(lines: Sequence[re.Match[str]], heads: set[int]) -> set[int]:
    """Lines elsewhere that are to the letter a proven head with a number in it, such as the date of an edition."""
    counted = Counter(lines[i][0].strip() for i in heads)
    proven = {line for line, n in counted.items() if n >= PAGES and any(map(str.isdecimal, line))}
    return {i for i, line in enumerate(lines) if i >= EDGE and line[0].strip() in proven} if proven else set()


def _is_head(key: str) -> bool:
    """Whether a line that comes again may go: it has letters, and nothing in it is advice."""
    advises = ADVICE.search(_ISSUE.sub("", key))
    return any(map(str.isalpha, key)) and (key[0].isupper() or key[0] in "#©") and not advises


def _counted(text: str, lines: Sequence[re.Match[str]]) -> set[int]:
    """Heads and feet of a few pages, of which one has a number that counts on from page to page.

    Left and right pages may have their number at either end of the line. What else comes again at the edges of all
    these pages goes with it.
    """
    pages = _pages(text, lines)
    if len(pages) < 2:
        return set()
    found: dict[str, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    plain: dict[str, dict[int, int]] = defaultdict(dict)
    for page, edge in enumerate(pages):
        for i in edge:
            words = lines[i][0].split()
            plain[_key(words)][page] = i
            for number, rest in ((words[0], words[1:]), (words[-1], words[:-1])):
                if number.isdecimal() and len(number) <= 4:
                    found[_key(rest)][page].append((int(number), i))
    proven = {i for places in found.values() for i in _counts_on(places, len(pages))}
    again = {i for key, places in plain.items() if _is_head(key) and len(places) == len(pages) for i in places.values()}
    gone = proven | again if proven else set()
    return {i for i in gone if _may_go(lines[i][0])}


def _numbered_heads(lines: Sequence[re.Match[str]]) -> set[int]:
    """Lines whose words come again to the letter, a page apart, with a number at one end that counts on.

    Left and right pages have heads of their own, each with every second number. Three prove it, or two with an address
    in them; a number behind other words counts weeks or steps as well ("Your plan for week 2"). Of "A guide if you are
    ill" the first stays: it might be advice.
    """
    found: dict[tuple[str, bool], list[tuple[int, int]]] = defaultdict(list)  # words and side to number and line
    for i, line in enumerate(lines):
        words = line[0].split()
        if len(words) <= _FEWEST or len(line[0]) > _LONGEST:
            continue
        for number, rest, leads in ((words[0], words[1:], True), (words[-1], words[:-1], False)):
            if number.isdecimal() and len(number) <= _DIGITS and (leads or SITE.search(" ".join(rest))):
                found[" ".join(rest), leads].append((int(number), i))
    gone: set[int] = set()
    for (key, _), places in found.items():
        least = 2 if SITE.search(key) else PAGES
        apart = all(_is_page_on(a, b) for a, b in pairwise(places))
        if len(places) >= least and apart and key[0].isupper() and key[-1] not in ".!?:;,":
            gone |= {i for _, i in places[ADVICE.search(key) is not None :] if _is_head(_IF.sub("", key))}
    return gone


def _is_page_on(above: tuple[int, int], below: tuple[int, int]) -> bool:
    """Whether the second of two heads, each a number and its line, stands as many pages further on as it says."""
    pages, apart = below[0] - above[0], below[1] - above[1]
    return pages > 0 and pages * PAGE[0] <= apart <= pages * PAGE[1]


def _may_go(line: str) -> bool:
    short = len(" ".join(line.split())) <= _LONGEST and not _HEADS_OF_COLUMNS.search(line.strip())
    return short and not ADVICE.search(_ISSUE.sub("", line))


def _key(words: Sequence[str]) -> str:
    return re.sub(r"\d+", "#", " ".join(words))


def _counts_on(places: Mapping[int, Sequence[tuple[int, int]]], pages: int) -> Iterator[int]:
    """The lines whose number grows by one from each page to the next, over all pages."""
    if len(places) < pages:
        return
    for number, i in places[0]:
        chain = [i]
        for page in range(1, pages):
            chain += [j for value, j in places[page] if value == number + page][:1]
        if len(chain) == pages:
            yield from chain


def _pages(text: str, lines: Sequence[re.Match[str]]) -> list[list[int]]:
    """The lines at the edges of each page between page breaks; none where a page is short."""
    breaks = page_breaks(text, lines)
    if not breaks:
        return []
    spans = list(pairwise([0, *breaks, len(lines)]))
    if any(last - first < PAGE[0] for first, last in spans):
        return []
    return [[*range(first, first + EDGE), *range(last - EDGE, last)] for first, last in spans]
