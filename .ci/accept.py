"""Write what follows from the code: docs/rules.md, docs/entities.md, and the floors of `make eval` for new cases.

Run by `make accept` after a rule, a check, a label or a case has changed; tests compare the pages with the code, and
`make eval` the floors with the cases. Floors are only ever raised here.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks import repair_eval
from pipeline.core.files import write_file
from pipeline.report import catalogue, entities

ROOT = Path(__file__).resolve().parent.parent


def write_page(name: str, lines: Iterable[str]) -> None:
    """Write a page of the documentation and say whether it is another than before."""
    written = write_file(ROOT / "docs" / name, "".join(f"{line}\n" for line in lines).encode())
    print(f"docs/{name}: {'written anew' if written else 'as it was'}")


if __name__ == "__main__":
    write_page("rules.md", catalogue.markdown())
    write_page("entities.md", entities.lines())
    sys.exit(repair_eval.main(["--pin"]))
