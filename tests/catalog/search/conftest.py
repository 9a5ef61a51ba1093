"""A writer and a reader over one fresh folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the index of this test lives; nothing is in it yet."""
    return tmp_path / "index"


@pytest.fixture
def writer(folder: Path) -> WhooshWriter:
    """Publishes into the folder."""
    return WhooshWriter(folder)


@pytest.fixture
def index(folder: Path) -> WhooshIndex:
    """Reads from the folder."""
    return WhooshIndex(folder)
