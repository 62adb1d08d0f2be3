"""Kits for translators: what OmegaT or Weblate wants to find, made of the translations as they stand.

OmegaT knows no states, takes what stands in a target for the text to translate, and passes over a unit without one. So
each target of its files is a copy of the source, which is read back as no translation; drafts, translated and approved
texts come as memories. No record of who approved goes along. What the translator has written in a kit stays when it is
made anew.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from pipeline.core.errors import DocumentError, UsageError, shown
from pipeline.core.files import content, delete_file, make_folder
from pipeline.core.names import require
from pipeline.core.places import is_within, keep_out, put, told
from pipeline.core.project import Failure, Project
from pipeline.core.settings import Settings
from pipeline.exchange import tmx
from pipeline.exchange.inline import Element
from pipeline.exchange.parse import parse
from pipeline.exchange.terms import omegat
from pipeline.exchange.xliff.reading import SOURCE, TARGET, TOOL_ID, UNIT, read
from pipeline.exchange.xliff.remarks import DATA, HEADER, NOTE, is_ours
from pipeline.exchange.xliff.reviews import dump_base
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.glossary import load_glossary
from pipeline.job.inputs import Options, settings_of
from pipeline.job.run import run
from pipeline.translation.folder import LanguageFolder

if TYPE_CHECKING:
    from pipeline.core.progress import Progress

TOOLS = ("omegat", "weblate")
PROJECT_FILE, SAVED, TERMS = "omegat.project", "omegat/project_save.tmx", "glossary/project-terms.txt"
MEMORIES = {"approved": "tm/auto/approved.tmx", "translated": "tm/translated.tmx", "draft": "tm/mt/drafts.tmx"}
COMPONENTS = "components.json"
_FOLDERS = ("source", "target", "tm/auto", "tm/mt", "glossary", "dictionary", "omegat")
_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat>
  <project version="1.0">
    <source_dir>__DEFAULT__</source_dir>
    <target_dir>__DEFAULT__</target_dir>
    <tm_dir>__DEFAULT__</tm_dir>
    <glossary_dir>__DEFAULT__</glossary_dir>
    <glossary_file>__DEFAULT__</glossary_file>
    <dictionary_dir>__DEFAULT__</dictionary_dir>
    <source_lang>{source}</source_lang>
    <target_lang>{target}</target_lang>
    <sentence_seg>false</sentence_seg>
    <support_default_translations>true</support_default_translations>
    <remove_tags>false</remove_tags>
  </project>
</omegat>
"""
_CHECK = """#!/bin/sh
# Lists what must be looked at in what you have translated so far: number of the line in the memory, what is wrong, and
# the words. In OmegaT, Ctrl+F with some of the words leads there.
cd "$(dirname "$0")" || exit 1
command -v medical-content-pipeline >/dev/null || {{
  echo "The checks need the package medical-content-pipeline: ask whoever sent you this kit."
  exit 1
}}
exec medical-content-pipeline check-pairs {saved} --source {source} --target {target} --glossary glossary.yaml
"""


_MARKS = {
    "omegat": ("check.sh", b"medical-content-pipeline check-pairs "),
    "weblate": (COMPONENTS, b'"translations/*/'),
}


class Kit(NamedTuple):
    """What a kit holds: how many texts, and sentences of each kind; and what failed, which may be missing in it."""

    texts: int
    sentences: dict[str, int]
    failures: tuple[Failure, ...] = ()


def make_kit(project: Project, options: Options, language: str, tool: str, out: Path, progress: "Progress") -> Kit:
    """Write a kit for a tool. Raises `UsageError` for a folder that holds something else than a kit of that tool."""
    settings = settings_of(project, options)
    require(tool, TOOLS, "tool")
    require(language, settings.languages, "language")
    keep_out(project.raw, out)
    for folder in (project.translations, project.curated):
        if is_within(folder, out):
            raise UsageError(f"the kit would lie in {folder}", file=out, remedy="name a folder of its own")
    if out.exists() and not out.is_dir():
        raise UsageError("this is a file", file=out, remedy="name a folder")
    if out.is_dir() and any(out.iterdir()) and not _is_ours(out, tool):
        raise UsageError("this folder holds something else", file=out, remedy="name one that is new or empty")
    failures = run(project, options, progress).failures
    with told(out):
        make_folder(out)
        made = (_omegat if tool == "omegat" else _weblate)(project, settings, language, out)
        return made._replace(failures=failures)


def _is_ours(folder: Path, tool: str) -> bool:
    """Whether a folder holds a kit, by words of ours in a file that the tool itself never writes."""
    name, mark = _MARKS[tool]
    with told(folder / name, "cannot be read"):
        data = content(folder / name) or b""
    return mark in data or data == b"[]\n"


def _omegat(project: Project, settings: Settings, language: str, out: Path) -> Kit:
    """OmegaT's project: sources, memories, terms, and a script that checks what has been translated."""
    folder = LanguageFolder(project.translations, language, two_people=settings.two_people)
    present = _present(project, folder)
    texts, unread = _read(folder, present)
    if not texts:
        if unread:
            raise unread[0]
        raise UsageError("there is nothing to translate", file=folder.path, remedy="put a text into raw/")
    sources = sorted({text.language for text in texts})
    if len(sources) > 1:
        words = f"the texts are in several languages, {', '.join(sources)}, and OmegaT takes one"
        raise UsageError(words, file=project.raw, remedy="make a project of each")
    put(out, "check.sh", _CHECK.format(saved=SAVED, source=sources[0], target=language).encode())
    for name in _FOLDERS:
        make_folder(out / name)
    for path in (out / "source").glob("*.xlf"):
        if path.stem not in present:
            delete_file(path)
    for text in texts:
        put(out, f"source/{text.stem}.xlf", text.without_targets())
    pairs = _pairs(texts)
    for kind, name in MEMORIES.items():
        tmx.write(out / name, ((sources[0], *pair) for pair in pairs[kind]), language)
    put(out, TERMS, omegat.render(load_glossary(project.glossary_in_use).concepts, language))
    put(out, "glossary.yaml", content(project.glossary_in_use) or b"")
    put(out, PROJECT_FILE, _PROJECT.format(source=sources[0], target=language).encode())
    return Kit(len(texts), {kind: len(pairs[kind]) for kind in MEMORIES})


def of_kit(folder: Path) -> tuple[list[Path], list[str]]:
    """What a translator gives back in OmegaT's project: its memory, else the files that it made; and terms of theirs.

    Each term is told as "term = translation (comment)". Raises `UsageError` for a folder that is no such project.
    """
    saved, own = folder / SAVED, content(folder / "glossary" / "glossary.txt") or b""
    if not (folder / PROJECT_FILE).is_file():
        raise UsageError("this folder is no project of OmegaT", file=folder, remedy="name a kit, or a file")
    files = [saved] if saved.is_file() else sorted((folder / "target").glob("*.xlf"))
    if not files:
        raise UsageError("nothing was translated in it yet", file=folder, remedy="save the project in OmegaT")
    rows = (line.split("\t") for line in own.decode("utf-8-sig", "replace").splitlines() if line[:1] not in ("", "#"))
    terms = [(*row, "", "")[:3] for row in rows]
    return files, [f"{term} = {target}" + (f" ({said})" if said else "") for term, target, said in terms]


def bases(file: Path) -> dict[str, str]:
    """The hashes of what people had written when a kit went out, by key, where a file is the memory of one."""
    kit = file.parent.parent
    if file.resolve() != (kit / SAVED).resolve() or not (kit / PROJECT_FILE).is_file():
        return {}
    sources = sorted((kit / "source").glob("*.xlf"))
    return {unit.key: unit.base for source in sources for unit in read(source) if unit.base}


def _read(folder: LanguageFolder, stems: Sequence[str]) -> tuple[list["_Text"], list[DocumentError]]:
    """The texts whose files can be read, and what is wrong with the others; the run has told of that."""
    texts, unread = list[_Text](), list[DocumentError]()
    for stem in stems:
        try:
            texts.append(_Text(folder, stem))
        except DocumentError as error:
            unread.append(error)
    return texts, unread


def _present(project: Project, folder: LanguageFolder) -> list[str]:
    """The names of the texts that are there and translated."""
    gone = set(folder.retired(path.name for path in project.raw.iterdir()))
    here = {path.name.removesuffix(".xlf") for path in folder.path.glob("*.xlf")}
    return sorted(stem for stem in here - gone if not stem.endswith(".parked"))


def _pairs(texts: Sequence["_Text"]) -> dict[str, set[tuple[str, str]]]:
    """The pairs of each memory. OmegaT puts an approved one into all places, so of several wordings none is there."""
    units = [unit for text in texts for unit in text.units]
    wordings: dict[str, set[str | None]] = defaultdict(set)
    for unit in units:
        if unit.owned:
            wordings[unit.source].add(unit.target)
    pairs: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for unit in units:
        if unit.target is not None and (kind := _kind(unit)):
            kind = "translated" if kind == "approved" and len(wordings[unit.source]) > 1 else kind
            pairs[kind].add((unit.source, unit.target))
    return pairs


def _kind(unit: Unit) -> str | None:
    """In which memory a translation goes; what the checks withhold is none."""
    return {"approved": "approved", "translated": "translated", "draft": "draft"}.get(unit.state)


class _Text:
    """A text's XLIFF file."""

    def __init__(self, folder: LanguageFolder, stem: str):
        self.stem, self._path = stem, folder.paths(f"{stem}.txt")[0]
        found = [(language, unit) for language, unit in folder.units(stem) if not unit.parked]
        self.units = [unit for _, unit in found]
        self.language = found[0][0] if found else "en"

    def without_targets(self) -> bytes:
        """The file with copies of the sources as targets, without our own records and what is not translated."""
        root = parse(self._path)
        owned = {unit.key: unit.target for unit in self.units if unit.owned}
        for header in list(root.iter(HEADER)):
            for child in header:
                if child.get("tool-id") != TOOL_ID:
                    header.remove(child)
        for unit in list(root.iter(UNIT)):
            if unit.get("translate") == "no":
                _remove(unit)
            else:
                _empty(unit, owned.get(unit.get("resname") or ""))
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _remove(unit: Element) -> None:
    group = unit.getparent()
    if group is not None:
        group.remove(unit)
        if not any(True for _ in group.iterchildren(UNIT)) and (body := group.getparent()) is not None:
            body.remove(group)


def _empty(unit: Element, owned: str | None) -> None:
    """Put the source in the place of the target; what a person wrote there leaves its hash."""
    source, target = next(unit.iterchildren(SOURCE)), unit.find(TARGET)
    if target is not None:
        unit.remove(target)
    copy = etree.Element(TARGET)
    copy.text = source.text
    copy.extend(deepcopy(list(source)))
    source.addnext(copy)
    unit.attrib.pop("approved", "")
    for note in unit.findall(NOTE):
        if is_ours(note) and note.get("from") in (DATA, "pipeline"):
            unit.remove(note)
    if owned is not None:
        etree.SubElement(unit, NOTE, {"from": DATA}).text = dump_base(owned)


def _weblate(project: Project, _: Settings, language: str, out: Path) -> Kit:
    folder = LanguageFolder(project.translations, language)
    texts = _present(project, folder)
    data = json.dumps(list(_components(texts)), indent=2, ensure_ascii=False)
    put(out, COMPONENTS, f"{data}\n".encode())
    return Kit(len(texts), {})


def _components(texts: list[str]) -> Iterator[dict[str, object]]:
    """What Weblate's `import_json` takes, one component for each text."""
    for stem in texts:
        yield {
            "name": shown(stem),
            "slug": "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in stem.lower()),
            "vcs": "git",
            "repo": "ADDRESS OF YOUR REPOSITORY",
            "filemask": f"translations/*/{stem}.xlf",
            "file_format": "plainxliff",
            "new_lang": "none",
            "edit_template": False,
            "suggestion_autoaccept": 0,
            "check_flags": "safe-html,strict-same",
        }
