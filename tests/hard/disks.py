"""Disks that do not do what they should."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.core import files


class Stopped(BaseException):
    """What a killed process would not live to see."""


class Counting(files.Disk):
    """A disk that counts its steps."""

    def __init__(self) -> None:
        self.writes, self.steps = 0, 0

    def step(self) -> None:
        """Before each step."""
        self.steps += 1

    def write(self, path: Path, data: bytes) -> None:
        self.writes += 1
        self.step()
        super().write(path, data)

    def rename(self, old: Path, new: Path) -> None:
        self.step()
        super().rename(old, new)

    def exchange(self, one: Path, other: Path) -> bool:
        self.step()
        return super().exchange(one, other)

    def delete(self, path: Path) -> None:
        self.step()
        super().delete(path)


class Stopping(Counting):
    """A disk that stops the program after its n-th step, and whatever the program still tries."""

    def __init__(self, after: int):
        super().__init__()
        self.after = after

    def step(self) -> None:
        super().step()
        if self.steps > self.after:
            raise Stopped

    def write(self, path: Path, data: bytes) -> None:
        if self.steps == self.after:
            path.write_bytes(data[: len(data) // 2])
        super().write(path, data)


class Full(files.Disk):
    """A disk that is full from its n-th write on."""

    def __init__(self, after: int):
        self.left = after

    def write(self, path: Path, data: bytes) -> None:
        self.left -= 1
        if self.left < 0:
            path.write_bytes(data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        super().write(path, data)


@contextmanager
def in_use(disk: files.Disk) -> Iterator[None]:
    """The disk in the place of the real one."""
    before, files.disk = files.disk, disk
    try:
        yield
    finally:
        files.disk = before
