"""What the registers say, as views for a day: certificates in pages, and one with models and products."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from catalog.errors import NotFound
from catalog.identifiers import certificate_key
from catalog.models import Certificate, CertificateModel, Dataset, Product, Tag
from catalog.workspace import Workspace
from labels.model import State
from labels.validity import Validity, is_stale, state_on

# A certificate covers a product family; more products than these are found by searching.
MAX_PRODUCTS = 1_000


@dataclass(frozen=True, slots=True)
class CertificateView:
    """One entry of a register on a day. ``state`` is None before its first day; ``confirmed_on`` is the
    day on which the register was last confirmed."""

    id: int
    label: str
    number: str
    holder: str
    tier: str
    generation: str
    product_group: str
    markets: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    withdrawn_on: date | None
    state: State | None
    register: str
    confirmed_on: date
    url: str


@dataclass(frozen=True, slots=True)
class ModelView:
    """One model row of a certificate, as its register wrote it."""

    brand: str
    models: tuple[str, ...]
    mpns: tuple[str, ...]
    gtins: tuple[str, ...]
    markets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of certificates; ``number`` and ``holder`` '' and no ``labels`` mean all."""

    labels: tuple[str, ...] = ()
    number: str = ""
    holder: str = ""
    page: int = 1
    per_page: int = 24


def listed(
    session: Session, workspace: Workspace, asked: Asked, today: date
) -> tuple[int, list[CertificateView]]:
    """How many there are, and one page of them by id. A number is compared by its key, a holder as
    part of the name."""
    where: list[ColumnElement[bool]] = []
    if asked.labels:
        where.append(col(Certificate.label).in_(asked.labels))
    if asked.number:
        where.append(col(Certificate.number_key) == certificate_key(asked.number))
    if asked.holder:
        where.append(col(Certificate.holder).icontains(asked.holder, autoescape=True))
    total = session.execute(select(func.count(col(Certificate.id))).where(*where)).scalar_one()
    rows = session.execute(
        _joined().where(*where).order_by(col(Certificate.id))
        .limit(asked.per_page).offset((asked.page - 1) * asked.per_page)
    )  # fmt: skip
    return total, [_view(certificate, dataset, workspace, today) for certificate, dataset in rows]


def one(session: Session, workspace: Workspace, certificate_id: int, today: date) -> CertificateView:
    """Raises NotFound."""
    found = session.execute(_joined().where(col(Certificate.id) == certificate_id)).first()
    if found is None:
        raise NotFound(f"no certificate {certificate_id}")
    certificate, dataset = found
    return _view(certificate, dataset, workspace, today)


def models(session: Session, certificate_id: int) -> list[ModelView]:
    """Its model rows in the register's order."""
    statement = select(CertificateModel).where(col(CertificateModel.certificate_id) == certificate_id)
    rows = session.execute(statement.order_by(col(CertificateModel.id))).scalars()
    return [
        ModelView(row.brand, tuple(row.models), tuple(row.mpns), tuple(row.gtins), tuple(row.markets))
        for row in rows
    ]


def products(session: Session, certificate_id: int) -> list[int]:
    """The products that carry a tag by it, at most MAX_PRODUCTS; candidates and refuted ones never."""
    statement = (
        select(col(Tag.product_id)).distinct()
        .join(Product, col(Product.id) == col(Tag.product_id))
        .where(col(Tag.certificate_id) == certificate_id, col(Tag.closed_at).is_(None))
        .where(col(Tag.rejected) == "", col(Product.active).is_(True))
        .order_by(col(Tag.product_id)).limit(MAX_PRODUCTS)
    )  # fmt: skip
    return list(session.execute(statement).scalars())


def _joined() -> Any:
    return select(Certificate, Dataset).join(Dataset, col(Dataset.id) == col(Certificate.dataset_id))


def _view(certificate: Certificate, dataset: Dataset, workspace: Workspace, today: date) -> CertificateView:
    label = workspace.labels[certificate.label]
    stale = is_stale(dataset.confirmed_on, dataset.max_age_days, today)
    validity = Validity(certificate.valid_from, certificate.valid_to, certificate.withdrawn_on)
    return CertificateView(
        id=certificate.id or 0,
        label=certificate.label,
        number=certificate.number,
        holder=certificate.holder,
        tier=certificate.tier,
        generation=certificate.generation,
        product_group=certificate.product_group,
        markets=tuple(certificate.markets),
        valid_from=certificate.valid_from,
        valid_to=certificate.valid_to,
        withdrawn_on=certificate.withdrawn_on,
        state=state_on(validity, today, stale),
        register=label.register_name,
        confirmed_on=dataset.confirmed_on,
        url=certificate.url or label.certificate_url.replace("{number}", certificate.number),
    )
