"""A property that is worked out when it is first asked for, and then held."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class held(Generic[T]):  # noqa: N801 (a decorator, named as one)
    """As `functools.cached_property`, which takes a lock each time in Python 3.11; a sentence has thirty of these.

    Two threads that ask at once work it out twice, to the same value.
    """

    def __init__(self, function: Callable[[Any], T]) -> None:
        self._function, self._name, self.__doc__ = function, function.__name__, function.__doc__

    def __get__(self, instance: Any, owner: object = None) -> T:
        value = self._function(instance)
        instance.__dict__[self._name] = value
        return value
