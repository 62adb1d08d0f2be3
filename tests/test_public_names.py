"""The public functions are functions, whatever has been imported before, and say what they do."""

import importlib
import pkgutil

import pytest

import pipeline

NAMES = (
    "curate",
    "translate",
    "check_pair",
    "abbreviations",
    "quantities",
    "contexts",
    "sentences",
    "load_bundle",
)


@pytest.mark.parametrize("name", NAMES)
def test_no_module_hides_a_public_function(name: str) -> None:
    """`from pipeline import translate` must give the function even after everything was imported."""
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found = getattr(pipeline, name)
    assert callable(found)
    assert found.__doc__
    assert name in pipeline.__all__


def test_every_module_says_what_it_is_for() -> None:
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if not module.name.endswith("__main__"):
            assert importlib.import_module(module.name).__doc__, module.name
