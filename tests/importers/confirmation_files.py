"""Order confirmations as suppliers drop them, written record by record."""

from __future__ import annotations

import os
from pathlib import Path


def confirmation(order: str, *lines: str, number: str = "SO-77") -> bytes:
    """A file of one confirmation; each line is a CL or CT as it stands."""
    fields = ["CH", "EFONELFO", "4.0", "NO979692900MVA", "", "20261123", number, "77", order, "28579"]
    head = ";".join(fields + [""] * (52 - len(fields) - 1) + ["NOK"])
    return "".join(f"{record}\r\n" for record in (head, *lines)).encode("iso-8859-1")


def cl(position: int, number: str = "1234567", quantity: str = "250", **more: str) -> str:
    """A CL of 28 fields; ``delivered``, ``rest``, ``price``, ``discount``, ``day``, ``rest_day``."""
    fields = ["CL", "10", str(position), "1", number, "LAMPE", "", quantity]
    fields += [more.get("delivered", quantity), more.get("rest", "0"), "EA", "", ""]
    fields += [more.get("day", ""), more.get("rest_day", ""), more.get("price", ""), more.get("discount", "")]
    return ";".join(fields + [""] * (28 - len(fields)))


def drop(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    os.utime(folder / name, (1_700_000_000, 1_700_000_000))
    return folder / name
