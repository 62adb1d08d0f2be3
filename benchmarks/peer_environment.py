"""The environment of the translation benchmark's peer: made where it is missing or what it is made of has changed.

argostranslate's own `translate()` needs stanza with torch, and minisbd with onnxruntime, which the project does
without: so it has its own environment under build/. What both have is of one version, that of requirements.lock.
"""

import re
import subprocess
import sys
import threading
import venv
from pathlib import Path

from pipeline.core.errors import PipelineError

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bench" / "peer"
PINS = Path(__file__).with_name("peer-requirements.txt")
SECONDS = 1800  # in all; a connection that says nothing is given up after PATIENCE
PATIENCE = 30
_PIN = re.compile(r"^[\w.-]+==[^\s;\\]+", re.MULTILINE)
_FAULT = re.compile(r"^ERROR:|connection broken")  # the first of them is the cause
_LARGE = re.compile(r" *Downloading (\S+) \((\d{2,}\.\d MB|[\d.]+ GB)\)")


def interpreter() -> Path:
    """The Python of the environment. Raises `PipelineError` where it cannot be made."""
    python, made_of = FOLDER / "bin" / "python", FOLDER / "made-of.txt"
    shared = "\n".join(_PIN.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")))
    parts = f"# {sys.version}\n{PINS.read_text(encoding='utf-8')}{shared}\n"
    if not (python.exists() and made_of.exists() and made_of.read_text(encoding="utf-8") == parts):
        print(f"Making {FOLDER} for argostranslate: 1.5 GB or more, once. It takes a minute or some.", flush=True)
        try:
            venv.create(FOLDER, clear=True, symlinks=True)
        except OSError as error:
            raise PipelineError(f"cannot be made: {error}", file=FOLDER, remedy="make room for it") from error
        constraints = FOLDER / "constraints.txt"
        constraints.write_text(shared, encoding="utf-8")
        _install(python, constraints)
        made_of.write_text(parts, encoding="utf-8")
    return python


def _install(python: Path, constraints: Path) -> None:
    """Let pip fill the environment. It resolves, since only torch knows which libraries its build needs."""
    command: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "install", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar=off", f"--timeout={PATIENCE}"]
    command += ["--retries=2", "--constraint", constraints, "--requirement", PINS]
    log = FOLDER / "pip.log"
    with (
        log.open("w", encoding="utf-8") as file,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip,
    ):
        stop = threading.Timer(SECONDS, pip.kill)
        stop.daemon = True
        stop.start()
        reason = ""
        for line in pip.stdout or ():
            file.write(line)
            _tell(line)
            if not reason and _FAULT.search(line):
                reason = line.strip()
        stop.cancel()
    if pip.returncode:
        reason = reason or f"pip ended with {pip.returncode} after at most {SECONDS} s"
        remedy = f"check the connection and start again; all that pip said is in {log}"
        raise PipelineError(f"cannot be filled: {reason}", file=FOLDER, remedy=remedy)


def _tell(line: str) -> None:
    """Show how far pip is: the large downloads, and the last step."""
    if large := _LARGE.match(line):
        print(f"  {large[1]}, {large[2]}", flush=True)
    elif line.startswith("Installing collected packages"):
        print("  all fetched, now unpacking", flush=True)
