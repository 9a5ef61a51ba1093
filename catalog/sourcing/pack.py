"""The evidence pack of a period: what an account under Åpenhetsloven section 5 rests on.

Everything in it was frozen (orders), is kept as versions (suppliers, agreements) or is only ever added to
(tags, judgements), and is read as it was known when the period ended. So the pack of a past period is the
same to the byte, whatever has been imported since. It holds no contact and no reviewer's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlmodel import Session, col

from catalog.brands import Brands
from catalog.clock import Clock
from catalog.models import Judgement, Offer, Order, OrderLine, Supplier, Tag
from catalog.ordering.labelled_share import ShareReport, labelled_share
from catalog.sourcing.known import KnownAgreement, KnownOrganisation, agreements, by_supplier, organisations
from catalog.sourcing.records import LEVELS
from catalog.states import REFUTING
from labels.model import Label, State

_RELIED_ON = (State.VERIFIED, State.EXPIRING)


@dataclass(frozen=True, slots=True)
class ReliedOn:
    """A certificate that symbols on ordered lines rested on. ``valid_to`` as it stood on the order days,
    None for one without an end."""

    label: str
    certificate: str
    register: str
    valid_to: date | None
    lines: int
    first_order: date
    last_order: date


@dataclass(slots=True)
class UnderAgreement:
    """An agreement in force on a day of the period, and the ordered lines that were under it."""

    agreement: KnownAgreement
    lines: int = 0
    verified: int = 0


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something said of a product that the register or a rule refutes, still so when the period ended.

    ``offer`` is supplier and number, '' where the register alone speaks; ``said`` the supplier's words.
    """

    label: str
    certificate: str
    product_id: int
    offer: str
    said: str
    rule: str
    since: date


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided in the period about a product key and a certificate, and whether it stood."""

    on: date
    label: str
    certificate: str
    product_key: str
    held: bool
    reason: str
    undone_on: date | None


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """Days ``first`` to ``last``, inclusive. ``levels`` counts suppliers by risk level on the last day."""

    first: date
    last: date
    share: ShareReport
    levels: Mapping[str, int]
    suppliers: tuple[KnownOrganisation, ...]
    agreements: tuple[UnderAgreement, ...]
    certificates: tuple[ReliedOn, ...]
    conflicts: tuple[Conflict, ...]
    decisions: tuple[Decision, ...]


def evidence_pack(
    session: Session,
    labels: Mapping[str, Label],
    brands: Brands,
    clock: Clock,
    first: date,
    last: date,
    company_id: int | None = None,
) -> EvidencePack:
    """The pack over the orders of one company or of all. A period that has not ended is as known now."""
    until = _end(last, clock.timezone)
    known_until = None if last >= clock.today() else until
    known = [one for one in organisations(session, known_until) if one.supplies]
    levels = Counter(one.standing(last).level for one in known)
    suppliers = by_supplier(known)
    in_force = [
        UnderAgreement(one)
        for one in agreements(session, known_until)
        if one.valid_from <= last and (one.valid_to is None or one.valid_to >= first)
    ]
    relied: dict[tuple[str, str, str, str], list[date]] = {}
    for order, line, slug in _lines(session, _end(first, clock.timezone, 0), until, company_id):
        day = order.created_at.astimezone(clock.timezone).date()
        _count(in_force, suppliers.get(slug), line, brands.key(line.brand), day)
        for label in line.labels:
            if label["state"] in _RELIED_ON:
                key = (label["label"], label["certificate"], label["register"], label["valid_to"] or "")
                relied.setdefault(key, []).append(day)
    return EvidencePack(
        first,
        last,
        labelled_share(session, labels, clock.timezone, first, last, company_id),
        {level: levels[level] for level in LEVELS},
        tuple(known),
        tuple(in_force),
        tuple(_relied(relied)),
        tuple(_conflicts(session, until, clock.timezone)),
        tuple(_decisions(session, _end(first, clock.timezone, 0), until, clock.timezone)),
    )


def _end(day: date, timezone: ZoneInfo, later: int = 1) -> datetime:
    """The first instant of the day after (``later`` 0: of the day itself)."""
    return datetime.combine(day + timedelta(days=later), time(), timezone).astimezone(UTC)


def _count(
    found: Iterable[UnderAgreement],
    whose: KnownOrganisation | None,
    line: OrderLine,
    brand_key: str,
    day: date,
) -> None:
    if whose is None:
        return
    verified = any(label["state"] in _RELIED_ON for label in line.labels)
    for one in found:
        agreement = one.agreement
        if agreement.organisation_id != whose.organisation_id or not agreement.current(day):
            continue
        if agreement.covers(line.product_group, brand_key):
            one.lines += 1
            one.verified += verified


def _relied(found: Mapping[tuple[str, str, str, str], list[date]]) -> Iterator[ReliedOn]:
    for (label, number, register, valid_to), days in sorted(found.items()):
        ends = date.fromisoformat(valid_to) if valid_to else None
        yield ReliedOn(label, number, register, ends, len(days), min(days), max(days))


def _lines(
    session: Session, since: datetime, until: datetime, company_id: int | None
) -> Iterator[tuple[Order, OrderLine, str]]:
    statement = (
        select(Order, OrderLine, col(Supplier.slug))
        .join(OrderLine, col(OrderLine.order_id) == col(Order.id))
        .join(Supplier, col(Supplier.id) == col(Order.supplier_id))
        .where(col(Order.created_at) >= since, col(Order.created_at) < until)
        .order_by(col(Order.id), col(OrderLine.position))
    )
    if company_id is not None:
        statement = statement.where(col(Order.company_id) == company_id)
    rows: Any = session.execute(statement.execution_options(yield_per=2_000))
    yield from rows


def _conflicts(session: Session, until: datetime, timezone: ZoneInfo) -> Iterator[Conflict]:
    statement = (
        select(Tag, col(Supplier.slug), col(Offer.supplier_number))
        .join(Offer, col(Offer.id) == col(Tag.offer_id), isouter=True)
        .join(Supplier, col(Supplier.id) == col(Offer.supplier_id), isouter=True)
        .where(col(Tag.rejected).in_(REFUTING), col(Tag.opened_at) < until)
        .where(or_(col(Tag.closed_at).is_(None), col(Tag.closed_at) >= until))
        .order_by(col(Tag.label), col(Tag.product_id), col(Tag.id))
    )
    for tag, slug, number in session.execute(statement.execution_options(yield_per=2_000)):
        offer = f"{slug}:{number}" if slug else ""
        since = tag.opened_at.astimezone(timezone).date()
        yield Conflict(
            tag.label, tag.certificate_number, tag.product_id, offer, tag.claim_raw, tag.rejected, since
        )


def _decisions(
    session: Session, since: datetime, until: datetime, timezone: ZoneInfo
) -> Iterator[Decision]:
    decided: Any = col(Judgement.decided_at)
    statement = select(Judgement).where(decided >= since, decided < until)
    statement = statement.order_by(decided, col(Judgement.id))
    for row in session.execute(statement).scalars():
        undone = row.undone_at if row.undone_at and row.undone_at < until else None
        yield Decision(
            row.decided_at.astimezone(timezone).date(), row.label, row.number_key, row.product_key, row.held,
            row.reason, undone.astimezone(timezone).date() if undone else None,
        )  # fmt: skip
