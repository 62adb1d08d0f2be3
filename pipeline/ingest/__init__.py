"""Reading raw texts: which files there are, what their side files say, and their exact characters."""

import codecs
import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from pipeline.core.edits import Change
from pipeline.core.errors import DocumentError, UsageError
from pipeline.core.folding import find_folded
from pipeline.core.model import Document, Format, SideFile, Source
from pipeline.core.settings import Settings
from pipeline.core.yamlfile import YamlFile
from pipeline.glossary import Glossary
from pipeline.ingest import encodings, html
from pipeline.rules import DocumentContext, rule, run_rules

FORMATS: dict[str, Format] = {".txt": "text", ".md": "markdown", ".html": "html"}


_ID = re.compile(r"(?! )[^\x00-\x1f\x7f]{1,200}(?<! )")


class RawText(msgspec.Struct, frozen=True):
    """A text in raw/ and its side file, if it has one."""

    path: Path
    side: Path | None = None


def scan(folder: Path) -> tuple[list[RawText], list[str]]:
    """The texts of a raw folder by name, and one warning per file that is not read.

    Raises `UsageError` where the folder is missing or where two texts share a name: their bundles would collide.
    """
    if not folder.is_dir():
        raise UsageError("there is no such folder", file=folder, remedy="create it or name another with --raw")
    texts: dict[str, Path] = {}
    sides: dict[str, Path] = {}
    warnings = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or not path.is_file():
            warnings.append(f"{path}: not read; only .txt, .md and .html files in this folder itself are texts")
        elif path.suffix == ".yaml":
            sides[path.stem] = path
        elif path.suffix not in FORMATS:
            warnings.append(f"{path}: not read, its kind is unknown; rename it to .txt, .md or .html")
        elif path.stem in texts:
            raise UsageError(f"two texts share the name '{path.stem}'", file=path, remedy="rename one of them")
        else:
            texts[path.stem] = path
    warnings += [
        f"{p}: not read, there is no text beside it; give both the same name"
        for n, p in sides.items()
        if n not in texts
    ]
    return [RawText(path, sides.get(name)) for name, path in texts.items()], warnings


def load_side(path: Path | None) -> SideFile:
    """Read a side file. Raises `UsageError` for unknown keys, wrong types and unknown encodings."""
    if path is None:
        return SideFile()
    file = YamlFile.load(path)
    side = file.decode(SideFile)
    if side.encoding is not None:
        try:
            codecs.lookup(side.encoding)
        except LookupError as error:
            raise file.fault(
                f"unknown encoding '{side.encoding}'", ("encoding",), "use utf-8, windows-1252, gb18030 …"
            ) from error
    if side.id is not None and not _ID.fullmatch(side.id):
        raise file.fault(f"'{side.id}' is no id", ("id",), "use up to 200 letters, digits and signs")
    for i, edit in enumerate(side.edits):
        if not edit.find.strip():
            raise file.fault("an edit must say what it finds", ("edits", i, "find"), "copy the words from the raw text")
    return side


def read(raw: RawText, settings: Settings) -> Document:
    """Read one file. Raises `DocumentError` by name and reason, `UsageError` for its side file."""
    side = load_side(raw.side)
    try:
        size = raw.path.stat().st_size
        if size > settings.max_bytes:
            raise DocumentError(
                f"the file has {size:,} bytes, more than the {settings.max_bytes:,} allowed",
                remedy="split it or raise max_bytes in settings.yaml",
            )
        return from_data(raw.path.read_bytes(), raw.path.name, side)
    except OSError as error:
        raise DocumentError(
            f"cannot be read ({error.strerror})", file=raw.path, remedy="check its permissions"
        ) from error
    except DocumentError as error:
        raise DocumentError(error.message, file=raw.path, remedy=error.remedy) from error


def from_data(data: str | bytes, name: str, side: SideFile | None = None) -> Document:
    """Make a document of a text or of a file's bytes; the raw text of a `str` is that very `str`."""
    side = side or SideFile()
    form = FORMATS.get(Path(name).suffix.lower(), "text")
    if isinstance(data, str):
        digest = hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()
        return Document(name, data, data, Source(name, form, "utf-8", False, digest), side)
    declared = side.encoding or (html.declared_encoding(data) if form == "html" else None)
    text, codec, mark = encodings.decode(data, declared)
    return Document(name, text, text, Source(name, form, codec, mark, hashlib.sha256(data).hexdigest()), side)


@rule("edits/editor", version=1, everywhere=True)
def apply_edits(text: str, context: DocumentContext) -> Iterable[Change]:
    """Corrections by an editor.

    An editor who has seen the original may restore what no rule can prove. `find` is matched with white space folded
    and must stand there exactly once; what does not is left to the check source/edit.
    Example: `find: raised in with`, `replace: raised in gout with`.
    """
    for edit in context.side.edits:
        places = find_folded(text, edit.find)
        if len(places) == 1:
            start, end = places[0]
            yield Change(start, end, text[start:end], edit.replace, edit.reason)


def build(settings: Settings, glossary: Glossary) -> Callable[[Document], Document]:
    """The stage from the raw text to plain text: HTML is extracted, then the editors' corrections are applied."""

    def stage(document: Document) -> Document:
        context = DocumentContext(settings=settings, glossary=glossary, side=document.side)
        if document.source.format == "html":
            document = html.extract(document, context)
        return run_rules(document, (apply_edits,), context)

    return stage
