"""The statements behind the quality report: one a problem, each row one line to correct.

Every statement selects file, line, supplier's number, field, reason and value. Each passes once over
offers, claims or issues and looks the rest up by an index: linear at any number of products.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from catalog.evidence import stale_datasets
from catalog.models import CertificateModel, Issue, Offer, OfferClaim, OfferKey, Run, Tag
from catalog.review_lists import UNKNOWN_WORDING, ended, holds
from catalog.states import REFUTING
from catalog.workspace import Workspace

REJECTED = "rejected"
DUPLICATE = "the same number stands twice"
# SQLAlchemy's own type names every column; these are composed too freely for that.
Statement = Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of line; ``base`` is what its share is of: offers, claims or records."""

    code: str
    base: str
    statement: Statement
    order: tuple[Any, ...]

    def ordered(self) -> Statement:
        """The lines in the order of the files."""
        return self.statement.order_by(*self.order)


def problems(
    session: Session,
    workspace: Workspace,
    supplier_id: int,
    run_ids: Sequence[int],
    feeds: Sequence[str],
    today: date,
) -> list[Problem]:
    """Every problem of the supplier, what keeps products out of the catalogue first."""
    notices = _Notices(supplier_id, feeds)
    active = (col(Offer.supplier_id) == supplier_id, col(Offer.withdrawn_at).is_(None))
    bad_gtin = notices.where(col(Issue.field) == "gtin")
    return [
        Problem(REJECTED, "records", _rejected(run_ids), (col(Issue.run_id), col(Issue.line), col(Issue.id))),
        *_claims(session, active, today),
        notices.problem("wording-unknown", notices.where(col(Issue.reason) == UNKNOWN_WORDING)),
        notices.problem("gtin-invalid", bad_gtin),
        _offers(active, "gtin-missing", "gtin", "no GTIN", ~_has_key("g:"),
                col(Offer.id).not_in(bad_gtin.with_only_columns(col(Offer.id)))),
        notices.problem("el-number-invalid", notices.where(col(Issue.field) == "el_number")),
        _offers(active, "brand-unknown", "brand", "in no list of brands and in no register",
                col(Offer.brand_key) != "", col(Offer.brand_key).not_in(sorted(workspace.brands.names)),
                col(Offer.brand_key).not_in(select(col(CertificateModel.brand_key)).distinct()),
                value=col(Offer.brand)),
        _offers(active, "brand-missing", "brand", "no brand", col(Offer.brand_key) == ""),
        _offers(active, "class-missing", "etim_class", "neither ETIM class nor product group",
                col(Offer.etim_class) == "", col(Offer.product_group) == ""),
        _offers(active, "price-missing", "price", "no price", col(Offer.price).is_(None)),
    ]  # fmt: skip


_OFFER_ORDER = (col(Offer.last_run), col(Offer.line), col(Offer.id))


def _offers(
    active: Sequence[ColumnElement[bool]],
    code: str,
    field: str,
    reason: str,
    *where: ColumnElement[bool],
    value: Any = None,
) -> Problem:
    """Offers that stand and meet every condition; the value is the product's name where none is given."""
    shown = col(Offer.name) if value is None else value
    statement: Statement = (
        select(col(Run.file_name), col(Offer.line), col(Offer.supplier_number), literal(field),
               literal(reason), shown)
        .select_from(Offer)
        .join(Run, col(Run.id) == col(Offer.last_run))
        .where(*active, *where)
    )  # fmt: skip
    return Problem(code, "offers", statement, _OFFER_ORDER)


def _has_key(prefix: str) -> ColumnElement[bool]:
    return exists().where(col(OfferKey.offer_id) == col(Offer.id), col(OfferKey.key).startswith(prefix))


class _Notices:
    """Notices of the supplier's feeds about offers that have not been read again since."""

    def __init__(self, supplier_id: int, feeds: Sequence[str]) -> None:
        same = and_(col(Offer.last_run) == col(Issue.run_id), col(Offer.line) == col(Issue.line))
        self._statement: Statement = (
            select(col(Issue.file), col(Issue.line), col(Offer.supplier_number), col(Issue.field),
                   col(Issue.reason), col(Issue.raw))
            .select_from(Issue)
            .join(Offer, same)
            .where(col(Issue.subject).in_(feeds), col(Issue.kind) == "notice")
            .where(col(Offer.supplier_id) == supplier_id, col(Offer.withdrawn_at).is_(None))
        )  # fmt: skip

    def where(self, condition: ColumnElement[bool]) -> Statement:
        return self._statement.where(condition)

    def problem(self, code: str, statement: Statement) -> Problem:
        return Problem(code, "offers", statement, (*_OFFER_ORDER, col(Issue.id)))


def _rejected(run_ids: Sequence[int]) -> Statement:
    """Records that were not stored; a number that stands twice tells the number as its value."""
    columns = (
        col(Issue.file), col(Issue.line), literal(""), col(Issue.field), col(Issue.reason), col(Issue.raw),
    )  # fmt: skip
    not_stored = col(Issue.kind).in_(("reject", "duplicate"))
    return select(*columns).where(col(Issue.run_id).in_(run_ids), not_stored)


def _claims(session: Session, active: Sequence[ColumnElement[bool]], today: date) -> list[Problem]:
    """Claims that a register contradicts, and claims for which no register has anything."""
    tag: Any = aliased(Tag)
    same = and_(
        tag.product_id == col(Offer.product_id), tag.label == col(OfferClaim.label),
        tag.kind == "register", tag.closed_at.is_(None),
    )  # fmt: skip
    fresh = tag.dataset_id.not_in(sorted(stale_datasets(session, today)))
    confirmed = exists().where(same, holds(tag, today))
    over = and_(tag.rejected == "", ended(tag, today))
    refuted = exists().where(same, or_(tag.rejected.in_(REFUTING), over))
    denied = exists().where(same, holds(tag, today), fresh)
    held = col(OfferClaim.held).is_(True)
    label = col(OfferClaim.label)
    against = case(
        (held, literal("the register says that it has ended or does not hold here: ").concat(label)),
        else_=literal("the register confirms: ").concat(label),
    )
    contradicted = or_(and_(held, ~confirmed, refuted), and_(~held, denied))
    nowhere = literal("no certificate in any register: ").concat(label)
    return [
        _claim(active, "claim-contradicted", against, contradicted),
        _claim(active, "claim-without-evidence", nowhere, held, ~confirmed, ~refuted),
    ]


def _claim(
    active: Sequence[ColumnElement[bool]], code: str, reason: Any, *where: ColumnElement[bool]
) -> Problem:
    statement: Statement = (
        select(col(Run.file_name), col(Offer.line), col(Offer.supplier_number), col(OfferClaim.field),
               reason, col(OfferClaim.raw))
        .select_from(Offer)
        .join(OfferClaim, col(OfferClaim.offer_id) == col(Offer.id))
        .join(Run, col(Run.id) == col(Offer.last_run))
        .where(*active, *where)
    )  # fmt: skip
    return Problem(code, "claims", statement, (*_OFFER_ORDER, col(OfferClaim.id)))
