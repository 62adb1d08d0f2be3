"""Measure what the main job needs on disk; fail above 600 MB.

Run it as `.venv/bin/python .ci/size.py`. The bytes are those of the packages in the run-time parts of
requirements.lock as they lie in this environment; the test tools stand beside them, uncounted.
"""

import re
import sys
from importlib.metadata import distribution
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
LIMIT = 600  # MB; a laptop's download and disk, and a bound that torch alone would break
SHOWN = 5


def packages(part: str) -> list[str]:
    """The names in the parts of the lock whose title begins so."""
    parts = re.split(r"^# --- (.*) ---$", LOCK.read_text(), flags=re.MULTILINE)[1:]
    chosen = (text for title, text in zip(parts[::2], parts[1::2], strict=True) if title.startswith(part))
    return [name for text in chosen for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)]


def megabytes(name: str) -> float:
    """What an installed package takes up, compiled files included."""
    package = distribution(name)
    paths = {Path(str(package.locate_file(file))) for file in package.files or ()}
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1_000_000


def main() -> int:
    """Print both sizes and the largest packages; 1 where the main job needs too much."""
    sizes = {name: megabytes(name) for name in packages("run time")}
    tools = sum(map(megabytes, packages("test tools")))
    needed = sum(sizes.values())
    largest = sorted(sizes, key=lambda name: -sizes[name])[:SHOWN]
    print(f"The main job needs {needed:.0f} MB of at most {LIMIT}; the test tools {tools:.0f} MB more.")
    print("Largest: " + ", ".join(f"{name} {sizes[name]:.0f} MB" for name in largest))
    return int(needed > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
