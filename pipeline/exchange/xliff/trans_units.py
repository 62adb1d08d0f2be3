"""A trans-unit as it was read, and whose text stands in it.

Beside each text of a machine stands a note with its digest. A target that differs from its digest, or has none, is a
person's: tools such as OmegaT leave the state as it was, so no state can say so. States only tell how far a text is.
"""

import hashlib
import json
from typing import Any, TypeAlias, get_args
from urllib.parse import quote, unquote

import msgspec
from msgspec.structs import replace

from pipeline.core.targets import FINISHED, Approval, Derivation, EngineInfo, Origin, Review, State, Way
from pipeline.core.text.folding import fold_hash, one_space
from pipeline.exchange.inline import FORBIDDEN

Pair: TypeAlias = tuple[str, str]
# Weblate takes "needs-review-translation", which earlier versions wrote, for finished; this one it does not.
REVIEW, EARLIER_REVIEW = "needs-adaptation", "needs-review-translation"
UNTOUCHED = ("new", "needs-translation")
STATES = (
    *FINISHED, "translated", "new", "needs-translation", "needs-adaptation", "needs-l10n", "needs-review-translation",
    "needs-review-adaptation", "needs-review-l10n",
)  # fmt: skip
UNSAID = Review()
SIGNS = ("cut", "unsure", "exposed")  # of a `Derivation`
READABLE = " /:+.-_@()"  # signs that a note shows as they are, none of which divides its fields


class Unit(msgspec.Struct, frozen=True):
    """One trans-unit as read from a file.

    `person` says that the target differs from its digest or has none; `parked` that the unit comes from a parked file.
    `previous` is the pair that stood here before the source changed, kept until a person has dealt with it.
    `derivation` tells how a machine's text came about. `remarks` are what people added beside the target, as XML.
    `mark` is the state, in XLIFF's words, at which a person left a text that needs more work, or that they call final
    without a record of who approved it. `review` is what people said of it, `base` the hash (`fold_hash`) of the text
    of a person that the pipeline wrote here last.
    """

    key: str
    source: str
    target: str | None
    state: State
    person: bool
    engine: EngineInfo | None
    origin: Origin | None
    terms: tuple[str, ...]
    terms_hash: str | None
    previous: Pair | None
    parked: bool = False
    derivation: Derivation | None = None
    remarks: tuple[str, ...] = ()
    mark: str | None = None
    review: Review = Review()
    base: str | None = None

    @property
    def approved(self) -> bool:
        """Whether an approval stands."""
        return self.state == "approved"

    @property
    def owned(self) -> bool:
        """Whether a person wrote or confirmed the target: no machine may replace it, and it is never dropped."""
        return self.person or self.state in ("translated", "approved")


class Record(msgspec.Struct, frozen=True):
    """What the pipeline notes of a text that no person wrote."""

    digest: str | None = None
    engine: EngineInfo | None = None
    origin: Origin | None = None
    terms: tuple[str, ...] = ()
    terms_hash: str | None = None
    derivation: Derivation | None = None


class Given(msgspec.Struct, frozen=True):
    """The attributes of a trans-unit and its target, as whatever tool left them."""

    approved: str | None = None
    state: str | None = None
    qualifier: str | None = None
    phase: str | None = None

    @property
    def is_claim(self) -> bool:
        """Whether a tool calls it approved. Some say so of all they save, and leave it when the text is changed."""
        final = self.state in FINISHED and self.approved != "no"
        return final or (self.approved == "yes" and not self.leaves_work)

    @property
    def leaves_work(self) -> bool:
        """Whether its state, which is no machine's, says that work is left."""
        return bool(self.state) and not self.qualifier and self.state not in ("translated", *FINISHED)


def is_state(given: str) -> bool:
    """Whether XLIFF has a state; those of tools' own begin with "x-"."""
    return given in STATES or given.startswith("x-")


def digest(text: str) -> str:
    """The first 16 hex digits of the SHA-256 of a text, in which all spaces of a line are plain ones."""
    return _exact(one_space(text))


def _exact(text: str) -> str:
    """As earlier versions wrote it, of the text as it stands."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def dump_record(record: Record) -> str:
    """The note's text: `digest=…; origin=…; engine=…; hash=…; terms=…; way=…` and so on, what is known of it."""
    engine = record.engine or EngineInfo("", "")
    fields = {"digest": record.digest, "origin": record.origin}
    fields |= {"engine": engine.name, "hash": engine.hash, "pivot": engine.pivot}
    made = record.derivation
    fields |= {"terms-hash": record.terms_hash, "way": made.way if made else None}
    written = [f"{name}={quote(value, safe=READABLE)}" for name, value in fields.items() if value]
    lists = {"terms": record.terms} | ({"forced": made.forced, "unknown": made.unknown} if made else {})
    for name, words in lists.items():
        if words:
            written.append(f"{name}=" + ",".join(quote(word, safe=READABLE) for word in words))
    return "; ".join([*written, *(f"{sign}=yes" for sign in SIGNS if made and getattr(made, sign))])


def load_record(note: str) -> Record:
    """Read such a note; what is not understood is left out, so that the text counts as a person's."""
    fields = {name.strip(): value.strip() for name, _, value in (field.partition("=") for field in note.split(";"))}
    plain = {name: unquote(value) for name, value in fields.items() if value}
    engine = EngineInfo(plain["engine"], plain.get("hash", ""), plain.get("pivot")) if "engine" in plain else None
    known: dict[str, Origin] = {"memory": "memory", "glossary": "glossary", "machine": "machine"}
    terms, forced, unknown = (
        tuple(unquote(word) for word in fields.get(name, "").split(",") if word)
        for name in ("terms", "forced", "unknown")
    )
    ways: dict[str, Way] = {way: way for way in get_args(Way)}
    made = Derivation(
        ways.get(plain.get("way", ""), "engine"), forced, unknown, **{sign: fields.get(sign) == "yes" for sign in SIGNS}
    )
    origin = known.get(plain.get("origin", ""))
    return Record(plain.get("digest"), engine, origin, terms, plain.get("terms-hash"), made)


def dump_previous(previous: Pair) -> str:
    """The old pair of a changed source as JSON."""
    text = json.dumps({"previous source": previous[0], "previous target": previous[1]}, ensure_ascii=False)
    return FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def load_previous(note: str) -> Pair | None:
    """Read such a note; None if it is none, or no longer one."""
    try:
        pair: Any = json.loads(note)
        source, target = pair["previous source"], pair["previous target"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return (source, target) if isinstance(source, str) and isinstance(target, str) else None


def understand(  # noqa: PLR0913 - all that a trans-unit says
    key: str,
    source: str,
    text: str,
    given: Given,
    record: Record,
    previous: Pair | None,
    review: Review = UNSAID,
    *,
    earlier: bool = False,
) -> Unit:
    """Say whose the target is and how far it is.

    What an `earlier` version of the pipeline wrote as approved stays so, without a name. Later on a record alone makes
    an approval; `approved="yes"` and final states are claims.

    A blank target is no text: a person who empties it asks for a new draft. So is a copy of the source that has
    neither digest nor state, since that is how OmegaT writes what nobody has translated.
    """
    copied = text == source and record.digest is None and given.state in (None, *UNTOUCHED) and given.approved != "yes"
    if copied or not text.strip():
        return Unit(key, source, None, "needs-translation", False, None, None, (), None, previous, review=review)
    person = record.digest not in (digest(text), _exact(text))
    if earlier and given.approved == "yes" and given.state in FINISHED and (record.digest is None or not person):
        review = Review((Approval("earlier", fold_hash(source), fold_hash(text)),))
    review = _taken_back(source, text, given, review)
    state = "approved" if review.approved(source, text) else _state(text, person, given, record, previous)
    known = Record(origin="person") if person else record
    if state in ("translated", "approved"):
        previous = None
    return Unit(
        key,
        source,
        text,
        state,
        person,
        known.engine,
        known.origin or "machine",
        known.terms,
        known.terms_hash,
        previous,
        derivation=known.derivation,
        mark=_mark(state, person, given, previous, review),
        review=review,
    )


def _taken_back(source: str, text: str, given: Given, review: Review) -> Review:
    """Approvals that stood until somebody set the sentence back in their tool are withdrawn."""
    if given.approved != "no" and not given.leaves_work:
        return review
    approvals = (replace(one, withdrawn=one.withdrawn or one.holds(source, text)) for one in review.approvals)
    return replace(review, approvals=tuple(approvals))


def _state(text: str, person: bool, given: Given, record: Record, previous: Pair | None) -> State:
    """How far a text is. A state that says that work is left stays, whoever left it there: no run claims more."""
    state = given.state or ""
    if state == "translated" or given.is_claim or (state in FINISHED if person else given.approved == "yes"):
        return "translated"
    if person:
        edited = record.digest is not None or (previous is not None and text != previous[1])
        lost = given.phase is not None and not edited  # a tool that drops notes and states leaves whose it was open
        open_ = state or given.approved == "no" or (previous and not edited) or lost
        return "needs-review" if open_ else "translated"
    if state in UNTOUCHED:
        return "needs-review" if previous else "needs-translation"
    return "needs-review" if state.startswith("needs-") and not given.qualifier else "draft"


def _mark(state: State, person: bool, given: Given, previous: Pair | None, review: Review) -> str | None:
    """The state that a person chose for a text that is not done, or called final; what the pipeline writes is none.

    Its own are "needs-translation" over a machine's text, whatever has a qualifier, and a review after the source
    changed.
    """
    if state == "translated":
        return given.state if given.state in FINISHED and given.is_claim and not review.approvals else None
    own = given.qualifier is not None or given.state in UNTOUCHED
    if state == "needs-translation" or (previous and given.state in (REVIEW, EARLIER_REVIEW)) or (own and not person):
        return None
    return given.state if state in ("draft", "needs-review") else None
