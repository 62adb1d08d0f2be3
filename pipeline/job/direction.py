"""The texts of one language on their way into another: brought over, settled, drafted, judged, written."""

from pipeline.core.errors import DocumentError, shown
from pipeline.core.files import digest
from pipeline.core.model import Document
from pipeline.core.progress import Progress
from pipeline.core.project import Project
from pipeline.core.targets import Target, Translation
from pipeline.core.text.folding import one_space
from pipeline.exchange.xliff.merge import Merged
from pipeline.exchange.xliff.trans_units import Unit
from pipeline.job.curating import document
from pipeline.job.inputs import Inputs
from pipeline.job.store import Store, approved, decode, encode, fingerprint, lost
from pipeline.job.store.changes import INDEX, MEMORY, PUBLISH, TRANSLATE, WRITE
from pipeline.job.store.failed import fail, mend
from pipeline.job.store.groups import compare, compared, drop, put_pairs
from pipeline.rules.pair import PairContext
from pipeline.translation import document as one_document
from pipeline.translation.attribution import uses
from pipeline.translation.document import DocumentTranslator
from pipeline.translation.drafting import Translator
from pipeline.translation.engines import attempts
from pipeline.translation.folder import LanguageFolder

_KEPT_AT_ONCE = 64  # texts between two commits: what is lost of a run that is killed
Pair = tuple[str, str]


class Direction:
    """The texts of one language on their way into another."""

    def __init__(self, store: Store, folder: LanguageFolder, origin: str, inputs: Inputs, project: Project):
        self._store, self._folder, self._origin, self._language = store, folder, origin, folder.language
        self._settings, self._curated = inputs.settings, project.curated
        self.told: list[str] = []
        self._context = PairContext(origin, folder.language, inputs.settings, inputs.glossary)
        self._translator = Translator(self._context, inputs.settings.engine, project.models, project.build / "cache")
        pairs = approved.StoredPairs(store, folder.language, origin)
        self._texts = DocumentTranslator(self._translator, pairs)

    def run(self, progress: Progress) -> None:
        """Bring over, settle, draft, judge, compare, write."""
        store = self._store
        store.do("DROP TABLE IF EXISTS temp.work")
        store.do("DROP TABLE IF EXISTS temp.drafts")
        store.do("CREATE TEMP TABLE work (name TEXT PRIMARY KEY, merged BLOB, settled BLOB)")
        store.do("CREATE TEMP TABLE drafts (n INTEGER PRIMARY KEY, source TEXT UNIQUE, draft BLOB)")
        merged = set[str]()
        self._bring_over(merged)
        lost.keep_lost(store, self._folder, self._origin)
        self._bring_over(merged)
        names = store.column("SELECT name FROM work ORDER BY name")
        for name in names:
            self._settle(name)
        self._draft(progress)
        for n, name in enumerate(names):
            self._finish(name)
            if n % _KEPT_AT_ONCE == 0:
                store.commit()
        changed = compare(store, self._context)
        store.mark(WRITE, changed, self._language)
        store.mark(PUBLISH, changed)
        store.commit()
        for name in self._of_origin(WRITE):
            self._write(name)
        store.commit()
        self.told += approved.tell_refused(store, self._folder, self._origin)

    def approved(self) -> list[Pair]:
        """The pairs that people approved and no check would withhold, where they are to be written."""
        if not self._store.marked(MEMORY, self._language):
            return []
        return approved.own_pairs(self._store, self._language, self._origin, self._texts.is_sound)

    def outlook(self, project: Project) -> str:
        """Why the engine is none or a poor one; kept, since an engine must be loaded to tell."""
        name = f"outlook {self._origin}-{self._language}"
        told = self._store.fact(name, tuple[str, str])
        asked = digest(encode(self._store.fact("outlook", object)))
        if told is None or told[0] != asked:
            words = self._translator.outlook(attempts.failed(project.build))
            self._store.set_fact(name, (asked, words))
            if told is None or told[1] != words:
                self._store.mark(PUBLISH, self._all_texts())
            return words
        return told[1]

    def _all_texts(self) -> list[str]:
        return self._store.column("SELECT name FROM documents WHERE language = ?", self._origin)

    def _of_origin(self, stage: str) -> list[str]:
        query = (
            "SELECT name FROM todo JOIN documents USING (name)"
            " WHERE stage = ? AND todo.language = ? AND documents.language = ? ORDER BY name"
        )
        return self._store.column(query, stage, self._language, self._origin)

    def _document(self, name: str) -> Document:
        return document(self._store, name, self._settings.off)

    def _bring_over(self, merged: set[str]) -> None:
        """Merge the files of marked texts that are not `merged`; what that changes in the memory marks more of them."""
        approved.update_memory(self._store, self._language, self._origin)
        while waiting := [name for name in self._of_origin(TRANSLATE) if name not in merged]:
            for name in waiting:
                merged.add(name)
                self._merge(name)
            approved.update_memory(self._store, self._language, self._origin)

    def _merge(self, name: str) -> None:
        store, language = self._store, self._language
        mend(store, language, name)
        try:
            merged = self._folder.merge(self._document(name))
        except DocumentError as error:
            self._fail(name, error)
            self._tell_withdrawn(name)
            drop(store, language, name)
            store.mark(PUBLISH, [name])
            store.done(TRANSLATE, name, language)
            store.done(WRITE, name, language)
            return
        approved.keep(store, language, self._origin, name, one_document.approved(merged))
        lost.hold(store, language, name, one_document.unapproved(merged))
        store.do("INSERT INTO work VALUES (?, ?, NULL)", name, encode(merged))

    def _tell_withdrawn(self, name: str) -> None:
        """Note where the bundle has a translation that cannot be read any more."""
        path = self._curated / self._document(name).id / f"{self._language}.json"
        if path.is_file():
            why = "taken out of the bundle, since the translation cannot be read; it comes back when that is mended"
            self.told.append(f"{shown(path.with_suffix(''), most=1000)}: {why}.")

    def _fail(self, name: str, fault: DocumentError | str) -> None:
        fail(self._store, self._language, name, fault)
        self._store.mark(INDEX)

    def _settle(self, name: str) -> None:
        store, text = self._store, self._document(name)
        (data,) = store.row("SELECT merged FROM work WHERE name = ?", name)
        settled = self._texts.settle(text, decode(data, Merged))
        store.do("UPDATE work SET settled = ? WHERE name = ?", encode(settled), name)
        waiting = (text.sentence(s) for s, one in zip(text.segments, settled, strict=True) if one is None)
        store.many("INSERT OR IGNORE INTO drafts (source) VALUES (?)", ((source,) for source in waiting))

    def _draft(self, progress: Progress) -> None:
        """Let the engine translate what waits, in the order in which it stands in the texts."""
        store = self._store
        (count,) = store.row("SELECT count(*) FROM drafts")
        sources = (source for (source,) in store.rows("SELECT source FROM drafts ORDER BY n"))
        stream = self._translator.stream(sources, _Headings(store, self._origin))
        for n, draft in enumerate(progress.track(f"Translating to {self._language}", stream, count), 1):
            store.do("UPDATE drafts SET draft = ? WHERE n = ?", encode(draft), n)
        if self._translator.failure:
            self._fail(self._language, self._translator.failure)

    def _drafted(self, source: str) -> Translation:
        (data,) = self._store.row("SELECT draft FROM drafts WHERE source = ?", source)
        return decode(data, Translation)

    def _finish(self, name: str) -> None:
        store, language, text = self._store, self._language, self._document(name)
        merged, settled = store.row("SELECT merged, settled FROM work WHERE name = ?", name)
        brought = decode(merged, Merged)
        found = self._texts.targets(text, brought, decode(settled, list[Translation | None]), self._drafted)
        row = (language, name, self._origin, encode(found), encode(brought.parked))
        store.do("INSERT OR REPLACE INTO targets VALUES (?, ?, ?, ?, ?)", *row)
        approved.keep_refused(store, language, name, self._texts.refused(text, brought))
        put_pairs(store, self._context, text, found)
        store.mark(WRITE, [name], language)
        store.mark(PUBLISH, [name])
        if not self._translator.failure:  # else the next run asks the engine again
            store.done(TRANSLATE, name, language)

    def _write(self, name: str) -> None:
        """Write a text's files; where that fails, the next run tries again."""
        store, text = self._store, self._document(name)
        query = "SELECT record, parked FROM targets WHERE language = ? AND name = ?"
        record, parked = store.row(query, self._language, name)
        found = compared(store, self._context, text, decode(record, tuple[Target, ...]))
        notes, hashes = self._texts.notes(text, found), self._texts.terms_hashes(text)
        try:
            self._folder.write(text, decode(parked, list[Unit]), found, notes, hashes, uses(found))
        except DocumentError as error:
            self._fail(name, error)
            return
        mend(store, self._language, name)
        store.done(WRITE, name, self._language)


class _Headings:
    """The sentences that head something in any text of a language."""

    def __init__(self, store: Store, language: str):
        self._store, self._language = store, language

    def __contains__(self, sentence: object) -> bool:
        query = "SELECT 1 FROM sentences WHERE hash = ? AND heading AND language = ? LIMIT 1"
        return self._store.row(query, fingerprint(one_space(str(sentence))), self._language) is not None
