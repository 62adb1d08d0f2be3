"""How work that takes long shows how far it is, whoever watches."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    """What long work reports to; the terminal's bars are one such (`pipeline.cli.console`)."""

    def track(self, title: str, items: Iterable[T], total: int) -> Iterator[T]:
        """Pass items through and show how many of `total` are done."""
