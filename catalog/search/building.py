"""Building many documents at once: segments are written by child processes and put together here.

Documents are dealt out in turns of TURN, so the same documents give the same segments every time.
Each builder writes whole segments, arrays included, into a folder of its own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import fields
from itertools import cycle, islice
from multiprocessing.connection import Connection
from operator import attrgetter
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from catalog.child_process import Child
from catalog.search.codec import INDEX_NAME, schema
from catalog.search.port import Document

TURN = 500
_FUNCTION = "catalog.search.segments:write_segments"
# Tuples of values cross the pipe several times faster than frozen dataclasses do.
_VALUES = attrgetter(*(item.name for item in fields(Document)))


def builders() -> int:
    """How many builders are worth while here: two where there are two cores for them, else none."""
    return 2 if len(os.sched_getaffinity(0)) > 1 else 0


def build(folder: Path, documents: Iterable[Document], segment_size: int, count: int) -> None:
    """Adds the documents to ``folder`` as segments of its index, written by ``count`` children.

    Raises ChildDied.
    """
    parts = [folder / f"part-{number}" for number in range(count)]
    waiting = iter(documents)
    with ExitStack() as stack:
        children = []
        for part in parts:
            part.mkdir()
            child = Child("building the index", _FUNCTION, str(part), segment_size)
            children.append(stack.enter_context(child))
        turns = iter(lambda: [_VALUES(document) for document in islice(waiting, TURN)], [])
        for child, turn in zip(cycle(children), turns, strict=False):
            child.send(turn)
        for child in children:
            child.send([])
        for child in children:
            child.receive()
    _put_together(folder, parts)


def received(pipe: Connection) -> Iterator[Document]:
    """The documents that a builder is given, to the empty turn that ends them."""
    while turn := pipe.recv():
        for values in turn:
            yield Document(*values)


def _put_together(folder: Path, parts: Iterable[Path]) -> None:
    storage = FileStorage(str(folder))
    segments: list[Any] = []
    if TOC._latest_generation(storage, INDEX_NAME) >= 0:
        segments += TOC.read(storage, INDEX_NAME, schema=schema()).segments
    for part in parts:
        found = TOC.read(FileStorage(str(part)), INDEX_NAME, schema=schema()).segments
        names = tuple(f"{segment.segment_id()}." for segment in found)
        for path in part.iterdir():
            if path.name.startswith(names):
                path.rename(folder / path.name)
        shutil.rmtree(part)
        segments += found
    TOC(schema(), segments, TOC._latest_generation(storage, INDEX_NAME) + 1).write(storage, INDEX_NAME)
