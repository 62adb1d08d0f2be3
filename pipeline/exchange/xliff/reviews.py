"""What people said of a target, in notes that travel with it: approvals, waivers, imports.

An approval has to outlive the text's renaming, its parking, and tools that drop what they do not know. So it stands in
the trans-unit itself, whole, as one line of plain words; the phases at the head of the file are made from it for other
tools, and never read. A file that lost its notes has claims and no approvals.

A waiver is a person's own note, "ok pair/negation: reason". It counts for the pair of texts that stood there when it
was first read, which a note of the pipeline holds.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args
from urllib.parse import unquote

from msgspec.structs import replace

from pipeline.core.targets import Approval, ApprovalWay, NoteWaiver, Review, Role, Taken
from pipeline.core.text.folding import fold_hash, folded

APPROVAL, WAIVER, TAKEN, BASE = "approval", "waiver", "import", "base"
KINDS = tuple(f"{kind}=" for kind in (APPROVAL, WAIVER, TAKEN, BASE))
_UNSAFE = re.compile(r"[%;=\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HASH = re.compile("[0-9a-f]{16}")
_WAY = {way: way for way in get_args(ApprovalWay)}
ROLE = {role: role for role in get_args(Role)}
_MEANT = re.compile(r"\s*ok\s+([a-z][\w-]*\s*/\s*[a-z][\w-]*)\s*(.*)", re.IGNORECASE | re.DOTALL)
_WORDS = re.compile(r"\s*ok\s+([a-z][a-z-]*/[a-z][a-z-]*)\s*:\s*(\S.*?)\s*", re.IGNORECASE | re.DOTALL)


def dump_review(review: Review) -> Iterator[str]:
    """A note for each approval and waiver, and for the import."""
    for one in review.approvals:
        fields = {APPROVAL: one.way, "person": one.person, "day": one.day, "role": one.role}
        withdrawn = "yes" if one.withdrawn else None
        yield _line(fields | {"source": one.source, "target": one.target, "withdrawn": withdrawn})
    for waiver in review.waivers:
        fields = {WAIVER: waiver.check, "reason": waiver.reason, "author": waiver.author, "day": waiver.day}
        yield _line(fields | {"source": waiver.source, "target": waiver.target})
    if taken := review.taken:
        yield _line({TAKEN: taken.text, "person": taken.person, "day": taken.day})


def dump_base(target: str) -> str:
    """The note that tells a person's text from what somebody made of it elsewhere."""
    return _line({BASE: fold_hash(target)})


def is_review(note: str) -> bool:
    """Whether a note is one of these, whoever it is said to be from."""
    return note.startswith(KINDS) and load_review([note]) != (Review(), None)


def is_broken(note: str) -> bool:
    """Whether a note is the record of an approval that cannot be understood, and approves nothing."""
    return note.startswith(f"{APPROVAL}=") and _approval(_fields(note)) is None


def unknown_role(note: str) -> str | None:
    """The role that the record of an approval names, where there is no such role."""
    role = _fields(note).get("role") if note.startswith(f"{APPROVAL}=") else None
    return None if role in ROLE else role


def load_review(notes: Iterable[str]) -> tuple[Review, str | None]:
    """Read such notes: what people said, and the base. What is not understood is left out: it approves nothing."""
    found = [_fields(note) for note in notes]
    approvals = (_approval(one) for one in found if APPROVAL in one)
    waivers = (_waiver(one) for one in found if WAIVER in one)
    hashed = [one for one in found if _HASH.fullmatch(one.get(TAKEN) or one.get(BASE) or "")]
    taken = next((Taken(one[TAKEN], one.get("person"), one.get("day")) for one in hashed if TAKEN in one), None)
    base = next((one[BASE] for one in hashed if BASE in one), None)
    review = Review(tuple(dict.fromkeys(filter(None, approvals))), tuple(dict.fromkeys(filter(None, waivers))), taken)
    return review, base


def said_ok(note: str) -> tuple[str, str] | None:
    """The check and the reason of a note that waives a finding; None for any other note."""
    found = _WORDS.fullmatch(note)
    return (found[1].lower(), " ".join(found[2].split())) if found else None


def meant_ok(note: str) -> tuple[str, bool] | None:
    """The check of a note that is meant to waive a finding, and whether it gives a reason; None for any other note.

    >>> meant_ok("ok pair/numbers"), meant_ok("ok pair/numbers: as in Spain"), meant_ok("ok by me")
    (('pair/numbers', False), ('pair/numbers', True), None)
    """
    found = _MEANT.fullmatch(note)
    return ("".join(found[1].lower().split()), said_ok(note) is not None) if found else None


def with_waivers(review: Review, notes: Iterable[tuple[str, str | None]], source: str, target: str | None) -> Review:
    """With the waivers that a unit's notes, each with whom it is from, make.

    One that is known stays bound to the texts it was written of; one whose note has gone is gone.
    """
    known: dict[tuple[str, str], NoteWaiver] = {(one.check, one.reason): one for one in review.waivers}
    said = {ok: author for note, author in notes if (ok := said_ok(note))}
    if not said:
        return replace(review, waivers=()) if review.waivers else review
    texts = fold_hash(source), fold_hash(target or "")
    waivers = (known.get(ok) or NoteWaiver(*ok, *texts, author) for ok, author in said.items())
    return replace(review, waivers=tuple(waivers))


def _line(fields: Mapping[str, str | None]) -> str:
    return "; ".join(f"{name}={_safe(value)}" for name, value in fields.items() if value)


def _safe(value: str) -> str:
    return _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), value)


def _fields(note: str) -> dict[str, str]:
    parts = (part.partition("=") for part in note.split(";"))
    fields = {name.strip(): unquote(value.strip()) for name, _, value in parts if value.strip()}
    return fields | {name: folded(fields[name]) for name in ("person", "author") if name in fields}


def _approval(fields: Mapping[str, Any]) -> Approval | None:
    way, texts = _WAY.get(fields.get(APPROVAL, "")), (fields.get("source", ""), fields.get("target", ""))
    person, role = fields.get("person"), fields.get("role")
    if way is None or not all(texts) or (person is None) != (way == "earlier") or (role and role not in ROLE):
        return None
    withdrawn = fields.get("withdrawn") == "yes"
    return Approval(way, *texts, person, fields.get("day"), ROLE.get(role or ""), withdrawn)


def _waiver(fields: Mapping[str, str]) -> NoteWaiver | None:
    texts = fields.get("source", ""), fields.get("target", "")
    if not all(texts) or "reason" not in fields:
        return None
    return NoteWaiver(fields[WAIVER], fields["reason"], *texts, fields.get("author"), fields.get("day"))
