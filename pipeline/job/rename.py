"""Giving a text another name, so that keys, translations and approvals stay.

Everything is looked at before anything is moved. The new side file gets the old name as `id`, which keys begin with. It
is written first: should the program be killed after that, the next run finds the translations by the id, and the same
command goes on where it stopped.
"""

import os
import re
from collections.abc import Callable, Sequence
from os.path import lexists
from pathlib import Path, PurePath

from pipeline.bundle.listed import published, text_of
from pipeline.core.errors import DocumentError, UsageError, shown
from pipeline.core.files import content, delete_file, placed, rename_file, write_file
from pipeline.core.model import SideFile
from pipeline.core.names import as_known, nearest
from pipeline.core.places import refusal, within
from pipeline.core.project import Project
from pipeline.core.text.folding import one_space
from pipeline.core.yaml import YamlFile
from pipeline.exchange import xliff
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.ingest import FORMATS
from pipeline.ingest.filenames import faulty, is_for_windows
from pipeline.job import store
from pipeline.job.inputs import require
from pipeline.job.store.retired import SAME
from pipeline.translation.folder import LanguageFolder

_KIND = re.compile(r"\.[A-Za-z]{2,5}")  # what names of files end in, unlike versions and dates


def rename(project: Project, old: str, new: str) -> list[str]:
    """Rename a text, its side file and its translations, or only these where the text has its new name already.

    Gives the files that have a new name. Raises `UsageError`, and moves nothing, where there is no such text and was
    none, where the new name is taken, where a text has it that is another, and where a file that would move cannot be
    read. Raises `DocumentError` for what the disk refuses on the way.
    """
    require(project)
    wanted = PurePath(new)
    old, new = _plain(project.raw, old), _plain(project.raw, new)
    if new.startswith("."):
        raise UsageError(f"'{new}' is no name for a text, it would be hidden", remedy="choose another name")
    old = as_known(old, [path.stem for path in project.raw.iterdir()])
    with store.single_run(project.build):
        text = _text(project.raw, old, new)
        if old == new and wanted.suffix in ("", text.suffix):
            raise UsageError("both names are the same", remedy="give the old name and the new one")
        if wanted.suffix != text.suffix and (wanted.suffix in FORMATS or _KIND.fullmatch(wanted.suffix)):
            remedy = f"end the new name in {text.suffix}"
            raise UsageError(f"a text keeps its kind, and '{wanted.name}' is of another", file=text, remedy=remedy)
        side, place = project.raw / f"{new}.yaml", project.raw / f"{new}{text.suffix}"
        folders = [LanguageFolder(project.translations, path.name) for path in _languages(project.translations)]
        name = old if text != place else _earlier(project, folders, text, old)
        identifier, data = _side(project.raw / f"{old}.yaml", side, name, is_moved=text == place)
        if text == place and identifier != (_id_in(side) or new):
            _require_same(project, folders, text, old)
        before = placed()
        moves = {folder: move for folder in folders if (move := _move(folder, old, new, identifier))}
        try:
            if data or lexists(side):
                write_file(side, data)
            if text != place:
                rename_file(text, place)
            delete_file(project.raw / f"{old}.yaml")
            for move in moves.values():
                move()
        except OSError as error:
            how_far = "the text is renamed in part" if placed() > before else "nothing is renamed"
            fault = refusal(error, what=f"this cannot be written, and {how_far}")
            remedy = f"{fault.remedy}; then give the same command again"
            remedy += ", which goes on from here" if placed() > before else ""
            raise DocumentError(fault.message, file=fault.file, remedy=remedy) from error
        new_files = [path for folder in moves for path in folder.paths(f"{new}.txt") if path.exists()]
        there = [side] if lexists(side) else []
        return [str(path) for path in (*there, *([] if text == place else [place]), *new_files)]


def _plain(raw: Path, name: str) -> str:
    """A text's name without suffix. Raises `UsageError` for what is none, or lies elsewhere than in raw/."""
    folder, base = os.path.split(name)
    stem = Path(base).stem if Path(base).suffix in FORMATS else base
    if not stem.strip() or "\0" in name:
        raise UsageError(f"'{name}' is no name for a text", remedy="name it as it is called in raw/")
    if folder and os.path.realpath(folder) != os.path.realpath(raw):
        raise UsageError(f"'{name}' lies in another folder", remedy=f"a text stays in {raw}; give its name alone")
    return stem


def _text(raw: Path, old: str, new: str) -> Path:
    """The text, under its old name or under the new one."""
    paths = [path for path in sorted(raw.iterdir()) if path.suffix in FORMATS]
    texts = {path.stem: path for path in paths}
    if old != new and old in texts and new in texts:
        raise UsageError(f"there is a text '{new}' already", file=texts[new], remedy="choose another name")
    if old not in texts and new not in texts:
        raise UsageError(f"there is no text '{old}'", file=raw, remedy=nearest(old, texts))
    text = texts[old] if old in texts else texts[new]
    if sum(path.stem == text.stem for path in paths) > 1:
        remedy = "give one of the files another name by hand first"
        raise UsageError(f"two texts share the name '{text.stem}'", file=text, remedy=remedy)
    named = raw / f"{new}.txt"
    if fault := faulty([*(path for path in paths if path != text), named]).get(named):
        raise UsageError(f"the text cannot be called '{shown(new)}': {fault.message}", remedy="choose another name")
    if text != raw / f"{new}{text.suffix}" and not is_for_windows(new):
        what = f"computers with Windows cannot have files of the name '{shown(new)}'"
        raise UsageError(what, remedy="choose another name")
    return text


def _earlier(project: Project, folders: Sequence[LanguageFolder], text: Path, old: str) -> str:
    """The id of the text that was called `old`, as its side file, its translations or the bundle has it.

    Raises `UsageError` where none of them knows such a text: its name would go into the keys of a sound one.
    """
    if identifier := _id_in(project.raw / f"{old}.yaml"):
        return identifier
    found = [one for folder in folders if (one := _id_of_files(folder, old))]
    found += filter(None, [text_of(project.curated, old)[1]])
    if found or lexists(project.raw / f"{old}.yaml") or _id_in(text.with_suffix(".yaml")) == old:
        return (*found, old)[0]
    gone = {stem for folder in folders for stem in folder.retired(())} | {*published(project.curated)}
    gone -= {stem for path in project.raw.iterdir() for stem in (path.stem, LanguageFolder.stem(path.name))}
    remedy = nearest(old, sorted(gone), f"give the name that {shown(text.name)} had, or leave it as it is")
    raise UsageError(f"there has been no text '{shown(old)}'", file=project.raw, remedy=remedy)


def _id_in(side: Path) -> str | None:
    """The id that a side file gives. Raises `UsageError` for what is no side file."""
    return YamlFile.load(side).decode(SideFile).id if lexists(side) else None


def _id_of_files(folder: LanguageFolder, name: str) -> str:
    """What the keys in the files of a name begin with; empty where there are no files."""
    units = _units(folder, name)
    return xliff.document_of(units) or (name if units else "")


def _units(folder: LanguageFolder, name: str) -> list[Unit]:
    if not any(lexists(path) for path in folder.paths(f"{name}.txt")):
        return []
    try:
        return [unit for _, unit in folder.units(folder.stem(f"{name}.txt"))]
    except DocumentError as error:
        raise UsageError(error.message, file=error.file, line=error.line, remedy=error.remedy) from error


def _require_same(project: Project, folders: Sequence[LanguageFolder], text: Path, old: str) -> None:
    """Raise `UsageError` where a text has translations or a place in the bundle, and other words than the old one had.

    Its keys would become those of the other, and what is stored under its own would fit nothing any more.
    """
    has_own, is_same = text_of(project.curated, text.stem)[0] == text.name, False
    for folder in folders:
        news = _units(folder, text.stem)
        has_own |= any(unit.owned or unit.remarks for unit in news)
        words, others = ({one_space(unit.source) for unit in some} for some in (news, _units(folder, old)))
        is_same |= len(words & others) >= SAME * max(len(words), len(others), 1)
    if has_own and not is_same:
        message = f"this text has keys of its own, and other words than '{shown(old)}' had; nothing is renamed"
        remedy = f"leave both as they are; if it is that text all the same, put `id: {_quoted(old)}` into its side file"
        raise UsageError(message, file=text, remedy=remedy)


def _side(old: Path, new: Path, name: str, *, is_moved: bool) -> tuple[str, bytes]:
    """The text's id, which is `name` where no side file gives another, and its side file with it.

    Raises `UsageError` where the new name has a side file of its own: one that this command did not write when it was
    stopped on its way.
    """
    if is_moved and not lexists(old):
        return (name, content(new) or b"") if name == new.stem and not _id_in(new) else _with_id(new, name)
    identifier, data = _with_id(old, name)
    if not lexists(new):
        return identifier, data
    if new.is_symlink() or not new.is_file() or content(new) != data:
        remedy = "choose another name, or move one of the two away" if lexists(old) else "choose another name"
        raise UsageError("there is a side file of that name already", file=new, remedy=remedy)
    return identifier, data


def _with_id(path: Path, name: str) -> tuple[str, bytes]:
    """The id that a side file gives, else the name, and its bytes with that id."""
    file = YamlFile.load(path) if lexists(path) else YamlFile(path, "")
    text = (content(path) or b"").decode("utf-8-sig")
    if identifier := file.decode(SideFile).id:
        return identifier, text.encode()
    line = f"id: {_quoted(name)}\n"
    braced = text.lstrip()
    forms = (line + text, f"{{{line.strip()}, {braced[1:]}", f"---\n{line}{text.removeprefix('---').lstrip()}")
    for form in forms:
        try:
            if YamlFile(path, form).decode(SideFile).id == name:
                return name, form.encode()
        except UsageError:
            continue
    raise UsageError("no id can be put into the side file", file=path, remedy=f"add the line `{line.strip()}` to it")


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _languages(translations: Path) -> list[Path]:
    paths = sorted(translations.iterdir()) if translations.is_dir() else []
    return [within(translations, path.name) for path in paths if path.is_dir()]


def _move(folder: LanguageFolder, old: str, new: str, identifier: str) -> Callable[[], None] | None:
    """What brings the translations in one language to the new name, where there are any."""
    if not any(lexists(path) for path in folder.paths(f"{old}.txt")):
        return None
    try:
        return folder.taking_over(folder.stem(f"{old}.txt"), folder.stem(f"{new}.txt"), identifier)
    except DocumentError as error:
        raise UsageError(error.message, file=error.file, line=error.line, remedy=error.remedy) from error
