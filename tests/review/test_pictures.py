"""The pictures of the guides: there, linked, small, and as the pages look when they are taken anew."""

import re
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import ROOT
from tests.review.pictures import FOLDER, PICTURES, take

MOST = 100_000  # bytes
GUIDES = ("editors.md", "translators.md")
LINK = re.compile(r"\]\(pictures/([^)]+)\)")


def size_of(png: Path) -> tuple[int, int]:
    """Width and height in pixels, as the head of a PNG has them."""
    data = png.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def test_the_guides_show_every_picture() -> None:
    linked = {name for guide in GUIDES for name in LINK.findall((ROOT / "docs" / guide).read_text("utf-8"))}
    assert linked == {path.name for path in FOLDER.iterdir()}
    assert {f"{name}.png" for name in PICTURES} == linked - {"omegat.png"}


@pytest.mark.parametrize("png", sorted(FOLDER.iterdir()), ids=lambda png: png.name)
def test_a_picture_is_small(png: Path) -> None:
    assert png.stat().st_size <= MOST
    width, height = size_of(png)
    assert width <= 1280
    assert height <= 1000


def test_they_can_be_taken_anew(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    take(browser, tmp_path / "pictures", tmp_path)
    assert {name: size_of(tmp_path / "pictures" / f"{name}.png") for name in PICTURES} == {
        name: size_of(FOLDER / f"{name}.png") for name in PICTURES
    }
