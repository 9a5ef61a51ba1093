"""One run of a feed, end to end: read, gate, stage, compare, publish all or nothing, index.

Yesterday's catalogue stands until the one write transaction commits; whatever fails before that leaves
it as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog import db, store
from catalog.conflicts import record_conflicts, resolve_conflicts
from catalog.documents import newest_revision
from catalog.gate import GatedProduct, ProductGate, content_hash
from catalog.models import Offer, Supplier
from catalog.records import FeedItem, FileFacts, Ignored, Notice, ProductRecord, Reject
from catalog.regroup import regroup
from catalog.tagging import retag
from catalog.workspace import Workspace
from importers import gates
from importers.config import Profile
from importers.digest import digest, operator_data
from importers.errors import GateHeld, ImportFailed
from importers.feeds import PARSERS
from importers.journal import Journal, Report
from importers.lock import held
from importers.publish import publish
from importers.raw import RawFile
from importers.staging import Staging
from labels.wording import Wordings

# Raise when a parser or the gate starts to read the same bytes differently.
READER_VERSION = 1
BATCH = 1000
Progress = Callable[[int], None]


def run_feed(
    workspace: Workspace,
    profile: Profile,
    raw: RawFile,
    *,
    accept_gates: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Runs one file of one supplier. Never raises for a fault of the feed: the report says failed or held.

    Raises AlreadyRunning where another run of the supplier holds the lock.
    """
    with held(workspace.lock_dir, f"feed-{profile.supplier}"):
        gate = open_gate(workspace)
        fingerprint = _fingerprint(profile, raw, gate.salt)
        journal = Journal(workspace, profile, raw, fingerprint, dry_run=dry_run)
        try:
            return _run(workspace, journal, gate, accept_gates, progress)
        except GateHeld as error:
            return journal.finish("held", str(error))
        except ImportFailed as error:
            return journal.finish("failed", str(error))
        except BaseException as error:
            journal.finish("failed", f"{type(error).__name__}: {error}")
            raise


def open_gate(workspace: Workspace) -> ProductGate:
    """The gate with the operator's data; its salt changes when that data does."""
    salt = digest(READER_VERSION, operator_data(workspace))
    return ProductGate(
        workspace.labels, workspace.brands, workspace.groups, Wordings(workspace.labels), salt
    )


def _fingerprint(profile: Profile, raw: RawFile, salt: str) -> str:
    return digest(
        raw.sha256, profile.format, profile.supplier, profile.mode, salt, dict(profile.columns),
        dict(profile.options),
    )  # fmt: skip


def _run(
    workspace: Workspace,
    journal: Journal,
    gate: ProductGate,
    accept_gates: bool,
    progress: Progress | None,
) -> Report:
    profile, report = journal.profile, journal.report
    previous = journal.previous()
    fingerprint = _fingerprint(profile, journal.raw, gate.salt)
    if previous is not None and previous.fingerprint == fingerprint and not journal.dry_run:
        report.read, report.stored = previous.records_read, previous.stored
        report.ignored, report.rejected = previous.ignored, previous.rejected
        publish(workspace)
        return journal.finish("unchanged", "the same file as last time")
    staging = Staging(workspace.var / "staging" / f"{profile.supplier}.db")
    try:
        facts, bad_gtins = _stage(workspace, journal, gate, staging, progress)
        if not accept_gates:
            gates.check_count(profile, report.stored)
            before = previous.records_read if previous else 0
            gates.check_shares(profile, before, report.read, report.rejected, bad_gtins)
        if journal.dry_run:
            return journal.finish("unchanged", "dry run: nothing was written")
        moved = _publish(workspace, journal, staging, facts, accept_gates)
    finally:
        staging.close()
    publish(workspace)
    return journal.finish("published" if moved else "unchanged", "" if moved else "nothing had changed")


def _stage(
    workspace: Workspace,
    journal: Journal,
    gate: ProductGate,
    staging: Staging,
    progress: Progress | None,
) -> tuple[FileFacts, int]:
    """Reads the whole file into staging; returns what it says of itself and the records with a bad GTIN."""
    facts, bad_gtins = FileFacts(), 0
    items = PARSERS[journal.profile.format](journal.raw.path, journal.profile)
    while batch := list(islice(items, BATCH)):
        records = []
        for item in batch:
            if isinstance(item, ProductRecord):
                records.append(item)
            elif isinstance(item, FileFacts):
                facts = item
            else:
                _count(journal, item)
        bad_gtins += _gate_batch(workspace, journal, gate, staging, records)
        if progress is not None:
            progress(journal.report.read)
    return facts, bad_gtins


def _count(journal: Journal, item: FeedItem) -> None:
    report = journal.report
    if isinstance(item, Ignored):
        report.read += 1
        report.ignored += 1
    elif isinstance(item, Reject):
        report.read += 1
        report.rejected += 1
        journal.note([item])
    elif isinstance(item, Notice):
        journal.note([item])


def _gate_batch(
    workspace: Workspace,
    journal: Journal,
    gate: ProductGate,
    staging: Staging,
    records: list[ProductRecord],
) -> int:
    """Stages a batch; a record whose hash the catalogue knows skips the gate. Returns bad-GTIN records."""
    keys = [(record.supplier_number.strip(), record.number_kind) for record in records]
    with db.reading(workspace.engine) as session:
        known = _known(session, journal.profile.supplier, keys)
    report, bad = journal.report, 0
    for record, key in zip(records, keys, strict=True):
        report.read += 1
        same = known.get(key) == content_hash(record, gate.salt)
        checked: GatedProduct | Reject | None = None
        if not same:
            checked, notices = gate.check(record)
            bad += any(notice.field == "gtin" for notice in notices)
            journal.note(notices)
        if isinstance(checked, Reject):
            report.rejected += 1
            journal.note([checked])
            if key[0] and key in known:
                staging.add(*key, record.line, None)
            continue
        replaced = staging.add(*key, record.line, checked)
        if replaced is None:
            report.stored += 1
        else:
            report.rejected += 1
            reason = f"the same number stands again on line {record.line}; the later line counts"
            journal.note([Reject(replaced, "supplier_number", reason, key[0])], kind="duplicate")
    return bad


def _known(session: Session, slug: str, keys: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    found = session.execute(
        select(col(Supplier.id)).where(col(Supplier.slug) == slug)
    ).scalar_one_or_none()
    return {} if found is None or not keys else store.known_hashes(session, found, keys)


def _publish(
    workspace: Workspace, journal: Journal, staging: Staging, facts: FileFacts, accept_gates: bool
) -> bool:
    """The one write transaction. Returns whether anything in the catalogue moved."""
    profile, now = journal.profile, workspace.clock.now()
    with db.writing(workspace.engine) as session:
        name = profile.supplier_name or facts.seller_name
        supplier = store.supplier(session, profile.supplier, name, facts.seller_org_number)
        stored = store.Stored()
        for batch in staging.changed(BATCH):
            store.write(session, supplier.id or 0, journal.report.run, batch, stored)
        if profile.mode == "full":
            gone, before = _disappeared(session, supplier.id or 0, staging)
            if not accept_gates:
                gates.check_disappeared(profile, before, len(gone))
            for start in range(0, len(gone), BATCH):
                store.withdraw(session, gone[start : start + BATCH], now, stored)
        touched = [*stored.touched, *sorted(stored.mates)]
        if not touched:
            return False
        revision = newest_revision(session) + 1
        for products, conflicts in regroup(session, touched, revision):
            record_conflicts(session, conflicts, journal.report.run, now)
            retag(session, workspace.labels, products, revision, now)
            session.expunge_all()
        resolve_conflicts(session, now)
        journal.report.details |= {
            "new": stored.new, "changed": stored.changed, "withdrawn": stored.withdrawn,
        }  # fmt: skip
    return True


def _disappeared(session: Session, supplier_id: int, staging: Staging) -> tuple[list[int], int]:
    """Offer ids of the supplier that the feed no longer names, and how many offers it had."""
    active = (col(Offer.supplier_id) == supplier_id, col(Offer.withdrawn_at).is_(None))
    before = session.execute(select(func.count()).select_from(Offer).where(*active)).scalar_one()
    rows = session.execute(
        select(col(Offer.id), col(Offer.supplier_number), col(Offer.number_kind)).where(*active)
    )
    gone: list[int] = []
    for part in _batches(rows):
        ids = {(number, kind): offer_id for offer_id, number, kind in part}
        gone += [ids[key] for key in staging.missing(list(ids))]
    return gone, before


def _batches(rows: Iterator[tuple[int, str, str]]) -> Iterator[list[tuple[int, str, str]]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch
