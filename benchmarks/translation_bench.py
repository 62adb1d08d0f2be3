"""How fast sentences are decoded, against argostranslate and against bare ctranslate2; exit status 1 below the limits.

The same sentences, the same beam and the same fixed output length on all sides, in one run. The peer is the own
`translate()` of argostranslate, paragraph by paragraph, in a process of its own. Its sentence splitters want models
from the network, and to be imported at all it wants stanza with torch: this project's splitter stands in for them, the
rest is its own code. Its pace does not depend on how many sentences there are: it gets the first 200, and rates are
compared. Bare ctranslate2 decodes the mixed list in one call, in batches of as many tokens as ours. Rows: a package of
the usual size with random weights, and the small one that the tests use.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import types
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import random_package
from pipeline import sentences
from pipeline.translation import argos, packages

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "tests" / "argos_model"
FASTER, SAME, OF_BARE = 8.0, 0.99, 0.75
LENGTH = 24  # pieces of every output
PARAGRAPH = 8  # sentences
PEER = 25 * PARAGRAPH


class Row(NamedTuple):
    """What was measured on one package; the times are in milliseconds per sentence."""

    name: str
    count: int
    ours: float
    peer: float
    bare: float
    same: float


def split_paragraph(text: str) -> list[str]:
    """A paragraph's sentences, by the project's own splitter."""
    return [text[start:end] for start, end in sentences(text)]


def fixed(options: dict[str, Any]) -> dict[str, Any]:
    """Decoding options with the one output length."""
    return options | {"min_decoding_length": LENGTH, "max_decoding_length": LENGTH}


def measure(name: str, folder: Path, texts: Sequence[str], rounds: int) -> Row:
    """Our engine and bare ctranslate2 in turn, the best of some rounds; the peer once, since it takes long."""
    package = packages.inspect(folder)
    if not isinstance(package, packages.Installed):
        raise SystemExit(f"{folder}: {package}")
    engine = argos.load(package)
    argos.DECODING = argos.DECODING | {"min_decoding_length": LENGTH}
    argos._longest_target = lambda length: LENGTH  # noqa: SLF001, ARG005 - the length is fixed on all sides
    tokenizer, translator = argos._load(package, packages.digest(package))  # noqa: SLF001
    mixed = [tokenizer.encode(text) for text in texts]
    options = fixed(argos.DECODING) | {"max_batch_size": argos.BATCH_TOKENS, "batch_type": "tokens"}
    translator.translate_batch(mixed[:4], **options)
    ours = bare = float("inf")
    for _ in range(rounds):
        taken, answers = timed(lambda: engine.translate(texts))
        ours = min(ours, taken)
        bare = min(bare, timed(lambda: translator.translate_batch(mixed, **options))[0])
    peer, theirs = run_peer(folder, texts[:PEER])
    same = sum(some[0].text == other for some, other in zip(answers[:PEER], theirs, strict=True)) / len(theirs)
    ours, peer, bare = (
        1000 * seconds / n for seconds, n in ((ours, len(texts)), (peer, len(theirs)), (bare, len(texts)))
    )
    return Row(name, len(texts), ours, peer, bare, same)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds on the clock, and the result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def run_peer(folder: Path, texts: Sequence[str]) -> tuple[float, list[str]]:
    """Seconds that argostranslate takes, and its text per sentence."""
    with tempfile.TemporaryDirectory() as home:
        settings = {"ARGOS_PACKAGES_DIR": str(folder.parent), "HOME": home, "XDG_DATA_HOME": home}
        settings |= {f"XDG_{kind}_HOME": home for kind in ("CONFIG", "CACHE")}
        command = [sys.executable, "-m", "benchmarks.translation_bench", "--peer"]
        done = subprocess.run(
            command, input=json.dumps(texts), capture_output=True, text=True, check=True, env=os.environ | settings
        )
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["seconds"], answer["texts"]


def be_peer(texts: Sequence[str]) -> dict[str, Any]:
    """Translate by argostranslate's `translate()`, its folders and packages named by the environment."""
    splitters = types.ModuleType("minisbd")
    splitters.SBDetect, splitters.models = object, types.SimpleNamespace()  # type: ignore[attr-defined]
    sys.modules |= {"stanza": types.ModuleType("stanza"), "minisbd": splitters}
    import ctranslate2
    from argostranslate import translate as theirs

    best: list[list[str]] = []

    class Fixed(ctranslate2.Translator):  # type: ignore[misc]
        """Decodes to the one length, and keeps what it decoded."""

        def translate_batch(self, source: Any, *arguments: Any, **options: Any) -> Any:
            results = super().translate_batch(source, *arguments, **fixed(options))
            best.extend(result.hypotheses[0] for result in results)
            return results

    class Ours:
        """The project's splitter in the shape of theirs."""

        def __init__(self, package: Any):
            self.package = package

        def split_sentences(self, text: str) -> list[str]:
            return split_paragraph(text)

    theirs.ctranslate2.Translator, theirs.MiniSBDSentencizer = Fixed, Ours
    translation = theirs.get_translation_from_codes("en", "es")
    translation.translate("Once.")
    tokenizer = theirs.package.get_installed_packages()[0].tokenizer
    best.clear()
    paragraphs = [" ".join(texts[i : i + PARAGRAPH]) for i in range(0, len(texts), PARAGRAPH)]
    seconds, _ = timed(lambda: [theirs.translate(paragraph, "en", "es") for paragraph in paragraphs])
    return {"seconds": seconds, "texts": [" ".join(tokenizer.decode(pieces).split()) for pieces in best]}


def small_package(folder: Path) -> Path:
    """The tests' package, unpacked."""
    with zipfile.ZipFile(SMALL / "translate-en_es-1_0.argosmodel") as archive:
        archive.extractall(folder)
    return folder / "translate-en_es-1_0"


def known_sentences() -> list[str]:
    """The sentences that the small package was taught."""
    rows = (SMALL / "pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return list(dict.fromkeys(row.partition("\t")[0] for row in rows))


def whole(texts: Sequence[str]) -> list[str]:
    """The texts without those of paragraphs that the splitter would part elsewhere, and of the last, shorter one."""
    paragraphs = [list(texts[i : i + PARAGRAPH]) for i in range(0, len(texts) - PARAGRAPH + 1, PARAGRAPH)]
    return [text for some in paragraphs if split_paragraph(" ".join(some)) == some for text in some]


def main(arguments: list[str] | None = None) -> int:
    """Measure, tell, and judge the package of the usual size."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--sentences", type=int, default=400, help="how many the large package decodes")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.peer:
        print(json.dumps(be_peer(json.load(sys.stdin))))
        return 0
    folder = random_package.make(ROOT / "build" / "bench" / "usual" / "translate-en_es-1_0")
    with tempfile.TemporaryDirectory() as work:
        usual = measure("usual size", folder, whole(random_package.sentences(chosen.sentences)), chosen.rounds)
        rows = [usual, measure("small", small_package(Path(work)), whole(known_sentences()), chosen.rounds)]
    print(f"{'package':12} {'sentences':>9} {'ours':>8} {'peer':>8} {'bare':>8}   faster  of bare     same")
    for row in rows:
        print(
            f"{row.name:12} {row.count:9} {row.ours:6.1f}ms {row.peer:6.1f}ms {row.bare:6.1f}ms "
            f"{row.peer / row.ours:7.1f}x {row.bare / row.ours:7.2f} {row.same:8.1%}"
        )
    limits = {
        f"less than {FASTER:g} times as fast as argostranslate": usual.peer / usual.ours < FASTER,
        f"less than {OF_BARE:g} of bare ctranslate2": usual.bare / usual.ours < OF_BARE,
        f"fewer than {SAME:.0%} equal outputs": usual.same < SAME,
    }
    for fault in (fault for fault, holds in limits.items() if holds):
        print(f"beyond the limit: {fault}", file=sys.stderr)
    return int(any(limits.values()))


if __name__ == "__main__":
    sys.exit(main())
