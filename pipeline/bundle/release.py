"""A release: the bundle as one zip with a version, what has changed since the last one, and what was withdrawn.

The same bundle, list of what is withdrawn and earlier releases give the same bytes.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from os.path import lexists
from pathlib import Path
from typing import Any

import msgspec

from pipeline.bundle.changes import changes
from pipeline.bundle.loading import Bundle
from pipeline.bundle.package import LIST_HASH, NAME, PACKAGE, encode, list_hash, listed
from pipeline.bundle.reading import BundledDocument
from pipeline.bundle.records import Withdrawn
from pipeline.bundle.storage import Storage
from pipeline.bundle.views import BundledSegment
from pipeline.core.errors import UsageError, shown
from pipeline.core.files import content, digest, paths_in, read_file
from pipeline.core.model import Finding
from pipeline.core.names import Where, require_language, require_reason
from pipeline.core.places import is_within, put, require_named
from pipeline.core.yaml import YamlFile
from pipeline.ingest import FORMATS

CHANGES = "CHANGES.md"

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?", re.ASCII)
_LONGEST = 64  # signs of a version: it stands in the names of files
_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can name: a real one would make every zip another
_LIST = "withdrawn.yaml"  # its usual name; a project may have none
_SUMS = ".sha256"
_NAMED_AT_MOST = 5  # texts that a refusal names
_ERRORS_REMEDY = (
    "look at them (`make report`), or give --with-errors: the release says so, and their translations stay withheld"
)


def rank(version: str) -> tuple[Any, ...] | None:
    """What semantic versions are compared by; None for what is none. One before a release ("1.0.0-rc.1") comes first.

    >>> rank("1.10.0") > rank("1.9.0") > rank("1.9.0-rc.2") > rank("1.9.0-rc.1") > rank("1.9.0-9")
    True
    """
    found = _VERSION.fullmatch(version)
    if not found or len(version) > _LONGEST:
        return None
    parts = (found[4] or "").split(".")  # figures come before words, as numbers
    before = tuple((not one.isdigit(), int(one) if one.isdigit() else 0, one) for one in parts)
    return (*map(int, found.groups()[:3]), found[4] is None, before)


class _Withdrawal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence that an editor withdraws."""

    key: str
    languages: tuple[str, ...]
    reason: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`withdrawn.yaml`."""

    withdrawn: tuple[_Withdrawal, ...] = ()


def release(curated: Path, version: str, out: Path, withdrawn: Path, *, with_errors: bool = False) -> list[Path]:
    """Write the release of a bundle and its checksum into a folder; gives the files.

    Raises `UsageError` for what is no version, or one that is not above those released; for a bundle that cannot be
    trusted; where findings at `error` are open, unless `with_errors` says that they may be; where the last release is
    not there as it was; and where a withdrawn sentence was never released, or still stands in the bundle as it was.
    """
    wanted = rank(version)
    if wanted is None:
        remedy = "write three numbers, like 1.4.0: raise the first where something is withdrawn or changed its meaning"
        raise UsageError(f"'{shown(version)}' is no version", remedy=remedy)
    if is_within(curated, out):
        raise UsageError("this is the folder of the bundle", file=out, remedy="name a folder of its own for releases")
    storage = Storage(curated)
    storage.verify()
    bundle = Bundle(storage)
    errors = {document.id: count for document in bundle if (count := sum(1 for _ in _errors(document)))}
    if errors and not with_errors:
        raise UsageError(_told(errors), file=curated, remedy=_ERRORS_REMEDY)
    last = _last(out, wanted, version)
    gone = _withdrawn(withdrawn, bundle, last)
    data = _zip(storage, version, changes(bundle, last, version, gone, errors), gone, errors)
    name = f"{NAME}-{version}.zip"
    place = out / name
    if place.exists() and read_file(place) != data:
        message = f"version {version} was released with another content"
        raise UsageError(message, file=place, remedy="choose a higher version; what is released stays as it is")
    sums = f"{digest(data)}  {name}\n".encode()
    return [put(out, name, data), put(out, f"{name}{_SUMS}", sums)]


def changed_since(curated: Path, raw: Path) -> list[str]:
    """Lines for texts that are not in a bundle as they are now: somebody has worked on them since the last run."""
    if not raw.is_dir():
        return []
    hashes = {one.record.source.file: one.record.source.sha256 for one in Bundle(Storage(curated))}
    changed, new = [], []
    texts = (one for one in raw.iterdir() if one.suffix in FORMATS and not one.name.startswith("."))
    for path in sorted(one for one in texts if one.is_file()):
        if path.name not in hashes:
            new.append(path)
        elif hashes[path.name] not in ("", digest(read_file(path))):
            changed.append(path)
    gone = [raw / name for name in sorted(hashes) if not (raw / name).exists()]
    cases = ((changed, "changed since the last run"), (new, "in no bundle"), (gone, "gone since the last run"))
    return [
        f"{_named(paths)}: {what}; the release has what the last run made. Run again where it is to have the new."
        for paths, what in cases
        if paths
    ]


def _named(paths: Sequence[Path]) -> str:
    more = f" and {len(paths) - _NAMED_AT_MOST} more" if len(paths) > _NAMED_AT_MOST else ""
    return ", ".join(shown(path, most=1000) for path in paths[:_NAMED_AT_MOST]) + more


def _told(errors: Mapping[str, int]) -> str:
    """In which texts findings at `error` are open."""
    with_some = [f"{name} ({count})" for name, count in errors.items()]
    more = f" and {len(with_some) - _NAMED_AT_MOST} more" if len(with_some) > _NAMED_AT_MOST else ""
    return f"findings at `error` are open in {', '.join(with_some[:_NAMED_AT_MOST])}{more}"


def _errors(document: BundledDocument) -> Iterator[Finding]:
    yield from (finding for finding in document.record.findings if finding.withholds)
    for record in document.translations.values():
        yield from (finding for segment in record.segments for finding in segment.findings if finding.withholds)


def _last(out: Path, wanted: tuple[Any, ...], version: str) -> Bundle | None:
    """The release before a version, None where there is none. Raises `UsageError` where a later one is there."""
    found = {}
    for path in (*paths_in(out, ".zip"), *paths_in(out, f".zip{_SUMS}")):
        name = path.name.removesuffix(_SUMS).removesuffix(".zip")
        if name.startswith(f"{NAME}-") and (one := rank(name.removeprefix(f"{NAME}-"))):
            found[one] = out / f"{name}.zip"
    if found and max(found) > wanted:
        message = f"version {version} is not above the last release"
        raise UsageError(message, file=found[max(found)], remedy="choose a higher version")
    before = [one for one in found if one < wanted]
    if not before:
        return None
    path = found[max(before)]
    if not lexists(path):
        message = (
            "the last release is gone, and its checksum is there: what it withdrew would not be withdrawn any more"
        )
        remedy = f"put it back as it was published; if it never was, delete {path.name}{_SUMS}"
        raise UsageError(message, file=path, remedy=remedy)
    _require_checksum(path)
    storage = Storage(path)
    storage.verify()
    return Bundle(storage)


def _require_checksum(path: Path) -> None:
    """Raise `UsageError` for a release that is no longer what its checksum says: others have it as it was."""
    sums = path.with_name(f"{path.name}{_SUMS}")
    said = (content(sums) or b"").split()
    if said and said[0] != digest(read_file(path)).encode():
        remedy = "put both back as they were published"
        raise UsageError(f"this is not the file that {sums.name} tells of", file=path, remedy=remedy)


def _withdrawn(path: Path, bundle: Bundle, last: Bundle | None) -> tuple[Withdrawn, ...]:
    """What was withdrawn before, and what the file withdraws now. Raises `UsageError` where that cannot be.

    A sentence that was corrected wrongly is withdrawn again, by an entry of its own: then both its texts are told.
    """
    found = list(last.withdrawn if last else ())
    told = Counter((one.key, language, one.reason) for one in found for language in one.languages)
    require_named(path)
    # A file that was named, and is not there or none, must not pass for a list with nothing in it
    file = YamlFile.load(path) if lexists(path) or path.name != _LIST else None
    for number, one in enumerate(file.decode(_File).withdrawn if file else ()):
        at = file.where(("withdrawn", number)) if file else Where(path)
        require_reason(one.reason, at)
        if not one.languages:
            words = f"no language is named, so nothing of '{shown(one.key)}' is withdrawn"
            raise UsageError(words, file=at.file, line=at.line, remedy="name each, like `languages: [en, es]`")
        for language in one.languages:
            require_language(language, at)
        entry = {language: (one.key, language, one.reason) for language in one.languages}
        new = [language for language in entry if not told[entry[language]]]
        told.subtract(named for language, named in entry.items() if language not in new)
        texts = {language: hashed for language in new if (hashed := _released(found, last, one.key, language, at))}
        if texts:
            found.append(Withdrawn(one.key, tuple(texts), one.reason, texts))
    _require_gone(found, bundle, path)
    return tuple(found)


def _released(withdrawn: Sequence[Withdrawn], last: Bundle | None, key: str, language: str, at: Where) -> str | None:
    """The hash of a sentence's words in the last release, None where they were withdrawn already.

    Raises `UsageError` where it was neither released nor withdrawn.
    """
    known = {one.texts.get(language) for one in withdrawn if one.key == key and language in one.languages}
    text = _text(last, key, language) if last else None
    if text is None and not known:
        message = f"'{key}' was not released in {language}"
        raise UsageError(message, file=at.file, line=at.line, remedy="give the key and a language of the last release")
    hashed = None if text is None else _hash(text)
    return None if hashed in known else hashed


def _require_gone(withdrawn: Sequence[Withdrawn], bundle: Bundle, path: Path) -> None:
    """Raise `UsageError` where the bundle still has the words that were withdrawn, under whatever key."""
    gone = {(language, hashed): one.key for one in withdrawn for language, hashed in one.texts.items()}
    languages = {language for language, _ in gone}
    for document in bundle if gone else ():
        for language in sorted(languages.intersection(document.languages)):
            for segment in document.segments(language):
                key = gone.get((language, _hash(segment.text))) if segment.text is not None else None
                if key is not None and not _is_vouched_for(segment, key, document):
                    where = "" if segment.key == key else f" under '{segment.key}'"
                    message = f"'{key}' is withdrawn, and still stands in the bundle in {language} as it was{where}"
                    raise UsageError(message, file=path, remedy="correct it, or withhold it, and run `make` again")


def _is_vouched_for(segment: BundledSegment, key: str, document: BundledDocument) -> bool:
    """Whether a person has found the words right elsewhere: for another source, or in another, reviewed text."""
    if segment.language == document.language:
        return not key.startswith(f"{document.record.id}:") and document.review is not None
    return segment.state == "approved" and _source(segment.key) != _source(key)


def _source(key: str) -> str:
    """Of which words a key is: a hash."""
    return key.rpartition(":")[0].rpartition(":")[2]


def _hash(text: str) -> str:
    return digest(text.encode("utf-8", "surrogatepass"))


def _text(bundle: Bundle, key: str, language: str) -> str | None:
    """The words of a sentence in a language, None where the bundle has none."""
    named = key.rsplit(":", 2)[0]  # mostly the text's name as well
    for document in (bundle[one] for one in sorted(bundle.names, key=lambda one: one != named)):
        if key.startswith(f"{document.record.id}:") and language in document.languages:
            return next((one.text for one in document.segments(language) if one.key == key), None)
    return None


def _zip(storage: Storage, version: str, told: str, withdrawn: Sequence[Withdrawn], errors: Mapping[str, int]) -> bytes:
    """The files of a bundle, what has changed, and the list of them all with the version, as a zip."""
    package: dict[str, Any] = msgspec.json.decode(storage.read_list())
    text = told.encode("utf-8", "replace")
    package |= {"version": version, "withdrawn": msgspec.to_builtins(withdrawn)}
    package |= {"open_errors": dict(errors)} if errors else {}
    package["resources"] = [listed(CHANGES, len(text), digest(text)), *package["resources"]]
    package[LIST_HASH] = list_hash(package)
    files: Mapping[str, bytes] = {PACKAGE: encode(package), CHANGES: text}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in (*files, *storage.hashes):
            info = zipfile.ZipInfo(path, _DAY)
            info.create_system, info.external_attr = 3, 0o644 << 16  # as on every system
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[path] if path in files else storage.read(path))
    return out.getvalue()
