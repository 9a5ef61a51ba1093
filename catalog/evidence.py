"""Reads tags with their whole trail (certificate, register, run, file, line) as views for a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Row, select
from sqlmodel import Session

from catalog.history import AsOf, confirmations
from catalog.models import Certificate, Dataset, Offer, Run, Supplier, Tag
from catalog.rows import any_of, as_list, read_rows, table_of
from catalog.shapes import LabelView
from catalog.states import REFUTING, settle_claims
from catalog.workspace import Workspace
from labels.model import State
from labels.validity import Validity, is_stale, state_on

_TAG = (
    "id", "product_id", "label", "tier", "generation", "kind", "level", "method", "matched_key", "rejected",
    "certificate_number", "dataset_id", "valid_from", "valid_to", "withdrawn_on", "claim_raw", "run_id",
    "line", "steps", "opened_at",
)  # fmt: skip


def stale_datasets(session: Session, today: date) -> frozenset[int]:
    """Data sets whose last confirmation is older than their limit."""
    rows = read_rows(session, _limits())
    return frozenset(key for key, confirmed, limit in rows if is_stale(confirmed, limit, today))


@cache
def _limits() -> Any:
    dataset = table_of(Dataset).c
    return select(dataset.id, dataset.confirmed_on, dataset.max_age_days)


def label_views(
    session: Session,
    workspace: Workspace,
    product_ids: Sequence[int],
    today: date,
    as_of: AsOf | None = None,
) -> dict[int, list[LabelView]]:
    """Every standing tag of the products, with its state on ``today``. Not-yet-valid ones are left out.

    With ``as_of``: the tags that stood when that day ended, and the registers as fresh as they were then.
    """
    statement = _standing() if as_of is None else _of_products().where(as_of.standing())
    rows = read_rows(session, statement, {"ids": as_list(product_ids)})
    confirmed = _confirmation_days(session, rows, as_of)
    found: dict[int, list[LabelView]] = defaultdict(list)
    tags: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        tags[row.product_id].append(row)
        state = state_of(row, today, confirmed.get(row.id))
        if state is not None:
            found[row.product_id].append(_build(row, workspace, state, confirmed.get(row.id)))
    return {key: settle_claims(views, tags[key], today) for key, views in found.items()}


@cache
def _standing() -> Any:
    return _of_products().where(table_of(Tag).c.closed_at.is_(None))


@cache
def _of_products() -> Any:
    """Tags with their trail as plain columns, which cost a fraction of five mapped objects a row; the
    tag's own fields keep their names."""
    tag, run, certificate, dataset, offer, supplier = [
        table_of(model) for model in (Tag, Run, Certificate, Dataset, Offer, Supplier)
    ]
    others = {
        "holder": certificate.c.holder, "markets": certificate.c.markets,
        "group": certificate.c.product_group, "certificate_url": certificate.c.url,
        "confirmed_on": dataset.c.confirmed_on, "max_age_days": dataset.c.max_age_days,
        "fetched_at": run.c.started_at, "file_name": run.c.file_name, "sha256": run.c.sha256,
        "supplier": supplier.c.name,
    }  # fmt: skip
    return (
        select(*(tag.c[name] for name in _TAG), *(of.label(name) for name, of in others.items()))
        .join_from(tag, run, run.c.id == tag.c.run_id)
        .outerjoin(certificate, certificate.c.id == tag.c.certificate_id)
        .outerjoin(dataset, dataset.c.id == tag.c.dataset_id)
        .outerjoin(offer, offer.c.id == tag.c.offer_id)
        .outerjoin(supplier, supplier.c.id == offer.c.supplier_id)
        .where(tag.c.product_id.in_(any_of("ids")))
        .order_by(tag.c.id)
    )


def _confirmation_days(session: Session, rows: Sequence[Row[Any]], as_of: AsOf | None) -> dict[int, date]:
    """By tag, the day on which its register was last confirmed. In history, a tag whose data set no run
    had confirmed by then was at least read on the day it was opened."""
    registered = [row for row in rows if row.max_age_days is not None]
    if as_of is None:
        return {row.id: row.confirmed_on for row in registered}
    known = confirmations(session, as_of, {row.dataset_id for row in registered})
    return {
        row.id: known.get(row.dataset_id) or row.opened_at.astimezone(as_of.zone).date() for row in registered
    }


class DatedTag(Protocol):
    """What decides a tag's state: its kind, what beat it, its certificate's dates, its register's limit."""

    @property
    def kind(self) -> str: ...
    @property
    def rejected(self) -> str: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def withdrawn_on(self) -> date | None: ...
    @property
    def max_age_days(self) -> int | None: ...


def state_of(tag: DatedTag | Row[Any], today: date, confirmed: date | None) -> State | None:
    """A tag's state on ``today``, its register last confirmed on ``confirmed``; None before its first day.
    A claim's is settled against the other tags afterwards (``catalog.states``)."""
    if tag.kind == "claim":
        return State.DECLARED
    if tag.rejected:
        return State.REFUTED if tag.rejected in REFUTING else State.CANDIDATE
    limit = tag.max_age_days
    stale = confirmed is not None and limit is not None and is_stale(confirmed, limit, today)
    return state_on(Validity(tag.valid_from, tag.valid_to, tag.withdrawn_on), today, stale)


def _build(row: Row[Any], workspace: Workspace, state: State, confirmed: date | None) -> LabelView:
    label = workspace.labels[row.label]
    return LabelView(
        tag_id=row.id,
        label=row.label,
        tier=row.tier,
        generation=row.generation,
        state=state,
        kind=row.kind,
        level=row.level,
        method=row.method,
        matched_key=row.matched_key,
        rejected=row.rejected,
        certificate=row.certificate_number,
        certificate_url=_certificate_url(row, label.certificate_url),
        register=label.register_name if row.kind == "register" else "",
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        withdrawn_on=row.withdrawn_on,
        confirmed_on=confirmed,
        supplier=row.supplier or "",
        claim_raw=row.claim_raw,
        holder=row.holder or "",
        markets=tuple(row.markets or ()),
        product_group=row.group or "",
        run_id=row.run_id,
        fetched_at=row.fetched_at,
        file_name=row.file_name,
        sha256=row.sha256,
        line=row.line,
        steps=tuple(row.steps),
    )


def _certificate_url(row: Row[Any], template: str) -> str:
    """The certificate's own address, else the register's; '' where there is no certificate."""
    if row.holder is None:
        return ""
    return row.certificate_url or template.replace("{number}", row.certificate_number)
