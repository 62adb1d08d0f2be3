"""What it costs to run again: nothing changed, one text changed, one concept changed; exit status 1 beyond the limits.

Texts of 950 words, made of the sentences of the samples, no engine. Times are those of the processor, which a busy
machine hardly lengthens, and limits are ratios, which hold on a faster processor too:

- nothing to do: what it takes beyond the same run of one text, to `git status` on the same files, which shows what
  looking at them costs at least;
- start: a changed text in a project that has no other, to the import of spaCy, which is the most of it;
- one text changed, and one concept changed that twenty texts use: each to that start;
- the memory of the first run, in the process that holds all texts, to that of the first run of a tenth of them.

On the processor on which they were chosen they stand for 0.7 s with a thousand texts and 3 s with ten thousand, 2 s,
and beyond the start 1.5 s and 4 s.
"""

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from pipeline.structure.sentences import sentences

ROOT = Path(__file__).resolve().parent.parent
WORDS = 950
MENTIONS = 20  # texts that use the concept that changes
TEXTS = 300
_ROUNDS = 3
_CHANGED = "text-00000.txt"
LIMITS = {"nothing": 8.0, "start": 2.2, "text": 1.7, "concept": 3.0, "memory": 1.3}
_PEAK = (
    "import resource, sys; sys.argv[0] = 'pipeline'\n"
    "from pipeline.__main__ import _guard, app\n"
    "_guard(app)\n"
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
)
_CONCEPT = "  - {{id: zzyzx, en: zzyzx sign, type: symptom, translations: {{es: {{text: {text}, gender: m}}}}}}\n"


class Spent(NamedTuple):
    """The processor time of a run in seconds, and the most memory that its own process held, in MB."""

    seconds: float
    memory: float


def make(folder: Path, count: int) -> Path:
    """A project of so many texts, and the glossary with one concept more."""
    chance = random.Random(count)  # noqa: S311
    pages = [path.read_bytes().decode("utf-8-sig", "replace") for path in sorted((ROOT / "raw").glob("*.txt"))]
    pool = [" ".join(page[a:b].split()) for page in pages for a, b in sentences(page) if 20 < b - a < 400]
    (folder / "raw").mkdir(parents=True)
    for number in range(count):
        parts = ["There was a zzyzx sign."] if number < MENTIONS else []
        while sum(map(len, parts)) < WORDS * 6.5:
            parts.append(chance.choice(pool).replace(" the ", f" the {chance.randint(1, 900)}th ", 1))
        paragraphs = [" ".join(parts[i : i + 5]) for i in range(0, len(parts), 5)]
        text = "\n\n".join([f"# Text {number}", *paragraphs])
        (folder / "raw" / f"text-{number:05}.txt").write_text(text + "\n", encoding="utf-8")
    set_concept(folder, "signo de zzyzx")
    return folder


def set_concept(folder: Path, text: str) -> None:
    """Give the concept this translation."""
    glossary = (ROOT / "glossary.yaml").read_text(encoding="utf-8")
    (folder / "glossary.yaml").write_text(glossary + _CONCEPT.format(text=text), encoding="utf-8")


def run(folder: Path, *arguments: str) -> Spent:
    """Run the main job without an engine."""
    command = [sys.executable, "-c", _PEAK, "run", "--engine", "none", *arguments]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder.parent / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # where it is set, each start would compile the whole program
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return Spent(_seconds() - before.ru_utime - before.ru_stime, int(done.stdout.split()[-1]) / 1024)


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def looking(folder: Path) -> float:
    """What `git status` takes for the same files, in processor time."""
    if shutil.which("git") is None:
        return 0.0
    for command in (["git", "init", "-q"], ["git", "add", "-A"], ["git", "status"]):
        subprocess.run(command, cwd=folder, capture_output=True, check=True)
    before = _seconds()
    subprocess.run(["git", "status"], cwd=folder, capture_output=True, check=True)
    return _seconds() - before


def _library() -> float:
    before = _seconds()
    subprocess.run([sys.executable, "-c", "import spacy"], check=True)
    return _seconds() - before


def _best(work: Callable[[int], Spent]) -> float:
    return min(work(number).seconds for number in range(_ROUNDS))


def main() -> int:
    """Measure, tell, and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=TEXTS, help="how many texts")
    count = parser.parse_args().texts
    with tempfile.TemporaryDirectory() as place:
        few, folder = make(Path(place) / "few", max(MENTIONS, count // 10)), make(Path(place) / "all", count)
        one = make(Path(place) / "one", 1)
        shutil.copy(folder / "raw" / _CHANGED, one / "raw")  # one text may need another library than the next
        memory = run(folder).memory / run(few).memory
        run(one)

        def change(project: Path) -> Callable[[int], Spent]:
            def changed(number: int) -> Spent:
                with (project / "raw" / _CHANGED).open("a", encoding="utf-8") as file:
                    file.write(f"\n\nSentence {number} is new here.\n")
                return run(project)

            return changed

        def concept(number: int) -> Spent:
            set_concept(folder, f"signo zzyzx {chr(97 + number)}")
            return run(folder)

        start, text, idle = _best(change(one)), _best(change(folder)), _best(lambda _: run(one))
        nothing, terms = _best(lambda _: run(folder)), _best(concept)
        status = min(looking(folder) for _ in range(_ROUNDS))
    library = min(_library() for _ in range(_ROUNDS))
    told = {
        "nothing": ((nothing - idle) / status if status else 0.0, f"{nothing:.2f} s; `git status` {status:.3f} s"),
        "start": (start / library, f"{start:.2f} s; spaCy {library:.2f} s"),
        "text": (text / start, f"{text:.2f} s"),
        "concept": (terms / start, f"{terms:.2f} s"),
        "memory": (memory, f"{count} texts"),
    }
    for name, (ratio, figures) in told.items():
        print(f"{name:10} {ratio:6.2f} (limit {LIMITS[name]:g}); {figures}")
    return int(any(ratio > LIMITS[name] for name, (ratio, _) in told.items()))


if __name__ == "__main__":
    sys.exit(main())
