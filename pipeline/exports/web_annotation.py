"""Entities as W3C Web Annotations in JSON-LD: one collection per document, beside the text that it speaks of.

Each annotation selects its words twice: by quote, with 32 characters before and behind, so that it is found again in
another version of the text, and by position in code points.
"""

from typing import Any
from urllib.parse import quote

import msgspec

from pipeline.bundle import Bundle, BundledDocument
from pipeline.core.model import Entity
from pipeline.entities.contexts import KINDS
from pipeline.entities.labels import labels

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_MEDIA_TYPE = "text/plain;charset=utf-8"


def files(bundle: Bundle, drafts: bool) -> dict[str, bytes]:
    """The files of the export by name."""
    made: dict[str, bytes] = {}
    for document in bundle:
        encoded = msgspec.json.encode(_collection(document), order="deterministic")
        made[f"{document.id}.jsonld"] = msgspec.json.format(encoded, indent=1) + b"\n"
        made[f"{document.id}.txt"] = document.record.text.encode("utf-8")
    return made


def _collection(document: BundledDocument) -> dict[str, Any]:
    name, entities = quote(document.id), document.record.entities
    source = {"id": f"{name}.txt", "type": "Text", "format": _MEDIA_TYPE, "language": document.record.language}
    items = [_annotation(name, source, number, entity) for number, entity in enumerate(entities, 1)]
    page = {"id": f"{name}.jsonld#page", "type": "AnnotationPage", "startIndex": 0, "items": items}
    collection = {"id": f"{name}.jsonld", "type": "AnnotationCollection", "label": document.record.title or document.id}
    return {"@context": _CONTEXT, **collection, "total": len(items), "first": page}


def _annotation(name: str, source: dict[str, str], number: int, entity: Entity) -> dict[str, Any]:
    words = {"exact": entity.text, "prefix": entity.prefix, "suffix": entity.suffix}
    selectors = [
        {"type": "TextQuoteSelector", **words},
        {"type": "TextPositionSelector", "start": entity.start, "end": entity.end},
    ]
    return {
        "id": f"{name}.jsonld#{number}",
        "type": "Annotation",
        "motivation": "tagging",
        "body": _bodies(entity),
        "target": {"type": "SpecificResource", "source": source, "selector": selectors},
    }


def _bodies(entity: Entity) -> list[dict[str, Any]]:
    """Label, concept, contexts and quantity, each with its purpose."""
    bodies: list[dict[str, Any]] = [_text("tagging", labels()[entity.label].name)]
    if entity.concept:
        concept = f"glossary.yaml#{quote(entity.concept)}"
        bodies.append({"type": "SpecificResource", "purpose": "identifying", "source": concept})
    bodies += [_text("classifying", kind.replace("_", " ")) for kind in KINDS if getattr(entity, kind)]
    if entity.quantity:
        value = msgspec.json.encode(entity.quantity, order="deterministic").decode()
        bodies.append({**_text("describing", value), "format": "application/json"})
    return bodies


def _text(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "value": value}
