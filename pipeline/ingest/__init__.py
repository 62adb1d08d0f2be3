"""Reading raw texts: which files there are, what their side files say, and their exact characters."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from pipeline.core.edits import Change, Span, undo
from pipeline.core.errors import DocumentError, UsageError, raise_all, shown
from pipeline.core.files import TooLargeError, read_file
from pipeline.core.model import Document, Edit, Format, SideFile, Source
from pipeline.core.places import is_within, refusal
from pipeline.core.settings import Settings
from pipeline.core.text.folding import find_folded
from pipeline.core.text.unmerged import UNMERGED, unmerged
from pipeline.core.yaml import YamlFile
from pipeline.glossary import Glossary
from pipeline.ingest import encodings, html
from pipeline.ingest.filenames import fault_of
from pipeline.ingest.stand_ins import stand_in
from pipeline.rules import DocumentContext, rule, run_rules

FORMATS: dict[str, Format] = {".txt": "text", ".md": "markdown", ".html": "html"}
_ALIKE = {suffix: suffix for suffix in FORMATS} | {
    ".text": ".txt",
    ".markdown": ".md",
    ".mdown": ".md",
    ".htm": ".html",
    ".xhtml": ".html",
    ".yaml": ".yaml",
}

_OUT = "a link that leads out of"
_FOLLOW = "put the file itself there, or set `follow_links: true` in settings.yaml"
_SPLIT = "split it or raise max_bytes in settings.yaml"
_ID = re.compile(r"(?![ .])[^\x00-\x1f\x7f/\\]{1,200}(?<! )")


class RawText(msgspec.Struct, frozen=True):
    """A text in raw/ and its side file, if it has one."""

    path: Path
    side: Path | None = None
    leads_out: bool = False

    def readable_side(self) -> Path | None:
        """The side file. Raises `UsageError` for a link out of the folder, which would be published as the text's."""
        if self.side and self.leads_out:
            raise UsageError(f"this is {_OUT} {self.side.parent}", file=self.side, remedy=_FOLLOW)
        return self.side


def scan(folder: Path, *, follow_links: bool = False) -> tuple[list[RawText], list[str]]:
    """The texts of a raw folder by name, and one warning per file that is not read.

    Links that lead out of the folder are read with `follow_links` alone: what they lead to would be published. Raises
    `UsageError` where the folder is missing. Which names serve, `filenames` tells.
    """
    if not folder.is_dir():
        raise UsageError("there is no such folder", file=folder, remedy="create it or name another with --raw")
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        fault = refusal(error, folder, "cannot be read")
        raise UsageError(fault.message, file=folder, remedy=fault.remedy) from error
    texts: list[Path] = []
    sides: dict[str, Path] = {}
    unread: dict[Path, str] = {}
    out = set() if follow_links else {path for path in paths if path.is_symlink() and not is_within(folder, path)}
    for path in paths:
        if path.suffix == ".yml" and path.with_suffix(".yaml") in paths:
            unread[path] = f", {shown(path.stem)}.yaml is; bring there what it says, and delete it"
        elif path.suffix == ".yaml" and not path.name.startswith("."):
            sides[path.stem] = path  # what is the matter with it is told with its text
        elif path in out:
            unread[path] = f", it is {_OUT} {shown(folder, most=1000)}; {_FOLLOW}"
        elif reason := _no_text(path):
            unread[path] = reason
        else:
            texts.append(path)
    there = {path.stem for path in (*texts, *unread) if path.suffix in FORMATS}
    unread |= {
        path: ", there is no text beside it; give both the same name"
        for stem, path in sides.items()
        if stem not in there
    }
    warnings = [f"{shown(path, most=1000)}: not read{reason}" for path, reason in unread.items()]
    found = ((path, sides.get(path.stem)) for path in texts)
    return [RawText(path, side, side in out) for path, side in found], warnings


def _no_text(path: Path) -> str:
    """Why a file or folder is no text. One that bears a text's name and cannot be read fails where it is read."""
    if path.is_dir() and path.suffix in FORMATS:
        return ", this is a folder; put a file of that name in its place"
    if path.is_dir():
        return "; only .txt, .md and .html files in this folder itself are texts"
    if path.name.startswith("."):
        return ", its name begins with a full stop, as those of hidden files do; rename it if it is a text"
    if path.suffix == ".yml":
        return f", side files end in .yaml; rename it to {shown(path.stem)}.yaml"
    if path.suffix not in FORMATS:
        cure = _ALIKE.get(path.suffix.lower().strip())
        remedy = f"let its name end in {cure}" if cure else "save its text as .txt, .md or .html"
        return f", its kind is unknown; {remedy}"
    return ""


def load_side(path: Path | None) -> SideFile:
    """Read a side file. Raises `UsageError` for unknown keys, wrong types and unknown encodings."""
    return SideFile() if path is None else side_of(YamlFile.load(path))


def side_of(file: YamlFile) -> SideFile:
    """What a side file says. Raises as `load_side`."""
    side, faults = sound_side(file)
    raise_all(faults)
    return side


def sound_side(file: YamlFile) -> tuple[SideFile, list[UsageError]]:
    """What can be read of a side file, and the faults of the rest."""
    side, faults = file.sound(SideFile)
    if side.encoding is not None and encodings.codec_of(side.encoding) is None:
        message = f"unknown encoding '{side.encoding}'"
        faults.append(file.fault(message, ("encoding",), "use utf-8, windows-1252, gb18030 …"))
    if side.id is not None and not _ID.fullmatch(side.id):
        remedy = "use up to 200 letters, digits and signs, as in the name of a file"
        faults.append(file.fault(f"'{shown(side.id)}' is no id", ("id",), remedy))
    elif side.id is not None and (reason := fault_of(side.id)):
        what = f"'{shown(side.id)}' cannot be an id, as files are called after it: {reason}"
        faults.append(file.fault(what, ("id",), "choose another"))
    for i, edit in enumerate(side.edits):
        if not edit.find.strip():
            what, remedy = "an edit must say what it finds", "copy the words from the raw text"
            faults.append(file.fault(what, ("edits", i, "find"), remedy))
    return side, faults


def read(raw: RawText, settings: Settings, side: SideFile | None = None) -> Document:
    """Read one file; `side` is what its side file says, where that is known. Raises `DocumentError`, `UsageError`."""
    side = side or load_side(raw.readable_side())
    try:
        document = from_data(read_file(raw.path, settings.max_bytes), raw.path.name, side)
    except TooLargeError as error:
        fault = refusal(error, raw.path, "cannot be read")
        raise DocumentError(fault.message, file=raw.path, remedy=_SPLIT) from error
    except OSError as error:
        raise refusal(error, raw.path, "cannot be read") from error
    except DocumentError as error:
        raise DocumentError(error.message, file=raw.path, line=error.line, remedy=error.remedy) from error
    if marked := unmerged(document.raw):  # both versions would be published, one after the other
        raise DocumentError(UNMERGED[0], remedy=UNMERGED[1], file=raw.path, line=marked)
    if other := stand_in(document.raw):
        raise DocumentError(other.what, remedy=other.remedy, file=raw.path)
    return document


def from_data(data: str | bytes, name: str, side: SideFile | None = None) -> Document:
    """Make a document of a text or of a file's bytes; the raw text of a `str` is that very `str`."""
    side = side or SideFile()
    form = FORMATS.get(Path(name).suffix.lower(), "text")
    if isinstance(data, str):
        digest = hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()
        return Document(name, data, data, Source(name, form, "utf-8", False, digest), side)
    label = html.encoding_label(data) if form == "html" and not side.encoding else ""
    proposed = encodings.page_codec(label)
    text, codec, mark = encodings.decode(data, side.encoding, proposed)
    metadata = {"declared_encoding": label} if label and codec != proposed and not mark else {}
    source = Source(name, form, codec, mark, hashlib.sha256(data).hexdigest())
    return Document(name, text, text, source, side, metadata=metadata)


@rule("edits/editor", version=1, everywhere=True)
def apply_edits(text: str, context: DocumentContext) -> Iterable[Change]:
    """Corrections by an editor.

    An editor who has seen the original may restore what no rule can prove. `find` is matched with white space folded
    and must stand there exactly once, apart from other edits; what does not is left to the check source/edit.
    Example: `find: raised in with`, `replace: raised in gout with`.
    """
    for number, (start, end) in made(text, context.side.edits).items():
        edit = context.side.edits[number]
        yield Change(start, end, text[start:end], edit.replace, edit.reason)


def made(text: str, edits: Sequence[Edit]) -> dict[int, Span]:
    """Which edits, by number, are made in the extracted text, and where; of two that overlap the first is."""
    found = [(places[0], n) for n, edit in enumerate(edits) if len(places := find_folded(text, edit.find)) == 1]
    spans: dict[int, Span] = {}
    last = 0
    for (start, end), number in sorted(found):
        if start >= last:
            spans[number] = start, end
            last = end
    return spans


def extraction(document: Document) -> tuple[int, str]:
    """How many passes of the log made plain text of the file, and that text: what a side file's words are sought in."""
    passes = sum(step.stage == "html" for step in document.log)
    return passes, undo(document.text, document.log[passes:])


def build(settings: Settings, glossary: Glossary) -> Callable[[Document], Document]:
    """The stage from the raw text to plain text: HTML is extracted, then the editors' corrections are applied."""

    def stage(document: Document) -> Document:
        context = DocumentContext(settings=settings, glossary=glossary, side=document.side)
        if document.source.format == "html":
            document = html.extract(document, context)
        return run_rules(document, (apply_edits,), context)

    return stage
