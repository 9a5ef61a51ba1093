"""Publishes a staged feed in one write transaction: offers, products, conflicts, tags."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog import db, store
from catalog.conflicts import record_conflicts, resolve_conflicts
from catalog.documents import newest_revision
from catalog.models import Offer
from catalog.regroup import regroup
from catalog.tagging import retag
from catalog.workspace import Workspace
from importers import gates
from importers.feed_stage import BATCH, Staged
from importers.journal import Journal
from importers.staging import Staging


def publish_offers(
    workspace: Workspace, journal: Journal, staging: Staging, staged: Staged, accept_gates: bool
) -> bool:
    """The one write transaction. Returns whether anything in the catalogue moved."""
    profile, now = journal.profile, workspace.clock.now()
    with db.writing(workspace.engine) as session:
        name = profile.supplier_name or staged.facts.seller_name
        supplier = store.supplier(session, profile.supplier, name, staged.facts.seller_org_number)
        stored = store.Stored()
        for batch in staging.changed(BATCH):
            store.write(session, supplier.id or 0, journal.report.run, batch, stored)
        for start in range(0, len(staged.tombstones), BATCH):
            store.withdraw(session, staged.tombstones[start : start + BATCH], now, stored)
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
