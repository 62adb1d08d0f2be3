"""Starting programs as a person would: in a folder, with a bare environment, looking at status and output."""

import os
import subprocess
from pathlib import Path
from typing import Any


def run(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; its output is kept as text, and any exit status is an answer."""
    return subprocess.run([*map(str, command)], capture_output=True, encoding="utf-8", check=False, **options)


def bare_environment(home: Path) -> dict[str, str]:
    """What a new account has: a path, a home, a language."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}


def executable(path: Path, text: str) -> Path:
    """Write a program, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path
