"""What checks across documents compare: pairs of sentence and translation, by the groups in which they are compared."""

from collections.abc import Iterable, Sequence

from pipeline.core.model import Document
from pipeline.core.targets import Target
from pipeline.job.store import Store, decode, encode, fingerprint
from pipeline.job.store.approved import keep, keep_refused
from pipeline.job.store.lost import hold
from pipeline.pairs.across import SET_CHECKS, finding
from pipeline.rules import Fault, SetCheck
from pipeline.rules.pair import PairContext
from pipeline.translation.withholding import with_findings


def put_pairs(store: Store, context: PairContext, document: Document, targets: Sequence[Target]) -> None:
    """Put a document's pairs in the place of its old ones, and mark the groups that they are in or were in.

    What concerns the document alone is compared at once.
    """
    language, name = context.target_language, document.name
    pairs = [
        (target.key, document.sentence(segment), target.draft or "")
        for segment, target in zip(document.segments, targets, strict=True)
        if segment.translate
    ]
    _forget_pairs(store, language, name)
    rows = ((language, name, n, *pair) for n, pair in enumerate(pairs))
    store.many("INSERT INTO pairs VALUES (?, ?, ?, ?, ?, ?)", rows)
    for check in SET_CHECKS:
        scope = _scope(check, context)
        if check.group is None:
            regroup(store, scope, name, ((name, *found) for found in check.find(pairs, context)))
            continue
        shared = [(n, str(fingerprint(group))) for n, pair in enumerate(pairs) if (group := check.group(pair))]
        store.many("INSERT INTO groups VALUES (?, ?, ?, ?, ?)", ((scope, one, language, name, n) for n, one in shared))
        store.mark(scope, (one for _, one in shared), language)


def compare(store: Store, context: PairContext) -> set[str]:
    """Compare the marked groups; gives the texts for which the outcome is news."""
    language = context.target_language
    query = (
        "SELECT pairs.name, key, source, target FROM groups JOIN pairs USING (language, name, n)"
        " WHERE scope = ? AND member = ? ORDER BY pairs.name, n"
    )
    names: set[str] = set()
    for check in (check for check in SET_CHECKS if check.group is not None):
        scope = _scope(check, context)
        for member in store.marked(scope, language):
            rows = list(store.rows(query, scope, member))
            owners = {key: name for name, key, *_ in rows}
            found = check.find([tuple(pair) for _, *pair in rows], context) if len(rows) > 1 else ()
            names |= regroup(store, scope, member, ((owners[key], key, fault) for key, fault in found))
            store.done(scope, member, language)
    return names


def compared(store: Store, context: PairContext, document: Document, targets: Sequence[Target]) -> tuple[Target, ...]:
    """A document's targets with what the checks across documents say of them."""
    found: dict[str, list[tuple[SetCheck, Fault]]] = {}
    query = "SELECT key, record FROM faults WHERE scope = ? AND name = ? ORDER BY rowid"
    for check in SET_CHECKS:
        for key, data in () if context.is_off(check.id) else store.rows(query, _scope(check, context), document.name):
            found.setdefault(key, []).append((check, decode(data, Fault)))
    return tuple(
        with_findings(document, segment, target, [finding(*one, (0, 0)) for one in found.get(target.key, ())])
        for segment, target in zip(document.segments, targets, strict=True)
    )


def drop(store: Store, language: str, name: str) -> None:
    """Forget a document's translation, with what was approved in it."""
    _forget_pairs(store, language, name)
    for check in SET_CHECKS:
        if check.group is None:
            store.do("DELETE FROM faults WHERE scope LIKE ? AND name = ?", f"{check.id} %-{language}", name)
    keep(store, language, "", name, ())
    hold(store, language, name, ())
    keep_refused(store, language, name, {})
    store.do("DELETE FROM targets WHERE language = ? AND name = ?", language, name)


def regroup(store: Store, scope: str, member: str, found: Iterable[tuple[str, str, Fault]]) -> set[str]:
    """Put what a check finds in a group in the place of what it found before; gives the texts for which it is news.

    `found` has the text's name, the segment's key and the fault.
    """
    new = [(name, key, encode(fault)) for name, key, fault in found]
    query = "SELECT name, key, record FROM faults WHERE scope = ? AND member = ? ORDER BY rowid"
    old = [tuple(row) for row in store.rows(query, scope, member)]
    if new == old:
        return set()
    store.do("DELETE FROM faults WHERE scope = ? AND member = ?", scope, member)
    store.many("INSERT INTO faults VALUES (?, ?, ?, ?, ?)", ((scope, member, *row) for row in new))
    there = "SELECT 1 FROM documents WHERE name = ? AND failure IS NULL"
    names = {name for name, _, _ in (*old, *new) if store.row(there, name)}
    return {name for name in names if [row for row in old if row[0] == name] != [row for row in new if row[0] == name]}


def _forget_pairs(store: Store, language: str, name: str) -> None:
    """Forget a document's pairs, and mark the groups that they were in."""
    store.do(
        "INSERT OR IGNORE INTO todo SELECT scope, language, member FROM groups WHERE language = ? AND name = ?",
        language,
        name,
    )
    for table in ("groups", "pairs"):
        store.do(f"DELETE FROM {table} WHERE language = ? AND name = ?", language, name)  # noqa: S608


def _scope(check: SetCheck, context: PairContext) -> str:
    return f"{check.id} {context.source_language}-{context.target_language}"
