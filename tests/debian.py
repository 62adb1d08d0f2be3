"""Programs outside Python that some tests drive, and the Debian packages that bring them."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pipeline.translation.engines import apertium
from tests.conftest import INSTALL

OMEGAT = Path("/usr/share/omegat/OmegaT.jar")
DICTIONARIES = Path("/usr/share/apertium/apertium-eng-spa")  # the evaluation reads them where Debian puts them


def chromium() -> str | None:
    """Where Debian's Chromium is."""
    return shutil.which("chromium")


PACKAGES: Mapping[str, Callable[[], object]] = {
    "apertium-eng-spa": lambda: apertium.find_mode("en", "es") and DICTIONARIES.is_dir(),
    "apertium-fr-es": lambda: apertium.find_mode("es", "fr"),
    "apertium-es-pt": lambda: apertium.find_mode("es", "pt"),
    "omegat": OMEGAT.exists,
    "default-jre-headless": lambda: shutil.which("java"),
    "chromium": chromium,
    "nodejs": lambda: shutil.which("node"),
}


def needs(*packages: str) -> None:
    """Skip the test where what one of these Debian packages brings is missing."""
    missing = [package for package in packages if not PACKAGES[package]()]
    if missing:
        pytest.skip(f"a program is missing: {INSTALL}{' '.join(missing)}")
