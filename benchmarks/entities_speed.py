"""How fast the entity stage is; exit status 1 beyond the limits.

Limits: on the samples in raw/ the stage takes at most 4 times as long as spaCy's blank English tokenizer on the same
texts in the same run; four times the text takes at most 6 times as long, for a document of 50,000 words and for one of
6,000 parentheses; two workers, once started, curate at least 1.7 times as many texts a second as one. Where
other work keeps the processors busy, the clock says nothing: there the processor time that the workers share counts.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

import spacy

from pipeline import entities, ingest, repair, structure
from pipeline.core.model import Document, Source
from pipeline.core.settings import Settings
from pipeline.glossary import Glossary, load_glossary
from pipeline.ingest import RawText, scan
from pipeline.job.inputs import Inputs
from pipeline.job.workers import curate_texts
from pipeline.repair import terms

ROOT = Path(__file__).resolve().parent.parent
COST_LIMIT = 4.0
GROWTH_LIMIT = 6.0
WORKERS_LIMIT = 1.7
_ROUNDS = 7
_COPIES = 40  # of the samples: enough work for two processes to pay


def samples(settings: Settings, glossary: Glossary) -> list[Document]:
    """The samples as the entity stage gets them."""
    found, _ = scan(ROOT / "raw")
    documents = [ingest.read(text, settings) for text in found]
    for stage in (ingest.build, repair.build, terms.build, structure.build):
        documents = [stage(settings, glossary)(document) for document in documents]
    return documents


def seconds(work: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """The shortest of several rounds, in processor time."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def cost(stage: Callable[[Document], Document], documents: list[Document]) -> float:
    """The stage's time over that of bare tokenisation; the lists keep what is made alive, for both alike."""
    tokenizer = spacy.blank("en").tokenizer
    for document in documents:
        tokenizer(document.text)
        stage(document)
    ours = seconds(lambda: [stage(document) for document in documents])
    theirs = seconds(lambda: [tokenizer(document.text) for document in documents])
    return ours / theirs


def growth(stage: Callable[[Document], Document], settings: Settings, text: str) -> float:
    """How much longer a text takes than its first quarter."""
    whole = _structured(text, settings)
    quarter = _structured(text[: len(text) // 4], settings)
    return seconds(lambda: stage(whole), 3) / seconds(lambda: stage(quarter), 3)


def _structured(text: str, settings: Settings) -> Document:
    return structure.build(settings, Glossary())(Document("page.txt", text, text, Source("page.txt")))


def gain(texts: tuple[RawText, ...], settings: Settings, glossary: Glossary) -> tuple[float, float]:
    """How much faster two workers are than one, once started: by the clock, and by the processor time they share.

    The time of a tenth of the texts is taken off: what is left holds no start.
    """

    def spent(some: tuple[RawText, ...], jobs: int) -> tuple[float, float]:
        start, own, workers = time.perf_counter(), _used(RUSAGE_SELF), _used(RUSAGE_CHILDREN)
        for _ in curate_texts(some, Inputs(some, (), settings, glossary), jobs):
            pass
        shared = _used(RUSAGE_SELF) - own + (_used(RUSAGE_CHILDREN) - workers) / jobs
        return time.perf_counter() - start, shared

    whole = [spent(texts, jobs) for jobs in (1, 2)]
    tenth = [spent(texts[::10], jobs) for jobs in (1, 2)]
    one, two = ([a - b for a, b in zip(*pair, strict=True)] for pair in zip(whole, tenth, strict=True))
    return one[0] / two[0], one[1] / two[1]


def _used(who: int) -> float:
    usage = getrusage(who)
    return usage.ru_utime + usage.ru_stime


def copies(folder: Path) -> tuple[RawText, ...]:
    """The samples many times over, each copy a text of its own."""
    for path in sorted((ROOT / "raw").iterdir()):
        if path.suffix in (".txt", ".html"):
            data = path.read_bytes()
            for number in range(_COPIES):
                (folder / f"{path.stem}-{number:03}{path.suffix}").write_bytes(data)
    return tuple(scan(folder)[0])


def main() -> int:
    """Measure, tell, and judge."""
    settings = Settings()
    glossary = load_glossary(ROOT / "glossary.yaml", settings.packs)
    stage, documents = entities.build(settings, glossary), samples(settings, glossary)
    ratio = cost(stage, documents)
    words = "\n\n".join(document.text for document in documents)
    long = growth(stage, settings, words * (50_000 // len(words.split()) + 1))
    brackets = growth(stage, settings, "The liver function test (LFT) was normal. " * 6_000)
    with tempfile.TemporaryDirectory() as folder:
        by_clock, by_processor = gain(copies(Path(folder)), settings, glossary)
    print(f"entity stage: {ratio:.2f} times bare tokenisation (limit {COST_LIMIT})")
    print(
        f"four times the text: {long:.2f} times as long for 50,000 words, {brackets:.2f} for 6,000 parentheses", end=""
    )
    print(f" (limit {GROWTH_LIMIT})")
    busy = os.getloadavg()[0] > len(os.sched_getaffinity(0)) / 2 + 1 or len(os.sched_getaffinity(0)) < 2
    workers = by_processor if busy else by_clock
    print(
        f"two workers: {by_clock:.2f} times as fast as one by the clock, {by_processor:.2f} by processor time", end=""
    )
    print(f" (limit {WORKERS_LIMIT}; {'other work is running: processor time' if busy else 'the clock'} counts)")
    return int(ratio > COST_LIMIT or max(long, brackets) > GROWTH_LIMIT or workers < WORKERS_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
