"""Fixtures, from the smallest up: a fixed day, an empty workspace, loaders that use the real importers.

Special shapes are built in the test that needs them. Nothing here reaches the network: sockets are
refused except on loopback.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from catalog import brands, comparable, db
from catalog.clock import Clock
from catalog.workspace import Workspace
from importers import profiles
from importers.config import Profile
from importers.feed_run import run_feed
from importers.journal import Report
from importers.raw import keep
from importers.register_run import run_register
from labels import definitions
from tests.empty_store import empty_store

# How fast a shared machine makes examples up says nothing about the program.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 22)
Loader = Callable[..., Report]


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            assert ipaddress.ip_address(address[0]).is_loopback, f"a test tried to reach {address}"
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty store of its own, the shipped data, and the day 22 November 2026."""
    empty_store(tmp_path / "merkbar.db")
    space = Workspace(
        engine=db.connect(f"sqlite:///{tmp_path / 'merkbar.db'}"),
        var=tmp_path,
        data=ROOT / "data",
        clock=Clock(pinned=TODAY),
        labels=definitions.load(),
        brands=brands.load(ROOT / "data" / "brands.toml"),
        comparables=comparable.load(ROOT / "data" / "comparable.toml"),
        index_dir=tmp_path / "index",
    )
    yield space
    space.engine.dispose()


def _load(
    space: Workspace, kind: str, text: str | bytes, file_format: str, name: str, **changes: Any
) -> Report:
    source = space.var / name
    source.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    mode = changes.pop("mode", "delta")
    label = changes.pop("label", "")
    supplier = changes.pop("supplier", "acme" if kind == "feed" else "")
    accept = changes.pop("accept_gates", False)
    profile: Profile = profiles.for_load(
        profiles.Profiles(), kind, file_format, supplier=supplier, label=label, mode=mode
    )
    for key, value in changes.items():
        object.__setattr__(profile, key, value)
    raw = keep(source, space.raw_dir / profile.name)
    run = run_feed if kind == "feed" else run_register
    return run(space, profile, raw, accept_gates=accept)


@pytest.fixture
def load_feed(workspace: Workspace) -> Loader:
    """``load_feed(text, format, name, supplier=..., mode=...)`` through the real importer."""

    def load(text: str | bytes, file_format: str = "table", name: str = "feed.csv", **changes: Any) -> Report:
        space = changes.pop("workspace", workspace)
        return _load(space, "feed", text, file_format, name, **changes)

    return load


@pytest.fixture
def load_register(workspace: Workspace) -> Loader:
    """``load_register(text, format, name, label=..., mode=...)`` through the real importer."""

    def load(text: str | bytes, file_format: str = "table", name: str = "list.csv", **changes: Any) -> Report:
        space = changes.pop("workspace", workspace)
        return _load(space, "register", text, file_format, name, **changes)

    return load
