"""Tables that rules, checks and stages read: words, marks and limits, apart from the code that uses them."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """Parse one YAML table of this folder, once per process."""
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, yaml.CSafeLoader)
