"""Agreements and risk levels as filters of a search: what each of them covers on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog.brands import Brands
from catalog.models import Run, Supplier
from catalog.models.runs import SOURCING
from catalog.search.scoping import OfferScope, Scoped
from catalog.sourcing.known import KnownAgreement, KnownOrganisation, agreements, by_supplier, organisations
from catalog.sourcing.records import LEVELS, NOT_ASSESSED

AGREEMENT, RISK = "agreement", "risk"
CURRENT = "current"
Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class InForce:
    """What is known on a day. ``suppliers`` by slug; ``slugs`` are all suppliers with a feed."""

    day: date
    suppliers: Mapping[str, KnownOrganisation]
    slugs: tuple[str, ...]
    agreements: tuple[KnownAgreement, ...]

    def level(self, slug: str) -> str:
        """The risk level of a supplier; one that no list names is not assessed."""
        known = self.suppliers.get(slug)
        return known.standing(self.day).level if known else NOT_ASSESSED

    def agreement(self, slug: str, group: str, brand_key: str) -> KnownAgreement | None:
        """The agreement in force that an offer is under, the first by number; None for none."""
        return next(
            (one for one in self.agreements if one.supplier == slug and one.covers(group, brand_key)), None
        )


def version(session: Session) -> Version:
    """Changes whenever what is in force may have changed, but for the day."""
    newest = select(func.max(col(Run.id))).where(col(Run.kind) == SOURCING).scalar_subquery()
    row = session.execute(select(newest, select(func.max(col(Supplier.id))).scalar_subquery())).one()
    return row[0] or 0, row[1] or 0


def in_force(session: Session, day: date) -> InForce:
    """Reads it: four statements."""
    known = by_supplier(organisations(session))
    current = tuple(one for one in agreements(session) if one.supplier and one.current(day))
    slugs = tuple(session.execute(select(col(Supplier.slug)).order_by(col(Supplier.slug))).scalars())
    return InForce(day, known, slugs, current)


def scoped(
    found: InForce, brands: Brands, chosen: Mapping[str, Sequence[str]], *, with_risk: bool = True
) -> tuple[Scoped, ...]:
    """The filters AGREEMENT (``current``, and numbers that were chosen) and RISK (LEVELS) with what each
    value covers. None where no list says anything and nothing was chosen."""
    filters = []
    asked = tuple(chosen.get(AGREEMENT, ()))
    if found.agreements or asked:
        named = [(CURRENT, found.agreements)]
        named += [(number, _numbered(found, number)) for number in asked if number != CURRENT]
        filters.append(Scoped(AGREEMENT, tuple((v, _scopes(own, brands)) for v, own in named), asked))
    asked = tuple(chosen.get(RISK, ()))
    if with_risk and (found.suppliers or asked):
        filters.append(Scoped(RISK, tuple((level, _at(found, level)) for level in LEVELS), asked))
    return tuple(filters)


def _numbered(found: InForce, number: str) -> tuple[KnownAgreement, ...]:
    return tuple(one for one in found.agreements if one.number == number)


def _scopes(found: Iterable[KnownAgreement], brands: Brands) -> tuple[OfferScope, ...]:
    return tuple(OfferScope(one.supplier, one.groups, _spellings(one.brands, brands)) for one in found)


def _spellings(keys: tuple[str, ...], brands: Brands) -> tuple[str, ...]:
    """Every spelling of the brands: an index holds them as suppliers write them."""
    if not keys:
        return ()
    return (*keys, *(spelling for spelling, key in brands.keys.items() if key in keys))


def _at(found: InForce, level: str) -> tuple[OfferScope, ...]:
    return tuple(OfferScope(slug) for slug in found.slugs if found.level(slug) == level)
