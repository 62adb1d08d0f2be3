"""Glossaries in and out of other programs: the format is told by the file's name."""

from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from pipeline.core.errors import CombinedUsageError, UsageError
from pipeline.core.files import content, digest, write_file
from pipeline.core.names import Where, require
from pipeline.core.places import read_input, require_there, told
from pipeline.core.text.unmerged import require_merged
from pipeline.data import load
from pipeline.exchange.skipped import Skipped
from pipeline.exchange.terms import obo, omegat, tables, tbx
from pipeline.exchange.terms.given import Terminology, slug
from pipeline.glossary.check import record_faults
from pipeline.glossary.concepts import Concept
from pipeline.glossary.packs import SUFFIX, Origin, Pack, require_as_imported, signed, write_pack
from pipeline.glossary.sheet import packs_folder

_HEAD = 200  # bytes of a file that show whether it is a glossary
_SIGNS = {".csv": b"id,en,", ".tsv": b"id\ten\t", ".tbx": b"<martif", ".txt": b"\t"}


class Selection(msgspec.Struct, frozen=True):
    """What to take from a file: the type of concepts that bear none and, of an ontology, a subset and scopes."""

    kind: str = "general"
    subset: str | None = None
    scopes: Collection[str] = ("EXACT",)

    def options(self) -> dict[str, str]:
        """The selection as a pack's origin keeps it: what is not usual."""
        given = {"type": self.kind, "subset": self.subset or "", "scopes": " ".join(self.scopes)}
        usual = {"type": "general", "subset": "", "scopes": "EXACT"}
        return {name: value for name, value in given.items() if value != usual[name]}


def export(concepts: Sequence[Concept], path: Path, language: str) -> None:
    """Write concepts to a file: .tbx, .csv, .tsv, or OmegaT's glossary (.txt) for one language.

    Raises `UsageError` for another suffix and where a file of another kind would be written over, and `DocumentError`
    where the file cannot be written.
    """
    if path.suffix == ".txt":
        data = omegat.render(concepts, language)
    elif path.suffix == ".tbx":
        data = tbx.render(concepts)
    elif path.suffix in (".csv", ".tsv"):
        data = tables.render(concepts, "," if path.suffix == ".csv" else "\t")
    else:
        raise UsageError(
            f"unknown format '{path.suffix}'", file=path, remedy="use .tbx, .csv, .tsv, or .txt for OmegaT"
        )
    with told(path):
        if (old := content(path)) and _SIGNS[path.suffix] not in old[:_HEAD]:
            message = "another file of this name is there, and it is no glossary"
            raise UsageError(message, file=path, remedy="name another")
        write_file(path, data)


def read(path: Path, selection: Selection) -> Terminology:
    """What a file holds (.tbx, .csv, .tsv, .obo). Raises `UsageError` with every fault."""
    require_there(path, "file")
    require_merged(read_input(path).decode("utf-8", "replace"), path)
    for scope in selection.scopes:
        require(scope, obo.SCOPES, "scope", Where(Path("--scope")))
    require(selection.kind, load("types.yaml"), "type", Where(Path("--type")))
    if path.suffix == ".obo":
        found = obo.read(path, selection.kind, subset=selection.subset, scopes=selection.scopes)
    elif selection.subset is not None or tuple(selection.scopes) != ("EXACT",):
        raise UsageError("only OBO has subsets and scopes", file=path, remedy="leave --subset and --scope out")
    elif path.suffix == ".tbx":
        found = tbx.read(path, selection.kind)
    elif path.suffix in (".csv", ".tsv"):
        found = tables.read(path, selection.kind)
    else:
        raise UsageError(f"unknown format '{path.suffix}'", file=path, remedy="use .tbx, .csv, .tsv or .obo")
    if not found.concepts:
        raise UsageError("there is no concept in this file", file=path, remedy="name another")
    if faults := record_faults(found.rows, dict(enumerate(found.concepts))):
        raise CombinedUsageError(faults)
    return found


def notes(path: Path, selection: Selection, concepts: Sequence[Concept]) -> list[str]:
    """What of a file will not be used: synonyms that are common words, varieties of which no language takes either."""
    found = []
    if path.suffix == ".obo" and (common := obo.common_words(path, selection.scopes)):
        found.append(f"left out are synonyms that are words of every text: {', '.join(common)}")
    for language, varieties in sorted(_varieties(concepts).items()):
        tags = " and ".join(sorted(varieties))
        found.append(
            f"'{language}' uses neither of {tags} where a concept has both; give one under '{language}' as well"
        )
    return found


def _varieties(concepts: Sequence[Concept]) -> dict[str, set[str]]:
    """The languages of which concepts have several varieties and no translation for all."""
    found: dict[str, set[str]] = {}
    for concept in concepts:
        by_language: dict[str, set[str]] = {}
        for tag in concept.translations:
            by_language.setdefault(tag.partition("-")[0], set()).add(tag)
        for language, tags in by_language.items():
            if len(tags) > 1 and language not in tags:
                found.setdefault(language, set()).update(tags)
    return found


def import_pack(
    path: Path, glossary: Path, selection: Selection, name: str | None = None
) -> tuple[Pack, list[Skipped]]:
    """Read a file and write its concepts as a pack beside the glossary; an older pack of that name is replaced.

    Gives what of the file is passed over, too. Raises `UsageError`, and writes nothing, where the file has faults, for
    a name that would be another file's, and where what is there is no pack, or was edited since its import.
    """
    if name is not None and slug(name) != name:
        raise UsageError(f"'{name}' is no name for a pack", remedy=f"did you mean '{slug(name)}'?")
    concepts, _, skipped = read(path, selection)
    version = obo.version(path) if path.suffix == ".obo" else None
    origin = Origin(path.name, digest(read_input(path)), version, selection.options())
    pack = signed(Pack(packs_folder(glossary) / f"{slug(name or path.stem)}{SUFFIX}", origin, concepts))
    require_as_imported(pack.path)
    write_pack(pack)
    return pack, skipped
