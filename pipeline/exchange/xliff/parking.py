"""People's texts whose sentence has gone, in a file beside the document's own.

A text goes from one file to the other in three steps: it is written where it goes, then the document's file is written,
then it is taken out where it was. In between both have it: the parked file says so by groups that are arriving or
leaving, and name the document's file as it was before. So a run that comes after one that was killed in between knows
which of the two counts, and does not take one text for two.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from os.path import lexists
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.core.errors import DocumentError
from pipeline.core.files import delete_file, digest, write_file
from pipeline.core.targets import Target
from pipeline.exchange.parse import parse
from pipeline.exchange.xliff.merge import parked
from pipeline.exchange.xliff.reading import read_units
from pipeline.exchange.xliff.remarks import add_remarks
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.exchange.xliff.writing import add_header, add_unit, child, frame, serialised

SUFFIX = ".parked.xlf"
Mark = Literal["parked", "arriving", "leaving"]
Marked = tuple[Mark, Unit]


def read_parked(path: Path, file: bytes | None = None, units: Sequence[Unit] = ()) -> list[Unit]:
    """Read what is parked beside a document's file with these bytes and units; a missing file holds none."""
    if not lexists(path):
        return []
    there = {(unit.source, unit.target) for unit in units if unit.owned}
    kept = []
    parked_units = list(read_units(path, parse(path)))
    if not parked_units:
        what, remedy = "nothing is left in this file", "restore it from a copy, or delete it"
        raise DocumentError(what, file=path, remedy=remedy)
    for element, unit in parked_units:
        group = element.getparent()
        kind, before = (group.get("restype"), group.get("resname")) if group is not None else (None, None)
        undone = before == digest(file or b"")
        copied = {"x-arriving": undone, "x-leaving": not undone and (unit.source, unit.target) in there}
        if not copied.get(kind or "", False):
            kept.append(msgspec.structs.replace(unit, parked=True))
    return kept


def moved(before: Sequence[Unit], after: Sequence[Unit], document: str) -> list[Marked]:
    """What is parked while texts are under way: all that was and all that will be, each marked."""
    before, after = parked(before, document), parked(after, document)
    staying = Counter(map(_nameless, after))
    found: list[Marked] = []
    for unit in before:
        stays = staying[_nameless(unit)] > 0
        staying[_nameless(unit)] -= stays
        found.append(("parked" if stays else "leaving", unit))
    known = Counter(map(_nameless, before))
    for unit in after:
        if known[_nameless(unit)] > 0:
            known[_nameless(unit)] -= 1
        else:
            found.append(("arriving", unit))
    marks, units = [mark for mark, _ in found], [unit for _, unit in found]
    return list(zip(marks, parked(units, document), strict=True))


def render_parked(name: str, units: Sequence[Marked], languages: tuple[str, str], file: bytes | None) -> bytes | None:
    """A parked file beside a document's file of these bytes; None without units."""
    if not units:
        return None
    root, outer = frame(name, *languages)
    add_header(outer)
    body = child(outer, "body")
    for mark, group in groupby(units, key=lambda one: one[0]):
        before = {} if mark == "parked" else {"resname": digest(file or b"")}
        element = child(body, "group", restype=f"x-{mark}", **before)
        for _, unit in group:
            target = Target(
                unit.key,
                draft=unit.target,
                origin="person" if unit.person else unit.origin,
                engine=unit.engine,
                state=unit.state,
                terms=unit.terms,
                derivation=unit.derivation,
                previous=unit.previous,
                mark=unit.mark,
                review=unit.review,
            )
            add_remarks(add_unit(element, unit.source, target, unit.terms_hash), unit.remarks)
    return serialised(root)


def write_parked(path: Path, units: Sequence[Unit], source_language: str = "en") -> None:
    """Keep people's texts whose sentence has gone, in `translations/<language>/<document>.parked.xlf`.

    Without units there is no file.
    """
    languages = (source_language, path.parent.name)
    data = render_parked(path.name.removesuffix(SUFFIX), [("parked", unit) for unit in units], languages, None)
    if data is None:
        delete_file(path)
    else:
        write_file(path, data)


def _nameless(unit: Unit) -> Unit:
    return msgspec.structs.replace(unit, key="", parked=True)
