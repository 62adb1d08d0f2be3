"""Curating what has changed, and comparing what texts state.

A text is curated anew where its file, its side file or the settings have changed, or where a form of a concept that has
changed in the glossary stands in it. Where its terms were looked for is kept for that; a concept whose forms, old and
new, stand nowhere in there has no say in what becomes of a text. One of which only translations, codes or the
definition have changed has none in how it is curated: it is translated and published anew.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pipeline.checks.differing_values import CORPUS_CHECKS, Statement, with_faults
from pipeline.core.model import Document
from pipeline.core.progress import Progress
from pipeline.core.project import Failure
from pipeline.core.text.matching import Sought, folded
from pipeline.glossary import Concept
from pipeline.glossary.concepts import forms
from pipeline.ingest import RawText
from pipeline.job.inputs import Inputs
from pipeline.job.store import Store, decode, encode
from pipeline.job.store.changes import CURATE, GLOSSARY, INDEX, MEMORY, VALUES, mark_anew
from pipeline.job.store.groups import drop, regroup
from pipeline.job.store.looks import Looks
from pipeline.job.workers import Curated, curate_texts
from pipeline.rules import Fault
from pipeline.translation.folder import LanguageFolder

_KEPT_AT_ONCE = 64  # texts between two commits: what is lost of a run that is killed


def curate_all(store: Store, looks: Looks, inputs: Inputs, jobs: int | None, progress: Progress) -> None:
    """Curate what is to be curated; afterwards the store has every text as it is now."""
    _forget_all_but(store, looks, {text.path.name for text in inputs.texts})
    _learn(store, inputs)
    _fail_clashes(store, looks, inputs)
    store.commit()
    waiting = [text for text in stale(store, inputs.texts) if text.path.name not in inputs.clashes]
    for text in waiting:
        _look(looks, text)
    for n, (text, result) in enumerate(progress.track("Curating", curate_texts(waiting, inputs, jobs), len(waiting))):
        _keep(store, text, result)
        if n % _KEPT_AT_ONCE == 0:
            store.commit()
    _compare(store)
    store.do("DELETE FROM todo WHERE name IN (SELECT name FROM documents WHERE failure IS NOT NULL)")
    store.commit()


def _look(looks: Looks, text: RawText) -> None:
    for path in filter(None, (text.path, text.side)):
        looks.look(path, text.path.stem)


def _fail_clashes(store: Store, looks: Looks, inputs: Inputs) -> None:
    """Fail the texts whose id another has, and take up again those that had."""
    here = {text.path.name for text in inputs.texts}
    store.mark(CURATE, here.intersection(store.fact("clashes", list[str]) or []))
    for text in inputs.texts:
        if reason := inputs.clashes.get(text.path.name):
            _look(looks, text)
            _keep(store, text, Failure(text.path.name, reason))
    store.set_fact("clashes", sorted(inputs.clashes))


def stale(store: Store, texts: Iterable[RawText]) -> list[RawText]:
    """The texts that are new or marked, in their order."""
    known, marked = set(store.column("SELECT name FROM documents")), set(store.marked(CURATE))
    return [text for text in texts if text.path.name not in known or text.path.name in marked]


def documents(store: Store, off: Sequence[str]) -> Iterator[Document]:
    """The curated texts in their order, one after another; those that failed are left out."""
    for name in store.column("SELECT name FROM documents WHERE failure IS NULL ORDER BY name"):
        yield document(store, name, off)


def document(store: Store, name: str, off: Sequence[str]) -> Document:
    """A curated text with what the checks across documents say of it."""
    (record,) = store.row("SELECT record FROM documents WHERE name = ?", name)
    query = "SELECT record FROM faults WHERE scope = ? AND name = ? ORDER BY rowid"
    faults = [(check, decode(data, Fault)) for check in CORPUS_CHECKS for data in store.column(query, check.id, name)]
    return with_faults(decode(record, Document), faults, off)


def failures(store: Store) -> list[Failure]:
    """The texts that could not be curated, and why."""
    query = "SELECT name, failure FROM documents WHERE failure IS NOT NULL ORDER BY name"
    return [Failure(*row) for row in store.rows(query)]


def _forget_all_but(store: Store, looks: Looks, names: set[str]) -> None:
    """Forget texts that are gone, and let what depends on them be done anew."""
    for name in store.column("SELECT name FROM documents"):
        if name not in names:
            _forget_content(store, name)
            for owner in store.row("SELECT stem, file FROM documents WHERE name = ?", name):
                looks.forget(owner)
            store.do("DELETE FROM documents WHERE name = ?", name)


def _forget_content(store: Store, name: str) -> None:
    """Forget what is known of a text, but not of its files."""
    for language in store.column("SELECT DISTINCT language FROM targets WHERE name = ?", name):
        drop(store, language, name)
    for table in ("failed", "summaries", "todo"):
        store.do(f"DELETE FROM {table} WHERE name = ?", name)  # noqa: S608
    _put(store, name, Curated())
    store.mark(INDEX)


def _learn(store: Store, inputs: Inputs) -> None:
    """Mark the texts in which a form of a concept stands that has come, gone or changed."""
    if not store.marked(GLOSSARY):
        return
    known = store.fact("glossary", tuple[Concept, ...]) or ()
    new = inputs.glossary.concepts
    changed = _changed(known, new)
    if inputs.settings.entities.models or inputs.settings.entities.similar or changed is None:
        read = names = store.column("SELECT name FROM documents")
        store.do("DELETE FROM sound")
    else:
        sought = _sought(changed)
        names = _using(store, sought)
        named = _changed(*([concept.named for concept in some] for some in (known, new)))
        read = names if named is None else _using(store, _sought(named))
        sources = store.column("SELECT DISTINCT source FROM sound")
        doubtful = ((source,) for source in sources if sought.stand_in(folded(source).text))
        store.many("DELETE FROM sound WHERE source = ?", doubtful)
    for language in inputs.settings.languages:
        store.mark(MEMORY, language=language)
    store.mark(CURATE, read)
    mark_anew(store, names)
    store.set_fact("glossary", new)
    store.mark(INDEX)
    store.done(GLOSSARY)


def _sought(concepts: Iterable[Concept]) -> Sought:
    return Sought(form.text for concept in concepts for form in forms(concept))


def _using(store: Store, sought: Sought) -> list[str]:
    """The texts in which one of these forms stands."""
    rows = store.rows("SELECT name, text FROM searched") if sought else ()
    return sorted({name for name, text in rows if sought.stand_in(text)})


def _changed(old: Sequence[Concept], new: Sequence[Concept]) -> list[Concept] | None:
    """The concepts of which one of two glossaries has not the like; None where the others stand in another order.

    The order decides between two concepts with the same form.
    """
    before, after = ([encode(concept) for concept in concepts] for concepts in (old, new))
    both = set(before) & set(after)
    if [one for one in before if one in both] != [one for one in after if one in both]:
        return None
    return [decode(one, Concept) for one in (*before, *after) if one not in both]


def _keep(store: Store, text: RawText, result: Curated | Failure) -> None:
    """Keep what became of a text, and mark what depends on it."""
    name = text.path.name
    if isinstance(result, Failure):
        _forget_content(store, name)
        failed = (name, text.path.stem, LanguageFolder.stem(name), "", "", None, result.reason)
        store.do("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", *failed)
        return
    before = store.row("SELECT record FROM documents WHERE name = ?", name)
    if before is None or before[0] != result.record:
        row = (name, text.path.stem, LanguageFolder.stem(name), result.id, result.language, result.record, None)
        store.do("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", *row)
        mark_anew(store, [name])
    _put(store, name, result)
    store.done(CURATE, name)


def _put(store: Store, name: str, result: Curated) -> None:
    """Put a text's entries in the place of its old ones."""
    about = store.column("SELECT about FROM statements WHERE name = ?", name)
    store.mark(VALUES, (*about, *(one.about for one in result.statements)))
    for table in ("searched", "statements", "sentences"):
        store.do(f"DELETE FROM {table} WHERE name = ?", name)  # noqa: S608
    store.many("INSERT INTO searched VALUES (?, ?)", ((name, text) for text in result.searched))
    statements = ((name, n, one.about, encode(one)) for n, one in enumerate(result.statements))
    store.many("INSERT INTO statements VALUES (?, ?, ?, ?)", statements)
    sentences = ((name, result.language, *msgspec.structs.astuple(one)) for one in result.sentences)
    store.many("INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?)", sentences)


def _compare(store: Store) -> None:
    """Compare what texts state about the things of which one of them now states something else."""
    for about in store.marked(VALUES):
        rows = store.column("SELECT record FROM statements WHERE about = ? ORDER BY name, n", about)
        stated = [decode(data, Statement) for data in rows]
        for check in CORPUS_CHECKS:
            found = ((name, "", fault) for name, fault in check.find(stated, None))
            mark_anew(store, regroup(store, check.id, about, found))
        store.done(VALUES, about)
