"""Apertium, the rule-based engine that Debian packs: a separate program, called once per batch.

Its output is a rough draft. It takes its input as units ended by a zero byte, across which no words can pass: sentences
never merge. Its tagger meets word classes that it was not trained on, and remembers them while it runs: about one
sentence in a hundred depends on that memory. So the sentences of a batch go in one order, whatever order they came in.
"""

import hashlib
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from subprocess import DEVNULL, PIPE

import msgspec
from rich.console import Console

from pipeline.core.files import read_file
from pipeline.core.settings import Settings
from pipeline.core.tags import widening
from pipeline.core.targets import EngineInfo
from pipeline.data import load as load_table
from pipeline.translation.engines.base import Candidate, Detour, Kind, Known, Pair, Request, Row, through
from pipeline.translation.engines.slips import mended, plain

CODES = {"en": ("eng", "en"), "es": ("spa", "es"), "fr": ("fra", "fr"), "pt": ("por", "pt")}
PIVOT = "es"  # the language through which Debian's pairs reach each other
PACKAGES: Mapping[frozenset[str], str] = {
    frozenset(("en", "es")): "apertium-eng-spa",
    frozenset(("es", "fr")): "apertium-fr-es",
    frozenset(("es", "pt")): "apertium-es-pt",
}
APT_SECONDS = 600.0
SECONDS_TO_START, WORDS_PER_SECOND = 30, 200  # a tenth of what was measured, and more
_RESERVED = re.compile(r"[\[\]{}^$/\\@<>]")
_MARKS = re.compile(r"[*#~]")  # would read as Apertium's own marks, or be dropped: shielded as a blank
_END = ".[]"  # the full stop that Apertium needs to see an end, marked as no part of the text
_TOKEN = re.compile(
    r"\\(?P<escaped>.)|\[(?P<blank>(?:\\.|[^\\\]])*)\]|(?P<mark>[*#@])(?=[^\W_])|(?P<plain>.)", re.DOTALL
)
# What the rules of a direction glue to its neighbours: a prefix of the source, and the word that it becomes.
_GLUED = {("en", "es"): (re.compile(r"(?<!\w)non-(?=[^\W\d_])", re.IGNORECASE), "no")}
_ENDLESS = re.compile(r"\S{1000}")  # no word: it takes the square of its signs, and a minute for 20,000 of them
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")


class ApertiumEngine:
    """One translation direction of Apertium; one candidate per sentence, without a score."""

    def __init__(self, source: str, target: str, mode: str):
        self.source, self.target, self._mode = source, target, mode

    @property
    def info(self) -> EngineInfo:
        """The hash covers the versions of the program and of its data, or the data itself."""
        return EngineInfo("apertium", data_hash(self._mode))

    def translate(self, sentences: Sequence[str]) -> list[list[Candidate]]:
        """One candidate per sentence; an empty one, marked as cut, where Apertium fails on that sentence."""
        said = {text: plain(text, self.source, self.target) for text in sentences if not _ENDLESS.search(text)}
        found = self._translate(list(dict.fromkeys(said.values())))
        return [
            [self._mended(one, said[one], found[said[one]]) if one in said else Candidate("", cut=True)]
            for one in sentences
        ]

    def _mended(self, sentence: str, said: str, candidate: Candidate) -> Candidate:
        text = mended(sentence, said, candidate.text, self.source, self.target)
        if "@" not in sentence:
            text = text.replace("@", "")  # its mark of a word that it cannot inflect, escaped like a sign of the text
        unknown = tuple(word for word in candidate.unknown if word in text)
        return msgspec.structs.replace(candidate, text=text, unknown=unknown)

    def _translate(self, sentences: Sequence[str]) -> dict[str, Candidate]:
        """What the program makes of each sentence."""
        prefix, word = _GLUED.get((self.source, self.target), (None, ""))
        affirmed = {text: prefix.sub("", text) for text in sentences if prefix.search(text)} if prefix else {}
        texts = sorted({*(text for text in sentences if text.strip()), *affirmed.values()})
        raw = [
            one if one is not None else self._run([text])[0] for text, one in zip(texts, self._run(texts), strict=True)
        ]
        done = {
            text: Candidate("", cut=True) if out is None else decode(out) for text, out in zip(texts, raw, strict=True)
        }
        done |= {text: _unglued(done[text], done[plain].text, word) for text, plain in affirmed.items()}
        return {sentence: done.get(sentence, Candidate(sentence)) for sentence in sentences}

    def again(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """None: rules give one answer."""
        return [[] for _ in requests]

    def _run(self, texts: Sequence[str]) -> list[str | None]:
        """Raw output per text; None for all where the program failed, hung, or gave another number of units."""
        if not texts:
            return []
        units = "".join(f"{encode(text)}{_END}\0" for text in texts)
        seconds = SECONDS_TO_START + len(units.split()) / WORDS_PER_SECOND
        try:
            done = _call("apertium", "-z", "-f", "none", self._mode, text=units, seconds=seconds)
        except (OSError, subprocess.SubprocessError):
            return [None] * len(texts)
        out = done.split("\0")
        if len(out) <= len(texts) or any(rest.strip() for rest in out[len(texts) :]):
            return [None] * len(texts)
        return list(out[: len(texts)])


def _unglued(candidate: Candidate, affirmed: str, glued: str) -> Candidate:
    """A candidate in which a glued word stands apart: "viajenoesencial" is "viaje no esencial".

    Apertium moves the noun before its adjective and loses the blanks around "non-". `affirmed` is what it makes of the
    sentence without that: the words that stand there are told apart here.
    """
    known = {word.lower() for word in _WORD.findall(affirmed)}

    def apart(word: re.Match[str]) -> str:
        halves = ((word[0][: no.start()], word[0][no.end() :]) for no in re.finditer(f"-?{glued}-?", word[0]))
        return next((f"{a} {glued} {b}" for a, b in halves if {a.lower(), b.lower()} <= known), word[0])

    return msgspec.structs.replace(candidate, text=_WORD.sub(apart, candidate.text))


def load(source: str, target: str) -> ApertiumEngine | None:
    """The engine for a pair of languages, or None where Apertium or its data for the pair are not installed."""
    mode = find_mode(source, target)
    return ApertiumEngine(source, target, mode) if mode else None


def find_mode(source: str, target: str) -> str | None:
    """Apertium's name for a direction, such as "eng-spa"."""
    names = [f"{a}-{b}" for a in _codes(source) for b in _codes(target)]
    return next((name for name in names if name in modes()), None)


def _codes(language: str) -> list[str]:
    """Apertium's codes for a language, the nearest first: es-MX is served by es."""
    return [code for tag in widening(language) for code in CODES.get(tag, (tag,))]


def modes() -> tuple[str, ...]:
    """The directions that the installed Apertium offers; none where there is no Apertium."""
    try:
        return tuple(_call("apertium", "-l", seconds=SECONDS_TO_START).split())
    except (OSError, subprocess.SubprocessError):
        return ()


def installed_modes() -> tuple[tuple[str, int], ...]:
    """The directions that are installed and the sizes of their files, found without starting Apertium."""
    return tuple((path.stem, path.stat().st_size) for path in _mode_files()) if shutil.which("apertium") else ()


def encode(text: str) -> str:
    """A sentence in Apertium's stream format."""
    escaped = _RESERVED.sub(lambda found: "\\" + found[0], text.strip().replace("\0", "\ufffd"))
    return _MARKS.sub(lambda found: f"[{found[0]}]", escaped)


def decode(unit: str) -> Candidate:
    """A unit of output as text, and its words that Apertium marked as unknown ("*") or could not inflect ("#", "@")."""
    parts: list[str] = []
    marked: list[int] = []
    for found in _TOKEN.finditer(unit.removesuffix(_END) if unit.endswith(_END) else unit.replace(_END, "")):
        if found["mark"]:
            marked.append(sum(map(len, parts)))
        elif found["blank"] is not None:
            parts.append(re.sub(r"\\(.)", r"\1", found["blank"]))
        else:
            parts.append(found["escaped"] or found["plain"])
    text = "".join(parts)
    words = [_WORD.match(text, start) for start in marked]
    unknown = tuple(dict.fromkeys(word[0] for word in words if word))
    return Candidate(re.sub(" {2,}", " ", text).strip(), unknown=unknown)


@cache
def data_hash(mode: str) -> str:
    """A hash of what decides about the output: the table of slips, and Debian's versions or the files of the mode."""
    file = next((path for path in _mode_files() if path.stem == mode), None)
    total = hashlib.sha256(mode.encode() + msgspec.json.encode(load_table("drafts.yaml")))
    if file is None:
        return total.hexdigest()
    text = read_file(file).decode("utf-8", "replace")
    data = [Path(name) for name in re.findall(r"'([^']+)'|(?<=\s)(/\S+)", text) for name in name if name]
    for path in [file, *data]:
        if path.is_file():
            total.update(read_file(path))
    total.update(_versions())
    return total.hexdigest()


def _versions() -> bytes:
    """The versions of the program and of the libraries that run the data."""
    if not shutil.which("dpkg-query"):
        return b""
    try:
        return _call("dpkg-query", "-W", "apertium", "lttoolbox", "apertium-lex-tools", seconds=10).encode()
    except (OSError, subprocess.SubprocessError):
        return b""


def _mode_files() -> list[Path]:
    folder = Path(os.environ.get("APERTIUM_DATADIR") or "/usr/share/apertium") / "modes"
    return sorted(folder.glob("*.mode"))


def _call(*command: str, text: str = "", seconds: float) -> str:
    """Run a program in a UTF-8 locale. Raises `OSError` or `subprocess.SubprocessError` where that fails."""
    environment = os.environ | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment, start_new_session=True
    ) as run:
        try:
            out, _ = run.communicate(text.encode(), timeout=seconds)
        finally:
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGKILL)  # the script and all parts of its pipe
    if run.returncode:
        raise subprocess.CalledProcessError(run.returncode, command)
    return out.decode(errors="replace")


def package(source: str, target: str) -> str | None:
    """Debian's package for a direction."""
    return PACKAGES.get(frozenset(tag.partition("-")[0] for tag in (source, target)))


def needed(source: str, target: str) -> list[str]:
    """Debian's packages for a direction: one, or the two that lead through Spanish."""
    if straight := package(source, target):
        return [straight]
    halves = [package(source, PIVOT), package(PIVOT, target)]
    return [name for name in halves if name] if all(halves) else []


def halves(source: str, target: str) -> list[str]:
    """The directions from one language to another through the pivot, where both are installed."""
    if PIVOT in (source.partition("-")[0], target.partition("-")[0]):
        return []
    found = [find_mode(source, PIVOT), find_mode(PIVOT, target)]
    return [mode for mode in found if mode] if all(found) else []


def _detour(source: str, target: str) -> Detour | None:
    here = bool(halves(source, target))
    return Detour(PIVOT, here) if here or len(needed(source, target)) > 1 else None


def _get(pairs: Sequence[Pair], models: Path, settings: Settings) -> dict[Pair, str]:
    """Install Debian's packages that lead along the pairs, straight or by the set pivot, as far as they are missing."""
    for source, target in pairs:
        between = settings.pivot_for(target)
        straight = package(source, target) is not None or between is None
        steps = [(source, target)] if straight else [(source, str(between)), (str(between), target)]
        for name in [package(*step) for step in steps if not find_mode(*step)]:
            if name:
                _apt(name)
    return {pair: "" for pair in pairs if not find_mode(*pair)}


def _apt(name: str) -> None:
    """Install from Debian where this process may; the commands are shown before they run."""
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    wanted = ["apt-get", "install", "-y", "--no-install-recommends", name, "apertium"]
    console.print(f"Nothing better is here; {name} from Debian gives rough drafts. Installing it:")
    for command in (wanted, ["apt-get", "update"], wanted):
        console.print("  " + " ".join(command))
        try:
            done = subprocess.run(command, stdout=DEVNULL, timeout=APT_SECONDS, check=False)
        except (OSError, subprocess.SubprocessError):
            return
        if done.returncode == 0 and command == wanted:
            return


def _load(source: str, target: str, models: Path, settings: Settings) -> ApertiumEngine | None:
    return load(source, target)


def _state(models: Path) -> object:
    return installed_modes()


def _commands(source: str, target: str) -> list[str]:
    names = needed(source, target)
    return [f"apt-get install -y --no-install-recommends {' '.join(names)} apertium"] if names else []


def _row(source: str, target: str, models: Path, settings: Settings) -> Row:
    pair, mode = f"{source}-{target}", find_mode(source, target)
    if mode:
        return Row("apertium", pair, "usable", f"direction {mode}; {KIND.known.quality}")
    if both := halves(source, target):
        detail = f"through {PIVOT}, directions {' and '.join(both)}; {through([KIND.known], PIVOT).quality}"
        is_set = settings.pivot_for(target) == PIVOT
        remedy = "" if is_set else f"set `pivots: {{{target}: {PIVOT}}}` in settings.yaml"
        return Row("apertium", pair, "usable" if is_set else "missing", detail, remedy)
    if package(source, target):
        return Row("apertium", pair, "missing", "not installed", _commands(source, target)[0])
    if names := needed(source, target):
        detail = f"Debian has no data for this pair; it goes by `pivots: {{{target}: {PIVOT}}}` in settings.yaml"
        return Row("apertium", pair, "missing", detail, f"apt-get install -y {' '.join(names)} apertium")
    return Row("apertium", pair, "missing", "Debian has no data for this pair")


KIND = Kind(
    "apertium",
    Known("Apertium", "rough drafts, rule-based", rough=True),
    _load,
    _row,
    state=_state,
    commands=_commands,
    get=_get,
    detour=_detour,
    inflects=True,
)
