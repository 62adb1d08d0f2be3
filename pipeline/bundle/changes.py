"""What a release has that the last one had not, in words for those who use it: texts, sentences, terms, approvals."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType

from pipeline.bundle.loading import Bundle
from pipeline.bundle.markdown import escape
from pipeline.bundle.reading import BundledDocument
from pipeline.bundle.records import ConceptRecord, Withdrawn
from pipeline.bundle.views import BundledSegment


def changes(
    bundle: Bundle,
    last: Bundle | None,
    version: str,
    withdrawn: Sequence[Withdrawn],
    errors: Mapping[str, int] = MappingProxyType({}),
) -> str:
    """The changes as Markdown; without a last release, what there is. `errors` are the open ones, by text."""
    head = [f"# {version}\n"]
    lines = (f"{_code(name)}: {count}" for name, count in errors.items())
    head += _section("Released with findings at `error` that nobody has answered", lines)
    parts: list[str] = []
    if last is None:
        counts = f"{len(bundle)} texts, in {', '.join(bundle.languages) or 'their own language alone'}."
        return "\n".join((*head, f"The first release: {counts}\n"))
    new = [one for one in withdrawn if one not in last.withdrawn]
    parts += _section(
        "Withdrawn", (f"{_code(one.key)} ({', '.join(one.languages)}): {_line(one.reason)}" for one in new)
    )
    came = [document for document in bundle if document.id not in last]
    gone = [document for document in last if document.id not in bundle]
    parts += _section("New texts", (f"{_code(one.id)}: {_line(one.title)}" for one in came))
    parts += _section("Texts that are gone", (f"{_code(one.id)}: {_line(one.title)}" for one in gone))
    for document in bundle:
        if document.id in last:
            parts += _section(f"In {_code(document.id)}", _in_text(document, last[document.id]))
    parts += _section("Terms", _terms(_concepts(last), _concepts(bundle)))
    since = f"Changes since {last.version}.\n" if parts else f"Nothing has changed since {last.version}.\n"
    return "\n".join((*head, since, *parts))


def _section(title: str, lines: Iterator[str]) -> list[str]:
    found = [f"- {line}" for line in lines]
    return [f"## {title}\n", *found, ""] if found else []


def _in_text(now: BundledDocument, before: BundledDocument) -> Iterator[str]:
    yield from _sentences(now, before)
    for language in now.languages:
        if language not in before.languages:
            yield f"now in {language}"
        elif language != now.language:
            yield from _translations(language, now, before)
    yield from (f"no longer in {language}" for language in before.languages if language not in now.languages)


def _sentences(now: BundledDocument, before: BundledDocument) -> Iterator[str]:
    """Sentences of the text itself that were edited, came or went."""
    old, new = before.segments(), now.segments()
    moves = SequenceMatcher(None, [one.key for one in old], [one.key for one in new], autojunk=False).get_opcodes()
    gone = {one.key for one in old} - {one.key for one in new}
    come = {one.key for one in new} - {one.key for one in old}
    for _, a, b, c, d in (move for move in moves if move[0] != "equal"):
        left = [one for one in old[a:b] if one.key in gone]
        right = [one for one in new[c:d] if one.key in come]
        both = min(len(left), len(right))
        for one, other in zip(left[:both], right[:both], strict=True):
            yield f"edited: {_quoted(one.source)} is now {_quoted(other.source)} ({_code(one.key)}, {_code(other.key)})"
        yield from (f"gone: {_quoted(one.source)} ({_code(one.key)})" for one in left[both:])
        yield from (f"new: {_quoted(one.source)} ({_code(one.key)})" for one in right[both:])


def _translations(language: str, now: BundledDocument, before: BundledDocument) -> Iterator[str]:
    """Translations of sentences that were there before: other words, approvals that came or are void."""
    old = {one.key: one for one in before.segments(language)}
    for one in now.segments(language):
        if one.key in old and (told := _told(old[one.key], one)):
            yield f"{language}, {told} ({_code(one.key)})"
    present = {one.key for one in now.segments(language)}
    void = (one for one in old.values() if one.state == "approved" and one.key not in present)
    yield from (f"{language}, approval gone void with its sentence: {_shown(one)} ({_code(one.key)})" for one in void)


def _told(old: BundledSegment, new: BundledSegment) -> str:
    """What has become of a translation; empty where nothing has."""
    if old.state == "approved" and (new.state != "approved" or new.text != old.text):
        return f"approval gone void: {_shown(old)} is now {_shown(new)}"
    if new.text != old.text:
        return f"{_shown(old)} is now {_shown(new)}" + (", approved" if new.state == "approved" else "")
    return f"approved: {_shown(new)}" if new.state == "approved" != old.state else ""


def _shown(segment: BundledSegment) -> str:
    return f"withheld ({_line(segment.withheld or '')})" if segment.text is None else _quoted(segment.text)


def _concepts(bundle: Bundle) -> Mapping[str, ConceptRecord]:
    return {concept.id: concept for document in bundle for concept in document.concepts}


def _terms(before: Mapping[str, ConceptRecord], now: Mapping[str, ConceptRecord]) -> Iterator[str]:
    for name in sorted({*before, *now}):
        old, new = before.get(name), now.get(name)
        if old is None or new is None:
            yield f"{'new' if old is None else 'gone'}: {_code(name)}"
            continue
        words = [("preferred term", old.preferred, new.preferred), ("definition", old.definition, new.definition)]
        languages = sorted({*old.translations, *new.translations})
        terms = [(one, old.translations.get(one), new.translations.get(one)) for one in languages]
        words += [(one, a.text if a else None, b.text if b else None) for one, a, b in terms]
        words += [("codes", str(old.codes or ""), str(new.codes or ""))]
        words += [("lay words", ", ".join(old.lay), ", ".join(new.lay))]
        for what, a, b in words:
            if a != b:
                yield f"{_code(name)}, {what}: {_quoted(a or 'none')} is now {_quoted(b or 'none')}"


def _quoted(text: str) -> str:
    return f"“{_line(text)}”"


def _line(text: str) -> str:
    return escape(" ".join(text.split()))


def _code(name: str) -> str:
    return f"`{name.replace('`', '')}`"
