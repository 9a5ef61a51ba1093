"""Digests that are the same in every process: what a run read, and by which of the operator's data."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, is_dataclass
from typing import Any

from catalog.workspace import Workspace


def digest(*said: Any) -> str:
    """SHA-256 of plain values, dataclasses, mappings and sets, in an order of their own."""
    return hashlib.sha256(json.dumps(said, default=_plain, sort_keys=True).encode()).hexdigest()


def operator_data(workspace: Workspace) -> str:
    """Digest of everything that decides how a record is read besides the record itself."""
    return digest(dict(workspace.labels), dict(workspace.brands.keys), asdict(workspace.groups))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)
