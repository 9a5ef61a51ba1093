"""Fixtures of the ordering tests: one open write session and a shop built in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ordering_shop import Shop
from sqlmodel import Session

from catalog import db
from catalog.workspace import Workspace


@pytest.fixture
def session(workspace: Workspace) -> Iterator[Session]:
    with db.writing(workspace.engine) as opened:
        yield opened


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)
