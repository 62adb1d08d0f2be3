"""How often judging a pair walks from one file of pipeline/ into another; exit status 1 beyond the limit.

Whoever reads the checks on translations takes the same walk. What is counted are calls from one file into another while
ten pairs are judged whose tables and patterns are already loaded: a number that no machine's load changes.
Limit: 210 moves a pair, however many checks there are; about as many as the checks took that there were before each
sentence was read once for all of them.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pipeline
from pipeline import check_pair
from pipeline.pairs import PAIR_CHECKS

LIMIT = 210
ROOM = str(Path(pipeline.__file__).parent)
PAIRS = {
    "a dose": ("Take one tablet twice daily with food.", "Tome un comprimido dos veces al día con comida."),
    "a range": ("Lesions of 1–2 cm were seen in 12 patients.", "Se observaron lesiones de 1–2 cm en 12 pacientes."),
    "a limit": ("Fewer than 3 nodules may be removed.", "Se pueden extirpar menos de 3 nódulos."),
    "a negation": ("Do not take aspirin before the biopsy.", "No tome aspirina antes de la biopsia."),
    "a side": ("The left lobe is smaller than the right.", "El lóbulo izquierdo es menor que el derecho."),
    "a drug": ("Cisplatin was given every 3 weeks.", "Se administró cisplatino cada 3 semanas."),
    "a stage": ("Stage III disease has spread to lymph nodes.", "La enfermedad en estadio III llegó a los ganglios."),
    "number words": (
        "Two thirds lived five years.",
        "Dos tercios vivieron cinco años.",
    ),
    "terms": (
        "Hepatocellular carcinoma often follows cirrhosis.",
        "El carcinoma hepatocelular suele seguir a la cirrosis.",
    ),
    "plain words": ("The nurse will show you the way.", "La enfermera le mostrará el camino."),
}


@contextmanager
def counting(moves: Counter[tuple[str, str]]) -> Iterator[None]:
    """Count calls from one file of pipeline/ into another while the block runs."""

    def see(frame: FrameType, event: str, _: object) -> None:
        back = frame.f_back
        if event == "call" and back is not None:
            there, here = back.f_code.co_filename, frame.f_code.co_filename
            if there != here and there.startswith(ROOM) and here.startswith(ROOM):
                moves[there, here] += 1

    sys.setprofile(see)
    try:
        yield
    finally:
        sys.setprofile(None)


def walk(source: str, target: str) -> Counter[tuple[str, str]]:
    """The moves between files while a pair is judged, by the files left and entered."""
    moves: Counter[tuple[str, str]] = Counter()
    with counting(moves):
        check_pair(source, target, glossary={})
    return moves


def main() -> int:
    """Print the moves of each pair and judge their mean."""
    for pair in PAIRS.values():
        check_pair(*pair, glossary={})
        check_pair(pair[0] + " ", pair[1], glossary={})
    totals = {}
    for name, (source, target) in PAIRS.items():
        totals[name] = walk(f"{source}  ", f"{target} ").total()  # other blanks: nothing is remembered of it
        print(f"{name:16} {totals[name]:5}")
    mean = sum(totals.values()) / len(totals)
    print(f"{'mean':16} {mean:5.1f}, limit {LIMIT}; {len(PAIR_CHECKS)} checks")
    return int(mean > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
