"""Takes agreements over, as versions by number."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.models import Agreement, OrganisationFacts, Supplier
from catalog.sourcing.records import AgreementRecord, OrganisationRecord
from catalog.sourcing.store import Load, RefusedRow
from catalog.sourcing.store import take as take_organisation
from catalog.sourcing.versions import held, put

_NO_DIGITS = re.compile(r"[^0-9A-Z]")


def take(session: Session, record: AgreementRecord, load: Load) -> bool:
    """Whether anything is new. Raises RefusedRow for a supplier that nobody knows, or a number that is
    another supplier's."""
    whose = _supplier(session, record, load)
    statement = select(Agreement).where(held(Agreement), col(Agreement.number) == record.number)
    current = session.execute(statement).scalar_one_or_none()
    if current is not None and current.organisation_id != whose:
        raise RefusedRow("number", f"the agreement {record.number!r} is known with another supplier")
    said: dict[str, Any] = {
        "number": record.number,
        "name": record.name,
        "organisation_id": whose,
        "valid_from": record.valid_from,
        "valid_to": record.valid_to,
        "groups": sorted(record.groups),
        "brands": sorted({load.brands.key(brand) for brand in record.brands}),
        "obliges": record.obliges,
    }
    fresh = Agreement(**said, run_id=load.run_id, line=record.line, loaded_at=load.now)
    return put(session, current, fresh, load.now, said)


def close_others(session: Session, kept: Collection[str], load: Load) -> int:
    """Ends every agreement whose number is not in ``kept``; how many."""
    rows = session.execute(select(Agreement).where(held(Agreement))).scalars()
    gone = [row for row in rows if row.number not in kept]
    for row in gone:
        row.replaced_at = load.now
    session.flush()
    return len(gone)


def _supplier(session: Session, record: AgreementRecord, load: Load) -> int:
    """The organisation that is meant: by its feed's slug, or by its organisation number."""
    number = _NO_DIGITS.sub("", record.supplier.upper())
    statement = select(col(OrganisationFacts.organisation_id)).where(
        held(OrganisationFacts),
        (col(OrganisationFacts.supplier) == record.supplier)
        | (col(OrganisationFacts.number).in_((number, number.removeprefix("NO").removesuffix("MVA")))),
    )
    found = session.execute(statement).scalars().all()
    if len(found) == 1:
        return int(found[0])
    if found:
        raise RefusedRow("supplier", f"{record.supplier!r} is {len(found)} organisations")
    slug = select(Supplier).where(col(Supplier.slug) == record.supplier)
    feed = session.execute(slug).scalar_one_or_none()
    if feed is None:
        reason = f"nobody is known as {record.supplier!r}: load suppliers first (merkbar suppliers load)"
        raise RefusedRow("supplier", reason)
    known = OrganisationRecord(record.line, feed.name, supplier=feed.slug, roles=("supplier",))
    return take_organisation(session, known, load)[0]
