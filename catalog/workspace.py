"""Everything a command or a request works with, wired once and passed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from catalog.brands import Brands
from catalog.clock import Clock
from catalog.comparable import Comparables
from labels import groups
from labels.groups import Groups
from labels.model import Label


@dataclass(frozen=True, slots=True)
class Workspace:
    """``var`` is what the program writes, ``index_dir`` the index, ``data`` what the operator edits."""

    engine: Engine
    var: Path
    data: Path
    clock: Clock
    labels: Mapping[str, Label]
    brands: Brands
    index_dir: Path
    show_declared: bool = True
    groups: Groups = field(default_factory=groups.load)
    comparables: Comparables = field(default_factory=Comparables)

    @property
    def raw_dir(self) -> Path:
        """Where fetched files are kept, one folder a feed or register."""
        return self.var / "raw"

    @property
    def lock_dir(self) -> Path:
        """Where locks live; a lock dies with its process."""
        return self.var / "locks"
