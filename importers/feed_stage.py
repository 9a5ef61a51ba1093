"""Reads a whole feed into staging: parse, compare hashes, gate what is new, count everything."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from catalog import db, store
from catalog.gate import GatedProduct, ProductGate
from catalog.identifiers import RUINED
from catalog.models import Supplier
from catalog.records import FileFacts, Ignored, Notice, ProductRecord, Reject
from catalog.workspace import Workspace
from importers.feed_read import Key, Portion, ReadRecord, portions
from importers.journal import Journal
from importers.staging import StagedRecord, Staging

BATCH = 1000
DATED = "dated"
Progress = Callable[[int], None]


@dataclass(slots=True)
class Staged:
    """What reading found beside the records themselves."""

    facts: FileFacts = FileFacts()
    bad_gtins: int = 0
    ruined_gtins: int = 0
    duplicates: int = 0
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
        """Stages every record of the file at ``path``.

        Raises UnreadableFeed for a file that is none, ChildDied where the process that reads it dies.
        """
        cores = len(os.sched_getaffinity(0))
        for portion in portions(path, self._journal.profile, self._gate.salt, cores):
            self._take(portion)
            if progress is not None:
                progress(self._journal.report.read)
        return self.staged

    def _take(self, portion: Portion) -> None:
        self.staged.filled.update(portion.filled)
        with db.reading(self._workspace.engine) as session:
            known = _known(session, self._journal.profile.supplier, [item.key for item in portion.records])
        self._journal.report.read += len(portion.records)
        staged: list[StagedRecord] = []
        sound: list[bool] = []
        for item in portion.records:
            before = known.get(item.key)
            if item.values is None:
                self._bury(before)
                continue
            checked = self._record(item, before)
            # Yesterday's offer stands where its record is damaged: that says nothing about its being gone.
            if not isinstance(checked, Reject) or before is not None:
                staged.append((item.key, item.line, None if isinstance(checked, Reject) else checked))
                sound.append(not isinstance(checked, Reject))
        self._count(staged, sound, self._staging.add(staged))
        for other in portion.others:
            self._note(other)

    def _count(
        self, staged: Sequence[StagedRecord], sound: Sequence[bool], replaced: Mapping[int, int]
    ) -> None:
        """A number that stands twice counts once, with its later record; the earlier one is rejected."""
        for position, (key, line, _product) in enumerate(staged):
            if not sound[position]:
                continue
            if position not in replaced:
                self._journal.report.stored += 1
                continue
            reason = f"the same number stands again on line {line}; the later line counts"
            self.staged.duplicates += 1
            self._reject(Reject(replaced[position], "supplier_number", reason, key[0]), kind="duplicate")

    def _note(self, item: FileFacts | Ignored | Reject | Notice) -> None:
        report = self._journal.report
        if isinstance(item, FileFacts):
            self._take_facts(item)
        elif isinstance(item, Ignored):
            report.read += 1
            report.ignored += 1
        elif isinstance(item, Reject):
            report.read += 1
            self._reject(item)
        else:
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

    def _bury(self, known: store.Known | None) -> None:
        if known is None:
            self._journal.report.ignored += 1
        else:
            self._journal.report.stored += 1
            self.staged.tombstones.append(known.offer_id)

    def _record(self, item: ReadRecord, known: store.Known | None) -> GatedProduct | Reject | None:
        """The gated record; None where the catalogue has it as it is."""
        if known is not None and known.content_hash == item.digest:
            self.staged.compared += bool(known.price)
            return None
        record = item.record()
        checked, notices = self._gate.check(record, item.digest)
        if notices:
            self.staged.repaired.update(notice.field for notice in notices)
            self.staged.bad_gtins += any(notice.field == "gtin" for notice in notices)
            self.staged.ruined_gtins += any(RUINED in notice.reason for notice in notices)
            self._journal.note(notices)
        if isinstance(checked, Reject):
            self._reject(checked)
        else:
            self._compare(record, known)
        return checked

    def _compare(self, record: ProductRecord, known: store.Known | None) -> None:
        """Counts a price that moved too far: units are easily taken for hundreds."""
        before = known.unit_price() if known is not None else None
        if not before or not record.price:
            return
        self.staged.compared += 1
        ratio = record.price / (record.price_quantity or 1) / before
        factor: Decimal = self._journal.profile.gates.max_price_factor
        if ratio > factor or ratio * factor < 1:
            moved = f"{before.normalize():f} to {record.price:f}"
            self.staged.jumped.append(f"{record.supplier_number} from {moved}")
            reason = f"moved from {before.normalize():f}, more than x{factor}"
            self._journal.note([Notice(record.line, "price", reason, f"{record.price:f}")])


def _known(session: Session, slug: str, keys: Sequence[Key]) -> dict[Key, store.Known]:
    statement = select(col(Supplier.id)).where(col(Supplier.slug) == slug)
    found = session.execute(statement).scalar_one_or_none()
    return {} if found is None or not keys else store.known_offers(session, found, keys)
