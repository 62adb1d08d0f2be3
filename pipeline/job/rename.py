"""Giving a text another name, so that keys, translations and approvals stay.

The new side file gets the old name as `id`, which keys begin with. It is written first: should the program be killed
after that, the next run finds the translations by the id.
"""

from pathlib import Path

from pipeline.core.errors import DocumentError, UsageError
from pipeline.core.files import content, delete_file, rename_file, write_file
from pipeline.core.model import SideFile
from pipeline.core.names import nearest
from pipeline.core.places import within
from pipeline.core.project import Project
from pipeline.core.yaml import YamlFile
from pipeline.ingest import FORMATS
from pipeline.ingest.filenames import faulty
from pipeline.job import store
from pipeline.job.inputs import require
from pipeline.translation.folder import LanguageFolder


def rename(project: Project, old: str, new: str) -> list[str]:
    """Rename a text, its side file and its translations, or only these where the text has its new name already.

    Gives the files that have a new name. Raises `UsageError` where there is no such text, or where there are both.
    """
    require(project)
    old, new = _plain(old), _plain(new)
    for fault in faulty([project.raw / f"{new}.txt"]).values():
        raise UsageError(fault.message, remedy="choose another name")
    with store.single_run(project.build):
        text = _text(project.raw, old, new)
        identifier, side = _side(project.raw / f"{old}.yaml", project.raw / f"{new}.yaml", old)
        folders = [LanguageFolder(project.translations, path.name) for path in _languages(project.translations)]
        write_file(project.raw / f"{new}.yaml", side)
        told = [str(project.raw / f"{new}.yaml")]
        if text.stem == old:
            rename_file(text, text.with_name(new + text.suffix))
            told.append(str(text.with_name(new + text.suffix)))
        delete_file(project.raw / f"{old}.yaml")
        for folder in folders:
            told += _take_over(folder, old, new, identifier)
        return told


def _plain(name: str) -> str:
    """A text's name without folder and suffix. Raises `UsageError` for what is none."""
    path = Path(name)
    stem = path.stem if path.suffix in FORMATS else path.name
    if not stem or stem.startswith(".") or "\0" in stem:
        raise UsageError(f"'{name}' is no name for a text", remedy="name it as it is called in raw/")
    return stem


def _text(raw: Path, old: str, new: str) -> Path:
    texts = {path.stem: path for path in sorted(raw.iterdir()) if path.suffix in FORMATS}
    if old == new:
        raise UsageError("both names are the same", remedy="give the old name and the new one")
    if old in texts and new in texts:
        raise UsageError(f"there is a text '{new}' already", file=texts[new], remedy="choose another name")
    if old not in texts and new not in texts:
        raise UsageError(f"there is no text '{old}'", file=raw, remedy=nearest(old, texts))
    return texts[old] if old in texts else texts[new]


def _side(old: Path, new: Path, name: str) -> tuple[str, bytes]:
    """The text's id and its side file with it."""
    there = new if new.is_file() else old
    text = (content(there) or b"").decode("utf-8-sig", "replace")
    file = YamlFile(there, text)
    if identifier := file.decode(SideFile).id:
        return identifier, text.encode()
    line = f"id: {_quoted(name)}\n"
    braced = text.lstrip()
    forms = (line + text, f"{{{line.strip()}, {braced[1:]}", f"---\n{line}{text.removeprefix('---').lstrip()}")
    for form in forms:
        try:
            if YamlFile(there, form).decode(SideFile).id == name:
                return name, form.encode()
        except UsageError:
            continue
    raise UsageError("no id can be put into the side file", file=there, remedy=f"add the line `{line.strip()}` to it")


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _languages(translations: Path) -> list[Path]:
    paths = sorted(translations.iterdir()) if translations.is_dir() else []
    return [within(translations, path.name) for path in paths if path.is_dir()]


def _take_over(folder: LanguageFolder, old: str, new: str, identifier: str) -> list[str]:
    there = [path for path in folder.paths(f"{old}.txt") if path.exists()]
    if not there:
        return []
    try:
        folder.take_over(folder.stem(f"{old}.txt"), folder.stem(f"{new}.txt"), identifier)
    except DocumentError as error:
        raise UsageError(error.message, file=error.file, line=error.line, remedy=error.remedy) from error
    return [str(path) for path in folder.paths(f"{new}.txt") if path.exists()]
