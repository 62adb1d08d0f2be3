"""What the variables of a shell may do to Python and its libraries, put right before a command starts."""

import os
import sys
import time
from pathlib import Path

from pipeline.cli import console
from pipeline.core.errors import UsageError
from pipeline.core.files import opened

_ZONE = b"TZif"  # what a file of a time zone begins with


def settle() -> None:
    """See to it that names of files are UTF-8 and that the time zone is one. Raises `UsageError` where that cannot be.

    Python takes names for what the locale says. Where that is not UTF-8 it is started anew in the mode that is its
    usual one from 3.15 on: the name of a text must not depend on whose terminal it is curated in.
    """
    if sys.flags.optimize > 1:
        what = "PYTHONOPTIMIZE=2 takes away the docstrings, of which the titles of checks and the schemas are made"
        raise UsageError(what, remedy="unset it, or set it to 1")
    _require_zone(os.environ.get("TZ", ""))
    if sys.getfilesystemencoding() == "utf-8":
        return
    if os.environ.get("PYTHONUTF8") == "1":
        what = f"Python was told to take names of files for {sys.getfilesystemencoding()}"
        raise UsageError(what, remedy="start it without -X utf8=0")
    os.environ["PYTHONUTF8"] = "1"
    os.environ.setdefault("PYTHONIOENCODING", f"{sys.stdout.encoding}:replace")  # a terminal stays what it is
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - itself, as it was called


def _require_zone(named: str) -> None:
    """Do without TZ where it names a file that is no time zone: a library would fail. Unknown names do no harm."""
    place = Path(named.removeprefix(":"))
    try:
        if not named or not place.exists():
            return
        with opened(place) as file:
            is_zone = file.read(len(_ZONE)) == _ZONE
    except (OSError, ValueError):
        is_zone = False
    if not is_zone:
        console.complain(f"TZ={named} names no time zone; that of this machine counts.")
        del os.environ["TZ"]
        time.tzset()
