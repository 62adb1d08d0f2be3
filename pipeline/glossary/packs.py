"""Packs: imported terminologies in `packs/` beside the glossary, used together with it.

A pack is a file of JSON lines: first where it comes from, then one concept per line in the keys of `glossary.yaml`.
Ten thousand of them are read in a fraction of a second, and a new version of a terminology shows as a readable diff.
Nobody edits a pack: what the glossary says wins, and an import writes the pack anew.

Other packs come along with the program (`pipeline/data/packs`): everyday terms by field of medicine, so that entities
are found in texts of every ward. They come last. Their translations are drafts that nobody of the team has seen: those
on which two sources agree count for engines and checks, the others are there to be taken over.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from pipeline import data
from pipeline.core.errors import UsageError, raise_all, shown
from pipeline.core.files import DAMAGED, content, digest, write_file
from pipeline.core.places import read_input, refusal, told
from pipeline.core.text.matching import key
from pipeline.core.text.unmerged import require_merged
from pipeline.glossary.concepts import Concept, forms
from pipeline.glossary.sheet import Rows

SUFFIX = ".jsonl"
_REIMPORT = "import it anew with `python -m pipeline glossary import FILE`, or delete it"
_SEVERAL = "several concepts of the pack"
_SHIPPED = Path(data.__file__).parent / "packs"

Choice = Literal["all"] | tuple[str, ...]  # of the packs that come along


class Origin(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where a pack comes from: the imported file's name and SHA-256, its own version, and the options of the import.

    `content` is the SHA-256 of the pack's other lines as the import wrote them.
    """

    file: str
    sha256: str
    version: str | None = None
    options: dict[str, str] = {}
    content: str = ""


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a pack that comes along is: the field of medicine, its licence, its release, what it was made from."""

    title: str
    licence: str
    release: str
    sources: tuple[str, ...]


class Pack(msgspec.Struct, frozen=True):
    """A terminology that was imported or comes along, as its file has it."""

    path: Path
    origin: Origin | Field
    concepts: tuple[Concept, ...]

    @property
    def rows(self) -> Rows:
        """The pack as a file whose concepts have lines."""
        return Rows(self.path, range(2, len(self.concepts) + 2))


def write_pack(pack: Pack) -> None:
    """Write a pack to its path. Raises `DocumentError` where that cannot be."""
    with told(pack.path):
        write_file(pack.path, _lines((pack.origin,)) + _lines(pack.concepts))


def _lines(records: Iterable[msgspec.Struct]) -> bytes:
    encode = msgspec.json.Encoder(order="deterministic").encode
    return b"".join(encode(record) + b"\n" for record in records)


def signed(pack: Pack) -> Pack:
    """An imported pack with the hash by which an edit by hand shows."""
    if not isinstance(pack.origin, Origin):
        return pack
    origin = msgspec.structs.replace(pack.origin, content=digest(_lines(pack.concepts)))
    return msgspec.structs.replace(pack, origin=origin)


def require_as_imported(path: Path) -> None:
    """Raise `UsageError` where a file that an import would write over is no pack, or was edited since its import."""
    remedy = "move it away, or choose another name with --name"
    with told(path, "cannot be read"):
        data = content(path)
    if data is None:
        return
    head, _, body = data.partition(b"\n")
    try:
        origin = msgspec.json.decode(head, type=Origin)
        plain = _lines(msgspec.json.Decoder(Concept).decode_lines(body))
    except DAMAGED as error:
        words = "another file of this name is there, and it is no pack that can be read"
        raise UsageError(words, file=path, remedy=remedy) from error
    if digest(body) != origin.content if origin.content else body != plain:
        words = "this pack was edited by hand since its import"
        remedy = f"{remedy}; a change of its concepts belongs into the glossary (`glossary adopt`)"
        raise UsageError(words, file=path, remedy=remedy)


def load_packs(folder: Path) -> list[Pack]:
    """The packs of a folder, by name. Raises `UsageError` with the faults of all files that are no packs.

    Those that come along stand beside the glossary that comes along, and are none of a team's.
    """
    from pipeline.glossary.check import concept_faults  # it takes long to load, and a run with nothing to do needs none

    loaded, faults = [], []
    for path in filter(_is_pack, _paths(folder)):
        try:
            pack = _read(path, Origin)
        except UsageError as error:
            faults.append(error)
        else:
            loaded.append(pack)
            faults += concept_faults(pack.rows, dict(enumerate(pack.concepts)))
    raise_all(faults)
    return loaded


def unread(folder: Path) -> list[str]:
    """A line for each file in a folder of packs that is none."""
    remedy = f"only {SUFFIX} files are packs; `python -m pipeline glossary import FILE` makes one of a terminology"
    return [f"{shown(path, most=1000)}: not read; {remedy}" for path in _paths(folder) if not _is_pack(path)]


def _paths(folder: Path) -> list[Path]:
    """What a team has in its folder of packs, in order. Raises `UsageError` where nobody can look into it."""
    if folder.resolve() == _SHIPPED.resolve():
        return []
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        fault = refusal(error, folder, "cannot be read")
        raise UsageError(fault.message, file=folder, remedy=fault.remedy) from error


def _is_pack(path: Path) -> bool:
    return path.suffix == SUFFIX and not path.name.startswith(".")


@cache
def shipped_names() -> tuple[str, ...]:
    """The names of the packs that come along."""
    return tuple(sorted(path.stem for path in _SHIPPED.glob(f"*{SUFFIX}")))


@cache
def load_shipped(choice: Choice = "all") -> tuple[Pack, ...]:
    """The packs that come along, by name, as far as they are chosen; read once per process. No name is unknown here."""
    found = (
        _read(_SHIPPED / f"{name}{SUFFIX}", Field) for name in shipped_names() if choice == "all" or name in choice
    )
    return tuple(msgspec.structs.replace(pack, concepts=_signed(pack)) for pack in found)


def _signed(pack: Pack) -> tuple[Concept, ...]:
    return tuple(msgspec.structs.replace(concept, pack=pack.path.stem) for concept in pack.concepts)


@cache
def shipped_digest() -> str:
    """The hash of all packs that come along: another release of the program may have others."""
    return digest(b"".join((_SHIPPED / f"{name}{SUFFIX}").read_bytes() for name in shipped_names()))


def _read(path: Path, first: type[Origin] | type[Field]) -> Pack:
    data = read_input(path)
    require_merged(data.decode("utf-8", "replace"), path)
    head, _, body = data.partition(b"\n")
    try:
        origin: Origin | Field = msgspec.json.decode(head, type=first)
    except DAMAGED as error:
        raise UsageError(f"this is no pack ({error})", file=path, line=1, remedy=_REIMPORT) from error
    decoder = msgspec.json.Decoder(Concept)
    try:
        concepts = tuple(decoder.decode_lines(body))
    except DAMAGED:
        for number, line in enumerate(body.splitlines(), 2):
            try:
                decoder.decode(line)
            except DAMAGED as error:
                message = f"this is no concept ({error})"
                raise UsageError(message, file=path, line=number, remedy=_REIMPORT) from error
        raise
    return Pack(path, origin, concepts)


def join(own: Sequence[Concept], packs: Iterable[Pack]) -> tuple[tuple[Concept, ...], list[UsageError]]:
    """The glossary's concepts and then those of the packs, without what is already taken; and what was left out.

    The glossary wins over packs, and a pack over the next by name. A concept whose id or preferred term is taken is
    left out whole, another spelling by itself. A spelling that a pack gives to two of its concepts belongs to none.
    """
    joined, conflicts = list(own), []
    ids = {concept.id: "the glossary" for concept in own}
    taken = {key(form.text): concept.id for concept in own for form in forms(concept)}
    for pack in packs:
        keys = [tuple(map(key, _spellings(concept))) for concept in pack.concepts]
        free, lost = _free(pack, keys, ids, taken)
        conflicts += lost
        for number, concept in free.items():
            ids[concept.id] = pack.path.name
            if all(taken.get(spelling, concept.id) == concept.id for spelling in keys[number]):
                joined.append(concept)
                continue
            kept, lost = _without_taken(pack, number, taken)
            joined.append(kept)
            conflicts += lost
        for number, concept in free.items():
            for spelling in keys[number]:
                taken.setdefault(spelling, concept.id)
    return tuple(joined), sorted(conflicts, key=lambda conflict: (str(conflict.file), conflict.line or 0))


def _spellings(concept: Concept) -> tuple[str, ...]:
    """All that a concept lists, its preferred term first."""
    if not (concept.forms or concept.abbreviation or concept.variants):
        return (concept.en,)
    return (
        concept.en,
        *concept.forms,
        *([concept.abbreviation] if concept.abbreviation else ()),
        *(variant.text for variant in concept.variants),
    )


def _free(
    pack: Pack, keys: Sequence[Sequence[str]], ids: Mapping[str, str], taken: dict[str, str]
) -> tuple[dict[int, Concept], list[UsageError]]:
    """The concepts of a pack whose id and term are free; marks as taken their terms and the spellings given twice."""
    free: dict[int, Concept] = {}
    lost: list[UsageError] = []
    own_ids: set[str] = set()
    terms: dict[str, str] = {}
    for number, concept in enumerate(pack.concepts):
        term = keys[number][0]
        if concept.id in ids or concept.id in own_ids:
            where = ids.get(concept.id, "this pack")
            lost.append(_conflict(pack, number, f"the id '{concept.id}' is already in {where}", "the concept"))
        elif owner := taken.get(term) or terms.get(term):
            lost.append(_conflict(pack, number, _belongs(concept.en, owner), "the concept"))
        else:
            free[number] = concept
            own_ids.add(concept.id)
            terms[term] = concept.id
    taken |= terms
    once: set[str] = set()
    for number in free:
        for spelling in set(keys[number][1:]):
            if spelling in once:
                taken.setdefault(spelling, _SEVERAL)
            once.add(spelling)
    return free, lost


def _without_taken(pack: Pack, number: int, taken: Mapping[str, str]) -> tuple[Concept, list[UsageError]]:
    concept = pack.concepts[number]
    lost: list[UsageError] = []

    def is_free(text: str) -> bool:
        owner = taken.get(key(text), concept.id)
        if owner != concept.id:
            lost.append(_conflict(pack, number, _belongs(text, owner), "the spelling"))
        return owner == concept.id

    short = concept.abbreviation
    kept = msgspec.structs.replace(
        concept,
        forms=tuple(filter(is_free, concept.forms)),
        abbreviation=short if short and is_free(short) else None,
        variants=tuple(variant for variant in concept.variants if is_free(variant.text)),
    )
    return kept, lost


def _conflict(pack: Pack, number: int, message: str, what: str) -> UsageError:
    return pack.rows.fault(message, ("concepts", number), f"{what} is not used")


def _belongs(text: str, owner: str) -> str:
    return f"'{text}' belongs to {owner if owner is _SEVERAL else repr(owner)}"
