"""What could not be read or written: under which name it is told, why, and which file it was."""

from pipeline.core.errors import PipelineError
from pipeline.core.one_line import one_line
from pipeline.core.project import Failure
from pipeline.job.store import Store


def fail(store: Store, language: str, name: str, fault: PipelineError | str) -> None:
    """Keep what is wrong; of words alone no file is known. What failed under the name before is forgotten."""
    file = "" if isinstance(fault, str) else one_line(fault.file or "")
    store.do("INSERT OR REPLACE INTO failed VALUES (?, ?, ?, ?)", language, name, file, str(fault))


def mend(store: Store, language: str, name: str) -> None:
    """Forget what failed under a name."""
    store.do("DELETE FROM failed WHERE language = ? AND name = ?", language, name)


def failing(store: Store, language: str) -> list[Failure]:
    """What fails of a language, in order; of none, what fails of the bundle and the report."""
    return [
        Failure(*row)
        for row in store.rows("SELECT name, reason FROM failed WHERE language = ? ORDER BY name", language)
    ]


def files(store: Store, language: str) -> dict[str, str]:
    """By name the file that fails."""
    return dict(store.rows("SELECT name, file FROM failed WHERE language = ?", language))
