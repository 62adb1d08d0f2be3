"""What is asked of the operating system itself, where the steps on files need more than Python gives."""

import ctypes
import os
from contextlib import suppress
from pathlib import Path

_EXCHANGE = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS


def exchange(one: Path, other: Path) -> bool:
    """Exchange two places by the system's own call; False where it has none, or the file system does not know it."""
    library = ctypes.CDLL(None, use_errno=True)
    for name, here in (("renameat2", -100), ("renameatx_np", -2)):  # AT_FDCWD of Linux and of macOS
        call = getattr(library, name, None)
        if call is not None and call(here, os.fsencode(one), here, os.fsencode(other), _EXCHANGE) == 0:
            return True
    return False


def flush_folder(folder: Path) -> None:
    """Have the disk itself keep a rename, where the system lets folders be flushed."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def is_alive(process: int) -> bool:
    """Whether another process of this number is there; our own writes nothing while it sweeps."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
