"""Write what follows from the code: docs/rules.md, docs/entities.md, and the floors of `make eval` for new cases.

Run by `make accept` after a rule, a check, a label, a case or a word of a language has changed; tests compare the pages
with the code, and `make eval` the floors with the cases. Floors are only ever raised here. Refused, with exit status 1
and a line for each fault: a check without its row in `data/review/findings.yaml`, a new rule or check that fails a case
of its own, and any pair whose case is not met, which are all or nothing; with 2: a file of a language or of meanings
that cannot be read.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.core.errors import UsageError
from pipeline.core.files import write_file
from pipeline.data import load

ROOT = Path(__file__).resolve().parent.parent


def write_page(name: str, lines: Iterable[str]) -> None:
    """Write a page of the documentation and say whether it is another than before."""
    written = write_file(ROOT / "docs" / name, "".join(f"{line}\n" for line in lines).encode())
    print(f"docs/{name}: {'written anew' if written else 'as it was'}")


def untold(checks: Iterable[str]) -> Iterator[str]:
    """A line for each check of which the review page does not know what to say."""
    known = load("review/findings.yaml")["checks"]
    for check in checks:
        if check not in known:
            yield f"{check} has no row in pipeline/data/review/findings.yaml, with `do` and its title in each language"


def main() -> int:
    """Accept, and tell what cannot be accepted."""
    try:  # modules read their words when they are imported
        from benchmarks import pair_cases, repair_eval
        from pipeline.reading.language import languages
        from pipeline.report import catalogue, entities

        languages()
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    faults = [*untold(one.id for one in catalogue.CHECKS), *pair_cases.faults()]
    for fault in faults:
        print(fault, file=sys.stderr)
    write_page("rules.md", catalogue.markdown())
    write_page("entities.md", entities.lines())
    return max(repair_eval.main(["--pin"]), int(bool(faults)))


if __name__ == "__main__":
    sys.exit(main())
