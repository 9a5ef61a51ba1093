"""What is remembered of the last answer, so that an unchanged file is not fetched twice."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from importers.raw import RawFile

STATE_NAME = ".last.json"


@dataclass(frozen=True, slots=True)
class Remembered:
    """The validators of the last whole answer (RFC 9110, 8.8) and the raw file that it became."""

    url: str
    etag: str
    last_modified: str
    file: str
    sha256: str
    size: int
    name: str

    def headers(self) -> dict[str, str]:
        """The request headers that ask for a newer version only."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value}

    def raw_file(self, folder: Path) -> RawFile:
        """The raw file as it lies in ``folder``."""
        return RawFile(folder / self.file, self.sha256, self.size, self.name)


def recall(folder: Path, url: str) -> Remembered | None:
    """What is known of ``url``; None where nothing is, or its raw file is no longer there whole.

    An unreadable state file is no fault: the file is then fetched in full.
    """
    try:
        state = Remembered(**json.loads((folder / STATE_NAME).read_text("utf-8")))
        whole = (folder / state.file).stat().st_size == state.size
    except (OSError, ValueError, TypeError):
        return None
    return state if whole and state.url == url else None


def remember(folder: Path, url: str, answer: Mapping[str, str], raw: RawFile) -> None:
    """Writes the answer's validators, if it has any, beside the raw file. Raises OSError."""
    state = Remembered(
        url=url,
        etag=_sendable(answer.get("ETag", "")),
        last_modified=_sendable(answer.get("Last-Modified", "")),
        file=raw.path.name,
        sha256=raw.sha256,
        size=raw.size,
        name=raw.name,
    )
    part = folder / f"{STATE_NAME}.{os.getpid()}"
    try:
        part.write_text(json.dumps(asdict(state), indent=1), "utf-8")
        part.replace(folder / STATE_NAME)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()


def _sendable(value: str) -> str:
    return value.strip() if value.isascii() and value.isprintable() else ""
