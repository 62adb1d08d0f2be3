"""What stands under translations/, looks like somebody's work and is not read."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.core.errors import shown
from pipeline.core.names import is_language
from pipeline.core.one_line import argument
from pipeline.core.tags import lookup, meant, tag_of

# As people save translations, and what is no translation: notes, and what programs leave beside their files.
_LIKE = frozenset({".xlf", ".tmx", ".xliff", ".xlz", ".po", ".sdlxliff", ".mqxliff", ".mxliff"})
_NONE = (".txt", ".md", ".new", ".bak", ".tmp", ".orig", "~")


def unread(translations: Path, languages: Iterable[str]) -> list[str]:
    """A line for each folder or file under translations/ that looks like somebody's work and is not read."""
    wanted, lines = set(languages), []
    for path in _visible(translations):
        place, tag = shown(path, most=1000), tag_of(path.name)
        if not path.is_dir():
            if path.suffix.lower() in _LIKE:
                lines.append(f"{place}: not read; put it into the folder of its language")
        elif path.name in wanted:
            lines += [_not_read(one) for one in _strange(path)]
        elif named := lookup(tag, {one: one for one in wanted}):
            lines.append(f"{place}: not read; the settings name this language {named}")
        elif not is_language(path.name) and any(one.suffix.lower() in _LIKE for one in _visible(path)):
            lines.append(f"{place}: not read; this is no language tag; {meant(path.name)}")
    return lines


def _not_read(path: Path) -> str:
    """What is said of a file of a language's folder that is not read, with what brings its texts in."""
    place = shown(path, most=1000)
    if path.suffix.lower() not in _LIKE:
        return f"{place}: not read; only .xlf and .tmx files are"
    cure = f"`python -m pipeline import {argument(str(path))}` brings in what is in it; then move it away"
    return f"{place}: not read; only files that end in .xlf and .tmx, in small letters, are; {cure}"


def _strange(folder: Path) -> list[Path]:
    """What stands in a language's folder, may be somebody's work, and is not read."""
    return [path for path in _visible(folder) if not path.name.endswith((".xlf", ".tmx", *_NONE))]


def _visible(folder: Path) -> list[Path]:
    """What stands in a folder, in order; nothing where nobody can look into it, which is told where it is used."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return []
