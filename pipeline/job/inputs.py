"""What a run is asked for and what it reads, checked before anything is written."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from os.path import lexists
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from pipeline.core.errors import CombinedUsageError, UsageError, shown
from pipeline.core.files import content
from pipeline.core.model import SideFile
from pipeline.core.names import Where
from pipeline.core.places import is_within, keep_out, misnamed_lines, require_named, require_there
from pipeline.core.project import OWN_GLOSSARY, Failure, Project
from pipeline.core.settings import Settings, load_settings
from pipeline.core.yaml import where_in

if TYPE_CHECKING:
    from pipeline.glossary import Glossary
    from pipeline.ingest import RawText

T = TypeVar("T")

# What must not lie in a folder that is written to; build/ is made anew at any time, and may hold what serves a trial.
_APART = {
    "curated": ("raw", "translations", "build"),
    "translations": ("raw", "curated", "build"),
    "build": ("raw",),
}


class Options(msgspec.Struct, frozen=True):
    """What the command line asks for beside the settings."""

    languages: tuple[str, ...] = ()
    engine: str | None = None
    off: tuple[str, ...] = ()
    jobs: int | None = None
    force: bool = False


def effective(settings: Settings, options: Options, curated: Path | None = None) -> Settings:
    """The settings of a run: what the command line asks for goes before the file, and what it switches off is added.

    Languages that it names go before those of the file; of these the ones that are in the bundle stay there.
    """
    from pipeline.bundle.listed import has_language

    named = options.languages
    others = (one for one in settings.languages if not named or (curated and has_language(curated, one)))
    return msgspec.structs.replace(
        settings,
        languages=tuple(dict.fromkeys((*named, *others))),
        engine=settings.engine if options.engine is None else options.engine,
        off=(*settings.off, *options.off),
    )


class Inputs(msgspec.Struct, frozen=True):
    """Everything a run reads; settings and glossary are checked before anything is written.

    `failures` are texts that no run can take up, for their names, `clashes` by name those whose id another has.
    `settings_file` is where what the command line does not say of the settings stands.
    """

    texts: tuple["RawText", ...]
    warnings: tuple[str, ...]
    settings: Settings
    glossary: "Glossary"
    failures: tuple[Failure, ...] = ()
    clashes: Mapping[str, str] = {}
    settings_file: Path | None = None


class Known(msgspec.Struct, frozen=True):
    """What the last run knew: its glossary, where it has not changed, and the ids of texts that have not."""

    glossary: "Glossary | None" = None
    ids: Mapping[str, str] = {}


def require(project: Project) -> None:
    """Raise `UsageError` where there is no folder of texts, for misnamed files and folders that must not be written."""
    require_there(project.raw, "folder")
    for given in _files(project):
        require_named(given)
    for option, others in _APART.items():
        folder: Path = getattr(project, option)
        keep_out(project.raw, folder, f"--{option}")
        if held := next((one for one in others if is_within(folder, getattr(project, one))), ""):
            remedy = f"name another with --{option}"
            raise UsageError(f"this folder would hold that of --{held} too", file=folder, remedy=remedy)
        if lexists(folder):
            require_there(folder, "folder")


def passed_over(project: Project) -> list[str]:
    """A line for each file that is not read, since the one whose name it nearly has is: settings.yml."""
    return [line for given in _files(project) for line in misnamed_lines(given)]


def _files(project: Project) -> tuple[Path, ...]:
    return project.glossary, project.settings, project.reviewers, project.settings.with_name("withdrawn.yaml")


def settings_of(project: Project, options: Options) -> Settings:
    """The settings of a run. Raises `UsageError`, with the faults of all other inputs, where they cannot be read."""
    try:
        return effective(load_settings(project.settings), options, project.curated)
    except UsageError:
        read_inputs(project, effective(Settings(), options))
        raise


def read_inputs(project: Project, settings: Settings, known: Known | None = None) -> Inputs:
    """Read settings, glossary and what texts there are; what is `known` from the last run is not read again.

    A side file that is wrong fails its own text, when that is read. Where settings or glossary are wrong nothing is
    done, so the faults of all files, side files too, are told at once, as one `UsageError`.
    """
    from pipeline.glossary import Glossary, load_glossary, packs
    from pipeline.glossary.sheet import packs_folder
    from pipeline.ingest import scan
    from pipeline.ingest.filenames import faulty, odd
    from pipeline.job.names import check_settings, read_settings

    faults: list[UsageError] = []

    def attempt(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except UsageError as error:
            faults.append(error)
            return otherwise

    known = known or Known()
    nothing: tuple[list[RawText], list[str]] = ([], [])
    texts, warnings = attempt(lambda: scan(project.raw, follow_links=settings.follow_links), nothing)
    if attempt(lambda: read_settings(project.settings), None):
        attempt(lambda: check_settings(settings), None)  # what the command line adds to the file
    glossary = known.glossary or Glossary()
    if known.glossary is None and lexists(project.glossary_in_use):
        glossary = attempt(lambda: load_glossary(project.glossary_in_use, settings.packs), glossary)
    misnamed = faulty([text.path for text in texts], lambda path: _owner(project, path.stem)[0] == path.name)
    usable = tuple(text for text in texts if text.path not in misnamed)
    claims = _claims(usable, known.ids)
    clashes = _clashes(project, claims)
    if faults:
        faults += clashes.values()
        for text in {text.side: text for text in texts if text.side}.values():
            attempt(partial(_side, text), None)
        raise CombinedUsageError(faults)
    warnings += [*odd([text.path for text in usable]), *_odd_ids(claims)]
    warnings += packs.unread(packs_folder(project.glossary_in_use))
    if project.glossary == OWN_GLOSSARY and not (b"-" if (data := content(project.glossary)) is None else data).strip():
        what = "nothing is in it, and the glossary that comes along is not used beside it"
        warnings.append(f"{project.glossary}: {what}; delete it where that one is to be used")
    if not texts:
        warnings.append(f"{shown(project.raw, most=1000)}: there is no text in it; put .txt, .md or .html files there")
    failures = tuple(Failure(shown(path.name), str(reason)) for path, reason in misnamed.items())
    reasons = {name: str(fault) for name, fault in clashes.items()}
    return Inputs(usable, tuple(warnings), settings, glossary, failures, reasons, project.settings)


def _side(text: "RawText") -> SideFile:
    from pipeline.job.names import read_side

    return read_side(text.readable_side())


def _owner(project: Project, stem: str) -> tuple[str, str]:
    """Of which text a folder of the bundle is, and the id that it has there."""
    from pipeline.bundle.listed import text_of

    return text_of(project.curated, stem)


def _claims(texts: Sequence["RawText"], known: Mapping[str, str]) -> dict[str, list["RawText"]]:
    """The texts by the id that each claims: the one in its side file, else its name."""
    claims: dict[str, list[RawText]] = {}
    for text in texts:
        try:
            identifier = known.get(text.path.name) or _side(text).id
        except UsageError:
            continue  # it is told where the text is read
        claims.setdefault(identifier or text.path.stem, []).append(text)
    return claims


def _odd_ids(claims: Mapping[str, Sequence["RawText"]]) -> list[str]:
    """A line for each id after which some computers cannot call a folder; names are told of already."""
    from pipeline.ingest.filenames import is_for_windows

    what, remedy = "computers with Windows cannot have a folder of the name", "choose another id"
    return [
        str(UsageError(f"{what} '{identifier}'", remedy=remedy, file=at.file, line=at.line))
        for identifier, texts in claims.items()
        for text in texts
        if identifier != text.path.stem and not is_for_windows(identifier)
        for at in (where_in(text.side, "id"),)
    ]


def _clashes(project: Project, claims: Mapping[str, Sequence["RawText"]]) -> dict[str, UsageError]:
    """The texts that claim an id which another has, for their keys would be the same.

    It is that of the text which the bundle has under it; else one's own name is no claim.
    """
    found: dict[str, UsageError] = {}
    for identifier, same in claims.items():
        if len(same) == 1:
            continue
        owners = [text for text in same if _owner(project, text.path.stem) == (text.path.name, identifier)]
        owners = owners or [text for text in same if identifier == text.path.stem]
        for text in (text for text in same if text not in owners[:1]):
            other = next(one for one in owners or same if one is not text)
            message = f"the id '{identifier}' is that of {shown(other.path.name)} too"
            at = where_in(text.side, "id") if identifier != text.path.stem else Where(text.path)
            remedy = "give one of the two another id"
            found[text.path.name] = UsageError(message, remedy=remedy, file=at.file, line=at.line)
    return found
