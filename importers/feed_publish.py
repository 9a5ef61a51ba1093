"""Publishes a staged feed in one write transaction: offers, products, conflicts, tags."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session, col

from catalog import db, store
from catalog.conflicts import record_conflicts, resolve_conflicts
from catalog.documents import newest_revision
from catalog.models import Offer, Supplier
from catalog.regroup import regroup
from catalog.tagging import retag
from catalog.workspace import Workspace
from importers import gates
from importers.config import Profile
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
        gone: list[int] = []
        if profile.mode == "full":
            gone, before = _disappeared(session, supplier.id or 0, staging, frozenset(staged.tombstones))
            if not accept_gates:
                gates.check_disappeared(profile, before, len(gone))
        for batch in staging.changed(BATCH):
            store.write(session, supplier.id or 0, journal.report.run, batch, stored)
        gone = [*staged.tombstones, *gone]
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


def foresee_disappeared(
    workspace: Workspace, profile: Profile, staging: Staging, staged: Staged
) -> None:
    """The gate of ``publish_offers`` without publishing. Raises GateHeld."""
    with db.reading(workspace.engine) as session:
        statement = select(col(Supplier.id)).where(col(Supplier.slug) == profile.supplier)
        supplier_id = session.execute(statement).scalar_one_or_none()
        if supplier_id is not None and profile.mode == "full":
            gone, before = _disappeared(session, supplier_id, staging, frozenset(staged.tombstones))
            gates.check_disappeared(profile, before, len(gone))


def _disappeared(
    session: Session, supplier_id: int, staging: Staging, buried: frozenset[int]
) -> tuple[list[int], int]:
    """Offer ids of the supplier that the feed neither names nor buries, and how many offers it has."""
    active = select(col(Offer.id), col(Offer.supplier_number), col(Offer.number_kind)).where(
        col(Offer.supplier_id) == supplier_id, col(Offer.withdrawn_at).is_(None)
    )
    gone: list[int] = []
    before = 0
    for part in session.execute(active.execution_options(yield_per=BATCH)).partitions():
        before += len(part)
        ids = {(number, kind): offer_id for offer_id, number, kind in part if offer_id not in buried}
        gone += [ids[key] for key in staging.missing(list(ids))]
    return gone, before
