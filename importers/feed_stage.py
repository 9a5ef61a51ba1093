"""Reads a whole feed into staging: parse, compare hashes, gate what is new, count everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from catalog import db, store
from catalog.gate import GatedProduct, ProductGate, content_hash
from catalog.identifiers import RUINED
from catalog.models import Supplier
from catalog.records import FeedItem, FileFacts, Ignored, Notice, ProductRecord, Reject, Tombstone
from catalog.workspace import Workspace
from importers import feeds
from importers.journal import Journal
from importers.staging import Staging

BATCH = 1000
DATED = "dated"
Progress = Callable[[int], None]
Key = tuple[str, str]
_COUNTED = tuple(item.name for item in fields(ProductRecord) if item.name not in ("line", "price_kind"))
_EMPTY = ("", None, (), False)


@dataclass(slots=True)
class Staged:
    """What reading found beside the records themselves."""

    facts: FileFacts = FileFacts()
    bad_gtins: int = 0
    ruined_gtins: int = 0
    compared: int = 0
    jumped: list[str] = field(default_factory=list)
    tombstones: list[int] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)

    def counters(self) -> dict[str, Any]:
        """Records by field: filled, dropped or repaired with a notice, and rejected; and the file's day."""
        dated = {} if self.facts.dated is None else {DATED: self.facts.dated.isoformat()}
        return {
            **dated,
            "filled": dict(self.filled),
            "repaired": dict(self.repaired),
            "rejected": dict(self.rejected),
        }


class Stager:
    """One reading of one file."""

    def __init__(self, workspace: Workspace, journal: Journal, gate: ProductGate, staging: Staging) -> None:
        self._workspace = workspace
        self._journal = journal
        self._gate = gate
        self._staging = staging
        self.staged = Staged()

    def read(self, path: Path, progress: Progress | None) -> Staged:
        """Stages every record of the file at ``path``. Raises UnreadableFeed for a file that is none."""
        items = feeds.read(path, self._journal.profile)
        while batch := list(islice(items, BATCH)):
            self._batch([item for item in batch if isinstance(item, (ProductRecord, Tombstone))])
            for item in batch:
                self._note(item)
            if progress is not None:
                progress(self._journal.report.read)
        return self.staged

    def _note(self, item: FeedItem) -> None:
        report = self._journal.report
        if isinstance(item, FileFacts):
            self._take_facts(item)
        elif isinstance(item, Ignored):
            report.read += 1
            report.ignored += 1
        elif isinstance(item, Reject):
            report.read += 1
            self._reject(item)
        elif isinstance(item, Notice):
            self.staged.repaired[item.field] += 1
            self.staged.ruined_gtins += RUINED in item.reason
            self._journal.note([item])

    def _take_facts(self, facts: FileFacts) -> None:
        self.staged.facts = facts
        if facts.valid_to is not None and facts.valid_to < self._workspace.clock.today():
            reason = f"the prices of this file held until {facts.valid_to.isoformat()}"
            self._journal.note([Notice(0, "valid_to", reason)])

    def _reject(self, fault: Reject, kind: str = "") -> None:
        self._journal.report.rejected += 1
        self.staged.rejected[fault.field] += 1
        self._journal.note([fault], kind=kind)

    def _batch(self, items: list[ProductRecord | Tombstone]) -> None:
        keys = [(item.supplier_number.strip(), item.number_kind) for item in items]
        with db.reading(self._workspace.engine) as session:
            known = _known(session, self._journal.profile.supplier, keys)
        for item, key in zip(items, keys, strict=True):
            self._journal.report.read += 1
            if isinstance(item, Tombstone):
                self._bury(known.get(key))
            else:
                self._record(item, key, known.get(key))

    def _bury(self, known: store.Known | None) -> None:
        if known is None:
            self._journal.report.ignored += 1
        else:
            self._journal.report.stored += 1
            self.staged.tombstones.append(known.offer_id)

    def _record(self, record: ProductRecord, key: Key, known: store.Known | None) -> None:
        for name in _COUNTED:
            if getattr(record, name) not in _EMPTY:
                self.staged.filled[name] += 1
        checked: GatedProduct | Reject | None = None
        if known is None or known.content_hash != content_hash(record, self._gate.salt):
            checked, notices = self._gate.check(record)
            self.staged.repaired.update(notice.field for notice in notices)
            self.staged.bad_gtins += any(notice.field == "gtin" for notice in notices)
            self.staged.ruined_gtins += any(RUINED in notice.reason for notice in notices)
            self._journal.note(notices)
        if isinstance(checked, Reject):
            self._reject(checked)
            if known is not None:
                # Yesterday's offer stands: a damaged record says nothing about its being gone.
                self._staging.add(*key, record.line, None)
            return
        self._compare(record, known)
        replaced = self._staging.add(*key, record.line, checked)
        if replaced is None:
            self._journal.report.stored += 1
            return
        reason = f"the same number stands again on line {record.line}; the later line counts"
        self._reject(Reject(replaced, "supplier_number", reason, key[0]), kind="duplicate")

    def _compare(self, record: ProductRecord, known: store.Known | None) -> None:
        """Counts a price that moved too far: units are easily taken for hundreds."""
        if known is None or not known.unit_price or not record.price:
            return
        self.staged.compared += 1
        ratio = record.price / (record.price_quantity or 1) / known.unit_price
        factor: Decimal = self._journal.profile.gates.max_price_factor
        if ratio > factor or ratio * factor < 1:
            moved = f"{known.unit_price.normalize():f} to {record.price:f}"
            self.staged.jumped.append(f"{record.supplier_number} from {moved}")
            reason = f"moved from {known.unit_price.normalize():f}, more than x{factor}"
            self._journal.note([Notice(record.line, "price", reason, f"{record.price:f}")])


def _known(session: Session, slug: str, keys: list[Key]) -> dict[Key, store.Known]:
    statement = select(col(Supplier.id)).where(col(Supplier.slug) == slug)
    found = session.execute(statement).scalar_one_or_none()
    return {} if found is None or not keys else store.known_offers(session, found, keys)
