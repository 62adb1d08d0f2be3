"""Whether a text four times as long takes no more than about four times as long; exit status 1 beyond the limits.

Limits: the whole of a hostile text takes at most 8 times as long as its quarter, in the same run: half-way between
linear time (4) and quadratic time (16).
`SUBJECTS` also serve a test that counts steps of Python; the time of regular expressions shows itself here alone.
"""

import re
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from pipeline import abbreviations, check_pair, contexts, curate, quantities, sentences
from pipeline.bundle.making import Entry
from pipeline.checks.differing_values import statements
from pipeline.core.edits import Change, Pass, Projection
from pipeline.core.files import scratch
from pipeline.core.model import Block, Document, Entity, Finding, Segment, Source
from pipeline.core.targets import Target
from pipeline.core.text.matching import Matcher, Pattern, fold
from pipeline.core.yaml.events import read_yaml
from pipeline.exchange import bilingual
from pipeline.exchange.bilingual.unit import Languages
from pipeline.ingest.html.chosen import Chosen
from pipeline.ingest.html.parser import read_page
from pipeline.report.pages import page
from pipeline.structure.sentences import split_prose
from pipeline.translation.withholding import blocked_segments

PARTS = 4  # how many times longer the whole of a text is than what it is compared with
_SLACK = 2.0
_ROUNDS = 3
_NOISE = 0.002  # seconds; a shorter time says nothing


class Subject(NamedTuple):
    """What is measured, of which pieces its hostile texts are made and how many characters these have."""

    work: Callable[[str], object]
    pieces: tuple[str, ...]
    size: int


def _pair(language: str) -> Callable[[str], object]:
    """A text judged as its own translation."""
    return lambda text: check_pair(text, text, "en", language, glossary={})


def _hunks(text: str) -> object:
    """Every character changed by itself, and what a report makes of that."""
    changes = tuple(Change(i, i + 1, sign, sign * 2, "") for i, sign in enumerate(text))
    return Projection([Pass("repair", "repair/all", 1, changes)]).hunks()


def _yaml(text: str) -> object:
    return read_yaml(text[text.find("\n") :])  # what is cut at its start is no whole line


def _changed(text: str) -> object:
    """Amounts that count on, each another in the translation."""

    def amounts(first: int) -> str:
        return re.sub(r"\S+", lambda unit: f"{2 * unit.start() + first} {unit[0]}", text)

    return check_pair(amounts(1), amounts(200_000), "en", "es", glossary={})


def _curated(text: str) -> object:
    return curate(f"Title\n\n{text}", name="page.txt", glossary={})


def _curated_page(text: str) -> object:
    return curate(f"<html><body><main><h1>Title</h1>{text}", name="page.html", glossary={})


def _crowded(text: str) -> str:
    """Each word as an attribute of another name."""
    return re.sub(r"\S+", lambda word: f'{word[0]}{word.start()}="x"', text)


def _crowded_page(text: str) -> object:
    """What trafilatura is asked about a page whose elements have many attributes."""
    source = f"<html><body><div {_crowded(text)}><p {_crowded(text)}>The liver is large.</p></div>"
    return Chosen(read_page(source), source).has("The liver is large.")


def _crowded_file(text: str) -> object:
    """An XLIFF file of another tool whose unit has many attributes."""
    languages = '<file source-language="en" target-language="es">'
    unit = f"<trans-unit {_crowded(text)}><source>A</source><target>B</target></trans-unit>"
    with scratch() as folder:
        (folder / "page.xlf").write_text(f'<xliff version="1.2">{languages}{unit}</file></xliff>', "utf-8")
        return bilingual.read(folder / "page.xlf", Languages())


def _page(text: str) -> object:
    """The page of the report, with a translation that has no draft."""
    document = _document(text)
    return page(Entry(document, {"es": tuple(Target(segment.key) for segment in document.segments)}))


def _met(text: str) -> object:
    """What is asked of each sentence's findings and entities."""
    document = _document(text)
    return list(statements(document)), blocked_segments(document)


def _document(text: str) -> Document:
    """Every sign changed by itself, every line a sentence with a finding at `error` and an entity."""
    changes = tuple(Change(i, i + 1, sign, sign, "") for i, sign in enumerate(text))
    lines = [(found.start(), found.end()) for found in re.finditer(r"[^\n]+", text)]
    return Document(
        "page.txt",
        text,
        text,
        Source("page.txt"),
        log=(Pass("repair", "repair/mojibake", 1, changes),),
        blocks=(Block("paragraph", 0, len(text), 0),),
        segments=tuple(Segment(f"page:{start}:1", start, end, start, end, 0) for start, end in lines),
        entities=tuple(Entity(text[start:end], "disease", start, end, start, end) for start, end in lines),
        findings=tuple(Finding("source/hole", "error", "", start, end, start, end) for start, end in lines),
    )


_STOPS = (
    "a. B ", "(", "((a) ", ". ", ".", "… ", "No. 3. ", "\n", "1. A ", "? ", "“", "•a ", "[1", "A b c d e f\n",
    "(a) b. C ",
)  # fmt: skip
SUBJECTS = {
    "abbreviations": Subject(abbreviations, ("word (a (b [c ", "many words (MW) and more "), 40_000),
    "quantities": Subject(quantities, ("1 ", "1, ", "less than ", "5 cm "), 20_000),
    "sentences": Subject(sentences, _STOPS, 80_000),
    # a block of signs alone is none of prose: here it is read all the same
    "one block of prose": Subject(lambda text: split_prose(text, 0, len(text)), _STOPS, 80_000),
    "folding": Subject(fold, ("a a\u00ad\u00ad - ", "\u00ad", "\u00ad ", " ", "e\u0301", "a-"), 400_000),
    # each term overlaps with all others
    "terms": Subject(Matcher([Pattern("a" + " a" * n) for n in range(5)]).find, ("a ", "a a a\u00ad - "), 50_000),
    "one long term": Subject(lambda text: Matcher([Pattern(text)]).find("The liver is large."), ("ab ", "a"), 80_000),
    "neighbouring changes": Subject(_hunks, ("&", "ab"), 40_000),
    "a page": Subject(lambda text: read_page(f"<p>liver{text}"), (" ", "\t", "&nbsp;", "<br>", "<p>", "<td>"), 80_000),
    "contexts": Subject(lambda text: contexts(text, [(0, 1)]), ("  ", "\n", "A ", "no ", "A:"), 80_000),
    "YAML": Subject(_yaml, ("- a\n", "# c\n", "a\n"), 80_000),
    "pairs, Spanish": Subject(
        _pair("es"), ("no ", "1 ", "A-1", "-", "dos mil y ", "(", "a'", "á", "5-", "1", "a, "), 12_000
    ),
    "pairs, French": Subject(_pair("fr"), ("ne ", "n'", "et ne ", "avant que ", "soixante et ", "tous les "), 12_000),
    "pairs, Portuguese": Subject(_pair("pt"), ("não ", "de 8 em ", "mil e ", "o direito ", "não é ", "mais "), 12_000),
    "pairs of many alike, Spanish": Subject(
        _pair("es"), ("1.000 ", "cisplatin ", "al menos 5 mg ", "5 mg, ", "5 mg de cisplatin ", "-5 "), 12_000
    ),
    "pairs of many alike, French": Subject(_pair("fr"), ("plus que ", "au moins 5 mg "), 12_000),
    "pairs of many alike, Portuguese": Subject(_pair("pt"), ("até 1 em cada 10 ",), 12_000),
    "amounts of which none agrees": Subject(_changed, ("mg, ", "°F, ", "lb, "), 6_000),
    "a page with many attributes": Subject(_crowded_page, ("a ",), 20_000),
    "a file with many attributes": Subject(_crowded_file, ("a ",), 20_000),
    "the page of a text": Subject(_page, ("ab", "liver\n"), 12_000),
    "findings and entities of sentences": Subject(_met, ("liver\n",), 40_000),
    "a whole text": Subject(
        _curated, (" ", "\u00c2 ", "ab\n", "liv-\n", "- x\n", "very ", "# A\n\nb: \n\n", "ab of.     ef of\n"), 24_000
    ),
    "a whole page": Subject(_curated_page, ("<h2>A b</h2>", "<h2>A</h2><p>b c.</p>", "<li>a<ul>"), 12_000),
}


def texts(piece: str, size: int) -> tuple[str, str]:
    """A text made of a piece over and over, and its quarter."""
    count = size // len(piece) // PARTS
    return piece * (PARTS * count), piece * count


def growth(subject: Subject, piece: str) -> tuple[float, float]:
    """How many times longer a text of such pieces takes than its quarter, and the seconds of the whole.

    The best of three rounds, in processor time; each has texts of its own, since some are kept in caches.
    """
    whole, quarter = texts(piece, subject.size)
    subject.work(quarter[: len(quarter) // 2])  # loads tables
    best = [float("inf")] * 2
    for shift in range(_ROUNDS):
        for i, text in enumerate((whole[shift:], quarter[shift:])):
            start = time.process_time()
            subject.work(text)
            best[i] = min(best[i], time.process_time() - start)
    long, short = (max(one, _NOISE) for one in best)
    return long / short, long


def main() -> int:
    """Measure, tell, and judge."""
    beyond = False
    for name, subject in SUBJECTS.items():
        limit = _SLACK * PARTS
        found = {piece: growth(subject, piece) for piece in subject.pieces}
        steepest = max(found, key=lambda piece: found[piece])
        slowest = max(taken for _, taken in found.values())
        print(
            f"{name:30} growth {found[steepest][0]:5.2f} (limit {limit:g}) with {steepest!r}; at most {slowest:.2f} s"
        )
        beyond |= found[steepest][0] > limit
    return int(beyond)


if __name__ == "__main__":
    sys.exit(main())
