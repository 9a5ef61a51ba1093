"""One load of a list of suppliers or of agreements: all its good rows, or none where it cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from catalog import db
from catalog.models.runs import SOURCING
from catalog.records import Notice, Reject
from catalog.sourcing import agreement_store, store
from catalog.sourcing.records import AgreementRecord, OrganisationRecord
from catalog.sourcing.store import Load, RefusedRow
from catalog.sourcing.uniting import united
from catalog.workspace import Workspace
from importers.config import Profile
from importers.errors import ImportFailed
from importers.journal import Journal, Report
from importers.lock import held
from importers.raw import keep
from importers.sourcing import agreements, suppliers
from importers.sourcing.words import Words

SUPPLIERS, AGREEMENTS = "suppliers", "agreements"
_PARSERS: dict[str, Callable[[Path, Words], Iterator[Any]]] = {
    SUPPLIERS: suppliers.parse,
    AGREEMENTS: agreements.parse,
}


@dataclass(slots=True)
class _Taken:
    stored: int = 0
    unchanged: int = 0
    gone: int = 0


def run(workspace: Workspace, what: str, file: Path, words: Words, *, whole: bool = False) -> Report:
    """Loads ``file`` as SUPPLIERS or AGREEMENTS. ``whole``: what it does not name has ended.

    Never raises for a fault of the file: the report says failed. Raises AlreadyRunning, FetchFailed.
    """
    profile = Profile(what, SOURCING, "table", mode="full" if whole else "delta")
    with held(workspace.lock_dir, f"{SOURCING}-{what}"):
        raw = keep(file, workspace.raw_dir / what)
        journal = Journal(workspace, profile, raw, raw.sha256)
        try:
            records = _read(journal, _PARSERS[what](raw.path, words))
            taken = _store(workspace, journal, what, records, whole)
        except ImportFailed as error:
            return journal.finish("failed", str(error))
        except BaseException as error:
            journal.finish("failed", type(error).__name__)
            raise
        journal.report.stored = taken.stored + taken.unchanged
        journal.report.details |= {"unchanged": taken.unchanged, "ended": taken.gone}
        return journal.finish("published" if taken.stored or taken.gone else "unchanged")


def _read(journal: Journal, items: Iterator[Any]) -> list[Any]:
    records = []
    for item in items:
        if isinstance(item, Notice):
            journal.note([item])
            continue
        journal.report.read += 1
        if isinstance(item, Reject):
            journal.report.rejected += 1
            journal.note([item])
        else:
            records.append(item)
    if records and isinstance(records[0], OrganisationRecord):
        records, rejects = united(records)
        journal.report.rejected += len(rejects)
        journal.note(rejects)
    return records


def _store(
    workspace: Workspace, journal: Journal, what: str, records: list[Any], whole: bool
) -> _Taken:
    load = Load(journal.report.run, workspace.clock.now(), workspace.brands, whole)
    taken, rejects = _Taken(), list[Reject]()
    with db.writing(workspace.engine) as session:
        kept: list[Any] = []
        for record in records:
            try:
                who, changed = _take(session, record, load)
            except RefusedRow as refused:
                rejects.append(Reject(record.line, refused.field, str(refused), record.number))
                continue
            kept.append(who)
            taken.stored += changed
            taken.unchanged += not changed
        if whole and not rejects and not journal.report.rejected:
            close = store.close_others if what == SUPPLIERS else agreement_store.close_others
            taken.gone = close(session, kept, load)
    journal.report.rejected += len(rejects)
    journal.note(rejects)
    return taken


def _take(session: Session, record: OrganisationRecord | AgreementRecord, load: Load) -> tuple[Any, bool]:
    if isinstance(record, OrganisationRecord):
        return store.take(session, record, load)
    return record.number, agreement_store.take(session, record, load)
