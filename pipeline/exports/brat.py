"""Entities as BRAT standoff: `<document>.txt` and `<document>.ann`, and the configuration that lets BRAT open them.

A text-bound annotation (T) per mention; its contexts are attributes (A), its concept a reference into the glossary (N),
its quantity a note (#). Offsets are code points. BRAT reads line by line: a mention that a line break parts is written
in fragments.
"""

import re
from collections.abc import Iterator

from pipeline.bundle import Bundle
from pipeline.core.model import Entity, Quantity
from pipeline.entities.contexts import KINDS
from pipeline.entities.labels import labels

_FRAGMENT = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_ATTRIBUTES = {kind: kind.title().replace("_", "") for kind in KINDS}


def files(bundle: Bundle, drafts: bool) -> dict[str, bytes]:
    """The files of the export by name."""
    made = {"annotation.conf": _annotation_conf()}
    for document in bundle:
        made[f"{document.id}.txt"] = document.record.text
        made[f"{document.id}.ann"] = "".join(f"{line}\n" for line in _lines(document.record.entities))
    return {name: text.encode("utf-8") for name, text in made.items()}


def _annotation_conf() -> str:
    entities = "\n".join(labels())
    attributes = "\n".join(f"{name}\tArg:<ENTITY>" for name in _ATTRIBUTES.values())
    return f"[entities]\n{entities}\n\n[relations]\n\n[events]\n\n[attributes]\n{attributes}\n"


def _lines(entities: tuple[Entity, ...]) -> Iterator[str]:
    attribute = 0
    for number, entity in enumerate(entities, 1):
        fragments = [(entity.start + f.start(), entity.start + f.end()) for f in _FRAGMENT.finditer(entity.text)]
        places = ";".join(f"{start} {end}" for start, end in fragments)
        words = " ".join(entity.text[start - entity.start : end - entity.start] for start, end in fragments)
        yield f"T{number}\t{entity.label} {places}\t{words}"
        for kind, name in _ATTRIBUTES.items():
            if getattr(entity, kind):
                attribute += 1
                yield f"A{attribute}\t{name} T{number}"
        if entity.concept:
            yield f"N{number}\tReference T{number} glossary:{entity.concept}\t{entity.preferred}"
        if entity.quantity:
            yield f"#{number}\tAnnotatorNotes T{number}\t{_note(entity.quantity)}"


def _note(quantity: Quantity) -> str:
    bounds = [f"{bound:g}" for bound in dict.fromkeys((quantity.low, quantity.high)) if bound is not None]
    value = f"{'~' * quantity.approximate}{quantity.comparator or ''}{'–'.join(bounds)} {quantity.unit}"
    return f"{quantity.measures}: {value}" if quantity.measures else value
