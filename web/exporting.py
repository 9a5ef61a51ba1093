"""Exports as they are asked for on the command line and in the API: one stream of bytes each.

The stream reads the database in a session of its own, until it is closed: it may outlive the request that
asked for it, and always tells of one state.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from catalog import queries
from catalog.documents import newest_revision
from catalog.errors import InvalidRequest
from catalog.export import peppol, table
from catalog.export.choosing import batches, chosen, count, one_supplier
from catalog.export.offers import BATCH, offers
from catalog.search.port import SearchIndex, SearchRequest
from catalog.workspace import Workspace
from labels.wording import Wordings
from web.product_ld import product_ld

CSV, XLSX, PEPPOL, LD = FORMATS = ("table.csv", "table.xlsx", "peppol.xml", "products.jsonl")
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PEPPOL: "application/xml",
    LD: "application/x-ndjson",
}
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Export:
    """What is wanted: a format, the supplier ('' where there is only one), a search, and who receives it
    (an organisation number, for Peppol)."""

    kind: str
    supplier: str
    request: SearchRequest
    receiver: str = ""


class Stream(Iterator[bytes]):
    """The pieces of a file. ``close`` ends the reading, also of a stream that nobody has begun."""

    def __init__(self, session: Session, pieces: Iterator[bytes]) -> None:
        self._session = session
        self._pieces = pieces

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        """May be called again."""
        self._session.close()


def stream(workspace: Workspace, index: SearchIndex, asked: Export, base_url: str) -> Stream:
    """The file, piece by piece. Raises before the first piece: InvalidRequest, NotFound, IndexUnavailable."""
    receiver = asked.receiver
    if receiver and not (receiver.isascii() and receiver.isdigit() and len(receiver) == 9):
        raise InvalidRequest("receiver", f"{receiver[:40]!r} is not an organisation number of 9 digits")
    session = Session(workspace.engine)
    try:
        pieces = _pieces(session, workspace, index, asked, base_url)
    except BaseException:
        session.close()
        raise
    return Stream(session, pieces)


def _pieces(
    session: Session, workspace: Workspace, index: SearchIndex, asked: Export, base_url: str
) -> Iterator[bytes]:
    today = workspace.clock.today()
    products = chosen(session, index, asked.request, today)
    if asked.kind == LD:
        return _lines(session, workspace, products, base_url)
    supplier = one_supplier(session, asked.supplier)
    found = offers(session, workspace, supplier.id or 0, today, products)
    if asked.kind == PEPPOL:
        parties = peppol.Parties(supplier.name, supplier.org_number, asked.receiver)
        number = f"{supplier.slug}-{newest_revision(session)}-{today:%Y%m%d}"
        return peppol.catalogue(found, workspace.labels, parties, number, today)
    if asked.kind == XLSX and products is None and count(session, supplier.id or 0) >= table.MOST_ROWS:
        reason = f"a sheet holds {table.MOST_ROWS} rows and there are more: use {CSV}"
        raise InvalidRequest("supplier", reason)
    rows = table.rows(found, workspace.labels, Wordings(workspace.labels))
    return table.as_csv(rows) if asked.kind == CSV else _workbook(rows)


def _workbook(rows: Iterator[list[str]]) -> Iterator[bytes]:
    """A workbook is a zip with its index at the end: written whole beside us, then sent."""
    with tempfile.TemporaryDirectory(prefix="merkbar-") as folder:
        path = Path(folder) / "table.xlsx"
        table.write_xlsx(rows, path)
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def _lines(
    session: Session, workspace: Workspace, products: Sequence[int] | None, base_url: str
) -> Iterator[bytes]:
    """One JSON-LD object a line; ``products`` None: all."""
    today = workspace.clock.today()
    for ids in batches(session, products, BATCH):
        views = queries.product_views(session, workspace, ids, today)
        objects = (product_ld(view, workspace.labels, base_url) for view in views)
        yield "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects).encode("utf-8")
        session.expunge_all()
