"""Takes organisations over: each fact is a version, what was known before stays as history."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.brands import Brands
from catalog.models import Assessment, Organisation, OrganisationFacts, SourcingDocument, Supplier
from catalog.sourcing.names import name_key
from catalog.sourcing.records import OrganisationRecord
from catalog.sourcing.versions import held, put

# Feeds write NO986692002MVA, 986 692 002 and the like.
_NO_DIGITS = re.compile(r"[^0-9]")


class RefusedRow(ValueError):
    """A row that cannot be taken beside what is known; ``field`` is its column."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class Load:
    """One load: its run, its instant, and whether a row is all that is to be known (``whole``)."""

    run_id: int
    now: datetime
    brands: Brands
    whole: bool = False


def take(session: Session, record: OrganisationRecord, load: Load) -> tuple[int, bool]:
    """The organisation's id, and whether anything is new. Empty cells keep what is known, unless the load
    is ``whole``. A row that names no feed's supplier is about the one with its organisation number. Raises
    RefusedRow where it would be two organisations in one, or one in two."""
    if record.number and not record.supplier:
        record = replace(record, supplier=_feed_of(session, record.number))
    current = _known(session, record)
    if current is None:
        organisation = Organisation(created_at=load.now)
        session.add(organisation)
        session.flush()
        whose = organisation.id or 0
    else:
        whose = current.organisation_id
    changed = _put_facts(session, whose, current, record, load)
    changed |= _put_risk(session, whose, record, load)
    changed |= _put_documents(session, whose, record, load)
    return whose, changed


def close_others(session: Session, kept: Collection[int], load: Load) -> int:
    """Ends what is known of every organisation but ``kept``; how many those are."""
    gone = 0
    for facts in session.execute(select(OrganisationFacts).where(held(OrganisationFacts))).scalars():
        if facts.organisation_id in kept:
            continue
        gone += 1
        facts.replaced_at = load.now
        for model in (Assessment, SourcingDocument):
            whose: Any = model
            found = select(model).where(held(model), col(whose.organisation_id) == facts.organisation_id)
            for row in session.execute(found).scalars():
                row.replaced_at = load.now
    session.flush()
    return gone


def _known(session: Session, record: OrganisationRecord) -> OrganisationFacts | None:
    """The current facts of the organisation that the row is about, None for a new one. Raises RefusedRow."""
    numbered = _one(session, record.number and col(OrganisationFacts.number) == record.number, record)
    supplying = _one(session, record.supplier and col(OrganisationFacts.supplier) == record.supplier)
    if numbered and supplying and numbered.organisation_id != supplying.organisation_id:
        reason = f"the number is that of {numbered.name!r}, {record.supplier!r} is {supplying.name!r}"
        raise RefusedRow("organisation_number", reason)
    found = numbered or supplying
    if found is not None:
        return found
    namesake = _one(session, col(OrganisationFacts.name_key) == name_key(record.name), record)
    if namesake and namesake.number and record.number:
        known = f"{namesake.name!r} is known with the number {namesake.number}"
        reason = f"{known}: under a new number (give its supplier too), or two firms of one name?"
        raise RefusedRow("organisation_number", reason)
    return namesake


def _feed_of(session: Session, number: str) -> str:
    """The slug of the only supplier whose feed gives that organisation number, '' for none or several."""
    statement = select(col(Supplier.slug), col(Supplier.org_number)).where(
        col(Supplier.org_number).contains(number)
    )
    own = [slug for slug, said in session.execute(statement) if _NO_DIGITS.sub("", said) == number]
    return own[0] if len(own) == 1 else ""


def _one(
    session: Session, wanted: Any, record: OrganisationRecord | None = None
) -> OrganisationFacts | None:
    if wanted is None or isinstance(wanted, str):
        return None
    statement = select(OrganisationFacts).where(held(OrganisationFacts), wanted)
    if record is not None and record.country:
        statement = statement.where(col(OrganisationFacts.country).in_((record.country, "")))
    return session.execute(statement.order_by(col(OrganisationFacts.id)).limit(1)).scalar_one_or_none()


def _put_facts(
    session: Session, whose: int, current: OrganisationFacts | None, record: OrganisationRecord, load: Load
) -> bool:
    said: dict[str, Any] = {
        "number": record.number,
        "country": record.country,
        "name": record.name,
        "name_key": name_key(record.name),
        "supplier": record.supplier,
        "brands": sorted({load.brands.key(brand) for brand in record.brands}),
        "contact_name": record.contact_name,
        "contact_email": record.contact_email,
    }
    if current is not None and not load.whole:
        said = {name: value or getattr(current, name) for name, value in said.items()}
    supplies = "supplier" in record.roles or bool(record.supplier)
    roles = {"supplies": supplies, "makes": "manufacturer" in record.roles}
    if current is not None and not record.roles:
        roles = {name: value or getattr(current, name) for name, value in roles.items()}
    said |= roles
    fresh = OrganisationFacts(
        **said, organisation_id=whose, run_id=load.run_id, line=record.line, loaded_at=load.now
    )
    return put(session, current, fresh, load.now, said)


def _put_risk(session: Session, whose: int, record: OrganisationRecord, load: Load) -> bool:
    statement = select(Assessment).where(held(Assessment), col(Assessment.organisation_id) == whose)
    current = session.execute(statement).scalar_one_or_none()
    if record.risk is None:
        if current is None or not load.whole:
            return False
        current.replaced_at = load.now
        return True
    said = {name: getattr(record.risk, name) for name in record.risk.__slots__}
    fresh = Assessment(
        **said, organisation_id=whose, run_id=load.run_id, line=record.line, loaded_at=load.now
    )
    return put(session, current, fresh, load.now, said)


def _put_documents(session: Session, whose: int, record: OrganisationRecord, load: Load) -> bool:
    statement = select(SourcingDocument).where(
        held(SourcingDocument), col(SourcingDocument.organisation_id) == whose
    )
    known = {row.kind: row for row in session.execute(statement).scalars()}
    changed = False
    for link in record.documents:
        said = {name: getattr(link, name) for name in link.__slots__}
        fresh = SourcingDocument(
            **said, organisation_id=whose, run_id=load.run_id, line=record.line, loaded_at=load.now
        )
        changed |= put(session, known.pop(link.kind, None), fresh, load.now, said)
    if load.whole:
        for row in known.values():
            row.replaced_at = load.now
        changed |= bool(known)
    return changed
