"""What was there in the last run and is not there now: refused before anything that was made of it is taken down.

A drive that is not mounted looks like a folder that somebody has emptied. A run would follow, to all texts at once: the
published bundle would be gone, or its approved sentences would be drafts again. So whoever means it has to say so.
"""

from collections.abc import Sequence
from os.path import lexists
from pathlib import Path

import msgspec

from pipeline.bundle.listed import has_language, published
from pipeline.core.errors import PipelineError, UsageError, raise_all, shown
from pipeline.core.files import DAMAGED, paths_in, read_file
from pipeline.core.one_line import one_line
from pipeline.core.project import Project
from pipeline.core.settings import Settings
from pipeline.glossary.sheet import packs_folder
from pipeline.job.inputs import Inputs
from pipeline.job.store import FILES_THERE, Store

_NAMED = 3  # texts that a line names
_ANEW = "bring back what was there; where it is meant to be gone, delete {curated} by hand and run again"
_OF_PEOPLE = ("approved", "translated")


class _Segment(msgspec.Struct):
    state: str


class _Record(msgspec.Struct):
    segments: tuple[_Segment, ...]


def require_files(store: Store, project: Project) -> None:
    """Raise `UsageError` where what decides for all texts is gone since the last run: defaults would take its place."""
    known = store.fact(FILES_THERE, list[str]) or []
    raise_all([_gone(path) for path in _deciding(project) if one_line(path) in known and not _says_something(path)])


def keep_files(store: Store, project: Project) -> None:
    """Keep for the next run which of it was there."""
    store.set_fact(FILES_THERE, [one_line(path) for path in _deciding(project) if _says_something(path)])


def _says_something(path: Path) -> bool:
    """Whether a file has more in it than white space, such as a crash leaves; what cannot be read is told elsewhere."""
    try:
        return lexists(path) and (not path.is_file() or bool(read_file(path).strip()))
    except (OSError, PipelineError):
        return True


def _gone(path: Path) -> UsageError:
    is_empty = lexists(path)
    return UsageError(
        "it had something in it in the last run and is empty"
        if is_empty
        else "it was there in the last run and is gone",
        file=path,
        remedy=f"bring it back; where it is meant to be {'empty' if is_empty else 'gone'}, run once with --force",
    )


def _deciding(project: Project) -> tuple[Path, ...]:
    return project.settings, project.glossary, project.reviewers, packs_folder(project.glossary)


def require_texts(project: Project, inputs: Inputs) -> None:
    """Raise `UsageError` where no text can be used and the bundle has some."""
    if inputs.texts or not (names := published(project.curated)):
        return
    what = "no text in it can be used" if inputs.failures else "there is no text in it"
    fault = _fault(f"{what}, and the bundle has {_listed(names)}", project.raw, project)
    raise_all([*(UsageError(line) for failure in inputs.failures for line in failure.lines), fault])


def require_translations(project: Project, settings: Settings) -> None:
    """Raise `UsageError` where no file of a language is left and the bundle has what people have said in it."""
    faults = []
    for language in settings.languages:
        folder = project.translations / language
        if _is_empty(project, language) and (names := _of_people(project, language)):
            what = "this is no folder" if _is_other(folder) else "there is no translation in it"
            words = f"{what}, and in the bundle is people's work: {_listed(names)}"
            faults.append(_fault(words, folder, project))
    raise_all(faults)


def _fault(words: str, place: Path, project: Project) -> UsageError:
    return UsageError(words, file=place, remedy=_ANEW.format(curated=shown(project.curated, most=1000)))


def _is_empty(project: Project, language: str) -> bool:
    folder = project.translations / language
    try:
        return has_language(project.curated, language) and (_is_other(folder) or not paths_in(folder, ".xlf"))
    except OSError:  # it is told where the folder is read
        return False


def _is_other(folder: Path) -> bool:
    """Whether something else stands in the place of a folder, such as a file."""
    return lexists(folder) and not folder.is_dir()


def _of_people(project: Project, language: str) -> list[str]:
    """The texts of the bundle in whose translation a person has a part."""
    return [name for name in published(project.curated) if _has_part(project, name, language)]


def _has_part(project: Project, name: str, language: str) -> bool:
    try:
        record = msgspec.json.decode(read_file(project.curated / name / f"{language}.json"), type=_Record)
    except (OSError, *DAMAGED):
        return False
    return any(segment.state in _OF_PEOPLE for segment in record.segments)


def _listed(names: Sequence[str]) -> str:
    named = ", ".join(map(shown, names[:_NAMED])) + (", …" if len(names) > _NAMED else "")
    return f"{'a text' if len(names) == 1 else f'{len(names):,} texts'} ({named})"
