"""The net prices of offers for one company. Whoever asks must know that the reader is of that company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog.models import CompanyPrice, Offer, OfferKey
from catalog.pricing.net import Listed, NetPrice, net_price

_EL_KEY = "e:NO:"
_EL, _GROUP, _OWN = "1", "5", ("", "0")


def net_prices(
    session: Session, company_id: int | None, offer_ids: Iterable[int], today: date
) -> dict[int, NetPrice]:
    """By offer id, for the offers with a net price on that day. Two statements where there are no terms."""
    ids = sorted(set(offer_ids))
    if company_id is None or not ids:
        return {}
    suppliers = _suppliers(session, company_id)
    offers = [row for row in _offers(session, ids) if row.supplier_id in suppliers] if suppliers else []
    if not offers:
        return {}
    el_numbers = _el_numbers(session, [offer.id for offer in offers])
    numbers = {offer.supplier_number for offer in offers} | {offer.discount_group for offer in offers}
    numbers |= {number for found in el_numbers.values() for number in found}
    terms = _terms(session, company_id, numbers)
    found: dict[int, NetPrice] = {}
    for offer in offers:
        own = _own(offer, el_numbers[offer.id], terms)
        listed = Listed(
            offer.price, offer.currency, offer.price_unit, offer.price_quantity, offer.price_kind, offer.unit
        )
        net = net_price(listed, _certain(session, offer, own), today)
        if net is not None:
            found[offer.id] = net
    return found


def _suppliers(session: Session, company_id: int) -> frozenset[int]:
    statement = select(col(CompanyPrice.supplier_id)).where(col(CompanyPrice.company_id) == company_id)
    return frozenset(session.execute(statement.distinct()).scalars())


def _offers(session: Session, ids: Sequence[int]) -> Sequence[Any]:
    group = func.json_extract(col(Offer.extra), "$.fields.rabattgruppe").label("discount_group")
    names = ("id", "supplier_id", "supplier_number", "number_kind", "price", "currency", "price_unit",
             "price_quantity", "price_kind", "unit")  # fmt: skip
    columns = [getattr(Offer, name) for name in names]
    return session.execute(select(*columns, group).where(col(Offer.id).in_(ids))).all()


def _el_numbers(session: Session, ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    statement = select(col(OfferKey.offer_id), col(OfferKey.key)).where(
        col(OfferKey.offer_id).in_(ids), col(OfferKey.key).startswith(_EL_KEY)
    )
    for offer_id, key in session.execute(statement):
        found[offer_id].add(key.removeprefix(_EL_KEY))
    return found


def _terms(
    session: Session, company_id: int, numbers: Iterable[str]
) -> dict[tuple[int, str], list[CompanyPrice]]:
    found: dict[tuple[int, str], list[CompanyPrice]] = defaultdict(list)
    wanted = sorted(number for number in numbers if number)
    statement = select(CompanyPrice).where(
        col(CompanyPrice.company_id) == company_id, col(CompanyPrice.number).in_(wanted)
    )
    for term in session.execute(statement).scalars():
        found[term.supplier_id, term.number].append(term)
    return found


def _own(
    offer: Any, el_numbers: Iterable[str], terms: dict[tuple[int, str], list[CompanyPrice]]
) -> list[CompanyPrice]:
    """The terms that may be about the offer: by its number, its el-number or its discount group."""
    numbered = terms.get((offer.supplier_id, offer.supplier_number), ())
    own = [term for term in numbered if term.kind != "group" and _same_kind(term.number_kind, offer)]
    for number in el_numbers:
        named = terms.get((offer.supplier_id, number), ())
        own += [term for term in named if term.number_kind == _EL and term not in own]
    grouped = terms.get((offer.supplier_id, offer.discount_group or ""), ())
    return own + [term for term in grouped if term.kind == "group"]


def _same_kind(kind: str, offer: Any) -> bool:
    return kind == offer.number_kind or kind == "" or (kind in _OWN and offer.number_kind in _OWN)


def _certain(session: Session, offer: Any, terms: Sequence[CompanyPrice]) -> list[CompanyPrice]:
    """Without the terms that another offer of the supplier could be meant by just as well."""
    exact = [t for t in terms if t.kind == "group" or _is_exact(t, offer)]
    loose = [t for t in terms if t not in exact]
    return exact + [term for term in loose if _bearers(session, offer, term) == 1]


def _is_exact(term: CompanyPrice, offer: Any) -> bool:
    return bool(term.number == offer.supplier_number and term.number_kind == offer.number_kind)


def _bearers(session: Session, offer: Any, term: CompanyPrice) -> int:
    listed = (col(Offer.supplier_id) == offer.supplier_id, col(Offer.withdrawn_at).is_(None))
    if term.number_kind == _EL:
        statement = (
            select(func.count())
            .select_from(Offer)
            .join(OfferKey, col(OfferKey.offer_id) == col(Offer.id))
            .where(col(OfferKey.key) == _EL_KEY + term.number)
        )
    else:
        statement = select(func.count()).select_from(Offer).where(col(Offer.supplier_number) == term.number)
    return int(session.execute(statement.where(*listed)).scalar_one())
