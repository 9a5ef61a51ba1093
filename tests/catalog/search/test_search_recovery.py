from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from catalog.errors import IndexUnavailable
from catalog.search import publish
from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.port import Document, SearchRequest

DAY = date(2026, 11, 22)


def found(index: WhooshIndex, text: str = "") -> tuple[int, ...]:
    return index.search(SearchRequest(text), DAY, frozenset()).ids


def generations(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith("gen-")}


def test_a_failure_before_the_switch_leaves_no_trace(
    folder: Path, writer: WhooshWriter, index: WhooshIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.rebuild([Document(1, "Vare")], 1)

    def broken() -> Iterator[Document]:
        yield Document(2, "Halv")
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        writer.rebuild(broken(), 2)
    with pytest.raises(OSError, match="No space"):
        writer.update(broken(), [1], 2)
    with monkeypatch.context() as patched:
        patched.setattr(publish, "write_meta", lambda folder, meta: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            writer.update([Document(2, "Halv")], [], 2)
    assert generations(folder) == {"gen-1"}
    assert found(index) == (1,)


def test_a_failure_after_the_switch_keeps_what_is_served(
    folder: Path, writer: WhooshWriter, index: WhooshIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    for revision in (1, 2):
        writer.rebuild([Document(1, "Vare")], revision)

    def refuse(path: Path) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(shutil, "rmtree", refuse)
    with pytest.raises(PermissionError):
        writer.rebuild([Document(1, "Ny")], 3)
    monkeypatch.undo()
    assert found(index, "ny") == (1,)
    writer.rebuild([Document(1, "Nyere")], 4)
    assert generations(folder) == {"gen-3", "gen-4"}


KILLED = """
import sys
from pathlib import Path
from catalog.search.index import WhooshWriter
from catalog.search.port import Document
def documents():
    for number in range(100):
        yield Document(number, "Halv")
    print("half", flush=True)
    sys.stdin.read()
WhooshWriter(Path(sys.argv[1])).rebuild(documents(), 2)
"""


def test_a_killed_publisher_leaves_the_old_generation_and_a_free_lock(
    folder: Path, writer: WhooshWriter, index: WhooshIndex
) -> None:
    writer.rebuild([Document(1, "Vare")], 1)
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", KILLED, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        process.send_signal(signal.SIGKILL)
    assert generations(folder) == {"gen-1", "gen-2"}
    assert found(index) == (1,)
    writer.update([Document(2, "Ny")], [], 3)
    assert found(index) == (1, 2)
    names = {path.name for path in (folder / "gen-2").iterdir()}
    assert not any(name.endswith(".tmp") for name in names)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "CURRENT").write_text("../elsewhere\n"),
        lambda folder: (folder / "CURRENT").write_bytes(b"\xff\x00"),
        lambda folder: (folder / "CURRENT").write_text("gen-77\n"),
        lambda folder: (folder / "CURRENT").write_text(""),
        lambda folder: (folder / "gen-1" / "meta.json").write_text("{"),
        lambda folder: (folder / "gen-1" / "meta.json").write_text('{"format": 0}'),
        lambda folder: (folder / "gen-1" / "meta.json").write_text('{"format": 1}'),
        lambda folder: (folder / "gen-1" / "generation.arrays").write_bytes(b"MRKPACK1"),
        lambda folder: os.truncate(folder / "gen-1" / "generation.arrays", 100),
        lambda folder: os.truncate(next((folder / "gen-1").glob("MAIN*.arrays")), 400),
        lambda folder: next((folder / "gen-1").glob("MAIN*.arrays")).unlink(),
    ],
)
def test_a_damaged_index_is_said_so_and_can_be_rebuilt(
    folder: Path, writer: WhooshWriter, spoil: object
) -> None:
    writer.rebuild([Document(1, "Vare")], 1)
    assert callable(spoil)
    spoil(folder)
    with pytest.raises(IndexUnavailable, match="rebuild"):
        found(WhooshIndex(folder))
    with pytest.raises(IndexUnavailable, match="rebuild"):
        writer.update([Document(2, "Ny")], [], 2)
    writer.rebuild([Document(2, "Ny")], 3)
    assert found(WhooshIndex(folder)) == (2,)
