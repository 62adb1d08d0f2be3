"""How fast sentences are decoded, against argostranslate and against bare ctranslate2; exit status 1 below the limits.

The peer is argostranslate's own `translate()` in an environment of its own (`peer_environment`, `argos_peer`), given
one paragraph per call; only its sentence splitter is replaced, by this project's, since its own is fetched. Rows: a
package of the usual size with random weights, and the small one that the tests use.

Equal on all sides: package, sentences, beam (4), length penalty (0.2), one fixed length of all outputs, models loaded
and warmed up beforehand, the best of the same number of rounds. Ours and the peer begin and end with text, bare
ctranslate2 with pieces: the mixed list in one call, our options and threads, batches of as many tokens.
Different: the peer asks for one hypothesis with its attention (for unknown words), decodes in batches of 32 tokens by
one worker on all cores; ours asks for eight with patience 2 (which changes nothing where the length is fixed), a worker
per core. The peer's pace does not depend on how many sentences there are: it gets the first 200, rates are compared.
Measure on a calm machine: other work takes cores from ours, while the peer hardly uses more than one.
Exit status 2: nothing was measured, since the peer could not be set up or failed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from benchmarks import peer_environment, random_package
from pipeline import sentences
from pipeline.core.errors import PipelineError
from pipeline.translation.engines import argos, lock
from pipeline.translation.engines.argos import packages
from pipeline.translation.engines.base import Candidate

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "tests" / "argos_model"
FASTER, SAME, OF_BARE = 8.0, 0.99, 0.75
LENGTH = 24  # pieces of every output
PARAGRAPH = 8  # sentences
PEER = Path(__file__).with_name("argos_peer.py")
PEER_SENTENCES, PEER_SECONDS = 25 * PARAGRAPH, 900


class Row(NamedTuple):
    """What was measured on one package; the times are in milliseconds per sentence."""

    name: str
    sentences: int
    ours: float
    peer: float
    bare: float
    same: float


def split_paragraph(text: str) -> list[str]:
    """A paragraph's sentences, by the project's own splitter."""
    return [text[start:end] for start, end in sentences(text)]


def measure(python: Path, name: str, folder: Path, texts: Sequence[str], rounds: int) -> Row:
    """Our engine and bare ctranslate2 in turn, then the peer in its Python; of each the best of some rounds."""
    package = packages.inspect(folder)
    if not isinstance(package, packages.Installed):
        raise PipelineError(str(package), file=folder, remedy="remove the folder, it is made anew")
    known = lock.Entry(model=packages.digest(package), compute_type="default")  # random weights answer nonsense
    package = msgspec.structs.replace(package, known=known)
    engine = argos.load(package)
    argos.DECODING = argos.DECODING | {"min_decoding_length": LENGTH}
    argos._longest_target = lambda length: LENGTH  # noqa: SLF001, ARG005 - the length is fixed on all sides
    loaded = argos._load(package, packages.digest(package))  # noqa: SLF001
    mixed = [loaded.tokenizer.encode(text) for text in texts]
    options = {"max_decoding_length": LENGTH, "max_batch_size": argos.BATCH_TOKENS, "batch_type": "tokens"}
    engine.translate(texts[-PARAGRAPH:])
    ours = bare = float("inf")
    answers: list[list[Candidate]] = []
    for _ in range(rounds):
        taken, answers = timed(lambda: engine.translate(texts))
        ours = min(ours, taken)
        bare = min(bare, timed(lambda: loaded.translator.translate_batch(mixed, **argos.DECODING | options))[0])
    peer, theirs = run_peer(python, folder, texts[:PEER_SENTENCES], rounds)
    pairs = list(zip(answers[:PEER_SENTENCES], theirs, strict=True))
    same = sum(some[0].text == other for some, other in pairs) / len(pairs)
    each = 1000 / len(texts)
    return Row(name, len(texts), ours * each, peer * 1000 / len(theirs), bare * each, same)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds on the clock, and the result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def run_peer(python: Path, folder: Path, texts: Sequence[str], rounds: int) -> tuple[float, list[str]]:
    """Seconds that argostranslate takes, and its text per sentence. Raises `PipelineError` where it fails."""
    task = {"length": LENGTH, "rounds": rounds, "paragraphs": {text: split_paragraph(text) for text in joined(texts)}}
    with tempfile.TemporaryDirectory() as home:
        try:
            done = subprocess.run(
                [python, "-I", PEER], input=json.dumps(task), env=peer_variables(folder, home),
                capture_output=True, text=True, check=True, timeout=PEER_SECONDS,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise PipelineError(f"argostranslate took longer than {PEER_SECONDS} s", file=folder) from error
        except subprocess.CalledProcessError as error:
            raise PipelineError(f"argostranslate failed: {error.stderr.strip()}", file=folder) from error
    answer = json.loads(done.stdout)
    return answer["seconds"], answer["texts"]


def peer_variables(folder: Path, home: str) -> dict[str, str]:
    """The peer's environment variables: its own settings are the default ones, whatever the user has set."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ARGOS_", "SNAP", "XDG_"))}
    return inherited | {"HOME": home, "ARGOS_PACKAGES_DIR": str(folder.parent)}


def small_package(folder: Path) -> Path:
    """The tests' package, unpacked."""
    with zipfile.ZipFile(SMALL / "translate-en_es-1_0.argosmodel") as archive:
        archive.extractall(folder)
    return folder / "translate-en_es-1_0"


def known_sentences() -> list[str]:
    """The sentences that the small package was taught."""
    rows = (SMALL / "pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return list(dict.fromkeys(row.partition("\t")[0] for row in rows))


def joined(texts: Sequence[str]) -> list[str]:
    """Paragraphs of equally many sentences; the last may be shorter."""
    return [" ".join(texts[i : i + PARAGRAPH]) for i in range(0, len(texts), PARAGRAPH)]


def whole(texts: Sequence[str]) -> list[str]:
    """The texts without those of paragraphs that the splitter would part elsewhere, and of the last, shorter one."""
    paragraphs = [list(texts[i : i + PARAGRAPH]) for i in range(0, len(texts) - PARAGRAPH + 1, PARAGRAPH)]
    return [text for some in paragraphs if split_paragraph(" ".join(some)) == some for text in some]


def faults(row: Row) -> list[str]:
    """What is beyond its limit."""
    limits = {
        f"less than {FASTER:g} times as fast as argostranslate": row.peer / row.ours < FASTER,
        f"less than {OF_BARE:g} of bare ctranslate2": row.bare / row.ours < OF_BARE,
        f"fewer than {SAME:.0%} equal outputs": row.same < SAME,
    }
    return [fault for fault, holds in limits.items() if holds]


def compare(count: int, rounds: int) -> list[Row]:
    """The package of the usual size, which decodes so many sentences, and the small one."""
    python = peer_environment.interpreter()
    folder = random_package.make(ROOT / "build" / "bench" / "usual" / "translate-en_es-1_0")
    with tempfile.TemporaryDirectory() as work:
        return [
            measure(python, "usual size", folder, whole(random_package.sentences(count)), rounds),
            measure(python, "small", small_package(Path(work)), whole(known_sentences()), rounds),
        ]


def main(arguments: list[str] | None = None) -> int:
    """Measure, tell, and judge the package of the usual size."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--sentences", type=int, default=400, help="how many the large package decodes")
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args(arguments)
    try:
        rows = compare(chosen.sentences, chosen.rounds)
    except PipelineError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{'package':12} {'sentences':>9} {'ours':>8} {'peer':>8} {'bare':>8}   faster  of bare     same")
    for row in rows:
        print(
            f"{row.name:12} {row.sentences:9} {row.ours:6.1f}ms {row.peer:6.1f}ms {row.bare:6.1f}ms "
            f"{row.peer / row.ours:7.1f}x {row.bare / row.ours:7.2f} {row.same:8.1%}"
        )
    beyond = faults(rows[0])
    for fault in beyond:
        print(f"beyond the limit: {fault}", file=sys.stderr)
    return int(bool(beyond))


if __name__ == "__main__":
    sys.exit(main())
